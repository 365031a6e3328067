/* SPDX-License-Identifier: MIT */
/* runner.c: what a run of a scenario says, its jobs, their traces and its points. */
#include "sim/lab/runner.h"
#include "sim/lab/grid.h"
#include "sim/program/record.h"

#include <parallax/registry.h>

static void add_text (GPtrArray *texts, const char *format, va_list arguments) G_GNUC_PRINTF (2, 0);

static void
add_text (GPtrArray *texts, const char *format, va_list arguments)
{
  g_autofree char *text = g_strdup_vprintf (format, arguments);

  if (!g_ptr_array_find_with_equal_func (texts, text, g_str_equal, NULL))
    g_ptr_array_add (texts, g_steal_pointer (&text));
}

void
plx_runner_note (PlxRunner *r, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  add_text (r->run->notes, format, arguments);
  va_end (arguments);
}

void
plx_runner_remark (PlxRunner *r, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  add_text (r->run->remarks, format, arguments);
  va_end (arguments);
}

void
plx_runner_progress (const PlxRunner *r, double done, const char *what)
{
  if (r->options->progress)
    r->options->progress (done, what, r->options->data);
}

gboolean
plx_runner_go_on (const PlxRunner *r, GError **error)
{
  if (!r->options->interrupted || !*r->options->interrupted)
    return TRUE;
  g_set_error (error, PLX_ERROR, PLX_ERROR_FAILED, "%s: interrupted; --resume goes on with it",
               r->scenario->file);
  return FALSE;
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

GPtrArray *
plx_runner_expand (const PlxScenario *scenario, const PlxExecutor *executor, const PlxMachine *machine,
                   gboolean early, GPtrArray *skipped, GError **error)
{
  g_autoptr (GPtrArray) jobs = g_ptr_array_new_with_free_func ((GDestroyNotify) plx_job_free);
  const PlxGridSource source = { .seed = scenario->sampling.seed,
                                 .logp = plx_model_list_logp (scenario->models),
                                 .machine = machine,
                                 .sequential = executor && executor->sequential };

  for (guint i = 0; i < scenario->algorithms->len; i++)
    {
      const PlxScenarioAlgorithm *a = scenario->algorithms->pdata[i];
      g_autoptr (GError) why = NULL;

      if (plx_grid_add (jobs, a->label, a->variants, a->settings, &source, skipped, &why)
          || (early && needs_logp (a)))
        continue;
      g_propagate_error (error, g_steal_pointer (&why));
      return NULL;
    }
  return g_steal_pointer (&jobs);
}

static PlxTrace *
trace_of (PlxRunner *r, const PlxJob *job, GError **error)
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

gboolean
plx_runner_record (PlxRunner *r, const GPtrArray *jobs, GError **error)
{
  for (guint i = 0; i < jobs->len; i++)
    {
      const PlxJob *job = jobs->pdata[i];

      plx_runner_progress (r, (double) i / jobs->len, "recording traces");
      if (!plx_runner_go_on (r, error) || !trace_of (r, job, error))
        return FALSE;
    }
  return TRUE;
}

static void
add_point (PlxRunner *r, PlxJob *job, const PlxExecutor *executor, PlxMachine *machine)
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

gboolean
plx_runner_add_points (PlxRunner *r, const PlxExecutor *executor, PlxMachine *machine,
                       GError **error)
{
  g_autoptr (GPtrArray) skipped = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) jobs = plx_runner_expand (r->scenario, executor, machine, FALSE, skipped, error);

  if (!jobs || !plx_runner_record (r, jobs, error))
    return FALSE;
  for (guint i = 0; i < skipped->len; i++)
    plx_runner_note (r, "%s", (const char *) skipped->pdata[i]);
  while (jobs->len)
    add_point (r, g_ptr_array_steal_index (jobs, 0), executor, machine);
  return TRUE;
}
