/* SPDX-License-Identifier: MIT */
/* matrix-product.c: C = A B for square matrices of side n. Processors hold blocks of ceil (n/q) rows and
 * columns:
 *
 *   1d      q = p: whole rows. Everybody fetches all of B, then multiplies its rows of A with it:
 *               (p - 1) (n^2/p) g + l  +  2 n^3/p + l
 *   2d      q = sqrt p: processor (i, j) has the blocks (i, j). It fetches A's blocks in row i and
 *           B's in column j, then multiplies:
 *               2 (q - 1) (n^2/p) g + l  +  2 n^3/p + l
 *   cannon  q = sqrt p: processor (i, j) has A's block (i, k), B's block (k, j) and C's (i, j), at
 *           first k = i + j mod q. In each of q supersteps it adds their product to C's, and passes A's
 *           to the left and B's up, which is the next k; the last time they come back to where
 *           they began:
 *               q (2 n^3/(p q) + 2 (n^2/p) g + l)
 *   3d      q = cbrt p: processor (i, j, k) multiplies A's block (i, k) and B's (k, j). Of these it has
 *           slices j and i, each a q-th of the block, in the end slice k of C's block (i, j). It fetches
 *           the other slices; multiplies, and fetches its slice of the q products of which
 *           C's block is the sum; adds them:
 *               2 (1 - 1/q) (n^2/q^2) g + l  +  2 (n/q)^3 + (1 - 1/q) (n^2/q^2) g + l
 *               +  (q - 1) n^2/p + l
 *
 * Cannon's moves a little more than 2d, but needs memory for no more than its own blocks; 3d moves
 * least, n^2/p^(2/3), for memory p^(1/3) times the matrices'.
 *
 * L. E. Cannon, PhD thesis, Montana State University, 1969. E. Dekel, D. Nassimi, S. Sahni, "Parallel
 * matrix and graph algorithms", SIAM J. Comput. 10(4), 1981. W. F. McColl, A. Tiskin,
 * "Memory-efficient matrix multiplication in the BSP model", Algorithmica 24, 1999. R. Freivalds,
 * "Probabilistic machines can use less running time", IFIP 1977. Check values: n = 256, p = 16,
 * g = 1.66, l = 751: 1d 2200644.4, cannon 2154550.88.
 */
#include <parallax/algorithm.h>
#include <parallax/cells.h>
#include <parallax/integer.h>
#include <parallax/matrix.h>
#include <math.h>
#include <string.h>

enum { A, B, C, N_MATRICES };

typedef struct Product Product;

struct Product {
  guint64 n;
  guint q;
  PlxMatrixPart (*part_of) (const Product *in, guint matrix, guint pid);
  PlxMatrixPart part[N_MATRICES];         /* mine */
  PlxArray *x[N_MATRICES];
  PlxArray *product;             /* 3d: [a block] on every processor */
  double *fetched[N_MATRICES];   /* 1d: B; 2d: q blocks of A, of B; 3d: a block of A, of B; q slices of C */
};

static const PlxParam params[] = {
  { "n", "", "rows and columns", offsetof (Product, n),
    .flags = PLX_COUNT | PLX_POSITIVE | PLX_SIDE, .fallback = "256" },
  PLX_PARAM_END
};

/* ---- who has what ---- */

static guint64
begin (const Product *in, guint block)
{
  return plx_block_begin (in->n, in->q, block);
}

static PlxMatrixPart
block (const Product *in, guint i, guint j)
{
  return plx_matrix_block (in->n, in->q, i, in->q, j);
}

static PlxMatrixPart
part_of_1d (const Product *in, G_GNUC_UNUSED guint matrix, guint pid)
{
  return plx_matrix_block (in->n, in->q, pid, 1, 0);
}

static PlxMatrixPart
part_of_2d (const Product *in, G_GNUC_UNUSED guint matrix, guint pid)
{
  return block (in, pid / in->q, pid % in->q);
}

/* Of A the blocks (i, k), of B (k, j), of C (i, j). */
static PlxMatrixPart
block_of (const Product *in, guint matrix, guint i, guint j, guint k)
{
  return matrix == A ? block (in, i, k) : matrix == B ? block (in, k, j) : block (in, i, j);
}

static PlxMatrixPart
part_of_cannon (const Product *in, guint matrix, guint pid)
{
  const guint q = in->q, i = pid / q, j = pid % q;

  return block_of (in, matrix, i, j, (i + j) % q);
}

static PlxMatrixPart
part_of_3d (const Product *in, guint matrix, guint pid)
{
  const guint q = in->q, i = pid / (q * q), j = pid / q % q, k = pid % q;

  return plx_matrix_slice (block_of (in, matrix, i, j, k), q, matrix == A ? j : matrix == B ? i : k);
}

/* ---- the algorithms ---- */

/* What processor q had at first of a matrix. */
static void
fetch (PlxProc *me, const Product *in, guint matrix, guint q, double *to)
{
  plx_get_at (me, in->x[matrix], q, 0, in->part_of (in, matrix, q).n, to);
}

static void
one_d (PlxProc *me, const void *instance)
{
  const Product *in = instance;
  const guint p = plx_nprocs (me), pid = plx_pid (me);
  const double *a = plx_local (me, in->x[A]);

  plx_label (me, "fetch all of B");
  for (guint i = 1; i < p; i++)
    fetch (me, in, B, (pid + i) % p, in->fetched[B] + begin (in, (pid + i) % p) * in->n);
  plx_sync (me);

  plx_label (me, "multiply my rows of A with it");
  for (guint q = 0; q < p; q++)
    {
      const double *b = q == pid ? plx_local (me, in->x[B]) : in->fetched[B] + begin (in, q) * in->n;

      plx_multiply (me, in->part[A].rows, begin (in, q + 1) - begin (in, q), in->n, a + begin (in, q), in->n, b,
                plx_local_mut (me, in->x[C]));
    }
  plx_sync (me);
}

static void
two_d (PlxProc *me, const void *instance)
{
  const Product *in = instance;
  const guint q = in->q, pid = plx_pid (me), i = pid / q, j = pid % q;
  const guint64 rows = in->part[C].rows, cols = in->part[C].cols, size = block (in, 0, 0).n;

  plx_label (me, "fetch the blocks of A in my row, of B in my column");
  for (guint s = 1; s < q; s++)
    {
      fetch (me, in, A, i * q + (j + s) % q, in->fetched[A] + (j + s) % q * size);
      fetch (me, in, B, (i + s) % q * q + j, in->fetched[B] + (i + s) % q * size);
    }
  plx_sync (me);

  plx_label (me, "multiply them");
  for (guint k = 0; k < q; k++)
    {
      const double *a = k == j ? plx_local (me, in->x[A]) : in->fetched[A] + k * size;
      const double *b = k == i ? plx_local (me, in->x[B]) : in->fetched[B] + k * size;
      const guint64 inner = begin (in, k + 1) - begin (in, k);

      plx_multiply (me, rows, inner, cols, a, inner, b, plx_local_mut (me, in->x[C]));
    }
  plx_sync (me);
}

static void
cannon (PlxProc *me, const void *instance)
{
  const Product *in = instance;
  const guint q = in->q, pid = plx_pid (me), i = pid / q, j = pid % q;
  const guint left = i * q + (j + q - 1) % q, up = (i + q - 1) % q * q + j;
  const guint64 rows = in->part[C].rows, cols = in->part[C].cols;

  for (guint s = 0; s < q; s++)
    {
      const guint k = (i + j + s) % q;
      const guint64 inner = begin (in, k + 1) - begin (in, k);
      const double *a = plx_local (me, in->x[A]), *b = plx_local (me, in->x[B]);

      plx_label (me, "multiply my blocks, pass A's to the left and B's up");
      plx_multiply (me, rows, inner, cols, a, inner, b, plx_local_mut (me, in->x[C]));
      plx_put_at (me, in->x[A], left, 0, rows * inner, a);
      plx_put_at (me, in->x[B], up, 0, inner * cols, b);
      plx_sync (me);
    }
}

/* The slices of a block that others have, a stride apart, and my own. */
static void
fetch_block (PlxProc *me, const Product *in, guint matrix, guint first, guint stride)
{
  const PlxMatrixPart *mine = &in->part[matrix];
  double *whole = in->fetched[matrix];

  for (guint s = 0; s < in->q; s++)
    if (first + s * stride != plx_pid (me))
      fetch (me, in, matrix, first + s * stride,
             whole + in->part_of (in, matrix, first + s * stride).first);
  plx_copy (me, whole + mine->first, plx_local (me, in->x[matrix]), mine->n * sizeof *whole);
}

static void
add_slices (PlxProc *me, const Product *in, guint k)
{
  const guint64 n = in->part[C].n;
  double *c = plx_local_mut (me, in->x[C]);

  plx_copy (me, c, (const double *) plx_local (me, in->product) + in->part[C].first, n * sizeof *c);
  for (guint s = 0; s < in->q; s++)
    for (guint64 t = 0; s != k && t < n; t++)
      c[t] += in->fetched[C][s * n + t];
  plx_work (me, PLX_FLOP, (in->q - 1) * n, in->q * n * sizeof *c);
}

static void
three_d (PlxProc *me, const void *instance)
{
  const Product *in = instance;
  const guint q = in->q, pid = plx_pid (me), i = pid / (q * q), j = pid / q % q, k = pid % q;
  const guint64 rows = in->part[A].rows, inner = in->part[A].cols, cols = in->part[B].cols;
  const PlxMatrixPart *mine = &in->part[C];

  plx_label (me, "fetch the slices of my blocks of A and B");
  fetch_block (me, in, A, i * q * q + k, q);
  fetch_block (me, in, B, j * q + k, q * q);
  plx_sync (me);

  plx_label (me, "multiply them, fetch my slice of all products");
  double *product = plx_local_mut (me, in->product);
  memset (product, 0, rows * cols * sizeof *product);
  plx_work (me, PLX_COPY, rows * cols * sizeof *product, rows * cols * sizeof *product);
  plx_multiply (me, rows, inner, cols, in->fetched[A], inner, in->fetched[B], product);
  for (guint s = 0; s < q; s++)
    if (s != k)
      plx_get_at (me, in->product, pid - k + s, mine->first, mine->n, in->fetched[C] + s * mine->n);
  plx_sync (me);

  plx_label (me, "add them");
  add_slices (me, in, k);
  plx_sync (me);
}

/* ---- memory ---- */

/* Processor 0's parts are the largest. */
static void
prepare_parts (PlxProc *me, Product *in, guint q, PlxMatrixPart (*part_of) (const Product *in, guint matrix, guint pid))
{
  static const char *const names[] = { "A", "B", "C" };

  in->q = q;
  in->part_of = part_of;
  for (guint m = A; m <= C; m++)
    {
      in->part[m] = part_of (in, m, plx_pid (me));
      in->x[m] = plx_array (me, .name = names[m], .type = PLX_DOUBLE, .n = part_of (in, m, 0).n,
                            .distribution = PLX_EACH);
      plx_set_length (me, in->x[m], in->part[m].n);
    }
}

static void
prepare_1d (PlxProc *me, void *instance)
{
  Product *in = instance;

  prepare_parts (me, in, plx_nprocs (me), part_of_1d);
  in->fetched[B] = plx_alloc (me, in->n * in->n * sizeof (double));
}

static void
prepare_2d (PlxProc *me, void *instance)
{
  Product *in = instance;
  const guint q = plx_root (plx_nprocs (me), 2);

  prepare_parts (me, in, q, part_of_2d);
  for (guint m = A; m <= B; m++)
    in->fetched[m] = plx_alloc (me, q * block (in, 0, 0).n * sizeof (double));
}

static void
prepare_cannon (PlxProc *me, void *instance)
{
  prepare_parts (me, instance, plx_root (plx_nprocs (me), 2), part_of_cannon);
}

static void
prepare_3d (PlxProc *me, void *instance)
{
  Product *in = instance;
  const guint q = plx_root (plx_nprocs (me), 3);

  prepare_parts (me, in, q, part_of_3d);
  const guint64 words = block (in, 0, 0).n;
  in->product = plx_array (me, .name = "product", .type = PLX_DOUBLE, .n = words, .distribution = PLX_EACH);
  for (guint m = A; m <= B; m++)
    in->fetched[m] = plx_alloc (me, words * sizeof (double));
  in->fetched[C] = plx_alloc (me, q * in->part[C].n * sizeof (double));
}

/* ---- input and check ---- */

/* C is 0 at first. */
static void
fill (PlxProc *me, const void *instance)
{
  const Product *in = instance;

  for (guint m = A; m <= B; m++)
    plx_fill_matrix (me, in->x[m], m, in->n, &in->part[m]);
  memset (plx_local_mut (me, in->x[C]), 0, in->part[C].n * sizeof (double));
}

/* C x, of C as it is. */
static double *
result_times (PlxProc *me, const Product *in, const double *x)
{
  double *c = plx_alloc (me, in->part[C].n * sizeof *c), *y = plx_alloc (me, in->n * sizeof *y);

  for (guint q = 0; q < plx_nprocs (me); q++)
    {
      const PlxMatrixPart part = in->part_of (in, C, q);

      plx_read_at (me, in->x[C], q, 0, part.n, c);
      for (guint64 t = 0, at = part.first; t < part.n; t++, at++)
        y[part.row + at / part.cols] += c[t] * x[part.col + at % part.cols];
    }
  return y;
}

/* C x = A (B x) for an x of 16 random bits a number: a wrong row passes once in 2^16 times
 * (Freivalds). */
static void
check (PlxProc *me, const void *instance)
{
  const Product *in = instance;
  double *x = plx_alloc (me, in->n * sizeof *x);

  for (guint64 j = 0; j < in->n; j++)
    x[j] = (double) (plx_random (me, C * in->n * in->n + j) >> 48);
  const double *found = result_times (me, in, x);
  const double *expected = plx_matrix_times (me, A, in->n, plx_matrix_times (me, B, in->n, x));
  for (guint64 i = 0; i < in->n; i++)
    if (!(fabs (found[i] - expected[i]) <= 0))
      plx_fail (me, "row %" G_GUINT64_FORMAT " of C x is %.17g; expected of A (B x) %.17g", i, found[i],
                expected[i]);
}

static const PlxVariant variants[] = {
  { "1d", "rows; everybody fetches all of B", one_d,
    .closed = PLX_CLOSED_FORMS (
      { "bsp", "2*n^3/p + (p - 1)*(n^2/p)*g + 2*l", .when = "divides(p, n)",
        .source = "McColl and Tiskin 1999" },
      { "bsp", "2*ceil(n/p)*n^2 + (p - 1)*ceil(n/p)*n*g + 2*l", .source = "the same, ragged" },
      { "apram", "R((p - 1)*n^2/p) + 2*n^3/p + 2*B", .when = "divides(p, n)", .source = "phases" },
      { "pram", "(p - 1)*n^2/p + 2*n^3/p", .when = "divides(p, n)", .source = "steps" }) },
  { "2d", "blocks; everybody fetches a row of them of A and a column of B", two_d,
    .closed = PLX_CLOSED_FORMS (
      { "bsp", "2*n^3/p + 2*(sqrt(p) - 1)*(n^2/p)*g + 2*l", .when = "divides(sqrt(p), n)",
        .source = "McColl and Tiskin 1999" },
      { "bsp", "2*n*ceil(n/sqrt(p))^2 + 2*(sqrt(p) - 1)*ceil(n/sqrt(p))^2*g + 2*l",
        .source = "the same, ragged" },
      { "apram", "R(2*(sqrt(p) - 1)*n^2/p) + 2*n^3/p + 2*B", .when = "divides(sqrt(p), n)",
        .source = "phases" },
      { "pram", "2*(sqrt(p) - 1)*n^2/p + 2*n^3/p", .when = "divides(sqrt(p), n)", .source = "steps" }),
    .needs = "sqrt(p) == floor(sqrt(p))", .needs_text = "a square number of processors",
    .prepare = prepare_2d },
  { "cannon", "blocks that go round", cannon,
    .closed = PLX_CLOSED_FORMS (
      { "bsp", "2*n^3/p + 2*sqrt(p)*(n^2/p)*g + sqrt(p)*l", .when = "p >= 2 && divides(sqrt(p), n)",
        .source = "Cannon 1969" },
      { "bsp", "sqrt(p)*(2*ceil(n/sqrt(p))^3 + 2*ceil(n/sqrt(p))^2*g + l)",
        .source = "the same, ragged", .upper_bound = TRUE },
      { "apram", "sqrt(p)*(R(2*n^2/p) + B) + 2*n^3/p", .when = "divides(sqrt(p), n)", .source = "phases" },
      { "pram", "2*n^3/p", .when = "divides(sqrt(p), n)", .source = "steps" },
      { "loggp", "2*n^3/p + sqrt(p)*(max(o, g + (8*n^2/p - 1)*G) + 2*o + L + (8*n^2/p - 1)*G"
        " + ceil(log2(p))*(L + 2*o))", .when = "p >= 2 && divides(sqrt(p), n)",
        .source = "two messages a superstep" }),
    .needs = "sqrt(p) == floor(sqrt(p))", .needs_text = "a square number of processors",
    .prepare = prepare_cannon },
  { "3d", "a product of two blocks for each", three_d,
    .closed = PLX_CLOSED_FORMS (
      { "bsp", "2*(n/cbrt(p))^3 + (cbrt(p) - 1)*n^2/p + 3*(1 - 1/cbrt(p))*(n/cbrt(p))^2*g + 3*l",
        .when = "divides(cbrt(p), n) && divides(p, n^2)", .source = "Dekel, Nassimi and Sahni 1981" },
      { "bsp", "2*ceil(n/cbrt(p))^3 + (cbrt(p) - 1)*ceil(ceil(n/cbrt(p))^2/cbrt(p))*(1 + 3*g) + 3*l",
        .source = "the same, ragged" },
      { "apram", "R(2*(cbrt(p) - 1)*n^2/p) + 2*(n/cbrt(p))^3 + R((cbrt(p) - 1)*n^2/p)"
        " + (cbrt(p) - 1)*n^2/p + 3*B",
        .when = "divides(cbrt(p), n) && divides(p, n^2)", .source = "phases" },
      { "pram", "2*(n/cbrt(p))^3 + 3*(cbrt(p) - 1)*n^2/p",
        .when = "divides(cbrt(p), n) && divides(p, n^2)", .source = "steps" }),
    .needs = "cbrt(p) == floor(cbrt(p))", .needs_text = "a cube as the number of processors",
    .prepare = prepare_3d },
  { .name = NULL }
};

static void
sequential (PlxProc *me, const void *instance)
{
  const Product *in = instance;

  plx_multiply (me, in->n, in->n, in->n, plx_local (me, in->x[A]), in->n, plx_local (me, in->x[B]),
            plx_local_mut (me, in->x[C]));
}

static const PlxVariant best = { "sequential", "a product in tiles", .run = sequential };

PLX_ALGORITHM (matrix_product, Product, .name = "matrix-product", .title = "product of two square matrices",
               .source = "Cannon 1969; McColl and Tiskin 1999", .params = params, .variants = variants,
               .best = &best, .prepare = prepare_1d, .fill = fill, .check = check)
