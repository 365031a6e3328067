/* SPDX-License-Identifier: MIT */
/* schedule.h: what p processors do as a graph: operations and what each requires. GOAL files say it so; a trace, whose
 * operations follow each other, is a special case.
 *
 * Operations are stored by processor and, within one, in the order in which they were written. Immutable once built; may
 * be read by any number of threads.
 */
#pragma once

#include <parallax/trace.h>

G_BEGIN_DECLS

/* One operation: 24 bytes. */
typedef struct {
  guint8 kind;        /* PLX_OP_WORK, PLX_OP_SEND, PLX_OP_RECV; lowered supersteps know more (sim/engine/lower.h) */
  guint8 work_class : 7;  /* WORK */
  guint8 chained : 1; /* only the next task requires it, and its end; set by plx_schedule_builder_end () */
  guint8 cpu, nic;    /* of its processor */
  guint32 peer;       /* SEND, RECV: PLX_ANY as source of a RECV; WORK: working set in 64-byte lines */
  guint64 amount;     /* bytes; WORK: operations */
  guint32 tag;        /* SEND, RECV; PLX_ANY */
  guint32 partner;    /* the only task that it matches, or PLX_SHARED | number of its channel, or PLX_NONE */
} PlxTask;

G_STATIC_ASSERT (sizeof (PlxTask) == 24);

/* A channel has a number when several messages have the same source, destination and tag, or when its destination has a
 * RECV that may take any: then all messages to it are one channel. */
#define PLX_SHARED ((guint32) 0x80000000u)
#define PLX_NONE G_MAXUINT32  /* no task */

/* An edge is the task that it leads to, a number over the whole schedule; with PLX_STARTED it only has to wait for
 * the start (irequires). Of one task the edges without it come first. */
#define PLX_STARTED ((guint32) 0x80000000u)
#define PLX_MAX_TASKS ((guint32) 0x7fffffffu)

typedef struct PlxSchedule PlxSchedule;

PlxSchedule *plx_schedule_ref (const PlxSchedule *schedule);
void plx_schedule_unref (PlxSchedule *schedule);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlxSchedule, plx_schedule_unref)

const char *plx_schedule_identity (const PlxSchedule *schedule);
guint plx_schedule_n_procs (const PlxSchedule *schedule);
guint32 plx_schedule_n_tasks (const PlxSchedule *schedule);
guint plx_schedule_n_cpus (const PlxSchedule *schedule);  /* largest cpu of a task + 1 */
guint plx_schedule_n_nics (const PlxSchedule *schedule);
/* Returns: [n_tasks], borrowed, by processor. */
const PlxTask *plx_schedule_tasks (const PlxSchedule *schedule);
/* Returns: [n_procs + 1], borrowed: where each processor's tasks begin. */
const guint32 *plx_schedule_first (const PlxSchedule *schedule);
/* Returns: [n_tasks + 1], borrowed: where each task's edges begin in plx_schedule_edges (). */
const guint32 *plx_schedule_first_edge (const PlxSchedule *schedule);
const guint32 *plx_schedule_edges (const PlxSchedule *schedule);
/* How many edges of both kinds lead to each task, in @requires: [n_tasks]. */
void plx_schedule_count_requires (const PlxSchedule *schedule, guint32 *requires);

/* "rank 3, operation 7 (l8: send 64b to 2 tag 1)"; the label only when the schedule has one. (transfer full) */
char *plx_schedule_name_task (const PlxSchedule *schedule, guint32 task);

/* Building: processor by processor, ascending. */
typedef struct PlxScheduleBuilder PlxScheduleBuilder;

PlxScheduleBuilder *plx_schedule_builder_new (guint p, const char *identity);
/* Returns the task's number over the whole schedule. Its partner is set by plx_schedule_builder_end (). Processors must not
 * descend; more than PLX_MAX_TASKS are refused by plx_schedule_builder_end (). */
guint32 plx_schedule_builder_task (PlxScheduleBuilder *builder, guint processor, const PlxTask *task);
/* @after waits for the end of @before, or with @started for its start. In any order, forward references too. Both are
 * of one processor, or, of a lowered trace, of any. */
void plx_schedule_builder_edge (PlxScheduleBuilder *builder, guint32 before, guint32 after, gboolean started);
/* Frees the builder. PLX_ERROR_INPUT: a cycle of dependencies, whose operations the message names; a size too large;
 * without wild receives also: a SEND without a RECV of its source, destination and tag, or the other
 * way round, or sizes that cannot match. */
PlxSchedule *plx_schedule_builder_end (PlxScheduleBuilder *builder, GError **error);
void plx_schedule_builder_free (PlxScheduleBuilder *builder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlxScheduleBuilder, plx_schedule_builder_free)

G_END_DECLS
