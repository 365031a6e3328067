/* SPDX-License-Identifier: MIT */
/* mandelbrot.c: Mandelbrot's set on n x n points: how often z becomes z^2 + c, from z = 0 on, before
 * |z| > 2; `iterations` times at most. Row i and column j stand for
 *
 *     c = -2 + 3 j/n + (-3/2 + 3 i/n) sqrt (-1)
 *
 * Nobody needs another's rows, so that only their dealing matters: a point takes from one iteration to
 * all, and those that take all lie together. An iteration counts as one operation:
 *
 *     max over processors of the iterations of its rows + l  <=  ceil (n/p) n iterations + l
 *
 *   schedule=block   ceil (n/p) neighbouring rows each: who has the middle ones works longest
 *   schedule=cyclic  row i to processor i mod p: dear rows are dealt like cheap ones
 *
 * These are OpenMP's schedule (static) and schedule (static, 1). Check values, n = 64, iterations = 100,
 * p = 4: 87130 iterations in all, the longest processor's 41889 in blocks and 23156 cyclic. (IEEE doubles,
 * without fused multiply-add; |z|^2 <= 4 is asked before each iteration, so that every point takes one.)
 *
 * B. B. Mandelbrot, "Fractal aspects of the iteration of z -> lambda z (1 - z)", Ann. N. Y. Acad. Sci.
 * 357, 1980. B. Wilkinson, M. Allen, "Parallel Programming", 2nd ed., 2005, section 3.2.
 */
#include <parallax/algorithm.h>
#include <parallax/cells.h>
#include <complex.h>

enum { BLOCK, CYCLIC };

typedef struct {
  guint64 n, iterations;
  int schedule;
  PlxArray *rows;  /* [n], of n counts each */
} Mandelbrot;

static const PlxParam params[] = {
  { "n", "", "rows and columns", offsetof (Mandelbrot, n),
    .flags = PLX_COUNT | PLX_POSITIVE | PLX_SIDE, .fallback = "256" },
  { "iterations", "", "most iterations of a point", offsetof (Mandelbrot, iterations),
    .flags = PLX_COUNT | PLX_POSITIVE, .fallback = "100" },
  { "schedule", "", "how rows are dealt", offsetof (Mandelbrot, schedule), PLX_CHOICE, "block",
    "block|cyclic", NULL },
  PLX_PARAM_END
};

static double
coordinate (const Mandelbrot *in, double least, guint64 i)
{
  return least + 3.0 * (double) i / (double) in->n;
}

static guint64
iterations_of (double re, double im, guint64 most)
{
  double x = 0, y = 0;
  guint64 k = 0;

  for (; k < most && x * x + y * y <= 4; k++)
    {
      const double next = x * x - y * y + re;

      y = 2 * x * y + im;
      x = next;
    }
  return k;
}

static guint64
compute_row (const Mandelbrot *in, guint64 i, gint64 *row)
{
  const double im = coordinate (in, -1.5, i);
  guint64 sum = 0;

  for (guint64 j = 0; j < in->n; j++)
    {
      const guint64 k = iterations_of (coordinate (in, -2, j), im, in->iterations);

      row[j] = (gint64) k;
      sum += k;
    }
  return sum;
}

/* Row first, and further ones a stride apart: the next rows of mine. */
static void
compute (PlxProc *me, const Mandelbrot *in, guint64 first, guint64 stride)
{
  const guint64 n = plx_length (me, in->rows);
  gint64 *mine = plx_local_mut (me, in->rows);
  guint64 sum = 0;

  for (guint64 k = 0; k < n; k++)
    sum += compute_row (in, first + k * stride, mine + k * in->n);
  plx_work (me, PLX_CHAIN, sum, 0);
}

static void
parallel (PlxProc *me, const void *instance)
{
  const Mandelbrot *in = instance;

  plx_label (me, "compute my rows");
  if (in->schedule == BLOCK)
    compute (me, in, plx_first (me, in->rows), 1);
  else
    compute (me, in, plx_pid (me), plx_nprocs (me));
  plx_sync (me);
}

static void
sequential (PlxProc *me, const void *instance)
{
  compute (me, instance, 0, 1);
}

/* ---- memory and check ---- */

static void
prepare (PlxProc *me, void *instance)
{
  Mandelbrot *in = instance;

  in->rows = plx_array (me, .name = "rows", .type = PLX_BYTES, .size = in->n * sizeof (gint64), .n = in->n,
                        .distribution = in->schedule == BLOCK ? PLX_BLOCK : PLX_CYCLIC);
}

static void
fill (PlxProc *me, const void *instance)
{
  const Mandelbrot *in = instance;

  plx_clear (me, in->rows);
}

/* By complex numbers. */
static gint64
expected_at (const PlxProc *me, const void *instance, guint64 i)
{
  const Mandelbrot *in = instance;
  const double re = coordinate (in, -2, i % in->n), im = coordinate (in, -1.5, i / in->n);
  const double complex c = re + im * (double complex) I;
  double complex z = 0;
  guint64 k = 0;

  (void) me;
  while (k < in->iterations && creal (z) * creal (z) + cimag (z) * cimag (z) <= 4)
    {
      z = z * z + c;
      k++;
    }
  return (gint64) k;
}

static void
check (PlxProc *me, const void *instance)
{
  const Mandelbrot *in = instance;
  const guint64 n = in->n * in->n;

  plx_expect_int64 (me, in->rows, n, plx_input_int64 (me, n, expected_at, in));
}

static const PlxVariant variants[] = {
  { "parallel", "rows dealt beforehand", parallel,
    .closed = PLX_CLOSED_FORMS (
      { "bsp", "ceil(n/p)*n*iterations + l", .source = "all iterations of all points",
        .upper_bound = TRUE },
      { "apram", "ceil(n/p)*n*iterations + B", .source = "likewise", .upper_bound = TRUE },
      { "pram", "ceil(n/p)*n*iterations", .source = "likewise", .upper_bound = TRUE }) },
  { .name = NULL }
};

static const PlxVariant best = { "sequential", "one loop", .run = sequential };

PLX_ALGORITHM (mandelbrot, Mandelbrot, .name = "mandelbrot", .title = "Mandelbrot's set on n x n points",
               .source = "Mandelbrot 1980", .params = params, .variants = variants, .best = &best,
               .prepare = prepare, .fill = fill, .check = check)
