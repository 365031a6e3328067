/* SPDX-License-Identifier: MIT */
/* check-pram-run.c: what programs in PRAM pseudo-code do, cost and do against their model: published figures row by row, then
 * the synchronous step and its rules one by one. */
#include "tests/golden.h"
#include "tests/prams.h"

/* ---- published figures ---- */

#define BITONIC \
  "model EREW; param n = 8; shared X[0..n-1] = hash(_i, 1000);\n" \
  "for k := 1 to log2(n) do for j := k - 1 downto 0 do for 0<=i<=n-1 pardo\n" \
  "  X[i] := (i / 2^j) mod 2 = (i / 2^k) mod 2 ? min(X[i], X[i xor 2^j]) : max(X[i], X[i xor 2^j]);\n" \
  "end end end\n"

static const struct {
  const char *name, *file;
} golden[] = {
  { "sum, balanced tree", "01_sum" }, { "sum tree", "01_sum" }, { "01_sum", "01_sum" },
  { "prefix sums tree", "02_prefix_tree" }, { "prefix sums doubling, 2", "02b_prefix_doubling" },
  { "prefix sums doubling, 1", "02c_prefix_onestmt" }, { "02c_prefix_onestmt", "02c_prefix_onestmt" },
  { "list ranking", "03_listrank" }, { "03_listrank", "03_listrank" }, { "matrix multiply", "04_matmul" },
  { "04_matmul", "04_matmul" }, { "merge by ranking", "05_merge" }, { "odd-even", "07_oddeven" },
  { "max O(1)", "09_max_crcw" }, { "OR", "10_or_crcw" }, { "10_or_crcw", "10_or_crcw" },
  { "16_race", "16_race_arbitrary" }, { "P_i writes i", "16_race_arbitrary" }, { "bitonic", NULL },
};

/* (transfer full) */
static char *
golden_text (const char *algorithm)
{
  for (guint k = 0; k < G_N_ELEMENTS (golden); k++)
    if (g_str_has_prefix (algorithm, golden[k].name))
      {
        g_autofree char *file = golden[k].file ? g_strconcat (golden[k].file, ".pram", NULL) : NULL;

        return file ? file_text (file) : g_strdup (BITONIC);
      }
  ck_abort_msg ("%s: unknown", algorithm);
}

/* What the row's quantity is in a run of its program. */
static guint64
golden_value (const Ran *ran, char *field[COLUMNS])
{
  const char *area = field[0], *quantity = field[3];

  if (strcmp (area, "PRAM-rcw") == 0)
    return ran->run->rcw;
  if (strcmp (area, "PRAM-rule") == 0)
    return (guint64) ran->run->memory[0];
  if (strcmp (area, "Brent") == 0)
    return plx_pram_brent_time (ran->run, g_ascii_strtoull (field[2] + 2, NULL, 10));
  return *quantity == 'T' ? ran->run->time : *quantity == 'W' ? ran->run->work
         : *quantity == 'P' ? ran->run->processors : ran->run->processors * ran->run->time;
}

/* "line 4: concurrent READ of A[1,1]" */
static void
check_golden_conflict (const Ran *ran, const char *expected)
{
  static const struct { const char *row, *text; } same[] = {
    { "concurrent READ of A[1,1]", "step 1, line 4: concurrent read of A[1,1] = 8 by (i=1, j=1, l=1), (i=1, j=2, l=1)" },
    { "COMMON write of different values to R (all eight",
      "step 1, line 4: write conflict on R by i=1 writing 1, i=2 writing 2, i=3 writing 3, i=4 writing 4, "
      "i=5 writing 5, i=6 writing 6, i=7 writing 7, i=8 writing 8" },
  };

  if (strcmp (expected, "none") == 0)
    {
      ck_assert_uint_eq (ran->run->violations, 0);
      return;
    }
  for (guint k = 0; k < G_N_ELEMENTS (same); k++)
    if (strstr (expected, same[k].row))
      {
        g_autofree char *text = conflict (ran, 0);

        ck_assert_msg (g_str_has_prefix (text, same[k].text), "%s", text);
        return;
      }
  ck_abort_msg ("%s: unknown", expected);
}

static gboolean
check_row (char *field[COLUMNS])
{
  g_autofree char *text = golden_text (field[1]), *all = g_strconcat (" ", field[1], " ", field[2], NULL);
  g_autofree char *n = g_strdup_printf ("n=%u", number_of (all, "n"));
  const char *model = strstr (field[2], "EREW") ? "model=EREW" : strstr (field[2], "CREW") ? "model=CREW" : "";
  g_autofree char *crcw = strstr (field[2], "CRCW") ? g_strconcat ("model=", strstr (field[2], "CRCW"), NULL) : NULL;
  g_autofree char *words = g_strjoin (" ", n, crcw ? crcw : model, NULL);
  g_auto (Ran) ran = run (text, words);

  if (strcmp (field[0], "PRAM-conflict") == 0)
    check_golden_conflict (&ran, field[4]);
  else
    ck_assert_msg (golden_value (&ran, field) == g_ascii_strtoull (field[4], NULL, 10), "%s %s %s: %" G_GUINT64_FORMAT
                   ", not %s", field[1], field[2], field[3], golden_value (&ran, field), field[4]);
  return TRUE;
}

START_TEST (published_figures_come_out_of_runs)
{
  ck_assert_uint_eq (for_each_row ("pram.csv", 6, check_row), 90);
}
END_TEST

START_TEST (prefix_sums_with_a_choice_need_concurrent_reads)
{
  g_autofree char *text = file_text ("02d_prefix_cond.pram");

  for (guint lg = 1; lg <= 6; lg++)
    {
      const guint n = 1u << lg;
      g_autofree char *words = g_strdup_printf ("n=%u", n), *exclusive = g_strconcat (words, " model=EREW", NULL);
      g_auto (Ran) ran = run (text, words), strict = run (text, exclusive);

      ck_assert_uint_eq (ran.run->time, 2 * lg + 2);
      ck_assert_uint_eq (ran.run->work, 4 * n - 2);
      ck_assert_uint_eq (ran.run->violations, 0);
      ck_assert_uint_eq (strict.run->violations > 0, lg > 1);
      ck_assert_str_eq (plx_pram_model_name (strict.run->needs), lg > 1 ? "CREW" : "EREW");
    }
}
END_TEST

START_TEST (a_list_that_ends_in_itself_is_read_by_several)
{
  g_autofree char *text = file_text ("03b_listrank_selfloop.pram");
  g_auto (Ran) ran = run (text, "n=8");
  g_autofree char *first = conflict (&ran, 0);

  ck_assert_str_eq (first, "step 3, line 10: concurrent read of P[8] = 8 by k=7, k=8");
}
END_TEST

/* ---- the step ---- */

START_TEST (all_read_before_anyone_writes)
{
  g_autofree char *rotate = file_text ("17_swap_sync.pram");

  has (rotate, "n=5", "A", "2 3 4 5 1");
  has ("shared A[0..3] = 3 - _i; for 0<=i<=3 pardo A[A[i]] := A[i] + 10 * i; end", "model=CREW", "A", "30 21 12 3");
}
END_TEST

START_TEST (every_rule_makes_of_several_writes_what_it_says)
{
  static const struct { const char *words, *value; } rules[] = {
    { "model=CRCW-sum", "44" }, { "model=CRCW-max", "40" }, { "model=CRCW-min", "-9" }, { "model=CRCW-xor", "-34" },
    { "model=CRCW-and", "0" }, { "model=CRCW-or", "1" }, { "model=CRCW-priority", "7" },
    { "model=CRCW-arbitrary arbitrary=first", "7" }, { "model=CRCW-arbitrary arbitrary=last", "6" },
    { "model=CRCW-arbitrary arbitrary=min", "-9" }, { "model=CRCW-arbitrary arbitrary=max", "40" },
    { "model=CRCW-common", "7" }, { "model=CREW", "7" },  /* forbidden: the first */
  };

  for (guint k = 0; k < G_N_ELEMENTS (rules); k++)
    {
      g_autofree char *words = g_strconcat (rules[k].words, " V=7,-9,0,40,6", NULL);

      has ("shared V[1..5], R = 100; for 1<=i<=5 pardo R := V[i]; end", words, "R", rules[k].value);
    }
  has ("shared R = 100; for 1<=i<=4 pardo R := 8 when i = 3; end", "model=CRCW-or", "R", "8");
  has ("shared R[0..1]; for 1<=i<=4 pardo R[i mod 2] := i; end", "model=CRCW-and", "R", "1 1");
}
END_TEST

START_TEST (a_sum_may_leave_64_bits_on_the_way)
{
  const char *text = "model CRCW-sum; shared V[1..4], R; for 1<=i<=4 pardo R := V[i]; end";

  has (text, "V=9223372036854775807,1,-1,-5", "R", "9223372036854775802");
  has (text, "V=-9223372036854775808,-1,3,-2", "R", "-9223372036854775808");
  PLX_FAILS (succeeds (text, "V=9223372036854775807,1,0,0", error), PLX_ERROR_FAILED,
             "a.pram:1:54: the sum of what is written to R does not fit into 64 bits");
}
END_TEST

START_TEST (any_writer_is_as_likely_to_win)
{
  const char *text = "model CRCW-arbitrary; shared R[1..2]; for 1<=c<=2, 1<=i<=8 pardo R[c] := i; end";
  guint won[2][9] = { { 0 } }, same = 0;

  for (guint seed = 1; seed <= 800; seed++)
    {
      g_autofree char *words = g_strdup_printf ("arbitrary=random seed=%u", seed);
      g_auto (Ran) ran = run (text, words), again = run (text, words);

      for (guint c = 0; c < 2; c++)
        {
          ck_assert_int_eq (ran.run->memory[c], again.run->memory[c]);
          won[c][ran.run->memory[c]]++;
        }
      same += ran.run->memory[0] == ran.run->memory[1];
    }
  for (guint i = 1; i <= 8; i++)
    ck_assert_msg (won[0][i] > 60 && won[0][i] < 140 && won[1][i] > 60 && won[1][i] < 140, "%u: %u %u", i, won[0][i],
                   won[1][i]);
  ck_assert_msg (same > 60 && same < 140, "%u", same);
}
END_TEST

START_TEST (what_is_not_evaluated_is_neither_read_nor_wrong)
{
  g_auto (Ran) ran = run ("model EREW; shared A[1..6], B[1..6];\n"
                          "for 1<=i<=6 pardo B[i] := i > 1 and A[i-1] = 0 ? A[i] : i; end", "A=0,0,5,0,0,7");
  g_autofree char *b = values (ran.run, "B");

  ck_assert_str_eq (b, "1 0 5 4 0 7");
  ck_assert_uint_eq (step (&ran, 0)->n_reads, 5 + 4);
  ck_assert_uint_eq (step (&ran, 0)->max_reads, 2);
  ck_assert_uint_eq (step (&ran, 0)->n_writes, 6);
  has ("shared A[1..3]; for 0<=i<=4 pardo A[i] := 6 / i when i > 0 and i < 4; end", "", "A", "6 3 2");
  has ("shared S; S := 1 or 1 / 0; S := S + (0 and 1 / 0);", "", "S", "1");
}
END_TEST

START_TEST (a_guard_that_does_not_hold_costs_as_much)
{
  g_auto (Ran) ran = run ("shared A[1..6], B[1..6]; for 1<=i<=6 pardo if A[i] > 0 then B[i] := A[i] + A[1]; end end",
                          "A=1,0,1,0,0,1");

  ck_assert_uint_eq (ran.run->time, 1);
  ck_assert_uint_eq (step (&ran, 0)->active, 6);
  ck_assert_uint_eq (step (&ran, 0)->n_reads, 6 + 2 * 3);
  ck_assert_uint_eq (step (&ran, 0)->n_writes, 3);
  ck_assert_uint_eq (step (&ran, 0)->kappa_reads, 3);
  ck_assert_uint_eq (step (&ran, 0)->n_concurrent_reads, 1);
  ck_assert_uint_eq (ran.run->rcw, 3 + 1 + 1);
}
END_TEST

START_TEST (micro_steps_accept_what_statements_do_not)
{
  g_autofree char *text = file_text ("02c_prefix_onestmt.pram");
  g_auto (Ran) micro = run (text, "n=8"), whole = run (text, "n=8 by-statement=");
  g_autofree char *first = conflict (&whole, 0);

  ck_assert_uint_eq (micro.run->violations, 0);
  ck_assert_uint_eq (whole.run->violations, 6 + 4);
  ck_assert_str_eq (first, "step 1, line 5: concurrent read of d[2] = 26 by i=2, i=3");
  ck_assert_uint_eq (step (&whole, 0)->n_concurrent_reads, 6);
  ck_assert_uint_eq (step (&whole, 0)->kappa_reads, 2);
  ck_assert_uint_eq (step (&micro, 0)->n_concurrent_reads, 0);
}
END_TEST

START_TEST (who_reads_a_cell_twice_is_one_reader)
{
  g_auto (Ran) ran = run ("model EREW; shared A[1..4]; for 1<=i<=4 pardo A[i] := A[i] * A[i] + A[i]; end",
                          "A=2,3,4,5 by-statement=");

  ck_assert_uint_eq (ran.run->violations, 0);
  ck_assert_uint_eq (step (&ran, 0)->kappa_reads, 1);
  ck_assert_uint_eq (step (&ran, 0)->n_reads, 12);
  ck_assert_uint_eq (step (&ran, 0)->raw, FALSE);
}
END_TEST

/* ---- who takes part ---- */

START_TEST (branches_are_taken_by_those_for_whom_the_test_holds)
{
  const char *text = "shared A[1..6], B[1..6]; for 1<=i<=6 pardo\n"
                     "  if A[i] > 2 then B[i] := 1; B[i] := B[i] + A[i];\n"
                     "  else B[i] := 2; if i > 1 then B[i] := 3; else end end end\n";

  has (text, "A=1,2,3,4,5,6", "B", "2 3 4 5 6 7");
  costs (text, "A=1,2,3,4,5,6", 1 + 2 + 2, 6 + 4 + 4 + 2 + 1);
  costs (text, "A=3,3,3,3,3,3", 1 + 2, 18);
  costs (text, "A=0,0,0,0,0,0", 1 + 2, 6 + 6 + 5);
}
END_TEST

START_TEST (a_while_pays_for_its_last_test)
{
  costs ("shared S = 3; while S > 0 do S := S - 1; end", "", 4 + 3, 7);
  costs ("shared A[1..3]; for 1<=i<=3 pardo while A[i] > 0 do A[i] := A[i] - 1; end end", "A=0,1,2",
         3 + 2, 3 + 2 + 2 + 1 + 1);
  costs ("private x; shared S; for 1<=i<=3 pardo while x < i do x := x + 1; end end", "", 3, 3 + 2 + 1);
}
END_TEST

START_TEST (a_test_costs_if_it_mentions_shared_memory)
{
  costs ("shared A[1..4]; for 1<=i<=4 pardo if i > 2 then A[i] := 1; A[i] := 2; end end", "", 2, 4);
  costs ("shared A[1..4]; for 1<=i<=4 pardo if i > 2 and A[i] = 0 then A[i] := 1; A[i] := 2; end end", "", 3, 4 + 4);
  costs ("param n = 3; shared S; if n > 2 then S := 1; S := 2; end while n < 3 do S := 3; end", "", 2, 2);
  costs ("shared S; if S = 1 then S := 1; S := 2; end", "", 1, 1);
}
END_TEST

START_TEST (ranges_may_depend_on_each_other)
{
  has ("param n = 5; shared A[1..n,1..n], S;\n"
       "for 1<=i<=n, i<j<=n where odd(i + j) pardo A[i,j] := 10 * i + j; end", "n=4", "A",
       "0 12 0 14 0 0 23 0 0 0 0 34 0 0 0 0");
  costs ("shared S; for 1<=i<=5, i<=j<=5 pardo S := i; end", "", 1, 15);
  costs ("shared S; for 1<=i<=5, 1<=j<=i where j <> 2 pardo S := i; end", "", 1, 11);
  costs ("shared S; for 1<=i<=5, 6<=j<=i pardo S := 1 / 0; end for 2<=i<=1, 1 <= j <= 2 pardo S := i; end", "", 0, 0);
  costs ("shared S; for 1<=i<=5 where i > 5 pardo S := i; S := 2; end", "", 0, 0);
}
END_TEST

START_TEST (processors_are_in_lexicographic_order)
{
  const char *box = "model CRCW-priority; shared R; for 3<=i<=4, -1<=j<=1 pardo R := 10 * i + j when i + j > 3; end";
  const char *chosen = "model CRCW-arbitrary; shared R; for 3<=i<=4, -1<=j<=i where i+j > 3 pardo R := 10 * i + j; end";

  has (box, "", "R", "31");
  has (chosen, "arbitrary=first", "R", "31");
  has (chosen, "arbitrary=last", "R", "44");
}
END_TEST

START_TEST (privates_are_each_processors_own_and_last_one_pardo)
{
  has ("private x, y; shared A[1..4]; for 1<=i<=4 pardo x := 10 * i; y := x + y; A[i] := y; end\n"
       "for 1<=i<=3 pardo A[i] := A[i] + x + y; end", "", "A", "10 20 30 40");
}
END_TEST

/* Rounds of x -> x / 2 or 3 x + 1 until 1, in C. */
static guint
collatz (guint x)
{
  guint rounds = 0;

  for (; x != 1; rounds++)
    x = x % 2 ? 3 * x + 1 : x / 2;
  return rounds;
}

START_TEST (many_processors_leave_a_loop_one_by_one)
{
  g_auto (Ran) ran = run ("param n = 3000; private x; shared A[1..n];\n"
                          "for 1<=i<=n pardo x := i; while x <> 1 do A[i] := A[i] + 1;\n"
                          "  if odd(x) then x := 3 * x + 1; else x := x / 2; end end end", "");
  guint64 work = 3000;

  for (guint i = 1; i <= 3000; i++)
    {
      work += 2 * collatz (i);
      ck_assert_int_eq (ran.run->memory[i - 1], collatz (i));
    }
  ck_assert_uint_eq (ran.run->work, work);
}
END_TEST

START_TEST (loops_count_as_they_say)
{
  has ("shared A[0..9], S; for k := 1 to 9 step 3 do A[k] := 1; end for k := 9 downto 2 step 4 do A[k] := 2; end\n"
       "for k := 3 to 2 do A[0] := 1; end", "", "A", "0 1 0 0 1 2 0 1 0 2");
  has ("shared S; for k := 9223372036854775800 to 9223372036854775807 step 3 do S := S + 1; end", "", "S", "3");
  has ("shared S = 3; for k := 1 to S do S := S + 1; end", "", "S", "6");
}
END_TEST

/* ---- conflicts ---- */

START_TEST (a_conflict_names_cell_line_processors_and_values)
{
  g_auto (Ran) read = run ("model EREW; shared A[1..2,1..3], B[1..10];\n\n"
                           "for 2<=i<=4, 1<=j<=2 pardo B[2 * i + j] := 1 + A[2,j]; end", "A=0,0,0,5,6,7");
  g_auto (Ran) write = run ("model CRCW-common; shared R, Q; for 1<=i<=3 pardo Q := 1; R := i * i; end", "");
  g_auto (Ran) mixed = run ("shared A[1..4] = _i; for 1<=i<=3 pardo A[i] := 10 * A[i + 1]; end", "rw-exclusive=");
  g_autofree char *a = conflict (&read, 0), *b = conflict (&write, 0), *c = conflict (&mixed, 0);
  g_autofree char *few = plx_pram_conflict_text (write.run, write.run->conflicts->pdata[0], 2);

  ck_assert_str_eq (a, "step 1, line 3: concurrent read of A[2,1] = 5 by (i=2, j=1), (i=3, j=1), (i=4, j=1)");
  ck_assert_str_eq (b, "step 2, line 1: write conflict on R by i=1 writing 1, i=2 writing 4, i=3 writing 9");
  ck_assert_str_eq (c, "step 1, line 1: read and write of A[2] by i=1 reading 2, i=2 writing 30");
  ck_assert_str_eq (few, "step 2, line 1: write conflict on R by i=1 writing 1, i=2 writing 4 and 1 other");
  ck_assert_uint_eq (read.run->violations, 2);
  ck_assert_uint_eq (write.run->violations, 1);
  ck_assert_uint_eq (mixed.run->violations, 2);
}
END_TEST

START_TEST (a_cell_that_conflicts_twice_in_a_step_counts_once)
{
  g_auto (Ran) ran = run ("model EREW; shared A[1..2], S; for 1<=i<=3 pardo S := A[1] + A[1] + S; end", "A=4,5");
  const PlxPramConflict *first;

  ck_assert_uint_eq (ran.run->violations, 2);
  ck_assert_uint_eq (ran.run->conflicts->len, 2);
  first = ran.run->conflicts->pdata[0];
  ck_assert_uint_eq (first->n_cells, 2);
  ck_assert_uint_eq (first->micro_step, 1);
  ck_assert_uint_eq (step (&ran, 0)->n_concurrent_reads, 3);
  ck_assert_uint_eq (step (&ran, 0)->kappa_writes, 3);
  ck_assert_uint_eq (step (&ran, 0)->raw, TRUE);
}
END_TEST

START_TEST (the_smallest_address_is_told_whatever_the_order)
{
  g_auto (Ran) ran = run ("model EREW; shared A[1..6], B[1..6];\n"
                          "for 1<=i<=6 pardo B[i] := A[4 - (i - 1) / 2] + A[3 - (i - 1) / 2]; end", "");
  const PlxPramConflict *only;

  ck_assert_uint_eq (ran.run->conflicts->len, 1);
  only = ran.run->conflicts->pdata[0];
  ck_assert_uint_eq (only->address, 0);
  ck_assert_uint_eq (only->micro_step, 2);
  ck_assert_uint_eq (only->n_cells, 4);
  ck_assert_uint_eq (only->n_accesses, 2);
  ck_assert_int_eq (g_array_index (only->accesses, PlxPramAccess, 1).index[0], 6);
}
END_TEST

START_TEST (the_weakest_model_that_accepts_a_run_is_found)
{
  static const struct { const char *body, *needs; } all[] = {
    { "A[i] := A[i] + 1;", "EREW" }, { "A[i] := S;", "CREW" }, { "S := 7;", "ERCW" }, { "S := i;", "ERCW-arbitrary" },
    { "A[i] := S; S := 7;", "CRCW-common" }, { "S := A[1] + i;", "CRCW-arbitrary" },
  };

  for (guint k = 0; k < G_N_ELEMENTS (all); k++)
    {
      g_autofree char *text = g_strdup_printf ("shared A[1..4], S; for 1<=i<=4 pardo %s end", all[k].body);
      g_auto (Ran) ran = run (text, "model=CRCW-sum");
      g_autofree char *again = g_strconcat ("model=", all[k].needs, NULL);
      g_auto (Ran) accepted = run (text, again);

      ck_assert_str_eq (plx_pram_model_name (ran.run->needs), all[k].needs);
      ck_assert_uint_eq (accepted.run->violations, 0);
      ck_assert_uint_eq (ran.run->violations, 0);
    }
}
END_TEST

START_TEST (many_conflicts_keep_few_processors_each)
{
  g_auto (Ran) ran = run ("shared S; for t := 1 to 120 do for 1<=i<=2000 pardo S := i; end end", "");
  const PlxPramConflict *first = ran.run->conflicts->pdata[0], *last = ran.run->conflicts->pdata[119];
  g_autofree char *text = plx_pram_conflict_text (ran.run, last, 1000);

  ck_assert_uint_eq (ran.run->violations, 120);
  ck_assert_uint_eq (first->accesses->len, 1000);
  ck_assert_uint_eq (last->accesses->len, 4);
  ck_assert_uint_eq (last->n_accesses, 2000);
  ck_assert (g_str_has_suffix (text, "i=4 writing 4 and 1996 others"));
}
END_TEST

START_TEST (a_processors_own_read_and_write_are_no_conflict)
{
  g_auto (Ran) ran = run ("model EREW; shared A[1..300]; for 1<=i<=300 pardo A[i] := A[i] + i; A[i] := A[301 - i]; end",
                          "rw-exclusive=");

  ck_assert_uint_eq (step (&ran, 0)->raw, FALSE);
  ck_assert_uint_eq (step (&ran, 1)->raw, TRUE);
  ck_assert_uint_eq (ran.run->violations, 300);
}
END_TEST

/* ---- counts ---- */

START_TEST (brents_time_is_within_its_bound)
{
  g_auto (Ran) ran = run (BITONIC, "n=64");

  ck_assert_uint_eq (plx_pram_brent_time (ran.run, 1), ran.run->work);
  ck_assert_uint_eq (plx_pram_brent_time (ran.run, 64), 21);
  for (guint p = 1; p <= 70; p++)
    {
      ck_assert_uint_eq (plx_pram_brent_time (ran.run, p), 21 * ((64 + p - 1) / p));
      ck_assert_uint_le (plx_pram_brent_time (ran.run, p), plx_pram_brent_bound (ran.run, p));
    }
}
END_TEST

PLX_TEST_MAIN ("pram-run", published_figures_come_out_of_runs, prefix_sums_with_a_choice_need_concurrent_reads,
               a_list_that_ends_in_itself_is_read_by_several, all_read_before_anyone_writes,
               every_rule_makes_of_several_writes_what_it_says, a_sum_may_leave_64_bits_on_the_way,
               any_writer_is_as_likely_to_win, what_is_not_evaluated_is_neither_read_nor_wrong,
               a_guard_that_does_not_hold_costs_as_much, micro_steps_accept_what_statements_do_not,
               who_reads_a_cell_twice_is_one_reader, branches_are_taken_by_those_for_whom_the_test_holds,
               a_while_pays_for_its_last_test, a_test_costs_if_it_mentions_shared_memory,
               ranges_may_depend_on_each_other, processors_are_in_lexicographic_order,
               privates_are_each_processors_own_and_last_one_pardo, many_processors_leave_a_loop_one_by_one,
               loops_count_as_they_say, a_conflict_names_cell_line_processors_and_values,
               a_cell_that_conflicts_twice_in_a_step_counts_once, the_smallest_address_is_told_whatever_the_order,
               the_weakest_model_that_accepts_a_run_is_found, many_conflicts_keep_few_processors_each,
               a_processors_own_read_and_write_are_no_conflict, brents_time_is_within_its_bound)
