/* SPDX-License-Identifier: MIT */
/* reference.h: simulated processors, slow and obvious: looks at all tasks again and again, runs the one that is next. */
#pragma once
#include "sim/engine/lower.h"
#include <math.h>

typedef struct {
  gint64 k[6];  /* the first that differs decides */
} Key;

typedef struct {
  const PlxTask *task;
  PlxTaskForm form;
  guint32 left, from;                            /* requirements; whose message it receives, PLX_ANY: none yet */
  gint64 processor, ready, start, end, arrival;  /* in ticks of one unit of time */
  Key sent;                                      /* which message a receive prefers */
  gboolean ran, taken, looked;
} Ran;

typedef struct {
  gint64 cpu[4], send_at[4], receive_at[4];
} Processor;

static inline gboolean
before (Key a, Key b)
{
  guint i = 0;
  while (i < 5 && a.k[i] == b.k[i])
    i++;
  return a.k[i] < b.k[i];
}

static inline gboolean
fits (const Ran *s, const Ran *r)
{
  return s->form.sends && s->ran && !s->taken && s->task->peer == r->processor && s->form.channel == r->form.channel
         && (r->task->peer == PLX_ANY || r->task->peer == s->processor)
         && (r->task->tag == PLX_ANY || r->task->tag == s->task->tag);
}

/* The receive that was posted first takes the message that it prefers, then the second does, and so on. */
static inline void
match (Ran *of, guint32 n)
{
  for (guint32 t = 0; t < n; t++)
    of[t].looked = of[t].taken = FALSE;
  for (guint32 r = 0; r != PLX_ANY;)
    {
      guint32 s = r = PLX_ANY;
      for (guint32 t = 0; t < n; t++)
        if (of[t].form.receives && of[t].left == 0 && !of[t].looked && (r == PLX_ANY || of[t].ready < of[r].ready))
          r = t;
      for (guint32 t = 0; r != PLX_ANY && t < n; t++)
        if (fits (&of[t], &of[r]) && (s == PLX_ANY || before (of[t].sent, of[s].sent)))
          s = t;
      if (r != PLX_ANY)
        of[r].looked = TRUE, of[r].from = s;
      if (s != PLX_ANY)
        of[s].taken = TRUE;
    }
}

/* When it could start, and what decides between equals: kind, processor, ready or matched time, source, program order. */
static inline Key
key_of (const Ran *of, const Ran *me, const Processor *processors)
{
  const Processor *p = &processors[me->processor];
  const Ran *from = me->form.receives ? &of[me->from] : NULL;
  const gint64 gap = from ? p->receive_at[me->task->nic] : me->form.sends ? p->send_at[me->task->nic] : 0;
  const gint64 ready = from ? MAX (me->ready, from->arrival) : me->ready, cpu = p->cpu[me->task->cpu];

  return (Key) { { MAX (ready, MAX (me->task->peer == me->processor ? 0 : gap, cpu)), from ? 1 : me->form.sends ? 0 : 2,
                   me->processor, ready, from ? from->processor : 0, me - of } };
}

static inline void
run (const Ran *of, Ran *me, Processor *p, const PlxProcessorCosts *costs)
{
  const PlxTask *task = me->task;
  const guint64 bytes = plx_task_bytes (costs, task->kind, task->amount);
  const PlxMessageCost m = costs->message (costs->instance, costs->packet > 0 ? costs->packet : bytes);
  const gint64 more = (gint64) plx_messages_of (costs, bytes) - 1;  /* packets after the first */
  const gint64 send = llround (MAX (m.send, m.gap)), receive = llround (MAX (m.receive, m.gap));
  const PlxOp work = { .work_class = task->work_class, .lines = task->peer, .count = task->amount };
  gint64 last = me->end = me->arrival = me->start;

  if (!me->form.sends && !me->form.receives)
    me->end += llround (plx_op_work_time (&work, &costs->t));
  else if (me->form.sends && task->peer != me->processor)
    {
      last += more * send;
      me->end = last + llround (m.send), me->arrival += llround (m.flight), p->send_at[task->nic] = last + send;
    }
  else if (me->form.receives && of[me->from].processor != me->processor)
    {
      last = MAX (last + more * receive, of[me->from].arrival + more * send);
      me->end = last + llround (m.receive), p->receive_at[task->nic] = last + receive;
    }
  p->cpu[task->cpu] = me->end;
}

/* Returns how many tasks ran. @finish: [p], cleared. */
static inline guint32
reference (const PlxSchedule *schedule, const PlxProcessorCosts *costs, gint64 *finish)
{
  const guint32 n = plx_schedule_n_tasks (schedule), *first = plx_schedule_first (schedule);
  const guint32 *at = plx_schedule_first_edge (schedule), *edges = plx_schedule_edges (schedule);
  g_autofree Ran *of = g_new0 (Ran, n + 1);
  g_autofree Processor *processors = g_new0 (Processor, plx_schedule_n_procs (schedule));
  gboolean wild = FALSE;

  for (guint32 t = 0, i = 0; t < n; t++)
    {
      const PlxTask *task = &plx_schedule_tasks (schedule)[t];
      while (t >= first[i + 1])
        i++;
      of[t] = (Ran) { .task = task, .form = plx_task_forms[task->kind], .left = task->n_requires, .processor = i };
      wild |= task->kind == PLX_OP_RECV && (task->peer == PLX_ANY || task->tag == PLX_ANY);
    }
  for (guint32 turn = 0;; turn++)
    {
      guint32 next = PLX_ANY;
      match (of, n);
      for (guint32 t = 0; t < n; t++)
        if (of[t].left == 0 && !of[t].ran && (!of[t].form.receives || of[t].from != PLX_ANY)
            && (next == PLX_ANY || before (key_of (of, &of[t], processors), key_of (of, &of[next], processors))))
          next = t;
      if (next == PLX_ANY)
        return turn;
      of[next].start = key_of (of, &of[next], processors).k[0];
      run (of, &of[next], &processors[of[next].processor], costs);
      of[next].sent = (Key) { { wild ? of[next].arrival : 0, wild ? of[next].processor : 0, turn } };
      finish[of[next].processor] = MAX (finish[of[next].processor], of[next].end);
      of[next].ran = TRUE;
      for (guint32 e = at[next]; e < at[next + 1]; e++)
        {
          Ran *after = &of[edges[e] & ~PLX_STARTED];
          after->ready = MAX (after->ready, edges[e] & PLX_STARTED ? of[next].start : of[next].end);
          after->left--;
        }
    }
}
