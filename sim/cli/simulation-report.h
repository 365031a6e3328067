/* SPDX-License-Identifier: MIT */
/* simulation-report.h: a simulation as text: finishing times, the critical path, sensitivities. */
#pragma once

#include "sim/lab/critical-path.h"
#include "sim/lab/table.h"

typedef struct {
  const PlxSimulation *simulation;
  const char *identity;         /* of what ran */
  const char *model, *machine;  /* as asked for; machine: or NULL */
  const char *unit;             /* of times */
  const PlxCriticalPath *path;  /* NULL: not asked for */
  gboolean show_path, show_sensitivity;
  gboolean all;                 /* every processor and step in a table */
  const GArray *replicas;       /* of double: times, ascending; NULL: there was one run */
} PlxSimulationReport;

/* CSV: a row for each processor, whatever else is shown in a table or in JSON. (transfer full) */
char *plx_simulation_report_print (const PlxSimulationReport *report, PlxFormat format);
/* "24 steps", "1.5e-05 s". (transfer full) */
char *plx_simulation_time_text (const PlxSimulation *simulation, const char *unit);
