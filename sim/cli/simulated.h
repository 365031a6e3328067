/* SPDX-License-Identifier: MIT */
/* simulated.h: a simulation as text: finishing times, the critical path, sensitivities. */
#pragma once

#include "sim/lab/critical-path.h"
#include "sim/lab/table.h"

/* What is printed. */
typedef struct {
  const PlxSimulation *simulation;
  const char *identity;         /* of what ran */
  const char *model, *machine;  /* as asked for; machine: or NULL */
  const char *unit;             /* of times */
  const PlxCriticalPath *path;  /* NULL: not asked for */
  gboolean show_path, show_sensitivity;
  gboolean all;                 /* every processor and step in a table */
  const double *replicas;       /* [n_replicas]: times, ascending; NULL: there was one run */
  guint n_replicas;
} PlxSimulated;

/* (transfer full) */
char *plx_simulated_print (const PlxSimulated *s, PlxFormat format);
/* "24 steps", "1.5e-05 s". (transfer full) */
char *plx_simulated_time (const PlxSimulated *s, guint64 ticks);
