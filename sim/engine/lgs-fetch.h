/* SPDX-License-Identifier: MIT */
/* lgs-fetch.h: asks for memory in good time.
 *
 * An event touches some five cache lines of as many arrays, none of which follows the last event's: without this it waits
 * for memory most of its time. What will be needed of events to come is known in the ring of messages, in the queue's
 * batch, and in the lines.
 */
#pragma once

#include "sim/engine/lgs.h"

#define FAR_AHEAD 20  /* events: what they name */
#define NEAR_AHEAD 8   /* then what that leads to */

/* gcc takes a function that only prefetches for one that does nothing, and drops the call, unless it is inlined before. */
#define FETCHES static inline __attribute__ ((always_inline)) void

FETCHES
lgs_fetch_task (const PlxEvents *events, guint32 task)
{
  __builtin_prefetch (&events->tasks[task]);
  __builtin_prefetch (&events->state[task], 1);
  __builtin_prefetch (&events->first_edge[task]);
}

/* Most tasks of a processor follow each other: asks for what comes some tasks after. */
FETCHES
lgs_fetch_following (const PlxEvents *events, guint32 task)
{
  __builtin_prefetch ((const char *) &events->tasks[task] + 128);
  __builtin_prefetch ((const char *) &events->state[task] + 128, 1);
}

/* What a task leads to: mostly the next one, which is near. */
FETCHES
lgs_fetch_edges (const PlxEvents *events, guint32 task)
{
  if (events->tasks[task].chained)
    __builtin_prefetch (&events->tasks[task + 1]);
  else
    __builtin_prefetch (&events->edges[events->first_edge[task]]);
}

FETCHES
lgs_fetch_recv (const PlxEvents *events, guint32 partner)
{
  if (partner & PLX_SHARED)
    return;
  __builtin_prefetch (&events->state[partner], 1);
  __builtin_prefetch (&events->tasks[partner]);
}

FETCHES
lgs_fetch_messages (const Lgs *lgs)
{
  const Flight *ring = lgs->flying, *far, *near;
  guint32 tail;

  if (lgs->flying_n <= FAR_AHEAD)
    return;
  far = &ring[(lgs->flying_first + FAR_AHEAD) & lgs->flying_mask];
  near = &ring[(lgs->flying_first + NEAR_AHEAD) & lgs->flying_mask];
  __builtin_prefetch (lgs_block (lgs, far->processor), 1);
  lgs_fetch_recv (lgs->events, far->partner);
  if (!(near->partner & PLX_SHARED) && lgs->events->state[near->partner].count == PLX_POSTED)
    lgs_fetch_edges (lgs->events, near->partner);
  tail = ((const Line *) &lgs_block (lgs, near->processor)[lgs->arrivals])->tail;
  if (tail > 0)
    __builtin_prefetch (&lgs->waiting[tail - 1], 1);
}

FETCHES
lgs_fetch_batch (const Lgs *lgs)
{
  const PlxEvent *far = plx_radix_queue_ahead (lgs->events->queue, FAR_AHEAD), *near;

  if (!far)
    return;
  __builtin_prefetch (lgs_block (lgs, far->processor), 1);
  if (far->id & MESSAGE)
    __builtin_prefetch (&lgs->waiting[far->id & ~MESSAGE], 1);
  else
    lgs_fetch_task (lgs->events, far->id);
  if (lgs->events->queue->next < FAR_AHEAD - NEAR_AHEAD)
    return;
  near = far - (FAR_AHEAD - NEAR_AHEAD);
  if (near->id & MESSAGE)
    lgs_fetch_recv (lgs->events, lgs->waiting[near->id & ~MESSAGE].partner);
  else
    lgs_fetch_edges (lgs->events, near->id);
}
