/* SPDX-License-Identifier: MIT */
/* events.h: a schedule under way in the event-queue engine: what its rules (lgs.c, textbook.c) share.
 *
 * Beside the schedule a task takes 16 bytes. A message has no place of its own: it lives in its SEND's, which has started
 * then.
 */
#pragma once

#include "sim/core/schedule.h"
#include "sim/core/task.h"
#include "sim/engine/radix-queue.h"
#include "sim/engine/simulation.h"

/* What PlxTaskState.count says of a task that has been released. */
#define PLX_POSTED (G_MAXUINT32 - 1)  /* a RECV waits for the message of its partner */
#define PLX_SENT (G_MAXUINT32 - 2)    /* a SEND's message has not found its RECV */
#define PLX_DONE (G_MAXUINT32 - 3)  /* it is over, and a message received */
#define PLX_ROOT (G_MAXUINT32 - 4)  /* it requires nothing, and has not been looked at */
#define PLX_STALLED (G_MAXUINT32 - 5)  /* a SEND's message has no room; the same of one that may yet have it */
#define PLX_HOLDS 0x80000000u       /* a RECV has its message: of this SEND */

typedef struct {
  guint64 time;   /* the latest end of what it requires; of a message: its arrival */
  guint32 count;  /* before it is released: what it still requires; then one of the above */
  guint32 next;   /* in a list: the one behind it */
} PlxTaskState;

G_STATIC_ASSERT (sizeof (PlxTaskState) == 16);

typedef struct {
  guint32 first, last;  /* PLX_NONE: empty */
} PlxTaskList;

/* A channel that has a number. */
typedef struct {
  PlxTaskList sent, posted;      /* messages without a RECV, RECVs without a message */
  guint32 last_sent, last_recv;  /* of those that found each other, the last in the order of each; PLX_NONE: none has */
  guint32 pending;               /* LogGOPSim's rule: RECVs that have an event */
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
  PlxSharedChannel *channels;
  PlxRadixQueue *queue;
  GArray *released;  /* of PlxReleased, by the event under way */
  PlxSimulation *result;
  guint32 n_done;    /* tasks that are over */
  guint32 wrong_send, wrong_recv;  /* they match but their sizes differ; PLX_NONE: nothing is wrong */
  gboolean overflow;
} PlxEvents;

/* Where a message of a task looks for its RECV: of a SERVE its answer. */
static inline guint32
plx_events_receiver (const PlxEvents *events, guint32 send)
{
  return events->tasks[send].kind == PLX_TASK_SERVE ? events->schedule->answers[send] : events->tasks[send].partner;
}

static inline guint32
plx_events_partner (const PlxEvents *events, guint32 k, gboolean sends)
{
  return sends ? plx_events_receiver (events, k) : events->tasks[k].partner;
}

static inline PlxSharedChannel *
plx_events_channel (const PlxEvents *events, guint32 shared)
{
  return &events->channels[shared & ~PLX_SHARED];
}

/* The order of RECVs: posting, then program; of messages to a destination: arrival, then source, then program. */
static inline gboolean
plx_events_precedes (const PlxEvents *events, guint32 a, guint32 b)
{
  const guint64 x = events->state[a].time, y = events->state[b].time;

  return x < y || (x == y && a < b);
}

/* All channels of the schedule, empty. (transfer full) */
PlxSharedChannel *plx_events_new_channels (const PlxSchedule *schedule);
/* A SEND's message looks for its RECV, in the order of posting; else it waits in its channel. PLX_NONE: it waits. */
guint32 plx_events_find_recv (PlxEvents *events, guint32 send);
/* A RECV looks for its message, in the order of arrival; else it is posted. PLX_NONE: it is posted. */
guint32 plx_events_find_sent (PlxEvents *events, guint32 recv);
/* Both wait in their shared channel again; of several RECVs, the last comes first. */
void plx_events_part (PlxEvents *events, guint32 send, guint32 recv);
void plx_events_check_sizes (PlxEvents *events, guint32 send, guint32 recv);
/* Lists, linked by `next`. @before: PLX_NONE: it is the first. */
void plx_events_insert (PlxEvents *events, PlxTaskList *list, guint32 before, guint32 k);
void plx_events_take_out (PlxEvents *events, PlxTaskList *list, guint32 before, guint32 k);

/* Of a run whose tasks are all over they may be freed before its end. */
void plx_events_free_states (PlxEvents *events);
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
