/* SPDX-License-Identifier: MIT */
/* chain.c: one operation as tasks, one after another. */
#include "sim/engine/chain.h"

#include "sim/core/schedule.h"

#include <parallax/error.h>

PlxChain
plx_chain_new (PlxScheduleBuilder *builder, const PlxProcessorCosts *costs, gboolean single)
{
  return (PlxChain) { .builder = builder, .costs = costs, .single = single, .first = PLX_NONE,
                      .last = PLX_NONE, .run = PLX_NONE, .before = PLX_NONE };
}

guint32
plx_chain_add (PlxChain *chain, PlxTask task)
{
  const guint32 number = plx_schedule_builder_task (chain->builder, chain->processor, &task);

  if (chain->first == PLX_NONE)
    chain->first = number;
  return number;
}

static void
require (PlxChain *chain, guint32 before, guint32 task)
{
  if (before != PLX_NONE)
    plx_schedule_builder_edge (chain->builder, before, task, FALSE);
}

/* GOAL programs leave the order of sends in a row to the queue, and LogGOPSim then sends all of them before it handles what
 * arrives meanwhile. One above S holds up what comes next until it is matched. */
static gboolean
runs_free (const PlxChain *chain, const PlxTask *task)
{
  return chain->costs->lgs.on && task->kind == PLX_OP_SEND && task->amount <= chain->costs->eager;
}

void
plx_chain_link (PlxChain *chain, const PlxTask *task, guint32 number)
{
  if (runs_free (chain, task))
    {
      if (chain->run == PLX_NONE)
        {
          chain->run = number;
          chain->before = chain->last;
        }
      require (chain, chain->before, number);
    }
  else
    {
      for (guint32 k = chain->run; k < chain->last && chain->run != PLX_NONE; k++)
        require (chain, k, number);
      require (chain, chain->last, number);
      chain->run = PLX_NONE;
    }
  chain->last = number;
}

void
plx_chain_append (PlxChain *chain, PlxTask task)
{
  task.partner = PLX_NONE;
  if (chain->to)
    *chain->to++ = task;
  else
    plx_chain_link (chain, &task, plx_chain_add (chain, task));
}

static void
append_kind (PlxChain *chain, PlxTask task, PlxTaskKind kind)
{
  task.kind = (guint8) kind;
  plx_chain_append (chain, task);
}

static gboolean
meets (const PlxProcessorCosts *costs, const PlxTask *task, guint processor)
{
  return (task->kind == PLX_OP_SEND || task->kind == PLX_OP_RECV) && task->amount > costs->eager
         && task->peer != processor && !costs->lgs.on;
}

guint64
plx_pieces_of (const PlxProcessorCosts *costs, gboolean single, guint64 bytes)
{
  return single ? plx_messages_of (costs, bytes) : 1;
}

static void
append_pieces (PlxChain *chain, PlxTask task)
{
  const guint64 n = plx_pieces_of (chain->costs, chain->single && task.peer != chain->processor, task.amount);
  guint64 left = task.amount;

  for (guint64 k = 0; k < n; k++)
    {
      task.amount = k + 1 < n ? chain->costs->packet : left;
      left -= task.amount;
      plx_chain_append (chain, task);
    }
}

void
plx_chain_append_operation (PlxChain *chain, PlxTask task)
{
  const gboolean sends = task.kind == PLX_OP_SEND;

  if (task.kind == PLX_OP_WORK || task.kind == PLX_OP_READ)
    plx_chain_append (chain, task);
  else if (!meets (chain->costs, &task, chain->processor))
    append_pieces (chain, task);
  else
    {
      append_kind (chain, task, sends ? PLX_TASK_REQUEST : PLX_TASK_REQUESTED);
      append_kind (chain, task, sends ? PLX_TASK_CLEARED : PLX_TASK_CLEAR);
      task.kind = sends ? PLX_TASK_DATA : PLX_TASK_TAKE;
      append_pieces (chain, task);
    }
}

guint64
plx_count_tasks (const PlxProcessorCosts *costs, gboolean single, guint processor, const PlxTask *task)
{
  if (task->kind == PLX_OP_WORK || task->kind == PLX_OP_READ)
    return 1;
  return plx_pieces_of (costs, single && task->peer != processor, task->amount) + (meets (costs, task, processor) ? 2 : 0);
}

gboolean
plx_tasks_fit (const char *identity, guint64 n_tasks, GError **error)
{
  if (n_tasks <= PLX_MAX_TASKS)
    return TRUE;
  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT,
               "%s: more than %u messages and other operations one by one; fewer calls, or larger packets, would do",
               identity, PLX_MAX_TASKS);
  return FALSE;
}

gboolean
plx_task_can_meet (const PlxProcessorCosts *costs, const PlxTask *task, guint processor, const char *name, GError **error)
{
  if (task->kind != PLX_OP_RECV || (task->peer != PLX_ANY && task->tag != PLX_ANY) || !meets (costs, task, processor))
    return TRUE;
  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT,
               "%s: processor %u: a receive of %" G_GUINT64_FORMAT " bytes from any source or with any tag; above %"
               G_GUINT64_FORMAT " bytes, where messages ask their receiver first, it must name both",
               name, processor, task->amount, costs->eager);
  return FALSE;
}
