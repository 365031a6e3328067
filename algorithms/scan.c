/* SPDX-License-Identifier: MIT */
/* scan.c: prefix sums of n numbers in place: x[i] becomes x[0] + ... + x[i].
 *
 *   hillis-steele  x[i] += x[i - 2^j] for all i at once, j = 0, 1 ... while 2^j < n: the fewest
 *                  steps, but n log2 n additions. On a PRAM with p = n:
 *                      ceil (log2 n)
 *   blelloch       everybody sums its block; a tree of processors sums the blocks on the way up,
 *                  and on the way down tells each what is below it, which it adds to its block. A
 *                  node's right child tells the node its sum; then the node tells its right child
 *                  what is below both and its left child's sum. With K = ceil (log2 p):
 *                      n/p - 1 + (K - 1) (1 + g + l)  +  K (1 + g + l)  +  n/p + l
 *   two-level      everybody tells its block's sum to everybody above:
 *                      n/p - 1 + (p - 1) g + l  +  p - 2 + n/p + l
 *
 * The flat exchange beats the tree as long as p - 1 words and additions cost less than 2 K - 2
 * barriers. On one processor these two take no longer than a loop; hillis-steele adds log2 n times as
 * often, each time through shared memory, and takes 60 to 80 times as long.
 *
 * W. D. Hillis, G. L. Steele, "Data parallel algorithms", CACM 29(12), 1986. G. E. Blelloch,
 * "Prefix sums and their applications", CMU-CS-90-190, 1990, section 1.2. Check value: two-level,
 * n = 4096, p = 8, g = 2, l = 100: 1243.
 */
#include <parallax/algorithm.h>
#include <parallax/cells.h>
#include <parallax/integer.h>

typedef struct {
  guint64 n;
  PlxArray *x;
  gint64 *shifted;   /* hillis-steele: [my part] */
  PlxArray *inbox;   /* blelloch: [p], a cell for each */
  PlxArray *totals;  /* two-level: [p] on every processor */
} Scan;

static const PlxParam params[] = {
  { "n", "", "numbers", offsetof (Scan, n), .flags = PLX_COUNT | PLX_POSITIVE, .fallback = "2^20" },
  PLX_PARAM_END
};

/* ---- sequential pieces; each counts what it does ---- */

/* Returns the sum of all. */
static gint64
prefix_in_place (PlxProc *me, gint64 *x, guint64 n)
{
  gint64 sum = 0;

  for (guint64 i = 0; i < n; i++)
    x[i] = sum += x[i];
  plx_work (me, PLX_CHAIN, MAX (n, 1) - 1, n * sizeof *x);
  return sum;
}

static gint64
sum_of (PlxProc *me, const gint64 *x, guint64 n)
{
  gint64 sum = 0;

  for (guint64 i = 0; i < n; i++)
    sum += x[i];
  plx_work (me, PLX_CHAIN, MAX (n, 1) - 1, n * sizeof *x);
  return sum;
}

static void
add_to_each (PlxProc *me, gint64 *x, guint64 n, gint64 below)
{
  for (guint64 i = 0; i < n; i++)
    x[i] += below;
  plx_work (me, PLX_MAP, n, n * sizeof *x);
}

/* ---- the algorithms ---- */

static void
hillis_steele (PlxProc *me, const void *instance)
{
  const Scan *in = instance;
  const guint64 first = plx_first (me, in->x), end = first + plx_length (me, in->x);

  for (guint64 stride = 1; stride < in->n; stride *= 2)
    {
      plx_label (me, "add what stands 2^j before");
      if (end > MAX (first, stride))
        {
          const guint64 from = MAX (first, stride), n = end - from;
          const gint64 *x = plx_local (me, in->x);

          plx_read (me, in->x, from - stride, n, in->shifted);
          for (guint64 i = 0; i < n; i++)
            in->shifted[i] += x[from - first + i];
          plx_work (me, PLX_MAP, n, 2 * n * sizeof *x);
          plx_write (me, in->x, from, n, in->shifted);
        }
      plx_sync (me);
    }
}

/* At height j a node of the tree is the 2^(j + 1) processors from a on: processor a stands for it and for
 * its left child, and processor a + 2^j for its right child. */
static gboolean
is_right_child (const PlxProc *me, guint j)
{
  return (plx_pid (me) & ((2u << j) - 1)) == 1u << j;
}

static gboolean
has_right_child (const PlxProc *me, guint j)
{
  return (plx_pid (me) & ((2u << j) - 1)) == 0 && plx_pid (me) + (1u << j) < plx_nprocs (me);
}

static void
blelloch (PlxProc *me, const void *instance)
{
  const Scan *in = instance;
  const guint pid = plx_pid (me), height = plx_log2_up (plx_nprocs (me));
  gint64 left[32], below = 0;  /* sums: of my left child at each height, of all below me */

  plx_label (me, "prefix sums of my block");
  gint64 sum = prefix_in_place (me, plx_local_mut (me, in->x), plx_length (me, in->x));
  left[0] = sum;
  for (guint j = 0; j + 1 < height; j++)
    {
      if (is_right_child (me, j))
        plx_put (me, in->inbox, pid - (1u << j), 1, &sum);
      plx_sync (me);
      plx_label (me, "up: sums of right children");
      if (has_right_child (me, j))
        {
          sum += *(const gint64 *) plx_local (me, in->inbox);
          plx_work (me, PLX_CHAIN, 1, sizeof sum);
        }
      left[j + 1] = sum;
    }
  for (guint j = height; j-- > 0;)
    {
      if (has_right_child (me, j))
        {
          const gint64 below_right = below + left[j];

          plx_work (me, PLX_CHAIN, 1, sizeof below);
          plx_put (me, in->inbox, pid + (1u << j), 1, &below_right);
        }
      plx_sync (me);
      plx_label (me, "down: what is below right children");
      if (is_right_child (me, j))
        below = *(const gint64 *) plx_local (me, in->inbox);
    }
  if (pid > 0)
    add_to_each (me, plx_local_mut (me, in->x), plx_length (me, in->x), below);
  plx_sync (me);
}

static void
two_level (PlxProc *me, const void *instance)
{
  const Scan *in = instance;
  const guint p = plx_nprocs (me), pid = plx_pid (me);
  const guint64 n = plx_length (me, in->x);

  plx_label (me, "sum my block, tell everybody above me");
  const gint64 total = prefix_in_place (me, plx_local_mut (me, in->x), n);
  for (guint q = pid + 1; q < p; q++)
    plx_put_at (me, in->totals, q, pid, 1, &total);
  plx_sync (me);

  plx_label (me, "add the sum of all blocks below mine");
  if (pid > 0)
    add_to_each (me, plx_local_mut (me, in->x), n, sum_of (me, plx_local (me, in->totals), pid));
  plx_sync (me);
}

static void
sequential (PlxProc *me, const void *instance)
{
  const Scan *in = instance;

  prefix_in_place (me, plx_local_mut (me, in->x), in->n);
}

/* ---- input and check ---- */

static void
prepare (PlxProc *me, void *instance)
{
  Scan *in = instance;

  in->x = plx_array (me, .name = "x", .n = in->n);
}

static void
prepare_hillis_steele (PlxProc *me, void *instance)
{
  Scan *in = instance;

  prepare (me, instance);
  in->shifted = plx_alloc (me, plx_length (me, in->x) * sizeof *in->shifted);
}

static void
prepare_blelloch (PlxProc *me, void *instance)
{
  Scan *in = instance;

  prepare (me, instance);
  in->inbox = plx_array (me, .name = "inbox", .n = plx_nprocs (me));
}

static void
prepare_two_level (PlxProc *me, void *instance)
{
  Scan *in = instance;

  prepare (me, instance);
  in->totals = plx_array (me, .name = "totals", .n = plx_nprocs (me), .distribution = PLX_EACH);
}

static void
fill (PlxProc *me, const void *instance)
{
  const Scan *in = instance;

  plx_fill_int64 (me, in->x, plx_small_at, instance);
}

static void
check (PlxProc *me, const void *instance)
{
  const Scan *in = instance;
  gint64 *expected = plx_input_int64 (me, in->n, plx_small_at, instance);

  for (guint64 i = 1; i < in->n; i++)
    expected[i] += expected[i - 1];
  plx_expect_int64 (me, in->x, in->n, expected);
}

#define BLOCKS "p >= 2 && divides(p, n)"
/* Every superstep of Hillis and Steele's keeps some processor's whole block busy. */
#define FULL BLOCKS " && n - 2^(ceil(log2(n)) - 1) >= n/p"

static const PlxVariant variants[] = {
  { "hillis-steele", "every cell adds what stands 2^j before it", hillis_steele,
    .closed = PLX_CLOSED_FORMS (
      { "pram", "n/p*ceil(log2(n))", .when = FULL, .source = "Hillis and Steele 1986; p = n: ceil(log2(n))" },
      { "bsp", "n/p*log2(n) + (n/p - 1 + n/p*log2(p))*g + log2(n)*l",
        .when = "p >= 2 && n >= p && power(n, 2) && power(p, 2)", .source = "h = min(n/p, 2^j)" },
      { "apram", "ceil(log2(n))*(2*R(n/p) + n/p + B) + (ceil(log2(n)) - 1)*B", .when = FULL,
        .source = "a second barrier where cells are read and written: in all phases but the last" }),
    .prepare = prepare_hillis_steele },
  { "blelloch", "up and down a tree of processors", blelloch,
    .closed = PLX_CLOSED_FORMS (
      { "pram", "max(n/p - 1, 1) + n/p + 2*ceil(log2(p)) - 1", .when = "p > 2 && divides(p, n)",
        .source = "Blelloch 1990" },
      { "bsp", "2*n/p + 2*ceil(log2(p)) - 2 + (2*ceil(log2(p)) - 1)*g + 2*ceil(log2(p))*l",
        .when = BLOCKS, .source = "supersteps" },
      { "apram", "2*n/p + 2*ceil(log2(p)) - 2 + (2*ceil(log2(p)) - 1)*R(1) + 2*ceil(log2(p))*B",
        .when = BLOCKS, .source = "phases" }),
    .prepare = prepare_blelloch },
  { "two-level", "every block's sum to everybody above", two_level,
    .closed = PLX_CLOSED_FORMS (
      { "bsp", "2*n/p + p - 3 + (p - 1)*g + 2*l", .when = BLOCKS, .source = "Bisseling 2004" },
      { "apram", "2*n/p + p - 3 + R(p - 1) + 2*B", .when = BLOCKS, .source = "phases" },
      { "pram", "max(n/p - 1, p - 1) + p - 2 + n/p", .when = BLOCKS, .source = "steps" }),
    .prepare = prepare_two_level },
  { .name = NULL }
};

static const PlxVariant best = { "sequential", "one loop", .run = sequential };

PLX_ALGORITHM (scan, Scan, .name = "scan", .title = "prefix sums of n numbers",
               .source = "Hillis and Steele 1986; Blelloch 1990", .params = params,
               .variants = variants, .best = &best, .prepare = prepare, .fill = fill, .check = check)
