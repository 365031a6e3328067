/* SPDX-License-Identifier: MIT */
/* check-matrix.c: parts of a matrix cover it, products are those of the three plain loops, eliminations those
 * by hand, and what checks results refuses wrong ones. */
#include "tests/program.h"

#include <math.h>
#include <parallax/integer.h>
#include <parallax/matrix.h>
#include <string.h>

#define LARGEST 300u

/* ---- parts ---- */

static void
count_part (const PlxMatrixPart *part, guint64 n, guint *seen)
{
  ck_assert_uint_le (part->first + part->n, part->rows * part->cols);
  for (guint64 at = part->first; at < part->first + part->n; at++)
    seen[(part->row + at / part->cols) * n + part->col + at % part->cols]++;
}

static void
every_entry_is_in_one_slice (guint64 n, guint r, guint c, guint slices)
{
  guint seen[20 * 20] = { 0 };

  for (guint k = 0; k < r * c * slices; k++)
    {
      const PlxMatrixPart block = plx_matrix_block (n, r, k / slices / c, c, k / slices % c);
      const PlxMatrixPart part = plx_matrix_slice (block, slices, k % slices);

      count_part (&part, n, seen);
    }
  for (guint64 i = 0; i < n * n; i++)
    ck_assert_uint_eq (seen[i], 1);
}

START_TEST (every_entry_is_in_one_slice_of_one_block)
{
  for (guint64 n = 1; n <= 20; n++)
    for (guint r = 1; r <= 5; r++)
      for (guint c = 1; c <= 5; c++)
        for (guint slices = 1; slices <= 4; slices++)
          every_entry_is_in_one_slice (n, r, c, slices);
}
END_TEST

START_TEST (a_block_has_ceil_n_over_r_rows_and_the_last_ones_less)
{
  const PlxMatrixPart first = plx_matrix_block (10, 4, 0, 3, 1), last = plx_matrix_block (10, 4, 3, 3, 2);
  const PlxMatrixPart none = plx_matrix_block (5, 4, 3, 2, 0);

  ck_assert (first.row == 0 && first.rows == 3 && first.col == 4 && first.cols == 4 && first.n == 12);
  ck_assert (last.row == 9 && last.rows == 1 && last.col == 8 && last.cols == 2 && last.n == 2);
  ck_assert (none.row == 5 && none.rows == 0 && none.n == 0);
}
END_TEST

/* ---- grids ---- */

START_TEST (a_grid_is_as_near_to_a_square_or_cube_as_p_allows)
{
  static const guint wanted[][5] = { { 1, 2, 1, 1, 1 }, { 12, 2, 3, 4, 1 }, { 16, 2, 4, 4, 1 }, { 7, 2, 1, 7, 1 },
                                       { 27, 3, 3, 3, 3 }, { 24, 3, 2, 3, 4 }, { 5, 3, 1, 1, 5 } };

  for (guint e = 0; e < G_N_ELEMENTS (wanted); e++)
    for (guint pid = 0; pid < wanted[e][0]; pid++)
      {
        const PlxGrid grid = plx_grid (wanted[e][0], wanted[e][1], pid);

        ck_assert (grid.r == wanted[e][2] && grid.c == wanted[e][3] && grid.d == wanted[e][4]);
        ck_assert (grid.i < grid.r && grid.j < grid.c && grid.k < grid.d);
        ck_assert_uint_eq (plx_grid_pid (&grid, grid.i + grid.r, grid.j + 2 * grid.c, grid.k + 3 * grid.d), pid);
      }
}
END_TEST

/* ---- products ---- */

static struct {
  guint64 rows, inner, cols, lda;
} shape;

static double a[LARGEST * LARGEST], b[LARGEST * LARGEST], c[LARGEST * LARGEST], expected[LARGEST * LARGEST];

static void
prepare (PlxProc *me, void *instance)
{
  Shared *in = instance;

  in->x = plx_array (me, .name = "x", .n = in->n, .type = PLX_DOUBLE, .distribution = PLX_EACH);
}

static void
run_product (PlxProc *me, const void *instance)
{
  (void) instance;
  for (guint64 k = 0; k < LARGEST * LARGEST; k++)
    {
      a[k] = plx_matrix_entry (me, 0, LARGEST, 0, k);
      b[k] = plx_matrix_entry (me, 1, LARGEST, 0, k);
      c[k] = expected[k] = plx_matrix_entry (me, 2, LARGEST, 0, k);
    }
  for (guint64 i = 0; i < shape.rows; i++)
    for (guint64 j = 0; j < shape.cols; j++)
      for (guint64 k = 0; k < shape.inner; k++)
        expected[i * shape.cols + j] += a[i * shape.lda + k] * b[k * shape.cols + j];
  plx_multiply (me, shape.rows, shape.inner, shape.cols, a, shape.lda, b, c);
  plx_sync (me);
  EXPECT (me, memcmp (c, expected, sizeof c) == 0);
}

START_TEST (a_product_in_tiles_is_that_of_three_loops_and_counts_its_work)
{
  static const guint64 shapes[][4] = { { 3, 5, 7, 5 }, { 1, 1, 1, 2 }, { 9, 65, 129, 70 }, { 2, 130, 300, 150 },
                                       { 4, 64, 128, 64 }, { 5, 0, 6, 1 } };
  const Program program = { "product", prepare, run_product, NULL };

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      g_autoptr (PlxTrace) trace = NULL;
      const PlxOp *ops;
      gsize n_ops;

      memcpy (&shape, shapes[i], sizeof shape);
      PLX_OK (trace = record (&program, 1, 1, error));
      ops = plx_trace_ops (trace, 0, 0, &n_ops);
      ck_assert_uint_eq (n_ops > 0 ? ops[0].count : 0, 2 * shape.rows * shape.inner * shape.cols);
    }
}
END_TEST

START_TEST (an_inner_product_has_a_rest_of_up_to_three)
{
  const double x[] = { 2, 3, 5, 7, 11, 13, 17 }, y[] = { 19, -23, 29, 31, -37, 41, 43 };
  double sum = 0;

  for (guint64 n = 0; n <= 7; n++)
    {
      ck_assert_double_eq (plx_dot (x, y, n), sum);
      sum += n < 7 ? x[n] * y[n] : 0;
    }
}
END_TEST

/* ---- elimination ---- */

/* The largest entry is in the second row first, and in the third with the other sign. */
static void
run_elimination (PlxProc *me, const void *instance)
{
  double found[] = { 1, 2, 4, 2, 3, 5, -2, 7, 11 };
  const double lu[] = { 2, 3, 5, -1, 10, 16, 0.5, 0.05, 0.7 };
  const gint64 wanted[] = { 1, 2, 2 };
  gint64 pivots[3];

  (void) instance;
  plx_eliminate (me, 3, found, pivots);
  plx_sync (me);
  EXPECT (me, memcmp (pivots, wanted, sizeof pivots) == 0);
  for (guint i = 0; i < 9; i++)
    EXPECT (me, fabs (found[i] - lu[i]) <= 1e-14);
  EXPECT (me, fabs (plx_multiplier (3, 0)) <= 0);
}

START_TEST (elimination_is_that_by_hand_and_counts_its_work)
{
  counts_are (&(const Program) { "elimination", prepare, run_elimination, NULL }, 2,
              (const guint64[]) { 3, 3 + 2 * (4 + 1) });
}
END_TEST

/* ---- random matrices ---- */

static void
run_fill (PlxProc *me, const void *instance)
{
  const Shared *in = instance;
  const PlxMatrixPart part = plx_matrix_slice (plx_matrix_block (9, 2, 1, 3, 2), 2, 1);
  const PlxMatrix matrix = { .n = 9, .which = 4, .my = part, .array = in->x };
  const double *x;

  plx_set_length (me, in->x, part.n);
  plx_fill_matrix (me, &matrix);
  x = plx_local (me, in->x);
  for (guint64 k = 0; k < part.n; k++)
    {
      const guint64 at = part.first + k;

      EXPECT (me, fabs (x[k] - plx_matrix_entry (me, 4, 9, 5 + at / 3, 6 + at % 3)) <= 0);
      EXPECT (me, x[k] >= -8 && x[k] <= 7 && fabs (x[k] - floor (x[k])) <= 0);
    }
  plx_sync (me);
}

static void
check_times (PlxProc *me, const void *instance)
{
  const double x[] = { 2, 3, -5 };
  const double *y = plx_matrix_times (me, 4, 3, x);

  (void) instance;
  for (guint64 i = 0; i < 3; i++)
    {
      double sum = 0;

      for (guint64 j = 0; j < 3; j++)
        sum += plx_matrix_entry (me, 4, 3, i, j) * x[j];
      EXPECT (me, fabs (y[i] - sum) <= 0);
    }
}

START_TEST (a_random_matrix_is_the_same_by_parts_by_entries_and_as_a_factor)
{
  const Program program = { "fill", prepare, run_fill, check_times };
  g_autoptr (PlxTrace) trace = NULL;

  PLX_OK (trace = record (&program, 1, 12, error));
}
END_TEST

/* ---- results ---- */

/* The entry that the next program gets wrong; none: G_MAXUINT. */
static guint wrong_at;

static double
spoilt (guint at, double x)
{
  return at == wrong_at ? x + 0.25 : x;
}

static gboolean
fails (const Program *program, guint p, guint64 n, guint at, const char *message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PlxTrace) trace = NULL;

  wrong_at = at;
  trace = record (program, p, n, &error);
  return !trace && (!message || strstr (error->message, message));
}

static void
prepare_parts (PlxProc *me, void *instance)
{
  Shared *in = instance;

  in->x = plx_array (me, .name = "x", .n = in->n * in->n, .type = PLX_DOUBLE, .distribution = PLX_EACH);
  in->y = plx_array (me, .name = "pivots", .n = in->n, .distribution = PLX_EACH);
}

/* Entry (i, j) is i n + j. */
static void
run_cyclic (PlxProc *me, const void *instance)
{
  const Shared *in = instance;
  const PlxGrid at = plx_grid (plx_nprocs (me), 2, plx_pid (me));
  const guint64 cols = plx_cyclic_length (in->n, at.c, at.j);
  double *x = plx_local_mut (me, in->x);

  for (guint64 i = at.i; i < in->n; i += at.r)
    for (guint64 j = at.j; j < in->n; j += at.c)
      x[i / at.r * cols + j / at.c] = (double) (i * in->n + j);
  plx_sync (me);
}

static void
check_cyclic (PlxProc *me, const void *instance)
{
  const Shared *in = instance;
  const PlxGrid at = plx_grid (plx_nprocs (me), 2, 0);
  const double *x = plx_read_cyclic (me, in->x, in->n, &at);

  for (guint64 k = 0; k < in->n * in->n; k++)
    EXPECT (me, fabs (x[k] - (double) k) <= 0);
}

START_TEST (what_was_dealt_out_in_turn_is_read_in_order)
{
  const Program program = { "cyclic", prepare_parts, run_cyclic, check_cyclic };

  for (guint p = 1; p <= 7; p++)
    for (guint64 n = 1; n <= 7; n += 3)
      {
        g_autoptr (PlxTrace) trace = NULL;

        PLX_OK (trace = record (&program, p, n, error));
      }
}
END_TEST

static void
run_pivots (PlxProc *me, const void *instance)
{
  const Shared *in = instance;
  gint64 *pivots = plx_local_mut (me, in->y);

  pivots[0] = 1;
  pivots[1] = wrong_at == 9 ? 1 : 2;
  pivots[2] = 2;
  plx_sync (me);
}

/* The elimination by hand. */
static void
check_lu (PlxProc *me, const void *instance)
{
  double matrix[] = { 1, 2, 4, 2, 3, 5, -2, 7, 11 }, lu[] = { 2, 3, 5, -1, 10, 16, 0.5, 0.05, 0.7 };

  for (guint i = 0; i < 9; i++)
    lu[i] = spoilt (i, lu[i]);
  plx_expect_lu (me, 3, matrix, ((const Shared *) instance)->y, lu);
}

START_TEST (an_elimination_with_one_wrong_entry_or_pivot_is_refused)
{
  const Program program = { "lu", prepare_parts, run_pivots, check_lu };

  ck_assert (!fails (&program, 1, 3, G_MAXUINT, NULL));
  for (guint at = 0; at < 9; at++)
    ck_assert (fails (&program, 1, 3, at, "of P A x - L U x is"));
  ck_assert (fails (&program, 1, 3, 0, "row 0 of"));
  ck_assert (fails (&program, 1, 3, 9, "pivots[1] of processor 0 is 1; expected 2"));
}
END_TEST

enum { SIDE = 5 };

static PlxMatrix
matrix_of (PlxProc *me, guint which, PlxArray *array)
{
  return (PlxMatrix) { .n = SIDE, .which = which, .part_of = plx_matrix_rows, .array = array,
                       .my = plx_matrix_rows (SIDE, plx_nprocs (me), which, plx_pid (me)) };
}

/* By three loops over entries. */
static void
run_entries (PlxProc *me, const void *instance)
{
  const Shared *in = instance;
  const PlxMatrixPart my = matrix_of (me, 2, in->x).my;
  double *mine = plx_local_mut (me, in->x);

  for (guint64 t = 0; t < my.n; t++)
    {
      const guint64 i = my.row + t / SIDE, j = t % SIDE;

      mine[t] = spoilt ((guint) (i * SIDE + j), 0);
      for (guint64 k = 0; k < SIDE; k++)
        mine[t] += plx_matrix_entry (me, 0, SIDE, i, k) * plx_matrix_entry (me, 1, SIDE, k, j);
    }
  plx_sync (me);
}

static void
check_product (PlxProc *me, const void *instance)
{
  const PlxMatrix left = matrix_of (me, 0, NULL), right = matrix_of (me, 1, NULL);
  const PlxMatrix product = matrix_of (me, 2, ((const Shared *) instance)->x);

  plx_expect_product (me, &left, &right, &product);
}

START_TEST (a_product_with_one_wrong_entry_is_refused_and_its_row_named)
{
  const Program program = { "product", prepare_parts, run_entries, check_product };

  for (guint p = 1; p <= 7; p += 2)
    {
      ck_assert (!fails (&program, p, SIDE, G_MAXUINT, NULL));
      for (guint at = 0; at < SIDE * SIDE; at++)
        {
          g_autofree char *row = g_strdup_printf ("row %u of C x is", at / SIDE);

          ck_assert (fails (&program, p, SIDE, at, row));
        }
    }
}
END_TEST

PLX_TEST_MAIN ("matrix", every_entry_is_in_one_slice_of_one_block, a_block_has_ceil_n_over_r_rows_and_the_last_ones_less,
               a_grid_is_as_near_to_a_square_or_cube_as_p_allows,
               a_product_in_tiles_is_that_of_three_loops_and_counts_its_work,
               elimination_is_that_by_hand_and_counts_its_work, an_inner_product_has_a_rest_of_up_to_three,
               a_random_matrix_is_the_same_by_parts_by_entries_and_as_a_factor,
               what_was_dealt_out_in_turn_is_read_in_order, an_elimination_with_one_wrong_entry_or_pivot_is_refused,
               a_product_with_one_wrong_entry_is_refused_and_its_row_named)
