/* SPDX-License-Identifier: MIT */
/* huge.h: large arrays that are read in no order, in large pages, where the system has them: else most of the time goes
 * into finding pages. */
#pragma once

#include <glib.h>

/* A hint for memory just allocated, that nothing has been written to; small memory is let be. Returns @memory. */
gpointer plx_huge (gpointer memory, gsize bytes);

/* Zeros, of large pages for certain, where the system has them: what malloc () gives may have been used, in small ones.
 * Begins with a cache line. Aborts when there is no room. */
gpointer plx_huge_alloc (gsize bytes);
/* @bytes: as many as were asked for. */
void plx_huge_free (gpointer memory, gsize bytes);

/* An array of @n, not set, or of zeros. */
#define plx_huge_new(type, n) ((type *) plx_huge (g_new (type, MAX (n, 1)), MAX (n, 1) * sizeof (type)))
#define plx_huge_new0(type, n) ((type *) plx_huge (g_new0 (type, MAX (n, 1)), MAX (n, 1) * sizeof (type)))

/* Begins a function that only prefetches: gcc takes it for one that does nothing, and drops the call, unless it is inlined
 * before. */
#define PLX_FETCHES static inline __attribute__ ((always_inline)) void
