/* SPDX-License-Identifier: MIT */
/* simulation-report.c: a simulation as text: finishing times, the critical path, sensitivities. */
#include "sim/cli/simulation-report.h"

#include <gsl/gsl_statistics_double.h>
#include <jansson.h>
#include <math.h>
#include <parallax/param.h>
#include <stdlib.h>
#include <string.h>

#define TABLE_ROWS 32

typedef PlxSimulationReport Report;

static double
time_of (const Report *report, double ticks)
{
  return ticks / report->simulation->rate;
}

/* The shortest number that reads back the same; whole ones, by far the most, without the search for it. */
static void
append_time (GString *out, const Report *report, guint64 ticks)
{
  const double rate = report->simulation->rate;
  const guint64 whole = rate >= 1 && rate < 0x1p62 && rate == floor (rate) ? (guint64) rate : 0;
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (whole > 0 && ticks % whole == 0 && ticks / whole < 1000000000000000)
    g_string_append_printf (out, "%" G_GUINT64_FORMAT, ticks / whole);
  else
    g_string_append (out, plx_number_text (buffer, time_of (report, (double) ticks)));
}

char *
plx_simulation_time_text (const PlxSimulation *simulation, const char *unit)
{
  GString *text = g_string_new (NULL);
  const Report report = { .simulation = simulation };

  append_time (text, &report, simulation->time);
  g_string_append_printf (text, " %s%s", unit, g_str_equal (unit, "s") || g_str_equal (text->str, "1") ? "" : "s");
  return g_string_free (text, FALSE);
}

/* A time of a table: seconds for reading, steps in full. */
static void
add_time (PlxTable *table, const Report *report, double ticks)
{
  if (g_str_equal (report->unit, "s"))
    plx_table_time (table, time_of (report, ticks), report->unit);
  else
    plx_table_exact (table, time_of (report, ticks));
}

/* ---- processors ---- */

static char *
processors_csv (const Report *report)
{
  const PlxSimulation *s = report->simulation;
  GString *out = g_string_new ("processor,finish,busy,gap,wait,unit\n");

  for (guint i = 0; i < s->p; i++)
    {
      const guint64 times[] = { s->of[i].finish, s->of[i].busy, s->of[i].gap, s->of[i].wait };

      g_string_append_printf (out, "%u,", i);
      for (guint k = 0; k < G_N_ELEMENTS (times); k++)
        {
          append_time (out, report, times[k]);
          g_string_append_c (out, ',');
        }
      g_string_append (out, report->unit);
      g_string_append_c (out, '\n');
    }
  return g_string_free (out, FALSE);
}

typedef struct {
  guint64 finish;
  guint processor;
} Finish;

/* Ties by number. */
static gboolean
is_later (Finish a, Finish b)
{
  return a.finish != b.finish ? a.finish > b.finish : a.processor < b.processor;
}

/* The @n that finish last, the latest first; not all are sorted. */
static void
find_latest (const PlxSimulation *s, guint n, Finish *latest)
{
  for (guint i = 0; i < s->p; i++)
    {
      const Finish finish = { s->of[i].finish, i };
      guint at = MIN (i, n);

      for (; at > 0 && is_later (finish, latest[at - 1]); at--)
        if (at < n)
          latest[at] = latest[at - 1];
      if (at < n)
        latest[at] = finish;
    }
}

static void
add_processor (PlxTable *table, const Report *report, guint i)
{
  const PlxShare *share = &report->simulation->of[i];

  plx_table_row (table);
  plx_table_count (table, i);
  add_time (table, report, (double) share->finish);
  add_time (table, report, (double) share->busy);
  add_time (table, report, (double) share->gap);
  add_time (table, report, (double) share->wait);
  plx_table_unit (table, report->unit);
}

static void
append_processors (GString *out, const Report *report)
{
  const guint p = report->simulation->p;
  const gboolean some = p > TABLE_ROWS && !report->all;
  g_autoptr (PlxTable) table = plx_table_new ("processor,finish,busy,gap,wait,unit");
  Finish latest[TABLE_ROWS];
  g_autofree char *text = NULL;

  if (some)
    find_latest (report->simulation, TABLE_ROWS, latest);
  for (guint k = 0; k < (some ? TABLE_ROWS : p); k++)
    add_processor (table, report, some ? latest[k].processor : k);
  text = plx_table_print (table, PLX_TABLE);
  g_string_append_printf (out, "\n%s", text);
  if (some)
    g_string_append_printf (out, "... and %u that finish no later; --all shows them\n", p - TABLE_ROWS);
}

/* ---- summary ---- */

/* Shares of the sum of all finishing times. */
static PlxCost
shares_of (const PlxSimulation *s)
{
  double busy = 0, gap = 0, wait = 0, sum;

  for (guint i = 0; i < s->p; i++)
    {
      busy += (double) s->of[i].busy;
      gap += (double) s->of[i].gap;
      wait += (double) s->of[i].wait;
    }
  sum = MAX (busy + gap + wait, 1);
  return (PlxCost) { .compute = busy / sum, .communicate = gap / sum, .wait = wait / sum };
}

static void
append_quantiles (GString *out, const Report *report)
{
  static const double quantiles[] = { 0, 0.05, 0.25, 0.5, 0.75, 0.95, 1 };
  g_autoptr (PlxTable) table = plx_table_new ("replicas,min,5 %,25 %,median,75 %,95 %,max");
  const double *times = (const double *) (gconstpointer) report->replicas->data;
  g_autofree char *text = NULL;

  plx_table_row (table);
  plx_table_count (table, report->replicas->len);
  for (guint k = 0; k < G_N_ELEMENTS (quantiles); k++)
    plx_table_time (table, gsl_stats_quantile_from_sorted_data (times, 1, report->replicas->len, quantiles[k]), report->unit);
  text = plx_table_print (table, PLX_TABLE);
  g_string_append_printf (out, "\n%s", text);
}

static void
append_summary (GString *out, const Report *report)
{
  const PlxSimulation *s = report->simulation;
  const PlxCost shares = shares_of (s);
  g_autofree char *time = plx_simulation_time_text (s, report->unit);

  g_string_append_printf (out, "%s, %s%s%s: %s\n", report->identity, report->model, report->machine ? " on " : "",
                          report->machine ? report->machine : "", time);
  if (s->p > 0)
    g_string_append_printf (out, "last       processor %u of %u\n", plx_simulation_last (s), s->p);
  g_string_append_printf (out, "shares     busy %.3g %%, gap %.3g %%, wait %.3g %%\n", 100 * shares.compute,
                          100 * shares.communicate, 100 * shares.wait);
  g_string_append_printf (out, "simulated  %" G_GUINT64_FORMAT " operations, %" G_GUINT64_FORMAT " messages, %"
                          G_GUINT64_FORMAT " events, %" G_GUINT64_FORMAT " ties, by the %s engine\n",
                          s->n_ops, s->n_messages, s->n_events, s->n_ties, s->engine);
}

/* ---- the critical path ---- */

static const PlxActivity *
activity_at (const Report *report, const PlxPathStep *step)
{
  return &g_array_index (report->simulation->log, PlxActivity, step->activity);
}

static const PlxPathStep *
step_at (const Report *report, guint k)
{
  return &g_array_index (report->path->steps, PlxPathStep, k);
}

/* (transfer full) */
static char *
operation_text (const PlxActivity *a)
{
  const char *name = a->kind == PLX_OP_RECV ? "receive" : a->kind < PLX_N_OPS ? plx_op_kind_name (a->kind) : "barrier";
  g_autofree char *size = NULL;

  if (a->kind >= PLX_N_OPS)
    return g_strdup (name);
  if (a->kind == PLX_OP_WORK)
    return g_strdup_printf ("work %" G_GUINT64_FORMAT, a->amount);
  size = a->control ? g_strdup ("control") : g_strdup_printf ("%" G_GUINT64_FORMAT " B", a->amount);
  return g_strdup_printf ("%s %s %s %u", name, size, a->kind == PLX_OP_RECV || a->kind == PLX_OP_READ ? "from" : "to",
                          a->peer);
}

static const char *
cause_text (const PlxActivity *a)
{
  static const char *const texts[PLX_N_CAUSES] = {
    [PLX_CAUSE_START] = "the beginning",     [PLX_CAUSE_PROCESSOR] = "processor busy",
    [PLX_CAUSE_GAP] = "gap",                 [PLX_CAUSE_MESSAGE] = "message arrives",
    [PLX_CAUSE_REQUIRED] = "requires its end", [PLX_CAUSE_STARTED] = "requires its start",
    [PLX_CAUSE_CAPACITY] = "network full",   [PLX_CAUSE_BARRIER] = "barrier",
  };

  return a->cause < PLX_N_CAUSES ? texts[a->cause] : "";
}

#define PATH_COLUMNS "step,start,end,processor,operation,because,pays,parameters"

static void
add_step (PlxTable *table, const Report *report, guint k)
{
  const PlxPathStep *step = step_at (report, k);
  const PlxActivity *a = activity_at (report, step);
  g_autofree char *operation = operation_text (a), *terms = plx_terms_text (report->path, &step->terms);

  plx_table_row (table);
  plx_table_count (table, k + 1);
  add_time (table, report, (double) a->start);
  add_time (table, report, (double) a->end);
  plx_table_count (table, a->processor);
  plx_table_text (table, operation);
  plx_table_text (table, cause_text (a));
  add_time (table, report, (double) step->paid);
  plx_table_text (table, terms);
}

/* What the repetitions of a run pay together. */
static void
add_repetition (PlxTable *table, const Report *report, const PlxPathRun *run)
{
  const guint first = run->first + run->length, end = run->first + run->length * run->times;
  g_autofree char *text = run->length == 1 ? g_strdup_printf ("the same %u times more", run->times - 1)
                                           : g_strdup_printf ("these %u, %u times more", run->length, run->times - 1);
  g_autofree char *terms = NULL;
  PlxTerms sum = { .work = 0 };
  gint64 paid = 0;

  for (guint k = first; k < end; k++)
    {
      const PlxPathStep *step = step_at (report, k);

      for (guint i = 0; i < PLX_MAX_TERMS; i++)
        sum.counts[i] += step->terms.counts[i];
      sum.work += step->terms.work;
      sum.rest += step->terms.rest;
      paid += step->paid;
    }
  terms = plx_terms_text (report->path, &sum);
  plx_table_row (table);
  plx_table_count (table, end);
  add_time (table, report, (double) activity_at (report, step_at (report, first))->start);
  add_time (table, report, (double) activity_at (report, step_at (report, end - 1))->end);
  plx_table_number (table, (double) NAN);
  plx_table_text (table, text);
  plx_table_text (table, NULL);
  add_time (table, report, (double) paid);
  plx_table_text (table, terms);
}

static void
append_path (GString *out, const Report *report)
{
  g_autoptr (PlxTable) table = plx_table_new (PATH_COLUMNS);
  g_autoptr (GArray) runs = plx_critical_path_fold (report->path, report->simulation);
  g_autofree char *sum = plx_terms_text (report->path, &report->path->total);
  g_autofree char *time = plx_simulation_time_text (report->simulation, report->unit);
  g_autofree char *text = NULL;

  for (guint r = 0; r < runs->len; r++)
    {
      const PlxPathRun *run = &g_array_index (runs, PlxPathRun, r);
      const guint shown = report->all ? run->length * run->times : run->length;

      for (guint k = run->first; k < run->first + shown; k++)
        add_step (table, report, k);
      if (run->times > 1 && !report->all)
        add_repetition (table, report, run);
    }
  text = plx_table_print (table, PLX_TABLE);
  g_string_append_printf (out, "\nCritical path, %u steps; a step pays what passes until the next can start\n%s%s = %s\n",
                          report->path->steps->len, text, sum, time);
}

/* ---- sensitivities ---- */

static void
add_sensitivity (PlxTable *table, const Report *report, const char *name, double value, double count, double time)
{
  const double all = time_of (report, (double) report->simulation->time);

  plx_table_row (table);
  plx_table_text (table, name);
  plx_table_exact (table, value);
  plx_table_exact (table, count);
  plx_table_time (table, time, report->unit);
  plx_table_number (table, all > 0 ? time / all : (double) NAN);
}

static PlxTable *
sensitivity_table (const Report *report)
{
  const PlxCriticalPath *path = report->path;
  const double none = (double) NAN;
  PlxTable *table = plx_table_new ("parameter,value,derivative,time,share");

  for (guint i = 0; i < path->n_params; i++)
    add_sensitivity (table, report, path->names[i], path->values[i], path->total.counts[i],
                     path->total.counts[i] * path->values[i]);
  add_sensitivity (table, report, "work", none, none, path->total.work);
  if (fabs (path->total.rest) > 0)
    add_sensitivity (table, report, path->rest_name, none, none, path->total.rest);
  return table;
}

static void
append_sensitivity (GString *out, const Report *report)
{
  g_autoptr (PlxTable) table = sensitivity_table (report);
  g_autofree char *text = plx_table_print (table, PLX_TABLE);

  g_string_append_printf (out, "\nSensitivities: the derivative of the time, and the parameter's part of it\n%s", text);
}

/* ---- JSON ---- */

static void
append_text (GString *out, const char *key, const char *value)
{
  json_t *string = json_string (value);
  char *quoted = string ? json_dumps (string, JSON_ENCODE_ANY) : NULL;

  g_string_append_printf (out, "  \"%s\": %s,\n", key, quoted ? quoted : "null");
  free (quoted);
  json_decref (string);
}

static void
append_count (GString *out, const char *key, guint64 value)
{
  g_string_append_printf (out, "  \"%s\": %" G_GUINT64_FORMAT ",\n", key, value);
}

/* A list of objects, two columns further in; frees the table. */
static void
append_list (GString *out, const char *key, PlxTable *table)
{
  g_autofree char *text = plx_table_print (table, PLX_JSON);

  plx_table_free (table);
  g_string_append_printf (out, ",\n  \"%s\": %s", key, g_strchomp (text));
}

static PlxTable *
processors_table (const Report *report)
{
  PlxTable *table = plx_table_new ("processor,finish,busy,gap,wait,unit");

  for (guint i = 0; i < report->simulation->p; i++)
    add_processor (table, report, i);
  return table;
}

static PlxTable *
path_table (const Report *report)
{
  PlxTable *table = plx_table_new (PATH_COLUMNS);

  for (guint k = 0; k < report->path->steps->len; k++)
    add_step (table, report, k);
  return table;
}

static void
append_replicas (GString *out, const Report *report)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append (out, ",\n  \"replicas\": [");
  for (guint k = 0; k < report->replicas->len; k++)
    g_string_append_printf (out, "%s%s", k ? ", " : "",
                            plx_number_text (buffer, g_array_index (report->replicas, double, k)));
  g_string_append_c (out, ']');
}

static char *
print_json (const Report *report)
{
  const PlxSimulation *s = report->simulation;
  GString *out = g_string_new ("{\n");

  append_text (out, "identity", report->identity);
  append_text (out, "model", report->model);
  if (report->machine)
    append_text (out, "machine", report->machine);
  append_text (out, "engine", s->engine);
  append_count (out, "operations", s->n_ops);
  append_count (out, "messages", s->n_messages);
  append_count (out, "events", s->n_events);
  append_count (out, "ties", s->n_ties);
  append_text (out, "unit", report->unit);
  g_string_append (out, "  \"time\": ");
  append_time (out, report, s->time);
  if (report->replicas)
    append_replicas (out, report);
  if (report->show_path)
    append_list (out, "critical_path", path_table (report));
  if (report->show_sensitivity)
    append_list (out, "sensitivity", sensitivity_table (report));
  append_list (out, "processors", processors_table (report));
  g_string_append (out, "\n}\n");
  return g_string_free (out, FALSE);
}

char *
plx_simulation_report_print (const PlxSimulationReport *report, PlxFormat format)
{
  GString *out;

  if (format == PLX_CSV)
    return processors_csv (report);
  if (format == PLX_JSON)
    return print_json (report);
  out = g_string_new (NULL);
  append_summary (out, report);
  if (report->replicas)
    append_quantiles (out, report);
  append_processors (out, report);
  if (report->show_path)
    append_path (out, report);
  if (report->show_sensitivity)
    append_sensitivity (out, report);
  return g_string_free (out, FALSE);
}
