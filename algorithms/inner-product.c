/* SPDX-License-Identifier: MIT */
/* inner-product.c: the inner product of two vectors of n numbers, known to everybody in the end.
 *
 *     2 ceil (n/p) + (p - 1) g + l  +  p + l
 *
 * In the first superstep everybody multiplies and adds its blocks and puts the result to each; in
 * the second everybody adds the p results, in the same order, so that all get the same bits.
 *
 * R. H. Bisseling, "Parallel Scientific Computation", 2004, section 1.3. Check value: n = 1000,
 * p = 4, g = 9.3, l = 1902: 4335.9.
 */
#include <parallax/algorithm.h>
#include <parallax/cells.h>
#include <parallax/matrix.h>

typedef struct {
  guint64 n;
  PlxArray *x, *y;
  PlxArray *partial;  /* [p] on every processor */
  PlxArray *result;   /* [1] on every processor */
} InnerProduct;

static const PlxParam params[] = {
  { "n", "", "numbers in a vector", offsetof (InnerProduct, n),
    .flags = PLX_COUNT | PLX_POSITIVE, .fallback = "2^20" },
  PLX_PARAM_END
};

static double
add (const double *x, guint64 n)
{
  double sum = 0;

  for (guint64 i = 0; i < n; i++)
    sum += x[i];
  return sum;
}

static void
all_to_all (PlxProc *me, const void *instance)
{
  const InnerProduct *in = instance;
  const guint64 n = plx_length (me, in->x);
  const guint p = plx_nprocs (me), pid = plx_pid (me);
  double *partial = plx_local_mut (me, in->partial);

  plx_label (me, "multiply and add my blocks, tell everybody");
  partial[pid] = plx_dot (plx_local (me, in->x), plx_local (me, in->y), n);
  plx_work (me, PLX_FLOP, 2 * n, 2 * n * sizeof (double));
  for (guint i = 1; i < p; i++)
    plx_put_at (me, in->partial, (pid + i) % p, pid, 1, &partial[pid]);
  plx_sync (me);

  plx_label (me, "add the results of all");
  double *result = plx_local_mut (me, in->result);
  *result = add (plx_local (me, in->partial), p);
  plx_work (me, PLX_FLOP, p, p * sizeof (double));
  plx_sync (me);
}

static void
sequential (PlxProc *me, const void *instance)
{
  const InnerProduct *in = instance;
  double *result = plx_local_mut (me, in->result);

  *result = plx_dot (plx_local (me, in->x), plx_local (me, in->y), in->n);
  plx_work (me, PLX_FLOP, 2 * in->n, 2 * in->n * sizeof (double));
}

static void
prepare (PlxProc *me, void *instance)
{
  InnerProduct *in = instance;

  in->x = plx_array (me, .name = "x", .type = PLX_DOUBLE, .n = in->n);
  in->y = plx_array (me, .name = "y", .type = PLX_DOUBLE, .n = in->n);
  in->partial = plx_array (me, .name = "partial", .type = PLX_DOUBLE, .n = plx_nprocs (me),
                           .distribution = PLX_EACH);
  in->result = plx_array (me, .name = "result", .type = PLX_DOUBLE, .n = 1,
                          .distribution = PLX_EACH);
}

/* Whole numbers below 512, so that every sum is exact. */
static double
x_at (const PlxProc *me, const void *instance, guint64 i)
{
  (void) instance;
  return (double) ((gint64) (plx_random (me, 2 * i) >> 54) - 512);
}

static double
y_at (const PlxProc *me, const void *instance, guint64 i)
{
  (void) instance;
  return (double) ((gint64) (plx_random (me, 2 * i + 1) >> 54) - 512);
}

static void
fill (PlxProc *me, const void *instance)
{
  const InnerProduct *in = instance;

  plx_fill_double (me, in->x, x_at, instance);
  plx_fill_double (me, in->y, y_at, instance);
}

static void
check (PlxProc *me, const void *instance)
{
  const InnerProduct *in = instance;
  double expected = 0;

  for (guint64 i = 0; i < in->n; i++)
    expected += x_at (me, in, i) * y_at (me, in, i);
  for (guint q = 0; q < plx_nprocs (me); q++)
    plx_expect_double_at (me, in->result, q, 1, &expected, 0);
}

static const PlxVariant variants[] = {
  { "all-to-all", "every partial result to everybody", all_to_all,
    .closed = PLX_CLOSED_FORMS (
      { "bsp", "2*ceil(n/p) + p + (p - 1)*g + 2*l", .source = "Bisseling 2004" },
      { "apram", "2*ceil(n/p) + p + R(p - 1) + 2*B", .source = "phases" },
      { "pram", "max(2*ceil(n/p), p - 1) + p", .source = "steps" }) },
  { .name = NULL }
};

static const PlxVariant best = { "sequential", "one loop", .run = sequential };

PLX_ALGORITHM (inner_product, InnerProduct, .name = "inner-product",
               .title = "inner product of two vectors", .source = "Bisseling 2004",
               .params = params, .variants = variants, .best = &best, .prepare = prepare, .fill = fill,
               .check = check)
