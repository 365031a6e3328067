/* SPDX-License-Identifier: MIT */
/* threads.h: the runtime on real, pinned threads: p of them, the same operations bit for bit. */
#pragma once

#include "sim/program/job.h"

typedef struct PlxThreads PlxThreads;

/* What the parts of a measured superstep are. It lasts from the latest exit from the sync before (or
 * the earliest start) to the latest exit from its own; one processor arrives there last, one exits
 * last, and
 *
 *   wait         the last to arrive waited for messages
 *   communicate  it copied cells and messages, in calls that move 4 KiB or more at once (two readings
 *                of the clock do not spoil these; smaller ones are in compute); and then, what the
 *                last to exit spent on applying gets, puts and writes
 *   compute      what else the last to arrive did
 *   synchronise  what else there was between the last arrival and the latest exit
 *
 * They add up to the superstep exactly, and none is negative. What the last to arrive did before all
 * others had left the sync before cannot be told apart from what it did later; its copies count, up
 * to the length of the superstep. */

/* Starts p threads and runs prepare. */
PlxThreads *plx_threads_open (const PlxJob *job, GError **error);
/* One run, timed: fill with the seed, a spinning barrier, a common start, run. @timing (transfer
 * full): seconds; the parts of each superstep (as many as the trace has), and finish of each
 * processor after the earliest start. @late_s: how much after the common start the latest starter
 * began.
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
