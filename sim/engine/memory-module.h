/* SPDX-License-Identifier: MIT */
/* memory-module.h: modules of shared memory, each of which serves one access at a time, in the order in which they come.
 */
#pragma once

#include "sim/core/platform-params.h"

/* Modules, each with the time at which it is free; in ticks. */
typedef struct {
  double service;   /* of a word */
  guint64 latency;
  guint64 n;
  guint64 *free;    /* [n] */
} PlxMemory;

PlxMemory plx_memory_begin (const PlxMemoryParams *params, guint p, double rate);
void plx_memory_clear (PlxMemory *memory);
/* An access to the part of @owner, whose module is owner mod n: when it has been served. */
guint64 plx_memory_serve (PlxMemory *memory, guint owner, guint64 time, guint64 words);
