/* SPDX-License-Identifier: MIT */
/* threads.c: samples of real, pinned threads. */
#include "sim/executors/executor.h"

#include "sim/program/record.h"
#include "sim/program/replay.h"
#include "sim/program/threads.h"

typedef struct {
  PlxThreads *threads;
  PlxJob *replay;  /* of a program in another language; else NULL */
} Session;

static gboolean
available (GError **error)
{
  (void) error;
  return TRUE;
}

static void
close_session (gpointer session)
{
  Session *all = session;

  if (all->threads)
    plx_threads_close (all->threads);
  plx_replay_free (all->replay);
  g_free (all);
}

static PlxJob *
replay_of (const PlxJob *job, GError **error)
{
  const PlxLimits limits = PLX_LIMITS_DEFAULT;
  g_autoptr (PlxTrace) trace = plx_record (job, &limits, error);

  return trace ? plx_replay_job (job, trace) : NULL;
}

static gpointer
open_session (const PlxJob *job, const PlxMachine *machine, GError **error)
{
  Session *session = g_new0 (Session, 1);

  (void) machine;
  if ((!job->algorithm->trace || (session->replay = replay_of (job, error)))
      && (session->threads = plx_threads_open (session->replay ? session->replay : job, error)))
    return session;
  close_session (session);
  return NULL;
}

/* The run before the sample has an input of its own: a repeated one teaches the branch predictor. */
static gboolean
visit (gpointer session, guint64 seed, PlxSample *sample, GError **error)
{
  PlxThreads *threads = ((Session *) session)->threads;
  g_autoptr (PlxTiming) discarded = NULL;
  double total_s, late_s;

  return plx_threads_run (threads, ~seed, FALSE, &discarded, &total_s, &late_s, error)
         && plx_threads_run (threads, seed, TRUE, &sample->timing, &sample->total_s, &sample->late_s, error);
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
