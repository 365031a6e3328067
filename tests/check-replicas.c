/* SPDX-License-Identifier: MIT */
/* check-replicas.c: runs that differ in noise are the same on any number of threads. */
#include "sim/lab/replicas.h"
#include "sim/engine/platform.h"
#include "sim/sources/pattern.h"
#include "tests/pricing.h"

#define P 6
#define STEPS "[machine]\nunit = step\n"
#define NOISY STEPS "[noise]\ndistribution = exponential\nmean = 11\n" \
                    "[processors]\nspeeds = 1, 0.5\n"
#define LOGGP "loggp:L=17,o=3,g=5,G=0.25"

/* What is simulated: one of the first three. */
typedef struct {
  const PlxTrace *trace;
  const PlxFlow *flow;
  const PlxSchedule *schedule;
  const PlxProcessorCosts *costs;
} Subject;

static PlxSimulation *
simulate (gpointer data, const PlxSimulateOptions *options, GError **error)
{
  const Subject *subject = data;

  if (subject->trace)
    return plx_simulate_trace (subject->trace, subject->costs, options, error);
  if (subject->flow)
    return plx_simulate_flow (subject->flow, subject->costs, options, error);
  return plx_simulate_schedule (subject->schedule, subject->costs, options, error);
}

static GArray *
replicate (Subject subject, const char *text, guint n, guint threads, guint64 seed)
{
  PlxSimulateOptions options = { .seed = seed };
  PlxProcessorCosts costs = { .packet = 0 };
  g_autoptr (PlxMachine) machine = NULL;
  g_autoptr (PlxPlatform) platform = NULL;
  g_autoptr (PlxPricer) pricer = NULL;
  GArray *times = NULL;

  PLX_OK (machine = plx_machine_parse (text, "x.machine", error));
  PLX_OK (plx_platform_new (machine, P, &platform, error));
  PLX_OK (pricer = try_pricer (LOGGP, P, error));
  PLX_OK (pricer->model->costs (pricer->instance, &costs, error));
  options.platform = platform;
  subject.costs = &costs;
  PLX_OK (times = plx_replicas_run (simulate, &subject, &options, n, threads, error));
  return times;
}

/* Two supersteps: everybody puts to two others and gets from a third. */
static PlxTrace *
supersteps (void)
{
  PlxTraceBuilder *b = plx_trace_builder_new (P, "supersteps");

  for (guint s = 0; s < 2; s++)
    {
      for (guint i = 0; i < P; i++)
        {
          hand_work (b, i, 3 + 7 * i);
          hand_words (b, i, PLX_OP_PUT, (i + 1) % P, 2);
          hand_words (b, i, PLX_OP_PUT, (i + 2) % P, 5);
          hand_words (b, i, PLX_OP_GET, (i + 3) % P, 4);
        }
      plx_trace_builder_sync (b);
    }
  return plx_trace_builder_end (b);
}

static PlxFlow *
dissemination (void)
{
  g_autoptr (PlxSettings) settings = plx_settings_new ();
  PlxFlow *flow = NULL;

  PLX_OK (plx_settings_add (settings, "p", G_STRINGIFY (P), "test", error));
  PLX_OK (flow = plx_pattern_flow ("dissemination", settings, NULL, error));
  return flow;
}

/* The first takes what comes in the order in which it comes. */
static PlxSchedule *
first_come (void)
{
  PlxScheduleBuilder *b = plx_schedule_builder_new (P, "first come");
  PlxSchedule *schedule = NULL;

  for (guint i = 1; i < P; i++)
    {
      const PlxTask any = { .kind = PLX_OP_RECV, .peer = PLX_ANY, .amount = 8, .tag = 4 };

      plx_schedule_builder_task (b, 0, &any);
    }
  for (guint i = 1; i < P; i++)
    {
      const PlxTask work = { .kind = PLX_OP_WORK, .amount = 20 + i };
      const PlxTask send = { .kind = PLX_OP_SEND, .peer = 0, .amount = 8, .tag = 4 };
      const guint32 before = plx_schedule_builder_task (b, i, &work);

      plx_schedule_builder_edge (b, before, plx_schedule_builder_task (b, i, &send), FALSE);
    }
  PLX_OK (schedule = plx_schedule_builder_end (b, error));
  return schedule;
}

static double
at (const GArray *times, guint k)
{
  return g_array_index (times, double, k);
}

/* The same with 1, 2, 3 and 7 threads; another with another seed. */
static void
check_threads (Subject subject)
{
  const guint n = 101;
  g_autoptr (GArray) one = replicate (subject, NOISY, n, 1, 5);
  g_autoptr (GArray) other = replicate (subject, NOISY, n, 2, 6);

  ck_assert_uint_eq (one->len, n);
  for (guint threads = 2; threads <= 7; threads += threads == 3 ? 4 : 1)
    {
      g_autoptr (GArray) many = replicate (subject, NOISY, n, threads, 5);

      ck_assert_mem_eq (one->data, many->data, n * sizeof (double));
    }
  ck_assert_double_ne (at (one, 50), at (other, 50));
  for (guint k = 1; k < n; k++)
    ck_assert_double_ge (at (one, k), at (one, k - 1));
  ck_assert_double_gt (at (one, n - 1), at (one, 0));
}

START_TEST (replicas_of_supersteps_are_the_same_on_any_number_of_threads)
{
  g_autoptr (PlxTrace) trace = supersteps ();

  check_threads ((Subject) { .trace = trace });
}
END_TEST

START_TEST (so_are_those_of_a_pattern_that_is_made_on_the_fly)
{
  g_autoptr (PlxFlow) flow = dissemination ();

  check_threads ((Subject) { .flow = flow });
}
END_TEST

START_TEST (so_are_those_of_a_schedule_where_who_comes_first_is_taken_first)
{
  g_autoptr (PlxSchedule) schedule = first_come ();

  check_threads ((Subject) { .schedule = schedule });
}
END_TEST

START_TEST (without_noise_all_replicas_are_alike)
{
  g_autoptr (PlxTrace) trace = supersteps ();
  const Subject subject = { .trace = trace };
  g_autoptr (GArray) quiet = replicate (subject, STEPS "[logp]\nL = 3\n", 9, 2, 5);

  ck_assert_uint_eq (quiet->len, 9);
  ck_assert_double_eq (at (quiet, 0), at (quiet, 8));
  ck_assert_double_gt (at (quiet, 0), 0);
}
END_TEST

static PlxSimulation *
fail_always (G_GNUC_UNUSED gpointer data, const PlxSimulateOptions *options, GError **error)
{
  g_set_error (error, PLX_ERROR, PLX_ERROR_FAILED, "seed %u", (guint) options->seed);
  return NULL;
}

START_TEST (the_first_replica_s_error_is_told)
{
  const PlxSimulateOptions options = { .seed = 77 };

  PLX_FAILS (plx_replicas_run (fail_always, NULL, &options, 50, 4, error), PLX_ERROR_FAILED,
             "seed 77");
}
END_TEST

PLX_TEST_MAIN ("replicas", replicas_of_supersteps_are_the_same_on_any_number_of_threads,
               so_are_those_of_a_pattern_that_is_made_on_the_fly,
               so_are_those_of_a_schedule_where_who_comes_first_is_taken_first,
               without_noise_all_replicas_are_alike, the_first_replica_s_error_is_told)
