/* SPDX-License-Identifier: MIT */
/* record.h: the runtime that runs all processors as coroutines in one thread and makes the trace. */
#pragma once

#include "sim/program/job.h"

/* prepare, fill, run (recorded), check; of a program in another language the trace that it makes. PLX_ERROR_FAILED: a
 * deadlock, a mismatched sync, a failed check, plx_fail, a limit reached: the message names processors, superstep and
 * label. Conflicts are violations in the trace, not errors. */
PlxTrace *plx_record (const PlxJob *job, const PlxLimits *limits, GError **error);
