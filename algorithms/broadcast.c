/* SPDX-License-Identifier: MIT */
/* broadcast.c: n words of processor 0 to everybody.
 *
 *   one-stage  processor 0 puts all to each:
 *                  n (p - 1) g + l
 *   two-stage  processor 0 deals blocks of n/p, then everybody puts its block to each:
 *                  (n - n/p) g + l  +  (n - n/p) g + l
 *   tree       in each superstep everybody who knows puts all to k - 1 others, so that k times as
 *              many know:
 *                  ceil (log_k p) ((k - 1) n g + l)
 *   doubling   shared memory, one reader a cell: in each phase who knows not yet reads from one who
 *              does and writes to its own cells:
 *                  ceil (log2 p) (2 R(n) + B), for one word ceil (log2 p) (2 d + B)
 *   optimal    messages: whoever knows keeps telling others, which no tree beats under LogP; as
 *              long as processor 0 tells all of them itself:
 *                  (p - 2) max (g, o) + 2 o + L
 *
 * Two stages move every word twice instead of p - 1 times, for one more barrier. Blocks are of
 * ceil (n/p) words. `optimal` is so for one word, and sends n of them as one message.
 *
 * On one processor there is nothing to do, and what is measured are calls and barriers.
 *
 * R. H. Bisseling, "Parallel Scientific Computation", 2004. P. B. Gibbons, "A more practical PRAM
 * model", SPAA 1989. R. M. Karp, A. Sahay, E. E. Santos, K. E. Schauser, "Optimal broadcast and
 * summation in the LogP model", SPAA 1993. Check values: two-stage, n = 1024, p = 16, g = 1.66,
 * l = 751: 4689.2; optimal, n = 1, p = 8, L = 6, o = 2, g = 4: they know at 0 10 14 18 20 22 24 24.
 */
#include <parallax/algorithm.h>
#include <parallax/cells.h>
#include <parallax/greedy-tree.h>
#include <string.h>

typedef struct {
  guint64 n, k;
  double L, o, g;
  PlxArray *x;         /* [n] on every processor */
  gint64 *buffer;      /* doubling: [n] */
  PlxGreedyTree tree;  /* optimal */
} Broadcast;

static const PlxParam params[] = {
  { "n", "word", "words to broadcast", offsetof (Broadcast, n),
    .flags = PLX_COUNT | PLX_POSITIVE, .fallback = "1024" },
  { "k", "", "how many know after a superstep for each who knew before", offsetof (Broadcast, k),
    .flags = PLX_COUNT | PLX_POSITIVE, .fallback = "2", .only = "tree" },
  PLX_PARAM_GREEDY_TREE (Broadcast, "optimal"),
  PLX_PARAM_END
};

static void
one_stage (PlxProc *me, const void *instance)
{
  const Broadcast *in = instance;

  plx_label (me, "processor 0 sends all to each");
  if (plx_pid (me) == 0)
    for (guint q = 1; q < plx_nprocs (me); q++)
      plx_put_at (me, in->x, q, 0, in->n, plx_local (me, in->x));
  plx_sync (me);
}

/* Words first to end - 1 are processor q's block. */
static void
put_block (PlxProc *me, const Broadcast *in, guint q, guint to)
{
  const guint64 size = (in->n - 1) / plx_nprocs (me) + 1;
  const guint64 first = MIN (q * size, in->n), end = MIN (first + size, in->n);
  const gint64 *x = plx_local (me, in->x);

  if (first < end)
    plx_put_at (me, in->x, to, first, end - first, x + first);
}

static void
two_stage (PlxProc *me, const void *instance)
{
  const Broadcast *in = instance;
  const guint p = plx_nprocs (me), pid = plx_pid (me);

  plx_label (me, "processor 0 deals the blocks");
  if (pid == 0)
    for (guint q = 1; q < p; q++)
      put_block (me, in, q, q);
  plx_sync (me);

  plx_label (me, "everybody sends its block to each");
  for (guint i = 1; i < p; i++)
    if ((pid + i) % p != 0)
      put_block (me, in, pid, (pid + i) % p);
  plx_sync (me);
}

static void
tree (PlxProc *me, const void *instance)
{
  const Broadcast *in = instance;
  const guint p = plx_nprocs (me), pid = plx_pid (me);

  for (guint64 know = 1; know < p; know *= in->k)
    {
      plx_label (me, "who knows tells k - 1 others");
      if (pid < know)
        for (guint64 q = pid + know; q < MIN (p, know * in->k); q += know)
          plx_put_at (me, in->x, (guint) q, 0, in->n, plx_local (me, in->x));
      plx_sync (me);
    }
}

static void
doubling (PlxProc *me, const void *instance)
{
  const Broadcast *in = instance;
  const guint p = plx_nprocs (me), pid = plx_pid (me);

  for (guint know = 1; know < p; know *= 2)
    {
      plx_label (me, "who will know asks one who does");
      if (know <= pid && pid < 2 * know)
        {
          plx_read_at (me, in->x, pid - know, 0, in->n, in->buffer);
          plx_write_at (me, in->x, pid, 0, in->n, in->buffer);
        }
      plx_sync (me);
    }
}

static void
optimal (PlxProc *me, const void *instance)
{
  const Broadcast *in = instance;
  gint64 *x = plx_local_mut (me, in->x);

  plx_label (me, "whoever knows keeps telling others");
  if (plx_pid (me) > 0)
    plx_recv (me, in->tree.parent, 0, in->n * sizeof *x, x, NULL);
  for (guint i = 0; i < in->tree.n_children; i++)
    plx_send (me, in->tree.children[i], 0, in->n * sizeof *x, x);
}

/* Processor 0 has them, and there is no other. */
static void
sequential (PlxProc *me, const void *instance)
{
  (void) me, (void) instance;
}

static void
prepare (PlxProc *me, void *instance)
{
  Broadcast *in = instance;

  in->x = plx_array (me, .name = "x", .n = in->n, .distribution = PLX_EACH);
}

static void
prepare_doubling (PlxProc *me, void *instance)
{
  Broadcast *in = instance;

  prepare (me, instance);
  in->buffer = plx_alloc (me, in->n * sizeof *in->buffer);
}

static void
prepare_optimal (PlxProc *me, void *instance)
{
  Broadcast *in = instance;

  prepare (me, instance);
  plx_greedy_tree (me, 2 * in->o + in->L, MAX (in->g, in->o), &in->tree);
}

static gint64
word (const PlxProc *me, const void *instance, guint64 i)
{
  (void) instance;
  return plx_pid (me) == 0 ? (gint64) plx_random (me, i) : 0;
}

static void
fill (PlxProc *me, const void *instance)
{
  const Broadcast *in = instance;

  plx_fill_int64 (me, in->x, word, instance);
}

static void
check (PlxProc *me, const void *instance)
{
  const Broadcast *in = instance;
  const gint64 *expected = plx_input_int64 (me, in->n, word, instance);

  for (guint q = 0; q < plx_nprocs (me); q++)
    plx_expect_int64_at (me, in->x, q, in->n, expected);
}

static const PlxVariant variants[] = {
  { "one-stage", "from one to each", one_stage,
    .closed = PLX_CLOSED_FORMS (
      { "bsp", "n*(p - 1)*g + l", .source = "Bisseling 2004" },
      { "apram", "R(n*(p - 1)) + B", .source = "phases" },
      { "pram", "n*(p - 1)", .source = "steps" },
      { "logp", "((p - 1)*n - 1)*max(g, o) + 2*o + L + ceil(log2(p))*(L + 2*o)", .when = "p >= 2",
        .source = "a message a word, then the barrier" },
      { "loggp", "(p - 2)*max(o, g + (8*n - 1)*G) + 2*o + L + (8*n - 1)*G + ceil(log2(p))*(L + 2*o)",
        .when = "p >= 2", .source = "a message each, then the barrier" }) },
  { "two-stage", "scatter, then all-gather", two_stage,
    .closed = PLX_CLOSED_FORMS (
      { "bsp", "2*(n - n/p)*g + 2*l", .when = "divides(p, n)", .source = "Bisseling 2004" },
      { "bsp", "(n - ceil(n/p) + (p - 1)*ceil(n/p))*g + 2*l", .source = "the same, ragged" },
      { "apram", "R(n - ceil(n/p)) + R((p - 1)*ceil(n/p)) + 2*B", .source = "phases" },
      { "pram", "n - ceil(n/p) + (p - 1)*ceil(n/p)", .source = "steps" }) },
  { "tree", "k-ary tree", tree,
    .closed = PLX_CLOSED_FORMS (
      { "bsp", "log(p, k)*((k - 1)*n*g + l)", .when = "power(p, k)", .source = "Bisseling 2004" },
      { "apram", "log(p, k)*(R((k - 1)*n) + B)", .when = "power(p, k)", .source = "phases" },
      { "pram", "log(p, k)*(k - 1)*n", .when = "power(p, k)", .source = "steps" },
      { "logp", "log(p, k)*(((k - 1)*n - 1)*max(g, o) + 2*o + L + ceil(log2(p))*(L + 2*o))", .when = "power(p, k)",
        .source = "a message a word, then the barrier" },
      { "loggp", "log(p, k)*((k - 2)*max(o, g + (8*n - 1)*G) + 2*o + L + (8*n - 1)*G + ceil(log2(p))*(L + 2*o))",
        .when = "power(p, k)", .source = "a message each, then the barrier" }),
    .needs = "k >= 2 && k <= 2^20", .needs_text = "k from 2 to 2^20" },
  { "doubling", "shared memory, as many again know after each phase", doubling,
    .closed = PLX_CLOSED_FORMS (
      { "apram", "ceil(log2(p))*(2*R(n) + B)", .source = "Gibbons 1989" },
      { "pram", "ceil(log2(p))*n", .source = "steps" },
      { "bsp", "ceil(log2(p))*(n*g + l)", .source = "supersteps" }),
    .prepare = prepare_doubling },
  { "optimal", "greedy tree of messages for LogP", optimal,
    .closed = PLX_CLOSED_FORMS (
      { "logp", "(p - 2)*max(g, o) + 2*o + L",
        .when = "n == 1 && p >= 2 && (p - 2)*max(g, o) <= 2*o + L",
        .source = "Karp et al. 1993: as long as processor 0 tells all" }),
    .prepare = prepare_optimal },
  { .name = NULL }
};

static const PlxVariant best = { "sequential", "nothing to do", .run = sequential };

PLX_ALGORITHM (broadcast, Broadcast, .name = "broadcast", .title = "broadcast of n words",
               .source = "Bisseling 2004; Gibbons 1989; Karp et al. 1993", .params = params,
               .variants = variants, .best = &best, .prepare = prepare, .fill = fill, .check = check)
