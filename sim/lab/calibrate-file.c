/* SPDX-License-Identifier: MIT */
/* calibrate-file.c: writes down what a calibration found: a machine file, and the points of its fits. */
#include "sim/lab/calibration.h"

#include "sim/lab/table.h"

#include <math.h>

#define WORD 8  /* bytes */

static const PlxEstimate *
find (const PlxCalibration *c, const char *section, const char *key, guint p)
{
  return plx_calibration_find (c, section, key, p, 0);
}

/* ---- one line ---- */

/* Four digits, in nanoseconds. */
static void
append_ns (GString *text, double seconds, const char *unit)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (text, "%s %s", g_ascii_formatd (buffer, sizeof buffer, "%.4g", seconds * 1e9), unit);
}

static void
append_value (GString *text, const PlxEstimate *e, double value)
{
  g_string_append_printf (text, "%s = ", e->key);
  append_ns (text, value, e->unit);
  g_string_append (text, " +- ");
  append_ns (text, plx_estimate_half (e), e->unit);
  g_string_append_printf (text, " ; calibrated, %u samples, %s\n", e->samples, e->method);
}

/* Below 0 or not found it stays a comment: a model then says that it misses it, or uses its default. */
static void
append_estimate (GString *text, const PlxCalibration *c, const char *section, const char *key, guint p)
{
  const PlxEstimate *e = find (c, section, key, p);
  const double value = plx_estimate_median (e);

  if (value >= 0)
    {
      append_value (text, e, value);
      return;
    }
  g_string_append_printf (text, "# %s: not identified", key);
  if (e)
    {
      g_string_append (text, ", found ");
      append_ns (text, value, e->unit);
      g_string_append (text, " +- ");
      append_ns (text, plx_estimate_half (e), e->unit);
    }
  g_string_append_c (text, '\n');
}

static void
append_comment (GString *text, const char *what, const PlxEstimate *e)
{
  if (!e)
    return;
  g_string_append_printf (text, "# %s: ", what);
  append_ns (text, plx_estimate_median (e), e->unit);
  g_string_append (text, " +- ");
  append_ns (text, plx_estimate_half (e), e->unit);
  g_string_append_c (text, '\n');
}

/* ---- sections ---- */

static int
compare_sizes (gconstpointer a, gconstpointer b)
{
  const guint64 x = *(const guint64 *) a, y = *(const guint64 *) b;

  return x < y ? -1 : x > y;
}

/* Of a curve's points, ascending. */
static GArray *
sizes_of (const PlxCalibration *c, const char *section, const char *key, guint p)
{
  GArray *sizes = g_array_new (FALSE, FALSE, sizeof (guint64));

  for (guint i = 0; i < c->estimates->len; i++)
    {
      const PlxEstimate *e = c->estimates->pdata[i];

      if (e->size > 0 && e->p == p && g_str_equal (e->section, section) && g_str_equal (e->key, key))
        g_array_append_val (sizes, e->size);
    }
  g_array_sort (sizes, compare_sizes);
  return sizes;
}

static void
append_size (GString *text, guint64 size)
{
  if (size % 1024 == 0)
    g_string_append_printf (text, "%" G_GUINT64_FORMAT "K: ", size / 1024);
  else
    g_string_append_printf (text, "%" G_GUINT64_FORMAT ": ", size);
}

/* "chain = 4K: 0.5 ns, 16K: 0.6 ns +- 0.02 ns ; ...": the interval is the widest of all points.
 * Estimates of a key come in the order of their kernels, which is not that of their sizes. Without
 * a point above 0 it stays a comment. */
static void
append_curve (GString *text, const PlxCalibration *c, const PlxStudy *study, const char *section, const char *key)
{
  g_autoptr (GArray) sizes = sizes_of (c, section, key, study->p);
  const PlxEstimate *e = NULL;
  double half = 0;
  guint samples = 0;

  for (guint i = 0; i < sizes->len; i++)
    {
      const PlxEstimate *point
          = plx_calibration_find (c, section, key, study->p, g_array_index (sizes, guint64, i));

      if (!(plx_estimate_median (point) > 0))
        continue;
      g_string_append (text, e ? ", " : key);
      g_string_append (text, e ? "" : " = ");
      e = point;
      half = MAX (half, plx_estimate_half (point));
      samples += point->samples;
      append_size (text, point->size);
      append_ns (text, plx_estimate_median (point), point->unit);
    }
  if (!e)
    {
      g_string_append_printf (text, "# %s: not identified\n", key);
      return;
    }
  g_string_append (text, " +- ");
  append_ns (text, half, e->unit);
  g_string_append_printf (text, " ; calibrated, %u samples, %s\n", samples, e->method);
}

static void
append_bsp (GString *text, const PlxCalibration *c, const PlxStudy *study)
{
  const guint p = study->p;

  g_string_append_printf (text, "\n[bsp p=%u]\n", p);
  if (p > 1)
    {
      append_estimate (text, c, "bsp", "g", p);
      append_curve (text, c, study, "bsp", "g-table");
      append_estimate (text, c, "bsp", "o", p);
    }
  else
    g_string_append (text, "g = 0 ; not measured: one processor moves no words\ng-table = 0 ; likewise\no = 0 ; likewise\n");
  append_curve (text, c, study, "bsp", "self-table");
  append_estimate (text, c, "bsp", "l", p);
}

static void
append_apram (GString *text, const PlxCalibration *c, guint p)
{
  g_string_append_printf (text, "\n[apram p=%u]\n", p);
  append_estimate (text, c, "apram", "d", p);
  append_estimate (text, c, "apram", "B", p);
  append_comment (text, "independent reads, each", find (c, "apram", "pipelined", p));
}

static void
append_sum_only (GString *text, const PlxEstimate *L, const PlxEstimate *o, const char *which)
{
  g_string_append_printf (text, "# only L + 2 o is known: %s is not above its interval\n", which);
  append_comment (text, "L was found", L);
  append_comment (text, "o was found", o);
}

/* Half a round trip is L + 2 o. Where L is not above its interval, o takes all of it; where o is
 * below 0, L does. */
static void
append_latency (GString *text, const PlxCalibration *c, guint p)
{
  const PlxEstimate *L = find (c, "logp", "L", p), *o = find (c, "logp", "o", p);
  const double latency = plx_estimate_median (L), overhead = plx_estimate_median (o);

  if (overhead < 0 && latency + 2 * overhead >= 0)
    {
      append_sum_only (text, L, o, "o");
      append_value (text, L, latency + 2 * overhead);
      g_string_append (text, "o = 0 ; not identified\n");
    }
  else if (overhead >= 0 && !(latency > 0 && latency >= plx_estimate_half (L)))
    {
      append_sum_only (text, L, o, "L");
      g_string_append (text, "L = 0 ; not identified\n");
      append_value (text, o, latency / 2 + overhead);
    }
  else
    {
      append_estimate (text, c, "logp", "L", p);
      append_estimate (text, c, "logp", "o", p);
    }
}

/* @from: of these processors; @p: for so many, 0: for any. */
static void
append_logp (GString *text, const PlxCalibration *c, guint from, guint p)
{
  g_string_append (text, p > 0 ? "\n[logp p=" : "\n[logp");
  if (p > 0)
    g_string_append_printf (text, "%u", p);
  g_string_append (text, "]\n");
  if (p != from && p > 0)
    g_string_append_printf (text, "# one processor sends nothing: these are those of %u\n", from);
  append_latency (text, c, from);
  append_estimate (text, c, "logp", "g", from);
  append_estimate (text, c, "logp", "G", from);
  append_comment (text, "L + 2 o from the fit of G", find (c, "logp", "L+2o", from));
  append_estimate (text, c, "logp", "barrier", from);
}

static void
append_all_logp (GString *text, const PlxCalibration *c)
{
  const PlxStudy *smallest = NULL;
  guint n = 0;

  for (guint i = 0; i < c->studies->len; i++)
    {
      const PlxStudy *study = c->studies->pdata[i];

      if (study->p == 1)
        continue;
      smallest = !smallest || study->p < smallest->p ? study : smallest;
      n++;
    }
  if (n == 0)
    g_string_append (text, "\n[logp]\n# one processor sends nothing: not measured\n"
                           "L = 0\no = 0\ng = 0\nG = 0\nbarrier = 0\n");
  else if (n == 1)
    append_logp (text, c, smallest->p, 0);
  for (guint i = 0; n > 1 && i < c->studies->len; i++)
    {
      const PlxStudy *study = c->studies->pdata[i];

      append_logp (text, c, MAX (study->p, smallest->p), study->p);
    }
}

static void
append_machine (GString *text, const PlxCalibration *c, const char *name)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *date = g_date_time_format (now, "%Y-%m-%d");
  guint p = 1;

  for (guint i = 0; i < c->studies->len; i++)
    p = MAX (p, ((const PlxStudy *) c->studies->pdata[i])->p);
  g_string_append_printf (text, "[machine]\nname = %s\ntitle = %s\np = %u\nword = %u\nkind = real\nunit = s\n", name,
                          c->executor->title, p, WORD);
  g_string_append_printf (text, "source = parallax calibrate, executor %s, %u passes: their medians, "
                                "+- half their spread\n",
                          c->executor->name, c->passes);
  g_string_append_printf (text, "date = %s\n", date);
}

char *
plx_calibration_machine (PlxCalibration *calibration, const char *name, GError **error)
{
  GString *text;

  if (calibration->passes == 0)
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_FAILED, "calibrate: no pass was made; at least 4 are wanted");
      return NULL;
    }
  text = g_string_new (NULL);
  append_machine (text, calibration, name);
  for (guint i = 0; i < calibration->studies->len; i++)
    {
      const PlxStudy *study = calibration->studies->pdata[i];

      append_bsp (text, calibration, study);
      append_apram (text, calibration, study->p);
      g_string_append_printf (text, "\n[work p=%u]\n", study->p);
      for (guint k = 0; k < PLX_N_CLASSES; k++)
        append_curve (text, calibration, study, "work", plx_work_class_name ((PlxWorkClass) k));
    }
  append_all_logp (text, calibration);
  return g_string_free (text, FALSE);
}

/* ---- fits ---- */

static void
table_point (PlxTable *table, const char *fit, guint p, double x, double y, double fitted)
{
  g_autofree char *name = g_strdup_printf ("%s p=%u", fit, p);

  plx_table_row (table);
  plx_table_text (table, name);
  plx_table_number (table, x);
  plx_table_number (table, y);
  plx_table_number (table, fitted);
}

static void
table_lines (const PlxCalibration *c, PlxTable *table)
{
  for (guint i = 0; i < c->points->len; i++)
    {
      const PlxFitPoint *point = &g_array_index (c->points, PlxFitPoint, i);
      const double a = plx_estimate_median (find (c, point->section, point->a, point->p));
      const double b = plx_estimate_median (find (c, point->section, point->b, point->p));

      table_point (table, point->fit, point->p, point->x, point->y, a + b * point->x);
    }
}

char *
plx_calibration_fits (const PlxCalibration *calibration)
{
  g_autoptr (PlxTable) table = plx_table_new ("fit,x,y,fitted");

  table_lines (calibration, table);
  for (guint i = 0; i < calibration->estimates->len; i++)
    {
      const PlxEstimate *e = calibration->estimates->pdata[i];

      for (guint k = 0; e->size > 0 && k < e->values->len; k++)
        table_point (table, e->key, e->p, (double) e->size, g_array_index (e->values, double, k), plx_estimate_median (e));
    }
  return plx_table_print (table, PLX_CSV);
}
