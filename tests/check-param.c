/* SPDX-License-Identifier: MIT */
/* check-param.c: values with units, counts, sweeps, curves, settings and near names are read as
 * written, and what is wrong is said with what would be right. */
#include "sim/core/param.h"
#include "tests/main.h"

#include <string.h>

typedef struct {
  double g, L, G, share;
  guint64 n, bytes, most;
  gboolean on;
  int access;
  PlxTimeOrRule B;
  PlxWorkCosts t;
} Instance;

static const PlxParam params[] = {
  { "g", "time/word", "gap", offsetof (Instance, g), PLX_NONNEGATIVE, NULL, NULL, NULL },
  { "L", "time", "latency", offsetof (Instance, L), PLX_POSITIVE, NULL, NULL, NULL },
  { "G", "time/byte", "gap per byte", offsetof (Instance, G), PLX_NUMBER, NULL, NULL, NULL },
  { "share", "", "a share", offsetof (Instance, share), PLX_NUMBER, NULL, NULL, NULL },
  { "n", "", "size", offsetof (Instance, n), PLX_COUNT | PLX_POSITIVE, NULL, NULL, NULL },
  { "bytes", "byte", "size", offsetof (Instance, bytes), PLX_COUNT, NULL, NULL, NULL },
  { "most", "byte", "size", offsetof (Instance, most), PLX_COUNT, NULL, "unlimited", NULL },
  { "on", "", "switch", offsetof (Instance, on), PLX_SWITCH, NULL, NULL, NULL },
  { "access", "", "choice", offsetof (Instance, access), PLX_CHOICE, NULL, "plain|pipelined", NULL },
  { "B", "time", "barrier", offsetof (Instance, B), PLX_TIME_OR_RULE | PLX_NONNEGATIVE, NULL, "dlogp|dp",
    NULL },
  PLX_PARAM_WORK_COSTS (Instance, t),
  PLX_PARAM_END
};

static const PlxUnits seconds = { 1, 8 }, steps = { 0, 4 }, flops = { 50e6, 4 };

static gboolean
read_as (const char *name, const char *value, const PlxUnits *units, Instance *instance, GError **error)
{
  return plx_param_read (plx_param_find (params, name), value, "x.scn:12", units, instance, error);
}

START_TEST (a_bare_number_is_in_the_machines_unit)
{
  Instance i;

  PLX_OK (read_as ("g", " 1.25 ", &steps, &i, error));
  ck_assert_double_eq (i.g, 1.25);
  PLX_OK (read_as ("g", "3e-9", &seconds, &i, error));
  ck_assert_double_eq (i.g, 3e-9);
}
END_TEST

START_TEST (units_of_time_and_size_are_converted)
{
  Instance i;

  PLX_OK (read_as ("L", "12 us", &seconds, &i, error));
  ck_assert_double_eq (i.L, 12e-6);
  PLX_OK (read_as ("L", "7ms", &seconds, &i, error));
  ck_assert_double_eq (i.L, 7e-3);
  PLX_OK (read_as ("L", "3 us", &flops, &i, error));
  ck_assert_double_eq (i.L, 150);
  PLX_OK (read_as ("L", "5 flops", &flops, &i, error));
  ck_assert_double_eq (i.L, 5);
  PLX_OK (read_as ("L", "6 steps", &steps, &i, error));
  ck_assert_double_eq (i.L, 6);
  PLX_OK (read_as ("g", "1.6 us/word", &seconds, &i, error));
  ck_assert_double_eq (i.g, 1.6e-6);
  PLX_OK (read_as ("L", "1.25e2 ns", &seconds, &i, error));
  ck_assert_double_eq (i.L, 1.25e-7);
  PLX_OK (read_as ("g", "2 ns/B", &seconds, &i, error));
  ck_assert_double_eq (i.g, 16e-9);
  PLX_OK (read_as ("G", "4.2 ns/B", &seconds, &i, error));
  ck_assert_double_eq (i.G, 4.2e-9);
  PLX_OK (read_as ("G", "16 ps/word", &seconds, &i, error));
  ck_assert_double_eq (i.G, 2e-12);
  PLX_OK (read_as ("bytes", "3 words", &steps, &i, error));
  ck_assert_uint_eq (i.bytes, 12);
  PLX_OK (read_as ("bytes", "64K B", &steps, &i, error));
  ck_assert_uint_eq (i.bytes, 65536);
}
END_TEST

START_TEST (a_count_may_be_unlimited_by_name)
{
  const PlxParam *most = plx_param_find (params, "most");
  g_autofree char *unlimited = NULL, *some = NULL;
  Instance i;

  PLX_OK (read_as ("most", "unlimited", &steps, &i, error));
  ck_assert_uint_eq (i.most, G_MAXUINT64);
  unlimited = plx_param_text (most, &i);
  ck_assert_str_eq (unlimited, "unlimited");
  PLX_OK (read_as ("most", "3K", &steps, &i, error));
  some = plx_param_text (most, &i);
  ck_assert_str_eq (some, "3072");
  PLX_FAILS (read_as ("n", "unlimited", &steps, &i, error), PLX_ERROR_INPUT, "not a whole number");
}
END_TEST

START_TEST (wrong_units_are_named_with_what_would_be_right)
{
  Instance i;

  PLX_FAILS (read_as ("L", "12 us", &steps, &i, error), PLX_ERROR_INPUT,
             "x.scn:12: L: \"12 us\": a unit of real time, but the machine counts steps; "
             "something like \"12 steps\" or a bare number would do");
  PLX_FAILS (read_as ("g", "12 furlongs/word", &seconds, &i, error), PLX_ERROR_INPUT,
             "unknown unit \"furlongs\"; something like \"12 us/word\"");
  PLX_FAILS (read_as ("g", "12 us", &seconds, &i, error), PLX_ERROR_INPUT, "\"us\" is the wrong unit");
  PLX_FAILS (read_as ("L", "12 us/B", &seconds, &i, error), PLX_ERROR_INPUT, "\"us/B\" is the wrong unit");
  PLX_FAILS (read_as ("L", "5 steps", &seconds, &i, error), PLX_ERROR_INPUT, "the machine is a real one");
  PLX_FAILS (read_as ("L", "5 flops", &seconds, &i, error), PLX_ERROR_INPUT, "does not count them");
  PLX_FAILS (read_as ("L", "5 flops", &steps, &i, error), PLX_ERROR_INPUT, "does not count them");
  PLX_FAILS (read_as ("share", "5 us", &seconds, &i, error), PLX_ERROR_INPUT, "a bare number would do");
  PLX_FAILS (read_as ("n", "5 us", &seconds, &i, error), PLX_ERROR_INPUT, "not a whole number");
}
END_TEST

START_TEST (numbers_out_of_range_are_refused)
{
  Instance i;

  PLX_FAILS (read_as ("g", "nan", &seconds, &i, error), PLX_ERROR_INPUT, "not finite");
  PLX_FAILS (read_as ("g", "-inf", &seconds, &i, error), PLX_ERROR_INPUT, "not finite");
  PLX_FAILS (read_as ("g", "1e999", &seconds, &i, error), PLX_ERROR_INPUT, "too large");
  PLX_FAILS (read_as ("L", "1e308 s", &flops, &i, error), PLX_ERROR_INPUT, "too large");
  PLX_FAILS (read_as ("g", "-3", &seconds, &i, error), PLX_ERROR_INPUT, "is negative");
  PLX_FAILS (read_as ("L", "0", &seconds, &i, error), PLX_ERROR_INPUT, "is not above 0");
  PLX_FAILS (read_as ("n", "0", &seconds, &i, error), PLX_ERROR_INPUT, "is not above 0");
  PLX_FAILS (read_as ("g", "0x10", &seconds, &i, error), PLX_ERROR_INPUT, "not a decimal number");
  PLX_FAILS (read_as ("g", "", &seconds, &i, error), PLX_ERROR_INPUT, "not a number");
  PLX_FAILS (read_as ("B", "nan", &seconds, &i, error), PLX_ERROR_INPUT,
             "not a choice; known are: dlogp, dp");
  PLX_FAILS (read_as ("B", "-3", &seconds, &i, error), PLX_ERROR_INPUT, "is negative");
}
END_TEST

START_TEST (switches_choices_and_rules_are_read_by_name)
{
  Instance i;

  PLX_OK (read_as ("on", "yes", &steps, &i, error));
  ck_assert (i.on);
  PLX_OK (read_as ("on", "no", &steps, &i, error));
  ck_assert (!i.on);
  PLX_FAILS (read_as ("on", "perhaps", &steps, &i, error), PLX_ERROR_INPUT, "neither yes nor no");
  PLX_OK (read_as ("access", "pipelined", &steps, &i, error));
  ck_assert_int_eq (i.access, 1);
  PLX_FAILS (read_as ("access", "pipelnied", &steps, &i, error), PLX_ERROR_INPUT,
             "did you mean \"pipelined\"?");
  PLX_FAILS (read_as ("access", "x", &steps, &i, error), PLX_ERROR_INPUT, "known are: plain, pipelined");
  PLX_OK (read_as ("B", "dp", &steps, &i, error));
  ck_assert_int_eq (i.B.rule, 1);
  PLX_OK (read_as ("B", "17", &steps, &i, error));
  ck_assert_int_lt (i.B.rule, 0);
  ck_assert_double_eq (i.B.time, 17);
  PLX_FAILS (read_as ("B", "dlgop", &steps, &i, error), PLX_ERROR_INPUT, "did you mean \"dlogp\"?");
}
END_TEST

START_TEST (every_parameter_is_printed_so_that_it_reads_back)
{
  static const struct { const char *name, *value; } cases[] = {
    { "g", "0.1" },
    { "L", "1.2345678901234567e-06" },
    { "n", "4096" },
    { "on", "yes" },
    { "access", "pipelined" },
    { "B", "dlogp" },
    { "B", "2.5" },
    { "t", "3" },
    { "t", "4096: 2, 65536: 3.5" },
  };

  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      Instance i;
      g_autofree char *text = NULL;

      PLX_OK (read_as (cases[k].name, cases[k].value, &steps, &i, error));
      text = plx_param_text (plx_param_find (params, cases[k].name), &i);
      ck_assert_str_eq (text, cases[k].value);
    }
}
END_TEST

START_TEST (a_number_is_printed_in_the_shortest_form)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  ck_assert_str_eq (plx_number_text (buffer, 0.1), "0.1");
  ck_assert_str_eq (plx_number_text (buffer, 1e22), "1e+22");
  ck_assert_str_eq (plx_number_text (buffer, 0.1 + 0.2), "0.30000000000000004");
  ck_assert_str_eq (plx_number_text (buffer, -17), "-17");
}
END_TEST

START_TEST (counts_have_powers_suffixes_and_exponents)
{
  static const struct { const char *text; guint64 count; } cases[] = {
    { "0", 0 },
    { "1000", 1000 },
    { "2^20", 1048576 },
    { "1e6", 1000000 },
    { "64K", 65536 },
    { "3M", 3145728 },
    { "2G", G_GUINT64_CONSTANT (2147483648) },
    { " 7 ", 7 },
    { "1.5e3", 1500 },
    { "2.50e1", 25 },
    { "12.0", 12 },
    { "18446744073709551615", G_MAXUINT64 },
    { "2^63", G_GUINT64_CONSTANT (9223372036854775808) },
    { "1^99", 1 },
    { "0^5", 0 },
    { "0^0", 1 },
    { "1e+2", 100 },
    { "0e99999999999", 0 },
  };

  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      guint64 count = 99;

      PLX_OK (plx_count_read (cases[k].text, &count, error));
      ck_assert_uint_eq (count, cases[k].count);
    }
}
END_TEST

START_TEST (what_is_no_count_is_refused)
{
  static const struct { const char *text, *message; } cases[] = {
    { "", "not a whole number" },
    { "-1", "not a whole number" },
    { "1.5", "1.5: not a whole number; something like" },
    { "1.25e1", "not a whole number" },
    { "12x", "not a whole number" },
    { "2^", "not a whole number" },
    { "64KK", "not a whole number" },
    { "nan", "not a whole number" },
    { "2^64", "too large" },
    { "18446744073709551616", "too large" },
    { "1e20", "too large" },
    { "17179869184G", "too large" },
    { "1e99999999999999999999", "too large" },
  };

  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      guint64 count;

      PLX_FAILS (plx_count_read (cases[k].text, &count, error), PLX_ERROR_INPUT, cases[k].message);
    }
}
END_TEST

START_TEST (sweeps_are_lists_and_ranges)
{
  static const struct { const char *text, *values; } cases[] = {
    { "1,2,4", "1 2 4 " }, { "2^10..2^14*4", "1024 4096 16384 " }, { "2^10..2^13 * 4", "1024 4096 " },
    { "10..50+15", "10 25 40 " }, { "3..5", "3 4 5 " }, { "9, 2..4+2, 5", "9 2 4 5 " }, { "6", "6 " },
    { "2^62..18446744073709551615*2", "4611686018427387904 9223372036854775808 " },
  };

  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autoptr (GArray) values = NULL;
      g_autoptr (GString) text = g_string_new (NULL);

      PLX_OK (values = plx_sweep_read (cases[k].text, error));
      for (guint i = 0; i < values->len; i++)
        g_string_append_printf (text, "%" G_GUINT64_FORMAT " ", g_array_index (values, guint64, i));
      ck_assert_str_eq (text->str, cases[k].values);
    }
}
END_TEST

START_TEST (a_sweep_that_never_ends_or_is_empty_is_refused)
{
  static const struct { const char *text, *message; } cases[] = {
    { "", "empty" },
    { "1,,2", "1,,2: not a whole number" },
    { "4..2", "runs backwards" },
    { "1..8*1", "never ends" },
    { "0..8*2", "never ends" },
    { "1..8+0", "never ends" },
    { "1..1000000+1", "more than 10000 values" },
    { "1..x", "1..x: not a whole number" },
    { "1..2^70*2", "too large" },
    { "a..3", "not a whole number" },
  };

  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    PLX_FAILS (plx_sweep_read (cases[k].text, error), PLX_ERROR_INPUT, cases[k].message);
}
END_TEST

START_TEST (a_curve_is_linear_in_logarithms_and_constant_outside)
{
  PlxCurve curve;

  PLX_OK (plx_curve_read ("1K: 2 ns, 4K: 8 ns", "time", &seconds, &curve, error));
  ck_assert_double_eq (plx_curve_at (&curve, 0), 2e-9);
  ck_assert_double_eq (plx_curve_at (&curve, 1024), 2e-9);
  ck_assert_double_eq_tol (plx_curve_at (&curve, 2048), 4e-9, 1e-21);
  ck_assert_double_eq (plx_curve_at (&curve, 1e9), 8e-9);
  curve.n = 0;
  ck_assert_double_eq (plx_curve_at (&curve, 5), 0);
}
END_TEST

START_TEST (a_curve_that_is_none_is_refused)
{
  g_autoptr (GString) long_one = g_string_new ("1: 1");
  PlxCurve curve;

  PLX_FAILS (plx_curve_read ("-2 ns", "time", &seconds, &curve, error), PLX_ERROR_INPUT, "negative time");
  PLX_FAILS (plx_curve_read ("4K: 1, 2K: 3", "time", &seconds, &curve, error), PLX_ERROR_INPUT,
             "do not ascend");
  PLX_FAILS (plx_curve_read ("4K: 1, 4K: 3", "time", &seconds, &curve, error), PLX_ERROR_INPUT,
             "do not ascend");
  PLX_FAILS (plx_curve_read ("4K: 1, 3", "time", &seconds, &curve, error), PLX_ERROR_INPUT,
             "without a size");
  PLX_FAILS (plx_curve_read ("4K: 0", "time", &seconds, &curve, error), PLX_ERROR_INPUT, "must be above 0");
  for (guint k = 2; k <= PLX_CURVE_POINTS + 1; k++)
    g_string_append_printf (long_one, ", %u: 1", k);
  PLX_FAILS (plx_curve_read (long_one->str, "time", &seconds, &curve, error), PLX_ERROR_INPUT,
             "more than 24 points");
}
END_TEST

START_TEST (one_time_is_that_of_all_classes_that_the_literature_counts)
{
  const PlxLoad load = { .work = { [PLX_OP] = 3, [PLX_MERGE] = 5, [PLX_COPY] = 1000, [PLX_RANDOM] = 77 },
                         .self_bytes = 9 };
  Instance i;

  PLX_OK (read_as ("t", "2.5", &steps, &i, error));
  ck_assert (i.t.flat);
  ck_assert_double_eq (plx_load_work (&load, &i.t), 20);
  ck_assert_double_eq (plx_param_number (plx_param_find (params, "t"), &i), 2.5);
}
END_TEST

START_TEST (work_costs_depend_on_class_and_working_set)
{
  const PlxOp ops[] = { plx_op_work (PLX_MAP, 10, 1024), plx_op_work (PLX_CHAIN, 7, 1024),
                        plx_op_transfer (PLX_OP_PUT, 1, 8, 3), plx_op_work (PLX_MAP, 6, 4096) };
  const PlxLoad load = { .self_bytes = 100, .ops = ops, .n_ops = G_N_ELEMENTS (ops) };
  PlxWorkCosts t = { .of = { [PLX_MAP] = { 2, { 1024, 4096 }, { 3, 5 } },
                             [PLX_CHAIN] = { 1, { 0 }, { 11 } },
                             [PLX_COPY] = { 1, { 0 }, { 0.5 } } } };

  plx_work_costs_settle (&t);
  ck_assert (!t.flat);
  ck_assert_double_eq (plx_op_work_time (&ops[0], &t), 30);
  ck_assert_double_eq (plx_load_work (&load, &t), 50 + 30 + 77 + 30);
}
END_TEST

START_TEST (settings_keep_their_order_and_refuse_a_key_twice)
{
  g_autoptr (PlxSettings) settings = plx_settings_new (), copy = NULL;
  const char *value, *where;

  PLX_OK (plx_settings_add (settings, "n", "4", "a.scn:3", error));
  PLX_OK (plx_settings_add (settings, "k", "2", "a.scn:4", error));
  PLX_FAILS (plx_settings_add (settings, "n", "5", "a.scn:7", error), PLX_ERROR_INPUT,
             "a.scn:7: n: given twice, as \"4\" and as \"5\"");
  copy = plx_settings_copy (settings);
  plx_settings_replace (settings, "n", plx_settings_get (settings, "k", NULL), "--set");
  plx_settings_replace (settings, "m", "9", "--set");
  ck_assert_uint_eq (plx_settings_size (settings), 3);
  ck_assert_str_eq (plx_settings_nth (settings, 0, &value, &where), "n");
  ck_assert_str_eq (value, "2");
  ck_assert_str_eq (where, "--set");
  ck_assert_str_eq (plx_settings_nth (settings, 2, NULL, NULL), "m");
  ck_assert_str_eq (plx_settings_get (copy, "n", &where), "4");
  ck_assert_str_eq (where, "a.scn:3");
  ck_assert_ptr_null (plx_settings_get (copy, "m", NULL));
  ck_assert_ptr_null (plx_settings_get (NULL, "m", NULL));
}
END_TEST

START_TEST (the_nearest_name_is_one_slip_away)
{
  static const char *const names[] = { "bsp", "logp", "loggp", "apram", "hillis-steele", "g", NULL };
  g_autofree char *many = g_strnfill (5000, 'x');

  ck_assert_str_eq (plx_nearest ("bps", names), "bsp");
  ck_assert_str_eq (plx_nearest ("loggpp", names), "loggp");
  ck_assert_str_eq (plx_nearest ("APRAM", names), "apram");
  ck_assert_str_eq (plx_nearest ("hillis", names), "hillis-steele");
  ck_assert_str_eq (plx_nearest ("gg", names), "g");
  ck_assert_ptr_null (plx_nearest ("quicksort", names));
  ck_assert_ptr_null (plx_nearest (many, names));
  ck_assert_ptr_null (plx_nearest ("", names));
}
END_TEST

PLX_TEST_MAIN ("param", a_bare_number_is_in_the_machines_unit, units_of_time_and_size_are_converted,
               a_count_may_be_unlimited_by_name, wrong_units_are_named_with_what_would_be_right,
               numbers_out_of_range_are_refused,
               switches_choices_and_rules_are_read_by_name,
               every_parameter_is_printed_so_that_it_reads_back, a_number_is_printed_in_the_shortest_form,
               counts_have_powers_suffixes_and_exponents, what_is_no_count_is_refused,
               sweeps_are_lists_and_ranges, a_sweep_that_never_ends_or_is_empty_is_refused,
               a_curve_is_linear_in_logarithms_and_constant_outside, a_curve_that_is_none_is_refused,
               one_time_is_that_of_all_classes_that_the_literature_counts,
               work_costs_depend_on_class_and_working_set, settings_keep_their_order_and_refuse_a_key_twice,
               the_nearest_name_is_one_slip_away)
