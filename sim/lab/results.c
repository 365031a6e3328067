/* SPDX-License-Identifier: MIT */
/* results.c: rows of results.csv, made, printed and read back. */
#include "sim/lab/results.h"
#include "sim/lab/csv.h"

#include <math.h>
#include <string.h>

#define COLUMNS \
  "algorithm,variant,n,p,parameters,model,machine,executor,predicted_s,measured_s,low_s,high_s,ratio,ratio_low," \
  "ratio_high,predicted_compute_s,predicted_communicate_s,predicted_synchronise_s,predicted_wait_s," \
  "measured_compute_s,measured_communicate_s,measured_synchronise_s,measured_wait_s,samples,flags,time,unit," \
  "relative_speedup,absolute_speedup"

static const PlxCost missing = { (double) NAN, (double) NAN, (double) NAN, (double) NAN };

void
plx_result_predict (PlxResult *result, const PlxTiming *timing, const char *unit, double unit_s)
{
  const PlxCost parts = timing ? plx_timing_parts (timing) : missing;

  result->time = plx_cost_total (parts);
  result->unit = g_strdup (unit);
  result->predicted_s = unit_s > 0 ? result->time * unit_s : (double) NAN;
  result->predicted = unit_s > 0 ? (PlxCost) { parts.compute * unit_s, parts.communicate * unit_s,
                                               parts.synchronise * unit_s, parts.wait * unit_s } : missing;
  result->measured = missing;
  result->measured_s = result->low_s = result->high_s = (double) NAN;
  result->ratio = result->ratio_low = result->ratio_high = (double) NAN;
}

/* Medians of the four parts over all observations. */
static PlxCost
median_parts (const PlxCell *cell, double *work)
{
  const guint n = cell->observations->len;
  double parts[4];

  for (guint k = 0; k < 4; k++)
    {
      for (guint i = 0; i < n; i++)
        {
          const PlxCost *c = &g_array_index (cell->observations, PlxObservation, i).parts;
          const double of[4] = { c->compute, c->communicate, c->synchronise, c->wait };
          work[i] = of[k];
        }
      parts[k] = plx_median (work, n);
    }
  return (PlxCost) { parts[0], parts[1], parts[2], parts[3] };
}

void
plx_result_measure (PlxResult *result, const PlxCell *cell, const PlxHost *host, const double *inverse)
{
  const guint n = cell->observations->len;
  g_autofree double *work = g_new (double, MAX (n, 1));

  result->executor = g_strdup (cell->executor->name);
  result->samples = n;
  result->oversubscribed = cell->oversubscribed;
  result->noisy = host->noisy;
  if (n == 0)
    return;
  result->below_floor = cell->below_floor;
  result->measured_s = cell->summary.median;
  result->low_s = cell->summary.low;
  result->high_s = cell->summary.high;
  result->measured = median_parts (cell, work);
  if (isnan (result->predicted_s) || !(result->measured_s > 0))
    return;
  result->ratio = result->predicted_s / result->measured_s;
  result->ratio_low = result->predicted_s * inverse[0];
  result->ratio_high = result->predicted_s * inverse[1];
}

void
plx_result_free (PlxResult *result)
{
  if (!result)
    return;
  g_free (result->algorithm);
  g_free (result->variant);
  g_free (result->parameters);
  g_free (result->model);
  g_free (result->machine);
  g_free (result->executor);
  g_free (result->unit);
  g_free (result);
}

gboolean
plx_result_counts (const PlxResult *result)
{
  return isfinite (result->ratio) && !result->below_floor && !result->oversubscribed && !result->same_model;
}

char *
plx_result_flags (const PlxResult *result)
{
  const char *flags[5];
  guint n = 0;

  if (result->below_floor)
    flags[n++] = "below floor";
  if (result->oversubscribed)
    flags[n++] = "oversubscribed";
  if (result->noisy)
    flags[n++] = "noisy host";
  if (result->same_model)
    flags[n++] = "same model: ratio 1 by construction";
  flags[n] = NULL;
  return g_strjoinv ("; ", (char **) flags);
}

char *
plx_result_cell (const PlxResult *result)
{
  return g_strdup_printf ("%s.%s %s p=%u", result->algorithm, result->variant, result->parameters, result->p);
}

PlxSpeedup *
plx_results_speedups (const GPtrArray *results, gboolean *absolute)
{
  g_autofree PlxTimed *timed = g_new (PlxTimed, MAX (results->len, 1));
  PlxSpeedup *speedups;

  for (guint i = 0; i < results->len; i++)
    {
      const PlxResult *r = results->pdata[i];

      timed[i] = (PlxTimed) { r->algorithm, r->variant, r->parameters, r->executor, r->p, r->measured_s };
    }
  speedups = plx_speedups_new (timed, results->len);
  if (absolute)
    *absolute = plx_speedups_absolute (timed, speedups, results->len);
  return speedups;
}

/* ---- printing ---- */

static void
print_cost (PlxTable *table, PlxCost c)
{
  plx_table_number (table, c.compute);
  plx_table_number (table, c.communicate);
  plx_table_number (table, c.synchronise);
  plx_table_number (table, c.wait);
}

static void
print_row (PlxTable *table, const PlxResult *r, PlxSpeedup speedup)
{
  g_autofree char *flags = plx_result_flags (r);

  plx_table_row (table);
  plx_table_text (table, r->algorithm);
  plx_table_text (table, r->variant);
  plx_table_count (table, r->n);
  plx_table_count (table, r->p);
  plx_table_text (table, r->parameters);
  plx_table_text (table, r->model);
  plx_table_text (table, r->machine);
  plx_table_text (table, r->executor);
  plx_table_number (table, r->predicted_s);
  plx_table_number (table, r->measured_s);
  plx_table_number (table, r->low_s);
  plx_table_number (table, r->high_s);
  plx_table_number (table, r->ratio);
  plx_table_number (table, r->ratio_low);
  plx_table_number (table, r->ratio_high);
  print_cost (table, r->predicted);
  print_cost (table, r->measured);
  plx_table_count (table, r->samples);
  plx_table_text (table, *flags ? flags : NULL);
  plx_table_number (table, r->time);
  plx_table_text (table, r->unit);
  plx_table_number (table, speedup.relative);
  plx_table_number (table, speedup.absolute);
}

char *
plx_results_print (const GPtrArray *results, PlxFormat format)
{
  g_autoptr (PlxTable) table = plx_table_new (COLUMNS);
  g_autofree PlxSpeedup *speedups = plx_results_speedups (results, NULL);

  for (guint i = 0; i < results->len; i++)
    print_row (table, results->pdata[i], speedups[i]);
  return plx_table_print (table, format);
}

/* The prediction as a reader wants it: a time where it is one, else steps. (transfer full) */
static char *
predicted_text (const PlxResult *r)
{
  if (!isnan (r->predicted_s))
    return plx_time_text (r->predicted_s, 3);
  if (isnan (r->time))
    return NULL;
  return g_strdup_printf ("%.6g %s%s", r->time, r->unit, r->time > 1 ? "s" : "");
}

static char *
interval_text (const PlxResult *r)
{
  g_autofree char *low = plx_time_text (r->low_s, 3), *high = plx_time_text (r->high_s, 3);

  return *low ? g_strdup_printf ("%s .. %s", low, high) : NULL;
}

static void
number_text (PlxTable *table, double x)
{
  g_autofree char *text = isnan (x) ? NULL : g_strdup_printf ("%.2f", x);

  plx_table_text (table, text);
}

static void
summary_row (PlxTable *table, const PlxResult *r, const PlxSpeedup *speedup)
{
  g_autofree char *name = g_strdup_printf ("%s.%s", r->algorithm, r->variant), *flags = plx_result_flags (r);
  g_autofree char *predicted = predicted_text (r), *measured = plx_time_text (r->measured_s, 3);
  g_autofree char *interval = interval_text (r);

  plx_table_row (table);
  plx_table_text (table, name);
  plx_table_count (table, r->n);
  plx_table_count (table, r->p);
  plx_table_text (table, r->model);
  plx_table_text (table, predicted);
  plx_table_text (table, *measured ? measured : NULL);
  plx_table_text (table, interval);
  number_text (table, r->ratio);
  if (speedup)
    {
      number_text (table, speedup->relative);
      number_text (table, speedup->absolute);
    }
  plx_table_text (table, *flags ? flags : NULL);
}

char *
plx_results_summary (const GPtrArray *results, PlxFormat format)
{
  g_autoptr (PlxTable) table = NULL;
  g_autofree PlxSpeedup *speedups = NULL;
  gboolean absolute;

  if (format != PLX_TABLE)
    return plx_results_print (results, format);
  speedups = plx_results_speedups (results, &absolute);
  table = plx_table_new (absolute ? "algorithm,n,p,model,predicted,measured,95 % interval,ratio,relative speed-up,"
                                    "absolute speed-up,remarks"
                                  : "algorithm,n,p,model,predicted,measured,95 % interval,ratio,remarks");
  for (guint i = 0; i < results->len; i++)
    summary_row (table, results->pdata[i], absolute ? &speedups[i] : NULL);
  return plx_table_print (table, PLX_TABLE);
}

/* ---- reading back ---- */

static PlxCost
read_cost (const PlxCsv *csv, guint row, const char *whose)
{
  static const char *const parts[] = { "compute", "communicate", "synchronise", "wait" };
  double x[4];

  for (guint k = 0; k < 4; k++)
    {
      g_autofree char *column = g_strdup_printf ("%s_%s_s", whose, parts[k]);
      x[k] = plx_csv_number (csv, row, column);
    }
  return (PlxCost) { x[0], x[1], x[2], x[3] };
}

static char *
text_or_null (const PlxCsv *csv, guint row, const char *column)
{
  const char *text = plx_csv_text (csv, row, column);

  return text && *text ? g_strdup (text) : NULL;
}

static PlxResult *
read_row (const PlxCsv *csv, guint row)
{
  PlxResult *r = g_new0 (PlxResult, 1);
  const char *flags = plx_csv_text (csv, row, "flags");
  const double samples = plx_csv_number (csv, row, "samples");

  r->algorithm = g_strdup (plx_csv_text (csv, row, "algorithm"));
  r->variant = g_strdup (plx_csv_text (csv, row, "variant"));
  r->parameters = g_strdup (plx_csv_text (csv, row, "parameters"));
  r->model = g_strdup (plx_csv_text (csv, row, "model"));
  r->machine = text_or_null (csv, row, "machine");
  r->executor = text_or_null (csv, row, "executor");
  r->n = g_ascii_strtoull (plx_csv_text (csv, row, "n"), NULL, 10);
  r->p = (guint) g_ascii_strtoull (plx_csv_text (csv, row, "p"), NULL, 10);
  r->predicted_s = plx_csv_number (csv, row, "predicted_s");
  r->measured_s = plx_csv_number (csv, row, "measured_s");
  r->low_s = plx_csv_number (csv, row, "low_s");
  r->high_s = plx_csv_number (csv, row, "high_s");
  r->ratio = plx_csv_number (csv, row, "ratio");
  r->ratio_low = plx_csv_number (csv, row, "ratio_low");
  r->ratio_high = plx_csv_number (csv, row, "ratio_high");
  r->predicted = read_cost (csv, row, "predicted");
  r->measured = read_cost (csv, row, "measured");
  r->samples = samples >= 0 && samples < 1e9 ? (guint) samples : 0;
  r->below_floor = flags && strstr (flags, "below floor");
  r->oversubscribed = flags && strstr (flags, "oversubscribed");
  r->noisy = flags && strstr (flags, "noisy host");
  r->same_model = flags && strstr (flags, "same model");
  r->time = plx_csv_number (csv, row, "time");
  r->unit = text_or_null (csv, row, "unit");
  return r;
}

GPtrArray *
plx_results_load (const char *path, GError **error)
{
  static const char *const needed[] = { "algorithm", "variant", "n", "p", "parameters", "model", "predicted_s",
                                        "measured_s", "ratio", "flags", NULL };
  g_autoptr (PlxCsv) csv = plx_csv_load (path, FALSE, error);
  g_autoptr (GPtrArray) results = g_ptr_array_new_with_free_func ((GDestroyNotify) plx_result_free);

  if (!csv || !plx_csv_has (csv, needed, error))
    return NULL;
  for (guint i = 0; i < csv->rows->len; i++)
    {
      PlxResult *r = read_row (csv, i);

      g_ptr_array_add (results, r);
      if (r->n < 1 || r->p < 1)
        {
          g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s:%u: n and p are not counts from 1 on", path, i + 2);
          return NULL;
        }
    }
  return g_steal_pointer (&results);
}
