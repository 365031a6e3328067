/* SPDX-License-Identifier: MIT */
/* check-engines-agree.c: both engines and the reference end every processor at the same tick, on random programs. */
#include "sim/engine/log-timing.h"
#include "tests/draw.h"
#include "tests/reference.h"

#include <string.h>

/* ---- comparing ---- */

static void
expect_finish (const Draw *d, const PlxSimulation *simulation, const gint64 *finish, const char *what)
{
  for (guint i = 0; i < d->p; i++)
    ck_assert_msg ((gint64) simulation->of[i].finish == finish[i],
                   "seed %u, %s: %s ends processor %u at %" G_GUINT64_FORMAT ", the reference at %" G_GINT64_FORMAT, d->seed,
                   what, simulation->engine, i, simulation->of[i].finish, finish[i]);
}

static void
expect_ties (const Draw *d, const PlxSimulation *simulation, guint64 ties, const char *what)
{
  ck_assert_msg (simulation->n_ties == ties, "seed %u, %s: %s has %" G_GUINT64_FORMAT " ties, the reference %" G_GUINT64_FORMAT,
                 d->seed, what, simulation->engine, simulation->n_ties, ties);
}

static void
expect_parts (const Draw *d, const PlxSimulation *simulation)
{
  for (guint i = 0; i < d->p; i++)
    {
      const PlxShare *share = &simulation->of[i];

      ck_assert_msg (share->finish == share->busy + share->gap + share->wait,
                     "seed %u: %s: processor %u: the parts do not add up to its finish", d->seed, simulation->engine, i);
    }
}

/* The same error, or the reference's finish. */
static void
expect_engine (const Draw *d, const PlxSchedule *schedule, PlxEngineChoice engine, gboolean ended, const gint64 *finish,
               guint64 ties, const char *what)
{
  const PlxSimulateOptions options = { .engine = engine };
  g_autoptr (GError) error = NULL;
  g_autoptr (PlxSimulation) simulation = plx_simulate_schedule (schedule, &d->costs, &options, &error);

  if (!ended)
    {
      ck_assert_msg (g_error_matches (error, PLX_ERROR, PLX_ERROR_FAILED)
                     || (error && strstr (error->message, ": nobody ")), "seed %u, %s: %s, not a deadlock", d->seed, what,
                     error ? error->message : "it ended");
      return;
    }
  ck_assert_msg (simulation != NULL, "seed %u, %s: %s", d->seed, what, error ? error->message : "?");
  expect_finish (d, simulation, finish, what);
  expect_ties (d, simulation, ties, what);
  if (plx_schedule_n_cpus (schedule) == 1)
    expect_parts (d, simulation);
}

static void
expect_threads (const Draw *d, const PlxSchedule *schedule)
{
  g_autoptr (PlxSimulation) one = NULL;

  for (guint threads = 1; threads <= 4; threads *= 2)
    {
      const PlxSimulateOptions options = { .engine = PLX_ENGINE_PROGRAM_ORDER, .threads = threads };
      g_autoptr (PlxSimulation) many = NULL;

      PLX_OK (many = plx_simulate_schedule (schedule, &d->costs, &options, error));
      if (one)
        ck_assert_mem_eq (many->of, one->of, d->p * sizeof *one->of);
      else
        one = g_steal_pointer (&many);
    }
}

/* Returns whether it could run to its end. */
static gboolean
agree (Draw *d, Shape shape)
{
  static const char *const what[] = { "chains", "graphs", "wild" };
  g_autoptr (PlxSchedule) schedule = draw_schedule (d, shape), lowered = NULL;
  gint64 finish[MOST_PROCS] = { 0 };
  guint64 ties = 0;
  gboolean ended;

  PLX_OK (lowered = plx_lower_schedule (schedule, &d->costs, FALSE, error));
  ended = reference (lowered, &d->costs, finish, &ties) == plx_schedule_n_tasks (lowered);
  if (shape == CHAINS)
    expect_engine (d, schedule, PLX_ENGINE_PROGRAM_ORDER, ended, finish, ties, what[shape]);
  if (shape == CHAINS && ended)
    expect_threads (d, schedule);
  expect_engine (d, schedule, PLX_ENGINE_EVENT_QUEUE, ended, finish, ties, what[shape]);
  return ended;
}

static void
agree_on_many (Shape shape, guint from, guint n, gboolean ask)
{
  guint ended = 0;

  for (guint seed = from; seed < from + n; seed++)
    {
      g_auto (Draw) d = { .rand = NULL };

      draw_init (&d, seed);
      if (ask)
        d.costs.eager = 8;
      if (shape != CHAINS && below (&d, 2))
        d.costs.t.of[PLX_COPY] = d.costs.t.of[0];
      d.upwards = shape != CHAINS && below (&d, 3) == 0;
      ended += agree (&d, shape);
    }
  ck_assert_uint_gt (ended, n / 4);
}

START_TEST (on_chains_of_operations)
{
  agree_on_many (CHAINS, 1, 500, FALSE);
}
END_TEST

START_TEST (on_graphs_of_operations)
{
  agree_on_many (GRAPHS, 1001, 500, FALSE);
}
END_TEST

START_TEST (on_receives_from_anybody)
{
  agree_on_many (WILD, 2001, 500, FALSE);
}
END_TEST

START_TEST (on_large_messages_that_ask_first)
{
  agree_on_many (CHAINS, 3001, 200, TRUE);
  agree_on_many (GRAPHS, 3001, 200, TRUE);
  agree_on_many (WILD, 3001, 200, TRUE);
}
END_TEST

/* ---- supersteps ---- */

static void
expect_timing (const Draw *d, const PlxTiming *a, const PlxTiming *b)
{
  ck_assert_msg (a->n_supersteps == b->n_supersteps, "seed %u: %u and %u supersteps", d->seed, a->n_supersteps,
                 b->n_supersteps);
  for (guint s = 0; s < a->n_supersteps; s++)
    ck_assert_msg (a->critical[s] == b->critical[s] && memcmp (&a->cost[s], &b->cost[s], sizeof a->cost[s]) == 0,
                   "seed %u, superstep %u: of processor %u %g + %g + %g + %g, or of %u %g + %g + %g + %g", d->seed, s,
                   a->critical[s], a->cost[s].compute, a->cost[s].communicate, a->cost[s].wait, a->cost[s].synchronise,
                   b->critical[s], b->cost[s].compute, b->cost[s].communicate, b->cost[s].wait, b->cost[s].synchronise);
}

/* Without trains, which a log tells as one. */
START_TEST (a_log_tells_the_parts_of_supersteps)
{
  for (guint seed = 5001; seed < 5301; seed++)
    {
      const PlxSimulateOptions options = { .engine = PLX_ENGINE_PROGRAM_ORDER, .timing = TRUE, .log = TRUE };
      g_auto (Draw) d = { .rand = NULL };
      g_autoptr (PlxTrace) trace = NULL;
      g_autoptr (PlxSimulation) simulation = NULL;
      g_autoptr (PlxTiming) told = NULL;

      draw_init (&d, seed);
      d.costs.packet = 0;
      trace = draw_supersteps (&d, 1);
      PLX_OK (simulation = plx_simulate_trace (trace, &d.costs, &options, error));
      told = plx_log_timing (simulation, trace, &d.costs, FALSE);
      expect_timing (&d, simulation->timing, told);
    }
}
END_TEST

START_TEST (a_log_tells_the_parts_of_causal_supersteps)
{
  for (guint seed = 6001; seed < 6301; seed++)
    {
      const PlxSimulateOptions options = { .engine = PLX_ENGINE_PROGRAM_ORDER, .timing = TRUE, .log = TRUE };
      g_auto (Draw) d = { .rand = NULL };
      g_autoptr (PlxSchedule) schedule = NULL;
      g_autoptr (PlxTrace) trace = NULL;
      g_autoptr (PlxSimulation) simulation = NULL;
      g_autoptr (PlxTiming) told = NULL;

      draw_init (&d, seed);
      d.p = MAX (d.p, 2);
      d.apart = TRUE;
      schedule = draw_schedule (&d, CHAINS);
      PLX_OK (trace = plx_schedule_to_trace (schedule, error));
      PLX_OK (simulation = plx_simulate_trace (trace, &d.costs, &options, error));
      for (guint k = 0; k < simulation->log->len; k++)
        g_array_index (simulation->log, PlxActivity, k).level = 0;
      told = plx_log_timing (simulation, trace, &d.costs, FALSE);
      expect_timing (&d, simulation->timing, told);
    }
}
END_TEST

START_TEST (on_supersteps_and_their_parts)
{
  for (guint seed = 4001; seed < 4501; seed++)
    {
      g_auto (Draw) d = { .rand = NULL };
      PlxSimulateOptions options = { .engine = PLX_ENGINE_PROGRAM_ORDER, .timing = TRUE };
      g_autoptr (PlxTrace) trace = NULL;
      g_autoptr (PlxSimulation) straight = NULL, queue = NULL;

      draw_init (&d, seed);
      trace = draw_supersteps (&d, 3);
      PLX_OK (straight = plx_simulate_trace (trace, &d.costs, &options, error));
      options.engine = PLX_ENGINE_EVENT_QUEUE;
      PLX_OK (queue = plx_simulate_trace (trace, &d.costs, &options, error));
      for (guint i = 0; i < d.p; i++)
        ck_assert_msg (straight->of[i].finish == queue->of[i].finish,
                       "seed %u: processor %u: program order ends at %" G_GUINT64_FORMAT ", the event queue at %"
                       G_GUINT64_FORMAT, seed, i, straight->of[i].finish, queue->of[i].finish);
      if (d.costs.packet == 0)
        expect_timing (&d, straight->timing, queue->timing);
    }
}
END_TEST

PLX_TEST_MAIN ("engines-agree", on_chains_of_operations, on_graphs_of_operations, on_receives_from_anybody,
               on_large_messages_that_ask_first, on_supersteps_and_their_parts, a_log_tells_the_parts_of_supersteps,
               a_log_tells_the_parts_of_causal_supersteps)
