/* SPDX-License-Identifier: MIT */
/* fuzz-goal-text.c: reads bytes as GOAL text; a schedule is written and must be read back the same. */
#include "tests/fuzz/round-trip.h"

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PlxSchedule) schedule = plx_goal_parse ((const char *) data, size, "x.goal", &error);

  g_assert ((schedule == NULL) == (error != NULL));
  if (schedule)
    plx_fuzz_round_trip (schedule, FALSE);
  return 0;
}
