/* SPDX-License-Identifier: MIT */
/* sample-sort.c: parallel sorting by regular sampling (PSRS) of n whole numbers.
 *
 * With b = ceil (n/p) and c = 2 p ceil (n/p^2), about 2 b, the most that one processor may receive:
 *
 *   1. Everybody sorts its block and sends p regular samples of it to processor 0:
 *          b log2 b  +  p (p - 1) g + l
 *   2. It merges them, picks p - 1 pivots, p samples apart, and tells everybody:
 *          p^2 log2 p  +  2 (p - 1)^2 g + l
 *   3. Everybody cuts its block at the pivots and sends part q to processor q:
 *          (p - 1) (1 + log2 b)  +  c g + l
 *   4. Everybody merges what it received:
 *          c log2 p  +  l
 *
 * At most p samples lie between neighbouring pivots, so at most 2 p ceil (n/p^2) numbers do: nobody
 * gets much more than twice its share. Equal numbers are told apart by their places in the sorted
 * blocks, so this holds for them too. The result is an array of distribution each: processor q's
 * part, in order, goes before processor q + 1's.
 *
 * On one processor this is a quicksort and two copies. The best sequential program is a radix sort, which
 * on random numbers takes half as long, because it does not compare.
 *
 * H. Shi, J. Schaeffer, "Parallel sorting by regular sampling", J. Parallel Distrib. Comput. 14,
 * 1992. Check value: at most, for n = 1000, p = 4, g = 3, l = 100: 5069.
 */
#include <parallax/algorithm.h>
#include <parallax/integer.h>
#include <parallax/keys.h>

/* A number, and its place among all blocks after they were sorted: no two are equal. */
typedef struct {
  gint64 key, place;
} Pivot;

typedef struct {
  guint64 n;
  int input;
  PlxArray *x;
  PlxArray *sorted;  /* an uneven part on every processor */
  gint64 *samples;   /* [p] */
  Pivot *pivots;     /* [p - 1] */
  PlxSortedRun *runs;  /* [p] */
} Psrs;

static const PlxParam params[] = {
  { "n", "", "numbers", offsetof (Psrs, n), .flags = PLX_COUNT | PLX_POSITIVE, .fallback = "2^20" },
  PLX_PARAM_KEYS (Psrs, input),
  PLX_PARAM_END
};

/* How many of the sorted x are before the pivot, when x[0] is at place `first`: those with smaller keys,
 * and of equal ones those at smaller places. */
static guint64
count_before (const gint64 *x, guint64 n, guint64 first, const Pivot *pivot)
{
  guint64 low = 0, high = n;

  while (low < high)
    {
      const guint64 middle = (low + high) / 2;

      if (x[middle] < pivot->key
          || (x[middle] == pivot->key && (gint64) (first + middle) < pivot->place))
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* ---- the algorithm ---- */

/* Where sample j of p is in a block of n. */
static guint64
sample_place (guint64 n, guint64 j, guint p)
{
  return j * n / p;
}

static void
send_samples (PlxProc *me, const Psrs *in, const gint64 *x, guint64 n)
{
  const guint p = plx_nprocs (me);

  if (n == 0)
    return;
  for (guint j = 0; j < p; j++)
    in->samples[j] = x[sample_place (n, j, p)];
  plx_queue_send (me, 0, 0, p * sizeof *x, in->samples);
}

/* The place of the least sample in the sorted blocks. */
static gint64
place_of (PlxProc *me, const Psrs *in, const PlxSortedRun *run)
{
  const guint p = plx_nprocs (me);
  const guint64 size = plx_divide_up (in->n, p), first = run->source * size;
  const guint64 j = (guint64) (run->at - run->begin);

  return (gint64) (first + sample_place (MIN (size, in->n - first), j, p));
}

/* Pivot q is in the middle of the q-th p-th of the samples. */
static void
send_pivots (PlxProc *me, const Psrs *in)
{
  const guint p = plx_nprocs (me);
  guint n_runs;
  const guint64 n = plx_runs_receive (me, in->runs, &n_runs), each = n / p;

  for (guint64 i = 0, q = 1; q < p; i++, plx_runs_advance (in->runs, &n_runs))
    if (i == q * each + each / 2)
      {
        in->pivots[q - 1] = (Pivot) { *in->runs[0].at, place_of (me, in, &in->runs[0]) };
        q++;
      }
  plx_work (me, PLX_MERGE, n * plx_log2_up (p), n * sizeof (gint64));
  for (guint q = 0; q < p; q++)
    plx_queue_send (me, q, 0, (p - 1) * sizeof (Pivot), in->pivots);
}

static void
send_parts (PlxProc *me, const gint64 *x, guint64 n, guint64 first)
{
  const guint p = plx_nprocs (me);
  PlxMessage m;

  if (n == 0 || !plx_queue_next (me, &m))
    return;
  const Pivot *pivots = m.data;
  for (guint64 q = 0, begin = 0, end; q < p; q++, begin = end)
    {
      end = q + 1 < p ? count_before (x, n, first, &pivots[q]) : n;
      if (begin < end)
        plx_queue_send (me, (guint) q, 0, (end - begin) * sizeof *x, x + begin);
    }
  plx_work (me, PLX_COMPARE, (p - 1) * (guint64) (1 + plx_log2_up (n)), n * sizeof *x);
}

static void
merge_parts (PlxProc *me, const Psrs *in)
{
  guint n_runs;
  const guint64 n = plx_runs_receive (me, in->runs, &n_runs);

  plx_set_length (me, in->sorted, n);
  plx_merge_runs (me, in->runs, n_runs, n, plx_local_mut (me, in->sorted));
}

static void
psrs (PlxProc *me, const void *instance)
{
  const Psrs *in = instance;
  const guint64 n = plx_length (me, in->x), first = plx_first (me, in->x);

  plx_label (me, "sort my block, send samples");
  plx_sort (me, plx_local_mut (me, in->x), n);
  send_samples (me, in, plx_local (me, in->x), n);
  plx_sync (me);

  plx_label (me, "merge the samples, send pivots");
  if (plx_pid (me) == 0)
    send_pivots (me, in);
  plx_sync (me);

  plx_label (me, "cut my block, send the parts");
  send_parts (me, plx_local (me, in->x), n, first);
  plx_sync (me);

  plx_label (me, "merge what I received");
  merge_parts (me, in);
  plx_sync (me);
}

static void
sequential (PlxProc *me, const void *instance)
{
  const Psrs *in = instance;

  plx_sort_by_digits (me, plx_local_mut (me, in->x), in->n, plx_local_mut (me, in->sorted));
}

/* ---- input and check ---- */

static void
prepare (PlxProc *me, void *instance)
{
  Psrs *in = instance;
  const guint p = plx_nprocs (me);
  const guint64 size = plx_divide_up (in->n, p), most = 2 * p * plx_divide_up (size, p);

  in->x = plx_array (me, .name = "x", .n = in->n);
  in->sorted = plx_array (me, .name = "sorted", .n = MIN (most, in->n), .distribution = PLX_EACH);
  in->samples = plx_alloc (me, p * sizeof *in->samples);
  in->pivots = plx_alloc (me, p * sizeof *in->pivots);
  in->runs = plx_alloc (me, p * sizeof *in->runs);
}

/* In place. */
static void
fill (PlxProc *me, const void *instance)
{
  const Psrs *in = instance;

  plx_fill_keys (me, in->x, in->input);
}

static void
check (PlxProc *me, const void *instance)
{
  const Psrs *in = instance;

  plx_expect_sorted (me, in->sorted, in->input, in->n);
}

static const PlxVariant variants[] = {
  { "psrs", "regular samples, one exchange", psrs,
    .closed = PLX_CLOSED_FORMS (
      { "bsp", "ceil(n/p)*ceil(log2(ceil(n/p))) + p^2*ceil(log2(p))"
        " + (p - 1)*(1 + ceil(log2(ceil(n/p))))"
        " + 2*p*ceil(n/p^2)*ceil(log2(p)) + (p*(p - 1) + 2*(p - 1)^2 + 2*p*ceil(n/p^2))*g + 4*l",
        .source = "Shi and Schaeffer 1992", .upper_bound = TRUE }) },
  { .name = NULL }
};

static const PlxVariant best = { "sequential", "least-significant-digit radix sort", .run = sequential };

PLX_ALGORITHM (sample_sort, Psrs, .name = "sample-sort",
               .title = "sorting n numbers by regular samples", .source = "Shi and Schaeffer 1992",
               .params = params, .variants = variants, .best = &best, .prepare = prepare, .fill = fill,
               .check = check)
