/* SPDX-License-Identifier: MIT */
/* check-lower.c: supersteps and rendezvous become the tasks that lower.h says. */
#include "sim/engine/lower.h"
#include "tests/patterns.h"

static PlxMessageCost
message (G_GNUC_UNUSED gconstpointer instance, G_GNUC_UNUSED guint64 bytes)
{
  return (PlxMessageCost) { .send = 2, .receive = 3, .gap = 5, .flight = 11 };
}

static const PlxProcessorCosts costs
  = { .message = message, .eager = G_MAXUINT64, .word = 8, .barrier = -1, .tick = 1, .packet = 16 };

/* "send 64 to 1" and the tasks that it leads to, as numbers: one line a task. */
static void
print_task (GString *text, const PlxSchedule *schedule, guint32 t)
{
  static const char *const names[PLX_N_TASKS]
    = { "work", "read", "", "", "", "", "send", "recv", "put", "queue", "land", "ask", "serve", "answer", "request",
        "requested", "clear", "cleared", "data", "take", "join", "sync" };
  const PlxTask *task = &plx_schedule_tasks (schedule)[t];
  const guint32 *at = plx_schedule_first_edge (schedule), *edges = plx_schedule_edges (schedule);

  g_string_append_printf (text, "%u %s %u %u:", t, names[task->kind], (guint) task->amount, task->peer);
  for (guint32 e = at[t]; e < at[t + 1]; e++)
    g_string_append_printf (text, " %s%u", edges[e] & PLX_STARTED ? "!" : "", edges[e] & ~PLX_STARTED);
  g_string_append_c (text, '\n');
}

/* (transfer full) */
static char *
schedule_text (const PlxSchedule *schedule)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < plx_schedule_n_procs (schedule); i++)
    {
      g_string_append_printf (text, "-- %u\n", i);
      for (guint32 t = plx_schedule_first (schedule)[i]; t < plx_schedule_first (schedule)[i + 1]; t++)
        print_task (text, schedule, t);
    }
  return g_string_free (text, FALSE);
}

static void
expect (const PlxSchedule *schedule, const char *expected)
{
  g_autofree char *text = schedule_text (schedule);

  ck_assert_str_eq (text, expected);
}

START_TEST (a_superstep_lands_then_serves_then_takes_answers)
{
  PlxTraceBuilder *b = plx_trace_builder_new (3, "superstep");
  g_autoptr (PlxTrace) trace = NULL;
  g_autoptr (PlxSchedule) schedule = NULL;

  hand_work (b, 0, 7);
  plx_trace_builder_op (b, 0, plx_op_transfer (PLX_OP_PUT, 1, 40, 2));
  plx_trace_builder_op (b, 0, plx_op_transfer (PLX_OP_GET, 1, 24, 1));
  plx_trace_builder_op (b, 1, plx_op_transfer (PLX_OP_READ, 0, 12, 3));
  plx_trace_builder_op (b, 1, plx_op_transfer (PLX_OP_QUEUE, 1, 9, 2));
  plx_trace_builder_sync (b);
  hand_work (b, 2, 9);
  trace = plx_trace_builder_end (b);
  PLX_OK (schedule = plx_lower_trace (trace, &costs, FALSE, error));
  expect (schedule, "-- 0\n0 work 7 0: 1\n1 put 40 1: 2\n2 put 40 1: 3\n3 ask 24 1: 4\n4 answer 24 1: 5\n5 sync 0 0: 12\n"
                    "-- 1\n6 read 6 0: 7\n7 read 18 1: 8 9\n8 land 40 0: 10\n9 land 40 0: 10\n10 join 0 0: 11\n"
                    "11 serve 24 0: 5\n-- 2\n12 work 9 0:\n");
}
END_TEST

START_TEST (packets_are_tasks_of_their_own_where_trains_cannot_be)
{
  PlxTraceBuilder *b = plx_trace_builder_new (2, "packets");
  g_autoptr (PlxTrace) trace = NULL;
  g_autoptr (PlxSchedule) schedule = NULL;

  plx_trace_builder_op (b, 0, plx_op_transfer (PLX_OP_WRITE, 1, 40, 1));
  hand_message (b, 0, 1, 17);
  plx_trace_builder_sync (b);
  trace = plx_trace_builder_end (b);
  PLX_OK (schedule = plx_lower_trace (trace, &costs, TRUE, error));
  expect (schedule, "-- 0\n0 put 16 1: 1\n1 put 16 1: 2\n2 put 8 1: 3\n3 send 16 1: 4\n4 send 1 1: 5\n5 sync 0 0:\n"
                    "-- 1\n6 recv 16 0: 7\n7 recv 1 0: 8 9 10\n8 land 16 0: 11\n9 land 16 0: 11\n10 land 8 0: 11\n"
                    "11 join 0 0: 5\n");
}
END_TEST

START_TEST (a_message_above_the_threshold_asks_its_receiver_first)
{
  PlxProcessorCosts meeting = costs;
  PlxScheduleBuilder *b = plx_schedule_builder_new (2, "rendezvous");
  g_autoptr (PlxSchedule) schedule = NULL, lowered = NULL, same = NULL;

  plx_schedule_builder_task (b, 0, &(PlxTask) { .kind = PLX_OP_SEND, .amount = 101, .peer = 1, .tag = 6 });
  plx_schedule_builder_task (b, 0, &(PlxTask) { .kind = PLX_OP_WORK, .amount = 50 });
  plx_schedule_builder_task (b, 0, &(PlxTask) { .kind = PLX_OP_WORK, .amount = 70 });
  plx_schedule_builder_task (b, 1, &(PlxTask) { .kind = PLX_OP_RECV, .amount = 101, .peer = 0, .tag = 6 });
  plx_schedule_builder_edge (b, 0, 1, FALSE);
  plx_schedule_builder_edge (b, 0, 2, TRUE);
  PLX_OK (schedule = plx_schedule_builder_end (b, error));
  PLX_OK (same = plx_lower_schedule (schedule, &costs, FALSE, error));
  ck_assert_ptr_eq (same, schedule);
  meeting.eager = 100;
  PLX_OK (lowered = plx_lower_schedule (schedule, &meeting, FALSE, error));
  expect (lowered, "-- 0\n0 request 101 1: 1 !4\n1 cleared 101 1: 2\n2 data 101 1: 3\n3 work 50 0:\n4 work 70 0:\n"
                   "-- 1\n5 requested 101 0: 6\n6 clear 101 0: 7\n7 take 101 0:\n");
}
END_TEST

START_TEST (a_wild_receive_cannot_be_asked)
{
  PlxProcessorCosts meeting = costs;
  PlxTraceBuilder *b = plx_trace_builder_new (2, "wild");
  g_autoptr (PlxTrace) trace = NULL;

  plx_trace_builder_op (b, 0, plx_op_message (PLX_OP_SEND, 1, 101, 0));
  plx_trace_builder_op (b, 1, plx_op_message (PLX_OP_RECV, PLX_ANY, 101, 0));
  trace = plx_trace_builder_end (b);
  meeting.eager = 100;
  PLX_FAILS (plx_lower_trace (trace, &meeting, FALSE, error), PLX_ERROR_INPUT,
             "wild: processor 1: a receive of 101 bytes from any source");
}
END_TEST

START_TEST (more_tasks_than_fit_are_refused)
{
  PlxTraceBuilder *b = plx_trace_builder_new (2, "many");
  g_autoptr (PlxTrace) trace = NULL;

  plx_trace_builder_op (b, 0, plx_op_transfer (PLX_OP_PUT, 1, 8, G_MAXUINT32));
  plx_trace_builder_sync (b);
  trace = plx_trace_builder_end (b);
  PLX_FAILS (plx_lower_trace (trace, &costs, FALSE, error), PLX_ERROR_INPUT, "many: more than 2147483647 messages");
}
END_TEST

static void
expect_as_of_its_trace (const PlxFlow *flow, const PlxProcessorCosts *of, gboolean single)
{
  g_autoptr (PlxTrace) trace = plx_flow_to_trace (flow);
  g_autoptr (PlxSchedule) a = NULL, b = NULL;
  g_autofree char *text = NULL;

  PLX_OK (a = plx_lower_trace (trace, of, single, error));
  PLX_OK (b = plx_lower_flow (flow, of, single, error));
  text = schedule_text (a);
  expect (b, text);
}

START_TEST (a_flow_becomes_what_its_trace_becomes)
{
  static const struct { const char *name, *words; } all[] = {
    { "linear-all-to-all", "p=7 bytes=40" },       { "optimal", "p=29 bytes=40" },
    { "dissemination", "p=600 bytes=40" },         { "butterfly", "p=8 bytes=40 work=5" },
    { "halo-2d", "p=12 bytes=40 steps=3 work=3" }, { "dissemination", "p=1" },
    { "pipelined-ring", "p=5 chunks=7 bytes=280" },
  };
  PlxProcessorCosts meeting = costs, lgs = costs;

  meeting.eager = 39;
  lgs.lgs.on = TRUE;
  for (guint k = 0; k < G_N_ELEMENTS (all); k++)
    {
      g_autoptr (PlxFlow) flow = flow_of (all[k].name, "%s", all[k].words);

      expect_as_of_its_trace (flow, &costs, FALSE);
      expect_as_of_its_trace (flow, &costs, TRUE);
      expect_as_of_its_trace (flow, &meeting, TRUE);
      expect_as_of_its_trace (flow, &lgs, FALSE);
    }
}
END_TEST

START_TEST (a_flow_of_more_tasks_than_fit_is_refused)
{
  g_autoptr (PlxFlow) flow = flow_of ("chain", "p=1000000 bytes=4000000000");

  PLX_FAILS (plx_lower_flow (flow, &costs, TRUE, error), PLX_ERROR_INPUT, "more than 2147483647 messages");
}
END_TEST

START_TEST (reads_and_syncs_have_their_times)
{
  PlxProcessorCosts plain = costs;

  plain.plain_reads = TRUE;
  plain.barrier = 77;
  ck_assert_double_eq (plx_read_time (&costs, 4), 2 * (11 + 3) + 3 * 5);
  ck_assert_double_eq (plx_read_time (&plain, 4), 4 * 2 * (11 + 3));
  ck_assert_double_eq (plx_read_time (&costs, 0), 0);
  ck_assert_double_eq (plx_sync_time (&costs, 5), 3 * (11 + 3));
  ck_assert_double_eq (plx_sync_time (&plain, 5), 77);
  ck_assert_double_eq (plx_sync_time (&plain, 1), 0);
  ck_assert_uint_eq (plx_messages_of (&costs, 33), 3);
  ck_assert_uint_eq (plx_messages_of (&costs, 0), 1);
}
END_TEST

PLX_TEST_MAIN ("lower", a_superstep_lands_then_serves_then_takes_answers,
               packets_are_tasks_of_their_own_where_trains_cannot_be,
               a_message_above_the_threshold_asks_its_receiver_first, a_wild_receive_cannot_be_asked,
               more_tasks_than_fit_are_refused, a_flow_becomes_what_its_trace_becomes,
               a_flow_of_more_tasks_than_fit_is_refused, reads_and_syncs_have_their_times)
