/* SPDX-License-Identifier: MIT */
/* all-gather.c: everybody has a block of ceil (n/p) of n words, and everybody gets them all.
 *
 *     (n/p) (p - 1) g + l
 *
 * Everybody begins with its right neighbour, so that no processor is everybody's target at once. The
 * last processors may have less than a block, or nothing.
 *
 * R. H. Bisseling, "Parallel Scientific Computation", 2004. Check value: n = 1024, p = 16, g = 1.66,
 * l = 751: 2344.6.
 */
#include <parallax/algorithm.h>
#include <parallax/cells.h>

typedef struct {
  guint64 n;
  PlxArray *x;    /* [n] in blocks */
  PlxArray *all;  /* [n] on every processor */
} AllGather;

static const PlxParam params[] = {
  { "n", "word", "words in all", offsetof (AllGather, n),
    .flags = PLX_COUNT | PLX_POSITIVE, .fallback = "1024" },
  PLX_PARAM_END
};

static void
direct (PlxProc *me, const void *instance)
{
  const AllGather *in = instance;
  const guint p = plx_nprocs (me), pid = plx_pid (me);
  const guint64 first = plx_first (me, in->x), n = plx_length (me, in->x);
  const gint64 *mine = plx_local (me, in->x);

  plx_label (me, "my block to each");
  for (guint i = 1; i < p; i++)
    plx_put_at (me, in->all, (pid + i) % p, first, n, mine);
  plx_copy (me, (gint64 *) plx_local_mut (me, in->all) + first, mine, n * sizeof *mine);
  plx_sync (me);
}

static void
sequential (PlxProc *me, const void *instance)
{
  const AllGather *in = instance;

  plx_copy (me, plx_local_mut (me, in->all), plx_local (me, in->x), in->n * sizeof (gint64));
}

static void
prepare (PlxProc *me, void *instance)
{
  AllGather *in = instance;

  in->x = plx_array (me, .name = "x", .n = in->n);
  in->all = plx_array (me, .name = "all", .n = in->n, .distribution = PLX_EACH);
}

static void
fill (PlxProc *me, const void *instance)
{
  const AllGather *in = instance;

  plx_fill_int64 (me, in->x, plx_random_at, in);
  plx_clear (me, in->all);
}

static void
check (PlxProc *me, const void *instance)
{
  const AllGather *in = instance;
  const gint64 *expected = plx_input_int64 (me, in->n, plx_random_at, in);

  for (guint q = 0; q < plx_nprocs (me); q++)
    plx_expect_int64_at (me, in->all, q, in->n, expected);
}

/* Received from the time on when the first block is there and the last has been sent. */
#define LOGGP \
  "max(o + L + (8*n/p - 1)*G, (p - 2)*max(o, g + (8*n/p - 1)*G) + o)" \
  " + (p - 2)*max(o, g + (8*n/p - 1)*G) + o + ceil(log2(p))*(L + 2*o)"

static const PlxVariant variants[] = {
  { "direct", "every block straight to each", direct,
    .closed = PLX_CLOSED_FORMS (
      { "bsp", "(n/p)*(p - 1)*g + l", .when = "divides(p, n)", .source = "Bisseling 2004" },
      { "bsp", "ceil(n/p)*(p - 1)*g + l", .source = "the same, ragged" },
      { "apram", "R(ceil(n/p)*(p - 1)) + B", .source = "phases" },
      { "pram", "ceil(n/p)*(p - 1)", .source = "steps" },
      { "loggp", LOGGP, .when = "p >= 2 && divides(p, n)",
        .source = "all send, then receive; then the barrier" },
      { "logp", "2*o + ((p - 1)*n/p - 1)*max(g, o) + max(L, ((p - 1)*n/p - 1)*max(g, o)) + ceil(log2(p))*(L + 2*o)",
        .when = "p >= 2 && divides(p, n)", .source = "the same, a message a word" }) },
  { .name = NULL }
};

static const PlxVariant best = { "sequential", "one copy", .run = sequential };

PLX_ALGORITHM (all_gather, AllGather, .name = "all-gather", .title = "a block of each, n words to each",
               .source = "Bisseling 2004", .params = params, .variants = variants, .best = &best,
               .prepare = prepare, .fill = fill, .check = check)
