/* SPDX-License-Identifier: MIT */
/* processor.h: a simulated processor under LogP-like costs, and the durations, in ticks, that it lives by.
 *
 * A processor is busy `send` with each message that it sends and `receive` with each that it receives. Two sends of it start
 * at least max (send, gap) apart, two receives max (receive, gap); a send and a receive do not keep that distance. A call
 * of several packets is a train: they follow each other at the sender's distance, and its ends are busy from the start of
 * the first to the end of the last. Trains are priced in closed form. Several calls are as many sends and receives.
 *
 * Clocks run to 2^62 ticks. Whatever passes that leaves a bit of `seen` set, which is looked at after every level; sums of a
 * few numbers below 2^62 do not wrap.
 */
#pragma once

#include "sim/engine/simulation.h"

#define PLX_TICKS_END (G_GUINT64_CONSTANT (1) << 62)

/* A transfer of so many bytes. */
typedef struct {
  guint64 bytes;
  guint64 messages;
  guint64 flight;
  guint64 send, send_gap;          /* of the train, from its start: the sender is free, the next send may start */
  guint64 receive, receive_gap;    /* from the start of its last receive on */
  guint64 send_span, receive_span; /* from the first start to the last */
} PlxTicks;

typedef struct {
  guint64 now;
  guint64 send_at, receive_at;     /* earliest start of the next send, of the next receive */
  guint64 busy, gap;               /* since 0; the rest of `now` was waited */
} PlxSimulated;

/* What of a level's time a processor spent on what; the rest it communicated. */
typedef struct {
  guint64 compute, communicate, wait;
} PlxParts;

/* Equal calls that follow each other at their sender's distance, under way to a SYNC. */
typedef struct {
  guint64 arrival;   /* of the first */
  guint32 calls;
  guint32 source, destination;
  guint32 bytes;     /* of each call */
  guint32 reply;     /* bytes that a request asks for */
  guint32 sent;      /* in the log; PLX_ANY: there is none */
  guint32 number;    /* of those that arrive at once from one source, the smaller comes first */
} PlxCalls;

#define PLX_TICKS_CACHED 64

typedef struct {
  double rate;       /* of an operation, in units */
  guint32 lines;
  guint8 work_class, used;
} PlxCachedWork;

/* One thread's. */
typedef struct {
  guint64 seen;                       /* every clock reading, or'ed */
  const PlxProcessorCosts *costs;
  double rate;                        /* ticks in a unit */
  gboolean flat;
  double flat_rate[PLX_N_CLASSES];
  PlxTicks *last;
  PlxTicks ticks[PLX_TICKS_CACHED];   /* by size; bytes G_MAXUINT64: none yet */
  PlxCachedWork work[PLX_TICKS_CACHED];
} PlxPrices;

void plx_prices_init (PlxPrices *prices, const PlxProcessorCosts *costs, double rate);
/* Rounded to the nearest tick. */
guint64 plx_prices_round (PlxPrices *prices, double time);
/* a + n b */
guint64 plx_prices_after (PlxPrices *prices, guint64 a, guint64 n, guint64 b);
const PlxTicks *plx_prices_find (PlxPrices *prices, guint32 bytes);
double plx_prices_find_work (PlxPrices *prices, const PlxOp *op);

static inline const PlxTicks *
plx_prices_of (PlxPrices *prices, guint32 bytes)
{
  return prices->last->bytes == bytes ? prices->last : plx_prices_find (prices, bytes);
}

static inline guint64
plx_prices_work (PlxPrices *prices, const PlxOp *op)
{
  const double of_one = prices->flat ? prices->flat_rate[op->work_class] : plx_prices_find_work (prices, op);
  const double ticks = (double) op->count * of_one * prices->rate;

  if (G_LIKELY (ticks < 0x1p52))
    return (guint64) (gint64) (ticks + 0.5);
  return plx_prices_round (prices, (double) op->count * of_one);
}

/* A processor while it runs, in registers: what lies in the level under way, which began at @began, is added to its parts. */
typedef struct {
  PlxSimulated of;
  guint64 compute, wait, seen;
} PlxClock;

static inline guint64
plx_clock_part (const PlxClock *clock, guint64 began, guint64 until)
{
  const guint64 from = MAX (clock->of.now, began);

  return until > from ? until - from : 0;
}

static inline void
plx_clock_work (PlxClock *clock, guint64 began, guint64 duration)
{
  const guint64 until = clock->of.now + duration;

  clock->compute += plx_clock_part (clock, began, until);
  clock->of.busy += duration;
  clock->of.now = until;
  clock->seen |= until;
}

static inline void
plx_clock_pass (PlxClock *clock, guint64 duration)
{
  clock->of.busy += duration;
  clock->of.now += duration;
  clock->seen |= clock->of.now;
}

/* Returns: when it arrives. */
static inline guint64
plx_clock_send (PlxClock *clock, const PlxTicks *cost)
{
  const guint64 start = MAX (clock->of.now, clock->of.send_at), arrival = start + cost->flight;

  clock->of.gap += start - clock->of.now;
  clock->of.busy += cost->send;
  clock->of.now = start + cost->send;
  clock->of.send_at = start + cost->send_gap;
  clock->seen |= clock->of.now | clock->of.send_at | arrival;
  return arrival;
}

/* Noise keeps the sender busy for longer: its message leaves later. */
static inline void
plx_ticks_delay_send (PlxTicks *cost, guint64 busy)
{
  cost->flight += busy - cost->send;
  cost->send = busy;
  cost->send_gap = MAX (cost->send_gap, busy);
}

/* When the last of a train is received that is received from @start on. */
static inline guint64
plx_ticks_last (const PlxTicks *cost, guint64 start, guint64 arrival)
{
  return MAX (start + cost->receive_span, arrival + cost->send_span);
}

static inline void
plx_clock_receive (PlxClock *clock, guint64 began, const PlxTicks *cost, guint64 arrival)
{
  const guint64 ready = MAX (clock->of.now, clock->of.receive_at), start = MAX (ready, arrival);
  const guint64 last = plx_ticks_last (cost, start, arrival);

  clock->of.gap += ready - clock->of.now;
  clock->of.now = ready;
  clock->wait += plx_clock_part (clock, began, start);
  clock->of.busy += last + cost->receive - start;
  clock->of.now = last + cost->receive;
  clock->of.receive_at = last + cost->receive_gap;
  clock->seen |= clock->of.now | clock->of.receive_at;
}
