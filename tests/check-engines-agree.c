/* SPDX-License-Identifier: MIT */
/* check-engines-agree.c: both engines and the reference end every processor at the same tick, on random programs. */
#include "sim/engine/log-timing.h"
#include "sim/lab/critical-path.h"
#include "tests/draw.h"
#include "tests/pricing.h"
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

/* Three could start at 0, two of them again at 5, one at 8; what may not start before 10 is alone then. */
START_TEST (a_tie_is_a_start_when_another_could_have_started)
{
  PlxScheduleBuilder *b = plx_schedule_builder_new (1, "ties");
  const guint64 amounts[] = { 5, 3, 2, 4 };
  g_autoptr (PlxSchedule) schedule = NULL;
  g_autoptr (PlxSimulation) simulation = NULL;
  g_auto (Draw) d = { .rand = NULL };

  draw_init (&d, 1);
  for (guint k = 0; k < G_N_ELEMENTS (amounts); k++)
    plx_schedule_builder_task (b, 0, &(PlxTask) { .kind = PLX_OP_WORK, .amount = amounts[k] });
  plx_schedule_builder_edge (b, 2, 3, FALSE);
  PLX_OK (schedule = plx_schedule_builder_end (b, error));
  PLX_OK (simulation = plx_simulate_schedule (schedule, &d.costs, NULL, error));
  ck_assert_uint_eq (simulation->of[0].finish, 14);
  ck_assert_uint_eq (simulation->n_ties, 2);
}
END_TEST

/* ---- noise and logs ---- */

static void
expect_shares (const Draw *d, const PlxSimulation *straight, const PlxSimulation *queue)
{
  for (guint i = 0; i < d->p; i++)
    {
      const PlxShare *a = &straight->of[i], *b = &queue->of[i];

      ck_assert_msg (a->finish == b->finish && a->busy == b->busy && a->gap == b->gap && a->wait == b->wait,
                     "seed %u: processor %u: program order ends at %" G_GUINT64_FORMAT ", busy %" G_GUINT64_FORMAT ", gap %"
                     G_GUINT64_FORMAT ", the event queue at %" G_GUINT64_FORMAT ", busy %" G_GUINT64_FORMAT ", gap %"
                     G_GUINT64_FORMAT, d->seed, i, a->finish, a->busy, a->gap, b->finish, b->busy, b->gap);
    }
}

/* Random chains by both engines, with a log, end alike; FALSE: in a deadlock. As a trace: that makes one of two pieces of work
 * in a row. */
static gboolean
simulate_both (Draw *d, const PlxPlatform *platform, PlxSimulation **straight, PlxSimulation **queue)
{
  PlxSimulateOptions options = { .engine = PLX_ENGINE_PROGRAM_ORDER, .log = TRUE, .platform = platform, .seed = d->seed };
  g_autoptr (PlxSchedule) schedule = draw_schedule (d, CHAINS);
  g_autoptr (PlxTrace) trace = NULL;

  PLX_OK (trace = plx_schedule_to_trace (schedule, error));
  *straight = plx_simulate_trace (trace, &d->costs, &options, NULL);
  options.engine = PLX_ENGINE_EVENT_QUEUE;
  *queue = plx_simulate_trace (trace, &d->costs, &options, NULL);
  ck_assert_msg (!*straight == !*queue, "seed %u: only one engine fails", d->seed);
  if (*straight)
    expect_shares (d, *straight, *queue);
  return *straight != NULL;
}

/* Of processor i, from @k on, the next. */
static const PlxActivity *
next_activity (const PlxSimulation *simulation, guint i, guint *k)
{
  for (; *k < simulation->log->len; ++*k)
    if (g_array_index (simulation->log, PlxActivity, *k).processor == i)
      return &g_array_index (simulation->log, PlxActivity, (*k)++);
  return NULL;
}

/* To the event queue a WRITE is a PUT of its words. */
static guint8
lowered_kind (const PlxActivity *a)
{
  return a->kind == PLX_OP_WRITE ? PLX_OP_PUT : a->kind;
}

static void
expect_log (const Draw *d, const PlxSimulation *straight, const PlxSimulation *queue)
{
  for (guint i = 0; i < d->p; i++)
    {
      guint k = 0, n = 0;

      for (const PlxActivity *a, *b; a = next_activity (straight, i, &k), b = next_activity (queue, i, &n), a || b;)
        ck_assert_msg (a && b && a->start == b->start && a->end == b->end && lowered_kind (a) == b->kind && a->peer == b->peer
                       && a->amount == b->amount && a->control == b->control,
                       "seed %u: processor %u: program order has %s from %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT
                       ", the event queue %s from %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT, d->seed, i,
                       a ? plx_op_kind_name (a->kind) : "nothing", a ? a->start : 0, a ? a->end : 0,
                       b ? plx_op_kind_name (b->kind) : "nothing", b ? b->start : 0, b ? b->end : 0);
    }
}

static PlxPlatform *
draw_platform (Draw *d)
{
  static const char *const noise[] = { "", "[noise]\ndistribution = exponential\nmean = 3\n",
                                       "[noise]\ndistribution = pareto\nmean = 4\nshape = 1.5\n",
                                       "[noise]\ndistribution = periodic\nperiod = 13\nduration = 5\n" };
  g_autofree char *text = g_strconcat ("[machine]\nunit = step\n", noise[below (d, 4)],
                                       below (d, 2) ? "[processors]\nspeeds = 1, 0.5, 3\n" : "", NULL);
  g_autoptr (PlxMachine) machine = NULL;
  PlxPlatform *platform = NULL;

  PLX_OK (machine = plx_machine_parse (text, "x.machine", error));
  PLX_OK (plx_platform_new (machine, d->p, &platform, error));
  return platform;
}

START_TEST (on_noisy_processors_of_different_speeds)
{
  for (guint seed = 7001; seed < 7501; seed++)
    {
      g_auto (Draw) d = { .rand = NULL };
      g_autoptr (PlxPlatform) platform = NULL;
      g_autoptr (PlxSimulation) straight = NULL, queue = NULL;

      draw_init (&d, seed);
      platform = draw_platform (&d);
      if (below (&d, 4) == 0)
        d.costs.eager = 8;
      if (simulate_both (&d, platform, &straight, &queue))
        expect_log (&d, straight, queue);
    }
}
END_TEST

static void
expect_path (const Draw *d, const PlxSimulation *simulation, const PlxPricer *pricer)
{
  g_autoptr (PlxCriticalPath) path = plx_critical_path_new (simulation, pricer, &d->costs);
  gint64 paid = 0;
  double explained = path->total.work;

  for (guint k = 0; k < path->steps->len; k++)
    paid += g_array_index (path->steps, PlxPathStep, k).paid;
  for (guint i = 0; i < path->n_params; i++)
    explained += path->total.counts[i] * path->values[i];
  ck_assert_msg (paid == (gint64) simulation->time, "seed %u: the path by %s pays %" G_GINT64_FORMAT " of %" G_GUINT64_FORMAT,
                 d->seed, simulation->engine, paid, simulation->time);
  ck_assert_msg (ABS (explained * simulation->rate - (double) simulation->time) < 0.5,
                 "seed %u: the path by %s explains %g of %g", d->seed, simulation->engine, explained,
                 (double) simulation->time / simulation->rate);
}

START_TEST (logs_tell_the_same_and_their_critical_paths_add_up)
{
  for (guint seed = 8001; seed < 8501; seed++)
    {
      g_auto (Draw) d = { .rand = NULL };
      g_autofree char *model = NULL;
      g_autoptr (PlxPricer) pricer = NULL;
      g_autoptr (PlxSimulation) straight = NULL, queue = NULL;

      draw_init (&d, seed);
      model = g_strdup_printf ("loggp:L=%u,o=%u,g=%u,G=%u", d.message.L, d.message.o, d.message.g, d.message.G);
      PLX_OK (pricer = try_pricer (model, d.p, error));
      PLX_OK (pricer->model->costs (pricer->instance, &d.costs, error));
      if (below (&d, 4) == 0)
        d.costs.eager = 8;
      if (!simulate_both (&d, NULL, &straight, &queue))
        continue;
      expect_log (&d, straight, queue);
      expect_path (&d, straight, pricer);
      expect_path (&d, queue, pricer);
    }
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
      trace = draw_supersteps (&d, 3);
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

/* Both engines, whether they keep a log or not. Senders that are busy for longer than receivers leave these time for others'
 * calls between those of a row. */
static void
agree_on_supersteps (guint seed)
{
  PlxSimulateOptions options = { .engine = PLX_ENGINE_PROGRAM_ORDER, .timing = TRUE, .seed = seed };
  g_auto (Draw) d = { .rand = NULL };
  g_autoptr (PlxTrace) trace = NULL;
  g_autoptr (PlxPlatform) platform = NULL;
  g_autoptr (PlxSimulation) straight = NULL, logged = NULL, queue = NULL;

  draw_init (&d, seed);
  trace = draw_supersteps (&d, 3);
  d.message.longer = below (&d, 3) == 0 ? 1 + below (&d, 8) : 0;
  if (below (&d, 3) == 0)
    options.platform = platform = draw_platform (&d);
  PLX_OK (straight = plx_simulate_trace (trace, &d.costs, &options, error));
  options.log = TRUE;
  PLX_OK (logged = plx_simulate_trace (trace, &d.costs, &options, error));
  options.engine = PLX_ENGINE_EVENT_QUEUE;
  PLX_OK (queue = plx_simulate_trace (trace, &d.costs, &options, error));
  expect_shares (&d, straight, queue);
  expect_shares (&d, logged, queue);
  ck_assert_uint_eq (straight->n_messages, queue->n_messages);
  if (!platform || d.costs.packet == 0)
    expect_timing (&d, straight->timing, queue->timing);
  expect_timing (&d, straight->timing, logged->timing);
  expect_log (&d, logged, queue);
}

/* 8308: the last calls of two rows arrive together, the row of the first source having begun last. */
START_TEST (on_supersteps_and_their_parts)
{
  for (guint seed = 4001; seed < 4501; seed++)
    agree_on_supersteps (seed);
  agree_on_supersteps (8308);
}
END_TEST

PLX_TEST_MAIN ("engines-agree", on_chains_of_operations, on_graphs_of_operations, on_receives_from_anybody,
               on_large_messages_that_ask_first, a_tie_is_a_start_when_another_could_have_started,
               on_noisy_processors_of_different_speeds,
               logs_tell_the_same_and_their_critical_paths_add_up, on_supersteps_and_their_parts,
               a_log_tells_the_parts_of_supersteps,
               a_log_tells_the_parts_of_causal_supersteps)
