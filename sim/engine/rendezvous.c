/* SPDX-License-Identifier: MIT */
/* rendezvous.c: large messages ask their receiver first: request, reply, data. */
#include "sim/engine/rendezvous.h"

#include "sim/core/flow.h"
#include "sim/core/trace.h"

#include <string.h>

static gboolean
asks (const PlxOp *op, guint32 self, guint64 eager)
{
  return op->kind >= PLX_OP_SEND && op->bytes > eager && op->peer != self;
}

static guint64
count (const PlxTrace *trace, guint64 eager)
{
  guint64 k = 0, n = 0;

  for (gsize pair = 0; pair < (gsize) trace->n_supersteps * trace->p; pair++)
    for (; k < trace->offsets[pair + 1]; k++)
      n += asks (&trace->ops[k], (guint32) (pair % trace->p), eager);
  return n;
}

/* The smallest tag that no message has: that of replies, which come in the order of their requests, because a processor that
 * asks waits. */
static guint32
unused_tag (const PlxTrace *trace)
{
  const gsize n = trace->n_ops / 8 + 1;
  g_autofree guint8 *used = g_new0 (guint8, n);
  guint32 tag = 0;

  for (guint64 k = 0; k < trace->n_ops; k++)
    if (trace->ops[k].kind >= PLX_OP_SEND && trace->ops[k].tag / 8 < n)
      used[trace->ops[k].tag / 8] |= (guint8) (1 << trace->ops[k].tag % 8);
  while (used[tag / 8] >> tag % 8 & 1)
    tag++;
  return tag;
}

static PlxOp
control (guint8 kind, const PlxOp *op, guint16 what, guint32 tag)
{
  PlxOp message = plx_op_message (kind, op->peer, 1, tag);

  message.unused = what;
  return message;
}

static PlxOp *
expand_op (PlxOp *to, const PlxOp *op, guint32 reply_tag)
{
  const PlxOpKind other = op->kind == PLX_OP_SEND ? PLX_OP_RECV : PLX_OP_SEND;

  *to++ = control (op->kind, op, PLX_OP_REQUEST, op->tag);
  *to++ = control ((guint8) other, op, PLX_OP_REPLY, reply_tag);
  *to++ = *op;
  return to;
}

static PlxTrace *
expand (const PlxTrace *trace, guint64 eager, guint64 n_ops)
{
  const gsize n = (gsize) trace->n_supersteps * trace->p;
  const guint32 reply_tag = unused_tag (trace);
  PlxTrace *new = g_new0 (PlxTrace, 1);
  guint64 *offsets = g_new0 (guint64, n + 1), k = 0;
  PlxOp *ops = g_new (PlxOp, n_ops), *to = ops;

  for (gsize pair = 0; pair < n; pair++)
    {
      for (; k < trace->offsets[pair + 1]; k++)
        if (asks (&trace->ops[k], (guint32) (pair % trace->p), eager))
          to = expand_op (to, &trace->ops[k], reply_tag);
        else
          *to++ = trace->ops[k];
      offsets[pair + 1] = (guint64) (to - ops);
    }
  g_atomic_ref_count_init (&new->refs);
  new->p = trace->p;
  new->n_supersteps = trace->n_supersteps;
  new->n_ops = n_ops;
  new->ops = ops;
  new->offsets = offsets;
  new->messages = TRUE;
  new->identity = g_strdup (trace->identity);
  new->strings = g_string_chunk_new (64);
  new->steps = g_memdup2 (trace->steps, trace->n_supersteps * sizeof *new->steps);
  for (guint s = 0; s < trace->n_supersteps; s++)
    new->steps[s].label = g_string_chunk_insert_const (new->strings, trace->steps[s].label);
  return new;
}

PlxTrace *
plx_rendezvous_expand (const PlxTrace *trace, guint64 eager, GError **error)
{
  const guint64 n = eager < G_MAXUINT32 && trace->messages ? count (trace, eager) : 0;

  if (n == 0)
    return plx_trace_ref (trace);
  /* What does not match as it is is told in its own terms. */
  if (!plx_trace_flow (trace, error))
    return NULL;
  return expand (trace, eager, trace->n_ops + 2 * n);
}
