/* SPDX-License-Identifier: MIT */
/* grid.h: the points that KEY=VALUE words with sweeps span: "n=2^10..2^20*4 p=1,2 k=3". */
#pragma once

#include <parallax/parallax.h>

typedef struct {
  PlxSettings *settings;  /* an algorithm's: without p, one value each */
  guint p;
} PlxPoint;

/* Every combination, (transfer full) of PlxPoint, the first key slowest. p: from the settings, else
 * the machine's (which may be NULL). PLX_ERROR_INPUT: a sweep that is none, no p. */
GPtrArray *plx_grid_new (const PlxSettings *settings, const PlxMachine *machine, GError **error);
