/* SPDX-License-Identifier: MIT */
/* check-pram-values.c: the numbers that programs in PRAM pseudo-code compute with: arithmetic, first values and settings,
 * errors and limits one by one, and what a watcher sees change. */
#include "sim/core/interrupt.h"
#include "tests/prams.h"

/* ---- arithmetic ---- */

START_TEST (arithmetic_is_that_of_the_books)
{
  static const struct { const char *expression, *value; } all[] = {
    { "7 / 2", "3" }, { "-7 / 2", "-4" }, { "7 / -2", "-4" }, { "-7 / -2", "3" }, { "-8 div 4", "-2" },
    { "7 mod 3", "1" }, { "-7 mod 3", "2" }, { "7 mod -3", "-2" }, { "-7 % -3", "-1" }, { "-5 mod 4", "3" },
    { "ceildiv(7, 2)", "4" }, { "ceildiv(-7, 2)", "-3" }, { "ceildiv(8, 4)", "2" }, { "2 ^ 10", "1024" },
    { "(-3) ^ 3", "-27" }, { "-3 ^ 2", "-9" }, { "0 ^ 0", "1" }, { "2 ^ 62", "4611686018427387904" }, { "(-1) ^ 99", "-1" },
    { "log2(1)", "0" }, { "log2(1023)", "9" }, { "clog2(1)", "0" }, { "clog2(1024)", "10" }, { "clog2(1025)", "11" },
    { "hash(12, 100)", "60" }, { "hash(-3, 1000)", "309" }, { "12 xor 10", "6" }, { "-1 xor 5", "-6" },
    { "abs(-4)", "4" }, { "min(3, -2, 9)", "-2" }, { "max(3, -2, 9)", "9" }, { "odd(-3)", "1" }, { "even(-3)", "0" },
    { "not 5", "0" }, { "7 and 8", "1" }, { "0 or 9", "1" }, { "3 < 4 < 1", "0" }, { "3 >= 3", "1" }, { "2 <> 2", "0" },
    { "(-9223372036854775807 - 1) mod -1", "0" }, { "6000000000 / 7", "857142857" }, { "-6000000000 mod 4096", "1024" },
  };

  for (guint k = 0; k < G_N_ELEMENTS (all); k++)
    {
      g_autofree char *one = g_strdup_printf ("shared S; S := %s;", all[k].expression);
      g_autofree char *each = g_strdup_printf ("shared A[1..3]; private z; for 1<=i<=3 pardo A[i] := z + (%s); end",
                                               all[k].expression);
      g_autofree char *three = g_strdup_printf ("%s %s %s", all[k].value, all[k].value, all[k].value);

      has (one, "", "S", all[k].value);
      has (each, "", "A", three);
    }
}
END_TEST

START_TEST (an_operator_does_the_same_with_one_value_or_one_for_each)
{
  static const char *const signs[] = { "+", "-", "*", "/", "mod", "xor", "=", "<>", "<", "<=", ">", ">=", "and", "or" };
  static const gint64 divisors[] = { 1, 2, 3, 8, -1, -4, -7, 536870912 };

  for (guint s = 0; s < G_N_ELEMENTS (signs); s++)
    for (guint d = 0; d < G_N_ELEMENTS (divisors); d++)
      {
        g_autofree char *text = g_strdup_printf (
          "param d; shared A[0..40], B[0..40]; private x, y;\n"
          "for 0<=i<=40 pardo x := (i - 20) * 700000001; y := d; A[i] := x %s d; B[i] := x %s y; assert A[i] = B[i];\n"
          "end", signs[s], signs[s]);
        g_autofree char *words = g_strdup_printf ("d=%" G_GINT64_FORMAT, divisors[d]);

        g_auto (Ran) ran = run (text, words);
        ck_assert_uint_eq (ran.run->time, 4);
      }
}
END_TEST

/* ---- data ---- */

START_TEST (first_values_are_of_places_parameters_and_earlier_arrays)
{
  const char *text = "param n = 3, m = n * n - 5; shared A[0..n-1] = _i + m, B[1..2,-1..1] = _i1 * 100 + _i2 + A[_i1],\n"
                     "  C[1..n-3], D[1..300] = _i mod 2 = 0 ? _i : -_i, S = A[0] + 1;";

  has (text, "", "A", "4 5 6");
  has (text, "", "B", "104 105 106 205 206 207");
  has (text, "", "S", "5");
  has (text, "A=7,-8,2^10 m=-5", "A", "7 -8 1024");
  has (text, "A=7,8,9", "B", "107 108 109 208 209 210");
  has (text, "n=4 m=0 C=-9223372036854775808", "C", "-9223372036854775808");
  has (text, "C=", "C", "");
}
END_TEST

START_TEST (wrong_settings_are_refused)
{
  const char *text = "param size; shared A[1..size];";

  PLX_FAILS (succeeds (text, "", error), PLX_ERROR_INPUT, "a.pram:1:7: size has no value; give size=");
  PLX_FAILS (succeeds (text, "size=4 sise=3", error), PLX_ERROR_INPUT,
             "here: sise: a has no such parameter or array; did you mean \"size\"?");
  PLX_FAILS (succeeds (text, "size=many", error), PLX_ERROR_INPUT, "here: size: \"many\": ");
  PLX_FAILS (succeeds (text, "size=9223372036854775808", error), PLX_ERROR_INPUT, "64 bits");
  PLX_FAILS (succeeds (text, "size=3 A=1,2", error), PLX_ERROR_INPUT, "here: A: 2 values given; the array has 3 cells");
  PLX_FAILS (succeeds (text, "size=3 A=1,x,2", error), PLX_ERROR_INPUT, "here: A: \"x\": ");
  PLX_FAILS (succeeds (text, "size=-1", error), PLX_ERROR_FAILED, "a.pram:1:20: A: from 1 to -1");
}
END_TEST

/* ---- what is wrong ---- */

START_TEST (errors_name_place_processor_and_value)
{
  static const struct { const char *body, *message; } all[] = {
    { "A[i + 1] := 0;", ":2:46: index 9 is outside A[1..8], by processor i=8" },
    { "A[i] := A[i - 1];", ":2:54: index 0 is outside A[1..8], by processor i=1" },
    { "A[i] := B[1, i];", ":2:54: index 2, 4, is outside B[0..1,1..3], by processor i=4" },
    { "A[i] := 6 / (i - 3);", ":2:56: 6 / 0: division by zero, by processor i=3" },
    { "A[i] := i mod (i - 3);", ":2:56: 3 mod 0: division by zero, by processor i=3" },
    { "A[i] := ceildiv(i, i - 2);", ":2:54: ceildiv (2, 0): division by zero, by processor i=2" },
    { "A[i] := 2 ^ (3 - i);", ":2:56: 2 ^ -1: a negative exponent; all numbers are whole, by processor i=4" },
    { "A[i] := 10 ^ (i + 15);", ":2:57: 10 ^ 19: does not fit into 64 bits, by processor i=4" },
    { "A[i] := log2(i - 1);", ":2:54: log2 (0): there is no logarithm of less than 1, by processor i=1" },
    { "A[i] := clog2(2 - i);", ":2:54: clog2 (0): there is no logarithm of less than 1, by processor i=2" },
    { "A[i] := hash(i, 2 - i);", ":2:54: hash (2, 0): hash needs a modulus of 1 or more, by processor i=2" },
    { "A[i] := big + i - 2;", ":2:58: 9223372036854775807 + 1: does not fit into 64 bits, by processor i=1" },
    { "A[i] := -2 - big + 1 * i;", ":2:57: -2 - 9223372036854775807: does not fit into 64 bits" },
    { "A[i] := big * (i - 3) + A[i];", ":2:58: 9223372036854775807 * -2: does not fit into 64 bits, by processor i=1" },
    { "A[i] := -(i - 2 - big) when i = 1;", ":2:54: - (-9223372036854775808): does not fit into 64 bits" },
    { "A[i] := abs(i - 2 - big);", ":2:54: abs (-9223372036854775808): does not fit into 64 bits, by processor i=1" },
    { "A[i] := (i - 2 - big) / -1;", ":2:68: -9223372036854775808 / -1: does not fit into 64 bits, by processor i=1" },
    { "for k := 1 to 3 step i0 do A[i] := 1; end", ":2:67: a step of 0; it must be 1 or more" },
    { "assert i < 6;", ":2:55: this was asserted, and is false, by processor i=6" },
  };

  for (guint k = 0; k < G_N_ELEMENTS (all); k++)
    {
      g_autofree char *text = g_strdup_printf ("param big = 2^62-1+2^62, i0 = 0; shared A[1..8], B[0..1,1..3];\n"
                                               "for 1<=i<=8 pardo                            %s end", all[k].body);

      PLX_FAILS (succeeds (text, "", error), PLX_ERROR_FAILED, all[k].message);
    }
  PLX_FAILS (succeeds ("shared A[1..2], B[1..2,1..2] = A[_i1 + _i2];", "", error), PLX_ERROR_FAILED,
             "a.pram:1:32: index 3 is outside A[1..2], of _i1=1, _i2=2");
  PLX_FAILS (succeeds ("shared A[1..2]; for 1<=i<=2, 1<=j<=i, 1<=k<=A[i + j] pardo A[i] := 1; end", "", error),
             PLX_ERROR_FAILED, "index 3 is outside A[1..2], by processor i=2, j=1");
  PLX_FAILS (succeeds ("param n = 1 / 0;", "", error), PLX_ERROR_FAILED, "a.pram:1:13: 1 / 0: division by zero");
}
END_TEST

START_TEST (a_run_ends_at_its_limits)
{
  PLX_FAILS (succeeds ("shared S; while S < 10 do S := 0; end", "max-steps=50", error), PLX_ERROR_FAILED,
             "a.pram:1:11: more than 50 steps (--max-steps)");
  PLX_FAILS (succeeds ("param n; while n > 0 do end", "n=1 max-steps=50", error), PLX_ERROR_FAILED,
             "a.pram:1:10: loops of more than 50 rounds in all");
  PLX_FAILS (succeeds ("for k := 1 to 2^60 do end", "", error), PLX_ERROR_FAILED, "more than 1000000 rounds");
  PLX_FAILS (succeeds ("shared B, A[1..10^6, 1..10^6];", "", error), PLX_ERROR_FAILED,
             "a.pram:1:11: A: with it there are 1000000000001 shared cells; at most 33554432 are allowed (--max-cells)");
  PLX_FAILS (succeeds ("shared A[-2^62..2^62, 1..2^62, 1..16];", "", error), PLX_ERROR_FAILED, "more than ");
  PLX_FAILS (succeeds ("private x; for 1<=i<=30 pardo x := 1; end", "max-cells=59", error), PLX_ERROR_FAILED,
             "a.pram:1:12: 30 processors or more, with 2 numbers each; at most 59");
  PLX_FAILS (succeeds ("private x; for 1<=i<=30, 1<=j<=i pardo x := 1; end", "max-cells=900", error), PLX_ERROR_FAILED,
             "with 3 numbers each; at most 900");
  PLX_FAILS (succeeds ("private x; for -2^62<=i<=2^62, 1<=j<=2 pardo x := 1; end", "", error), PLX_ERROR_FAILED,
             "9223372036854775809 processors or more");
  costs ("private x; for 1<=i<=30 pardo x := 1; end", "max-cells=60 max-steps=1", 1, 30);
}
END_TEST

/* ---- watching ---- */

typedef struct {
  GString *told;
  guint most;
} Watcher;

static gboolean
watch (const PlxPramRun *now, const PlxPramChange *changes, gsize n, gpointer data, GError **error)
{
  Watcher *watcher = data;

  g_string_append_printf (watcher->told, "%u:", (guint) now->time);
  for (gsize k = 0; k < n; k++)
    g_string_append_printf (watcher->told, " %u %d>%d", (guint) changes[k].address, (int) changes[k].before,
                            (int) changes[k].after);
  g_string_append (watcher->told, "; ");
  if (now->time < watcher->most)
    return TRUE;
  g_set_error_literal (error, PLX_ERROR, PLX_ERROR_FAILED, "seen enough");
  return FALSE;
}

START_TEST (a_watcher_is_told_what_each_step_changed_and_may_end_the_run)
{
  const char *text = "model CRCW-sum; shared A[0..3] = 5; for 0<=i<=3 pardo A[3 - i] := i when i <> 2;\n"
                     "if A[i] = 3 then A[i] := 9; A[1] := 8; else A[2] := 1; A[0] := 7; end end";
  g_autoptr (PlxPram) pram = NULL;
  g_autoptr (PlxPramRun) ran = NULL;
  g_autoptr (GString) told = g_string_new (NULL);
  Watcher watcher = { told, 100 };

  PLX_OK (pram = plx_pram_parse ("a.pram", text, strlen (text), error));
  PlxPramOptions options = plx_pram_options (pram);
  options.watch = watch;
  options.data = &watcher;
  PLX_OK (ran = plx_pram_run (pram, &options, error));
  ck_assert_str_eq (told->str, "1: 3 5>0 2 5>1 0 5>3; 2:; 3: 0 3>9; 4: 1 5>8; 5: 2 1>3; 6: 0 9>21; ");
  watcher.most = 3;
  PLX_FAILS (plx_pram_run (pram, &options, error), PLX_ERROR_FAILED, "seen enough");
}
END_TEST

START_TEST (an_interruption_ends_a_run_also_in_a_loop_without_steps)
{
  plx_interrupted = 1;
  PLX_FAILS (succeeds ("shared S; while S = 0 do end", "", error), PLX_ERROR_FAILED, "1:11: interrupted after 0 steps");
  PLX_FAILS (succeeds ("shared S; S := 1;", "", error), PLX_ERROR_FAILED, "1:11: interrupted after 0 steps");
  plx_interrupted = 0;
  PLX_OK (succeeds ("shared S; S := 1;", "", error));
}
END_TEST

PLX_TEST_MAIN ("pram-values", arithmetic_is_that_of_the_books,
               an_operator_does_the_same_with_one_value_or_one_for_each,
               first_values_are_of_places_parameters_and_earlier_arrays, wrong_settings_are_refused,
               errors_name_place_processor_and_value, a_run_ends_at_its_limits,
               an_interruption_ends_a_run_also_in_a_loop_without_steps,
               a_watcher_is_told_what_each_step_changed_and_may_end_the_run)
