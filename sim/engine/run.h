/* SPDX-License-Identifier: MIT */
/* run.h: one run of the program-order engine. */
#pragma once

#include "sim/engine/processor.h"

/* What the log needs to know why something starts when it does. */
typedef struct {
  GArray *of;              /* of PlxActivity */
  guint32 level;
  guint32 *last;           /* [p]: what a processor did last, or whose arrival at the barrier it waited for */
  guint32 *sent, *received;  /* [p]: its last send, its last receive */
  guint32 *under_way;      /* [n_slots]: the send */
  guint8 *cause;           /* [p]: PLX_CAUSE_PROCESSOR, or _BARRIER until it does something */
} PlxLog;

PlxLog *plx_log_new (guint p, guint32 n_slots);
/* Gives its array away, or frees it. */
GArray *plx_log_end (PlxLog *log);
/* @before: of its processor, before it; @arrival: of what is received. Returns its number. */
guint32 plx_log_add (PlxLog *log, const PlxSimulated *before, const PlxActivity *activity, guint64 arrival);
/* Everybody waited for @last. */
void plx_log_barrier (PlxLog *log, guint p, guint last);

typedef struct {
  const PlxFlow *flow;
  const PlxProcessorCosts *costs;
  guint p;
  PlxSimulated *of;        /* [p] */
  guint64 *slots;          /* [n_slots]: arrivals */
  guint64 began;           /* of the level under way: the latest end of the last */
  gboolean timed;
  gboolean far;            /* slots are not in a cache */
  PlxParts *parts;         /* [p]: of a superstep that ends with a SYNC; NULL: nobody asks */
  PlxPlatformState *platform;
  PlxLog *log;
  GArray *puts;            /* of PlxCalls: land at the next SYNC */
  GArray *requests;        /* of PlxCalls, of one message each: GETs, served at the next SYNC */
  guint64 n_messages;      /* of both since the start, and answers */
} PlxRun;

/* Noise keeps a receiver busy for longer, from @start on. */
static inline void
plx_run_delay_receive (PlxRun *run, guint processor, PlxTicks *cost, guint64 start, guint64 arrival)
{
  const guint64 span = plx_ticks_last (cost, start, arrival) - start;

  if (run->platform)
    cost->receive = plx_platform_busy (run->platform, processor, start, span + cost->receive, FALSE) - span;
  cost->receive_gap = MAX (cost->receive_gap, cost->receive);
}

/* Sends calls as soon as their source can, and sets their arrival; a log, and noise, want them one by one. @op: for the log. */
void plx_run_send (PlxRun *run, PlxPrices *prices, PlxClock *clock, PlxCalls *calls, guint8 op, gboolean control);
/* Everything that a SYNC does but the barrier. */
void plx_run_land (PlxRun *run, PlxPrices *prices);
