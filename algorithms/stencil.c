/* SPDX-License-Identifier: MIT */
/* stencil.c: Jacobi's iteration for Laplace's equation on a grid of n by n cells within a fixed
 * boundary: in every step each cell becomes the mean of its four neighbours.
 *
 *   jacobi  everybody has ceil (n/p) rows and, as halos, copies of the rows above and below them. A
 *           step goes from one array to the other and puts its first and last row into the
 *           neighbours' halos:
 *               steps (4 n^2/p + 2 n g + l)
 *
 * Halos are right at the beginning and at the end. Square blocks would move 4 n/sqrt p words instead of
 * 2 n, in twice as many messages, half of them columns to be packed; rows do for any p, and are sent
 * as they lie.
 *
 * R. H. Bisseling, "Parallel Scientific Computation", 2004, section 4.8. Check value: n = 64, steps = 5,
 * p = 4, g = 2, l = 100: 22260.
 */
#include <parallax/algorithm.h>
#include <parallax/cells.h>
#include <parallax/integer.h>

typedef struct {
  guint64 n, steps;
  guint64 row, rows;     /* mine; below my halo above lies row `row` of the grid */
  PlxArray *x[2];        /* [rows + 2][n + 2]: halos and boundary around them; the other after each step */
} Stencil;

static const PlxParam params[] = {
  { "n", "", "rows and columns of the grid", offsetof (Stencil, n),
    .flags = PLX_COUNT | PLX_POSITIVE | PLX_SIDE, .fallback = "1024" },
  { "steps", "", "steps of the iteration", offsetof (Stencil, steps),
    .flags = PLX_COUNT | PLX_POSITIVE, .fallback = "10" },
  PLX_PARAM_END
};

/* A row of n cells; above, x, below and y point to the left of its first. */
static inline void
step_row (guint64 n, const double *above, const double *x, const double *below, double *restrict y)
{
  for (guint64 j = 1; j <= n; j++)
    y[j] = 0.25 * (above[j] + below[j] + (x[j - 1] + x[j + 1]));
}

/* x and y: [rows + 2][n + 2]. */
static void
step_rows (guint64 n, guint64 rows, const double *x, double *y)
{
  const guint64 width = n + 2;

  for (guint64 i = 1; i <= rows; i++)
    step_row (n, x + (i - 1) * width, x + i * width, x + (i + 1) * width, y + i * width);
}

static void
step (PlxProc *me, const Stencil *in, guint64 s)
{
  step_rows (in->n, in->rows, plx_local (me, in->x[s % 2]), plx_local_mut (me, in->x[(s + 1) % 2]));
  plx_work (me, PLX_FLOP, 4 * in->n * in->rows, 2 * (in->n + 2) * (in->rows + 2) * sizeof (double));
}

/* My first and last row into the halos of those above and below me; blocks above mine are full. */
static void
put_halos (PlxProc *me, const Stencil *in, PlxArray *x)
{
  const guint64 width = in->n + 2;
  const guint pid = plx_pid (me);
  const double *mine = plx_local (me, x);

  if (pid > 0 && in->rows > 0)
    plx_put_at (me, x, pid - 1, (plx_block_begin (in->n, plx_nprocs (me), 1) + 1) * width + 1, in->n,
                mine + width + 1);
  if (in->row + in->rows < in->n)
    plx_put_at (me, x, pid + 1, 1, in->n, mine + in->rows * width + 1);
}

static void
jacobi (PlxProc *me, const void *instance)
{
  const Stencil *in = instance;

  for (guint64 s = 0; s < in->steps; s++)
    {
      plx_label (me, "a step; its border rows to my neighbours");
      step (me, in, s);
      put_halos (me, in, in->x[(s + 1) % 2]);
      plx_sync (me);
    }
}

static void
sequential (PlxProc *me, const void *instance)
{
  const Stencil *in = instance;

  for (guint64 s = 0; s < in->steps; s++)
    step (me, in, s);
}

/* ---- input and check ---- */

static void
prepare (PlxProc *me, void *instance)
{
  Stencil *in = instance;
  const guint p = plx_nprocs (me), pid = plx_pid (me);
  const guint64 most = plx_block_begin (in->n, p, 1);

  in->row = plx_block_begin (in->n, p, pid);
  in->rows = plx_block_length (in->n, p, pid);
  for (guint k = 0; k < 2; k++)
    {
      in->x[k] = plx_array (me, .name = k == 0 ? "x" : "y", .type = PLX_DOUBLE,
                            .n = (most + 2) * (in->n + 2), .distribution = PLX_EACH);
      plx_set_length (me, in->x[k], in->rows > 0 ? (in->rows + 2) * (in->n + 2) : 0);
    }
}

/* Cell i of the grid with its boundary: from 0 to 1. */
static double
cell (const PlxProc *me, const void *instance, guint64 i)
{
  (void) instance;
  return (double) (plx_random (me, i) >> 11) * 0x1p-53;
}

static double
my_cell (const PlxProc *me, const void *instance, guint64 i)
{
  const Stencil *in = instance;

  return cell (me, in, in->row * (in->n + 2) + i);
}

static void
fill (PlxProc *me, const void *instance)
{
  const Stencil *in = instance;

  for (guint k = 0; k < 2; k++)
    plx_fill_double (me, in->x[k], my_cell, in);
}

/* A part with its halos is a piece of the whole grid. */
static void
check (PlxProc *me, const void *instance)
{
  const Stencil *in = instance;
  const guint p = plx_nprocs (me);
  const guint64 width = in->n + 2;
  double *x[2];

  for (guint k = 0; k < 2; k++)
    x[k] = plx_input_double (me, width * width, cell, in);
  for (guint64 s = 0; s < in->steps; s++)
    step_rows (in->n, in->n, x[s % 2], x[(s + 1) % 2]);
  for (guint q = 0; q < p; q++)
    {
      const guint64 row = plx_block_begin (in->n, p, q), rows = plx_block_length (in->n, p, q);

      if (rows > 0)
        plx_expect_double_at (me, in->x[in->steps % 2], q, (rows + 2) * width, x[in->steps % 2] + row * width,
                              1e-15);
    }
}

/* Rows that a processor in the middle sends. */
#define HALOS "min(2, ceil(n/ceil(n/p)) - 1)"

static const PlxVariant variants[] = {
  { "jacobi", "blocks of rows, a halo exchange after each step", jacobi,
    .closed = PLX_CLOSED_FORMS (
      { "bsp", "steps*(4*n^2/p + 2*n*g + l)", .when = "p >= 3 && divides(p, n)", .source = "Bisseling 2004" },
      { "bsp", "steps*(4*n*ceil(n/p) + " HALOS "*n*g + l)", .source = "the same, ragged" },
      { "apram", "steps*(4*n*ceil(n/p) + R(" HALOS "*n) + B)", .source = "phases" },
      { "pram", "steps*4*n*ceil(n/p)", .source = "steps" },
      { "loggp", "steps*(4*n^2/p + max(o, g + (8*n - 1)*G) + 2*o + L + (8*n - 1)*G"
        " + ceil(log2(p))*(L + 2*o))",
        .when = "p >= 3 && divides(p, n)", .source = "two messages a superstep" }) },
  { .name = NULL }
};

static const PlxVariant best = { "sequential", "two arrays in turn", .run = sequential };

PLX_ALGORITHM (stencil, Stencil, .name = "stencil", .title = "Jacobi's iteration on a grid of n by n cells",
               .source = "Bisseling 2004", .params = params, .variants = variants, .best = &best,
               .prepare = prepare, .fill = fill, .check = check)
