/* SPDX-License-Identifier: MIT */
/* check-pattern.c: patterns are proper flows and do what their schedules say. */
#include "tests/patterns.h"

#include <string.h>

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
  g_auto (PlxChunk) piece = { 0 };

  flow->read (flow, level, from, n, &piece);
  ck_assert_uint_eq (piece.n_segments, n);
  for (guint k = 0; k < n; k++)
    {
      const PlxSegment *a = &whole->segments[from + k], *b = &piece.segments[k];

      ck_assert_uint_eq (a[0].processor, b[0].processor);
      ck_assert_uint_eq (a[1].first - a[0].first, b[1].first - b[0].first);
      ck_assert_mem_eq (whole->ops + a->first, piece.ops + b->first, (a[1].first - a->first) * sizeof (PlxOp));
    }
}

/* Processors ascend and do something; in pieces a level is what it is at once. */
static void
check_levels (const PlxFlow *flow)
{
  g_auto (PlxChunk) chunk = { 0 };

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
}

static void
check_flow (PlxFlow *flow)
{
  check_messages (flow);
  check_levels (flow);
  plx_flow_free (flow);
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

START_TEST (patterns_are_flows_with_any_options)
{
  static const struct { const char *name, *words; } odd[] = {
    { "k-ary", "p=40 k=2" },           { "k-ary", "p=40 k=3" },
    { "k-ary", "p=41 k=39" },          { "k-ary", "p=40 k=2^63" },
    { "n-way-dissemination", "p=40 n=1" }, { "n-way-dissemination", "p=40 n=5" },
    { "n-way-dissemination", "p=17 n=16" }, { "n-way-dissemination", "p=17 n=1e18" },
    { "pipelined-ring", "p=7 chunks=1" },  { "pipelined-ring", "p=7 chunks=5 bytes=23" },
    { "pipelined-ring", "p=7 chunks=40" }, { "pipelined-ring", "p=2 chunks=3" },
    { "random-bisection", "p=22 steps=9 seed=7" }, { "random-bisection", "p=23 steps=9" },
    { "butterfly", "p=16 work=5" },        { "ring-all-reduce", "p=7 bytes=3" },
    { "halo-2d", "rows=3 columns=5 steps=4 work=3" }, { "halo-2d", "p=15 rows=3 periodic=yes steps=4" },
    { "halo-2d", "rows=1 columns=6 periodic=yes" },   { "halo-2d", "rows=2 columns=2 periodic=yes steps=3" },
    { "halo-3d", "depth=2 rows=3 columns=4 steps=3" }, { "halo-3d", "p=27 periodic=yes steps=2" },
    { "halo-3d", "p=24 rows=2 work=9" },   { "halo-3d", "depth=2 rows=1 columns=2 periodic=yes" },
    { "halo-2d", "p=1 steps=5 work=7" },   { "wavefront", "p=1 steps=5 work=7" },
    { "wavefront", "rows=3 columns=5 work=2" }, { "wavefront", "rows=3 columns=5 steps=2" },
    { "wavefront", "rows=5 columns=3 steps=4 work=2" }, { "wavefront", "rows=4 columns=4 steps=30" },
    { "wavefront", "rows=1 columns=6 steps=3" }, { "wavefront", "rows=6 columns=1 steps=3" },
  };

  for (guint k = 0; k < G_N_ELEMENTS (odd); k++)
    check_flow (flow_of (odd[k].name, "%s", odd[k].words));
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
      plx_flow_free (flow);
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

/* Everybody knows of the first @sources processors at the end. @more: further options. */
static void
check_spread (const char *name, guint p, guint sources, const char *more)
{
  PlxFlow *flow = flow_of (name, "p=%u %s", p, more);
  const Knowledge k
    = { p, g_new0 (gboolean, (gsize) p * p), g_new0 (gboolean, ((gsize) flow->n_slots + 1) * p) };

  for (guint i = 0; i < p; i++)
    k.knows[i * p + i] = TRUE;
  walk (flow, spread, (gpointer) &k);
  for (guint i = 0; i < p; i++)
    for (guint of = 0; of < sources; of++)
      ck_assert_msg (k.knows[i * p + of], "%s p=%u: %u does not know of %u", name, p, i, of);
  plx_flow_free (flow);
  g_free (k.knows);
  g_free (k.sent);
}

START_TEST (a_broadcast_tells_everybody)
{
  static const char *const names[] = { "flat", "chain", "binomial", "binary", "k-ary", "optimal" };

  for (guint k = 0; k < G_N_ELEMENTS (names); k++)
    for (guint p = 1; p <= 40; p++)
      {
        PlxFlow *flow = flow_of (names[k], "p=%u", p);

        ck_assert_uint_eq (flow->n_messages, p - 1);
        plx_flow_free (flow);
        check_spread (names[k], p, 1, "");
      }
}
END_TEST

START_TEST (after_an_exchange_everybody_knows_of_everybody)
{
  static const struct { const char *name, *more; gboolean power; } all[] = {
    { "dissemination", "", FALSE },       { "n-way-dissemination", "n=2", FALSE },
    { "n-way-dissemination", "n=3", FALSE }, { "n-way-dissemination", "n=100", FALSE },
    { "recursive-doubling", "", TRUE },   { "butterfly", "", TRUE },
    { "linear-all-to-all", "", FALSE },   { "pairwise-all-to-all", "", FALSE },
    { "bruck-all-to-all", "", FALSE },    { "ring-all-reduce", "", FALSE },
  };

  for (guint k = 0; k < G_N_ELEMENTS (all); k++)
    for (guint p = 1; p <= 40; p++)
      if (!all[k].power || (p & (p - 1)) == 0)
        check_spread (all[k].name, p, p, all[k].more);
}
END_TEST

/* ---- their schedules, message by message ---- */

/* "0: >1 <2; 1: ..." with bytes after a slash when they are not 1, and w for work. */
static char *
schedule_text (const PlxFlow *flow)
{
  g_autoptr (PlxTrace) trace = plx_flow_to_trace (flow);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < flow->p; i++)
    {
      gsize n;
      const PlxOp *ops = plx_trace_ops (trace, 0, i, &n);

      g_string_append_printf (text, "%s%u:", i > 0 ? "; " : "", i);
      for (gsize k = 0; k < n; k++)
        {
          if (ops[k].kind == PLX_OP_WORK)
            g_string_append_printf (text, " w%" G_GUINT64_FORMAT, ops[k].count);
          else
            g_string_append_printf (text, " %c%u", ops[k].kind == PLX_OP_SEND ? '>' : '<', ops[k].peer);
          if (ops[k].kind != PLX_OP_WORK && ops[k].bytes != 1)
            g_string_append_printf (text, "/%u", ops[k].bytes);
        }
    }
  return g_string_free (text, FALSE);
}

START_TEST (schedules_are_what_they_are_said_to_be)
{
  static const struct { const char *name, *words, *schedule; } known[] = {
    { "flat", "p=4 bytes=1",
      "0: >1 >2 >3; 1: <0; 2: <0; 3: <0" },
    { "chain", "p=4 bytes=1",
      "0: >1; 1: <0 >2; 2: <1 >3; 3: <2" },
    { "binomial", "p=7 bytes=1",
      "0: >1 >2 >4; 1: <0 >3 >5; 2: <0 >6; 3: <1; 4: <0; 5: <1; 6: <2" },
    { "binary", "p=6 bytes=1",
      "0: >1 >2; 1: <0 >3 >4; 2: <0 >5; 3: <1; 4: <1; 5: <2" },
    { "k-ary", "p=8 k=3 bytes=1",
      "0: >1 >2 >3; 1: <0 >4 >5 >6; 2: <0 >7; 3: <0; 4: <1; 5: <1; 6: <1; 7: <2" },
    { "optimal", "p=8 bytes=1",
      "0: >1 >2 >3 >5; 1: <0 >4 >6; 2: <0 >7; 3: <0; 4: <1; 5: <0; 6: <1; 7: <2" },
    { "dissemination", "p=5 bytes=1",
      "0: >1 <4 >2 <3 >4 <1; 1: >2 <0 >3 <4 >0 <2; 2: >3 <1 >4 <0 >1 <3; 3: >4 <2 >0 <1 >2 <4; 4: >0 <3 >1 <2 >3 <0" },
    { "n-way-dissemination", "p=5 n=2 bytes=1",
      "0: >1 >2 <4 <3 >3 <2; 1: >2 >3 <0 <4 >4 <3; 2: >3 >4 <1 <0 >0 <4; 3: >4 >0 <2 <1 >1 <0; 4: >0 >1 <3 <2 >2 <1" },
    { "recursive-doubling", "p=4 bytes=1",
      "0: >1 <1 >2 <2; 1: >0 <0 >3 <3; 2: >3 <3 >0 <0; 3: >2 <2 >1 <1" },
    { "butterfly", "p=4 bytes=1 work=9",
      "0: >2 <2 w9 >1 <1 w9; 1: >3 <3 w9 >0 <0 w9; 2: >0 <0 w9 >3 <3 w9; 3: >1 <1 w9 >2 <2 w9" },
    { "ring", "p=3 bytes=1",
      "0: >1 <2; 1: <0 >2; 2: <1 >0" },
    { "pipelined-ring", "p=3 chunks=2 bytes=5",
      "0: >1/3 >1/2; 1: <0/3 >2/3 <0/2 >2/2; 2: <1/3 <1/2" },
    { "ring-all-reduce", "p=3 bytes=7",
      "0: >1/3 <2/2 >1/2 <2/2 >1/2 <2/3 >1/3 <2/2; 1: >2/2 <0/3 >2/3 <0/2 >2/2 <0/2 >2/2 <0/3; 2: >0/2 <1/2 >0/2 "
      "<1/3 >0/3 <1/2 >0/2 <1/2" },
    { "linear-all-to-all", "p=4 bytes=1",
      "0: >1 >2 >3 <3 <2 <1; 1: >2 >3 >0 <0 <3 <2; 2: >3 >0 >1 <1 <0 <3; 3: >0 >1 >2 <2 <1 <0" },
    { "pairwise-all-to-all", "p=4 bytes=1",
      "0: >1 <3 >2 <2 >3 <1; 1: >2 <0 >3 <3 >0 <2; 2: >3 <1 >0 <0 >1 <3; 3: >0 <2 >1 <1 >2 <0" },
    { "bruck-all-to-all", "p=4 bytes=1",
      "0: >1/2 <3/2 >2/2 <2/2; 1: >2/2 <0/2 >3/2 <3/2; 2: >3/2 <1/2 >0/2 <0/2; 3: >0/2 <2/2 >1/2 <1/2" },
    { "random-bisection", "p=5 bytes=1",
      "0: >2 <2; 1: >3 <3; 2: >0 <0; 3: >1 <1; 4:" },
    { "halo-2d", "rows=2 columns=3 bytes=1",
      "0: >3 >1 <3 <1; 1: >4 >0 >2 <4 <2 <0; 2: >5 >1 <5 <1; 3: >0 >4 <0 <4; 4: >1 >3 >5 <1 <5 <3; 5: >2 >4 <2 <4" },
    { "halo-2d", "rows=3 columns=3 bytes=1 periodic=yes work=7",
      "0: >6 >3 >2 >1 <3 <6 <1 <2 w7; 1: >7 >4 >0 >2 <4 <7 <2 <0 w7; 2: >8 >5 >1 >0 <5 <8 <0 <1 w7; 3: >0 >6 >5 >4 "
      "<6 <0 <4 <5 w7; 4: >1 >7 >3 >5 <7 <1 <5 <3 w7; 5: >2 >8 >4 >3 <8 <2 <3 <4 w7; 6: >3 >0 >8 >7 <0 <3 <7 <8 "
      "w7; 7: >4 >1 >6 >8 <1 <4 <8 <6 w7; 8: >5 >2 >7 >6 <2 <5 <6 <7 w7" },
    { "halo-3d", "p=8 bytes=1",
      "0: >4 >2 >1 <4 <2 <1; 1: >5 >3 >0 <5 <3 <0; 2: >6 >0 >3 <6 <0 <3; 3: >7 >1 >2 <7 <1 <2; 4: >0 >6 >5 <0 <6 "
      "<5; 5: >1 >7 >4 <1 <7 <4; 6: >2 >4 >7 <2 <4 <7; 7: >3 >5 >6 <3 <5 <6" },
    { "wavefront", "rows=2 columns=3 bytes=1 steps=2 work=7",
      "0: w7 >3 >1 w7 >3 >1; 1: <0 w7 >4 >2 <0 w7 >4 >2; 2: <1 w7 >5 <1 w7 >5; 3: <0 w7 >4 <0 w7 >4; 4: <1 <3 w7 "
      ">5 <1 <3 w7 >5; 5: <2 <4 w7 <2 <4 w7" },
  };

  for (guint k = 0; k < G_N_ELEMENTS (known); k++)
    {
      PlxFlow *flow = flow_of (known[k].name, "%s", known[k].words);
      g_autofree char *text = schedule_text (flow);

      ck_assert_str_eq (text, known[k].schedule);
      plx_flow_free (flow);
    }
}
END_TEST

/* How often everybody sends to each of the others. */
static void
count_pair (G_GNUC_UNUSED guint64 level, guint i, const PlxOp *op, gpointer data)
{
  guint (*sent)[24] = data;

  if (op->kind == PLX_OP_SEND)
    sent[i][op->peer]++;
}

START_TEST (an_all_to_all_goes_once_from_each_to_each)
{
  static const char *const names[] = { "linear-all-to-all", "pairwise-all-to-all" };

  for (guint k = 0; k < G_N_ELEMENTS (names); k++)
    for (guint p = 1; p <= 24; p++)
      {
        PlxFlow *flow = flow_of (names[k], "p=%u", p);
        guint sent[24][24] = { { 0 } };

        walk (flow, count_pair, sent);
        for (guint i = 0; i < p; i++)
          for (guint j = 0; j < p; j++)
            ck_assert_uint_eq (sent[i][j], i != j);
        plx_flow_free (flow);
      }
}
END_TEST

static void
count_bytes (G_GNUC_UNUSED guint64 level, G_GNUC_UNUSED guint i, const PlxOp *op, gpointer data)
{
  if (op->kind == PLX_OP_SEND)
    *(guint64 *) data += op->bytes;
}

/* What is on a way of d places goes as many hops as d has ones. */
START_TEST (bruck_sends_every_byte_on_its_way)
{
  for (guint p = 1; p <= 70; p++)
    {
      PlxFlow *flow = flow_of ("bruck-all-to-all", "p=%u bytes=3", p);
      guint64 sent = 0, hops = 0;

      for (guint d = 1; d < p; d++)
        hops += (guint) __builtin_popcount (d);
      walk (flow, count_bytes, &sent);
      ck_assert_uint_eq (sent, 3 * p * hops);
      plx_flow_free (flow);
    }
}
END_TEST

START_TEST (a_bisection_is_another_with_another_seed)
{
  PlxFlow *flow[3] = { flow_of ("random-bisection", "p=20 seed=3"), flow_of ("random-bisection", "p=20 seed=3"),
                       flow_of ("random-bisection", "p=20 seed=4") };
  char *text[3] = { schedule_text (flow[0]), schedule_text (flow[1]), schedule_text (flow[2]) };

  ck_assert_str_eq (text[0], text[1]);
  ck_assert_str_ne (text[0], text[2]);
  for (guint k = 0; k < 3; k++)
    {
      plx_flow_free (flow[k]);
      g_free (text[k]);
    }
}
END_TEST

/* ---- the optimal broadcast ---- */

START_TEST (uneven_parameters_make_optimal_trees_too)
{
  static const char *const words[] = {
    "L=0 o=0 g=0", "L=0 o=0 g=3", "L=5 o=0 g=0", "L=1e-9 o=1e-6 g=3", "L=1e300 o=0.1 g=0.3",
    "L=1 o=1 g=1000", "L=2.5us o=1.5us g=1us G=6ps/byte",
  };

  for (guint k = 0; k < G_N_ELEMENTS (words); k++)
    check_flow (flow_of ("optimal", "p=%u bytes=100 %s", 77, words[k]));
}
END_TEST

START_TEST (large_trees_have_few_levels)
{
  PlxFlow *flow = flow_of ("optimal", "p=2^20 L=0.7 o=0.3 g=0.4");

  ck_assert_uint_lt (flow->n_levels, 1000);
  check_spread ("optimal", 300, 1, "L=0.7 o=0.3 g=0.4");
  plx_flow_free (flow);
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
    { "n-way-dissemination", "p=2^20 n=2^20", "under way at once" },
    { "bruck-all-to-all", "p=1024 bytes=2^23", "together less than 2^32" },
    { "random-bisection", "p=1000 steps=2^63", "more than 2^60 messages" },
    { "wavefront", "p=2 steps=1e19", "more than 2^60 messages" },
    { "recursive-doubling", "p=24", "p: 24 is not a power of 2; 16 or 32 would do" },
    { "butterfly", "p=3", "p: 3 is not a power of 2; 2 or 4 would do" },
    { "k-ary", "p=8 k=1", "k: 1 children make no tree" },
    { "chain", "p=8 k=2", "no parameter of pattern:chain" },
    { "halo-2d", "bytes=8", "p: missing; give p=.. or all sides" },
    { "halo-2d", "p=12 rows=5", "rows: 5 do not divide 12 processors; 4 would do" },
    { "halo-2d", "p=12 rows=3 columns=2", "p: 12 processors do not fill the grid; 6 would do" },
    { "halo-3d", "p=12 depth=3 rows=3", "rows: 3 do not divide the other 4 processors; 2 would do" },
    { "halo-2d", "rows=2^16 columns=2^16", "at most 2^31 - 1" },
    { "halo-2d", "p=4 periodic=maybe", "neither yes nor no" },
    { "pipelined-ring", "p=4 chunks=0", "not above 0" },
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
  static const struct { const char *name, *words, *identity; } known[] = {
    { "pattern:optimal", "p=8 G=0.5", "pattern:optimal p=8 bytes=8 L=6 o=2 g=4 G=0.5" },
    { "halo-2d", "p=30 bytes=5", "pattern:halo-2d p=30 rows=5 columns=6 bytes=5 steps=1 work=0 periodic=no" },
    { "halo-3d", "p=60 rows=5", "pattern:halo-3d p=60 depth=3 rows=5 columns=4 bytes=8 steps=1 work=0 periodic=no" },
    { "halo-3d", "p=64", "pattern:halo-3d p=64 depth=4 rows=4 columns=4 bytes=8 steps=1 work=0 periodic=no" },
    { "wavefront", "columns=4 p=8", "pattern:wavefront p=8 rows=2 columns=4 bytes=8 steps=1 work=0" },
  };

  for (guint k = 0; k < G_N_ELEMENTS (known); k++)
    {
      PlxFlow *flow = flow_of (known[k].name, "%s", known[k].words);

      ck_assert_str_eq (flow->identity, known[k].identity);
      plx_flow_free (flow);
    }
}
END_TEST

PLX_TEST_MAIN ("pattern", every_pattern_is_a_flow_in_causal_order, patterns_are_flows_with_any_options,
               one_processor_sends_nothing, names_ascend_and_a_schedule_says_what_is_done, a_broadcast_tells_everybody,
               after_an_exchange_everybody_knows_of_everybody, schedules_are_what_they_are_said_to_be,
               an_all_to_all_goes_once_from_each_to_each, bruck_sends_every_byte_on_its_way,
               a_bisection_is_another_with_another_seed, uneven_parameters_make_optimal_trees_too,
               large_trees_have_few_levels, what_is_wrong_is_said, identities_say_every_size)
