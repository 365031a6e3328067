/* SPDX-License-Identifier: MIT */
/* interrupt.h: whether Ctrl-C has asked for an end. */
#pragma once

/* Set by Ctrl-C: a recording and a PRAM program end with an error, a measurement after the visit under way with what there
 * is. */
extern volatile int plx_interrupted;
