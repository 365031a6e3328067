/* SPDX-License-Identifier: MIT */
/* threads.c: samples of real, pinned threads. */
#include "sim/executors/executor.h"

#include "sim/program/threads.h"

static gboolean
available (GError **error)
{
  (void) error;
  return TRUE;
}

static gpointer
open_session (const PlxJob *job, const PlxMachine *machine, GError **error)
{
  (void) machine;
  return plx_threads_open (job, error);
}

/* The run before the sample has an input of its own: a repeated one teaches the branch predictor. */
static gboolean
visit (gpointer session, guint64 seed, PlxSample *sample, GError **error)
{
  g_autoptr (PlxTiming) discarded = NULL;
  double total_s, late_s;

  return plx_threads_run (session, ~seed, FALSE, &discarded, &total_s, &late_s, error)
         && plx_threads_run (session, seed, TRUE, &sample->timing, &sample->total_s, &sample->late_s, error);
}

static void
close_session (gpointer session)
{
  plx_threads_close (session);
}

const PlxExecutor plx_executor_threads = {
  .name = "threads",
  .title = "pinned threads of this machine",
  .available = available,
  .cores = plx_threads_cores,
  .open = open_session,
  .visit = visit,
  .close = close_session,
};
