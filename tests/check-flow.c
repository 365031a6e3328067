/* SPDX-License-Identifier: MIT */
/* check-flow.c: messages find their receivers, and operations come in an order in which nobody waits. */
#include "sim/core/flow.h"

#include "tests/main.h"

#include <string.h>

static void
add (PlxTraceBuilder *b, PlxOpKind kind, guint i, guint peer, guint bytes, guint tag)
{
  plx_trace_builder_op (b, i, plx_op_message (kind, peer, bytes, tag));
}

static void
add_work (PlxTraceBuilder *b, guint i, guint64 count)
{
  plx_trace_builder_op (b, i, plx_op_work (PLX_OP, count, 0));
}

static const PlxFlow *
flow_of (const PlxTrace *trace)
{
  const PlxFlow *flow = NULL;

  PLX_OK (flow = plx_trace_flow (trace, error));
  return flow;
}

/* What every flow keeps: segments ascend; a message is received in a level after its SEND's, with the same size; its slot
 * is its own until the level after; each processor's operations keep their order. Returns the messages received. */
static guint
check_order (const PlxTrace *trace, const PlxFlow *flow)
{
  const guint p = plx_trace_n_procs (trace);
  g_autofree guint64 *at = g_new0 (guint64, MAX (p, 1));
  g_autofree guint64 *sent = g_new0 (guint64, flow->n_slots + 1), *received = g_new0 (guint64, flow->n_slots + 1);
  g_autofree guint32 *bytes = g_new0 (guint32, flow->n_slots + 1), *source = g_new0 (guint32, flow->n_slots + 1);
  g_auto (PlxChunk) chunk = { .n_segments = 0 };
  guint n_received = 0;
  guint64 n_ops = 0;

  for (guint64 level = 0; level < flow->n_levels; level++)
    {
      guint64 before = 0;

      if (level == 0 || flow->superstep (flow, level - 1)->label != flow->superstep (flow, level)->label)
        memset (at, 0, p * sizeof *at);
      flow->read (flow, level, 0, flow->width (flow, level), &chunk);
      for (guint k = 0; k < chunk.n_segments; k++)
        {
          const guint32 i = chunk.segments[k].processor;

          ck_assert_uint_ge (i, before);
          before = (guint64) i + 1;
          ck_assert_uint_lt (chunk.segments[k].first, chunk.segments[k + 1].first);
          for (guint32 o = chunk.segments[k].first; o < chunk.segments[k + 1].first; o++, n_ops++)
            {
              const PlxOp *op = &chunk.ops[o];
              gsize n;
              const PlxOp *own = plx_trace_ops (trace, 0, i, &n) + at[i]++;

              if (plx_trace_n_supersteps (trace) == 1)
                ck_assert (own->kind == op->kind && own->peer == op->peer && own->bytes == op->bytes);
              if (op->kind < PLX_OP_SEND)
                continue;
              ck_assert_uint_lt (op->tag, flow->n_slots);
              if (op->kind == PLX_OP_SEND)
                {
                  ck_assert (received[op->tag] == 0 || received[op->tag] < level + 1);
                  sent[op->tag] = level + 1;
                  bytes[op->tag] = op->bytes;
                  source[op->tag] = i;
                }
              else
                {
                  ck_assert_uint_gt (sent[op->tag], 0);
                  ck_assert_uint_lt (sent[op->tag], level + 1);
                  ck_assert_uint_eq (source[op->tag], op->peer);
                  ck_assert_uint_eq (bytes[op->tag], op->bytes);
                  sent[op->tag] = 0;
                  received[op->tag] = level + 1;
                  n_received++;
                }
            }
        }
    }
  ck_assert_uint_eq (n_ops, plx_trace_n_ops (trace));
  return n_received;
}

START_TEST (messages_of_one_channel_do_not_overtake_and_others_may)
{
  PlxTraceBuilder *b = plx_trace_builder_new (3, "channels");
  g_autoptr (PlxTrace) trace = NULL;

  /* Sizes say which is which. */
  add (b, PLX_OP_SEND, 0, 2, 11, 7);
  add (b, PLX_OP_SEND, 0, 2, 12, 5);
  add (b, PLX_OP_SEND, 0, 2, 13, 7);
  add (b, PLX_OP_SEND, 1, 2, 14, 7);
  add (b, PLX_OP_SEND, 1, 2, 15, 6);
  add (b, PLX_OP_RECV, 2, 1, 15, 6);
  add (b, PLX_OP_RECV, 2, 0, 11, 7);
  add (b, PLX_OP_RECV, 2, 0, 13, 7);
  add (b, PLX_OP_RECV, 2, 1, 14, 7);
  add (b, PLX_OP_RECV, 2, 0, 12, 5);
  trace = plx_trace_builder_end (b);
  ck_assert_uint_eq (check_order (trace, flow_of (trace)), 5);
  ck_assert_uint_eq (flow_of (trace)->n_levels, 2);
  ck_assert_uint_eq (flow_of (trace)->n_slots, 5);
  ck_assert_uint_eq (flow_of (trace)->n_messages, 5);
}
END_TEST

START_TEST (a_long_chain_against_the_order_of_processors_is_followed)
{
  const guint p = 100000;
  PlxTraceBuilder *b = plx_trace_builder_new (p, "chain");
  g_autoptr (PlxTrace) trace = NULL;

  for (guint i = 0; i < p; i++)
    {
      if (i + 1 < p)
        add (b, PLX_OP_RECV, i, i + 1, 8, 0);
      add_work (b, i, 3);
      if (i > 0)
        add (b, PLX_OP_SEND, i, i - 1, 8, 0);
    }
  trace = plx_trace_builder_end (b);
  ck_assert_uint_eq (check_order (trace, flow_of (trace)), p - 1);
  ck_assert_uint_eq (flow_of (trace)->n_levels, p);
  /* One is received in the level in which the next is sent. */
  ck_assert_uint_eq (flow_of (trace)->n_slots, 2);
  PLX_FAILS (plx_trace_bulk (trace, error), PLX_ERROR_INPUT, "more than 2^31 (causal superstep, processor) pairs");
}
END_TEST

START_TEST (a_slot_is_free_in_the_level_after_its_receive)
{
  const guint rounds = 1000;
  PlxTraceBuilder *b = plx_trace_builder_new (200, "rounds");
  g_autoptr (PlxTrace) trace = NULL;

  for (guint i = 0; i < 200; i++)
    for (guint r = 0; r < rounds; r++)
      {
        const guint shift = 1 + r % 7;

        add (b, PLX_OP_SEND, i, (i + shift) % 200, 8, r);
        add (b, PLX_OP_RECV, i, (i + 200 - shift) % 200, 8, r);
      }
  trace = plx_trace_builder_end (b);
  ck_assert_uint_eq (check_order (trace, flow_of (trace)), 200 * rounds);
  ck_assert_uint_eq (flow_of (trace)->n_slots, 400);
}
END_TEST

START_TEST (a_message_that_nobody_receives_is_let_be)
{
  PlxTraceBuilder *b = plx_trace_builder_new (2, "unread");
  g_autoptr (PlxTrace) trace = NULL;

  add (b, PLX_OP_SEND, 0, 1, 8, 3);
  add (b, PLX_OP_SEND, 0, 1, 8, 4);
  add (b, PLX_OP_RECV, 1, 0, 8, 4);
  trace = plx_trace_builder_end (b);
  ck_assert_uint_eq (check_order (trace, flow_of (trace)), 1);
}
END_TEST

START_TEST (a_trace_without_messages_is_shared_and_its_supersteps_are_levels)
{
  PlxTraceBuilder *b = plx_trace_builder_new (4, "puts");
  g_autoptr (PlxTrace) trace = NULL;
  g_auto (PlxChunk) chunk = { .n_segments = 0 };
  const PlxFlow *flow;
  gsize n;

  add_work (b, 1, 5);
  plx_trace_builder_op (b, 3, plx_op_transfer (PLX_OP_PUT, 0, 8, 1));
  plx_trace_builder_sync (b);
  plx_trace_builder_sync (b);
  add_work (b, 2, 6);
  trace = plx_trace_builder_end (b);
  flow = flow_of (trace);
  ck_assert_uint_eq (flow->n_levels, 3);
  ck_assert_uint_eq (flow->width (flow, 0), 2);
  ck_assert_uint_eq (flow->width (flow, 1), 0);
  ck_assert_uint_eq (flow->width (flow, 2), 1);
  ck_assert (flow->superstep (flow, 1)->sync && !flow->superstep (flow, 2)->sync);
  flow->read (flow, 0, 1, 1, &chunk);
  ck_assert_uint_eq (chunk.segments[0].processor, 3);
  ck_assert_ptr_eq (chunk.ops + chunk.segments[0].first, plx_trace_ops (trace, 0, 3, &n));
  ck_assert_uint_eq (chunk.segments[1].first - chunk.segments[0].first, 1);
}
END_TEST

START_TEST (a_sync_begins_a_new_level_and_ends_the_last_of_its_superstep)
{
  PlxTraceBuilder *b = plx_trace_builder_new (2, "mixed");
  g_autoptr (PlxTrace) trace = NULL;
  const PlxTrace *bulk = NULL;
  const PlxFlow *flow;

  plx_trace_builder_label (b, "both", 1);
  add (b, PLX_OP_SEND, 0, 1, 8, 3);
  add (b, PLX_OP_SEND, 0, 1, 8, 9);
  add (b, PLX_OP_RECV, 1, 0, 8, 3);
  plx_trace_builder_sync (b);
  plx_trace_builder_label (b, "late", 1);
  add (b, PLX_OP_RECV, 1, 0, 8, 9);
  plx_trace_builder_sync (b);
  trace = plx_trace_builder_end (b);
  flow = flow_of (trace);
  ck_assert_uint_eq (flow->n_levels, 3);
  ck_assert (!flow->superstep (flow, 0)->sync && flow->superstep (flow, 1)->sync && flow->superstep (flow, 2)->sync);
  ck_assert_str_eq (flow->superstep (flow, 1)->label, "both");
  PLX_OK (bulk = plx_trace_bulk (trace, error));
  ck_assert_uint_eq (plx_trace_n_supersteps (bulk), 3);
  ck_assert (!plx_trace_superstep (bulk, 0)->sync && plx_trace_superstep (bulk, 2)->sync);
  ck_assert_uint_eq (plx_trace_superstep (bulk, 1)->active, 1);
  ck_assert_ptr_eq (plx_trace_bulk (bulk, NULL), bulk);
  ck_assert_uint_eq (flow_of (bulk)->n_levels, 3);
}
END_TEST

/* The builder is freed. */
static void
has_no_flow (PlxTraceBuilder *b, PlxError code, const char *text)
{
  g_autoptr (PlxTrace) trace = plx_trace_builder_end (b);

  PLX_FAILS (plx_trace_flow (trace, error), code, text);
}

START_TEST (a_message_that_is_sent_in_a_later_superstep_is_waited_for_in_vain)
{
  PlxTraceBuilder *b = plx_trace_builder_new (2, "too late");

  add (b, PLX_OP_RECV, 1, 0, 8, 9);
  plx_trace_builder_sync (b);
  add (b, PLX_OP_SEND, 0, 1, 8, 9);
  has_no_flow (b, PLX_ERROR_INPUT,
               "too late: superstep 0: processor 1 waits for a message from 0 with tag 9 "
               "that is never sent");
}
END_TEST

START_TEST (a_deadlock_names_its_circle_and_counts_who_else_waits)
{
  PlxTraceBuilder *b = plx_trace_builder_new (20, "circle");
  PlxTraceBuilder *large = plx_trace_builder_new (20, "large");

  add (b, PLX_OP_RECV, 0, 3, 8, 1);
  add (b, PLX_OP_RECV, 3, 5, 8, 2);
  add (b, PLX_OP_RECV, 5, 3, 8, 4);
  add (b, PLX_OP_SEND, 3, 0, 8, 1);
  add (b, PLX_OP_SEND, 3, 5, 8, 4);
  add (b, PLX_OP_SEND, 5, 3, 8, 2);
  has_no_flow (b, PLX_ERROR_FAILED,
               "circle: superstep 0: a deadlock: processor 3 waits for a message from 5 with tag 2, "
               "5 for one from 3 with tag 4; 1 more wait; somebody must send before receiving");
  for (guint i = 0; i < 20; i++)
    {
      add (large, PLX_OP_RECV, i, (i + 1) % 20, 8, 0);
      add (large, PLX_OP_SEND, i, (i + 19) % 20, 8, 0);
    }
  has_no_flow (large, PLX_ERROR_FAILED, "7 for one from 8 with tag 0, and so on; 12 more wait");
}
END_TEST

START_TEST (what_cannot_be_matched_is_refused)
{
  PlxTraceBuilder *wild = plx_trace_builder_new (2, "wild");
  PlxTraceBuilder *sizes = plx_trace_builder_new (2, "sizes");

  add (wild, PLX_OP_SEND, 0, 1, 8, 0);
  add (wild, PLX_OP_RECV, 1, PLX_ANY, 8, 0);
  has_no_flow (wild, PLX_ERROR_INPUT, "wild: a receive names no source or no tag");
  add (sizes, PLX_OP_SEND, 0, 1, 24, 9);
  add (sizes, PLX_OP_RECV, 1, 0, 16, 9);
  has_no_flow (sizes, PLX_ERROR_INPUT,
               "sizes: processor 1 receives 16 bytes from 0 with tag 9, but 24 were sent; "
               "both must be the same");
}
END_TEST

/* Messages between random partners, received when their time has come, so never a deadlock. */
static PlxTrace *
random_trace (GRand *random)
{
  const guint p = 1 + (guint) g_rand_int_range (random, 0, 40), n = (guint) g_rand_int_range (random, 1, 600);
  PlxTraceBuilder *b = plx_trace_builder_new (p, "random");
  g_autoptr (GArray) pending = g_array_new (FALSE, FALSE, sizeof (guint32[4]));

  for (guint k = 0; k < n; k++)
    {
      const guint source = (guint) g_rand_int_range (random, 0, (gint) p);
      const guint destination = g_rand_boolean (random) ? 0 : (guint) g_rand_int_range (random, 0, (gint) p);
      const guint32 message[4] = { source, destination, (guint32) g_rand_int_range (random, 0, 3), k + 1 };

      add (b, PLX_OP_SEND, source, destination, k + 1, message[2]);
      g_array_append_val (pending, message);
      add_work (b, source, k + 1);
      while (pending->len > 0 && g_rand_int_range (random, 0, 3) > 0)
        {
          guint at = (guint) g_rand_int_range (random, 0, (gint) pending->len);
          const guint32 *m = &g_array_index (pending, guint32, 4 * at);

          for (guint older = 0; older < at; older++)
            if (memcmp (&g_array_index (pending, guint32, 4 * older), m, 3 * sizeof *m) == 0)
              m = &g_array_index (pending, guint32, 4 * (at = older));
          add (b, PLX_OP_RECV, m[1], m[0], m[3], m[2]);
          g_array_remove_index (pending, at);
        }
    }
  return plx_trace_builder_end (b);
}

START_TEST (random_traces_are_put_in_causal_order)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (17);

  for (guint round = 0; round < 300; round++)
    {
      g_autoptr (PlxTrace) trace = random_trace (random);

      check_order (trace, flow_of (trace));
    }
}
END_TEST

START_TEST (a_bulk_has_the_operations_of_its_levels_with_their_tags)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (23);
  g_autoptr (PlxTrace) trace = random_trace (random);
  const PlxFlow *flow = flow_of (trace);
  g_auto (PlxChunk) chunk = { .n_segments = 0 };
  const PlxTrace *bulk = NULL;
  guint tags = 0;

  PLX_OK (bulk = plx_trace_bulk (trace, error));
  for (guint s = 0; s < plx_trace_n_supersteps (bulk); s++)
    {
      flow->read (flow, s, 0, flow->width (flow, s), &chunk);
      for (guint k = 0; k < chunk.n_segments; k++)
        {
          gsize n;
          const PlxOp *ops = plx_trace_ops (bulk, s, chunk.segments[k].processor, &n);

          ck_assert_uint_eq (n, chunk.segments[k + 1].first - chunk.segments[k].first);
          for (gsize o = 0; o < n; o++)
            {
              ck_assert_uint_eq (ops[o].bytes, chunk.ops[chunk.segments[k].first + o].bytes);
              tags += ops[o].kind >= PLX_OP_SEND && ops[o].tag == 2;
              ck_assert (ops[o].kind < PLX_OP_SEND || ops[o].tag < 3);
            }
        }
    }
  ck_assert_uint_gt (tags, 0);
}
END_TEST

START_TEST (a_flow_becomes_a_trace_of_one_superstep)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (29);
  g_autoptr (PlxTrace) trace = random_trace (random), again = NULL;

  again = plx_flow_to_trace (flow_of (trace));
  ck_assert_uint_eq (plx_trace_n_supersteps (again), 1);
  ck_assert_uint_eq (plx_trace_n_ops (again), plx_trace_n_ops (trace));
  for (guint i = 0; i < plx_trace_n_procs (trace); i++)
    {
      gsize n, m;
      const PlxOp *a = plx_trace_ops (trace, 0, i, &n), *b = plx_trace_ops (again, 0, i, &m);

      ck_assert_uint_eq (n, m);
      for (gsize k = 0; k < n; k++)
        ck_assert (a[k].kind == b[k].kind && a[k].peer == b[k].peer && a[k].bytes == b[k].bytes
                   && (a[k].kind < PLX_OP_SEND || b[k].tag == 0));
    }
}
END_TEST

PLX_TEST_MAIN ("flow", messages_of_one_channel_do_not_overtake_and_others_may,
               a_long_chain_against_the_order_of_processors_is_followed, a_slot_is_free_in_the_level_after_its_receive,
               a_message_that_nobody_receives_is_let_be,
               a_trace_without_messages_is_shared_and_its_supersteps_are_levels,
               a_sync_begins_a_new_level_and_ends_the_last_of_its_superstep,
               a_message_that_is_sent_in_a_later_superstep_is_waited_for_in_vain,
               a_deadlock_names_its_circle_and_counts_who_else_waits, what_cannot_be_matched_is_refused,
               random_traces_are_put_in_causal_order, a_bulk_has_the_operations_of_its_levels_with_their_tags,
               a_flow_becomes_a_trace_of_one_superstep)
