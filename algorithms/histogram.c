/* SPDX-License-Identifier: MIT */
/* histogram.c: how many of n numbers fall into each bin; x falls into bin x mod bins.
 *
 *     ceil (n/p) + (p - 1) ceil (bins/p) g + l  +  (p - 1) ceil (bins/p) + l
 *
 * Everybody counts its block, and puts its counts of each block of bins to the processor that has
 * these in the end, which adds them. Nothing depends on the numbers: where they are skewed or equal,
 * some bins get most of them, but no processor more than others.
 *
 * B. Wilkinson, M. Allen, "Parallel Programming", 2nd ed., 2005, section 11.2. Check value: n = 1024,
 * bins = 64, p = 8, g = 2, l = 100: 496.
 */
#include <parallax/algorithm.h>
#include <parallax/cells.h>
#include <parallax/integer.h>
#include <parallax/keys.h>
#include <string.h>

typedef struct {
  guint64 n, bins;
  int keys;
  PlxArray *x;        /* [n] in blocks */
  gint64 *mine;       /* [bins]: of my block of numbers */
  PlxArray *partial;  /* [p][my bins], of each processor's block of numbers */
  PlxArray *counts;   /* [bins] in blocks */
} Histogram;

static const PlxParam params[] = {
  { "n", "", "numbers", offsetof (Histogram, n), .flags = PLX_COUNT | PLX_POSITIVE, .fallback = "2^20" },
  { "bins", "", "bins", offsetof (Histogram, bins), .flags = PLX_COUNT | PLX_POSITIVE, .fallback = "256" },
  PLX_PARAM_KEYS (Histogram, keys),
  PLX_PARAM_END
};

/* ---- sequential pieces; each counts what it does ---- */

static void
count (PlxProc *me, const Histogram *in, const gint64 *x, guint64 n, gint64 *counts)
{
  const gsize bytes = in->bins * sizeof *counts;

  memset (counts, 0, bytes);
  plx_work (me, PLX_COPY, bytes, bytes);
  for (guint64 i = 0; i < n; i++)
    counts[(guint64) x[i] % in->bins]++;
  plx_work (me, PLX_OP, n, n * sizeof *x);
  plx_work (me, PLX_RANDOM, n * sizeof *counts, bytes);
}

static void
add (PlxProc *me, gint64 *counts, const gint64 *partial, guint64 n)
{
  for (guint64 b = 0; b < n; b++)
    counts[b] += partial[b];
  plx_work (me, PLX_MAP, n, 2 * n * sizeof *counts);
}

/* ---- the algorithm ---- */

static void
parallel (PlxProc *me, const void *instance)
{
  const Histogram *in = instance;
  const guint p = plx_nprocs (me), pid = plx_pid (me);
  const guint64 bins = plx_length (me, in->counts);

  plx_label (me, "count my numbers, tell each of its bins");
  count (me, in, plx_local (me, in->x), plx_length (me, in->x), in->mine);
  for (guint i = 1; i < p; i++)
    {
      const guint q = (pid + i) % p;
      const guint64 first = plx_block_begin (in->bins, p, q), end = plx_block_begin (in->bins, p, q + 1);

      plx_put_at (me, in->partial, q, pid * (end - first), end - first, in->mine + first);
    }
  plx_sync (me);

  plx_label (me, "add the counts of my bins");
  gint64 *counts = plx_local_mut (me, in->counts);
  const gint64 *partial = plx_local (me, in->partial);
  plx_copy (me, counts, in->mine + plx_block_begin (in->bins, p, pid), bins * sizeof *counts);
  for (guint q = 0; q < p; q++)
    if (q != pid)
      add (me, counts, partial + q * bins, bins);
  plx_sync (me);
}

static void
sequential (PlxProc *me, const void *instance)
{
  const Histogram *in = instance;

  count (me, in, plx_local (me, in->x), in->n, plx_local_mut (me, in->counts));
}

/* ---- memory, input and check ---- */

static void
prepare (PlxProc *me, void *instance)
{
  Histogram *in = instance;
  const guint p = plx_nprocs (me);

  in->x = plx_array (me, .name = "x", .n = in->n);
  in->mine = plx_alloc (me, in->bins * sizeof *in->mine);
  in->partial = plx_array (me, .name = "partial", .n = p * plx_divide_up (in->bins, p),
                           .distribution = PLX_EACH);
  in->counts = plx_array (me, .name = "counts", .n = in->bins);
}

static void
fill (PlxProc *me, const void *instance)
{
  const Histogram *in = instance;

  plx_fill_keys (me, in->x, in->keys);
  plx_clear (me, in->counts);
}

static void
check (PlxProc *me, const void *instance)
{
  const Histogram *in = instance;
  gint64 *expected = plx_alloc (me, in->bins * sizeof *expected);

  for (guint64 i = 0; i < in->n; i++)
    expected[(guint64) plx_key (me, in->keys, in->n, i) % in->bins]++;
  plx_expect_int64 (me, in->counts, in->bins, expected);
}

static const PlxVariant variants[] = {
  { "parallel", "counts of blocks, then of bins", parallel,
    .closed = PLX_CLOSED_FORMS (
      { "bsp", "ceil(n/p) + (p - 1)*ceil(bins/p)*(g + 1) + 2*l", .source = "supersteps" },
      { "apram", "ceil(n/p) + R(min(bins, (p - 1)*ceil(bins/p))) + (p - 1)*ceil(bins/p) + 2*B",
        .when = "divides(p, n) || divides(p, bins)", .source = "phases" },
      { "pram", "max(ceil(n/p), min(bins, (p - 1)*ceil(bins/p))) + (p - 1)*ceil(bins/p)",
        .source = "steps" }) },
  { .name = NULL }
};

static const PlxVariant best = { "sequential", "one loop", .run = sequential };

PLX_ALGORITHM (histogram, Histogram, .name = "histogram", .title = "how many of n numbers are in each bin",
               .source = "supersteps", .params = params, .variants = variants,
               .best = &best, .prepare = prepare, .fill = fill, .check = check)
