/* SPDX-License-Identifier: MIT */
/* critical-path.h: the chain of activities that decided when a simulation ended, and what each paid in parameters of its model.
 *
 * The path begins at time 0 and ends with the last activity; each step decided when the next could start. A step pays
 * what passes from its own start to the start of the next, so that all payments add up to the simulation's time, and
 * the sum of a parameter's counts is the derivative of the time with respect to it (one of several where paths tie).
 */
#pragma once

#include "sim/engine/simulation.h"

#define PLX_MAX_TERMS 12

/* A time as a sum: counts[i] times the parameter i, plus work, plus what no parameter says. */
typedef struct {
  double counts[PLX_MAX_TERMS];
  double work;  /* computing, and copying to oneself; in the machine's unit */
  double rest;  /* tables of a model, noise, shared links */
} PlxTerms;

typedef struct {
  guint32 activity;  /* in the simulation's log */
  gint64 paid;       /* ticks; below 0 when room for a message lets a send end that had begun */
  PlxTerms terms;    /* paid, in the machine's unit */
} PlxPathStep;

typedef struct {
  guint n_params;    /* time parameters of the model that messages depend on */
  const char *names[PLX_MAX_TERMS];
  double values[PLX_MAX_TERMS];
  const char *rest_name;  /* "tables" when the model has some, else "other"; the caller may know better */
  GArray *steps;     /* of PlxPathStep, in the order of time */
  PlxTerms total;
} PlxCriticalPath;

/* @simulation: with a log. @costs: of the instance of @pricer. Names are the model's. */
PlxCriticalPath *plx_critical_path_new (const PlxSimulation *simulation, const PlxPricer *pricer,
                                        const PlxProcessorCosts *costs);
void plx_critical_path_free (PlxCriticalPath *path);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlxCriticalPath, plx_critical_path_free)

/* "2 o + L + 99 G + 40 of work"; "0" for nothing. (transfer full) */
char *plx_terms_text (const PlxCriticalPath *path, const PlxTerms *terms);
gboolean plx_terms_equal (const PlxTerms *a, const PlxTerms *b);

/* `length` steps from `first` on stand `times` times one after another, alike but for the processors. */
typedef struct {
  guint first, length, times;
} PlxPathRun;

/* (transfer full): of PlxPathRun; what does not repeat is a run of one. */
GArray *plx_critical_path_fold (const PlxCriticalPath *path, const PlxSimulation *simulation);
