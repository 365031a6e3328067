/* SPDX-License-Identifier: MIT */
/* goal-files.h: GOAL texts as LogGOPSim's generator writes them: an operation requires only what it has to wait for. */
#pragma once

#include <glib.h>

typedef struct {
  const char *name;
  guint p;
  void (*rank) (GString *text, guint p, guint i);  /* what stands between its braces */
} BenchGoal;

/* Dissemination, a linear all-to-all, a binomial broadcast: 36, 60 and 47 MB. */
extern const BenchGoal bench_goals[3];

/* (transfer full) */
GString *bench_goal_text (const BenchGoal *goal);
