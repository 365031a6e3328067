/* SPDX-License-Identifier: MIT */
/* merge-split.c: the steps of a sorting network on blocks. */
#include "sim/program/array.h"

#include <parallax/keys.h>
#include <parallax/merge-split.h>

void
plx_merge_split_prepare (PlxProc *me, PlxMergeSplit *split, guint64 n)
{
  static const char *const names[] = { "x", "y" };
  const guint64 block = (n - 1) / plx_nprocs (me) + 1;

  for (guint i = 0; i < 2; i++)
    {
      split->blocks[i] = plx_array (me, .name = names[i], .n = n);
      split->mine[i] = plx_alloc (me, block * sizeof *split->mine[i]);
    }
  split->theirs = plx_alloc (me, block * sizeof *split->theirs);
}

/* What step s has made of my block. */
static void
publish (PlxProc *me, const PlxMergeSplit *split, guint s)
{
  PlxArray *to = split->blocks[(s + 1) % 2];

  if (plx_length (me, to) > 0)
    plx_write (me, to, plx_first (me, to), plx_length (me, to), split->mine[(s + 1) % 2]);
  plx_sync (me);
}

void
plx_merge_split_sort (PlxProc *me, const PlxMergeSplit *split)
{
  PlxArray *x = split->blocks[0];
  const guint64 n = plx_length (me, x);

  if (n > 0)
    plx_read (me, x, plx_first (me, x), n, split->mine[1]);
  plx_sort (me, split->mine[1], n);
  publish (me, split, 0);
}

static void
exchange (PlxProc *me, const PlxMergeSplit *split, guint s, guint partner)
{
  PlxArray *from = split->blocks[s % 2];
  const gint64 *mine = split->mine[s % 2];
  gint64 *merged = split->mine[(s + 1) % 2];
  const guint64 n = plx_length (me, from), n_theirs = from->parts[partner].capacity;

  if (n_theirs > 0)
    plx_read_at (me, from, partner, 0, n_theirs, split->theirs);
  if (plx_pid (me) < partner)
    plx_merge_least (me, mine, n, split->theirs, n_theirs, n, merged);
  else
    plx_merge_greatest (me, mine, n, split->theirs, n_theirs, n, merged);
}

void
plx_merge_split_step (PlxProc *me, const PlxMergeSplit *split, guint s, guint partner)
{
  const gsize bytes = plx_length (me, split->blocks[0]) * sizeof *split->theirs;

  if (partner < plx_nprocs (me))
    exchange (me, split, s, partner);
  else
    plx_copy (me, split->mine[(s + 1) % 2], split->mine[s % 2], bytes);
  publish (me, split, s);
}
