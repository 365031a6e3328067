/* SPDX-License-Identifier: MIT */
/* markdown.h: docs/algorithms.md. */
#pragma once

#include <parallax/registry.h>

/* A page with a section for each algorithm; @only (may be NULL): its section alone. (transfer full) */
char *plx_algorithms_markdown (const PlxAlgorithm *only);
/* "from --model logp or the machine" where a parameter has no default of its own. */
const char *plx_param_default (const PlxParam *param);
