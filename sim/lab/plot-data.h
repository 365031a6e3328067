/* SPDX-License-Identifier: MIT */
/* plot-data.h: what the files that make sections of numbers for gnuplot share. */
#pragma once

#include "sim/lab/plot.h"

#define PLX_PLOT_MAX_PANELS 24

/* A number, NaN where it is not finite, and what comes behind it. */
void plx_plot_data_append (GString *data, double x, char end);
/* @empty: nothing was appended, which gnuplot is told by NaNs. */
void plx_plot_data_section_end (PlxPlotData *d, gboolean empty);
/* In seconds, or in the machine's unit if that has none. */
double plx_plot_prediction (const PlxResult *result);

/* Panels of variants against each other. */
void plx_plot_data_crossings (PlxPlotData *d, const GPtrArray *results);
