/* SPDX-License-Identifier: MIT */
/* proc.h: what all runtimes have in common: processors, their world, and the few functions that differ. */
#pragma once

#include "sim/program/array.h"
#include "sim/program/job.h"

#include <pthread.h>
#include <stdatomic.h>

typedef enum { PLX_PREPARE = 1, PLX_FILL = 2, PLX_RUN = 4, PLX_CHECK = 8 } PlxPhase;

/* What a processor is doing, for messages about those that wait. */
typedef enum { PLX_GOING, PLX_AT_RECV, PLX_AT_SYNC, PLX_AT_END } PlxStanding;

typedef struct PlxRuntime PlxRuntime;
typedef struct PlxBlock PlxBlock;

typedef struct {
  const PlxRuntime *runtime;
  const PlxJob *job;
  guint p;
  PlxPhase phase;
  guint64 seed;              /* of the run under way */
  guint64 mixed_seed;        /* the same, mixed */
  GPtrArray *arrays;         /* of PlxArray; grows in prepare, under the lock */
  pthread_mutex_t lock;
  _Atomic guint64 bytes;     /* that the run uses, by its own account */
  guint64 limit;             /* of these */
  guchar *instances;         /* [p] of instance_size bytes each */
  gsize instance_size;       /* rounded up to 64 bytes */
  guchar *procs;             /* [p] of proc_size bytes each, each beginning with a PlxProc */
  gsize proc_size;
  _Atomic (char *) message;  /* the first error; NULL: none */
  PlxError code;             /* its */
} PlxWorld;

struct PlxProc {
  PlxWorld *world;
  const PlxRuntime *runtime;
  guint pid;
  guint32 superstep;
  guint32 stamp;         /* of this superstep: never 0, never the same again */
  guint8 counting;       /* gboolean */
  guint8 standing;       /* PlxStanding */
  guint8 acted;          /* gboolean: an operation in this superstep, counted or not */
  gint64 copied;         /* ns spent on large copies in this superstep, when the runtime has a clock */
  guint32 n_arrays;      /* made by this processor in prepare */
  const char *label;     /* of the superstep under way; NULL: none */
  PlxBlock *blocks;      /* of plx_alloc */
  guint32 from, tag;     /* of the message that it waits for */
};

/* Smaller copies are not timed: two readings of the clock would take as long. */
#define PLX_TIMED_COPY 4096u

/* A runtime. Arguments were checked and the call was counted. Functions that may be NULL say so. */
struct PlxRuntime {
  const char *name;
  void (*count) (PlxProc *me, PlxOp op);
  void (*label) (PlxProc *me, const char *label);                               /* NULL: not wanted */
  void (*accessed) (PlxProc *me, PlxOpKind kind, const PlxPiece *piece);        /* NULL: not wanted */
  void (*lent) (PlxProc *me, PlxArray *array);                                  /* NULL: not wanted */
  /* Waits until owner's part is as the superstep began. NULL: it always is. */
  void (*settle) (PlxProc *me, guint owner);
  /* Where cells that land in owner's part are logged. */
  PlxLog *(*log) (PlxProc *me, guint owner);
  void (*get) (PlxProc *me, const PlxPiece *piece);
  void (*queue_send) (PlxProc *me, guint to, guint32 tag, guint32 bytes, const void *data);
  gboolean (*queue_next) (PlxProc *me, PlxMessage *message);
  void (*send) (PlxProc *me, guint to, guint32 tag, guint32 bytes, const void *data);
  /* The size is checked by the caller before it copies, between await and take. */
  void (*await) (PlxProc *me, guint from, guint32 tag, PlxMessage *message);
  void (*take) (PlxProc *me, const PlxMessage *message);
  void (*sync) (PlxProc *me);
  gint64 (*clock) (void);  /* in nanoseconds. NULL: copies are not timed */
  /* Ends the run of this processor, and of all. */
  void (*leave) (PlxProc *me) G_GNUC_NORETURN;
};

/* Makes processors and their instances. @proc_size: a multiple of 64. */
void plx_world_init (PlxWorld *world, const PlxRuntime *runtime, const PlxJob *job, gsize proc_size);
void plx_world_clear (PlxWorld *world);
/* Before a run, when nobody runs. */
void plx_world_begin (PlxWorld *world, PlxPhase phase, guint64 seed, gboolean counting);
/* Runs a phase's function for one processor. */
void plx_world_call (PlxWorld *world, guint i, PlxPhase phase);
/* Touches all memory of a processor, which must be the one that calls. */
void plx_world_touch (PlxWorld *world, guint i);
/* Takes the message and puts it into *error; FALSE: there was none. */
gboolean plx_world_failed (PlxWorld *world, GError **error);
/* Keeps the first message only. @message: (transfer full). */
void plx_world_fail (PlxWorld *world, PlxError code, char *message);
/* Who waits for what, when nobody can go on; every processor stands still. (transfer full) */
char *plx_world_stuck (PlxWorld *world);

/* Bytes that a run may use on this machine: three quarters of its memory. */
guint64 plx_memory_limit (void);
/* "17.6 GiB". */
typedef struct {
  char text[24];
} PlxSizeText;

PlxSizeText plx_size_text (guint64 bytes);
/* Called before so many bytes are touched. FALSE: they do not fit; that is the world's message now. */
gboolean plx_world_take (PlxWorld *world, guint64 bytes);
void plx_world_give (PlxWorld *world, guint64 bytes);
/* The same in a processor, which leaves when they do not fit. */
void plx_proc_take (PlxProc *me, guint64 bytes);
void plx_proc_grow (PlxProc *me, PlxLog *log, gsize bytes);

static inline PlxProc *
plx_world_proc (const PlxWorld *world, guint i)
{
  return (PlxProc *) (gpointer) (world->procs + i * world->proc_size);
}

/* @call: "plx_put". Does not return. */
void plx_proc_fail (PlxProc *me, const char *call, const PlxArray *array, const char *format, ...)
  G_GNUC_PRINTF (4, 5) G_GNUC_NORETURN;
void plx_proc_wrong_phase (PlxProc *me, guint phases, const char *call) G_GNUC_NORETURN;

static inline void
plx_proc_require (PlxProc *me, guint phases, const char *call)
{
  if (G_UNLIKELY (!(me->world->phase & phases)))
    plx_proc_wrong_phase (me, phases, call);
}

static inline void
plx_proc_count (PlxProc *me, PlxOp op)
{
  me->acted = TRUE;
  if (me->counting)
    me->runtime->count (me, op);
}

/* Around a copy. */
static inline gint64
plx_proc_copy_begins (const PlxProc *me, guint64 bytes)
{
  return bytes >= PLX_TIMED_COPY && me->runtime->clock ? me->runtime->clock () : 0;
}

static inline void
plx_proc_copy_ends (PlxProc *me, gint64 since)
{
  if (G_UNLIKELY (since))
    me->copied += me->runtime->clock () - since;
}

/* The log, with room for so many bytes more. */
static inline PlxLog *
plx_proc_room (PlxProc *me, PlxLog *log, gsize bytes)
{
  if (G_UNLIKELY (log->capacity - log->size < bytes))
    plx_proc_grow (me, log, bytes);
  return log;
}

static inline PlxMoment
plx_proc_moment (const PlxProc *me)
{
  return (PlxMoment) { .stamp = me->stamp, .superstep = me->superstep, .seed = me->world->seed };
}
