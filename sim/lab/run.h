/* SPDX-License-Identifier: MIT */
/* run.h: carries out a scenario: traces, calibration, measurements, predictions, and the files of
 * its results. */
#pragma once

#include "sim/lab/results.h"
#include "sim/lab/scenario.h"

typedef struct {
  gboolean resume;             /* go on with what samples.csv in the folder holds */
  gboolean quick;              /* at most 10 samples a cell and 10 s */
  const char *machine;         /* instead of the scenario's; NULL */
  const volatile int *interrupted;  /* becomes nonzero: stop after the cell under way; NULL */
  void (*progress) (double done, const char *what, gpointer data);  /* never while a timed section runs; NULL */
  gpointer data;
} PlxRunOptions;

/* One algorithm, with parameters and p, on one executor. */
typedef struct {
  PlxCell *cell;       /* .executor is NULL when nothing is measured */
  PlxTrace *trace;
  PlxMachine *machine; /* that priced it; borrowed */
  PlxTiming *measured; /* medians, s, of the trace's supersteps; NULL: they are not those of the run */
  double inverse[2];   /* 95 % interval of 1 / measured, 1/s */
  PlxTiming **timings; /* [models]: in the machine's unit; NULL where a model cannot price it */
} PlxOutcome;

typedef struct {
  const PlxScenario *scenario;  /* borrowed */
  GPtrArray *points;            /* of PlxOutcome */
  GPtrArray *results;           /* of PlxResult: points by models */
  GPtrArray *machines;          /* of PlxMachine: one, or one for each executor when calibrated */
  GPtrArray *machine_texts;     /* of char *: their files */
  gboolean calibrated;
  PlxHost host;
  GPtrArray *notes;             /* of char *: what a reader must know: cells left out, models that cannot say */
  GPtrArray *remarks;           /* of char *: what models say of traces */
} PlxRun;

/* Seconds of a unit of the times that were predicted for it; 0: they are not comparable with its measurement. */
double plx_outcome_unit_s (const PlxOutcome *outcome);

/* @dir: where samples.csv is kept; NULL: nowhere. PLX_ERROR_FAILED: interrupted, a wrong result, a
 * full disk: samples are kept. */
PlxRun *plx_run (const PlxScenario *scenario, const char *dir, const PlxRunOptions *options, GError **error);
void plx_run_free (PlxRun *run);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlxRun, plx_run_free)

/* The cells of a scenario, one a line, without running anything. (transfer full) */
char *plx_run_cells (const PlxScenario *scenario, const PlxRunOptions *options, PlxFormat format, GError **error);

/* ---- run-files.c ---- */

/* Makes the folder and a manifest that says `running`. An unfinished run there is refused unless it
 * is the same scenario and @resume. PLX_ERROR_FAILED: cannot be written. */
gboolean plx_run_begin (const PlxScenario *scenario, const char *dir, gboolean resume, GError **error);
/* results.csv, results.json, supersteps.csv, host.machine, manifest.json; each whole or not at all. */
gboolean plx_run_write (const PlxRun *run, const char *dir, GError **error);
/* supersteps.csv. (transfer full) */
char *plx_run_supersteps (const PlxRun *run);
