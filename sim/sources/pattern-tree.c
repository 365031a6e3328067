/* SPDX-License-Identifier: MIT */
/* pattern-tree.c: broadcasts by trees of fixed shape: flat, binomial, binary, k-ary. Every processor but the root receives
 * once, so a message's slot is its receiver.
 *
 * Under LogGP, with again = max (o, g + (bytes - 1) G) and reach = 2 o + L + (bytes - 1) G: flat (p - 2) again + reach;
 * binomial max over i < p of b reach + (h - b) again, b the ones and h the length of i in binary.
 */
#include "sim/sources/pattern-flow.h"

static const PlxParam params[] = { PLX_PATTERN_P, PLX_PATTERN_BYTES ("bytes of each message"), PLX_PARAM_END };

/* ---- flat ---- */

static guint
flat_width (const PlxFlow *flow, guint64 level)
{
  return level == 0 ? 1 : flow->p - 1;
}

static guint
flat_processor (G_GNUC_UNUSED const PlxFlow *flow, guint64 level, guint j)
{
  return level == 0 ? 0 : j + 1;
}

static PlxOp *
flat_act (const PlxFlow *flow, guint64 level, guint i, PlxOp *op)
{
  const guint64 bytes = plx_pattern_sizes (flow)->bytes;

  if (level > 0)
    return plx_pattern_receive (op, 0, bytes, i);
  for (guint to = 1; to < flow->p; to++)
    op = plx_pattern_send (op, to, bytes, to);
  return op;
}

static void
flat_read (const PlxFlow *flow, guint64 level, guint from, guint n, PlxChunk *chunk)
{
  plx_pattern_fill (flow, level, from, n, level == 0 ? flow->p - 1 : 1, chunk, flat_processor, flat_act);
}

static PlxFlow *
flat_open (const PlxPatternSizes *sizes, GError **error)
{
  const PlxPatternShape shape = {
    .n_levels = sizes->p > 1 ? 2 : 0,
    .n_messages = sizes->p - 1,
    .n_slots = sizes->p,
    .width = flat_width,
    .read = flat_read,
  };

  return plx_pattern_flow_new (sizes, &shape, error);
}

const PlxPattern plx_pattern_flat = {
  .name = "flat",
  .title = "flat tree",
  .schedule = "Processor 0 sends to 1, 2, ..., p - 1, in this order.",
  .params = params,
  .open = flat_open,
};

/* ---- binomial ---- */

/* Level r: i < 2^r has the message, i >= 2^(r-1) of them receives it, and i sends it to i + 2^r. Who does so is
 * [0, senders) and [first, last). */
typedef struct {
  guint senders, first, last;
} Round;

static Round
binomial_round (const PlxFlow *flow, guint64 level)
{
  const guint64 half = level > 0 ? G_GUINT64_CONSTANT (1) << (level - 1) : 1, know = G_GUINT64_CONSTANT (1) << level;
  const guint p = flow->p;

  return (Round) { know < p ? (guint) MIN (know, p - know) : 0, (guint) half, (guint) MIN (know, p) };
}

static guint
binomial_width (const PlxFlow *flow, guint64 level)
{
  const Round round = binomial_round (flow, level);

  return round.senders + round.last - MIN (round.last, MAX (round.first, round.senders));
}

static guint
binomial_processor (const PlxFlow *flow, guint64 level, guint j)
{
  const Round round = binomial_round (flow, level);

  return j < round.senders ? j : j - round.senders + MAX (round.first, round.senders);
}

static PlxOp *
binomial_act (const PlxFlow *flow, guint64 level, guint i, PlxOp *op)
{
  const Round round = binomial_round (flow, level);
  const guint64 bytes = plx_pattern_sizes (flow)->bytes;

  if (i >= round.first)
    op = plx_pattern_receive (op, i - round.first, bytes, i);
  if (i < round.senders)
    op = plx_pattern_send (op, i + (1u << level), bytes, i + (1u << level));
  return op;
}

static void
binomial_read (const PlxFlow *flow, guint64 level, guint from, guint n, PlxChunk *chunk)
{
  plx_pattern_fill (flow, level, from, n, 2, chunk, binomial_processor, binomial_act);
}

static PlxFlow *
binomial_open (const PlxPatternSizes *sizes, GError **error)
{
  const PlxPatternShape shape = {
    .n_levels = sizes->p > 1 ? plx_pattern_rounds (2, sizes->p) + 1 : 0,
    .n_messages = sizes->p - 1,
    .n_slots = sizes->p,
    .width = binomial_width,
    .read = binomial_read,
  };

  return plx_pattern_flow_new (sizes, &shape, error);
}

const PlxPattern plx_pattern_binomial = {
  .name = "binomial",
  .title = "binomial tree",
  .schedule = "In round r = 0, 1, ... every i < 2^r, which has the message, sends it to i + 2^r, if that is below p.",
  .params = params,
  .open = binomial_open,
};
