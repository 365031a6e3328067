/* SPDX-License-Identifier: MIT */
/* run.c: carries out a scenario. */
#include "sim/lab/run.h"
#include "sim/lab/calibrate.h"
#include "sim/lab/grid.h"
#include "sim/lab/samples.h"
#include "sim/program/record.h"

#include <parallax/registry.h>
#include <string.h>

#define PASSES 4  /* of the calibration: before, twice between, after */

typedef struct {
  PlxRun *run;
  const PlxScenario *scenario;
  const PlxRunOptions *options;
  PlxSampling sampling;
  GHashTable *traces;         /* identity -> PlxTrace */
  GPtrArray *calibrations;    /* of PlxCalibration, one for each executor; empty: the machine is known */
  guint passes;
  GPtrArray *cells;           /* of PlxCell, borrowed: those measured */
  PlxSamples *samples;
} Runner;

static void add_text (GPtrArray *texts, const char *format, va_list arguments) G_GNUC_PRINTF (2, 0);

static void
add_text (GPtrArray *texts, const char *format, va_list arguments)
{
  g_autofree char *text = g_strdup_vprintf (format, arguments);

  if (!g_ptr_array_find_with_equal_func (texts, text, g_str_equal, NULL))
    g_ptr_array_add (texts, g_steal_pointer (&text));
}

static void
note (Runner *r, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
note (Runner *r, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  add_text (r->run->notes, format, arguments);
  va_end (arguments);
}

static void
remark (Runner *r, const char *format, ...) G_GNUC_PRINTF (2, 3);

static void
remark (Runner *r, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  add_text (r->run->remarks, format, arguments);
  va_end (arguments);
}

static void
progress (const Runner *r, double done, const char *what)
{
  if (r->options->progress)
    r->options->progress (done, what, r->options->data);
}

static gboolean
go_on (const Runner *r, GError **error)
{
  if (!r->options->interrupted || !*r->options->interrupted)
    return TRUE;
  g_set_error (error, PLX_ERROR, PLX_ERROR_FAILED, "%s: interrupted; --resume goes on with it", r->scenario->file);
  return FALSE;
}

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

/* ---- cells ---- */

static gboolean
needs_logp (const PlxScenarioAlgorithm *a)
{
  const PlxAlgorithm *table = plx_algorithm_find (a->label, NULL, NULL);

  for (const PlxParam *q = table ? table->params : NULL; q && q->name; q++)
    if (q->flags & PLX_FROM_LOGP)
      return TRUE;
  return FALSE;
}

/* Returns: (transfer full): of PlxJob. @early: variants that wait for the calibration are left out
 * for now. */
static GPtrArray *
expand (const PlxScenario *scenario, const PlxMachine *machine, gboolean early, GPtrArray *skipped, GError **error)
{
  g_autoptr (GPtrArray) jobs = g_ptr_array_new_with_free_func ((GDestroyNotify) plx_job_free);
  const PlxGridSource source = { scenario->sampling.seed, plx_model_list_logp (scenario->models), machine };

  for (guint i = 0; i < scenario->algorithms->len; i++)
    {
      const PlxScenarioAlgorithm *a = scenario->algorithms->pdata[i];
      g_autoptr (GError) why = NULL;

      if (plx_grid_add (jobs, a->label, a->variants, a->settings, &source, skipped, &why) || (early && needs_logp (a)))
        continue;
      g_propagate_error (error, g_steal_pointer (&why));
      return NULL;
    }
  return g_steal_pointer (&jobs);
}

static PlxTrace *
trace_of (Runner *r, const PlxJob *job, GError **error)
{
  const PlxLimits limits = PLX_LIMITS_DEFAULT;
  PlxTrace *trace = g_hash_table_lookup (r->traces, job->identity);

  if (!trace)
    {
      trace = plx_record (job, &limits, error);
      if (!trace)
        return NULL;
      g_hash_table_insert (r->traces, g_strdup (job->identity), trace);
    }
  return trace;
}

static gboolean
record_all (Runner *r, const GPtrArray *jobs, GError **error)
{
  for (guint i = 0; i < jobs->len; i++)
    {
      const PlxJob *job = jobs->pdata[i];

      progress (r, (double) i / jobs->len, "recording traces");
      if (!go_on (r, error) || !trace_of (r, job, error))
        return FALSE;
    }
  return TRUE;
}

static void
add_point (Runner *r, PlxJob *job, const PlxExecutor *executor, PlxMachine *machine)
{
  PlxOutcome *point = g_new0 (PlxOutcome, 1);

  point->cell = plx_cell_new (job, executor);
  point->cell->machine = machine;
  point->trace = plx_trace_ref (g_hash_table_lookup (r->traces, job->identity));
  point->machine = machine;
  point->timings = g_new0 (PlxTiming *, r->scenario->models->len);
  g_ptr_array_add (r->run->points, point);
  if (executor)
    g_ptr_array_add (r->cells, point->cell);
}

/* Takes the jobs. */
static gboolean
add_points (Runner *r, const PlxExecutor *executor, PlxMachine *machine, GError **error)
{
  g_autoptr (GPtrArray) skipped = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) jobs = expand (r->scenario, machine, FALSE, skipped, error);

  if (!jobs || !record_all (r, jobs, error))
    return FALSE;
  for (guint i = 0; i < skipped->len; i++)
    note (r, "%s", (const char *) skipped->pdata[i]);
  while (jobs->len)
    add_point (r, g_ptr_array_steal_index (jobs, 0), executor, machine);
  return TRUE;
}

/* ---- calibration ---- */

/* The largest h-relation and working set to be priced. */
static gboolean
size_effort (const Runner *r, PlxEffort *effort, GError **error)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, r->traces);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      g_autoptr (PlxLoads) loads = plx_loads_new (value, 8, error);

      if (!loads)
        return FALSE;
      while (plx_loads_next (loads))
        for (guint i = 0; i < loads->p; i++)
          {
            const PlxLoad *load = &loads->of[i];
            const guint64 h = MAX (load->words_in, load->words_out);

            effort->max_h = MAX (effort->max_h, h);
            for (gsize k = 0; k < load->n_ops; k++)
              if (load->ops[k].kind == PLX_OP_WORK)
                effort->max_bytes = MAX (effort->max_bytes, 64 * (guint64) load->ops[k].lines);
          }
    }
  return TRUE;
}

static gboolean
pass (Runner *r, GError **error)
{
  if (!go_on (r, error))
    return FALSE;
  progress (r, (double) r->passes / PASSES, "calibrating");
  for (guint i = 0; i < r->calibrations->len; i++)
    if (r->calibrations->pdata[i] && !plx_calibration_pass (r->calibrations->pdata[i], error))
      return FALSE;
  r->passes++;
  return TRUE;
}

static GArray *
distinct_p (const GPtrArray *jobs)
{
  GArray *all = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < jobs->len; i++)
    {
      const PlxJob *job = jobs->pdata[i];
      guint k = 0;

      while (k < all->len && g_array_index (all, guint, k) < job->p)
        k++;
      if (k == all->len || g_array_index (all, guint, k) != job->p)
        g_array_insert_val (all, k, job->p);
    }
  return all;
}

static PlxMachine *
calibrated_machine (Runner *r, guint i, GError **error)
{
  PlxCalibration *calibration = r->calibrations->pdata[i];
  g_autofree char *text = calibration ? plx_calibration_machine (calibration, "host", error) : NULL;
  PlxMachine *machine = !calibration ? plx_machine_load ("host", error)
                        : text       ? plx_machine_parse (text, "host.machine", error) : NULL;

  if (machine)
    {
      g_ptr_array_add (r->run->machines, machine);
      g_ptr_array_add (r->run->machine_texts, text ? g_steal_pointer (&text) : plx_machine_to_text (machine));
    }
  return machine;
}

/* The first pass; algorithms that are made for a machine's L, o and g take them from it. */
static gboolean
begin_calibration (Runner *r, GError **error)
{
  g_autoptr (GPtrArray) jobs = expand (r->scenario, NULL, TRUE, NULL, error);
  g_autoptr (GArray) p = jobs ? distinct_p (jobs) : NULL;
  PlxEffort effort = { .seed = r->sampling.seed };

  if (!jobs || !record_all (r, jobs, error) || !size_effort (r, &effort, error))
    return FALSE;
  for (guint i = 0; r->scenario->executors[i]; i++)
    {
      const PlxExecutor *executor = plx_executor_find (r->scenario->executors[i], error);
      PlxCalibration *calibration;

      if (!executor || !executor->available (error))
        return FALSE;
      if (executor->simulated) /* as the calibrated file says, which this run does not change */
        {
          g_ptr_array_add (r->calibrations, NULL);
          continue;
        }
      calibration = plx_calibration_new (executor, (const guint *) (gpointer) p->data, p->len, &effort, error);
      if (!calibration)
        return FALSE;
      g_ptr_array_add (r->calibrations, calibration);
    }
  return pass (r, error);
}

/* ---- measuring ---- */

static gboolean
visited (PlxCell *cell, const PlxObservation *observation, double done, gpointer data, GError **error)
{
  Runner *r = data;

  progress (r, done, "measuring");
  if (r->samples && !plx_samples_add (r->samples, cell, observation, error))
    return FALSE;
  if (r->calibrations->len && r->passes < PASSES - 1 && done >= (double) r->passes / (PASSES - 1) && !pass (r, error))
    return FALSE;
  return go_on (r, error);
}

static gboolean
open_samples (Runner *r, const char *dir, GError **error)
{
  g_autofree char *path = g_build_filename (dir, "samples.csv", NULL);
  guint strangers = 0;

  if (r->options->resume)
    r->samples = plx_samples_resume (path, (PlxCell *const *) r->cells->pdata, r->cells->len, &strangers, error);
  else
    r->samples = plx_samples_create (path, error);
  if (strangers)
    note (r, "%u rows of samples.csv belong to no cell of this run and were left alone", strangers);
  return r->samples != NULL;
}

static gboolean
measure_all (Runner *r, const char *dir, GError **error)
{
  if (!r->cells->len)
    return TRUE;
  if (dir && !open_samples (r, dir, error))
    return FALSE;
  if (!plx_measure ((PlxCell *const *) r->cells->pdata, r->cells->len, &r->sampling, &r->run->host, visited, r, error))
    return FALSE;
  while (r->calibrations->len && r->passes < PASSES)
    if (!pass (r, error))
      return FALSE;
  return !r->samples || plx_samples_close (r->samples, error);
}

/* ---- predictions ---- */

static PlxTiming *
price (const PlxOutcome *point, const PlxModelChoice *choice, gboolean calibrated, GError **error)
{
  /* A run calibrates for every p that it uses, and what it then does not know for one, that p does
   * not use. */
  g_autoptr (PlxPricer) pricer = plx_pricer_new (choice->label, choice->settings, point->machine, point->cell->job->p,
                                                 calibrated, error);

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

  return executor && executor->simulated ? plx_simulated_unit_s (outcome->machine) : plx_machine_seconds (outcome->machine);
}

/* The model and the simulated processors compute the same from the same parameters. */
static gboolean
is_same_model (const PlxOutcome *point, const PlxModelChoice *choice)
{
  const PlxExecutor *executor = point->cell->executor;

  return executor && executor->simulated && g_str_equal (choice->label, "loggp") && plx_settings_size (choice->settings) == 0
         && plx_simulated_is_ideal (point->machine, point->cell->job->p);
}

/* On a machine whose parameters are given a model that lacks one is the user's mistake; on one
 * calibrated just now it is a finding, and the others go on. */
static gboolean
predict (Runner *r, PlxOutcome *point, guint m, GError **error)
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
    note (r, "%s cannot say: %s", choice->text, why->message);
  for (guint i = 0; timing && i < timing->notes->len; i++)
    remark (r, "%s.%s: %s: %s", result->algorithm, result->variant, choice->text, (char *) timing->notes->pdata[i]);
  plx_result_predict (result, timing, plx_machine_unit (point->machine), plx_outcome_unit_s (point));
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
bootstrap (const Runner *r, PlxOutcome *point)
{
  const guint n = point->cell->observations->len;
  g_autofree double *totals = g_new (double, MAX (n, 1));

  for (guint i = 0; i < n; i++)
    totals[i] = g_array_index (point->cell->observations, PlxObservation, i).total_s;
  if (n > 0)
    plx_ratio_interval (1, totals, n, r->sampling.seed, &point->inverse[0], &point->inverse[1]);
}

static gboolean
predict_all (Runner *r, GError **error)
{
  for (guint i = 0; i < r->run->points->len; i++)
    {
      PlxOutcome *point = r->run->points->pdata[i];

      progress (r, (double) i / r->run->points->len, "predicting");
      bootstrap (r, point);
      plx_timing_free (point->measured);
      point->measured = aligned (point->cell->timing, point->trace);
      for (guint m = 0; m < r->scenario->models->len; m++)
        if (!predict (r, point, m, error))
          return FALSE;
    }
  return TRUE;
}

/* Every point's machine becomes the one of all passes. */
static gboolean
end_calibration (Runner *r, GError **error)
{
  const guint preliminary = r->run->machines->len;

  for (guint i = 0; i < r->calibrations->len; i++)
    if (!calibrated_machine (r, i, error))
      return FALSE;
  for (guint i = 0; i < r->run->points->len; i++)
    {
      PlxOutcome *point = r->run->points->pdata[i];

      for (guint k = 0; k < r->calibrations->len; k++)
        if (!strcmp (point->cell->executor->name, r->scenario->executors[k]))
          point->cell->machine = point->machine = r->run->machines->pdata[preliminary + k];
    }
  g_ptr_array_remove_range (r->run->machines, 0, preliminary);
  g_ptr_array_remove_range (r->run->machine_texts, 0, preliminary);
  return TRUE;
}

/* ---- the whole ---- */

static gboolean
add_known_machine (Runner *r, GError **error)
{
  PlxMachine *machine = plx_machine_load (machine_name (r->scenario, r->options), error);

  if (!machine)
    return FALSE;
  g_ptr_array_add (r->run->machines, machine);
  g_ptr_array_add (r->run->machine_texts, plx_machine_to_text (machine));
  if (!r->scenario->executors[0])
    return add_points (r, NULL, machine, error);
  for (guint i = 0; r->scenario->executors[i]; i++)
    {
      const PlxExecutor *executor = plx_executor_find (r->scenario->executors[i], error);

      if (!executor || !executor->available (error) || !add_points (r, executor, machine, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
add_calibrated_machines (Runner *r, GError **error)
{
  if (!begin_calibration (r, error))
    return FALSE;
  r->run->calibrated = TRUE;
  for (guint i = 0; r->scenario->executors[i]; i++)
    {
      const PlxExecutor *executor = plx_executor_find (r->scenario->executors[i], error);
      PlxMachine *machine = calibrated_machine (r, i, error);

      if (!machine || !add_points (r, executor, machine, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
carry_out (Runner *r, const char *dir, GError **error)
{
  const gboolean calibrate = wants_calibration (r->scenario, r->options);

  if (!(calibrate ? add_calibrated_machines (r, error) : add_known_machine (r, error)))
    return FALSE;
  /* Before a minute of measuring: are all parameters there? */
  if (!calibrate && !predict_all (r, error))
    return FALSE;
  g_ptr_array_set_size (r->run->results, 0);
  if (!measure_all (r, dir, error) || (calibrate && !end_calibration (r, error)))
    return FALSE;
  return predict_all (r, error);
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
  g_autoptr (GPtrArray) calibrations = g_ptr_array_new_with_free_func ((GDestroyNotify) plx_calibration_free);
  g_autoptr (GPtrArray) cells = g_ptr_array_new ();
  Runner r = { .run = run, .scenario = scenario, .options = options, .sampling = sampling_of (scenario, options),
               .traces = traces, .calibrations = calibrations, .cells = cells };
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

char *
plx_run_cells (const PlxScenario *scenario, const PlxRunOptions *options, PlxFormat format, GError **error)
{
  const gboolean calibrate = wants_calibration (scenario, options);
  g_autoptr (PlxMachine) machine = calibrate ? NULL : plx_machine_load (machine_name (scenario, options), error);
  g_autoptr (GPtrArray) jobs = NULL;
  g_autoptr (PlxTable) table = plx_table_new ("algorithm,variant,n,p,parameters,executor");

  if (!calibrate && !machine)
    return NULL;
  jobs = expand (scenario, machine, calibrate, NULL, error);
  if (!jobs)
    return NULL;
  for (guint i = 0; i < jobs->len; i++)
    for (guint e = 0; e == 0 || scenario->executors[e]; e++)
      {
        const PlxJob *job = jobs->pdata[i];

        plx_table_row (table);
        plx_table_text (table, job->algorithm->name);
        plx_table_text (table, job->variant->name);
        plx_table_count (table, job->n);
        plx_table_count (table, job->p);
        plx_table_text (table, job->parameters);
        plx_table_text (table, scenario->executors[e]);
        if (!scenario->executors[e])
          break;
      }
  return plx_table_print (table, format);
}
