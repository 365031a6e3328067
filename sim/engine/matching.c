/* SPDX-License-Identifier: MIT */
/* matching.c: messages look for their RECVs, and RECVs for their messages.
 *
 * Where a channel has one message, its two ends know each other and there is nothing to search; where it has more they
 * queue in it, in the order of arrival and of posting. A destination with a wild RECV has one channel for all, which is
 * searched.
 */
#include "sim/engine/events.h"

PlxSharedChannel *
plx_events_new_channels (const PlxSchedule *schedule)
{
  const PlxTaskList empty = { PLX_NONE, PLX_NONE };
  PlxSharedChannel *channels = g_new (PlxSharedChannel, schedule->n_channels);

  for (guint32 k = 0; k < schedule->n_channels; k++)
    channels[k] = (PlxSharedChannel) { empty, empty, k < schedule->n_wild };
  return channels;
}

void
plx_events_set_mismatch (const PlxSchedule *schedule, guint32 send, guint32 recv, GError **error)
{
  const PlxTask *tasks = plx_schedule_tasks (schedule);
  g_autofree char *sender = plx_schedule_name_task (schedule, send);
  g_autofree char *receiver = plx_schedule_name_task (schedule, recv);

  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT,
               "%s: %s receives %" G_GUINT64_FORMAT " bytes, but %s sends %" G_GUINT64_FORMAT "; both must be the same",
               plx_schedule_identity (schedule), receiver, tasks[recv].amount, sender, tasks[send].amount);
}

static gboolean
fits (PlxEvents *events, const PlxSharedChannel *channel, guint32 send, guint32 recv)
{
  const PlxTask *s = &events->tasks[send], *r = &events->tasks[recv];

  return !channel->wild || ((r->tag == PLX_ANY || r->tag == s->tag)
                            && (r->peer == PLX_ANY || r->peer == plx_schedule_processor (events->schedule, send)));
}

static void
append (PlxEvents *events, PlxTaskList *list, guint32 k)
{
  events->state[k].next = PLX_NONE;
  if (list->first == PLX_NONE)
    list->first = k;
  else
    events->state[list->last].next = k;
  list->last = k;
}

static void
take_out (PlxEvents *events, PlxTaskList *list, guint32 before, guint32 k)
{
  const guint32 next = events->state[k].next;

  if (before == PLX_NONE)
    list->first = next;
  else
    events->state[before].next = next;
  if (list->last == k)
    list->last = before;
}

/* LogGOPSim lets equal channels mix up their sizes, and so do its recorded results. */
static void
check_sizes (PlxEvents *events, guint32 send, guint32 recv)
{
  if (G_LIKELY (events->tasks[send].amount == events->tasks[recv].amount) || events->wrong_send != PLX_NONE
      || events->costs->lgs.on)
    return;
  events->wrong_send = send;
  events->wrong_recv = recv;
}

static guint32
find_shared_recv (PlxEvents *events, guint32 send)
{
  PlxSharedChannel *channel = &events->channels[plx_events_receiver (events, send) & ~PLX_SHARED];
  guint32 before = PLX_NONE;

  for (guint32 k = channel->posted.first; k != PLX_NONE; before = k, k = events->state[k].next)
    if (fits (events, channel, send, k))
      {
        take_out (events, &channel->posted, before, k);
        check_sizes (events, send, k);
        return k;
      }
  append (events, &channel->sent, send);
  events->state[send].count = PLX_SENT;
  return PLX_NONE;
}

guint32
plx_events_find_recv (PlxEvents *events, guint32 send)
{
  const guint32 partner = plx_events_receiver (events, send);

  if (partner & PLX_SHARED)
    return find_shared_recv (events, send);
  if (events->state[partner].count == PLX_POSTED)
    return partner;
  events->state[send].count = PLX_SENT;
  return PLX_NONE;
}

/* Of those that were posted at the same time, the first of the program is the first. */
static void
post (PlxEvents *events, PlxTaskList *list, guint32 k)
{
  PlxTaskState *state = events->state;
  guint32 before = PLX_NONE, next = list->first;

  if (next == PLX_NONE || state[list->last].time < state[k].time || list->last < k || events->costs->lgs.on)
    {
      append (events, list, k);
      return;
    }
  for (; state[next].time < state[k].time || (state[next].time == state[k].time && next < k); next = state[next].next)
    before = next;
  state[k].next = next;
  if (before == PLX_NONE)
    list->first = k;
  else
    state[before].next = k;
}

static guint32
find_shared_sent (PlxEvents *events, guint32 recv)
{
  PlxSharedChannel *channel = &events->channels[events->tasks[recv].partner & ~PLX_SHARED];
  guint32 before = PLX_NONE;

  for (guint32 k = channel->sent.first; k != PLX_NONE; before = k, k = events->state[k].next)
    if (fits (events, channel, k, recv))
      {
        take_out (events, &channel->sent, before, k);
        check_sizes (events, k, recv);
        return k;
      }
  post (events, &channel->posted, recv);
  events->state[recv].count = PLX_POSTED;
  return PLX_NONE;
}

guint32
plx_events_find_sent (PlxEvents *events, guint32 recv)
{
  const guint32 partner = events->tasks[recv].partner;

  if (partner & PLX_SHARED)
    return find_shared_sent (events, recv);
  if (events->state[partner].count == PLX_SENT)
    return partner;
  events->state[recv].count = PLX_POSTED;
  return PLX_NONE;
}
