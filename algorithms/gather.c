/* SPDX-License-Identifier: MIT */
/* gather.c: everybody has a block of ceil (n/p) of n words, and processor 0 gets them all.
 *
 *     (n - n/p) g + l
 *
 * The inverse of a scatter, and as dear. The last processors may have less than a block, or nothing.
 *
 * R. H. Bisseling, "Parallel Scientific Computation", 2004. A. Alexandrov, M. F. Ionescu, K. E.
 * Schauser, C. Scheiman, "LogGP", SPAA 1995. Check value: n = 1024, p = 16, g = 1.66, l = 751: 2344.6.
 */
#include <parallax/algorithm.h>
#include <parallax/cells.h>
#include <parallax/integer.h>

typedef struct {
  guint64 n;
  PlxArray *x;    /* [n] in blocks */
  PlxArray *all;  /* processor 0: [n] */
} Gather;

static const PlxParam params[] = {
  { "n", "word", "words to collect", offsetof (Gather, n),
    .flags = PLX_COUNT | PLX_POSITIVE, .fallback = "1024" },
  PLX_PARAM_END
};

static void
direct (PlxProc *me, const void *instance)
{
  const Gather *in = instance;
  const guint64 n = plx_length (me, in->x);
  const gint64 *mine = plx_local (me, in->x);

  plx_label (me, "my block to processor 0");
  if (plx_pid (me) == 0)
    plx_copy (me, plx_local_mut (me, in->all), mine, n * sizeof *mine);
  else
    plx_put_at (me, in->all, 0, plx_first (me, in->x), n, mine);
  plx_sync (me);
}

static void
sequential (PlxProc *me, const void *instance)
{
  const Gather *in = instance;

  plx_copy (me, plx_local_mut (me, in->all), plx_local (me, in->x), in->n * sizeof (gint64));
}

static void
prepare (PlxProc *me, void *instance)
{
  Gather *in = instance;

  in->x = plx_array (me, .name = "x", .n = in->n);
  in->all = plx_array (me, .name = "all", .n = in->n, .distribution = PLX_EACH);
}

static void
fill (PlxProc *me, const void *instance)
{
  const Gather *in = instance;

  plx_fill_int64 (me, in->x, plx_random_at, in);
  if (plx_pid (me) == 0)
    plx_clear (me, in->all);
}

static void
check (PlxProc *me, const void *instance)
{
  const Gather *in = instance;

  plx_expect_int64_at (me, in->all, 0, in->n, plx_input_int64 (me, in->n, plx_random_at, in));
}

static const PlxVariant variants[] = {
  { "direct", "every block straight to processor 0", direct,
    .closed = PLX_CLOSED_FORMS (
      { "bsp", "(n - n/p)*g + l", .when = "divides(p, n)", .source = "Bisseling 2004" },
      { "bsp", "(n - ceil(n/p))*g + l", .source = "the same, ragged" },
      { "apram", "R(min(ceil(n/p), n - ceil(n/p))) + B", .source = "phases" },
      { "pram", "min(ceil(n/p), n - ceil(n/p))", .source = "steps" },
      { "logp", "((p - 1)*n/p - 1)*max(g, o) + 2*o + L + ceil(log2(p))*(L + 2*o)",
        .when = "p >= 2 && divides(p, n)", .source = "a message a word, then the barrier" },
      { "loggp", "(p - 2)*max(o, g + (8*n/p - 1)*G) + 2*o + L + (8*n/p - 1)*G"
        " + ceil(log2(p))*(L + 2*o)", .when = "p >= 2 && divides(p, n)",
        .source = "Alexandrov et al. 1995; then the barrier" }) },
  { .name = NULL }
};

static const PlxVariant best = { "sequential", "one copy", .run = sequential };

PLX_ALGORITHM (gather, Gather, .name = "gather", .title = "a block of each, n words to one",
               .source = "Bisseling 2004; Alexandrov et al. 1995", .params = params,
               .variants = variants, .best = &best, .prepare = prepare, .fill = fill, .check = check)
