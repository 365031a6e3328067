/* SPDX-License-Identifier: MIT */
/* pattern-tree.c: broadcasts by trees of fixed shape: flat, binomial, binary, k-ary. Every processor but the root receives
 * once, so a message's slot is its receiver.
 *
 * Under LogGP, with again = max (o, g + (bytes - 1) G) and reach = 2 o + L + (bytes - 1) G: flat (p - 2) again + reach;
 * binomial max over i < p of b reach + (h - b) again, b the ones and h the length of i in binary; k-ary a reach for each
 * step from the root, and j again where the way takes a processor's child j = 0, 1, ...
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
  plx_pattern_fill (flow, level, from, n, level == 0 ? flow->p - 1 : n, chunk, flat_processor, flat_act);
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
  plx_pattern_fill (flow, level, from, n, 2 * (gsize) n, chunk, binomial_processor, binomial_act);
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

/* ---- k-ary, binary ---- */

typedef struct {
  PlxPatternFlow pattern;
  guint64 k;
  guint64 first[34];  /* processor of each depth, which is its level */
} KAry;

static guint
k_ary_width (const PlxFlow *flow, guint64 level)
{
  const guint64 *first = ((const KAry *) flow)->first + level;

  return (guint) (first[1] - first[0]);
}

static guint
k_ary_processor (const PlxFlow *flow, guint64 level, guint j)
{
  return (guint) ((const KAry *) flow)->first[level] + j;
}

static PlxOp *
k_ary_act (const PlxFlow *flow, guint64 level, guint i, PlxOp *op)
{
  const guint64 bytes = plx_pattern_sizes (flow)->bytes, k = ((const KAry *) flow)->k;

  if (level > 0)
    op = plx_pattern_receive (op, (guint) ((i - 1) / k), bytes, i);
  for (guint64 to = k * i + 1; to <= k * i + k && to < flow->p; to++)
    op = plx_pattern_send (op, (guint) to, bytes, to);
  return op;
}

static void
k_ary_read (const PlxFlow *flow, guint64 level, guint from, guint n, PlxChunk *chunk)
{
  const KAry *made = (const KAry *) flow;
  const guint64 i = made->first[level] + from, p = flow->p;
  const guint64 children = MIN (made->k * (i + n) + 1, p) - MIN (made->k * i + 1, p);

  plx_pattern_fill (flow, level, from, n, n + children, chunk, k_ary_processor, k_ary_act);
}

static PlxFlow *
k_ary_new (const PlxPatternSizes *sizes, guint64 k, GError **error)
{
  PlxPatternShape shape = {
    .size = sizeof (KAry),
    .n_messages = sizes->p - 1,
    .n_slots = sizes->p,
    .width = k_ary_width,
    .read = k_ary_read,
  };
  KAry *made = (KAry *) plx_pattern_flow_new (sizes, &shape, error);
  guint64 depth = 0;

  if (!made)
    return NULL;
  made->k = MIN (k, MAX (sizes->p, 2));
  for (; made->first[depth] < sizes->p; depth++)
    made->first[depth + 1] = MIN (made->k * made->first[depth] + 1, sizes->p);
  made->pattern.flow.n_levels = sizes->p > 1 ? depth : 0;
  return &made->pattern.flow;
}

static PlxFlow *
k_ary_open (const PlxPatternSizes *sizes, GError **error)
{
  if (sizes->k < 2)
    return plx_pattern_fail (error, "k", "%" G_GUINT64_FORMAT " children make no tree; 2 or more would do, or pattern:chain",
                             sizes->k);
  return k_ary_new (sizes, sizes->k, error);
}

static PlxFlow *
binary_open (const PlxPatternSizes *sizes, GError **error)
{
  return k_ary_new (sizes, 2, error);
}

static const PlxParam k_ary_params[] = {
  PLX_PATTERN_P,
  PLX_PATTERN_BYTES ("bytes of each message"),
  { "k", "", "children of a processor", offsetof (PlxPatternSizes, k), .flags = PLX_COUNT, .fallback = "4" },
  PLX_PARAM_END
};

const PlxPattern plx_pattern_k_ary = {
  .name = "k-ary",
  .title = "k-ary tree",
  .schedule = "Processor 0 is the root; i receives from (i - 1) / k, rounded down, then sends to k i + 1, k i + 2, ..., "
              "k i + k, those below p.",
  .params = k_ary_params,
  .open = k_ary_open,
};

const PlxPattern plx_pattern_binary = {
  .name = "binary",
  .title = "binary tree",
  .schedule = "Processor 0 is the root; i receives from (i - 1) / 2, rounded down, then sends to 2 i + 1 and 2 i + 2, those "
              "below p.",
  .params = params,
  .open = binary_open,
};
