/* SPDX-License-Identifier: MIT */
/* greedy-tree.h: the tree in which everybody who knows keeps telling others: optimal broadcast under
 * LogP and, run backwards, optimal summation.
 *
 * Whoever knows at time r tells others at r, r + again, r + 2 again ..., and each of them knows `reach`
 * later. With again = max (g, o) and reach = 2 o + L nobody can be told sooner (Karp, Sahay, Santos,
 * Schauser, "Optimal broadcast and summation in the LogP model", SPAA 1993). Processors are numbered in
 * the order in which they are told, so everybody finds its own place without asking, in a time that
 * grows with the number of different times, not of processors.
 */
#pragma once

#include <parallax/program.h>

G_BEGIN_DECLS

/* Processors first .. first + n - 1, who all know at the same time. */
typedef struct {
  double ready;
  guint first, n;
} PlxGeneration;

typedef struct {
  double ready;                      /* when I know; the root: at 0 */
  guint parent;
  guint n_children;
  guint *children;                   /* [n_children], in the order in which I tell them */
  guint n_generations;
  PlxGeneration *generations;        /* [n_generations], in ascending order */
} PlxGreedyTree;

/* What the tree of a variant is made for. Instance has L, o and g, doubles. */
#define PLX_PARAM_GREEDY_TREE(Instance, variant) \
  { "L", "time", "latency that the tree is made for", offsetof (Instance, L), \
    PLX_NUMBER | PLX_NONNEGATIVE | PLX_FROM_LOGP, NULL, NULL, variant }, \
  { "o", "time", "overhead that the tree is made for", offsetof (Instance, o), \
    PLX_NUMBER | PLX_NONNEGATIVE | PLX_FROM_LOGP, NULL, NULL, variant }, \
  { "g", "time", "gap that the tree is made for", offsetof (Instance, g), \
    PLX_NUMBER | PLX_NONNEGATIVE | PLX_FROM_LOGP, NULL, NULL, variant }

/* The calling processor's place among all. Only in prepare; freed by the runtime. */
void plx_greedy_tree (PlxProc *me, double reach, double again, PlxGreedyTree *tree);

G_END_DECLS
