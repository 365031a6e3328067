/* SPDX-License-Identifier: MIT */
/* textbook-log.c: the log of the LogP family's rules: what every processor did, and why not earlier. */
#include "sim/engine/textbook.h"

void
plx_textbook_log (Textbook *tb, guint32 k, guint processor, guint64 start, guint64 end, guint64 ready, guint64 free)
{
  GArray *log = tb->events->result->log;
  const PlxTask *task = &tb->events->tasks[k];
  const PlxTaskForm *form = &plx_task_forms[task->kind];
  const Kind kind = form->receives ? RECV : form->sends ? SEND : WORK;

  if (!log)
    return;
  PlxActivity a = { .start = start, .end = end, .amount = task->amount, .processor = processor, .peer = task->peer,
                    .before = PLX_ANY, .sent = PLX_ANY, .kind = form->op, .cause = PLX_CAUSE_START,
                    .control = form->control, .work_class = task->work_class, .level = tb->level };

  if (kind == RECV && task->peer == PLX_ANY)
    a.peer = plx_events_owner (tb->events, tb->events->state[k].partner);
  if (kind == WORK && task->kind == PLX_OP_WORK)
    a.peer = processor;
  if (form->receives)
    a.sent = tb->activity[tb->events->state[k].partner];
  if (start > 0 && start == free && tb->last[processor] != PLX_NONE)
    a.cause = PLX_CAUSE_PROCESSOR, a.before = tb->last[processor];
  else if (start > 0 && start == ready && kind == RECV && a.sent != PLX_ANY)
    a.cause = PLX_CAUSE_MESSAGE, a.before = a.sent;
  else if (start > 0 && start == ready && tb->cause[k] != PLX_NONE && tb->activity[tb->cause[k]] != PLX_NONE)
    a.cause = PLX_CAUSE_REQUIRED, a.before = tb->activity[tb->cause[k]];
  else if (start > 0 && kind != WORK)
    a.cause = PLX_CAUSE_GAP, a.before = kind == SEND ? tb->last_send[processor] : tb->last_recv[processor];
  if (a.before == PLX_ANY)
    a.cause = PLX_CAUSE_START;
  g_array_append_val (log, a);
  tb->activity[k] = tb->last[processor] = log->len - 1;
  if (kind == SEND)
    tb->last_send[processor] = log->len - 1;
  if (kind == RECV)
    tb->last_recv[processor] = log->len - 1;
}
