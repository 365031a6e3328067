/* SPDX-License-Identifier: MIT */
/* check-pattern.c: patterns are proper flows, do what their schedules say and cost what is known of them. */
#include "sim/sources/pattern.h"
#include "tests/pricing.h"

#include <string.h>

/* ---- making and walking ---- */

static const double logp_of_the_paper[3] = { 6, 2, 4 };

/* Of "p=8 bytes=64". */
static PlxSettings *
settings_of (const char *words)
{
  g_auto (GStrv) word = g_strsplit (words, " ", -1);
  PlxSettings *settings = plx_settings_new ();

  for (guint k = 0; word[k] && *word[k]; k++)
    {
      g_auto (GStrv) pair = g_strsplit (word[k], "=", 2);

      PLX_OK (plx_settings_add (settings, pair[0], pair[1], "test", error));
    }
  return settings;
}

static PlxFlow *
try_flow (const char *name, const char *words, const double logp[3], GError **error)
{
  g_autoptr (PlxSettings) settings = settings_of (words);

  return plx_pattern_flow (name, settings, logp, error);
}

G_GNUC_PRINTF (2, 3)
static PlxFlow *
flow_of (const char *name, const char *format, ...)
{
  va_list arguments;
  g_autofree char *words = NULL;
  PlxFlow *flow = NULL;

  va_start (arguments, format);
  words = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  PLX_OK (flow = try_flow (name, words, logp_of_the_paper, error));
  return flow;
}

typedef void (*Visit) (guint64 level, guint i, const PlxOp *op, gpointer data);

/* Calls @visit for every operation, level by level. */
static void
walk (const PlxFlow *flow, Visit visit, gpointer data)
{
  PlxChunk chunk = { 0 };

  for (guint64 level = 0; level < flow->n_levels; level++)
    {
      flow->read (flow, level, 0, flow->width (flow, level), &chunk);
      for (guint k = 0; k < chunk.n_segments; k++)
        for (guint32 at = chunk.segments[k].first; at < chunk.segments[k + 1].first; at++)
          visit (level, chunk.segments[k].processor, &chunk.ops[at], data);
    }
  g_free (chunk.own_segments);
  g_free (chunk.own_ops);
}

static void
add_op (G_GNUC_UNUSED guint64 level, guint i, const PlxOp *op, gpointer data)
{
  PlxOp copy = *op;

  if (op->kind == PLX_OP_SEND || op->kind == PLX_OP_RECV)
    copy.tag = 0;
  plx_trace_builder_op (data, i, copy);
}

static PlxTrace *
trace_of (const PlxFlow *flow)
{
  PlxTraceBuilder *builder = plx_trace_builder_new (flow->p, flow->identity);

  walk (flow, add_op, builder);
  return plx_trace_builder_end (builder);
}

/* Frees the flow. */
static double
cost (PlxFlow *flow, const char *model)
{
  g_autoptr (PlxTrace) trace = trace_of (flow);
  const double total = price_total (trace, model);

  flow->free (flow);
  return total;
}

/* ---- what every flow must be ---- */

/* A slot: the message in it, or when it was received. */
typedef struct {
  gboolean full;
  guint64 level;  /* of its SEND, or of its RECV */
  guint from, to, bytes, nth;
} Slot;

typedef struct {
  guint p;
  Slot *slots;
  guint *sent, *received;  /* [p * p]: messages of a pair */
  guint64 n_ops, n_messages;
} Checker;

static void
check_send (Checker *c, guint64 level, guint i, const PlxOp *op)
{
  Slot *slot = &c->slots[op->tag];

  ck_assert_uint_lt (op->peer, c->p);
  ck_assert_uint_ne (op->peer, i);
  ck_assert (!slot->full && (slot->to == G_MAXUINT || slot->level < level));
  *slot = (Slot) { TRUE, level, i, op->peer, op->bytes, c->sent[i * c->p + op->peer]++ };
  c->n_messages++;
}

static void
check_receive (Checker *c, guint64 level, guint i, const PlxOp *op)
{
  Slot *slot = &c->slots[op->tag];

  ck_assert (slot->full && slot->level < level);
  ck_assert_uint_eq (slot->from, op->peer);
  ck_assert_uint_eq (slot->to, i);
  ck_assert_uint_eq (slot->bytes, op->bytes);
  ck_assert_uint_eq (slot->nth, c->received[op->peer * c->p + i]++);
  slot->full = FALSE;
  slot->level = level;
}

static void
check_op (guint64 level, guint i, const PlxOp *op, gpointer data)
{
  Checker *c = data;

  c->n_ops++;
  if (op->kind == PLX_OP_SEND)
    check_send (c, level, i, op);
  else if (op->kind == PLX_OP_RECV)
    check_receive (c, level, i, op);
  else
    ck_assert_int_eq (op->kind, PLX_OP_WORK);
}

/* Every SEND has a RECV of its size in a later level, no slot is used twice at a time, the k-th message of a pair is its
 * k-th receive, and all is counted right. */
static void
check_messages (const PlxFlow *flow)
{
  const gsize pairs = (gsize) flow->p * flow->p;
  Checker c = { .p = flow->p, .slots = g_new0 (Slot, flow->n_slots + 1), .sent = g_new0 (guint, pairs),
                .received = g_new0 (guint, pairs) };

  for (guint32 k = 0; k < flow->n_slots; k++)
    c.slots[k].to = G_MAXUINT;
  walk (flow, check_op, &c);
  for (guint32 k = 0; k < flow->n_slots; k++)
    ck_assert (!c.slots[k].full);
  ck_assert_uint_eq (c.n_ops, flow->n_ops);
  ck_assert_uint_eq (c.n_messages, flow->n_messages);
  g_free (c.slots);
  g_free (c.sent);
  g_free (c.received);
}

/* Segments [from, from + n) are the same, read by themselves. */
static void
check_piece (const PlxFlow *flow, guint64 level, const PlxChunk *whole, guint from, guint n)
{
  PlxChunk piece = { 0 };

  flow->read (flow, level, from, n, &piece);
  ck_assert_uint_eq (piece.n_segments, n);
  for (guint k = 0; k < n; k++)
    {
      const PlxSegment *a = &whole->segments[from + k], *b = &piece.segments[k];

      ck_assert_uint_eq (a[0].processor, b[0].processor);
      ck_assert_uint_eq (a[1].first - a[0].first, b[1].first - b[0].first);
      ck_assert_mem_eq (whole->ops + a->first, piece.ops + b->first, (a[1].first - a->first) * sizeof (PlxOp));
    }
  g_free (piece.own_segments);
  g_free (piece.own_ops);
}

/* Processors ascend and do something; in pieces a level is what it is at once. */
static void
check_levels (const PlxFlow *flow)
{
  PlxChunk chunk = { 0 };

  for (guint64 level = 0; level < flow->n_levels; level++)
    {
      const guint width = flow->width (flow, level);

      ck_assert_uint_gt (width, 0);
      flow->read (flow, level, 0, width, &chunk);
      ck_assert_uint_eq (chunk.n_segments, width);
      for (guint k = 0; k < width; k++)
        {
          ck_assert_uint_lt (chunk.segments[k].processor, flow->p);
          ck_assert_uint_lt (chunk.segments[k].first, chunk.segments[k + 1].first);
          ck_assert (k == 0 || chunk.segments[k - 1].processor < chunk.segments[k].processor);
        }
      for (guint size = 1; size <= 3; size++)
        for (guint from = 0; from < width; from += size)
          check_piece (flow, level, &chunk, from, MIN (size, width - from));
    }
  g_free (chunk.own_segments);
  g_free (chunk.own_ops);
}

static void
check_flow (PlxFlow *flow)
{
  check_messages (flow);
  check_levels (flow);
  flow->free (flow);
}

START_TEST (every_pattern_is_a_flow_in_causal_order)
{
  static const guint sizes[] = { 1, 2, 3, 4, 5, 6, 7, 8, 12, 13, 16, 30, 64 };
  guint n;
  const PlxPattern *const *all = plx_patterns (&n);

  for (guint k = 0; k < n; k++)
    for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
      {
        g_autofree char *words = g_strdup_printf ("p=%u bytes=%u", sizes[s], 19 + s);
        g_autoptr (GError) why = NULL;
        PlxFlow *flow = try_flow (all[k]->name, words, logp_of_the_paper, &why);

        if (flow)
          check_flow (flow);
        else
          ck_assert_msg (strstr (why->message, "power of 2") && (sizes[s] & (sizes[s] - 1)) != 0, "%s: %s", all[k]->name,
                         why->message);
      }
}
END_TEST

START_TEST (one_processor_sends_nothing)
{
  guint n;
  const PlxPattern *const *all = plx_patterns (&n);

  for (guint k = 0; k < n; k++)
    {
      PlxFlow *flow = flow_of (all[k]->name, "p=1");

      ck_assert_uint_eq (flow->n_messages, 0);
      ck_assert_uint_eq (flow->n_levels, 0);
      flow->free (flow);
    }
}
END_TEST

START_TEST (names_ascend_and_a_schedule_says_what_is_done)
{
  guint n;
  const PlxPattern *const *all = plx_patterns (&n);

  for (guint k = 0; k < n; k++)
    {
      ck_assert (k == 0 || strcmp (all[k - 1]->name, all[k]->name) < 0);
      ck_assert_ptr_eq (plx_pattern_find (all[k]->name, NULL), all[k]);
      ck_assert (all[k]->title && strlen (all[k]->schedule) > 30);
    }
}
END_TEST

/* ---- what they achieve ---- */

/* Who knows of whom, as a message carries all that its sender knows: [p * p]. */
typedef struct {
  guint p;
  gboolean *knows, *sent;  /* sent: [n_slots * p] */
} Knowledge;

static void
spread (G_GNUC_UNUSED guint64 level, guint i, const PlxOp *op, gpointer data)
{
  const Knowledge *k = data;

  for (guint of = 0; of < k->p; of++)
    if (op->kind == PLX_OP_SEND)
      k->sent[(gsize) op->tag * k->p + of] = k->knows[i * k->p + of];
    else if (op->kind == PLX_OP_RECV)
      k->knows[i * k->p + of] |= k->sent[(gsize) op->tag * k->p + of];
}

/* Everybody knows of the first @sources processors at the end. */
static void
check_spread (const char *name, guint p, guint sources)
{
  PlxFlow *flow = flow_of (name, "p=%u", p);
  const Knowledge k
    = { p, g_new0 (gboolean, (gsize) p * p), g_new0 (gboolean, ((gsize) flow->n_slots + 1) * p) };

  for (guint i = 0; i < p; i++)
    k.knows[i * p + i] = TRUE;
  walk (flow, spread, (gpointer) &k);
  for (guint i = 0; i < p; i++)
    for (guint of = 0; of < sources; of++)
      ck_assert_msg (k.knows[i * p + of], "%s p=%u: %u does not know of %u", name, p, i, of);
  flow->free (flow);
  g_free (k.knows);
  g_free (k.sent);
}

START_TEST (a_broadcast_tells_everybody)
{
  static const char *const names[] = { "flat", "chain", "binomial", "optimal" };

  for (guint k = 0; k < G_N_ELEMENTS (names); k++)
    for (guint p = 1; p <= 40; p++)
      {
        PlxFlow *flow = flow_of (names[k], "p=%u", p);

        ck_assert_uint_eq (flow->n_messages, p - 1);
        flow->free (flow);
        check_spread (names[k], p, 1);
      }
}
END_TEST

START_TEST (after_an_exchange_everybody_knows_of_everybody)
{
  static const char *const names[] = { "dissemination", "linear-all-to-all", "ring-all-reduce" };

  for (guint k = 0; k < G_N_ELEMENTS (names); k++)
    for (guint p = 1; p <= 40; p++)
      check_spread (names[k], p, p);
}
END_TEST

/* ---- what they cost ---- */

/* Parameters in which g is no larger than o, so that no round waits for the gap. */
typedef struct {
  guint L, o, g, G;
} LogGP;

static const LogGP machines[] = { { 2500, 1500, 1000, 6 }, { 100, 31, 17, 2 }, { 7, 5, 3, 1 } };
static const guint procs[] = { 2, 3, 5, 8, 16, 33, 64 };

/* For each machine, number of processors and size: the pattern's price and @expected's. */
static void
check_cost (const char *name, double (*expected) (const LogGP *m, guint p, guint bytes))
{
  for (guint k = 0; k < G_N_ELEMENTS (machines); k++)
    for (guint s = 0; s < G_N_ELEMENTS (procs); s++)
      {
        const LogGP *m = &machines[k];
        const guint p = procs[s], bytes = p * (1 + 2 * s);
        g_autofree char *model = g_strdup_printf ("loggp:L=%u,o=%u,g=%u,G=%u", m->L, m->o, m->g, m->G);

        assert_near (cost (flow_of (name, "p=%u bytes=%u", p, bytes), model), expected (m, p, bytes));
      }
}

static double
reach (const LogGP *m, guint bytes)
{
  return 2 * m->o + m->L + (bytes - 1) * m->G;
}

static double
again (const LogGP *m, guint bytes)
{
  return MAX (m->o, m->g + (bytes - 1) * m->G);
}

static double
flat_cost (const LogGP *m, guint p, guint bytes)
{
  return (p - 2) * again (m, bytes) + reach (m, bytes);
}

static double
chain_cost (const LogGP *m, guint p, guint bytes)
{
  return (p - 1) * reach (m, bytes);
}

/* Processor i is reached by a message for each of its ones; for each zero below its highest one somebody waited. */
static double
binomial_cost (const LogGP *m, guint p, guint bytes)
{
  double latest = 0;

  for (guint i = 1; i < p; i++)
    {
      const guint ones = (guint) __builtin_popcount (i), zeros = (guint) g_bit_storage (i) - ones;

      latest = MAX (latest, ones * reach (m, bytes) + zeros * again (m, bytes));
    }
  return latest;
}

static double
dissemination_cost (const LogGP *m, guint p, guint bytes)
{
  return g_bit_storage (p - 1) * reach (m, bytes);
}

static double
all_reduce_cost (const LogGP *m, guint p, guint bytes)
{
  return 2 * (p - 1) * reach (m, bytes / p);
}

START_TEST (patterns_cost_what_formulas_say)
{
  check_cost ("flat", flat_cost);
  check_cost ("chain", chain_cost);
  check_cost ("binomial", binomial_cost);
  check_cost ("dissemination", dissemination_cost);
  check_cost ("ring-all-reduce", all_reduce_cost);
}
END_TEST

START_TEST (an_optimal_broadcast_takes_what_the_literature_says)
{
  static const struct { guint p, L; double time; } known[]
    = { { 2, 6, 10 }, { 8, 6, 24 }, { 16, 6, 32 }, { 1024, 6, 72 }, { 8, 5, 22 } };

  for (guint k = 0; k < G_N_ELEMENTS (known); k++)
    {
      g_autofree char *model = g_strdup_printf ("logp:L=%u,o=2,g=4", known[k].L);

      assert_near (cost (flow_of ("optimal", "p=%u L=%u", known[k].p, known[k].L), model), known[k].time);
    }
}
END_TEST

/* When each of p processors knows, by trying everybody: the sooner of who can tell next. */
static double
greedy (guint p, double reach, double again)
{
  g_autofree double *next = g_new0 (double, p);
  double last = 0;

  for (guint told = 1; told < p; told++)
    {
      guint best = 0;

      for (guint i = 1; i < told; i++)
        best = next[i] < next[best] ? i : best;
      next[told] = last = next[best] + reach;
      next[best] += again;
    }
  return last;
}

START_TEST (an_optimal_broadcast_is_the_greedy_one)
{
  static const guint of[][3] = { { 6, 2, 4 }, { 1, 1, 1 }, { 5, 2, 9 }, { 1000, 1, 1 }, { 1, 1, 1000 }, { 37, 3, 11 } };

  for (guint k = 0; k < G_N_ELEMENTS (of); k++)
    for (guint p = 2; p < 400; p = p * 3 / 2 + 1)
      {
        const guint L = of[k][0], o = of[k][1], g = of[k][2];
        g_autofree char *model = g_strdup_printf ("logp:L=%u,o=%u,g=%u", L, o, g);
        PlxFlow *flow = flow_of ("optimal", "p=%u L=%u o=%u g=%u", p, L, o, g);

        check_messages (flow);
        check_levels (flow);
        assert_near (cost (flow, model), greedy (p, 2 * o + L, MAX (o, g)));
      }
}
END_TEST

START_TEST (uneven_parameters_make_optimal_trees_too)
{
  static const char *const words[] = {
    "L=0 o=0 g=0", "L=0 o=0 g=3", "L=5 o=0 g=0", "L=1e-9 o=1e-6 g=3", "L=1e300 o=0.1 g=0.3",
    "L=2.5us o=1.5us g=1us G=6ps/byte",
  };

  for (guint k = 0; k < G_N_ELEMENTS (words); k++)
    check_flow (flow_of ("optimal", "p=%u bytes=100 %s", 77, words[k]));
}
END_TEST

START_TEST (large_trees_have_few_levels)
{
  PlxFlow *flow = flow_of ("optimal", "p=2^20 L=0.7 o=0.3 g=0.4");

  ck_assert_uint_lt (flow->n_levels, 1000);
  check_spread ("optimal", 300, 1);
  flow->free (flow);
}
END_TEST

/* ---- what is wrong ---- */

START_TEST (what_is_wrong_is_said)
{
  static const struct { const char *name, *words, *message; } wrong[] = {
    { "dissemintion", "p=8", "did you mean \"dissemination\"?" },
    { "dissemination", "bytes=8", "p missing; give p=.." },
    { "dissemination", "p=8 byte=8", "did you mean \"bytes\"?" },
    { "dissemination", "p=0", "not above 0" },
    { "dissemination", "p=2^31", "at most 2^31 - 1" },
    { "dissemination", "p=eight", "test: p: \"eight\"" },
    { "dissemination", "p=8 bytes=2^32", "less than 2^32" },
    { "linear-all-to-all", "p=2^20", "under way at once" },
    { "optimal", "p=8", "L, o, g missing" },
    { "optimal", "p=8 L=6 o=2", "g missing; give g=.., or a model" },
  };

  for (guint k = 0; k < G_N_ELEMENTS (wrong); k++)
    PLX_FAILS (try_flow (wrong[k].name, wrong[k].words, NULL, error), PLX_ERROR_INPUT, wrong[k].message);
  PLX_FAILS (plx_pattern_flow ("pattern:chain", NULL, NULL, error), PLX_ERROR_INPUT, "pattern:chain: p missing");
}
END_TEST

START_TEST (identities_say_every_size)
{
  PlxFlow *flow = flow_of ("pattern:optimal", "p=8 G=0.5");

  ck_assert_str_eq (flow->identity, "pattern:optimal p=8 bytes=8 L=6 o=2 g=4 G=0.5");
  flow->free (flow);
}
END_TEST

PLX_TEST_MAIN ("pattern", every_pattern_is_a_flow_in_causal_order, one_processor_sends_nothing,
               names_ascend_and_a_schedule_says_what_is_done, a_broadcast_tells_everybody,
               after_an_exchange_everybody_knows_of_everybody, patterns_cost_what_formulas_say,
               an_optimal_broadcast_takes_what_the_literature_says, an_optimal_broadcast_is_the_greedy_one,
               uneven_parameters_make_optimal_trees_too, large_trees_have_few_levels, what_is_wrong_is_said,
               identities_say_every_size)
