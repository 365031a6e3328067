/* SPDX-License-Identifier: MIT */
/* simulate.c: whole commands of the program beside this one, with start, reading and printing: time and peak memory.
 * Time on a processor tells more than time when the machine is not quiet.
 */
#include "bench/bench.h"
#include "bench/goal-files.h"

#include <glib/gstdio.h>
#include <parallax/error.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>

#define ROUNDS 3u

/* A cluster of LogGOPSim's paper, in ns. */
#define MODEL "loggops:L=2500,o=1500,g=1000,G=6,compat="

/* Of one run; peak: of its memory, bytes. */
typedef struct {
  double seconds, processor_seconds, peak;
} Run;

static double
seconds_of (struct timeval t)
{
  return (double) t.tv_sec + 1e-6 * (double) t.tv_usec;
}

static Run
run_once (char **words)
{
  const double start = bench_now ();
  GError *error = NULL;
  struct rusage usage;
  int status = 0;
  GPid child;

  g_spawn_async (NULL, words, NULL, G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL, NULL,
                 NULL, &child, &error);
  bench_check (error);
  if (wait4 (child, &status, 0, &usage) != child || status != 0)
    g_set_error (&error, PLX_ERROR, PLX_ERROR_FAILED, "%s %s %s failed", words[0], words[1], words[2]);
  bench_check (error);
  return (Run) { bench_now () - start, seconds_of (usage.ru_utime) + seconds_of (usage.ru_stime),
                 1024 * (double) usage.ru_maxrss };
}

static int
faster_first (const void *a, const void *b)
{
  const Run *x = a, *y = b;

  return (x->seconds > y->seconds) - (x->seconds < y->seconds);
}

static void
bench_command (const char *what, const char *source, const char *p, const char *compat, const char *wanted)
{
  g_autofree char *model = g_strconcat (MODEL, compat, NULL);
  g_autofree char *line = g_strdup_printf ("whole command: %s, %s", what, compat);
  const char *words[] = { "./parallax", "simulate", source, "--model", model, p, NULL };
  Run runs[ROUNDS];

  for (guint r = 0; r < ROUNDS; r++)
    runs[r] = run_once ((char **) words);
  qsort (runs, ROUNDS, sizeof *runs, faster_first);

  const Run *median = &runs[ROUNDS / 2];
  bench_print (line, median->seconds, "s", wanted);
  bench_print ("  of it on a processor", median->processor_seconds, "s", "");
  bench_print ("  its peak memory", 1e-6 * median->peak, "MB", "");
}

static void
bench_file (const BenchGoal *goal, const char *path)
{
  GString *text = bench_goal_text (goal);
  g_autofree char *what = g_strdup_printf ("%s, %.0f MB of GOAL", goal->name, 1e-6 * (double) text->len);
  GError *error = NULL;

  g_file_set_contents (path, text->str, (gssize) text->len, &error);
  bench_check (error);
  g_string_free (text, TRUE);
  bench_command (what, path, NULL, "lgs", "");
  bench_command (what, path, NULL, "textbook", "");
  g_unlink (path);
}

void
bench_simulate (void)
{
  GError *error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("bench-XXXXXX", &error);
  g_autofree char *path = g_build_filename (folder, "schedule.goal", NULL);

  bench_check (error);
  for (guint k = 0; k < G_N_ELEMENTS (bench_goals); k++)
    bench_file (&bench_goals[k], path);
  g_rmdir (folder);
  bench_command ("optimal on 2^20", "pattern:optimal", "p=1048576", "textbook", "under 1");
  bench_command ("dissemination on 2^20", "pattern:dissemination", "p=1048576", "textbook", "under 4");
  bench_command ("dissemination on 2^17", "pattern:dissemination", "p=131072", "lgs", "");
  bench_command ("all-to-all on 2^10", "pattern:linear-all-to-all", "p=1024", "lgs", "");
}
