/* SPDX-License-Identifier: MIT */
/* results.h: what a model predicted for a cell, beside what was measured: a row of results.csv. */
#pragma once

#include "sim/lab/measure.h"
#include "sim/lab/speedup.h"
#include "sim/lab/table.h"

/* NaN: missing. */
typedef struct {
  char *algorithm, *variant, *parameters, *model, *machine;
  char *executor;               /* NULL: nothing was measured */
  guint64 n;
  guint p;
  double predicted_s;           /* missing on a machine that counts steps */
  double measured_s, low_s, high_s;
  double ratio, ratio_low, ratio_high;  /* predicted / measured, with its 95 % interval */
  PlxCost predicted, measured;  /* parts, seconds */
  guint samples;
  gboolean below_floor, oversubscribed, noisy, same_model;
  double time;                  /* predicted, in the machine's unit */
  char *unit;
} PlxResult;

/* Fills in what follows from a prediction, NULL: there is none. @unit_s: seconds of a unit, 0 when
 * it has none. */
void plx_result_predict (PlxResult *result, const PlxTiming *timing, const char *unit, double unit_s);
/* Fills in what follows from a measured cell; after plx_result_predict. @inverse: [2]: the interval
 * of 1 / measured. */
void plx_result_measure (PlxResult *result, const PlxCell *cell, const PlxHost *host, const double *inverse);
void plx_result_free (PlxResult *result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlxResult, plx_result_free)

/* It counts in figures of accuracy: measured, above the floor, not oversubscribed. */
gboolean plx_result_counts (const PlxResult *result);
/* "below floor; oversubscribed", "" when there is none. (transfer full) */
char *plx_result_flags (const PlxResult *result);
/* "scan.two-level n=4096 p=2". (transfer full) */
char *plx_result_cell (const PlxResult *result);
/* Of each result, by what was measured in all. *absolute (may be NULL): whether any has an absolute one that is more than
 * a sequential program's own. (transfer full): [results->len]. */
PlxSpeedup *plx_results_speedups (const GPtrArray *results, gboolean *absolute);
/* All columns of results.csv. @results: of PlxResult. (transfer full) */
char *plx_results_print (const GPtrArray *results, PlxFormat format);
/* The columns that a reader wants first. (transfer full) */
char *plx_results_summary (const GPtrArray *results, PlxFormat format);
/* Reads results.csv back. Returns: (transfer full): of PlxResult. PLX_ERROR_INPUT with file and line. */
GPtrArray *plx_results_load (const char *path, GError **error);
