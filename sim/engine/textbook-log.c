/* SPDX-License-Identifier: MIT */
/* textbook-log.c: the log of the LogP family's rules: what every processor did, and why not earlier. */
#include "sim/engine/textbook.h"

/* Why it did not start earlier. */
static void
find_cause (const Textbook *tb, guint32 k, Kind kind, guint64 ready, guint64 free, PlxActivity *a)
{
  const guint32 last = tb->last[a->processor], required = tb->cause[k] == PLX_NONE ? PLX_ANY : tb->activity[tb->cause[k]];

  if (a->start == 0)
    return;
  if (tb->level > 0 && a->start == tb->synced)
    a->cause = PLX_CAUSE_BARRIER, a->before = tb->reached;
  else if (a->start == free && last != PLX_ANY)
    a->cause = PLX_CAUSE_PROCESSOR, a->before = last;
  else if (a->sent != PLX_ANY && a->start == tb->events->state[textbook_message (tb, k)].time)
    a->cause = PLX_CAUSE_MESSAGE, a->before = a->sent;
  else if (a->start == ready && required != PLX_ANY)
    {
      a->before = required;
      a->cause = g_array_index (tb->events->result->log, PlxActivity, required).end > a->start ? PLX_CAUSE_STARTED
                                                                                               : PLX_CAUSE_REQUIRED;
    }
  else if (kind != WORK)
    a->cause = PLX_CAUSE_GAP, a->before = (kind == SEND ? tb->last_send : tb->last_recv)[a->processor];
  if (a->before == PLX_ANY)
    a->cause = PLX_CAUSE_START;
}

void
plx_textbook_log (Textbook *tb, guint32 k, guint processor, gboolean receives, guint64 start, guint64 end, guint64 ready,
                  guint64 free)
{
  GArray *log = tb->events->result->log;
  const PlxTask *task = &tb->events->tasks[k];
  const PlxTaskForm *form = &plx_task_forms[task->kind];
  const Kind kind = receives ? RECV : form->sends ? SEND : WORK;

  if (!log)
    return;
  const gboolean asked = receives && task->kind == PLX_TASK_SERVE;
  const PlxProcessorCosts *costs = tb->events->costs;
  PlxActivity a = { .start = start, .end = end,
                    .amount = asked ? costs->word : plx_task_bytes (costs, task->kind, task->amount),
                    .processor = processor, .peer = task->peer,
                    .before = PLX_ANY, .sent = PLX_ANY, .kind = receives ? (guint8) PLX_OP_RECV : form->op,
                    .cause = PLX_CAUSE_START, .work_class = task->work_class, .level = tb->level,
                    .control = form->control || asked };

  if (task->kind == PLX_OP_WORK)
    a.peer = processor;
  if (task->kind == PLX_OP_READ && task->peer != processor)
    a.amount *= costs->word;
  if (receives)
    {
      a.peer = textbook_source (tb, k);
      a.sent = tb->activity[textbook_message (tb, k)];
    }
  find_cause (tb, k, kind, ready, free, &a);
  g_array_append_val (log, a);
  tb->activity[k] = tb->last[processor] = log->len - 1;
  if (kind != WORK && a.peer != processor)
    (kind == SEND ? tb->last_send : tb->last_recv)[processor] = log->len - 1;
}

void
plx_textbook_log_stall (Textbook *tb, guint32 send, guint32 recv, guint64 start, guint64 end)
{
  GArray *log = tb->events->result->log;

  if (!log)
    return;
  PlxActivity *a = &g_array_index (log, PlxActivity, tb->activity[send]);

  a->start = start;
  a->end = end;
  a->cause = PLX_CAUSE_CAPACITY;
  a->before = tb->activity[recv];
}
