/* SPDX-License-Identifier: MIT */
/* speedup.h: how many times faster than one processor: two things that are easily confused. */
#pragma once

#include <glib.h>

/* A measured cell; all text borrowed. */
typedef struct {
  const char *algorithm, *variant, *parameters, *executor;  /* executor: NULL: not measured */
  guint p;
  double time_s;
} PlxTimed;

/* NaN: what it needs was not measured. */
typedef struct {
  double relative;  /* against the same variant on one processor */
  double absolute;  /* against the best sequential program */
} PlxSpeedup;

/* Of each of @timed, by those among them that have the same parameters and executor; what the executor `sequential`
 * measured counts for all executors of this machine. @timed: [n]. (transfer full): [n]. */
PlxSpeedup *plx_speedups_new (const PlxTimed *timed, guint n);
/* Whether there is an absolute one of anything but a sequential program. */
gboolean plx_speedups_absolute (const PlxTimed *timed, const PlxSpeedup *speedups, guint n);
