/* SPDX-License-Identifier: MIT */
/* list-ranking.c: how far each of n nodes of a linked list is from its end.
 *
 *   jumping        every node adds its successor's rank to its own and takes its successor's
 *                  successor for its own, until all have arrived at the end, NIL: after round j a
 *                  node's rank counts 2^j nodes, or all behind it. Nobody follows NIL, and two nodes
 *                  never have the same successor: reads are exclusive. With b = ceil (n/p), at most,
 *                  and exactly when p >= n:
 *                      ceil (log2 n) (b + 2 b g + l)
 *
 * A node is two words, its successor and its rank. Every round reads one copy of the list and writes
 * the other, so that in no phase somebody reads what another writes: one barrier a round on the
 * asynchronous PRAM, where it costs R (2 b) + b + R (2 b) + B.
 *
 * The sequential program follows the list from its head in n steps; jumping needs n log2 n, each time
 * through shared memory, and on one processor takes 25 to 35 times as long. In order the first processor
 * is busy in all rounds; at random the nodes that have arrived are spread evenly.
 *
 * J. C. Wyllie, "The complexity of parallel computations", PhD thesis, Cornell University, 1979.
 * Check value: n = p = 64, APRAM, pipelined, d = 8, B = 24: 6 (9 + 1 + 9 + 24) = 258.
 */
#include <parallax/algorithm.h>
#include <parallax/cells.h>
#include <parallax/integer.h>

enum { RANDOM, IN_ORDER, REVERSED };

#define NIL -1

typedef struct {
  gint64 next, rank;
} Node;

typedef struct {
  guint64 n;
  int order;
  PlxArray *list[2];
  Node *mine, *successors;  /* [my part] */
  guint64 *next;            /* [my part]: whom my nodes that have not arrived ask */
} Ranking;

static const PlxParam params[] = {
  { "n", "", "nodes", offsetof (Ranking, n), .flags = PLX_COUNT | PLX_POSITIVE, .fallback = "2^20" },
  { "order", "", "of the nodes in memory", offsetof (Ranking, order), .flags = PLX_CHOICE,
    .fallback = "random", .choices = "random|in-order|reversed" },
  PLX_PARAM_END
};

/* ---- input: which node stands at a place of the list ---- */

#define FEISTEL_ROUNDS 4

/* A permutation of the numbers below 4^half that is known without storing it: half of the bits change
 * by a random function of the other half, and so can be changed back. */
static guint64
shuffle (const PlxProc *me, guint half, gboolean back, guint64 x)
{
  const guint64 mask = (G_GUINT64_CONSTANT (1) << half) - 1;
  guint64 high = x >> half, low = x & mask;

  for (guint k = 0; k < FEISTEL_ROUNDS; k++)
    {
      const guint round = back ? FEISTEL_ROUNDS - 1 - k : k;
      const guint64 same = back ? high : low;
      const guint64 changed = (back ? low : high) ^ (plx_random (me, same * FEISTEL_ROUNDS + round) >> 32 & mask);

      high = back ? changed : same;
      low = back ? same : changed;
    }
  return high << half | low;
}

/* The node at a place, or (back) the place of a node. */
static guint64
translate (const PlxProc *me, const Ranking *in, gboolean back, guint64 x)
{
  const guint half = (plx_log2_up (in->n) + 1) / 2;

  if (in->order != RANDOM)
    return in->order == IN_ORDER ? x : in->n - 1 - x;
  do
    x = shuffle (me, half, back, x);
  while (x >= in->n);
  return x;
}

static Node
node_at_first (const PlxProc *me, const Ranking *in, guint64 i)
{
  const guint64 place = translate (me, in, TRUE, i);

  if (place == in->n - 1)
    return (Node) { NIL, 0 };
  return (Node) { (gint64) translate (me, in, FALSE, place + 1), 1 };
}

/* ---- the algorithms ---- */

/* Copies my nodes. Returns how many have not arrived; whom these ask goes to in->next. */
static guint64
copy_nodes (const Ranking *in, const Node *list, guint64 n)
{
  guint64 n_next = 0;

  for (guint64 i = 0; i < n; i++)
    {
      in->mine[i] = list[i];
      in->next[n_next] = (guint64) list[i].next;
      n_next += list[i].next != NIL;
    }
  return n_next;
}

static void
jump (const Ranking *in, guint64 n)
{
  const Node *successor = in->successors;

  for (guint64 i = 0; i < n; i++)
    if (in->mine[i].next != NIL)
      {
        in->mine[i].rank += successor->rank;
        in->mine[i].next = successor->next;
        successor++;
      }
}

static void
jumping (PlxProc *me, const void *instance)
{
  const Ranking *in = instance;
  const guint64 first = plx_first (me, in->list[0]), n = plx_length (me, in->list[0]);

  for (guint j = 0; j < plx_log2_up (in->n); j++)
    {
      plx_label (me, "add my successor's rank, jump over it");
      const guint64 n_next = copy_nodes (in, plx_local (me, in->list[j % 2]), n);

      plx_gather (me, in->list[j % 2], n_next, in->next, in->successors);
      jump (in, n);
      plx_work (me, PLX_MAP, n_next, 2 * n * sizeof (Node));
      plx_write (me, in->list[1 - j % 2], first, n, in->mine);
      plx_sync (me);
    }
}

/* The copy in which the last round leaves the ranks. */
static PlxArray *
ranked (const Ranking *in)
{
  return in->list[plx_log2_up (in->n) % 2];
}

static void
follow (PlxProc *me, const void *instance)
{
  const Ranking *in = instance;
  const Node *list = plx_local (me, in->list[0]);
  Node *out = plx_local_mut (me, ranked (in));
  gint64 next, rank = (gint64) in->n;

  plx_label (me, "follow the list from its head");
  for (gint64 i = (gint64) translate (me, in, FALSE, 0); i != NIL; i = next)
    {
      next = list[i].next;
      out[i] = (Node) { NIL, --rank };
    }
  plx_work (me, PLX_CHAIN, in->n, 2 * in->n * sizeof *out);
  plx_work (me, PLX_RANDOM, 2 * in->n * sizeof *out, 2 * in->n * sizeof *out);
  plx_sync (me);
}

/* ---- memory, input and check ---- */

static void
prepare (PlxProc *me, void *instance)
{
  Ranking *in = instance;

  for (guint k = 0; k < 2; k++)
    in->list[k] = plx_array (me, .name = k ? "even rounds' list" : "odd rounds' list", .n = in->n,
                             .type = PLX_BYTES, .size = sizeof (Node));
}

static void
prepare_jumping (PlxProc *me, void *instance)
{
  Ranking *in = instance;

  prepare (me, instance);
  const guint64 n = plx_length (me, in->list[0]);
  in->mine = plx_alloc (me, n * sizeof *in->mine);
  in->successors = plx_alloc (me, n * sizeof *in->successors);
  in->next = plx_alloc (me, n * sizeof *in->next);
}

static void
fill (PlxProc *me, const void *instance)
{
  const Ranking *in = instance;
  const guint64 first = plx_first (me, in->list[0]), n = plx_length (me, in->list[0]);
  Node *list = plx_local_mut (me, in->list[0]);

  for (guint64 i = 0; i < n; i++)
    list[i] = node_at_first (me, in, first + i);
}

static void
check (PlxProc *me, const void *instance)
{
  const Ranking *in = instance;
  Node *expected = plx_alloc (me, in->n * sizeof *expected);

  for (guint64 place = 0; place < in->n; place++)
    expected[translate (me, in, FALSE, place)] = (Node) { NIL, (gint64) (in->n - 1 - place) };
  plx_expect_int64 (me, ranked (in), in->n * 2, (const gint64 *) expected);
}

static const PlxVariant variants[] = {
  { "jumping", "every node jumps over its successor", jumping,
    .closed = PLX_CLOSED_FORMS (
      { "pram", "ceil(log2(n))*2*ceil(n/p)", .source = "Wyllie 1979; two words of each node are written" },
      { "bsp", "ceil(log2(n))*(1 + 2*g + l)", .when = "p >= n", .source = "supersteps" },
      { "bsp", "ceil(log2(n))*(ceil(n/p) + 2*ceil(n/p)*g + l)", .source = "supersteps", .upper_bound = TRUE },
      { "apram", "ceil(log2(n))*(R(2) + 1 + R(2) + B)", .when = "p >= n", .source = "phases" },
      { "apram", "ceil(log2(n))*(R(2*ceil(n/p)) + ceil(n/p) + R(2*ceil(n/p)) + B)", .source = "phases",
        .upper_bound = TRUE }),
    .prepare = prepare_jumping },
  { .name = NULL }
};

static const PlxVariant best = { .name = "sequential", .title = "follows the list", .run = follow };

PLX_ALGORITHM (list_ranking, Ranking, .name = "list-ranking", .title = "distances to the end of a list of n nodes",
               .source = "Wyllie 1979", .params = params, .variants = variants, .best = &best,
               .prepare = prepare, .fill = fill, .check = check)
