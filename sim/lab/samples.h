/* SPDX-License-Identifier: MIT */
/* samples.h: samples.csv: every observation as it comes, so that an interrupted run can go on. */
#pragma once

#include "sim/lab/measure.h"

typedef struct PlxSamples PlxSamples;

/* A new file with its first line only; what stood there before is gone. PLX_ERROR_FAILED. */
PlxSamples *plx_samples_create (const char *path, GError **error);
/* Reads the observations back into the cells they belong to and goes on behind them; a torn last
 * line is dropped. A file that is not there is created. *@strangers: rows of no cell. @cells: [n],
 * borrowed. */
PlxSamples *plx_samples_resume (const char *path, PlxCell *const *cells, guint n, guint *strangers, GError **error);
/* Appends the cell's last observation and hands it to the system. PLX_ERROR_FAILED: full disk. */
gboolean plx_samples_add (PlxSamples *samples, const PlxCell *cell, const PlxObservation *observation, GError **error);
gboolean plx_samples_close (PlxSamples *samples, GError **error);
void plx_samples_free (PlxSamples *samples);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlxSamples, plx_samples_free)
