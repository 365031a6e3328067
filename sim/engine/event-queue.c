/* SPDX-License-Identifier: MIT */
/* event-queue.c: a schedule is made ready, run under one of the rules, and its result or its error made. */
#include "sim/engine/event-queue.h"

#include "sim/core/huge.h"
#include "sim/engine/events.h"
#include "sim/engine/lower.h"

#include <math.h>

guint64
plx_events_ticks (PlxEvents *events, double time)
{
  const double ticks = floor (time * events->rate + 0.5);

  if (ticks < 0x1p62)
    return (guint64) ticks;
  events->overflow = TRUE;
  return 0;
}

guint64
plx_events_work (PlxEvents *events, const PlxTask *task)
{
  const PlxOp op = { .kind = PLX_OP_WORK, .work_class = task->work_class, .lines = task->peer, .count = 1 };

  return plx_events_ticks (events, (double) task->amount * plx_op_work_time (&op, &events->costs->t));
}

void
plx_events_free_states (PlxEvents *events)
{
  if (events->state)
    plx_huge_free (events->state, events->n_tasks * sizeof *events->state);
  events->state = NULL;
}

static gboolean
check_finished (PlxEvents *events, GError **error)
{
  if (events->overflow)
    g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT,
                 "%s: it takes more than 2^62 ticks of %g; take a larger tick",
                 plx_schedule_identity (events->schedule), events->costs->tick);
  else if (events->wrong_send != PLX_NONE)
    plx_events_set_mismatch (events->schedule, events->wrong_send, events->wrong_recv, error);
  else if (events->n_done < events->n_tasks)
    plx_events_explain (events, error);
  else
    return TRUE;
  return FALSE;
}

static void
count_messages (PlxEvents *events)
{
  PlxSimulation *result = events->result;

  for (guint32 k = 0; k < events->n_tasks; k++)
    result->n_messages += plx_task_forms[events->tasks[k].kind].sends;
  for (guint i = 0; i < events->p; i++)
    result->time = MAX (result->time, result->of[i].finish);
}

static void
prepare (PlxEvents *events, const PlxSchedule *schedule)
{
  events->schedule = schedule;
  events->tasks = plx_schedule_tasks (schedule);
  events->first = plx_schedule_first (schedule);
  events->first_edge = plx_schedule_first_edge (schedule);
  events->edges = plx_schedule_edges (schedule);
  events->p = plx_schedule_n_procs (schedule);
  events->n_tasks = plx_schedule_n_tasks (schedule);
  events->rate = plx_simulation_rate (events->costs->tick);
  events->state = plx_huge_alloc (events->n_tasks * sizeof (PlxTaskState));
  for (guint32 e = 0; e < events->first_edge[events->n_tasks]; e++)
    events->state[events->edges[e] & ~PLX_STARTED].count++;
  events->channels = plx_events_new_channels (schedule);
  events->wrong_send = events->wrong_recv = PLX_NONE;
  events->result = g_new0 (PlxSimulation, 1);
  events->result->p = events->p;
  events->result->rate = events->rate;
  events->result->of = g_new0 (PlxShare, MAX (events->p, 1));
  events->result->engine = "event-queue";
  events->result->n_ops = events->n_tasks;
}

static gboolean
suits_lgs (const PlxEvents *events, GError **error)
{
  if (events->options && events->options->platform)
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT,
                   "%s: compat = lgs knows no [network], [noise], [memory] or [processors] of a machine; compat = textbook "
                   "would do", plx_schedule_identity (events->schedule));
      return FALSE;
    }
  for (guint32 k = 0; k < events->n_tasks; k++)
    if (events->tasks[k].kind != PLX_OP_WORK && events->tasks[k].kind != PLX_OP_SEND
        && events->tasks[k].kind != PLX_OP_RECV)
      {
        g_autofree char *name = plx_schedule_name_task (events->schedule, k);

        g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT,
                     "%s: %s: compat=lgs knows WORK, SEND and RECV only; take compat=textbook",
                     plx_schedule_identity (events->schedule), name);
        return FALSE;
      }
  return TRUE;
}

static gboolean
run (PlxEvents *events, GError **error)
{
  if (events->costs->lgs.on && !suits_lgs (events, error))
    return FALSE;
  if (events->costs->lgs.on)
    plx_events_run_lgs (events);
  else
    plx_events_run_textbook (events);
  return check_finished (events, error);
}

PlxSimulation *
plx_event_queue_run (const PlxSchedule *schedule, const PlxProcessorCosts *costs, const PlxSimulateOptions *options,
                     GError **error)
{
  g_autoptr (GArray) released = g_array_new (FALSE, FALSE, sizeof (PlxReleased));
  g_autoptr (PlxRadixQueue) queue = plx_radix_queue_new ();
  PlxEvents events = { .costs = costs, .options = options, .released = released, .queue = queue };

  prepare (&events, schedule);
  if (run (&events, error))
    count_messages (&events);
  else
    g_clear_pointer (&events.result, plx_simulation_free);
  plx_events_free_states (&events);
  g_free (events.channels);
  return events.result;
}
