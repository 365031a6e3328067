/* SPDX-License-Identifier: MIT */
/* canary.c: three small tasks that always cost the same, unless the host changes. They are
 * supersteps of one small program, so that any executor runs them. */
#include "sim/lab/canary.h"

#include "sim/lab/statistics.h"

#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>

#define ADDS 40000
#define BARRIERS 32
#define SONGS 3  /* in a row: their medians are kept */

struct PlxCanaries {
  const PlxExecutor *executor;
  PlxJob *job;
  GArray *times[PLX_N_CANARIES];  /* of double, seconds */
};

typedef struct { guint64 n; } Canary;

static void
dependent_adds (void)
{
  guint64 x = 0;

  for (guint i = 0; i < ADDS; i++)
    {
      x += i;
      __asm__ volatile ("" : "+r" (x));
    }
}

static void
independent_adds (void)
{
  guint64 a = 0, b = 0, c = 0, d = 0;

  for (guint i = 0; i < ADDS; i++)
    {
      a += i;
      b += i;
      c += i;
      d += i;
      __asm__ volatile ("" : "+r" (a), "+r" (b), "+r" (c), "+r" (d));
    }
}

static void
run (PlxProc *me, const void *instance)
{
  (void) instance;
  plx_label (me, "dependent adds");
  dependent_adds ();
  plx_work (me, PLX_CHAIN, ADDS, 0);
  plx_sync (me);
  plx_label (me, "independent adds");
  independent_adds ();
  plx_work (me, PLX_MAP, 4 * ADDS, 0);
  plx_sync (me);
  for (guint i = 0; i < BARRIERS; i++)
    {
      plx_label (me, "empty barrier");
      plx_sync (me);
    }
}

static void
nothing (PlxProc *me, const void *instance)
{
  (void) me;
  (void) instance;
}

static const PlxParam params[] = {
  { "n", "", "not used", offsetof (Canary, n), PLX_COUNT, "1", NULL, NULL },
  PLX_PARAM_END
};

static const PlxVariant variants[] = { { .name = "three", .title = "three canaries", .run = run }, { .name = NULL } };

static const PlxAlgorithm canary = {
  .abi = PLX_ABI, .name = "canary", .title = "tasks that always cost the same", .source = "",
  .instance_size = sizeof (Canary), .params = params, .variants = variants,
  .fill = nothing, .check = nothing,
};

PlxCanaries *
plx_canaries_new (const PlxExecutor *executor, guint p)
{
  PlxCanaries *canaries = g_new0 (PlxCanaries, 1);

  canaries->executor = executor;
  canaries->job = g_new0 (PlxJob, 1);
  *canaries->job = (PlxJob) { .algorithm = &canary, .variant = &variants[0], .instance = g_new0 (Canary, 1),
                              .p = CLAMP (p, 1, MAX (executor->cores (), 1)), .n = 1, .parameters = g_strdup (""),
                              .identity = g_strdup ("canary.three") };
  for (guint c = 0; c < PLX_N_CANARIES; c++)
    canaries->times[c] = g_array_new (FALSE, FALSE, sizeof (double));
  return canaries;
}

void
plx_canaries_free (PlxCanaries *canaries)
{
  if (!canaries)
    return;
  plx_job_free (canaries->job);
  for (guint c = 0; c < PLX_N_CANARIES; c++)
    g_array_unref (canaries->times[c]);
  g_free (canaries);
}

static void
split (const PlxTiming *timing, double times[PLX_N_CANARIES])
{
  for (guint c = 0; c < PLX_N_CANARIES; c++)
    times[c] = 0;
  for (guint s = 0; s < timing->n_supersteps; s++)
    times[MIN (s, PLX_N_CANARIES - 1)] += s < 2 ? timing->cost[s].compute : plx_cost_total (timing->cost[s]);
}

gboolean
plx_canaries_sing (PlxCanaries *canaries, GError **error)
{
  double songs[SONGS][PLX_N_CANARIES];
  gpointer session = canaries->executor->open (canaries->job, NULL, error);
  gboolean ok = session != NULL;

  for (guint i = 0; ok && i < SONGS; i++)
    {
      PlxSample sample = { 0 };

      ok = canaries->executor->visit (session, i, &sample, error);
      if (ok)
        split (sample.timing, songs[i]);
      plx_sample_clear (&sample);
    }
  if (session)
    canaries->executor->close (session);
  for (guint c = 0; ok && c < PLX_N_CANARIES; c++)
    {
      const double same[SONGS] = { songs[0][c], songs[1][c], songs[2][c] };
      const double median = plx_median (same, SONGS);
      g_array_append_val (canaries->times[c], median);
    }
  return ok;
}

double
plx_canaries_median (const PlxCanaries *canaries, guint c)
{
  return plx_median ((const double *) (void *) canaries->times[c]->data, canaries->times[c]->len);
}

double
plx_canaries_drift (const PlxCanaries *canaries)
{
  double drift = 0;

  for (guint c = 0; c < PLX_N_CANARIES; c++)
    {
      const guint n = canaries->times[c]->len;
      g_autofree double *t = g_memdup2 (canaries->times[c]->data, n * sizeof *t);

      if (n < 2)
        continue;
      gsl_sort (t, 1, n);
      const double median = gsl_stats_median_from_sorted_data (t, 1, n);
      const double spread = gsl_stats_quantile_from_sorted_data (t, 1, n, 0.9)
                            - gsl_stats_quantile_from_sorted_data (t, 1, n, 0.1);
      if (median > 0)
        drift = MAX (drift, spread / median);
    }
  return drift;
}
