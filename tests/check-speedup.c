/* SPDX-License-Identifier: MIT */
/* check-speedup.c: relative speed-ups are against the same variant, absolute ones against the sequential program. */
#include "sim/lab/speedup.h"
#include "tests/main.h"

#include <math.h>

static const PlxTimed timed[] = {
  { "tree-sum", "sequential", "n=64", "sequential", 1, 12 },
  { "tree-sum", "sequential", "n=128", "sequential", 1, 30 },
  { "tree-sum", "a-ary", "n=64 a=3", "threads", 1, 20 },
  { "tree-sum", "a-ary", "n=64 a=3", "threads", 2, 8 },
  { "tree-sum", "a-ary", "n=64 a=5", "threads", 2, 16 },     /* not on one processor */
  { "tree-sum", "a-ary", "n=128 a=3", "threads", 4, 6 },
  { "tree-sum", "a-ary", "n=64 a=3", "simulated", 2, 3 },    /* no clock is that of this machine */
  { "sort", "a-ary", "n=64", "threads", 2, 7 },              /* another algorithm */
  { "tree-sum", "a-ary", "n=64 a=3", NULL, 2, (double) NAN },
};

static void
is (PlxSpeedup speedup, double relative, double absolute)
{
  ck_assert_msg (isnan (relative) ? isnan (speedup.relative) : fabs (speedup.relative - relative) < 1e-12,
                 "relative %g; expected %g", speedup.relative, relative);
  ck_assert_msg (isnan (absolute) ? isnan (speedup.absolute) : fabs (speedup.absolute - absolute) < 1e-12,
                 "absolute %g; expected %g", speedup.absolute, absolute);
}

START_TEST (each_speed_up_is_against_what_it_says)
{
  g_autofree PlxSpeedup *speedups = plx_speedups_new (timed, G_N_ELEMENTS (timed));

  is (speedups[0], 1, 1);
  is (speedups[2], 1, 0.6);
  is (speedups[3], 2.5, 1.5);
  is (speedups[4], (double) NAN, 0.75);
  is (speedups[5], (double) NAN, 5);
  for (guint i = 6; i < G_N_ELEMENTS (timed); i++)
    is (speedups[i], (double) NAN, (double) NAN);
  ck_assert (plx_speedups_absolute (timed, speedups, G_N_ELEMENTS (timed)));
  ck_assert (!plx_speedups_absolute (timed, speedups, 2));
}
END_TEST

START_TEST (a_simulated_sequential_program_counts_for_simulated_processors)
{
  const PlxTimed cells[] = { { "sum", "sequential", "n=9", "simulated", 1, 10 },
                             { "sum", "d-ary", "n=9 d=2", "simulated", 4, 5 },
                             { "sum", "d-ary", "n=9 d=2", "threads", 4, 5 } };
  g_autofree PlxSpeedup *speedups = plx_speedups_new (cells, G_N_ELEMENTS (cells));

  is (speedups[1], (double) NAN, 2);
  is (speedups[2], (double) NAN, (double) NAN);
}
END_TEST

PLX_TEST_MAIN ("speedup", each_speed_up_is_against_what_it_says,
               a_simulated_sequential_program_counts_for_simulated_processors)
