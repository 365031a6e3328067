/* SPDX-License-Identifier: MIT */
/* main.c: runs the benchmarks named, or all. */
#include "bench/bench.h"

#include <gsl/gsl_errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const struct {
  const char *name;
  void (*run) (void);
} benches[] = {
  /* First what needs little memory: the peak is of the whole program. */
  { "record", bench_record },
  { "switch", bench_switch },
  { "barrier", bench_barrier },
  { "engine", bench_engine },
  { "event-queue", bench_event_queue },
  { "goal", bench_goal },
  { "simulate", bench_simulate },
  { "pricing", bench_pricing },
  { "trace-file", bench_trace_file },
};

double
bench_now (void)
{
  struct timespec t;

  clock_gettime (CLOCK_MONOTONIC, &t);
  return (double) t.tv_sec + 1e-9 * (double) t.tv_nsec;
}

static int
ascending (const void *a, const void *b)
{
  const double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

double
bench_time (guint rounds, void (*run) (gpointer data), gpointer data)
{
  g_autofree double *times = g_new (double, rounds);

  run (data);
  for (guint r = 0; r < rounds; r++)
    {
      const double start = bench_now ();

      run (data);
      times[r] = bench_now () - start;
    }
  qsort (times, rounds, sizeof *times, ascending);
  return times[rounds / 2];
}

void
bench_print (const char *what, double value, const char *unit, const char *wanted)
{
  printf ("%-48s %10.4g %-10s %s\n", what, value, unit, wanted);
  fflush (stdout);
}

void
bench_check (GError *error)
{
  if (!error)
    return;
  fprintf (stderr, "bench: %s\n", error->message);
  exit (EXIT_FAILURE);
}

PlxJob *
bench_job (const char *label, const char *key, const char *value, guint p)
{
  g_autoptr (PlxSettings) settings = plx_settings_new ();
  const PlxVariant *variant = NULL;
  GError *error = NULL;
  const PlxAlgorithm *algorithm = plx_algorithm_find (label, &variant, &error);
  PlxJob *job;

  bench_check (error);
  plx_settings_add (settings, key, value, "bench", &error);
  bench_check (error);
  job = plx_job_new (algorithm, variant, settings, p, 1, NULL, NULL, &error);
  bench_check (error);
  return job;
}

static gboolean
asked_for (const char *name, int argc, char **argv)
{
  for (int k = 1; k < argc; k++)
    if (strcmp (name, argv[k]) == 0)
      return TRUE;
  return argc < 2;
}

int
main (int argc, char **argv)
{
  gsl_set_error_handler_off ();
  for (guint k = 0; k < G_N_ELEMENTS (benches); k++)
    if (asked_for (benches[k].name, argc, argv))
      benches[k].run ();
  return EXIT_SUCCESS;
}
