/* SPDX-License-Identifier: MIT */
/* record.c: 65,536 processors of Hillis-Steele prefix sums, 16 supersteps, recorded; and the switch
 * of coroutines. */
#include "bench/bench.h"
#include "sim/program/coroutine.h"
#include "sim/program/record.h"

#include <sys/resource.h>

#define P 65536u
#define SWITCHES 1000000u

static void
record (gpointer data)
{
  const PlxLimits limits = PLX_LIMITS_DEFAULT;
  GError *error = NULL;
  PlxTrace *trace = plx_record (data, &limits, &error);

  bench_check (error);
  plx_trace_unref (trace);
}

static double
peak_mb (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (double) usage.ru_maxrss * 1024 * 1e-6;
}

void
bench_record (void)
{
  g_autoptr (PlxJob) job = bench_job ("scan.hillis-steele", "n", "65536", P);
  double start = bench_now ();

  record (job);
  bench_print ("record p = 65536 x 16 supersteps, first time", bench_now () - start, "s", "under 1.5");
  bench_print ("record p = 65536 x 16 supersteps, again", bench_time (3, record, job), "s", "under 1.5");
  bench_print ("peak memory after it", peak_mb (), "MB", "under 600");
}

typedef struct {
  PlxStacks *stacks;
  gpointer context;
} Switcher;

static void
suspend_for_ever (gpointer data)
{
  Switcher *switcher = data;

  for (;;)
    plx_stacks_suspend (switcher->stacks, &switcher->context, FALSE);
}

static void
switch_often (gpointer data)
{
  Switcher *switcher = data;

  for (guint k = 0; k < SWITCHES; k++)
    plx_stacks_resume (switcher->stacks, 0, &switcher->context, suspend_for_ever, switcher);
}

void
bench_switch (void)
{
  GError *error = NULL;
  Switcher switcher = { .stacks = plx_stacks_get (1, &error) };

  bench_check (error);
  bench_print ("switch to a coroutine and back", bench_time (9, switch_often, &switcher) / SWITCHES * 1e9, "ns", "");
}
