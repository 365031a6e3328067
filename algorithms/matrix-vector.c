/* SPDX-License-Identifier: MIT */
/* matrix-vector.c: y = A x for a square matrix of side n. Everything is in shared memory; q = ceil (n/p)
 * rows of A, and q cells of x and y, are a processor's own.
 *
 *   rows       everybody reads all of x and its rows of A, and writes its block of y. A cell of x is
 *              read by all at once:
 *                  R(n q + n) + q (2 n - 1) + R(q) + B
 *   exclusive  p phases, skewed: in phase k processor i reads block i + k of x, and the columns of its
 *              rows that go with it, so that nobody else reads them then:
 *                  p (R(q^2 + q) + 2 q^2 + B) - q + R(q)
 *
 * Under BSP what is one's own costs nothing to read: q (2 n - 1) + (n - q) g + l, and as many words
 * and operations for p barriers, where no cell may be read by two.
 *
 * P. B. Gibbons, "A more practical PRAM model", SPAA 1989. J. JaJa, "An Introduction to Parallel
 * Algorithms", 1992, section 1.3. Check values: n = 64, p = 8, d = 4, B = 8: rows 3360, exclusive
 * 3416, and 1691 where accesses are pipelined.
 */
#include <parallax/algorithm.h>
#include <parallax/cells.h>
#include <parallax/integer.h>
#include <parallax/matrix.h>

typedef struct {
  guint64 n;
  PlxMatrix a;         /* in whole rows */
  PlxArray *x, *y;
  double *row, *xs;    /* [n]: of A, of x */
  double *ys;          /* [my rows] */
} MatrixVector;

static const PlxParam params[] = {
  { "n", "", "rows and columns", offsetof (MatrixVector, n),
    .flags = PLX_COUNT | PLX_POSITIVE | PLX_SIDE, .fallback = "1024" },
  PLX_PARAM_END
};

/* Adds to y what columns first to first + n - 1 of my rows make of x. */
static void
multiply_columns (PlxProc *me, const MatrixVector *in, guint64 first, guint64 n, const double *x)
{
  for (guint64 i = 0; i < in->a.my.rows; i++)
    {
      plx_read_at (me, in->a.array, plx_pid (me), i * in->n + first, n, in->row);
      in->ys[i] += plx_dot (in->row, x, n);
    }
}

static void
rows (PlxProc *me, const void *instance)
{
  const MatrixVector *in = instance;
  const guint64 q = in->a.my.rows;

  plx_label (me, "my rows of A with all of x");
  if (q > 0)
    plx_read (me, in->x, 0, in->n, in->xs);
  for (guint64 i = 0; i < q; i++)
    in->ys[i] = 0;
  multiply_columns (me, in, 0, in->n, in->xs);
  plx_work (me, PLX_FLOP, q * (2 * in->n - 1), q * in->n * sizeof (double));
  plx_write (me, in->y, in->a.my.row, q, in->ys);
  plx_sync (me);
}

static void
exclusive (PlxProc *me, const void *instance)
{
  const MatrixVector *in = instance;
  const guint p = plx_nprocs (me), pid = plx_pid (me);
  const guint64 q = in->a.my.rows;

  for (guint64 i = 0; i < q; i++)
    in->ys[i] = 0;
  for (guint k = 0; k < p; k++)
    {
      const guint64 first = plx_block_begin (in->n, p, (pid + k) % p);
      const guint64 n = plx_block_length (in->n, p, (pid + k) % p);

      plx_label (me, "my rows of A with a block of x");
      if (q > 0)
        plx_read (me, in->x, first, n, in->xs);
      multiply_columns (me, in, first, n, in->xs);
      plx_work (me, PLX_FLOP, 2 * q * n - (k == 0 ? q : 0), q * n * sizeof (double));
      if (k == p - 1)
        plx_write (me, in->y, in->a.my.row, q, in->ys);
      plx_sync (me);
    }
}

static void
sequential (PlxProc *me, const void *instance)
{
  const MatrixVector *in = instance;
  const double *a = plx_local (me, in->a.array), *x = plx_local (me, in->x);
  double *y = plx_local_mut (me, in->y);

  for (guint64 i = 0; i < in->n; i++)
    y[i] = plx_dot (a + i * in->n, x, in->n);
  plx_work (me, PLX_FLOP, in->n * (2 * in->n - 1), in->n * in->n * sizeof *a);
}

/* ---- input and check ---- */

static void
prepare (PlxProc *me, void *instance)
{
  MatrixVector *in = instance;

  in->a = plx_matrix (me, "A", in->n, 0, plx_matrix_rows, 0);
  in->x = plx_array (me, .name = "x", .type = PLX_DOUBLE, .n = in->n);
  in->y = plx_array (me, .name = "y", .type = PLX_DOUBLE, .n = in->n);
  in->row = plx_alloc (me, in->n * sizeof *in->row);
  in->xs = plx_alloc (me, in->n * sizeof *in->xs);
  in->ys = plx_alloc (me, in->a.my.rows * sizeof *in->ys);
}

/* Of x: the first row of another random matrix. */
static double
number (const PlxProc *me, const void *instance, guint64 i)
{
  return plx_matrix_entry (me, 1, ((const MatrixVector *) instance)->n, 0, i);
}

static void
fill (PlxProc *me, const void *instance)
{
  const MatrixVector *in = instance;

  plx_fill_matrix (me, &in->a);
  plx_fill_double (me, in->x, number, in);
  plx_clear (me, in->y);
}

static void
check (PlxProc *me, const void *instance)
{
  const MatrixVector *in = instance;
  const double *x = plx_input_double (me, in->n, number, in);

  plx_expect_double (me, in->y, in->n, plx_matrix_times (me, 0, in->n, x), 0);
}

static const PlxVariant variants[] = {
  { "rows", "rows of A, all of x at once", rows,
    .closed = PLX_CLOSED_FORMS (
      { "apram", "R(n*ceil(n/p) + n) + ceil(n/p)*(2*n - 1) + R(ceil(n/p)) + B", .source = "Gibbons 1989" },
      { "bsp", "ceil(n/p)*(2*n - 1) + (ceil(n/ceil(n/p)) - 1)*ceil(n/p)*g + l",
        .source = "p divides n: h = n - n/p" },
      { "pram", "max(ceil(n/p)*(2*n - 1), n*ceil(n/p) + n)", .source = "steps" },
      { "logp", "n/p*(2*n - 1) + (p - 1)*(2*L + 4*o + (n/p - 1)*max(g, o)) + ceil(log2(p))*(L + 2*o)",
        .when = "divides(p, n)", .source = "a read of each block after the other" }) },
  { "exclusive", "a block of x after the other, none read by two", exclusive,
    .closed = PLX_CLOSED_FORMS (
      { "apram", "p*(R((n/p)^2 + n/p) + 2*(n/p)^2 + B) - n/p + R(n/p)", .when = "divides(p, n)",
        .source = "Gibbons 1989" },
      { "apram", "p*(R(ceil(n/p)^2 + ceil(n/p)) + 2*ceil(n/p)^2 + B) - ceil(n/p) + R(ceil(n/p))",
        .source = "the same, ragged", .upper_bound = TRUE },
      { "bsp", "n/p*(2*n - 1) + (n - n/p)*g + p*l", .when = "divides(p, n)", .source = "supersteps" },
      { "pram", "2*(p - 1)*(n/p)^2 + max(2*(n/p)^2 - n/p, (n/p)^2 + n/p)", .when = "divides(p, n)",
        .source = "steps" },
      { "logp", "n/p*(2*n - 1) + (p - 1)*(2*L + 4*o + (n/p - 1)*max(g, o)) + p*ceil(log2(p))*(L + 2*o)",
        .when = "divides(p, n)", .source = "a read in every superstep but the first" }) },
  { .name = NULL }
};

static const PlxVariant best = { "sequential", "a row after the other", .run = sequential };

PLX_ALGORITHM (matrix_vector, MatrixVector, .name = "matrix-vector",
               .title = "product of a square matrix with a vector", .source = "Gibbons 1989; JaJa 1992",
               .params = params, .variants = variants, .best = &best, .prepare = prepare, .fill = fill,
               .check = check)
