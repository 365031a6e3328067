/* SPDX-License-Identifier: MIT */
/* sum.h: the sum of n numbers, for the two files in which its variants are.
 */
#pragma once

#include <parallax/greedy-tree.h>

typedef struct {
  guint64 n, a, f, d;
  double L, o, g, t;
  PlxArray *x;         /* [n]; optimal: on every processor what it sums; none: it does not help */
  PlxArray *sums;      /* [p]; d-ary: [d] on every processor, from its children */
  PlxArray *result;    /* [1] */
  gint64 *buffer;      /* fan-in: [q] */
  PlxGreedyTree tree;  /* optimal */
  guint64 end;         /* optimal: T */
  guint64 between;     /* optimal: how many numbers I sum between two messages */
  guint n_children;    /* optimal: children who help */
} Sum;

static inline gint64
sum_of (const gint64 *x, guint64 n)
{
  gint64 sum = 0;

  for (guint64 i = 0; i < n; i++)
    sum += x[i];
  return sum;
}

/* sum-optimal.c */
void plx_sum_optimal (PlxProc *me, const void *instance);
void plx_sum_optimal_prepare (PlxProc *me, void *instance);
void plx_sum_optimal_fill (PlxProc *me, const void *instance);
void plx_sum_optimal_check (PlxProc *me, const void *instance);
