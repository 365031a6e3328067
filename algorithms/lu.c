/* SPDX-License-Identifier: MIT */
/* lu.c: P A = L U by elimination with partial pivoting, in place; A is a square matrix of side n.
 *
 *   parallel  r by c processors, r c = p, as near to a square as p allows; processor (i, j) has rows i,
 *             i + r ... and columns j, j + c ... . Two supersteps for column k:
 *             1. Everybody subtracts what column k - 1 eliminates; who has a part of column k tells
 *                all processors its largest entry there.
 *             2. Row k and the pivot's change places; the multipliers go to all in a row of
 *                processors, the pivot's row to all in a column of them.
 *             If r = c = q, with m_k = ceil ((n - k)/q) rows and columns left at a processor, at most
 *                 2 m_k^2 + m_k + 3 (p - 1) g + l
 *                 +  m_k+1 + q + (2 (q - 1) m_k+1 + n/q) g + l
 *             and together, with N = n/q, at most
 *                 n (N + 1) (2 N + 1)/3 - 2 N^2 + n (N + 1) - N + n q
 *                 + (3 (p - 1) n + (q - 1) (n (N + 1) - 2 N) + n N) g + 2 n l
 *
 * Dealt out in turn, rows and columns keep all busy as the matrix shrinks, where blocks would leave
 * more and more idle. Telling all processors costs more words than a search along the column and news of
 * it along the rows, but saves a third barrier. Of equally large entries the first is the pivot; a
 * column of zeros eliminates nothing.
 *
 * R. H. Bisseling, "Parallel Scientific Computation", 2004, chapter 2. G. H. Golub, C. F. Van Loan,
 * "Matrix Computations", section 3.4; J. H. Wilkinson, "Error analysis of direct methods of matrix
 * inversion", JACM 8(3), 1961, has the matrix on which entries grow. Check value: n = 8, p = 4, g = 2,
 * l = 100: at most 2012.
 */
#include <parallax/algorithm.h>
#include <parallax/integer.h>
#include <parallax/matrix.h>
#include <math.h>
#include <string.h>

/* What a processor tells of its part of column k. */
typedef struct {
  double entry;     /* the largest */
  double diagonal;  /* the entry in row k, if it has that */
  gint64 row;       /* of the largest; -1: it has none */
} Candidate;

typedef struct {
  guint64 n;
  int input;
  PlxGrid at;            /* me */
  guint64 rows, cols;    /* mine */
  PlxArray *a;           /* [rows][cols] on every processor */
  PlxArray *l, *u;       /* [rows], [cols]: multipliers of a column, the pivot's row */
  PlxArray *candidates;  /* [r] on every processor */
  PlxArray *pivots;      /* [n] on every processor: which row changed places with row k */
} Lu;

enum { RANDOM, TIES, GROWTH, SINGULAR };

static const PlxParam params[] = {
  { "n", "", "rows and columns", offsetof (Lu, n),
    .flags = PLX_COUNT | PLX_POSITIVE | PLX_SIDE, .fallback = "256" },
  { "input", "", "entries: all different; equally large; growing; pairs of equal rows", offsetof (Lu, input),
    .flags = PLX_CHOICE, .fallback = "random", .choices = "random|ties|growth|singular" },
  PLX_PARAM_END
};

/* ---- the algorithm ---- */

/* The largest entry of my part of column k, to all processors. */
static void
tell_candidate (PlxProc *me, const Lu *in, guint64 k)
{
  const PlxGrid at = in->at;
  const guint64 i0 = plx_cyclic_length (k, at.r, at.i);
  const double *column = (const double *) plx_local (me, in->a) + k / at.c;
  Candidate mine = { .row = -1 };

  if (k % at.c != at.j)
    return;
  for (guint64 i = i0; i < in->rows; i++)
    if (mine.row < 0 || fabs (column[i * in->cols]) > fabs (mine.entry))
      mine = (Candidate) { .entry = column[i * in->cols], .row = (gint64) (i * at.r + at.i) };
  plx_work (me, PLX_COMPARE, in->rows - i0, (in->rows - i0) * sizeof *column);
  if (k % at.r == at.i)
    mine.diagonal = column[k / at.r * in->cols];
  for (guint q = 0; q < plx_nprocs (me); q++)
    plx_put_at (me, in->candidates, (plx_pid (me) + q) % plx_nprocs (me), at.i, 1, &mine);
}

static Candidate
choose_pivot (PlxProc *me, const Lu *in, guint64 k)
{
  const guint r = in->at.r;
  const Candidate *of = plx_local (me, in->candidates);
  Candidate best = of[k % r];

  for (guint s = 0; s < r; s++)
    if (of[s].row >= 0 && fabs (of[s].entry) >= fabs (best.entry)
        && (fabs (of[s].entry) > fabs (best.entry) || of[s].row < best.row))
      best = of[s];
  plx_work (me, PLX_COMPARE, r, r * sizeof *of);
  best.diagonal = of[k % r].diagonal;
  return best;
}

/* Rows k and l change places, as far as I have to do with it. */
static void
exchange_rows (PlxProc *me, const Lu *in, guint64 k, guint64 l)
{
  const PlxGrid at = in->at;
  const guint of_k = (guint) (k % at.r), of_l = (guint) (l % at.r);
  const guint64 at_k = k / at.r * in->cols, at_l = l / at.r * in->cols;
  double *a = plx_local_mut (me, in->a);

  if (k != l && at.i == of_k && at.i == of_l)
    plx_swap_rows (me, in->cols, a + at_k, a + at_l);
  else if (k != l && at.i == of_k)
    plx_put_at (me, in->a, plx_grid_pid (&at, of_l, at.j, 0), at_l, in->cols, a + at_k);
  else if (k != l && at.i == of_l)
    plx_put_at (me, in->a, plx_grid_pid (&at, of_k, at.j, 0), at_k, in->cols, a + at_l);
}

/* To all in my row of processors. What comes to the pivot's place, from row k, may not be there yet. */
static void
send_multipliers (PlxProc *me, const Lu *in, guint64 k, const Candidate *pivot)
{
  const PlxGrid at = in->at;
  const guint64 i0 = plx_cyclic_length (k + 1, at.r, at.i), n = in->rows - i0;
  const double *column = (const double *) plx_local (me, in->a) + k / at.c;
  double *l = plx_local_mut (me, in->l);

  if (k % at.c != at.j)
    return;
  for (guint64 i = i0; i < in->rows; i++)
    {
      const gboolean moved = i * at.r + at.i == (guint64) pivot->row;

      l[i] = plx_multiplier (moved ? pivot->diagonal : column[i * in->cols], pivot->entry);
    }
  plx_work (me, PLX_FLOP, n, n * sizeof *l);
  for (guint q = 1; q < at.c; q++)
    plx_put_at (me, in->l, plx_grid_pid (&at, at.i, at.j + q, 0), i0, n, l + i0);
}

/* To all in my column of processors. If the row was mine as row k is, they have changed places. */
static void
send_row (PlxProc *me, const Lu *in, guint64 k, guint64 pivot)
{
  const PlxGrid at = in->at;
  const guint64 j0 = plx_cyclic_length (k + 1, at.c, at.j), n = in->cols - j0;
  const guint64 row = k % at.r == at.i ? k : pivot;
  const double *from = (const double *) plx_local (me, in->a) + row / at.r * in->cols + j0;

  if (pivot % at.r != at.i)
    return;
  plx_copy (me, (double *) plx_local_mut (me, in->u) + j0, from, n * sizeof *from);
  for (guint q = 1; q < at.r; q++)
    plx_put_at (me, in->u, plx_grid_pid (&at, at.i + q, at.j, 0), j0, n, from);
}

/* Column k eliminates: its multipliers take the places of what becomes 0. */
static void
update (PlxProc *me, const Lu *in, guint64 k)
{
  const PlxGrid at = in->at;
  const guint64 i0 = plx_cyclic_length (k + 1, at.r, at.i), j0 = plx_cyclic_length (k + 1, at.c, at.j);
  const double *l = plx_local (me, in->l), *u = plx_local (me, in->u);
  double *a = plx_local_mut (me, in->a);

  for (guint64 i = i0; k % at.c == at.j && i < in->rows; i++)
    a[i * in->cols + k / at.c] = l[i];
  plx_subtract_outer (me, in->rows - i0, in->cols - j0, l + i0, u + j0, a + i0 * in->cols + j0, in->cols);
}

static void
parallel (PlxProc *me, const void *instance)
{
  const Lu *in = instance;

  for (guint64 k = 0; k < in->n; k++)
    {
      plx_label (me, "the last column eliminates; the largest entries of this one to all");
      if (k > 0)
        update (me, in, k - 1);
      tell_candidate (me, in, k);
      plx_sync (me);

      plx_label (me, "change rows; multipliers along rows, the pivot's row along columns");
      const Candidate pivot = choose_pivot (me, in, k);
      ((gint64 *) plx_local_mut (me, in->pivots))[k] = pivot.row;
      exchange_rows (me, in, k, (guint64) pivot.row);
      send_multipliers (me, in, k, &pivot);
      send_row (me, in, k, (guint64) pivot.row);
      plx_sync (me);
    }
}

static void
sequential (PlxProc *me, const void *instance)
{
  const Lu *in = instance;

  plx_eliminate (me, in->n, plx_local_mut (me, in->a), plx_local_mut (me, in->pivots));
}

/* ---- input and check ---- */

static void
prepare (PlxProc *me, void *instance)
{
  Lu *in = instance;
  const PlxGrid at = in->at = plx_grid (plx_nprocs (me), 2, plx_pid (me));
  const guint64 rows = plx_divide_up (in->n, at.r), cols = plx_divide_up (in->n, at.c);

  in->rows = plx_cyclic_length (in->n, at.r, at.i);
  in->cols = plx_cyclic_length (in->n, at.c, at.j);
  in->a = plx_array (me, .name = "A", .type = PLX_DOUBLE, .n = rows * cols, .distribution = PLX_EACH);
  in->l = plx_array (me, .name = "l", .type = PLX_DOUBLE, .n = rows, .distribution = PLX_EACH);
  in->u = plx_array (me, .name = "u", .type = PLX_DOUBLE, .n = cols, .distribution = PLX_EACH);
  in->candidates = plx_array (me, .name = "candidates", .type = PLX_BYTES, .size = sizeof (Candidate),
                              .n = at.r, .distribution = PLX_EACH);
  in->pivots = plx_array (me, .name = "pivots", .n = in->n, .distribution = PLX_EACH);
}

/* Growing: in the last columns of Wilkinson's matrix, or they would overflow. */
static double
entry (const PlxProc *me, const Lu *in, guint64 i, guint64 j)
{
  const guint64 row = in->input == SINGULAR ? i / 2 : i, random = plx_random (me, row * in->n + j);

  if (in->input == TIES)
    return (double) (random % 3) - 1;
  if (in->input == GROWTH)
    return i == j || j == in->n - 1 ? 1 : i > j && j + 40 >= in->n ? -1 : 0;
  return (double) (gint64) random * 0x1p-63;
}

static void
fill (PlxProc *me, const void *instance)
{
  const Lu *in = instance;
  double *a = plx_local_mut (me, in->a);

  for (guint64 i = 0; i < in->rows; i++)
    for (guint64 j = 0; j < in->cols; j++)
      a[i * in->cols + j] = entry (me, in, i * in->at.r + in->at.i, j * in->at.c + in->at.j);
  memset (plx_local_mut (me, in->pivots), -1, in->n * sizeof (gint64));
}

static void
check (PlxProc *me, const void *instance)
{
  const Lu *in = instance;
  const guint64 n = in->n;
  double *a = plx_alloc (me, n * n * sizeof *a);

  for (guint64 k = 0; k < n * n; k++)
    a[k] = entry (me, in, k / n, k % n);
  plx_expect_lu (me, n, a, in->pivots, plx_read_cyclic (me, in->a, n, &in->at));
}

/* N = n/sqrt(p) */
#define WORK "n*(n/sqrt(p) + 1)*(2*n/sqrt(p) + 1)/3 - 2*n^2/p + n*(n/sqrt(p) + 1) - n/sqrt(p) + n*sqrt(p)"
#define WORDS "(sqrt(p) - 1)*(n*(n/sqrt(p) + 1) - 2*n/sqrt(p)) + n^2/sqrt(p)"
#define SQUARE "sqrt(p) == floor(sqrt(p)) && divides(sqrt(p), n)"

static const PlxVariant variants[] = {
  { "parallel", "two supersteps a column", parallel,
    .closed = PLX_CLOSED_FORMS (
      { "bsp", WORK " + (3*(p - 1)*n + " WORDS ")*g + 2*n*l", .when = SQUARE, .source = "Bisseling 2004",
        .upper_bound = TRUE },
      { "apram", WORK " + n*R(3*p) + n*R((" WORDS ")/n) + 2*n*B", .when = SQUARE, .source = "phases",
        .upper_bound = TRUE },
      { "pram", WORK " + 3*p*n + " WORDS, .when = SQUARE, .source = "steps", .upper_bound = TRUE }) },
  { .name = NULL }
};

static const PlxVariant best = { "sequential", "a column after the other", .run = sequential };

PLX_ALGORITHM (lu, Lu, .name = "lu", .title = "P A = L U with partial pivoting",
               .source = "Bisseling 2004; Golub and Van Loan", .params = params, .variants = variants,
               .best = &best, .prepare = prepare, .fill = fill, .check = check)
