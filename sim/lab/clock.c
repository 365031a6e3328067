/* SPDX-License-Identifier: MIT */
/* clock.c: what the monotonic clock really resolves, and what a reading costs. */
#include "sim/lab/clock.h"

#include <time.h>

#define READINGS 20000

guint64
plx_clock_ns (void)
{
  struct timespec t;

  clock_gettime (CLOCK_MONOTONIC, &t);
  return (guint64) t.tv_sec * G_GUINT64_CONSTANT (1000000000) + (guint64) t.tv_nsec;
}

PlxClock
plx_clock_measure (void)
{
  const guint64 first = plx_clock_ns ();
  guint64 last = first, step = G_MAXUINT64;

  for (guint i = 0; i < READINGS; i++)
    {
      const guint64 now = plx_clock_ns ();

      if (now > last && now - last < step)
        step = now - last;
      last = now;
    }
  if (step == G_MAXUINT64)
    step = 1;
  return (PlxClock) { .step_s = (double) step * 1e-9, .cost_s = (double) (last - first) * 1e-9 / READINGS };
}
