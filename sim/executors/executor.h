/* SPDX-License-Identifier: MIT */
/* executor.h: what runs a job for real, or as if: threads, later mpi and simulated, behind one table. */
#pragma once

#include "sim/program/job.h"

typedef struct {
  double total_s;     /* latest end - earliest start */
  double late_s;      /* how late the latest starter was */
  PlxTiming *timing;  /* seconds, superstep by superstep; owned */
} PlxSample;

typedef struct {
  const char *name, *title;
  /* PLX_ERROR_MISSING, with what to do, when this machine cannot. */
  gboolean (*available) (GError **error);
  guint (*cores) (void);  /* processors beyond this many are oversubscribed */
  gpointer (*open) (const PlxJob *job, GError **error);
  /* One visit: fill, run (discarded: it warms caches and arenas), fill, run (the sample), check. */
  gboolean (*visit) (gpointer session, guint64 seed, PlxSample *sample, GError **error);
  void (*close) (gpointer session);
} PlxExecutor;

extern const PlxExecutor plx_executor_threads;

/* [n], borrowed. */
const PlxExecutor *const *plx_executors (guint *n);
const PlxExecutor *plx_executor_find (const char *name, GError **error);
void plx_sample_clear (PlxSample *sample);
