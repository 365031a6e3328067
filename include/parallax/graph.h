/* SPDX-License-Identifier: MIT */
/* graph.h: graphs made by a formula: edge k is known to everybody without asking, so nothing is stored.
 * Undirected; edges from a vertex to itself and several between two may occur (random, rmat).
 *
 * D. Chakrabarti, Y. Zhan, C. Faloutsos, "R-MAT: a recursive model for graph mining", SDM 2004.
 */
#pragma once

#include <parallax/program.h>

G_BEGIN_DECLS

/* grid: rows of floor (sqrt n) vertices, each joined to its right and lower neighbour; path: i to i + 1;
 * star: 0 to each; rmat: ends by quadrants with 0.57, 0.19, 0.19, 0.05. */
typedef enum { PLX_GRAPH_RANDOM, PLX_GRAPH_GRID, PLX_GRAPH_PATH, PLX_GRAPH_STAR, PLX_GRAPH_RMAT } PlxGraphKind;

typedef struct {
  guint64 n;      /* vertices */
  guint64 edges;  /* random, rmat; 0: 2 n */
  int kind;
} PlxGraph;

/* After the algorithm's n. @member: a PlxGraph. */
#define PLX_PARAM_GRAPH(Instance, member) \
  { "edges", "", "edges of graph = random and rmat; 0: 2 n", offsetof (Instance, member.edges), PLX_COUNT, "0", NULL, NULL }, \
  { "graph", "", "shape", offsetof (Instance, member.kind), PLX_CHOICE, "random", "random|grid|path|star|rmat", NULL }

guint64 plx_graph_n_edges (const PlxGraph *graph);
/* Edge k < plx_graph_n_edges (), between *u and *v. */
void plx_graph_edge (const PlxProc *me, const PlxGraph *graph, guint64 k, gint64 *u, gint64 *v);
/* In fill and check: the neighbours of the vertices first to first + rows - 1, in the order of edges.
 * @start: [rows + 1]: where each vertex's begin in @neighbour: [2 n_edges]. Takes time in n_edges. */
void plx_graph_rows (const PlxProc *me, const PlxGraph *graph, guint64 first, guint64 rows, guint64 *start,
                     gint64 *neighbour);

G_END_DECLS
