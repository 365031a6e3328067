/* SPDX-License-Identifier: MIT */
/* fourier.h: what Fourier transforms share: roots of one, stages of butterflies at one processor, inputs and
 * the check of a result.
 *
 * A transform of 2^b points in place, y[k] = sum of x[j] exp (-2 pi i j k/2^b), by decimation in
 * frequency: stages for the bits of a point's place, from the highest to the lowest. In each, two points
 * u, v whose places differ in that bit alone become u + v and (u - v) w, with a root w for the lower bits
 * of their places. Then y[k] stands where the bits of its place, in reverse order, are k.
 */
#pragma once

#include <parallax/program.h>

G_BEGIN_DECLS

/* Two words. */
typedef struct {
  double re, im;
} PlxComplex;

/* exp (-pi i x) */
PlxComplex plx_root_of_one (double x);
/* The roots of d stages, lowest bit first, when what is below these bits in a place is the fraction @below of
 * one: @roots: [2^d - 1]. */
void plx_fill_roots (PlxComplex *roots, guint d, double below);

/* The stages of the d highest of all @bits of places; x: [2^bits]. Cost: WORK, 5 d 2^bits. */
void plx_butterflies (PlxProc *me, PlxComplex *x, guint bits, guint d, const PlxComplex *roots);
/* Half a stage, when all u or all v, [n] each, are mine and the others @theirs: x + theirs, or
 * (theirs - x) w. Cost: WORK, 2 n or 8 n. */
void plx_add_points (PlxProc *me, PlxComplex *x, const PlxComplex *theirs, guint64 n);
void plx_subtract_points (PlxProc *me, PlxComplex *x, const PlxComplex *theirs, guint64 n, PlxComplex w);

/* The lowest bits of i in reverse order. */
guint64 plx_reverse_bits (guint64 i, guint bits);
/* Point i goes where its place, the d highest bits and the others each in reverse order, says; x: [2^bits].
 * Cost: WORK of class random, the bytes of x. */
void plx_reverse_places (PlxProc *me, PlxComplex *x, guint bits, guint d);

/* In fill: my part of an array of PlxComplex, of random numbers from -1 to 1. */
void plx_fill_points (PlxProc *me, PlxArray *array);
/* In check: the array is the transform of these n = 2^b points, in the order of k or as the stages leave
 * it; else plx_fail. */
void plx_expect_transform (PlxProc *me, PlxArray *array, guint64 n, gboolean in_order);

G_END_DECLS
