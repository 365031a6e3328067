/* SPDX-License-Identifier: MIT */
/* rendezvous.h: large messages ask their receiver first. */
#pragma once

#include <parallax/trace.h>

/* The trace with every message of more than @eager bytes as three: its sender sends a request of a byte and waits for a reply
 * of a byte before it sends the data, all in the place of the SEND, and its receiver receives, sends and receives in the place
 * of the RECV; `unused` of requests and replies is PLX_OP_REQUEST or PLX_OP_REPLY. Messages to oneself stay. The trace itself
 * when it has none so large. Errors: those of plx_trace_flow (). Returns: (transfer full). */
PlxTrace *plx_rendezvous_expand (const PlxTrace *trace, guint64 eager, GError **error);
