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

/* (k - 1) G of a message of k bytes */
static guint64
stretch (PlxEngine *engine, guint32 bytes)
{
  if (engine->costs->packet > 0 || bytes < 2)
    return 0;
  return plx_engine_ticks (engine, (bytes - 1) * engine->costs->G);
}

/* Between the starts of two messages, at their sender and at their receiver. */
static guint64
gap_after (PlxEngine *engine, guint32 bytes)
{
  const guint64 gap = engine->g + stretch (engine, bytes);

  return MAX (engine->o, gap);
}

PlxTrain
plx_engine_train (const PlxEngine *engine, guint source, guint destination, guint32 bytes,
                  guint64 calls)
{
  const guint32 packet = engine->costs->packet;
  const guint64 of_call = packet > 0 ? MAX (1, ((guint64) bytes + packet - 1) / packet) : 1;

  return (PlxTrain) {
    .messages = calls * of_call, .source = source, .destination = destination, .bytes = bytes
  };
}

void
plx_engine_send (PlxEngine *engine, PlxTrain *train)
{
  PlxSimulated *self = &engine->of[train->source];
  const guint64 start = MAX (self->now, self->send_at), gap = gap_after (engine, train->bytes);
  const guint64 last = after (engine, start, train->messages - 1, gap);

  plx_engine_spend (engine, self, &self->communicate, last + engine->o);
  self->send_at = after (engine, last, 1, gap);
  train->arrival = after (engine, start + engine->o + engine->L, 1, stretch (engine, train->bytes));
}

/* The processor is never idle while a message is there, so the order of messages within a busy
 * stretch does not matter, but for the very last one's: after it comes o, not a gap. */
void
plx_engine_receive (PlxEngine *engine, const PlxTrain *trains, gsize n)
{
  PlxSimulated *self = &engine->of[trains[0].destination];
  guint64 ready = MAX (self->now, self->receive_at), last_arrival = 0, last_gap = 0;

  for (gsize k = 0; k < n; k++)
    {
      const PlxTrain *train = &trains[k];
      const guint64 gap = gap_after (engine, train->bytes);
      const guint64 last = after (engine, train->arrival, train->messages - 1, gap);

      if (train->arrival > ready)
        {
          plx_engine_spend (engine, self, &self->communicate, ready);
          plx_engine_spend (engine, self, &self->wait, train->arrival);
          ready = train->arrival;
        }
      ready = after (engine, ready, train->messages, gap);
      if (last >= last_arrival)
        {
          last_arrival = last;
          last_gap = gap;
        }
    }
  plx_engine_spend (engine, self, &self->communicate, ready - last_gap + engine->o);
  self->receive_at = ready;
}
