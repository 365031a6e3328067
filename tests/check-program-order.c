/* SPDX-License-Identifier: MIT */
/* check-program-order.c: where a processor's time goes, what the log tells, and that threads do not
 * change a byte; trains, and messages that ask their receiver first. */
#include "sim/engine/program-order.h"
#include "sim/engine/rendezvous.h"
#include "tests/pricing.h"

#include <string.h>

/* LogGP with L = 100, o = 10 and 12, g = 30, G = 2. */
static PlxMessageCost
loggp_message (G_GNUC_UNUSED gconstpointer instance, guint64 bytes)
{
  const double long_gap = 2 * ((double) bytes - 1);

  return (PlxMessageCost) { .send = 10, .receive = 12, .gap = 30 + long_gap,
                            .flight = 10 + long_gap + 100 };
}

static const PlxProcessorCosts loggp_costs = {
  .t = { .flat = TRUE, .of = { [PLX_OP] = { .n = 1, .x = { 1 }, .y = { 1 } } } },
  .message = loggp_message, .eager = G_MAXUINT64, .word = 8, .barrier = 50, .tick = 1,
};

static PlxSimulation *
simulate (const PlxTrace *trace, const PlxSimulateOptions *options)
{
  PlxSimulation *simulation = NULL;
  const PlxFlow *flow = NULL;

  PLX_OK (flow = plx_trace_flow (trace, error));
  PLX_OK (simulation = plx_program_order_run (flow, &loggp_costs, options, error));
  return simulation;
}

START_TEST (a_processors_time_is_busy_or_gap_or_wait)
{
  PlxTraceBuilder *b = plx_trace_builder_new (2, "shares");
  g_autoptr (PlxTrace) trace = NULL;
  g_autoptr (PlxSimulation) simulation = NULL;

  hand_work (b, 0, 7);
  hand_message (b, 0, 1, 1);
  hand_message (b, 0, 1, 1);
  hand_work (b, 1, 5);
  trace = plx_trace_builder_end (b);
  simulation = simulate (trace, NULL);
  /* 0 sends at 7 and 37; 1 receives at 117 and 147 */
  ck_assert_uint_eq (simulation->of[0].finish, 47);
  ck_assert_uint_eq (simulation->of[0].busy, 27);
  ck_assert_uint_eq (simulation->of[0].gap, 20);
  ck_assert_uint_eq (simulation->of[0].wait, 0);
  ck_assert_uint_eq (simulation->of[1].finish, 147 + 12 + 5);
  ck_assert_uint_eq (simulation->of[1].busy, 12 + 12 + 5);
  ck_assert_uint_eq (simulation->of[1].gap, 18);
  ck_assert_uint_eq (simulation->of[1].wait, 117);
  ck_assert_uint_eq (simulation->time, 164);
  ck_assert_uint_eq (simulation->n_messages, 2);
  ck_assert_str_eq (simulation->engine, "program-order");
}
END_TEST

/* Everybody works, sends to somebody and receives from somebody, round after round. */
static PlxTrace *
permutations (guint p, guint rounds, guint seed)
{
  PlxTraceBuilder *b = plx_trace_builder_new (p, "permutations");
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  g_autofree guint *to = g_new (guint, p);

  for (guint i = 0; i < p; i++)
    to[i] = i;
  for (guint r = 0; r < rounds; r++)
    {
      for (guint i = p - 1; i > 0; i--)
        {
          const guint at = (guint) g_rand_int_range (random, 0, (gint) i + 1), one = to[i];

          to[i] = to[at];
          to[at] = one;
        }
      for (guint i = 0; i < p; i++)
        {
          hand_work (b, i, (guint64) g_rand_int_range (random, 1, 300));
          plx_trace_builder_op (b, i, plx_op_message (PLX_OP_SEND, to[i], 1 + to[i] % 90, r % 3));
        }
      for (guint i = 0; i < p; i++)
        plx_trace_builder_op (b, to[i], plx_op_message (PLX_OP_RECV, i, 1 + to[i] % 90, r % 3));
    }
  return plx_trace_builder_end (b);
}

START_TEST (threads_give_the_same_bytes)
{
  g_autoptr (PlxTrace) trace = permutations (9000, 9, 5);
  const guint n = plx_trace_n_procs (trace);
  const PlxSimulateOptions alone = { .threads = 1, .timing = TRUE };
  g_autoptr (PlxSimulation) one = simulate (trace, &alone);

  for (guint threads = 2; threads <= 4; threads += 2)
    {
      const PlxSimulateOptions timed = { .threads = threads, .timing = TRUE };
      const PlxSimulateOptions untimed = { .threads = threads };
      g_autoptr (PlxSimulation) many = simulate (trace, &timed);
      g_autoptr (PlxSimulation) plain = simulate (trace, &untimed);
      const guint levels = one->timing->n_supersteps;

      ck_assert_mem_eq (many->of, one->of, n * sizeof *one->of);
      ck_assert_mem_eq (plain->of, one->of, n * sizeof *one->of);
      ck_assert_uint_eq (many->timing->n_supersteps, levels);
      ck_assert_mem_eq (many->timing->cost, one->timing->cost, levels * sizeof (PlxCost));
      ck_assert_mem_eq (many->timing->critical, one->timing->critical, levels * sizeof (guint));
    }
}
END_TEST

START_TEST (threads_put_and_get_the_same)
{
  PlxTraceBuilder *b = plx_trace_builder_new (5000, "puts and gets");
  g_autoptr (PlxTrace) trace = NULL;
  g_autoptr (PlxSimulation) one = NULL, many = NULL;

  for (guint s = 0; s < 3; s++)
    {
      for (guint i = 0; i < 5000; i++)
        {
          hand_work (b, i, 1 + i * (s + 7) % 91);
          hand_words (b, i, PLX_OP_PUT, i * 77 % 5000, 1 + i % 3);
          hand_words (b, i, PLX_OP_GET, (i + 9) * (s + 1) % 5000, 1 + i % 5);
        }
      plx_trace_builder_sync (b);
    }
  trace = plx_trace_builder_end (b);
  one = simulate (trace, &(PlxSimulateOptions) { .threads = 1, .timing = TRUE });
  many = simulate (trace, &(PlxSimulateOptions) { .threads = 3, .timing = TRUE });
  ck_assert_mem_eq (many->of, one->of, 5000 * sizeof *one->of);
  ck_assert_mem_eq (many->timing->cost, one->timing->cost, 3 * sizeof (PlxCost));
  /* four puts a superstep, and one get of the second, are to oneself */
  ck_assert_uint_eq (many->n_messages, 3 * (5000 + 2 * 5000) - 3 * 4 - 2);
}
END_TEST

/* When what the log names as its cause lets it start. */
static guint64
let_start (const PlxActivity *log, const PlxActivity *a)
{
  const PlxActivity *before = a->before == PLX_ANY ? NULL : &log[a->before];
  const guint64 long_gap = before ? 2 * (before->amount - 1) : 0;

  switch (a->cause)
    {
    case PLX_CAUSE_START:
      return 0;
    case PLX_CAUSE_PROCESSOR:
      return before->end;
    case PLX_CAUSE_GAP:
      return before->start + 30 + long_gap;
    case PLX_CAUSE_MESSAGE:
      return before->start + 110 + long_gap;
    default:
      return G_MAXUINT64;
    }
}

START_TEST (the_log_says_what_was_done_when_and_why_not_earlier)
{
  g_autoptr (PlxTrace) trace = permutations (40, 25, 8);
  g_autoptr (PlxSimulation) logged = simulate (trace, &(PlxSimulateOptions) { .log = TRUE });
  g_autoptr (PlxSimulation) plain = simulate (trace, NULL);
  g_autofree guint64 *busy = g_new0 (guint64, 40), *end = g_new0 (guint64, 40);
  guint causes[PLX_N_CAUSES] = { 0 };

  ck_assert_mem_eq (logged->of, plain->of, 40 * sizeof *plain->of);
  for (guint k = 0; k < logged->log->len; k++)
    {
      const PlxActivity *log = (const PlxActivity *) (gconstpointer) logged->log->data;
      const PlxActivity *a = &log[k];

      ck_assert_uint_eq (a->start, let_start (log, a));
      ck_assert_uint_ge (a->start, end[a->processor]);
      end[a->processor] = a->end;
      busy[a->processor] += a->end - a->start;
      causes[a->cause]++;
      if (a->kind == PLX_OP_RECV)
        ck_assert (log[a->sent].kind == PLX_OP_SEND && log[a->sent].peer == a->processor
                   && log[a->sent].amount == a->amount && log[a->sent].level < a->level);
    }
  for (guint i = 0; i < 40; i++)
    ck_assert (busy[i] == plain->of[i].busy && end[i] == plain->of[i].finish);
  for (guint c = PLX_CAUSE_START; c <= PLX_CAUSE_MESSAGE; c++)
    ck_assert_uint_gt (causes[c], 0);
}
END_TEST

START_TEST (after_a_sync_the_log_names_who_reached_it_last)
{
  PlxTraceBuilder *b = plx_trace_builder_new (3, "barrier");
  g_autoptr (PlxTrace) trace = NULL;
  g_autoptr (PlxSimulation) simulation = NULL;
  const PlxActivity *log;

  hand_work (b, 0, 10);
  hand_words (b, 1, PLX_OP_PUT, 2, 1);
  plx_trace_builder_sync (b);
  hand_work (b, 0, 20);
  trace = plx_trace_builder_end (b);
  simulation = simulate (trace, &(PlxSimulateOptions) { .log = TRUE });
  log = (const PlxActivity *) (gconstpointer) simulation->log->data;
  ck_assert_uint_eq (simulation->log->len, 4);
  ck_assert_uint_eq (log[2].kind, PLX_OP_RECV);
  ck_assert_uint_eq (log[2].start, 10 + 7 * 2 + 100);
  ck_assert_uint_eq (log[2].sent, 1);
  ck_assert_uint_eq (log[3].cause, PLX_CAUSE_BARRIER);
  ck_assert_uint_eq (log[3].before, 2);
  ck_assert_uint_eq (log[3].start, log[2].end + 50);
}
END_TEST

START_TEST (a_train_is_received_no_faster_than_it_comes)
{
  PlxProcessorCosts costs = loggp_costs;
  PlxTraceBuilder *b = plx_trace_builder_new (2, "train");
  g_autoptr (PlxTrace) trace = NULL;
  g_autoptr (PlxTiming) timing = NULL;

  hand_message (b, 0, 1, 25);
  trace = plx_trace_builder_end (b);
  costs.packet = 8;
  PLX_OK (timing = plx_processors_price (&costs, trace, FALSE, error));
  /* four packets of 8, 44 apart */
  ck_assert_double_eq (timing->finish[0], 3 * 44 + 10);
  ck_assert_double_eq (timing->finish[1], 124 + 3 * 44 + 12);
}
END_TEST

START_TEST (a_log_of_more_calls_than_fit_is_refused)
{
  PlxSimulateOptions options = { .engine = PLX_ENGINE_PROGRAM_ORDER };
  PlxTraceBuilder *b = plx_trace_builder_new (2, "calls");
  g_autoptr (PlxTrace) trace = NULL;
  g_autoptr (PlxSimulation) many = NULL;
  g_autoptr (GError) refusal = NULL;

  plx_trace_builder_op (b, 0, plx_op_transfer (PLX_OP_WRITE, 1, 8, 4000000000u));
  plx_trace_builder_sync (b);
  trace = plx_trace_builder_end (b);
  PLX_OK (many = plx_simulate_trace (trace, &loggp_costs, &options, error));
  ck_assert_uint_eq (many->n_messages, 4000000000u);
  options.log = TRUE;
  ck_assert_ptr_null (plx_simulate_trace (trace, &loggp_costs, &options, &refusal));
  ck_assert (g_error_matches (refusal, PLX_ERROR, PLX_ERROR_INPUT));
}
END_TEST

START_TEST (a_large_message_asks_its_receiver_first)
{
  PlxProcessorCosts costs = loggp_costs;
  PlxTraceBuilder *b = plx_trace_builder_new (2, "rendezvous");
  g_autoptr (PlxTrace) trace = NULL, expanded = NULL;
  g_autoptr (PlxTiming) timing = NULL;

  hand_message (b, 0, 1, 51);
  hand_message (b, 1, 0, 50);
  trace = plx_trace_builder_end (b);
  costs.eager = 50;
  PLX_OK (expanded = plx_rendezvous_expand (trace, 50, error));
  ck_assert_uint_eq (plx_trace_n_ops (expanded), 6 + 2);
  PLX_OK (timing = plx_processors_price (&costs, trace, FALSE, error));
  /* request and reply of a byte, then 51; then back with 50 */
  ck_assert_double_eq (timing->finish[1], 3 * 122 + 50 * 2 + 10);
  ck_assert_double_eq (timing->finish[0], 3 * 122 + 50 * 2 + 122 + 49 * 2);
}
END_TEST

START_TEST (two_that_both_send_a_large_message_first_wait_for_ever)
{
  PlxProcessorCosts costs = loggp_costs;
  PlxTraceBuilder *b = plx_trace_builder_new (2, "both send");
  g_autoptr (PlxTrace) trace = NULL;

  for (guint i = 0; i < 2; i++)
    {
      plx_trace_builder_op (b, i, plx_op_message (PLX_OP_SEND, 1 - i, 60, i));
      plx_trace_builder_op (b, i, plx_op_message (PLX_OP_RECV, 1 - i, 60, 1 - i));
    }
  trace = plx_trace_builder_end (b);
  costs.eager = 50;
  PLX_FAILS (plx_processors_price (&costs, trace, FALSE, error), PLX_ERROR_FAILED,
             "both send: superstep 0: a deadlock: processor 0 waits to send to 1 until it "
             "receives, 1 to send to 0 until it receives");
}
END_TEST

PLX_TEST_MAIN ("program-order", a_processors_time_is_busy_or_gap_or_wait,
               threads_give_the_same_bytes, threads_put_and_get_the_same,
               the_log_says_what_was_done_when_and_why_not_earlier,
               after_a_sync_the_log_names_who_reached_it_last,
               a_train_is_received_no_faster_than_it_comes, a_log_of_more_calls_than_fit_is_refused,
               a_large_message_asks_its_receiver_first,
               two_that_both_send_a_large_message_first_wait_for_ever)
