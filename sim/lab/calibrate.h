/* SPDX-License-Identifier: MIT */
/* calibrate.h: fits a machine file's parameters on an executor. */
#pragma once

#include "sim/executors/executor.h"

typedef struct {
  gboolean thorough;
  guint64 seed;
  guint64 max_h;      /* words of the largest h-relation to be priced; 0: 2^17 */
  guint64 max_bytes;  /* of the largest working set; 0: 4 times the last cache */
  const PlxMachine *machine;  /* what a simulated executor simulates, borrowed; its defaults of the two above are smaller */
} PlxEffort;

typedef struct PlxCalibration PlxCalibration;

/* @p: [n_p]: the numbers of processors to fit for, each once however often it is named. */
PlxCalibration *plx_calibration_new (const PlxExecutor *executor, const guint *p, guint n_p, const PlxEffort *effort,
                                     GError **error);
/* One pass over all kernels, sizes and patterns in seeded random order; at least 4 are wanted,
 * spread over a run. */
gboolean plx_calibration_pass (PlxCalibration *calibration, GError **error);
/* The machine file: each parameter with interval, number of samples, method. (transfer full) */
char *plx_calibration_machine (PlxCalibration *calibration, const char *name, GError **error);
/* x, y points and the fitted line of each fit, as CSV for the plots: fit,x,y,fitted. (transfer full) */
char *plx_calibration_fits (const PlxCalibration *calibration);
void plx_calibration_free (PlxCalibration *calibration);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlxCalibration, plx_calibration_free)
