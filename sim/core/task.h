/* SPDX-License-Identifier: MIT */
/* task.h: the kinds of tasks of a schedule: those of programs, and those that an engine makes of supersteps, shared accesses
 * and rendezvous (sim/engine/lower.h).
 */
#pragma once

#include <parallax/schedule.h>

/* Kinds of tasks beside PLX_OP_WORK, PLX_OP_SEND, PLX_OP_RECV, and PLX_OP_READ: a delay of its processor, plx_read_time () of
 * `amount` words of peer's part; of its own part (peer is its processor) it is a copy of `amount` bytes. */
typedef enum {
  PLX_TASK_PUT = PLX_N_OPS, /* sends what lands at the SYNC: PUT, WRITE */
  PLX_TASK_QUEUE,           /* the same of a QUEUE, which is a message and no access to memory */
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

/* What a task is to those that match and run it. */
typedef struct {
  guint8 sends, receives;  /* SERVE does both: receives in its channel, sends in PLX_CHANNEL_ANSWER */
  guint8 channel;          /* messages match by (source, destination, tag, channel); wild RECVs are of channel 0 */
  guint8 control;          /* a message of 1 byte, or of a word, whatever its amount; amounts of both ends still are the same */
  guint8 lands;            /* in order of arrival */
  guint8 access;           /* to memory, of `amount` bytes, at its destination */
  guint8 loose;            /* sends what nobody receives if no SYNC follows */
  guint8 op;               /* PlxOpKind for the log; the receive of a SERVE is a RECV, and a control message */
} PlxTaskForm;

enum { PLX_CHANNEL_PROGRAM, PLX_CHANNEL_CLEAR, PLX_CHANNEL_DATA, PLX_CHANNEL_PUT, PLX_CHANNEL_ASK, PLX_CHANNEL_ANSWER };

extern const PlxTaskForm plx_task_forms[PLX_N_TASKS];

static inline gboolean
plx_task_is_wild (const PlxTask *task)
{
  return task->kind == PLX_OP_RECV && (task->peer == PLX_ANY || task->tag == PLX_ANY);
}
