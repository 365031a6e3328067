/* SPDX-License-Identifier: MIT */
/* events.h: a schedule under way in the event-queue engine: what its rules (lgs.c, textbook.c) share.
 *
 * Beside the schedule a task takes 16 bytes. A message has no place of its own: it lives in its SEND's, which has started
 * then.
 */
#pragma once

#include "sim/core/schedule.h"
#include "sim/engine/radix-queue.h"
#include "sim/engine/simulation.h"

#define PLX_NONE G_MAXUINT32

/* What PlxTaskState.count says of a task that has started. */
#define PLX_POSTED (G_MAXUINT32 - 1)  /* a RECV waits for the message of its partner */
#define PLX_SENT (G_MAXUINT32 - 2)    /* a SEND's message has not found its RECV */
#define PLX_DONE (G_MAXUINT32 - 3)  /* it is over, and a message received */

typedef struct {
  guint64 time;     /* before it is released: the latest end of what it requires; waiting: its place in the order; a message
                       without a RECV: when it may be received */
  guint32 count;    /* before it is released: what it still requires; in a list: the next, PLX_NONE at its end */
  guint32 partner;  /* the only task that it matches; with PLX_SHARED the number of its channel */
} PlxTaskState;

G_STATIC_ASSERT (sizeof (PlxTaskState) == 16);

/* Several messages of one source, destination and tag; or, if some RECV is wild, all of one destination. */
#define PLX_SHARED 0x80000000u

typedef struct {
  guint32 first, last;  /* PLX_NONE: empty */
} PlxTaskList;

typedef struct {
  PlxTaskList sent, posted;  /* messages without a RECV, RECVs without a message */
  gboolean wild;
} PlxSharedChannel;

typedef struct {
  guint32 task, processor;
} PlxReleased;

typedef struct {
  const PlxSchedule *schedule;
  const PlxTask *tasks;
  const guint32 *first, *first_edge, *edges;
  const PlxProcessorCosts *costs;
  const PlxSimulateOptions *options;
  guint p;
  guint32 n_tasks;
  double rate;  /* ticks in a unit of time */
  PlxTaskState *state;
  guint32 *answers;  /* [n_tasks]: the partner of a SERVE's answer; NULL: there is none */
  GArray *channels;  /* of PlxSharedChannel */
  PlxRadixQueue *queue;
  GArray *released;  /* of PlxReleased, by the event under way */
  PlxSimulation *result;
  guint32 n_done;    /* tasks that are over */
  guint32 wrong_send, wrong_recv;  /* they match but their sizes differ; PLX_NONE: nothing is wrong */
  gboolean overflow;
} PlxEvents;

/* Sets every `partner`. PLX_ERROR_INPUT: a message without its other end, or with two sizes. */
gboolean plx_events_match (PlxEvents *events, GError **error);
/* A SEND's message looks for its RECV, in the order of posting; else it waits in its channel. PLX_NONE: it waits. */
guint32 plx_events_find_recv (PlxEvents *events, guint32 send);
/* A RECV looks for its message, in the order of arrival; else it is posted. PLX_NONE: it is posted. */
guint32 plx_events_find_sent (PlxEvents *events, guint32 recv);

/* The error of a run that has come to its end before its tasks. */
void plx_events_explain (PlxEvents *events, GError **error);
/* The error of two sizes. */
void plx_events_set_mismatch (const PlxSchedule *schedule, guint32 send, guint32 recv, GError **error);

/* Rounded to the nearest tick. */
guint64 plx_events_ticks (PlxEvents *events, double time);
guint64 plx_events_work (PlxEvents *events, const PlxTask *task);

/* The rules. They run until nothing can start any more. */
void plx_events_run_lgs (PlxEvents *events);
void plx_events_run_textbook (PlxEvents *events);
