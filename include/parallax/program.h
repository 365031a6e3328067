/* SPDX-License-Identifier: MIT */
/* program.h: what a parallel algorithm is written against. SPMD: every processor runs the same
 * function with its own PlxProc. All functions are called by the processor that owns `me`; an error
 * does not return: the runtime unwinds all processors and reports it.
 *
 * Order at a plx_sync: direct changes, all gets, then puts and writes in ascending order of source
 * and, within one, program order, on every runtime. Cost lines name what a call adds to the trace.
 */
#pragma once

#include <parallax/trace.h>

G_BEGIN_DECLS

typedef struct PlxProc PlxProc;
typedef struct PlxArray PlxArray;

guint plx_pid (const PlxProc *me);
guint plx_nprocs (const PlxProc *me);

/* ---- arrays: made in prepare, by all processors alike ---- */

typedef enum {
  PLX_BLOCK,   /* blocks of ceil (n / p) cells, the last ones shorter or empty */
  PLX_CYCLIC,  /* cell i belongs to processor i mod p */
  PLX_EACH,    /* capacity n on every processor, addressed by (processor, offset), with a length */
} PlxDistribution;

typedef enum { PLX_INT64, PLX_DOUBLE, PLX_BYTES } PlxCellType;

typedef struct {
  const char *name;
  PlxCellType type;
  gsize size;                    /* bytes of a cell of PLX_BYTES */
  guint64 n;                     /* cells in all; of each processor for PLX_EACH */
  PlxDistribution distribution;
  PlxRule rule;                  /* of concurrent writes; combining rules need PLX_INT64 or PLX_DOUBLE */
} PlxArraySpec;

/* plx_array (me, .name = "x", .n = n): zeroed, first touched by its owner; freed by the runtime. */
#define plx_array(me, ...) plx_array_new (me, &(const PlxArraySpec) { __VA_ARGS__ })
PlxArray *plx_array_new (PlxProc *me, const PlxArraySpec *spec);

/* Private memory, zeroed, aligned to 64 bytes, freed by the runtime. Only in prepare and check. */
gpointer plx_alloc (PlxProc *me, gsize bytes);

guint64 plx_array_n (const PlxArray *array);
guint plx_owner (const PlxArray *array, guint64 index);
/* Global index of my first cell (block). */
guint64 plx_first (const PlxProc *me, const PlxArray *array);
/* Cells of my part; of an array of distribution each: its length, at first its capacity. */
guint64 plx_length (const PlxProc *me, const PlxArray *array);
/* The same of any processor's part; in check only. */
guint64 plx_length_at (PlxProc *me, const PlxArray *array, guint processor);
/* Changes my length, at once; not above the capacity. */
void plx_set_length (PlxProc *me, PlxArray *array, guint64 length);

/* My part, to look at; and to change at once. Both hold until the next sync. Neither is an access. */
const void *plx_local (PlxProc *me, PlxArray *array);
void *plx_local_mut (PlxProc *me, PlxArray *array);

/* ---- access to cells, by index or by place ----
 * Cost: READ, WRITE, PUT or GET, one call for each part touched. */

/* Values now: of others' cells as they were when the superstep began, of one's own with one's
 * direct changes. */
void plx_read (PlxProc *me, PlxArray *array, guint64 index, guint64 n, void *dst);
void plx_read_at (PlxProc *me, PlxArray *array, guint processor, guint64 offset, guint64 n, void *dst);
/* n cells, one call each. */
void plx_gather (PlxProc *me, PlxArray *array, guint64 n, const guint64 *indices, void *dst);

/* Land at the next sync; src may be reused at once. */
void plx_write (PlxProc *me, PlxArray *array, guint64 index, guint64 n, const void *src);
void plx_write_at (PlxProc *me, PlxArray *array, guint processor, guint64 offset, guint64 n, const void *src);
void plx_scatter (PlxProc *me, PlxArray *array, guint64 n, const guint64 *indices, const void *src);
void plx_put (PlxProc *me, PlxArray *array, guint64 index, guint64 n, const void *src);
void plx_put_at (PlxProc *me, PlxArray *array, guint processor, guint64 offset, guint64 n, const void *src);

/* Into private memory at the next sync: the source as it is when all have reached it. */
void plx_get (PlxProc *me, PlxArray *array, guint64 index, guint64 n, void *dst);
void plx_get_at (PlxProc *me, PlxArray *array, guint processor, guint64 offset, guint64 n, void *dst);

/* ---- messages ---- */

typedef struct {
  guint source;
  guint32 tag;
  guint32 size;      /* bytes */
  const void *data;  /* aligned to 8 bytes; holds until the next sync */
} PlxMessage;

/* Arrives at the next sync. Cost: QUEUE. */
void plx_queue_send (PlxProc *me, guint to, guint32 tag, gsize bytes, const void *data);
/* The next message of the last superstep, in ascending order of source and, within one, of sending;
 * FALSE: no more. */
gboolean plx_queue_next (PlxProc *me, PlxMessage *message);

/* For programs without supersteps. Never waits for the receiver. Cost: SEND, RECV. */
void plx_send (PlxProc *me, guint to, guint32 tag, gsize bytes, const void *data);
/* Waits. from, tag: PLX_ANY takes any; messages of one source and tag do not overtake. A message
 * longer than capacity is an error. Returns its size; @message (may be NULL): its source, tag and size. */
gsize plx_recv (PlxProc *me, guint from, guint32 tag, gsize capacity, void *dst, PlxMessage *message);

/* ---- supersteps and costs ---- */

/* What the plain C code in between costs: a count, not a time. @footprint: bytes of its working
 * set. Cost: WORK. */
void plx_work (PlxProc *me, PlxWorkClass work_class, guint64 operations, guint64 footprint);
/* memcpy that counts what it moves; of no bytes either place may be NULL. Cost: WORK, bytes of class copy. */
void plx_copy (PlxProc *me, void *to, const void *from, gsize bytes);
/* Names the superstep under way; text must live on (a literal). */
void plx_label (PlxProc *me, const char *text);
/* Ends the superstep. Cost: SYNC. */
void plx_sync (PlxProc *me);
/* Ends the run with a message. */
void plx_fail (PlxProc *me, const char *format, ...) G_GNUC_PRINTF (2, 3) G_GNUC_NORETURN;

/* The i-th of this sample's random numbers: the same for every p and on every processor (SplitMix64
 * of seed and i). */
guint64 plx_random (const PlxProc *me, guint64 i);

G_END_DECLS
