/* SPDX-License-Identifier: MIT */
/* schedule.h: a schedule's insides, for those that make one. */
#pragma once

#include <parallax/schedule.h>

/* Where a task was written: returns its line, and its label (transfer full) or NULL. Asked for messages only. */
typedef guint (*PlxLocateTask) (gconstpointer source, guint32 task, char **label);

struct PlxSchedule {
  gatomicrefcount refs;
  guint p;
  guint n_cpus, n_nics;
  guint32 n_tasks;
  PlxTask *tasks;       /* [n_tasks] */
  guint32 *first;       /* [p + 1] */
  guint32 *first_edge;  /* [n_tasks + 1] */
  guint32 *edges;
  guint32 n_wild, n_channels;  /* numbered channels; the first are those of destinations with a wild RECV */
  guint32 *answers;     /* [n_tasks]: the partner of a SERVE's answer; NULL: there are no SERVEs */
  char *identity;
  PlxLocateTask locate; /* while it is built from a text; then NULL */
  gconstpointer source;
};

/* The sizes and messages of a text are named by its lines. */
void plx_schedule_builder_locate (PlxScheduleBuilder *builder, PlxLocateTask locate, gconstpointer source);
/* Room for @n tasks, before the first of them, where their number is about known. */
void plx_schedule_builder_reserve (PlxScheduleBuilder *builder, guint64 n);
/* Instead of one by one, all tasks: @first: [p + 1]: where each processor's begin. Returns them, to be written, with
 * partner PLX_NONE. */
PlxTask *plx_schedule_builder_tasks (PlxScheduleBuilder *builder, const guint32 *first);
/* Tasks so far. */
guint32 plx_schedule_builder_n_tasks (const PlxScheduleBuilder *builder);

guint plx_schedule_processor (const PlxSchedule *schedule, guint32 task);
/* "send 64b to 2 tag 1", as GOAL writes it. */
void plx_task_print (GString *text, const PlxTask *task);
/* PLX_ERROR_INPUT at the place of a task. */
void plx_schedule_error (const PlxSchedule *schedule, guint32 task, GError **error, const char *format, ...)
  G_GNUC_PRINTF (4, 5);
/* Sets every task's partner. PLX_ERROR_INPUT: a SEND without a RECV of its channel, or the other way round, or sizes that
 * are not the same in some order; what goes to a processor with a wild RECV is not counted. Linear but for channels whose
 * sizes or tags change. */
gboolean plx_schedule_match (PlxSchedule *schedule, GError **error);

/* Each operation requires the one before. PLX_ERROR_INPUT: a trace with a SYNC, or with other operations than WORK, SEND
 * and RECV. */
PlxSchedule *plx_schedule_of_trace (const PlxTrace *trace, GError **error);
/* PLX_ERROR_INPUT: a processor's operations are not one chain in the order in which they are written, use another cpu or
 * nic than 0, or a message has 4 GiB or more. Redundant requirements are dropped. */
PlxTrace *plx_schedule_to_trace (const PlxSchedule *schedule, GError **error);
