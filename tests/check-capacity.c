/* SPDX-License-Identifier: MIT */
/* check-capacity.c: limited numbers of messages in transit: closed forms, and the same times as a slow, obvious reference. */
#include "sim/engine/event-queue.h"

#include "tests/draw.h"
#include "tests/reference-capacity.h"

#include <math.h>
#include <string.h>

static PlxProcessorCosts
costs_of (const Message *m, guint64 capacity)
{
  static const PlxCurve step = { .n = 1, .x = { 1 }, .y = { 1 } };

  return (PlxProcessorCosts) { .message = message, .instance = m, .eager = G_MAXUINT64, .word = 8, .barrier = -1, .tick = 1,
                               .t = { .flat = TRUE, .of = { [PLX_OP] = step } }, .capacity = capacity };
}

/* Some whose messages take no time at their ends, and some that ask first. */
static void
draw_limit (Draw *d, guint seed)
{
  draw_init (d, seed);
  d->p = MAX (d->p, 2);
  d->message.o -= below (d, 4) == 0;
  d->costs.capacity = 1 + below (d, 3);
  d->costs.eager = below (d, 6) == 0 ? 8 : G_MAXUINT64;
}

/* Room is made when the first message of a train, or the only one, has been sent. */
static void
expect_log (const Draw *d, const PlxSimulation *got)
{
  const guint64 packet = (guint64) message (&d->message, d->costs.packet).send;
  const PlxActivity *log = (const PlxActivity *) (gconstpointer) got->log->data;

  for (guint k = 0; k < got->log->len; k++)
    if (log[k].cause == PLX_CAUSE_CAPACITY)
      {
        ck_assert_msg (log[k].before < got->log->len, "seed %u, activity %u: nothing made room", d->seed, k);
        const PlxActivity *recv = &log[log[k].before];

        ck_assert_msg (recv->kind == PLX_OP_RECV && recv->start == (d->costs.packet > 0 ? log[k].start + packet : log[k].end)
                       && (recv->peer == log[k].processor || recv->processor == log[k].peer),
                       "seed %u, activity %u: another receive made room", d->seed, k);
      }
}

/* Returns whether it could run to its end. */
static gboolean
agree (Draw *d)
{
  const PlxSimulateOptions options = { .log = TRUE };
  g_autoptr (PlxSchedule) schedule = draw_schedule (d, CHAINS), lowered = NULL;
  g_autoptr (PlxSimulation) got = NULL;
  g_autoptr (GError) why = NULL;
  gint64 finish[MOST_PROCS];

  PLX_OK (lowered = plx_lower_schedule (schedule, &d->costs, TRUE, error));
  const gboolean ended = reference (lowered, &d->costs, 200 * (gint64) plx_schedule_n_tasks (lowered), finish);

  got = plx_simulate_schedule (schedule, &d->costs, &options, &why);
  if (!ended)
    {
      ck_assert_msg (g_error_matches (why, PLX_ERROR, PLX_ERROR_FAILED), "seed %u: %s, not a deadlock", d->seed,
                     why ? why->message : "it ended");
      return FALSE;
    }
  ck_assert_msg (got != NULL, "seed %u: %s", d->seed, why ? why->message : "?");
  for (guint i = 0; i < d->p; i++)
    {
      ck_assert_msg ((gint64) got->of[i].finish == finish[i], "seed %u: processor %u ends at %" G_GUINT64_FORMAT
                     ", in the reference at %" G_GINT64_FORMAT, d->seed, i, got->of[i].finish, finish[i]);
      ck_assert_uint_eq (got->of[i].finish, got->of[i].busy + got->of[i].gap + got->of[i].wait);
    }
  expect_log (d, got);
  return TRUE;
}

START_TEST (chains_end_when_the_reference_says)
{
  guint ended = 0;

  for (guint seed = 1; seed <= 1000; seed++)
    {
      g_auto (Draw) d = { .rand = NULL };

      draw_limit (&d, seed);
      ended += agree (&d);
    }
  ck_assert_uint_gt (ended, 200);
  ck_assert_uint_lt (ended, 900);
}
END_TEST

/* ---- without a limit ---- */

static void
expect_same (guint seed, const PlxSimulation *a, const PlxSimulation *b)
{
  for (guint i = 0; i < a->p; i++)
    ck_assert_msg (memcmp (&a->of[i], &b->of[i], sizeof a->of[i]) == 0,
                   "seed %u: processor %u ends at %" G_GUINT64_FORMAT " and %" G_GUINT64_FORMAT ", or spends it otherwise",
                   seed, i, a->of[i].finish, b->of[i].finish);
}

START_TEST (a_limit_that_is_never_reached_changes_nothing)
{
  const PlxSimulateOptions options = { .engine = PLX_ENGINE_EVENT_QUEUE, .timing = TRUE };

  for (guint seed = 1; seed <= 300; seed++)
    {
      g_auto (Draw) d = { .rand = NULL };

      draw_init (&d, seed);
      d.costs.packet = 0;
      g_autoptr (PlxSchedule) schedule = draw_schedule (&d, (Shape) (seed % 3));
      g_autoptr (PlxTrace) trace = draw_supersteps (&d, 3);
      PlxSimulation *of[2][2];

      for (guint k = 0; k < 2; k++)
        {
          d.costs.capacity = k * 1000000;
          of[0][k] = plx_simulate_schedule (schedule, &d.costs, &options, NULL);
          PLX_OK (of[1][k] = plx_simulate_trace (trace, &d.costs, &options, error));
        }
      ck_assert ((of[0][0] == NULL) == (of[0][1] == NULL));
      for (guint what = of[0][0] == NULL; what < 2; what++)
        expect_same (seed, of[what][0], of[what][1]);
      for (guint s = 0; s < of[1][0]->timing->n_supersteps; s++)
        ck_assert (memcmp (&of[1][0]->timing->cost[s], &of[1][1]->timing->cost[s], sizeof (PlxCost)) == 0);
      for (guint k = 0; k < 4; k++)
        plx_simulation_free (of[k / 2][k % 2]);
    }
}
END_TEST

START_TEST (packets_of_answers_are_in_transit_together)
{
  for (guint seed = 1; seed <= 300; seed++)
    {
      g_auto (Draw) d = { .rand = NULL };

      draw_init (&d, seed);
      d.costs.packet = 3;
      g_autoptr (PlxTrace) trace = draw_supersteps (&d, 3);
      g_autoptr (PlxSchedule) lowered = NULL;
      g_autoptr (PlxSimulation) limited = NULL, any = NULL;

      PLX_OK (lowered = plx_lower_trace (trace, &d.costs, TRUE, error));
      d.costs.capacity = 1000000;
      PLX_OK (limited = plx_event_queue_run (lowered, &d.costs, NULL, error));
      d.costs.capacity = 0;
      PLX_OK (any = plx_event_queue_run (lowered, &d.costs, NULL, error));
      expect_same (seed, limited, any);
    }
}
END_TEST

/* ---- closed forms ---- */

typedef struct {
  PlxScheduleBuilder *builder;
  guint processor;
  guint32 last;
} Chain;

static void
add (Chain *chain, guint processor, PlxOpKind kind, guint32 peer, guint64 amount)
{
  const PlxTask task = { .kind = (guint8) kind, .peer = peer, .amount = amount };
  const guint32 t = plx_schedule_builder_task (chain->builder, processor, &task);

  if (processor == chain->processor)
    plx_schedule_builder_edge (chain->builder, chain->last, t, FALSE);
  chain->processor = processor;
  chain->last = t;
}

static Chain
chain_new (guint p)
{
  return (Chain) { plx_schedule_builder_new (p, "chain"), PLX_ANY, 0 };
}

static PlxSimulation *
run (const Chain *chain, const Message *m, guint64 capacity)
{
  const PlxProcessorCosts costs = costs_of (m, capacity);
  const PlxSimulateOptions options = { .log = TRUE };
  g_autoptr (PlxSchedule) schedule = NULL;
  PlxSimulation *got = NULL;

  PLX_OK (schedule = plx_schedule_builder_end (chain->builder, error));
  PLX_OK (got = plx_simulate_schedule (schedule, &costs, &options, error));
  ck_assert_str_eq (got->engine, capacity > 0 ? "event-queue" : "program-order");
  return got;
}

/* Each of p - 1 sends one message to processor 0, which works until @work, after the first have arrived, and receives. */
static PlxSimulation *
fan_in (guint p, guint64 work, const Message *m, guint64 capacity)
{
  Chain chain = chain_new (p);

  add (&chain, 0, PLX_OP_WORK, 0, work);
  for (guint i = 1; i < p; i++)
    add (&chain, 0, PLX_OP_RECV, i, 1);
  for (guint i = 1; i < p; i++)
    add (&chain, i, PLX_OP_SEND, 0, 1);
  return run (&chain, m, capacity);
}

/* With C = ceil (L / g) the k-th receive, from 0, starts at work + k g, as without a limit; its sender leaves when the
 * receive C before it starts. */
START_TEST (a_slow_receiver_is_kept_busy_by_ceil_L_over_g_messages)
{
  const Message m = { .L = 13, .o = 2, .g = 5 };
  const guint p = 40, C = 3;
  g_autoptr (PlxSimulation) got = fan_in (p, 100, &m, C);

  ck_assert_uint_eq (got->of[0].finish, 100 + (p - 2) * m.g + m.o);
  for (guint i = 1; i < p; i++)
    {
      const guint64 leaves = i <= C ? m.o : 100 + (i - 1 - C) * m.g;

      ck_assert_uint_eq (got->of[i].finish, leaves);
      ck_assert_uint_eq (got->of[i].busy, m.o);
      ck_assert_uint_eq (got->of[i].gap, leaves - m.o);
    }
}
END_TEST

/* Each message is sent off when the one before is received: L apart. */
START_TEST (one_message_at_a_time_costs_the_latency_each)
{
  const Message m = { .L = 13, .o = 2, .g = 5 };
  g_autoptr (PlxSimulation) got = fan_in (40, 100, &m, 1);

  ck_assert_uint_eq (got->of[0].finish, 100 + 38 * m.L + m.o);
  ck_assert_uint_eq (got->of[0].wait, 38 * (m.L - m.g));
}
END_TEST

/* A long queue in which all wait for the same room. */
START_TEST (thousands_wait_in_the_order_in_which_they_came)
{
  const Message m = { .L = 3, .o = 2, .g = 5 };
  const guint p = 20000;
  g_autoptr (PlxSimulation) got = fan_in (p, 7, &m, 1);

  ck_assert_uint_eq (got->of[0].finish, 7 + (p - 2) * m.g + m.o);
  for (guint i = 2; i < p; i++)
    ck_assert_uint_eq (got->of[i].finish, 7 + (i - 2) * m.g);
}
END_TEST

static PlxSimulation *
broadcast (guint p, const Message *m, guint64 capacity)
{
  Chain chain = chain_new (p);

  for (guint i = 1; i < p; i++)
    add (&chain, 0, PLX_OP_SEND, i, 1);
  for (guint i = 1; i < p; i++)
    add (&chain, i, PLX_OP_RECV, 0, 1);
  return run (&chain, m, capacity);
}

START_TEST (a_gap_above_the_latency_leaves_room)
{
  const Message m = { .L = 6, .o = 2, .g = 7 };
  g_autoptr (PlxSimulation) limited = broadcast (20, &m, 1), any = broadcast (20, &m, 0);

  for (guint i = 0; i < 20; i++)
    ck_assert (memcmp (&limited->of[i], &any->of[i], sizeof any->of[i]) == 0);
}
END_TEST

/* Two leave, o apart; the next two when those are received, L later, and so on. */
START_TEST (without_a_gap_a_sender_stalls_for_its_own_messages)
{
  const Message m = { .L = 10, .o = 1, .g = 0 };
  g_autoptr (PlxSimulation) got = broadcast (20, &m, 2);

  for (guint i = 1; i < 20; i++)
    ck_assert_uint_eq (got->of[i].finish, m.o + (i - 1) / 2 * m.L + (i - 1) % 2 * m.o + m.L + m.o);
  ck_assert_uint_eq (got->of[0].finish, m.o + 9 * m.L);
  ck_assert_uint_eq (got->of[0].gap, 9 * (m.L - 2 * m.o) + m.o - m.o);
  ck_assert_uint_eq (got->of[0].busy, 19 * m.o);
}
END_TEST

START_TEST (one_message_to_and_fro_never_stalls)
{
  const Message m = { .L = 6, .o = 2, .g = 4 };
  Chain chain = chain_new (2);

  for (guint i = 0; i < 2; i++)
    for (guint k = 0; k < 10; k++)
      add (&chain, i, (k + i) % 2 == 0 ? PLX_OP_SEND : PLX_OP_RECV, 1 - i, 1);
  g_autoptr (PlxSimulation) got = run (&chain, &m, 1);

  ck_assert_uint_eq (got->of[0].finish, 10 * (m.L + 2 * m.o));
  ck_assert_uint_eq (got->of[0].gap + got->of[1].gap, 0);
}
END_TEST

START_TEST (messages_to_oneself_are_not_in_transit)
{
  const Message m = { .L = 6, .o = 2, .g = 4 };
  Chain chain = chain_new (1);

  for (guint k = 0; k < 10; k++)
    add (&chain, 0, k < 5 ? PLX_OP_SEND : PLX_OP_RECV, 0, 1);
  g_autoptr (PlxSimulation) got = run (&chain, &m, 1);

  ck_assert_uint_eq (got->of[0].finish, 0);
}
END_TEST

/* Processor 1 sends at 0, 2 too: its send is over at 2 and stalls until 30. */
START_TEST (the_log_says_which_receive_made_room)
{
  const Message m = { .L = 6, .o = 2, .g = 4 };
  g_autoptr (PlxSimulation) got = fan_in (3, 30, &m, 1);
  const PlxActivity *log = (const PlxActivity *) (gconstpointer) got->log->data;
  guint n = 0;

  for (guint k = 0; k < got->log->len; k++)
    if (log[k].cause == PLX_CAUSE_CAPACITY)
      {
        n++;
        ck_assert_uint_eq (log[k].processor, 2);
        ck_assert_uint_eq (log[k].start, 28);
        ck_assert_uint_eq (log[k].end, 30);
        ck_assert_uint_eq (log[log[k].before].processor, 0);
        ck_assert_uint_eq (log[log[k].before].start, 30);
      }
  ck_assert_uint_eq (n, 1);
}
END_TEST

/* ---- deadlocks ---- */

START_TEST (stalled_senders_that_wait_for_each_other_are_a_deadlock)
{
  const Message m = { .L = 6, .o = 2, .g = 4 };
  const PlxProcessorCosts costs = costs_of (&m, 1);
  g_autoptr (PlxSchedule) schedule = NULL;
  Chain chain = chain_new (2);

  for (guint i = 0; i < 2; i++)
    for (guint k = 0; k < 4; k++)
      add (&chain, i, k < 2 ? PLX_OP_SEND : PLX_OP_RECV, 1 - i, 8);
  PLX_OK (schedule = plx_schedule_builder_end (chain.builder, error));
  PLX_FAILS (plx_simulate_schedule (schedule, &costs, NULL, error), PLX_ERROR_FAILED,
             "rank 1, operation 1 (send 8b to 0) waits for rank 0, operation 2 (recv 8b from 1) waits for rank 0, operation 1 "
             "(send 8b to 1) waits for rank 1, operation 2 (recv 8b from 0)");
}
END_TEST

/* The messages are there, and would be received but for the cpu. */
START_TEST (what_waits_for_the_cpu_of_a_stalled_sender_is_named)
{
  const Message m = { .L = 6, .o = 2, .g = 4 };
  const PlxProcessorCosts costs = costs_of (&m, 1);
  PlxScheduleBuilder *b = plx_schedule_builder_new (2, "chain");
  g_autoptr (PlxSchedule) schedule = NULL;

  for (guint32 i = 0; i < 2; i++)
    for (guint32 k = 0; k < 4; k++)
      plx_schedule_builder_task (b, i, &(PlxTask) { .kind = k < 2 ? PLX_OP_SEND : PLX_OP_RECV, .peer = 1 - i, .amount = 8 });
  PLX_OK (schedule = plx_schedule_builder_end (b, error));
  PLX_FAILS (plx_simulate_schedule (schedule, &costs, NULL, error), PLX_ERROR_FAILED,
             "rank 0, operation 1 (send 8b to 1) waits for rank 1, operation 2 (recv 8b from 0) waits for rank 1, operation 1 "
             "(send 8b to 0) waits for rank 0, operation 2 (recv 8b from 1) waits for rank 0, operation 1 (send 8b to 1)");
}
END_TEST

START_TEST (every_program_ends_or_stalls_in_a_circle)
{
  const PlxSimulateOptions options = { .log = TRUE };
  guint ended = 0;

  for (guint seed = 1; seed <= 1000; seed++)
    {
      g_auto (Draw) d = { .rand = NULL };

      draw_limit (&d, seed);
      d.costs.eager = G_MAXUINT64;
      d.costs.packet *= seed % 2;
      g_autoptr (PlxSchedule) schedule = draw_schedule (&d, seed % 2 ? GRAPHS : WILD);
      g_autoptr (PlxTrace) trace = draw_supersteps (&d, 2);

      for (guint k = 0; k < 2; k++)
        {
          g_autoptr (GError) why = NULL;
          g_autoptr (PlxSimulation) got = k == 0 ? plx_simulate_schedule (schedule, &d.costs, &options, &why)
                                                 : plx_simulate_trace (trace, &d.costs, &options, &why);

          ended += got != NULL;
          if (got)
            expect_log (&d, got);
          else
            ck_assert_msg (g_error_matches (why, PLX_ERROR, PLX_ERROR_FAILED) || strstr (why->message, ": nobody "),
                           "seed %u: %s", seed, why->message);
        }
    }
  ck_assert_uint_gt (ended, 400);
}
END_TEST

/* ---- supersteps ---- */

static PlxTrace *
puts_to (guint p, gboolean all, gboolean sync)
{
  PlxTraceBuilder *b = plx_trace_builder_new (p, "puts");

  for (guint i = 0; i < p; i++)
    for (guint j = 0; j < (all ? p : 1); j++)
      if (i != j)
        plx_trace_builder_op (b, i, plx_op_transfer (PLX_OP_PUT, j, 8, 1));
  if (sync)
    plx_trace_builder_sync (b);
  return plx_trace_builder_end (b);
}

/* Processor 0 has nothing to send and receives L apart; o + L until the first. Then the barrier, of 2 rounds of L + 2 o. */
START_TEST (puts_to_one_processor_leave_as_it_receives)
{
  const Message m = { .L = 13, .o = 2, .g = 5 };
  const PlxProcessorCosts costs = costs_of (&m, 1);
  const PlxSimulateOptions options = { .timing = TRUE };
  g_autoptr (PlxTrace) trace = puts_to (4, FALSE, TRUE);
  g_autoptr (PlxSimulation) got = NULL;

  PLX_OK (got = plx_simulate_trace (trace, &costs, &options, error));
  ck_assert_uint_eq (got->time, m.o + 3 * m.L + m.o + 2 * (m.L + 2 * m.o));
  ck_assert_double_eq (plx_timing_total (got->timing), (double) got->time);
}
END_TEST

/* All receive when they have sent everything. */
START_TEST (an_exchange_of_more_than_fits_is_a_deadlock)
{
  const Message m = { .L = 13, .o = 2, .g = 5 };
  PlxProcessorCosts costs = costs_of (&m, 3);
  g_autoptr (PlxTrace) trace = puts_to (4, TRUE, TRUE);
  g_autoptr (PlxSimulation) got = NULL;

  PLX_OK (got = plx_simulate_trace (trace, &costs, NULL, error));
  costs.capacity = 2;
  PLX_FAILS (plx_simulate_trace (trace, &costs, NULL, error), PLX_ERROR_FAILED, "deadlock with capacity = yes");
}
END_TEST

START_TEST (what_no_sync_delivers_is_not_in_transit)
{
  const Message m = { .L = 13, .o = 2, .g = 5 };
  const PlxProcessorCosts costs = costs_of (&m, 1);
  g_autoptr (PlxTrace) trace = puts_to (4, TRUE, FALSE);
  g_autoptr (PlxSimulation) got = NULL;

  PLX_OK (got = plx_simulate_trace (trace, &costs, NULL, error));
  ck_assert_uint_eq (got->time, 2 * m.g + m.o);
}
END_TEST

PLX_TEST_MAIN ("capacity", chains_end_when_the_reference_says, a_limit_that_is_never_reached_changes_nothing,
               packets_of_answers_are_in_transit_together, a_slow_receiver_is_kept_busy_by_ceil_L_over_g_messages,
               one_message_at_a_time_costs_the_latency_each, thousands_wait_in_the_order_in_which_they_came,
               a_gap_above_the_latency_leaves_room, without_a_gap_a_sender_stalls_for_its_own_messages,
               one_message_to_and_fro_never_stalls, messages_to_oneself_are_not_in_transit,
               the_log_says_which_receive_made_room, stalled_senders_that_wait_for_each_other_are_a_deadlock,
               what_waits_for_the_cpu_of_a_stalled_sender_is_named, every_program_ends_or_stalls_in_a_circle,
               puts_to_one_processor_leave_as_it_receives, an_exchange_of_more_than_fits_is_a_deadlock,
               what_no_sync_delivers_is_not_in_transit)
