/* SPDX-License-Identifier: MIT */
/* sum-optimal.c: the sum of n numbers in the least time that LogP allows.
 *
 *   optimal  messages. Everybody adds numbers of its own without a pause until the next child's sum
 *            is there. It is the greedy broadcast run backwards: where that reaches a processor r
 *            after its root, if every reach and gap has an addition more, this one has its sum at
 *            T - r. With k children it has then summed T - r - k (o + 1) + 1 numbers of its own; all
 *            together
 *                T + 1 + sum over i > 0 of max (0, T - r_i - o)
 *            numbers, and T is the least for which these are n.
 *
 * D. Culler et al., "LogP: towards a realistic model of parallel computation", PPoPP 1993, section
 * 4.1.2. R. M. Karp et al., "Optimal broadcast and summation in the LogP model", SPAA 1993. Check
 * value: n = 79, p = 8, L = 5, o = 2, g = 4: 28, with 17 13 12 11 9 7 5 5 numbers each.
 */
#include "algorithms/sum.h"

#include <math.h>
#include <parallax/cells.h>

/* Finds T, and returns how many numbers I sum. Helper i > 0 lets T - r_i - o numbers more be summed;
 * who has r_i + o >= T sits idle. The helpers come in ascending order of r, and T is what levels
 * the sum of all their times. */
static guint64
plan (PlxProc *me, Sum *in)
{
  const guint pid = plx_pid (me);
  const double L = ceil (in->L / in->t), o = ceil (in->o / in->t), g = ceil (in->g / in->t);
  const double gap = MAX (g, o + 1);
  double helpers = 1, offsets = 0, T = (double) in->n - 1;

  plx_greedy_tree (me, 2 * o + L + 1, gap, &in->tree);
  for (guint i = 1; i < in->tree.n_generations && in->tree.generations[i].ready + o < T; i++)
    {
      helpers += in->tree.generations[i].n;
      offsets += in->tree.generations[i].n * (in->tree.generations[i].ready + o);
      T = ceil (((double) in->n - 1 + offsets) / helpers);
    }
  /* T may be enough for a few more than n, but for fewer than one more each. */
  const double spare = helpers * T + 1 - offsets - (double) in->n;

  while (in->n_children < in->tree.n_children && in->tree.children[in->n_children] < helpers)
    in->n_children++;
  in->end = (guint64) T;
  in->between = (guint64) (gap - (o + 1));
  if (pid >= helpers)
    return 0;
  return (guint64) (T - in->tree.ready - in->n_children * (o + 1) + 1) - (pid >= 1 && pid <= spare);
}

void
plx_sum_optimal (PlxProc *me, const void *instance)
{
  const Sum *in = instance;
  const guint64 share = plx_length (me, in->x);
  const gint64 *x = plx_local (me, in->x), *const end = x + share;
  guint64 n = share - (in->n_children > 0 ? (in->n_children - 1) * in->between : 0);
  gint64 child;

  if (share == 0)
    return;
  plx_label (me, "sum numbers of my own until the next child's sum is there");
  gint64 sum = sum_of (x, n);
  plx_work (me, PLX_CHAIN, n - 1, n * sizeof sum);
  x += n;
  for (guint i = in->n_children; i-- > 0; x += n)
    {
      plx_recv (me, in->tree.children[i], 0, sizeof child, &child, NULL);
      n = MIN (in->between, (gsize) (end - x));
      sum += child + sum_of (x, n);
      plx_work (me, PLX_CHAIN, 1 + n, n * sizeof sum);
    }
  if (plx_pid (me) > 0)
    plx_send (me, in->tree.parent, 0, sizeof sum, &sum);
  else
    *(gint64 *) plx_local_mut (me, in->result) = sum;
}

/* ---- memory, input and check ---- */

void
plx_sum_optimal_prepare (PlxProc *me, void *instance)
{
  Sum *in = instance;
  const guint64 share = plan (me, in);

  in->x = plx_array (me, .name = "x", .n = in->end + 1, .distribution = PLX_EACH);
  plx_set_length (me, in->x, share);
  in->result = plx_array (me, .name = "result", .n = 1);
}

/* Number i of processor q is the seed's i p + q: nobody knows how many the others sum. */
static gint64
my_number (const PlxProc *me, const void *instance, guint64 i)
{
  return plx_small_at (me, instance, i * plx_nprocs (me) + plx_pid (me));
}

void
plx_sum_optimal_fill (PlxProc *me, const void *instance)
{
  const Sum *in = instance;

  plx_fill_int64 (me, in->x, my_number, instance);
}

void
plx_sum_optimal_check (PlxProc *me, const void *instance)
{
  const Sum *in = instance;
  const guint p = plx_nprocs (me);
  guint64 n = 0;
  gint64 expected = 0;

  for (guint q = 0; q < p; q++)
    {
      const guint64 share = plx_length_at (me, in->x, q);

      for (guint64 i = 0; i < share; i++)
        expected += plx_small_at (me, instance, i * p + q);
      n += share;
    }
  if (n != in->n)
    plx_fail (me, "sum: the shares are %" G_GUINT64_FORMAT " numbers; expected %" G_GUINT64_FORMAT, n,
              in->n);
  plx_expect_int64 (me, in->result, 1, &expected);
}
