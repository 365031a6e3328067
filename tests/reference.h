/* SPDX-License-Identifier: MIT */
/* reference.h: simulated processors, slow and obvious: looks at all tasks again and again, runs the one that is next. */
#pragma once
#include "sim/core/schedule.h"
#include "sim/engine/lower.h"
#include <math.h>

typedef struct {
  const PlxTask *task;
  const PlxTaskForm *form;
  guint32 left, from;  /* requirements; whose message it receives, PLX_ANY: none yet */
  gint64 processor, ready, start, end, arrival, order;  /* order: receives prefer messages of a low one */
  gboolean ran, taken, looked;
  gint64 key[5];  /* when it could start, then what decides between equals; the first that differs */
} Ran;

/* The receive that was posted first takes the message that it prefers, then the second does, and so on. */
static inline void
match (Ran *of, guint32 n)
{
  for (guint32 t = 0; t < n; t++)
    of[t].looked = of[t].ran, of[t].taken = FALSE;
  for (guint32 t = 0; t < n; t++)
    if (of[t].form->receives && of[t].ran)
      of[of[t].from].taken = TRUE;
  for (;;)
    {
      guint32 r = PLX_ANY, s = PLX_ANY;
      for (guint32 t = 0; t < n; t++)
        if (of[t].form->receives && of[t].left == 0 && !of[t].looked && (r == PLX_ANY || of[t].ready < of[r].ready))
          r = t;
      if (r == PLX_ANY)
        return;
      for (guint32 t = 0; t < n; t++)
        if (of[t].form->sends && of[t].ran && !of[t].taken && of[t].task->peer == of[r].processor
            && (of[r].task->peer == PLX_ANY || of[r].task->peer == of[t].processor)
            && (of[r].task->tag == PLX_ANY || of[r].task->tag == of[t].task->tag)
            && of[t].form->channel == of[r].form->channel && (s == PLX_ANY || of[t].order < of[s].order))
          s = t;
      of[r].looked = TRUE, of[r].from = s;
      if (s != PLX_ANY)
        of[s].taken = TRUE;
    }
}

/* Start, kind, processor, ready or matched time, source; program order is the order of looking. */
static inline gboolean
precedes (Ran *of, Ran *a, const Ran *b, gint64 (*clock)[3][4])
{
  const Ran *from = a->form->receives ? &of[a->from] : NULL;
  const gboolean self = (from ? from->processor : a->task->peer) == a->processor;
  const gint64 gap = self ? 0 : clock[a->processor][from ? 2 : 1][a->task->nic];
  const gint64 cpu = clock[a->processor][0][a->task->cpu], ready = from ? MAX (a->ready, from->arrival) : a->ready;
  const gint64 key[] = { MAX (ready, MAX (a->form->sends || from ? gap : 0, cpu)), from ? 1 : a->form->sends ? 0 : 2,
                         a->processor, ready, from ? from->processor : 0 };
  guint k = 0;
  memcpy (a->key, key, sizeof key);
  while (b && k < 4 && key[k] == b->key[k])
    k++;
  return !b || key[k] < b->key[k];
}

/* A tick is a unit of time. */
static inline void
run (const Ran *of, Ran *a, gint64 (*clock)[4], const PlxProcessorCosts *costs)
{
  const guint64 bytes = plx_task_bytes (costs, a->task->kind, a->task->amount);
  const PlxMessageCost m = costs->message (costs->instance, costs->packet > 0 ? costs->packet : bytes);
  const PlxOp op = { .work_class = a->task->work_class, .lines = a->task->peer, .count = a->task->amount };
  const gint64 send = llround (MAX (m.send, m.gap)), receive = llround (MAX (m.receive, m.gap));
  const gint64 more = (gint64) plx_messages_of (costs, bytes) - 1;  /* packets after the first */
  const gint64 other = a->form->receives ? of[a->from].processor : a->form->sends ? a->task->peer : PLX_ANY;
  const gboolean self = other == a->processor;
  a->end = a->start = a->key[0], a->ran = TRUE;
  if (a->form->sends && !self)
    clock[1][a->task->nic] = (a->end += more * send) + send;
  if (a->form->receives && !self)
    clock[2][a->task->nic] = (a->end = MAX (a->end + more * receive, of[a->from].arrival + more * send)) + receive;
  const PlxOp copy = plx_op_work (PLX_COPY, bytes, bytes);
  const double time = a->form->sends ? (self ? plx_op_work_time (&copy, &costs->t) : m.send)
                      : a->form->receives ? (self ? 0 : m.receive) : plx_op_work_time (&op, &costs->t);
  a->end += llround (time);
  a->arrival = self ? a->end : a->start + llround (m.flight);
  clock[0][a->task->cpu] = a->end;
}

/* Returns how many tasks ran. @wild: what arrives first is received first. @finish: [p], cleared. */
static inline guint32
reference (const PlxSchedule *schedule, const PlxProcessorCosts *costs, gboolean wild, gint64 *finish)
{
  const guint32 n = plx_schedule_n_tasks (schedule), *at = plx_schedule_first_edge (schedule);
  g_autofree Ran *of = g_new0 (Ran, n + 1);
  g_autofree guint32 *left = g_new (guint32, n + 1);
  gint64 clock[8][3][4] = { 0 };
  plx_schedule_count_requires (schedule, left);
  for (guint32 t = 0; t < n; t++)
    of[t] = (Ran) { .task = &plx_schedule_tasks (schedule)[t], .form = &plx_task_forms[plx_schedule_tasks (schedule)[t].kind],
                    .left = left[t], .processor = plx_schedule_processor (schedule, t) };
  for (guint32 turn = 0;; turn++)
    {
      Ran *next = NULL;
      match (of, n);
      for (guint32 t = 0; t < n; t++)
        if (of[t].left == 0 && !of[t].ran && (!of[t].form->receives || of[t].from != PLX_ANY)
            && precedes (of, &of[t], next, clock))
          next = &of[t];
      if (!next)
        return turn;
      run (of, next, clock[next->processor], costs);
      next->order = turn + (wild ? (next->arrival * 10 + next->processor) * 100000 : 0);
      finish[next->processor] = MAX (finish[next->processor], next->end);
      for (guint32 e = at[next - of]; e < at[next - of + 1]; e++)
        {
          Ran *after = &of[plx_schedule_edges (schedule)[e] & ~PLX_STARTED];
          after->ready = MAX (after->ready, plx_schedule_edges (schedule)[e] & PLX_STARTED ? next->start : next->end);
          after->left--;
        }
    }
}
