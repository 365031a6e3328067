/* SPDX-License-Identifier: MIT */
/* bitonic-sort.c: Batcher's bitonic sort of n whole numbers, a block of q = n/p on each processor.
 *
 * A bitonic network sorts p numbers in K = ceil (log2 p) stages. Stage j merges pairs of sorted runs of
 * 2^(j - 1): it compares each number with its mirror image in the other run, then with those at
 * distances 2^(j - 2), 2^(j - 3) ... 1. That makes S = K (K + 1)/2 steps. Here every comparison is a
 * merge-split: two processors read each other's sorted block, merge, and keep the lesser and the greater
 * half. First BSP, then APRAM with the blocks in shared memory:
 *
 *   1. Everybody sorts its block, from the one array into the other:
 *          q ceil (log2 q) + l                R (q) + q ceil (log2 q) + R (q) + B
 *   2. S times, everybody merges with a partner:
 *          S (q + q g + l)                    S (R (q) + q + R (q) + B)
 *
 * Thanks to the mirror images every comparison puts the lesser number first, where Batcher's own
 * stages sort every other run downwards. So places that are not there (p no power of two, a short last
 * block) may be thought to hold infinity, which never moves; who has no partner keeps its block.
 *
 * On one processor this is a quicksort and a copy. The best sequential program is a radix sort, which on
 * random numbers takes half as long, because it does not compare.
 *
 * K. E. Batcher, "Sorting networks and their applications", AFIPS Spring Joint Computer Conference 32,
 * 1968; of blocks: Baudet and Stevenson 1978. Check value: n = 1024, p = 16, d = 4, B = 16,
 * access = pipelined: 2674.
 */
#include <parallax/algorithm.h>
#include <parallax/integer.h>
#include <parallax/keys.h>
#include <parallax/merge-split.h>

typedef struct {
  guint64 n;
  int input;
  PlxMergeSplit split;
} Bitonic;

static const PlxParam params[] = {
  { "n", "", "numbers", offsetof (Bitonic, n), .flags = PLX_COUNT | PLX_POSITIVE, .fallback = "2^20" },
  PLX_PARAM_KEYS (Bitonic, input),
  PLX_PARAM_END
};

static void
merge_split (PlxProc *me, const void *instance)
{
  const Bitonic *in = instance;
  const guint pid = plx_pid (me), levels = plx_log2_up (plx_nprocs (me));
  guint step = 1;

  plx_label (me, "sort my block");
  plx_merge_split_sort (me, &in->split);
  for (guint j = 0; j < levels; j++)
    {
      plx_label (me, "merge with my mirror image");
      plx_merge_split_step (me, &in->split, step++, pid ^ ((2u << j) - 1));
      for (guint distance = (1u << j) / 2; distance > 0; distance /= 2)
        {
          plx_label (me, "merge with my partner at distance 2^i");
          plx_merge_split_step (me, &in->split, step++, pid ^ distance);
        }
    }
}

static void
sequential (PlxProc *me, const void *instance)
{
  const Bitonic *in = instance;

  plx_sort_by_digits (me, plx_local_mut (me, in->split.blocks[0]), in->n, plx_local_mut (me, in->split.blocks[1]));
}

static void
prepare (PlxProc *me, void *instance)
{
  Bitonic *in = instance;

  plx_merge_split_prepare (me, &in->split, in->n);
}

static void
fill (PlxProc *me, const void *instance)
{
  const Bitonic *in = instance;

  plx_fill_keys (me, in->split.blocks[0], in->input);
}

static void
check (PlxProc *me, const void *instance)
{
  const Bitonic *in = instance;
  const guint levels = plx_log2_up (plx_nprocs (me)), steps = levels * (levels + 1) / 2;

  plx_expect_sorted (me, in->split.blocks[(1 + steps) % 2], in->input, in->n);
}

#define STEPS "ceil(log2(p))*(ceil(log2(p)) + 1)/2"

static const PlxVariant variants[] = {
  { "merge-split", "a sorting network on blocks", merge_split,
    .closed = PLX_CLOSED_FORMS (
      { "apram", "2*R(n/p) + n/p*ceil(log2(n/p)) + B + " STEPS "*(2*R(n/p) + n/p + B)",
        .when = "divides(p, n)", .source = "Batcher 1968; phases" },
      { "bsp", "n/p*ceil(log2(n/p)) + l + " STEPS "*(n/p + n/p*g + l)",
        .when = "divides(p, n)", .source = "Batcher 1968; supersteps" },
      { "pram", "n/p*max(ceil(log2(n/p)), 1) + " STEPS "*n/p",
        .when = "divides(p, n)", .source = "steps" },
      { "logp", "n/p*ceil(log2(n/p)) + " STEPS "*(2*L + 4*o + (n/p - 1)*max(g, o) + n/p)"
        " + (" STEPS " + 1)*ceil(log2(p))*(L + 2*o)",
        .when = "divides(p, n)", .source = "a round trip for each block, and the barriers" }) },
  { .name = NULL }
};

static const PlxVariant best = { "sequential", "least-significant-digit radix sort", .run = sequential };

PLX_ALGORITHM (bitonic_sort, Bitonic, .name = "bitonic-sort", .title = "sorting n numbers by a bitonic network of blocks",
               .source = "Batcher 1968; Baudet and Stevenson 1978", .params = params, .variants = variants,
               .best = &best, .prepare = prepare, .fill = fill, .check = check)
