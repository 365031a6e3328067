/* SPDX-License-Identifier: MIT */
/* noise.h: what interrupts a processor while it is busy: an amount drawn for every busy interval, or an interruption that
 * comes at a fixed period.
 */
#pragma once

#include "sim/core/platform-params.h"

/* Constant; times in ticks. */
typedef struct {
  PlxNoiseDistribution distribution;
  double mean, shape, scale;  /* scale: of the Pareto distribution, its smallest value */
  guint64 period, duration;
} PlxNoise;

PlxNoise plx_noise_new (const PlxNoiseParams *params, double rate);

/* State of a processor: of its stream of random numbers, or the phase of its interruptions. */
guint64 plx_noise_begin (const PlxNoise *noise, guint64 seed, guint processor);
/* How much longer than @duration > 0 a busy interval lasts that begins at @start. */
guint64 plx_noise_draw (const PlxNoise *noise, guint64 *state, guint64 start, guint64 duration);
