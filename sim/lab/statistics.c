/* SPDX-License-Identifier: MIT */
/* statistics.c: order statistics, intervals, bootstrap and fits, by GSL.
 *
 * The interval of the median takes no distribution for granted: of n samples, x(k) .. x(n+1-k)
 * misses the median with probability 2 P (Binomial (n, 1/2) < k), and k is the largest that keeps
 * it at 5 % or below. Check values: n = 10: k = 2; n = 30: k = 10 (H. A. David, H. N. Nagaraja,
 * "Order Statistics", 3rd ed., 2003, section 7.1). */
#include "sim/lab/statistics.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_math.h>
#include <gsl/gsl_multifit.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>
#include <parallax/error.h>

#define RESAMPLES 10000
#define TAIL 0.025

typedef gsl_rng Rng;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Rng, gsl_rng_free)
typedef gsl_matrix Matrix;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Matrix, gsl_matrix_free)
typedef gsl_vector Vector;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Vector, gsl_vector_free)
typedef gsl_multifit_robust_workspace Robust;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Robust, gsl_multifit_robust_free)

/* Rank k of the interval's lower end, from 1; below 6 samples no interval reaches 95 %, and all of
 * them is the best. */
static guint
interval_rank (guint n)
{
  guint k = 1;

  while (k < (n + 1) / 2 && gsl_cdf_binomial_P (k, 0.5, n) <= TAIL)
    k++;
  return k;
}

static double *
sorted (const double *x, guint n)
{
  double *copy = g_memdup2 (x, n * sizeof *x);

  gsl_sort (copy, 1, n);
  return copy;
}

PlxSummary
plx_summarise (const double *x, guint n)
{
  if (n == 0)
    {
      const double none = (double) NAN;

      return (PlxSummary) { 0, none, none, none, none, none, none, none, none };
    }

  g_autofree double *s = sorted (x, n);
  const guint k = interval_rank (n);

  return (PlxSummary) {
    .n = n,
    .min = s[0],
    .q1 = gsl_stats_quantile_from_sorted_data (s, 1, n, 0.25),
    .median = gsl_stats_median_from_sorted_data (s, 1, n),
    .q3 = gsl_stats_quantile_from_sorted_data (s, 1, n, 0.75),
    .p95 = gsl_stats_quantile_from_sorted_data (s, 1, n, 0.95),
    .max = s[n - 1],
    .low = s[k - 1],
    .high = s[n - k],
  };
}

double
plx_median (const double *x, guint n)
{
  if (n == 0)
    return (double) NAN;

  g_autofree double *copy = g_memdup2 (x, n * sizeof *x);
  return gsl_stats_median (copy, 1, n);
}

void
plx_bootstrap (const double *x, guint n, double (*statistic) (const double *x, guint n), guint64 seed, double *low,
               double *high)
{
  g_autoptr (Rng) rng = gsl_rng_alloc (gsl_rng_mt19937);
  g_autofree double *resample = g_new (double, MAX (n, 1));
  g_autofree double *values = g_new (double, RESAMPLES);

  *low = *high = (double) NAN;
  if (n == 0)
    return;
  gsl_rng_set (rng, (unsigned long) seed);
  for (guint r = 0; r < RESAMPLES; r++)
    {
      for (guint i = 0; i < n; i++)
        resample[i] = x[gsl_rng_uniform_int (rng, n)];
      values[r] = statistic (resample, n);
    }
  gsl_sort (values, 1, RESAMPLES);
  *low = gsl_stats_quantile_from_sorted_data (values, 1, RESAMPLES, TAIL);
  *high = gsl_stats_quantile_from_sorted_data (values, 1, RESAMPLES, 1 - TAIL);
}

void
plx_ratio_interval (double predicted, const double *measured, guint n, guint64 seed, double *low, double *high)
{
  double shortest, longest;

  plx_bootstrap (measured, n, plx_median, seed, &shortest, &longest);
  *low = predicted / longest;
  *high = predicted / shortest;
}

double
plx_rank_correlation (const double *x, const double *y, guint n)
{
  if (n < 2)
    return (double) NAN;

  g_autofree double *work = g_new (double, 2 * (gsize) n);
  return gsl_stats_spearman (x, 1, y, 1, n, work);
}

/* Rows of (1, x) c = y divided by y: what is minimised is the relative error. Every other row
 * changes its sign, which changes no fit: GSL takes right-hand sides that are all equal for a
 * reason not to look for outliers. */
static gboolean
fit_rows (const double *x, const double *y, guint n, Matrix *rows, Vector *ones, GError **error)
{
  gboolean apart = FALSE;

  for (guint i = 0; i < n; i++)
    {
      if (!isfinite (x[i]) || !isfinite (y[i]) || y[i] <= 0)
        {
          g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "fit: point %u is (%g, %g); y must be positive", i, x[i], y[i]);
          return FALSE;
        }
      const double one = i % 2 == 0 ? 1 : -1;

      apart |= x[i] != x[0];
      gsl_matrix_set (rows, i, 0, one / y[i]);
      gsl_matrix_set (rows, i, 1, one * x[i] / y[i]);
      gsl_vector_set (ones, i, one);
    }
  if (!apart)
    g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "fit: all x are %g; a slope needs two different ones", x[0]);
  return apart;
}

gboolean
plx_fit_line (const double *x, const double *y, guint n, PlxLine *line, GError **error)
{
  if (n < 3)
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "fit: %u points; a line with an interval needs 3", n);
      return FALSE;
    }

  g_autoptr (Matrix) rows = gsl_matrix_alloc (n, 2);
  g_autoptr (Matrix) covariance = gsl_matrix_calloc (2, 2);
  g_autoptr (Vector) ones = gsl_vector_alloc (n);
  g_autoptr (Vector) c = gsl_vector_calloc (2);
  g_autoptr (Robust) robust = gsl_multifit_robust_alloc (gsl_multifit_robust_bisquare, n, 2);

  if (!fit_rows (x, y, n, rows, ones, error))
    return FALSE;
  gsl_multifit_robust_maxiter (1000, robust);
  const int status = gsl_multifit_robust (rows, ones, c, covariance, robust);
  if (status != GSL_SUCCESS)
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "fit: %s", gsl_strerror (status));
      return FALSE;
    }
  const double t = gsl_cdf_tdist_Pinv (1 - TAIL, (double) n - 2);
  *line = (PlxLine) { .a = gsl_vector_get (c, 0), .b = gsl_vector_get (c, 1),
                      .a_half = t * sqrt (gsl_matrix_get (covariance, 0, 0)),
                      .b_half = t * sqrt (gsl_matrix_get (covariance, 1, 1)) };
  return TRUE;
}
