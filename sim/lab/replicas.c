/* SPDX-License-Identifier: MIT */
/* replicas.c: noise replicas over the cores. Threads take the next replica that nobody has; each is put where its number
 * says, so who ran it does not matter.
 */
#include "sim/lab/replicas.h"

#include <gsl/gsl_sort_double.h>
#include <stdatomic.h>

#define GOLDEN G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)

typedef struct {
  PlxReplica simulate;
  gpointer data;
  PlxSimulateOptions options;
  guint n;
  double *times;       /* [n] */
  atomic_uint next;
  GMutex lock;         /* of the two below */
  guint failed;        /* the first that did; n: none */
  GError *why;
} Replicas;

static void
fail (Replicas *r, guint k, GError *why)
{
  g_mutex_lock (&r->lock);
  if (k < r->failed)
    {
      r->failed = k;
      g_clear_error (&r->why);
      r->why = g_steal_pointer (&why);
    }
  g_mutex_unlock (&r->lock);
  g_clear_error (&why);
  /* those before it are under way already */
  atomic_store (&r->next, r->n);
}

static void
run_one (Replicas *r, guint k)
{
  PlxSimulateOptions options = r->options;
  GError *why = NULL;
  g_autoptr (PlxSimulation) simulation = NULL;

  options.seed = r->options.seed + k * GOLDEN;
  simulation = r->simulate (r->data, &options, &why);
  if (simulation)
    r->times[k] = (double) simulation->time / simulation->rate;
  else
    fail (r, k, why);
}

static gpointer
run_some (gpointer data)
{
  Replicas *r = data;
  guint k;

  while ((k = atomic_fetch_add (&r->next, 1)) < r->n)
    run_one (r, k);
  return NULL;
}

/* The first alone: it makes what a trace makes once and keeps. */
static void
run_all (Replicas *r, guint n_threads)
{
  g_autoptr (GPtrArray) threads = g_ptr_array_new ();

  run_one (r, 0);
  if (r->failed == 0)
    return;
  atomic_store (&r->next, 1);
  for (guint i = 1; i < n_threads; i++)
    g_ptr_array_add (threads, g_thread_new ("replicas", run_some, r));
  run_some (r);
  for (guint i = 0; i < threads->len; i++)
    g_thread_join (threads->pdata[i]);
}

GArray *
plx_replicas_run (PlxReplica simulate, gpointer data, const PlxSimulateOptions *options, guint n, guint threads,
                  GError **error)
{
  g_autoptr (GArray) times = g_array_set_size (g_array_new (FALSE, TRUE, sizeof (double)), n);
  Replicas r = { .simulate = simulate, .data = data, .options = *options, .n = n,
                 .times = (double *) (gpointer) times->data, .failed = n };

  r.options.log = r.options.timing = r.options.explain = FALSE;
  r.options.threads = 1;
  g_mutex_init (&r.lock);
  run_all (&r, MIN (threads > 0 ? threads : g_get_num_processors (), n));
  g_mutex_clear (&r.lock);
  if (r.why)
    {
      g_propagate_error (error, r.why);
      return NULL;
    }
  gsl_sort (r.times, 1, n);
  return g_steal_pointer (&times);
}
