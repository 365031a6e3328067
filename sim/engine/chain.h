/* SPDX-License-Identifier: MIT */
/* chain.h: what one processor does, operation by operation, as tasks that follow each other: with packets, rendezvous, and
 * LogGOPSim's sends in a row.
 */
#pragma once

#include "sim/engine/lower.h"

typedef struct {
  PlxScheduleBuilder *builder;
  const PlxProcessorCosts *costs;
  gboolean single;
  guint processor;  /* the one whose tasks are made */
  guint32 first;    /* of the tasks of the operation under way; PLX_NONE */
  guint32 last;     /* what the next task requires; PLX_NONE */
  guint32 run;      /* compat = lgs: the first of the sends that stand just before; PLX_NONE */
  guint32 before;   /* what each of them requires; PLX_NONE */
  PlxTask *to;      /* tasks are only written here, to be linked later; NULL: they go to the builder */
} PlxChain;

PlxChain plx_chain_new (PlxScheduleBuilder *builder, const PlxProcessorCosts *costs, gboolean single);
/* A task that requires nothing yet. Returns its number. */
guint32 plx_chain_add (PlxChain *chain, PlxTask task);
/* Task @number requires the one before, and becomes the last. */
void plx_chain_link (PlxChain *chain, const PlxTask *task, guint32 number);
void plx_chain_append (PlxChain *chain, PlxTask task);
/* WORK, READ, or a transfer: its packets, with what goes before those of a rendezvous. */
void plx_chain_append_operation (PlxChain *chain, PlxTask task);

/* How many tasks a transfer of so many bytes is. */
guint64 plx_pieces_of (const PlxProcessorCosts *costs, gboolean single, guint64 bytes);
/* How many an operation of a processor is. */
guint64 plx_count_tasks (const PlxProcessorCosts *costs, gboolean single, guint processor, const PlxTask *task);
/* PLX_ERROR_INPUT: more tasks than a schedule holds. */
gboolean plx_tasks_fit (const char *identity, guint64 n_tasks, GError **error);
/* PLX_ERROR_INPUT: a wild receive above the rendezvous threshold, which does not know whom to answer. */
gboolean plx_task_can_meet (const PlxProcessorCosts *costs, const PlxTask *task, guint processor, const char *name,
                            GError **error);
