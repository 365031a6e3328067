/* SPDX-License-Identifier: MIT */
/* pattern-exchange.c: in log p rounds everybody hears of everybody: dissemination, recursive doubling, butterfly; random
 * bisection.
 *
 * Under LogGP a round of one message each costs 2 o + L + (bytes - 1) G, unless g is larger.
 */
#include "sim/sources/pattern-rounds.h"

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

/* ---- n-way dissemination ---- */

typedef struct {
  PlxPatternFlow pattern;
  guint64 distance[64];  /* of each round: (n + 1)^round */
} NWay;

/* In the last round some would be further than once around. */
static inline guint64
ways_of (const PlxFlow *flow, guint64 round)
{
  return MIN (plx_pattern_sizes (flow)->n, (flow->p - 1) / ((const NWay *) flow)->distance[round]);
}

static PlxOp *
n_way_act (const PlxFlow *flow, guint64 level, guint i, PlxOp *op)
{
  const guint p = flow->p;
  const guint64 bytes = plx_pattern_sizes (flow)->bytes, most = MIN (plx_pattern_sizes (flow)->n, p - 1);
  const guint64 *distance = ((const NWay *) flow)->distance;

  for (guint64 k = 1; level > 0 && k <= ways_of (flow, level - 1); k++)
    op = plx_pattern_receive (op, plx_pattern_behind (i, k * distance[level - 1], p), bytes,
                              plx_pattern_slot (level - 1, p, i, most, k - 1));
  for (guint64 k = 1; level + 1 < flow->n_levels && k <= ways_of (flow, level); k++)
    {
      const guint to = plx_pattern_ahead (i, k * distance[level], p);

      op = plx_pattern_send (op, to, bytes, plx_pattern_slot (level, p, to, most, k - 1));
    }
  return op;
}

static void
n_way_read (const PlxFlow *flow, guint64 level, guint from, guint n, PlxChunk *chunk)
{
  const gsize most = MIN (plx_pattern_sizes (flow)->n, flow->p - 1);

  plx_pattern_fill (flow, level, from, n, 2 * most * n, chunk, NULL, n_way_act);
}

static PlxFlow *
n_way_open (const PlxPatternSizes *sizes, GError **error)
{
  const guint64 n = MIN (sizes->n, MAX (sizes->p - 1, 1));
  const guint rounds = plx_pattern_rounds (n + 1, sizes->p);
  guint64 distance = 1, n_messages = 0;
  NWay *made;

  for (guint r = 0; r < rounds; r++, distance *= n + 1)
    n_messages += MIN (n, (sizes->p - 1) / distance) * sizes->p;
  const PlxPatternShape shape = {
    .size = sizeof (NWay),
    .n_levels = rounds > 0 ? rounds + 1 : 0,
    .n_messages = n_messages,
    .n_slots = plx_pattern_times (2 * sizes->p, n),
    .width = plx_pattern_all,
    .read = n_way_read,
  };
  made = (NWay *) plx_pattern_flow_new (sizes, &shape, error);
  for (guint r = 0; made && r < rounds; r++)
    made->distance[r] = r > 0 ? made->distance[r - 1] * (n + 1) : 1;
  return (PlxFlow *) made;
}

static const PlxParam n_way_params[] = {
  PLX_PATTERN_P,
  PLX_PATTERN_BYTES ("bytes of each message"),
  { "n", "", "partners of a processor in a round", offsetof (PlxPatternSizes, n), .flags = PLX_COUNT | PLX_POSITIVE,
    .fallback = "2" },
  PLX_PARAM_END
};

const PlxPattern plx_pattern_n_way_dissemination = {
  .name = "n-way-dissemination",
  .title = "n-way dissemination",
  .schedule = "In round r = 0, 1, ..., ceil (log p / log (n + 1)) - 1, with d = (n + 1)^r, everybody, i, sends to i + d, "
              "i + 2 d, ..., i + n d mod p, then receives from i - d, ..., i - n d mod p; distances of p and more are left "
              "out.",
  .params = n_way_params,
  .open = n_way_open,
};

/* ---- recursive doubling, butterfly ---- */

static inline guint
across_ascending (G_GNUC_UNUSED const PlxFlow *flow, guint64 round, guint i)
{
  return i ^ (1u << round);
}

/* A flow of p processors has log2 p + 1 levels. */
static inline guint
across_descending (const PlxFlow *flow, guint64 round, guint i)
{
  return i ^ (1u << (flow->n_levels - 2 - round));
}

EXCHANGE (doubling, across_ascending, across_ascending, same_bytes)
EXCHANGE (butterfly, across_descending, across_descending, same_bytes)

static gboolean
check_power (guint64 p, GError **error)
{
  const guint64 above = G_GUINT64_CONSTANT (1) << plx_pattern_rounds (2, p);

  if (p == above)
    return TRUE;
  plx_pattern_fail (error, "p", "%" G_GUINT64_FORMAT " is not a power of 2; %" G_GUINT64_FORMAT " or %" G_GUINT64_FORMAT
                    " would do", p, above / 2, above);
  return FALSE;
}

static PlxFlow *
doubling_open (const PlxPatternSizes *sizes, GError **error)
{
  return check_power (sizes->p, error) ? rounds_open (sizes, plx_pattern_rounds (2, sizes->p), doubling_read, error)
                                       : NULL;
}

static PlxFlow *
butterfly_open (const PlxPatternSizes *sizes, GError **error)
{
  return check_power (sizes->p, error) ? rounds_open (sizes, plx_pattern_rounds (2, sizes->p), butterfly_read, error)
                                       : NULL;
}

const PlxPattern plx_pattern_recursive_doubling = {
  .name = "recursive-doubling",
  .title = "recursive doubling",
  .schedule = "In round r = 0, 1, ..., log2 p - 1 everybody, i, sends to i xor 2^r, then receives from it; p is a power of 2.",
  .params = params,
  .open = doubling_open,
};

static const PlxParam butterfly_params[] = {
  PLX_PATTERN_P, PLX_PATTERN_BYTES ("bytes of each message"), PLX_PATTERN_WORK, PLX_PARAM_END
};

const PlxPattern plx_pattern_butterfly = {
  .name = "butterfly",
  .title = "butterfly",
  .schedule = "For d = p / 2, p / 4, ..., 1 everybody, i, sends to i xor d, receives from it, then works; p is a power of 2.",
  .params = butterfly_params,
  .open = butterfly_open,
};

/* ---- random bisection ---- */

/* A bijection of 64-bit numbers that scatters them (the finaliser of SplitMix64). */
static inline guint64
scatter (guint64 x)
{
  x = (x ^ (x >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  x = (x ^ (x >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return x ^ (x >> 31);
}

#define FEISTEL 4  /* rounds */

/* A seeded permutation of the numbers of 2 `bits` bits, and its inverse: a Feistel network. */
static inline guint64
shuffle (guint64 x, guint bits, guint64 key)
{
  const guint64 mask = (G_GUINT64_CONSTANT (1) << bits) - 1;
  guint64 left = x >> bits, right = x & mask;

  for (guint r = 0; r < FEISTEL; r++)
    {
      const guint64 next = left ^ (scatter (key + FEISTEL * right + r) & mask);

      left = right;
      right = next;
    }
  return left << bits | right;
}

static inline guint64
unshuffle (guint64 x, guint bits, guint64 key)
{
  const guint64 mask = (G_GUINT64_CONSTANT (1) << bits) - 1;
  guint64 left = x >> bits, right = x & mask;

  for (guint r = FEISTEL; r-- > 0;)
    {
      const guint64 before = right ^ (scatter (key + FEISTEL * left + r) & mask);

      right = left;
      left = before;
    }
  return left << bits | right;
}

/* Numbers past the end are shuffled on until they are not: that makes it a permutation of [0, n). */
static guint
bisect (const PlxFlow *flow, guint64 round, guint i)
{
  const guint n = flow->p & ~1u, bits = plx_pattern_rounds (4, n);
  const guint64 key = scatter (plx_pattern_sizes (flow)->seed + scatter (round + 1));
  guint64 at = i;

  do
    at = shuffle (at, bits, key);
  while (at >= n);
  at = at < n / 2 ? at + n / 2 : at - n / 2;
  do
    at = unshuffle (at, bits, key);
  while (at >= n);
  return (guint) at;
}

EXCHANGE (bisection, bisect, bisect, same_bytes)

static guint
bisection_width (const PlxFlow *flow, G_GNUC_UNUSED guint64 level)
{
  return flow->p & ~1u;
}

static PlxFlow *
bisection_open (const PlxPatternSizes *sizes, GError **error)
{
  const guint64 n = sizes->p & ~G_GUINT64_CONSTANT (1);
  const PlxPatternShape shape = {
    .n_levels = n > 0 ? sizes->steps + 1 : 0,
    .n_messages = plx_pattern_times (sizes->steps, n),
    .n_slots = 2 * sizes->p,
    .width = bisection_width,
    .read = bisection_read,
  };

  return plx_pattern_flow_new (sizes, &shape, error);
}

static const PlxParam bisection_params[] = {
  PLX_PATTERN_P,
  PLX_PATTERN_BYTES ("bytes of each message"),
  PLX_PATTERN_STEPS,
  { "seed", "", "of the random halves", offsetof (PlxPatternSizes, seed), .flags = PLX_COUNT, .fallback = "1" },
  PLX_PARAM_END
};

const PlxPattern plx_pattern_random_bisection = {
  .name = "random-bisection",
  .title = "random bisection",
  .schedule = "In each step a random half of the processors is matched with the other half at random, from the seed; "
              "everybody sends to its partner, then receives from it. When p is odd, processor p - 1 does nothing.",
  .params = bisection_params,
  .open = bisection_open,
};
