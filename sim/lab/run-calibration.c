/* SPDX-License-Identifier: MIT */
/* run-calibration.c: a run calibrates its executors in passes before, between and after its
 * measurements. */
#include "sim/lab/runner.h"

#include <parallax/registry.h>
#include <string.h>

/* The largest h-relation and working set to be priced. */
static gboolean
size_effort (const PlxRunner *r, PlxEffort *effort, GError **error)
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

gboolean
plx_runner_pass (PlxRunner *r, GError **error)
{
  if (!plx_runner_go_on (r, error))
    return FALSE;
  plx_runner_progress (r, (double) r->passes / PLX_RUN_PASSES, "calibrating");
  for (guint i = 0; i < r->calibrations->len; i++)
    if (r->calibrations->pdata[i] && !plx_calibration_pass (r->calibrations->pdata[i], error))
      return FALSE;
  r->passes++;
  return TRUE;
}

/* Those of the jobs that are not yet among all, in ascending order. */
static void
add_distinct_p (GArray *all, const GPtrArray *jobs)
{
  for (guint i = 0; i < jobs->len; i++)
    {
      const PlxJob *job = jobs->pdata[i];
      guint k = 0;

      while (k < all->len && g_array_index (all, guint, k) < job->p)
        k++;
      if (k == all->len || g_array_index (all, guint, k) != job->p)
        g_array_insert_val (all, k, job->p);
    }
}

/* Traces of everything that all executors will run, and every p. */
static gboolean
look_ahead (PlxRunner *r, GArray *p, PlxEffort *effort, GError **error)
{
  for (guint i = 0; r->scenario->executors[i]; i++)
    {
      const PlxExecutor *executor = plx_executor_find (r->scenario->executors[i], error);
      g_autoptr (GPtrArray) jobs
        = executor ? plx_runner_expand (r->scenario, executor, NULL, TRUE, NULL, error) : NULL;

      if (!jobs || !plx_runner_record (r, jobs, error))
        return FALSE;
      add_distinct_p (p, jobs);
    }
  return size_effort (r, effort, error);
}

/* A sequential executor is priced by what another one of this machine is found to be. */
static gboolean
is_calibrated (const PlxRunner *r, const PlxExecutor *executor)
{
  for (guint i = 0; executor->sequential && r->scenario->executors[i]; i++)
    {
      const PlxExecutor *other = plx_executor_find (r->scenario->executors[i], NULL);

      if (!other->sequential && !other->simulated)
        return FALSE;
    }
  return !executor->simulated; /* as the calibrated file says, which this run does not change */
}

/* NULL: it is in a file. */
static PlxCalibration *
calibration_of (const PlxRunner *r, guint i)
{
  const PlxExecutor *executor = plx_executor_find (r->scenario->executors[i], NULL);

  for (guint k = 0; executor->sequential && k < r->calibrations->len; k++)
    if (r->calibrations->pdata[k])
      return r->calibrations->pdata[k];
  return r->calibrations->pdata[i];
}

static PlxMachine *
calibrated_machine (PlxRunner *r, guint i, GError **error)
{
  PlxCalibration *calibration = calibration_of (r, i);
  g_autofree char *text = calibration ? plx_calibration_machine (calibration, "host", error) : NULL;
  PlxMachine *machine = !calibration ? plx_machine_load ("host", error)
                        : text       ? plx_machine_parse (text, "host.machine", error) : NULL;

  if (machine)
    {
      g_ptr_array_add (r->run->machines, machine);
      g_ptr_array_add (r->run->machine_texts,
                       text ? g_steal_pointer (&text) : plx_machine_to_text (machine));
    }
  return machine;
}

/* The first pass; algorithms that are made for a machine's L, o and g take them from it. */
static gboolean
first_pass (PlxRunner *r, GError **error)
{
  g_autoptr (GArray) p = g_array_new (FALSE, FALSE, sizeof (guint));
  PlxEffort effort = { .seed = r->sampling.seed };

  if (!look_ahead (r, p, &effort, error))
    return FALSE;
  for (guint i = 0; r->scenario->executors[i]; i++)
    {
      const PlxExecutor *executor = plx_executor_find (r->scenario->executors[i], error);
      PlxCalibration *calibration;

      if (!executor || !executor->available (error))
        return FALSE;
      if (!is_calibrated (r, executor))
        {
          g_ptr_array_add (r->calibrations, NULL);
          continue;
        }
      calibration = plx_calibration_new (executor, (const guint *) (gpointer) p->data, p->len,
                                         &effort, error);
      if (!calibration)
        return FALSE;
      g_ptr_array_add (r->calibrations, calibration);
    }
  return plx_runner_pass (r, error);
}

gboolean
plx_runner_begin_calibration (PlxRunner *r, GError **error)
{
  if (!first_pass (r, error))
    return FALSE;
  r->run->calibrated = TRUE;
  for (guint i = 0; r->scenario->executors[i]; i++)
    {
      const PlxExecutor *executor = plx_executor_find (r->scenario->executors[i], error);
      PlxMachine *machine = calibrated_machine (r, i, error);

      if (!machine || !plx_runner_add_points (r, executor, machine, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
plx_runner_end_calibration (PlxRunner *r, GError **error)
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
