/* SPDX-License-Identifier: MIT */
/* check-engines-agree.c: both engines and the reference end every processor at the same tick, on random programs. */
#include "sim/engine/log-timing.h"
#include "tests/main.h"
#include "tests/reference.h"

#include <string.h>

#define MOST_PROCS 6

/* LogGOPS, in whole ticks. */
typedef struct {
  guint L, o, g, G, O;
} Message;

static PlxMessageCost
message (gconstpointer instance, guint64 bytes)
{
  const Message *m = instance;
  const double k = bytes > 1 ? (double) (bytes - 1) : 0;

  return (PlxMessageCost) { .send = m->o + k * m->O, .receive = m->o + k * m->O, .gap = m->g + k * m->G,
                            .flight = m->o + k * m->O + k * m->G + m->L };
}

typedef struct {
  GRand *rand;
  guint seed;
  guint p;
  gboolean apart;  /* no messages to oneself */
  Message message;
  PlxProcessorCosts costs;
} Draw;

static guint
below (Draw *d, guint n)
{
  return (guint) g_rand_int_range (d->rand, 0, (gint32) n);
}

/* Small numbers, so that there are many ties. */
static void
draw_init (Draw *d, guint seed)
{
  static const PlxCurve step = { .n = 1, .x = { 1 }, .y = { 1 } };

  *d = (Draw) { .rand = g_rand_new_with_seed (seed), .seed = seed };
  d->p = 1 + below (d, MOST_PROCS);
  d->message = (Message) { below (d, 20), 1 + below (d, 5), below (d, 8), below (d, 3), below (d, 3) == 0 ? below (d, 3) : 0 };
  d->costs = (PlxProcessorCosts) { .message = message, .instance = &d->message, .eager = G_MAXUINT64, .word = 8,
                                   .barrier = below (d, 2) ? below (d, 30) : -1.0, .tick = 1,
                                   .packet = below (d, 4) == 0 ? 1 + below (d, 9) : 0 };
  for (guint c = 0; c < PLX_COPY; c++)
    d->costs.t.of[c] = step;
  d->costs.t.flat = TRUE;
}

static void
draw_clear (Draw *d)
{
  g_rand_free (d->rand);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Draw, draw_clear)

/* ---- random schedules ---- */

typedef enum { CHAINS, GRAPHS, WILD } Shape;

typedef struct {
  GArray *of[MOST_PROCS];  /* of PlxTask */
  GArray *under_way;       /* of PlxTask: RECVs whose processor is in `cpu`, to be posted some time after their SENDs */
} Tasks;

static guint64
draw_bytes (Draw *d)
{
  static const guint sizes[] = { 0, 1, 2, 8, 9, 17, 40 };

  return sizes[below (d, G_N_ELEMENTS (sizes))];
}

static void
draw_place (Draw *d, Shape shape, PlxTask *task)
{
  if (shape != CHAINS && below (d, 4) == 0)
    task->cpu = (guint8) below (d, 2);
  if (shape == GRAPHS && task->kind != PLX_OP_WORK && below (d, 4) == 0)
    task->nic = (guint8) below (d, 2);
}

/* In graphs messages of a channel may meet in any order: they have one size. Nothing there takes no time: what is posted
 * because something began and ended just now comes too late for a message that another, of later in the program, has. */
static void
draw_message (Draw *d, Shape shape, Tasks *tasks)
{
  const guint i = below (d, d->p), j = d->apart ? (i + 1 + below (d, MAX (d->p, 2) - 1)) % d->p : below (d, d->p);
  const guint tag = below (d, 2);
  const guint64 bytes = shape == CHAINS ? draw_bytes (d) : shape == GRAPHS ? 1 + (i * 7 + j * 3 + tag * 5) % 19 : 6;
  PlxTask send = { .kind = PLX_OP_SEND, .peer = j, .tag = tag, .amount = bytes };
  PlxTask recv = { .kind = PLX_OP_RECV, .peer = i, .tag = tag, .amount = bytes, .cpu = (guint8) j };

  draw_place (d, shape, &send);
  g_array_append_val (tasks->of[i], send);
  g_array_append_val (tasks->under_way, recv);
}

/* The first RECV of a channel under way, so that each channel keeps its order. */
static void
draw_recv (Draw *d, Shape shape, Tasks *tasks)
{
  GArray *under_way = tasks->under_way;
  guint k = below (d, under_way->len);
  const PlxTask any = g_array_index (under_way, PlxTask, k);
  PlxTask task;
  guint processor;

  for (guint before = 0; before < k; before++)
    {
      const PlxTask *other = &g_array_index (under_way, PlxTask, before);

      if (other->cpu == any.cpu && other->peer == any.peer && other->tag == any.tag)
        k = before;
    }
  task = g_array_index (under_way, PlxTask, k);
  processor = task.cpu;
  task.cpu = 0;
  if (shape == WILD && below (d, 2))
    task.peer = PLX_ANY;
  if (shape == WILD && below (d, 2))
    task.tag = PLX_ANY;
  draw_place (d, shape, &task);
  g_array_append_val (tasks->of[processor], task);
  g_array_remove_index (under_way, k);
}

static void
draw_tasks (Draw *d, Shape shape, Tasks *tasks)
{
  const guint n = 2 + below (d, 40);

  for (guint k = 0; k < n; k++)
    {
      const guint what = below (d, 5);
      PlxTask work = { .kind = PLX_OP_WORK, .work_class = (guint8) below (d, PLX_COPY),
                       .amount = below (d, 12) + (shape != CHAINS) };

      draw_place (d, shape, &work);
      if (what == 0)
        g_array_append_val (tasks->of[below (d, d->p)], work);
      else if (what < 3)
        draw_message (d, shape, tasks);
      else if (tasks->under_way->len > 0)
        draw_recv (d, shape, tasks);
    }
  while (tasks->under_way->len > 0)
    draw_recv (d, shape, tasks);
}

/* A chain, or now and then an edge from up to three tasks of before. RECVs wait for ends only, so that all that are posted
 * at the same time are known then. */
static void
draw_edges (Draw *d, Shape shape, PlxScheduleBuilder *b, guint8 kind, guint32 first, guint32 t)
{
  if (shape == CHAINS && t > first)
    plx_schedule_builder_edge (b, t - 1, t, FALSE);
  for (guint k = 0; shape != CHAINS && t > first && k < 3; k++)
    if (below (d, 3) == 0)
      {
        const gboolean started = below (d, 3) == 0 && (shape == WILD || kind != PLX_OP_RECV);
        const guint32 before = first + below (d, t - first);

        plx_schedule_builder_edge (b, before, t, started);
      }
}

static PlxSchedule *
draw_schedule (Draw *d, Shape shape)
{
  g_autofree char *identity = g_strdup_printf ("seed %u", d->seed);
  PlxScheduleBuilder *b = plx_schedule_builder_new (d->p, identity);
  PlxSchedule *schedule = NULL;
  Tasks tasks;

  tasks.under_way = g_array_new (FALSE, FALSE, sizeof (PlxTask));
  for (guint i = 0; i < d->p; i++)
    tasks.of[i] = g_array_new (FALSE, FALSE, sizeof (PlxTask));
  draw_tasks (d, shape, &tasks);
  for (guint i = 0; i < d->p; i++)
    {
      guint32 first = 0;

      for (guint k = 0; k < tasks.of[i]->len; k++)
        {
          const guint32 t = plx_schedule_builder_task (b, i, &g_array_index (tasks.of[i], PlxTask, k));

          first = k == 0 ? t : first;
          draw_edges (d, shape, b, g_array_index (tasks.of[i], PlxTask, k).kind, first, t);
        }
      g_array_unref (tasks.of[i]);
    }
  g_array_unref (tasks.under_way);
  PLX_OK (schedule = plx_schedule_builder_end (b, error));
  return schedule;
}

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
               const char *what)
{
  const PlxSimulateOptions options = { .engine = engine };
  g_autoptr (GError) error = NULL;
  g_autoptr (PlxSimulation) simulation = plx_simulate_schedule (schedule, &d->costs, &options, &error);

  if (!ended)
    ck_assert_msg (g_error_matches (error, PLX_ERROR, PLX_ERROR_FAILED)
                   || (error && strstr (error->message, ": nobody ")), "seed %u, %s: %s, not a deadlock", d->seed, what,
                   error ? error->message : "it ended");
  else
    {
      ck_assert_msg (simulation != NULL, "seed %u, %s: %s", d->seed, what, error ? error->message : "?");
      expect_finish (d, simulation, finish, what);
      if (plx_schedule_n_cpus (schedule) == 1)
        expect_parts (d, simulation);
    }
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
  gboolean ended;

  if (shape != CHAINS)
    d->costs.t.of[PLX_COPY] = d->costs.t.of[0];
  PLX_OK (lowered = plx_lower_schedule (schedule, &d->costs, FALSE, error));
  ended = reference (lowered, &d->costs, shape == WILD, finish) == plx_schedule_n_tasks (lowered);
  if (shape == CHAINS)
    expect_engine (d, schedule, PLX_ENGINE_PROGRAM_ORDER, ended, finish, what[shape]);
  if (shape == CHAINS && ended)
    expect_threads (d, schedule);
  expect_engine (d, schedule, PLX_ENGINE_EVENT_QUEUE, ended, finish, what[shape]);
  return ended;
}

static void
agree_on_many (Shape shape, guint from, guint n, gboolean meet)
{
  guint ended = 0;

  for (guint seed = from; seed < from + n; seed++)
    {
      g_auto (Draw) d = { .rand = NULL };

      draw_init (&d, seed);
      if (shape == GRAPHS)
        {
          d.p = MAX (d.p, 2);
          d.apart = TRUE;
        }
      if (meet)
        d.costs.eager = 8;
      ended += agree (&d, shape);
    }
  ck_assert_uint_gt (ended, n / 2);
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
}
END_TEST

/* ---- supersteps ---- */

static PlxTrace *
draw_supersteps (Draw *d, guint most_calls)
{
  static const PlxOpKind kinds[] = { PLX_OP_WORK, PLX_OP_READ, PLX_OP_WRITE, PLX_OP_GET, PLX_OP_PUT, PLX_OP_QUEUE };
  g_autofree char *identity = g_strdup_printf ("seed %u", d->seed);
  PlxTraceBuilder *b = plx_trace_builder_new (d->p, identity);
  const guint supersteps = 1 + below (d, 4);

  for (guint s = 0; s < supersteps; s++)
    {
      for (guint k = below (d, 20); k > 0; k--)
        {
          const PlxOpKind kind = kinds[below (d, G_N_ELEMENTS (kinds))];
          const guint i = below (d, d->p), j = below (d, d->p);

          if (kind == PLX_OP_WORK)
            plx_trace_builder_op (b, i, plx_op_work (below (d, PLX_COPY), below (d, 20), 0));
          else
            plx_trace_builder_op (b, i, plx_op_transfer (kind, j, (guint32) draw_bytes (d), 1 + below (d, most_calls)));
        }
      if (s + 1 < supersteps || below (d, 2))
        plx_trace_builder_sync (b);
    }
  return plx_trace_builder_end (b);
}

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
