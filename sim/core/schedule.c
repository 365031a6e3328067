/* SPDX-License-Identifier: MIT */
/* schedule.c: a schedule's facts, the names of its tasks, and traces as schedules. */
#include "sim/core/huge.h"
#include "sim/core/schedule.h"

#include <parallax/error.h>
#include <string.h>

PlxSchedule *
plx_schedule_ref (const PlxSchedule *schedule)
{
  PlxSchedule *same = (PlxSchedule *) schedule;

  g_atomic_ref_count_inc (&same->refs);
  return same;
}

void
plx_schedule_unref (PlxSchedule *schedule)
{
  if (!schedule || !g_atomic_ref_count_dec (&schedule->refs))
    return;
  g_free (schedule->tasks);
  g_free (schedule->first);
  if (schedule->first_edge)
    {
      plx_huge_free (schedule->edges, schedule->first_edge[schedule->n_tasks] * sizeof *schedule->edges);
      plx_huge_free (schedule->first_edge, ((gsize) schedule->n_tasks + 2) * sizeof *schedule->first_edge);
    }
  g_free (schedule->answers);
  g_free (schedule->identity);
  g_free (schedule);
}

const char *
plx_schedule_identity (const PlxSchedule *schedule)
{
  return schedule->identity;
}

guint
plx_schedule_n_procs (const PlxSchedule *schedule)
{
  return schedule->p;
}

guint32
plx_schedule_n_tasks (const PlxSchedule *schedule)
{
  return schedule->n_tasks;
}

guint
plx_schedule_n_cpus (const PlxSchedule *schedule)
{
  return schedule->n_cpus;
}

guint
plx_schedule_n_nics (const PlxSchedule *schedule)
{
  return schedule->n_nics;
}

const PlxTask *
plx_schedule_tasks (const PlxSchedule *schedule)
{
  return schedule->tasks;
}

const guint32 *
plx_schedule_first (const PlxSchedule *schedule)
{
  return schedule->first;
}

const guint32 *
plx_schedule_first_edge (const PlxSchedule *schedule)
{
  return schedule->first_edge;
}

const guint32 *
plx_schedule_edges (const PlxSchedule *schedule)
{
  return schedule->edges;
}

void
plx_schedule_count_requires (const PlxSchedule *schedule, guint32 *requires)
{
  const guint32 n = schedule->n_tasks;

  memset (requires, 0, n * sizeof *requires);
  for (guint32 e = 0; e < schedule->first_edge[n]; e++)
    requires[schedule->edges[e] & ~PLX_STARTED]++;
}

/* ---- names ---- */

/* The last processor that begins at or before the task: those before it that begin there too have none. */
guint
plx_schedule_processor (const PlxSchedule *schedule, guint32 task)
{
  guint low = 0, high = schedule->p;

  while (high - low > 1)
    {
      const guint middle = low + (high - low) / 2;

      if (schedule->first[middle] <= task)
        low = middle;
      else
        high = middle;
    }
  return low;
}

static void
print_number (GString *text, const char *name, guint32 value)
{
  if (value == PLX_ANY)
    g_string_append_printf (text, " %s -1", name);
  else if (value != 0)
    g_string_append_printf (text, " %s %u", name, value);
}

void
plx_task_print (GString *text, const PlxTask *task)
{
  const char *kind = task->kind == PLX_OP_WORK ? "calc"
                     : task->kind < PLX_N_OPS ? plx_op_kind_name (task->kind) : "part of a transfer";

  g_string_append_printf (text, "%s %" G_GUINT64_FORMAT, kind, task->amount);
  if (task->kind != PLX_OP_WORK)
    {
      g_string_append_printf (text, "b %s ", task->kind == PLX_OP_RECV ? "from" : "to");
      g_string_append_printf (text, task->peer == PLX_ANY ? "-1" : "%u", task->peer);
      print_number (text, "tag", task->tag);
    }
  print_number (text, "cpu", task->cpu);
  if (task->kind != PLX_OP_WORK)
    print_number (text, "nic", task->nic);
}

char *
plx_schedule_name_task (const PlxSchedule *schedule, guint32 task)
{
  const guint i = plx_schedule_processor (schedule, task);
  g_autofree char *label = NULL;
  GString *text = g_string_new (NULL);

  g_return_val_if_fail (task < schedule->n_tasks, NULL);
  g_string_append_printf (text, "rank %u, operation %u (", i, task - schedule->first[i]);
  if (schedule->locate)
    g_string_append_printf (text, "line %u, ", schedule->locate (schedule->source, task, &label));
  if (label)
    g_string_append_printf (text, "%s: ", label);
  plx_task_print (text, &schedule->tasks[task]);
  g_string_append_c (text, ')');
  return g_string_free (text, FALSE);
}

void
plx_schedule_error (const PlxSchedule *schedule, guint32 task, GError **error, const char *format, ...)
{
  g_autofree char *message = NULL, *label = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if (schedule->locate)
    g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s:%u: %s", schedule->identity,
                 schedule->locate (schedule->source, task, &label), message);
  else
    g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: %s", schedule->identity, message);
}

/* ---- from a trace and back ---- */

static gboolean
is_one_superstep (const PlxTrace *trace, GError **error)
{
  const guint n = plx_trace_n_supersteps (trace);

  if (n == 0 || (n == 1 && !plx_trace_superstep (trace, 0)->sync))
    return TRUE;
  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT,
               "%s: it has %u supersteps, the first of which ends with a SYNC; a schedule holds one without",
               plx_trace_identity (trace), n);
  return FALSE;
}

static gboolean
task_of_op (const PlxTrace *trace, guint i, gsize k, const PlxOp *op, PlxTask *task, GError **error)
{
  *task = (PlxTask) { .kind = op->kind, .work_class = op->work_class, .peer = op->peer };
  if (op->kind == PLX_OP_WORK)
    task->amount = op->count;
  else
    {
      task->amount = op->bytes;
      task->tag = op->tag;
    }
  if (op->kind == PLX_OP_WORK || op->kind == PLX_OP_SEND || op->kind == PLX_OP_RECV)
    return TRUE;
  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT,
               "%s: processor %u, operation %" G_GSIZE_FORMAT ": %s; a schedule holds work, send and recv",
               plx_trace_identity (trace), i, k, plx_op_kind_name (op->kind));
  return FALSE;
}

static gboolean
add_chain (PlxScheduleBuilder *builder, const PlxTrace *trace, guint i, GError **error)
{
  gsize n;
  const PlxOp *ops = plx_trace_ops (trace, 0, i, &n);

  for (gsize k = 0; k < n; k++)
    {
      PlxTask task;
      guint32 number;

      if (!task_of_op (trace, i, k, &ops[k], &task, error))
        return FALSE;
      number = plx_schedule_builder_task (builder, i, &task);
      if (k > 0)
        plx_schedule_builder_edge (builder, number - 1, number, FALSE);
    }
  return TRUE;
}

PlxSchedule *
plx_schedule_of_trace (const PlxTrace *trace, GError **error)
{
  g_autoptr (PlxScheduleBuilder) builder = NULL;

  if (!is_one_superstep (trace, error))
    return NULL;
  builder = plx_schedule_builder_new (plx_trace_n_procs (trace), plx_trace_identity (trace));
  for (guint i = 0; i < plx_trace_n_procs (trace) && plx_trace_n_supersteps (trace) > 0; i++)
    if (!add_chain (builder, trace, i, error))
      return NULL;
  return plx_schedule_builder_end (g_steal_pointer (&builder), error);
}

/* Whether the next task waits for the end of this one. There is no cycle, so other edges say nothing new. */
static gboolean
goes_on (const PlxSchedule *schedule, guint32 task)
{
  for (guint32 e = schedule->first_edge[task]; e < schedule->first_edge[task + 1]; e++)
    if (schedule->edges[e] == task + 1)
      return TRUE;
  return FALSE;
}

static gboolean
op_of_task (const PlxSchedule *schedule, guint32 number, gboolean last, PlxOp *op, GError **error)
{
  const PlxTask *task = &schedule->tasks[number];
  g_autofree char *name = NULL;
  const char *wrong = NULL;

  *op = (PlxOp) { .kind = task->kind, .work_class = task->work_class, .peer = task->peer };
  if (task->kind == PLX_OP_WORK)
    op->count = task->amount;
  else
    {
      op->bytes = (guint32) task->amount;
      op->tag = task->tag;
    }
  if (!last && !goes_on (schedule, number))
    wrong = "the next operation does not require it; those of a trace follow each other";
  else if (task->cpu != 0 || task->nic != 0)
    wrong = "a trace has one cpu and one nic, 0";
  else if (task->kind != PLX_OP_WORK && task->amount > G_MAXUINT32)
    wrong = "messages of a trace have less than 4 GiB";
  else if (task->kind != PLX_OP_WORK && task->kind != PLX_OP_SEND && task->kind != PLX_OP_RECV)
    wrong = "only work, send and recv can be put into a trace";
  if (!wrong)
    return TRUE;
  name = plx_schedule_name_task (schedule, number);
  plx_schedule_error (schedule, number, error, "%s: %s", name, wrong);
  return FALSE;
}

PlxTrace *
plx_schedule_to_trace (const PlxSchedule *schedule, GError **error)
{
  g_autoptr (PlxTraceBuilder) builder = plx_trace_builder_new (schedule->p, schedule->identity);

  for (guint i = 0; i < schedule->p; i++)
    for (guint32 t = schedule->first[i]; t < schedule->first[i + 1]; t++)
      {
        PlxOp op;

        if (!op_of_task (schedule, t, t + 1 == schedule->first[i + 1], &op, error))
          return NULL;
        plx_trace_builder_op (builder, i, op);
      }
  return plx_trace_builder_end (g_steal_pointer (&builder));
}
