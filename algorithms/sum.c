/* SPDX-License-Identifier: MIT */
/* sum.c: the sum of n numbers, at processor 0 in the end. With q = ceil (n/p):
 *
 *   a-ary    phases, data local. Everybody sums its block and writes the sum to shared memory;
 *            then, a level after the other, a parent reads the sums of its a children, adds them to
 *            its own and writes that. A full tree, p = (a^K - 1)/(a - 1):
 *                q + d + B  +  (K - 1) (a d + a + d + B)
 *   fan-in   phases, data in shared memory. Everybody reads and sums its block; then f sums become
 *            one. For p a power of f:
 *                R(q) + q - 1 + d + B  +  log_f p (R(f) + f - 1 + d + B)
 *   d-ary    supersteps. Everybody sums its block; then, from the leaves on, a level after the
 *            other puts its sums to the parents, who add them. A full tree, p = (d^K - 1)/(d - 1):
 *                q + d g + l  +  (K - 2) (d + d g + l)  +  d + l
 *   optimal  messages: sum-optimal.c
 *
 * On one processor fan-in takes about twice as long as a loop: it reads its numbers from
 * shared memory into a copy of its own before it adds them. The others take no longer.
 *
 * Children of processor i are a i + 1 .. a i + a. Trees that are not full work as well.
 *
 * Guoliang Chen, "Design and Analysis of Parallel Algorithms", algorithms 4.4 and 4.5. Check values:
 * a-ary, n = 1020, p = 15, a = 2, d = 4, B = 8: 146; fan-in, n = 1024, p = 16, f = 4, d = 4, B = 16:
 * 417; d-ary, n = 1020, p = 15, d = 2, g = 4, l = 20: 178.
 */
#include "algorithms/sum.h"

#include <parallax/algorithm.h>
#include <parallax/cells.h>

static const PlxParam params[] = {
  { "n", "", "numbers", offsetof (Sum, n), .flags = PLX_COUNT | PLX_POSITIVE, .fallback = "2^20" },
  { "a", "", "children of a node", offsetof (Sum, a),
    .flags = PLX_COUNT | PLX_POSITIVE, .fallback = "2", .only = "a-ary" },
  { "f", "", "sums that become one", offsetof (Sum, f),
    .flags = PLX_COUNT | PLX_POSITIVE, .fallback = "2", .only = "fan-in" },
  { "d", "", "children of a node", offsetof (Sum, d),
    .flags = PLX_COUNT | PLX_POSITIVE, .fallback = "2", .only = "d-ary" },
  PLX_PARAM_GREEDY_TREE (Sum, "optimal"),
  { "t", "time", "an addition that the tree is made for", offsetof (Sum, t),
    .flags = PLX_NUMBER | PLX_POSITIVE | PLX_FROM_LOGP, .fallback = "1", .only = "optimal" },
  PLX_PARAM_END
};

static gint64
sum_my_block (PlxProc *me, const Sum *in)
{
  const guint64 n = plx_length (me, in->x);
  const gint64 sum = sum_of (plx_local (me, in->x), n);

  plx_work (me, PLX_CHAIN, n, n * sizeof sum);
  return sum;
}

/* Level of a node in a tree of this degree; the root's is 0. */
static guint
level_of (guint64 node, guint64 degree)
{
  guint level = 0;

  for (; node > 0; node = (node - 1) / degree)
    level++;
  return level;
}

static void
a_ary (PlxProc *me, const void *instance)
{
  const Sum *in = instance;
  const guint p = plx_nprocs (me), pid = plx_pid (me);
  const guint64 first = pid * in->a + 1, end = MIN (first + in->a, p);
  gint64 child;

  plx_label (me, "sum of my block");
  gint64 sum = sum_my_block (me, in);
  plx_write (me, in->sums, pid, 1, &sum);
  plx_sync (me);

  for (guint level = level_of (p - 1, in->a); level-- > 0;)
    {
      plx_label (me, "sum of my children and me");
      if (level_of (pid, in->a) == level && first < end)
        {
          for (guint64 c = first; c < end; c++)
            {
              plx_read (me, in->sums, c, 1, &child);
              sum += child;
            }
          plx_work (me, PLX_CHAIN, end - first, (end - first) * sizeof sum);
          plx_write (me, in->sums, pid, 1, &sum);
        }
      plx_sync (me);
    }
}

static void
fan_in (PlxProc *me, const void *instance)
{
  const Sum *in = instance;
  const guint p = plx_nprocs (me), pid = plx_pid (me);
  const guint64 n = plx_length (me, in->x);
  gint64 sum, other;

  plx_label (me, "sum of my block");
  if (n > 0)
    plx_read (me, in->x, plx_first (me, in->x), n, in->buffer);
  sum = sum_of (in->buffer, n);
  plx_work (me, PLX_CHAIN, MAX (n, 1) - 1, n * sizeof sum);
  plx_write (me, in->sums, pid, 1, &sum);
  plx_sync (me);

  for (guint64 stride = 1; stride < p; stride *= in->f)
    {
      plx_label (me, "sum of f sums");
      if (pid % (stride * in->f) == 0 && pid + stride < p)
        {
          const guint64 end = MIN (pid + stride * in->f, p), others = (end - 1 - pid) / stride;

          sum = 0;
          for (guint64 i = pid; i < end; i += stride)
            {
              plx_read (me, in->sums, i, 1, &other);
              sum += other;
            }
          plx_work (me, PLX_CHAIN, others, others * sizeof sum);
          plx_write (me, in->sums, pid, 1, &sum);
        }
      plx_sync (me);
    }
}

static void
d_ary (PlxProc *me, const void *instance)
{
  const Sum *in = instance;
  const guint p = plx_nprocs (me), pid = plx_pid (me), leaves = level_of (p - 1, in->d);
  const guint64 first = pid * in->d + 1, children = MIN (first + in->d, p) - MIN (first, p);

  plx_label (me, "sum of my block, leaves tell their parents");
  gint64 sum = sum_my_block (me, in);
  for (guint level = leaves + 1; level-- > 0;)
    {
      if (level < leaves)
        plx_label (me, "add the children's sums, tell the parent");
      if (level_of (pid, in->d) == level)
        {
          sum += sum_of (plx_local (me, in->sums), children);
          plx_work (me, PLX_CHAIN, children, children * sizeof sum);
          if (pid > 0)
            plx_put_at (me, in->sums, (guint) ((pid - 1) / in->d), (pid - 1) % in->d, 1, &sum);
          else
            plx_write (me, in->result, 0, 1, &sum);
        }
      plx_sync (me);
    }
}

static void
sequential (PlxProc *me, const void *instance)
{
  const Sum *in = instance;
  gint64 *result = plx_local_mut (me, in->result);

  *result = sum_my_block (me, in);
}

/* ---- input and check ---- */

static void
prepare (PlxProc *me, void *instance)
{
  Sum *in = instance;

  in->x = plx_array (me, .name = "x", .n = in->n);
  in->result = in->sums = plx_array (me, .name = "sums", .n = plx_nprocs (me));
}

static void
prepare_fan_in (PlxProc *me, void *instance)
{
  Sum *in = instance;

  prepare (me, instance);
  in->buffer = plx_alloc (me, plx_length (me, in->x) * sizeof *in->buffer);
}

static void
prepare_d_ary (PlxProc *me, void *instance)
{
  Sum *in = instance;

  in->x = plx_array (me, .name = "x", .n = in->n);
  in->sums = plx_array (me, .name = "sums", .n = MIN (in->d, plx_nprocs (me)),
                        .distribution = PLX_EACH);
  in->result = plx_array (me, .name = "result", .n = 1);
}

static void
fill (PlxProc *me, const void *instance)
{
  const Sum *in = instance;

  plx_fill_int64 (me, in->x, plx_small_at, instance);
}

static void
check (PlxProc *me, const void *instance)
{
  const Sum *in = instance;
  gint64 expected = 0;

  for (guint64 i = 0; i < in->n; i++)
    expected += plx_small_at (me, instance, i);
  plx_expect_int64 (me, in->result, 1, &expected);
}

static const PlxVariant variants[] = {
  { "a-ary", "a tree of reads, data local", a_ary,
    .closed = PLX_CLOSED_FORMS (
      { "apram", "ceil(n/p) + R(1) + B + (log(p*(a - 1) + 1, a) - 1)*(R(a) + a + R(1) + B)",
        .when = "power(p*(a - 1) + 1, a)", .source = "Chen, algorithm 4.4" },
      { "pram", "ceil(n/p) + (log(p*(a - 1) + 1, a) - 1)*a",
        .when = "power(p*(a - 1) + 1, a)", .source = "steps" },
      { "bsp", "ceil(n/p) + l + (log(p*(a - 1) + 1, a) - 1)*(a + a*g + l)",
        .when = "power(p*(a - 1) + 1, a)", .source = "supersteps" }),
    .needs = "a >= 2 && a <= 2^20", .needs_text = "a from 2 to 2^20" },
  { "fan-in", "f sums become one, data in shared memory", fan_in,
    .closed = PLX_CLOSED_FORMS (
      { "apram", "R(ceil(n/p)) + ceil(n/p) - 1 + R(1) + B + log(p, f)*(R(f) + f - 1 + R(1) + B)",
        .when = "power(p, f)", .source = "Chen, section 4.2.2" },
      { "pram", "ceil(n/p) + log(p, f)*f", .when = "power(p, f)", .source = "steps" },
      { "bsp", "ceil(n/p) - 1 + l + log(p, f)*(f - 1 + (f - 1)*g + l)", .when = "power(p, f)",
        .source = "supersteps" }),
    .prepare = prepare_fan_in, .needs = "f >= 2 && f <= 2^20", .needs_text = "f from 2 to 2^20" },
  { "d-ary", "a tree of puts", d_ary,
    .closed = PLX_CLOSED_FORMS (
      { "bsp", "ceil(n/p) + d*g + l + (log(p*(d - 1) + 1, d) - 2)*(d + d*g + l) + d + l",
        .when = "power(p*(d - 1) + 1, d) && p >= 2", .source = "Chen, algorithm 4.5" }),
    .prepare = prepare_d_ary, .needs = "d >= 2 && d <= 2^20", .needs_text = "d from 2 to 2^20" },
  { "optimal", "greedy tree of messages for LogP", plx_sum_optimal,
    .closed = PLX_CLOSED_FORMS (
      { "logp", "ceil((n - 1 + (p - 1)*(3*o + L + 1) + (p - 1)*(p - 2)/2*max(g, o + 1))/p)",
        .when = "(p - 2)*max(g, o + 1) <= 2*o + L + 1 && n > p*(3*o + L + 1 + (p - 2)*max(g, o + 1))",
        .source = "Karp et al. 1993: whole L, o, g, all help and send to processor 0" }),
    .prepare = plx_sum_optimal_prepare, .fill = plx_sum_optimal_fill, .check = plx_sum_optimal_check },
  { .name = NULL }
};

static const PlxVariant best = { "sequential", "one loop", .run = sequential };

PLX_ALGORITHM (sum, Sum, .name = "sum", .title = "sum of n numbers",
               .source = "Chen; Culler et al. 1993; Karp et al. 1993", .params = params,
               .variants = variants, .best = &best, .prepare = prepare, .fill = fill, .check = check)
