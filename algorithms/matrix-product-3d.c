/* SPDX-License-Identifier: MIT */
/* matrix-product-3d.c: C = A B for square matrices of side n, a product of two blocks for each processor.
 *
 *   3d      q = cbrt p: processor (i, j, k) multiplies A's block (i, k) and B's (k, j). Of these it has
 *           slices j and i, each a q-th of the block, in the end slice k of C's block (i, j). It fetches
 *           the other slices; multiplies, and fetches its slice of the q products of which
 *           C's block is the sum; adds them:
 *               2 (1 - 1/q) (n^2/q^2) g + l  +  2 (n/q)^3 + (1 - 1/q) (n^2/q^2) g + l
 *               +  (q - 1) n^2/p + l
 *
 * E. Dekel, D. Nassimi, S. Sahni, "Parallel matrix and graph algorithms", SIAM J. Comput. 10(4), 1981.
 */
#include "algorithms/matrix-product.h"

#include <string.h>

static PlxMatrixPart
slices_3d (guint64 n, guint p, guint matrix, guint pid)
{
  const PlxGrid at = plx_grid (p, 3, pid);

  return plx_matrix_slice (block_of (n, at.r, matrix, at.i, at.j, at.k), at.r,
                           matrix == A ? at.j : matrix == B ? at.i : at.k);
}

/* Of the q products of which my block of C is the sum. */
static void
fetch_slices (PlxProc *me, const Product *in)
{
  const PlxMatrixPart *my = &in->c.my;
  const PlxGrid at = in->at;

  for (guint s = 0; s < at.d; s++)
    if (s != at.k)
      plx_get_at (me, in->product, plx_grid_pid (&at, at.i, at.j, s), my->first, my->n, in->slices + s * my->n);
}

static void
add_slices (PlxProc *me, const Product *in)
{
  const PlxMatrixPart *my = &in->c.my;
  double *c = plx_local_mut (me, in->c.array);

  plx_copy (me, c, (const double *) plx_local (me, in->product) + my->first, my->n * sizeof *c);
  for (guint s = 0; s < in->at.d; s++)
    for (guint64 t = 0; s != in->at.k && t < my->n; t++)
      c[t] += in->slices[s * my->n + t];
  plx_work (me, PLX_FLOP, (in->at.d - 1) * my->n, in->at.d * my->n * sizeof *c);
}

void
plx_product_3d (PlxProc *me, const void *instance)
{
  const Product *in = instance;
  const PlxGrid at = in->at;
  const guint64 rows = in->a.my.rows, inner = in->a.my.cols, cols = in->b.my.cols;
  const gsize bytes = rows * cols * sizeof (double);

  plx_label (me, "fetch the slices of my blocks of A and B");
  for (guint s = 0; s < at.c; s++)
    plx_fetch_part (me, &in->a, plx_grid_pid (&at, at.i, s, at.k), 0);
  for (guint s = 0; s < at.r; s++)
    plx_fetch_part (me, &in->b, plx_grid_pid (&at, s, at.j, at.k), 0);
  plx_sync (me);

  plx_label (me, "multiply them, fetch my slice of all products");
  double *product = plx_local_mut (me, in->product);
  memset (product, 0, bytes);
  plx_work (me, PLX_COPY, bytes, bytes);
  plx_multiply (me, rows, inner, cols, in->a.fetched, inner, in->b.fetched, product);
  fetch_slices (me, in);
  plx_sync (me);

  plx_label (me, "add them");
  add_slices (me, in);
  plx_sync (me);
}

void
plx_product_3d_prepare (PlxProc *me, void *instance)
{
  Product *in = instance;

  plx_product_prepare (me, in, 3, slices_3d, 1, 1);
  in->product = plx_array (me, .name = "product", .type = PLX_DOUBLE, .n = in->c.block, .distribution = PLX_EACH);
  in->slices = plx_alloc (me, in->at.d * in->c.my.n * sizeof *in->slices);
}
