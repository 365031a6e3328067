/* SPDX-License-Identifier: MIT */
/* compare.h: the judgement: how far each model is from what was measured, and why. */
#pragma once

#include "sim/lab/results.h"

/* One model over all cells that count (measured, above the floor, not oversubscribed). */
typedef struct {
  const char *model;        /* borrowed of the results */
  guint n;                  /* cells */
  guint closest;            /* of them: those where no other model is closer */
  double median, largest;   /* |ratio - 1| */
  double ratio;             /* median of predicted / measured */
  double rank;              /* mean rank correlation of variants at the same n and p; NaN: nothing to order */
  const PlxResult *worst;   /* where |ratio - 1| is largest; borrowed */
  PlxCost gap;              /* medians of (predicted - measured) / measured total, part by part */
  PlxCost predicted;        /* largest of each part over the cells, seconds */
} PlxVerdict;

/* Returns: (transfer full): of PlxVerdict, closest model first. Empty when no cell counts. */
GPtrArray *plx_verdicts_new (const GPtrArray *results);
/* A table, a row each model. (transfer full) */
char *plx_verdicts_table (const GPtrArray *verdicts, PlxFormat format);
/* The sentences: which model came closest and where each is off. (transfer full) */
char *plx_verdicts_text (const GPtrArray *verdicts, const GPtrArray *results);
/* Every model's median |ratio - 1| is within the tolerance; FALSE also when there is none. */
gboolean plx_verdicts_within (const GPtrArray *verdicts, double tolerance);

/* What makes most of the difference in one cell: "78 % of the gap is superstep 'exchange':
 * communicating predicted 118 us, measured 275 us; h = 131072 words: 0.9 ns a word predicted, 2.1
 * ns measured". @predicted in units of @unit_s;
 * @measured may be NULL. (transfer full); NULL when there is nothing to compare. */
char *plx_difference_text (const PlxResult *result, const PlxTrace *trace, const PlxTiming *predicted, double unit_s,
                           const PlxTiming *measured);
