/* SPDX-License-Identifier: MIT */
/* pram-trace.c: a run on p real processors as a trace. Those active in a step are dealt in blocks of ceil (active / p), in
 * the order of their indices; of each array, processor q owns the q-th block of ceil (cells / p) cells. Whoever stands for
 * virtual processors reads for them, computes one operation for each and writes; a step is a superstep. What is said of
 * cells (contention, access class, raw, conflicts) is between the virtual processors, numbered as they are active.
 */
#include "sim/sources/pram-run.h"

#include <parallax/error.h>

typedef struct {
  const PlxPram *pram;
  PlxTraceBuilder *builder;
  guint p;
  GPtrArray *lines;    /* by source line, from 1: its text */
  guint32 *words;      /* [p]: that the processor at work moves from or to each owner */
  guint32 *owners;     /* [p]: those of them that are not 0 */
  guint n_owners;
} Deal;

static const PlxPramArray *
array_of (const PlxPramRun *run, guint64 address)
{
  const PlxPramArray *array = run->arrays;

  while (address >= array->address + array->n_cells)
    array++;
  return array;
}

static guint
owner_of (const Deal *deal, const PlxPramRun *run, guint32 address)
{
  const PlxPramArray *array = array_of (run, address);

  return (guint) ((address - array->address) / ((array->n_cells - 1) / deal->p + 1));
}

static void
add_word (Deal *deal, const PlxPramRun *run, guint32 address)
{
  if (address == PLX_PRAM_NOWHERE)
    return;
  const guint owner = owner_of (deal, run, address);

  if (deal->words[owner]++ == 0)
    deal->owners[deal->n_owners++] = owner;
}

/* The words that were added, as operations of a processor. */
static void
flush (Deal *deal, guint processor, PlxOpKind kind)
{
  for (guint k = 0; k < deal->n_owners; k++)
    {
      const guint owner = deal->owners[k];

      plx_trace_builder_op (deal->builder, processor,
                            plx_op_transfer (kind, owner, sizeof (gint64), deal->words[owner]));
      deal->words[owner] = 0;
    }
  deal->n_owners = 0;
}

/* What one processor does for those in places from @from to below @to. */
static void
deal_block (Deal *deal, const PlxPramRun *run, const PlxPramLog *log, guint processor, guint32 from, guint32 to)
{
  for (guint k = 0; k < log->n_rows; k++)
    for (guint32 i = from; i < to; i++)
      add_word (deal, run, ((const guint32 *) log->reads->pdata[k])[i]);
  flush (deal, processor, PLX_OP_READ);
  plx_trace_builder_op (deal->builder, processor, plx_op_work (PLX_OP, to - from, 0));
  for (guint32 i = from; log->writes && i < to; i++)
    add_word (deal, run, log->to[i]);
  flush (deal, processor, PLX_OP_WRITE);
}

/* Labels live as long as the trace's builder copies them: one text a line. */
static const char *
line_text (Deal *deal, guint line)
{
  if (line >= deal->lines->len)
    g_ptr_array_set_size (deal->lines, (gint) line + 1);
  if (!deal->lines->pdata[line])
    deal->lines->pdata[line] = plx_pram_line (deal->pram, line);
  return deal->lines->pdata[line];
}

/* ---- conflicts ---- */

/* Of the lists [n_lists][n], the first two processors that have the address. */
static void
find_two (guint32 *const *lists, guint n_lists, guint32 n, guint32 address, guint32 processors[2])
{
  guint found = 0;

  for (guint32 i = 0; i < n && found < 2; i++)
    for (guint k = 0; k < n_lists; k++)
      if (lists[k][i] == address)
        {
          processors[found++] = i;
          break;
        }
}

static void
add_violation (Deal *deal, const PlxPramRun *run, PlxConflict kind, guint64 address, const guint32 processors[2])
{
  const PlxPramArray *array = array_of (run, address);

  plx_trace_builder_violation (deal->builder,
                               &(PlxViolation) { .superstep = (guint32) run->time - 1, .kind = kind,
                                                 .processors = { processors[0], processors[1] },
                                                 .cell = address - array->address, .array = array->name });
}

/* Several readers are told of whatever the model, as they are of any trace. */
static void
add_reads (Deal *deal, const PlxPramRun *run, const PlxPramLog *log)
{
  const PlxPramFound *twice = &log->read_twice;
  guint32 *const *rows = (guint32 *const *) log->reads->pdata;
  guint32 processors[2];

  if (twice->micro_step > 0)
    find_two (rows + twice->micro_step - 1, 1, log->active.n, twice->address, processors);
  else
    find_two (rows, log->n_rows, log->active.n, twice->address, processors);
  add_violation (deal, run, PLX_CONFLICT_READ, twice->address, processors);
}

static void
add_writes (Deal *deal, const PlxPramRun *run, const PlxPramLog *log)
{
  guint32 processors[2];

  for (guint k = run->conflicts->len; k-- > 0;)
    {
      const PlxPramConflict *conflict = run->conflicts->pdata[k];

      if (conflict->step < run->time)
        return;
      if (conflict->kind != PLX_PRAM_WRITE_CONFLICT)
        continue;
      find_two (&log->to, 1, log->active.n, (guint32) conflict->address, processors);
      add_violation (deal, run, PLX_CONFLICT_WRITE, conflict->address, processors);
    }
}

/* ---- steps ---- */

static gboolean
deal_step (const PlxPramRun *run, const PlxPramLog *log, gpointer data, G_GNUC_UNUSED GError **error)
{
  Deal *deal = data;
  const PlxPramStep *step = &g_array_index (run->steps, PlxPramStep, run->steps->len - 1);
  const guint32 n = log->active.n, block = (n - 1) / deal->p + 1;
  const PlxSuperstep facts = {
    .instructions = block, .readers = (guint32) step->kappa_reads, .writers = (guint32) step->kappa_writes,
    .raw = step->raw, .read_access = step->n_concurrent_reads > 0 ? PLX_COMMON : PLX_EXCLUSIVE,
    .write_access = step->n_concurrent_writes == 0 ? PLX_EXCLUSIVE : step->differ ? PLX_ARBITRARY : PLX_COMMON,
  };

  plx_trace_builder_label (deal->builder, line_text (deal, step->line), step->line);
  for (guint q = 0; (guint64) q * block < n; q++)
    deal_block (deal, run, log, q, q * block, (guint32) MIN ((guint64) (q + 1) * block, n));
  plx_trace_builder_facts (deal->builder, &facts);
  if (step->n_concurrent_reads > 0)
    add_reads (deal, run, log);
  add_writes (deal, run, log);
  plx_trace_builder_sync (deal->builder);
  return TRUE;
}

guint
plx_pram_processors (const PlxPram *pram, const PlxPramOptions *options, GError **error)
{
  g_autoptr (PlxPramRun) run = plx_pram_run (pram, options, error);

  return run ? (guint) MAX (run->processors, 1) : 0;
}

PlxTrace *
plx_pram_trace (const PlxPram *pram, const PlxPramOptions *options, guint p, const char *identity, PlxPramRun **run,
                GError **error)
{
  Deal deal = { .pram = pram, .p = p > 0 ? p : plx_pram_processors (pram, options, error) };
  PlxPramRun *done;

  if (deal.p == 0)
    return NULL;
  deal.builder = plx_trace_builder_new (deal.p, identity);
  deal.lines = g_ptr_array_new_with_free_func (g_free);
  deal.words = g_new0 (guint32, deal.p);
  deal.owners = g_new (guint32, deal.p);
  done = plx_pram_observe (pram, options, deal_step, &deal, error);
  g_free (deal.owners);
  g_free (deal.words);
  g_ptr_array_unref (deal.lines);
  if (!done)
    {
      plx_trace_builder_free (deal.builder);
      return NULL;
    }
  if (run)
    *run = done;
  else
    plx_pram_run_free (done);
  return plx_trace_builder_end (deal.builder);
}
