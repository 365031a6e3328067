/* SPDX-License-Identifier: MIT */
/* check-compare.c: results are written and read back; models are judged as the definitions say. */
#include "sim/lab/compare.h"
#include "sim/lab/csv.h"
#include "tests/main.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#define CLOSE(a, b) ck_assert_double_eq_tol (a, b, 1e-12 * fabs (b))

/* Measured: two parts that add up; predicted likewise. */
static PlxResult *
result_new (const char *variant, guint64 n, const char *model, double compute, double communicate, double measured_compute,
            double measured_communicate)
{
  PlxResult *r = g_new0 (PlxResult, 1);

  r->algorithm = g_strdup ("scan");
  r->variant = g_strdup (variant);
  r->parameters = g_strdup_printf ("n=%" G_GUINT64_FORMAT, n);
  r->model = g_strdup (model);
  r->machine = g_strdup ("host");
  r->executor = g_strdup ("threads");
  r->n = n;
  r->p = 2;
  r->predicted = (PlxCost) { compute, communicate, 0, 0 };
  r->measured = (PlxCost) { measured_compute, measured_communicate, 0, 0 };
  r->time = r->predicted_s = compute + communicate;
  r->measured_s = measured_compute + measured_communicate;
  r->low_s = 0.9 * r->measured_s;
  r->high_s = 1.3 * r->measured_s;
  r->ratio = r->predicted_s / r->measured_s;
  r->ratio_low = r->predicted_s / r->high_s;
  r->ratio_high = r->predicted_s / r->low_s;
  r->samples = 11;
  r->unit = g_strdup ("s");
  return r;
}

static GPtrArray *
example (void)
{
  GPtrArray *results = g_ptr_array_new_with_free_func ((GDestroyNotify) plx_result_free);

  /* ratios of near: 0.9, 1.2, 1.05; of far, which charges nothing for communication: 0.5, 0.4, 0.25. */
  g_ptr_array_add (results, result_new ("blelloch", 64, "near", 5e-5, 4e-5, 5e-5, 5e-5));
  g_ptr_array_add (results, result_new ("blelloch", 64, "far", 5e-5, 0, 5e-5, 5e-5));
  g_ptr_array_add (results, result_new ("two-level", 64, "near", 8e-5, 16e-5, 8e-5, 12e-5));
  g_ptr_array_add (results, result_new ("two-level", 64, "far", 8e-5, 0, 8e-5, 12e-5));
  g_ptr_array_add (results, result_new ("blelloch", 128, "near", 10e-5, 32e-5, 10e-5, 30e-5));
  g_ptr_array_add (results, result_new ("blelloch", 128, "far", 10e-5, 0, 10e-5, 30e-5));
  return results;
}

START_TEST (the_closest_model_has_the_smallest_median_error)
{
  g_autoptr (GPtrArray) results = example ();
  g_autoptr (GPtrArray) verdicts = plx_verdicts_new (results);
  const PlxVerdict *near, *far;

  ck_assert_uint_eq (verdicts->len, 2);
  near = verdicts->pdata[0];
  far = verdicts->pdata[1];
  ck_assert_str_eq (near->model, "near");
  ck_assert_uint_eq (near->n, 3);
  ck_assert_uint_eq (near->closest, 3);
  ck_assert_uint_eq (far->closest, 0);
  ck_assert_double_eq_tol (near->median, 0.1, 1e-12);
  ck_assert_double_eq_tol (near->largest, 0.2, 1e-12);
  ck_assert_double_eq_tol (near->ratio, 1.05, 1e-12);
  ck_assert_str_eq (near->worst->variant, "two-level");
  ck_assert_double_eq_tol (far->median, 0.6, 1e-12);
  ck_assert_double_eq_tol (far->largest, 0.75, 1e-12);
  ck_assert_double_eq_tol (far->gap.communicate, -0.6, 1e-12);
  ck_assert_double_eq_tol (near->rank, 1, 1e-12);
  ck_assert (plx_verdicts_within (verdicts, 0.61));
  ck_assert (!plx_verdicts_within (verdicts, 0.59));
}
END_TEST

START_TEST (the_sentences_say_who_is_closest_and_what_the_others_lack)
{
  g_autoptr (GPtrArray) results = example ();
  g_autoptr (GPtrArray) verdicts = plx_verdicts_new (results);
  g_autofree char *text = plx_verdicts_text (verdicts, results);

  ck_assert_ptr_nonnull (strstr (text, "Closest: near, with a median |ratio - 1| of 10 % over 3 cells (at worst 20 %, "
                                       "scan.two-level n=64 p=2), the closest model in 3 of them.\n"));
  ck_assert_ptr_nonnull (strstr (text, "far is typically 60 % off: it predicts 40 % of the time measured, having no cost for "
                                       "communication (60 % of the time).\n"));
}
END_TEST

START_TEST (cells_below_the_floor_or_oversubscribed_are_left_out_and_said_so)
{
  g_autoptr (GPtrArray) results = example ();
  g_autoptr (GPtrArray) verdicts = NULL;
  g_autofree char *text = NULL;

  for (guint i = 2; i < 6; i++)
    *(i < 4 ? &((PlxResult *) results->pdata[i])->below_floor : &((PlxResult *) results->pdata[i])->oversubscribed) = TRUE;
  verdicts = plx_verdicts_new (results);
  text = plx_verdicts_text (verdicts, results);
  ck_assert_uint_eq (((PlxVerdict *) verdicts->pdata[0])->n, 1);
  ck_assert (isnan (((PlxVerdict *) verdicts->pdata[0])->rank));
  ck_assert_ptr_nonnull (strstr (text, "Left out: 1 cell below the floor"));
  ck_assert_ptr_nonnull (strstr (text, "Left out: 1 cell with more processors than cores."));
}
END_TEST

START_TEST (without_a_cell_that_counts_there_is_no_verdict)
{
  g_autoptr (GPtrArray) results = g_ptr_array_new ();
  g_autoptr (GPtrArray) verdicts = plx_verdicts_new (results);
  g_autofree char *text = plx_verdicts_text (verdicts, results);

  ck_assert_str_eq (text, "No cell can be judged.\n");
  ck_assert (!plx_verdicts_within (verdicts, 1e9));
}
END_TEST

START_TEST (the_difference_names_the_superstep_the_part_and_the_words)
{
  PlxTraceBuilder *b = plx_trace_builder_new (2, "by hand");
  g_autoptr (PlxTiming) predicted = plx_timing_new (2, 0, FALSE), measured = plx_timing_new (2, 0, FALSE);
  g_autoptr (PlxResult) result = result_new ("two-level", 64, "bsp", 6e-6, 3e-6, 5e-6, 19e-6);
  g_autoptr (PlxTrace) trace = NULL;
  g_autofree char *text = NULL;

  plx_trace_builder_label (b, "sum", 0);
  plx_trace_builder_op (b, 0, plx_op_work (PLX_OP, 5, 0));
  plx_trace_builder_sync (b);
  plx_trace_builder_label (b, "exchange", 0);
  plx_trace_builder_op (b, 1, plx_op_transfer (PLX_OP_PUT, 0, 800, 1));
  plx_trace_builder_sync (b);
  trace = plx_trace_builder_end (b);
  plx_timing_add (predicted, 0, 0, (PlxCost) { 3, 1, 0, 0 });  /* in units of 2 us */
  plx_timing_add (predicted, 1, 0, (PlxCost) { 0, 0.5, 0, 0 });
  plx_timing_add (measured, 0, 0, (PlxCost) { 5e-6, 4e-6, 0, 0 });
  plx_timing_add (measured, 1, 0, (PlxCost) { 0, 15e-6, 0, 0 });

  text = plx_difference_text (result, trace, predicted, 2e-6, measured);
  ck_assert_str_eq (text, "93 % of the gap is superstep 1, 'exchange': communicating predicted 1.00 us, measured 15.0 us; "
                          "h = 100 words: 10.0 ns a word predicted, 150 ns measured");
}
END_TEST

START_TEST (results_read_back_are_what_was_written)
{
  g_autoptr (GPtrArray) results = example ();
  g_autoptr (GPtrArray) back = NULL;
  g_autofree char *dir = g_dir_make_tmp ("parallax-check-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "results.csv", NULL);
  g_autofree char *first = NULL, *second = NULL;

  ((PlxResult *) results->pdata[1])->below_floor = TRUE;
  ((PlxResult *) results->pdata[2])->ratio = (double) NAN;
  first = plx_results_print (results, PLX_CSV);
  PLX_OK (plx_file_write (path, first, -1, error));
  PLX_OK (back = plx_results_load (path, error));
  second = plx_results_print (back, PLX_CSV);
  ck_assert_str_eq (first, second);
  ck_assert (((PlxResult *) back->pdata[1])->below_floor);
  ck_assert (isnan (((PlxResult *) back->pdata[2])->ratio));
  g_unlink (path);
  g_rmdir (dir);
}
END_TEST

START_TEST (csv_has_quotes_and_a_torn_tail_is_dropped_only_where_it_may_be)
{
  g_autoptr (PlxCsv) csv = NULL;

  PLX_OK (csv = plx_csv_parse ("a,b\n\"x, \"\"y\"\"\",2.5\n3", "t.csv", TRUE, error));
  ck_assert (csv->torn);
  ck_assert_uint_eq (csv->rows->len, 1);
  ck_assert_str_eq (plx_csv_text (csv, 0, "a"), "x, \"y\"");
  ck_assert_double_eq (plx_csv_number (csv, 0, "b"), 2.5);
  ck_assert (isnan (plx_csv_number (csv, 0, "c")));
  PLX_FAILS (plx_csv_parse ("a,b\n1,2\n3", "t.csv", FALSE, error), PLX_ERROR_INPUT, "t.csv: the last line has no end");
  PLX_FAILS (plx_csv_parse ("a,b\n1,2\n3\n", "t.csv", TRUE, error), PLX_ERROR_INPUT,
             "t.csv:3: 1 fields; the first line names 2");
}
END_TEST

PLX_TEST_MAIN ("compare", the_closest_model_has_the_smallest_median_error,
               the_sentences_say_who_is_closest_and_what_the_others_lack,
               cells_below_the_floor_or_oversubscribed_are_left_out_and_said_so,
               without_a_cell_that_counts_there_is_no_verdict, the_difference_names_the_superstep_the_part_and_the_words,
               results_read_back_are_what_was_written, csv_has_quotes_and_a_torn_tail_is_dropped_only_where_it_may_be)
