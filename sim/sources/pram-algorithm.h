/* SPDX-License-Identifier: MIT */
/* pram-algorithm.h: a PRAM program as an algorithm, so that whatever takes an algorithm takes FILE.pram. */
#pragma once

#include <parallax/algorithm.h>

/* Its parameters are those of the program, n first; an array may be given as "A=1,1,0". It has one variant, "pram", whose
 * trace is plx_pram_trace's. Lives as long as the process. PLX_ERROR_INPUT. */
const PlxAlgorithm *plx_pram_algorithm (const char *path, GError **error);
