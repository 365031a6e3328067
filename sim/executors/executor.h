/* SPDX-License-Identifier: MIT */
/* executor.h: what runs a job for real, or as if: threads, later mpi and simulated, behind one table. */
#pragma once

#include "sim/program/job.h"

#include <parallax/machine.h>

typedef struct {
  double total_s;     /* latest end - earliest start */
  double late_s;      /* how late the latest starter was */
  PlxTiming *timing;  /* seconds, superstep by superstep; owned */
} PlxSample;

typedef struct {
  const char *name, *title;
  gboolean simulated;   /* times are those of a machine file: no clock has a floor there, no host drifts */
  gboolean sequential;  /* for the best sequential program with p = 1, whatever variants and p are asked for */
  /* PLX_ERROR_MISSING, with what to do, when this machine cannot. */
  gboolean (*available) (GError **error);
  guint (*cores) (void);  /* processors beyond this many are oversubscribed */
  /* @machine: borrowed, as @job, until close; what is simulated. Others do not look at it: NULL. */
  gpointer (*open) (const PlxJob *job, const PlxMachine *machine, GError **error);
  /* One visit: fill, run (discarded: it warms caches and arenas), fill, run (the sample), check. */
  gboolean (*visit) (gpointer session, guint64 seed, PlxSample *sample, GError **error);
  void (*close) (gpointer session);
} PlxExecutor;

extern const PlxExecutor plx_executor_threads;
extern const PlxExecutor plx_executor_sequential;
extern const PlxExecutor plx_executor_simulated;

/* Seconds of a machine's unit where it is simulated: a step of a textbook machine counts as a nanosecond. */
#define PLX_STEP_S 1e-9
double plx_simulated_unit_s (const PlxMachine *machine);
/* What is simulated is what the model loggp prices: no network, noise, memory modules or speeds. */
gboolean plx_simulated_is_ideal (const PlxMachine *machine, guint p);

/* [n], borrowed. */
const PlxExecutor *const *plx_executors (guint *n);
const PlxExecutor *plx_executor_find (const char *name, GError **error);
/* "sequential, threads". (transfer full): names. PLX_ERROR_INPUT: none, an unknown one, one twice. */
char **plx_executors_read (const char *text, GError **error);
void plx_sample_clear (PlxSample *sample);
