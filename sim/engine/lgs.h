/* SPDX-License-Identifier: MIT */
/* lgs.h: the state of a run under LogGOPSim's rule; lgs.c says what it is. */
#pragma once

#include "sim/engine/events.h"

#define MESSAGE 0x80000000u  /* an event is that of a message that waits, not of a task */
#define ARRIVED 0x80000000u  /* of the count of a RECV that has not started: the message of its partner is there */

/* What waits, in the order of numbers. Tasks + 1, or messages + 1; 0: nobody. */
typedef struct {
  guint32 head, tail;
} Line;

/* A message under way, or waiting for its receiver's cpu and gap: all that its arrival needs. */
typedef struct {
  guint64 time;       /* of arrival */
  guint64 bytes;
  guint32 number;     /* of the event; there are at most two a task */
  guint32 send, partner, processor;
  guint32 next;       /* waiting: the one behind it */
  guint8 cpu, nic;
} Flight;

typedef struct LgsLog LgsLog;

/* A processor is a block of 64-bit words: of each cpu when it is free, of each nic when the gaps of sends and of
 * receives are over; the lines of SENDs and of messages for each pair of cpu and nic that occurs, of WORK for each cpu.
 * Of one cpu and one nic it is a cache line. */
typedef struct {
  PlxEvents *events;
  guint64 *blocks;
  gsize stride;
  guint send_at, receive_at, sends, arrivals, works, tied, busy;  /* places in a block */
  guint n_cpus, n_nics, n_pairs;
  guint32 *pair;              /* [n_cpus * n_nics] */
  gboolean starts;            /* something requires a start */
  gboolean early;             /* RECVs may be posted before their time (post_early ()); not before what starts at 0 */
  Flight *flying;             /* ring of messages under way */
  gsize flying_first, flying_n, flying_mask;
  Flight *waiting;            /* messages that wait */
  guint32 n_waiting, room, unused;  /* unused: the first of those that wait no more, + 1, linked by `next` */
  PlxReleased *released;      /* by the event under way */
  guint n_released, released_room;
  guint64 L, o, g;
  double G, O;
  guint64 whole_G, whole_O;   /* they are whole numbers of ticks, or 0 */
  LgsLog *log;                /* NULL: none is asked for */
  guint32 number;             /* of the next event */
  guint32 reached;            /* the largest of an event that was run at the present time */
  guint64 now;
} Lgs;

static inline guint64 *
lgs_block (const Lgs *lgs, guint processor)
{
  return lgs->blocks + processor * lgs->stride;
}

static inline void
lgs_push (Lgs *lgs, guint64 time, guint64 number, guint32 id, guint processor)
{
  const PlxEvent event = { time, number, id, processor };

  plx_radix_queue_push (lgs->events->queue, &event);
}

/* lgs-begin.c */
/* Makes room for twice @n messages. */
Flight *plx_lgs_grow (Flight *of, gsize n);
void plx_lgs_begin (Lgs *lgs, PlxEvents *events);
/* Sums up, tells the states what only the messages knew, and frees. */
void plx_lgs_end (Lgs *lgs);

/* lgs-match.c */
/* A RECV that will start at @time: posted, or an event. */
void plx_lgs_make_recv (Lgs *lgs, guint32 recv, guint processor, guint64 time, guint32 number);
/* A RECV starts now. The SEND whose message it finds; PLX_NONE: it is posted. */
guint32 plx_lgs_post (Lgs *lgs, guint32 recv, guint32 number);
/* When the message that it found has been received. */
guint64 plx_lgs_end_of (const Lgs *lgs, guint32 send, guint32 recv);
/* The RECV that a message finds posted; PLX_NONE: it waits, received at @end. */
guint32 plx_lgs_arrive (Lgs *lgs, const Flight *message, guint64 end);

/* lgs-log.c: each before the clocks are set. */
LgsLog *plx_lgs_log_new (Lgs *lgs);
void plx_lgs_log_free (LgsLog *log);
/* A SEND or WORK starts. */
void plx_lgs_log_task (LgsLog *log, guint32 k, guint processor, guint64 start, guint64 end);
/* A message is received. */
void plx_lgs_log_message (LgsLog *log, const Flight *message, guint64 start, guint64 end);
/* A RECV is made, whose cpu it waits for; it starts; the message that it then finds will have been received later. */
void plx_lgs_log_make_recv (LgsLog *log, guint32 recv, guint processor);
void plx_lgs_log_recv (LgsLog *log, guint32 recv);
void plx_lgs_log_received (LgsLog *log, guint32 send);
/* A task's requirement is fulfilled @when: what was logged last starts or ends then. */
void plx_lgs_log_release (LgsLog *log, guint32 task, guint64 when, gboolean started);
/* The match of now ends a SEND, whose clocks @cpu and @gap of its processor come as far. */
void plx_lgs_log_finish (LgsLog *log, guint processor, guint cpu, guint gap, guint64 now);
