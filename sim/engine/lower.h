/* SPDX-License-Identifier: MIT */
/* lower.h: traces, flows and schedules in the terms of the event-queue engine: supersteps, shared accesses, rendezvous as
 * tasks.
 *
 * A superstep that a SYNC ends becomes: each processor's operations, a chain; then a LAND for everything that was put to it,
 * all of which require the chain's end; then, after a JOIN, a SERVE for each GET that asks it; then, after another JOIN,
 * an ANSWER for each of its own GETs. The SYNC requires all processors' last ones, and the next superstep the SYNC.
 * LANDs, SERVEs and ANSWERs of a processor start in the order of arrival (ties: source, then order of sending), those that
 * had arrived before they were posted too. A transfer of several calls is so many tasks, a call of several packets one: a
 * train.
 */
#pragma once

#include "sim/core/flow.h"
#include "sim/core/task.h"

#include <parallax/engine.h>

/* What the message of a task is priced at; of SERVE its answer. */
static inline guint64
plx_task_bytes (const PlxProcessorCosts *costs, guint8 kind, guint64 amount)
{
  return !plx_task_forms[kind].control ? amount : kind == PLX_TASK_ASK ? costs->word : 1;
}

/* How many messages a transfer of so many bytes is. */
static inline guint64
plx_messages_of (const PlxProcessorCosts *costs, guint64 bytes)
{
  return costs->packet > 0 ? MAX (1, bytes / costs->packet + (bytes % costs->packet != 0)) : 1;
}

/* In the machine's unit; words of others' parts. */
double plx_read_time (const PlxProcessorCosts *costs, guint64 words);
double plx_sync_time (const PlxProcessorCosts *costs, guint p);

/* @single: no trains: a call of several packets is so many tasks, as capacity and shared links need it (an answer stays one).
 * PLX_ERROR_INPUT: more than fits; messages that cannot match; a wild receive above the rendezvous threshold. */
PlxSchedule *plx_lower_trace (const PlxTrace *trace, const PlxProcessorCosts *costs, gboolean single, GError **error);
/* A generated flow, in two passes over it; the same as of its trace. */
PlxSchedule *plx_lower_flow (const PlxFlow *flow, const PlxProcessorCosts *costs, gboolean single, GError **error);
/* A schedule's rendezvous and, with @single, packets; a reference to itself where it has none. */
PlxSchedule *plx_lower_schedule (const PlxSchedule *schedule, const PlxProcessorCosts *costs, gboolean single,
                                 GError **error);
