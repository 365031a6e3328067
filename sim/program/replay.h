/* SPDX-License-Identifier: MIT */
/* replay.h: a trace as a program: it does on any runtime what the trace says was done. */
#pragma once

#include "sim/program/job.h"

/* A run of it has the operations of the trace, superstep by superstep, on memory of its own; an operation of work is an
 * integer multiplication and addition that needs the last one, a byte of traffic a byte copied. There is no result to be
 * checked. @job: what the trace is of; its names, p, n and seed are taken over. Keeps a reference to @trace. */
PlxJob *plx_replay_job (const PlxJob *job, const PlxTrace *trace);
void plx_replay_free (PlxJob *replay);
