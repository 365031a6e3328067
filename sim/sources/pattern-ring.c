/* SPDX-License-Identifier: MIT */
/* pattern-ring.c: messages from neighbour to neighbour: chain and rings.
 *
 * Under LogGP, with reach = 2 o + L + (bytes - 1) G: chain (p - 1) reach; ring p reach; pipelined-ring, for the reach and the
 * gap of a piece, (p - 1) reach + (chunks - 1) max (2 o, g + (bytes / chunks - 1) G); ring-all-reduce
 * 2 (p - 1) (2 o + L + (bytes / p - 1) G).
 */
#include "sim/sources/pattern-flow.h"

static const PlxParam params[] = { PLX_PATTERN_P, PLX_PATTERN_BYTES ("bytes of each message"), PLX_PARAM_END };

/* ---- chain ---- */

static guint
one (G_GNUC_UNUSED const PlxFlow *flow, G_GNUC_UNUSED guint64 level)
{
  return 1;
}

/* Processor i acts in level i; one message is under way. */
static guint
chain_processor (const PlxFlow *flow, guint64 level, G_GNUC_UNUSED guint j)
{
  return level < flow->p ? (guint) level : 0;
}

static PlxOp *
chain_act (const PlxFlow *flow, guint64 level, guint i, PlxOp *op)
{
  const guint64 bytes = plx_pattern_sizes (flow)->bytes;

  if (level > 0)
    op = plx_pattern_receive (op, plx_pattern_behind (i, 1, flow->p), bytes, (level - 1) & 1);
  if (level + 1 < flow->n_levels)
    op = plx_pattern_send (op, plx_pattern_ahead (i, 1, flow->p), bytes, level & 1);
  return op;
}

static void
chain_read (const PlxFlow *flow, guint64 level, guint from, guint n, PlxChunk *chunk)
{
  plx_pattern_fill (flow, level, from, n, 2 * (gsize) n, chunk, chain_processor, chain_act);
}

static PlxFlow *
hops_open (const PlxPatternSizes *sizes, guint64 hops, GError **error)
{
  const PlxPatternShape shape = {
    .n_levels = hops > 0 ? hops + 1 : 0,
    .n_messages = hops,
    .n_slots = 2,
    .width = one,
    .read = chain_read,
  };

  return plx_pattern_flow_new (sizes, &shape, error);
}

static PlxFlow *
chain_open (const PlxPatternSizes *sizes, GError **error)
{
  return hops_open (sizes, sizes->p - 1, error);
}

const PlxPattern plx_pattern_chain = {
  .name = "chain",
  .title = "chain",
  .schedule = "Processor 0 sends to 1; i receives from i - 1, then sends to i + 1, if that is below p.",
  .params = params,
  .open = chain_open,
};

/* ---- ring ---- */

static PlxFlow *
ring_open (const PlxPatternSizes *sizes, GError **error)
{
  return hops_open (sizes, sizes->p > 1 ? sizes->p : 0, error);
}

const PlxPattern plx_pattern_ring = {
  .name = "ring",
  .title = "once around a ring",
  .schedule = "Processor 0 sends to 1; i receives from i - 1, then sends to i + 1 mod p; at last 0 receives from p - 1.",
  .params = params,
  .open = ring_open,
};

/* ---- messages in pieces ---- */

/* The first `longer` pieces have a byte more. */
typedef struct {
  PlxPatternFlow pattern;
  guint64 size, longer;
} Pieces;

static inline guint64
piece (const PlxFlow *flow, guint64 i)
{
  const Pieces *pieces = (const Pieces *) flow;

  return pieces->size + (i < pieces->longer);
}

/* In n pieces. */
static PlxFlow *
pieces_new (const PlxPatternSizes *sizes, const PlxPatternShape *shape, guint64 n, GError **error)
{
  Pieces *made = (Pieces *) plx_pattern_flow_new (sizes, shape, error);

  if (made)
    {
      made->size = sizes->bytes / n;
      made->longer = sizes->bytes % n;
    }
  return (PlxFlow *) made;
}

/* ---- pipelined ring ---- */

/* Piece c passes processor i in level c + i: in a level these are neighbours. */
static guint
first_in_pipe (const PlxFlow *flow, guint64 level)
{
  const guint64 chunks = plx_pattern_sizes (flow)->chunks;

  return level < chunks ? 0 : (guint) (level - chunks + 1);
}

static guint
pipe_width (const PlxFlow *flow, guint64 level)
{
  return (guint) MIN (level, flow->p - 1) - first_in_pipe (flow, level) + 1;
}

static guint
pipe_processor (const PlxFlow *flow, guint64 level, guint j)
{
  return first_in_pipe (flow, level) + j;
}

static PlxOp *
pipe_act (const PlxFlow *flow, guint64 level, guint i, PlxOp *op)
{
  const guint64 bytes = piece (flow, level - i);

  if (i > 0)
    op = plx_pattern_receive (op, i - 1, bytes, plx_pattern_slot (level - 1, flow->p, i, 1, 0));
  if (i + 1 < flow->p)
    op = plx_pattern_send (op, i + 1, bytes, plx_pattern_slot (level, flow->p, i + 1, 1, 0));
  return op;
}

static void
pipe_read (const PlxFlow *flow, guint64 level, guint from, guint n, PlxChunk *chunk)
{
  plx_pattern_fill (flow, level, from, n, 2 * (gsize) n, chunk, pipe_processor, pipe_act);
}

static PlxFlow *
pipe_open (const PlxPatternSizes *sizes, GError **error)
{
  const PlxPatternShape shape = {
    .size = sizeof (Pieces),
    .n_levels = sizes->p > 1 ? sizes->p - 1 + sizes->chunks : 0,
    .n_messages = plx_pattern_times (sizes->p - 1, sizes->chunks),
    .n_slots = 2 * sizes->p,
    .width = pipe_width,
    .read = pipe_read,
  };

  return pieces_new (sizes, &shape, sizes->chunks, error);
}

static const PlxParam pipe_params[] = {
  PLX_PATTERN_P,
  PLX_PATTERN_BYTES ("bytes of the whole message, which goes in pieces"),
  { "chunks", "", "pieces of the message", offsetof (PlxPatternSizes, chunks), .flags = PLX_COUNT | PLX_POSITIVE,
    .fallback = "8" },
  PLX_PARAM_END
};

const PlxPattern plx_pattern_pipelined_ring = {
  .name = "pipelined-ring",
  .title = "broadcast around a ring, in pieces",
  .schedule = "Processor 0 sends piece 0, 1, ... of bytes / chunks to 1; i receives each piece from i - 1 and sends it to "
              "i + 1 before it receives the next; p - 1 keeps them. When chunks does not divide bytes, the first bytes "
              "mod chunks pieces have a byte more.",
  .params = pipe_params,
  .open = pipe_open,
};

/* ---- ring all-reduce ---- */

/* What processor i sends in a step: first p - 1 steps that reduce, beginning with its own piece, then p - 1 that pass
 * reduced pieces on, beginning with piece i + 1. Either way it is piece i - step, counted on. */
static inline guint
piece_sent (guint64 step, guint i, guint p)
{
  return plx_pattern_behind (i, step >= p ? step - p : step, p);
}

static PlxOp *
all_reduce_act (const PlxFlow *flow, guint64 level, guint i, PlxOp *op)
{
  const guint p = flow->p, left = plx_pattern_behind (i, 1, p), right = plx_pattern_ahead (i, 1, p);

  if (level > 0)
    op = plx_pattern_receive (op, left, piece (flow, piece_sent (level - 1, left, p)),
                              plx_pattern_slot (level - 1, p, i, 1, 0));
  if (level + 1 < flow->n_levels)
    op = plx_pattern_send (op, right, piece (flow, piece_sent (level, i, p)),
                           plx_pattern_slot (level, p, right, 1, 0));
  return op;
}

static void
all_reduce_read (const PlxFlow *flow, guint64 level, guint from, guint n, PlxChunk *chunk)
{
  plx_pattern_fill (flow, level, from, n, 2 * (gsize) n, chunk, NULL, all_reduce_act);
}

static PlxFlow *
all_reduce_open (const PlxPatternSizes *sizes, GError **error)
{
  const guint64 steps = 2 * (sizes->p - 1);
  const PlxPatternShape shape = {
    .size = sizeof (Pieces),
    .n_levels = steps > 0 ? steps + 1 : 0,
    .n_messages = plx_pattern_times (steps, sizes->p),
    .n_slots = 2 * sizes->p,
    .width = plx_pattern_all,
    .read = all_reduce_read,
  };

  return pieces_new (sizes, &shape, sizes->p, error);
}

static const PlxParam all_reduce_params[] = {
  PLX_PATTERN_P, PLX_PATTERN_BYTES ("bytes of the whole vector, which goes round in p pieces"), PLX_PARAM_END
};

const PlxPattern plx_pattern_ring_all_reduce = {
  .name = "ring-all-reduce",
  .title = "all-reduce on a ring",
  .schedule = "In each of 2 (p - 1) steps i sends a piece of bytes / p to i + 1 mod p, then receives one from i - 1 mod p: "
              "in step s piece i - s mod p, in the first p - 1 steps to add to it, then to pass the sums on (these begin "
              "with piece i + 1). When p does not divide bytes, the first bytes mod p pieces have a byte more.",
  .params = all_reduce_params,
  .open = all_reduce_open,
};
