/* SPDX-License-Identifier: MIT */
/* noise.c: exponential, Pareto and periodic noise.
 *
 * Random amounts are drawn by inversion from one SplitMix64 stream a processor (G. L. Steele, D. Lea and C. H. Flood,
 * "Fast splittable pseudorandom number generators", OOPSLA 2014): eight bytes of state, so that a million processors may
 * have one each. Check value: the stream of state 0 begins with 0xe220a8397b1dcdaf.
 *
 * Periodic noise takes the processor for D at the end of each period P; u (t) is the useful time up to t, and an interval
 * that begins at s and needs d ends at the smallest t with u (t) = u (s) + d.
 */
#include "sim/engine/noise.h"

#include <gsl/gsl_cdf.h>

#define GOLDEN G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)
#define LARGEST 0x1p62

static guint64
mix (guint64 z)
{
  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

static guint64
ticks (double time)
{
  return time < LARGEST ? (guint64) (time + 0.5) : (guint64) LARGEST;
}

PlxNoise
plx_noise_new (const PlxNoiseParams *params, double rate)
{
  const double mean = params->mean * rate;

  return (PlxNoise) {
    .distribution = (PlxNoiseDistribution) params->distribution,
    .mean = mean,
    .shape = params->shape,
    .scale = params->distribution == PLX_NOISE_PARETO ? mean * (params->shape - 1) / params->shape : 0,
    .period = MAX (ticks (params->period * rate), 1),
    .duration = ticks (params->duration * rate),
  };
}

guint64
plx_noise_begin (const PlxNoise *noise, guint64 seed, guint processor)
{
  const guint64 state = mix (mix (seed + GOLDEN) + processor);

  return noise->distribution == PLX_NOISE_PERIODIC ? mix (state + GOLDEN) % noise->period : state;
}

/* Above 0, up to 1. */
static double
uniform (guint64 *state)
{
  *state += GOLDEN;
  return (double) ((mix (*state) >> 11) + 1) * 0x1p-53;
}

static guint64
useful (const PlxNoise *noise, guint64 time)
{
  const guint64 rest = noise->period - noise->duration;

  return time / noise->period * rest + MIN (time % noise->period, rest);
}

static guint64
interruptions (const PlxNoise *noise, guint64 start, guint64 duration)
{
  const guint64 rest = noise->period - noise->duration;
  const guint64 last = useful (noise, start) + duration - 1;  /* the tick that ends it */
  const double about = (double) (last / rest) * (double) noise->period;

  if (rest == 0 || about >= LARGEST)
    return (guint64) LARGEST;
  return last / rest * noise->period + last % rest + 1 - start - duration;
}

guint64
plx_noise_draw (const PlxNoise *noise, guint64 *state, guint64 start, guint64 duration)
{
  switch (noise->distribution)
    {
    case PLX_NOISE_EXPONENTIAL:
      return ticks (gsl_cdf_exponential_Qinv (uniform (state), noise->mean));
    case PLX_NOISE_PARETO:
      return ticks (gsl_cdf_pareto_Qinv (uniform (state), noise->shape, noise->scale));
    case PLX_NOISE_PERIODIC:
      return interruptions (noise, start + *state, duration);
    default:
      return 0;
    }
}
