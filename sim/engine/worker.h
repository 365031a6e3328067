/* SPDX-License-Identifier: MIT */
/* worker.h: one thread of the program-order engine and what it has of its own. */
#pragma once

#include "sim/engine/run.h"

#include <stdalign.h>

/* Who ended a level last, the first of equals; parts 0: it did nothing in this level. */
typedef struct {
  guint64 now;
  guint processor;
  PlxParts parts;
} PlxLast;

typedef struct {
  alignas (64) PlxPrices prices;
  PlxRun *run;               /* shared */
  PlxChunk chunk;
  PlxLast last;              /* of its segments; to be set before a level */
  GArray *puts, *requests;   /* of PlxCalls: what they added to the run's */
} PlxWorker;

/* @run: its costs are set. */
void plx_worker_init (PlxWorker *worker, PlxRun *run, double rate);
/* Runs segments [from, to) of the level. */
void plx_worker_run (PlxWorker *worker, guint64 level, guint from, guint to);
void plx_worker_clear (PlxWorker *worker);
