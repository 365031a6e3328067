/* SPDX-License-Identifier: MIT */
/* integer.h: whole-number arithmetic that parallel algorithms need again and again. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* ceil (log2 n); 0 for n <= 1. */
static inline guint
plx_log2_up (guint64 n)
{
  return n > 1 ? g_bit_storage (n - 1) : 0;
}

/* ceil (a / b), b > 0. */
static inline guint64
plx_divide_up (guint64 a, guint64 b)
{
  return a / b + (a % b > 0);
}

/* Where block k begins when n things are dealt in blocks of ceil (n / parts), the last ones smaller or
 * empty; it ends where block k + 1 begins. */
static inline guint64
plx_block_begin (guint64 n, guint parts, guint64 k)
{
  return MIN (n, k * plx_divide_up (n, parts));
}

/* How many things are in it. */
static inline guint64
plx_block_length (guint64 n, guint parts, guint64 k)
{
  return plx_block_begin (n, parts, k + 1) - plx_block_begin (n, parts, k);
}

/* How many of 0, 1 ... n - 1 go to k when things are dealt out in turn. */
static inline guint64
plx_cyclic_length (guint64 n, guint parts, guint k)
{
  return (n + parts - 1 - k) / parts;
}

/* The largest r with r^k <= p; k is 2 (square root) or 3 (cube root). */
static inline guint
plx_root (guint p, guint k)
{
  guint64 r = 0;

  while ((r + 1) * (r + 1) * (k == 3 ? r + 1 : 1) <= p)
    r++;
  return (guint) r;
}

G_END_DECLS
