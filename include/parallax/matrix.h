/* SPDX-License-Identifier: MIT */
/* matrix.h: what algorithms on square matrices share: which part of one a processor has, inputs, and
 * multiplying at one processor. Everything lies row after row, without gaps unless said.
 */
#pragma once

#include <parallax/program.h>

G_BEGIN_DECLS

/* Words `first` to first + n - 1 of a block. */
typedef struct {
  guint64 row, rows, col, cols;  /* the block */
  guint64 first, n;
} PlxMatrixPart;

/* All of block (i, j) of a matrix of side n, in r by c blocks of ceil (n/r) rows and ceil (n/c) columns,
 * the last ones smaller or empty. */
PlxMatrixPart plx_matrix_block (guint64 n, guint r, guint i, guint c, guint j);
/* Slice k of a block in slices of ceil (words/parts). */
PlxMatrixPart plx_matrix_slice (PlxMatrixPart block, guint parts, guint k);

/* An entry of a random matrix, the @which-th of this sample: a whole number from -8 to 7, so that sums
 * of products are exact in whatever order. */
double plx_matrix_entry (const PlxProc *me, guint which, guint64 n, guint64 row, guint64 col);
/* In fill: my part. */
void plx_fill_matrix (PlxProc *me, PlxArray *array, guint which, guint64 n, const PlxMatrixPart *part);
/* In check: y = the random matrix times x ([n]). Private memory, freed by the runtime. */
double *plx_matrix_times (PlxProc *me, guint which, guint64 n, const double *x);

/* The inner product of x and y, [n] each. */
double plx_dot (const double *x, const double *y, guint64 n);
/* c ([rows][cols]) += a ([rows][inner], in rows of lda words) times b ([inner][cols]), in tiles. Cost: WORK,
 * 2 rows inner cols. */
void plx_multiply (PlxProc *me, guint64 rows, guint64 inner, guint64 cols, const double *a, guint64 lda,
                   const double *b, double *c);

G_END_DECLS
