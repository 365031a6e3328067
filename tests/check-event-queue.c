/* SPDX-License-Identifier: MIT */
/* check-event-queue.c: schedules on the event-queue engine. */
#include "tests/main.h"

#include "sim/engine/event-queue.h"

static PlxMessageCost
loggp (G_GNUC_UNUSED gconstpointer instance, guint64 bytes)
{
  const double stretch = bytes > 1 ? (double) (bytes - 1) * 2 : 0;

  return (PlxMessageCost) { .send = 10, .receive = 10, .gap = 30 + stretch, .flight = 110 + stretch };
}

/* L = 100, o = 10, g = 30, G = 2, O = 3, S = 500. */
static const PlxProcessorCosts lgs = {
  .t = { .flat = TRUE, .of = { [PLX_OP] = { .n = 1, .x = { 1 }, .y = { 1 } } } },
  .message = loggp, .eager = 500, .word = 8, .tick = 1,
  .lgs = { .on = TRUE, .L = 100, .o = 10, .g = 30, .G = 2, .O = 3 },
};

static PlxTask
work (guint64 amount)
{
  return (PlxTask) { .kind = PLX_OP_WORK, .work_class = PLX_OP, .amount = amount };
}

static PlxTask
message (guint8 kind, guint32 peer, guint64 bytes, guint32 tag)
{
  return (PlxTask) { .kind = kind, .peer = peer, .amount = bytes, .tag = tag };
}

static guint32
add (PlxScheduleBuilder *b, guint processor, PlxTask task)
{
  return plx_schedule_builder_task (b, processor, &task);
}

static PlxSchedule *
end (PlxScheduleBuilder *b)
{
  PlxSchedule *schedule = NULL;

  PLX_OK (schedule = plx_schedule_builder_end (b, error));
  return schedule;
}

/* The schedule is freed. @finish: "318 17", one for each processor. */
static void
check (PlxScheduleBuilder *b, const PlxProcessorCosts *costs, const char *finish)
{
  g_autoptr (PlxSchedule) schedule = end (b);
  g_autoptr (PlxSimulation) got = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  PLX_OK (got = plx_event_queue_run (schedule, costs, NULL, error));
  for (guint i = 0; i < got->p; i++)
    {
      const PlxShare *of = &got->of[i];

      g_string_append_printf (text, "%s%" G_GUINT64_FORMAT, i > 0 ? " " : "", of->finish);
      ck_assert_uint_eq (of->finish, of->busy + of->gap + of->wait);
    }
  ck_assert_str_eq (text->str, finish);
}

static void
check_message (guint64 bytes, const char *finish)
{
  PlxScheduleBuilder *b = plx_schedule_builder_new (2, "one message");

  add (b, 0, message (PLX_OP_SEND, 1, bytes, 7));
  add (b, 1, message (PLX_OP_RECV, 0, bytes, 7));
  check (b, &lgs, finish);
}

START_TEST (loggopsim_charges_both_overheads_per_byte)
{
  check_message (100, "307 417");
}
END_TEST

START_TEST (no_bytes_count_as_one)
{
  check_message (0, "10 120");
  check_message (1, "10 120");
}
END_TEST

START_TEST (what_another_cpu_requires_is_over_first)
{
  PlxScheduleBuilder *b = plx_schedule_builder_new (1, "two cpus");
  PlxTask second = work (50);

  second.cpu = 1;
  const guint32 before = add (b, 0, work (100)), after = add (b, 0, second);

  plx_schedule_builder_edge (b, before, after, FALSE);
  check (b, &lgs, "150");
}
END_TEST

START_TEST (what_requires_a_start_does_not_wait_for_the_end)
{
  PlxScheduleBuilder *b = plx_schedule_builder_new (1, "two cpus");
  PlxTask second = work (30);

  second.cpu = 1;
  const guint32 before = add (b, 0, work (17)), middle = add (b, 0, work (100)), after = add (b, 0, second);

  plx_schedule_builder_edge (b, before, middle, FALSE);
  plx_schedule_builder_edge (b, middle, after, TRUE);
  check (b, &lgs, "117");
}
END_TEST

START_TEST (a_wild_receive_takes_what_arrived_first)
{
  PlxScheduleBuilder *b = plx_schedule_builder_new (3, "wild");

  const guint32 wild = add (b, 0, message (PLX_OP_RECV, PLX_ANY, 1, PLX_ANY));
  const guint32 rest = add (b, 0, work (1000));
  add (b, 0, message (PLX_OP_RECV, 1, 1, 4));
  plx_schedule_builder_edge (b, wild, rest, FALSE);
  const guint32 late = add (b, 1, work (200)), send = add (b, 1, message (PLX_OP_SEND, 0, 1, 4));
  plx_schedule_builder_edge (b, late, send, FALSE);
  add (b, 2, message (PLX_OP_SEND, 0, 1, 5));
  check (b, &lgs, "1130 210 10");
}
END_TEST

START_TEST (a_deadlock_names_the_circle)
{
  PlxScheduleBuilder *b = plx_schedule_builder_new (2, "both receive first");

  for (guint32 i = 0; i < 2; i++)
    {
      const guint32 recv = add (b, i, message (PLX_OP_RECV, 1 - i, 8, 0));

      plx_schedule_builder_edge (b, recv, add (b, i, message (PLX_OP_SEND, 1 - i, 8, 0)), FALSE);
    }
  g_autoptr (PlxSchedule) schedule = end (b);

  PLX_FAILS (plx_event_queue_run (schedule, &lgs, NULL, error), PLX_ERROR_FAILED,
             "waits for rank 1, operation 1 (send 8b to 0) waits for rank 1, operation 0 (recv 8b from 0)");
}
END_TEST

START_TEST (a_message_that_nobody_can_receive_is_an_error)
{
  PlxScheduleBuilder *b = plx_schedule_builder_new (2, "wild");

  add (b, 0, message (PLX_OP_RECV, PLX_ANY, 8, 3));
  add (b, 1, message (PLX_OP_SEND, 0, 8, 4));
  g_autoptr (PlxSchedule) schedule = end (b);

  PLX_FAILS (plx_event_queue_run (schedule, &lgs, NULL, error), PLX_ERROR_INPUT, "rank 0, operation 0");
}
END_TEST

PLX_TEST_MAIN ("event-queue", loggopsim_charges_both_overheads_per_byte, no_bytes_count_as_one,
               what_another_cpu_requires_is_over_first, what_requires_a_start_does_not_wait_for_the_end,
               a_wild_receive_takes_what_arrived_first,
               a_deadlock_names_the_circle, a_message_that_nobody_can_receive_is_an_error)
