/* SPDX-License-Identifier: MIT */
/* diagram.h: a space-time diagram of a simulation: processors down, time across, an arrow for each message. */
#pragma once

#include "sim/lab/critical-path.h"

#define PLX_DIAGRAM_PROCESSORS 64
#define PLX_DIAGRAM_ACTIVITIES 4000

typedef struct {
  const char *title;
  const char *unit;             /* of the simulation's times */
  const GArray *processors;     /* of guint64, in the order of their rows; NULL: all */
  double from, to;              /* shown; NaN: from the beginning, to the end */
  const PlxCriticalPath *path;  /* drawn heavier; NULL: none */
} PlxDiagram;

/* @simulation: with a log. @file: its name says the format: .svg, .png, .pdf.
 * PLX_ERROR_INPUT: more than fits on a picture, with how to select; nothing to draw; another format.
 * PLX_ERROR_MISSING: no gnuplot. */
gboolean plx_diagram_draw (const PlxDiagram *diagram, const PlxSimulation *simulation, const char *file, GError **error);
