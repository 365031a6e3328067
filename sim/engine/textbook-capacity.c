/* SPDX-License-Identifier: MIT */
/* textbook-capacity.c: at most so many messages in transit from a processor, and to one; senders stall.
 *
 * A message, or a train, is in transit from the end of its SEND, of a train's first, to the start of its receive; messages
 * to oneself and those that nobody receives, put after the last SYNC, never are. A SEND that finds no room keeps its cpu
 * busy until a receive makes some; those that wait for it get it in the order (since when, processor).
 *
 * One that waits for its destination lies in a skew heap of that; one whose source has no room need not be looked for
 * elsewhere, and is queued for its destination when that has changed. So a receive looks at the cpus of its source and at
 * the first of the heap of its own processor. D. D. Sleator, R. E. Tarjan, "Self-adjusting heaps", SIAM J. Comput. 15(1),
 * 1986.
 *
 * Check value: C = 1, o = 2, L = 6, g = 4: of two messages to a processor that is busy until 20, sent at 0 by others, one
 * leaves at 2, the other at 20 and is received from 26 on.
 */
#include "sim/engine/textbook.h"

static guint32 *
new_none (gsize n)
{
  guint32 *of = g_new (guint32, MAX (n, 1));

  for (gsize k = 0; k < n; k++)
    of[k] = PLX_NONE;
  return of;
}

Room *
plx_textbook_room_new (const PlxEvents *events, guint n_cpus)
{
  Room *room = g_new0 (Room, 1);
  const gsize places = (gsize) events->p * n_cpus;

  room->most = events->costs->capacity;
  room->from = g_new0 (guint32, MAX (events->p, 1));
  room->to = g_new0 (guint32, MAX (events->p, 1));
  room->stalled = new_none (places);
  room->queued = g_new0 (gboolean, MAX (places, 1));
  room->first = new_none (events->p);
  room->below = (guint32 (*)[2]) (gpointer) new_none (2 * places);
  for (guint32 k = 0; k < events->n_tasks; k++)
    room->n_syncs += events->tasks[k].kind == PLX_TASK_SYNC;
  return room;
}

void
plx_textbook_room_free (Room *room)
{
  g_free (room->from);
  g_free (room->to);
  g_free (room->stalled);
  g_free (room->queued);
  g_free (room->first);
  g_free (room->below);
  g_free (room);
}

/* ---- who waits for a destination ---- */

static gboolean
goes_before (const Textbook *tb, guint32 a, guint32 b)
{
  const guint64 of_a = tb->events->state[tb->room->stalled[a]].time, of_b = tb->events->state[tb->room->stalled[b]].time;

  return of_a != of_b ? of_a < of_b : a < b;
}

static guint32
meld (const Textbook *tb, guint32 a, guint32 b)
{
  guint32 root = PLX_NONE, *end = &root;

  while (a != PLX_NONE && b != PLX_NONE)
    {
      const guint32 first = goes_before (tb, a, b) ? a : b;
      guint32 *below = tb->room->below[first];

      b = first == a ? b : a;
      a = below[1];
      below[1] = below[0];
      *end = first;
      end = &below[0];
    }
  *end = a != PLX_NONE ? a : b;
  return root;
}

static void
enqueue (Textbook *tb, guint32 place)
{
  Room *room = tb->room;
  guint32 *first = &room->first[tb->events->tasks[room->stalled[place]].peer];

  room->queued[place] = TRUE;
  room->below[place][0] = room->below[place][1] = PLX_NONE;
  *first = meld (tb, *first, place);
}

static void
drop_first (Textbook *tb, guint destination)
{
  Room *room = tb->room;
  const guint32 place = room->first[destination];

  room->queued[place] = FALSE;
  room->first[destination] = meld (tb, room->below[place][0], room->below[place][1]);
}

/* ---- leaving ---- */

static gboolean
has_room (const Textbook *tb, guint source, guint destination)
{
  return tb->room->from[source] < tb->room->most && tb->room->to[destination] < tb->room->most;
}

gboolean
plx_textbook_needs_room (const Textbook *tb, guint32 k)
{
  return !plx_task_forms[tb->events->tasks[k].kind].loose || tb->level < tb->room->n_syncs;
}

void
plx_textbook_hold (Textbook *tb, guint32 k, guint processor, guint64 time)
{
  tb->free[(gsize) processor * tb->n_cpus + tb->events->tasks[k].cpu] = FOREVER;
  tb->events->state[k].time = time;
  tb->events->state[k].count = PLX_STALLED;
  plx_textbook_push (tb, time, DEPART, processor, tb->n_held++, k);
}

static void
depart (Textbook *tb, guint32 k, guint processor, guint32 recv, guint64 now)
{
  tb->room->from[processor]++;
  tb->room->to[tb->events->tasks[k].peer]++;
  plx_textbook_leave (tb, k, processor, recv, now);
}

void
plx_textbook_depart (Textbook *tb, guint32 k, guint processor, guint64 now)
{
  const PlxTask *task = &tb->events->tasks[k];
  const guint32 place = processor * tb->n_cpus + task->cpu;

  if (has_room (tb, processor, task->peer))
    {
      depart (tb, k, processor, PLX_NONE, now);
      return;
    }
  tb->room->stalled[place] = k;
  if (tb->room->from[processor] < tb->room->most)
    enqueue (tb, place);
}

/* ---- room ---- */

/* Of those of a processor that wait for it, and have room elsewhere, the first. */
static guint32
first_of_source (const Textbook *tb, guint source)
{
  const Room *room = tb->room;
  guint32 first = PLX_NONE;

  for (guint32 place = source * tb->n_cpus; place < (source + 1) * tb->n_cpus; place++)
    if (room->stalled[place] != PLX_NONE && !room->queued[place]
        && has_room (tb, source, tb->events->tasks[room->stalled[place]].peer)
        && (first == PLX_NONE || goes_before (tb, place, first)))
      first = place;
  return first;
}

/* Those whose source has no room any more wait for that. */
static guint32
first_of_destination (Textbook *tb, guint destination)
{
  Room *room = tb->room;

  if (room->to[destination] == room->most)
    return PLX_NONE;
  while (room->first[destination] != PLX_NONE && room->from[room->first[destination] / tb->n_cpus] == room->most)
    drop_first (tb, destination);
  return room->first[destination];
}

static guint32
take_first (Textbook *tb, guint source, guint destination)
{
  const guint32 a = first_of_source (tb, source), b = first_of_destination (tb, destination);

  if (b == PLX_NONE || (a != PLX_NONE && goes_before (tb, a, b)))
    return a;
  drop_first (tb, destination);
  return b;
}

void
plx_textbook_make_room (Textbook *tb, guint32 recv, guint processor, guint64 now)
{
  Room *room = tb->room;
  const guint source = textbook_source (tb, recv);

  room->from[source]--;
  room->to[processor]--;
  for (guint32 place; (place = take_first (tb, source, processor)) != PLX_NONE;)
    {
      const guint32 send = room->stalled[place];

      room->stalled[place] = PLX_NONE;
      depart (tb, send, place / tb->n_cpus, recv, now);
    }
  for (guint32 place = source * tb->n_cpus; place < (source + 1) * tb->n_cpus; place++)
    if (room->stalled[place] != PLX_NONE && !room->queued[place] && room->from[source] < room->most)
      enqueue (tb, place);
}
