/* SPDX-License-Identifier: MIT */
/* check-engine.c: simulated processors send, receive and wait by the letter of LogP and LogGP. */
#include "tests/pricing.h"

#define LOGGP "loggp:L=100,o=10,g=30,G=2"
#define LOGP "logp:L=6,o=2,g=4"

START_TEST (a_message_costs_two_overheads_and_a_latency)
{
  PlxTraceBuilder *b = plx_trace_builder_new (2, "one message");
  g_autoptr (PlxTrace) trace = NULL;
  g_autoptr (PlxTiming) timing = NULL;

  hand_work (b, 0, 7);
  hand_message (b, 0, 1, 100);
  trace = plx_trace_builder_end (b);
  timing = price (trace, LOGGP);
  ck_assert_double_eq (timing->finish[0], 7 + 10);
  ck_assert_double_eq (timing->finish[1], 7 + 10 + 99 * 2 + 100 + 10);
  ck_assert_double_eq (plx_timing_total (timing), 325);
}
END_TEST

START_TEST (sends_keep_a_gap_and_so_do_receives_but_not_from_each_other)
{
  PlxTraceBuilder *b = plx_trace_builder_new (3, "gaps");
  g_autoptr (PlxTrace) trace = NULL;
  g_autoptr (PlxTiming) timing = NULL;

  hand_message (b, 0, 2, 1);
  hand_message (b, 1, 2, 1);
  plx_trace_builder_op (b, 2, plx_op_message (PLX_OP_SEND, 0, 1, 0));
  plx_trace_builder_op (b, 0, plx_op_message (PLX_OP_SEND, 1, 1, 0));
  trace = plx_trace_builder_end (b);
  timing = price (trace, LOGGP);
  /* 2 receives at 110 and 140, then sends at once */
  ck_assert_double_eq (timing->finish[2], 110 + 30 + 10 + 10);
  ck_assert_double_eq (timing->finish[0], 30 + 10);
}
END_TEST

START_TEST (an_overhead_above_the_gap_is_the_gap)
{
  PlxTraceBuilder *b = plx_trace_builder_new (3, "overhead");
  g_autoptr (PlxTrace) trace = NULL;

  hand_message (b, 0, 1, 8);
  hand_message (b, 0, 2, 8);
  trace = plx_trace_builder_end (b);
  ck_assert_double_eq (price_total (trace, "logp:L=6,o=5,g=4"), 5 + 5 + 6 + 5);
}
END_TEST

START_TEST (a_long_message_holds_up_the_next_at_both_ends)
{
  PlxTraceBuilder *b = plx_trace_builder_new (3, "long messages");
  g_autoptr (PlxTrace) trace = NULL;
  g_autoptr (PlxTiming) timing = NULL;

  hand_message (b, 0, 2, 51);
  hand_message (b, 0, 1, 1);
  hand_message (b, 1, 2, 1);
  trace = plx_trace_builder_end (b);
  timing = price (trace, LOGGP);
  /* 0 sends to 1 at 30 + 50 x 2; 2 receives 51 bytes at 210 and may take the next at 210 + 130 */
  ck_assert_double_eq (timing->finish[0], 130 + 10);
  ck_assert_double_eq (timing->finish[1], 130 + 110 + 10 + 10);
  ck_assert_double_eq (timing->finish[2], 250 + 110 + 10);
}
END_TEST

START_TEST (a_receiver_that_is_late_does_not_wait)
{
  PlxTraceBuilder *b = plx_trace_builder_new (2, "late");
  g_autoptr (PlxTrace) trace = NULL;
  g_autoptr (PlxTiming) timing = NULL;

  hand_work (b, 1, 500);
  hand_message (b, 0, 1, 8);
  trace = plx_trace_builder_end (b);
  timing = price (trace, LOGP);
  ck_assert_double_eq (timing->finish[1], 502);
  ck_assert_double_eq (plx_timing_parts (timing).wait, 0);
}
END_TEST

START_TEST (messages_of_one_source_and_tag_keep_their_order)
{
  PlxTraceBuilder *b = plx_trace_builder_new (2, "order");
  g_autoptr (PlxTrace) trace = NULL;

  plx_trace_builder_op (b, 0, plx_op_message (PLX_OP_SEND, 1, 8, 5));
  plx_trace_builder_op (b, 0, plx_op_message (PLX_OP_SEND, 1, 80, 6));
  plx_trace_builder_op (b, 0, plx_op_message (PLX_OP_SEND, 1, 16, 5));
  plx_trace_builder_op (b, 1, plx_op_message (PLX_OP_RECV, 0, 80, 6));
  plx_trace_builder_op (b, 1, plx_op_message (PLX_OP_RECV, 0, 8, 5));
  plx_trace_builder_op (b, 1, plx_op_message (PLX_OP_RECV, 0, 16, 5));
  trace = plx_trace_builder_end (b);
  /* ten words from 4 on: the last arrives at 4 + 9 x 4 + 8, received at 12 .. 48, then one, then
   * two */
  ck_assert_double_eq (price_total (trace, LOGP), 12 + 13 * 4 - 4 + 2);
}
END_TEST

START_TEST (a_flat_all_reduce_gathers_at_the_root_and_sends_back)
{
  PlxTraceBuilder *b = plx_trace_builder_new (5, "flat all-reduce");
  g_autoptr (PlxTrace) trace = NULL;

  for (guint i = 1; i < 5; i++)
    hand_message (b, i, 0, 8);
  for (guint i = 1; i < 5; i++)
    hand_message (b, 0, i, 8);
  trace = plx_trace_builder_end (b);
  ck_assert_double_eq (price_total (trace, LOGP), (2 + 6 + 3 * 4 + 2) + (3 * 4 + 2 + 6 + 2));
}
END_TEST

START_TEST (a_sync_receives_in_order_of_arrival_and_then_everybody_pays_the_barrier)
{
  PlxTraceBuilder *b = plx_trace_builder_new (4, "puts");
  g_autoptr (PlxTrace) trace = NULL;
  g_autoptr (PlxTiming) timing = NULL;

  hand_work (b, 1, 50);
  hand_words (b, 1, PLX_OP_PUT, 3, 1);
  hand_words (b, 0, PLX_OP_PUT, 3, 3);
  hand_words (b, 2, PLX_OP_QUEUE, 3, 2);
  hand_work (b, 3, 5);
  plx_trace_builder_sync (b);
  hand_work (b, 2, 9);
  trace = plx_trace_builder_end (b);
  timing = price (trace, LOGP);
  /* 3 receives at 8 12 16 20 24, is idle from 28 on, and takes the last message at 58 */
  ck_assert_uint_eq (timing->critical[0], 3);
  ck_assert_double_eq (timing->cost[0].compute, 5);
  ck_assert_double_eq (timing->cost[0].wait, (8 - 5) + (58 - 28));
  ck_assert_double_eq (timing->cost[0].communicate, 20 + 2);
  ck_assert_double_eq (timing->cost[0].synchronise, 2 * (6 + 2 * 2));
  ck_assert_double_eq (plx_cost_total (timing->cost[0]), 60 + 20);
  ck_assert_double_eq (timing->finish[0], 80);
  ck_assert_double_eq (timing->finish[2], 89);
}
END_TEST

START_TEST (requests_are_served_at_the_sync_after_what_was_put)
{
  PlxTraceBuilder *b = plx_trace_builder_new (3, "gets");
  g_autoptr (PlxTrace) trace = NULL;
  g_autoptr (PlxTiming) timing = NULL;

  plx_trace_builder_op (b, 0, plx_op_transfer (PLX_OP_GET, 1, 51, 1));
  plx_trace_builder_op (b, 2, plx_op_transfer (PLX_OP_PUT, 1, 1, 1));
  hand_work (b, 1, 300);
  plx_trace_builder_sync (b);
  trace = plx_trace_builder_end (b);
  timing = price (trace, LOGGP);
  /* 1 takes the put at 300 and the request at 330, replies at 340; 0 has it at
   * 340 + 10 + 100 + 100 + 10 */
  ck_assert_uint_eq (timing->critical[0], 0);
  ck_assert_double_eq (plx_cost_total (timing->cost[0]) - timing->cost[0].synchronise, 560);
  ck_assert_double_eq (timing->cost[0].communicate, 20);
  ck_assert_double_eq (timing->cost[0].wait, 540);
}
END_TEST

START_TEST (requests_of_equal_arrival_are_served_in_order_of_source)
{
  PlxTraceBuilder *b = plx_trace_builder_new (3, "two gets");
  g_autoptr (PlxTrace) trace = NULL;

  plx_trace_builder_op (b, 2, plx_op_transfer (PLX_OP_GET, 0, 11, 1));
  plx_trace_builder_op (b, 1, plx_op_transfer (PLX_OP_GET, 0, 101, 1));
  plx_trace_builder_sync (b);
  trace = plx_trace_builder_end (b);
  /* requests of a word arrive at 124; 1's reply leaves at 134; 2's request could be taken at 168,
   * its reply leaves 230 after the first one, at 364, and is there at 364 + 10 + 20 + 100 + 10 */
  ck_assert_double_eq (price_total (trace, LOGGP ",barrier=0"), 504);
}
END_TEST

START_TEST (a_read_delays_its_reader_and_nobody_else)
{
  PlxTraceBuilder *b = plx_trace_builder_new (2, "reads");
  g_autoptr (PlxTrace) trace = NULL;
  g_autoptr (PlxTiming) pipelined = NULL, plain = NULL;

  plx_trace_builder_op (b, 0, plx_op_transfer (PLX_OP_READ, 1, 12, 3));
  trace = plx_trace_builder_end (b);
  pipelined = price (trace, LOGP);
  plain = price (trace, LOGP ",access=plain");
  ck_assert_double_eq (pipelined->finish[0], 2 * 6 + 4 * 2 + 5 * 4);
  ck_assert_double_eq (pipelined->finish[1], 0);
  ck_assert_double_eq (plain->finish[0], 6 * (2 * 6 + 4 * 2));
}
END_TEST

START_TEST (what_goes_to_oneself_is_free_on_a_textbook_machine)
{
  static const PlxOpKind kinds[]
    = { PLX_OP_READ, PLX_OP_WRITE, PLX_OP_GET, PLX_OP_PUT, PLX_OP_QUEUE };
  PlxTraceBuilder *b = plx_trace_builder_new (2, "to oneself");
  g_autoptr (PlxTrace) trace = NULL;

  for (guint k = 0; k < G_N_ELEMENTS (kinds); k++)
    hand_words (b, 1, kinds[k], 1, 3);
  hand_message (b, 1, 1, 24);
  plx_trace_builder_sync (b);
  trace = plx_trace_builder_end (b);
  ck_assert_double_eq (price_total (trace, LOGGP ",barrier=3"), 3);
}
END_TEST

static PlxMessageCost
small_message (G_GNUC_UNUSED gconstpointer instance, G_GNUC_UNUSED guint64 bytes)
{
  return (PlxMessageCost) { .send = 2, .receive = 2, .gap = 4, .flight = 8 };
}

START_TEST (what_goes_to_oneself_is_a_copy_where_copying_has_a_rate)
{
  PlxTraceBuilder *b = plx_trace_builder_new (1, "copies");
  g_autoptr (PlxTrace) trace = NULL;
  g_autoptr (PlxTiming) timing = NULL;
  PlxProcessorCosts costs = { .message = small_message, .eager = G_MAXUINT64, .word = 8,
                              .barrier = -1, .tick = 1e-6 };

  costs.t.of[PLX_COPY] = (PlxCurve) { .n = 1, .x = { 1 }, .y = { 0.25 } };
  hand_words (b, 0, PLX_OP_PUT, 0, 3);
  hand_message (b, 0, 0, 40);
  trace = plx_trace_builder_end (b);
  PLX_OK (timing = plx_processors_price (&costs, trace, FALSE, error));
  ck_assert_double_eq (plx_timing_parts (timing).communicate, (24 + 40) * 0.25);
}
END_TEST

START_TEST (one_processor_has_no_barrier_and_gap_clocks_start_anew_after_one)
{
  PlxTraceBuilder *alone = plx_trace_builder_new (1, "alone");
  PlxTraceBuilder *b = plx_trace_builder_new (2, "two supersteps");
  g_autoptr (PlxTrace) single = NULL, trace = NULL;

  hand_work (alone, 0, 7);
  plx_trace_builder_sync (alone);
  single = plx_trace_builder_end (alone);
  ck_assert_double_eq (price_total (single, LOGGP ",barrier=55"), 7);

  for (guint s = 0; s < 2; s++)
    {
      plx_trace_builder_op (b, 0, plx_op_transfer (PLX_OP_PUT, 1, 1001, 1));
      plx_trace_builder_sync (b);
    }
  trace = plx_trace_builder_end (b);
  ck_assert_double_eq (price_total (trace, LOGGP ",barrier=5"), 2 * (10 + 2000 + 100 + 10 + 5));
}
END_TEST

START_TEST (a_train_of_calls_costs_what_its_messages_cost_one_by_one)
{
  PlxTraceBuilder *together = plx_trace_builder_new (3, "together");
  PlxTraceBuilder *apart = plx_trace_builder_new (3, "apart");
  g_autoptr (PlxTrace) one = NULL, many = NULL;
  g_autoptr (PlxTiming) a = NULL, b = NULL;

  hand_work (together, 1, 23);
  hand_work (apart, 1, 23);
  for (guint i = 0; i < 2; i++)
    {
      plx_trace_builder_op (together, i, plx_op_transfer (PLX_OP_PUT, 2, 8, 5));
      for (guint k = 0; k < 5; k++)
        {
          plx_trace_builder_op (apart, i, plx_op_transfer (PLX_OP_PUT, 2, 8, 1));
          plx_trace_builder_op (apart, i, plx_op_work (PLX_MAP, 0, 64 * k));
        }
    }
  plx_trace_builder_sync (together);
  plx_trace_builder_sync (apart);
  one = plx_trace_builder_end (together);
  many = plx_trace_builder_end (apart);
  ck_assert_uint_gt (plx_trace_n_ops (many), plx_trace_n_ops (one) + 8);
  a = price (one, LOGP);
  b = price (many, LOGP);
  ck_assert_double_eq (plx_timing_total (a), plx_timing_total (b));
  ck_assert_double_eq (plx_timing_parts (a).wait, plx_timing_parts (b).wait);
}
END_TEST

START_TEST (causal_supersteps_add_up_to_the_latest_finish)
{
  PlxTraceBuilder *b = plx_trace_builder_new (3, "pipeline");
  g_autoptr (PlxTrace) trace = NULL;
  g_autoptr (PlxTiming) timing = NULL;
  double latest = 0;

  for (guint k = 1; k <= 5; k++)
    {
      hand_work (b, 0, 7 * k);
      hand_message (b, 0, 1, 8 * k);
      hand_work (b, 1, 40 - 7 * k);
      hand_message (b, 1, 2, 16);
      hand_work (b, 2, 13);
    }
  trace = plx_trace_builder_end (b);
  timing = price (trace, LOGP);
  ck_assert_uint_eq (timing->n_supersteps, 3);
  for (guint i = 0; i < 3; i++)
    latest = MAX (latest, timing->finish[i]);
  ck_assert_double_gt (latest, 0);
  assert_near (plx_timing_total (timing), latest);
}
END_TEST

START_TEST (durations_are_rounded_once_each_to_the_nearest_tick)
{
  PlxTraceBuilder *b = plx_trace_builder_new (1, "thirds");
  g_autoptr (PlxTrace) trace = NULL;

  for (guint k = 0; k < 3; k++)
    plx_trace_builder_op (b, 0, plx_op_work (PLX_OP, 7, 64 * k));
  plx_trace_builder_op (b, 0, plx_op_work (PLX_MAP, 1, 0));
  trace = plx_trace_builder_end (b);
  ck_assert_double_eq (price_total (trace, LOGP ",t=0.3333,tick=1"), 3 * 2 + 0);
  assert_near (price_total (trace, LOGP ",t=0.3333"), 22 * 0.3333);
  assert_near (price_total (trace, LOGP ",t=0.3333,tick=0.4"), (3 * 6 + 1) * 0.4);
}
END_TEST

START_TEST (processors_that_wait_for_each_other_are_a_deadlock_that_names_them)
{
  PlxTraceBuilder *b = plx_trace_builder_new (4, "circle");
  g_autoptr (PlxTrace) trace = NULL;

  hand_message (b, 0, 3, 8);
  for (guint i = 0; i < 3; i++)
    {
      plx_trace_builder_op (b, i, plx_op_message (PLX_OP_RECV, (i + 1) % 3, 8, 40 + i));
      plx_trace_builder_op (b, i, plx_op_message (PLX_OP_SEND, (i + 2) % 3, 8, 40 + (i + 2) % 3));
    }
  trace = plx_trace_builder_end (b);
  PLX_FAILS (try_price (trace, LOGP, error), PLX_ERROR_FAILED,
             "circle: superstep 0: a deadlock: processor 0 waits for a message from 1 with tag 40, "
             "1 for one from 2 with tag 41, 2 for one from 0 with tag 42");
}
END_TEST

START_TEST (both_ends_of_a_message_agree_on_its_size)
{
  PlxTraceBuilder *b = plx_trace_builder_new (2, "sizes");
  g_autoptr (PlxTrace) trace = NULL;

  plx_trace_builder_op (b, 0, plx_op_message (PLX_OP_SEND, 1, 24, 9));
  plx_trace_builder_op (b, 1, plx_op_message (PLX_OP_RECV, 0, 16, 9));
  trace = plx_trace_builder_end (b);
  PLX_FAILS (try_price (trace, LOGP, error), PLX_ERROR_INPUT,
             "sizes: processor 1 receives 16 bytes from 0 with tag 9, but 24 were sent");
}
END_TEST

START_TEST (time_that_does_not_fit_its_ticks_is_an_error)
{
  PlxTraceBuilder *b = plx_trace_builder_new (1, "for ever");
  g_autoptr (PlxTrace) trace = NULL;

  for (guint k = 0; k < 9; k++)
    plx_trace_builder_op (b, 0, plx_op_work (PLX_OP, G_GUINT64_CONSTANT (1) << 41, 64 * k));
  trace = plx_trace_builder_end (b);
  PLX_FAILS (try_price (trace, LOGP, error), PLX_ERROR_INPUT,
             "superstep 0 ends after more than 2^62 ticks of 1e-06");
  assert_near (price_total (trace, LOGP ",tick=1"), 9 * 0x1p41);
}
END_TEST

PLX_TEST_MAIN ("engine", a_message_costs_two_overheads_and_a_latency,
               sends_keep_a_gap_and_so_do_receives_but_not_from_each_other,
               an_overhead_above_the_gap_is_the_gap, a_long_message_holds_up_the_next_at_both_ends,
               a_receiver_that_is_late_does_not_wait,
               messages_of_one_source_and_tag_keep_their_order,
               a_flat_all_reduce_gathers_at_the_root_and_sends_back,
               a_sync_receives_in_order_of_arrival_and_then_everybody_pays_the_barrier,
               requests_are_served_at_the_sync_after_what_was_put,
               requests_of_equal_arrival_are_served_in_order_of_source,
               a_read_delays_its_reader_and_nobody_else,
               what_goes_to_oneself_is_free_on_a_textbook_machine,
               what_goes_to_oneself_is_a_copy_where_copying_has_a_rate,
               one_processor_has_no_barrier_and_gap_clocks_start_anew_after_one,
               a_train_of_calls_costs_what_its_messages_cost_one_by_one,
               causal_supersteps_add_up_to_the_latest_finish,
               durations_are_rounded_once_each_to_the_nearest_tick,
               processors_that_wait_for_each_other_are_a_deadlock_that_names_them,
               both_ends_of_a_message_agree_on_its_size,
               time_that_does_not_fit_its_ticks_is_an_error)
