/* SPDX-License-Identifier: MIT */
/* check-closed-fit.c: counts over a sweep are told as the formula that they were made by, or not at all. */
#include "tests/main.h"

#include "sim/lab/closed-fit.h"

static void
expect (const char *want, const guint64 *n, gsize count, guint64 (*f) (guint64 n, guint64 k))
{
  guint64 y[16];

  for (gsize i = 0; i < count; i++)
    y[i] = f (n[i], n[i] > 1 ? g_bit_storage (n[i] - 1) : 0);
  g_autofree char *got = plx_closed_fit (n, y, count, "n");

  ck_assert_pstr_eq (got, want);
}

static const guint64 powers[] = { 2, 4, 8, 16, 64, 256 }, any[] = { 2, 3, 5, 8, 13, 21, 34 };

static guint64
sum_time (guint64 n, guint64 k)
{
  return 2 * k + 2 + 0 * n;
}

static guint64
sum_work (guint64 n, guint64 k)
{
  return 2 * n + 0 * k;
}

static guint64
tree_work (guint64 n, guint64 k)
{
  return 8 * n - 4 + 0 * k;
}

static guint64
bitonic_time (guint64 n, guint64 k)
{
  return k * (k + 1) / 2 + 0 * n;
}

static guint64
bitonic_work (guint64 n, guint64 k)
{
  return n * k * (k + 1) / 2;
}

static guint64
doubling_work (guint64 n, guint64 k)
{
  return 2 * (n * k - (1u << k) + 1);
}

static guint64
transposition_work (guint64 n, guint64 k)
{
  return n * n - n + 0 * k;
}

static guint64
product_work (guint64 n, guint64 k)
{
  return 2 * n * n * n + 0 * k;
}

static guint64
closure_work (guint64 n, guint64 k)
{
  return n * n * n * k;
}

static guint64
three (guint64 n, guint64 k)
{
  return 3 + 0 * (n + k);
}

static guint64
nothing (guint64 n, guint64 k)
{
  return 0 * (n + k);
}

/* Rounded down. */
static guint64
tree_time (guint64 n, guint64 k)
{
  return g_bit_storage (n) + 1 + 0 * k;
}

static guint64
wild (guint64 n, guint64 k)
{
  return (n * 2654435761u >> 7) % 1000 + 0 * k;
}

START_TEST (a_formula_is_found_where_the_points_have_one)
{
  expect ("2 log2 n + 2", powers, 6, sum_time);
  expect ("2 n", powers, 6, sum_work);
  expect ("8 n - 4", powers, 6, tree_work);
  expect ("1/2 (log2 n)^2 + 1/2 log2 n", powers, 6, bitonic_time);
  expect ("1/2 n (log2 n)^2 + 1/2 n log2 n", powers, 6, bitonic_work);
  expect ("2 n ceil(log2 n) - 2 2^ceil(log2 n) + 2", any, 7, doubling_work);
  expect ("n^2 - n", any, 7, transposition_work);
  expect ("2 n^3", any, 7, product_work);
  expect ("n^3 ceil(log2 n)", any, 7, closure_work);
  expect ("3", any, 7, three);
  expect ("0", any, 7, nothing);
  expect ("floor(log2 n) + 2", any, 7, tree_time);
}
END_TEST

START_TEST (no_formula_is_made_up)
{
  expect (NULL, any, 7, wild);
  expect (NULL, any, 1, three);       /* one point fits anything */
  expect (NULL, powers, 2, sum_time); /* so do two points two terms */
  expect (NULL, any, 5, doubling_work);  /* three terms of five points may be chance */
}
END_TEST

PLX_TEST_MAIN ("closed-fit", a_formula_is_found_where_the_points_have_one, no_formula_is_made_up)
