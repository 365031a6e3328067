/* SPDX-License-Identifier: MIT */
/* textbook-network.c: messages on their way over the links of a machine, and at its memory modules.
 *
 * A message, or a train as a whole, enters the network when its sender is done with it, of a train with its first message.
 * Each event of HOP takes it over a link; the network's time comes in addition to the model's, so it arrives
 * (flight - send) after all of it has come through. What accesses memory is an event more: it is served by its
 * destination's module before it may be received.
 *
 * Messages of a channel may overtake each other. The k-th still belongs to the k-th RECV, so one that comes early waits for
 * those before it.
 */
#include "sim/engine/textbook.h"

Way *
plx_textbook_way_new (const PlxEvents *events)
{
  const guint32 n_channels = events->schedule->n_channels;
  Way *way = g_new0 (Way, 1);

  way->node = g_new (guint32, MAX (events->n_tasks, 1));
  way->behind = g_new (guint32, MAX (events->n_tasks, 1));
  way->of = g_new (PlxTaskList, MAX (n_channels, 1));
  for (guint32 k = 0; k < n_channels; k++)
    way->of[k] = (PlxTaskList) { PLX_NONE, PLX_NONE };
  return way;
}

void
plx_textbook_way_free (Way *way)
{
  g_free (way->node);
  g_free (way->behind);
  g_free (way->of);
  g_free (way);
}

/* The messages of its channel that are under way; NULL: there is no order to keep. */
static PlxTaskList *
list_of (const Textbook *tb, guint32 k)
{
  const guint32 partner = plx_events_receiver (tb->events, k);

  if (partner == PLX_NONE || !(partner & PLX_SHARED) || plx_events_channel (tb->events, partner)->wild)
    return NULL;
  return &tb->way->of[partner & ~PLX_SHARED];
}

static void
join (Textbook *tb, PlxTaskList *list, guint32 k)
{
  tb->way->behind[k] = PLX_NONE;
  if (list->first == PLX_NONE)
    list->first = k;
  else
    tb->way->behind[list->last] = k;
  list->last = k;
}

/* Its time is when it arrives. */
static void
deliver (Textbook *tb, guint32 k, guint source, guint64 now)
{
  PlxTaskList *list = list_of (tb, k);
  PlxTaskState *state = tb->events->state;

  tb->way->node[k] = PLX_NONE;
  if (!list)
    plx_textbook_arrive_at (tb, k, source, state[k].time);
  while (list && list->first != PLX_NONE && tb->way->node[list->first] == PLX_NONE)
    {
      const guint32 first = list->first;

      list->first = tb->way->behind[first];
      state[first].time = MAX (state[first].time, now);
      plx_textbook_arrive_at (tb, first, source, state[first].time);
    }
}

/* It has come through the network @when. */
static void
come (Textbook *tb, guint32 k, guint source, guint64 when, guint64 now)
{
  const PlxTask *task = &tb->events->tasks[k];

  tb->events->state[k].time += when;
  if (!plx_task_forms[task->kind].access || !plx_platform_has_memory (tb->events->options->platform))
    {
      deliver (tb, k, source, now);
      return;
    }
  tb->way->node[k] = task->peer;
  plx_textbook_push (tb, tb->events->state[k].time, HOP, source, tb->n_hops++, k);
}

void
plx_textbook_set_off (Textbook *tb, guint32 k, guint source, guint64 rest, guint64 now)
{
  PlxTaskList *list = list_of (tb, k);

  tb->events->state[k].time = rest;
  tb->way->node[k] = source;
  if (list)
    join (tb, list, k);
  if (plx_platform_has_network (tb->events->options->platform))
    plx_textbook_push (tb, now, HOP, source, tb->n_hops++, k);
  else
    come (tb, k, source, now, now);
}

static guint64
words_of (const Textbook *tb, guint64 bytes)
{
  const guint word = tb->events->costs->word;

  return bytes / word + (bytes % word != 0);
}

void
plx_textbook_hop (Textbook *tb, guint32 k, guint source, guint64 now)
{
  const PlxTask *task = &tb->events->tasks[k];
  guint32 *node = &tb->way->node[k];

  if (*node == task->peer)
    {
      tb->events->state[k].time = plx_platform_access (tb->platform, task->peer, now, words_of (tb, task->amount));
      deliver (tb, k, source, now);
      return;
    }
  const guint64 bytes = plx_task_bytes (tb->events->costs, task->kind, task->amount);
  const guint64 next = plx_platform_hop (tb->platform, node, task->peer, now, bytes);

  if (*node == task->peer)
    come (tb, k, source, next, now);
  else
    plx_textbook_push (tb, next, HOP, source, tb->n_hops++, k);
}
