/* SPDX-License-Identifier: MIT */
/* replicas.h: one simulation many times, each with noise of its own, and how its time is distributed. */
#pragma once

#include "sim/engine/simulation.h"

/* Simulates whatever @data is. Called from several threads at once, first once from the caller's. */
typedef PlxSimulation *(*PlxReplica) (gpointer data, const PlxSimulateOptions *options, GError **error);

/* @options: whose seed the first replica has and the others are made from; log and timing are not asked for. @n: at
 * least 1. @threads: 0: one for each core. The times do not depend on it. On failure the error is that of the first
 * replica that failed. Returns: (transfer full) of double: the times, ascending, in the simulation's unit. */
GArray *plx_replicas_run (PlxReplica simulate, gpointer data, const PlxSimulateOptions *options, guint n, guint threads,
                          GError **error);
