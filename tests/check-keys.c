/* SPDX-License-Identifier: MIT */
/* check-keys.c: inputs to sort are what they are called, sorting sorts, merging merges, and no wrong result passes. */
#include "tests/program.h"

#include <parallax/keys.h>

enum { N = 1000 };

/* What the next program runs with. */
static struct {
  int keys;
  void (*spoil) (gint64 *x, guint64 n);
  guint64 n_least, n_greatest;
} with;

static gint64 seen[N];

static void
prepare (PlxProc *me, void *instance)
{
  Shared *in = instance;

  in->x = plx_array (me, .name = "x", .n = in->n);
  in->mine = plx_alloc (me, (2 * in->n + 1) * sizeof *in->mine);
}

static int
ascending (gconstpointer a, gconstpointer b)
{
  const gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

static guint64
operations (const PlxTrace *trace)
{
  guint64 all = 0;

  for (guint s = 0; s < plx_trace_n_supersteps (trace); s++)
    {
      gsize n;
      const PlxOp *ops = plx_trace_ops (trace, s, 0, &n);

      for (gsize i = 0; i < n; i++)
        all += ops[i].kind == PLX_OP_WORK ? ops[i].count : 0;
    }
  return all;
}

/* ---- inputs ---- */

static void
run_fill (PlxProc *me, const void *instance)
{
  plx_fill_keys (me, ((const Shared *) instance)->x, with.keys);
  plx_sync (me);
}

static void
see (PlxProc *me, const void *instance)
{
  const Shared *in = instance;

  plx_read (me, in->x, 0, in->n, seen);
  for (guint64 i = 0; i < in->n; i++)
    EXPECT (me, seen[i] == plx_key (me, with.keys, in->n, i));
}

static void
fill (int keys, guint p)
{
  static const Program program = { "fill", prepare, run_fill, see };
  g_autoptr (PlxTrace) trace = NULL;

  with.keys = keys;
  PLX_OK (trace = record (&program, p, N, error));
}

static guint
distinct (void)
{
  gint64 x[N];
  guint n = 1;

  memcpy (x, seen, sizeof x);
  qsort (x, N, sizeof *x, ascending);
  for (guint i = 1; i < N; i++)
    n += x[i] != x[i - 1];
  return n;
}

START_TEST (inputs_are_what_they_are_called)
{
  guint magnitudes[64] = { 0 };

  fill (PLX_KEYS_SORTED, 3);
  for (guint i = 1; i < N; i++)
    ck_assert_int_gt (seen[i], seen[i - 1]);
  fill (PLX_KEYS_REVERSED, 3);
  for (guint i = 1; i < N; i++)
    ck_assert_int_lt (seen[i], seen[i - 1]);
  fill (PLX_KEYS_EQUAL, 3);
  ck_assert_uint_eq (distinct (), 1);
  fill (PLX_KEYS_FEW, 3);
  ck_assert_uint_eq (distinct (), 8);
  fill (PLX_KEYS_RANDOM, 3);
  ck_assert_uint_gt (distinct (), N / 2);
  ck_assert_uint_lt (distinct (), N - N / 16);
  fill (PLX_KEYS_SKEWED, 3);
  for (guint i = 0; i < N; i++)
    {
      ck_assert_int_ge (seen[i], 0);
      magnitudes[g_bit_storage ((gulong) seen[i])]++;
    }
  for (guint bits = 10; bits < 60; bits++)
    ck_assert_uint_lt (magnitudes[bits], N / 10);
  ck_assert_uint_gt (distinct (), N / 2);
}
END_TEST

START_TEST (inputs_are_the_same_for_every_p)
{
  for (int keys = PLX_KEYS_RANDOM; keys <= PLX_KEYS_SKEWED; keys++)
    {
      gint64 first[N];

      fill (keys, 1);
      memcpy (first, seen, sizeof first);
      fill (keys, 7);
      ck_assert_mem_eq (first, seen, sizeof first);
    }
}
END_TEST

/* ---- sorting ---- */

static void
run_sort (PlxProc *me, const void *instance)
{
  const Shared *in = instance;
  gint64 *x = plx_local_mut (me, in->x);

  plx_fill_keys (me, in->x, with.keys);
  memcpy (in->mine, x, in->n * sizeof *x);
  qsort (in->mine, in->n, sizeof *x, ascending);
  plx_sort (me, x, in->n);
  EXPECT (me, memcmp (x, in->mine, in->n * sizeof *x) == 0);
  plx_sync (me);
}

static void
check_sorted (PlxProc *me, const void *instance)
{
  const Shared *in = instance;

  plx_expect_sorted (me, in->x, with.keys, in->n);
}

START_TEST (every_input_is_sorted_for_n_log_n_operations)
{
  static const Program program = { "sort", prepare, run_sort, check_sorted };
  static const guint64 sizes[][2] = { { 1, 0 }, { 2, 2 }, { 3, 6 }, { 24, 120 }, { 25, 125 }, { 257, 2313 }, { N, 10000 } };

  for (int keys = PLX_KEYS_RANDOM; keys <= PLX_KEYS_SKEWED; keys++)
    for (guint k = 0; k < G_N_ELEMENTS (sizes); k++)
      {
        g_autoptr (PlxTrace) trace = NULL;

        with.keys = keys;
        PLX_OK (trace = record (&program, 1, sizes[k][0], error));
        ck_assert_uint_eq (operations (trace), sizes[k][1]);
      }
}
END_TEST

/* ---- merging ---- */

static const gint64 a[] = { -5, 1, 1, 4, 4, 9, 12 }, b[] = { -7, 1, 4, 5, 20 };
static const gint64 both[] = { -7, -5, 1, 1, 1, 4, 4, 4, 5, 9, 12, 20 };
#define N_BOTH G_N_ELEMENTS (both)

static void
run_merge (PlxProc *me, const void *instance)
{
  gint64 *out = ((const Shared *) instance)->mine;

  plx_merge_least (me, a, G_N_ELEMENTS (a), b, G_N_ELEMENTS (b), with.n_least, out);
  EXPECT (me, memcmp (out, both, with.n_least * sizeof *out) == 0);
  plx_merge_greatest (me, a, G_N_ELEMENTS (a), b, G_N_ELEMENTS (b), with.n_greatest, out);
  EXPECT (me, memcmp (out, both + N_BOTH - with.n_greatest, with.n_greatest * sizeof *out) == 0);
  plx_merge_least (me, a, 0, b, G_N_ELEMENTS (b), 3, out);
  EXPECT (me, memcmp (out, b, 3 * sizeof *out) == 0);
  plx_merge_least (me, a, G_N_ELEMENTS (a), b, 0, 3, out);
  EXPECT (me, memcmp (out, a, 3 * sizeof *out) == 0);
  plx_merge_greatest (me, a, 0, b, G_N_ELEMENTS (b), 3, out);
  EXPECT (me, memcmp (out, b + 2, 3 * sizeof *out) == 0);
  plx_merge_greatest (me, a, G_N_ELEMENTS (a), b, 0, 3, out);
  EXPECT (me, memcmp (out, a + 4, 3 * sizeof *out) == 0);
  plx_sync (me);
}

static void
nothing (PlxProc *me, const void *instance)
{
  (void) me, (void) instance;
}

START_TEST (the_least_and_the_greatest_of_two_lists_are_merged)
{
  static const Program program = { "merge", prepare, run_merge, nothing };

  for (guint64 n = 0; n <= N_BOTH; n++)
    {
      g_autoptr (PlxTrace) trace = NULL;

      with.n_least = n;
      with.n_greatest = N_BOTH - n;
      PLX_OK (trace = record (&program, 1, N, error));
      ck_assert_uint_eq (operations (trace), N_BOTH + 12);
    }
}
END_TEST

/* ---- wrong results ---- */

/* Processor q's part are numbers of its own; their lengths are the blocks', or with.spoil has changed them. */
static void
prepare_each (PlxProc *me, void *instance)
{
  Shared *in = instance;

  in->x = plx_array (me, .name = "x", .n = in->n, .distribution = PLX_EACH);
}

static guint64 length;  /* of all parts, after with.spoil */

static void
run_wrong (PlxProc *me, const void *instance)
{
  const Shared *in = instance;
  gint64 *x = plx_local_mut (me, in->x);
  const guint64 mine = plx_pid (me) == 0 ? in->n / 2 : in->n - in->n / 2;

  plx_set_length (me, in->x, mine);
  for (guint64 i = 0; i < mine; i++)
    x[i] = (gint64) ((plx_pid (me) == 0 ? 0 : in->n / 2) + i);
  length = mine;
  if (plx_pid (me) == 1)
    with.spoil (x, mine);
  plx_set_length (me, in->x, plx_pid (me) == 1 ? length : mine);
  plx_sync (me);
}

static void as_it_is (gint64 *x, guint64 n) { (void) x, (void) n; }
static void descends (gint64 *x, guint64 n) { x[n - 1] = x[n - 2] - 1; }
static void begins_below (gint64 *x, guint64 n) { (void) n; x[0] = 3; }
static void twice (gint64 *x, guint64 n) { x[n - 1] = x[n - 2]; }
static void another (gint64 *x, guint64 n) { x[n - 1]++; }
static void one_less (gint64 *x, guint64 n) { (void) x; length = n - 1; }

static void
check_wrong (PlxProc *me, const void *instance)
{
  const Shared *in = instance;

  plx_expect_sorted (me, in->x, PLX_KEYS_SORTED, in->n);
}

START_TEST (what_is_not_sorted_or_not_the_input_is_refused)
{
  static const Program program = { "wrong", prepare_each, run_wrong, check_wrong };
  static const struct { void (*spoil) (gint64 *x, guint64 n); const char *message; } all[] = {
    { descends, "x: number 9 of processor 1 is 17; expected at least 18, the one before it" },
    { begins_below, "x: number 0 of processor 1 is 3; expected at least 9, the one before it" },
    { twice, "x: these are not the numbers of the input; expected each of them" },
    { another, "x: these are not the numbers of the input; expected each of them" },
    { one_less, "x: there are 19 numbers; expected 20" },
  };
  g_autoptr (PlxTrace) right = NULL;

  with.spoil = as_it_is;
  PLX_OK (right = record (&program, 2, 20, error));
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      with.spoil = all[i].spoil;
      PLX_FAILS (record (&program, 2, 20, error), PLX_ERROR_FAILED, all[i].message);
    }
}
END_TEST

PLX_TEST_MAIN ("keys", inputs_are_what_they_are_called, inputs_are_the_same_for_every_p,
               every_input_is_sorted_for_n_log_n_operations, the_least_and_the_greatest_of_two_lists_are_merged,
               what_is_not_sorted_or_not_the_input_is_refused)
