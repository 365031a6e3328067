/* SPDX-License-Identifier: MIT */
/* programs.h: small programs that every runtime must run alike; each finds by itself what would be wrong. */
#pragma once

#include "tests/program.h"

#include <string.h>

/* What check saw, to compare runtimes. */
static gint64 seen[64];

/* ---- order at a sync ---- */

static void
prepare_block (PlxProc *me, void *instance)
{
  Shared *in = instance;

  in->x = plx_array (me, .name = "x", .n = in->n);
  in->y = plx_array (me, .name = "y", .n = in->n, .rule = PLX_COMMON);
  in->mine = plx_alloc (me, in->n * sizeof *in->mine);
}

/* A get sees direct changes and no put; puts land in ascending order of source, each one's in
 * program order. */
static void
run_order (PlxProc *me, const void *instance)
{
  const Shared *in = instance;
  const guint i = plx_pid (me), p = plx_nprocs (me);
  const gint64 early = 1000 + i, late = 2000 + i;
  gint64 *x = plx_local_mut (me, in->x);
  gint64 got = 0, first;

  plx_label (me, "everybody changes, gets and puts");
  x[0] = 100 + i;
  plx_put (me, in->x, 0, 1, &early);
  plx_put_at (me, in->x, 0, 0, 1, &late);
  plx_get_at (me, in->x, (i + 1) % p, 0, 1, &got);
  plx_read_at (me, in->x, i, 0, 1, &first);
  EXPECT (me, first == 100 + (gint64) i);
  EXPECT (me, got == 0);
  plx_sync (me);
  EXPECT (me, got == 100 + (gint64) ((i + 1) % p));
  plx_read (me, in->x, 0, 1, &first);
  EXPECT (me, first == 2000 + (gint64) p - 1);
  plx_sync (me);
}

static void
check_order (PlxProc *me, const void *instance)
{
  const Shared *in = instance;

  plx_read (me, in->x, 0, 1, &seen[0]);
  EXPECT (me, seen[0] == 2000 + (gint64) plx_nprocs (me) - 1);
}

/* A value goes round for many supersteps: what was put must be there when it is read. */
static void
run_shift (PlxProc *me, const void *instance)
{
  const Shared *in = instance;
  const guint i = plx_pid (me), p = plx_nprocs (me);
  gint64 *x = plx_local_mut (me, in->x);
  gint64 value;

  x[0] = i;
  for (guint k = 1; k < 50; k++)
    {
      plx_sync (me);
      plx_read_at (me, in->x, (i + 1) % p, 0, 1, &value);
      plx_work (me, PLX_OP, 3, 0);
      plx_write_at (me, in->x, i, 0, 1, &value);
      plx_sync (me);
      EXPECT (me, *(const gint64 *) plx_local (me, in->x) == (i + k) % p);
    }
  plx_work (me, PLX_MAP, 7 + i, 64);
}

/* ---- write rules ---- */

static const PlxRule rules[] = { PLX_ARBITRARY, PLX_PRIORITY, PLX_SUM, PLX_MAX, PLX_MIN, PLX_AND, PLX_OR, PLX_XOR };

typedef struct {
  PlxArray *of[G_N_ELEMENTS (rules)], *real;
} Ruled;

static void
prepare_rules (PlxProc *me, void *instance)
{
  Shared *in = instance;

  in->mine = plx_alloc (me, sizeof (Ruled));
  for (guint k = 0; k < G_N_ELEMENTS (rules); k++)
    ((Ruled *) (gpointer) in->mine)->of[k] = plx_array (me, .name = plx_rule_name (rules[k]), .n = 5, .rule = rules[k]);
  ((Ruled *) (gpointer) in->mine)->real = plx_array (me, .name = "real", .type = PLX_DOUBLE, .n = 5, .rule = PLX_SUM);
}

static gint64
rule_value (guint i, guint k)
{
  return 13 + 7 * (gint64) i + 100 * (gint64) k;
}

static void
run_rules (PlxProc *me, const void *instance)
{
  const Shared *in = instance;
  const Ruled *ruled = (const Ruled *) (gconstpointer) in->mine;
  const guint64 all[] = { 0, 1, 2, 3, 4 };
  const guint i = plx_pid (me);
  const double real[2] = { 0.5 + i, 0.25 };

  for (guint round = 0; round < 2; round++)
    {
      for (guint k = 0; k < G_N_ELEMENTS (rules); k++)
        {
          const gint64 values[] = { rule_value (i, 0), rule_value (i, 1), rule_value (i, 2), rule_value (i, 3),
                                    rule_value (i, 4) };

          if (round == 0)
            plx_write (me, ruled->of[k], 0, 5, values);
          else
            plx_scatter (me, ruled->of[k], 5, all, values);
        }
      plx_put (me, ruled->real, 3, 2, real);
      plx_sync (me);
    }
}

static gint64
folded (PlxRule rule, guint p, guint k)
{
  gint64 value = rule_value (0, k);

  for (guint i = 1; i < p; i++)
    {
      const gint64 next = rule_value (i, k);

      value = rule == PLX_SUM   ? value + next
              : rule == PLX_MAX ? MAX (value, next)
              : rule == PLX_MIN ? MIN (value, next)
              : rule == PLX_AND ? value & next
              : rule == PLX_OR  ? value | next
              : rule == PLX_XOR ? value ^ next
                                : value;
    }
  return value;
}

static void
check_rules (PlxProc *me, const void *instance)
{
  const Shared *in = instance;
  const Ruled *ruled = (const Ruled *) (gconstpointer) in->mine;
  const guint p = plx_nprocs (me);
  double real;

  plx_read (me, ruled->of[0], 0, 5, seen);
  for (guint c = 0; c < 5; c++)
    EXPECT (me, (seen[c] - 13 - 100 * (gint64) c) % 7 == 0 && seen[c] >= rule_value (0, c)
                  && seen[c] <= rule_value (p - 1, c));
  for (guint k = 1; k < G_N_ELEMENTS (rules); k++)
    for (guint c = 0; c < 5; c++)
      {
        gint64 value;

        plx_read (me, ruled->of[k], c, 1, &value);
        EXPECT (me, value == folded (rules[k], p, c));
      }
  plx_read (me, ruled->real, 3, 1, &real);
  EXPECT (me, real == 0.5 * p + p * (p - 1) / 2);
}

/* ---- messages at a sync ---- */

static void
run_queue (PlxProc *me, G_GNUC_UNUSED const void *instance)
{
  const guint i = plx_pid (me), p = plx_nprocs (me);
  PlxMessage m;

  EXPECT (me, !plx_queue_next (me, &m));
  for (guint round = 0; round < 3; round++)
    {
      for (guint to = 0; to < p; to++)
        for (guint k = 0; k <= i % 3; k++)
          {
            const guint32 data[4] = { i, to, k, round };

            plx_queue_send (me, to, 5 * i + k, 4 * (k + 1), data);
          }
      plx_sync (me);
      for (guint from = 0; from < p; from++)
        for (guint k = 0; k <= from % 3; k++)
          {
            const guint32 expected[4] = { from, i, k, round };

            EXPECT (me, plx_queue_next (me, &m));
            EXPECT (me, m.source == from && m.tag == 5 * from + k && m.size == 4 * (k + 1));
            EXPECT (me, memcmp (m.data, expected, m.size) == 0);
          }
      EXPECT (me, !plx_queue_next (me, &m));
    }
  plx_sync (me);
  EXPECT (me, !plx_queue_next (me, &m));
}

/* ---- indices ---- */

static void
prepare_indices (PlxProc *me, void *instance)
{
  Shared *in = instance;

  in->x = plx_array (me, .name = "x", .n = in->n, .distribution = PLX_CYCLIC);
  in->y = plx_array (me, .name = "y", .type = PLX_BYTES, .size = 12, .n = in->n);
  in->z = plx_array (me, .name = "z", .n = plx_nprocs (me), .distribution = PLX_EACH);
  in->mine = plx_alloc (me, 4 * MAX (in->n, plx_nprocs (me)) * sizeof *in->mine);
}

/* Everybody scatters every p-th cell of a permutation; then all is read back in blocks and by lists. */
static void
run_indices (PlxProc *me, const void *instance)
{
  const Shared *in = instance;
  const guint i = plx_pid (me), p = plx_nprocs (me);
  const guint64 n = in->n;
  guint64 *index = (guint64 *) (gpointer) in->mine, count = 0;
  gint64 *value = in->mine + n;
  guint32 (*wide)[3] = (guint32 (*)[3]) (gpointer) (in->mine + 2 * n);

  for (guint64 k = i; k < n; k += p, count++)
    {
      index[count] = n - 1 - k;
      value[count] = 3 * (gint64) (n - 1 - k) + 5;
      wide[count][0] = (guint32) (n - 1 - k);
      wide[count][2] = i;
    }
  plx_scatter (me, in->x, count, index, value);
  plx_scatter (me, in->y, count, index, wide);
  plx_sync (me);
  plx_read (me, in->x, 1, n - 1, value);
  for (guint64 k = 1; k < n; k++)
    EXPECT (me, value[k - 1] == 3 * (gint64) k + 5);
  for (guint64 k = 0; k < n; k++)
    index[k] = (k * 7 + i) % n;
  plx_gather (me, in->y, n, index, wide);
  for (guint64 k = 0; k < n; k++)
    EXPECT (me, wide[k][0] == index[k] && wide[k][2] == (n - 1 - index[k]) % p);
  plx_sync (me);
}

static void
check_indices (PlxProc *me, const void *instance)
{
  const Shared *in = instance;
  const guint64 last[] = { in->n - 1 };

  plx_gather (me, in->x, 1, last, &seen[0]);
  EXPECT (me, seen[0] == 3 * (gint64) in->n + 2);
  EXPECT (me, plx_owner (in->x, in->n - 1) == (in->n - 1) % plx_nprocs (me));
}

/* A table of p x p cells, and parts of different lengths. */
static void
run_each (PlxProc *me, const void *instance)
{
  const Shared *in = instance;
  const guint i = plx_pid (me), p = plx_nprocs (me);
  const gint64 *z = plx_local (me, in->z);

  EXPECT (me, plx_length (me, in->z) == p && plx_array_n (in->z) == p);
  plx_set_length (me, in->z, i);
  for (guint q = 0; q < p; q++)
    {
      const gint64 value = 100 * i + q;

      plx_put_at (me, in->z, q, i, 1, &value);
    }
  plx_sync (me);
  for (guint q = 0; q < p; q++)
    EXPECT (me, z[q] == 100 * q + i);
  EXPECT (me, plx_length (me, in->z) == i);
  plx_set_length (me, in->z, p);
}

/* ---- messages without supersteps ---- */

/* A token goes round; then letters are taken in another order than they were sent. */
static void
run_letters (PlxProc *me, G_GNUC_UNUSED const void *instance)
{
  const guint i = plx_pid (me), p = plx_nprocs (me);
  const guint right = (i + 1) % p, left = (i + p - 1) % p;
  gint64 token = 17;
  PlxMessage m;

  if (i == 0)
    plx_send (me, right, 1, sizeof token, &token);
  EXPECT (me, plx_recv (me, left, 1, sizeof token, &token, &m) == 8);
  EXPECT (me, m.source == left && m.tag == 1 && token == 17 + (i == 0 ? p - 1 : i - 1));
  token++;
  if (i != 0)
    plx_send (me, right, 1, sizeof token, &token);

  for (gint64 k = 0; k < 40; k++)
    plx_send (me, right, 2 + k % 2, 8, &k);
  for (gint64 k = 1; k < 40; k += 2)
    EXPECT (me, plx_recv (me, left, 3, 8, &token, NULL) == 8 && token == k);
  for (gint64 k = 0; k < 40; k += 2)
    EXPECT (me, plx_recv (me, left, 2, 8, &token, NULL) == 8 && token == k);
  plx_send (me, left, 9, 0, NULL);
  EXPECT (me, plx_recv (me, right, 9, 0, NULL, NULL) == 0);
}

/* Processor 0 takes what comes. */
static void
run_wild (PlxProc *me, G_GNUC_UNUSED const void *instance)
{
  const guint p = plx_nprocs (me);
  guint64 sum = 0;

  if (plx_pid (me) > 0)
    {
      const guint64 value = 10 + plx_pid (me);

      plx_send (me, 0, 4 * plx_pid (me), sizeof value, &value);
      return;
    }
  for (guint k = 1; k < p; k++)
    {
      guint64 value;
      PlxMessage m;

      plx_recv (me, PLX_ANY, PLX_ANY, sizeof value, &value, &m);
      EXPECT (me, value == 10 + m.source && m.tag == 4 * m.source);
      sum += value;
    }
  EXPECT (me, sum == 10 * (p - 1) + p * (p - 1) / 2);
}

static const Program programs[] = {
  { "order", prepare_block, run_order, check_order },     { "shift", prepare_block, run_shift, NULL },
  { "rules", prepare_rules, run_rules, check_rules },     { "queue", NULL, run_queue, NULL },
  { "indices", prepare_indices, run_indices, check_indices }, { "each", prepare_indices, run_each, NULL },
  { "letters", NULL, run_letters, NULL },                 { "wild", NULL, run_wild, NULL },
};

/* n cells that do not divide; arrays of one cell a processor where a program wants them. */
static inline guint64
program_n (const Program *program, guint p)
{
  return program->prepare == prepare_block ? p : 5 * p + 2;
}

/* ---- programs that are wrong ---- */

static void
run_deadlock (PlxProc *me, G_GNUC_UNUSED const void *instance)
{
  gint64 x;

  plx_label (me, "wait for the right");
  if (plx_pid (me) == 1)
    plx_recv (me, PLX_ANY, PLX_ANY, 8, &x, NULL);
  else if (plx_pid (me) == 0)
    plx_recv (me, 1, 7, 8, &x, NULL);
}

static void
run_mismatch (PlxProc *me, G_GNUC_UNUSED const void *instance)
{
  plx_sync (me);
  plx_label (me, "more");
  if (plx_pid (me) != 1)
    plx_sync (me);
}

static void
run_fail (PlxProc *me, G_GNUC_UNUSED const void *instance)
{
  plx_sync (me);
  plx_label (me, "doubt");
  if (plx_pid (me) == 1)
    plx_fail (me, "%d is not %d", 3, 4);
  plx_sync (me);
}

static void
run_out_of_range (PlxProc *me, const void *instance)
{
  const Shared *in = instance;
  gint64 x[4];

  plx_read (me, in->x, 5, 4, x);
}

static const Program deadlock = { "deadlock", NULL, run_deadlock, NULL };
static const Program mismatch = { "mismatch", NULL, run_mismatch, NULL };
static const Program failing = { "failing", NULL, run_fail, NULL };
static const Program out_of_range = { "range", prepare_block, run_out_of_range, NULL };
