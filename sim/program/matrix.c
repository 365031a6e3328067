/* SPDX-License-Identifier: MIT */
/* matrix.c: grids of processors, parts of matrices, random ones, products and elimination at one processor.
 */
#include <float.h>
#include <math.h>
#include <parallax/cells.h>
#include <parallax/integer.h>
#include <parallax/matrix.h>
#include <string.h>

/* ---- grids of processors ---- */

/* The largest divisor of p that is no longer than the side of a square or cube. */
static guint
shortest_side (guint p, guint dimensions)
{
  guint side = plx_root (p, dimensions);

  while (p % side != 0)
    side--;
  return side;
}

PlxGrid
plx_grid (guint p, guint dimensions, guint pid)
{
  PlxGrid grid = { .r = shortest_side (p, dimensions), .d = 1 };

  grid.c = dimensions == 3 ? shortest_side (p / grid.r, 2) : p / grid.r;
  grid.d = p / grid.r / grid.c;
  grid.i = pid / grid.d / grid.c;
  grid.j = pid / grid.d % grid.c;
  grid.k = pid % grid.d;
  return grid;
}

guint
plx_grid_pid (const PlxGrid *grid, guint i, guint j, guint k)
{
  return (i % grid->r * grid->c + j % grid->c) * grid->d + k % grid->d;
}

/* ---- parts of a matrix ---- */

PlxMatrixPart
plx_matrix_block (guint64 n, guint r, guint i, guint c, guint j)
{
  PlxMatrixPart part = { .row = plx_block_begin (n, r, i), .rows = plx_block_length (n, r, i),
                         .col = plx_block_begin (n, c, j), .cols = plx_block_length (n, c, j) };

  part.n = part.rows * part.cols;
  return part;
}

PlxMatrixPart
plx_matrix_slice (PlxMatrixPart block, guint parts, guint k)
{
  const guint64 words = block.n;

  block.first = plx_block_begin (words, parts, k);
  block.n = plx_block_length (words, parts, k);
  return block;
}

PlxMatrixPart
plx_matrix_rows (guint64 n, guint p, G_GNUC_UNUSED guint which, guint pid)
{
  return plx_matrix_block (n, p, pid, 1, 0);
}

PlxMatrixPart
plx_matrix_blocks (guint64 n, guint p, G_GNUC_UNUSED guint which, guint pid)
{
  const PlxGrid at = plx_grid (p, 2, pid);

  return plx_matrix_block (n, at.r, at.i, at.c, at.j);
}

PlxMatrix
plx_matrix (PlxProc *me, const char *name, guint64 n, guint which, PlxPartOf part_of, guint n_fetched)
{
  const guint p = plx_nprocs (me);
  const PlxMatrixPart largest = part_of (n, p, which, 0);
  PlxMatrix matrix = { .n = n, .which = which, .part_of = part_of, .my = part_of (n, p, which, plx_pid (me)),
                       .block = largest.rows * largest.cols };

  matrix.array = plx_array (me, .name = name, .type = PLX_DOUBLE, .n = largest.n, .distribution = PLX_EACH);
  plx_set_length (me, matrix.array, matrix.my.n);
  matrix.fetched = plx_alloc (me, n_fetched * matrix.block * sizeof (double));
  return matrix;
}

void
plx_fetch_part (PlxProc *me, const PlxMatrix *matrix, guint q, guint k)
{
  const PlxMatrixPart part = matrix->part_of (matrix->n, plx_nprocs (me), matrix->which, q);
  double *to = matrix->fetched + k * matrix->block + part.first;

  if (q == plx_pid (me))
    plx_copy (me, to, plx_local (me, matrix->array), part.n * sizeof *to);
  else
    plx_get_at (me, matrix->array, q, 0, part.n, to);
}

const double *
plx_fetched_part (PlxProc *me, const PlxMatrix *matrix, guint q, guint k)
{
  return q == plx_pid (me) ? plx_local (me, matrix->array) : matrix->fetched + k * matrix->block;
}

double *
plx_read_cyclic (PlxProc *me, PlxArray *array, guint64 n, const PlxGrid *grid)
{
  double *x = plx_alloc (me, n * n * sizeof *x), *row = plx_alloc (me, n * sizeof *row);

  for (guint64 i = 0; i < n; i++)
    for (guint j = 0; j < grid->c; j++)
      {
        const guint64 cols = plx_cyclic_length (n, grid->c, j);

        plx_read_at (me, array, plx_grid_pid (grid, (guint) (i % grid->r), j, 0), i / grid->r * cols, cols, row);
        for (guint64 k = 0; k < cols; k++)
          x[i * n + k * grid->c + j] = row[k];
      }
  return x;
}

/* ---- random matrices ---- */

double
plx_matrix_entry (const PlxProc *me, guint which, guint64 n, guint64 row, guint64 col)
{
  return (double) (plx_random (me, (which * n + row) * n + col) >> 60) - 8;
}

void
plx_fill_matrix (PlxProc *me, const PlxMatrix *matrix)
{
  const PlxMatrixPart *my = &matrix->my;
  double *x = plx_local_mut (me, matrix->array);

  for (guint64 t = 0, at = my->first; t < my->n; t++, at++)
    x[t] = plx_matrix_entry (me, matrix->which, matrix->n, my->row + at / my->cols, my->col + at % my->cols);
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

/* The product with x ([n]), as the matrix now is. */
static double *
times_as_is (PlxProc *me, const PlxMatrix *matrix, const double *x)
{
  const guint64 n = matrix->n;
  const guint p = plx_nprocs (me);
  double *words = plx_alloc (me, matrix->part_of (n, p, matrix->which, 0).n * sizeof *words);
  double *y = plx_alloc (me, n * sizeof *y);

  for (guint q = 0; q < p; q++)
    {
      const PlxMatrixPart part = matrix->part_of (n, p, matrix->which, q);

      plx_read_at (me, matrix->array, q, 0, part.n, words);
      for (guint64 t = 0, at = part.first; t < part.n; t++, at++)
        y[part.row + at / part.cols] += words[t] * x[part.col + at % part.cols];
    }
  return y;
}

/* C x = A (B x), exactly, for an x of 16 random bits a number. */
void
plx_expect_product (PlxProc *me, const PlxMatrix *a, const PlxMatrix *b, const PlxMatrix *c)
{
  const guint64 n = c->n;
  double *x = plx_alloc (me, n * sizeof *x);

  for (guint64 j = 0; j < n; j++)
    x[j] = (double) (plx_random (me, c->which * n * n + j) >> 48);
  const double *found = times_as_is (me, c, x);
  const double *expected = plx_matrix_times (me, a->which, n, plx_matrix_times (me, b->which, n, x));
  for (guint64 i = 0; i < n; i++)
    if (!(fabs (found[i] - expected[i]) <= 0))
      plx_fail (me, "row %" G_GUINT64_FORMAT " of C x is %.17g; expected of A (B x) %.17g", i, found[i],
                expected[i]);
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

/* ---- elimination ---- */

static inline void
subtract_row (guint64 n, double factor, const double *restrict x, double *restrict y)
{
  for (guint64 j = 0; j < n; j++)
    y[j] -= factor * x[j];
}

void
plx_subtract_outer (PlxProc *me, guint64 rows, guint64 cols, const double *l, const double *u, double *a, guint64 lda)
{
  for (guint64 i = 0; i < rows; i++)
    subtract_row (cols, l[i], u, a + i * lda);
  plx_work (me, PLX_FLOP, 2 * rows * cols, rows * cols * sizeof *a);
}

static void
swap_rows (guint64 n, double *restrict x, double *restrict y)
{
  for (guint64 j = 0; j < n; j++)
    {
      const double z = x[j];

      x[j] = y[j];
      y[j] = z;
    }
}

void
plx_swap_rows (PlxProc *me, guint64 n, double *x, double *y)
{
  swap_rows (n, x, y);
  plx_work (me, PLX_COPY, 2 * n * sizeof *x, 2 * n * sizeof *x);
}

static void
eliminate (guint64 n, double *a, gint64 *pivots)
{
  for (guint64 k = 0; k < n; k++)
    {
      guint64 pivot = k;

      for (guint64 i = k + 1; i < n; i++)
        if (fabs (a[i * n + k]) > fabs (a[pivot * n + k]))
          pivot = i;
      pivots[k] = (gint64) pivot;
      if (pivot != k)
        swap_rows (n, a + k * n, a + pivot * n);
      for (guint64 i = k + 1; i < n; i++)
        {
          a[i * n + k] = plx_multiplier (a[i * n + k], a[k * n + k]);
          subtract_row (n - k - 1, a[i * n + k], a + k * n + k + 1, a + i * n + k + 1);
        }
    }
}

void
plx_eliminate (PlxProc *me, guint64 n, double *a, gint64 *pivots)
{
  eliminate (n, a, pivots);
  plx_work (me, PLX_COMPARE, n * (n - 1) / 2, n * n * sizeof *a);
  plx_work (me, PLX_FLOP, n * (n - 1) / 2 + n * (n - 1) * (2 * n - 1) / 3, n * n * sizeof *a);
}

/* y = U x, and the sizes of what was added. */
static void
multiply_upper (guint64 n, const double *lu, const double *x, double *y, double *size)
{
  for (guint64 i = 0; i < n; i++)
    for (guint64 j = i; j < n; j++)
      {
        y[i] += lu[i * n + j] * x[j];
        size[i] += fabs (lu[i * n + j] * x[j]);
      }
}

static void
expect_residual (PlxProc *me, guint64 n, const double *lu, const double *pa)
{
  double *x = plx_alloc (me, 3 * n * sizeof *x), *ux = x + n, *size = ux + n;

  for (guint64 j = 0; j < n; j++)
    x[j] = (double) (plx_random (me, n * n + j) >> 11) * 0x1p-53;
  multiply_upper (n, lu, x, ux, size);
  for (guint64 i = 0; i < n; i++)
    {
      double rest = -ux[i], most = size[i];

      for (guint64 j = 0; j < n; j++)
        {
          rest += pa[i * n + j] * x[j] - (j < i ? lu[i * n + j] * ux[j] : 0);
          most += j < i ? fabs (lu[i * n + j]) * size[j] : 0;
        }
      most *= 8 * (double) n * DBL_EPSILON;
      if (!(fabs (rest) <= most))
        plx_fail (me, "row %" G_GUINT64_FORMAT " of P A x - L U x is %.3g; expected at most %.3g", i, rest, most);
    }
}

void
plx_expect_lu (PlxProc *me, guint64 n, double *a, PlxArray *pivots, const double *lu)
{
  double *pa = plx_alloc (me, n * n * sizeof *pa);
  gint64 *expected = plx_alloc (me, n * sizeof *expected);

  memcpy (pa, a, n * n * sizeof *a);
  eliminate (n, a, expected);
  plx_expect_int64_at (me, pivots, 0, n, expected);
  for (guint64 i = 0; i < n; i++)
    if (expected[i] != (gint64) i)
      swap_rows (n, pa + i * n, pa + expected[i] * (gint64) n);
  expect_residual (me, n, lu, pa);
}
