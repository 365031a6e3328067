/* SPDX-License-Identifier: MIT */
/* prediction.h: one trace priced by one model, as a row of the results or explained superstep by
 * superstep. */
#pragma once

#include "sim/lab/table.h"
#include "sim/program/job.h"

#define PLX_PREDICTION_COLUMNS \
  "algorithm,variant,n,p,parameters,model,machine,time,unit,compute,communicate,synchronise,wait,supersteps,work,h," \
  "messages"
#define PLX_EXPLANATION_COLUMNS "algorithm,variant,n,p,parameters,model,superstep,label,w,h,critical,time,unit,formula"

typedef struct {
  const PlxTrace *trace;
  const PlxJob *job;          /* what made it; NULL: it was read from a file */
  const PlxPricer *pricer;
  const PlxMachine *machine;  /* or NULL */
  const PlxTiming *timing;
} PlxPrediction;

/* A row of PLX_PREDICTION_COLUMNS. FALSE: messages of the trace do not match. */
gboolean plx_prediction_row (const PlxPrediction *prediction, PlxTable *table, GError **error);
/* Rows of PLX_EXPLANATION_COLUMNS, one a superstep. */
gboolean plx_prediction_explain_rows (const PlxPrediction *prediction, PlxTable *table, GError **error);
/* The same for reading: with notes, Brent's bounds for a PRAM, the closed form and whether it is equal. */
gboolean plx_prediction_explain (const PlxPrediction *prediction, GString *out, GError **error);
/* "step" without a machine. */
const char *plx_prediction_unit (const PlxPrediction *prediction);
