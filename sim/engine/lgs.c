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
 * those under way are a queue, first in first out. Events that wait for the same cpu and gap wait in a list in the order
 * of their numbers; only its head is in the global queue.
 *
 * T. Hoefler, T. Schneider, A. Lumsdaine, "LogGOPSim: simulating large-scale applications in the LogGOPS model", HPDC
 * 2010. What differs from it: program order is stable; what another cpu requires is over before it starts; 0 bytes count as 1.
 *
 * Check value: L = 100, o = 10, g = 30, G = 2: one message of 100 bytes: sender 10, receiver 10 + 100 + 10 + 198 = 318.
 */
#include "sim/engine/events.h"

#include <math.h>
#include <string.h>

#define MESSAGE 0x80000000u  /* an event is the message of a SEND, not the SEND */

/* What waits, in the order of numbers. Tasks + 1; 0: nobody. */
typedef struct {
  guint32 head, tail;
} Line;

/* A processor is a block of 64-bit words: of each cpu when it is free, of each nic when the gaps of sends and of
 * receives are over; the lines of SENDs and of messages for each pair of cpu and nic that occurs, of WORK for each cpu. */
typedef struct {
  PlxEvents *events;
  guint64 *blocks;
  gsize stride;
  guint send_at, receive_at, sends, arrivals, works, tied, busy;  /* places in a block */
  guint n_cpus, n_nics, n_pairs;
  guint32 *pair;              /* [n_cpus * n_nics] */
  PlxEvent *flying;           /* ring of messages under way */
  gsize flying_first, flying_n, flying_mask;
  guint64 L, o, g;
  double G, O;
  guint64 whole_G, whole_O;   /* they are whole numbers of ticks, or 0 */
  guint64 number;
} Lgs;

static inline guint64 *
block_of (const Lgs *lgs, guint processor)
{
  return lgs->blocks + processor * lgs->stride;
}

static inline guint
pair_of (const Lgs *lgs, const PlxTask *task)
{
  return lgs->n_pairs == 1 ? 0 : lgs->pair[task->cpu * lgs->n_nics + task->nic];
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

/* When an event may start, and the line in which it waits till then. */
static inline guint64
clock_of (const Lgs *lgs, guint64 *block, const PlxTask *task, gboolean message, Line **line)
{
  const guint64 free = block[task->cpu];

  if (task->kind == PLX_OP_WORK)
    {
      *line = (Line *) &block[lgs->works + task->cpu];
      return free;
    }
  const guint64 gap = block[(message ? lgs->receive_at : lgs->send_at) + task->nic];

  *line = (Line *) &block[(message ? lgs->arrivals : lgs->sends) + pair_of (lgs, task)];
  return MAX (free, gap);
}

static inline void
push (Lgs *lgs, guint64 time, guint64 number, guint32 id, guint processor)
{
  const PlxEvent event = { time, number, id, processor };

  plx_radix_queue_push (lgs->events->queue, &event);
}

/* ---- memory ---- */

/* An event touches some ten cache lines of as many arrays, none of which follows the last event's: without asking for them
 * in good time it waits for memory most of its time. What will be needed of events to come is known in the ring of
 * messages, in the queue's batch, and in the lines. */
#define FAR_AHEAD 24   /* events: the tasks themselves */
#define AHEAD 12       /* then what those name: the other end of the message */
#define NEAR_AHEAD 6   /* then what is touched if the two ends match */

/* gcc takes a function that only prefetches for one that does nothing, and drops the call, unless it is inlined before. */
#define FETCHES static inline __attribute__ ((always_inline)) void

FETCHES
fetch_task (const PlxEvents *events, guint32 task)
{
  __builtin_prefetch (&events->tasks[task]);
  __builtin_prefetch (&events->state[task], 1);
  __builtin_prefetch (&events->first_edge[task]);
}

FETCHES
fetch_partner (const PlxEvents *events, guint32 task)
{
  const guint32 partner = events->tasks[task].partner;

  if (partner < events->n_tasks)
    __builtin_prefetch (&events->state[partner], 1);
}

/* Most tasks of a processor follow each other: asks for what comes some tasks after. */
FETCHES
fetch_following (const PlxEvents *events, guint32 task)
{
  __builtin_prefetch ((const char *) &events->tasks[task] + 128);
  __builtin_prefetch ((const char *) &events->state[task] + 128, 1);
  __builtin_prefetch ((const char *) &events->first_edge[task] + 64);
  __builtin_prefetch ((const char *) &events->edges[events->first_edge[task]] + 64);
}

/* Of a message there are no edges to follow, but those of its RECV. */
FETCHES
fetch_far (const Lgs *lgs, const PlxEvent *event)
{
  const PlxEvents *events = lgs->events;
  const guint32 task = event->id & ~MESSAGE;

  __builtin_prefetch (&events->tasks[task]);
  __builtin_prefetch (&events->state[task], 1);
  __builtin_prefetch (block_of (lgs, event->processor), 1);
  if (task == event->id)
    __builtin_prefetch (&events->first_edge[task]);
}

/* Only what is posted, or was sent, goes on with the event: of the rest nothing more is asked. */
FETCHES
fetch_near (const PlxEvents *events, const PlxEvent *event)
{
  const guint32 partner = events->tasks[event->id & ~MESSAGE].partner;

  if (partner >= events->n_tasks)
    return;
  if (event->id & MESSAGE && events->state[partner].count == PLX_POSTED)
    fetch_task (events, partner);
  else if (events->state[partner].count == PLX_SENT)
    __builtin_prefetch (&events->tasks[partner]);
}

FETCHES
fetch_messages (const Lgs *lgs)
{
  const PlxEvent *ring = lgs->flying;
  const gsize first = lgs->flying_first, mask = lgs->flying_mask;

  if (lgs->flying_n <= FAR_AHEAD)
    return;
  fetch_far (lgs, &ring[(first + FAR_AHEAD) & mask]);
  fetch_partner (lgs->events, ring[(first + AHEAD) & mask].id & ~MESSAGE);
  fetch_near (lgs->events, &ring[(first + NEAR_AHEAD) & mask]);
}

FETCHES
fetch_batch (const Lgs *lgs)
{
  const PlxEvent *far = plx_radix_queue_ahead (lgs->events->queue, FAR_AHEAD);

  if (!far)
    return;
  fetch_far (lgs, far);
  fetch_partner (lgs->events, far[AHEAD - FAR_AHEAD].id & ~MESSAGE);
  fetch_near (lgs->events, &far[NEAR_AHEAD - FAR_AHEAD]);
}

/* ---- waiting ---- */

/* Puts an event that cannot start before @clock into its line. */
static void
wait_in (Lgs *lgs, Line *line, guint64 clock, guint64 number, guint32 id, guint processor)
{
  PlxTaskState *state = lgs->events->state;
  const guint32 k = id & ~MESSAGE;

  if (line->head == 0)
    {
      line->head = line->tail = k + 1;
      state[k].time = number;
      state[k].next = 0;
      push (lgs, clock, number, id, processor);
    }
  else if (line->head != k + 1 && number > state[line->tail - 1].time)
    {
      state[line->tail - 1].next = k + 1;
      line->tail = k + 1;
      state[k].time = number;
      state[k].next = 0;
    }
  else  /* the head itself; or older than what waits: only tasks of several cpus that require each other are */
    push (lgs, clock, number, id, processor);
}

/* The line's new head goes into the global queue. */
static inline void
call_next (Lgs *lgs, guint64 *block, Line *line, guint32 message, guint processor, guint64 now)
{
  const guint32 head = line->head - 1;
  Line *same;
  const guint64 clock = clock_of (lgs, block, &lgs->events->tasks[head], message, &same);

  push (lgs, MAX (clock, now), lgs->events->state[head].time, head | message, processor);
  fetch_partner (lgs->events, head);
  if (lgs->events->state[head].next > 0)
    fetch_task (lgs->events, lgs->events->state[head].next - 1);
}

static void
release (Lgs *lgs, guint32 task, gboolean started, guint64 when, guint processor)
{
  PlxEvents *events = lgs->events;
  const guint32 first = events->first_edge[task];
  guint32 last = events->first_edge[task + 1], middle = last;

  while (middle > first && events->edges[middle - 1] & PLX_STARTED)
    middle--;
  for (guint32 e = started ? middle : first, end = started ? last : middle; e < end; e++)
    {
      const guint32 after = events->edges[e] & ~PLX_STARTED;
      PlxTaskState *state = &events->state[after];

      state->time = MAX (state->time, when);
      if (--state->count == 0)
        {
          const PlxReleased released = { after, processor };

          g_array_append_val (events->released, released);
        }
    }
}

/* A released task becomes an event. */
static void
create (Lgs *lgs, const PlxReleased *released)
{
  PlxEvents *events = lgs->events;
  const PlxTask *task = &events->tasks[released->task];
  guint64 *block = block_of (lgs, released->processor);
  const guint64 ready = events->state[released->task].time, number = lgs->number++;
  Line *line;
  const guint64 clock = clock_of (lgs, block, task, FALSE, &line);

  fetch_following (events, released->task);
  if (task->kind == PLX_OP_RECV)
    push (lgs, MAX (ready, block[task->cpu]), number, released->task, released->processor);
  else if (ready <= clock)
    wait_in (lgs, line, clock, number, released->task, released->processor);
  else
    push (lgs, ready, number, released->task, released->processor);
}

static gboolean
of_group (const Lgs *lgs, const PlxReleased *released, guint processor, guint8 kind)
{
  return released->processor == processor && lgs->events->tasks[released->task].kind == kind;
}

/* Processor by processor, SENDs first, then RECVs, then WORK, each in the order of release. */
static void
create_released (Lgs *lgs)
{
  static const guint8 kinds[] = { PLX_OP_SEND, PLX_OP_RECV, PLX_OP_WORK };
  GArray *released = lgs->events->released;
  const PlxReleased *of = (const PlxReleased *) (gpointer) released->data;
  guint low, high;

  if (G_LIKELY (released->len <= 1))
    {
      if (released->len == 1)
        create (lgs, of);
      g_array_set_size (released, 0);
      return;
    }
  low = high = of[0].processor;  /* a message that ends its SEND touches two processors, no event more */
  for (guint k = 1; k < released->len; k++)
    {
      low = MIN (low, of[k].processor);
      high = MAX (high, of[k].processor);
    }
  for (guint processor = low;; processor = high)
    {
      for (guint kind = 0; kind < G_N_ELEMENTS (kinds); kind++)
        for (guint k = 0; k < released->len; k++)
          if (of_group (lgs, &of[k], processor, kinds[kind]))
            create (lgs, &of[k]);
      if (processor == high)
        break;
    }
  g_array_set_size (released, 0);
}

static void
fly (Lgs *lgs, guint64 arrival, guint32 send, guint processor)
{
  if (lgs->flying_n > lgs->flying_mask)
    {
      const gsize room = lgs->flying_mask + 1;

      lgs->flying = g_renew (PlxEvent, lgs->flying, 2 * room);
      memcpy (lgs->flying + room, lgs->flying, room * sizeof *lgs->flying);
      lgs->flying_mask = 2 * room - 1;
    }
  lgs->flying[(lgs->flying_first + lgs->flying_n++) & lgs->flying_mask]
      = (PlxEvent) { arrival, lgs->number++, send | MESSAGE, processor };
}

/* The cpu is busy from @now on; it was idle since it was free: for the gap, if that ended just now. */
static inline void
occupy (Lgs *lgs, guint64 *block, guint processor, guint cpu, guint64 gap, guint64 now, guint64 duration)
{
  if (gap == now && gap > block[cpu])
    lgs->events->result->of[processor].gap += now - block[cpu];
  block[lgs->busy] += duration;
  block[cpu] = now + duration;
}

/* Another event of the processor could have started at @time: what did so then won by its number. */
static void
count_tie (Lgs *lgs, guint64 *block, guint64 time)
{
  if (block[lgs->tied] != time + 1)
    return;
  block[lgs->tied] = 0;
  lgs->events->result->n_ties++;
}

/* A SEND above the threshold is over now, and its processor's clocks have come as far. LogGOPSim asks the size of the
 * end that came last. */
static void
finish_send (Lgs *lgs, guint32 send, guint64 now)
{
  const PlxTask *task = &lgs->events->tasks[send];
  const guint source = plx_schedule_processor (lgs->events->schedule, send);
  guint64 *block = block_of (lgs, source);

  block[task->cpu] = MAX (block[task->cpu], now);
  block[lgs->send_at + task->nic] = MAX (block[lgs->send_at + task->nic], now);
  if (task->amount > lgs->events->costs->eager)
    release (lgs, send, FALSE, now, source);
}

static void
match (Lgs *lgs, guint32 send, guint32 recv, guint processor, guint64 end, guint64 bytes, guint64 now)
{
  PlxEvents *events = lgs->events;

  events->state[send].count = events->state[recv].count = PLX_DONE;
  events->n_done += 2;
  release (lgs, recv, FALSE, end, processor);
  if (MAX (bytes, events->tasks[send].amount) > events->costs->eager)
    finish_send (lgs, send, now);
}

static void
start_work (Lgs *lgs, guint32 k, guint processor, guint64 *block, guint64 now)
{
  const PlxTask *task = &lgs->events->tasks[k];
  const guint64 duration = plx_events_work (lgs->events, task);

  occupy (lgs, block, processor, task->cpu, 0, now, duration);
  lgs->events->state[k].count = PLX_DONE;
  lgs->events->n_done++;
  release (lgs, k, TRUE, now, processor);
  release (lgs, k, FALSE, now + duration, processor);
}

static void
start_send (Lgs *lgs, guint32 k, guint processor, guint64 *block, guint64 now)
{
  const PlxEvents *events = lgs->events;
  const PlxTask *task = &events->tasks[k];
  const guint64 busy = lgs->o + stretch (lgs, lgs->whole_O, lgs->O, task->amount);

  release (lgs, k, TRUE, now, processor);
  occupy (lgs, block, processor, task->cpu, block[lgs->send_at + task->nic], now, busy);
  block[lgs->send_at + task->nic] = now + lgs->g + stretch (lgs, lgs->whole_G, lgs->G, task->amount);
  fly (lgs, now + lgs->o + lgs->L, k, task->peer);
  if (task->amount <= events->costs->eager)
    release (lgs, k, FALSE, now + busy, processor);
}

static void
start_message (Lgs *lgs, guint32 k, guint processor, guint64 *block, guint64 now)
{
  PlxEvents *events = lgs->events;
  const PlxTask *task = &events->tasks[k];
  const guint64 gap = stretch (lgs, lgs->whole_G, lgs->G, task->amount);
  const guint64 busy = lgs->o + MAX (stretch (lgs, lgs->whole_O, lgs->O, task->amount), gap);

  occupy (lgs, block, processor, task->cpu, block[lgs->receive_at + task->nic], now, busy);
  block[lgs->receive_at + task->nic] = now + lgs->g + gap;
  const guint32 recv = plx_events_find_recv (events, k);

  if (recv == PLX_NONE)
    events->state[k].time = now + busy;
  else
    match (lgs, k, recv, processor, now + busy, task->amount, now);
}

/* A SEND, WORK or message whose turn has come starts, or goes on waiting. */
static void
start (Lgs *lgs, const PlxEvent *event, guint64 now)
{
  PlxEvents *events = lgs->events;
  const guint32 k = event->id & ~MESSAGE, message = event->id & MESSAGE;
  const PlxTask *task = &events->tasks[k];
  const guint processor = event->processor;
  guint64 *block = block_of (lgs, processor);
  Line *line;
  const guint64 clock = clock_of (lgs, block, task, message, &line);

  if (clock > now)
    {
      count_tie (lgs, block, now);
      wait_in (lgs, line, clock, event->tie, event->id, processor);
      return;
    }
  const gboolean called = line->head == k + 1;

  if (called)
    line->head = events->state[k].next;
  block[lgs->tied] = now + 1;
  if (message)
    start_message (lgs, k, processor, block, now);
  else if (task->kind == PLX_OP_SEND)
    start_send (lgs, k, processor, block, now);
  else
    start_work (lgs, k, processor, block, now);
  events->result->n_events++;
  if (called && line->head != 0)
    call_next (lgs, block, line, message, processor, now);
}

static void
start_recv (Lgs *lgs, guint32 k, guint processor, guint64 now)
{
  PlxEvents *events = lgs->events;

  events->result->n_events++;
  release (lgs, k, TRUE, now, processor);
  const guint32 send = plx_events_find_sent (events, k);

  if (send != PLX_NONE)
    match (lgs, send, k, processor, MAX (now, events->state[send].time), events->tasks[k].amount, now);
}

static void
run_event (Lgs *lgs, const PlxEvent *event, guint64 now)
{
  if (!(event->id & MESSAGE) && lgs->events->tasks[event->id].kind == PLX_OP_RECV)
    start_recv (lgs, event->id, event->processor, now);
  else
    start (lgs, event, now);
  if (lgs->events->released->len > 0)
    create_released (lgs);
}

/* Everything that requires nothing starts at 0, numbered before all else. */
static void
run_roots (Lgs *lgs)
{
  static const guint8 kinds[] = { PLX_OP_SEND, PLX_OP_RECV, PLX_OP_WORK };
  const PlxEvents *events = lgs->events;
  guint64 number = 0;

  for (guint32 k = 0; k < events->n_tasks; k++)
    if (events->state[k].count == 0)
      {
        events->state[k].count = PLX_ROOT;
        lgs->number++;
      }
  for (guint i = 0; i < events->p; i++)
    for (guint kind = 0; kind < G_N_ELEMENTS (kinds); kind++)
      for (guint32 k = events->first[i]; k < events->first[i + 1]; k++)
        if (events->state[k].count == PLX_ROOT && events->tasks[k].kind == kinds[kind])
          {
            const PlxEvent event = { 0, number++, k, i };

            run_event (lgs, &event, 0);
          }
}

/* The next message, if it comes before everything in the global queue. */
static gboolean
message_is_next (Lgs *lgs, PlxEvent *event)
{
  const PlxEvent *message = &lgs->flying[lgs->flying_first & lgs->flying_mask];
  PlxRadixQueue *queue = lgs->events->queue;

  if (lgs->flying_n == 0)
    return FALSE;
  const guint64 time = plx_radix_queue_time (queue);

  if (message->time > time || (message->time == time && message->tie > plx_radix_queue_peek (queue)->tie))
    return FALSE;
  fetch_messages (lgs);
  *event = *message;
  lgs->flying_first++;
  lgs->flying_n--;
  return TRUE;
}

static void
run_events (Lgs *lgs)
{
  PlxRadixQueue *queue = lgs->events->queue;

  for (;;)
    {
      PlxEvent event;

      if (!message_is_next (lgs, &event))
        {
          const PlxEvent *first = plx_radix_queue_peek (queue);

          if (!first)
            return;
          fetch_batch (lgs);
          event = *first;
          plx_radix_queue_drop (queue);
        }
      if (G_UNLIKELY (event.time >> 62))
        {
          lgs->events->overflow = TRUE;
          return;
        }
      run_event (lgs, &event, event.time);
    }
}

/* Numbers the pairs of cpu and nic that occur. */
static void
find_pairs (Lgs *lgs)
{
  const PlxEvents *events = lgs->events;
  const gsize n = (gsize) lgs->n_cpus * lgs->n_nics;

  lgs->pair = g_new0 (guint32, n);
  if (n == 1)
    {
      lgs->n_pairs = 1;
      return;
    }
  for (guint32 k = 0; k < events->n_tasks; k++)
    if (events->tasks[k].kind == PLX_OP_SEND)
      {
        guint32 *number = &lgs->pair[events->tasks[k].cpu * lgs->n_nics + events->tasks[k].nic];

        if (*number == 0)
          *number = ++lgs->n_pairs;
      }
  for (gsize k = 0; k < n; k++)
    lgs->pair[k] -= lgs->pair[k] > 0;
  lgs->n_pairs = MAX (lgs->n_pairs, 1);
}

static void
lay_out (Lgs *lgs)
{
  const guint p = MAX (lgs->events->p, 1);

  lgs->n_cpus = MAX (plx_schedule_n_cpus (lgs->events->schedule), 1);
  lgs->n_nics = MAX (plx_schedule_n_nics (lgs->events->schedule), 1);
  find_pairs (lgs);
  lgs->send_at = lgs->n_cpus;
  lgs->receive_at = lgs->send_at + lgs->n_nics;
  lgs->sends = lgs->receive_at + lgs->n_nics;
  lgs->arrivals = lgs->sends + lgs->n_pairs;
  lgs->works = lgs->arrivals + lgs->n_pairs;
  lgs->tied = lgs->works + lgs->n_cpus;
  lgs->busy = lgs->tied + 1;
  lgs->stride = lgs->busy + 1;
  lgs->blocks = g_new0 (guint64, p * lgs->stride);
}

static guint64
whole (const Lgs *lgs, double time)
{
  const double ticks = time * lgs->events->rate;

  return ticks < 0x1p31 && ticks == floor (ticks) ? (guint64) ticks : 0;
}

static void
take_costs (Lgs *lgs)
{
  const PlxLgsCosts *costs = &lgs->events->costs->lgs;

  lgs->L = plx_events_ticks (lgs->events, costs->L);
  lgs->o = plx_events_ticks (lgs->events, costs->o);
  lgs->g = plx_events_ticks (lgs->events, costs->g);
  lgs->G = costs->G;
  lgs->O = costs->O;
  lgs->whole_G = whole (lgs, costs->G);
  lgs->whole_O = whole (lgs, costs->O);
}

static void
take_shares (const Lgs *lgs)
{
  for (guint i = 0; i < lgs->events->p; i++)
    {
      const guint64 *block = block_of (lgs, i);
      PlxShare *share = &lgs->events->result->of[i];

      for (guint c = 0; c < lgs->n_cpus; c++)
        share->finish = MAX (share->finish, block[c]);
      share->busy = MIN (block[lgs->busy], share->finish);
      share->gap = MIN (share->gap, share->finish - share->busy);
      share->wait = share->finish - share->busy - share->gap;
    }
}

void
plx_events_run_lgs (PlxEvents *events)
{
  Lgs lgs = { .events = events, .flying = g_new (PlxEvent, 1024), .flying_mask = 1023 };

  lay_out (&lgs);
  take_costs (&lgs);
  run_roots (&lgs);
  run_events (&lgs);
  take_shares (&lgs);
  g_free (lgs.blocks);
  g_free (lgs.pair);
  g_free (lgs.flying);
}
