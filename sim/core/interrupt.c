/* SPDX-License-Identifier: MIT */
/* interrupt.c: whether Ctrl-C has asked for an end. */
#include "sim/core/interrupt.h"

volatile int plx_interrupted;
