/* SPDX-License-Identifier: MIT */
/* lu.c: P A = L U by elimination with partial pivoting, in place; A is a square matrix of side n.
 *
 *   parallel  r by c processors, r c = p, as near to a square as p allows; processor (s, t) has rows s,
 *             s + r ... and columns t, t + c ... . Two supersteps for column k:
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
#include <parallax/cells.h>
#include <parallax/integer.h>
#include <float.h>
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
  guint r, c, s, t;
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

/* ---- at one processor ---- */

static inline void
subtract (guint64 n, double factor, const double *restrict x, double *restrict y)
{
  for (guint64 j = 0; j < n; j++)
    y[j] -= factor * x[j];
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

static double
multiplier (double entry, double pivot)
{
  return fabs (pivot) > 0 ? entry / pivot : 0;
}

/* The sequential program. */
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
          a[i * n + k] = multiplier (a[i * n + k], a[k * n + k]);
          subtract (n - k - 1, a[i * n + k], a + k * n + k + 1, a + i * n + k + 1);
        }
    }
}

/* ---- the algorithm ---- */

/* Of those of 0, 1 ... that are s mod r, how many are less than k. */
static guint64
count_below (guint64 k, guint r, guint s)
{
  return (k + r - 1 - s) / r;
}

/* Column k eliminates: its multipliers take the places of what becomes 0. */
static void
update (PlxProc *me, const Lu *in, guint64 k)
{
  const guint64 i0 = count_below (k + 1, in->r, in->s), j0 = count_below (k + 1, in->c, in->t);
  const double *l = plx_local (me, in->l), *u = plx_local (me, in->u);
  double *a = plx_local_mut (me, in->a);

  for (guint64 i = i0; i < in->rows; i++)
    {
      if (k % in->c == in->t)
        a[i * in->cols + k / in->c] = l[i];
      subtract (in->cols - j0, l[i], u + j0, a + i * in->cols + j0);
    }
  plx_work (me, PLX_FLOP, 2 * (in->rows - i0) * (in->cols - j0),
            (in->rows - i0) * (in->cols - j0) * sizeof *a);
}

static void
tell_candidate (PlxProc *me, const Lu *in, guint64 k)
{
  const guint p = plx_nprocs (me), pid = plx_pid (me);
  const guint64 i0 = count_below (k, in->r, in->s);
  const double *column = (const double *) plx_local (me, in->a) + k / in->c;
  Candidate mine = { .row = -1 };

  if (k % in->c != in->t)
    return;
  for (guint64 i = i0; i < in->rows; i++)
    if (mine.row < 0 || fabs (column[i * in->cols]) > fabs (mine.entry))
      mine = (Candidate) { .entry = column[i * in->cols], .row = (gint64) (i * in->r + in->s) };
  plx_work (me, PLX_COMPARE, in->rows - i0, (in->rows - i0) * sizeof *column);
  if (k % in->r == in->s)
    mine.diagonal = column[k / in->r * in->cols];
  for (guint q = 0; q < p; q++)
    plx_put_at (me, in->candidates, (pid + q) % p, in->s, 1, &mine);
}

static Candidate
choose_pivot (PlxProc *me, const Lu *in, guint64 k)
{
  const Candidate *of = plx_local (me, in->candidates);
  Candidate best = of[k % in->r];

  for (guint s = 0; s < in->r; s++)
    if (of[s].row >= 0 && fabs (of[s].entry) >= fabs (best.entry)
        && (fabs (of[s].entry) > fabs (best.entry) || of[s].row < best.row))
      best = of[s];
  plx_work (me, PLX_COMPARE, in->r, in->r * sizeof *of);
  best.diagonal = of[k % in->r].diagonal;
  return best;
}

/* Rows i and j change places, as far as I have to do with it. */
static void
exchange_rows (PlxProc *me, const Lu *in, guint64 i, guint64 j)
{
  const guint of_i = (guint) (i % in->r), of_j = (guint) (j % in->r);
  const guint64 at_i = i / in->r * in->cols, at_j = j / in->r * in->cols;
  double *a = plx_local_mut (me, in->a);

  if (i == j || (in->s != of_i && in->s != of_j))
    return;
  if (of_i == of_j)
    {
      swap_rows (in->cols, a + at_i, a + at_j);
      plx_work (me, PLX_COPY, 2 * in->cols * sizeof *a, 2 * in->cols * sizeof *a);
    }
  else if (in->s == of_i)
    plx_put_at (me, in->a, of_j * in->c + in->t, at_j, in->cols, a + at_i);
  else
    plx_put_at (me, in->a, of_i * in->c + in->t, at_i, in->cols, a + at_j);
}

/* To all in my row of processors. What comes to the pivot's place, from row k, may not be there yet. */
static void
send_multipliers (PlxProc *me, const Lu *in, guint64 k, const Candidate *pivot)
{
  const guint64 i0 = count_below (k + 1, in->r, in->s);
  const double *column = (const double *) plx_local (me, in->a) + k / in->c;
  double *l = plx_local_mut (me, in->l);

  if (k % in->c != in->t)
    return;
  for (guint64 i = i0; i < in->rows; i++)
    {
      const gboolean moved = i * in->r + in->s == (guint64) pivot->row;

      l[i] = multiplier (moved ? pivot->diagonal : column[i * in->cols], pivot->entry);
    }
  plx_work (me, PLX_FLOP, in->rows - i0, (in->rows - i0) * sizeof *l);
  for (guint q = 1; q < in->c; q++)
    plx_put_at (me, in->l, in->s * in->c + (in->t + q) % in->c, i0, in->rows - i0, l + i0);
}

/* To all in my column of processors. If the row was mine as row k is, they have changed places. */
static void
send_row (PlxProc *me, const Lu *in, guint64 k, guint64 pivot)
{
  const guint64 j0 = count_below (k + 1, in->c, in->t), n = in->cols - j0;
  const guint64 row = k % in->r == in->s ? k : pivot;
  const double *from = (const double *) plx_local (me, in->a) + row / in->r * in->cols + j0;

  if (pivot % in->r != in->s)
    return;
  memcpy ((double *) plx_local_mut (me, in->u) + j0, from, n * sizeof *from);
  plx_work (me, PLX_COPY, n * sizeof *from, 2 * n * sizeof *from);
  for (guint q = 1; q < in->r; q++)
    plx_put_at (me, in->u, (in->s + q) % in->r * in->c + in->t, j0, n, from);
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
  const guint64 n = in->n;

  eliminate (n, plx_local_mut (me, in->a), plx_local_mut (me, in->pivots));
  plx_work (me, PLX_COMPARE, n * (n - 1) / 2, n * n * sizeof (double));
  plx_work (me, PLX_FLOP, n * (n - 1) / 2 + n * (n - 1) * (2 * n - 1) / 3, n * n * sizeof (double));
}

/* ---- input and check ---- */

static void
prepare (PlxProc *me, void *instance)
{
  Lu *in = instance;
  const guint p = plx_nprocs (me);

  for (in->r = plx_root (p, 2); p % in->r != 0;)
    in->r--;
  in->c = p / in->r;
  in->s = plx_pid (me) / in->c;
  in->t = plx_pid (me) % in->c;
  in->rows = count_below (in->n, in->r, in->s);
  in->cols = count_below (in->n, in->c, in->t);
  const guint64 rows = plx_divide_up (in->n, in->r), cols = plx_divide_up (in->n, in->c);
  in->a = plx_array (me, .name = "A", .type = PLX_DOUBLE, .n = rows * cols, .distribution = PLX_EACH);
  in->l = plx_array (me, .name = "l", .type = PLX_DOUBLE, .n = rows, .distribution = PLX_EACH);
  in->u = plx_array (me, .name = "u", .type = PLX_DOUBLE, .n = cols, .distribution = PLX_EACH);
  in->candidates = plx_array (me, .name = "candidates", .type = PLX_BYTES, .size = sizeof (Candidate),
                              .n = in->r, .distribution = PLX_EACH);
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
      a[i * in->cols + j] = entry (me, in, i * in->r + in->s, j * in->c + in->t);
  memset (plx_local_mut (me, in->pivots), -1, in->n * sizeof (gint64));
}

/* Row i of what the processors have. */
static void
read_row (PlxProc *me, const Lu *in, guint64 i, double *buffer, double *row)
{
  for (guint t = 0; t < in->c; t++)
    {
      const guint64 cols = count_below (in->n, in->c, t);

      plx_read_at (me, in->a, (guint) (i % in->r) * in->c + t, i / in->r * cols, cols, buffer);
      for (guint64 j = 0; j < cols; j++)
        row[j * in->c + t] = buffer[j];
    }
}

/* Rows of P A x and of L (U x), for one x, differ by what rounding explains. */
static void
check_residual (PlxProc *me, const Lu *in, const double *lu, const double *pa)
{
  const guint64 n = in->n;
  double *x = plx_alloc (me, 3 * n * sizeof *x), *ux = x + n, *size = ux + n;

  for (guint64 j = 0; j < n; j++)
    x[j] = (double) (plx_random (me, n * n + j) >> 11) * 0x1p-53;
  for (guint64 i = 0; i < n; i++)
    for (guint64 j = i; j < n; j++)
      {
        ux[i] += lu[i * n + j] * x[j];
        size[i] += fabs (lu[i * n + j] * x[j]);
      }
  for (guint64 i = 0; i < n; i++)
    {
      double rest = -ux[i], most = size[i];

      for (guint64 j = 0; j < n; j++)
        {
          rest += pa[i * n + j] * x[j] - (j < i ? lu[i * n + j] * ux[j] : 0);
          most += j < i ? fabs (lu[i * n + j]) * size[j] : 0;
        }
      if (!(fabs (rest) <= 8 * (double) n * DBL_EPSILON * most))
        plx_fail (me, "row %" G_GUINT64_FORMAT " of P A x - L U x is %.3g; expected at most %.3g", i, rest,
                  8 * (double) n * DBL_EPSILON * most);
    }
}

static void
check (PlxProc *me, const void *instance)
{
  const Lu *in = instance;
  const guint64 n = in->n;
  double *lu = plx_alloc (me, n * n * sizeof *lu), *a = plx_alloc (me, n * n * sizeof *a);
  gint64 *pivots = plx_alloc (me, n * sizeof *pivots);
  double *buffer = plx_alloc (me, n * sizeof *buffer);

  for (guint64 k = 0; k < n * n; k++)
    lu[k] = a[k] = entry (me, in, k / n, k % n);
  eliminate (n, lu, pivots);
  plx_expect_int64_at (me, in->pivots, 0, n, pivots);
  for (guint64 i = 0; i < n; i++)
    {
      read_row (me, in, i, buffer, lu + i * n);
      if (pivots[i] != (gint64) i)
        swap_rows (n, a + i * n, a + pivots[i] * (gint64) n);
    }
  check_residual (me, in, lu, a);
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
