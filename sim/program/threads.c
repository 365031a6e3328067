/* SPDX-License-Identifier: MIT */
/* threads.c: a pool of pinned threads, and runs on it that are timed or counted. */
#include "config.h"

#include "sim/program/thread.h"

#include "sim/core/trace.h"

/* Logs and mailboxes are p x p. */
#define MAX_THREADS 256u

/* After the barrier everybody waits for a moment this far ahead: longer than a cache line needs to
 * reach all. */
#define START_NS 3000

guint
plx_threads_cores (void)
{
  cpu_set_t set;

  return sched_getaffinity (0, sizeof set, &set) == 0 ? (guint) CPU_COUNT (&set) : 1;
}

/* To the i-th core that this process may use, if there is one for everybody. */
static void
pin (guint i, guint p)
{
  cpu_set_t all, one;

  if (p > plx_threads_cores () || sched_getaffinity (0, sizeof all, &all) != 0)
    return;
  CPU_ZERO (&one);
  for (guint core = 0; core < CPU_SETSIZE; core++)
    if (CPU_ISSET (core, &all) && i-- == 0)
      CPU_SET (core, &one);
  pthread_setaffinity_np (pthread_self (), sizeof one, &one);
}

/* ---- a run, on each thread ---- */

/* All begin together: the first to do so sets the moment when everybody has arrived. */
static void
start_together (PlxThread *t)
{
  PlxThreads *threads = t->threads;
  gint64 deadline;
  guint spins = 0;

  plx_thread_barrier (t, 0);
  if (t->proc.pid == 0)
    atomic_store_explicit (&threads->deadline, plx_now_ns () + START_NS, memory_order_release);
  while ((deadline = atomic_load_explicit (&threads->deadline, memory_order_acquire)) == 0)
    if (!plx_patience_spin (&threads->patience, &spins))
      plx_threads_runtime.leave (&t->proc);
  do
    t->start = plx_now_ns ();
  while (t->start < deadline);
}

static void
run (PlxThread *t)
{
  start_together (t);
  plx_world_call (&t->threads->world, t->proc.pid, PLX_RUN);
  t->end = plx_now_ns ();
  if (t->proc.counting)
    plx_thread_end_ops (t);
  plx_thread_stand (t, PLX_AT_END);
  plx_thread_barrier (t, PLX_ENDS);
}

static void
answer (PlxThread *t)
{
  const PlxPhase phase = t->threads->world.phase;

  if (setjmp (t->out) != 0)
    return;
  if (phase == PLX_FILL)
    plx_world_touch (&t->threads->world, t->proc.pid);
  if (phase == PLX_RUN)
    run (t);
  else if (phase != PLX_CHECK || t->proc.pid == 0)
    plx_world_call (&t->threads->world, t->proc.pid, phase);
}

/* ---- the pool ---- */

static gpointer
serve (gpointer data)
{
  PlxThread *t = data;
  PlxThreads *threads = t->threads;
  guint64 calls = 0;

  pin (t->proc.pid, threads->world.p);
  pthread_mutex_lock (&threads->lock);
  for (;;)
    {
      while (threads->call == calls && !threads->closing)
        pthread_cond_wait (&threads->called, &threads->lock);
      if (threads->closing)
        break;
      calls = threads->call;
      pthread_mutex_unlock (&threads->lock);
      answer (t);
      pthread_mutex_lock (&threads->lock);
      if (--threads->n_busy == 0)
        pthread_cond_signal (&threads->done);
    }
  pthread_mutex_unlock (&threads->lock);
  return NULL;
}

static void
reset_thread (PlxThread *t)
{
  t->episode = 0;
  t->waited = 0;
  t->inbox_source = 0;
  t->inbox_at = 0;
  g_array_set_size (t->gets, 0);
  g_array_set_size (t->stamps, 0);
  g_array_set_size (t->ops, 0);
  g_array_set_size (t->ends, 0);
  g_ptr_array_set_size (t->labels, 0);
  atomic_store_explicit (&t->settled, t->proc.stamp, memory_order_relaxed);
  atomic_store_explicit (&t->wait, 0, memory_order_relaxed);
  atomic_store_explicit (&t->polls, 0, memory_order_relaxed);
  /* Waits are counted anew: none may look like one of the last run. */
  memset (t->seen, 0, 2 * t->proc.world->p * sizeof *t->seen);
}

/* Nothing is left of the last run, however it ended. */
static void
reset (PlxThreads *threads)
{
  const gsize p = threads->world.p;

  plx_barrier_reset (&threads->barrier);
  atomic_store (&threads->deadline, 0);
  for (gsize k = 0; k < 2 * p * threads->row; k++)
    threads->landings[k].size = threads->messages[k].size = 0;
  for (gsize k = 0; k < p * p; k++)
    plx_mailbox_reset (&threads->mail[k]);
  for (guint i = 0; i < p; i++)
    reset_thread (plx_threads_thread (threads, i));
}

/* All threads do a phase; returns when all have. */
static gboolean
call (PlxThreads *threads, PlxPhase phase, guint64 seed, gboolean counting, GError **error)
{
  plx_world_begin (&threads->world, phase, seed, counting);
  reset (threads);
  pthread_mutex_lock (&threads->lock);
  threads->call++;
  threads->n_busy = threads->world.p;
  pthread_cond_broadcast (&threads->called);
  while (threads->n_busy > 0)
    pthread_cond_wait (&threads->done, &threads->lock);
  pthread_mutex_unlock (&threads->lock);
  return !plx_world_failed (&threads->world, error);
}

/* ---- open and close ---- */

static gpointer
lines (gsize bytes)
{
  const gsize whole = (bytes + 63) & ~(gsize) 63;
  gpointer memory = aligned_alloc (64, whole);

  if (!memory)
    g_error ("no memory for %" G_GSIZE_FORMAT " bytes", whole);
  return memset (memory, 0, whole);
}

static void
init_thread (PlxThreads *threads, guint i)
{
  PlxThread *t = plx_threads_thread (threads, i);

  t->threads = threads;
  t->gets = g_array_new (FALSE, FALSE, sizeof (PlxPiece));
  t->stamps = g_array_sized_new (FALSE, TRUE, sizeof (PlxStamps), 256);
  t->ops = g_array_new (FALSE, FALSE, sizeof (PlxOp));
  t->ends = g_array_new (FALSE, FALSE, sizeof (guint));
  t->labels = g_ptr_array_new ();
  t->seen = g_new0 (guint64, 2 * threads->world.p);
}

static void
clear_thread (PlxThread *t)
{
  g_array_unref (t->gets);
  g_array_unref (t->stamps);
  g_array_unref (t->ops);
  g_array_unref (t->ends);
  g_ptr_array_unref (t->labels);
  g_free (t->seen);
}

static void
init (PlxThreads *threads, const PlxJob *job)
{
  const gsize p = job->p;

  plx_world_init (&threads->world, &plx_threads_runtime, job, sizeof (PlxThread));
  plx_barrier_init (&threads->barrier, job->p);
  threads->patience = (PlxPatience) { .pauses = p > plx_threads_cores () ? 50 : 20000, .stop = &threads->world.message };
  threads->row = (p + 1) & ~(gsize) 1;
  threads->landings = lines (2 * p * threads->row * sizeof (PlxLog));
  threads->messages = lines (2 * p * threads->row * sizeof (PlxLog));
  threads->mail = lines (p * p * sizeof (PlxMailbox));
  for (gsize k = 0; k < p * p; k++)
    plx_mailbox_init (&threads->mail[k]);
  for (guint i = 0; i < p; i++)
    init_thread (threads, i);
  pthread_mutex_init (&threads->lock, NULL);
  pthread_cond_init (&threads->called, NULL);
  pthread_cond_init (&threads->done, NULL);
}

static gboolean
start_threads (PlxThreads *threads, GError **error)
{
  for (; threads->n_started < threads->world.p; threads->n_started++)
    {
      PlxThread *t = plx_threads_thread (threads, threads->n_started);
      const int wrong = pthread_create (&t->id, NULL, serve, t);

      if (wrong)
        {
          g_set_error (error, PLX_ERROR, PLX_ERROR_MISSING, "%s: thread %u could not be started: %s; take a smaller p",
                       threads->world.job->identity, threads->n_started, g_strerror (wrong));
          return FALSE;
        }
    }
  return TRUE;
}

PlxThreads *
plx_threads_open (const PlxJob *job, GError **error)
{
  g_autoptr (PlxThreads) threads = NULL;

  if (job->p > MAX_THREADS)
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: p = %u is too many threads; take p up to %u", job->identity,
                   job->p, MAX_THREADS);
      return NULL;
    }
  threads = lines (sizeof *threads);
  init (threads, job);
  if (!start_threads (threads, error) || !call (threads, PLX_PREPARE, job->seed, FALSE, error))
    return NULL;
  return g_steal_pointer (&threads);
}

void
plx_threads_close (PlxThreads *threads)
{
  const gsize p = threads->world.p;

  pthread_mutex_lock (&threads->lock);
  threads->closing = TRUE;
  pthread_cond_broadcast (&threads->called);
  pthread_mutex_unlock (&threads->lock);
  for (guint i = 0; i < threads->n_started; i++)
    pthread_join (plx_threads_thread (threads, i)->id, NULL);

  for (guint i = 0; i < p; i++)
    clear_thread (plx_threads_thread (threads, i));
  for (gsize k = 0; k < p * p; k++)
    plx_mailbox_clear (&threads->mail[k]);
  for (gsize k = 0; k < 2 * p * threads->row; k++)
    {
      plx_log_clear (&threads->landings[k]);
      plx_log_clear (&threads->messages[k]);
    }
  free (threads->mail);
  free (threads->landings);
  free (threads->messages);
  plx_barrier_clear (&threads->barrier);
  plx_world_clear (&threads->world);
  pthread_mutex_destroy (&threads->lock);
  pthread_cond_destroy (&threads->called);
  pthread_cond_destroy (&threads->done);
  free (threads);
}

/* ---- times ---- */

static double
seconds (gint64 ns)
{
  return (double) ns * 1e-9;
}

/* What a processor did in so many nanoseconds before a sync, or its end. */
static PlxCost
cost_before (gint64 all, gint64 waited, gint64 copied)
{
  const gint64 wait = MIN (waited, all);
  const gint64 copy = MIN (copied, all - wait);

  return (PlxCost) { .compute = seconds (all - wait - copy), .wait = seconds (wait), .communicate = seconds (copy) };
}

/* From `since` to the latest exit of sync s. Returns that. */
static gint64
time_superstep (const PlxThreads *threads, guint s, gint64 since, PlxTiming *timing)
{
  const PlxStamps *arrival = NULL, *exit = NULL;
  guint critical = 0;

  for (guint i = 0; i < threads->world.p; i++)
    {
      const PlxStamps *stamps = &g_array_index (plx_threads_thread (threads, i)->stamps, PlxStamps, s);

      if (!exit || stamps->exit > exit->exit)
        exit = stamps;
      if (!arrival || stamps->enter > arrival->enter)
        {
          arrival = stamps;
          critical = i;
        }
    }

  const gint64 after = exit->exit - arrival->enter, applied = MIN (exit->applied, after);
  PlxCost cost = cost_before (arrival->enter - since, arrival->waited, arrival->copied);
  cost.communicate += seconds (applied);
  cost.synchronise = seconds (after - applied);
  plx_timing_add (timing, s, critical, cost);
  return exit->exit;
}

/* What follows the last sync is a superstep when somebody had an operation there, as in a trace. */
static guint
count_supersteps (const PlxThreads *threads)
{
  const guint n_syncs = plx_threads_thread (threads, 0)->stamps->len;
  gboolean tail = n_syncs == 0;

  for (guint i = 0; i < threads->world.p; i++)
    tail |= plx_threads_thread (threads, i)->proc.acted;
  return n_syncs + tail;
}

/* Returns the total in nanoseconds. */
static gint64
time_run (const PlxThreads *threads, PlxTiming *timing)
{
  const guint n_syncs = plx_threads_thread (threads, 0)->stamps->len;
  const PlxThread *last = plx_threads_thread (threads, 0);
  gint64 start = last->start;

  for (guint i = 1; i < threads->world.p; i++)
    {
      const PlxThread *t = plx_threads_thread (threads, i);

      start = MIN (start, t->start);
      last = t->end > last->end ? t : last;
    }

  gint64 since = start;
  for (guint s = 0; s < n_syncs; s++)
    since = time_superstep (threads, s, since, timing);
  const PlxCost tail = cost_before (last->end - since, last->waited, last->proc.copied);
  if (timing->n_supersteps > n_syncs)
    plx_timing_add (timing, n_syncs, last->proc.pid, tail);
  else
    timing->cost[n_syncs - 1].compute += tail.compute;
  for (guint i = 0; i < threads->world.p; i++)
    timing->finish[i] = seconds (plx_threads_thread (threads, i)->end - start);
  return last->end - start;
}

gboolean
plx_threads_run (PlxThreads *threads, guint64 seed, gboolean check, PlxTiming **timing, double *total_s,
                 double *late_s, GError **error)
{
  gint64 late = 0;

  if (!call (threads, PLX_FILL, seed, FALSE, error) || !call (threads, PLX_RUN, seed, FALSE, error))
    return FALSE;
  g_autoptr (PlxTiming) times = plx_timing_new (count_supersteps (threads), threads->world.p, FALSE);
  *total_s = seconds (time_run (threads, times));
  for (guint i = 0; i < threads->world.p; i++)
    late = MAX (late, plx_threads_thread (threads, i)->start - threads->deadline);
  *late_s = seconds (late);
  if (check && !call (threads, PLX_CHECK, seed, FALSE, error))
    return FALSE;
  *timing = g_steal_pointer (&times);
  return TRUE;
}

/* ---- counts ---- */

static void
build_superstep (const PlxThreads *threads, PlxTraceBuilder *builder, guint s)
{
  gboolean labelled = FALSE;

  for (guint i = 0; i < threads->world.p; i++)
    {
      const PlxThread *t = plx_threads_thread (threads, i);
      const char *label = g_ptr_array_index (t->labels, s);

      if (label && !labelled)
        plx_trace_builder_label (builder, label, 0);
      labelled |= label != NULL;
      for (guint k = s > 0 ? g_array_index (t->ends, guint, s - 1) : 0; k < g_array_index (t->ends, guint, s); k++)
        plx_trace_builder_op (builder, i, g_array_index (t->ops, PlxOp, k));
    }
}

PlxTrace *
plx_threads_trace (PlxThreads *threads, guint64 seed, GError **error)
{
  if (!call (threads, PLX_FILL, seed, FALSE, error) || !call (threads, PLX_RUN, seed, TRUE, error))
    return NULL;

  PlxTraceBuilder *builder = plx_trace_builder_new (threads->world.p, threads->world.job->identity);
  const guint n = plx_threads_thread (threads, 0)->stamps->len;
  for (guint s = 0; s < n; s++)
    {
      build_superstep (threads, builder, s);
      plx_trace_builder_sync (builder);
    }
  build_superstep (threads, builder, n);
  return plx_trace_builder_end (builder);
}
