/* SPDX-License-Identifier: MIT */
/* run.c: carries out a scenario. */
#include "sim/lab/run.h"
#include "sim/lab/runner.h"

#include <parallax/registry.h>
#include <string.h>

static const char *
machine_name (const PlxScenario *scenario, const PlxRunOptions *options)
{
  return options->machine ? options->machine : scenario->machine;
}

static gboolean
wants_calibration (const PlxScenario *scenario, const PlxRunOptions *options)
{
  gboolean measures = FALSE;

  for (guint i = 0; scenario->executors[i]; i++)
    measures |= !g_str_equal (scenario->executors[i], plx_executor_simulated.name);
  return measures && !strcmp (machine_name (scenario, options), "host");
}

/* ---- measuring ---- */

static gboolean
visited (PlxCell *cell, const PlxObservation *observation, double done, gpointer data,
         GError **error)
{
  PlxRunner *r = data;
  const double next_pass = (double) r->passes / (PLX_RUN_PASSES - 1);

  plx_runner_progress (r, done, "measuring");
  if (r->samples && !plx_samples_add (r->samples, cell, observation, error))
    return FALSE;
  if (r->calibrations->len && r->passes < PLX_RUN_PASSES - 1 && done >= next_pass
      && !plx_runner_pass (r, error))
    return FALSE;
  return plx_runner_go_on (r, error);
}

static gboolean
open_samples (PlxRunner *r, const char *dir, GError **error)
{
  g_autofree char *path = g_build_filename (dir, "samples.csv", NULL);
  guint strangers = 0;

  if (r->options->resume)
    r->samples = plx_samples_resume (path, (PlxCell *const *) r->cells->pdata, r->cells->len,
                                     &strangers, error);
  else
    r->samples = plx_samples_create (path, error);
  if (strangers)
    plx_runner_note (r, "%u rows of samples.csv belong to no cell of this run and were left alone",
                     strangers);
  return r->samples != NULL;
}

static gboolean
measure_all (PlxRunner *r, const char *dir, GError **error)
{
  if (!r->cells->len)
    return TRUE;
  if (dir && !open_samples (r, dir, error))
    return FALSE;
  if (!plx_measure ((PlxCell *const *) r->cells->pdata, r->cells->len, &r->sampling, &r->run->host,
                    visited, r, error))
    return FALSE;
  while (r->calibrations->len && r->passes < PLX_RUN_PASSES)
    if (!plx_runner_pass (r, error))
      return FALSE;
  return !r->samples || plx_samples_close (r->samples, error);
}

/* ---- the whole ---- */

static gboolean
add_known_machine (PlxRunner *r, GError **error)
{
  PlxMachine *machine = plx_machine_load (machine_name (r->scenario, r->options), error);

  if (!machine)
    return FALSE;
  g_ptr_array_add (r->run->machines, machine);
  g_ptr_array_add (r->run->machine_texts, plx_machine_to_text (machine));
  if (!r->scenario->executors[0])
    return plx_runner_add_points (r, NULL, machine, error);
  for (guint i = 0; r->scenario->executors[i]; i++)
    {
      const PlxExecutor *executor = plx_executor_find (r->scenario->executors[i], error);

      if (!executor || !executor->available (error)
          || !plx_runner_add_points (r, executor, machine, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
carry_out (PlxRunner *r, const char *dir, GError **error)
{
  const gboolean calibrate = wants_calibration (r->scenario, r->options);

  if (!(calibrate ? plx_runner_begin_calibration (r, error) : add_known_machine (r, error)))
    return FALSE;
  /* Before a minute of measuring: are all parameters there? */
  if (!calibrate && !plx_runner_predict (r, error))
    return FALSE;
  g_ptr_array_set_size (r->run->results, 0);
  if (!measure_all (r, dir, error) || (calibrate && !plx_runner_end_calibration (r, error)))
    return FALSE;
  return plx_runner_predict (r, error);
}

static void
point_free (gpointer data)
{
  PlxOutcome *point = data;

  plx_cell_free (point->cell);
  plx_trace_unref (point->trace);
  plx_timing_free (point->measured);
  g_free (point->timings);
  g_free (point);
}

static PlxRun *
run_new (const PlxScenario *scenario)
{
  PlxRun *run = g_new0 (PlxRun, 1);

  run->scenario = scenario;
  run->points = g_ptr_array_new_with_free_func (point_free);
  run->results = g_ptr_array_new_with_free_func ((GDestroyNotify) plx_result_free);
  run->machines = g_ptr_array_new_with_free_func ((GDestroyNotify) plx_machine_free);
  run->machine_texts = g_ptr_array_new_with_free_func (g_free);
  run->notes = g_ptr_array_new_with_free_func (g_free);
  run->remarks = g_ptr_array_new_with_free_func (g_free);
  return run;
}

static PlxSampling
sampling_of (const PlxScenario *scenario, const PlxRunOptions *options)
{
  PlxSampling sampling = scenario->sampling;

  if (options->quick)
    {
      sampling.max_samples = MIN (sampling.max_samples, 10);
      sampling.min_samples = MIN (sampling.min_samples, sampling.max_samples);
      sampling.time_limit_s = MIN (sampling.time_limit_s, 10);
    }
  return sampling;
}

PlxRun *
plx_run (const PlxScenario *scenario, const char *dir, const PlxRunOptions *options, GError **error)
{
  g_autoptr (PlxRun) run = run_new (scenario);
  g_autoptr (GHashTable) traces
    = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) plx_trace_unref);
  g_autoptr (GPtrArray) calibrations
    = g_ptr_array_new_with_free_func ((GDestroyNotify) plx_calibration_free);
  g_autoptr (GPtrArray) cells = g_ptr_array_new ();
  PlxRunner r = { .run = run, .scenario = scenario, .options = options,
                  .sampling = sampling_of (scenario, options), .traces = traces,
                  .calibrations = calibrations, .cells = cells };
  const gboolean ok = carry_out (&r, dir, error);

  plx_samples_free (r.samples);
  return ok ? g_steal_pointer (&run) : NULL;
}

void
plx_run_free (PlxRun *run)
{
  if (!run)
    return;
  for (guint i = 0; i < run->points->len; i++)
    for (guint m = 0; m < run->scenario->models->len; m++)
      plx_timing_free (((PlxOutcome *) run->points->pdata[i])->timings[m]);
  g_ptr_array_unref (run->points);
  g_ptr_array_unref (run->results);
  g_ptr_array_unref (run->machines);
  g_ptr_array_unref (run->machine_texts);
  g_ptr_array_unref (run->notes);
  g_ptr_array_unref (run->remarks);
  g_free (run);
}

static void
add_cells (PlxTable *table, const GPtrArray *jobs, const PlxExecutor *executor)
{
  for (guint i = 0; i < jobs->len; i++)
    {
      const PlxJob *job = jobs->pdata[i];

      plx_table_row (table);
      plx_table_text (table, job->algorithm->name);
      plx_table_text (table, job->variant->name);
      plx_table_count (table, job->n);
      plx_table_count (table, job->p);
      plx_table_text (table, job->parameters);
      plx_table_text (table, executor ? executor->name : NULL);
    }
}

char *
plx_run_cells (const PlxScenario *scenario, const PlxRunOptions *options, PlxFormat format,
               GError **error)
{
  const gboolean calibrate = wants_calibration (scenario, options);
  const char *name = machine_name (scenario, options);
  g_autoptr (PlxMachine) machine = calibrate ? NULL : plx_machine_load (name, error);
  g_autoptr (PlxTable) table = plx_table_new ("algorithm,variant,n,p,parameters,executor");

  if (!calibrate && !machine)
    return NULL;
  for (guint e = 0; e == 0 || scenario->executors[e]; e++)
    {
      const PlxExecutor *executor = scenario->executors[e] ? plx_executor_find (scenario->executors[e], NULL) : NULL;
      g_autoptr (GPtrArray) jobs = plx_runner_expand (scenario, executor, machine, calibrate, NULL, error);

      if (!jobs)
        return NULL;
      add_cells (table, jobs, executor);
      if (!executor)
        break;
    }
  return plx_table_print (table, format);
}
