/* SPDX-License-Identifier: MIT */
/* causal.h: the causal superstep, or level, of every operation. */
#pragma once

#include <parallax/trace.h>

/* A RECV is in a level after its SEND's, and whatever follows it on its processor is no earlier; each superstep of the trace
 * begins a new level. @partner: of plx_trace_match (). Sets of[k], k counted over the whole trace; appends to @raw, of guint32,
 * the superstep of every level. PLX_ERROR_INPUT: a message that is never sent; PLX_ERROR_FAILED: a deadlock; the message names
 * the operations that wait. */
gboolean plx_trace_levels (const PlxTrace *trace, const guint32 *partner, guint32 *of, GArray *raw, GError **error);
