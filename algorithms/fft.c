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
#include <parallax/algorithm.h>
#include <parallax/fourier.h>
#include <parallax/integer.h>

typedef struct {
  guint64 n;
  PlxArray *x;
  PlxArray *received;  /* exchange: [n/p] on every processor: my partner's points */
  PlxComplex *roots;   /* [n/p] for each phase */
} Fft;

static const PlxParam params[] = {
  { "n", "", "complex numbers", offsetof (Fft, n), .flags = PLX_COUNT | PLX_POSITIVE, .fallback = "2^20" },
  PLX_PARAM_END
};

/* ---- the algorithms ---- */

/* Of the bits in a processor's number the upper ones are still to do, the lower ones done, the highest bit of
 * all in front. The d highest to do and the d highest of places change roles. */
static void
change_places (PlxProc *me, const Fft *in, const PlxComplex *x, guint d, guint done)
{
  const guint pid = plx_pid (me), others = plx_log2_up (plx_nprocs (me)) - done - d, mask = (1u << d) - 1;
  const guint64 row = plx_length (me, in->x) >> d;
  const guint mine = pid >> (done + others), rest = (pid >> done) & ((1u << others) - 1);

  for (guint i = 0; i <= mask; i++)
    {
      const guint a = (pid + i) & mask, field = (guint) plx_reverse_bits (a, d);
      const guint to = rest << (done + d) | field << done | (pid & ((1u << done) - 1));

      plx_put_at (me, in->x, to, mine * row, row, x + a * row);
    }
}

static void
transpose (PlxProc *me, const void *instance)
{
  const Fft *in = instance;
  const guint log_p = plx_log2_up (plx_nprocs (me)), bits = plx_log2_up (plx_length (me, in->x));
  const PlxComplex *roots = in->roots;
  PlxComplex *x = plx_local_mut (me, in->x);
  guint d = bits;

  plx_label (me, "stages of all bits in my part");
  plx_butterflies (me, x, bits, d, roots);
  for (guint done = 0; done < log_p; done += d)
    {
      d = MIN (bits, log_p - done);
      change_places (me, in, x, d, done);
      plx_sync (me);
      plx_label (me, "stages of the bits that changed roles");
      x = plx_local_mut (me, in->x);
      roots += (guint64) 1 << bits;
      plx_butterflies (me, x, bits, d, roots);
    }
  plx_reverse_places (me, x, bits, d);
  plx_sync (me);
}

/* My half of the butterflies between me and my partner. */
static void
combine (PlxProc *me, PlxComplex *x, const PlxComplex *theirs, guint64 n, guint bit)
{
  const guint pid = plx_pid (me), low = pid & ((1u << bit) - 1);

  if (pid >> bit & 1)
    plx_subtract_points (me, x, theirs, n, plx_root_of_one ((double) low / (1u << bit)));
  else
    plx_add_points (me, x, theirs, n);
}

static void
exchange (PlxProc *me, const void *instance)
{
  const Fft *in = instance;
  const guint64 n = plx_length (me, in->x);
  const guint bits = plx_log2_up (n);

  plx_label (me, "stages of all bits in my part");
  plx_butterflies (me, plx_local_mut (me, in->x), bits, bits, in->roots);
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

  in->x = plx_array (me, .name = "x", .type = PLX_BYTES, .size = sizeof (PlxComplex), .n = in->n, .distribution = PLX_CYCLIC);
  in->roots = plx_alloc (me, phases * n * sizeof *in->roots);
  plx_fill_roots (in->roots, plx_log2_up (n), (double) plx_pid (me) / p);
}

static void
prepare (PlxProc *me, void *instance)
{
  Fft *in = instance;
  const guint p = plx_nprocs (me), log_p = plx_log2_up (p), bits = plx_log2_up (in->n / p);

  prepare_phases (me, in, 1 + (guint) plx_divide_up (log_p, MAX (bits, 1)));
  PlxComplex *roots = in->roots;
  for (guint done = 0, d; done < log_p;)
    {
      d = MIN (bits, log_p - done);
      done += d;
      roots += in->n / p;
      plx_fill_roots (roots, d, (double) (plx_pid (me) >> done) / (double) (p >> done));
    }
}

static void
prepare_exchange (PlxProc *me, void *instance)
{
  Fft *in = instance;

  prepare_phases (me, in, 1);
  in->received = plx_array (me, .name = "received", .type = PLX_BYTES, .size = sizeof (PlxComplex),
                            .n = in->n / plx_nprocs (me), .distribution = PLX_EACH);
}

static void
fill (PlxProc *me, const void *instance)
{
  plx_fill_points (me, ((const Fft *) instance)->x);
}

static void
check (PlxProc *me, const void *instance)
{
  const Fft *in = instance;

  plx_expect_transform (me, in->x, in->n, TRUE);
}

static void
check_exchange (PlxProc *me, const void *instance)
{
  const Fft *in = instance;

  plx_expect_transform (me, in->x, in->n, FALSE);
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
