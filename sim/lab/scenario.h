/* SPDX-License-Identifier: MIT */
/* scenario.h: an experiment in a file: algorithms and their sweeps, a machine, models, sampling, plots. */
#pragma once

#include "sim/lab/measure.h"
#include "sim/lab/model-list.h"
#include "sim/lab/plot.h"

/* One [algorithm NAME] or [algorithm NAME.variant]. */
typedef struct {
  char *label;            /* "scan", "scan.two-level" */
  char **variants;        /* names; NULL: all, or the one that the label names */
  PlxSettings *settings;  /* the algorithm's parameters and p: sweeps, as written */
} PlxScenarioAlgorithm;

typedef struct {
  char *file;             /* what errors begin with: "quickstart.scn" */
  char *text;             /* the file, whole */
  char *title;
  GPtrArray *algorithms;  /* of PlxScenarioAlgorithm */
  char *machine;          /* "host" */
  GPtrArray *models;      /* of PlxModelChoice */
  char **executors;       /* empty: without a [measure] group nothing is measured */
  PlxSampling sampling;
  guint plots;            /* set of 1 << PlxPlotKind */
} PlxScenario;

/* @name: a file (it has a '/' or ends in .scn), else a scenario that comes with the program. PLX_ERROR_INPUT:
 * "file:line: what is wrong; the nearest valid name". */
PlxScenario *plx_scenario_load (const char *name, GError **error);
PlxScenario *plx_scenario_parse (const char *text, const char *file, GError **error);
/* One without algorithms and models, else with the defaults, to be filled in. */
PlxScenario *plx_scenario_new (const char *file);
/* Borrowed; its settings are empty. */
PlxScenarioAlgorithm *plx_scenario_add_algorithm (PlxScenario *scenario, const char *label);
void plx_scenario_free (PlxScenario *scenario);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlxScenario, plx_scenario_free)

/* Names of the scenarios that come with the program. (transfer full) */
char **plx_scenario_list (void);

/* The schema itself, for the help and the manual page. */
typedef struct {
  const char *group, *key;  /* "measure", "precision" */
  const char *value;        /* what may stand there: "percent, 0.1 % to 50 %" */
  const char *fallback;     /* NULL: required */
  const char *text;         /* one line of help */
} PlxScenarioKey;

/* [n], in the order of a file. */
const PlxScenarioKey *plx_scenario_keys (guint *n);
/* The same as text. (transfer full) */
char *plx_scenario_help (void);
