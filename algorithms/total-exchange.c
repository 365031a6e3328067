/* SPDX-License-Identifier: MIT */
/* total-exchange.c: every processor has m words for every processor.
 *
 *     m (p - 1) g + l
 *
 * Everybody begins with its right neighbour, so that no processor is everybody's target at once:
 * BSP does not mind, real machines do. What a processor has for itself it puts like the rest, to land
 * at the sync: two copies, so on one processor it takes two to three times as long as one copy.
 *
 * L. G. Valiant, "A bridging model for parallel computation", CACM 33(8), 1990. Check value:
 * m = 100, p = 8, g = 30.9, l = 18347: 39977.
 */
#include <parallax/algorithm.h>
#include <parallax/cells.h>

typedef struct {
  guint64 m;
  PlxArray *from, *to;  /* [p m] on every processor: m words for, and of, each */
} TotalExchange;

static const PlxParam params[] = {
  { "m", "word", "words from each processor to each", offsetof (TotalExchange, m),
    .flags = PLX_COUNT | PLX_POSITIVE, .fallback = "1024" },
  PLX_PARAM_END
};

static void
direct (PlxProc *me, const void *instance)
{
  const TotalExchange *in = instance;
  const guint p = plx_nprocs (me), pid = plx_pid (me);
  const gint64 *mine = plx_local (me, in->from);

  plx_label (me, "my words for each to each");
  for (guint i = 1; i <= p; i++)
    {
      const guint q = (pid + i) % p;

      plx_put_at (me, in->to, q, pid * in->m, in->m, mine + q * in->m);
    }
  plx_sync (me);
}

static void
sequential (PlxProc *me, const void *instance)
{
  const TotalExchange *in = instance;

  plx_copy (me, plx_local_mut (me, in->to), plx_local (me, in->from), in->m * sizeof (gint64));
}

static void
prepare (PlxProc *me, void *instance)
{
  TotalExchange *in = instance;
  const guint64 n = plx_nprocs (me) * in->m;

  in->from = plx_array (me, .name = "from", .n = n, .distribution = PLX_EACH);
  in->to = plx_array (me, .name = "to", .n = n, .distribution = PLX_EACH);
}

/* Word i of those that processor q has. */
static gint64
word (const PlxProc *me, const TotalExchange *in, guint q, guint64 i)
{
  return (gint64) plx_random (me, (guint64) q * plx_nprocs (me) * in->m + i);
}

static gint64
my_word (const PlxProc *me, const void *instance, guint64 i)
{
  return word (me, instance, plx_pid (me), i);
}

static void
fill (PlxProc *me, const void *instance)
{
  const TotalExchange *in = instance;

  plx_fill_int64 (me, in->from, my_word, instance);
  plx_clear (me, in->to);
}

static void
check (PlxProc *me, const void *instance)
{
  const TotalExchange *in = instance;
  const guint p = plx_nprocs (me);
  gint64 *expected = plx_alloc (me, p * in->m * sizeof *expected);

  for (guint q = 0; q < p; q++)
    {
      for (guint64 k = 0; k < p * in->m; k++)
        expected[k] = word (me, in, (guint) (k / in->m), q * in->m + k % in->m);
      plx_expect_int64_at (me, in->to, q, p * in->m, expected);
    }
}

/* Received from the time on when the first block is there and the last has been sent. */
#define LOGGP \
  "max(o + L + (8*m - 1)*G, (p - 2)*max(o, g + (8*m - 1)*G) + o)" \
  " + (p - 2)*max(o, g + (8*m - 1)*G) + o + ceil(log2(p))*(L + 2*o)"

static const PlxVariant variants[] = {
  { "direct", "every word straight to its destination", direct,
    .closed = PLX_CLOSED_FORMS (
      { "bsp", "m*(p - 1)*g + l", .source = "Valiant 1990" },
      { "apram", "R(m*p) + B", .source = "phases" },
      { "pram", "m*p", .source = "steps" },
      { "loggp", LOGGP, .when = "p >= 2", .source = "all send, then receive; then the barrier" },
      { "logp", "2*o + ((p - 1)*m - 1)*max(g, o) + max(L, ((p - 1)*m - 1)*max(g, o)) + ceil(log2(p))*(L + 2*o)",
        .when = "p >= 2", .source = "the same, a message a word" }) },
  { .name = NULL }
};

static const PlxVariant best = { "sequential", "one copy", .run = sequential };

PLX_ALGORITHM (total_exchange, TotalExchange, .name = "total-exchange",
               .title = "total exchange of m words a pair", .source = "Valiant 1990",
               .params = params, .variants = variants, .best = &best, .prepare = prepare, .fill = fill, .check = check)
