/* SPDX-License-Identifier: MIT */
/* fuzz-goal-binary.c: reads bytes as binary GOAL; a schedule is written and must be the same bytes again. */
#include "tests/fuzz/round-trip.h"

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PlxSchedule) schedule = plx_goal_parse_binary (data, size, "x.bin", &error);

  g_assert ((schedule == NULL) == (error != NULL));
  if (schedule)
    plx_fuzz_round_trip (schedule, TRUE);
  return 0;
}
