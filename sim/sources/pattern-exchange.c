/* SPDX-License-Identifier: MIT */
/* pattern-exchange.c: all processors exchange messages in rounds: dissemination, all-to-all.
 *
 * Under LogGP a round of one message each costs 2 o + L + (bytes - 1) G, where g is no larger.
 */
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
    plx_pattern_fill (flow, level, from_segment, n, 3, chunk, NULL, name##_act); \
  }

/* A flow of rounds in which everybody sends one message. */
static PlxFlow *
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

static const PlxParam params[] = { PLX_PATTERN_P, PLX_PATTERN_BYTES ("bytes of each message"), PLX_PARAM_END };

/* ---- dissemination ---- */

static inline guint
ahead_2_to_the (const PlxFlow *flow, guint64 round, guint i)
{
  return plx_pattern_ahead (i, G_GUINT64_CONSTANT (1) << round, flow->p);
}

static inline guint
behind_2_to_the (const PlxFlow *flow, guint64 round, guint i)
{
  return plx_pattern_behind (i, G_GUINT64_CONSTANT (1) << round, flow->p);
}

EXCHANGE (dissemination, ahead_2_to_the, behind_2_to_the, same_bytes)

static PlxFlow *
dissemination_open (const PlxPatternSizes *sizes, GError **error)
{
  return rounds_open (sizes, plx_pattern_rounds (2, sizes->p), dissemination_read, error);
}

const PlxPattern plx_pattern_dissemination = {
  .name = "dissemination",
  .title = "dissemination",
  .schedule = "In round r = 0, 1, ..., ceil (log2 p) - 1 everybody, i, sends to i + 2^r mod p, then receives from "
              "i - 2^r mod p.",
  .params = params,
  .open = dissemination_open,
};

/* ---- linear all-to-all ---- */

static PlxOp *
linear_act (const PlxFlow *flow, guint64 level, guint i, PlxOp *op)
{
  const guint p = flow->p;
  const guint64 bytes = plx_pattern_sizes (flow)->bytes, most = p - 1;

  for (guint k = 1; k < p; k++)
    {
      const guint to = plx_pattern_ahead (i, k, p);

      op = level == 0 ? plx_pattern_send (op, to, bytes, to * most + k - 1)
                      : plx_pattern_receive (op, plx_pattern_behind (i, k, p), bytes, i * most + k - 1);
    }
  return op;
}

static void
linear_read (const PlxFlow *flow, guint64 level, guint from, guint n, PlxChunk *chunk)
{
  plx_pattern_fill (flow, level, from, n, flow->p - 1, chunk, NULL, linear_act);
}

static PlxFlow *
linear_open (const PlxPatternSizes *sizes, GError **error)
{
  const guint64 n_messages = plx_pattern_times (sizes->p, sizes->p - 1);
  const PlxPatternShape shape = {
    .n_levels = n_messages > 0 ? 2 : 0,
    .n_messages = n_messages,
    .n_slots = n_messages,
    .width = plx_pattern_all,
    .read = linear_read,
  };

  return plx_pattern_flow_new (sizes, &shape, error);
}

static const PlxParam to_each_params[] = {
  PLX_PATTERN_P, PLX_PATTERN_BYTES ("bytes from each processor to each other"), PLX_PARAM_END
};

const PlxPattern plx_pattern_linear_all_to_all = {
  .name = "linear-all-to-all",
  .title = "linear all-to-all",
  .schedule = "Everybody, i, sends to i + 1, i + 2, ..., i + p - 1 mod p, in this order; then it receives from i - 1, "
              "i - 2, ..., i - p + 1 mod p.",
  .params = to_each_params,
  .open = linear_open,
};
