/* SPDX-License-Identifier: MIT */
/* pattern.h: communication patterns by name and sizes, as flows that are made on the fly: nothing is stored whose size
 * depends on the number of operations. docs/patterns.md says what each does.
 */
#pragma once

#include "sim/core/flow.h"

#include <parallax/param.h>

/* Every size that some pattern has; a pattern's parameters say which are its own. */
typedef struct {
  guint64 p, bytes, k, n, rows, columns, depth, steps, chunks, seed, work;
  gboolean periodic;
  double L, o, g, G;
} PlxPatternSizes;

typedef struct {
  const char *name;
  const char *title;
  const char *schedule;    /* exactly who sends to whom in which order */
  const PlxParam *params;  /* of PlxPatternSizes */
  /* NULL with PLX_ERROR_INPUT: sizes that do not go together. */
  PlxFlow *(*open) (const PlxPatternSizes *sizes, GError **error);
} PlxPattern;

/* Returns: [n], borrowed, in ascending order of names. */
const PlxPattern *const *plx_patterns (guint *n);
/* @name: with or without "pattern:" in front. PLX_ERROR_INPUT: there is none of that name; the nearest is named. */
const PlxPattern *plx_pattern_find (const char *name, GError **error);
/* @settings: p=, bytes=, ..., or NULL. @logp: L, o and g for parameters that are PLX_FROM_LOGP and not set, or NULL.
 * The flow may be read by any number of threads. Returns: (transfer full); NULL with PLX_ERROR_INPUT. */
PlxFlow *plx_pattern_flow (const char *name, const PlxSettings *settings, const double logp[3], GError **error);
