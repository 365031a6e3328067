/* SPDX-License-Identifier: MIT */
/* check-goal-golden.c: finishing times that LogGOPSim found, its sort replaced by a stable one: golden/goal/expected.csv. */
#include "tests/main.h"

#include "sim/engine/event-queue.h"
#include "sim/sources/goal.h"

static PlxMessageCost
unused (G_GNUC_UNUSED gconstpointer instance, G_GNUC_UNUSED guint64 bytes)
{
  return (PlxMessageCost) { .send = 0 };
}

static PlxProcessorCosts
costs_of (char **columns)
{
  double of[6];

  for (guint k = 0; k < 6; k++)
    of[k] = g_ascii_strtod (columns[2 + k], NULL);
  return (PlxProcessorCosts) {
    .t = { .flat = TRUE, .of = { [PLX_OP] = { .n = 1, .x = { 1 }, .y = { 1 } } } },
    .message = unused, .eager = (guint64) of[5], .word = 8, .tick = 1,
    .lgs = { .on = TRUE, .L = of[0], .o = of[1], .g = of[2], .G = of[3], .O = of[4] },
  };
}

/* A line: schedule, name of the parameters, L, o, g, G, O, S, finishing times. */
static void
check_line (const char *folder, const char *line)
{
  g_auto (GStrv) columns = g_strsplit (line, ",", 9);
  g_autofree char *path = g_build_filename (folder, columns[0], NULL);
  const PlxProcessorCosts costs = costs_of (columns);
  g_autoptr (PlxSchedule) schedule = NULL;
  g_autoptr (PlxSimulation) got = NULL;
  g_autoptr (GString) finish = g_string_new (NULL);

  PLX_OK (schedule = plx_goal_read (path, error));
  PLX_OK (got = plx_event_queue_run (schedule, &costs, NULL, error));
  for (guint i = 0; i < got->p; i++)
    g_string_append_printf (finish, "%s%" G_GUINT64_FORMAT, i > 0 ? " " : "", got->of[i].finish);
  ck_assert_msg (strcmp (finish->str, g_strchomp (columns[8])) == 0, "%s, %s: %s, not %s", columns[0], columns[1],
                 finish->str, columns[8]);
}

START_TEST (every_recorded_finish_is_found)
{
  const char *top = g_getenv ("top_srcdir");
  g_autofree char *folder = g_build_filename (top ? top : ".", "tests", "golden", "goal", NULL);
  g_autofree char *path = g_build_filename (folder, "expected.csv", NULL);
  g_autofree char *text = NULL;
  guint n = 0;

  ck_assert (g_file_get_contents (path, &text, NULL, NULL));
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (guint k = 1; lines[k] && *lines[k]; k++, n++)
    check_line (folder, lines[k]);
  ck_assert_uint_eq (n, 116);
}
END_TEST

PLX_TEST_MAIN ("goal-golden", every_recorded_finish_is_found)
