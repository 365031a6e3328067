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
 *   3d      q = cbrt p: matrix-product-3d.c
 *
 * Cannon's moves a little more than 2d, but needs memory for no more than its own blocks; 3d moves
 * least, n^2/p^(2/3), for memory p^(1/3) times the matrices'.
 *
 * L. E. Cannon, PhD thesis, Montana State University, 1969. W. F. McColl, A. Tiskin,
 * "Memory-efficient matrix multiplication in the BSP model", Algorithmica 24, 1999. Check values: n = 256,
 * p = 16, g = 1.66, l = 751: 1d 2200644.4, cannon 2154550.88.
 */
#include "algorithms/matrix-product.h"

#include <parallax/algorithm.h>
#include <parallax/cells.h>
#include <parallax/integer.h>

static const PlxParam params[] = {
  { "n", "", "rows and columns", offsetof (Product, n),
    .flags = PLX_COUNT | PLX_POSITIVE | PLX_SIDE, .fallback = "256" },
  PLX_PARAM_END
};

/* ---- who has what ---- */

static PlxMatrixPart
blocks_cannon (guint64 n, guint p, guint matrix, guint pid)
{
  const PlxGrid at = plx_grid (p, 2, pid);

  return block_of (n, at.r, matrix, at.i, at.j, (at.i + at.j) % at.r);
}

/* ---- the algorithms ---- */

/* Adds the product of two blocks to mine of C. */
static void
multiply (PlxProc *me, const Product *in, guint64 inner, const double *a, guint64 lda, const double *b)
{
  plx_multiply (me, in->c.my.rows, inner, in->c.my.cols, a, lda, b, plx_local_mut (me, in->c.array));
}

static void
one_d (PlxProc *me, const void *instance)
{
  const Product *in = instance;
  const guint p = plx_nprocs (me), pid = plx_pid (me);

  plx_label (me, "fetch all of B");
  for (guint s = 1; s < p; s++)
    plx_fetch_part (me, &in->b, (pid + s) % p, (pid + s) % p);
  plx_sync (me);

  plx_label (me, "multiply my rows of A with it");
  const double *a = plx_local (me, in->a.array);
  for (guint k = 0; k < p; k++)
    multiply (me, in, plx_block_length (in->n, p, k), a + plx_block_begin (in->n, p, k), in->n,
              plx_fetched_part (me, &in->b, k, k));
  plx_sync (me);
}

static void
two_d (PlxProc *me, const void *instance)
{
  const Product *in = instance;
  const PlxGrid *grid = &in->at;
  const guint q = grid->r, i = grid->i, j = grid->j;

  plx_label (me, "fetch the blocks of A in my row, of B in my column");
  for (guint s = 1; s < q; s++)
    {
      plx_fetch_part (me, &in->a, plx_grid_pid (grid, i, j + s, 0), (j + s) % q);
      plx_fetch_part (me, &in->b, plx_grid_pid (grid, i + s, j, 0), (i + s) % q);
    }
  plx_sync (me);

  plx_label (me, "multiply them");
  for (guint k = 0; k < q; k++)
    {
      const guint64 inner = plx_block_length (in->n, q, k);

      multiply (me, in, inner, plx_fetched_part (me, &in->a, plx_grid_pid (grid, i, k, 0), k), inner,
                plx_fetched_part (me, &in->b, plx_grid_pid (grid, k, j, 0), k));
    }
  plx_sync (me);
}

static void
cannon (PlxProc *me, const void *instance)
{
  const Product *in = instance;
  const guint q = in->at.r, i = in->at.i, j = in->at.j;
  const guint left = plx_grid_pid (&in->at, i, j + q - 1, 0), up = plx_grid_pid (&in->at, i + q - 1, j, 0);

  for (guint s = 0; s < q; s++)
    {
      const guint64 inner = plx_block_length (in->n, q, (i + j + s) % q);
      const double *a = plx_local (me, in->a.array), *b = plx_local (me, in->b.array);

      plx_label (me, "multiply my blocks, pass A's to the left and B's up");
      multiply (me, in, inner, a, inner, b);
      plx_put_at (me, in->a.array, left, 0, in->c.my.rows * inner, a);
      plx_put_at (me, in->b.array, up, 0, inner * in->c.my.cols, b);
      plx_sync (me);
    }
}

static void
sequential (PlxProc *me, const void *instance)
{
  const Product *in = instance;

  multiply (me, in, in->n, plx_local (me, in->a.array), in->n, plx_local (me, in->b.array));
}

/* ---- memory, input and check ---- */

/* Of A and B with memory for so many blocks of others. */
void
plx_product_prepare (PlxProc *me, Product *in, guint dimensions, PlxPartOf part_of, guint fetched_a, guint fetched_b)
{
  in->at = plx_grid (plx_nprocs (me), dimensions, plx_pid (me));
  in->a = plx_matrix (me, "A", in->n, A, part_of, fetched_a);
  in->b = plx_matrix (me, "B", in->n, B, part_of, fetched_b);
  in->c = plx_matrix (me, "C", in->n, C, part_of, 0);
}

static void
prepare_1d (PlxProc *me, void *instance)
{
  plx_product_prepare (me, instance, 2, plx_matrix_rows, 0, plx_nprocs (me));
}

static void
prepare_2d (PlxProc *me, void *instance)
{
  const guint q = plx_root (plx_nprocs (me), 2);

  plx_product_prepare (me, instance, 2, plx_matrix_blocks, q, q);
}

static void
prepare_cannon (PlxProc *me, void *instance)
{
  plx_product_prepare (me, instance, 2, blocks_cannon, 0, 0);
}

static void
fill (PlxProc *me, const void *instance)
{
  const Product *in = instance;

  plx_fill_matrix (me, &in->a);
  plx_fill_matrix (me, &in->b);
  plx_clear (me, in->c.array);
}

static void
check (PlxProc *me, const void *instance)
{
  const Product *in = instance;

  plx_expect_product (me, &in->a, &in->b, &in->c);
}

#define DIVIDES_2D "divides(sqrt(p), n)"
#define DIVIDES_3D "divides(cbrt(p), n) && divides(p, n^2)"
#define SQUARE .needs = "sqrt(p) == floor(sqrt(p))", .needs_text = "a square number of processors"

static const PlxVariant variants[] = {
  { "1d", "rows; everybody fetches all of B", one_d,
    .closed = PLX_CLOSED_FORMS (
      { "bsp", "2*n^3/p + (p - 1)*(n^2/p)*g + 2*l", .when = "divides(p, n)", .source = "McColl and Tiskin 1999" },
      { "bsp", "2*ceil(n/p)*n^2 + (p - 1)*ceil(n/p)*n*g + 2*l", .source = "the same, ragged" },
      { "apram", "R((p - 1)*n^2/p) + 2*n^3/p + 2*B", .when = "divides(p, n)", .source = "phases" },
      { "pram", "(p - 1)*n^2/p + 2*n^3/p", .when = "divides(p, n)", .source = "steps" }) },
  { "2d", "blocks; everybody fetches a row of them of A and a column of B", two_d,
    .closed = PLX_CLOSED_FORMS (
      { "bsp", "2*n^3/p + 2*(sqrt(p) - 1)*(n^2/p)*g + 2*l", .when = DIVIDES_2D, .source = "McColl and Tiskin 1999" },
      { "bsp", "2*n*ceil(n/sqrt(p))^2 + 2*(sqrt(p) - 1)*ceil(n/sqrt(p))^2*g + 2*l",
        .source = "the same, ragged" },
      { "apram", "R(2*(sqrt(p) - 1)*n^2/p) + 2*n^3/p + 2*B", .when = DIVIDES_2D, .source = "phases" },
      { "pram", "2*(sqrt(p) - 1)*n^2/p + 2*n^3/p", .when = DIVIDES_2D, .source = "steps" }),
    SQUARE, .prepare = prepare_2d },
  { "cannon", "blocks that go round", cannon,
    .closed = PLX_CLOSED_FORMS (
      { "bsp", "2*n^3/p + 2*sqrt(p)*(n^2/p)*g + sqrt(p)*l", .when = "p >= 2 && " DIVIDES_2D, .source = "Cannon 1969" },
      { "bsp", "sqrt(p)*(2*ceil(n/sqrt(p))^3 + 2*ceil(n/sqrt(p))^2*g + l)",
        .source = "the same, ragged", .upper_bound = TRUE },
      { "apram", "sqrt(p)*(R(2*n^2/p) + B) + 2*n^3/p", .when = DIVIDES_2D, .source = "phases" },
      { "pram", "2*n^3/p", .when = DIVIDES_2D, .source = "steps" },
      { "loggp", "2*n^3/p + sqrt(p)*(max(o, g + (8*n^2/p - 1)*G) + 2*o + L + (8*n^2/p - 1)*G"
        " + ceil(log2(p))*(L + 2*o))", .when = "p >= 2 && " DIVIDES_2D, .source = "two messages a superstep" }),
    SQUARE, .prepare = prepare_cannon },
  { "3d", "a product of two blocks for each", plx_product_3d,
    .closed = PLX_CLOSED_FORMS (
      { "bsp", "2*(n/cbrt(p))^3 + (cbrt(p) - 1)*n^2/p + 3*(1 - 1/cbrt(p))*(n/cbrt(p))^2*g + 3*l",
        .when = DIVIDES_3D, .source = "Dekel, Nassimi and Sahni 1981" },
      { "bsp", "2*ceil(n/cbrt(p))^3 + (cbrt(p) - 1)*ceil(ceil(n/cbrt(p))^2/cbrt(p))*(1 + 3*g) + 3*l",
        .source = "the same, ragged" },
      { "apram", "R(2*(cbrt(p) - 1)*n^2/p) + 2*(n/cbrt(p))^3 + R((cbrt(p) - 1)*n^2/p)"
        " + (cbrt(p) - 1)*n^2/p + 3*B", .when = DIVIDES_3D, .source = "phases" },
      { "pram", "2*(n/cbrt(p))^3 + 3*(cbrt(p) - 1)*n^2/p", .when = DIVIDES_3D, .source = "steps" }),
    .needs = "cbrt(p) == floor(cbrt(p))", .needs_text = "a cube as the number of processors",
    .prepare = plx_product_3d_prepare },
  { .name = NULL }
};

static const PlxVariant best = { "sequential", "a product in tiles", .run = sequential };

PLX_ALGORITHM (matrix_product, Product, .name = "matrix-product", .title = "product of two square matrices",
               .source = "Cannon 1969; McColl and Tiskin 1999", .params = params, .variants = variants,
               .best = &best, .prepare = prepare_1d, .fill = fill, .check = check)
