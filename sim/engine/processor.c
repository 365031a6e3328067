/* SPDX-License-Identifier: MIT */
/* processor.c: how a simulated processor sends and receives. */
#include "sim/engine/processor.h"

#define FOREVER (G_GUINT64_CONSTANT (1) << 62)

guint64
plx_engine_ticks (PlxEngine *engine, double time)
{
  const double ticks = time * engine->rate;

  if (ticks < 0x1p52)
    return (guint64) (ticks + 0.5);
  if (ticks < (double) FOREVER) /* it has no fraction any more */
    return (guint64) ticks;
  engine->overflow = TRUE;
  return 0;
}

/* a + n b */
static guint64
after (PlxEngine *engine, guint64 a, guint64 n, guint64 b)
{
  guint64 product, sum;

  if (!__builtin_mul_overflow (n, b, &product) && !__builtin_add_overflow (a, product, &sum)
      && sum < FOREVER)
    return sum;
  engine->overflow = TRUE;
  return a;
}

void
plx_engine_pass (PlxEngine *engine, PlxSimulated *self, guint64 *part, double time)
{
  const guint64 until = after (engine, self->now, 1, plx_engine_ticks (engine, time));

  plx_engine_spend (engine, self, part, until);
}

/* PlxMessageCost in ticks; the gap is at least the busy time. */
typedef struct {
  guint64 send, receive, gap, flight;
} Ticks;

static Ticks
ticks_of (PlxEngine *engine, guint32 bytes)
{
  const PlxProcessorCosts *costs = engine->costs;
  const PlxMessageCost m = costs->message (costs->instance, costs->packet > 0 ? costs->packet : bytes);

  return (Ticks) { plx_engine_ticks (engine, m.send), plx_engine_ticks (engine, m.receive),
                   plx_engine_ticks (engine, MAX (m.gap, MAX (m.send, m.receive))), plx_engine_ticks (engine, m.flight) };
}

PlxTrain
plx_engine_train (const PlxEngine *engine, guint source, guint destination, guint32 bytes,
                  guint64 calls)
{
  const guint64 packet = engine->costs->packet;
  const guint64 of_call = packet > 0 ? MAX (1, ((guint64) bytes + packet - 1) / packet) : 1;

  return (PlxTrain) {
    .messages = calls * of_call, .source = source, .destination = destination, .bytes = bytes
  };
}

void
plx_engine_send (PlxEngine *engine, PlxTrain *train)
{
  PlxSimulated *self = &engine->of[train->source];
  const Ticks cost = ticks_of (engine, train->bytes);
  const guint64 start = MAX (self->now, self->send_at);
  const guint64 last = after (engine, start, train->messages - 1, cost.gap);

  plx_engine_spend (engine, self, &self->communicate, last + cost.send);
  self->send_at = after (engine, last, 1, cost.gap);
  train->arrival = after (engine, start, 1, cost.flight);
}

/* The processor is never idle while a message is there, so the order of messages within a busy
 * stretch does not matter, but for the very last one's: after it comes o, not a gap. */
void
plx_engine_receive (PlxEngine *engine, const PlxTrain *trains, gsize n)
{
  PlxSimulated *self = &engine->of[trains[0].destination];
  guint64 ready = MAX (self->now, self->receive_at), last_arrival = 0;
  Ticks last_cost = { 0 };

  for (gsize k = 0; k < n; k++)
    {
      const PlxTrain *train = &trains[k];
      const Ticks cost = ticks_of (engine, train->bytes);
      const guint64 last = after (engine, train->arrival, train->messages - 1, cost.gap);

      if (train->arrival > ready)
        {
          plx_engine_spend (engine, self, &self->communicate, ready);
          plx_engine_spend (engine, self, &self->wait, train->arrival);
          ready = train->arrival;
        }
      ready = after (engine, ready, train->messages, cost.gap);
      if (last >= last_arrival)
        {
          last_arrival = last;
          last_cost = cost;
        }
    }
  plx_engine_spend (engine, self, &self->communicate, ready - last_cost.gap + last_cost.receive);
  self->receive_at = ready;
}
