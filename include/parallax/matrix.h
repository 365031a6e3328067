/* SPDX-License-Identifier: MIT */
/* matrix.h: what algorithms on square matrices share: processors on a grid, which part of a matrix one
 * has, inputs, products and elimination at one processor, and checks. Everything lies row after row,
 * without gaps unless said.
 */
#pragma once

#include <parallax/program.h>

G_BEGIN_DECLS

/* ---- grids of processors ---- */

/* r by c by d of them; I am (i, j, k), processor (i c + j) d + k. In a plane d = 1. */
typedef struct {
  guint r, c, d;
  guint i, j, k;
} PlxGrid;

/* Processor pid on the grid of all p that is as near to a square (dimensions = 2) or a cube (3) as p allows;
 * r <= c <= d unless d = 1. */
PlxGrid plx_grid (guint p, guint dimensions, guint pid);
/* The processor at (i mod r, j mod c, k mod d). */
guint plx_grid_pid (const PlxGrid *grid, guint i, guint j, guint k);

/* ---- parts of a matrix ---- */

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

/* What processor pid of p has of a matrix of side n, the which-th of several; nobody has more than
 * processor 0. */
typedef PlxMatrixPart (*PlxPartOf) (guint64 n, guint p, guint which, guint pid);
/* For PlxPartOf: blocks of whole rows; block (i, j) for processor (i, j) of plx_grid (p, 2). */
PlxMatrixPart plx_matrix_rows (guint64 n, guint p, guint which, guint pid);
PlxMatrixPart plx_matrix_blocks (guint64 n, guint p, guint which, guint pid);

/* A matrix of side n in parts. */
typedef struct {
  guint64 n;
  guint which;
  PlxPartOf part_of;
  PlxMatrixPart my;  /* part */
  PlxArray *array;   /* a part on every processor */
  double *fetched;   /* private memory for blocks of others: [n_fetched][block] */
  guint64 block;     /* words of the largest */
} PlxMatrix;

/* Collective. */
PlxMatrix plx_matrix (PlxProc *me, const char *name, guint64 n, guint which, PlxPartOf part_of, guint n_fetched);
/* At the next sync processor q's part is at its place in the k-th fetched block. Cost: a get of its words;
 * WORK of class copy, at once, if it is mine. */
void plx_fetch_part (PlxProc *me, const PlxMatrix *matrix, guint q, guint k);
/* The k-th fetched block, or, if it is whole and mine, as q says, my part. */
const double *plx_fetched_part (PlxProc *me, const PlxMatrix *matrix, guint q, guint k);

/* In check: a matrix of side n ([n][n]) dealt out in turn: of the array, processor (i, j) has rows i, i + r ...
 * and of them columns j, j + c ... . Private memory, freed by the runtime. */
double *plx_read_cyclic (PlxProc *me, PlxArray *array, guint64 n, const PlxGrid *grid);

/* ---- random matrices ---- */

/* An entry of a random matrix, the @which-th of this sample: a whole number from -8 to 7, so that sums
 * of products are exact in whatever order. */
double plx_matrix_entry (const PlxProc *me, guint which, guint64 n, guint64 row, guint64 col);
/* In fill: my part. */
void plx_fill_matrix (PlxProc *me, const PlxMatrix *matrix);
/* In check: y = the random matrix times x ([n]). Private memory, freed by the runtime. */
double *plx_matrix_times (PlxProc *me, guint which, guint64 n, const double *x);
/* In check: c is the product of the random a and b; else plx_fail names a row. Multiplies one random vector,
 * so that a wrong row passes once in 2^16 times. R. Freivalds, "Probabilistic machines can use less
 * running time", IFIP 1977. */
void plx_expect_product (PlxProc *me, const PlxMatrix *a, const PlxMatrix *b, const PlxMatrix *c);

/* ---- at one processor ---- */

/* The inner product of x and y, [n] each. */
double plx_dot (const double *x, const double *y, guint64 n);
/* c ([rows][cols]) += a ([rows][inner], in rows of lda words) times b ([inner][cols]), in tiles. Cost: WORK,
 * 2 rows inner cols. */
void plx_multiply (PlxProc *me, guint64 rows, guint64 inner, guint64 cols, const double *a, guint64 lda,
                   const double *b, double *c);
/* a ([rows][cols], in rows of lda words) -= l ([rows]) times u ([cols]). Cost: WORK, 2 rows cols. */
void plx_subtract_outer (PlxProc *me, guint64 rows, guint64 cols, const double *l, const double *u, double *a,
                         guint64 lda);
/* x and y, [n] each, change places. Cost: WORK of class copy, their bytes. */
void plx_swap_rows (PlxProc *me, guint64 n, double *x, double *y);

/* What times the pivot's row is subtracted from the row of an entry below the pivot: entry/pivot; 0 when the
 * pivot is, since then all below are. */
static inline double
plx_multiplier (double entry, double pivot)
{
  return pivot < 0 || pivot > 0 ? entry / pivot : 0;
}

/* P A = L U in place, a: [n][n]: elimination with partial pivoting, the first of equally large entries;
 * row k changed places with row pivots[k] ([n]). Cost: WORK, n (n - 1)/2 comparisons, n (n - 1)/2 divisions
 * and 2 (1 + 4 + ... + (n - 1)^2). */
void plx_eliminate (PlxProc *me, guint64 n, double *a, gint64 *pivots);
/* In check: processor 0's pivots are those of plx_eliminate on a ([n][n], destroyed), and lu ([n][n]) makes
 * rows of P A x and of L (U x), for one x, differ by what rounding explains; else plx_fail. */
void plx_expect_lu (PlxProc *me, guint64 n, double *a, PlxArray *pivots, const double *lu);

G_END_DECLS
