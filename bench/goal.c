/* SPDX-License-Identifier: MIT */
/* goal.c: how fast GOAL text becomes a schedule, and how many bytes of memory an operation takes. */
#include "bench/bench.h"
#include "bench/goal-files.h"
#include "sim/sources/goal.h"

#include <glib/gstdio.h>

static void
read_text (gpointer data)
{
  const GString *text = data;
  GError *error = NULL;
  PlxSchedule *schedule = plx_goal_parse (text->str, text->len, "bench", &error);

  bench_check (error);
  plx_schedule_unref (schedule);
}

static void
read_binary (gpointer data)
{
  GError *error = NULL;
  PlxSchedule *schedule = plx_goal_read (data, &error);

  bench_check (error);
  plx_schedule_unref (schedule);
}

static double
file_size (const char *path)
{
  GStatBuf status;

  return g_stat (path, &status) == 0 ? (double) status.st_size : 0;
}

static void
print (const BenchGoal *goal, const char *what, double value, const char *unit, const char *wanted)
{
  g_autofree char *line = g_strdup_printf ("GOAL: %s, p = %u, %s", goal->name, goal->p, what);

  bench_print (line, value, unit, wanted);
}

static void
bench_file (const BenchGoal *goal, const char *path)
{
  GError *error = NULL;
  GString *text = bench_goal_text (goal);
  g_autoptr (PlxSchedule) schedule = plx_goal_parse (text->str, text->len, goal->name, &error);

  bench_check (error);
  plx_goal_save (schedule, path, TRUE, &error);
  bench_check (error);
  const guint32 n = plx_schedule_n_tasks (schedule), n_edges = plx_schedule_first_edge (schedule)[n];

  print (goal, "text", 1e-6 * (double) text->len / bench_time (5, read_text, text), "MB/s", "at least 300");
  print (goal, "binary", 1e-6 * file_size (path) / bench_time (5, read_binary, (char *) path), "MB/s", "");
  print (goal, "in memory", sizeof (PlxTask) + 4 + 4.0 * n_edges / n, "B/op", "at most 48");
  g_unlink (path);
  g_string_free (text, TRUE);
}

void
bench_goal (void)
{
  GError *error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("bench-XXXXXX", &error);
  g_autofree char *path = g_build_filename (folder, "schedule.bin", NULL);

  bench_check (error);
  for (guint k = 0; k < G_N_ELEMENTS (bench_goals); k++)
    bench_file (&bench_goals[k], path);
  g_rmdir (folder);
}
