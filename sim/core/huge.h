/* SPDX-License-Identifier: MIT */
/* huge.h: large arrays that are read in no order, in large pages, where the system has them: else most of the time goes
 * into finding pages. */
#pragma once

#include <glib.h>

/* A hint for memory just allocated, that nothing has been written to; small memory is let be. Returns @memory. */
gpointer plx_huge (gpointer memory, gsize bytes);
