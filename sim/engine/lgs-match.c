/* SPDX-License-Identifier: MIT */
/* lgs-match.c: messages and RECVs of channels that have a number find each other under LogGOPSim's rule. */
#include "sim/engine/lgs-match.h"

gboolean
plx_lgs_post_shared_early (Lgs *lgs, guint32 recv, guint64 time, guint32 number)
{
  PlxEvents *events = lgs->events;
  PlxSharedChannel *channel = plx_events_channel (events, events->tasks[recv].partner);

  if (channel->wild || channel->pending > 0 || channel->sent.first != PLX_NONE)
    return FALSE;
  events->state[recv] = (PlxTaskState) { time, number, PLX_NONE };
  plx_events_insert (events, &channel->posted, channel->posted.last, recv);
  return TRUE;
}

static guint32
arrive_in_turn (Lgs *lgs, PlxSharedChannel *channel, const Flight *message, guint64 end)
{
  PlxTaskState *state = lgs->events->state;
  const guint32 send = lgs_send_of (lgs, message->name), recv = channel->posted.first;

  if (recv != PLX_NONE)
    {
      plx_events_take_out (lgs->events, &channel->posted, PLX_NONE, recv);
      if (lgs_is_posted (lgs, state[recv].time, state[recv].count))
        return recv;
      lgs_push_recv (lgs, recv, state[recv].time, state[recv].count, message->processor);
      lgs->events->result->n_events--;
    }
  state[send] = (PlxTaskState) { end, PLX_SENT, PLX_NONE };
  plx_events_insert (lgs->events, &channel->sent, channel->sent.last, send);
  return PLX_NONE;
}

guint32
plx_lgs_arrive_shared (Lgs *lgs, const Flight *message, guint64 end)
{
  const guint32 send = lgs_send_of (lgs, message->name);
  PlxSharedChannel *channel = plx_events_channel (lgs->events, lgs->events->tasks[send].partner);

  if (!channel->wild)
    return arrive_in_turn (lgs, channel, message, end);
  const guint32 recv = plx_events_find_recv (lgs->events, send);

  if (recv == PLX_NONE)
    lgs->events->state[send].time = end;
  return recv;
}

guint32
plx_lgs_post_shared (Lgs *lgs, guint32 recv)
{
  PlxEvents *events = lgs->events;
  PlxSharedChannel *channel = plx_events_channel (events, events->tasks[recv].partner);

  if (channel->wild)
    return plx_events_find_sent (events, recv);
  const guint32 send = channel->sent.first;

  if (send != PLX_NONE)
    {
      plx_events_take_out (events, &channel->sent, PLX_NONE, send);
      return send;
    }
  events->state[recv] = (PlxTaskState) { .next = PLX_NONE };
  plx_events_insert (events, &channel->posted, channel->posted.last, recv);
  return PLX_NONE;
}
