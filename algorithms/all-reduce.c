/* SPDX-License-Identifier: MIT */
/* all-reduce.c: everybody has n numbers, and everybody gets their sums over all processors: gradients
 * of data-parallel training, say. By messages, without barriers.
 *
 *   ring                in p chunks of ceil (n/p) numbers. In each of p - 1 steps everybody sends a
 *                       chunk to its right and adds the one that comes from its left, which
 *                       it sends next; then chunk i + 1 mod p is complete at processor i. In p - 1
 *                       more the complete ones go round. With chunks of c bytes:
 *                           2 (p - 1) (2 o + L + (c - 1) G)  +  (p - 1) (c/8) t
 *   recursive-doubling  p a power of two. In step j everybody swaps its n sums so far with processor
 *                       i xor 2^j, and adds:
 *                           log2 p (2 o + L + (8 n - 1) G  +  n t)
 *
 * The ring moves 2 (1 - 1/p) n numbers through each processor, which is least, in 2 (p - 1) messages;
 * recursive doubling moves n log2 p of them in log2 p messages, and so is the better for few. On one
 * processor there is nothing to do, and what is measured are the calls.
 *
 * P. Patarasuk, X. Yuan, "Bandwidth optimal all-reduce algorithms for clusters of workstations", J.
 * Parallel Distrib. Comput. 69(2), 2009. R. Thakur, R. Rabenseifner, W. Gropp, "Optimization of
 * collective communication operations in MPICH", IJHPCA 19(1), 2005. Check value: ring, n = 125000 (10^6
 * bytes), p = 8, under Hockney's model with alpha = 5, beta = .001 and t = 0: 1820.
 */
#include <parallax/algorithm.h>
#include <parallax/cells.h>
#include <parallax/integer.h>

typedef struct {
  guint64 n;
  PlxArray *x;      /* [n] on every processor */
  double *arrived;  /* [n]; ring: [a chunk] */
} AllReduce;

static const PlxParam params[] = {
  { "n", "word", "numbers of each processor", offsetof (AllReduce, n),
    .flags = PLX_COUNT | PLX_POSITIVE, .fallback = "2^16" },
  PLX_PARAM_END
};

static void
add (PlxProc *me, double *x, const double *y, guint64 n)
{
  for (guint64 i = 0; i < n; i++)
    x[i] += y[i];
  plx_work (me, PLX_FLOP, n, 2 * n * sizeof *x);
}

typedef struct {
  double *x;
  guint64 n;
} Chunk;

/* Chunk i, counted round the ring. */
static Chunk
chunk (PlxProc *me, const AllReduce *in, guint i)
{
  const guint p = plx_nprocs (me);
  const guint64 first = plx_block_begin (in->n, p, i % p), end = plx_block_begin (in->n, p, i % p + 1);

  return (Chunk) { (double *) plx_local_mut (me, in->x) + first, end - first };
}

/* Chunk i to the right; the one before it comes from the left. Empty ones stay where they are. */
static Chunk
pass (PlxProc *me, const AllReduce *in, guint i, double *to)
{
  const guint p = plx_nprocs (me), pid = plx_pid (me);
  const Chunk out = chunk (me, in, i), back = chunk (me, in, i + p - 1);

  if (out.n > 0)
    plx_send (me, (pid + 1) % p, 0, out.n * sizeof *out.x, out.x);
  if (back.n > 0)
    plx_recv (me, (pid + p - 1) % p, 0, back.n * sizeof *back.x, to ? to : back.x, NULL);
  return back;
}

static void
ring (PlxProc *me, const void *instance)
{
  const AllReduce *in = instance;
  const guint p = plx_nprocs (me), pid = plx_pid (me);

  plx_label (me, "sums and chunks go round");
  for (guint s = 0; s + 1 < p; s++)
    {
      const Chunk sum = pass (me, in, pid + p - s, in->arrived);

      add (me, sum.x, in->arrived, sum.n);
    }
  for (guint s = 0; s + 1 < p; s++)
    pass (me, in, pid + 1 + p - s, NULL);
}

static void
recursive_doubling (PlxProc *me, const void *instance)
{
  const AllReduce *in = instance;
  const gsize bytes = in->n * sizeof (double);
  double *x = plx_local_mut (me, in->x);

  plx_label (me, "sums are swapped");
  for (guint stride = 1; stride < plx_nprocs (me); stride *= 2)
    {
      const guint other = plx_pid (me) ^ stride;

      plx_send (me, other, 0, bytes, x);
      plx_recv (me, other, 0, bytes, in->arrived, NULL);
      add (me, x, in->arrived, in->n);
    }
}

/* The sum of one number is that number. */
static void
sequential (PlxProc *me, const void *instance)
{
  (void) me, (void) instance;
}

static void
prepare (PlxProc *me, void *instance)
{
  AllReduce *in = instance;

  in->x = plx_array (me, .name = "x", .type = PLX_DOUBLE, .n = in->n, .distribution = PLX_EACH);
}

static void
prepare_ring (PlxProc *me, void *instance)
{
  AllReduce *in = instance;

  prepare (me, instance);
  in->arrived = plx_alloc (me, plx_divide_up (in->n, plx_nprocs (me)) * sizeof *in->arrived);
}

static void
prepare_recursive_doubling (PlxProc *me, void *instance)
{
  AllReduce *in = instance;

  prepare (me, instance);
  in->arrived = plx_alloc (me, in->n * sizeof *in->arrived);
}

/* Whole numbers, so that sums are exact in whatever order. */
static double
number (const PlxProc *me, const AllReduce *in, guint q, guint64 i)
{
  return (double) plx_small_at (me, in, q * in->n + i);
}

static double
my_number (const PlxProc *me, const void *instance, guint64 i)
{
  return number (me, instance, plx_pid (me), i);
}

static void
fill (PlxProc *me, const void *instance)
{
  const AllReduce *in = instance;

  plx_fill_double (me, in->x, my_number, in);
}

static void
check (PlxProc *me, const void *instance)
{
  const AllReduce *in = instance;
  double *expected = plx_alloc (me, in->n * sizeof *expected);

  for (guint q = 0; q < plx_nprocs (me); q++)
    for (guint64 i = 0; i < in->n; i++)
      expected[i] += number (me, in, q, i);
  for (guint q = 0; q < plx_nprocs (me); q++)
    plx_expect_double_at (me, in->x, q, in->n, expected, 0);
}

/* Words of a message are sent, and received, max (g, o) apart; who still sends receives later. */
#define SWAP(n) "(2*o + (" n " - 1)*max(g, o) + max(L, (" n " - 1)*max(g, o)))"

static const PlxVariant variants[] = {
  { "ring", "chunks go round twice", ring,
    .closed = PLX_CLOSED_FORMS (
      { "loggp", "2*(p - 1)*(2*o + L + (8*n/p - 1)*G) + (p - 1)*n/p",
        .when = "divides(p, n) && g <= 2*o + L", .source = "Patarasuk and Yuan 2009" },
      { "loggp", "2*(p - 1)*(2*o + L + (8*ceil(n/p) - 1)*G) + (p - 1)*ceil(n/p)",
        .when = "g <= 2*o + L", .source = "the same, ragged", .upper_bound = TRUE },
      { "hockney", "2*(p - 1)*(alpha + beta*8*n/p) + (p - 1)*n/p",
        .when = "divides(p, n)", .source = "Patarasuk and Yuan 2009" },
      { "bsp", "2*(p - 1)*((n/p)*g + l) + (p - 1)*n/p", .when = "divides(p, n)",
        .source = "causal supersteps" },
      { "apram", "2*(p - 1)*(2*R(n/p) + B) + (p - 1)*n/p", .when = "divides(p, n)", .source = "causal phases" },
      { "pram", "(2*p - 1)*n/p", .when = "p >= 2 && divides(p, n)", .source = "steps" },
      { "logp", "2*(p - 1)*" SWAP ("n/p") " + (p - 1)*n/p", .when = "divides(p, n) && g <= 2*o + L",
        .source = "a message a word" }),
    .prepare = prepare_ring },
  { "recursive-doubling", "sums so far are swapped at distances 1, 2, 4 ...", recursive_doubling,
    .closed = PLX_CLOSED_FORMS (
      { "loggp", "log2(p)*(2*o + L + (8*n - 1)*G + n)", .when = "g <= 2*o + L",
        .source = "Thakur et al. 2005" },
      { "hockney", "log2(p)*(alpha + beta*8*n + n)", .source = "Thakur et al. 2005" },
      { "bsp", "log2(p)*(n + n*g + l)", .source = "causal supersteps" },
      { "apram", "log2(p)*(2*R(n) + n + B)", .source = "causal phases" },
      { "pram", "(log2(p) + 1)*n", .when = "p >= 2", .source = "steps" },
      { "logp", "log2(p)*(" SWAP ("n") " + n)", .when = "g <= 2*o + L", .source = "a message a word" }),
    .needs = "power(p, 2)", .needs_text = "a power of two as the number of processors",
    .prepare = prepare_recursive_doubling },
  { .name = NULL }
};

static const PlxVariant best = { "sequential", "nothing to do", .run = sequential };

PLX_ALGORITHM (all_reduce, AllReduce, .name = "all-reduce", .title = "sums of n numbers of each, to each",
               .source = "Patarasuk and Yuan 2009; Thakur et al. 2005", .params = params,
               .variants = variants, .best = &best, .prepare = prepare, .fill = fill, .check = check)
