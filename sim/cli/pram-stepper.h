/* SPDX-License-Identifier: MIT */
/* pram-stepper.h: a terminal in which a PRAM program is stepped through, forwards and backwards. */
#pragma once

#include "sim/sources/pram.h"

#include <stdio.h>

/* Reads commands, a line each, until `quit` or the end of @in. @color: marks are also coloured. FALSE with the error of
 * plx_pram_run, before the first command when no step was done, else after the last one. */
gboolean plx_pram_step_through (const PlxPram *pram, const PlxPramOptions *options, FILE *in, FILE *out, gboolean color,
                                GError **error);
