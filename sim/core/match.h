/* SPDX-License-Identifier: MIT */
/* match.h: which SEND a RECV receives. */
#pragma once

#include <parallax/trace.h>

#define PLX_NO_PARTNER G_MAXUINT32

/* Of a trace of fewer than 2^32 operations, none of them wild: the k-th SEND of a (source, destination, tag) belongs to its
 * k-th RECV. Sets partner[k], k counted over the whole trace, of both ends to the other; of all else to PLX_NO_PARTNER.
 * @partner: [n_ops]. PLX_ERROR_INPUT: their sizes differ. */
gboolean plx_trace_match (const PlxTrace *trace, guint32 *partner, GError **error);
