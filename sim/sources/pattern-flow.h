/* SPDX-License-Identifier: MIT */
/* pattern-flow.h: what patterns are written with: formulas of who does what in a level become a flow. */
#pragma once

#include "sim/sources/pattern.h"

#define PLX_PATTERN(ident) extern const PlxPattern plx_pattern_##ident;
#include "sim/sources/pattern-list.h"
#undef PLX_PATTERN

/* Parameters that most have. */
#define PLX_PATTERN_P \
  { "p", "", "processors", offsetof (PlxPatternSizes, p), .flags = PLX_COUNT | PLX_POSITIVE }
#define PLX_PATTERN_BYTES(what) \
  { "bytes", "byte", what, offsetof (PlxPatternSizes, bytes), .flags = PLX_COUNT, .fallback = "8" }
#define PLX_PATTERN_STEPS \
  { "steps", "", "how often it is done", offsetof (PlxPatternSizes, steps), .flags = PLX_COUNT | PLX_POSITIVE, \
    .fallback = "1" }
#define PLX_PATTERN_WORK \
  { "work", "", "operations that a processor works in a step", offsetof (PlxPatternSizes, work), .flags = PLX_COUNT, \
    .fallback = "0" }

/* A generated flow and the sizes that it was made of. */
typedef struct {
  PlxFlow flow;
  PlxPatternSizes sizes;
} PlxPatternFlow;

/* What goes into a flow. */
typedef struct {
  gsize size;                  /* of the instance, which begins with a PlxPatternFlow; 0: no more than that */
  guint64 n_levels, n_messages;
  guint64 n_works;             /* operations that are no messages */
  guint64 n_slots;
  guint (*width) (const PlxFlow *flow, guint64 level);
  void (*read) (const PlxFlow *flow, guint64 level, guint from, guint n, PlxChunk *chunk);
} PlxPatternShape;

/* NULL with PLX_ERROR_INPUT: more slots or operations than can be counted. */
PlxFlow *plx_pattern_flow_new (const PlxPatternSizes *sizes, const PlxPatternShape *shape, GError **error);
/* One processor, which does no more than work in all steps. */
PlxFlow *plx_pattern_alone (const PlxPatternSizes *sizes, GError **error);
/* "p: what"; returns NULL. */
PlxFlow *plx_pattern_fail (GError **error, const char *param, const char *format, ...) G_GNUC_PRINTF (3, 4);
/* The product, or G_MAXUINT64 when it is larger. */
guint64 plx_pattern_times (guint64 a, guint64 b);
/* As many segments as processors. */
guint plx_pattern_all (const PlxFlow *flow, guint64 level);
void plx_pattern_room (PlxChunk *chunk, guint n_segments, gsize n_ops);
/* The smallest r with base^r >= p. */
guint plx_pattern_rounds (guint64 base, guint64 p);

static inline const PlxPatternSizes *
plx_pattern_sizes (const PlxFlow *flow)
{
  return &((const PlxPatternFlow *) flow)->sizes;
}

static inline PlxOp *
plx_pattern_send (PlxOp *op, guint to, guint64 bytes, guint64 slot)
{
  *op = plx_op_message (PLX_OP_SEND, to, (guint32) bytes, (guint32) slot);
  return op + 1;
}

static inline PlxOp *
plx_pattern_receive (PlxOp *op, guint from, guint64 bytes, guint64 slot)
{
  *op = plx_op_message (PLX_OP_RECV, from, (guint32) bytes, (guint32) slot);
  return op + 1;
}

static inline PlxOp *
plx_pattern_work (PlxOp *op, guint64 count)
{
  if (count > 0)
    *op++ = plx_op_work (PLX_OP, count, 0);
  return op;
}

/* i + distance and i - distance, mod p; distance <= p. */
static inline guint
plx_pattern_ahead (guint i, guint64 distance, guint p)
{
  const guint64 sum = i + distance;

  return (guint) (sum >= p ? sum - p : sum);
}

static inline guint
plx_pattern_behind (guint i, guint64 distance, guint p)
{
  return (guint) (i >= distance ? i - distance : i + p - distance);
}

/* The slot of a receiver's k-th message of those sent in one of a row of levels and received in the next: there are
 * 2 most p of them. */
static inline guint64
plx_pattern_slot (guint64 level, guint p, guint receiver, guint64 most, guint64 k)
{
  return ((level & 1) * p + receiver) * most + k;
}

/* The processor of a level's j-th segment; what processor i does in a level, written to op; returns where that ends. */
typedef guint (*PlxPatternProcessor) (const PlxFlow *flow, guint64 level, guint j);
typedef PlxOp *(*PlxPatternAct) (const PlxFlow *flow, guint64 level, guint i, PlxOp *op);

/* The last operation was written before op. */
static inline void
plx_pattern_end (const PlxFlow *flow, guint n, const PlxOp *op, PlxChunk *chunk)
{
  chunk->own_segments[n] = (PlxSegment) { flow->p, (guint32) (op - chunk->own_ops) };
  chunk->n_segments = n;
  chunk->segments = chunk->own_segments;
  chunk->ops = chunk->own_ops;
}

/* Reads segments [from, from + n), of at most n_ops operations together. Inlined, so that the formulas are too.
 * @processor: NULL: the j-th segment is processor j's. */
__attribute__ ((always_inline)) static inline void
plx_pattern_fill (const PlxFlow *flow, guint64 level, guint from, guint n, gsize n_ops, PlxChunk *chunk,
                  PlxPatternProcessor processor, PlxPatternAct act)
{
  plx_pattern_room (chunk, n, n_ops);
  PlxSegment *segments = chunk->own_segments;
  PlxOp *op = chunk->own_ops;

  for (guint k = 0; k < n; k++)
    {
      const guint i = processor ? processor (flow, level, from + k) : from + k;

      segments[k] = (PlxSegment) { i, (guint32) (op - chunk->own_ops) };
      op = act (flow, level, i, op);
    }
  plx_pattern_end (flow, n, op, chunk);
}
