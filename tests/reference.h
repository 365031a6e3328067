/* SPDX-License-Identifier: MIT */
/* reference.h: simulated processors, slow and obvious: looks at all tasks again and again, runs the one that is next. */
#pragma once
#include "sim/core/schedule.h"
#include "sim/engine/lower.h"
#include <math.h>

typedef struct Ran {
  const PlxTask *task;
  const PlxTaskForm *form;
  struct Ran *other;              /* the other end of its message; NULL: none yet */
  guint32 left, ran;              /* requirements; whether it ran */
  gint64 processor, peer;         /* peer: of the other end; of work its own */
  gint64 ready, start, end, key;  /* start: when it could, -1: not yet; key: what is next has the lowest */
  gint64 arrival, order;          /* of its message; it is received before those of a higher order */
} Ran;

/* The first RECV takes the first message that fits, then the second does. Equals: in program order, that of looking. */
static inline void
match (Ran *from, Ran *end)
{
  Ran *recv = NULL, *send = NULL;
  for (Ran *r = from; r < end; r++)
    for (Ran *s = from; s < end; s++)
      if (r->form->receives && r->left == 0 && !r->other && s->form->sends && s->ran && !s->other
          && s->form->channel == r->form->channel && s->task->peer == r->processor
          && (r->task->peer == PLX_ANY || r->task->peer == s->processor)
          && (r->task->tag == PLX_ANY || r->task->tag == s->task->tag)
          && (!recv || r->ready < recv->ready || (r == recv && s->order < send->order)))
        recv = r, send = s;
  if (!recv)
    return;
  recv->other = send, send->other = recv, recv->peer = send->processor;
  match (from, end);
}

/* Start, kind, processor, ready or matched time, source; then program order. @clock: of cpus, sends, receives. */
static inline gboolean
precedes (Ran *t, const Ran *next, gint64 (*clock)[4])
{
  const gboolean sends = t->form->sends, receives = t->form->receives, can = t->left == 0 && !t->ran && (!receives || t->other);
  const gint64 ready = MAX (t->ready, receives && t->other ? t->other->arrival : 0), cpu = clock[0][t->task->cpu];
  const gint64 gap = t->peer == t->processor ? 0 : clock[sends ? 1 : 2][t->task->nic];
  t->start = can ? MAX (ready, MAX (cpu, gap)) : -1;
  t->key = (((t->start * 3 + 2 - receives - 2 * sends) * 8 + t->processor) * 1000000 + ready) * 8 + receives * t->peer;
  return can && (!next || t->key < next->key);
}

/* A tick is a unit of time. Packets of a message follow each other at the distance of either end. */
static inline void
run (Ran *t, gint64 (*clock)[4], const PlxProcessorCosts *costs)
{
  const gboolean sends = t->form->sends, receives = t->form->receives, away = t->peer != t->processor;
  const guint64 bytes = plx_task_bytes (costs, t->task->kind, t->task->amount);
  const PlxMessageCost m = costs->message (costs->instance, costs->packet > 0 ? costs->packet : bytes);
  const PlxOp op = plx_op_work (sends ? PLX_COPY : t->task->work_class, receives ? 0 : bytes, 0);
  const gint64 more = (gint64) plx_messages_of (costs, bytes) - 1, distance = llround (MAX (m.send, m.gap));
  const gint64 own = receives ? llround (MAX (m.receive, m.gap)) : distance;
  const gint64 last = MAX (t->start + more * own, receives ? t->other->arrival + more * distance : 0);
  t->ran = TRUE;
  t->end = away ? last + llround (sends ? m.send : m.receive) : t->start + llround (plx_op_work_time (&op, &costs->t));
  t->arrival = away ? t->start + llround (m.flight) : t->end;
  clock[0][t->task->cpu] = t->end;
  if (away)
    clock[sends ? 1 : 2][t->task->nic] = last + own;
}

/* Returns how many tasks ran. @finish: [p], cleared. @ties: starts at which another of the processor could have started. */
static inline guint32
reference (const PlxSchedule *schedule, const PlxProcessorCosts *costs, gint64 *finish, guint64 *ties)
{
  const guint32 n = plx_schedule_n_tasks (schedule), *first = plx_schedule_first_edge (schedule);
  const guint32 *edges = plx_schedule_edges (schedule);
  g_autofree Ran *of = g_new0 (Ran, n + 1);
  gint64 clock[8][3][4] = { 0 };
  gboolean wild[8] = { FALSE };  /* receives in the order of arrival, not of sending */
  for (guint32 e = 0; e < first[n]; e++)
    of[edges[e] & ~PLX_STARTED].left++;
  for (Ran *t = of; t < of + n; t++)
    {
      t->task = &plx_schedule_tasks (schedule)[t - of], t->form = &plx_task_forms[t->task->kind];
      t->processor = plx_schedule_processor (schedule, (guint32) (t - of));
      t->peer = t->form->sends || t->form->receives ? t->task->peer : t->processor;
      wild[t->processor] |= t->form->receives && (t->task->peer == PLX_ANY || t->task->tag == PLX_ANY);
    }
  for (guint32 turn = 0;; turn++)
    {
      Ran *next = NULL;
      guint equal = 0;
      for (Ran *t = of; t < of + n; t++)
        if (t->form->receives && t->other && !t->ran)
          t->other = t->other->other = NULL;
      match (of, of + n);
      for (Ran *t = of; t < of + n; t++)
        next = precedes (t, next, clock[t->processor]) ? t : next;
      if (!next)
        return turn;
      for (Ran *t = of; t < of + n; t++)
        equal += t->processor == next->processor && t->start == next->start;
      *ties += equal > 1;
      run (next, clock[next->processor], costs);
      next->order = next->form->sends && wild[next->task->peer] ? next->arrival : turn;
      finish[next->processor] = MAX (finish[next->processor], next->end);
      for (guint32 e = first[next - of]; e < first[next - of + 1]; e++)
        {
          Ran *after = &of[edges[e] & ~PLX_STARTED];
          after->left--, after->ready = MAX (after->ready, edges[e] & PLX_STARTED ? next->start : next->end);
        }
    }
}
