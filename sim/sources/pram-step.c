/* SPDX-License-Identifier: MIT */
/* pram-step.c: a synchronous step. It is evaluated into the log; then its writes are marked in the shadow, its reads are
 * counted there, micro-step by micro-step, against the writes, and at last the writes land.
 */
#include "sim/core/huge.h"
#include "sim/sources/pram-run.h"

#include <parallax/error.h>
#include <string.h>

/* ---- the log ---- */

static void
make_room (PlxPramLog *log, guint32 n)
{
  if (n <= log->capacity)
    return;
  n = MAX (n, 2 * MIN (log->capacity, PLX_PRAM_MOST_LANES));
  if (!log->reads)
    log->reads = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_set_size (log->reads, 0);
  g_free (log->to);
  g_free (log->value);
  g_free (log->writers);
  log->to = plx_huge_new (guint32, n + PLX_PRAM_AHEAD);
  log->value = plx_huge_new (gint64, n);
  log->writers = plx_huge_new (guint32, n);
  log->capacity = n;
}

/* Before up to @n cells are marked: seldom there are no numbers left. */
static void
renew_read_base (PlxPramMachine *m, guint32 n)
{
  if (m->read_base <= G_MAXUINT32 - n)
    return;
  for (guint64 k = 0; k < m->run->n_cells; k++)
    m->shadow[k].readers = 0;
  m->read_base = 0;
}

static void
renew_write_base (PlxPramMachine *m, guint32 n)
{
  if (m->write_base > 0 && m->write_base <= G_MAXUINT32 - 2 * n)
    return;
  for (guint64 k = 0; k < m->run->n_cells && m->write_base > 0; k++)
    m->shadow[k].writer = 0;
  m->write_base = 1;
}

static gboolean
begin_step (PlxPramMachine *m, const PlxPramStatement *s, const PlxPramActive *active, gboolean writes)
{
  PlxPramLog *log = &m->log;

  if (m->run->steps->len >= m->options->max_steps)
    {
      plx_pram_error (m->pram, s->line, s->column, PLX_ERROR_FAILED, &m->error,
                      "more than %" G_GUINT64_FORMAT " steps (--max-steps); does the program end?",
                      m->options->max_steps);
      return FALSE;
    }
  renew_write_base (m, active->n);
  make_room (log, active->n);
  log->active = *active;
  log->n_rows = 0;
  log->open = TRUE;
  log->writes = writes;
  log->read_twice = (PlxPramFound) { 0 };
  return TRUE;
}

static void
begin_chunk (PlxPramMachine *m, guint32 base, PlxPramChunk *chunk)
{
  PlxPramLog *log = &m->log;

  plx_pram_chunk (m, &log->active, base, chunk);
  log->base = base;
  log->n_chunk = chunk->all.n;
  log->n_noted = 0;
  log->even = TRUE;
  log->n_even = 0;
  for (guint k = 0; k < log->n_rows; k++)
    memset ((guint32 *) log->reads->pdata[k] + base, 0xff, chunk->all.n * sizeof (guint32));
}

static void
end_chunk (const PlxPramLog *log, PlxPramStep *step)
{
  if (log->even)
    {
      step->n_reads += (guint64) log->n_even * log->n_chunk;
      step->max_reads = MAX (step->max_reads, log->n_even);
      return;
    }
  for (guint k = 0; k < log->n_chunk; k++)
    {
      step->n_reads += log->count[k];
      step->max_reads = MAX (step->max_reads, log->count[k]);
    }
}

/* ---- facts ---- */

PLX_FETCHES
fetch (const PlxPramShadow *shadow, const guint32 *address)
{
  __builtin_prefetch (&shadow[address[PLX_PRAM_AHEAD]], 1);
}

/* A cell that somebody writes already. */
static void
another_writer (PlxPramMachine *m, PlxPramStep *step, PlxPramShadow *cell, guint32 i)
{
  const guint32 first = plx_pram_writer (m, cell), address = m->log.to[i];
  const PlxRule rule = m->options->model.write;
  const gboolean differ = m->log.value[i] != m->log.value[first];

  if (cell->writer == m->write_base + 2 * first)
    {
      cell->writer++;
      m->log.writers[first] = 1;
      step->n_concurrent_writes++;
    }
  m->log.writers[first]++;
  step->kappa_writes = MAX (step->kappa_writes, m->log.writers[first]);
  step->differ |= differ;
  m->run->needs.write = MAX (m->run->needs.write, differ ? PLX_ARBITRARY : PLX_COMMON);
  if (rule == PLX_EXCLUSIVE || (rule == PLX_COMMON && differ))
    plx_pram_blame (m, PLX_PRAM_WRITE_CONFLICT, address, 0);
}

static void
mark_writes (PlxPramMachine *m, PlxPramStep *step)
{
  const guint32 *to = m->log.to, n = m->log.active.n, base = m->write_base;
  PlxPramShadow *shadow = m->shadow;
  guint64 n_writes = 0;

  for (guint32 i = 0; i < n; i++)
    {
      if (to[i] == PLX_PRAM_NOWHERE)
        continue;
      PlxPramShadow *cell = &shadow[to[i]];
      fetch (shadow, &to[i]);
      n_writes++;
      if (G_LIKELY (cell->writer < base))
        cell->writer = base + 2 * i;
      else
        another_writer (m, step, cell, i);
    }
  step->n_writes = n_writes;
  step->kappa_writes = MAX (step->kappa_writes, n_writes > 0);
}

/* @micro_step: from 1; 0: the whole step counts */
static void
second_reader (PlxPramMachine *m, PlxPramStep *step, guint32 address, guint32 micro_step)
{
  step->n_concurrent_reads++;
  plx_pram_find (&m->log.read_twice, address, micro_step);
  if (!m->options->model.concurrent_reads)
    plx_pram_blame (m, PLX_PRAM_READ_CONFLICT, address, micro_step);
}

/* Several writers are never all the reader. */
static inline void
compare_with_writes (PlxPramMachine *m, PlxPramStep *step, const PlxPramShadow *cell, guint32 address, guint32 i)
{
  if (cell->writer < m->write_base || cell->writer == m->write_base + 2 * i)
    return;
  step->raw = TRUE;
  if (m->options->rw_exclusive)
    plx_pram_blame (m, PLX_PRAM_MIXED_CONFLICT, address, 0);
}

/* In a micro-step a processor reads once. */
static void
count_reads (PlxPramMachine *m, PlxPramStep *step, guint k)
{
  const guint32 *row = m->log.reads->pdata[k], n = m->log.active.n, base = m->read_base;
  PlxPramShadow *shadow = m->shadow;
  guint32 most = base;

  for (guint32 i = 0; i < n; i++)
    {
      if (row[i] == PLX_PRAM_NOWHERE)
        continue;
      PlxPramShadow *cell = &shadow[row[i]];
      fetch (shadow, &row[i]);
      cell->readers = MAX (cell->readers, base) + 1;
      most = MAX (most, cell->readers);
      if (cell->readers == base + 2)
        second_reader (m, step, row[i], k + 1);
      compare_with_writes (m, step, cell, row[i], i);
    }
  step->kappa_reads = MAX (step->kappa_reads, most - base);
}

/* The whole step's reads together, processor by processor: who reads a cell twice is found by having been the last. */
static void
count_reads_by_statement (PlxPramMachine *m, PlxPramStep *step)
{
  const guint32 base = m->read_base;

  if (!m->last_reader)
    m->last_reader = plx_huge_new (guint32, m->run->n_cells);
  for (guint32 i = 0; i < m->log.active.n; i++)
    for (guint k = 0; k < step->max_reads; k++)
      {
        const guint32 address = ((const guint32 *) m->log.reads->pdata[k])[i];

        if (address == PLX_PRAM_NOWHERE)
          break;
        PlxPramShadow *cell = &m->shadow[address];
        if (cell->readers > base && m->last_reader[address] == i)
          continue;
        cell->readers = MAX (cell->readers, base) + 1;
        m->last_reader[address] = i;
        step->kappa_reads = MAX (step->kappa_reads, cell->readers - base);
        if (cell->readers == base + 2)
          second_reader (m, step, address, 0);
        compare_with_writes (m, step, cell, address, i);
      }
}

static void
count_all_reads (PlxPramMachine *m, PlxPramStep *step)
{
  const guint n = m->options->by_statement ? MIN (step->max_reads, 1) : step->max_reads;

  for (guint k = 0; k < n; k++)
    {
      renew_read_base (m, m->log.active.n);
      if (m->options->by_statement)
        count_reads_by_statement (m, step);
      else
        count_reads (m, step, k);
      m->read_base += m->log.active.n;
    }
}

static gboolean
end_step (PlxPramMachine *m, const PlxPramStatement *s, PlxPramStep *step)
{
  PlxPramRun *run = m->run;

  m->log.open = FALSE;
  step->active = m->log.active.n;
  step->line = s->line;
  step->column = s->column;
  if (m->log.writes)
    mark_writes (m, step);
  count_all_reads (m, step);
  run->needs.concurrent_reads |= step->n_concurrent_reads > 0;

  g_array_append_val (run->steps, *step);
  run->time++;
  run->work += step->active;
  run->processors = MAX (run->processors, step->active);
  run->rcw += step->max_reads + 1 + (step->n_writes > 0);
  plx_pram_report (m, step);
  m->log.n_rows = step->max_reads;
  if (m->observe && !m->observe (run, &m->log, m->observe_data, &m->error))
    return FALSE;
  const gboolean ok = plx_pram_commit (m, s, step->n_concurrent_writes > 0);
  m->write_base += m->log.writes ? 2 * m->log.active.n : 0;
  return ok;
}

/* ---- assignments ---- */

static void
set_privates (gint64 *column, const PlxPramVector *v, const gint64 *x)
{
  for (guint k = 0; k < v->n; k++)
    column[v->lane[k]] = x[k];
}

static void
note_writes (PlxPramLog *log, const PlxPramVector *v, const guint32 *address, const gint64 *x)
{
  for (guint k = 0; k < v->n; k++)
    {
      log->to[log->base + v->place[k]] = address[k];
      log->value[log->base + v->place[k]] = x[k];
    }
}

/* @v: those of the chunk whose guard holds; when that are all, the log is where values and addresses are made. */
static gboolean
assign (PlxPramMachine *m, const PlxPramStatement *s, const PlxPramVector *v)
{
  const PlxPramNode *target = &m->nodes[s->target];
  const gboolean all = m->log.writes && v->n == m->log.n_chunk;
  gint64 own_values[PLX_PRAM_VECTOR], *out = all ? m->log.value + m->log.base : own_values;
  guint32 own_address[PLX_PRAM_VECTOR], *address = all ? m->log.to + m->log.base : own_address;
  const gint64 *x = plx_pram_evaluate (m, s->value, v, out);

  if (!x)
    return FALSE;
  if (!m->log.writes)
    set_privates (m->columns[target->slot].of, v, x);
  else if (!plx_pram_addresses (m, target, v, address))
    return FALSE;
  else if (!all)
    note_writes (&m->log, v, address, x);
  else if (x != out)
    memcpy (out, x, v->n * sizeof *out);
  return TRUE;
}

static gboolean
assign_chunk (PlxPramMachine *m, const PlxPramStatement *s, const PlxPramVector *v)
{
  gint64 out[PLX_PRAM_VECTOR];
  const gint64 *guard;
  PlxPramPart part;

  if (!s->guard)
    return assign (m, s, v);
  memset (m->log.to + m->log.base, 0xff, v->n * sizeof *m->log.to);
  if (!(guard = plx_pram_evaluate (m, s->guard, v, out)))
    return FALSE;
  plx_pram_narrow (v, guard, TRUE, &part);
  return part.v.n == 0 || assign (m, s, &part.v);
}

gboolean
plx_pram_assign (PlxPramMachine *m, const PlxPramStatement *s, const PlxPramActive *active)
{
  PlxPramStep step = { 0 };
  PlxPramChunk chunk;

  if (!begin_step (m, s, active, m->nodes[s->target].op == PLX_PRAM_CELL))
    return FALSE;
  for (guint32 base = 0; base < active->n; base += PLX_PRAM_VECTOR)
    {
      begin_chunk (m, base, &chunk);
      if (!assign_chunk (m, s, &chunk.all))
        return FALSE;
      end_chunk (&m->log, &step);
    }
  return end_step (m, s, &step);
}

/* ---- tests ---- */

/* @yes, @no: as plx_pram_test; @n: how many of each so far */
static gboolean
test_chunk (PlxPramMachine *m, guint32 condition, const PlxPramVector *v, guint32 *yes, guint32 *no, guint32 n[2])
{
  gint64 out[PLX_PRAM_VECTOR];
  const gint64 *x = plx_pram_evaluate (m, condition, v, out);

  for (guint k = 0; x && k < v->n; k++)
    if (x[k])
      yes[n[0]++] = v->lane[k];
    else if (no)
      no[n[1]++] = v->lane[k];
  return x != NULL;
}

gboolean
plx_pram_test (PlxPramMachine *m, const PlxPramStatement *s, const PlxPramActive *active, guint32 *yes, guint32 *n_yes,
               guint32 *no)
{
  const gboolean is_step = m->nodes[s->guard].shared;
  PlxPramStep step = { .test = TRUE };
  PlxPramChunk chunk;
  guint32 n[2] = { 0, 0 };

  if (is_step && !begin_step (m, s, active, FALSE))
    return FALSE;
  for (guint32 base = 0; base < active->n; base += PLX_PRAM_VECTOR)
    {
      if (is_step)
        begin_chunk (m, base, &chunk);
      else
        plx_pram_chunk (m, active, base, &chunk);
      if (!test_chunk (m, s->guard, &chunk.all, yes, no, n))
        return FALSE;
      if (is_step)
        end_chunk (&m->log, &step);
    }
  *n_yes = n[0];
  return !is_step || end_step (m, s, &step);
}

void
plx_pram_step_free (PlxPramMachine *m)
{
  if (m->log.reads)
    g_ptr_array_unref (m->log.reads);
  g_free (m->log.to);
  g_free (m->log.value);
  g_free (m->log.writers);
  g_free (m->shadow);
  g_free (m->blame);
  g_free (m->last_reader);
}
