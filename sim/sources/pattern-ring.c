/* SPDX-License-Identifier: MIT */
/* pattern-ring.c: messages from neighbour to neighbour: chain and rings.
 *
 * Under LogGP, with reach = 2 o + L + (bytes - 1) G: chain (p - 1) reach; ring p reach; ring-all-reduce
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
  plx_pattern_fill (flow, level, from, n, 2, chunk, chain_processor, chain_act);
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

/* ---- ring all-reduce ---- */

/* Piece c of the vector; the first ones are longer when p does not divide it. */
static inline guint64
piece (const PlxPatternSizes *sizes, guint c)
{
  return sizes->bytes / sizes->p + (c < sizes->bytes % sizes->p);
}

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
  const PlxPatternSizes *sizes = plx_pattern_sizes (flow);
  const guint p = flow->p, left = plx_pattern_behind (i, 1, p), right = plx_pattern_ahead (i, 1, p);

  if (level > 0)
    op = plx_pattern_receive (op, left, piece (sizes, piece_sent (level - 1, left, p)),
                              plx_pattern_slot (level - 1, p, i, 1, 0));
  if (level + 1 < flow->n_levels)
    op = plx_pattern_send (op, right, piece (sizes, piece_sent (level, i, p)), plx_pattern_slot (level, p, right, 1, 0));
  return op;
}

static void
all_reduce_read (const PlxFlow *flow, guint64 level, guint from, guint n, PlxChunk *chunk)
{
  plx_pattern_fill (flow, level, from, n, 2, chunk, NULL, all_reduce_act);
}

static PlxFlow *
all_reduce_open (const PlxPatternSizes *sizes, GError **error)
{
  const guint64 steps = 2 * (sizes->p - 1);
  const PlxPatternShape shape = {
    .n_levels = steps > 0 ? steps + 1 : 0,
    .n_messages = plx_pattern_times (steps, sizes->p),
    .n_slots = 2 * sizes->p,
    .width = plx_pattern_all,
    .read = all_reduce_read,
  };

  return plx_pattern_flow_new (sizes, &shape, error);
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
