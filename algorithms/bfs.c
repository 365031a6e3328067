/* SPDX-License-Identifier: MIT */
/* bfs.c: breadth-first search: how many edges every vertex of a graph is from a source; -1: out of reach.
 *
 *   parallel       level by level, everybody having a block of the vertices with their neighbours. In
 *                  superstep k whoever has vertices at distance k looks at their neighbours: its own
 *                  ones it marks at once, those of others it sends to them, one message an owner, no
 *                  vertex twice; and tells everybody that the search goes on. With as many supersteps
 *                  as levels, and perhaps one more, in which all was known already:
 *                      edges looked at + vertices received + (vertices sent + p - 1) g + l  a level
 *
 * What to expect depends on the graph: a path has n levels of one vertex, no two of them at a time, and
 * costs n barriers; a star has two, a random graph about log n. On a path in blocks of at least two,
 * from vertex 0, every block's end sends one vertex on and is sent one back:
 *
 *     2 n + p - 3  +  (n + 1) (p - 1) g  +  n l
 *
 * On one processor it is as fast as the sequential queue where levels are large; on a path it takes ten
 * times as long, a superstep for two edges.
 *
 * A. Buluc, K. Madduri, "Parallel breadth-first search on distributed memory systems", SC 2011, the
 * one-dimensional algorithm. Check value: path, n = 60, p = 4, g = 2, l = 100: 121 + 366 + 6000 = 6487.
 */
#include <parallax/agree.h>
#include <parallax/algorithm.h>
#include <parallax/cells.h>
#include <parallax/distinct.h>
#include <parallax/graph.h>
#include <parallax/integer.h>
#include <string.h>

typedef struct {
  PlxGraph graph;
  guint64 source;
  PlxArray *distance;
  PlxArray *flags;       /* of those who go on */
  guint64 *start;        /* [my vertices + 1]: where the neighbours of each begin in */
  gint64 *neighbour;
  guint64 *queue;        /* [my vertices]: by distance, counted from my first */
  PlxDistinct *sent;     /* vertices of others, of all levels */
  gint64 *outgoing;      /* [n]: those of this level, by owner; */
  guint64 *end;          /* [p]: where each owner's end */
} Bfs;

/* What my part of the queue is like. */
typedef struct {
  guint64 first, rows;
  gint64 *distance;
  guint64 head, tail;
} Search;

static const PlxParam params[] = {
  { "n", "", "vertices", offsetof (Bfs, graph.n), .flags = PLX_COUNT | PLX_POSITIVE, .fallback = "2^16" },
  PLX_PARAM_GRAPH (Bfs, graph),
  { "source", "", "where the search begins", offsetof (Bfs, source), .flags = PLX_COUNT, .fallback = "0" },
  PLX_PARAM_END
};

/* ---- the algorithms ---- */

static Search
begin (PlxProc *me, const Bfs *in)
{
  return (Search) { .first = plx_first (me, in->distance), .rows = plx_length (me, in->distance),
                    .distance = plx_local_mut (me, in->distance) };
}

static inline void
reach (const Bfs *in, Search *s, guint64 row, gint64 distance)
{
  if (s->distance[row] >= 0)
    return;
  s->distance[row] = distance;
  in->queue[s->tail++] = row;
}

/* Looks at the neighbours of the queue's vertices before `end`. */
static void
look_around (PlxProc *me, const Bfs *in, Search *s, guint64 end)
{
  guint64 edges = 0;

  for (; s->head < end; s->head++)
    {
      const guint64 row = in->queue[s->head];

      for (guint64 k = in->start[row]; k < in->start[row + 1]; k++)
        {
          const guint64 to = (guint64) in->neighbour[k];

          if (to - s->first < s->rows)
            reach (in, s, to - s->first, s->distance[row] + 1);
          else
            plx_distinct_add (in->sent, to);
        }
      edges += in->start[row + 1] - in->start[row];
    }
  plx_work (me, PLX_COMPARE, edges, s->rows * sizeof (gint64));
  plx_work (me, PLX_RANDOM, edges * sizeof (gint64), s->rows * sizeof (gint64));
}

static void
receive (PlxProc *me, const Bfs *in, Search *s, gint64 level)
{
  PlxMessage m;

  while (plx_queue_next (me, &m))
    {
      const gint64 *vertex = m.data;
      const guint64 n = m.size / sizeof *vertex;

      for (guint64 k = 0; k < n; k++)
        reach (in, s, (guint64) vertex[k] - s->first, level);
      plx_work (me, PLX_COMPARE, n, m.size);
    }
}

/* The vertices sent from the k-th on, to their owners. */
static void
send (PlxProc *me, const Bfs *in, guint64 k)
{
  const guint p = plx_nprocs (me);
  const guint64 n = in->sent->n - k, *vertex = in->sent->of + k;

  if (n == 0)
    return;
  memset (in->end, 0, p * sizeof *in->end);
  for (guint64 i = 0; i < n; i++)
    in->end[plx_owner (in->distance, vertex[i])]++;
  for (guint q = 1; q < p; q++)
    in->end[q] += in->end[q - 1];
  for (guint64 i = n; i-- > 0;)  /* from behind: then `end` is where each begins */
    in->outgoing[--in->end[plx_owner (in->distance, vertex[i])]] = (gint64) vertex[i];
  for (guint q = 0; q < p; q++)
    {
      const guint64 from = in->end[q], size = (q + 1 < p ? in->end[q + 1] : n) - from;

      if (size > 0)
        plx_queue_send (me, q, 0, size * sizeof *in->outgoing, in->outgoing + from);
    }
  plx_work (me, PLX_COPY, n * sizeof *in->outgoing, 2 * n * sizeof *in->outgoing);
}

static void
parallel (PlxProc *me, const void *instance)
{
  const Bfs *in = instance;
  Search s = begin (me, in);
  gint64 level = 0;
  gboolean found;

  if (in->source - s.first < s.rows)
    reach (in, &s, in->source - s.first, 0);
  do
    {
      const guint64 n_sent = in->sent->n;

      plx_label (me, "look at the neighbours of a level");
      s.distance = plx_local_mut (me, in->distance);
      receive (me, in, &s, level++);
      const guint64 end = s.tail;
      look_around (me, in, &s, end);
      send (me, in, n_sent);
      found = s.tail > end || in->sent->n > n_sent;
    }
  while (plx_sync_any (me, in->flags, found));
}

static void
sequential (PlxProc *me, const void *instance)
{
  const Bfs *in = instance;
  Search s = begin (me, in);

  plx_label (me, "look at the neighbours of everything reached");
  reach (in, &s, in->source, 0);
  while (s.head < s.tail)
    look_around (me, in, &s, s.tail);
}

/* ---- memory, input and check ---- */

static void
prepare (PlxProc *me, void *instance)
{
  Bfs *in = instance;
  const guint64 n = in->graph.n;

  in->distance = plx_array (me, .name = "distance", .n = n);
  in->flags = plx_flags_new (me);
  const guint64 rows = plx_length (me, in->distance);

  in->start = plx_alloc (me, (rows + 1) * sizeof *in->start);
  in->neighbour = plx_alloc (me, 2 * plx_graph_n_edges (&in->graph) * sizeof *in->neighbour);
  in->queue = plx_alloc (me, rows * sizeof *in->queue);
  in->sent = plx_distinct_new (me, n, n);
  in->outgoing = plx_alloc (me, n * sizeof *in->outgoing);
  in->end = plx_alloc (me, plx_nprocs (me) * sizeof *in->end);
}

static gint64
unknown (const PlxProc *me, const void *instance, guint64 i)
{
  (void) me, (void) instance, (void) i;
  return -1;
}

static void
fill (PlxProc *me, const void *instance)
{
  const Bfs *in = instance;

  plx_fill_int64 (me, in->distance, unknown, instance);
  in->sent->n = 0;
  plx_graph_rows (me, &in->graph, plx_first (me, in->distance), plx_length (me, in->distance), in->start,
                  in->neighbour);
}

static void
check (PlxProc *me, const void *instance)
{
  const Bfs *in = instance;
  const guint64 n = in->graph.n;
  guint64 *start = plx_alloc (me, (n + 1) * sizeof *start), *queue = plx_alloc (me, n * sizeof *queue), tail = 1;
  gint64 *neighbour = plx_alloc (me, 2 * plx_graph_n_edges (&in->graph) * sizeof *neighbour);
  gint64 *expected = plx_input_int64 (me, n, unknown, instance);

  plx_graph_rows (me, &in->graph, 0, n, start, neighbour);
  queue[0] = in->source;
  expected[in->source] = 0;
  for (guint64 head = 0; head < tail; head++)
    for (guint64 k = start[queue[head]]; k < start[queue[head] + 1]; k++)
      if (expected[neighbour[k]] < 0)
        {
          expected[neighbour[k]] = expected[queue[head]] + 1;
          queue[tail++] = (guint64) neighbour[k];
        }
  plx_expect_int64 (me, in->distance, n, expected);
}

#define NEEDS .needs = "source < n", .needs_text = "a source below n"
/* graph: 2 is path. */
#define PATH "graph == 2 && source == 0 && divides(p, n) && (n/p >= 2 || n == 1)"
#define EDGES "max(edges, 2*n)"

static const PlxVariant variants[] = {
  { "parallel", "level by level, vertices in blocks", parallel, NEEDS,
    .closed = PLX_CLOSED_FORMS (
      { "bsp", "2*n + p - 3 + (n + 1)*(p - 1)*g + n*l", .when = PATH, .source = "supersteps" },
      { "bsp", "4*" EDGES " + (2*" EDGES " + n*(p - 1))*g + (n + 1)*l",
        .source = "every edge looked at from both ends; at most n levels", .upper_bound = TRUE },
      { "apram", "2*n + p - 3 + (n + 1 - 2*p)*R(p - 1) + 2*(p - 1)*R(p) + n*B", .when = PATH, .source = "phases" },
      { "apram", "4*" EDGES " + (2*" EDGES " + n*(p - 1))*R(1) + (n + 1)*B", .source = "phases",
        .upper_bound = TRUE }) },
  { .name = NULL }
};

static const PlxVariant best = { .name = "sequential", .title = "a queue", .run = sequential, NEEDS };

PLX_ALGORITHM (bfs, Bfs, .name = "bfs", .title = "breadth-first search from a vertex", .source = "Buluc and Madduri 2011",
               .params = params, .variants = variants, .best = &best, .prepare = prepare, .fill = fill,
               .check = check)
