/* SPDX-License-Identifier: MIT */
/* threads.h: the runtime on real, pinned threads: p of them, the same operations bit for bit. */
#pragma once

#include "sim/program/job.h"

typedef struct PlxThreads PlxThreads;

/* Starts p threads and runs prepare. */
PlxThreads *plx_threads_open (const PlxJob *job, GError **error);
/* One run, timed: fill with the seed, a spinning barrier, a common start, run. @timing (transfer
 * full): seconds; parts of each superstep as stamps saw them (as many as the trace has), and
 * finish of each processor after the earliest start. @late_s: how much after the common start the
 * latest starter began.
 * @check: compare the result with the sequential reference afterwards. */
gboolean plx_threads_run (PlxThreads *threads, guint64 seed, gboolean check, PlxTiming **timing, double *total_s,
                          double *late_s, GError **error);
/* The same run with every operation counted: the trace, which is what plx_record makes but for
 * contention, access class and violations. */
PlxTrace *plx_threads_trace (PlxThreads *threads, guint64 seed, GError **error);
void plx_threads_close (PlxThreads *threads);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlxThreads, plx_threads_close)

/* Cores that this process may use. */
guint plx_threads_cores (void);
