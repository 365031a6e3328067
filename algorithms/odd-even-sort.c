/* SPDX-License-Identifier: MIT */
/* odd-even-sort.c: odd-even transposition sort of n whole numbers, a block of q = n/p on each processor.
 *
 * Neighbours compare: first 0 and 1, 2 and 3 ..., then 1 and 2, 3 and 4 ..., and so on: p numbers are
 * sorted after p phases. Here every comparison is a merge-split: two processors read each other's sorted
 * block, merge, and keep the lesser and the greater half. First BSP, then APRAM with the blocks in
 * shared memory:
 *
 *   1. Everybody sorts its block, from the one array into the other:
 *          q ceil (log2 q) + l                R (q) + q ceil (log2 q) + R (q) + B
 *   2. p times, everybody merges with its left or right neighbour:
 *          p (q + q g + l)                    p (R (q) + q + R (q) + B)
 *
 * Who has no neighbour keeps its block. Two processors need only the first phase. A bitonic sort takes
 * fewer steps from p = 11 on, but these are all between neighbours on a line, the simplest of networks.
 *
 * On one processor this is a quicksort and a copy. The best sequential program is a radix sort, which on
 * random numbers takes half as long, because it does not compare.
 *
 * N. Habermann, "Parallel neighbor-sort (or the glory of the induction principle)", Carnegie Mellon
 * University, 1972; of blocks: Baudet and Stevenson 1978. Check value: n = 1024, p = 16, g = 1.66,
 * l = 751: 15874.84.
 */
#include <parallax/algorithm.h>
#include <parallax/keys.h>
#include <parallax/merge-split.h>

typedef struct {
  guint64 n;
  int input;
  PlxMergeSplit split;
} OddEven;

static const PlxParam params[] = {
  { "n", "", "numbers", offsetof (OddEven, n), .flags = PLX_COUNT | PLX_POSITIVE, .fallback = "2^20" },
  PLX_PARAM_KEYS (OddEven, input),
  PLX_PARAM_END
};

static guint
phases (const PlxProc *me)
{
  const guint p = plx_nprocs (me);

  return p > 2 ? p : p - 1;
}

/* Processor 0 has none in odd phases, and "processor -1" is none. */
static guint
neighbour (const PlxProc *me, guint phase)
{
  const guint pid = plx_pid (me);

  return phase % 2 == pid % 2 ? pid + 1 : pid - 1;
}

static void
merge_split (PlxProc *me, const void *instance)
{
  const OddEven *in = instance;

  plx_label (me, "sort my block");
  plx_merge_split_sort (me, &in->split);
  for (guint phase = 0; phase < phases (me); phase++)
    {
      plx_label (me, phase % 2 == 0 ? "merge: 0 and 1, 2 and 3 ..." : "merge: 1 and 2, 3 and 4 ...");
      plx_merge_split_step (me, &in->split, 1 + phase, neighbour (me, phase));
    }
}

static void
sequential (PlxProc *me, const void *instance)
{
  const OddEven *in = instance;

  plx_sort_by_digits (me, plx_local_mut (me, in->split.blocks[0]), in->n, plx_local_mut (me, in->split.blocks[1]));
}

static void
prepare (PlxProc *me, void *instance)
{
  OddEven *in = instance;

  plx_merge_split_prepare (me, &in->split, in->n);
}

static void
fill (PlxProc *me, const void *instance)
{
  const OddEven *in = instance;

  plx_fill_keys (me, in->split.blocks[0], in->input);
}

static void
check (PlxProc *me, const void *instance)
{
  const OddEven *in = instance;

  plx_expect_sorted (me, in->split.blocks[(1 + phases (me)) % 2], in->input, in->n);
}

static const PlxVariant variants[] = {
  { "merge-split", "neighbours in a line, p phases", merge_split,
    .closed = PLX_CLOSED_FORMS (
      { "bsp", "n/p*ceil(log2(n/p)) + l + p*(n/p + n/p*g + l)",
        .when = "p >= 3 && divides(p, n)", .source = "Habermann 1972; supersteps" },
      { "apram", "2*R(n/p) + n/p*ceil(log2(n/p)) + B + p*(2*R(n/p) + n/p + B)",
        .when = "p >= 3 && divides(p, n)", .source = "phases" },
      { "pram", "n/p*max(ceil(log2(n/p)), 1) + n",
        .when = "p >= 3 && divides(p, n)", .source = "steps" },
      { "logp", "n/p*ceil(log2(n/p)) + p*(2*L + 4*o + (n/p - 1)*max(g, o) + n/p) + (p + 1)*ceil(log2(p))*(L + 2*o)",
        .when = "p >= 3 && divides(p, n)", .source = "a round trip for each block, and the barriers" }) },
  { .name = NULL }
};

static const PlxVariant best = { "sequential", "least-significant-digit radix sort", .run = sequential };

PLX_ALGORITHM (odd_even_sort, OddEven, .name = "odd-even-sort", .title = "sorting n numbers by exchanges between neighbours",
               .source = "Habermann 1972; Baudet and Stevenson 1978", .params = params, .variants = variants,
               .best = &best, .prepare = prepare, .fill = fill, .check = check)
