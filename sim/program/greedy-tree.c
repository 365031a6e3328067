/* SPDX-License-Identifier: MIT */
/* greedy-tree.c: finds a processor's place in the greedy tree, a generation at a time. */
#include <parallax/greedy-tree.h>
#include <string.h>

/* Room for one more element in an array of n, which doubles when n is a power of two. */
static gpointer
room (PlxProc *me, gpointer array, guint n, gsize size)
{
  if ((n & (n - 1)) != 0)
    return array;

  gpointer larger = plx_alloc (me, 2 * MAX (n, 1) * size);
  if (n > 0)
    memcpy (larger, array, n * size);
  return larger;
}

/* The generation that can tell soonest; of several, the oldest. */
static guint
soonest (const double *next, guint n)
{
  guint best = 0;

  for (guint i = 1; i < n; i++)
    if (next[i] < next[best])
      best = i;
  return best;
}

void
plx_greedy_tree (PlxProc *me, double reach, double again, PlxGreedyTree *tree)
{
  const guint p = plx_nprocs (me), pid = plx_pid (me);
  double *next = room (me, NULL, 0, sizeof *next);  /* [n_generations]: when each tells next */
  guint known = 1;

  *tree = (PlxGreedyTree) { .n_generations = 1, .generations = room (me, NULL, 0, sizeof (PlxGeneration)) };
  tree->generations[0] = (PlxGeneration) { .ready = 0, .first = 0, .n = 1 };
  while (known < p)
    {
      const guint t = soonest (next, tree->n_generations);
      const guint tellers = tree->generations[t].first, n = MIN (tree->generations[t].n, p - known);
      const double ready = next[t] + reach;
      const guint last = tree->n_generations - 1;

      if (pid - tellers < n)
        {
          tree->children = room (me, tree->children, tree->n_children, sizeof (guint));
          tree->children[tree->n_children++] = known + (pid - tellers);
        }
      if (pid - known < n)
        {
          tree->parent = tellers + (pid - known);
          tree->ready = ready;
        }
      next[t] += again;
      if (next[last] == ready && tree->generations[last].ready == ready)
        tree->generations[last].n += n;
      else
        {
          next = room (me, next, tree->n_generations, sizeof *next);
          tree->generations = room (me, tree->generations, tree->n_generations, sizeof (PlxGeneration));
          next[tree->n_generations] = ready;
          tree->generations[tree->n_generations++] = (PlxGeneration) { .ready = ready, .first = known, .n = n };
        }
      known += n;
    }
}
