/* SPDX-License-Identifier: MIT */
/* calibration.h: a calibration's insides: kernels to run, and what passes over them gave. */
#pragma once

#include "sim/lab/calibrate.h"
#include "sim/lab/kernel.h"

/* One number of the machine file, or one point of a curve; one value a pass. */
typedef struct {
  const char *section, *key, *unit, *method;  /* static */
  guint p;
  guint64 size;     /* of a point of a curve, bytes or words; 0: it is a number */
  guint samples;    /* that went into all values */
  GArray *values;   /* of double, seconds */
} PlxEstimate;

/* A point that was fitted, and the two estimates of its line y = a + b x. */
typedef struct {
  const char *fit;   /* "bsp g" */
  guint p;
  const char *section, *a, *b;
  double x, y;
} PlxFitPoint;

/* What the kernels of one number of processors are for. */
typedef struct {
  guint p;
  GPtrArray *work;       /* of PlxKernel, ascending sizes */
  PlxKernel *empty[2];   /* few and many empty supersteps */
  GPtrArray *self;       /* of PlxKernel, ascending sizes */
  GPtrArray *relations;  /* p > 1, as all below */
  PlxKernel *chase, *gather;
  GPtrArray *sizes;      /* round trips of one message, ascending */
  PlxKernel *flood, *delayed, *delay;
} PlxStudy;

struct PlxCalibration {
  const PlxExecutor *executor;
  PlxEffort effort;
  GPtrArray *studies;    /* of PlxStudy */
  GPtrArray *kernels;    /* of PlxKernel: all of them, owned */
  GPtrArray *estimates;  /* of PlxEstimate */
  GArray *points;        /* of PlxFitPoint */
  guint passes;
};

PlxEstimate *plx_calibration_find (const PlxCalibration *calibration, const char *section, const char *key, guint p,
                                   guint64 size);
/* Median of the passes, NaN for NULL; half the width of its interval, which for up to 8 passes is
 * their spread. */
double plx_estimate_median (const PlxEstimate *estimate);
double plx_estimate_half (const PlxEstimate *estimate);
