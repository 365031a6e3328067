/* SPDX-License-Identifier: MIT */
/* memory-module.c: accesses that queue at modules of shared memory.
 *
 * An access of w words that comes at t begins its service when the module is free, holds it w times the service time of a
 * word, and is answered a latency after that. Check value: service 3, latency 10, two accesses of 2 words at 0: 16 and 22.
 */
#include "sim/engine/memory-module.h"

#define LARGEST 0x1p62

PlxMemory
plx_memory_begin (const PlxMemoryParams *params, guint p, double rate)
{
  const guint64 n = params->modules > 0 ? params->modules : p;
  const double latency = params->latency * rate;

  return (PlxMemory) {
    .service = params->service * rate,
    .latency = latency < LARGEST ? (guint64) (latency + 0.5) : (guint64) LARGEST,
    .n = n,
    .free = g_new0 (guint64, n),
  };
}

void
plx_memory_clear (PlxMemory *memory)
{
  g_free (memory->free);
}

guint64
plx_memory_serve (PlxMemory *memory, guint owner, guint64 time, guint64 words)
{
  guint64 *free = &memory->free[owner % memory->n];
  const double service = memory->service * (double) words;
  const guint64 start = MAX (time, *free);

  *free = start + (service < LARGEST ? (guint64) (service + 0.5) : (guint64) LARGEST);
  if (*free > (guint64) LARGEST)
    *free = (guint64) LARGEST;
  return *free + memory->latency;
}
