/* SPDX-License-Identifier: MIT */
/* pattern-all-to-all.c: everybody sends something else to everybody, beginning with the next processor.
 *
 * Under LogGP, where g is no larger than o: linear, if the first message is there before the last is sent,
 * 2 (p - 1) o with bytes = 1; pairwise (p - 1) (2 o + L + (bytes - 1) G); Bruck, p a power of 2,
 * log2 p (2 o + L + (bytes p / 2 - 1) G).
 */
#include "sim/sources/pattern-rounds.h"

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
  plx_pattern_fill (flow, level, from, n, n * (gsize) (flow->p - 1), chunk, NULL, linear_act);
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

/* ---- pairwise all-to-all ---- */

static inline guint
ahead_next (const PlxFlow *flow, guint64 round, guint i)
{
  return plx_pattern_ahead (i, round + 1, flow->p);
}

static inline guint
behind_next (const PlxFlow *flow, guint64 round, guint i)
{
  return plx_pattern_behind (i, round + 1, flow->p);
}

EXCHANGE (pairwise, ahead_next, behind_next, same_bytes)

static PlxFlow *
pairwise_open (const PlxPatternSizes *sizes, GError **error)
{
  return rounds_open (sizes, sizes->p - 1, pairwise_read, error);
}

const PlxPattern plx_pattern_pairwise_all_to_all = {
  .name = "pairwise-all-to-all",
  .title = "pairwise all-to-all",
  .schedule = "In round r = 1, 2, ..., p - 1 everybody, i, sends to i + r mod p, then receives from i - r mod p.",
  .params = to_each_params,
  .open = pairwise_open,
};

/* ---- Bruck's all-to-all ---- */

/* Numbers below p that have bit `round`. */
static guint64
with_bit (guint64 p, guint64 round)
{
  const guint64 half = G_GUINT64_CONSTANT (1) << round, rest = p & (2 * half - 1);

  return (p >> (round + 1) << round) + (rest > half ? rest - half : 0);
}

static inline guint64
bruck_bytes (const PlxFlow *flow, guint64 round)
{
  return with_bit (flow->p, round) * plx_pattern_sizes (flow)->bytes;
}

static inline guint
bruck_to (const PlxFlow *flow, guint64 round, guint i)
{
  return plx_pattern_ahead (i, G_GUINT64_CONSTANT (1) << round, flow->p);
}

static inline guint
bruck_from (const PlxFlow *flow, guint64 round, guint i)
{
  return plx_pattern_behind (i, G_GUINT64_CONSTANT (1) << round, flow->p);
}

EXCHANGE (bruck, bruck_to, bruck_from, bruck_bytes)

static PlxFlow *
bruck_open (const PlxPatternSizes *sizes, GError **error)
{
  const guint rounds = plx_pattern_rounds (2, sizes->p);

  for (guint r = 0; r < rounds; r++)
    if (plx_pattern_times (with_bit (sizes->p, r), sizes->bytes) > G_MAXUINT32)
      return plx_pattern_fail (error, "bytes", "%" G_GUINT64_FORMAT " messages of %" G_GUINT64_FORMAT " bytes go in one; "
                               "together less than 2^32 would do", with_bit (sizes->p, r), sizes->bytes);
  return rounds_open (sizes, rounds, bruck_read, error);
}

const PlxPattern plx_pattern_bruck_all_to_all = {
  .name = "bruck-all-to-all",
  .title = "Bruck's all-to-all",
  .schedule = "In round r = 0, 1, ..., ceil (log2 p) - 1 everybody, i, sends one message to i + 2^r mod p, then receives "
              "one from i - 2^r mod p: of what is on a way of d = 1, 2, ..., p - 1 places, each of `bytes`, all whose d has "
              "bit r.",
  .params = to_each_params,
  .open = bruck_open,
};
