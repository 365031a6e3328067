/* SPDX-License-Identifier: MIT */
/* check-schedule.c: schedules by hand: what the builder keeps, what it refuses, and traces as schedules. */
#include "sim/core/schedule.h"
#include "tests/main.h"

#include <string.h>

#define CALC(n) (PlxTask) { .kind = PLX_OP_WORK, .amount = (n) }
#define SEND(n, to, with) (PlxTask) { .kind = PLX_OP_SEND, .amount = (n), .peer = (to), .tag = (with) }
#define RECV(n, from, with) (PlxTask) { .kind = PLX_OP_RECV, .amount = (n), .peer = (from), .tag = (with) }

static guint32
add (PlxScheduleBuilder *builder, guint i, PlxTask task)
{
  return plx_schedule_builder_task (builder, i, &task);
}

/* Tasks of processor 0 without edges, then those of processor 1. */
static PlxSchedule *
two_processors (const PlxTask *zero, guint n_zero, const PlxTask *one, guint n_one, GError **error)
{
  PlxScheduleBuilder *builder = plx_schedule_builder_new (2, "two");

  for (guint k = 0; k < n_zero; k++)
    plx_schedule_builder_task (builder, 0, &zero[k]);
  for (guint k = 0; k < n_one; k++)
    plx_schedule_builder_task (builder, 1, &one[k]);
  return plx_schedule_builder_end (builder, error);
}

#define TWO(zero, one) two_processors (zero, G_N_ELEMENTS (zero), one, G_N_ELEMENTS (one), error)

START_TEST (tasks_are_kept_by_processor_and_edges_by_the_task_that_they_leave)
{
  PlxScheduleBuilder *builder = plx_schedule_builder_new (5, "by hand");
  g_autoptr (PlxSchedule) s = NULL;
  PlxTask third = CALC (13);

  third.cpu = 3;
  third.nic = 2;
  add (builder, 1, CALC (11));
  add (builder, 1, CALC (12));
  add (builder, 1, third);
  add (builder, 3, CALC (17));
  plx_schedule_builder_edge (builder, 0, 2, TRUE);
  plx_schedule_builder_edge (builder, 1, 2, FALSE);
  plx_schedule_builder_edge (builder, 0, 1, FALSE);
  plx_schedule_builder_edge (builder, 3, 1, FALSE);
  PLX_OK (s = plx_schedule_builder_end (builder, error));

  const guint32 first[] = { 0, 0, 3, 3, 4, 4 }, first_edge[] = { 0, 2, 3, 3, 4 };
  const guint32 edges[] = { 1, 2 | PLX_STARTED, 2, 1 };
  ck_assert_mem_eq (plx_schedule_first (s), first, sizeof first);
  ck_assert_mem_eq (plx_schedule_first_edge (s), first_edge, sizeof first_edge);
  ck_assert_mem_eq (plx_schedule_edges (s), edges, sizeof edges);
  ck_assert_uint_eq (plx_schedule_n_procs (s), 5);
  ck_assert_uint_eq (plx_schedule_n_tasks (s), 4);
  ck_assert_uint_eq (plx_schedule_n_cpus (s), 4);
  ck_assert_uint_eq (plx_schedule_n_nics (s), 3);
  ck_assert_str_eq (plx_schedule_identity (s), "by hand");
  const guint32 requires[] = { 0, 2, 2, 0 }, processors[] = { 1, 1, 1, 3 };
  guint32 counted[4];
  plx_schedule_count_requires (s, counted);
  ck_assert_mem_eq (counted, requires, sizeof requires);
  for (guint32 t = 0; t < 4; t++)
    ck_assert_uint_eq (plx_schedule_processor (s, t), processors[t]);
}
END_TEST

START_TEST (a_task_is_named_as_goal_writes_it)
{
  const PlxTask zero[] = { SEND (64, 1, 7), CALC (5) }, one[] = { RECV (64, PLX_ANY, PLX_ANY) };
  g_autoptr (PlxSchedule) s = NULL;

  PLX_OK (s = TWO (zero, one));
  const char *const names[] = { "rank 0, operation 0 (send 64b to 1 tag 7)", "rank 0, operation 1 (calc 5)",
                                "rank 1, operation 0 (recv 64b from -1 tag -1)" };
  for (guint32 t = 0; t < 3; t++)
    {
      g_autofree char *name = plx_schedule_name_task (s, t);

      ck_assert_str_eq (name, names[t]);
    }
}
END_TEST

/* n tasks in a row, and an edge back from one to another. */
static PlxSchedule *
row_with_a_way_back (guint32 n, guint32 from, guint32 to, gboolean started, GError **error)
{
  PlxScheduleBuilder *builder = plx_schedule_builder_new (1, "row");

  for (guint32 t = 0; t < n; t++)
    {
      add (builder, 0, CALC (t));
      if (t > 0)
        plx_schedule_builder_edge (builder, t - 1, t, FALSE);
    }
  plx_schedule_builder_edge (builder, from, to, started);
  return plx_schedule_builder_end (builder, error);
}

START_TEST (a_cycle_is_refused_and_named)
{
  PLX_FAILS (row_with_a_way_back (5, 3, 2, FALSE, error), PLX_ERROR_INPUT,
             "row: rank 0, operation 3 (calc 3) waits for rank 0, operation 2 (calc 2), which waits for the first; "
             "dependencies must not form a cycle");
  PLX_FAILS (row_with_a_way_back (2, 1, 1, FALSE, error), PLX_ERROR_INPUT,
             "row: rank 0, operation 1 (calc 1) waits for itself;");
  PLX_FAILS (row_with_a_way_back (100, 90, 10, TRUE, error), PLX_ERROR_INPUT, ", and so on; dependencies");
}
END_TEST

START_TEST (an_edge_back_to_an_earlier_task_is_no_cycle_by_itself)
{
  PlxScheduleBuilder *builder = plx_schedule_builder_new (1, "back");
  g_autoptr (PlxSchedule) s = NULL;

  add (builder, 0, CALC (3));
  add (builder, 0, CALC (4));
  plx_schedule_builder_edge (builder, 1, 0, FALSE);
  PLX_OK (s = plx_schedule_builder_end (builder, error));
  ck_assert_uint_eq (plx_schedule_edges (s)[0], 0);
}
END_TEST

START_TEST (every_send_needs_its_recv)
{
  const PlxTask send[] = { CALC (9), SEND (8, 1, 7), SEND (8, 1, 7) }, recv[] = { RECV (8, 0, 7) };
  const PlxTask more[] = { RECV (8, 0, 7), RECV (8, 0, 7), RECV (8, 0, 7) };
  const PlxTask other[] = { RECV (8, 0, 7), RECV (8, 0, 6) };
  const PlxTask nothing[] = { CALC (1) }, self[] = { RECV (8, 1, 7) };

  PLX_FAILS (TWO (send, recv), PLX_ERROR_INPUT, "two: rank 0, operation 2 (send 8b to 1 tag 7) is never matched: rank 0 "
             "sends 2 to rank 1 with tag 7, which receives 1; every send needs its recv");
  PLX_FAILS (TWO (send, more), PLX_ERROR_INPUT, "rank 1, operation 2 (recv 8b from 0 tag 7) is never matched");
  PLX_FAILS (TWO (send, other), PLX_ERROR_INPUT, "rank 1, operation 1 (recv 8b from 0 tag 6) is never matched");
  PLX_FAILS (TWO (send, nothing), PLX_ERROR_INPUT, "with tag 7, which receives 0");
  PLX_FAILS (TWO (nothing, self), PLX_ERROR_INPUT, "rank 1 sends 0 to rank 1 with tag 7, which receives 1");
}
END_TEST

START_TEST (sizes_have_to_be_the_same_in_some_order)
{
  const PlxTask send[] = { SEND (3, 1, 0), SEND (5, 1, 0), SEND (8, 1, 2) };
  const PlxTask turned[] = { RECV (8, 0, 2), RECV (5, 0, 0), RECV (3, 0, 0) };
  const PlxTask wrong[] = { RECV (8, 0, 2), RECV (5, 0, 0), RECV (4, 0, 0) };
  g_autoptr (PlxSchedule) s = NULL;

  PLX_OK (s = TWO (send, turned));
  PLX_FAILS (TWO (send, wrong), PLX_ERROR_INPUT, "two: rank 1, operation 2 (recv 4b from 0) cannot match rank 0, "
             "operation 0 (send 3b to 1); both sizes must be the same");
}
END_TEST

START_TEST (what_a_wild_recv_may_take_is_not_counted)
{
  const PlxTask send[] = { SEND (8, 1, 7), SEND (8, 1, 6) }, wild[] = { RECV (8, PLX_ANY, 7), RECV (8, 0, 6) };
  g_autoptr (PlxSchedule) s = NULL;

  PLX_OK (s = TWO (send, wild));
}
END_TEST

START_TEST (a_size_beyond_2_to_the_62_is_refused)
{
  const PlxTask fits[] = { CALC (G_GUINT64_CONSTANT (1) << 62) }, large[] = { CALC ((G_GUINT64_CONSTANT (1) << 62) + 1) };
  g_autoptr (PlxSchedule) s = NULL;

  PLX_OK (s = TWO (fits, fits));
  PLX_FAILS (TWO (fits, large), PLX_ERROR_INPUT, "two: rank 1, operation 0 (calc 4611686018427387905): too large; at most");
}
END_TEST

/* Everybody sends to everybody; receives in another order than sends. */
static PlxSchedule *
exchange (guint p, guint wrong, GError **error)
{
  PlxScheduleBuilder *builder = plx_schedule_builder_new (p, "exchange");

  for (guint i = 0; i < p; i++)
    {
      for (guint k = 0; k < p; k++)
        add (builder, i, SEND (i * p + (i + k) % p, (i + k) % p, 0));
      for (guint k = 0; k < p; k++)
        add (builder, i, RECV ((i + 7 * k) % p * p + i + (i == wrong && k == 1), (i + 7 * k) % p, 0));
    }
  return plx_schedule_builder_end (builder, error);
}

START_TEST (many_processors_match_in_any_order)
{
  g_autoptr (PlxSchedule) s = NULL;

  PLX_OK (s = exchange (100, G_MAXUINT, error));
  PLX_FAILS (exchange (100, 50, error), PLX_ERROR_INPUT, "cannot match rank 57, operation 93 (send 5750b to 50)");
}
END_TEST

static PlxTrace *
ping (void)
{
  PlxTraceBuilder *builder = plx_trace_builder_new (3, "ping");

  plx_trace_builder_op (builder, 0, plx_op_work (PLX_FLOP, 7, 200));
  plx_trace_builder_op (builder, 0, plx_op_message (PLX_OP_SEND, 2, 40, 5));
  plx_trace_builder_op (builder, 2, plx_op_message (PLX_OP_RECV, PLX_ANY, 40, PLX_ANY));
  return plx_trace_builder_end (builder);
}

START_TEST (a_trace_becomes_chains_and_these_the_same_trace)
{
  g_autoptr (PlxTrace) trace = ping (), back = NULL;
  g_autoptr (PlxSchedule) s = NULL;

  PLX_OK (s = plx_schedule_of_trace (trace, error));
  ck_assert_uint_eq (plx_schedule_n_tasks (s), 3);
  ck_assert_uint_eq (plx_schedule_tasks (s)[0].amount, 7);
  ck_assert_uint_eq (plx_schedule_tasks (s)[0].work_class, PLX_FLOP);
  ck_assert_uint_eq (plx_schedule_edges (s)[0], 1);
  ck_assert_uint_eq (plx_schedule_first_edge (s)[3], 1);
  PLX_OK (back = plx_schedule_to_trace (s, error));
  ck_assert (plx_trace_same_ops (trace, back));
}
END_TEST

static PlxTrace *
with_a_put (gboolean sync)
{
  PlxTraceBuilder *builder = plx_trace_builder_new (2, "put");

  plx_trace_builder_op (builder, 0, plx_op_transfer (PLX_OP_PUT, 1, 8, 3));
  if (sync)
    plx_trace_builder_sync (builder);
  return plx_trace_builder_end (builder);
}

START_TEST (a_trace_with_supersteps_or_puts_is_no_schedule)
{
  g_autoptr (PlxTrace) synced = with_a_put (TRUE), put = with_a_put (FALSE);

  PLX_FAILS (plx_schedule_of_trace (synced, error), PLX_ERROR_INPUT, "put: it has 1 supersteps");
  PLX_FAILS (plx_schedule_of_trace (put, error), PLX_ERROR_INPUT,
             "put: processor 0, operation 0: put; a schedule holds work, send and recv");
}
END_TEST

START_TEST (only_chains_on_one_cpu_become_a_trace)
{
  const PlxTask free[] = { CALC (2), CALC (3) }, huge[] = { RECV (1ull << 32, 1, 0) }, sends[] = { SEND (1ull << 32, 0, 0) };
  const PlxTask one[] = { CALC (4) };
  PlxTask cpu[] = { CALC (2) };
  g_autoptr (PlxSchedule) a = NULL, b = NULL, c = NULL;

  cpu[0].cpu = 1;
  PLX_OK (a = TWO (free, one));
  PLX_FAILS (plx_schedule_to_trace (a, error), PLX_ERROR_INPUT,
             "two: rank 0, operation 0 (calc 2): the next operation does not require it");
  PLX_OK (b = TWO (cpu, one));
  PLX_FAILS (plx_schedule_to_trace (b, error), PLX_ERROR_INPUT, "(calc 2 cpu 1): a trace has one cpu");
  PLX_OK (c = TWO (huge, sends));
  PLX_FAILS (plx_schedule_to_trace (c, error), PLX_ERROR_INPUT, "less than 4 GiB");
}
END_TEST

PLX_TEST_MAIN ("schedule", tasks_are_kept_by_processor_and_edges_by_the_task_that_they_leave,
               a_task_is_named_as_goal_writes_it, a_cycle_is_refused_and_named,
               an_edge_back_to_an_earlier_task_is_no_cycle_by_itself, every_send_needs_its_recv,
               sizes_have_to_be_the_same_in_some_order, what_a_wild_recv_may_take_is_not_counted,
               a_size_beyond_2_to_the_62_is_refused, many_processors_match_in_any_order,
               a_trace_becomes_chains_and_these_the_same_trace, a_trace_with_supersteps_or_puts_is_no_schedule,
               only_chains_on_one_cpu_become_a_trace)
