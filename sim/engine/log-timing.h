/* SPDX-License-Identifier: MIT */
/* log-timing.h: what each superstep cost, told from what each processor did. */
#pragma once

#include "sim/engine/simulation.h"

/* Of a simulation of @trace with a log. Supersteps are causal: a receive belongs to the one after its send's, as in
 * plx_trace_bulk (), and of a wild trace as it happened. Their times are differences of latest ends; the parts are those
 * of the processor that ends last. (transfer full) */
PlxTiming *plx_log_timing (const PlxSimulation *simulation, const PlxTrace *trace, const PlxProcessorCosts *costs,
                           gboolean explain);
