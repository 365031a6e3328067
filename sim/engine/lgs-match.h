/* SPDX-License-Identifier: MIT */
/* lgs-match.h: messages and RECVs find each other under LogGOPSim's rule; those of a channel that has a number in
 * lgs-match.c.
 *
 * The RECV of a channel of one message knows in its own state whether the message is there, so that neither end has to
 * look at the other's. A RECV is posted when it is made, with the time and number of the event that it would have been:
 * what comes earlier does not find it, and sends it to the queue.
 */
#pragma once

#include "sim/engine/lgs.h"

static inline void
lgs_push_recv (Lgs *lgs, guint32 recv, guint64 time, guint32 number, guint processor)
{
  const guint32 partner = lgs->events->tasks[recv].partner;

  if (partner & PLX_SHARED)
    plx_events_channel (lgs->events, partner)->pending++;
  lgs_push (lgs, time, number, recv, processor);
}

/* Whether a RECV may be posted before its time, and is: on one cpu what was made first is posted first. */
static inline gboolean
lgs_post_early (Lgs *lgs, guint32 recv, guint64 time, guint32 number)
{
  PlxTaskState *state = &lgs->events->state[recv];

  if (G_UNLIKELY (!lgs->early))
    return FALSE;
  if (lgs->events->tasks[recv].partner & PLX_SHARED)
    return plx_lgs_post_shared_early (lgs, recv, time, number);
  if (state->count & ARRIVED)
    return FALSE;
  *state = (PlxTaskState) { time, PLX_POSTED, number };
  return TRUE;
}

/* A RECV that will start at @time: posted, or an event. */
static inline void
lgs_make_recv (Lgs *lgs, guint32 recv, guint processor, guint64 time, guint32 number)
{
  if (lgs_post_early (lgs, recv, time, number))
    lgs->events->result->n_events++;
  else
    lgs_push_recv (lgs, recv, time, number, processor);
}

/* Whether the event of a posted RECV, had it been made, would have been run by now; one that was has time and number 0.
 * Numbers of events of the same time ascend where RECVs are posted early. */
static inline gboolean
lgs_is_posted (const Lgs *lgs, guint64 time, guint32 number)
{
  return time < lgs->now || (time == lgs->now && number <= lgs->reached);
}

/* The RECV that a message finds posted; PLX_NONE: it waits, received at @end. */
static inline guint32
lgs_arrive (Lgs *lgs, const Flight *message, guint64 end)
{
  if (message->name & PLX_SHARED)
    return plx_lgs_arrive_shared (lgs, message, end);
  PlxTaskState *state = &lgs->events->state[message->name];

  if (state->count == PLX_POSTED)
    {
      if (lgs_is_posted (lgs, state->time, state->next))
        return message->name;
      lgs_push_recv (lgs, message->name, state->time, state->next, message->processor);
      lgs->events->result->n_events--;
      state->count = 0;
    }
  if (state->count == 0)
    state->time = end;
  state->count |= ARRIVED;
  if (lgs->n_cpus > 1)  /* else the RECV does not start before it */
    lgs->events->state[lgs_send_of (lgs, message->name)].time = end;
  return PLX_NONE;
}

/* A RECV starts now. The SEND whose message it finds; PLX_NONE: it is posted. */
static inline guint32
lgs_post (Lgs *lgs, guint32 recv)
{
  PlxTaskState *state = &lgs->events->state[recv];
  const guint32 partner = lgs->events->tasks[recv].partner;

  if (partner & PLX_SHARED)
    return plx_lgs_post_shared (lgs, recv);
  if (state->count & ARRIVED && state->count != PLX_ROOT)
    return partner;
  *state = (PlxTaskState) { .count = PLX_POSTED };
  return PLX_NONE;
}

/* When the message that it found has been received. */
static inline guint64
lgs_end_of (const Lgs *lgs, guint32 send, guint32 recv)
{
  const PlxTaskState *state = lgs->events->state;
  const gboolean shared = (lgs->events->tasks[recv].partner & PLX_SHARED) != 0;

  return shared || lgs->n_cpus > 1 ? state[send].time : state[recv].time;
}
