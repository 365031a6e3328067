/* SPDX-License-Identifier: MIT */
/* textbook.h: the state of a run under the rules of the LogP family; textbook.c decides what starts when, and
 * textbook-start.c what it then does. */
#pragma once

#include "sim/engine/events.h"
#include "sim/engine/lower.h"

#define N_PRICES 64u

/* Of events of the same time, in their order: messages leave their senders where capacity is limited, tasks come into their
 * lines, receives are posted, messages hop and arrive, then lines are called. */
typedef enum { DEPART, ENTER, POST, HOP, ARRIVE, SEND, RECV, WORK } Kind;

enum { SENDS, RECVS, WORKS, N_LINES };

/* Tasks of one kind that wait for the same cpu and gap, in the order in which they will start. */
typedef struct {
  PlxTaskList of;
  gboolean called;  /* there is an event for it, no later than its first may start */
} Line;

/* A train of messages, in ticks. */
typedef struct {
  guint64 bytes;                               /* + 1 */
  guint64 send, send_gap, send_span;           /* to the end of its last send; to the next send; to the start of the last */
  guint64 receive, receive_gap, receive_span;  /* receive and gap: of one message */
  guint64 flight;                              /* of each message */
} Price;

/* What of a train its sender is busy with before the first message leaves. */
static inline guint64
price_first (const Price *price)
{
  return price->send - price->send_span;
}

/* Messages in transit, and SENDs that are over but for room: a place for each cpu, which such a SEND keeps busy. */
typedef struct {
  guint64 most;
  guint32 n_syncs;
  guint32 *from, *to;    /* [p]: messages in transit */
  guint32 *stalled;      /* [places]: the SEND; PLX_NONE */
  gboolean *queued;      /* [places]: for its destination, else for its source */
  guint32 *first;        /* [p]: of the heap of places that are queued for a destination; PLX_NONE */
  guint32 (*below)[2];   /* [places] */
} Room;

/* Messages between their ends. */
typedef struct {
  guint32 *node;     /* [n_tasks]: where it is; its destination: at the memory module; PLX_NONE: through */
  guint32 *behind;   /* [n_tasks]: in a list, the one that was sent next */
  PlxTaskList *of;   /* [channels] */
} Way;

#define FOREVER G_MAXUINT64

typedef struct {
  PlxEvents *events;
  guint n_cpus, n_nics;
  guint64 *free;                 /* [p * n_cpus]; FOREVER: its SEND has not left */
  guint64 *send_at, *receive_at; /* [p * n_nics] */
  Line *lines;                   /* [p * N_LINES * n_cpus * (n_nics + 1)] */
  guint64 *busy, *gap, *covered; /* [p] */
  guint32 n_held, n_hops;
  PlxPlatformState *platform;
  Room *room;                    /* NULL: any number of messages is in transit */
  Way *way;                      /* NULL: messages meet neither links nor memory modules */
  guint32 *cause;                /* [n_tasks]: for the log, what it required last */
  guint32 *activity;             /* [n_tasks]: in the log */
  guint32 *last, *last_send, *last_recv;  /* [p]: activities */
  guint32 level;                 /* how many SYNCs have ended; the last at `synced`, `reached` came to it last */
  guint64 synced;
  guint32 reached;
  Price prices[N_PRICES];
} Textbook;

/* The SEND of a receive that has its message. */
static inline guint32
textbook_message (const Textbook *tb, guint32 recv)
{
  return tb->events->state[recv].count & ~PLX_HOLDS;
}

/* From whom it got it. */
static inline guint
textbook_source (const Textbook *tb, guint32 recv)
{
  const guint32 peer = tb->events->tasks[recv].peer;

  return peer != PLX_ANY ? peer : plx_schedule_processor (tb->events->schedule, textbook_message (tb, recv));
}

/* When it could start, but for its processor. What lands is in the order of arrival, whenever it was posted. */
static inline guint64
textbook_ready (const Textbook *tb, guint32 k)
{
  const PlxTaskForm *form = &plx_task_forms[tb->events->tasks[k].kind];
  const guint64 posted = tb->events->state[k].time;

  if (!form->receives)
    return posted;
  const guint64 arrival = tb->events->state[textbook_message (tb, k)].time;

  return form->lands ? arrival : MAX (posted, arrival);
}

/* Its gap clocks do not matter: work, and messages to oneself. */
static inline gboolean
textbook_is_local (const Textbook *tb, guint32 k, guint processor)
{
  const PlxTaskForm *form = &plx_task_forms[tb->events->tasks[k].kind];

  return form->receives ? textbook_source (tb, k) == processor
                        : !form->sends || tb->events->tasks[k].peer == processor;
}

/* textbook.c */
void plx_textbook_push (Textbook *tb, guint64 time, Kind kind, guint processor, guint source, guint32 id);
void plx_textbook_release (Textbook *tb, guint32 task, gboolean started, guint64 when);
void plx_textbook_arrive (Textbook *tb, guint32 send);
/* An event of ARRIVE for a message on its way. */
void plx_textbook_arrive_at (Textbook *tb, guint32 send, guint source, guint64 time);
/* The cpu was kept busy by a SEND; its lines may be called again. */
void plx_textbook_resume (Textbook *tb, guint processor, guint cpu, guint64 now);

/* textbook-start.c */
void plx_textbook_start (Textbook *tb, guint32 task, guint processor, guint64 now);
/* The message of a SEND that was held leaves; @recv made room for it, PLX_NONE: there was some. */
void plx_textbook_leave (Textbook *tb, guint32 send, guint processor, guint32 recv, guint64 now);

/* textbook-capacity.c. */
Room *plx_textbook_room_new (const PlxEvents *events, guint n_cpus);
void plx_textbook_room_free (Room *room);
gboolean plx_textbook_needs_room (const Textbook *tb, guint32 send);
/* Its cpu is busy with a SEND that asks for room at @time; DEPART is the event that does. */
void plx_textbook_hold (Textbook *tb, guint32 send, guint processor, guint64 time);
void plx_textbook_depart (Textbook *tb, guint32 send, guint processor, guint64 now);
/* @recv has started: its message is no longer in transit. */
void plx_textbook_make_room (Textbook *tb, guint32 recv, guint processor, guint64 now);

/* textbook-network.c */
Way *plx_textbook_way_new (const PlxEvents *events);
void plx_textbook_way_free (Way *way);
/* A message leaves its source; it arrives @rest after it has come through the network. */
void plx_textbook_set_off (Textbook *tb, guint32 send, guint source, guint64 rest, guint64 now);
void plx_textbook_hop (Textbook *tb, guint32 send, guint source, guint64 now);

/* textbook-log.c: what a SERVE receives and what it sends are two activities. */
void plx_textbook_log (Textbook *tb, guint32 task, guint processor, gboolean receives, guint64 start, guint64 end,
                       guint64 ready, guint64 free);
/* The start of a SEND came later, when @recv had made room. */
void plx_textbook_log_stall (Textbook *tb, guint32 send, guint32 recv, guint64 start, guint64 end);
