/* SPDX-License-Identifier: MIT */
/* matrix.c: parts of matrices, random ones, and products at one processor.
 */
#include <parallax/integer.h>
#include <parallax/matrix.h>

PlxMatrixPart
plx_matrix_block (guint64 n, guint r, guint i, guint c, guint j)
{
  PlxMatrixPart part = { .row = plx_block_begin (n, r, i), .col = plx_block_begin (n, c, j) };

  part.rows = plx_block_begin (n, r, i + 1u) - part.row;
  part.cols = plx_block_begin (n, c, j + 1u) - part.col;
  part.n = part.rows * part.cols;
  return part;
}

PlxMatrixPart
plx_matrix_slice (PlxMatrixPart block, guint parts, guint k)
{
  const guint64 words = block.n;

  block.first = plx_block_begin (words, parts, k);
  block.n = plx_block_begin (words, parts, k + 1u) - block.first;
  return block;
}

double
plx_matrix_entry (const PlxProc *me, guint which, guint64 n, guint64 row, guint64 col)
{
  return (double) (plx_random (me, (which * n + row) * n + col) >> 60) - 8;
}

void
plx_fill_matrix (PlxProc *me, PlxArray *array, guint which, guint64 n, const PlxMatrixPart *part)
{
  double *x = plx_local_mut (me, array);

  for (guint64 t = 0, at = part->first; t < part->n; t++, at++)
    x[t] = plx_matrix_entry (me, which, n, part->row + at / part->cols, part->col + at % part->cols);
}

double *
plx_matrix_times (PlxProc *me, guint which, guint64 n, const double *x)
{
  double *y = plx_alloc (me, n * sizeof *y);

  for (guint64 i = 0; i < n; i++)
    for (guint64 j = 0; j < n; j++)
      y[i] += plx_matrix_entry (me, which, n, i, j) * x[j];
  return y;
}

/* ---- products ---- */

/* Four sums, since an addition waits for the one before it. */
double
plx_dot (const double *x, const double *y, guint64 n)
{
  double sum[4] = { 0 };
  guint64 i = 0;

  for (; i + 4 <= n; i += 4)
    for (guint k = 0; k < 4; k++)
      sum[k] += x[i + k] * y[i + k];
  for (; i < n; i++)
    sum[0] += x[i] * y[i];
  return sum[0] + sum[1] + (sum[2] + sum[3]);
}

/* A tile of b stays in the inner caches while all rows of a pass over it. */
#define TILE_ROWS 64u
#define TILE_COLS 128u
#define TILE_BYTES (TILE_ROWS * TILE_COLS * sizeof (double))

/* n words of a row of c. When n is a constant, compilers do two or more at once. */
static inline void
add_four_rows (guint64 n, const double *a, const double *restrict b, guint64 ldb, double *restrict c)
{
  const double a0 = a[0], a1 = a[1], a2 = a[2], a3 = a[3];

  for (guint64 j = 0; j < n; j++)
    c[j] += a0 * b[j] + a1 * b[ldb + j] + a2 * b[2 * ldb + j] + a3 * b[3 * ldb + j];
}

static void
multiply_row (guint64 inner, guint64 n, const double *a, const double *restrict b, guint64 ldb, double *restrict c)
{
  guint64 k = 0;

  for (; k + 4 <= inner; k += 4)
    if (n == TILE_COLS)
      add_four_rows (TILE_COLS, a + k, b + k * ldb, ldb, c);
    else
      add_four_rows (n, a + k, b + k * ldb, ldb, c);
  for (; k < inner; k++)
    for (guint64 j = 0; j < n; j++)
      c[j] += a[k] * b[k * ldb + j];
}

void
plx_multiply (PlxProc *me, guint64 rows, guint64 inner, guint64 cols, const double *a, guint64 lda, const double *b,
              double *c)
{
  for (guint64 k = 0; k < inner; k += TILE_ROWS)
    for (guint64 j = 0; j < cols; j += TILE_COLS)
      for (guint64 i = 0; i < rows; i++)
        multiply_row (MIN (TILE_ROWS, inner - k), MIN (TILE_COLS, cols - j), a + i * lda + k, b + k * cols + j, cols,
                      c + i * cols + j);
  plx_work (me, PLX_FLOP, 2 * rows * inner * cols, TILE_BYTES);
}
