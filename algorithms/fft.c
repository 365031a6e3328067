/* SPDX-License-Identifier: MIT */
/* fft.c: discrete Fourier transform y[k] = sum of x[j] exp (-2 pi i j k/n) of n complex numbers in place,
 * dealt cyclically; n and p are powers of two, and a complex number is two words.
 *
 * Decimation in frequency has log2 n stages, each of n/2 butterflies of 10 operations: two points whose
 * places differ in one bit, from the highest bit to the lowest, become u + v and (u - v) w. With
 * b = n/p points each, the upper log2 b bits are places in a part and the lower log2 p say whose part.
 *
 *   transpose  When all bits of places in a part are done, d = log2 b of them, or as many as are still
 *              needed, change roles with bits of processors: everybody sends b/2^d points to each of 2^d.
 *              With k = ceil (log2 n/log2 b) phases (2 if n >= p^2), for p >= 2:
 *                  5 (n/p) log2 n  +  2 (n/p) (k - 1 - b^(k - 2)/p) g  +  k l
 *              The last quotient is what the last change leaves at home. Bisseling's bound,
 *              5 (n/p) log2 n + 2 k (n/p) g + (2 k + 1) l, has a change before the first phase too, and a
 *              superstep for each.
 *   exchange   After the bits in a part, for each of the others the two processors who differ in it send
 *              each other all they have; one adds (2 operations a point), one subtracts and multiplies (8):
 *                  5 (n/p) log2 b  +  log2 p (8 (n/p) + 2 (n/p) g)  +  (log2 p + 1) l
 *              The result stays in bit-reversed order, as is usual: y[k] where x[rev k] was.
 *
 * R. H. Bisseling, "Parallel Scientific Computation", 2004, chapter 3. A. Grama, A. Gupta, G. Karypis,
 * V. Kumar, "Introduction to Parallel Computing", 2003, section 13.2. Check value: transpose, n = 65536, p = 16,
 * g = 1.66, l = 751: 341930.8; the bound: 358632.44.
 */
#include <gsl/gsl_fft_complex.h>
#include <math.h>
#include <parallax/algorithm.h>
#include <parallax/cells.h>
#include <parallax/integer.h>

typedef struct {
  double re, im;
} Complex;

typedef struct {
  guint64 n;
  PlxArray *x;
  PlxArray *received;  /* exchange: [n/p] on every processor: my partner's points */
  Complex *roots;      /* [n/p] for each phase */
} Fft;

static const PlxParam params[] = {
  { "n", "", "complex numbers", offsetof (Fft, n), .flags = PLX_COUNT | PLX_POSITIVE, .fallback = "2^20" },
  PLX_PARAM_END
};

/* ---- at one processor ---- */

/* exp (-pi i x) */
static Complex
root (double x)
{
  return (Complex) { cos (G_PI * x), -sin (G_PI * x) };
}

/* Of the butterflies in d bits, lowest bit first, when the bits below them are the fraction `below` of one: [2^d - 1]. */
static void
make_roots (Complex *roots, guint d, double below)
{
  for (guint64 half = 1; half < (guint64) 1 << d; half *= 2)
    for (guint64 j = 0; j < half; j++)
      *roots++ = root (((double) j + below) / (double) half);
}

/* x = (x - y) w */
static inline void
subtract (Complex *x, Complex y, Complex w)
{
  const double re = x->re - y.re, im = x->im - y.im;

  *x = (Complex) { re * w.re - im * w.im, re * w.im + im * w.re };
}

/* One stage on n points: `half` rows of points, with a root each, and as many again. */
static inline void
butterflies (Complex *x, guint64 n, guint64 half, guint64 row, const Complex *w)
{
  for (Complex *u = x, *v = x + half * row; u < x + n; u += half * row, v += half * row)
    for (guint64 j = 0; j < half; j++)
      for (guint64 i = 0; i < row; i++, u++, v++)
        {
          const Complex a = *u, b = *v;

          *u = (Complex) { a.re + b.re, a.im + b.im };
          *v = a;
          subtract (v, b, w[j]);
        }
}

/* The stages of the d highest of all bits of places. */
static void
transform (PlxProc *me, Complex *x, guint bits, guint d, const Complex *roots)
{
  const guint64 n = (guint64) 1 << bits, row = (guint64) 1 << (bits - d);

  for (guint64 half = ((guint64) 1 << d) / 2; half > 0; half /= 2)
    if (row == 1)
      butterflies (x, n, half, 1, roots + half - 1);
    else
      butterflies (x, n, half, row, roots + half - 1);
  plx_work (me, PLX_FLOP, 5 * n * d, n * sizeof *x);
}

/* The lowest bits of i in reverse order. */
static guint64
reversed (guint64 i, guint bits)
{
  i = (i >> 1 & G_GUINT64_CONSTANT (0x5555555555555555)) | (i & G_GUINT64_CONSTANT (0x5555555555555555)) << 1;
  i = (i >> 2 & G_GUINT64_CONSTANT (0x3333333333333333)) | (i & G_GUINT64_CONSTANT (0x3333333333333333)) << 2;
  i = (i >> 4 & G_GUINT64_CONSTANT (0x0f0f0f0f0f0f0f0f)) | (i & G_GUINT64_CONSTANT (0x0f0f0f0f0f0f0f0f)) << 4;
  return bits > 0 ? GUINT64_SWAP_LE_BE (i) >> (64 - bits) : 0;
}

/* Reverses the d highest of all bits of places, and the others. */
static void
reverse_places (Complex *x, guint bits, guint d)
{
  const guint low = bits - d;

  for (guint64 i = 0; i < (guint64) 1 << bits; i++)
    {
      const guint64 j = reversed (i >> low, d) << low | reversed (i, low);

      if (i < j)
        {
          const Complex other = x[j];

          x[j] = x[i];
          x[i] = other;
        }
    }
}

static void
put_in_order (PlxProc *me, Complex *x, guint bits, guint d)
{
  const gsize bytes = sizeof *x << bits;

  reverse_places (x, bits, d);
  plx_work (me, PLX_RANDOM, bytes, bytes);
}

/* ---- the algorithms ---- */

/* Of the bits in a processor's number the upper ones are still to do, the lower ones done, the highest bit of
 * all in front. The d highest to do and the d highest of places change roles. */
static void
change_places (PlxProc *me, const Fft *in, const Complex *x, guint d, guint done)
{
  const guint pid = plx_pid (me), others = plx_log2_up (plx_nprocs (me)) - done - d, mask = (1u << d) - 1;
  const guint64 row = plx_length (me, in->x) >> d;
  const guint mine = pid >> (done + others), rest = (pid >> done) & ((1u << others) - 1);

  for (guint i = 0; i <= mask; i++)
    {
      const guint a = (pid + i) & mask, field = (guint) reversed (a, d);
      const guint to = rest << (done + d) | field << done | (pid & ((1u << done) - 1));

      plx_put_at (me, in->x, to, mine * row, row, x + a * row);
    }
}

static void
transpose (PlxProc *me, const void *instance)
{
  const Fft *in = instance;
  const guint log_p = plx_log2_up (plx_nprocs (me)), bits = plx_log2_up (plx_length (me, in->x));
  const Complex *roots = in->roots;
  Complex *x = plx_local_mut (me, in->x);
  guint d = bits;

  plx_label (me, "stages of all bits in my part");
  transform (me, x, bits, d, roots);
  for (guint done = 0; done < log_p; done += d)
    {
      d = MIN (bits, log_p - done);
      change_places (me, in, x, d, done);
      plx_sync (me);
      plx_label (me, "stages of the bits that changed roles");
      x = plx_local_mut (me, in->x);
      roots += (guint64) 1 << bits;
      transform (me, x, bits, d, roots);
    }
  put_in_order (me, x, bits, d);
  plx_sync (me);
}

/* My half of the butterflies between me and my partner. */
static void
combine (PlxProc *me, Complex *x, const Complex *theirs, guint64 n, guint bit)
{
  const guint pid = plx_pid (me), low = pid & ((1u << bit) - 1);
  const Complex w = root ((double) low / (1u << bit)), minus_w = { -w.re, -w.im };
  const gboolean upper = pid >> bit & 1;

  for (guint64 i = 0; i < n; i++)
    if (upper)
      subtract (&x[i], theirs[i], minus_w);
    else
      x[i] = (Complex) { x[i].re + theirs[i].re, x[i].im + theirs[i].im };
  plx_work (me, PLX_FLOP, (upper ? 8 : 2) * n, 2 * n * sizeof *x);
}

static void
exchange (PlxProc *me, const void *instance)
{
  const Fft *in = instance;
  const guint64 n = plx_length (me, in->x);
  const guint bits = plx_log2_up (n);

  plx_label (me, "stages of all bits in my part");
  transform (me, plx_local_mut (me, in->x), bits, bits, in->roots);
  for (guint bit = plx_log2_up (plx_nprocs (me)); bit-- > 0;)
    {
      plx_put_at (me, in->received, plx_pid (me) ^ 1u << bit, 0, n, plx_local (me, in->x));
      plx_sync (me);
      plx_label (me, "half a stage with my partner");
      combine (me, plx_local_mut (me, in->x), plx_local (me, in->received), n, bit);
    }
  plx_sync (me);
}

/* ---- input and check ---- */

static void
prepare_phases (PlxProc *me, Fft *in, guint phases)
{
  const guint p = plx_nprocs (me);
  const guint64 n = in->n / p;

  in->x = plx_array (me, .name = "x", .type = PLX_BYTES, .size = sizeof (Complex), .n = in->n, .distribution = PLX_CYCLIC);
  in->roots = plx_alloc (me, phases * n * sizeof *in->roots);
  make_roots (in->roots, plx_log2_up (n), (double) plx_pid (me) / p);
}

static void
prepare (PlxProc *me, void *instance)
{
  Fft *in = instance;
  const guint p = plx_nprocs (me), log_p = plx_log2_up (p), bits = plx_log2_up (in->n / p);

  prepare_phases (me, in, 1 + (guint) plx_divide_up (log_p, MAX (bits, 1)));
  Complex *roots = in->roots;
  for (guint done = 0, d; done < log_p;)
    {
      d = MIN (bits, log_p - done);
      done += d;
      roots += in->n / p;
      make_roots (roots, d, (double) (plx_pid (me) >> done) / (double) (p >> done));
    }
}

static void
prepare_exchange (PlxProc *me, void *instance)
{
  Fft *in = instance;

  prepare_phases (me, in, 1);
  in->received = plx_array (me, .name = "received", .type = PLX_BYTES, .size = sizeof (Complex),
                            .n = in->n / plx_nprocs (me), .distribution = PLX_EACH);
}

static double
number (const PlxProc *me, const void *instance, guint64 i)
{
  (void) instance;
  return ldexp ((double) plx_random (me, i), -63) - 1;
}

static void
fill (PlxProc *me, const void *instance)
{
  const Fft *in = instance;

  plx_fill_double (me, in->x, number, instance);
}

static void
expect (PlxProc *me, const Fft *in, gboolean in_order)
{
  double *expected = plx_input_double (me, 2 * in->n, number, in);
  const guint bits = plx_log2_up (in->n);

  gsl_fft_complex_radix2_forward (expected, 1, in->n);
  if (!in_order)
    reverse_places ((Complex *) expected, bits, bits);
  plx_expect_double (me, in->x, 2 * in->n, expected, 1e-13);
}

static void
check (PlxProc *me, const void *instance)
{
  expect (me, instance, TRUE);
}

static void
check_exchange (PlxProc *me, const void *instance)
{
  expect (me, instance, FALSE);
}

#define K "ceil(log2(n)/log2(n/p))"

static const PlxVariant variants[] = {
  { "transpose", "all bits in a part, then the parts are remapped", transpose,
    .closed = PLX_CLOSED_FORMS (
      { "bsp", "5*n*log2(n)/p + 2*n/p*(" K " - 1 - (n/p)^(" K " - 2)/p)*g + " K "*l",
        .when = "p >= 2", .source = "supersteps" },
      { "bsp", "5*n*log2(n)/p + 2*" K "*(n/p)*g + (2*" K " + 1)*l",
        .when = "p >= 2", .source = "Bisseling 2004", .upper_bound = TRUE },
      { "apram", "5*n*log2(n)/p + (" K " - 1)*R(2*n/p) + " K "*B", .when = "p >= 2", .source = "phases" },
      { "pram", "5*n*log2(n)/p", .source = "steps" }),
    .needs = "power(n, 2) && power(p, 2) && (p == 1 || n >= 2*p)",
    .needs_text = "n and p powers of two, n at least 2 p" },
  { "exchange", "binary exchange", exchange,
    .closed = PLX_CLOSED_FORMS (
      { "bsp", "5*n/p*log2(n/p) + log2(p)*(8*n/p + 2*n/p*g) + (log2(p) + 1)*l",
        .source = "Grama et al. 2003; supersteps" },
      { "apram", "5*n/p*log2(n/p) + log2(p)*(8*n/p + R(2*n/p)) + (log2(p) + 1)*B", .source = "phases" },
      { "loggp", "5*n/p*log2(n/p) + log2(p)*(8*n/p + 2*o + L + (16*n/p - 1)*G) + (log2(p) + 1)*log2(p)*(L + 2*o)",
        .source = "a block, and the barriers" },
      { "pram", "max(5*n/p*log2(n/p), 2*n/p) + 8*n/p*log2(p)", .when = "p >= 2", .source = "steps" }),
    .needs = "power(n, 2) && power(p, 2) && n >= p", .needs_text = "n and p powers of two, n at least p",
    .prepare = prepare_exchange, .check = check_exchange },
  { .name = NULL }
};

static const PlxVariant best = { "sequential", "iterative radix-2 with a table of roots",
                                 .run = transpose, .needs = "power(n, 2)", .needs_text = "n a power of two" };

PLX_ALGORITHM (fft, Fft, .name = "fft", .title = "Fourier transform of n complex numbers",
               .source = "Bisseling 2004; Grama et al. 2003", .params = params, .variants = variants, .best = &best,
               .prepare = prepare, .fill = fill, .check = check)
