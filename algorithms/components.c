/* SPDX-License-Identifier: MIT */
/* components.c: connected components of a graph: every vertex's label becomes the least vertex that it
 * is connected with.
 *
 *   hooking        labels make trees, at first one for each vertex. A round:
 *                      hook   whoever holds an edge asks for the labels of its ends, which are roots,
 *                             and forgets it when they are the same; else the larger root is to hook to
 *                             the smaller, the least of all that are wanted winning (rule min).
 *                      jump   every vertex takes its label's label, until all trees are stars again.
 *                  Whatever a processor asks for or wants more than once it combines before: a star's
 *                  centre answers p times, not n. With e = ceil (m/p) edges, b = ceil (n/p) vertices a
 *                  processor, a hook costs at most 3 e + (2 e + (p - 1) (b + 1)) g + l, and a jump
 *                  b + (p - 1) (b + 1) g + l.
 *
 * A root that does not hook has larger neighbours only. They do hook, and then either to it, or it has
 * a smaller neighbour in the next round: every two rounds at most half of the roots remain among those
 * with edges left. So there are at most 2 K + 1 hooks and 2 K (K + 1) jumps, K = ceil (log2 n), and in
 * practice few: a star takes two hooks and a jump, a path two hooks and K + 1 jumps.
 *
 * The sequential program joins the ends of edges by union and find in nearly linear time. Hooking asks
 * anew in every round, through a table, and on one processor takes 10 to 20 times as long.
 *
 * Y. Shiloach, U. Vishkin, "An O(log n) parallel connectivity algorithm", J. Algorithms 3, 1982. S. Liu,
 * R. E. Tarjan, "Simple concurrent labeling algorithms for connected components", SOSA 2019, algorithm S.
 */
#include <parallax/agree.h>
#include <parallax/algorithm.h>
#include <parallax/cells.h>
#include <parallax/distinct.h>
#include <parallax/graph.h>
#include <parallax/integer.h>

typedef struct {
  gint64 u, v;
} Edge;

typedef struct {
  PlxGraph graph;
  PlxArray *label;
  PlxArray *flags;       /* of those who go on */
  Edge *edge;            /* [my edges]: those between different trees come first, smaller root first */
  PlxDistinct *asked;    /* whose labels I need, or wish to change; */
  gint64 *answer;        /* [asked]: the labels */
  gint64 *mine;          /* [my vertices]: new labels */
} Components;

static const PlxParam params[] = {
  { "n", "", "vertices", offsetof (Components, graph.n), .flags = PLX_COUNT | PLX_POSITIVE, .fallback = "2^16" },
  PLX_PARAM_GRAPH (Components, graph),
  PLX_PARAM_END
};

static guint64
first_edge (const PlxProc *me, const Components *in, guint pid)
{
  return plx_block_begin (plx_graph_n_edges (&in->graph), plx_nprocs (me), pid);
}

static guint64
n_my_edges (const PlxProc *me, const Components *in)
{
  return first_edge (me, in, plx_pid (me) + 1) - first_edge (me, in, plx_pid (me));
}

/* ---- the algorithms ---- */

/* The first n edges get their ends' labels for ends. Returns how many are left, between different trees. */
static guint64
relabel (PlxProc *me, const Components *in, guint64 n)
{
  guint64 left = 0;

  in->asked->n = 0;
  for (guint64 k = 0; k < n; k++)
    {
      in->edge[k].u = (gint64) plx_distinct_add (in->asked, (guint64) in->edge[k].u);
      in->edge[k].v = (gint64) plx_distinct_add (in->asked, (guint64) in->edge[k].v);
    }
  plx_gather (me, in->label, in->asked->n, in->asked->of, in->answer);
  for (guint64 k = 0; k < n; k++)
    {
      const gint64 u = in->answer[in->edge[k].u], v = in->answer[in->edge[k].v];

      in->edge[left] = (Edge) { MIN (u, v), MAX (u, v) };
      left += u != v;
    }
  plx_work (me, PLX_OP, 2 * n, n * sizeof *in->edge);
  plx_work (me, PLX_RANDOM, 4 * n * sizeof (gint64), in->asked->n * sizeof (gint64));
  return left;
}

static void
hook (PlxProc *me, const Components *in, guint64 n)
{
  in->asked->n = 0;
  for (guint64 k = 0; k < n; k++)
    {
      const guint64 known = in->asked->n, place = plx_distinct_add (in->asked, (guint64) in->edge[k].v);

      if (place == known || in->edge[k].u < in->answer[place])
        in->answer[place] = in->edge[k].u;
    }
  plx_work (me, PLX_COMPARE, n, n * sizeof *in->edge);
  plx_scatter (me, in->label, in->asked->n, in->asked->of, in->answer);
}

/* Returns whether a label changes. */
static gboolean
jump (PlxProc *me, const Components *in)
{
  const guint64 n = plx_length (me, in->label);
  const gint64 *label = plx_local (me, in->label);
  gboolean changes = FALSE;

  in->asked->n = 0;
  for (guint64 i = 0; i < n; i++)
    in->mine[i] = (gint64) plx_distinct_add (in->asked, (guint64) label[i]);
  plx_gather (me, in->label, in->asked->n, in->asked->of, in->answer);
  for (guint64 i = 0; i < n; i++)
    {
      in->mine[i] = in->answer[in->mine[i]];
      changes |= in->mine[i] != label[i];
    }
  plx_work (me, PLX_OP, n, n * sizeof *label);
  plx_work (me, PLX_RANDOM, 2 * n * sizeof *label, in->asked->n * sizeof *label);
  if (changes)
    plx_write (me, in->label, plx_first (me, in->label), n, in->mine);
  return changes;
}

static void
hooking (PlxProc *me, const void *instance)
{
  const Components *in = instance;
  guint64 n = n_my_edges (me, in);
  gboolean changes;

  for (;;)
    {
      plx_label (me, "hook roots to smaller ones");
      n = relabel (me, in, n);
      hook (me, in, n);
      if (!plx_sync_any (me, in->flags, n > 0))
        return;
      do
        {
          plx_label (me, "take my label's label");
          changes = jump (me, in);
        }
      while (plx_sync_any (me, in->flags, changes));
    }
}

static gint64
find (gint64 *label, gint64 v)
{
  while (label[v] != v)
    v = label[v] = label[label[v]];
  return v;
}

/* A root is the least of its tree. */
static void
join (gint64 *label, gint64 u, gint64 v)
{
  u = find (label, u);
  v = find (label, v);
  label[MAX (u, v)] = MIN (u, v);
}

static void
sequential (PlxProc *me, const void *instance)
{
  const Components *in = instance;
  const guint64 n = in->graph.n, m = plx_graph_n_edges (&in->graph);
  gint64 *label = plx_local_mut (me, in->label);

  plx_label (me, "join the ends of all edges");
  for (guint64 k = 0; k < m; k++)
    join (label, in->edge[k].u, in->edge[k].v);
  for (guint64 i = 0; i < n; i++)
    label[i] = label[label[i]];
  plx_work (me, PLX_CHAIN, 2 * m + n, n * sizeof *label);
  plx_work (me, PLX_RANDOM, 2 * m * sizeof *label, n * sizeof *label);
}

/* ---- memory, input and check ---- */

static void
prepare (PlxProc *me, void *instance)
{
  Components *in = instance;
  const guint64 n = in->graph.n, edges = n_my_edges (me, in);

  in->label = plx_array (me, .name = "label", .n = n, .rule = PLX_MIN);
  in->flags = plx_flags_new (me);
  const guint64 rows = plx_length (me, in->label), most = MIN (n, MAX (2 * edges, rows));

  in->edge = plx_alloc (me, edges * sizeof *in->edge);
  in->asked = plx_distinct_new (me, n, most);
  in->answer = plx_alloc (me, most * sizeof *in->answer);
  in->mine = plx_alloc (me, rows * sizeof *in->mine);
}

static gint64
itself (const PlxProc *me, const void *instance, guint64 i)
{
  (void) me, (void) instance;
  return (gint64) i;
}

static void
fill (PlxProc *me, const void *instance)
{
  const Components *in = instance;
  const guint64 first = first_edge (me, in, plx_pid (me)), n = n_my_edges (me, in);

  plx_fill_int64 (me, in->label, itself, instance);
  for (guint64 k = 0; k < n; k++)
    plx_graph_edge (me, &in->graph, first + k, &in->edge[k].u, &in->edge[k].v);
}

static void
check (PlxProc *me, const void *instance)
{
  const Components *in = instance;
  const guint64 n = in->graph.n;
  gint64 *expected = plx_input_int64 (me, n, itself, instance), u, v;

  for (guint64 k = 0; k < plx_graph_n_edges (&in->graph); k++)
    {
      plx_graph_edge (me, &in->graph, k, &u, &v);
      join (expected, u, v);
    }
  for (guint64 i = 0; i < n; i++)
    expected[i] = find (expected, (gint64) i);
  plx_expect_int64 (me, in->label, n, expected);
}

#define E "ceil(max(edges, 2*n)/p)"
#define K "ceil(log2(n))"
#define BSP_HOOK "(3*" E " + (2*" E " + (p - 1)*(ceil(n/p) + 1))*g + l)"
#define BSP_JUMP "(ceil(n/p) + (p - 1)*(ceil(n/p) + 1)*g + l)"
#define APRAM_HOOK "(R(2*" E ") + 3*" E " + R(" E " + p - 1) + 2*B)"
#define APRAM_JUMP "(R(ceil(n/p)) + ceil(n/p) + R(ceil(n/p) + p - 1) + 2*B)"
#define HOOKS "(2*" K " + 1)*"
#define JUMPS "2*" K "*(" K " + 1)*"
#define BOUND(x) .source = x, .upper_bound = TRUE

/* graph: 2 is path, 3 star. */
static const PlxVariant variants[] = {
  { "hooking", "roots hook to smaller ones, then labels jump", hooking,
    .closed = PLX_CLOSED_FORMS (
      { "bsp", HOOKS BSP_HOOK " + " JUMPS BSP_JUMP, BOUND ("Liu and Tarjan 2019") },
      { "bsp", "2*" BSP_HOOK " + (" K " + 1)*" BSP_JUMP, .when = "graph == 2", BOUND ("one tree after a round") },
      { "bsp", "2*" BSP_HOOK " + " BSP_JUMP, .when = "graph == 3", BOUND ("one star after a hook") },
      { "apram", HOOKS APRAM_HOOK " + " JUMPS APRAM_JUMP, BOUND ("Liu and Tarjan 2019") },
      { "apram", "2*" APRAM_HOOK " + (" K " + 1)*" APRAM_JUMP, .when = "graph == 2", BOUND ("phases") },
      { "apram", "2*" APRAM_HOOK " + " APRAM_JUMP, .when = "graph == 3", BOUND ("phases") }) },
  { .name = NULL }
};

static const PlxVariant best = { .name = "sequential", .title = "union and find", .run = sequential };

PLX_ALGORITHM (components, Components, .name = "components", .title = "connected components of a graph",
               .source = "Shiloach and Vishkin 1982", .params = params, .variants = variants, .best = &best,
               .prepare = prepare, .fill = fill, .check = check)
