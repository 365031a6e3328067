/* SPDX-License-Identifier: MIT */
/* processor.h: a simulated processor under LogP-like costs, and the durations, in ticks, that it
 * lives by.
 *
 * A processor is busy o with each message that it sends or receives. Two sends of it start at least
 * a gap apart, and so do two receives: max (o, g + (k - 1) G) after a message of k bytes; a send
 * and a receive do not keep that distance. Trains of equal messages are priced in closed form: the
 * receiver's distance is the sender's, so no message of a train waits for the next.
 */
#pragma once

#include "sim/engine/channel.h"

#include <parallax/engine.h>

typedef struct {
  guint64 now;
  guint64 send_at, receive_at;        /* earliest start of the next send, of the next receive */
  guint64 compute, communicate, wait; /* since the superstep under way began */
} PlxSimulated;

typedef struct {
  const PlxProcessorCosts *costs;
  double rate; /* ticks of a unit of time */
  guint64 barrier;
  gboolean overflow;
  guint p;
  PlxSimulated *of; /* [p] */
  guint64 began;    /* when the superstep under way began: the latest end of the last */
  PlxChannels *channels;
  GArray *puts;     /* of PlxTrain: land at the next SYNC */
  GArray *requests; /* of PlxTrain, of one message each: GETs, served at the next SYNC */
} PlxEngine;

/* Rounded to the nearest tick. */
guint64 plx_engine_ticks (PlxEngine *engine, double time);
/* Keeps a processor busy for a time that is added to a part. */
void plx_engine_pass (PlxEngine *engine, PlxSimulated *self, guint64 *part, double time);
/* A transfer of @calls calls of @bytes each, as messages. */
PlxTrain plx_engine_train (const PlxEngine *engine, guint source, guint destination, guint32 bytes,
                           guint64 calls);
/* Sends a train as soon as its source can, and sets its arrival. */
void plx_engine_send (PlxEngine *engine, PlxTrain *train);
/* Receives trains, in the order of their messages' arrival, ties by source. @trains: [n], for one
 * processor, in the order of their first arrivals. */
void plx_engine_receive (PlxEngine *engine, const PlxTrain *trains, gsize n);

/* Everything that a SYNC does but the barrier. */
void plx_engine_land (PlxEngine *engine);

/* Lets a processor's clock run; what lies in the superstep under way is added to a part. */
static inline void
plx_engine_spend (const PlxEngine *engine, PlxSimulated *self, guint64 *part, guint64 until)
{
  const guint64 from = MAX (self->now, engine->began);

  if (until > from)
    *part += until - from;
  self->now = until;
}
