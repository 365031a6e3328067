/* SPDX-License-Identifier: MIT */
/* reference-capacity.h: limited numbers of messages in transit, slow and obvious: tick by tick, each time the first thing that
 * can happen. Of chains of operations on one cpu, in whole ticks.
 */
#pragma once
#include "sim/engine/lower.h"
#include "tests/draw.h"

typedef struct {
  guint source;
  const PlxTask *task;
  gint64 arrival;
  gboolean taken;
} Sent;

typedef struct {
  const PlxTask *tasks;
  guint32 next, end;
  gint64 until, send_at, receive_at;
  gboolean sending;  /* its message has not left */
} Processor;

typedef struct {
  const PlxProcessorCosts *costs;
  guint p;
  Processor of[MOST_PROCS];
  guint from[MOST_PROCS], to[MOST_PROCS];
  GArray *sent;  /* of Sent */
} Reference;

static PlxMessageCost
cost_of (const Reference *r, const PlxTask *task)
{
  const guint64 bytes = plx_task_bytes (r->costs, task->kind, task->amount);

  return r->costs->message (r->costs->instance, r->costs->packet > 0 ? r->costs->packet : bytes);
}

/* Of those whose send is over the one that has waited longest leaves, if it may. */
static gboolean
leave (Reference *r, gint64 t)
{
  Processor *first = NULL;

  for (guint i = 0; i < r->p; i++)
    if (r->of[i].sending && r->of[i].until <= t && r->from[i] < r->costs->capacity
        && r->to[r->of[i].tasks[r->of[i].next].peer] < r->costs->capacity && (!first || r->of[i].until < first->until))
      first = &r->of[i];
  if (!first)
    return FALSE;
  const PlxTask *task = &first->tasks[first->next++];
  const PlxMessageCost m = cost_of (r, task);
  const gint64 start = t - (gint64) m.send;
  const Sent sent = { (guint) (first - r->of), task, start + (gint64) m.flight, FALSE };

  g_array_append_val (r->sent, sent);
  r->from[sent.source]++, r->to[task->peer]++;
  first->send_at = start + (gint64) MAX (m.gap, m.send);
  first->until = t;
  first->sending = FALSE;
  return TRUE;
}

static Sent *
find_sent (const Reference *r, guint i, const PlxTask *task)
{
  for (guint k = 0; k < r->sent->len; k++)
    {
      Sent *s = &g_array_index (r->sent, Sent, k);

      if (!s->taken && s->source == task->peer && s->task->peer == i && s->task->tag == task->tag
          && plx_task_forms[s->task->kind].channel == plx_task_forms[task->kind].channel)
        return s;
    }
  return NULL;
}

/* @turn: 0: sends, 1: receives, 2: work. */
static gboolean
start (Reference *r, guint i, guint turn, gint64 t)
{
  Processor *me = &r->of[i];

  if (me->sending || me->until > t || me->next == me->end)
    return FALSE;
  const PlxTask *task = &me->tasks[me->next];
  const PlxTaskForm *form = &plx_task_forms[task->kind];
  const gboolean self = task->peer == i;

  if (turn != (form->sends ? 0u : form->receives ? 1u : 2u))
    return FALSE;
  if (turn == 0 && !self)
    {
      me->sending = me->send_at <= t;
      me->until = me->sending ? t + (gint64) cost_of (r, task).send : me->until;
      return me->sending;
    }
  if (turn == 1)
    {
      Sent *s = find_sent (r, i, task);

      if (!s || s->arrival > t || (!self && me->receive_at > t))
        return FALSE;
      s->taken = TRUE;
      me->until = self ? t : t + (gint64) cost_of (r, task).receive;
      me->receive_at = self ? me->receive_at : t + (gint64) MAX (cost_of (r, task).receive, cost_of (r, task).gap);
      r->from[s->source] -= !self, r->to[i] -= !self;
    }
  else if (turn == 0)
    g_array_append_val (r->sent, ((Sent) { i, task, t, FALSE }));
  else
    me->until = t + (gint64) task->amount;
  me->next++;
  return TRUE;
}

static gboolean
act (Reference *r, gint64 t)
{
  if (leave (r, t))
    return TRUE;
  for (guint turn = 0; turn < 3; turn++)
    for (guint i = 0; i < r->p; i++)
      if (start (r, i, turn, t))
        return TRUE;
  return FALSE;
}

/* Returns whether all ended by @most. A tick is a unit of time. */
static inline gboolean
reference (const PlxSchedule *schedule, const PlxProcessorCosts *costs, gint64 most, gint64 *finish)
{
  g_autoptr (GArray) sent = g_array_new (FALSE, FALSE, sizeof (Sent));
  Reference r = { .costs = costs, .p = plx_schedule_n_procs (schedule), .sent = sent };
  gboolean ended = TRUE;

  for (guint i = 0; i < r.p; i++)
    r.of[i] = (Processor) { .tasks = plx_schedule_tasks (schedule), .next = plx_schedule_first (schedule)[i],
                            .end = plx_schedule_first (schedule)[i + 1] };
  for (gint64 t = 0; t < most; t++)
    while (act (&r, t))
      ;
  for (guint i = 0; i < r.p; i++)
    {
      ended &= r.of[i].next == r.of[i].end;
      finish[i] = r.of[i].until;
    }
  return ended;
}
