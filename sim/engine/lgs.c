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
 * of their numbers; only its head is in the global queue. A RECV whose message is not there needs no event: when it is
 * posted is known when it is made.
 *
 * T. Hoefler, T. Schneider, A. Lumsdaine, "LogGOPSim: simulating large-scale applications in the LogGOPS model", HPDC
 * 2010. What differs from it: program order is stable; what another cpu requires is over before it starts; 0 bytes count as 1.
 *
 * Check value: L = 100, o = 10, g = 30, G = 2: one message of 100 bytes: sender 10, receiver 10 + 100 + 10 + 198 = 318.
 */
#include "sim/engine/lgs.h"

#include "sim/engine/lgs-fetch.h"

#include <string.h>

static inline guint
pair_of (const Lgs *lgs, guint cpu, guint nic)
{
  return lgs->n_pairs == 1 ? 0 : lgs->pair[cpu * lgs->n_nics + nic];
}

static inline guint64
stretch (const Lgs *lgs, guint64 whole, double each, guint64 bytes)
{
  if (each == 0 || bytes <= 1)
    return 0;
  if (G_LIKELY (whole > 0 && bytes < G_GUINT64_CONSTANT (1) << 31 && whole < G_GUINT64_CONSTANT (1) << 31))
    return (bytes - 1) * whole;
  return plx_events_ticks (lgs->events, (double) (bytes - 1) * each);
}

/* Another event of the processor could have started at @time: what did so then won by its number. */
static inline void
count_tie (Lgs *lgs, guint64 *block, guint64 time)
{
  if (block[lgs->tied] != time + 1)
    return;
  block[lgs->tied] = 0;
  lgs->events->result->n_ties++;
}

/* The cpu is busy from @now on; it was idle since it was free: for the gap, if that ended just now. */
static inline void
occupy (Lgs *lgs, guint64 *block, guint processor, guint cpu, guint64 gap, guint64 now, guint64 duration)
{
  if (gap == now && gap > block[cpu])
    lgs->events->result->of[processor].gap += now - block[cpu];
  block[lgs->tied] = now + 1;
  block[lgs->busy] += duration;
  block[cpu] = now + duration;
}

/* ---- released tasks become events ---- */

static inline void
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
static inline void
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

static inline Line *
line_of (const Lgs *lgs, guint64 *block, const PlxTask *task)
{
  return (Line *) (task->kind == PLX_OP_WORK ? &block[lgs->works + task->cpu]
                                             : &block[lgs->sends + pair_of (lgs, task->cpu, task->nic)]);
}

/* When a task may start. */
static inline guint64
clock_of (const Lgs *lgs, const guint64 *block, const PlxTask *task)
{
  return task->kind == PLX_OP_WORK ? block[task->cpu] : MAX (block[task->cpu], block[lgs->send_at + task->nic]);
}

/* Puts a task that cannot start before @clock into its line. */
static void
wait_in (Lgs *lgs, Line *line, guint64 clock, guint64 number, guint32 k, guint processor)
{
  PlxTaskState *state = lgs->events->state;

  if (line->head == 0)
    {
      line->head = line->tail = k + 1;
      state[k].time = number;
      state[k].next = 0;
      lgs_push (lgs, clock, number, k, processor);
    }
  else if (line->head != k + 1 && number > state[line->tail - 1].time)
    {
      state[line->tail - 1].next = k + 1;
      line->tail = k + 1;
      state[k].time = number;
      state[k].next = 0;
    }
  else  /* the head itself; or older than what waits: only tasks of several cpus that require each other are */
    lgs_push (lgs, clock, number, k, processor);
}

/* The line's new head goes into the global queue. */
static inline void
call_task (Lgs *lgs, guint64 *block, Line *line, guint processor, guint64 now)
{
  const PlxEvents *events = lgs->events;
  const guint32 head = line->head - 1;
  const guint64 clock = clock_of (lgs, block, &events->tasks[head]);

  lgs_push (lgs, MAX (clock, now), events->state[head].time, head, processor);
  if (!events->tasks[head].chained)
    __builtin_prefetch (&events->edges[events->first_edge[head]]);
  if (events->state[head].next > 0)
    lgs_fetch_task (events, events->state[head].next - 1);
}

/* A released task becomes an event. */
static inline void
create (Lgs *lgs, guint32 k, guint processor)
{
  PlxEvents *events = lgs->events;
  const PlxTask *task = &events->tasks[k];
  guint64 *block = lgs_block (lgs, processor);
  const guint64 ready = events->state[k].time;
  const guint32 number = lgs->number++;

  lgs_fetch_following (events, k);
  if (task->kind == PLX_OP_RECV)
    {
      if (G_UNLIKELY (lgs->log))
        plx_lgs_log_make_recv (lgs->log, k, processor);
      plx_lgs_make_recv (lgs, k, processor, MAX (ready, block[task->cpu]), number);
      return;
    }
  const guint64 clock = clock_of (lgs, block, task);

  if (ready <= clock)
    wait_in (lgs, line_of (lgs, block, task), clock, number, k, processor);
  else
    lgs_push (lgs, ready, number, k, processor);
}

static void
create_kind (Lgs *lgs, guint processor, guint8 kind)
{
  for (guint k = 0; k < lgs->n_released; k++)
    if (lgs->released[k].processor == processor && lgs->events->tasks[lgs->released[k].task].kind == kind)
      create (lgs, lgs->released[k].task, processor);
}

/* Processor by processor, SENDs first, then RECVs, then WORK, each in the order of release. */
static void
create_several (Lgs *lgs)
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
      create_kind (lgs, processor, PLX_OP_SEND);
      create_kind (lgs, processor, PLX_OP_RECV);
      create_kind (lgs, processor, PLX_OP_WORK);
      if (processor == high)
        break;
    }
}

static inline void
create_released (Lgs *lgs)
{
  if (lgs->n_released == 1)
    create (lgs, lgs->released[0].task, lgs->released[0].processor);
  else if (lgs->n_released > 1)
    create_several (lgs);
  lgs->n_released = 0;
}

/* ---- matching ---- */

/* A SEND above the threshold is over now, and its processor's clocks have come as far. LogGOPSim asks the size of the
 * end that came last. */
static void
finish_send (Lgs *lgs, guint32 send, guint64 now)
{
  const PlxTask *task = &lgs->events->tasks[send];
  const guint source = plx_schedule_processor (lgs->events->schedule, send);
  guint64 *block = lgs_block (lgs, source);

  if (G_UNLIKELY (lgs->log))
    plx_lgs_log_finish (lgs->log, source, task->cpu, lgs->send_at + task->nic, now);
  block[task->cpu] = MAX (block[task->cpu], now);
  block[lgs->send_at + task->nic] = MAX (block[lgs->send_at + task->nic], now);
  if (task->amount > lgs->events->costs->eager)
    release (lgs, send, now, source);
}

/* @bytes: the larger size of the two. */
static inline void
match (Lgs *lgs, guint32 send, guint32 recv, guint processor, guint64 end, guint64 bytes, guint64 now)
{
  PlxEvents *events = lgs->events;

  if (events->tasks[recv].partner & PLX_SHARED)
    events->state[send].count = PLX_DONE;
  events->state[recv].count = PLX_DONE;
  events->n_done += 2;
  release (lgs, recv, end, processor);
  if (bytes > events->costs->eager)
    finish_send (lgs, send, now);
}

/* The event with this key is next. */
static inline void
reach (Lgs *lgs, guint64 now, guint32 number)
{
  lgs->reached = lgs->now == now ? MAX (lgs->reached, number) : number;
  lgs->now = now;
}

/* Two that have a channel for themselves are of the same size. */
static inline guint64
larger_of (const PlxEvents *events, guint32 send, guint32 recv)
{
  const PlxTask *task = &events->tasks[recv];

  return task->partner & PLX_SHARED ? MAX (task->amount, events->tasks[send].amount) : task->amount;
}

static void
start_recv (Lgs *lgs, guint32 k, guint32 number, guint processor, guint64 now)
{
  PlxEvents *events = lgs->events;

  events->result->n_events++;
  if (G_UNLIKELY (lgs->log))
    plx_lgs_log_recv (lgs->log, k);
  release_started (lgs, k, now, processor);
  const guint32 send = plx_lgs_post (lgs, k, number);

  if (send == PLX_NONE)
    return;
  const guint64 end = plx_lgs_end_of (lgs, send, k);

  if (G_UNLIKELY (lgs->log) && end > now)
    plx_lgs_log_received (lgs->log, send);
  match (lgs, send, k, processor, MAX (now, end), larger_of (events, send, k), now);
}

/* ---- tasks ---- */

static inline void
fly (Lgs *lgs, guint64 arrival, guint32 send)
{
  const PlxTask *task = &lgs->events->tasks[send];

  if (G_UNLIKELY (lgs->flying_n > lgs->flying_mask))
    {
      const gsize room = lgs->flying_mask + 1;

      lgs->flying = plx_lgs_grow (lgs->flying, room);
      memcpy (lgs->flying + room, lgs->flying, room * sizeof *lgs->flying);
      lgs->flying_mask = 2 * room - 1;
    }
  lgs->flying[(lgs->flying_first + lgs->flying_n++) & lgs->flying_mask]
      = (Flight) { arrival, task->amount, lgs->number++, send, task->partner, task->peer, 0, task->cpu, task->nic };
}

static inline void
start_work (Lgs *lgs, guint32 k, guint processor, guint64 *block, guint64 now)
{
  const PlxTask *task = &lgs->events->tasks[k];
  const guint64 duration = plx_events_work (lgs->events, task);

  if (G_UNLIKELY (lgs->log))
    plx_lgs_log_task (lgs->log, k, processor, now, now + duration);
  occupy (lgs, block, processor, task->cpu, 0, now, duration);
  lgs->events->state[k].count = PLX_DONE;
  lgs->events->n_done++;
  release_started (lgs, k, now, processor);
  release (lgs, k, now + duration, processor);
}

static inline void
start_send (Lgs *lgs, guint32 k, guint processor, guint64 *block, guint64 now)
{
  const PlxEvents *events = lgs->events;
  const PlxTask *task = &events->tasks[k];
  const guint64 busy = lgs->o + stretch (lgs, lgs->whole_O, lgs->O, task->amount);

  if (G_UNLIKELY (lgs->log))
    plx_lgs_log_task (lgs->log, k, processor, now, now + busy);
  release_started (lgs, k, now, processor);
  occupy (lgs, block, processor, task->cpu, block[lgs->send_at + task->nic], now, busy);
  block[lgs->send_at + task->nic] = now + lgs->g + stretch (lgs, lgs->whole_G, lgs->G, task->amount);
  fly (lgs, now + lgs->o + lgs->L, k);
  if (task->amount <= events->costs->eager)
    release (lgs, k, now + busy, processor);
}

/* A SEND or WORK whose turn has come starts, or goes on waiting. */
static inline void
start_task (Lgs *lgs, guint32 k, guint32 number, guint processor, guint64 now)
{
  PlxEvents *events = lgs->events;
  const PlxTask *task = &events->tasks[k];
  guint64 *block = lgs_block (lgs, processor);
  Line *line = line_of (lgs, block, task);
  const guint64 clock = clock_of (lgs, block, task);

  if (clock > now)
    {
      count_tie (lgs, block, now);
      wait_in (lgs, line, clock, number, k, processor);
      return;
    }
  const gboolean called = line->head == k + 1;

  if (called)
    line->head = events->state[k].next;
  if (task->kind == PLX_OP_SEND)
    start_send (lgs, k, processor, block, now);
  else
    start_work (lgs, k, processor, block, now);
  events->result->n_events++;
  if (called && line->head != 0)
    call_task (lgs, block, line, processor, now);
}

static inline void
run_task (Lgs *lgs, guint32 k, guint32 number, guint processor, guint64 now)
{
  if (lgs->events->tasks[k].kind == PLX_OP_RECV)
    start_recv (lgs, k, number, processor, now);
  else
    start_task (lgs, k, number, processor, now);
  create_released (lgs);
}

/* ---- messages ---- */

static inline guint64
message_clock (const Lgs *lgs, const guint64 *block, const Flight *message)
{
  return MAX (block[message->cpu], block[lgs->receive_at + message->nic]);
}

/* Returns where the message stands now, + 1. */
static guint32
keep (Lgs *lgs, const Flight *message)
{
  guint32 place = lgs->unused;

  if (place > 0)
    lgs->unused = lgs->waiting[place - 1].next;
  else
    {
      if (lgs->n_waiting == lgs->room)
        {
          lgs->waiting = plx_lgs_grow (lgs->waiting, lgs->room);
          lgs->room *= 2;
        }
      place = ++lgs->n_waiting;
    }
  lgs->waiting[place - 1] = *message;
  lgs->waiting[place - 1].next = 0;
  return place;
}

/* @place: where it stands already, or 0. */
static void
wait_message (Lgs *lgs, Line *line, guint64 clock, const Flight *message, guint32 place)
{
  const guint32 number = message->number, processor = message->processor, at = place > 0 ? place : keep (lgs, message);

  if (line->head == 0)
    line->head = line->tail = at;
  else if (line->head != at && number > lgs->waiting[line->tail - 1].number)
    {
      lgs->waiting[line->tail - 1].next = at;
      line->tail = at;
      return;
    }
  lgs_push (lgs, clock, number, (at - 1) | MESSAGE, processor);
}

static inline void
call_message (Lgs *lgs, const guint64 *block, const Line *line, guint64 now)
{
  const Flight *head = &lgs->waiting[line->head - 1];

  lgs_push (lgs, MAX (message_clock (lgs, block, head), now), head->number, (line->head - 1) | MESSAGE, head->processor);
  lgs_fetch_recv (lgs->events, head->partner);
  if (head->next > 0)
    __builtin_prefetch (&lgs->waiting[head->next - 1], 1);
}

static inline void
start_message (Lgs *lgs, const Flight *message, guint64 *block, guint64 now)
{
  const guint64 gap = stretch (lgs, lgs->whole_G, lgs->G, message->bytes);
  const guint64 end = now + lgs->o + MAX (stretch (lgs, lgs->whole_O, lgs->O, message->bytes), gap);

  if (G_UNLIKELY (lgs->log))
    plx_lgs_log_message (lgs->log, message, now, end);
  occupy (lgs, block, message->processor, message->cpu, block[lgs->receive_at + message->nic], now, end - now);
  block[lgs->receive_at + message->nic] = now + lgs->g + gap;
  const guint32 recv = plx_lgs_arrive (lgs, message, end);

  if (recv != PLX_NONE)
    match (lgs, message->send, recv, message->processor, end, message->bytes, now);
}

static inline void
run_message (Lgs *lgs, const Flight *message, guint32 place, guint64 now)
{
  guint64 *block = lgs_block (lgs, message->processor);
  Line *line = (Line *) &block[lgs->arrivals + pair_of (lgs, message->cpu, message->nic)];
  const guint64 clock = message_clock (lgs, block, message);

  if (clock > now)
    {
      count_tie (lgs, block, now);
      wait_message (lgs, line, clock, message, place);
      return;
    }
  const gboolean called = place > 0 && line->head == place;

  if (called)
    line->head = message->next;
  start_message (lgs, message, block, now);
  lgs->events->result->n_events++;
  if (place > 0)
    {
      lgs->waiting[place - 1].next = lgs->unused;
      lgs->unused = place;
    }
  if (called && line->head != 0)
    call_message (lgs, block, line, now);
  create_released (lgs);
}

/* ---- the run ---- */

/* Everything that requires nothing starts at 0, numbered before all else. */
static void
run_roots (Lgs *lgs)
{
  static const guint8 kinds[] = { PLX_OP_SEND, PLX_OP_RECV, PLX_OP_WORK };
  const PlxEvents *events = lgs->events;
  guint32 number = 0;

  for (guint i = 0; i < events->p; i++)
    for (guint kind = 0; kind < G_N_ELEMENTS (kinds); kind++)
      for (guint32 k = events->first[i]; k < events->first[i + 1]; k++)
        if (events->state[k].count == PLX_ROOT && events->tasks[k].kind == kinds[kind])
          run_task (lgs, k, number++, i, 0);
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

static void
run_first (Lgs *lgs, const PlxEvent *event)
{
  PlxEvents *events = lgs->events;

  if (event->id & MESSAGE)
    {
      const guint32 place = event->id & ~MESSAGE;

      run_message (lgs, &lgs->waiting[place], place + 1, event->time);
      return;
    }
  const PlxTask *task = &events->tasks[event->id];

  if (task->kind == PLX_OP_RECV && task->partner & PLX_SHARED)
    plx_events_channel (events, task->partner)->pending--;
  run_task (lgs, event->id, (guint32) event->tie, event->processor, event->time);
}

static void
run_events (Lgs *lgs)
{
  PlxRadixQueue *queue = lgs->events->queue;
  guint64 now = 0;

  while (now >> 62 == 0)
    {
      const Flight *message = &lgs->flying[lgs->flying_first & lgs->flying_mask];

      if (message_is_next (lgs, message))
        {
          const Flight copy = *message;

          lgs_fetch_messages (lgs);
          lgs->flying_first++;
          lgs->flying_n--;
          now = copy.time;
          reach (lgs, now, copy.number);
          run_message (lgs, &copy, 0, now);
          continue;
        }
      const PlxEvent *first = plx_radix_queue_peek (queue);

      if (!first)
        return;
      const PlxEvent event = *first;

      lgs_fetch_batch (lgs);
      plx_radix_queue_drop (queue);
      now = event.time;
      reach (lgs, now, (guint32) event.tie);
      run_first (lgs, &event);
    }
  lgs->events->overflow = TRUE;
}

void
plx_events_run_lgs (PlxEvents *events)
{
  Lgs lgs;

  plx_lgs_begin (&lgs, events);
  run_roots (&lgs);
  lgs.early = lgs.n_cpus == 1 && !lgs.starts;
  run_events (&lgs);
  plx_lgs_end (&lgs);
}
