/* SPDX-License-Identifier: MIT */
/* grid.h: from an algorithm with sweeps to one job for every variant, every value of its parameters
 * and every p. */
#pragma once

#include "sim/program/job.h"

/* Where parameters marked PLX_FROM_LOGP come from, and the seed. */
typedef struct {
  guint64 seed;
  const PlxSettings *logp;    /* of a LogP model in use, or NULL */
  const PlxMachine *machine;  /* or NULL */
} PlxGridSource;

/* Appends to @jobs (of PlxJob) what a sweep spans: variants slowest, then parameters in the order
 * given, then p.
 * @label: "scan", "scan.two-level". @variants: names, or NULL: the one of the label, else all. @settings: the
 * algorithm's parameters and p, as written. Where variants were not named, those that cannot run
 * with a value are left out, and @skipped (of char *, may be NULL) says which and why.
 * PLX_ERROR_INPUT: a bad value, nothing left. */
gboolean plx_grid_add (GPtrArray *jobs, const char *label, char *const *variants, const PlxSettings *settings,
                       const PlxGridSource *source, GPtrArray *skipped, GError **error);
