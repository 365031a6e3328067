/* SPDX-License-Identifier: MIT */
/* pram-html.h: a page that replays a run of a PRAM program in a browser. */
#pragma once

#include "sim/sources/pram.h"

/* Most bytes of a page. */
#define PLX_PRAM_PAGE_BYTES ((gsize) 50 << 20)

/* One file that loads nothing else: program, memory before the first step, what every step changes, its record and its
 * conflicts. A run that fails after its first step has a page up to there, which says why. NULL with the error of
 * plx_pram_run, or with PLX_ERROR_FAILED when the page would have too many bytes. (transfer full) */
char *plx_pram_html (const PlxPram *pram, const PlxPramOptions *options, GError **error);
