/* SPDX-License-Identifier: MIT */
/* event-queue.h: the engine for graphs of operations, wild receives, capacity, and machines that share links or memory.
 *
 * One monotone queue for all events; what waits for a processor's resource is in a line of its own, of which only
 * the head is in the queue. So an event costs the same however many wait.
 */
#pragma once

#include "sim/engine/simulation.h"

/* Runs a schedule, lowered or not, under the rule that @costs asks for. Wild receives take what arrives first.
 * PLX_ERROR_INPUT: messages do not match, overflow; PLX_ERROR_FAILED: a deadlock, naming the blocked operations and the
 * cycle in which they wait. Cost: a few operations an event; 16 bytes a task beside the schedule. */
PlxSimulation *plx_event_queue_run (const PlxSchedule *schedule, const PlxProcessorCosts *costs,
                                    const PlxSimulateOptions *options, GError **error);
