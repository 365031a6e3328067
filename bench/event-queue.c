/* SPDX-License-Identifier: MIT */
/* event-queue.c: how many events a second the event-queue engine runs under LogGOPSim's rule. */
#include "bench/bench.h"
#include "sim/engine/event-queue.h"
#include "sim/engine/lower.h"
#include "sim/sources/pattern.h"

/* A cluster of LogGOPSim's paper, in ns. */
static const PlxProcessorCosts costs = {
  .eager = G_MAXUINT64,
  .barrier = -1,
  .tick = 1,
  .lgs = { .on = TRUE, .L = 2500, .o = 1500, .g = 1000, .G = 6 },
};

static void
run (gpointer schedule)
{
  const PlxSimulateOptions options = { .threads = 1 };
  GError *error = NULL;
  PlxSimulation *simulation = plx_event_queue_run (schedule, &costs, &options, &error);

  bench_check (error);
  plx_simulation_free (simulation);
}

static PlxTrace *
make_trace (const char *pattern, const char *p)
{
  g_autoptr (PlxSettings) settings = plx_settings_new ();
  GError *error = NULL;

  plx_settings_add (settings, "p", p, "bench", &error);
  bench_check (error);
  g_autoptr (PlxFlow) flow = plx_pattern_flow (pattern, settings, NULL, &error);

  bench_check (error);
  return plx_flow_to_trace (flow);
}

static PlxSchedule *
load (const PlxTrace *trace)
{
  GError *error = NULL;
  PlxSchedule *schedule = plx_lower_trace (trace, &costs, FALSE, &error);

  bench_check (error);
  return schedule;
}

static void
load_and_run (gpointer trace)
{
  g_autoptr (PlxSchedule) schedule = load (trace);

  run (schedule);
}

/* Events are SENDs, RECVs and arrivals: each message has all three. A run begins with a schedule, whose messages know their
 * other ends; to load is to make one of a trace. */
static void
bench_pattern (const char *pattern, const char *p, const char *wanted)
{
  g_autoptr (PlxTrace) trace = make_trace (pattern, p);
  g_autoptr (PlxSchedule) schedule = load (trace);
  g_autofree char *title = g_strdup_printf ("event queue: %s, p = %s", pattern, p);
  const double n = 1.5 * plx_schedule_n_tasks (schedule);

  bench_print (title, n / bench_time (5, run, schedule) * 1e-6, "M events/s", wanted);
  bench_print ("event queue: the same, and loading", n / bench_time (5, load_and_run, trace) * 1e-6, "M events/s", "");
}

void
bench_event_queue (void)
{
  bench_pattern ("dissemination", "32768", "at least 15");
  bench_pattern ("ring-all-reduce", "512", "at least 15");
  bench_pattern ("linear-all-to-all", "1024", "at least 10");
}
