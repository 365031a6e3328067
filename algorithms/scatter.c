/* SPDX-License-Identifier: MIT */
/* scatter.c: processor 0 has n words and deals them out, a block of ceil (n/p) to each.
 *
 *     (n - n/p) g + l
 *
 * Its own block it copies. The last processors may get less than a block, or nothing.
 *
 * R. H. Bisseling, "Parallel Scientific Computation", 2004. A. Alexandrov, M. F. Ionescu, K. E.
 * Schauser, C. Scheiman, "LogGP", SPAA 1995. Check value: n = 1024, p = 16, g = 1.66, l = 751: 2344.6.
 */
#include <parallax/algorithm.h>
#include <parallax/cells.h>
#include <parallax/integer.h>

typedef struct {
  guint64 n;
  gint64 *all;  /* processor 0: [n] */
  PlxArray *x;  /* [n] in blocks */
} Scatter;

static const PlxParam params[] = {
  { "n", "word", "words to deal out", offsetof (Scatter, n),
    .flags = PLX_COUNT | PLX_POSITIVE, .fallback = "1024" },
  PLX_PARAM_END
};

static void
direct (PlxProc *me, const void *instance)
{
  const Scatter *in = instance;
  const guint p = plx_nprocs (me);

  plx_label (me, "processor 0 sends each its block");
  if (plx_pid (me) == 0)
    {
      for (guint q = 1; q < p; q++)
        {
          const guint64 first = plx_block_begin (in->n, p, q), end = plx_block_begin (in->n, p, q + 1);

          plx_put (me, in->x, first, end - first, in->all + first);
        }
      plx_copy (me, plx_local_mut (me, in->x), in->all, plx_length (me, in->x) * sizeof *in->all);
    }
  plx_sync (me);
}

static void
sequential (PlxProc *me, const void *instance)
{
  const Scatter *in = instance;

  plx_copy (me, plx_local_mut (me, in->x), in->all, in->n * sizeof *in->all);
}

static void
prepare (PlxProc *me, void *instance)
{
  Scatter *in = instance;

  in->x = plx_array (me, .name = "x", .n = in->n);
  if (plx_pid (me) == 0)
    in->all = plx_alloc (me, in->n * sizeof *in->all);
}

static void
fill (PlxProc *me, const void *instance)
{
  const Scatter *in = instance;

  plx_clear (me, in->x);
  for (guint64 i = 0; plx_pid (me) == 0 && i < in->n; i++)
    in->all[i] = (gint64) plx_random (me, i);
}

static void
check (PlxProc *me, const void *instance)
{
  const Scatter *in = instance;

  plx_expect_int64 (me, in->x, in->n, plx_input_int64 (me, in->n, plx_random_at, in));
}

static const PlxVariant variants[] = {
  { "direct", "every block straight to its processor", direct,
    .closed = PLX_CLOSED_FORMS (
      { "bsp", "(n - n/p)*g + l", .when = "divides(p, n)", .source = "Bisseling 2004" },
      { "bsp", "(n - ceil(n/p))*g + l", .source = "the same, ragged" },
      { "apram", "R(n - ceil(n/p)) + B", .source = "phases" },
      { "pram", "n - ceil(n/p)", .source = "steps" },
      { "logp", "((p - 1)*n/p - 1)*max(g, o) + 2*o + L + ceil(log2(p))*(L + 2*o)",
        .when = "p >= 2 && divides(p, n)", .source = "a message a word, then the barrier" },
      { "loggp", "(p - 2)*max(o, g + (8*n/p - 1)*G) + 2*o + L + (8*n/p - 1)*G"
        " + ceil(log2(p))*(L + 2*o)", .when = "p >= 2 && divides(p, n)",
        .source = "Alexandrov et al. 1995; then the barrier" }) },
  { .name = NULL }
};

static const PlxVariant best = { "sequential", "one copy", .run = sequential };

PLX_ALGORITHM (scatter, Scatter, .name = "scatter", .title = "n words of one, a block to each",
               .source = "Bisseling 2004; Alexandrov et al. 1995", .params = params,
               .variants = variants, .best = &best, .prepare = prepare, .fill = fill, .check = check)
