/* SPDX-License-Identifier: MIT */
/* check-replay.c: a replayed trace has the operations of the trace, on every runtime. */
#include "tests/main.h"

#include "sim/program/record.h"
#include "sim/program/replay.h"
#include "sim/program/threads.h"

static PlxJob *
job_of (const char *label, const char *n, guint p)
{
  g_autoptr (PlxSettings) settings = plx_settings_new ();
  const PlxVariant *variant;
  const PlxAlgorithm *algorithm;
  PlxJob *job;

  PLX_OK (algorithm = plx_algorithm_find (label, &variant, error));
  PLX_OK (plx_settings_add (settings, "n", n, "", error));
  PLX_OK (job = plx_job_new (algorithm, variant, settings, p, 3, NULL, NULL, error));
  return job;
}

static void
replay (const char *label, const char *n, guint p)
{
  const PlxLimits limits = PLX_LIMITS_DEFAULT;
  g_autoptr (PlxJob) job = job_of (label, n, p);
  g_autoptr (PlxTrace) trace = NULL, recorded = NULL, counted = NULL;
  g_autoptr (PlxThreads) threads = NULL;

  PLX_OK (trace = plx_record (job, &limits, error));
  PlxJob *again = plx_replay_job (job, trace);

  PLX_OK (recorded = plx_record (again, &limits, error));
  ck_assert (plx_trace_same_ops (trace, recorded));
  ck_assert_str_eq (plx_trace_identity (recorded), plx_trace_identity (trace));
  PLX_OK (threads = plx_threads_open (again, error));
  PLX_OK (counted = plx_threads_trace (threads, 3, error));
  ck_assert (plx_trace_same_ops (trace, counted));
  plx_threads_close (g_steal_pointer (&threads));
  plx_replay_free (again);
}

/* Between them these use every kind of operation. */
START_TEST (every_kind_of_operation_is_done_again)
{
  static const char *const labels[] = { "scan.hillis-steele", "scan.two-level", "broadcast.two-stage", "sum.fan-in",
                                        "sample-sort.psrs", "all-reduce.ring", "matrix-product.1d" };

  for (guint i = 0; i < G_N_ELEMENTS (labels); i++)
    replay (labels[i], "64", 4);
  replay ("scan.two-level", "100000", 3);
  replay ("broadcast.one-stage", "100000", 2);
}
END_TEST

PLX_TEST_MAIN ("replay", every_kind_of_operation_is_done_again)
