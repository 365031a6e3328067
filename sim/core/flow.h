/* SPDX-License-Identifier: MIT */
/* flow.h: operations in causal order, level by level: what a level receives was sent in a level before. In this order every
 * processor can be run straight on, and no message is waited for.
 *
 * Every message has a slot from its SEND to its RECV, whose `tag` is the number of the slot; a slot is free again in
 * the level after its RECV. A flow is made from a trace, which is matched once, or by a pattern, on the fly. Levels of a trace
 * are its causal supersteps. Immutable; may be read by any number of threads.
 */
#pragma once

#include <parallax/trace.h>

/* What one processor does in a level. */
typedef struct {
  guint32 processor;
  guint32 first; /* of its operations in PlxChunk.ops; they end where the next segment's begin */
} PlxSegment;

/* Some neighbouring segments of a level. */
typedef struct {
  guint n_segments;
  const PlxSegment *segments; /* [n_segments + 1], ascending processors, each at most once a level; the last tells the end */
  const PlxOp *ops;
  /* Where a generated flow writes them: of the reader, grown when needed, freed by plx_chunk_clear (). */
  PlxSegment *own_segments;
  PlxOp *own_ops;
  guint n_own_segments;
  gsize n_own_ops;
} PlxChunk;

void plx_chunk_clear (PlxChunk *chunk);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (PlxChunk, plx_chunk_clear)

typedef struct PlxFlow PlxFlow;
struct PlxFlow {
  guint p;
  guint64 n_levels;
  guint32 n_slots;
  guint64 n_ops, n_messages;
  /* Segments of a level: processors that do something in it. */
  guint (*width) (const PlxFlow *flow, guint64 level);
  /* Segments [from, from + n) of a level. */
  void (*read) (const PlxFlow *flow, guint64 level, guint from, guint n, PlxChunk *chunk);
  /* The superstep of the trace that it belongs to; sync is set in the last level of one that ends with a SYNC.
   * NULL: a pattern has none. */
  const PlxSuperstep *(*superstep) (const PlxFlow *flow, guint64 level);
  void (*free) (PlxFlow *flow);
  char *identity;
};

void plx_flow_free (PlxFlow *flow);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlxFlow, plx_flow_free)

/* Matches every RECV with its SEND, in the order of sending within one (source, destination, tag), and puts the operations
 * in causal order. Computed once, borrowed. PLX_ERROR_INPUT: a wild receive; a message that is never sent, or of another
 * size; PLX_ERROR_FAILED: a deadlock; the message names the operations that wait and the cycle. A SEND
 * that nobody receives is let be. */
const PlxFlow *plx_trace_flow (const PlxTrace *trace, GError **error);

/* A generated flow as a trace of one superstep, tags 0. */
PlxTrace *plx_flow_to_trace (const PlxFlow *flow);
