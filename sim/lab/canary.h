/* SPDX-License-Identifier: MIT */
/* canary.h: three small tasks that always cost the same, unless the host changes. */
#pragma once

#include "sim/executors/executor.h"

/* Dependent adds see the clock rate, independent adds a busy sibling thread, empty barriers the
 * distance of the cores. */
#define PLX_N_CANARIES 3

typedef struct PlxCanaries PlxCanaries;

/* On min (p, the executor's cores) processors. */
PlxCanaries *plx_canaries_new (const PlxExecutor *executor, guint p);
void plx_canaries_free (PlxCanaries *canaries);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlxCanaries, plx_canaries_free)
/* Runs all three once, a fraction of a millisecond, and keeps their times. */
gboolean plx_canaries_sing (PlxCanaries *canaries, GError **error);
/* Median time in seconds of one, NaN before the first song. */
double plx_canaries_median (const PlxCanaries *canaries, guint canary);
/* The largest spread between the 10th and the 90th percentile, as a share of the median. */
double plx_canaries_drift (const PlxCanaries *canaries);
