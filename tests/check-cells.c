/* SPDX-License-Identifier: MIT */
/* check-cells.c: inputs are where their formula says, whoever owns them, and what differs from a reference is named. */
#include "tests/program.h"

#include <math.h>
#include <parallax/cells.h>

#define LONG 1300u  /* longer than what is compared at once */

/* What the next program runs with. */
static struct {
  PlxDistribution distribution;
  gsize size;          /* of a cell */
  guint64 wrong;       /* index of the number that is not as expected, or G_MAXUINT64 */
  double expected, found, tolerance;
} with;

static gint64
by_index (const PlxProc *me, const void *instance, guint64 i)
{
  (void) me, (void) instance;
  return (gint64) (10 * i + 3);
}

static double
half (const PlxProc *me, const void *instance, guint64 i)
{
  (void) me, (void) instance;
  return (double) i + 0.5;
}

static void
prepare (PlxProc *me, void *instance)
{
  Shared *in = instance;

  in->x = plx_array (me, .name = "x", .n = in->n, .type = with.size ? PLX_BYTES : PLX_INT64, .size = with.size,
                     .distribution = with.distribution);
  in->y = plx_array (me, .name = "y", .n = in->n, .type = with.size ? PLX_BYTES : PLX_DOUBLE, .size = with.size,
                     .distribution = with.distribution);
}

static gboolean
fails (const Program *program, guint p, guint64 n, const char *message)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PlxTrace) trace = record (program, p, n, &error);

  return !trace && strstr (error->message, message);
}

/* ---- every distribution ---- */

static void
run_fill (PlxProc *me, const void *instance)
{
  const Shared *in = instance;

  plx_fill_int64 (me, in->x, by_index, instance);
  plx_fill_double (me, in->y, half, instance);
  plx_sync (me);
}

static guint64
numbers (const Shared *in)
{
  return in->n * (with.size ? with.size / 8 : 1);
}

/* By reads, number by number. */
static void
check_each_cell (PlxProc *me, const void *instance)
{
  const Shared *in = instance;
  const guint64 of = numbers (in) / in->n;
  gint64 x[2];
  double y[2];

  for (guint64 i = 0; i < numbers (in); i++)
    {
      plx_read (me, in->x, i / of, 1, x);
      plx_read (me, in->y, i / of, 1, y);
      EXPECT (me, x[i % of] == (gint64) (10 * i + 3));
      EXPECT (me, fabs (y[i % of] - (double) i - 0.5) < 1e-12);
    }
}

static void
check_all (PlxProc *me, const void *instance)
{
  const Shared *in = instance;

  check_each_cell (me, instance);
  plx_expect_int64 (me, in->x, numbers (in), plx_input_int64 (me, numbers (in), by_index, instance));
  plx_expect_double (me, in->y, numbers (in), plx_input_double (me, numbers (in), half, instance), 0);
}

static const Program fill_all = { "fill", prepare, run_fill, check_all };

START_TEST (a_number_is_where_its_index_says_whoever_owns_it)
{
  static const PlxDistribution distributions[] = { PLX_BLOCK, PLX_CYCLIC };
  static const gsize sizes[] = { 0, 16 };
  static const guint64 lengths[] = { 1, 2, 5, 37, LONG };

  for (guint d = 0; d < 2; d++)
    for (guint s = 0; s < 2; s++)
      for (guint p = 1; p <= 5; p++)
        for (guint k = 0; k < G_N_ELEMENTS (lengths); k++)
          {
            g_autoptr (PlxTrace) trace = NULL;

            with.distribution = distributions[d];
            with.size = sizes[s];
            PLX_OK (trace = record (&fill_all, p, lengths[k], error));
          }
}
END_TEST

static void
check_parts (PlxProc *me, const void *instance)
{
  const Shared *in = instance;
  const gint64 *expected = plx_input_int64 (me, numbers (in), by_index, instance);
  const double *halves = plx_input_double (me, numbers (in), half, instance);

  for (guint q = 0; q < plx_nprocs (me); q++)
    {
      plx_expect_int64_at (me, in->x, q, numbers (in), expected);
      plx_expect_double_at (me, in->y, q, numbers (in), halves, 0);
    }
}

START_TEST (of_each_a_number_is_where_its_offset_says)
{
  static const Program program = { "parts", prepare, run_fill, check_parts };

  for (guint p = 1; p <= 4; p++)
    {
      g_autoptr (PlxTrace) trace = NULL, pairs = NULL;

      with.distribution = PLX_EACH;
      with.size = 0;
      PLX_OK (trace = record (&program, p, LONG, error));
      with.size = 16;
      PLX_OK (pairs = record (&program, p, 37, error));
    }
}
END_TEST

static void
run_random (PlxProc *me, const void *instance)
{
  const Shared *in = instance;

  plx_fill_int64 (me, in->x, plx_random_at, instance);
  plx_sync (me);
}

static gint64 seen[37];

static void
see (PlxProc *me, const void *instance)
{
  const Shared *in = instance;

  plx_read (me, in->x, 0, in->n, seen);
}

START_TEST (random_inputs_are_the_same_whatever_p_and_distribution)
{
  static const Program program = { "random", prepare, run_random, see };
  gint64 first[37];

  with.size = 0;
  for (guint p = 1; p <= 4; p++)
    {
      g_autoptr (PlxTrace) trace = NULL;

      with.distribution = p % 2 ? PLX_BLOCK : PLX_CYCLIC;
      PLX_OK (trace = record (&program, p, 37, error));
      if (p == 1)
        memcpy (first, seen, sizeof seen);
      ck_assert_mem_eq (first, seen, sizeof seen);
    }
}
END_TEST

static void
run_small (PlxProc *me, const void *instance)
{
  for (guint64 i = 0; i < LONG; i++)
    EXPECT (me, plx_small_at (me, instance, i) == (gint64) (plx_random (me, i) >> 42) - (1 << 21));
  EXPECT (me, plx_small_at (me, instance, 3) != plx_small_at (me, instance, 4));
  plx_sync (me);
}

static void
run_clear (PlxProc *me, const void *instance)
{
  const Shared *in = instance;

  plx_fill_int64 (me, in->x, by_index, instance);
  plx_fill_double (me, in->y, half, instance);
  plx_clear (me, in->x);
  plx_clear (me, in->y);
  plx_sync (me);
}

static void
check_clear (PlxProc *me, const void *instance)
{
  const Shared *in = instance;

  plx_expect_int64 (me, in->x, numbers (in), plx_alloc (me, numbers (in) * sizeof (gint64)));
  plx_expect_double (me, in->y, numbers (in), plx_alloc (me, numbers (in) * sizeof (double)), 0);
}

START_TEST (what_is_cleared_is_zero_and_small_numbers_have_22_bits)
{
  static const Program clear = { "clear", prepare, run_clear, check_clear }, small = { "small", prepare, run_small, NULL };

  for (with.size = 0; with.size <= 16; with.size += 16)
    for (guint p = 1; p <= 3; p++)
      {
        g_autoptr (PlxTrace) trace = NULL, drawn = NULL;

        with.distribution = p % 2 ? PLX_BLOCK : PLX_CYCLIC;
        PLX_OK (trace = record (&clear, p, 37, error));
        PLX_OK (drawn = record (&small, p, 37, error));
      }
}
END_TEST

/* ---- what differs ---- */

static void
check_wrong_int64 (PlxProc *me, const void *instance)
{
  const Shared *in = instance;
  gint64 *expected = plx_input_int64 (me, numbers (in), by_index, instance);

  if (with.wrong < numbers (in))
    expected[with.wrong]++;
  if (with.distribution == PLX_EACH)
    plx_expect_int64_at (me, in->x, 1, numbers (in), expected);
  else
    plx_expect_int64 (me, in->x, numbers (in) - 1, expected);
}

START_TEST (the_first_whole_number_that_differs_is_named)
{
  static const Program program = { "wrong", prepare, run_fill, check_wrong_int64 };
  g_autoptr (PlxTrace) trace = NULL;

  with.size = 0;
  with.wrong = 17;
  with.distribution = PLX_BLOCK;
  ck_assert (fails (&program, 3, 40, "x[17] is 173; expected 174"));
  with.distribution = PLX_EACH;
  ck_assert (fails (&program, 3, 40, "x[17] of processor 1 is 173; expected 174"));
  with.distribution = PLX_CYCLIC;
  with.wrong = LONG - 2;
  ck_assert (fails (&program, 3, LONG, "x[1298] is 12983; expected 12984"));
  with.size = 16;
  with.wrong = 2 * LONG - 2;
  ck_assert (fails (&program, 3, LONG, "x[2598] is 25983; expected 25984"));
  with.wrong++;  /* behind what is compared */
  PLX_OK (trace = record (&program, 3, LONG, error));
}
END_TEST

/* Numbers from 0.5 to 39.5 but for one. */
static double
half_or_found (const PlxProc *me, const void *instance, guint64 i)
{
  return i == with.wrong ? with.found : half (me, instance, i);
}

static void
run_found (PlxProc *me, const void *instance)
{
  plx_fill_double (me, ((const Shared *) instance)->y, half_or_found, instance);
  plx_sync (me);
}

static void
check_nearly (PlxProc *me, const void *instance)
{
  const Shared *in = instance;
  double *expected = plx_input_double (me, in->n, half, instance);

  expected[with.wrong] = with.expected;
  plx_expect_double (me, in->y, in->n, expected, with.tolerance);
}

static const Program nearly = { "close", prepare, run_found, check_nearly };

static gboolean
is_near (double found, double expected, double tolerance)
{
  g_autoptr (PlxTrace) trace = NULL;

  with.distribution = PLX_BLOCK;
  with.size = 0;
  with.wrong = 3;
  with.found = found;
  with.expected = expected;
  with.tolerance = tolerance;
  trace = record (&nearly, 2, 40, NULL);
  return trace != NULL;
}

START_TEST (a_tolerance_is_of_the_largest_expected_number)
{
  ck_assert (is_near (3.5 + 0.394, 3.5, 0.01));   /* 0.395 */
  ck_assert (is_near (3.5 - 0.394, 3.5, 0.01));
  ck_assert (!is_near (3.5 + 0.396, 3.5, 0.01));
  ck_assert (!is_near (3.5 - 0.396, 3.5, 0.01));
  ck_assert (is_near (-79, -80, 0.0126));         /* 1.008: the largest is one below 0 */
  ck_assert (!is_near (-79, -80, 0.0124));
  ck_assert (is_near (3.5, 3.5, 0));
  ck_assert (!is_near (nextafter (3.5, 4), 3.5, 0));
}
END_TEST

START_TEST (no_number_that_is_none_is_near_anything)
{
  ck_assert (!is_near ((double) NAN, 3.5, 0.5));
  ck_assert (!is_near (3.5, (double) NAN, 0.5));
  ck_assert (!is_near ((double) NAN, (double) NAN, 0.5));
  ck_assert (!is_near (HUGE_VAL, 3.5, 0.5));
}
END_TEST

START_TEST (the_first_real_number_that_differs_is_named_with_what_was_asked_of_it)
{
  is_near (4.25, 3.5, 0);
  ck_assert (fails (&nearly, 2, 40, "y[3] is 4.25; expected 3.5"));
  ck_assert (!fails (&nearly, 2, 40, "nearly"));
  is_near (4.25, 3.5, 0.001);
  ck_assert (fails (&nearly, 2, 40, "y[3] is 4.25; expected 3.5, nearly"));
}
END_TEST

PLX_TEST_MAIN ("cells", a_number_is_where_its_index_says_whoever_owns_it, of_each_a_number_is_where_its_offset_says,
               random_inputs_are_the_same_whatever_p_and_distribution,
               what_is_cleared_is_zero_and_small_numbers_have_22_bits, the_first_whole_number_that_differs_is_named,
               a_tolerance_is_of_the_largest_expected_number, no_number_that_is_none_is_near_anything,
               the_first_real_number_that_differs_is_named_with_what_was_asked_of_it)
