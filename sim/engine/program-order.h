/* SPDX-License-Identifier: MIT */
/* program-order.h: the engine for processors that each keep their program order: no event queue, one pass over a flow. */
#pragma once

#include "sim/engine/simulation.h"

/* No capacity, LogGOPSim rules, rendezvous (see rendezvous.h) or network: the caller sees to that. PLX_ERROR_INPUT: a time
 * beyond 2^62 ticks. */
PlxSimulation *plx_program_order_run (const PlxFlow *flow, const PlxProcessorCosts *costs,
                                      const PlxSimulateOptions *options, GError **error);
