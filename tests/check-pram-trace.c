/* SPDX-License-Identifier: MIT */
/* check-pram-trace.c: runs of PRAM programs on p real processors, as traces that every model prices. */
#include "tests/prams.h"
#include "tests/pricing.h"

/* On p processors (0: as many as it needs). @run: (out) (optional) */
static PlxTrace *
traced (const char *text, const char *n, guint p, PlxPramRun **run)
{
  g_autoptr (PlxPram) pram = NULL;
  g_autoptr (PlxSettings) settings = plx_settings_new ();
  PlxTrace *trace;

  PLX_OK (pram = plx_pram_parse ("a.pram", text, strlen (text), error));
  PlxPramOptions options = plx_pram_options (pram);
  if (n)
    PLX_OK (plx_settings_add (settings, "n", n, "here", error));
  options.settings = settings;
  PLX_OK (trace = plx_pram_trace (pram, &options, p, "a.pram", run, error));
  return trace;
}

/* "work 2, read 2 from 1, write 2 to 0" */
static char *
ops_text (const PlxTrace *trace, guint s, guint i)
{
  GString *text = g_string_new (NULL);
  gsize n;
  const PlxOp *ops = plx_trace_ops (trace, s, i, &n);

  for (gsize k = 0; k < n; k++)
    {
      g_string_append_printf (text, "%s%s", k ? ", " : "", plx_op_kind_name (ops[k].kind));
      if (ops[k].kind == PLX_OP_WORK)
        g_string_append_printf (text, " %u", (guint) ops[k].count);
      else
        g_string_append_printf (text, " %u x %u %u", ops[k].calls, ops[k].bytes, ops[k].peer);
    }
  return g_string_free (text, FALSE);
}

static void
does (const PlxTrace *trace, guint s, guint i, const char *expected)
{
  g_autofree char *text = ops_text (trace, s, i);

  ck_assert_str_eq (text, expected);
}

START_TEST (processors_are_dealt_in_blocks_and_so_are_cells)
{
  g_autoptr (PlxTrace) trace = traced ("shared B, A[1..10]; for 1<=i<=7 pardo\n"
                                       "  A[i] := A[11 - i] + A[i + 3] when i <> 4; end B := A[6];", NULL, 3, NULL);

  /* Cells 1 to 4, 5 to 8, 9 and 10 of A; virtual processors 1 to 3, 4 to 6, 7. */
  ck_assert_uint_eq (plx_trace_n_procs (trace), 3);
  ck_assert_uint_eq (plx_trace_n_supersteps (trace), 2);
  does (trace, 0, 0, "read 2 x 8 2, read 3 x 8 1, read 1 x 8 0, work 3, write 3 x 8 0");
  does (trace, 0, 1, "read 3 x 8 1, read 1 x 8 2, work 3, write 2 x 8 1");
  does (trace, 0, 2, "read 1 x 8 0, read 1 x 8 2, work 1, write 1 x 8 1");
  does (trace, 1, 0, "read 1 x 8 1, work 1, write 1 x 8 0");
  does (trace, 1, 1, "");
  ck_assert_uint_eq (plx_trace_superstep (trace, 0)->instructions, 3);
  ck_assert_uint_eq (plx_trace_superstep (trace, 0)->line, 2);
  ck_assert_str_eq (plx_trace_superstep (trace, 1)->label, "A[i] := A[11 - i] + A[i + 3] when i <> 4; end B := A[6];");
}
END_TEST

START_TEST (facts_and_conflicts_are_between_the_virtual_processors)
{
  g_autoptr (PlxTrace) trace = traced ("shared S, A[3..9] = _i;\n"
                                       "for 3<=i<=9 pardo A[i] := A[8]; S := i mod 2 when i > 4; end", NULL, 2, NULL);
  const PlxSuperstep *first = plx_trace_superstep (trace, 0), *second = plx_trace_superstep (trace, 1);
  const PlxViolation *v;
  gsize n;

  ck_assert_uint_eq (first->readers, 7);
  ck_assert_uint_eq (first->writers, 1);
  ck_assert_uint_eq (first->raw, TRUE);
  ck_assert_uint_eq (first->read_access, PLX_COMMON);
  ck_assert_uint_eq (first->write_access, PLX_EXCLUSIVE);
  ck_assert_uint_eq (second->readers, 0);
  ck_assert_uint_eq (second->writers, 5);
  ck_assert_uint_eq (second->write_access, PLX_ARBITRARY);
  v = plx_trace_violations (trace, &n);
  ck_assert_uint_eq (n, 2);
  ck_assert (v[0].kind == PLX_CONFLICT_READ && v[0].superstep == 0 && v[0].cell == 5 && strcmp (v[0].array, "A") == 0);
  ck_assert (v[0].processors[0] == 0 && v[0].processors[1] == 1);
  ck_assert (v[1].kind == PLX_CONFLICT_WRITE && v[1].superstep == 1 && v[1].cell == 0 && strcmp (v[1].array, "S") == 0);
  ck_assert (v[1].processors[0] == 2 && v[1].processors[1] == 3);
}
END_TEST

/* Words that all processors read, and write, in a superstep. */
static void
count_words (const PlxTrace *trace, guint s, guint64 *reads, guint64 *writes)
{
  *reads = *writes = 0;
  for (guint i = 0; i < plx_trace_n_procs (trace); i++)
    {
      gsize n;
      const PlxOp *ops = plx_trace_ops (trace, s, i, &n);

      for (gsize k = 0; k < n; k++)
        if (ops[k].kind != PLX_OP_WORK)
          *(ops[k].kind == PLX_OP_READ ? reads : writes) += ops[k].calls;
    }
}

static void
compare_with_run (const char *text, const char *n, guint p)
{
  g_autoptr (PlxPramRun) run = NULL;
  g_autoptr (PlxTrace) trace = traced (text, n, p, &run);
  const guint64 time = p > 0 ? plx_pram_brent_time (run, p) : run->time;

  ck_assert_uint_eq (plx_trace_n_procs (trace), p > 0 ? p : run->processors);
  ck_assert_uint_eq (plx_trace_n_supersteps (trace), run->time);
  assert_near (price_total (trace, "pram:variant=crcw-arbitrary"), (double) time);
  if (p == 0)
    assert_near (price_total (trace, "pram:variant=crcw-arbitrary,count=rcw"), (double) run->rcw);
  for (guint s = 0; s < run->time; s++)
    {
      const PlxPramStep *step = &g_array_index (run->steps, PlxPramStep, s);
      guint64 reads, writes;

      count_words (trace, s, &reads, &writes);
      ck_assert_uint_eq (reads, step->n_reads);
      ck_assert_uint_eq (writes, step->n_writes);
    }
}

START_TEST (the_pram_prices_brents_time_and_all_words_are_there)
{
  static const char *const programs[] = {
    "01_sum.pram", "02_prefix_tree.pram", "02b_prefix_doubling.pram", "03_listrank.pram", "04_matmul.pram", "05_merge.pram",
    "07_oddeven.pram", "09_max_crcw.pram", "10_or_crcw.pram", "16_race_arbitrary.pram",
  };
  static const guint processors[] = { 0, 1, 3, 8, 100 };

  for (guint k = 0; k < G_N_ELEMENTS (programs); k++)
    for (guint j = 0; j < G_N_ELEMENTS (processors); j++)
      {
        g_autofree char *text = file_text (programs[k]);

        compare_with_run (text, "8", processors[j]);
      }
}
END_TEST

START_TEST (a_failing_run_has_no_trace)
{
  const char *text = "shared A[1..3]; for 1<=i<=3 pardo A[i + 1] := i; end";
  g_autoptr (PlxPram) pram = NULL;

  PLX_OK (pram = plx_pram_parse ("a.pram", text, strlen (text), error));
  const PlxPramOptions options = plx_pram_options (pram);
  PLX_FAILS (plx_pram_trace (pram, &options, 0, "a", NULL, error), PLX_ERROR_FAILED, "index 4 is outside A[1..3]");
  PLX_FAILS (plx_pram_trace (pram, &options, 2, "a", NULL, error), PLX_ERROR_FAILED, "index 4 is outside A[1..3]");
}
END_TEST

PLX_TEST_MAIN ("pram-trace", processors_are_dealt_in_blocks_and_so_are_cells,
               facts_and_conflicts_are_between_the_virtual_processors,
               the_pram_prices_brents_time_and_all_words_are_there, a_failing_run_has_no_trace)
