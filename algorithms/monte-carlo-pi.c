/* SPDX-License-Identifier: MIT */
/* monte-carlo-pi.c: pi, from how many of n random points of the unit square lie in the quarter of the
 * unit disc.
 *
 *     ceil (n/p) + (p - 1) g + l  +  p + l
 *
 * Everybody draws and judges a block of the points, which counts as one operation each, and puts how many
 * lie inside to processor 0, which adds, and divides once. Point i comes of the i-th random number whoever
 * draws it, 31 bits for either coordinate: the estimate is the same to the last bit for every p. It is
 * off by 1.64/sqrt n, give or take: a digit more takes a hundred times as many points.
 *
 * N. Metropolis, S. Ulam, "The Monte Carlo method", J. Amer. Stat. Assoc. 44, 1949. Check value:
 * n = 1000, p = 4, g = 9.3, l = 1902: 4085.9.
 */
#include <parallax/algorithm.h>
#include <parallax/cells.h>
#include <parallax/integer.h>
#include <math.h>

typedef struct {
  guint64 n;
  PlxArray *inside;    /* [p] on every processor: of each one's points; processor 0's counts */
  PlxArray *estimate;  /* [1] */
} MonteCarloPi;

static const PlxParam params[] = {
  { "n", "", "points", offsetof (MonteCarloPi, n), .flags = PLX_COUNT | PLX_POSITIVE, .fallback = "2^20" },
  PLX_PARAM_END
};

/* How many of the points first to end - 1 lie inside. */
static gint64
count (PlxProc *me, guint64 first, guint64 end)
{
  const guint64 square = G_GUINT64_CONSTANT (1) << 62;
  gint64 inside = 0;

  for (guint64 i = first; i < end; i++)
    {
      const guint64 bits = plx_random (me, i), x = bits >> 33, y = bits & 0x7fffffff;

      inside += x * x + y * y < square;
    }
  plx_work (me, PLX_OP, end - first, 0);
  return inside;
}

static double
estimate (gint64 inside, guint64 n)
{
  return 4.0 * (double) inside / (double) n;
}

static void
parallel (PlxProc *me, const void *instance)
{
  const MonteCarloPi *in = instance;
  const guint p = plx_nprocs (me), pid = plx_pid (me);
  gint64 inside;

  plx_label (me, "judge my points, tell processor 0");
  inside = count (me, plx_block_begin (in->n, p, pid), plx_block_begin (in->n, p, pid + 1));
  if (pid > 0)
    plx_put_at (me, in->inside, 0, pid, 1, &inside);
  plx_sync (me);

  plx_label (me, "add and divide");
  if (pid == 0)
    {
      const gint64 *of = plx_local (me, in->inside);

      for (guint q = 1; q < p; q++)
        inside += of[q];
      *(double *) plx_local_mut (me, in->estimate) = estimate (inside, in->n);
      plx_work (me, PLX_OP, p, p * sizeof *of);
    }
  plx_sync (me);
}

static void
sequential (PlxProc *me, const void *instance)
{
  const MonteCarloPi *in = instance;

  *(double *) plx_local_mut (me, in->estimate) = estimate (count (me, 0, in->n), in->n);
  plx_work (me, PLX_OP, 1, 0);
}

static void
prepare (PlxProc *me, void *instance)
{
  MonteCarloPi *in = instance;

  in->inside = plx_array (me, .name = "inside", .n = plx_nprocs (me), .distribution = PLX_EACH);
  in->estimate = plx_array (me, .name = "estimate", .type = PLX_DOUBLE, .n = 1);
}

static void
fill (PlxProc *me, const void *instance)
{
  const MonteCarloPi *in = instance;

  plx_clear (me, in->estimate);
}

/* Of the same points, and within six standard deviations of pi. */
static void
check (PlxProc *me, const void *instance)
{
  const MonteCarloPi *in = instance;
  const double scale = ldexp (1, -31), deviation = sqrt (G_PI * (4 - G_PI) / (double) in->n);
  gint64 inside = 0;
  double expected;

  for (guint64 i = 0; i < in->n; i++)
    {
      const guint64 bits = plx_random (me, i);

      inside += hypot (scale * (double) (bits >> 33), scale * (double) (bits & 0x7fffffff)) < 1;
    }
  expected = estimate (inside, in->n);
  if (fabs (expected - G_PI) > 6 * deviation)
    plx_fail (me, "the estimate is %.17g; expected pi, within %.3g", expected, 6 * deviation);
  plx_expect_double (me, in->estimate, 1, &expected, 0);
}

static const PlxVariant variants[] = {
  { "parallel", "a block of the points for each", parallel,
    .closed = PLX_CLOSED_FORMS (
      { "bsp", "ceil(n/p) + (p - 1)*g + p + 2*l", .source = "supersteps" },
      { "apram", "ceil(n/p) + R(1) + p + 2*B", .when = "p >= 2 && n >= 2*ceil(n/p)",
        .source = "phases" },
      { "pram", "ceil(n/p) + p", .source = "steps" },
      { "logp", "n/p + (p - 2)*max(g, o) + 2*o + L + p + 2*ceil(log2(p))*(L + 2*o)",
        .when = "p >= 2 && divides(p, n)", .source = "all send to one; two barriers" }) },
  { .name = NULL }
};

static const PlxVariant best = { "sequential", "one loop", .run = sequential };

PLX_ALGORITHM (monte_carlo_pi, MonteCarloPi, .name = "monte-carlo-pi",
               .title = "pi by n random points", .source = "Metropolis and Ulam 1949",
               .params = params, .variants = variants, .best = &best, .prepare = prepare, .fill = fill,
               .check = check)
