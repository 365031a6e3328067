/* SPDX-License-Identifier: MIT */
/* plot-data.c: what each kind of picture shows, as sections of numbers for gnuplot. */
#include "sim/lab/csv.h"
#include "sim/lab/plot-data.h"
#include "sim/lab/statistics.h"

#include <math.h>
#include <string.h>

#define MAX_STEPS 48  /* more supersteps than these are drawn as one */

static const char *const parts[] = { "compute_s", "communicate_s", "synchronise_s", "wait_s" };

void
plx_plot_data_append (GString *data, double x, char end)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append (data, isfinite (x) ? plx_number_text (buffer, x) : "NaN");
  g_string_append_c (data, end);
}

void
plx_plot_data_section_end (PlxPlotData *d, gboolean empty)
{
  g_string_append (d->data, empty ? "NaN NaN NaN NaN NaN NaN\n\n\n" : "\n\n");
}

static void
widen (PlxPlotData *d, double y)
{
  if (!(y > 0) || !isfinite (y))
    return;
  d->low = MIN (d->low, y);
  d->high = MAX (d->high, y);
}

/* What else tells curves apart: "broadcast.tree k=2 p=2"; without p for speed-ups. (transfer full) */
static char *
panel_title (const PlxResult *r, gboolean with_p, gboolean with_n)
{
  const char *others = strchr (r->parameters, ' ');
  GString *title = g_string_new (NULL);

  g_string_printf (title, "%s.%s", r->algorithm, r->variant);
  if (with_n)
    g_string_append_printf (title, " %s", r->parameters);
  else if (others)
    g_string_append (title, others);
  if (with_p)
    g_string_append_printf (title, " p=%u", r->p);
  if (r->executor && strcmp (r->executor, "threads"))
    g_string_append_printf (title, " %s", r->executor);
  return g_string_free (title, FALSE);
}

/* (transfer full): titles of all panels in the order of the results. */
static GPtrArray *
all_titles (const GPtrArray *results, gboolean with_p)
{
  GPtrArray *titles = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < results->len; i++)
    {
      char *title = panel_title (results->pdata[i], with_p, FALSE);

      if (titles->len < PLX_PLOT_MAX_PANELS && !g_ptr_array_find_with_equal_func (titles, title, g_str_equal, NULL))
        g_ptr_array_add (titles, title);
      else
        g_free (title);
    }
  return titles;
}

/* (transfer container): of PlxResult: a panel's of one model. */
static GPtrArray *
of_panel (const GPtrArray *results, const char *title, const char *model, gboolean with_p)
{
  GPtrArray *of = g_ptr_array_new ();

  for (guint i = 0; i < results->len; i++)
    {
      PlxResult *r = results->pdata[i];
      g_autofree char *own = panel_title (r, with_p, FALSE);

      if (!strcmp (own, title) && !strcmp (r->model, model))
        g_ptr_array_add (of, r);
    }
  return of;
}

double
plx_plot_prediction (const PlxResult *r)
{
  return isnan (r->predicted_s) ? r->time : r->predicted_s;
}

/* ---- against n: time and error ---- */

static void
measured_times (PlxPlotData *d, const GPtrArray *of)
{
  for (guint i = 0; i < of->len; i++)
    {
      const PlxResult *r = of->pdata[i];

      plx_plot_data_append (d->data, (double) r->n, ' ');
      plx_plot_data_append (d->data, r->measured_s, ' ');
      plx_plot_data_append (d->data, r->low_s, ' ');
      plx_plot_data_append (d->data, r->high_s, '\n');
      widen (d, r->measured_s);
    }
  plx_plot_data_section_end (d, of->len == 0);
}

static void
predicted_times (PlxPlotData *d, const GPtrArray *of)
{
  for (guint i = 0; i < of->len; i++)
    {
      const PlxResult *r = of->pdata[i];

      plx_plot_data_append (d->data, (double) r->n, ' ');
      plx_plot_data_append (d->data, plx_plot_prediction (r), '\n');
      widen (d, plx_plot_prediction (r));
      if (isnan (r->predicted_s) && r->unit)
        d->unit = r->unit;
    }
  plx_plot_data_section_end (d, of->len == 0);
}

static void
ratios (PlxPlotData *d, const GPtrArray *of)
{
  for (guint i = 0; i < of->len; i++)
    {
      const PlxResult *r = of->pdata[i];

      plx_plot_data_append (d->data, (double) r->n, ' ');
      plx_plot_data_append (d->data, r->ratio, ' ');
      plx_plot_data_append (d->data, r->ratio_low, ' ');
      plx_plot_data_append (d->data, r->ratio_high, '\n');
      widen (d, r->ratio);
    }
  plx_plot_data_section_end (d, of->len == 0);
}

/* Median |ratio - 1|; NaN: nothing was measured above the floor. */
static double
deviation (const GPtrArray *of)
{
  g_autofree double *all = g_new (double, of->len + 1);
  guint n = 0;

  for (guint i = 0; i < of->len; i++)
    {
      const PlxResult *r = of->pdata[i];

      if (plx_result_counts (r) && isfinite (r->ratio))
        all[n++] = fabs (r->ratio - 1);
    }
  return n ? plx_median (all, n) : (double) NAN;
}

/* "closest: bsp and 2 alike (5 %)": those that are as close to within half a hundredth; "" without measurements.
 * (transfer full) */
static char *
verdict (const PlxPlotData *d, const GPtrArray *results, const char *title)
{
  g_autofree double *all = g_new (double, d->models->len);
  guint best = 0, alike = 0;
  g_autofree char *others = NULL;

  for (guint m = 0; m < d->models->len; m++)
    {
      g_autoptr (GPtrArray) of = of_panel (results, title, d->models->pdata[m], TRUE);

      all[m] = deviation (of);
      if (isnan (all[best]) || all[m] < all[best])
        best = m;
    }
  if (isnan (all[best]))
    return g_strdup ("");
  for (guint m = 0; m < d->models->len; m++)
    alike += m != best && all[m] <= all[best] + 0.005;
  others = alike ? g_strdup_printf (" and %u alike", alike) : g_strdup ("");
  return g_strdup_printf ("closest: %s%s (%.0f %%)", (char *) d->models->pdata[best], others, 100 * all[best]);
}

static void
against_n (PlxPlotData *d, const GPtrArray *results, PlxPlotKind kind)
{
  g_autoptr (GPtrArray) titles = all_titles (results, TRUE);

  for (guint k = 0; k < titles->len; k++)
    {
      for (guint m = 0; m < d->models->len; m++)
        {
          g_autoptr (GPtrArray) of = of_panel (results, titles->pdata[k], d->models->pdata[m], TRUE);

          if (m == 0 && kind == PLX_PLOT_TIME)
            measured_times (d, of);
          else if (m == 0)
            plx_plot_data_section_end (d, TRUE);
          if (kind == PLX_PLOT_TIME)
            predicted_times (d, of);
          else
            ratios (d, of);
        }
      g_ptr_array_add (d->titles, g_strdup (titles->pdata[k]));
      if (kind == PLX_PLOT_TIME)
        g_ptr_array_add (d->verdicts, verdict (d, results, titles->pdata[k]));
    }
  if (kind == PLX_PLOT_ERROR && !(d->high > 0))
    g_ptr_array_set_size (d->titles, 0);
}

/* ---- against p: speed-up ---- */

/* The largest n that ran on one processor and on more; 0: none. */
static guint64
speedup_n (const GPtrArray *of)
{
  guint64 best = 0;

  for (guint i = 0; i < of->len; i++)
    for (guint k = 0; k < of->len; k++)
      {
        const PlxResult *one = of->pdata[i], *more = of->pdata[k];

        if (one->p == 1 && more->p > 1 && one->n == more->n)
          best = MAX (best, one->n);
      }
  return best;
}

static const PlxResult *
on_one (const GPtrArray *of, guint64 n)
{
  for (guint i = 0; i < of->len; i++)
    if (((PlxResult *) of->pdata[i])->p == 1 && ((PlxResult *) of->pdata[i])->n == n)
      return of->pdata[i];
  return NULL;
}

/* Bars are from both intervals: they hold the speed-up in 90 % of all cases or more. */
static void
speedups (PlxPlotData *d, const GPtrArray *of, guint64 n, gboolean measured)
{
  const PlxResult *one = on_one (of, n);
  const guint before = (guint) d->data->len;

  for (guint i = 0; one && i < of->len; i++)
    {
      const PlxResult *r = of->pdata[i];
      const double ratio = measured ? one->measured_s / r->measured_s
                                    : plx_plot_prediction (one) / plx_plot_prediction (r);

      if (r->n != n)
        continue;
      plx_plot_data_append (d->data, r->p, ' ');
      plx_plot_data_append (d->data, ratio, ' ');
      plx_plot_data_append (d->data, !measured ? (double) NAN : r->p == 1 ? 1 : one->low_s / r->high_s, ' ');
      plx_plot_data_append (d->data, !measured ? (double) NAN : r->p == 1 ? 1 : one->high_s / r->low_s, '\n');
      widen (d, ratio);
    }
  plx_plot_data_section_end (d, d->data->len == before);
}

/* Against the sequential program. @all: of each of the results. */
static void
absolute_speedups (PlxPlotData *d, const GPtrArray *results, const PlxSpeedup *all, const char *title, guint64 n)
{
  const guint before = (guint) d->data->len;

  for (guint i = 0; i < results->len; i++)
    {
      const PlxResult *r = results->pdata[i];
      g_autofree char *own = panel_title (r, FALSE, FALSE);

      if (r->n != n || isnan (all[i].absolute) || strcmp (own, title) || strcmp (r->model, d->models->pdata[0]))
        continue;
      plx_plot_data_append (d->data, r->p, ' ');
      plx_plot_data_append (d->data, all[i].absolute, '\n');
      widen (d, all[i].absolute);
    }
  plx_plot_data_section_end (d, d->data->len == before);
}

static void
against_p (PlxPlotData *d, const GPtrArray *results)
{
  g_autoptr (GPtrArray) titles = all_titles (results, FALSE);
  g_autofree PlxSpeedup *all = plx_results_speedups (results, &d->absolute);

  for (guint k = 0; k < titles->len; k++)
    {
      g_autoptr (GPtrArray) first = of_panel (results, titles->pdata[k], d->models->pdata[0], FALSE);
      const guint64 n = speedup_n (first);

      if (n == 0)
        continue;
      speedups (d, first, n, TRUE);
      for (guint m = 0; m < d->models->len; m++)
        {
          g_autoptr (GPtrArray) of = of_panel (results, titles->pdata[k], d->models->pdata[m], FALSE);
          speedups (d, of, n, FALSE);
        }
      if (d->absolute)
        absolute_speedups (d, results, all, titles->pdata[k], n);
      g_ptr_array_add (d->titles, panel_title (on_one (first, n), FALSE, TRUE));
    }
}

/* ---- parts ---- */

/* Four pieces of a bar, one upon another: from, to, part, superstep, where it begins, and the whole at the bar's end.
 * @step: -1: all of them. @sum: where the pieces begin; afterwards, where they end. */
static void
append_pieces (PlxPlotData *d, int step, const double p[4], gboolean last, double *sum)
{
  const double begin = *sum;

  for (guint k = 0; k < 4; k++)
    {
      plx_plot_data_append (d->data, *sum, ' ');
      *sum += isfinite (p[k]) ? p[k] : 0;
      plx_plot_data_append (d->data, *sum, ' ');
      g_string_append_printf (d->data, "%u %d ", k + 1, step);
      plx_plot_data_append (d->data, begin, ' ');
      plx_plot_data_append (d->data, last && k == 3 ? *sum : (double) NAN, '\n');
    }
}

static gboolean
row_is (const PlxCsv *csv, guint row, const PlxResult *r, const char *source)
{
  return plx_csv_number (csv, row, "p") <= r->p && plx_csv_number (csv, row, "p") >= r->p
         && !strcmp (plx_csv_text (csv, row, "source"), source)
         && !strcmp (plx_csv_text (csv, row, "parameters"), r->parameters)
         && !strcmp (plx_csv_text (csv, row, "variant"), r->variant)
         && !strcmp (plx_csv_text (csv, row, "algorithm"), r->algorithm)
         && !g_strcmp0 (plx_csv_text (csv, row, "executor"), r->executor ? r->executor : "");
}

static guint
count_steps (const PlxCsv *csv, const PlxResult *r, const char *source)
{
  guint n = 0;

  for (guint i = 0; csv && i < csv->rows->len; i++)
    n += row_is (csv, i, r, source);
  return n;
}

static void
bar (PlxPlotData *d, const PlxCsv *csv, const PlxResult *r, const char *source, gboolean whole)
{
  const PlxCost c = strcmp (source, "measured") ? r->predicted : r->measured;
  const double sums[4] = { c.compute, c.communicate, c.synchronise, c.wait };
  guint left = whole ? 0 : count_steps (csv, r, source);
  double sum = 0;

  if (whole)
    append_pieces (d, -1, sums, TRUE, &sum);
  for (guint i = 0; left && i < csv->rows->len; i++)
    if (row_is (csv, i, r, source))
      {
        double p[4];

        for (guint k = 0; k < 4; k++)
          p[k] = plx_csv_number (csv, i, parts[k]);
        append_pieces (d, (int) plx_csv_number (csv, i, "superstep"), p, --left == 0, &sum);
      }
  plx_plot_data_section_end (d, FALSE);
}

/* The cell of the panel that has the largest n and then p. */
static const PlxResult *
largest (const GPtrArray *of)
{
  const PlxResult *best = NULL;

  for (guint i = 0; i < of->len; i++)
    {
      const PlxResult *r = of->pdata[i];

      if (!best || r->p > best->p || (r->p == best->p && r->n > best->n))
        best = r;
    }
  return best;
}

static const PlxResult *
same_cell_of (const GPtrArray *of, const PlxResult *cell)
{
  for (guint i = 0; i < of->len; i++)
    {
      const PlxResult *r = of->pdata[i];

      if (r->p == cell->p && r->n == cell->n)
        return r;
    }
  return cell;
}

static void
breakdowns (PlxPlotData *d, const GPtrArray *results, const PlxCsv *csv)
{
  g_autoptr (GPtrArray) titles = all_titles (results, FALSE);

  for (guint k = 0; k < titles->len; k++)
    {
      g_autoptr (GPtrArray) first = of_panel (results, titles->pdata[k], d->models->pdata[0], FALSE);
      const PlxResult *cell = largest (first);
      const guint steps = count_steps (csv, cell, "measured");
      gboolean whole = steps == 0 || steps > MAX_STEPS;

      if (isnan (cell->measured_s))
        continue;
      for (guint m = 0; m < d->models->len; m++)
        whole |= count_steps (csv, cell, d->models->pdata[m]) != steps;
      bar (d, csv, cell, "measured", whole);
      for (guint m = 0; m < d->models->len; m++)
        {
          g_autoptr (GPtrArray) of = of_panel (results, titles->pdata[k], d->models->pdata[m], FALSE);
          bar (d, csv, same_cell_of (of, cell), d->models->pdata[m], whole);
        }
      g_ptr_array_add (d->titles, panel_title (cell, TRUE, TRUE));
    }
}

/* ---- the whole ---- */

PlxPlotData *
plx_plot_data_new (PlxPlotKind kind, const GPtrArray *results, const char *steps)
{
  PlxPlotData *d = g_new0 (PlxPlotData, 1);
  g_autoptr (PlxCsv) csv = steps ? plx_csv_parse (steps, "supersteps.csv", FALSE, NULL) : NULL;

  d->titles = g_ptr_array_new_with_free_func (g_free);
  d->models = g_ptr_array_new_with_free_func (g_free);
  d->verdicts = g_ptr_array_new_with_free_func (g_free);
  d->data = g_string_new (NULL);
  d->low = HUGE_VAL;
  d->n_low = G_MAXUINT64;
  d->unit = "s";
  d->against = "n";
  for (guint i = 0; i < results->len; i++)
    {
      const PlxResult *r = results->pdata[i];
      const char *model = r->model;

      d->n_low = MIN (d->n_low, r->n);
      d->n_high = MAX (d->n_high, r->n);
      if (!g_ptr_array_find_with_equal_func (d->models, model, g_str_equal, NULL))
        g_ptr_array_add (d->models, g_strdup (model));
    }
  if (results->len && kind == PLX_PLOT_SPEEDUP)
    against_p (d, results);
  else if (results->len && kind == PLX_PLOT_BREAKDOWN)
    breakdowns (d, results, csv);
  else if (results->len && kind == PLX_PLOT_CROSSINGS)
    plx_plot_data_crossings (d, results);
  else if (results->len)
    against_n (d, results, kind);
  return d;
}

void
plx_plot_data_free (PlxPlotData *data)
{
  if (!data)
    return;
  g_ptr_array_unref (data->titles);
  g_ptr_array_unref (data->models);
  g_ptr_array_unref (data->verdicts);
  g_string_free (data->data, TRUE);
  g_free (data);
}
