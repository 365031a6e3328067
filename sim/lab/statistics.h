/* SPDX-License-Identifier: MIT */
/* statistics.h: order statistics, intervals, bootstrap and fits, by GSL. All leave their input in
 * order as given. */
#pragma once

#include <glib.h>

typedef struct {
  guint n;
  double min, q1, median, q3, p95, max;
  double low, high;  /* 95 % interval of the median from order statistics, exact binomial; n = 10: x(2) .. x(9) */
} PlxSummary;

PlxSummary plx_summarise (const double *x, guint n);
double plx_median (const double *x, guint n);
/* 95 % interval of a statistic by 10,000 resamples, seeded. */
void plx_bootstrap (const double *x, guint n, double (*statistic) (const double *x, guint n), guint64 seed,
                    double *low, double *high);
/* Interval of predicted / median (measured). */
void plx_ratio_interval (double predicted, const double *measured, guint n, guint64 seed, double *low, double *high);
/* Spearman's rank correlation. */
double plx_rank_correlation (const double *x, const double *y, guint n);
/* y = a + b x by a robust weighted fit (bisquare, weights 1 / y^2), with 95 % half-widths. FALSE:
 * not identifiable. */
typedef struct {
  double a, b, a_half, b_half;
} PlxLine;
gboolean plx_fit_line (const double *x, const double *y, guint n, PlxLine *line, GError **error);
