/* SPDX-License-Identifier: MIT */
/* mixed-trace.h: a large trace with operations of every kind that supersteps have. */
#pragma once

#include <parallax/trace.h>

#define MIXED_P 256u

/* About 10^7 operations of 256 processors in 40 supersteps, seeded: a third WORK of mixed classes,
 * the rest READ, WRITE, GET, PUT and QUEUE to random processors. */
PlxTrace *mixed_trace_new (void);
