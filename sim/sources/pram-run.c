/* SPDX-License-Identifier: MIT */
/* pram-run.c: a run of a program: its control, and which processors take part in what.
 *
 * Counts of a run: a step of W_i processors is one of time; T steps, W = sum W_i, P = max W_i. On p processors it takes
 * sum ceil (W_i / p) <= floor (W / p) + T (R. P. Brent, "The parallel evaluation of general arithmetic expressions",
 * J. ACM 21(2), 1974). Check value: W_i = {8, 4, 2, 1}, p = 3: 3 + 2 + 1 + 1 = 7 <= 5 + 4.
 */
#include "sim/core/huge.h"
#include "sim/core/interrupt.h"
#include "sim/sources/pram-run.h"

#include <parallax/error.h>

static gboolean run_block (PlxPramMachine *m, guint32 first, const PlxPramActive *active);

/* ---- control ---- */

static gboolean
is_interrupted (PlxPramMachine *m, const PlxPramStatement *s)
{
  if (plx_interrupted)
    plx_pram_error (m->pram, s->line, s->column, PLX_ERROR_FAILED, &m->error, "interrupted after %u steps",
                    m->run->steps->len);
  return plx_interrupted != 0;
}

/* Before each round of a loop: one without steps ends, too. */
static gboolean
count_round (PlxPramMachine *m, const PlxPramStatement *s)
{
  if (is_interrupted (m, s))
    return FALSE;
  if (m->n_rounds++ < m->options->max_steps)
    return TRUE;
  plx_pram_error (m->pram, s->line, s->column, PLX_ERROR_FAILED, &m->error,
                  "loops of more than %" G_GUINT64_FORMAT " rounds in all (--max-steps); does the program end?",
                  m->options->max_steps);
  return FALSE;
}

static gboolean
run_for (PlxPramMachine *m, const PlxPramStatement *s, const PlxPramActive *active)
{
  gint64 low, high, step = 1;

  if (!plx_pram_evaluate_one (m, s->low, &low) || !plx_pram_evaluate_one (m, s->high, &high)
      || (s->step && !plx_pram_evaluate_one (m, s->step, &step)))
    return FALSE;
  if (step <= 0)
    return plx_pram_stop (m, &m->nodes[s->step], 0, "a step of %" G_GINT64_FORMAT "; it must be 1 or more", step);
  for (gint64 x = low; s->down ? x >= high : x <= high;)
    {
      m->scalars[s->slot] = x;
      if (!count_round (m, s) || !run_block (m, s->body, active))
        return FALSE;
      if (s->down ? __builtin_sub_overflow (x, step, &x) : __builtin_add_overflow (x, step, &x))
        break;
    }
  return TRUE;
}

static gboolean
run_while (PlxPramMachine *m, const PlxPramStatement *s, const PlxPramActive *active)
{
  g_autofree guint32 *lists = g_new (guint32, 2 * (gsize) active->n);
  guint32 *yes = lists, *other = lists + active->n;
  PlxPramActive now = *active;

  for (;;)
    {
      guint32 n;

      if (!count_round (m, s) || !plx_pram_test (m, s, &now, yes, &n, NULL))
        return FALSE;
      if (n == 0)
        return TRUE;
      if (n < now.n)
        {
          guint32 *before = yes;

          now = (PlxPramActive) { n, yes };
          yes = other;
          other = before;
        }
      if (!run_block (m, s->body, &now))
        return FALSE;
    }
}

static gboolean
run_if (PlxPramMachine *m, const PlxPramStatement *s, const PlxPramActive *active)
{
  g_autofree guint32 *lists = g_new (guint32, 2 * (gsize) active->n);
  guint32 *yes = lists, *no = lists + active->n, n;

  if (!plx_pram_test (m, s, active, yes, &n, no))
    return FALSE;
  if (n == active->n)
    return run_block (m, s->body, active);
  if (n > 0 && !run_block (m, s->body, &(PlxPramActive) { n, yes }))
    return FALSE;
  return run_block (m, s->other, n == 0 ? active : &(PlxPramActive) { active->n - n, no });
}

static gboolean
run_assert (PlxPramMachine *m, const PlxPramStatement *s, const PlxPramActive *active)
{
  PlxPramChunk chunk;

  for (guint32 base = 0; base < active->n; base += PLX_PRAM_VECTOR)
    {
      gint64 out[PLX_PRAM_VECTOR];
      const gint64 *x;

      plx_pram_chunk (m, active, base, &chunk);
      if (!(x = plx_pram_evaluate (m, s->guard, &chunk.all, out)))
        return FALSE;
      for (guint k = 0; k < chunk.all.n; k++)
        if (!x[k])
          return plx_pram_stop (m, &m->nodes[s->guard], chunk.all.lane[k], "this was asserted, and is false");
    }
  return TRUE;
}

static gboolean
run_pardo (PlxPramMachine *m, const PlxPramStatement *s)
{
  gboolean ok = plx_pram_make_lanes (m, s);

  if (ok && m->n_lanes > 0)
    ok = run_block (m, s->body, &(PlxPramActive) { m->n_lanes, NULL });
  m->rank = 0;
  return ok;
}

static gboolean
run_block (PlxPramMachine *m, guint32 first, const PlxPramActive *active)
{
  gboolean ok = TRUE;

  for (guint32 at = first; at && ok; at = m->statements[at].next)
    {
      const PlxPramStatement *s = &m->statements[at];

      if (is_interrupted (m, s))
        return FALSE;
      switch (s->kind)
        {
        case PLX_PRAM_ASSIGN: ok = plx_pram_assign (m, s, active); break;
        case PLX_PRAM_FOR:    ok = run_for (m, s, active); break;
        case PLX_PRAM_PARDO:  ok = run_pardo (m, s); break;
        case PLX_PRAM_WHILE:  ok = run_while (m, s, active); break;
        case PLX_PRAM_IF:     ok = run_if (m, s, active); break;
        default:              ok = run_assert (m, s, active); break;
        }
    }
  return ok;
}

/* ---- the machine ---- */

static void
free_conflict (gpointer data)
{
  PlxPramConflict *conflict = data;

  g_array_unref (conflict->accesses);
  g_free (conflict);
}

static PlxPramRun *
new_run (const PlxPram *pram, const PlxPramOptions *options)
{
  PlxPramRun *run = g_new0 (PlxPramRun, 1);

  run->pram = pram;
  run->model = options->model;
  run->steps = g_array_new (FALSE, FALSE, sizeof (PlxPramStep));
  run->conflicts = g_ptr_array_new_with_free_func (free_conflict);
  return run;
}

static void
begin (PlxPramMachine *m)
{
  const PlxPram *pram = m->pram;

  m->nodes = (const PlxPramNode *) (gconstpointer) pram->nodes->data;
  m->statements = (const PlxPramStatement *) (gconstpointer) pram->statements->data;
  m->ranges = (const PlxPramRange *) (gconstpointer) pram->ranges->data;
  m->run = new_run (pram, m->options);
  m->scalars = g_new0 (gint64, pram->n_scalars + 1);
  m->columns = g_new0 (PlxPramColumn, pram->n_columns + 1);
  m->places[0] = g_new0 (gint64, PLX_PRAM_RANK * PLX_PRAM_VECTOR);
  for (guint d = 1; d < PLX_PRAM_RANK; d++)
    m->places[d] = m->places[0] + d * PLX_PRAM_VECTOR;
  for (guint k = 0; k < PLX_PRAM_VECTOR; k++)
    m->identity[k] = (guint8) k;
  m->changes = m->options->watch ? g_array_new (FALSE, FALSE, sizeof (PlxPramChange)) : NULL;
}

/* Returns its run, or NULL. */
static PlxPramRun *
end (PlxPramMachine *m, gboolean ok)
{
  for (guint k = 0; k < m->pram->n_columns; k++)
    g_free (m->columns[k].of);
  g_free (m->spare.of);
  g_free (m->columns);
  g_free (m->scalars);
  g_free (m->places[0]);
  if (m->changes)
    g_array_unref (m->changes);
  plx_pram_step_free (m);
  if (ok)
    return m->run;
  plx_pram_run_free (m->run);
  return NULL;
}

PlxPramRun *
plx_pram_observe (const PlxPram *pram, const PlxPramOptions *options, PlxPramObserve observe, gpointer data,
                  GError **error)
{
  PlxPramMachine m = { .pram = pram, .options = options, .observe = observe, .observe_data = data };
  gboolean ok;

  begin (&m);
  ok = plx_pram_lay_out (&m);
  if (ok)
    {
      m.shadow = plx_huge_new0 (PlxPramShadow, m.run->n_cells);
      ok = run_block (&m, pram->first, &(PlxPramActive) { 1, NULL });
    }
  if (m.error)
    g_propagate_error (error, m.error);
  return end (&m, ok);
}

PlxPramRun *
plx_pram_run (const PlxPram *pram, const PlxPramOptions *options, GError **error)
{
  return plx_pram_observe (pram, options, NULL, NULL, error);
}

void
plx_pram_run_free (PlxPramRun *run)
{
  if (!run)
    return;
  g_array_unref (run->steps);
  g_ptr_array_unref (run->conflicts);
  g_free (run->arrays);
  g_free (run->memory);
  g_free (run->params);
  g_free (run);
}

/* ---- on p processors ---- */

guint64
plx_pram_brent_time (const PlxPramRun *run, guint64 p)
{
  guint64 time = 0;

  for (guint i = 0; i < run->steps->len; i++)
    time += (g_array_index (run->steps, PlxPramStep, i).active - 1) / p + 1;
  return time;
}

guint64
plx_pram_brent_bound (const PlxPramRun *run, guint64 p)
{
  return run->work / p + run->time;
}
