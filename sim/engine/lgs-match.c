/* SPDX-License-Identifier: MIT */
/* lgs-match.c: messages and RECVs find each other under LogGOPSim's rule.
 *
 * The RECV of a channel of one message knows in its own state whether the message is there, so that neither end has to
 * look at the other's. A RECV is posted when it is made, with the time and number of the event that it would have been:
 * what comes earlier does not find it, and sends it to the queue.
 */
#include "sim/engine/lgs.h"

/* Whether a RECV may be posted before its time: on one cpu what was made first is posted first. */
static inline gboolean
post_early (Lgs *lgs, guint32 recv, guint64 time, guint32 number)
{
  PlxEvents *events = lgs->events;
  PlxTaskState *state = &events->state[recv];
  const guint32 partner = events->tasks[recv].partner;

  if (G_UNLIKELY (!lgs->early))
    return FALSE;
  if (!(partner & PLX_SHARED))
    {
      if (state->count & ARRIVED)
        return FALSE;
      *state = (PlxTaskState) { time, PLX_POSTED, number };
      return TRUE;
    }
  PlxSharedChannel *channel = plx_events_channel (events, partner);

  if (channel->wild || channel->pending > 0 || channel->sent.first != PLX_NONE)
    return FALSE;
  *state = (PlxTaskState) { time, number, PLX_NONE };
  plx_events_insert (events, &channel->posted, channel->posted.last, recv);
  return TRUE;
}

static inline void
push_recv (Lgs *lgs, guint32 recv, guint64 time, guint32 number, guint processor)
{
  const guint32 partner = lgs->events->tasks[recv].partner;

  if (partner & PLX_SHARED)
    plx_events_channel (lgs->events, partner)->pending++;
  lgs_push (lgs, time, number, recv, processor);
}

void
plx_lgs_make_recv (Lgs *lgs, guint32 recv, guint processor, guint64 time, guint32 number)
{
  if (post_early (lgs, recv, time, number))
    lgs->events->result->n_events++;
  else
    push_recv (lgs, recv, time, number, processor);
}

/* Whether the event of a RECV, had it been made, would have been run by now. */
static inline gboolean
is_posted (const Lgs *lgs, guint64 time, guint32 number)
{
  return time < lgs->now || (time == lgs->now && number <= lgs->reached);
}

/* The only message of its channel is there. */
static inline guint32
arrive_alone (Lgs *lgs, const Flight *message, guint64 end)
{
  PlxTaskState *state = &lgs->events->state[message->partner];

  if (state->count == PLX_POSTED)
    {
      if (is_posted (lgs, state->time, state->next))
        return message->partner;
      push_recv (lgs, message->partner, state->time, state->next, message->processor);
      lgs->events->result->n_events--;
      state->count = 0;
    }
  if (state->count == 0)
    state->time = end;
  state->count |= ARRIVED;
  if (lgs->n_cpus > 1)  /* else the RECV does not start before it */
    lgs->events->state[message->send].time = end;
  return PLX_NONE;
}

static guint32
arrive_in_turn (Lgs *lgs, PlxSharedChannel *channel, const Flight *message, guint64 end)
{
  PlxTaskState *state = lgs->events->state;
  const guint32 recv = channel->posted.first;

  if (recv != PLX_NONE)
    {
      plx_events_take_out (lgs->events, &channel->posted, PLX_NONE, recv);
      if (is_posted (lgs, state[recv].time, state[recv].count))
        return recv;
      push_recv (lgs, recv, state[recv].time, state[recv].count, message->processor);
      lgs->events->result->n_events--;
    }
  state[message->send] = (PlxTaskState) { end, PLX_SENT, PLX_NONE };
  plx_events_insert (lgs->events, &channel->sent, channel->sent.last, message->send);
  return PLX_NONE;
}

guint32
plx_lgs_arrive (Lgs *lgs, const Flight *message, guint64 end)
{
  if (!(message->partner & PLX_SHARED))
    return arrive_alone (lgs, message, end);
  PlxSharedChannel *channel = plx_events_channel (lgs->events, message->partner);

  if (!channel->wild)
    return arrive_in_turn (lgs, channel, message, end);
  const guint32 recv = plx_events_find_recv (lgs->events, message->send);

  if (recv == PLX_NONE)
    lgs->events->state[message->send].time = end;
  return recv;
}

guint32
plx_lgs_post (Lgs *lgs, guint32 recv, guint32 number)
{
  PlxEvents *events = lgs->events;
  PlxTaskState *state = &events->state[recv];
  const guint32 partner = events->tasks[recv].partner;

  if (!(partner & PLX_SHARED))
    {
      if (state->count & ARRIVED && state->count != PLX_ROOT)
        return partner;
      *state = (PlxTaskState) { lgs->now, PLX_POSTED, number };
      return PLX_NONE;
    }
  PlxSharedChannel *channel = plx_events_channel (events, partner);

  if (channel->wild)
    return plx_events_find_sent (events, recv);
  const guint32 send = channel->sent.first;

  if (send != PLX_NONE)
    {
      plx_events_take_out (events, &channel->sent, PLX_NONE, send);
      return send;
    }
  *state = (PlxTaskState) { lgs->now, number, PLX_NONE };
  plx_events_insert (events, &channel->posted, channel->posted.last, recv);
  return PLX_NONE;
}

guint64
plx_lgs_end_of (const Lgs *lgs, guint32 send, guint32 recv)
{
  const PlxTaskState *state = lgs->events->state;
  const gboolean shared = (lgs->events->tasks[recv].partner & PLX_SHARED) != 0;

  if (shared || lgs->n_cpus > 1)
    return state[send].time;
  return state[recv].time;
}
