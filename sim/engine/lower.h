/* SPDX-License-Identifier: MIT */
/* lower.h: traces and schedules in the terms of the event-queue engine: supersteps, shared accesses, rendezvous as tasks.
 *
 * A superstep that a SYNC ends becomes: each processor's operations, a chain; then a LAND for everything that was put to it,
 * all of which require the chain's end; then, after a JOIN, a SERVE for each GET that asks it; then, after another JOIN,
 * an ANSWER for each of its own GETs. The SYNC requires all processors' last ones, and the next superstep the SYNC.
 * LANDs, SERVEs and ANSWERs of a processor start in the order of arrival (ties: source, then order of sending), those that
 * had arrived before they were posted too. A transfer of several calls is so many tasks, a call of several packets one: a
 * train.
 */
#pragma once

#include <parallax/engine.h>
#include <parallax/schedule.h>

/* Kinds of tasks beside PLX_OP_WORK, PLX_OP_SEND, PLX_OP_RECV, and PLX_OP_READ: a delay of its processor, plx_read_time () of
 * `amount` words of peer's part; of its own part (peer is its processor) it is a copy of `amount` bytes. */
typedef enum {
  PLX_TASK_PUT = PLX_N_OPS, /* sends what lands at the SYNC: PUT, WRITE, QUEUE */
  PLX_TASK_LAND,            /* receives it from peer */
  PLX_TASK_ASK,             /* sends a GET's request, of one word; amount: the bytes that it asks for */
  PLX_TASK_SERVE,           /* receives the request of peer and sends the answer, of `amount` bytes, in one go: no other
                               task of its cpu comes between */
  PLX_TASK_ANSWER,          /* receives the answer of peer */
  PLX_TASK_REQUEST,         /* rendezvous, instead of a SEND: sends the request; amount: bytes of the data to come */
  PLX_TASK_REQUESTED,       /* instead of a RECV: receives the request; it matches like the RECV itself */
  PLX_TASK_CLEAR,           /* then sends the reply */
  PLX_TASK_CLEARED,         /* receives the reply */
  PLX_TASK_DATA,            /* sends the data */
  PLX_TASK_TAKE,            /* receives the data */
  PLX_TASK_JOIN,            /* no time and no cpu: its end is the latest of what it requires */
  PLX_TASK_SYNC,            /* one for all processors, stored with the first: at the latest end of what it requires, and
                               plx_sync_time () later all gap clocks are reset and it ends */
  PLX_N_TASKS
} PlxTaskKind;

/* What a message task is to an engine. */
typedef struct {
  guint8 sends, receives;  /* SERVE does both: receives in its channel, sends in PLX_CHANNEL_ANSWER */
  guint8 channel;          /* messages match by (source, destination, tag, channel); wild RECVs are of channel 0 */
  guint8 control;          /* a message of 1 byte, or of a word, whatever its amount; amounts of both ends still are the same */
  guint8 lands;            /* in order of arrival */
  guint8 loose;            /* sends what nobody receives if no SYNC follows */
  guint8 op;               /* PlxOpKind for the log; the receive of a SERVE is a RECV, and a control message */
} PlxTaskForm;

enum { PLX_CHANNEL_PROGRAM, PLX_CHANNEL_CLEAR, PLX_CHANNEL_DATA, PLX_CHANNEL_PUT, PLX_CHANNEL_ASK, PLX_CHANNEL_ANSWER };

extern const PlxTaskForm plx_task_forms[PLX_N_TASKS];

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
/* A schedule's rendezvous and, with @single, packets; a reference to itself where it has none. */
PlxSchedule *plx_lower_schedule (const PlxSchedule *schedule, const PlxProcessorCosts *costs, gboolean single,
                                 GError **error);
