/* SPDX-License-Identifier: MIT */
/* plot-crossings.c: variants against each other: how many times as long as the fastest of them each one takes, and where
 * another becomes the fastest.
 *
 * A panel shows what was measured, or one model's predictions, for the variants of one algorithm, against n at one p; or
 * against p when there is one n only. Algorithms that have one variant each are variants of each other. Between
 * the points log time is linear in log n, so where times are c n^k the crossing is exact, and near it for a fine sweep. */
#include "sim/lab/plot-data.h"

#include <math.h>
#include <string.h>

typedef struct {
  double x, y;  /* logarithms of n or p, and of the time */
} Point;

typedef struct {
  const GPtrArray *results;
  gboolean mixed;  /* algorithms share panels */
  gboolean by_p;
} Layout;

/* ---- who is in which panel, on which line ---- */

static gboolean
same_variant (const PlxResult *a, const PlxResult *b)
{
  return !strcmp (a->algorithm, b->algorithm) && !strcmp (a->variant, b->variant);
}

static gboolean
are_mixed (const GPtrArray *results)
{
  gboolean several = FALSE;

  for (guint i = 0; i < results->len; i++)
    {
      const PlxResult *r = results->pdata[i], *first = results->pdata[0];

      several |= strcmp (r->algorithm, first->algorithm) != 0;
      for (guint k = 0; k < i; k++)
        if (!strcmp (r->algorithm, ((PlxResult *) results->pdata[k])->algorithm) && !same_variant (r, results->pdata[k]))
          return FALSE;
    }
  return several;
}

/* Whether "k=2" is another number in other results of the variant. */
static gboolean
varies (const Layout *l, const PlxResult *r, const char *word)
{
  for (guint i = 0; i < l->results->len; i++)
    {
      const PlxResult *other = l->results->pdata[i];
      g_auto (GStrv) words = g_strsplit (other->parameters, " ", -1);

      if (same_variant (r, other) && !g_strv_contains ((const char *const *) words, word))
        return TRUE;
    }
  return FALSE;
}

/* "tree k=2", with those parameters alone that tell lines apart; the first is n. (transfer full) */
static char *
line_of (const Layout *l, const PlxResult *r)
{
  GString *name = g_string_new (l->mixed ? r->algorithm : r->variant);
  g_auto (GStrv) words = g_strsplit (r->parameters, " ", -1);

  for (guint i = 1; words[0] && words[i]; i++)
    if (varies (l, r, words[i]))
      g_string_append_printf (name, " %s", words[i]);
  return g_string_free (name, FALSE);
}

/* "broadcast p=16: bsp". (transfer full) */
static char *
panel_of (const Layout *l, const PlxResult *r, gboolean measured)
{
  g_autofree char *fixed = l->by_p ? g_strdup_printf ("n=%" G_GUINT64_FORMAT, r->n) : g_strdup_printf ("p=%u", r->p);
  g_autofree char *who = measured ? g_strconcat ("measured, ", r->executor, NULL) : g_strdup (r->model);

  return g_strdup_printf ("%s%s%s: %s", l->mixed ? "" : r->algorithm, l->mixed ? "" : " ", fixed, who);
}

static gboolean
is_measured (const PlxResult *r)
{
  return r->executor && r->measured_s > 0;
}

static void
add_once (GPtrArray *names, char *name)
{
  if (g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
    g_free (name);
  else
    g_ptr_array_add (names, name);
}

/* ---- lines ---- */

static gint
by_x (gconstpointer a, gconstpointer b)
{
  const Point *p = a, *q = b;

  return (p->x > q->x) - (p->x < q->x);
}

static gboolean
has_x (const GArray *points, double x)
{
  for (guint i = 0; i < points->len; i++)
    if (!(g_array_index (points, Point, i).x > x || g_array_index (points, Point, i).x < x))
      return TRUE;
  return FALSE;
}

/* (transfer full): of Point, in order of x. */
static GArray *
line_points (const Layout *l, const char *panel, const char *line, gboolean measured)
{
  GArray *points = g_array_new (FALSE, FALSE, sizeof (Point));

  for (guint i = 0; i < l->results->len; i++)
    {
      const PlxResult *r = l->results->pdata[i];
      const double time = measured ? r->measured_s : plx_plot_prediction (r);
      const Point point = { log (l->by_p ? (double) r->p : (double) r->n), log (time) };
      g_autofree char *own_line = line_of (l, r), *own_panel = panel_of (l, r, measured && r->executor);

      if (!strcmp (own_panel, panel) && !strcmp (own_line, line) && time > 0 && !has_x (points, point.x))
        g_array_append_val (points, point);
    }
  g_array_sort (points, by_x);
  return points;
}

/* NaN beside the line. */
static double
value_at (const GArray *points, double x)
{
  const Point *p = (const Point *) (gconstpointer) points->data;

  for (guint i = 0; i < points->len; i++)
    if (p[i].x >= x)
      {
        if (p[i].x <= x)
          return p[i].y;
        return i ? p[i - 1].y + (p[i].y - p[i - 1].y) * (x - p[i - 1].x) / (p[i].x - p[i - 1].x) : (double) NAN;
      }
  return (double) NAN;
}

static int
fastest_at (GPtrArray *lines, double x)
{
  int best = -1;

  for (guint m = 0; m < lines->len; m++)
    {
      const double y = value_at (lines->pdata[m], x);

      if (isfinite (y) && (best < 0 || y < value_at (lines->pdata[best], x)))
        best = (int) m;
    }
  return best;
}

/* ---- crossings ---- */

/* The first place in [from, to] from which on another line is below line @best; none: NaN. Between the two all are straight. */
static double
next_crossing (GPtrArray *lines, double from, double to, int *best)
{
  const double a0 = value_at (lines->pdata[*best], from), a1 = value_at (lines->pdata[*best], to);
  double first = (double) NAN;
  int next = -1;

  for (guint m = 0; m < lines->len; m++)
    {
      const double b0 = value_at (lines->pdata[m], from), b1 = value_at (lines->pdata[m], to);
      const double x = from + (to - from) * MAX (b0 - a0, 0) / (b0 - a0 + a1 - b1);

      if (b1 < a1 - 1e-9 && b0 > a0 - 1e-9 && !(x >= first))
        {
          first = x;
          next = (int) m;
        }
    }
  if (next >= 0)
    *best = next;
  return first;
}

/* Appends to @xs where the fastest changes. */
static void
cross (GPtrArray *lines, GArray *xs, GArray *crossings)
{
  int best = -1;

  for (guint i = 0; i + 1 < xs->len; i++)
    {
      const double to = g_array_index (xs, double, i + 1);
      double x = g_array_index (xs, double, i);
      const int fastest = fastest_at (lines, x);

      /* A line that begins or ends here makes no crossing. */
      if (best < 0 || !(value_at (lines->pdata[best], x) <= value_at (lines->pdata[fastest], x) + 1e-9))
        best = fastest;
      while (best >= 0 && isfinite (x = next_crossing (lines, x, to, &best)))
        g_array_append_val (crossings, x);
    }
}

static gint
by_value (gconstpointer a, gconstpointer b)
{
  return (*(const double *) a > *(const double *) b) - (*(const double *) a < *(const double *) b);
}

/* (transfer full): the x of all points, in order. */
static GArray *
all_x (GPtrArray *lines)
{
  GArray *xs = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint m = 0; m < lines->len; m++)
    {
      const GArray *points = lines->pdata[m];

      for (guint i = 0; i < points->len; i++)
        g_array_append_val (xs, g_array_index (points, Point, i).x);
    }
  g_array_sort (xs, by_value);
  for (guint i = xs->len; i-- > 1;)
    if (!(g_array_index (xs, double, i) > g_array_index (xs, double, i - 1)))
      g_array_remove_index (xs, i);
  return xs;
}

/* ---- sections ---- */

/* x, multiple of the fastest, and the same once more where there is a point and no crossing. */
static void
append_line (PlxPlotData *d, GPtrArray *lines, guint m, const GArray *xs)
{
  for (guint i = 0; i < xs->len; i++)
    {
      const double x = g_array_index (xs, double, i), y = value_at (lines->pdata[m], x);
      const double multiple = isfinite (y) ? exp (y - value_at (lines->pdata[fastest_at (lines, x)], x)) : (double) NAN;

      plx_plot_data_append (d->data, exp (x), ' ');
      plx_plot_data_append (d->data, multiple, ' ');
      plx_plot_data_append (d->data, has_x (lines->pdata[m], x) ? multiple : (double) NAN, '\n');
      if (multiple > 0)
        d->high = MAX (d->high, multiple);
    }
  plx_plot_data_section_end (d, xs->len == 0);
}

static void
append_panel (PlxPlotData *d, GPtrArray *lines)
{
  g_autoptr (GArray) xs = all_x (lines), crossings = g_array_new (FALSE, FALSE, sizeof (double));

  cross (lines, xs, crossings);
  for (guint i = 0; i < crossings->len; i++)
    plx_plot_data_append (d->data, exp (g_array_index (crossings, double, i)), '\n');
  plx_plot_data_section_end (d, crossings->len == 0);
  g_array_append_vals (xs, crossings->data, crossings->len);
  g_array_sort (xs, by_value);
  for (guint m = 0; m < lines->len; m++)
    append_line (d, lines, m, xs);
}

static void
panel (PlxPlotData *d, const Layout *l, const char *title, gboolean measured)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func ((GDestroyNotify) g_array_unref);
  guint there = 0;

  for (guint m = 0; m < d->models->len; m++)
    {
      GArray *points = line_points (l, title, d->models->pdata[m], measured);

      g_ptr_array_add (lines, points);
      there += points->len > 1;
    }
  if (there < 2 || d->titles->len == PLX_PLOT_MAX_PANELS)
    return;
  append_panel (d, lines);
  g_ptr_array_add (d->titles, g_strdup (title));
}

void
plx_plot_data_crossings (PlxPlotData *d, const GPtrArray *results)
{
  Layout l = { .results = results, .mixed = are_mixed (results), .by_p = d->n_low == d->n_high };
  g_autoptr (GPtrArray) done = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_set_size (d->models, 0);
  d->low = 1;
  d->against = l.by_p ? "p" : "n";
  for (guint i = 0; i < results->len; i++)
    {
      const PlxResult *r = results->pdata[i];

      add_once (d->models, line_of (&l, r));
      if (l.by_p)
        d->n_low = i ? MIN (d->n_low, r->p) : r->p;
      if (l.by_p)
        d->n_high = i ? MAX (d->n_high, r->p) : r->p;
    }
  for (guint i = 0; i < 2 * results->len; i++)
    {
      const PlxResult *r = results->pdata[i / 2];
      const gboolean measured = i % 2 == 0;
      const guint before = done->len;

      if (measured && !is_measured (r))
        continue;
      add_once (done, panel_of (&l, r, measured));
      if (done->len > before)
        panel (d, &l, done->pdata[before], measured);
    }
}
