/* SPDX-License-Identifier: MIT */
/* compare.c: judges predictions by measurements. */
#include "sim/lab/compare.h"

#include <math.h>
#include <string.h>

/* A measured part below this share of the time is not worth a sentence, nor a gap below it. */
#define NEGLIGIBLE 0.05

static double
off (const PlxResult *r)
{
  return fabs (r->ratio - 1);
}

static gboolean
same_cell (const PlxResult *a, const PlxResult *b)
{
  return a->p == b->p && !strcmp (a->parameters, b->parameters) && !strcmp (a->variant, b->variant)
         && !strcmp (a->algorithm, b->algorithm) && !g_strcmp0 (a->executor, b->executor);
}

/* Same problem, so that its variants can be put in order. */
static gboolean
same_problem (const PlxResult *a, const PlxResult *b)
{
  return a->p == b->p && a->n == b->n && !strcmp (a->algorithm, b->algorithm) && !g_strcmp0 (a->executor, b->executor);
}

/* (transfer container): of PlxResult: those of a model that count. */
static GPtrArray *
counted (const GPtrArray *results, const char *model)
{
  GPtrArray *of = g_ptr_array_new ();

  for (guint i = 0; i < results->len; i++)
    {
      PlxResult *r = results->pdata[i];

      if (!strcmp (r->model, model) && plx_result_counts (r))
        g_ptr_array_add (of, r);
    }
  return of;
}

static double
median_of (const GPtrArray *of, double (*value) (const PlxResult *))
{
  g_autofree double *x = g_new (double, MAX (of->len, 1));

  for (guint i = 0; i < of->len; i++)
    x[i] = value (of->pdata[i]);
  return plx_median (x, of->len);
}

static double
ratio_of (const PlxResult *r)
{
  return r->ratio;
}

#define GAP(part) \
  static double \
  gap_##part (const PlxResult *r) \
  { \
    return (r->predicted.part - r->measured.part) / r->measured_s; \
  }
GAP (compute)
GAP (communicate)
GAP (synchronise)
GAP (wait)

/* Mean rank correlation, over the problems with two variants or more, of predicted and measured times. */
static double
rank_of (const GPtrArray *of)
{
  g_autofree double *x = g_new (double, MAX (of->len, 1)), *y = g_new (double, MAX (of->len, 1));
  double sum = 0;
  guint problems = 0;

  for (guint i = 0; i < of->len; i++)
    {
      guint n = 0, first = i;

      for (guint k = 0; k < of->len; k++)
        if (same_problem (of->pdata[i], of->pdata[k]))
          {
            first = MIN (first, k);
            x[n] = ((PlxResult *) of->pdata[k])->predicted_s;
            y[n++] = ((PlxResult *) of->pdata[k])->measured_s;
          }
      if (n < 2 || first < i)
        continue;
      const double rho = plx_rank_correlation (x, y, n);
      if (isfinite (rho))
        {
          sum += rho;
          problems++;
        }
    }
  return problems ? sum / problems : (double) NAN;
}

static guint
count_closest (const GPtrArray *results, const GPtrArray *of)
{
  guint n = 0;

  for (guint i = 0; i < of->len; i++)
    {
      gboolean closest = TRUE;

      for (guint k = 0; k < results->len && closest; k++)
        {
          const PlxResult *other = results->pdata[k];
          closest = !same_cell (other, of->pdata[i]) || !isfinite (other->ratio) || off (other) >= off (of->pdata[i]);
        }
      n += closest;
    }
  return n;
}

static PlxVerdict *
verdict_new (const GPtrArray *results, const GPtrArray *of)
{
  PlxVerdict *v = g_new0 (PlxVerdict, 1);

  v->model = ((PlxResult *) of->pdata[0])->model;
  v->n = of->len;
  v->closest = count_closest (results, of);
  v->median = median_of (of, off);
  v->ratio = median_of (of, ratio_of);
  v->rank = rank_of (of);
  v->gap = (PlxCost) { median_of (of, gap_compute), median_of (of, gap_communicate), median_of (of, gap_synchronise),
                       median_of (of, gap_wait) };
  for (guint i = 0; i < of->len; i++)
    {
      const PlxResult *r = of->pdata[i];

      if (!v->worst || off (r) > v->largest)
        v->worst = r;
      v->largest = off (v->worst);
      v->predicted.communicate = MAX (v->predicted.communicate, r->predicted.communicate);
      v->predicted.synchronise = MAX (v->predicted.synchronise, r->predicted.synchronise + r->predicted.wait);
    }
  return v;
}

static int
by_median (gconstpointer a, gconstpointer b)
{
  const PlxVerdict *x = *(PlxVerdict *const *) a, *y = *(PlxVerdict *const *) b;

  return (x->median > y->median) - (x->median < y->median);
}

GPtrArray *
plx_verdicts_new (const GPtrArray *results)
{
  GPtrArray *verdicts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < results->len; i++)
    {
      const PlxResult *r = results->pdata[i];
      g_autoptr (GPtrArray) of = NULL;

      if (!g_hash_table_add (seen, r->model))
        continue;
      of = counted (results, r->model);
      if (of->len)
        g_ptr_array_add (verdicts, verdict_new (results, of));
    }
  g_ptr_array_sort (verdicts, by_median);
  return verdicts;
}

gboolean
plx_verdicts_within (const GPtrArray *verdicts, double tolerance)
{
  for (guint i = 0; i < verdicts->len; i++)
    if (!(((PlxVerdict *) verdicts->pdata[i])->median <= tolerance))
      return FALSE;
  return verdicts->len > 0;
}

/* ---- in words ---- */

static void
percent (PlxTable *table, double x)
{
  g_autofree char *text = isfinite (x) ? g_strdup_printf ("%.0f %%", 100 * x) : NULL;

  plx_table_text (table, text);
}

char *
plx_verdicts_table (const GPtrArray *verdicts, PlxFormat format)
{
  g_autoptr (PlxTable) table
    = plx_table_new (format == PLX_TABLE ? "model,cells,median |ratio - 1|,largest,bias,ranks variants,closest in"
                                         : "model,cells,median,largest,bias,rank,closest");

  for (guint i = 0; i < verdicts->len; i++)
    {
      const PlxVerdict *v = verdicts->pdata[i];
      const double numbers[] = { v->median, v->largest, v->ratio - 1 };

      plx_table_row (table);
      plx_table_text (table, v->model);
      plx_table_count (table, v->n);
      for (guint k = 0; k < G_N_ELEMENTS (numbers); k++)
        if (format == PLX_TABLE)
          percent (table, numbers[k]);
        else
          plx_table_number (table, numbers[k]);
      plx_table_number (table, format == PLX_TABLE ? round (100 * v->rank) / 100 : v->rank);
      plx_table_count (table, v->closest);
    }
  return plx_table_print (table, format);
}

/* The part in which the model is off most in the direction in which it is off as a whole. */
static void
append_reason (GString *text, const PlxVerdict *v)
{
  const double sign = v->ratio < 1 ? -1 : 1;
  const double gaps[] = { v->gap.compute, v->gap.communicate, v->gap.synchronise + v->gap.wait };
  static const char *const names[] = { "computation", "communication", "synchronisation and waiting" };
  const gboolean none[] = { FALSE, v->predicted.communicate <= 0, v->predicted.synchronise <= 0 };
  guint most = 0;

  for (guint k = 1; k < G_N_ELEMENTS (gaps); k++)
    if (sign * gaps[k] > sign * gaps[most])
      most = k;
  if (!(sign * gaps[most] > NEGLIGIBLE))
    return;
  if (none[most] && sign < 0)
    g_string_append_printf (text, ", having no cost for %s (%.0f %% of the time)", names[most], -100 * gaps[most]);
  else
    g_string_append_printf (text, ", mostly in %s (%.0f %% of the time)", names[most], 100 * fabs (gaps[most]));
}

static void
append_model (GString *text, const PlxVerdict *v)
{
  g_string_append_printf (text, "%s is typically %.0f %% off", v->model, 100 * v->median);
  if (v->ratio < 1 - NEGLIGIBLE)
    g_string_append_printf (text, ": it predicts %.0f %% of the time measured", 100 * v->ratio);
  else if (v->ratio > 1 + NEGLIGIBLE)
    g_string_append_printf (text, ": it predicts %.3g times the time measured", v->ratio);
  if (v->median > NEGLIGIBLE)
    append_reason (text, v);
  g_string_append (text, ".\n");
}

static void
append_left_out (GString *text, const GPtrArray *results)
{
  guint below = 0, over = 0;
  const char *model = results->len ? ((PlxResult *) results->pdata[0])->model : NULL;

  for (guint i = 0; i < results->len; i++)
    {
      const PlxResult *r = results->pdata[i];

      if (strcmp (r->model, model))
        continue;
      below += r->below_floor;
      over += r->oversubscribed;
    }
  if (below)
    g_string_append_printf (text, "Left out: %u cell%s below the floor of what the clock resolves.\n", below,
                            below == 1 ? "" : "s");
  if (over)
    g_string_append_printf (text, "Left out: %u cell%s with more processors than cores.\n", over, over == 1 ? "" : "s");
}

char *
plx_verdicts_text (const GPtrArray *verdicts, const GPtrArray *results)
{
  GString *text = g_string_new (NULL);
  gboolean noisy = FALSE;

  for (guint i = 0; i < results->len; i++)
    noisy |= ((PlxResult *) results->pdata[i])->noisy;
  if (verdicts->len)
    {
      const PlxVerdict *best = verdicts->pdata[0];
      g_autofree char *where = plx_result_cell (best->worst);

      g_string_append_printf (text, "Closest: %s, with a median |ratio - 1| of %.0f %% over %u cell%s "
                              "(at worst %.0f %%, %s), the closest model in %u of them.\n", best->model,
                              100 * best->median, best->n, best->n == 1 ? "" : "s", 100 * best->largest, where,
                              best->closest);
    }
  else
    g_string_append (text, "No cell can be judged.\n");
  for (guint i = 0; i < verdicts->len; i++)
    append_model (text, verdicts->pdata[i]);
  if (verdicts->len && isfinite (((PlxVerdict *) verdicts->pdata[0])->rank))
    g_string_append_printf (text, "Ranks variants: 1 puts the variants of an algorithm into the order measured, -1 into "
                            "its reverse.\n");
  append_left_out (text, results);
  if (noisy)
    g_string_append (text, "Noisy host: its speed changed by more than 10 % while measuring; "
                           "do not trust the last digits.\n");
  return g_string_free (text, FALSE);
}

/* ---- one cell ---- */

typedef struct {
  guint superstep;  /* G_MAXUINT: the whole */
  guint part;
  double predicted_s, measured_s;
} Term;

static void
parts_of (PlxCost c, double unit_s, double parts[4])
{
  parts[0] = c.compute * unit_s;
  parts[1] = c.communicate * unit_s;
  parts[2] = c.synchronise * unit_s;
  parts[3] = c.wait * unit_s;
}

/* Takes the term when it is off more than @most, in the direction of @sign. */
static void
consider (Term *most, guint superstep, PlxCost predicted, double unit_s, PlxCost measured, double sign)
{
  double a[4], b[4];

  parts_of (predicted, unit_s, a);
  parts_of (measured, 1, b);
  for (guint k = 0; k < 4; k++)
    if (sign * (a[k] - b[k]) > sign * (most->predicted_s - most->measured_s))
      *most = (Term) { superstep, k, a[k], b[k] };
}

static guint64
largest_h (const PlxTrace *trace, guint s)
{
  g_autoptr (PlxLoads) loads = plx_loads_new (trace, 8, NULL);
  guint64 h = 0;

  while (loads && plx_loads_next (loads))
    if (loads->s == s)
      for (guint i = 0; i < loads->p; i++)
        h = MAX (h, MAX (loads->of[i].words_in, loads->of[i].words_out));
  return h;
}

static void
append_place (GString *text, const Term *term, const PlxTrace *trace)
{
  const PlxTrace *bulk = plx_trace_bulk (trace, NULL);

  if (term->superstep == G_MAXUINT || !bulk)
    g_string_append (text, "the whole");
  else if (*plx_trace_superstep (bulk, term->superstep)->label)
    g_string_append_printf (text, "superstep %u, '%s'", term->superstep,
                            plx_trace_superstep (bulk, term->superstep)->label);
  else
    g_string_append_printf (text, "superstep %u", term->superstep);
}

static void
append_words (GString *text, const Term *term, const PlxTrace *trace)
{
  const guint64 h = term->part == 1 && term->superstep != G_MAXUINT ? largest_h (trace, term->superstep) : 0;
  g_autofree char *predicted = NULL, *measured = NULL;

  if (h == 0)
    return;
  predicted = plx_time_text (term->predicted_s / (double) h, 3);
  measured = plx_time_text (term->measured_s / (double) h, 3);
  g_string_append_printf (text, "; h = %" G_GUINT64_FORMAT " words: %s a word predicted, %s measured", h,
                          predicted, measured);
}

char *
plx_difference_text (const PlxResult *result, const PlxTrace *trace, const PlxTiming *predicted, double unit_s,
                     const PlxTiming *measured)
{
  static const char *const names[] = { "computing", "communicating", "synchronising", "waiting" };
  const double gap = result->predicted_s - result->measured_s, sign = gap < 0 ? -1 : 1;
  Term most = { G_MAXUINT, 0, 0, 0 };
  GString *text;

  if (!isfinite (gap) || !predicted)
    return NULL;
  if (measured && measured->n_supersteps == predicted->n_supersteps)
    for (guint s = 0; s < measured->n_supersteps; s++)
      consider (&most, s, predicted->cost[s], unit_s, measured->cost[s], sign);
  else
    consider (&most, G_MAXUINT, result->predicted, 1, result->measured, sign);
  if (!(sign * (most.predicted_s - most.measured_s) > 0))
    return NULL;
  text = g_string_new (NULL);
  const double share = (most.predicted_s - most.measured_s) / gap;
  g_autofree char *p = plx_time_text (most.predicted_s, 3), *m = plx_time_text (most.measured_s, 3);
  if (share <= 1)
    g_string_append_printf (text, "%.0f %% of the gap is ", 100 * share);
  else
    g_string_append (text, "more than the whole gap is ");
  append_place (text, &most, trace);
  g_string_append_printf (text, ": %s predicted %s, measured %s", names[most.part], p, m);
  append_words (text, &most, trace);
  return g_string_free (text, FALSE);
}
