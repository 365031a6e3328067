/* SPDX-License-Identifier: MIT */
/* run-predictions.c: what every model says of every point of a run, beside what was measured. */
#include "sim/lab/runner.h"

static PlxTiming *
price (const PlxOutcome *point, const PlxModelChoice *choice, gboolean calibrated, GError **error)
{
  /* A run calibrates for every p that it uses, and what it then does not know for one, that p does
   * not use. */
  const guint p = point->cell->job->p;
  g_autoptr (PlxPricer) pricer = plx_pricer_new (choice->label, choice->settings, point->machine, p,
                                                 calibrated || plx_trace_is_sequential (point->trace), error);

  return pricer ? plx_pricer_price (pricer, point->trace, FALSE, error) : NULL;
}

static PlxResult *
result_new (const PlxOutcome *point, const char *model)
{
  PlxResult *result = g_new0 (PlxResult, 1);
  const PlxJob *job = point->cell->job;

  result->algorithm = g_strdup (job->algorithm->name);
  result->variant = g_strdup (job->variant->name);
  result->parameters = g_strdup (job->parameters);
  result->model = g_strdup (model);
  result->machine = g_strdup (plx_machine_name (point->machine));
  result->n = job->n;
  result->p = job->p;
  return result;
}

double
plx_outcome_unit_s (const PlxOutcome *outcome)
{
  const PlxExecutor *executor = outcome->cell->executor;

  if (executor && executor->simulated)
    return plx_simulated_unit_s (outcome->machine);
  return plx_machine_seconds (outcome->machine);
}

/* The model and the simulated processors compute the same from the same parameters. */
static gboolean
is_same_model (const PlxOutcome *point, const PlxModelChoice *choice)
{
  const PlxExecutor *executor = point->cell->executor;

  return executor && executor->simulated && g_str_equal (choice->label, "loggp")
         && plx_settings_size (choice->settings) == 0
         && plx_simulated_is_ideal (point->machine, point->cell->job->p);
}

/* On a machine whose parameters are given a model that lacks one is the user's mistake; on one
 * calibrated just now it is a finding, and the others go on. */
static gboolean
predict (PlxRunner *r, PlxOutcome *point, guint m, GError **error)
{
  const PlxModelChoice *choice = r->scenario->models->pdata[m];
  g_autoptr (GError) why = NULL;
  PlxResult *result = result_new (point, choice->text);
  PlxTiming *timing = price (point, choice, r->run->calibrated, &why);

  plx_timing_free (point->timings[m]);
  point->timings[m] = timing;
  g_ptr_array_add (r->run->results, result);
  if (!timing && !r->run->calibrated)
    {
      g_propagate_error (error, g_steal_pointer (&why));
      return FALSE;
    }
  if (why)
    plx_runner_note (r, "%s cannot say: %s", choice->text, why->message);
  for (guint i = 0; timing && i < timing->notes->len; i++)
    plx_runner_remark (r, "%s.%s: %s: %s", result->algorithm, result->variant, choice->text,
                       (char *) timing->notes->pdata[i]);
  plx_result_predict (result, timing, plx_machine_unit (point->machine),
                      plx_outcome_unit_s (point));
  if (point->cell->executor)
    plx_result_measure (result, point->cell, &r->run->host, point->inverse);
  result->same_model = is_same_model (point, choice);
  return TRUE;
}

/* What a processor did after the last barrier is, in a run, a superstep of its own; where the trace
 * has nothing there, it belongs to the last one. (transfer full) */
static PlxTiming *
aligned (const PlxTiming *run, const PlxTrace *trace)
{
  const PlxTrace *bulk = plx_trace_bulk (trace, NULL);
  const guint n = bulk ? plx_trace_n_supersteps (bulk) : 0;
  PlxTiming *timing;

  if (!run || n == 0 || run->n_supersteps < n || run->n_supersteps > n + 1)
    return NULL;
  timing = plx_timing_new (n, 0, FALSE);
  for (guint s = 0; s < run->n_supersteps; s++)
    plx_timing_add (timing, MIN (s, n - 1), run->critical[s], run->cost[s]);
  return timing;
}

/* The interval of 1 / median, by which every model's prediction is multiplied. */
static void
bootstrap (const PlxRunner *r, PlxOutcome *point)
{
  const guint n = point->cell->observations->len;
  g_autofree double *totals = g_new (double, MAX (n, 1));

  for (guint i = 0; i < n; i++)
    totals[i] = g_array_index (point->cell->observations, PlxObservation, i).total_s;
  if (n > 0)
    plx_ratio_interval (1, totals, n, r->sampling.seed, &point->inverse[0], &point->inverse[1]);
}

gboolean
plx_runner_predict (PlxRunner *r, GError **error)
{
  for (guint i = 0; i < r->run->points->len; i++)
    {
      PlxOutcome *point = r->run->points->pdata[i];

      plx_runner_progress (r, (double) i / r->run->points->len, "predicting");
      bootstrap (r, point);
      plx_timing_free (point->measured);
      point->measured = aligned (point->cell->timing, point->trace);
      for (guint m = 0; m < r->scenario->models->len; m++)
        if (!predict (r, point, m, error))
          return FALSE;
    }
  return TRUE;
}
