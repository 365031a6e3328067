/* SPDX-License-Identifier: MIT */
/* sequential.c: samples of one pinned thread, for sequential programs: what absolute speed-ups are measured against. */
#include "sim/executors/executor.h"

static gboolean
available (GError **error)
{
  return plx_executor_threads.available (error);
}

static guint
cores (void)
{
  return 1;
}

static gpointer
open_session (const PlxJob *job, const PlxMachine *machine, GError **error)
{
  if (job->p == 1)
    return plx_executor_threads.open (job, machine, error);
  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: executor sequential needs p = 1", job->identity);
  return NULL;
}

static gboolean
visit (gpointer session, guint64 seed, PlxSample *sample, GError **error)
{
  return plx_executor_threads.visit (session, seed, sample, error);
}

static void
close_session (gpointer session)
{
  plx_executor_threads.close (session);
}

const PlxExecutor plx_executor_sequential = {
  .name = "sequential",
  .title = "the best sequential program, on one pinned thread",
  .sequential = TRUE,
  .available = available,
  .cores = cores,
  .open = open_session,
  .visit = visit,
  .close = close_session,
};
