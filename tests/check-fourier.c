/* SPDX-License-Identifier: MIT */
/* check-fourier.c: stages and reversed places are the sum that defines a Fourier transform. */
#include "tests/program.h"

#include <math.h>
#include <parallax/fourier.h>

#define BITS 4u
#define N (1u << BITS)

static void
prepare (PlxProc *me, void *instance)
{
  (void) me, (void) instance;
}

static PlxComplex
point (guint j)
{
  return (PlxComplex) { 3.0 * j - 17, 29 - 0.5 * j * j };
}

/* The sum of x[j] exp (-2 pi i j k/n) over all j that are `first` modulo `stride`. */
static PlxComplex
defined (guint first, guint stride, guint k)
{
  PlxComplex sum = { 0, 0 };

  for (guint j = first; j < N; j += stride)
    {
      const PlxComplex x = point (j), w = plx_root_of_one (2.0 * (j - first) / stride * k / (N / stride));

      sum.re += x.re * w.re - x.im * w.im;
      sum.im += x.re * w.im + x.im * w.re;
    }
  return sum;
}

static gboolean
close_to (PlxComplex x, PlxComplex y)
{
  return fabs (x.re - y.re) + fabs (x.im - y.im) <= 1e-9;
}

static void
run (PlxProc *me, const void *instance)
{
  PlxComplex x[N], roots[N - 1];

  (void) instance;
  for (guint d = 0; d <= BITS; d++)
    {
      for (guint j = 0; j < N; j++)
        x[j] = point (j);
      plx_fill_roots (roots, d, 0);
      plx_butterflies (me, x, BITS, d, roots);
      plx_reverse_places (me, x, BITS, d);
      /* Places with the same lower bits are a transform of their own; these bits are reversed, too. */
      for (guint k = 0; k < N; k++)
        EXPECT (me, close_to (x[k], defined ((guint) plx_reverse_bits (k, BITS - d), 1u << (BITS - d),
                                             k >> (BITS - d))));
    }
  plx_sync (me);
}

START_TEST (stages_of_the_highest_bits_transform_every_row)
{
  const Program program = { "fourier", prepare, run, NULL };
  g_autoptr (PlxTrace) trace = NULL;

  PLX_OK (trace = record (&program, 1, 1, error));
}
END_TEST

/* A stage of one bit has one root, which is w below here. */
static void
run_halves (PlxProc *me, const void *instance)
{
  const PlxComplex w = plx_root_of_one (0.3);
  PlxComplex x[N], u[N / 2], v[N / 2];

  (void) instance;
  for (guint j = 0; j < N; j++)
    x[j] = point (j);
  for (guint j = 0; j < N / 2; j++)
    {
      u[j] = x[j];
      v[j] = x[j + N / 2];
    }
  plx_add_points (me, u, x + N / 2, N / 2);
  plx_subtract_points (me, v, x, N / 2, w);
  plx_butterflies (me, x, BITS, 1, &w);
  for (guint j = 0; j < N / 2; j++)
    EXPECT (me, close_to (x[j], u[j]) && close_to (x[j + N / 2], v[j]));
  plx_sync (me);
}

START_TEST (two_halves_of_a_stage_are_the_stage)
{
  counts_are (&(const Program) { "halves", prepare, run_halves, NULL }, 1,
              (const guint64[]) { (2 + 8) * (N / 2) + 5 * N });
}
END_TEST

START_TEST (bits_are_reversed)
{
  ck_assert_uint_eq (plx_reverse_bits (5, 0), 0);
  ck_assert_uint_eq (plx_reverse_bits (0x6, 4), 0x6);
  ck_assert_uint_eq (plx_reverse_bits (0x13, 6), 0x32);
  ck_assert_uint_eq (plx_reverse_bits (1, 64), (guint64) 1 << 63);
}
END_TEST

PLX_TEST_MAIN ("fourier", stages_of_the_highest_bits_transform_every_row, two_halves_of_a_stage_are_the_stage,
               bits_are_reversed)
