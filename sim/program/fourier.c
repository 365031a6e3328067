/* SPDX-License-Identifier: MIT */
/* fourier.c: a Fourier transform at one processor, and the one of GSL that results are compared with.
 */
#include <gsl/gsl_fft_complex.h>
#include <math.h>
#include <parallax/cells.h>
#include <parallax/fourier.h>
#include <parallax/integer.h>

/* ---- roots and butterflies ---- */

PlxComplex
plx_root_of_one (double x)
{
  return (PlxComplex) { cos (G_PI * x), -sin (G_PI * x) };
}

void
plx_fill_roots (PlxComplex *roots, guint d, double below)
{
  for (guint64 half = 1; half < (guint64) 1 << d; half *= 2)
    for (guint64 j = 0; j < half; j++)
      *roots++ = plx_root_of_one (((double) j + below) / (double) half);
}

/* (x - y) w */
static inline PlxComplex
difference_times (PlxComplex x, PlxComplex y, PlxComplex w)
{
  const double re = x.re - y.re, im = x.im - y.im;

  return (PlxComplex) { re * w.re - im * w.im, re * w.im + im * w.re };
}

/* One stage on n points: `half` rows of points, with a root each, and as many again. */
static inline void
stage (PlxComplex *x, guint64 n, guint64 half, guint64 row, const PlxComplex *w)
{
  for (PlxComplex *u = x, *v = x + half * row; u < x + n; u += half * row, v += half * row)
    for (guint64 j = 0; j < half; j++)
      for (guint64 i = 0; i < row; i++, u++, v++)
        {
          const PlxComplex a = *u, b = *v;

          *u = (PlxComplex) { a.re + b.re, a.im + b.im };
          *v = difference_times (a, b, w[j]);
        }
}

void
plx_butterflies (PlxProc *me, PlxComplex *x, guint bits, guint d, const PlxComplex *roots)
{
  const guint64 n = (guint64) 1 << bits, row = (guint64) 1 << (bits - d);

  for (guint64 half = ((guint64) 1 << d) / 2; half > 0; half /= 2)
    if (row == 1)
      stage (x, n, half, 1, roots + half - 1);
    else
      stage (x, n, half, row, roots + half - 1);
  plx_work (me, PLX_FLOP, 5 * n * d, n * sizeof *x);
}

void
plx_add_points (PlxProc *me, PlxComplex *x, const PlxComplex *theirs, guint64 n)
{
  for (guint64 i = 0; i < n; i++)
    x[i] = (PlxComplex) { x[i].re + theirs[i].re, x[i].im + theirs[i].im };
  plx_work (me, PLX_FLOP, 2 * n, 2 * n * sizeof *x);
}

void
plx_subtract_points (PlxProc *me, PlxComplex *x, const PlxComplex *theirs, guint64 n, PlxComplex w)
{
  for (guint64 i = 0; i < n; i++)
    x[i] = difference_times (theirs[i], x[i], w);
  plx_work (me, PLX_FLOP, 8 * n, 2 * n * sizeof *x);
}

/* ---- places ---- */

/* Neighbouring bits change places, then pairs, fours, and at last bytes. */
guint64
plx_reverse_bits (guint64 i, guint bits)
{
  i = (i >> 1 & G_GUINT64_CONSTANT (0x5555555555555555)) | (i & G_GUINT64_CONSTANT (0x5555555555555555)) << 1;
  i = (i >> 2 & G_GUINT64_CONSTANT (0x3333333333333333)) | (i & G_GUINT64_CONSTANT (0x3333333333333333)) << 2;
  i = (i >> 4 & G_GUINT64_CONSTANT (0x0f0f0f0f0f0f0f0f)) | (i & G_GUINT64_CONSTANT (0x0f0f0f0f0f0f0f0f)) << 4;
  return bits > 0 ? GUINT64_SWAP_LE_BE (i) >> (64 - bits) : 0;
}

static void
reverse_places (PlxComplex *x, guint bits, guint d)
{
  const guint low = bits - d;

  for (guint64 i = 0; i < (guint64) 1 << bits; i++)
    {
      const guint64 j = plx_reverse_bits (i >> low, d) << low | plx_reverse_bits (i, low);

      if (i < j)
        {
          const PlxComplex other = x[j];

          x[j] = x[i];
          x[i] = other;
        }
    }
}

void
plx_reverse_places (PlxProc *me, PlxComplex *x, guint bits, guint d)
{
  const gsize bytes = sizeof *x << bits;

  reverse_places (x, bits, d);
  plx_work (me, PLX_RANDOM, bytes, bytes);
}

/* ---- input and check ---- */

static double
number (const PlxProc *me, const void *instance, guint64 i)
{
  (void) instance;
  return ldexp ((double) plx_random (me, i), -63) - 1;
}

void
plx_fill_points (PlxProc *me, PlxArray *array)
{
  plx_fill_double (me, array, number, NULL);
}

void
plx_expect_transform (PlxProc *me, PlxArray *array, guint64 n, gboolean in_order)
{
  double *expected = plx_input_double (me, 2 * n, number, NULL);
  const guint bits = plx_log2_up (n);

  gsl_fft_complex_radix2_forward (expected, 1, n);
  if (!in_order)
    reverse_places ((PlxComplex *) expected, bits, bits);
  plx_expect_double (me, array, 2 * n, expected, 1e-13);
}
