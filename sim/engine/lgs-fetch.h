/* SPDX-License-Identifier: MIT */
/* lgs-fetch.h: asks for memory in good time.
 *
 * An event touches some five cache lines of as many arrays, none of which follows the last event's: without this it waits
 * for memory most of its time. What will be needed of events to come is known in the ring of messages, in the queue's
 * batch, and in the lines.
 */
#pragma once

#include "sim/core/huge.h"
#include "sim/engine/lgs-line.h"

#define FAR_AHEAD 18  /* events: their processors */
#define MIDDLE 12      /* then what those are about to do */
#define NEAR_AHEAD 6   /* then what that leads to */

PLX_FETCHES
lgs_fetch_task (const PlxEvents *events, guint32 task)
{
  __builtin_prefetch (&events->tasks[task]);
  __builtin_prefetch (&events->state[task], 1);
  __builtin_prefetch (&events->first_edge[task]);
}

/* Most tasks of a processor follow each other: asks for what comes some tasks after. */
PLX_FETCHES
lgs_fetch_following (const PlxEvents *events, guint32 task)
{
  __builtin_prefetch ((const char *) &events->tasks[task] + 128);
  __builtin_prefetch ((const char *) &events->state[task] + 128, 1);
}

/* What a task leads to: mostly the next one, which is near. */
PLX_FETCHES
lgs_fetch_edges (const PlxEvents *events, guint32 task)
{
  if (events->tasks[task].chained)
    __builtin_prefetch (&events->tasks[task + 1]);
  else
    __builtin_prefetch (&events->edges[events->first_edge[task]]);
}

/* Of a message. */
PLX_FETCHES
lgs_fetch_message (const Lgs *lgs, guint32 name)
{
  const guint32 task = name & ~PLX_SHARED;

  __builtin_prefetch (&lgs->events->state[task], 1);
  __builtin_prefetch (&lgs->events->tasks[task]);
}

/* What is first in a line, and what comes after it. */
PLX_FETCHES
lgs_fetch_called (const Lgs *lgs, const Layout *at, const Line *line, guint l)
{
  if (lgs_is_of_messages (at, l))
    {
      const Waiting *head = &lgs->waiting[line->head];

      lgs_fetch_message (lgs, head[0].name);
      return;
    }
  const guint32 head = line->head - 1, next = lgs->events->state[head].next;

  lgs_fetch_edges (lgs->events, head);
  if (next > 0)
    lgs_fetch_task (lgs->events, next - 1);
}

PLX_FETCHES
lgs_fetch_messages (const Lgs *lgs, const Layout *at)
{
  const Flight *ring = lgs->flying, *far, *near;

  if (lgs->flying_n <= FAR_AHEAD)
    return;
  far = &ring[(lgs->flying_first + FAR_AHEAD) & lgs->flying_mask];
  near = &ring[(lgs->flying_first + NEAR_AHEAD) & lgs->flying_mask];
  __builtin_prefetch (lgs_block (lgs, at, far->processor), 1);
  const Line *line = lgs_line (at, lgs_block (lgs, at, near->processor), at->arrivals);

  if (line->head > 0)
    __builtin_prefetch (&lgs->waiting[line->tail], 1);
  else
    lgs_fetch_message (lgs, near->name);
}

/* What is first in a line, of which the block is there. */
PLX_FETCHES
lgs_fetch_first (const Lgs *lgs, const Layout *at, guint64 *block, guint l)
{
  const guint32 head = lgs_line (at, block, l)->head;

  if (lgs_is_of_messages (at, l))
    __builtin_prefetch (&lgs->waiting[head]);
  else
    lgs_fetch_task (lgs->events, head - 1);
}

PLX_FETCHES
lgs_fetch_after_first (const Lgs *lgs, const Layout *at, guint64 *block, guint l)
{
  const guint32 head = lgs_line (at, block, l)->head;

  if (head == 0)
    return;
  if (lgs_is_of_messages (at, l))
    lgs_fetch_message (lgs, lgs->waiting[head].name);
  else
    lgs_fetch_edges (lgs->events, head - 1);
}

PLX_FETCHES
lgs_fetch_batch (const Lgs *lgs, const Layout *at)
{
  const PlxEvent *far = plx_radix_queue_ahead (lgs->events->queue, FAR_AHEAD), *middle, *near;

  if (!far)
    return;
  __builtin_prefetch (lgs_block (lgs, at, far->processor), 1);
  middle = far - (FAR_AHEAD - MIDDLE);
  if (middle->id & CALLED)
    lgs_fetch_first (lgs, at, lgs_block (lgs, at, middle->processor), middle->id & ~CALLED);
  else
    lgs_fetch_task (lgs->events, middle->id);
  near = far - (FAR_AHEAD - NEAR_AHEAD);
  if (near->id & CALLED)
    lgs_fetch_after_first (lgs, at, lgs_block (lgs, at, near->processor), near->id & ~CALLED);
  else
    lgs_fetch_edges (lgs->events, near->id);
}
