/* SPDX-License-Identifier: MIT */
/* runner.h: a run of a scenario under way, for the files that share it. */
#pragma once

#include "sim/lab/calibrate.h"
#include "sim/lab/run.h"
#include "sim/lab/samples.h"

#define PLX_RUN_PASSES 4  /* of the calibration: before, twice between, after */

typedef struct {
  PlxRun *run;
  const PlxScenario *scenario;
  const PlxRunOptions *options;
  PlxSampling sampling;
  GHashTable *traces;         /* identity -> PlxTrace */
  GPtrArray *calibrations;    /* of PlxCalibration, one for each executor; none: it is known */
  guint passes;
  GPtrArray *cells;           /* of PlxCell, borrowed: those measured */
  PlxSamples *samples;
} PlxRunner;

/* ---- runner.c ---- */

/* Each text once. */
void plx_runner_note (PlxRunner *r, const char *format, ...) G_GNUC_PRINTF (2, 3);
void plx_runner_remark (PlxRunner *r, const char *format, ...) G_GNUC_PRINTF (2, 3);
void plx_runner_progress (const PlxRunner *r, double done, const char *what);
/* PLX_ERROR_FAILED: interrupted. */
gboolean plx_runner_go_on (const PlxRunner *r, GError **error);

/* Returns: (transfer full): of PlxJob. @executor: (nullable): a sequential one has jobs of its own.
 * @early: variants that wait for the calibration are left out for now. @skipped:
 * (nullable): of char *: what cannot run, and why. */
GPtrArray *plx_runner_expand (const PlxScenario *scenario, const PlxExecutor *executor, const PlxMachine *machine,
                              gboolean early, GPtrArray *skipped, GError **error);
/* Traces of all jobs. */
gboolean plx_runner_record (PlxRunner *r, const GPtrArray *jobs, GError **error);
/* The points of an executor, or NULL, on a machine. */
gboolean plx_runner_add_points (PlxRunner *r, const PlxExecutor *executor, PlxMachine *machine,
                                GError **error);

/* ---- run-calibration.c ---- */

/* The first pass, and the points on what it finds. */
gboolean plx_runner_begin_calibration (PlxRunner *r, GError **error);
gboolean plx_runner_pass (PlxRunner *r, GError **error);
/* Every point's machine becomes the one of all passes. */
gboolean plx_runner_end_calibration (PlxRunner *r, GError **error);

/* ---- run-predictions.c ---- */

/* Every point under every model; once more replaces what was predicted. */
gboolean plx_runner_predict (PlxRunner *r, GError **error);
