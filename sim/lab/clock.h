/* SPDX-License-Identifier: MIT */
/* clock.h: the clock that measurements are read from. */
#pragma once

#include <glib.h>

typedef struct {
  double step_s;  /* its real step: the smallest difference ever seen between two readings; getres is not believed */
  double cost_s;  /* of one reading */
} PlxClock;

guint64 plx_clock_ns (void);
/* About a millisecond of readings. */
PlxClock plx_clock_measure (void);
