/* SPDX-License-Identifier: MIT */
/* matching.c: which SEND belongs to which RECV.
 *
 * Channels (source, destination, tag) are resolved before the run, destination by destination, so that the table of one's
 * channels stays in the cache. Where a channel has one message, its two ends know each other and there is nothing to
 * search; where it has more they queue in it. A destination with a wild RECV has one channel for all, in which RECVs and
 * messages are searched in the order of posting and of arrival.
 */
#include "sim/engine/events.h"
#include "sim/engine/lower.h"

/* An entry of the table of a destination's channels. */
typedef struct {
  guint32 source, tag, channel;
  guint32 destination;  /* + 1; of another one: the entry is free */
  guint32 send;         /* the only one, or PLX_SHARED and the number of the channel */
  guint32 n_sends, n_recvs;
} Entry;

typedef struct {
  PlxEvents *events;
  gsize *first;  /* [p + 1]: where the sends to each destination begin in `time` of the states */
  Entry *table;
  gsize mask;    /* of the table's places */
  gboolean answers;  /* the second round, in which SERVEs are senders */
} Matching;

static inline gboolean
is_sender (const Matching *matching, guint8 kind)
{
  return plx_task_forms[kind].sends && (kind == PLX_TASK_SERVE) == matching->answers;
}

static inline gboolean
is_receiver (const Matching *matching, guint8 kind)
{
  return plx_task_forms[kind].receives && (kind == PLX_TASK_ANSWER) == matching->answers;
}

/* Where it is written to whom a send belongs. */
static inline guint32 *
partner_of (const Matching *matching, guint32 send)
{
  return matching->answers ? &matching->events->answers[send] : &matching->events->state[send].partner;
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

      if ((plx_task_forms[task->kind].sends || plx_task_forms[task->kind].receives) && !wild && task->peer >= events->p)
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
    if (is_sender (matching, events->tasks[k].kind))
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
      if (is_sender (matching, events->tasks[k].kind))
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
find (Matching *matching, guint destination, guint32 source, const PlxTask *task)
{
  const guint32 tag = task->tag;
  const guint32 channel = matching->answers ? PLX_CHANNEL_ANSWER : plx_task_forms[task->kind].channel;
  guint64 hash = ((guint64) source << 32 | (tag + (channel << 24))) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  for (gsize k = hash >> 32 & matching->mask;; k = (k + 1) & matching->mask)
    {
      Entry *e = &matching->table[k];

      if (e->destination != destination + 1 || (e->source == source && e->tag == tag && e->channel == channel))
        return e;
    }
}

static void
add_send (Matching *matching, guint destination, guint64 packed)
{
  PlxEvents *events = matching->events;
  const guint32 source = (guint32) (packed >> 32), k = (guint32) packed;
  Entry *e = find (matching, destination, source, &events->tasks[k]);

  if (e->destination != destination + 1)
    *e = (Entry) { source, events->tasks[k].tag,
                   matching->answers ? PLX_CHANNEL_ANSWER : plx_task_forms[events->tasks[k].kind].channel, destination + 1,
                   k, 1, 0 };
  else
    {
      if (e->n_sends++ == 1)
        {
          const guint32 channel = add_channel (events, FALSE);

          *partner_of (matching, e->send) = channel;
          e->send = channel;
        }
      *partner_of (matching, k) = e->send;
    }
}

static gboolean
set_unmatched (PlxEvents *events, guint32 k, GError **error)
{
  g_autofree char *name = plx_schedule_name_task (events->schedule, k);
  const gboolean send = plx_task_forms[events->tasks[k].kind].sends;

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
  Entry *e = find (matching, destination, task->peer, task);

  if (e->destination != destination + 1 || e->n_recvs++ == e->n_sends)
    return set_unmatched (events, k, error);
  events->state[k].partner = e->send;
  if (e->n_sends > 1)
    return TRUE;
  *partner_of (matching, e->send) = k;
  if (events->tasks[e->send].amount == task->amount)
    return TRUE;
  plx_events_set_mismatch (events->schedule, e->send, k, error);
  return FALSE;
}

/* Whether a task is of the one channel that all messages of the program to this destination share. */
static inline gboolean
is_shared (guint32 channel, guint8 kind)
{
  return channel != PLX_NONE && plx_task_forms[kind].channel == PLX_CHANNEL_PROGRAM;
}

/* Of a channel that has more SENDs than RECVs: an error, unless nobody has to receive them. */
static gboolean
check_received (Matching *matching, guint destination, guint32 shared, gsize n, GError **error)
{
  PlxEvents *events = matching->events;

  for (gsize k = 0; k < n; k++)
    {
      const guint64 packed = events->state[matching->first[destination] + k].time;

      if (is_shared (shared, events->tasks[(guint32) packed].kind))
        continue;
      const Entry *e = find (matching, destination, (guint32) (packed >> 32), &events->tasks[(guint32) packed]);

      if (e->n_recvs == e->n_sends)
        continue;
      if (!plx_task_forms[events->tasks[(guint32) packed].kind].loose)
        return set_unmatched (events, (guint32) packed, error);
      if (e->n_sends == 1)
        events->state[(guint32) packed].partner = PLX_NONE;
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

static gboolean
match_destination (Matching *matching, guint destination, GError **error)
{
  PlxEvents *events = matching->events;
  const gsize first = matching->first[destination], n = matching->first[destination + 1] - first;
  const guint32 shared
      = !matching->answers && is_wild (events, destination) ? add_channel (events, TRUE) : PLX_NONE;
  gsize left = 0;

  for (gsize k = 0; k < n; k++)
    {
      const guint32 send = (guint32) events->state[first + k].time;

      if (k + 8 < n)
        __builtin_prefetch (&events->tasks[(guint32) events->state[first + k + 8].time]);
      if (is_shared (shared, events->tasks[send].kind))
        events->state[send].partner = shared;
      else
        {
          add_send (matching, destination, events->state[first + k].time);
          left++;
        }
    }
  for (guint32 k = events->first[destination]; k < events->first[destination + 1]; k++)
    if (!is_receiver (matching, events->tasks[k].kind))
      continue;
    else if (is_shared (shared, events->tasks[k].kind))
      events->state[k].partner = shared;
    else if (!add_recv (matching, destination, k, error))
      return FALSE;
    else
      left--;
  return left == 0 || check_received (matching, destination, shared, n, error);
}

static gboolean
match_round (PlxEvents *events, gboolean answers, GError **error)
{
  g_autofree gsize *first = g_new0 (gsize, (gsize) events->p + 2);
  Matching matching = { .events = events, .first = first, .answers = answers };
  gboolean ok = TRUE;

  sort_sends (&matching);
  make_table (&matching);
  for (guint i = 0; ok && i < events->p; i++)
    ok = match_destination (&matching, i, error);
  g_free (matching.table);
  return ok;
}

gboolean
plx_events_match (PlxEvents *events, GError **error)
{
  gboolean serves = FALSE;

  if (!check_peers (events, error) || !match_round (events, FALSE, error))
    return FALSE;
  for (guint32 k = 0; k < events->n_tasks; k++)
    serves |= events->tasks[k].kind == PLX_TASK_SERVE;
  if (!serves)
    return TRUE;
  events->answers = g_new0 (guint32, events->n_tasks);
  return match_round (events, TRUE, error);
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
  for (; state[next].time < state[k].time || (state[next].time == state[k].time && next < k); next = state[next].count)
    before = next;
  state[k].count = next;
  if (before == PLX_NONE)
    list->first = k;
  else
    state[before].count = k;
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
  post (events, &channel->posted, recv);
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
