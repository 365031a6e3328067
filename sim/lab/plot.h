/* SPDX-License-Identifier: MIT */
/* plot.h: pictures of results, by gnuplot, which is found at run time. */
#pragma once

#include "sim/lab/results.h"

typedef enum {
  PLX_PLOT_TIME,       /* measured points with error bars and a line for each model, against n */
  PLX_PLOT_ERROR,      /* predicted / measured against n */
  PLX_PLOT_SPEEDUP,    /* relative speed-up against p, and absolute where known */
  PLX_PLOT_BREAKDOWN,  /* parts predicted by each model beside those measured, superstep by superstep */
  PLX_PLOT_CROSSINGS,  /* variants as multiples of the fastest of them, against n or p, and where they cross */
  PLX_N_PLOTS
} PlxPlotKind;

/* "time", "error", "speedup", "breakdown", "crossings". */
const char *plx_plot_name (PlxPlotKind kind);
/* A set of 1 << PlxPlotKind from "time, error" or "all". @where: what an error begins with. */
gboolean plx_plot_kinds_read (const char *text, const char *where, guint *kinds, GError **error);

/* What gnuplot draws. Panels are small multiples; each has a section of data for what was measured
 * and one for each model; for crossings, of where they are, and one for each variant. */
typedef struct {
  GPtrArray *titles;  /* of char *: one for each panel */
  GPtrArray *models;  /* of char *; crossings: the variants */
  GPtrArray *verdicts;  /* of char *: time: which model is closest in each panel, else empty */
  GString *data;      /* the sections, panel by panel: measured first */
  double low, high;   /* of y over all panels */
  gboolean absolute;  /* speedup: panels end with a section of absolute ones */
  guint64 n_low, n_high;
  const char *against;  /* "n" or "p": what n_low and n_high are of */
  const char *unit;   /* of y: "s", or what a textbook machine counts */
} PlxPlotData;

/* @steps: the text of supersteps.csv, or NULL: then a breakdown is one of the whole. An empty list
 * of titles: nothing to draw. */
PlxPlotData *plx_plot_data_new (PlxPlotKind kind, const GPtrArray *results, const char *steps);
void plx_plot_data_free (PlxPlotData *data);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlxPlotData, plx_plot_data_free)

/* PLX_ERROR_INPUT: the name is not one of a picture. */
gboolean plx_plot_check_name (const char *path, GError **error);
/* One picture; its name says the format: .svg, .png, .pdf. PLX_ERROR_MISSING: no gnuplot, with what
 * to install; PLX_ERROR_INPUT: nothing to draw, another format. */
gboolean plx_plot_file (PlxPlotKind kind, const GPtrArray *results, const char *steps, const char *path, GError **error);
/* KIND.gp and KIND.svg of each of the kinds for which there is something to draw. The .gp files are
 * there even without gnuplot. */
gboolean plx_plot_folder (guint kinds, const GPtrArray *results, const char *steps, const char *dir, GError **error);

/* A picture by a template of plots/, from gnuplot statements that set width, height (in pixels) and what else the template
 * needs, and the datablock $data. Errors as of plx_plot_file (). */
gboolean plx_plot_draw (const char *variables, const char *template, const char *data, const char *path, GError **error);
