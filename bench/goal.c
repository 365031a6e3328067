/* SPDX-License-Identifier: MIT */
/* goal.c: how fast GOAL text becomes a schedule, and how many bytes of memory an operation takes. */
#include "bench/bench.h"
#include "sim/sources/goal.h"

#include <glib/gstdio.h>

#define PROCS 32768u
#define ROUNDS 15u

/* Dissemination: in round k everybody sends to the one 2^k further on, and waits for both of the round before. */
static GString *
dissemination (void)
{
  GString *text = g_string_sized_new (48 << 20);

  g_string_append_printf (text, "num_ranks %u\n", PROCS);
  for (guint i = 0; i < PROCS; i++)
    {
      g_string_append_printf (text, "\nrank %u {\n", i);
      for (guint k = 0; k < ROUNDS; k++)
        {
          const guint to = (i + (1u << k)) % PROCS, from = (i + PROCS - (1u << k)) % PROCS, n = 2 * k + 1;

          g_string_append_printf (text, "l%u: send 8b to %u tag %u\nl%u: recv 8b from %u tag %u\n", n, to, k, n + 1, from, k);
          if (k > 0)
            g_string_append_printf (text, "l%u requires l%u\nl%u requires l%u\n", n, n - 1, n + 1, n - 1);
        }
      g_string_append (text, "}\n");
    }
  return text;
}

static void
read_text (gpointer data)
{
  const GString *text = data;
  GError *error = NULL;
  PlxSchedule *schedule = plx_goal_parse (text->str, text->len, "dissemination", &error);

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

void
bench_goal (void)
{
  GError *error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("bench-XXXXXX", &error);
  g_autofree char *path = g_build_filename (folder, "dissemination.bin", NULL);
  GString *text = dissemination ();
  g_autoptr (PlxSchedule) schedule = plx_goal_parse (text->str, text->len, "dissemination", &error);

  bench_check (error);
  const double n = plx_schedule_n_tasks (schedule), edges = plx_schedule_first_edge (schedule)[plx_schedule_n_tasks (schedule)];
  bench_print ("GOAL: text", 1e-6 * (double) text->len / bench_time (5, read_text, text), "MB/s", "at least 300");
  plx_goal_save (schedule, path, TRUE, &error);
  bench_check (error);
  bench_print ("GOAL: binary", 1e-6 * file_size (path) / bench_time (5, read_binary, path), "MB/s", "");
  bench_print ("GOAL: schedule in memory", (28 * n + 4 * edges) / n, "B/op", "at most 48");
  g_unlink (path);
  g_rmdir (folder);
  g_string_free (text, TRUE);
}
