/* SPDX-License-Identifier: MIT */
/* check-graph.c: graphs have the edges that their names promise, and rows are what a search of all edges finds. */
#include "tests/program.h"

#include <math.h>
#include <parallax/graph.h>

enum { N = 70, MOST = 600 };

/* What the next program runs with. */
static PlxGraph graph;

static void
nothing (PlxProc *me, const void *instance)
{
  (void) me, (void) instance;
}

static void
prepare (PlxProc *me, void *instance)
{
  (void) me, (void) instance;
}

static void
check (void (*run) (PlxProc *me, const void *instance))
{
  const Program program = { "graph", prepare, run, nothing };
  g_autoptr (PlxTrace) trace = NULL;

  PLX_OK (trace = record (&program, 1, graph.n, error));
}

static void
for_each_graph (void (*run) (PlxProc *me, const void *instance))
{
  static const guint64 sizes[] = { 1, 2, 3, 4, 5, 9, 11, 12, 16, N };

  for (int kind = PLX_GRAPH_RANDOM; kind <= PLX_GRAPH_RMAT; kind++)
    for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
      for (guint64 edges = 0; edges <= 7; edges += 7)
        {
          graph = (PlxGraph) { .n = sizes[i], .edges = edges, .kind = kind };
          check (run);
        }
}

/* ---- edges ---- */

static void
edges_are_in_range (PlxProc *me, const void *instance)
{
  (void) instance;
  for (guint64 k = 0; k < plx_graph_n_edges (&graph); k++)
    {
      gint64 u, v;

      plx_graph_edge (me, &graph, k, &u, &v);
      EXPECT (me, u >= 0 && (guint64) u < graph.n && v >= 0 && (guint64) v < graph.n);
    }
}

START_TEST (every_edge_joins_vertices_that_there_are)
{
  for_each_graph (edges_are_in_range);
}
END_TEST

/* How many pairs of neighbours a grid has. */
static guint64
grid_edges (guint64 n)
{
  const guint64 row = (guint64) sqrt ((double) n);
  guint64 edges = 0;

  for (guint64 i = 0; i < n; i++)
    edges += ((i + 1) % row != 0 && i + 1 < n) + (i + row < n);
  return edges;
}

START_TEST (there_are_as_many_edges_as_the_kind_says)
{
  for (guint64 n = 1; n <= N; n++)
    {
      ck_assert_uint_eq (plx_graph_n_edges (&(const PlxGraph) { n, 0, PLX_GRAPH_RANDOM }), 2 * n);
      ck_assert_uint_eq (plx_graph_n_edges (&(const PlxGraph) { n, 5, PLX_GRAPH_RANDOM }), 5);
      ck_assert_uint_eq (plx_graph_n_edges (&(const PlxGraph) { n, 0, PLX_GRAPH_RMAT }), 2 * n);
      ck_assert_uint_eq (plx_graph_n_edges (&(const PlxGraph) { n, 5, PLX_GRAPH_RMAT }), 5);
      ck_assert_uint_eq (plx_graph_n_edges (&(const PlxGraph) { n, 5, PLX_GRAPH_PATH }), n - 1);
      ck_assert_uint_eq (plx_graph_n_edges (&(const PlxGraph) { n, 5, PLX_GRAPH_STAR }), n - 1);
      ck_assert_uint_eq (plx_graph_n_edges (&(const PlxGraph) { n, 5, PLX_GRAPH_GRID }), grid_edges (n));
    }
}
END_TEST

/* Each pair of neighbours once. */
static void
is_a_grid (PlxProc *me, const void *instance)
{
  const gint64 row = (gint64) sqrt ((double) graph.n);
  guint seen[2][N] = { { 0 } };

  (void) instance;
  for (guint64 k = 0; k < plx_graph_n_edges (&graph); k++)
    {
      gint64 u, v;

      plx_graph_edge (me, &graph, k, &u, &v);
      const gboolean right = v == u + 1 && v % row != 0;

      EXPECT (me, right || v == u + row);
      EXPECT (me, seen[right][u]++ == 0);
    }
}

START_TEST (a_grid_joins_each_vertex_to_its_right_and_lower_neighbour)
{
  for (guint64 n = 1; n <= N; n++)
    {
      graph = (PlxGraph) { n, 0, PLX_GRAPH_GRID };
      check (is_a_grid);
    }
}
END_TEST

/* Powers of the quadrants' shares: a bit of an end is 0 with probability 0.57 + 0.19. */
static void
ends_are_low (PlxProc *me, const void *instance)
{
  guint low = 0;

  (void) instance;
  for (guint64 k = 0; k < graph.edges; k++)
    {
      gint64 u, v;

      plx_graph_edge (me, &graph, k, &u, &v);
      low += (u < 512) + (v < 512);
    }
  EXPECT (me, low > 0.72 * 2 * (double) graph.edges && low < 0.80 * 2 * (double) graph.edges);
}

START_TEST (of_rmat_three_quarters_of_all_ends_are_in_the_lower_half)
{
  graph = (PlxGraph) { 1024, 4000, PLX_GRAPH_RMAT };
  check (ends_are_low);
}
END_TEST

/* ---- rows ---- */

/* The neighbours of one vertex in the order of edges. Returns how many. */
static guint64
search (PlxProc *me, gint64 vertex, gint64 *neighbour)
{
  guint64 n = 0;

  for (guint64 k = 0; k < plx_graph_n_edges (&graph); k++)
    {
      gint64 u, v;

      plx_graph_edge (me, &graph, k, &u, &v);
      if (u == vertex)
        neighbour[n++] = v;
      if (v == vertex)
        neighbour[n++] = u;
    }
  return n;
}

static void
rows_are_right (PlxProc *me, guint64 first, guint64 rows)
{
  guint64 start[N + 1];
  gint64 neighbour[MOST], expected[MOST];

  plx_graph_rows (me, &graph, first, rows, start, neighbour);
  EXPECT (me, start[0] == 0);
  for (guint64 r = 0; r < rows; r++)
    {
      const guint64 n = search (me, (gint64) (first + r), expected);

      EXPECT (me, start[r + 1] - start[r] == n);
      EXPECT (me, memcmp (neighbour + start[r], expected, n * sizeof *expected) == 0);
    }
}

static void
all_rows_are_right (PlxProc *me, const void *instance)
{
  (void) instance;
  rows_are_right (me, 0, graph.n);
  rows_are_right (me, graph.n / 3, graph.n - graph.n / 3);
  rows_are_right (me, graph.n / 3, graph.n / 2);
  rows_are_right (me, graph.n, 0);
}

START_TEST (rows_are_what_a_search_of_all_edges_finds)
{
  for_each_graph (all_rows_are_right);
}
END_TEST

static void
are_neighbours (PlxProc *me, guint64 vertex, const gint64 *expected, guint64 n)
{
  guint64 start[2];
  gint64 neighbour[MOST];

  plx_graph_rows (me, &graph, vertex, 1, start, neighbour);
  EXPECT (me, start[0] == 0 && start[1] == n);
  EXPECT (me, memcmp (neighbour, expected, n * sizeof *expected) == 0);
}

/* Rows of three: 0 1 2, 3 4 5, 6 7 8, 9 10. */
static void
are_those_of_a_grid (PlxProc *me, const void *instance)
{
  (void) instance;
  are_neighbours (me, 0, (const gint64[]) { 1, 3 }, 2);
  are_neighbours (me, 4, (const gint64[]) { 3, 5, 1, 7 }, 4);
  are_neighbours (me, 5, (const gint64[]) { 4, 2, 8 }, 3);
  are_neighbours (me, 8, (const gint64[]) { 7, 5 }, 2);
  are_neighbours (me, 10, (const gint64[]) { 9, 7 }, 2);
}

static void
are_those_of_a_path (PlxProc *me, const void *instance)
{
  (void) instance;
  are_neighbours (me, 0, (const gint64[]) { 1 }, 1);
  are_neighbours (me, 5, (const gint64[]) { 4, 6 }, 2);
  are_neighbours (me, 10, (const gint64[]) { 9 }, 1);
}

static void
are_those_of_a_star (PlxProc *me, const void *instance)
{
  (void) instance;
  are_neighbours (me, 0, (const gint64[]) { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 }, 10);
  are_neighbours (me, 7, (const gint64[]) { 0 }, 1);
}

START_TEST (neighbours_in_a_grid_a_path_and_a_star_are_those_one_sees)
{
  graph = (PlxGraph) { 11, 0, PLX_GRAPH_GRID };
  check (are_those_of_a_grid);
  graph.kind = PLX_GRAPH_PATH;
  check (are_those_of_a_path);
  graph.kind = PLX_GRAPH_STAR;
  check (are_those_of_a_star);
}
END_TEST

PLX_TEST_MAIN ("graph", every_edge_joins_vertices_that_there_are, there_are_as_many_edges_as_the_kind_says,
               a_grid_joins_each_vertex_to_its_right_and_lower_neighbour,
               of_rmat_three_quarters_of_all_ends_are_in_the_lower_half, rows_are_what_a_search_of_all_edges_finds,
               neighbours_in_a_grid_a_path_and_a_star_are_those_one_sees)
