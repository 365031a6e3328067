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
    channels[k] = (PlxSharedChannel) { empty, empty, PLX_NONE, PLX_NONE, 0, k < schedule->n_wild };
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

static inline gboolean
fits (const PlxEvents *events, guint32 send, guint32 recv)
{
  const PlxTask *s = &events->tasks[send], *r = &events->tasks[recv];

  return (r->tag == PLX_ANY || r->tag == s->tag)
         && (r->peer == PLX_ANY || r->peer == plx_schedule_processor (events->schedule, send));
}

void
plx_events_insert (PlxEvents *events, PlxTaskList *list, guint32 before, guint32 k)
{
  guint32 *next = before == PLX_NONE ? &list->first : &events->state[before].next;

  if (*next == PLX_NONE)
    list->last = k;
  events->state[k].next = *next;
  *next = k;
}

void
plx_events_take_out (PlxEvents *events, PlxTaskList *list, guint32 before, guint32 k)
{
  *(before == PLX_NONE ? &list->first : &events->state[before].next) = events->state[k].next;
  if (list->last == k)
    list->last = before;
}

/* Behind what it belongs: mostly behind all. */
static void
insert_in_order (PlxEvents *events, PlxTaskList *list, guint32 k)
{
  guint32 before = list->last;

  if (before != PLX_NONE && plx_events_precedes (events, k, before))
    {
      before = PLX_NONE;
      for (guint32 next = list->first; plx_events_precedes (events, next, k); next = events->state[next].next)
        before = next;
    }
  plx_events_insert (events, list, before, k);
}

/* Takes out the first that @k, a SEND or a RECV, matches; PLX_NONE: none does, and it waits in its own list. */
static guint32
find_shared (PlxEvents *events, guint32 k, gboolean sends)
{
  PlxSharedChannel *channel = plx_events_channel (events, plx_events_partner (events, k, sends));
  PlxTaskList *others = sends ? &channel->posted : &channel->sent, *own = sends ? &channel->sent : &channel->posted;
  guint32 before = PLX_NONE;

  for (guint32 other = others->first; other != PLX_NONE; before = other, other = events->state[other].next)
    if (!channel->wild || (sends ? fits (events, k, other) : fits (events, other, k)))
      {
        plx_events_take_out (events, others, before, other);
        return other;
      }
  events->state[k].count = sends ? PLX_SENT : PLX_POSTED;
  if (events->costs->lgs.on || (sends && !channel->wild))
    plx_events_insert (events, own, own->last, k);
  else
    insert_in_order (events, own, k);
  return PLX_NONE;
}

static inline guint32
find_partner (PlxEvents *events, guint32 k, gboolean sends)
{
  const guint32 partner = plx_events_partner (events, k, sends);

  if (partner & PLX_SHARED)
    return find_shared (events, k, sends);
  if (events->state[partner].count == (sends ? PLX_POSTED : PLX_SENT))
    return partner;
  events->state[k].count = sends ? PLX_SENT : PLX_POSTED;
  return PLX_NONE;
}

guint32
plx_events_find_recv (PlxEvents *events, guint32 send)
{
  return find_partner (events, send, TRUE);
}

guint32
plx_events_find_sent (PlxEvents *events, guint32 recv)
{
  return find_partner (events, recv, FALSE);
}

void
plx_events_part (PlxEvents *events, guint32 send, guint32 recv)
{
  PlxSharedChannel *channel = plx_events_channel (events, events->tasks[recv].partner);

  events->state[send].count = PLX_SENT;
  events->state[recv].count = PLX_POSTED;
  insert_in_order (events, &channel->posted, recv);
  if (channel->wild)
    insert_in_order (events, &channel->sent, send);
  else
    plx_events_insert (events, &channel->sent, PLX_NONE, send);
}

/* Packets that are tasks of their own (lower.h: @single), of messages in no order, may change places. */
static gboolean
are_packets (const PlxEvents *events, guint64 a, guint64 b)
{
  const PlxPlatform *platform = events->options ? events->options->platform : NULL;

  return MAX (a, b) <= events->costs->packet
         && (events->costs->capacity > 0 || (platform && plx_platform_contends (platform)));
}

void
plx_events_check_sizes (PlxEvents *events, guint32 send, guint32 recv)
{
  const guint64 sent = events->tasks[send].amount, wanted = events->tasks[recv].amount;

  if (G_LIKELY (sent == wanted) || events->wrong_send != PLX_NONE || are_packets (events, sent, wanted))
    return;
  events->wrong_send = send;
  events->wrong_recv = recv;
}
