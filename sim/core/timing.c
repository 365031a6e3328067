/* SPDX-License-Identifier: MIT */
/* timing.c: a time, superstep by superstep and part by part. */
#include <parallax/timing.h>

PlxTiming *
plx_timing_new (guint n_supersteps, guint n_procs, gboolean explain)
{
  PlxTiming *timing = g_new0 (PlxTiming, 1);

  timing->n_supersteps = n_supersteps;
  timing->n_procs = n_procs;
  timing->cost = g_new0 (PlxCost, MAX (n_supersteps, 1));
  timing->critical = g_new0 (guint, MAX (n_supersteps, 1));
  timing->explanation = explain ? g_new0 (char *, MAX (n_supersteps, 1)) : NULL;
  timing->finish = n_procs > 0 ? g_new0 (double, n_procs) : NULL;
  timing->notes = g_ptr_array_new_with_free_func (g_free);
  return timing;
}

void
plx_timing_free (PlxTiming *timing)
{
  if (!timing)
    return;
  for (guint s = 0; timing->explanation && s < timing->n_supersteps; s++)
    g_free (timing->explanation[s]);
  g_free (timing->explanation);
  g_free (timing->cost);
  g_free (timing->critical);
  g_free (timing->finish);
  g_ptr_array_unref (timing->notes);
  g_free (timing);
}

void
plx_timing_add (PlxTiming *timing, guint s, guint critical, PlxCost cost)
{
  PlxCost *sum;

  g_return_if_fail (s < timing->n_supersteps);
  sum = &timing->cost[s];
  sum->compute += cost.compute;
  sum->communicate += cost.communicate;
  sum->synchronise += cost.synchronise;
  sum->wait += cost.wait;
  timing->critical[s] = critical;
}

void
plx_timing_explain (PlxTiming *timing, guint s, const char *format, ...)
{
  va_list arguments;

  g_return_if_fail (s < timing->n_supersteps);
  if (!timing->explanation)
    return;
  va_start (arguments, format);
  g_free (timing->explanation[s]);
  timing->explanation[s] = g_strdup_vprintf (format, arguments);
  va_end (arguments);
}

void
plx_timing_note (PlxTiming *timing, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  g_ptr_array_add (timing->notes, g_strdup_vprintf (format, arguments));
  va_end (arguments);
}

PlxCost
plx_timing_parts (const PlxTiming *timing)
{
  PlxCost sum = { 0, 0, 0, 0 };

  for (guint s = 0; s < timing->n_supersteps; s++)
    {
      sum.compute += timing->cost[s].compute;
      sum.communicate += timing->cost[s].communicate;
      sum.synchronise += timing->cost[s].synchronise;
      sum.wait += timing->cost[s].wait;
    }
  return sum;
}

double
plx_timing_total (const PlxTiming *timing)
{
  return plx_cost_total (plx_timing_parts (timing));
}
