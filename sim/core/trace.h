/* SPDX-License-Identifier: MIT */
/* trace.h: a trace's insides, for those that make one. */
#pragma once

#include <parallax/trace.h>

struct PlxTrace {
  gatomicrefcount refs;
  guint p, n_supersteps;
  guint64 n_ops;
  const PlxOp *ops;         /* [n_ops], superstep-major */
  const guint64 *offsets;   /* [n_supersteps * p + 1] into ops */
  PlxSuperstep *steps;      /* [n_supersteps] */
  PlxViolation *violations; /* [n_violations] */
  gsize n_violations;
  char *identity;
  GStringChunk *strings;    /* labels and names of arrays */
  GMappedFile *file;        /* holds ops and offsets; NULL: they are g_free'd */
  gboolean wild;            /* a RECV names no source or no tag */
  gboolean messages;        /* it has SEND or RECV */
  gboolean causal;          /* its supersteps are causal: it is another's bulk */
  PlxTrace *bulk;           /* causal supersteps, made when first asked for */
  struct PlxFlow *flow;     /* causal order, made when first asked for */
};

/* What `unused` of a SEND or RECV is in a trace whose large messages ask first (sim/engine/rendezvous.h). */
enum { PLX_OP_REQUEST = 1, PLX_OP_REPLY };

/* Operations so far, neighbours alike counted once. */
guint64 plx_trace_builder_n_ops (const PlxTraceBuilder *builder);

/* What one of p processors can do. */
static inline gboolean
plx_op_is_sane (const PlxOp *op, guint32 p)
{
  if (op->kind == PLX_OP_WORK)
    return op->work_class < PLX_N_CLASSES && op->unused == 0;
  return op->kind < PLX_N_OPS && op->work_class == 0 && op->unused == 0
         && (op->peer < p || (op->kind == PLX_OP_RECV && op->peer == PLX_ANY));
}

/* Both operations are one, `calls` apart. */
static inline gboolean
plx_op_alike (const PlxOp *a, const PlxOp *b)
{
  if (a->kind != b->kind || a->kind >= PLX_OP_SEND || a->peer != b->peer)
    return FALSE;
  return a->kind == PLX_OP_WORK ? a->work_class == b->work_class : a->bytes == b->bytes;
}

/* Adds b to a, which is alike; FALSE when the sum does not fit. */
static inline gboolean
plx_op_merge (PlxOp *a, const PlxOp *b)
{
  if (a->kind == PLX_OP_WORK)
    return !__builtin_add_overflow (a->count, b->count, &a->count);

  guint32 calls;
  if (__builtin_add_overflow (a->calls, b->calls, &calls))
    return FALSE;
  a->calls = calls;
  return TRUE;
}
