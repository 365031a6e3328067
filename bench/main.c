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
  { "pram", bench_pram },
  { "simulate", bench_simulate },
  { "pricing", bench_pricing },
  { "trace-file", bench_trace_file },
};

static double
clock_now (clockid_t clock)
{
  struct timespec t;

  clock_gettime (clock, &t);
  return (double) t.tv_sec + 1e-9 * (double) t.tv_nsec;
}

double
bench_now (void)
{
  return clock_now (CLOCK_MONOTONIC);
}

static int
ascending (const void *a, const void *b)
{
  const double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
median_time (clockid_t clock, guint rounds, void (*run) (gpointer data), gpointer data)
{
  g_autofree double *times = g_new (double, rounds);

  run (data);
  for (guint r = 0; r < rounds; r++)
    {
      const double start = clock_now (clock);

      run (data);
      times[r] = clock_now (clock) - start;
    }
  qsort (times, rounds, sizeof *times, ascending);
  return times[rounds / 2];
}

double
bench_time (guint rounds, void (*run) (gpointer data), gpointer data)
{
  return median_time (CLOCK_MONOTONIC, rounds, run, data);
}

double
bench_processor_time (guint rounds, void (*run) (gpointer data), gpointer data)
{
  return median_time (CLOCK_PROCESS_CPUTIME_ID, rounds, run, data);
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
