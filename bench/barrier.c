/* SPDX-License-Identifier: MIT */
/* barrier.c: the latency of the threads' barrier: everybody waits again and again. */
#include "bench/bench.h"
#include "sim/program/barrier.h"
#include "sim/program/threads.h"

#define WAITS 200000u
#define PAUSES 4096u

typedef struct {
  PlxBarrier barrier;
  _Atomic (char *) stop;
} Shared;

typedef struct {
  Shared *shared;
  guint i;
} Waiter;

static gpointer
wait_often (gpointer data)
{
  const Waiter *waiter = data;
  const PlxPatience patience = { .pauses = PAUSES, .stop = &waiter->shared->stop };

  for (guint64 episode = 1; episode <= WAITS; episode++)
    {
      guint flags = 0;

      plx_barrier_wait (&waiter->shared->barrier, waiter->i, episode, &flags, &patience);
    }
  return NULL;
}

static void
all_wait (gpointer data)
{
  Shared *shared = data;
  const guint p = shared->barrier.p;
  g_autofree Waiter *waiters = g_new (Waiter, p);
  g_autofree GThread **threads = g_new (GThread *, p);

  plx_barrier_reset (&shared->barrier);
  for (guint i = 0; i < p; i++)
    {
      waiters[i] = (Waiter) { shared, i };
      threads[i] = g_thread_new ("waiter", wait_often, &waiters[i]);
    }
  for (guint i = 0; i < p; i++)
    g_thread_join (threads[i]);
}

void
bench_barrier (void)
{
  Shared shared = { .stop = NULL };
  const guint p = MAX (plx_threads_cores (), 2u);
  g_autofree char *what = g_strdup_printf ("barrier of %u threads", p);

  plx_barrier_init (&shared.barrier, p);
  bench_print (what, bench_time (5, all_wait, &shared) / WAITS * 1e9, "ns", "");
  plx_barrier_clear (&shared.barrier);
}
