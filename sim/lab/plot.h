/* SPDX-License-Identifier: MIT */
/* plot.h: pictures of results, by gnuplot, which is found at run time. */
#pragma once

#include <parallax/error.h>

typedef enum {
  PLX_PLOT_TIME,       /* measured points with error bars and a line for each model, against n */
  PLX_PLOT_ERROR,      /* predicted / measured against n */
  PLX_PLOT_SPEEDUP,    /* relative speed-up against p */
  PLX_PLOT_BREAKDOWN,  /* parts predicted by each model beside those measured */
  PLX_N_PLOTS
} PlxPlotKind;

/* "time", "error", "speedup", "breakdown". */
const char *plx_plot_name (PlxPlotKind kind);
/* A set of 1 << PlxPlotKind from "time, error" or "all". @where: what an error begins with. */
gboolean plx_plot_kinds_read (const char *text, const char *where, guint *kinds, GError **error);
