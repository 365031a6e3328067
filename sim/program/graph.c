/* SPDX-License-Identifier: MIT */
/* graph.c: edges by a formula, and the neighbours of some vertices. */
#include <math.h>
#include <parallax/graph.h>
#include <parallax/integer.h>

/* Vertices of a full row of a grid. */
static guint64
row_of (const PlxGraph *graph)
{
  return (guint64) sqrt ((double) graph->n);
}

guint64
plx_graph_n_edges (const PlxGraph *graph)
{
  const guint64 n = graph->n;

  switch (graph->kind)
    {
    case PLX_GRAPH_GRID: return 2 * n - plx_divide_up (n, row_of (graph)) - MIN (n, row_of (graph));
    case PLX_GRAPH_PATH:
    case PLX_GRAPH_STAR: return n - 1;
    default: return graph->edges > 0 ? graph->edges : 2 * n;
    }
}

/* First the edges to the right, of all rows, then those down. */
static void
grid_edge (const PlxGraph *graph, guint64 k, gint64 *u, gint64 *v)
{
  const guint64 row = row_of (graph), right = graph->n - plx_divide_up (graph->n, row);
  const guint64 from = k < right ? (row > 1 ? k / (row - 1) * row + k % (row - 1) : 0) : k - right;

  *u = (gint64) from;
  *v = (gint64) (k < right ? from + 1 : from + row);
}

/* A quadrant a level, from 8 bits each. */
static void
rmat_edge (const PlxProc *me, const PlxGraph *graph, guint64 k, gint64 *u, gint64 *v)
{
  const guint levels = plx_log2_up (graph->n);
  guint64 row = 0, column = 0, bits = 0;

  for (guint level = 0; level < levels; level++, bits >>= 8)
    {
      if (level % 8 == 0)
        bits = plx_random (me, 8 * k + level / 8);
      const guint draw = bits & 0xff;  /* of 256: 146, 49, 49, 12 */

      row = 2 * row + (draw >= 195);
      column = 2 * column + ((draw >= 146 && draw < 195) || draw >= 244);
    }
  *u = (gint64) (row % graph->n);
  *v = (gint64) (column % graph->n);
}

void
plx_graph_edge (const PlxProc *me, const PlxGraph *graph, guint64 k, gint64 *u, gint64 *v)
{
  switch (graph->kind)
    {
    case PLX_GRAPH_GRID: grid_edge (graph, k, u, v); break;
    case PLX_GRAPH_PATH: *u = (gint64) k; *v = (gint64) k + 1; break;
    case PLX_GRAPH_STAR: *u = 0; *v = (gint64) k + 1; break;
    case PLX_GRAPH_RMAT: rmat_edge (me, graph, k, u, v); break;
    default:
      *u = (gint64) (plx_random (me, 2 * k) % graph->n);
      *v = (gint64) (plx_random (me, 2 * k + 1) % graph->n);
    }
}

static inline gboolean
is_mine (gint64 vertex, guint64 first, guint64 rows)
{
  return (guint64) vertex - first < rows;
}

void
plx_graph_rows (const PlxProc *me, const PlxGraph *graph, guint64 first, guint64 rows, guint64 *start, gint64 *neighbour)
{
  const guint64 m = plx_graph_n_edges (graph);
  gint64 u, v;

  for (guint64 r = 0; r <= rows; r++)
    start[r] = 0;
  for (guint64 k = 0; k < m; k++)  /* how many of vertex r, at r + 1 */
    {
      plx_graph_edge (me, graph, k, &u, &v);
      if (is_mine (u, first, rows))
        start[(guint64) u - first + 1]++;
      if (is_mine (v, first, rows))
        start[(guint64) v - first + 1]++;
    }
  for (guint64 r = 0; r < rows; r++)
    start[r + 1] += start[r];
  const guint64 n = start[rows];

  for (guint64 k = m; k-- > 0;)  /* from behind: then start[r + 1] is where r's begin */
    {
      plx_graph_edge (me, graph, k, &u, &v);
      if (is_mine (v, first, rows))
        neighbour[--start[(guint64) v - first + 1]] = u;
      if (is_mine (u, first, rows))
        neighbour[--start[(guint64) u - first + 1]] = v;
    }
  for (guint64 r = 0; r < rows; r++)
    start[r] = start[r + 1];
  start[rows] = n;
}
