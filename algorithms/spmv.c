/* SPDX-License-Identifier: MIT */
/* spmv.c: y = A x, A a sparse matrix of n rows with the pattern of a graph and a full diagonal.
 *
 *   parallel       everybody holds a block of rows and the same part of x and y. What its rows need of
 *                  x from others it asks for, each number once, and then multiplies. With nnz_i numbers
 *                  in processor i's rows, and h_i the larger of how many x it needs from others and how
 *                  many words of x others need from it:
 *                      2 max nnz_i  +  max h_i g  +  l
 *                  which is for graph = path (A is tridiagonal) and p >= 3
 *                      6 n/p + 2 g + l
 *                  and for graph = grid, of r = sqrt n rows, p a divisor of r,
 *                      10 n/p - 4 r/p + 2 r g + l
 *
 * Where numbers of A stand, and which x are needed, is found out before: A is used many times. Of a
 * random graph nearly all of x is needed everywhere; of a star one processor holds a full row, needs
 * all of x and has n words too many to multiply, which no distribution by rows helps.
 *
 * A and x are whole numbers, so that sums are exact in any order.
 *
 * R. H. Bisseling, "Parallel scientific computation", 2nd edition, Oxford, 2020, chapter 4. Check value:
 * n = 4096, p = 8, graph = grid, g = 2, l = 100: 5120 - 32 + 256 + 100 = 5444.
 */
#include <parallax/algorithm.h>
#include <parallax/cells.h>
#include <parallax/distinct.h>
#include <parallax/graph.h>

typedef struct {
  PlxGraph graph;
  PlxArray *x, *y;
  guint64 *start;         /* [my rows + 1]: where each row begins in */
  gint64 *column;         /* and its numbers' columns, as places in `known`; */
  double *value;          /* the diagonal is apart: */
  double *diagonal;       /* [my rows] */
  PlxDistinct *needed;    /* columns of others */
  double *known;          /* my x, then those needed */
} Spmv;

static const PlxParam params[] = {
  { "n", "", "rows", offsetof (Spmv, graph.n), .flags = PLX_COUNT | PLX_POSITIVE, .fallback = "2^16" },
  PLX_PARAM_GRAPH (Spmv, graph),
  PLX_PARAM_END
};

/* ---- the algorithm ---- */

static void
multiply (PlxProc *me, const Spmv *in, const double *x, double *y, guint64 rows)
{
  for (guint64 i = 0; i < rows; i++)
    {
      double sum = in->diagonal[i] * x[i];

      for (guint64 k = in->start[i]; k < in->start[i + 1]; k++)
        sum += in->value[k] * x[in->column[k]];
      y[i] = sum;
    }
  const guint64 n = rows + in->start[rows];
  plx_work (me, PLX_FLOP, 2 * n, (2 * n + 2 * rows) * sizeof *x);
  plx_work (me, PLX_RANDOM, in->start[rows] * sizeof *x, (rows + in->needed->n) * sizeof *x);
}

static void
parallel (PlxProc *me, const void *instance)
{
  const Spmv *in = instance;
  const guint64 rows = plx_length (me, in->x);

  plx_label (me, "fetch what my rows need, multiply");
  plx_copy (me, in->known, plx_local (me, in->x), rows * sizeof *in->known);
  plx_gather (me, in->x, in->needed->n, in->needed->of, in->known + rows);
  multiply (me, in, in->known, plx_local_mut (me, in->y), rows);
  plx_sync (me);
}

static void
sequential (PlxProc *me, const void *instance)
{
  const Spmv *in = instance;

  plx_label (me, "row after row");
  multiply (me, in, plx_local (me, in->x), plx_local_mut (me, in->y), in->graph.n);
}

/* ---- memory, input and check ---- */

static void
prepare (PlxProc *me, void *instance)
{
  Spmv *in = instance;
  const guint64 n = in->graph.n, most = 2 * plx_graph_n_edges (&in->graph);

  in->x = plx_array (me, .name = "x", .type = PLX_DOUBLE, .n = n);
  in->y = plx_array (me, .name = "y", .type = PLX_DOUBLE, .n = n);
  const guint64 rows = plx_length (me, in->x);

  in->start = plx_alloc (me, (rows + 1) * sizeof *in->start);
  in->column = plx_alloc (me, most * sizeof *in->column);
  in->value = plx_alloc (me, most * sizeof *in->value);
  in->diagonal = plx_alloc (me, rows * sizeof *in->diagonal);
  in->needed = plx_distinct_new (me, n, MIN (most, n));
  in->known = plx_alloc (me, (rows + MIN (most, n)) * sizeof *in->known);
}

static double
x_at (const PlxProc *me, const void *instance, guint64 i)
{
  const Spmv *in = instance;

  return (double) (plx_random (me, 8 * plx_graph_n_edges (&in->graph) + i) % 1000) - 500;
}

static double
value_at (guint64 row, guint64 column)
{
  return (double) ((row + 3 * column) % 17) - 8;
}

/* Columns become places. */
static void
fill_rows (const Spmv *in, guint64 first, guint64 rows)
{
  in->needed->n = 0;
  for (guint64 i = 0; i < rows; i++)
    {
      in->diagonal[i] = value_at (first + i, first + i);
      for (guint64 k = in->start[i]; k < in->start[i + 1]; k++)
        {
          const guint64 column = (guint64) in->column[k], mine = column - first;

          in->value[k] = value_at (first + i, column);
          in->column[k] = (gint64) (mine < rows ? mine : rows + plx_distinct_add (in->needed, column));
        }
    }
}

static void
fill (PlxProc *me, const void *instance)
{
  const Spmv *in = instance;
  const guint64 first = plx_first (me, in->x), rows = plx_length (me, in->x);

  plx_fill_double (me, in->x, x_at, instance);
  plx_graph_rows (me, &in->graph, first, rows, in->start, in->column);
  fill_rows (in, first, rows);
}

/* Edge after edge. */
static void
check (PlxProc *me, const void *instance)
{
  const Spmv *in = instance;
  const guint64 n = in->graph.n;
  const double *x = plx_input_double (me, n, x_at, instance);
  double *expected = plx_alloc (me, n * sizeof *expected);
  gint64 u, v;

  for (guint64 i = 0; i < n; i++)
    expected[i] = value_at (i, i) * x[i];
  for (guint64 k = 0; k < plx_graph_n_edges (&in->graph); k++)
    {
      plx_graph_edge (me, &in->graph, k, &u, &v);
      expected[u] += value_at ((guint64) u, (guint64) v) * x[v];
      expected[v] += value_at ((guint64) v, (guint64) u) * x[u];
    }
  plx_expect_double (me, in->y, n, expected, 0);
}

/* graph: 1 is grid, 2 path. The first and the last block have a neighbour less. */
#define PATH "graph == 2 && divides(p, n)"
#define PATH_WORK "2*(3*n/p - max(0, 3 - p))"
#define GRID "graph == 1 && sqrt(n) == floor(sqrt(n)) && divides(p, sqrt(n))"
#define GRID_WORK "2*(5*n/p - 2*sqrt(n)/p - max(0, 3 - p)*sqrt(n))"
/* Whoever has all edges. */
#define MOST_WORK "2*(ceil(n/p) + 2*max(edges, 2*n))"

static const PlxVariant variants[] = {
  { "parallel", "blocks of rows", parallel,
    .closed = PLX_CLOSED_FORMS (
      { "bsp", PATH_WORK " + min(p - 1, 2)*g + l", .when = PATH, .source = "a tridiagonal matrix" },
      { "bsp", GRID_WORK " + min(p - 1, 2)*sqrt(n)*g + l", .when = GRID, .source = "Bisseling 2020" },
      { "bsp", MOST_WORK " + (p - 1)*ceil(n/p)*g + l",
        .source = "all of x needed by all", .upper_bound = TRUE },
      { "apram", PATH_WORK " + R(min(p - 1, 2)) + B", .when = PATH, .source = "a tridiagonal matrix" },
      { "apram", GRID_WORK " + R(min(p - 1, 2)*sqrt(n)) + B", .when = GRID, .source = "phases" },
      { "apram", MOST_WORK " + R(n) + B", .source = "all of x needed by all", .upper_bound = TRUE }) },
  { .name = NULL }
};

static const PlxVariant best = { .name = "sequential", .title = "row after row", .run = sequential };

PLX_ALGORITHM (spmv, Spmv, .name = "spmv", .title = "product of a sparse matrix and a vector", .source = "Bisseling 2020",
               .params = params, .variants = variants, .best = &best, .prepare = prepare, .fill = fill,
               .check = check)
