/* SPDX-License-Identifier: MIT */
/* trace-builder.c: puts a trace together, superstep by superstep. */
#include "sim/core/trace.h"

#include <string.h>

/* A run of operations of one processor, up to the next run's start. */
typedef struct {
  guint processor;
  guint64 first;
} Run;

struct PlxTraceBuilder {
  guint p;
  char *identity;
  GStringChunk *strings;
  PlxOp *ops;
  guint64 n_ops, capacity;
  guint64 first;      /* operation of the superstep under way */
  GArray *offsets;    /* of guint64: [n_supersteps * p] */
  GArray *steps;      /* of PlxSuperstep */
  GArray *violations; /* of PlxViolation */
  GArray *runs;       /* of Run: the superstep under way */
  guint last;         /* processor of the last run; p: none */
  PlxSuperstep step;  /* under way */
  gboolean wild, messages;
};

PlxTraceBuilder *
plx_trace_builder_new (guint p, const char *identity)
{
  PlxTraceBuilder *b = g_new0 (PlxTraceBuilder, 1);

  b->p = p;
  b->last = p;
  b->identity = g_strdup (identity);
  b->strings = g_string_chunk_new (256);
  b->offsets = g_array_new (FALSE, FALSE, sizeof (guint64));
  b->steps = g_array_new (FALSE, FALSE, sizeof (PlxSuperstep));
  b->violations = g_array_new (FALSE, FALSE, sizeof (PlxViolation));
  b->runs = g_array_new (FALSE, FALSE, sizeof (Run));
  b->step.label = "";
  return b;
}

void
plx_trace_builder_free (PlxTraceBuilder *b)
{
  if (!b)
    return;
  g_free (b->identity);
  if (b->strings)
    g_string_chunk_free (b->strings);
  g_free (b->ops);
  g_array_unref (b->offsets);
  g_array_unref (b->steps);
  g_array_unref (b->violations);
  g_array_unref (b->runs);
  g_free (b);
}

void
plx_trace_builder_label (PlxTraceBuilder *b, const char *label, guint line)
{
  b->step.label = g_string_chunk_insert_const (b->strings, label);
  b->step.line = line;
}

void
plx_trace_builder_facts (PlxTraceBuilder *b, const PlxSuperstep *facts)
{
  const PlxSuperstep mine = b->step;

  b->step = *facts;
  b->step.label = mine.label;
  b->step.line = mine.line;
  b->step.sync = 0;
  b->step.active = 0;
}

void
plx_trace_builder_violation (PlxTraceBuilder *b, const PlxViolation *violation)
{
  PlxViolation copy = *violation;

  copy.array = g_string_chunk_insert_const (b->strings, violation->array);
  g_array_append_val (b->violations, copy);
}

void
plx_trace_builder_op (PlxTraceBuilder *b, guint processor, PlxOp op)
{
  g_return_if_fail (processor < b->p && plx_op_is_sane (&op, b->p));

  if (processor != b->last)
    {
      const Run run = { processor, b->n_ops };

      g_array_append_val (b->runs, run);
      b->last = processor;
    }
  else if (plx_op_alike (&b->ops[b->n_ops - 1], &op) && plx_op_merge (&b->ops[b->n_ops - 1], &op))
    return;
  if (b->n_ops == b->capacity)
    {
      b->capacity = MAX (64, b->capacity + b->capacity / 2);
      b->ops = g_renew (PlxOp, b->ops, b->capacity);
    }
  b->ops[b->n_ops++] = op;
  b->messages |= op.kind >= PLX_OP_SEND;
  b->wild |= op.kind == PLX_OP_RECV && (op.peer == PLX_ANY || op.tag == PLX_ANY);
}

guint64
plx_trace_builder_n_ops (const PlxTraceBuilder *b)
{
  return b->n_ops;
}

/* Processors took turns within the superstep: puts each one's runs together. */
static void
gather_runs (PlxTraceBuilder *b)
{
  const Run *runs = (const Run *) (gpointer) b->runs->data;
  const guint n_runs = b->runs->len;
  const guint64 n = b->n_ops - b->first;
  g_autofree PlxOp *old = g_memdup2 (b->ops + b->first, n * sizeof *old);
  g_autofree guint *head = g_new (guint, b->p);
  g_autofree guint *tail = g_new (guint, b->p);
  g_autofree guint *next = g_new (guint, n_runs);

  for (guint i = 0; i < b->p; i++)
    head[i] = G_MAXUINT;
  for (guint r = 0; r < n_runs; r++)
    {
      const guint i = runs[r].processor;

      next[r] = G_MAXUINT;
      if (head[i] == G_MAXUINT)
        head[i] = r;
      else
        next[tail[i]] = r;
      tail[i] = r;
    }

  b->n_ops = b->first;
  b->last = b->p;
  GArray *ran = g_steal_pointer (&b->runs);

  b->runs = g_array_new (FALSE, FALSE, sizeof (Run));
  for (guint i = 0; i < b->p; i++)
    for (guint r = head[i]; r != G_MAXUINT; r = next[r])
      {
        const guint64 end = r + 1 < n_runs ? runs[r + 1].first : b->first + n;

        for (guint64 k = runs[r].first; k < end; k++)
          plx_trace_builder_op (b, i, old[k - b->first]);
      }
  g_array_unref (ran);
}

static void
end_superstep (PlxTraceBuilder *b, gboolean sync)
{
  const Run *runs = (const Run *) (gpointer) b->runs->data;
  guint r = 0;

  for (guint k = 1; k < b->runs->len; k++)
    if (runs[k].processor <= runs[k - 1].processor)
      {
        gather_runs (b);
        runs = (const Run *) (gpointer) b->runs->data;
        break;
      }

  const guint first = b->offsets->len;
  g_array_set_size (b->offsets, first + b->p);
  guint64 *offset = &g_array_index (b->offsets, guint64, first);
  for (guint i = 0; i < b->p; i++)
    {
      offset[i] = r < b->runs->len ? runs[r].first : b->n_ops;
      if (r < b->runs->len && runs[r].processor == i)
        r++;
    }

  b->step.sync = sync != FALSE;
  b->step.active = b->runs->len;
  g_array_append_val (b->steps, b->step);
  b->step = (PlxSuperstep) { .label = "" };
  g_array_set_size (b->runs, 0);
  b->last = b->p;
  b->first = b->n_ops;
}

void
plx_trace_builder_sync (PlxTraceBuilder *b)
{
  end_superstep (b, TRUE);
}

PlxTrace *
plx_trace_builder_end (PlxTraceBuilder *b)
{
  PlxTrace *trace = g_new0 (PlxTrace, 1);

  if (b->n_ops > b->first)
    end_superstep (b, FALSE);
  g_array_append_val (b->offsets, b->n_ops);

  g_atomic_ref_count_init (&trace->refs);
  trace->p = b->p;
  trace->n_supersteps = b->steps->len;
  trace->n_ops = b->n_ops;
  trace->ops = g_renew (PlxOp, g_steal_pointer (&b->ops), MAX (b->n_ops, 1));
  trace->offsets = (const guint64 *) (gpointer) g_array_free (g_steal_pointer (&b->offsets), FALSE);
  b->offsets = g_array_new (FALSE, FALSE, sizeof (guint64));
  trace->n_violations = b->violations->len;
  trace->steps = g_memdup2 (b->steps->data, b->steps->len * sizeof (PlxSuperstep));
  trace->violations = g_memdup2 (b->violations->data, b->violations->len * sizeof (PlxViolation));
  trace->identity = g_steal_pointer (&b->identity);
  trace->strings = g_steal_pointer (&b->strings);
  trace->wild = b->wild;
  trace->messages = b->messages;
  plx_trace_builder_free (b);
  return trace;
}
