/* SPDX-License-Identifier: MIT */
/* matching.c: which SEND belongs to which RECV.
 *
 * Channels (source, destination, tag) are resolved before the run, destination by destination, so that the table of one's
 * channels stays in the cache. Where a channel has one message, its two ends know each other and there is nothing to
 * search; where it has more they queue in it. A destination with a wild RECV has one channel for all, in which RECVs and
 * messages are searched in the order of posting and of arrival.
 */
#include "sim/engine/events.h"

/* An entry of the table of a destination's channels. */
typedef struct {
  guint32 source, tag;
  guint32 destination;  /* + 1; of another one: the entry is free */
  guint32 send;         /* the only one, or PLX_SHARED and the number of the channel */
  guint32 n_sends, n_recvs;
} Entry;

typedef struct {
  PlxEvents *events;
  gsize *first;  /* [p + 1]: where the sends to each destination begin in `time` of the states */
  Entry *table;
  gsize mask;    /* of the table's places */
} Matching;

guint
plx_events_owner (const PlxEvents *events, guint32 task)
{
  guint low = 0, high = events->p;

  while (high - low > 1)
    {
      const guint middle = low + (high - low) / 2;

      if (events->first[middle] <= task)
        low = middle;
      else
        high = middle;
    }
  return low;
}

static guint32
add_channel (PlxEvents *events, gboolean wild)
{
  const PlxTaskList empty = { PLX_NONE, PLX_NONE };
  const PlxSharedChannel channel = { empty, empty, wild };

  g_array_append_val (events->channels, channel);
  return PLX_SHARED | (events->channels->len - 1);
}

static gboolean
check_peers (PlxEvents *events, GError **error)
{
  for (guint32 k = 0; k < events->n_tasks; k++)
    {
      const PlxTask *task = &events->tasks[k];
      const gboolean wild = task->kind == PLX_OP_RECV && task->peer == PLX_ANY;

      if ((task->kind == PLX_OP_SEND || task->kind == PLX_OP_RECV) && !wild && task->peer >= events->p)
        {
          g_autofree char *name = plx_schedule_name_task (events->schedule, k);

          g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: %s: there is no processor %u; they are 0 to %u",
                       plx_schedule_identity (events->schedule), name, task->peer, events->p - 1);
          return FALSE;
        }
    }
  return TRUE;
}

/* Sorts the sends by destination, stably: until the run `time` of the states holds (source, task). */
static void
sort_sends (Matching *matching)
{
  PlxEvents *events = matching->events;
  gsize *first = matching->first;

  for (guint32 k = 0; k < events->n_tasks; k++)
    if (events->tasks[k].kind == PLX_OP_SEND)
      first[events->tasks[k].peer]++;
  gsize sum = 0;
  for (guint i = 0; i <= events->p; i++)
    {
      const gsize n = first[i];

      first[i] = sum;
      sum += n;
    }
  for (guint i = 0; i < events->p; i++)
    for (guint32 k = events->first[i]; k < events->first[i + 1]; k++)
      if (events->tasks[k].kind == PLX_OP_SEND)
        events->state[first[events->tasks[k].peer]++].time = (guint64) i << 32 | k;
  for (guint i = events->p; i > 0; i--)
    first[i] = first[i - 1];
  first[0] = 0;
}

static void
make_table (Matching *matching)
{
  gsize most = 1, n = 1;

  for (guint i = 0; i < matching->events->p; i++)
    most = MAX (most, matching->first[i + 1] - matching->first[i]);
  while (n < 2 * most)
    n *= 2;
  matching->table = g_new0 (Entry, n);
  matching->mask = n - 1;
}

/* The entry of a channel, or the free one where it belongs. */
static inline Entry *
find (Matching *matching, guint destination, guint32 source, guint32 tag)
{
  guint64 hash = ((guint64) source << 32 | tag) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  for (gsize k = hash >> 32 & matching->mask;; k = (k + 1) & matching->mask)
    {
      Entry *e = &matching->table[k];

      if (e->destination != destination + 1 || (e->source == source && e->tag == tag))
        return e;
    }
}

static void
add_send (Matching *matching, guint destination, guint64 packed)
{
  PlxEvents *events = matching->events;
  const guint32 source = (guint32) (packed >> 32), k = (guint32) packed;
  Entry *e = find (matching, destination, source, events->tasks[k].tag);

  if (e->destination != destination + 1)
    *e = (Entry) { source, events->tasks[k].tag, destination + 1, k, 1, 0 };
  else
    {
      if (e->n_sends++ == 1)
        {
          const guint32 channel = add_channel (events, FALSE);

          events->state[e->send].partner = channel;
          e->send = channel;
        }
      events->state[k].partner = e->send;
    }
}

static gboolean
set_unmatched (PlxEvents *events, guint32 k, GError **error)
{
  g_autofree char *name = plx_schedule_name_task (events->schedule, k);
  const gboolean send = events->tasks[k].kind == PLX_OP_SEND;

  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: %s: %s; every SEND needs a RECV and every RECV a SEND",
               plx_schedule_identity (events->schedule), name,
               send ? "nobody receives this message" : "nobody sends this message");
  return FALSE;
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
add_recv (Matching *matching, guint destination, guint32 k, GError **error)
{
  PlxEvents *events = matching->events;
  const PlxTask *task = &events->tasks[k];
  Entry *e = find (matching, destination, task->peer, task->tag);

  if (e->destination != destination + 1 || e->n_recvs++ == e->n_sends)
    return set_unmatched (events, k, error);
  events->state[k].partner = e->send;
  if (e->n_sends > 1)
    return TRUE;
  events->state[e->send].partner = k;
  if (events->tasks[e->send].amount == task->amount)
    return TRUE;
  plx_events_set_mismatch (events->schedule, e->send, k, error);
  return FALSE;
}

/* A SEND of a channel that has more of them than RECVs. */
static gboolean
check_received (Matching *matching, guint destination, gsize n, GError **error)
{
  PlxEvents *events = matching->events;

  for (gsize k = 0; k < n; k++)
    {
      const guint64 packed = events->state[matching->first[destination] + k].time;
      const Entry *e = find (matching, destination, (guint32) (packed >> 32), events->tasks[(guint32) packed].tag);

      if (e->n_recvs < e->n_sends)
        return set_unmatched (events, (guint32) packed, error);
    }
  return TRUE;
}

static gboolean
is_wild (const PlxEvents *events, guint destination)
{
  for (guint32 k = events->first[destination]; k < events->first[destination + 1]; k++)
    if (events->tasks[k].kind == PLX_OP_RECV
        && (events->tasks[k].peer == PLX_ANY || events->tasks[k].tag == PLX_ANY))
      return TRUE;
  return FALSE;
}

static void
share (Matching *matching, guint destination)
{
  PlxEvents *events = matching->events;
  const guint32 channel = add_channel (events, TRUE);

  for (gsize k = matching->first[destination]; k < matching->first[destination + 1]; k++)
    events->state[(guint32) events->state[k].time].partner = channel;
  for (guint32 k = events->first[destination]; k < events->first[destination + 1]; k++)
    if (events->tasks[k].kind == PLX_OP_RECV)
      events->state[k].partner = channel;
}

static gboolean
match_destination (Matching *matching, guint destination, GError **error)
{
  PlxEvents *events = matching->events;
  const gsize first = matching->first[destination], n = matching->first[destination + 1] - first;
  gsize n_recvs = 0;

  if (is_wild (events, destination))
    {
      share (matching, destination);
      return TRUE;
    }
  for (gsize k = 0; k < n; k++)
    {
      if (k + 8 < n)
        __builtin_prefetch (&events->tasks[(guint32) events->state[first + k + 8].time]);
      add_send (matching, destination, events->state[first + k].time);
    }
  for (guint32 k = events->first[destination]; k < events->first[destination + 1]; k++)
    if (events->tasks[k].kind == PLX_OP_RECV)
      {
        if (!add_recv (matching, destination, k, error))
          return FALSE;
        n_recvs++;
      }
  return n_recvs == n || check_received (matching, destination, n, error);
}

gboolean
plx_events_match (PlxEvents *events, GError **error)
{
  if (!check_peers (events, error))
    return FALSE;
  g_autofree gsize *first = g_new0 (gsize, (gsize) events->p + 2);
  Matching matching = { .events = events, .first = first };
  gboolean ok = TRUE;

  sort_sends (&matching);
  make_table (&matching);
  for (guint i = 0; ok && i < events->p; i++)
    ok = match_destination (&matching, i, error);
  g_free (matching.table);
  return ok;
}

static gboolean
fits (PlxEvents *events, const PlxSharedChannel *channel, guint32 send, guint32 recv)
{
  const PlxTask *s = &events->tasks[send], *r = &events->tasks[recv];

  return !channel->wild || ((r->tag == PLX_ANY || r->tag == s->tag)
                            && (r->peer == PLX_ANY || r->peer == plx_events_owner (events, send)));
}

static void
append (PlxEvents *events, PlxTaskList *list, guint32 k)
{
  events->state[k].count = PLX_NONE;
  if (list->first == PLX_NONE)
    list->first = k;
  else
    events->state[list->last].count = k;
  list->last = k;
}

static void
take_out (PlxEvents *events, PlxTaskList *list, guint32 before, guint32 k)
{
  const guint32 next = events->state[k].count;

  if (before == PLX_NONE)
    list->first = next;
  else
    events->state[before].count = next;
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
  PlxSharedChannel *channel
      = &g_array_index (events->channels, PlxSharedChannel, events->state[send].partner & ~PLX_SHARED);
  guint32 before = PLX_NONE;

  for (guint32 k = channel->posted.first; k != PLX_NONE; before = k, k = events->state[k].count)
    if (fits (events, channel, send, k))
      {
        take_out (events, &channel->posted, before, k);
        check_sizes (events, send, k);
        return k;
      }
  append (events, &channel->sent, send);
  return PLX_NONE;
}

guint32
plx_events_find_recv (PlxEvents *events, guint32 send)
{
  PlxTaskState *self = &events->state[send];

  if (self->partner & PLX_SHARED)
    return find_shared_recv (events, send);
  if (events->state[self->partner].count == PLX_POSTED)
    return self->partner;
  self->count = PLX_SENT;
  return PLX_NONE;
}

static guint32
find_shared_sent (PlxEvents *events, guint32 recv)
{
  PlxSharedChannel *channel
      = &g_array_index (events->channels, PlxSharedChannel, events->state[recv].partner & ~PLX_SHARED);
  guint32 before = PLX_NONE;

  for (guint32 k = channel->sent.first; k != PLX_NONE; before = k, k = events->state[k].count)
    if (fits (events, channel, k, recv))
      {
        take_out (events, &channel->sent, before, k);
        check_sizes (events, k, recv);
        return k;
      }
  append (events, &channel->posted, recv);
  return PLX_NONE;
}

guint32
plx_events_find_sent (PlxEvents *events, guint32 recv)
{
  PlxTaskState *self = &events->state[recv];

  if (self->partner & PLX_SHARED)
    return find_shared_sent (events, recv);
  if (events->state[self->partner].count == PLX_SENT)
    return self->partner;
  self->count = PLX_POSTED;
  return PLX_NONE;
}
