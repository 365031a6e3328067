/* SPDX-License-Identifier: MIT */
/* check-statistics.c: order statistics, intervals and fits equal values worked out by hand. */
#include "tests/main.h"

#include "sim/lab/statistics.h"

#include <math.h>
#include <string.h>

/* first, first + step, ... in an order that is not theirs */
static double *
shuffled (guint n, double first, double step)
{
  double *x = g_new (double, n);

  for (guint i = 0; i < n; i++)
    x[i] = first + step * ((i * 7 + 3) % n);
  return x;
}

START_TEST (ten_samples_give_the_interval_from_the_second_to_the_ninth)
{
  g_autofree double *x = shuffled (10, 11, 3);
  const PlxSummary s = plx_summarise (x, 10);

  ck_assert_uint_eq (s.n, 10);
  ck_assert_double_eq (s.min, 11);
  ck_assert_double_eq (s.max, 38);
  ck_assert_double_eq (s.median, 24.5);
  ck_assert_double_eq (s.low, 14);
  ck_assert_double_eq (s.high, 35);
  ck_assert_double_eq (s.q1, 17.75);
  ck_assert_double_eq (s.q3, 31.25);
  ck_assert_double_eq_tol (s.p95, 36.65, 1e-12);
}
END_TEST

START_TEST (intervals_have_the_ranks_of_the_exact_binomial)
{
  static const struct { guint n, low, high; } known[] = {
    { 1, 1, 1 }, { 2, 1, 2 }, { 5, 1, 5 }, { 6, 1, 6 }, { 8, 1, 8 }, { 9, 2, 8 }, { 20, 6, 15 }, { 30, 10, 21 },
    { 100, 40, 61 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    {
      g_autofree double *x = g_new (double, known[i].n);

      for (guint j = 0; j < known[i].n; j++)
        x[j] = known[i].n - j;
      const PlxSummary s = plx_summarise (x, known[i].n);
      ck_assert_msg (s.low == known[i].low && s.high == known[i].high, "n = %u: x(%g) .. x(%g)", known[i].n, s.low, s.high);
    }
}
END_TEST

START_TEST (nothing_measured_is_no_number)
{
  const PlxSummary s = plx_summarise (NULL, 0);

  ck_assert_uint_eq (s.n, 0);
  ck_assert (isnan (s.median) && isnan (s.low) && isnan (s.max));
  ck_assert (isnan (plx_median (NULL, 0)));
}
END_TEST

START_TEST (statistics_leave_their_input_in_order)
{
  double x[] = { 5, 2, 9, 3 }, y[] = { 1, 7, 4, 6 };
  const double x_before[] = { 5, 2, 9, 3 }, y_before[] = { 1, 7, 4, 6 };
  double low, high;
  PlxLine line;

  plx_summarise (x, 4);
  ck_assert_double_eq (plx_median (x, 4), 4);
  plx_ratio_interval (2, x, 4, 3, &low, &high);
  plx_rank_correlation (x, y, 4);
  plx_fit_line (x, y, 4, &line, NULL);
  ck_assert_mem_eq (x, x_before, sizeof x);
  ck_assert_mem_eq (y, y_before, sizeof y);
}
END_TEST

START_TEST (ranks_correlate_however_the_values_are_bent)
{
  const double x[] = { 1, 2, 3, 4, 5 }, cubes[] = { 1, 8, 27, 64, 125 }, mixed[] = { 2, 3, 1, 5, 4 };

  ck_assert_double_eq_tol (plx_rank_correlation (x, cubes, 5), 1, 1e-12);
  /* 1 - 6 (1 + 1 + 4 + 1 + 1) / (5 (25 - 1)) */
  ck_assert_double_eq_tol (plx_rank_correlation (x, mixed, 5), 0.6, 1e-12);
  ck_assert (isnan (plx_rank_correlation (x, mixed, 1)));
}
END_TEST

START_TEST (a_resampled_ratio_holds_the_true_one_and_repeats_with_its_seed)
{
  g_autofree double *x = shuffled (31, 100, 1);
  double low, high, again_low, again_high;

  plx_ratio_interval (230, x, 31, 5, &low, &high);
  plx_ratio_interval (230, x, 31, 5, &again_low, &again_high);
  ck_assert_double_eq (low, again_low);
  ck_assert_double_eq (high, again_high);
  ck_assert (low < 2 && 2 < high);
  ck_assert (low > 230.0 / 130 && high < 230.0 / 100);
}
END_TEST

START_TEST (a_constant_resamples_to_itself)
{
  const double x[] = { 4, 4, 4 };
  double low, high;

  plx_bootstrap (x, 3, plx_median, 1, &low, &high);
  ck_assert_double_eq (low, 4);
  ck_assert_double_eq (high, 4);
}
END_TEST

START_TEST (an_exact_line_is_found_in_spite_of_an_outlier)
{
  double x[12], y[12];
  PlxLine line;

  for (guint i = 0; i < 12; i++)
    {
      x[i] = pow (2, i);
      y[i] = 37 + 2.5 * x[i];
    }
  PLX_OK (plx_fit_line (x, y, 12, &line, error));
  ck_assert_double_eq_tol (line.a, 37, 1e-6);
  ck_assert_double_eq_tol (line.b, 2.5, 1e-8);

  y[6] *= 9;
  PLX_OK (plx_fit_line (x, y, 12, &line, error));
  ck_assert_double_eq_tol (line.a, 37, 1e-6);
  ck_assert_double_eq_tol (line.b, 2.5, 1e-8);
}
END_TEST

/* One line cannot be had from the points of two; with weights 1 / y^2 the small ones decide as much
 * as the large. */
START_TEST (relative_errors_weigh_the_same_at_every_size)
{
  const double x[] = { 1, 1, 1e6, 1e6, 1e3, 1e3 };
  const double y[] = { 9, 11, 9e6, 11e6, 9e3, 11e3 };
  PlxLine line;

  PLX_OK (plx_fit_line (x, y, 6, &line, error));
  ck_assert_double_eq_tol (line.b, 9.9, 0.15);
  ck_assert (line.b_half > 0.5 && line.b_half < 3);
  ck_assert (fabs (line.a) < 0.2);
}
END_TEST

START_TEST (what_gives_no_line_is_said)
{
  const double x[] = { 3, 3, 3, 3 }, y[] = { 1, 2, 3, 4 }, negative[] = { 1, 2, -3, 4 };
  PlxLine line;

  PLX_FAILS (plx_fit_line (x, y, 4, &line, error), PLX_ERROR_INPUT, "all x are 3");
  PLX_FAILS (plx_fit_line (y, negative, 4, &line, error), PLX_ERROR_INPUT, "point 2 is (3, -3)");
  PLX_FAILS (plx_fit_line (y, y, 2, &line, error), PLX_ERROR_INPUT, "2 points");
}
END_TEST

PLX_TEST_MAIN ("statistics", ten_samples_give_the_interval_from_the_second_to_the_ninth,
               intervals_have_the_ranks_of_the_exact_binomial, nothing_measured_is_no_number,
               statistics_leave_their_input_in_order, ranks_correlate_however_the_values_are_bent,
               a_resampled_ratio_holds_the_true_one_and_repeats_with_its_seed, a_constant_resamples_to_itself,
               an_exact_line_is_found_in_spite_of_an_outlier, relative_errors_weigh_the_same_at_every_size,
               what_gives_no_line_is_said)
