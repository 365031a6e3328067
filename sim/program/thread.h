/* SPDX-License-Identifier: MIT */
/* thread.h: one processor of the threads runtime, and what they share. */
#pragma once

#include "sim/program/barrier.h"
#include "sim/program/mailbox.h"
#include "sim/program/proc.h"
#include "sim/program/threads.h"

#include <setjmp.h>
#include <time.h>

/* A sync, in nanoseconds of CLOCK_MONOTONIC. */
typedef struct {
  gint64 enter, exit;
  gint64 waited;   /* for messages, in the superstep that it ends */
  gint64 copied;   /* likewise, in large copies */
  gint64 applied;  /* gets and puts, after it */
} PlxStamps;

/* What all may look at is in lines of its own. */
typedef struct {
  PlxProc proc;
  PlxThreads *threads;
  pthread_t id;
  jmp_buf out;
  guint64 episode;            /* barriers of this run */
  GArray *gets;               /* of PlxPiece */
  guint inbox_source;         /* of the next message of the last superstep */
  gsize inbox_at;             /* in that source's log */
  gint64 start, end, waited;
  GArray *stamps;             /* of PlxStamps */
  GArray *ops;                /* of PlxOp: of a counted run */
  GArray *ends;               /* of guint: operations up to the end of each superstep */
  GPtrArray *labels;          /* of each superstep */
  guint64 *seen;              /* [2 p]: what look_for_deadlock saw last */
  alignas (64) _Atomic guint32 settled;  /* stamp of the superstep as whose beginning its parts are */
  alignas (64) _Atomic guint64 wait;     /* times it waited << 3 | odd superstep << 2 | PlxStanding */
  _Atomic guint64 polls;                 /* fruitless looks for a message */
} PlxThread;

struct PlxThreads {
  PlxWorld world;
  guint n_started;
  PlxPatience patience;
  PlxBarrier barrier;
  PlxLog *landings;       /* [2][p][row]: by parity of the superstep, source, destination */
  PlxLog *messages;       /* likewise, of plx_queue_send */
  gsize row;              /* p rounded up to whole cache lines */
  PlxMailbox *mail;       /* [p][p]: by destination, source */
  _Atomic gint64 deadline;
  pthread_mutex_t lock;   /* of what follows: the pool */
  pthread_cond_t called, done;
  guint64 call;           /* how many there were */
  guint n_busy;
  gboolean closing;
};

/* What a processor says at a barrier. */
#define PLX_HAS_GET 1u
#define PLX_SYNCS 2u
#define PLX_ENDS 4u

extern const PlxRuntime plx_threads_runtime;

static inline PlxThread *
plx_threads_thread (const PlxThreads *threads, guint i)
{
  return (PlxThread *) (gpointer) plx_world_proc (&threads->world, i);
}

static inline gint64
plx_now_ns (void)
{
  struct timespec t;

  clock_gettime (CLOCK_MONOTONIC, &t);
  return (gint64) t.tv_sec * 1000000000 + t.tv_nsec;
}

/* Publishes what it is doing. */
void plx_thread_stand (PlxThread *t, PlxStanding standing);
/* Everybody's flags; leaves when the run was ended or somebody's end meets another's plx_sync. */
guint plx_thread_barrier (PlxThread *t, guint flags);
/* The superstep's operations end here. */
void plx_thread_end_ops (PlxThread *t);
