/* SPDX-License-Identifier: MIT */
/* replicas.h: one simulation many times, each with noise of its own, and how its time is distributed. */
#pragma once

#include "sim/engine/simulation.h"

/* In the unit of time of the simulation; what lies between two observations is interpolated. */
typedef struct {
  guint n;
  double min, q1, median, q3, p95, p99, max;
} PlxReplicas;

/* Simulates whatever @data is. Called from several threads at once, first once from the caller's. */
typedef PlxSimulation *(*PlxReplica) (gpointer data, const PlxSimulateOptions *options, GError **error);

/* @options: whose seed gives each replica its own; log and timing are not asked for. @n: at least 1. @threads: 0: one for
 * each core. The numbers do not depend on it. On failure the error is that of the first replica that failed. */
gboolean plx_replicas_run (PlxReplica simulate, gpointer data, const PlxSimulateOptions *options, guint n, guint threads,
                           PlxReplicas *replicas, GError **error);
