/* SPDX-License-Identifier: MIT */
/* cells.c: fills arrays by a formula and compares them with a reference, a piece at a time; copies. */
#include "sim/program/array.h"

#include <math.h>
#include <parallax/cells.h>
#include <string.h>

#define PIECE 512u

/* How many numbers of 8 bytes a cell holds. */
static guint64
numbers_of (const PlxArray *array)
{
  return array->size / 8;
}

/* Number k of my part is number index_of (...) of the array. */
static guint64
index_of (const PlxProc *me, const PlxArray *array, guint64 k)
{
  switch (array->distribution)
    {
    case PLX_BLOCK: return plx_first (me, array) * numbers_of (array) + k;
    case PLX_CYCLIC:
      {
        const guint64 numbers = numbers_of (array);

        return (k / numbers * plx_nprocs (me) + plx_pid (me)) * numbers + k % numbers;
      }
    default: return k;
    }
}

gint64
plx_random_at (const PlxProc *me, const void *instance, guint64 i)
{
  (void) instance;
  return (gint64) plx_random (me, i);
}

gint64
plx_small_at (const PlxProc *me, const void *instance, guint64 i)
{
  (void) instance;
  return (gint64) (plx_random (me, i) >> 42) - (1 << 21);
}

void
plx_fill_int64 (PlxProc *me, PlxArray *array, PlxInt64At at, const void *instance)
{
  const guint64 n = plx_length (me, array) * numbers_of (array);
  gint64 *x = plx_local_mut (me, array);

  for (guint64 k = 0; k < n; k++)
    x[k] = at (me, instance, index_of (me, array, k));
}

void
plx_fill_double (PlxProc *me, PlxArray *array, PlxDoubleAt at, const void *instance)
{
  const guint64 n = plx_length (me, array) * numbers_of (array);
  double *x = plx_local_mut (me, array);

  for (guint64 k = 0; k < n; k++)
    x[k] = at (me, instance, index_of (me, array, k));
}

void
plx_clear (PlxProc *me, PlxArray *array)
{
  const gsize bytes = plx_length (me, array) * array->size;

  if (bytes > 0)
    memset (plx_local_mut (me, array), 0, bytes);
}

gint64 *
plx_input_int64 (PlxProc *me, guint64 n, PlxInt64At at, const void *instance)
{
  gint64 *x = plx_alloc (me, n * sizeof *x);

  for (guint64 i = 0; i < n; i++)
    x[i] = at (me, instance, i);
  return x;
}

double *
plx_input_double (PlxProc *me, guint64 n, PlxDoubleAt at, const void *instance)
{
  double *x = plx_alloc (me, n * sizeof *x);

  for (guint64 i = 0; i < n; i++)
    x[i] = at (me, instance, i);
  return x;
}

/* ---- comparing ---- */

typedef union {
  gint64 i;
  double d;
} Number;

typedef struct {
  PlxArray *array;
  guint q;                   /* whose part, G_MAXUINT: by index */
  const gint64 *integers;    /* what is expected: these or those */
  const double *doubles;
  double close;              /* how far a double may be off */
} Expectation;

static void
read_piece (PlxProc *me, const Expectation *e, guint64 first, guint64 n, void *x)
{
  if (e->q == G_MAXUINT)
    plx_read (me, e->array, first, n, x);
  else
    plx_read_at (me, e->array, e->q, first, n, x);
}

static void
fail_at (PlxProc *me, const Expectation *e, guint64 i, const Number *x)
{
  char whose[32] = "";

  if (e->q != G_MAXUINT)
    g_snprintf (whose, sizeof whose, " of processor %u", e->q);
  if (e->integers)
    plx_fail (me, "%s[%" G_GUINT64_FORMAT "]%s is %" G_GINT64_FORMAT "; expected %" G_GINT64_FORMAT, e->array->name, i,
              whose, x->i, e->integers[i]);
  plx_fail (me, "%s[%" G_GUINT64_FORMAT "]%s is %.17g; expected %.17g%s", e->array->name, i, whose, x->d, e->doubles[i],
            e->close > 0 ? ", nearly" : "");
}

static gboolean
is_expected (const Expectation *e, guint64 i, const Number *x)
{
  return e->integers ? x->i == e->integers[i] : fabs (x->d - e->doubles[i]) <= e->close;
}

static void
expect (PlxProc *me, const Expectation *e, guint64 n)
{
  const guint64 numbers = numbers_of (e->array), cells = PIECE / numbers;
  Number x[PIECE];

  for (guint64 first = 0; first * numbers < n; first += cells)
    {
      const guint64 here = MIN (cells, (n - first * numbers + numbers - 1) / numbers);

      read_piece (me, e, first, here, x);
      for (guint64 k = 0; k < here * numbers && first * numbers + k < n; k++)
        if (!is_expected (e, first * numbers + k, &x[k]))
          fail_at (me, e, first * numbers + k, &x[k]);
    }
}

static double
largest (const double *x, guint64 n)
{
  double most = 0;

  for (guint64 i = 0; i < n; i++)
    most = MAX (most, fabs (x[i]));
  return most;
}

void
plx_expect_int64_at (PlxProc *me, PlxArray *array, guint q, guint64 n, const gint64 *expected)
{
  const Expectation e = { .array = array, .q = q, .integers = expected };

  expect (me, &e, n);
}

void
plx_expect_double_at (PlxProc *me, PlxArray *array, guint q, guint64 n, const double *expected, double tolerance)
{
  const Expectation e = { .array = array, .q = q, .doubles = expected, .close = tolerance * largest (expected, n) };

  expect (me, &e, n);
}

void
plx_expect_int64 (PlxProc *me, PlxArray *array, guint64 n, const gint64 *expected)
{
  plx_expect_int64_at (me, array, G_MAXUINT, n, expected);
}

void
plx_expect_double (PlxProc *me, PlxArray *array, guint64 n, const double *expected, double tolerance)
{
  plx_expect_double_at (me, array, G_MAXUINT, n, expected, tolerance);
}
