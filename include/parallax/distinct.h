/* SPDX-License-Identifier: MIT */
/* distinct.h: numbers that occur several times, each kept once: what a processor asks for or sends is
 * combined before it leaves.
 *
 * Adding takes constant time, and so does emptying: a number x is there when of[place[x]] is x, whatever
 * else stands in place. P. Briggs, L. Torczon, "An efficient representation for sparse sets", ACM
 * LOPLAS 2, 1993.
 */
#pragma once

#include <parallax/program.h>

G_BEGIN_DECLS

typedef struct {
  guint64 n;        /* how many there are; 0 empties it */
  guint64 *of;      /* [n]: in the order in which they came */
  guint64 *place;   /* [range] */
} PlxDistinct;

/* In prepare: of numbers below range, at most `most` at a time. Private memory, freed by the runtime. */
static inline PlxDistinct *
plx_distinct_new (PlxProc *me, guint64 range, guint64 most)
{
  PlxDistinct *set = plx_alloc (me, sizeof *set);

  set->of = plx_alloc (me, most * sizeof *set->of);
  set->place = plx_alloc (me, range * sizeof *set->place);
  return set;
}

/* Returns where x stands in set->of, at the end when it is new. Cost: none; callers count it. */
static inline guint64
plx_distinct_add (PlxDistinct *set, guint64 x)
{
  const guint64 place = set->place[x];

  if (place < set->n && set->of[place] == x)
    return place;
  set->of[set->n] = x;
  return set->place[x] = set->n++;
}

G_END_DECLS
