/* SPDX-License-Identifier: MIT */
/* pram-report.c: runs of a PRAM program: one as a page to read, a sweep as a table with the closed forms that go through
 * it, all of them as CSV and JSON. */
#include "sim/cli/pram-report.h"

#include "sim/lab/closed-fit.h"

#include <jansson.h>
#include <string.h>

#define MOST_CONFLICTS 10  /* of a page */
#define MOST_CELLS 64      /* of an array on a page, unless its name was given */

typedef PlxPramReport Report;

static guint64
cost_of (const PlxPramRun *run)
{
  return run->time * run->processors;
}

/* The parameter that sizes go by: n, else the first. FALSE: there is none. */
static gboolean
find_n (const PlxPram *pram, guint *at)
{
  guint n;
  const char *const *names = plx_pram_params (pram, &n);

  *at = 0;
  for (guint i = 0; i < n; i++)
    if (g_str_equal (names[i], "n"))
      *at = i;
  return n > 0;
}

/* ---- rows ---- */

/* @p: 0: nobody asked. */
static void
add_row (const Report *report, PlxTable *table, const PlxPramRun *run, guint64 p)
{
  const guint64 counts[] = { run->time, run->work, run->processors, cost_of (run), run->rcw };
  guint at;

  plx_table_row (table);
  plx_table_text (table, plx_pram_name (report->pram));
  if (find_n (report->pram, &at))
    plx_table_exact (table, (double) run->params[at]);
  else
    plx_table_text (table, NULL);
  plx_table_text (table, plx_pram_model_name (run->model));
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    plx_table_count (table, counts[i]);
  for (guint i = 0; p == 0 && i < 3; i++)
    plx_table_text (table, NULL);
  if (p > 0)
    {
      plx_table_count (table, p);
      plx_table_count (table, plx_pram_brent_time (run, p));
      plx_table_count (table, plx_pram_brent_bound (run, p));
    }
  plx_table_count (table, run->violations);
}

static char *
print_rows (const Report *report, PlxFormat format)
{
  g_autoptr (PlxTable) table = plx_table_new (PLX_PRAM_COLUMNS);

  for (guint i = 0; i < report->runs->len; i++)
    {
      for (guint k = 0; k < report->p->len; k++)
        add_row (report, table, report->runs->pdata[i], g_array_index (report->p, guint64, k));
      if (report->p->len == 0)
        add_row (report, table, report->runs->pdata[i], 0);
    }
  return plx_table_print (table, format);
}

static void
add_step (PlxTable *table, const PlxPramStep *step, guint k)
{
  const guint64 counts[] = { step->n_reads, step->n_writes, step->kappa_reads, step->kappa_writes,
                             step->n_concurrent_reads, step->n_concurrent_writes, step->raw };

  plx_table_row (table);
  plx_table_count (table, k + 1);
  plx_table_count (table, step->line);
  plx_table_text (table, step->test ? "test" : "assign");
  plx_table_count (table, step->active);
  plx_table_count (table, step->max_reads);
  plx_table_count (table, step->n_writes > 0);
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    plx_table_count (table, counts[i]);
}

/* @source: with the line's text as last column. */
static char *
print_steps (const PlxPramRun *run, PlxFormat format, gboolean source)
{
  g_autoptr (PlxTable) table = plx_table_new (source ? PLX_PRAM_STEP_COLUMNS ",source" : PLX_PRAM_STEP_COLUMNS);

  for (guint k = 0; k < run->steps->len; k++)
    {
      const PlxPramStep *step = &g_array_index (run->steps, PlxPramStep, k);

      add_step (table, step, k);
      if (source)
        {
          g_autofree char *text = plx_pram_line (run->pram, step->line);

          plx_table_text (table, text);
        }
    }
  return plx_table_print (table, format);
}

/* ---- a page ---- */

static void
append_head (const Report *report, const PlxPramRun *run, GString *out)
{
  const char *title = plx_pram_title (report->pram);
  guint n;
  const char *const *names = plx_pram_params (report->pram, &n);

  g_string_append (out, plx_pram_name (report->pram));
  if (*title)
    g_string_append_printf (out, ": %s", title);
  g_string_append_c (out, '\n');
  for (guint i = 0; i < n; i++)
    g_string_append_printf (out, "%s = %" G_GINT64_FORMAT ", ", names[i], run->params[i]);
  g_string_append (out, plx_pram_model_name (run->model));
  if (run->model.write == PLX_ARBITRARY)
    g_string_append_printf (out, " (%s)", plx_pram_arbitrary_name (report->options->arbitrary));
  g_string_append_printf (out, ", reads judged by %s%s\n\n", report->options->by_statement ? "statement" : "micro-step",
                          report->options->rw_exclusive ? ", none of a cell that is written" : "");
}

static void
append_counts (const PlxPramRun *run, GString *out)
{
  guint64 readers = 0, writers = 0;

  for (guint k = 0; k < run->steps->len; k++)
    {
      const PlxPramStep *step = &g_array_index (run->steps, PlxPramStep, k);

      readers = MAX (readers, step->kappa_reads);
      writers = MAX (writers, step->kappa_writes);
    }
  g_string_append_printf (out,
                          "  time T           %10" G_GUINT64_FORMAT "  steps\n"
                          "  work W           %10" G_GUINT64_FORMAT "  operations of all processors\n"
                          "  processors P     %10" G_GUINT64_FORMAT "  at most at work in a step\n"
                          "  cost T P         %10" G_GUINT64_FORMAT "\n"
                          "  rcw              %10" G_GUINT64_FORMAT "  when reading, computing and writing take a unit each\n"
                          "  readers          %10" G_GUINT64_FORMAT "  of one cell at once, at most\n"
                          "  writers          %10" G_GUINT64_FORMAT "\n",
                          run->time, run->work, run->processors, cost_of (run), run->rcw, readers, writers);
}

static void
append_brent (const Report *report, const PlxPramRun *run, GString *out)
{
  if (report->p->len > 0)
    g_string_append (out, "\n           p         T_p   floor(W/p) + T     p T_p / W\n");
  for (guint k = 0; k < report->p->len; k++)
    {
      const guint64 p = g_array_index (report->p, guint64, k), time = plx_pram_brent_time (run, p);

      g_string_append_printf (out, "  %10" G_GUINT64_FORMAT "  %10" G_GUINT64_FORMAT "   %14" G_GUINT64_FORMAT "  %12.3g\n",
                              p, time, plx_pram_brent_bound (run, p),
                              (double) p * (double) time / (double) MAX (run->work, 1));
    }
  if (report->p->len == 0 && run->time > 0)
    g_string_append_printf (out, "  W / T            %10.3g  up to about so many processors the cost stays near W\n",
                            (double) run->work / (double) run->time);
}

static void
append_conflict (const PlxPramRun *run, const PlxPramConflict *conflict, GString *out)
{
  g_autofree char *text = plx_pram_conflict_text (run, conflict, 4), *line = plx_pram_line (run->pram, conflict->line);

  g_string_append_printf (out, "  %s\n      %s\n", text, line);
}

static gboolean
is_weaker (PlxPramModel a, PlxPramModel b)
{
  return a.concurrent_reads != b.concurrent_reads || a.write != b.write;
}

static void
append_conflicts (const PlxPramRun *run, GString *out)
{
  const guint shown = MIN (run->conflicts->len, MOST_CONFLICTS);
  const char *model = plx_pram_model_name (run->model), *needs = plx_pram_model_name (run->needs);

  if (run->violations == 0)
    {
      g_string_append_printf (out, "\nNo conflict: %s accepts the run%s%s%s.\n", model,
                              is_weaker (run->needs, run->model) && run->model.write <= PLX_PRIORITY ? "; so would " : "",
                              is_weaker (run->needs, run->model) && run->model.write <= PLX_PRIORITY ? needs : "",
                              run->needs.write == PLX_ARBITRARY ? ", whose answer is that of its rule" : "");
      return;
    }
  g_string_append_printf (out, "\n%s forbids %" G_GUINT64_FORMAT " access%s (step, cell):\n", model, run->violations,
                          run->violations == 1 ? "" : "es");
  for (guint k = 0; k < shown; k++)
    append_conflict (run, run->conflicts->pdata[k], out);
  if (run->conflicts->len > shown)
    g_string_append_printf (out, "  ... and in %u more steps; --format json has them\n", run->conflicts->len - shown);
  g_string_append_printf (out, "The weakest model that accepts the run: %s.\n", needs);
}

/* ---- memory ---- */

static gboolean
is_shown (const Report *report, const char *name)
{
  return report->shown && g_strv_contains ((const char *const *) report->shown, name);
}

static void
append_array (const PlxPramRun *run, const PlxPramArray *array, GString *out)
{
  const guint64 row = array->rank > 1 ? (guint64) (array->upper[array->rank - 1] - array->lower[array->rank - 1] + 1) : 0;

  g_string_append_printf (out, "  %s", array->name);
  for (guint64 i = 0; i < array->n_cells; i++)
    g_string_append_printf (out, "%s %" G_GINT64_FORMAT, row > 0 && i > 0 && i % row == 0 ? "\n   " : i == 0 ? " =" : "",
                            run->memory[array->address + i]);
  g_string_append_c (out, '\n');
}

static void
append_memory (const Report *report, const PlxPramRun *run, GString *out)
{
  gboolean any = FALSE;

  for (guint i = 0; i < run->n_arrays; i++)
    if (is_shown (report, run->arrays[i].name))
      {
        if (!any)
          g_string_append (out, "\nMemory at the end:\n");
        append_array (run, &run->arrays[i], out);
        any = TRUE;
      }
}

static char *
print_page (const Report *report)
{
  const PlxPramRun *run = report->runs->pdata[0];
  GString *out = g_string_new (NULL);

  append_head (report, run, out);
  append_counts (run, out);
  append_brent (report, run, out);
  append_conflicts (run, out);
  append_memory (report, run, out);
  if (report->steps)
    {
      g_autofree char *steps = print_steps (run, PLX_TABLE, TRUE);

      g_string_append_printf (out, "\n%s", steps);
    }
  return g_string_free (out, FALSE);
}

/* ---- a sweep ---- */

/* The place of the one parameter that differs between the runs; FALSE: none or several do. */
static gboolean
find_swept (const Report *report, guint *at)
{
  guint n, swept = 0;

  *at = 0;
  plx_pram_params (report->pram, &n);
  for (guint i = 0; i < n; i++)
    {
      gboolean differs = FALSE;

      for (guint k = 1; k < report->runs->len; k++)
        differs = differs || ((const PlxPramRun *) report->runs->pdata[k])->params[i]
                             != ((const PlxPramRun *) report->runs->pdata[0])->params[i];
      if (differs && swept++ == 0)
        *at = i;
    }
  return swept == 1;
}

static void
append_fit (const Report *report, guint at, const char *what, gsize offset, GString *out)
{
  const guint count = report->runs->len;
  g_autofree guint64 *n = g_new (guint64, count), *y = g_new (guint64, count);
  g_autofree char *form = NULL;
  guint n_params;
  const char *name = plx_pram_params (report->pram, &n_params)[at];

  for (guint k = 0; k < count; k++)
    {
      const PlxPramRun *run = report->runs->pdata[k];

      if (run->params[at] < 1)
        return;
      n[k] = (guint64) run->params[at];
      y[k] = *(const guint64 *) (gconstpointer) ((const char *) run + offset);
    }
  if ((form = plx_closed_fit (n, y, count, name)))
    g_string_append_printf (out, "%s = %s at every %s tried\n", what, form, name);
}

static char *
print_sweep (const Report *report)
{
  g_autofree char *rows = print_rows (report, PLX_TABLE);
  GString *out = g_string_new (rows);
  guint at;

  if (!find_swept (report, &at))
    return g_string_free (out, FALSE);
  append_fit (report, at, "T", G_STRUCT_OFFSET (PlxPramRun, time), out);
  append_fit (report, at, "W", G_STRUCT_OFFSET (PlxPramRun, work), out);
  append_fit (report, at, "P", G_STRUCT_OFFSET (PlxPramRun, processors), out);
  return g_string_free (out, FALSE);
}

/* ---- JSON ---- */

static json_t *
json_count (guint64 x)
{
  return json_integer ((json_int_t) x);
}

static json_t *
json_steps (const PlxPramRun *run)
{
  g_autofree char *text = print_steps (run, PLX_JSON, FALSE);
  json_t *steps = json_loads (text, 0, NULL);

  return steps;
}

static json_t *
json_accesses (const PlxPramConflict *conflict)
{
  json_t *all = json_array ();

  for (guint k = 0; k < conflict->accesses->len; k++)
    {
      const PlxPramAccess *access = &g_array_index (conflict->accesses, PlxPramAccess, k);
      json_t *index = json_array ();

      for (guint i = 0; i < conflict->rank; i++)
        json_array_append_new (index, json_integer (access->index[i]));
      json_array_append_new (all, json_pack ("{s:o, s:I, s:b}", "processor", index, "value", (json_int_t) access->value,
                                             "writes", (int) access->writes));
    }
  return all;
}

static json_t *
json_conflicts (const PlxPramRun *run)
{
  static const char *const kinds[] = { "read", "write", "read-write" };
  json_t *all = json_array ();

  for (guint k = 0; k < run->conflicts->len; k++)
    {
      const PlxPramConflict *conflict = run->conflicts->pdata[k];
      g_autofree char *cell = plx_pram_cell_name (run, conflict->address);

      json_array_append_new (all, json_pack ("{s:I, s:I, s:s, s:s, s:I, s:I, s:I, s:o}", "step",
                                             (json_int_t) conflict->step, "line", (json_int_t) conflict->line, "kind",
                                             kinds[conflict->kind], "cell", cell, "micro_step",
                                             (json_int_t) conflict->micro_step, "cells", (json_int_t) conflict->n_cells,
                                             "processors", (json_int_t) conflict->n_accesses, "accesses",
                                             json_accesses (conflict)));
    }
  return all;
}

static json_t *
json_memory (const PlxPramRun *run)
{
  json_t *all = json_object ();

  for (guint i = 0; i < run->n_arrays; i++)
    {
      json_t *cells = json_array ();

      for (guint64 k = 0; k < run->arrays[i].n_cells; k++)
        json_array_append_new (cells, json_integer (run->memory[run->arrays[i].address + k]));
      json_object_set_new (all, run->arrays[i].name, cells);
    }
  return all;
}

static json_t *
json_brent (const Report *report, const PlxPramRun *run)
{
  json_t *all = json_array ();

  for (guint k = 0; k < report->p->len; k++)
    {
      const guint64 p = g_array_index (report->p, guint64, k);

      json_array_append_new (all, json_pack ("{s:o, s:o, s:o}", "p", json_count (p), "time",
                                             json_count (plx_pram_brent_time (run, p)), "bound",
                                             json_count (plx_pram_brent_bound (run, p))));
    }
  return all;
}

static json_t *
json_run (const Report *report, const PlxPramRun *run)
{
  json_t *params = json_object ();
  guint n;
  const char *const *names = plx_pram_params (report->pram, &n);

  for (guint i = 0; i < n; i++)
    json_object_set_new (params, names[i], json_integer (run->params[i]));
  return json_pack ("{s:s, s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:s, s:o, s:o, s:o, s:o}", "program",
                    plx_pram_name (report->pram), "parameters", params, "rule", plx_pram_model_name (run->model), "time",
                    json_count (run->time), "work", json_count (run->work), "processors", json_count (run->processors),
                    "cost", json_count (cost_of (run)), "rcw", json_count (run->rcw), "violations",
                    json_count (run->violations), "needs", plx_pram_model_name (run->needs), "brent",
                    json_brent (report, run), "conflicts", json_conflicts (run), "steps", json_steps (run), "memory",
                    json_memory (run));
}

static char *
print_json (const Report *report)
{
  json_t *all = json_array ();

  for (guint i = 0; i < report->runs->len; i++)
    json_array_append_new (all, json_run (report, report->runs->pdata[i]));
  char *dumped = json_dumps (all, JSON_INDENT (2));
  char *text = g_strconcat (dumped, "\n", NULL);

  free (dumped);
  json_decref (all);
  return text;
}

char *
plx_pram_report_print (const PlxPramReport *report, PlxFormat format)
{
  if (format == PLX_JSON)
    return print_json (report);
  if (format == PLX_CSV)
    return report->steps ? print_steps (report->runs->pdata[0], format, FALSE) : print_rows (report, format);
  return report->runs->len == 1 ? print_page (report) : print_sweep (report);
}

/* ---- arbitrary winners ---- */

/* The first cell in which the runs differ; FALSE: none. */
static gboolean
find_difference (PlxPramRun *const *runs, guint64 *address)
{
  for (*address = 0; *address < runs[0]->n_cells; (*address)++)
    for (guint i = 1; i < PLX_PRAM_N_ARBITRARY; i++)
      if (runs[i]->memory[*address] != runs[0]->memory[*address])
        return TRUE;
  return FALSE;
}

char *
plx_pram_report_arbitrary (PlxPramRun *const *runs, gboolean *same)
{
  guint64 address;

  *same = !find_difference (runs, &address);
  if (*same)
    return g_strdup ("The answer is the same, whoever wins: random, first, last, min and max agree in every cell.\n");
  g_autofree char *cell = plx_pram_cell_name (runs[0], address);
  GString *out = g_string_new ("The answer depends on who wins: ");

  g_string_append_printf (out, "%s is ", cell);
  for (guint i = 0; i < PLX_PRAM_N_ARBITRARY; i++)
    g_string_append_printf (out, "%s%" G_GINT64_FORMAT " (%s)", i > 0 ? ", " : "", runs[i]->memory[address],
                            plx_pram_arbitrary_name ((PlxPramArbitrary) i));
  g_string_append (out, ".\n");
  return g_string_free (out, FALSE);
}
