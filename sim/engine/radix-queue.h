/* SPDX-License-Identifier: MIT */
/* radix-queue.h: a monotone queue: what it gives out never comes before what it gave out last.
 *
 * An entry lies in the bucket of the highest bit in which its time differs from the present time. To go on, the lowest
 * bucket that has entries is dealt out to lower ones; so an entry moves at most 64 times, and in practice a few. Entries
 * of the present time are one sorted batch, and those that come late and out of order a small heap beside it.
 */
#pragma once

#include <glib.h>

/* Ordered by time, then tie, then id. */
typedef struct {
  guint64 time, tie;
  guint32 id, processor;
} PlxEvent;

typedef struct {
  PlxEvent *of;
  gsize n, room;
  guint64 first;  /* the earliest time in it */
} PlxEventBucket;

typedef struct {
  guint64 now;
  guint64 filled;             /* bit b: bucket b has entries */
  PlxEventBucket batch;       /* of the time `now`, sorted, from next on */
  gsize next;
  PlxEventBucket late;        /* of the time `now`: a binary heap */
  PlxEventBucket later[64];   /* later[b]: bit b is the highest in which time and now differ */
  PlxEventBucket scratch;
} PlxRadixQueue;

PlxRadixQueue *plx_radix_queue_new (void);
void plx_radix_queue_free (PlxRadixQueue *queue);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlxRadixQueue, plx_radix_queue_free)

/* Doubles the room of a bucket, about. */
void plx_radix_queue_widen (PlxEventBucket *bucket);
/* @event: of the time `now`. */
void plx_radix_queue_push_now (PlxRadixQueue *queue, const PlxEvent *event);

static inline void
plx_event_bucket_append (PlxEventBucket *bucket, PlxEvent event)
{
  if (G_UNLIKELY (bucket->n == bucket->room))
    plx_radix_queue_widen (bucket);
  bucket->of[bucket->n++] = event;
}

/* @event: later than `now`. */
static inline void
plx_radix_queue_push_later (PlxRadixQueue *queue, PlxEvent event)
{
  const guint b = 63 - (guint) __builtin_clzll (event.time ^ queue->now);
  PlxEventBucket *bucket = &queue->later[b];

  if (bucket->n == 0 || event.time < bucket->first)
    bucket->first = event.time;
  plx_event_bucket_append (bucket, event);
  queue->filled |= G_GUINT64_CONSTANT (1) << b;
}

/* @event: not before `now`. */
static inline void
plx_radix_queue_push (PlxRadixQueue *queue, PlxEvent event)
{
  if (event.time != queue->now)
    plx_radix_queue_push_later (queue, event);
  else
    plx_radix_queue_push_now (queue, &event);
}

/* The first entry, which sets `now` to its time; NULL: there is none. Valid until the next call. */
const PlxEvent *plx_radix_queue_seek (PlxRadixQueue *queue);
static inline const PlxEvent *
plx_radix_queue_peek (PlxRadixQueue *queue)
{
  if (G_LIKELY (queue->next < queue->batch.n && queue->late.n == 0))
    return &queue->batch.of[queue->next];
  return plx_radix_queue_seek (queue);
}

/* Removes what plx_radix_queue_peek () gave; nothing may have been pushed in between. */
void plx_radix_queue_drop_late (PlxRadixQueue *queue);
static inline void
plx_radix_queue_drop (PlxRadixQueue *queue)
{
  if (G_LIKELY (queue->late.n == 0))
    queue->next++;
  else
    plx_radix_queue_drop_late (queue);
}

/* The time of the first entry, G_MAXUINT64 if there is none; `now` stays. */
static inline guint64
plx_radix_queue_time (const PlxRadixQueue *queue)
{
  if (queue->next < queue->batch.n || queue->late.n > 0)
    return queue->now;
  return queue->filled ? queue->later[__builtin_ctzll (queue->filled)].first : G_MAXUINT64;
}

/* What follows @k entries after the first of the batch, to prefetch what it needs; NULL: not known yet. */
static inline const PlxEvent *
plx_radix_queue_ahead (const PlxRadixQueue *queue, gsize k)
{
  return queue->next + k < queue->batch.n ? &queue->batch.of[queue->next + k] : NULL;
}
