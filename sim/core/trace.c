/* SPDX-License-Identifier: MIT */
/* trace.c: a trace's facts. */
#include "sim/core/trace.h"

#include "sim/core/flow.h"

#include <string.h>

static const char *const op_kinds[PLX_N_OPS] = {
  "work", "read", "write", "get", "put", "queue", "send", "recv",
};
static const char *const work_classes[PLX_N_CLASSES] = {
  "op", "chain", "map", "flop", "compare", "merge", "copy", "random",
};
static const char *const rules[PLX_N_RULES] = {
  "exclusive", "common", "arbitrary", "priority", "sum", "max", "min", "and", "or", "xor",
};
static const char *const conflicts[PLX_N_CONFLICTS] = {
  "concurrent read", "write conflict", "race", "SYNC and RECV mixed",
};

const char *
plx_op_kind_name (PlxOpKind kind)
{
  g_return_val_if_fail (kind < PLX_N_OPS, "");
  return op_kinds[kind];
}

const char *
plx_work_class_name (PlxWorkClass work_class)
{
  g_return_val_if_fail (work_class < PLX_N_CLASSES, "");
  return work_classes[work_class];
}

const char *
plx_rule_name (PlxRule rule)
{
  g_return_val_if_fail (rule < PLX_N_RULES, "");
  return rules[rule];
}

const char *
plx_conflict_name (PlxConflict conflict)
{
  g_return_val_if_fail (conflict < PLX_N_CONFLICTS, "");
  return conflicts[conflict];
}

PlxTrace *
plx_trace_ref (const PlxTrace *trace)
{
  PlxTrace *same = (PlxTrace *) trace;

  g_atomic_ref_count_inc (&same->refs);
  return same;
}

void
plx_trace_unref (PlxTrace *trace)
{
  if (!trace || !g_atomic_ref_count_dec (&trace->refs))
    return;
  plx_trace_unref (trace->bulk);
  plx_flow_free (trace->flow);
  if (trace->file)
    g_mapped_file_unref (trace->file);
  else
    {
      g_free ((gpointer) trace->ops);
      g_free ((gpointer) trace->offsets);
    }
  g_free (trace->steps);
  g_free (trace->violations);
  g_free (trace->identity);
  g_string_chunk_free (trace->strings);
  g_free (trace);
}

guint
plx_trace_n_procs (const PlxTrace *trace)
{
  return trace->p;
}

guint
plx_trace_n_supersteps (const PlxTrace *trace)
{
  return trace->n_supersteps;
}

guint64
plx_trace_n_ops (const PlxTrace *trace)
{
  return trace->n_ops;
}

const char *
plx_trace_identity (const PlxTrace *trace)
{
  return trace->identity;
}

gboolean
plx_trace_is_wild (const PlxTrace *trace)
{
  return trace->wild;
}

gboolean
plx_trace_is_sequential (const PlxTrace *trace)
{
  guint64 i = 0;
  guint s = 0;

  while (i < trace->n_ops && trace->ops[i].kind == PLX_OP_WORK)
    i++;
  while (s < trace->n_supersteps && !trace->steps[s].sync)
    s++;
  return trace->p == 1 && i == trace->n_ops && s == trace->n_supersteps;
}

const PlxSuperstep *
plx_trace_superstep (const PlxTrace *trace, guint s)
{
  g_return_val_if_fail (s < trace->n_supersteps, NULL);
  return &trace->steps[s];
}

const PlxOp *
plx_trace_ops (const PlxTrace *trace, guint s, guint i, gsize *n_ops)
{
  const guint64 *offset = &trace->offsets[(gsize) s * trace->p + i];

  g_return_val_if_fail (s < trace->n_supersteps && i < trace->p, NULL);
  *n_ops = offset[1] - offset[0];
  return trace->ops + offset[0];
}

const PlxViolation *
plx_trace_violations (const PlxTrace *trace, gsize *n)
{
  *n = trace->n_violations;
  return trace->violations;
}

gboolean
plx_trace_same_ops (const PlxTrace *a, const PlxTrace *b)
{
  if (a->p != b->p || a->n_supersteps != b->n_supersteps || a->n_ops != b->n_ops)
    return FALSE;
  for (guint s = 0; s < a->n_supersteps; s++)
    if (a->steps[s].sync != b->steps[s].sync || strcmp (a->steps[s].label, b->steps[s].label) != 0)
      return FALSE;
  return memcmp (a->offsets, b->offsets, ((gsize) a->n_supersteps * a->p + 1) * sizeof *a->offsets) == 0
         && memcmp (a->ops, b->ops, a->n_ops * sizeof *a->ops) == 0;
}
