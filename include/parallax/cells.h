/* SPDX-License-Identifier: MIT */
/* cells.h: what algorithms do with their arrays: fill them by a formula and compare them with what a
 * sequential reference has found, both untimed; copy parts of them.
 *
 * A cell of PLX_BYTES may hold several numbers (a complex number: two doubles); then a number's index
 * counts numbers, not cells.
 */
#pragma once

#include <parallax/program.h>

G_BEGIN_DECLS

/* Number i of an input: by its index in the array or, of PLX_EACH, by its offset in my part. What is
 * random in it comes from plx_random. */
typedef gint64 (*PlxInt64At) (const PlxProc *me, const void *instance, guint64 i);
typedef double (*PlxDoubleAt) (const PlxProc *me, const void *instance, guint64 i);

/* plx_random (i); 21 bits and a sign of it, so that sums of 2^42 do not overflow, and of 2^32 are exact as
 * doubles. */
gint64 plx_random_at (const PlxProc *me, const void *instance, guint64 i);
gint64 plx_small_at (const PlxProc *me, const void *instance, guint64 i);

/* In fill: my part. */
void plx_fill_int64 (PlxProc *me, PlxArray *array, PlxInt64At at, const void *instance);
void plx_fill_double (PlxProc *me, PlxArray *array, PlxDoubleAt at, const void *instance);
/* The same, with 0 in every byte: where a result goes, so that none of the sample before passes for it. */
void plx_clear (PlxProc *me, PlxArray *array);

/* In check: the numbers 0 to n - 1 of an input, for the sequential reference. Private memory, freed by
 * the runtime. */
gint64 *plx_input_int64 (PlxProc *me, guint64 n, PlxInt64At at, const void *instance);
double *plx_input_double (PlxProc *me, guint64 n, PlxDoubleAt at, const void *instance);

/* In check: the first n numbers of the array, by index, are @expected ([n]); else plx_fail says which
 * is not: "x[17] is 4; expected 5". @tolerance: of the largest |expected|; 0: the same exactly. */
void plx_expect_int64 (PlxProc *me, PlxArray *array, guint64 n, const gint64 *expected);
void plx_expect_double (PlxProc *me, PlxArray *array, guint64 n, const double *expected, double tolerance);
/* The same of processor q's part, from its beginning on. */
void plx_expect_int64_at (PlxProc *me, PlxArray *array, guint q, guint64 n, const gint64 *expected);
void plx_expect_double_at (PlxProc *me, PlxArray *array, guint q, guint64 n, const double *expected,
                           double tolerance);

G_END_DECLS
