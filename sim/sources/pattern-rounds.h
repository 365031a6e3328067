/* SPDX-License-Identifier: MIT */
/* pattern-rounds.h: rounds in which everybody sends one message, then receives one. */
#pragma once

#include "sim/sources/pattern-flow.h"

/* Whom i sends to and receives from in a round, and how many bytes each sends. */
typedef guint (*Partner) (const PlxFlow *flow, guint64 round, guint i);
typedef guint64 (*Bytes) (const PlxFlow *flow, guint64 round);

static inline guint64
same_bytes (const PlxFlow *flow, G_GNUC_UNUSED guint64 round)
{
  return plx_pattern_sizes (flow)->bytes;
}

/* Level l: the receive of round l - 1, the work after it, the send of round l. */
__attribute__ ((always_inline)) static inline PlxOp *
exchange (const PlxFlow *flow, guint64 level, guint i, PlxOp *op, Partner to, Partner from, Bytes bytes)
{
  const guint p = flow->p;

  if (level > 0)
    {
      op = plx_pattern_receive (op, from (flow, level - 1, i), bytes (flow, level - 1),
                                plx_pattern_slot (level - 1, p, i, 1, 0));
      op = plx_pattern_work (op, plx_pattern_sizes (flow)->work);
    }
  if (level + 1 < flow->n_levels)
    {
      const guint peer = to (flow, level, i);

      op = plx_pattern_send (op, peer, bytes (flow, level), plx_pattern_slot (level, p, peer, 1, 0));
    }
  return op;
}

#define EXCHANGE(name, to, from, bytes) \
  static PlxOp * \
  name##_act (const PlxFlow *flow, guint64 level, guint i, PlxOp *op) \
  { \
    return exchange (flow, level, i, op, to, from, bytes); \
  } \
\
  static void \
  name##_read (const PlxFlow *flow, guint64 level, guint from_segment, guint n, PlxChunk *chunk) \
  { \
    plx_pattern_fill (flow, level, from_segment, n, 3 * (gsize) n, chunk, NULL, name##_act); \
  }

/* A flow of rounds in which everybody sends one message. */
static inline PlxFlow *
rounds_open (const PlxPatternSizes *sizes, guint64 rounds,
             void (*read) (const PlxFlow *flow, guint64 level, guint from, guint n, PlxChunk *chunk), GError **error)
{
  const guint64 n_messages = plx_pattern_times (rounds, sizes->p);
  const PlxPatternShape shape = {
    .n_levels = rounds > 0 ? rounds + 1 : 0,
    .n_messages = n_messages,
    .n_works = sizes->work > 0 ? n_messages : 0,
    .n_slots = 2 * sizes->p,
    .width = plx_pattern_all,
    .read = read,
  };

  return plx_pattern_flow_new (sizes, &shape, error);
}
