/* SPDX-License-Identifier: MIT */
/* matrix-product.h: the product of two matrices, for the two files in which its variants are.
 */
#pragma once

#include <parallax/matrix.h>

enum { A, B, C };

typedef struct {
  guint64 n;
  PlxGrid at;         /* me */
  PlxMatrix a, b, c;
  PlxArray *product;  /* 3d: [block] on every processor */
  double *slices;     /* 3d: [q][my slice of C] */
} Product;

/* Of A the block (i, k), of B (k, j), of C (i, j). */
static inline PlxMatrixPart
block_of (guint64 n, guint q, guint matrix, guint i, guint j, guint k)
{
  return plx_matrix_block (n, q, matrix == B ? k : i, q, matrix == A ? k : j);
}

/* Of A and B with memory for so many blocks of others. */
void plx_product_prepare (PlxProc *me, Product *in, guint dimensions, PlxPartOf part_of, guint fetched_a,
                          guint fetched_b);

/* matrix-product-3d.c */
void plx_product_3d (PlxProc *me, const void *instance);
void plx_product_3d_prepare (PlxProc *me, void *instance);
