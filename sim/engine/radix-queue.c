/* SPDX-License-Identifier: MIT */
/* radix-queue.c: a monotone queue of events.
 *
 * R. K. Ahuja, K. Mehlhorn, J. B. Orlin, R. E. Tarjan, "Faster algorithms for the shortest path problem", JACM 37(2),
 * 1990: the radix heap.
 */
#include "sim/engine/radix-queue.h"

#include <string.h>

PlxRadixQueue *
plx_radix_queue_new (void)
{
  return g_new0 (PlxRadixQueue, 1);
}

void
plx_radix_queue_free (PlxRadixQueue *queue)
{
  g_free (queue->batch.of);
  g_free (queue->late.of);
  g_free (queue->scratch.of);
  for (guint b = 0; b < G_N_ELEMENTS (queue->later); b++)
    g_free (queue->later[b].of);
  g_free (queue);
}

static inline gboolean
before (const PlxEvent *a, const PlxEvent *b)
{
  return a->tie != b->tie ? a->tie < b->tie : a->id < b->id;
}

static void
make_room (PlxEventBucket *bucket, gsize n)
{
  if (n <= bucket->room)
    return;
  bucket->room = MAX (MAX (n, 16), bucket->room + bucket->room / 2);
  bucket->of = g_renew (PlxEvent, bucket->of, bucket->room);
}

void
plx_radix_queue_widen (PlxEventBucket *bucket)
{
  make_room (bucket, bucket->n + 1);
}

static void
push_late (PlxEventBucket *heap, const PlxEvent *event)
{
  gsize k = heap->n;

  plx_event_bucket_append (heap, *event);
  for (; k > 0 && before (event, &heap->of[(k - 1) / 2]); k = (k - 1) / 2)
    heap->of[k] = heap->of[(k - 1) / 2];
  heap->of[k] = *event;
}

static void
drop_late (PlxEventBucket *heap)
{
  const PlxEvent last = heap->of[--heap->n];
  gsize k = 0;

  for (gsize child = 1; child < heap->n; child = 2 * k + 1)
    {
      if (child + 1 < heap->n && before (&heap->of[child + 1], &heap->of[child]))
        child++;
      if (!before (&heap->of[child], &last))
        break;
      heap->of[k] = heap->of[child];
      k = child;
    }
  if (heap->n > 0)
    heap->of[k] = last;
}

void
plx_radix_queue_push_now (PlxRadixQueue *queue, const PlxEvent *event)
{
  if (queue->next == queue->batch.n || before (&queue->batch.of[queue->batch.n - 1], event))
    plx_event_bucket_append (&queue->batch, *event);
  else
    push_late (&queue->late, event);
}

/* Merges the sorted runs [from, middle) and [middle, to). */
static void
merge (const PlxEvent *of, gsize from, gsize middle, gsize to, PlxEvent *into)
{
  gsize a = from, b = middle;

  for (gsize k = from; k < to; k++)
    into[k] = b == to || (a < middle && !before (&of[b], &of[a])) ? of[a++] : of[b++];
}

static gsize
run_end (const PlxEventBucket *batch, gsize from)
{
  gsize k = from;

  if (k < batch->n)
    for (k++; k < batch->n && !before (&batch->of[k], &batch->of[k - 1]); k++)
      ;
  return k;
}

/* Merges neighbouring runs until there is one; most batches are one already, or a few. */
static void
sort_batch (PlxRadixQueue *queue)
{
  PlxEventBucket *batch = &queue->batch, *scratch = &queue->scratch;

  while (run_end (batch, 0) < batch->n)
    {
      make_room (scratch, batch->n);
      for (gsize from = 0; from < batch->n;)
        {
          const gsize middle = run_end (batch, from), to = run_end (batch, middle);

          merge (batch->of, from, middle, to, scratch->of);
          from = to;
        }
      scratch->n = batch->n;
      const PlxEventBucket swap = *batch;
      *batch = *scratch;
      *scratch = swap;
    }
}

/* Deals out the lowest bucket that has entries: what is first becomes the batch. */
static gboolean
advance (PlxRadixQueue *queue)
{
  if (!queue->filled)
    return FALSE;
  const guint b = (guint) __builtin_ctzll (queue->filled);
  PlxEventBucket *from = &queue->later[b];
  const gsize n = from->n;

  queue->filled &= queue->filled - 1;
  queue->now = from->first;
  queue->batch.n = queue->next = 0;
  from->n = 0;
  for (gsize k = 0; k < n; k++)
    if (from->of[k].time == queue->now)
      plx_event_bucket_append (&queue->batch, from->of[k]);
    else
      plx_radix_queue_push_later (queue, from->of[k]);
  sort_batch (queue);
  return TRUE;
}

const PlxEvent *
plx_radix_queue_seek (PlxRadixQueue *queue)
{
  if (queue->next == queue->batch.n)
    {
      if (queue->late.n > 0)
        return &queue->late.of[0];
      if (!advance (queue))
        return NULL;
    }
  if (queue->late.n > 0 && before (&queue->late.of[0], &queue->batch.of[queue->next]))
    return &queue->late.of[0];
  return &queue->batch.of[queue->next];
}

void
plx_radix_queue_drop_late (PlxRadixQueue *queue)
{
  if (queue->next == queue->batch.n || before (&queue->late.of[0], &queue->batch.of[queue->next]))
    drop_late (&queue->late);
  else
    queue->next++;
}
