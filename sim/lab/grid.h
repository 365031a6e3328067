/* SPDX-License-Identifier: MIT */
/* grid.h: from an algorithm with sweeps to one job for every variant, every value of its
 * parameters and every p. */
#pragma once

#include "sim/program/job.h"

/* Where parameters marked PLX_FROM_LOGP come from, the seed, and p. */
typedef struct {
  guint64 seed;
  const PlxSettings *logp;    /* of a LogP model in use, or NULL */
  const PlxMachine *machine;  /* or NULL; its p where the settings give none */
  guint p;                    /* likewise, before the machine's; 0: the machine's */
  gboolean sequential;        /* not the variants, but the algorithm's best sequential program, with p = 1 */
} PlxGridSource;

/* Appends to @jobs (of PlxJob) what a sweep spans: variants slowest, in the order of @variants,
 * else of the algorithm; then parameters in the order given; then p.
 * @label: "scan", "scan.two-level". @variants: names, or NULL: the one of the label, else all.
 * @settings: the algorithm's parameters and p, as written. A sweep of a parameter that does not
 * concern a variant leaves it one job. Where variants were not named, those that cannot run with a
 * value are left out, and @skipped (of char *, may be NULL) says which and why, each once.
 * A sequential program without p runs with p = 1; one that is in @jobs already is not added again.
 * PLX_ERROR_INPUT: a bad value, no p, nothing left, no sequential program. */
gboolean plx_grid_add (GPtrArray *jobs, const char *label, char *const *variants, const PlxSettings *settings,
                       const PlxGridSource *source, GPtrArray *skipped, GError **error);
