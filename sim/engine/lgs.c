/* SPDX-License-Identifier: MIT */
/* lgs.c: schedules as LogGOPSim runs them, which is the reference of the field, but for its errors.
 *
 * Events go in the order of (time, number), the number given when they are made. With k = max (bytes, 1) - 1:
 *
 *     WORK     waits for the cpu, which then is busy for its duration
 *     SEND     waits for the cpu and the gap of sends: cpu + o + k O, gap + g + k G; its message arrives o + L later
 *     message  waits for the receiver's cpu and its gap of receives: cpu + o + max (k O, k G), gap + g + k G
 *     RECV     waits for nothing: it takes a message that is there, or is posted
 *
 * A SEND of more than S bytes is over when its message is matched, another at once. All messages fly equally long, so
 * those under way are a queue, first in first out. Events that wait for the same cpu and gap wait in a line in the order
 * of their numbers, of which at most the head is in the global queue (lgs-line.h). A RECV whose message is not there needs
 * no event: when it is posted is known when it is made (lgs-match.h).
 *
 * T. Hoefler, T. Schneider, A. Lumsdaine, "LogGOPSim: simulating large-scale applications in the LogGOPS model", HPDC
 * 2010. What differs from it: program order is stable; what another cpu requires is over before it starts; 0 bytes count as 1.
 *
 * Check value: L = 100, o = 10, g = 30, G = 2: one message of 100 bytes: sender 10, receiver 10 + 100 + 10 + 198 = 318.
 */
#include "sim/engine/lgs.h"

#include "sim/engine/lgs-fetch.h"
#include "sim/engine/lgs-line.h"
#include "sim/engine/lgs-match.h"

#include <string.h>

static inline guint64
stretch (const Lgs *lgs, guint64 whole, double each, guint64 bytes)
{
  if (bytes <= 1)
    return 0;
  if (G_LIKELY (bytes >> 31 == 0 && whole != NOT_WHOLE))
    return (bytes - 1) * whole;
  return plx_events_ticks (lgs->events, (double) (bytes - 1) * each);
}

/* The cpu is busy from @now on; it was idle since it was free: for the gap, if that ended just now. */
LGS_INLINE void
occupy (Lgs *lgs, const Layout *at, guint64 *block, guint processor, guint cpu, guint64 gap, guint64 now, guint64 duration)
{
  if (gap == now && gap > block[cpu])
    lgs->events->result->of[processor].gap += now - block[cpu];
  block[at->tied] = now + 1;
  block[at->busy] += duration;
  block[cpu] = now + duration;
}

/* ---- released tasks become events ---- */

LGS_INLINE void
release_one (Lgs *lgs, guint32 task, guint64 when, gboolean started, guint processor)
{
  PlxTaskState *state = &lgs->events->state[task];

  if (G_UNLIKELY (lgs->log))
    plx_lgs_log_release (lgs->log, task, when, started);
  state->time = MAX (state->time, when);
  if ((--state->count & ~ARRIVED) != 0)
    return;
  if (G_UNLIKELY (lgs->n_released == lgs->released_room))
    lgs->released = g_renew (PlxReleased, lgs->released, lgs->released_room *= 2);
  lgs->released[lgs->n_released++] = (PlxReleased) { task, processor };
}

/* What waits for the end of a task, which is known to be at @when. */
LGS_INLINE void
release (Lgs *lgs, guint32 task, guint64 when, guint processor)
{
  const PlxEvents *events = lgs->events;

  if (events->tasks[task].chained)
    {
      release_one (lgs, task + 1, when, FALSE, processor);
      return;
    }
  const guint32 last = events->first_edge[task + 1];

  for (guint32 e = events->first_edge[task]; e < last && !(events->edges[e] & PLX_STARTED); e++)
    release_one (lgs, events->edges[e], when, FALSE, processor);
}

/* What waits for its start only. */
static inline void
release_started (Lgs *lgs, guint32 task, guint64 now, guint processor)
{
  const PlxEvents *events = lgs->events;

  if (G_LIKELY (!lgs->starts))
    return;
  for (guint32 e = events->first_edge[task]; e < events->first_edge[task + 1]; e++)
    if (events->edges[e] & PLX_STARTED)
      release_one (lgs, events->edges[e] & ~PLX_STARTED, now, TRUE, processor);
}

/* A released task becomes an event. */
LGS_INLINE void
create (Lgs *lgs, const Layout *at, guint32 k, guint processor)
{
  PlxEvents *events = lgs->events;
  const PlxTask *task = &events->tasks[k];
  guint64 *block = lgs_block (lgs, at, processor);
  const guint64 ready = events->state[k].time;
  const guint32 number = lgs->number++;

  lgs_fetch_following (events, k);
  if (task->kind == PLX_OP_RECV)
    {
      if (G_UNLIKELY (lgs->log))
        plx_lgs_log_make_recv (lgs->log, k, processor);
      lgs_make_recv (lgs, k, processor, MAX (ready, block[lgs_cpu (at, task->cpu)]), number);
      return;
    }
  const guint l = lgs_line_of (lgs, at, task);

  if (ready <= lgs_clock (lgs, at, block, l))
    lgs_append_task (lgs, at, block, l, number, k, processor);
  else
    lgs_push (lgs, ready, number, k, processor);
}

static void
create_kind (Lgs *lgs, const Layout *at, guint processor, guint8 kind)
{
  for (guint k = 0; k < lgs->n_released; k++)
    if (lgs->released[k].processor == processor && lgs->events->tasks[lgs->released[k].task].kind == kind)
      create (lgs, at, lgs->released[k].task, processor);
}

/* Processor by processor, SENDs first, then RECVs, then WORK, each in the order of release. */
static void
create_several (Lgs *lgs, const Layout *at)
{
  const PlxReleased *of = lgs->released;
  guint low = of[0].processor, high = low;  /* a message that ends its SEND touches two processors, no event more */

  for (guint k = 1; k < lgs->n_released; k++)
    {
      low = MIN (low, of[k].processor);
      high = MAX (high, of[k].processor);
    }
  for (guint processor = low;; processor = high)
    {
      create_kind (lgs, at, processor, PLX_OP_SEND);
      create_kind (lgs, at, processor, PLX_OP_RECV);
      create_kind (lgs, at, processor, PLX_OP_WORK);
      if (processor == high)
        break;
    }
}

LGS_INLINE void
create_released (Lgs *lgs, const Layout *at)
{
  if (lgs->n_released == 1)
    create (lgs, at, lgs->released[0].task, lgs->released[0].processor);
  else if (lgs->n_released > 1)
    create_several (lgs, at);
  lgs->n_released = 0;
}

/* ---- matching ---- */

/* A SEND above the threshold is over now. Its processor's clocks come as far, if @bytes are above it: the size that
 * LogGOPSim asks, which is the message's when that comes last, else the RECV's. (Of a RECV that is smaller than the
 * threshold LogGOPSim never lets the SEND end.) */
static void
finish_send (Lgs *lgs, const Layout *at, guint32 send, guint64 bytes, guint64 now)
{
  const PlxTask *task = &lgs->events->tasks[send];
  const guint64 eager = lgs->events->costs->eager;
  const guint source = plx_schedule_processor (lgs->events->schedule, send);
  guint64 *block = lgs_block (lgs, at, source);

  if (G_UNLIKELY (lgs->log) && bytes > eager)
    plx_lgs_log_finish (lgs->log, source, task->cpu, at->send_at + task->nic, now);
  if (bytes > eager)
    {
      block[task->cpu] = MAX (block[task->cpu], now);
      block[at->send_at + task->nic] = MAX (block[at->send_at + task->nic], now);
    }
  if (task->amount > eager)
    release (lgs, send, now, source);
}

/* @bytes: the size of what came last. */
LGS_INLINE void
match (Lgs *lgs, const Layout *at, guint32 send, guint32 recv, guint processor, guint64 end, guint64 bytes, guint64 now)
{
  PlxEvents *events = lgs->events;
  const guint64 eager = events->costs->eager;
  const gboolean shared = (events->tasks[recv].partner & PLX_SHARED) != 0;  /* else the sizes are the same */

  if (shared)
    events->state[send].count = PLX_DONE;
  events->state[recv].count = PLX_DONE;
  events->n_done += 2;
  release (lgs, recv, end, processor);
  if (bytes > eager || (shared && events->tasks[send].amount > eager))
    finish_send (lgs, at, send, bytes, now);
}

LGS_INLINE void
start_recv (Lgs *lgs, const Layout *at, guint32 k, guint processor, guint64 now)
{
  PlxEvents *events = lgs->events;

  events->result->n_events++;
  if (G_UNLIKELY (lgs->log))
    plx_lgs_log_recv (lgs->log, k);
  release_started (lgs, k, now, processor);
  const guint32 send = lgs_post (lgs, k);

  if (send == PLX_NONE)
    return;
  const guint64 end = lgs_end_of (lgs, send, k);

  if (G_UNLIKELY (lgs->log) && end > now)
    plx_lgs_log_received (lgs->log, send);
  match (lgs, at, send, k, processor, MAX (now, end), events->tasks[k].amount, now);
}

/* ---- tasks ---- */

static inline guint32
name_of (const PlxTask *task, guint32 send)
{
  return task->partner & PLX_SHARED ? PLX_SHARED | send : task->partner;
}

LGS_INLINE void
fly (Lgs *lgs, guint64 arrival, guint32 send)
{
  const PlxTask *task = &lgs->events->tasks[send];

  if (G_UNLIKELY (lgs->flying_n > lgs->flying_mask))
    {
      const gsize room = lgs->flying_mask + 1;

      lgs->flying = plx_lgs_grow (lgs->flying, room * sizeof *lgs->flying);
      memcpy (lgs->flying + room, lgs->flying, room * sizeof *lgs->flying);
      lgs->flying_mask = 2 * room - 1;
    }
  lgs->flying[(lgs->flying_first + lgs->flying_n++) & lgs->flying_mask]
      = (Flight) { arrival, lgs->number++, name_of (task, send), task->peer, task->cpu, task->nic };
}

LGS_INLINE void
start_work (Lgs *lgs, const Layout *at, guint32 k, guint processor, guint64 *block, guint64 now)
{
  const PlxTask *task = &lgs->events->tasks[k];
  const guint64 duration = plx_events_work (lgs->events, task);

  if (G_UNLIKELY (lgs->log))
    plx_lgs_log_task (lgs->log, k, processor, now, now + duration);
  occupy (lgs, at, block, processor, lgs_cpu (at, task->cpu), 0, now, duration);
  lgs->events->state[k].count = PLX_DONE;
  lgs->events->n_done++;
  release_started (lgs, k, now, processor);
  release (lgs, k, now + duration, processor);
}

LGS_INLINE void
start_send (Lgs *lgs, const Layout *at, guint32 k, guint processor, guint64 *block, guint64 now)
{
  const PlxEvents *events = lgs->events;
  const PlxTask *task = &events->tasks[k];
  const guint64 busy = lgs->o + stretch (lgs, lgs->whole_O, lgs->O, task->amount);
  guint64 *gap = &block[at->send_at + lgs_nic (at, task->nic)];

  if (G_UNLIKELY (lgs->log))
    plx_lgs_log_task (lgs->log, k, processor, now, now + busy);
  release_started (lgs, k, now, processor);
  occupy (lgs, at, block, processor, lgs_cpu (at, task->cpu), *gap, now, busy);
  *gap = now + lgs->g + stretch (lgs, lgs->whole_G, lgs->G, task->amount);
  fly (lgs, now + lgs->o + lgs->L, k);
  if (task->amount <= events->costs->eager)
    release (lgs, k, now + busy, processor);
}

/* A SEND or WORK. */
LGS_INLINE void
start_task (Lgs *lgs, const Layout *at, guint32 k, guint processor, guint64 *block, guint64 now)
{
  if (lgs->events->tasks[k].kind == PLX_OP_SEND)
    start_send (lgs, at, k, processor, block, now);
  else
    start_work (lgs, at, k, processor, block, now);
  lgs->events->result->n_events++;
}

/* A SEND or WORK that may start, or waits. */
LGS_INLINE void
enter_task (Lgs *lgs, const Layout *at, guint32 k, guint32 number, guint processor, guint64 now)
{
  guint64 *block = lgs_block (lgs, at, processor);
  const guint l = lgs_line_of (lgs, at, &lgs->events->tasks[k]);

  if (lgs_clock (lgs, at, block, l) <= now)
    {
      start_task (lgs, at, k, processor, block, now);
      return;
    }
  lgs_count_tie (lgs, at, block, now);
  lgs_append_task (lgs, at, block, l, number, k, processor);
}

LGS_INLINE void
run_task (Lgs *lgs, const Layout *at, guint32 k, guint32 number, guint processor, guint64 now)
{
  if (lgs->events->tasks[k].kind == PLX_OP_RECV)
    start_recv (lgs, at, k, processor, now);
  else
    enter_task (lgs, at, k, number, processor, now);
  create_released (lgs, at);
}

/* ---- messages ---- */

LGS_INLINE void
start_message (Lgs *lgs, const Layout *at, const Flight *message, guint64 *block, guint64 now)
{
  const guint64 bytes = lgs_bytes_of (lgs, message->name), stretched = stretch (lgs, lgs->whole_G, lgs->G, bytes);
  const guint64 end = now + lgs->o + MAX (stretch (lgs, lgs->whole_O, lgs->O, bytes), stretched);
  guint64 *gap = &block[at->receive_at + lgs_nic (at, message->nic)];

  if (G_UNLIKELY (lgs->log))
    plx_lgs_log_message (lgs->log, message, now, end);
  occupy (lgs, at, block, message->processor, lgs_cpu (at, message->cpu), *gap, now, end - now);
  *gap = now + lgs->g + stretched;
  lgs->events->result->n_events++;
  const guint32 recv = lgs_arrive (lgs, message, end);

  if (recv != PLX_NONE)
    match (lgs, at, lgs_send_of (lgs, message->name), recv, message->processor, end, bytes, now);
}

LGS_INLINE void
run_message (Lgs *lgs, const Layout *at, const Flight *message)
{
  const guint l = at->arrivals + lgs_pair_of (lgs, at, message->cpu, message->nic);
  guint64 *block = lgs_block (lgs, at, message->processor);

  if (lgs_clock (lgs, at, block, l) <= message->time)
    {
      start_message (lgs, at, message, block, message->time);
      create_released (lgs, at);
      return;
    }
  lgs_count_tie (lgs, at, block, message->time);
  lgs_append_message (lgs, at, block, l, message);
}

/* ---- lines ---- */

LGS_INLINE void
call_next (Lgs *lgs, const Layout *at, guint64 *block, guint l, guint processor, guint64 now)
{
  const guint first = lgs_first_line (lgs, at, block, l);
  const Line *line = lgs_line (at, block, first);

  if (line->head == 0)
    return;
  lgs_push_call (lgs, at, block, first, processor, now);
  lgs_fetch_called (lgs, at, line, first);
}

LGS_INLINE void
start_first (Lgs *lgs, const Layout *at, const PlxEvent *event, guint64 *block, guint l)
{
  Line *line = lgs_line (at, block, l);
  const LineClocks clocks = lgs_clocks (lgs, at, l);

  if (!lgs_is_of_messages (at, l))
    {
      start_task (lgs, at, lgs_drop_task (lgs, line), event->processor, block, event->time);
      return;
    }
  const Flight message = {
    event->time, (guint32) event->tie, lgs_drop_message (lgs, line), event->processor,
    (guint8) clocks.cpu, (guint8) (clocks.gap - at->receive_at),
  };

  start_message (lgs, at, &message, block, event->time);
}

/* The first of a line starts, if it may, and if it has not done so already. */
LGS_INLINE void
run_called (Lgs *lgs, const Layout *at, const PlxEvent *event)
{
  const guint l = event->id & ~CALLED;
  guint64 *block = lgs_block (lgs, at, event->processor);
  gboolean tied = TRUE;

  if (lgs_line (at, block, l)->head == 0 || lgs_first_number (lgs, at, block, l) != event->tie)
    return;
  if (lgs_clock (lgs, at, block, l) <= event->time)
    {
      tied = lgs_has_rival (lgs, at, block, l, event->time);
      start_first (lgs, at, event, block, l);
      tied &= block[lgs_clocks (lgs, at, l).cpu] > event->time;
    }
  if (tied)
    lgs_count_tie (lgs, at, block, event->time);
  call_next (lgs, at, block, l, event->processor, event->time);
  create_released (lgs, at);
}

/* ---- the run ---- */

static inline guint32
run_roots_of (Lgs *lgs, const Layout *at, guint processor, guint8 kind, guint32 number)
{
  const PlxEvents *events = lgs->events;

  for (guint32 k = events->first[processor]; k < events->first[processor + 1]; k++)
    if (events->state[k].count == PLX_ROOT && events->tasks[k].kind == kind)
      run_task (lgs, at, k, number++, processor, 0);
  return number;
}

/* Everything that requires nothing starts at 0, numbered before all else. */
LGS_INLINE void
run_roots (Lgs *lgs, const Layout *at)
{
  static const guint8 kinds[] = { PLX_OP_SEND, PLX_OP_RECV, PLX_OP_WORK };
  const PlxEvents *events = lgs->events;
  guint32 number = 0;

  for (guint i = 0; i < events->p; i++)
    {
      guint of = 0;

      for (guint32 k = events->first[i]; k < events->first[i + 1]; k++)
        if (events->state[k].count == PLX_ROOT)
          of |= 1u << events->tasks[k].kind;
      for (guint kind = 0; kind < G_N_ELEMENTS (kinds); kind++)
        if (of >> kinds[kind] & 1)
          number = run_roots_of (lgs, at, i, kinds[kind], number);
    }
}

/* Whether the next message comes before everything in the global queue. */
static inline gboolean
message_is_next (Lgs *lgs, const Flight *message)
{
  PlxRadixQueue *queue = lgs->events->queue;

  if (lgs->flying_n == 0)
    return FALSE;
  const guint64 time = plx_radix_queue_time (queue);

  return message->time < time || (message->time == time && message->number < plx_radix_queue_peek (queue)->tie);
}

LGS_INLINE void
run_first (Lgs *lgs, const Layout *at, const PlxEvent *event)
{
  PlxEvents *events = lgs->events;

  if (event->id & CALLED)
    {
      run_called (lgs, at, event);
      return;
    }
  const PlxTask *task = &events->tasks[event->id];

  if (task->kind == PLX_OP_RECV && task->partner & PLX_SHARED)
    plx_events_channel (events, task->partner)->pending--;
  run_task (lgs, at, event->id, (guint32) event->tie, event->processor, event->time);
}

/* The event with this key is next. */
static inline void
reach (Lgs *lgs, guint64 now, guint32 number)
{
  lgs->now = now;
  lgs->reached = number;
}

LGS_INLINE void
run_events (Lgs *lgs, const Layout *at)
{
  PlxRadixQueue *queue = lgs->events->queue;
  guint64 now = 0;

  while (now >> 62 == 0)
    {
      const Flight *message = &lgs->flying[lgs->flying_first & lgs->flying_mask];

      if (message_is_next (lgs, message))
        {
          const Flight copy = *message;

          lgs_fetch_messages (lgs, at);
          lgs->flying_first++;
          lgs->flying_n--;
          now = copy.time;
          reach (lgs, now, copy.number);
          run_message (lgs, at, &copy);
          continue;
        }
      const PlxEvent *first = plx_radix_queue_peek (queue);

      if (!first)
        return;
      const PlxEvent event = *first;

      lgs_fetch_batch (lgs, at);
      plx_radix_queue_drop (queue);
      now = event.time;
      reach (lgs, now, (guint32) event.tie);
      run_first (lgs, at, &event);
    }
  lgs->events->overflow = TRUE;
}

LGS_INLINE void
run (Lgs *lgs, const Layout *at)
{
  run_roots (lgs, at);
  lgs->early = lgs->n_cpus == 1 && !lgs->starts;
  run_events (lgs, at);
}

void
plx_events_run_lgs (PlxEvents *events)
{
  Lgs lgs;

  plx_lgs_begin (&lgs, events);
  if (lgs.layout.together)
    run (&lgs, &lgs_one_cpu);
  else
    run (&lgs, &lgs.layout);
  plx_lgs_end (&lgs);
}
