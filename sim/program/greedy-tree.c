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

/* The next n processors know at time @ready; those of one time are one generation. */
static void
append (PlxProc *me, PlxGreedyTree *tree, double **next, double ready, guint first, guint n)
{
  const guint last = tree->n_generations - 1;

  if (tree->n_generations > 0 && (*next)[last] == ready && tree->generations[last].ready == ready)
    {
      tree->generations[last].n += n;
      return;
    }
  *next = room (me, *next, tree->n_generations, sizeof **next);
  tree->generations = room (me, tree->generations, tree->n_generations, sizeof (PlxGeneration));
  (*next)[tree->n_generations] = ready;
  tree->generations[tree->n_generations++] = (PlxGeneration) { .ready = ready, .first = first, .n = n };
}

void
plx_greedy_tree (PlxProc *me, double reach, double again, PlxGreedyTree *tree)
{
  const guint p = plx_nprocs (me), pid = plx_pid (me);
  double *next = NULL;  /* [n_generations]: when each tells somebody next */

  *tree = (PlxGreedyTree) { .parent = 0 };
  append (me, tree, &next, 0, 0, 1);
  for (guint told = 1, n; told < p; told += n)
    {
      const guint t = soonest (next, tree->n_generations), teller = tree->generations[t].first;
      const double ready = next[t] + reach;

      n = MIN (tree->generations[t].n, p - told);
      if (pid - teller < n)
        {
          tree->children = room (me, tree->children, tree->n_children, sizeof (guint));
          tree->children[tree->n_children++] = told + (pid - teller);
        }
      if (pid - told < n)
        {
          tree->parent = teller + (pid - told);
          tree->ready = ready;
        }
      next[t] += again;
      append (me, tree, &next, ready, told, n);
    }
}
