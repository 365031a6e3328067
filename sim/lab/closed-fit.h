/* SPDX-License-Identifier: MIT */
/* closed-fit.h: the closed form that counts have over a sweep of n, if a short one goes through every point. */
#pragma once

#include <glib.h>

/* @n: [count], different and positive; @y: [count]. Returns: (transfer full) "2 log2 n + 2"; NULL when no form of at
 * most three terms, and half as many as points, is exact at every n. When some n is no power of two, log2 n is rounded:
 * "ceil(log2 n)", "floor(log2 n)". @name: of n. */
char *plx_closed_fit (const guint64 *n, const guint64 *y, gsize count, const char *name);
