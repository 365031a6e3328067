/* SPDX-License-Identifier: MIT */
/* lgs.h: the state of a run under LogGOPSim's rule; lgs.c says what it is. */
#pragma once

#include "sim/engine/events.h"

#define CALLED 0x80000000u   /* an event is not of a task, but of what is first in a line: | its number */
#define ARRIVED 0x80000000u  /* of the count of a RECV that has not started: the message of its partner is there */

#define NOT_WHOLE G_MAXUINT64

/* What waits, in the order of numbers. Of tasks: the first and the last, + 1; of messages: places of the first and behind
 * the last. 0: nobody. */
typedef struct {
  guint32 head, tail;
} Line;

/* A message under way: all that its arrival needs. */
typedef struct {
  guint64 time;       /* of arrival */
  guint32 number;     /* of the event; there are at most two a task */
  guint32 name;       /* its RECV, if no other can match, which knows its SEND; else PLX_SHARED | its SEND */
  guint32 processor;
  guint8 cpu, nic;    /* its sender's numbers */
} Flight;

/* A message that waits for its receiver's cpu and gap. */
typedef struct {
  guint32 number, name;
} Waiting;

/* A line of messages is a chain of cache lines, so that many lines that grow and shrink side by side stay in the cache. */
#define LINK 7  /* of each 8 places, the one whose `name` is where the line goes on */

/* Places in a block of the clocks that a line waits for, which are the same for WORK. */
typedef struct {
  guint16 cpu, gap;
} LineClocks;

typedef struct LgsLog LgsLog;

/* A processor is a block of 64-bit words: of each cpu when it is free, of each nic when the gaps of sends and of
 * receives are over; the lines of SENDs and of messages for each pair of cpu and nic that occurs, of WORK for each cpu. */
typedef struct {
  gboolean together;   /* there is one cpu and one nic: all lines of a processor wait for the same */
  guint stride;        /* words */
  guint send_at, receive_at, lines, tied, busy;  /* places in a block */
  guint n_pairs;       /* of cpu and nic */
  guint arrivals, works, n_lines;                /* numbers of lines: SENDs are the first */
} Layout;

/* Begins a function whose layout is to be a constant where its caller's is. */
#define LGS_INLINE static inline __attribute__ ((always_inline))

/* The usual one, which is a cache line. Functions that get it as a constant know all places when they are compiled. */
static const Layout lgs_one_cpu = {
  .together = TRUE, .stride = 8, .send_at = 1, .receive_at = 2, .lines = 3, .tied = 6, .busy = 7,
  .n_pairs = 1, .arrivals = 1, .works = 2, .n_lines = 3,
};

typedef struct {
  PlxEvents *events;
  guint64 *blocks;
  Layout layout;
  guint n_cpus, n_nics;
  LineClocks *clocks;         /* [n_lines] */
  guint32 *pair;              /* [n_cpus * n_nics] */
  gboolean starts;            /* something requires a start */
  gboolean early;             /* RECVs may be posted before their time (post_early ()); not before what starts at 0 */
  Flight *flying;             /* ring of messages under way */
  gsize flying_first, flying_n, flying_mask;
  Waiting *waiting;           /* messages that wait */
  guint32 n_places, room;     /* of it; the first 8 are nobody's */
  guint32 unused;             /* the first of 8 places that are nobody's any more, linked by the first `name`; or 0 */
  PlxReleased *released;      /* by the event under way */
  guint n_released, released_room;
  guint64 L, o, g;
  double G, O;
  guint64 whole_G, whole_O;   /* in ticks, or NOT_WHOLE */
  LgsLog *log;                /* NULL: none is asked for */
  guint32 number;             /* of the next event */
  guint32 reached;            /* of the event under way */
  guint64 now;
} Lgs;

static inline guint64 *
lgs_block (const Lgs *lgs, const Layout *at, guint processor)
{
  return lgs->blocks + processor * at->stride;
}

static inline void
lgs_push (Lgs *lgs, guint64 time, guint64 number, guint32 id, guint processor)
{
  plx_radix_queue_push (lgs->events->queue, (PlxEvent) { time, number, id, processor });
}

static inline guint32
lgs_send_of (const Lgs *lgs, guint32 name)
{
  return name & PLX_SHARED ? name & ~PLX_SHARED : lgs->events->tasks[name].partner;
}

/* The bytes of both ends of a channel for one message are the same. */
static inline guint64
lgs_bytes_of (const Lgs *lgs, guint32 name)
{
  return lgs->events->tasks[name & ~PLX_SHARED].amount;
}

/* lgs-begin.c */
/* Moves @bytes, and what an array holds, to where there is room for twice as many; frees it. */
gpointer plx_lgs_grow (gpointer of, gsize bytes);
void plx_lgs_begin (Lgs *lgs, PlxEvents *events);
/* Sums up, tells the states what only the messages knew, and frees. */
void plx_lgs_end (Lgs *lgs);

/* lgs-match.c: channels that have a number; lgs-match.h says what each does. */
gboolean plx_lgs_post_shared_early (Lgs *lgs, guint32 recv, guint64 time, guint32 number);
guint32 plx_lgs_post_shared (Lgs *lgs, guint32 recv);
guint32 plx_lgs_arrive_shared (Lgs *lgs, const Flight *message, guint64 end);

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
