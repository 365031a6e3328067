/* SPDX-License-Identifier: MIT */
/* program-order.c: simulated processors, each in its program order.
 *
 * When every receive names its source and tag, all finish times follow from program order alone. A
 * flow is an order in which every message is sent in a level before it is received, so one pass
 * over it suffices: no event queue, and nobody waits for another's turn. Within a level processors
 * do not depend on each other, so threads may share it.
 *
 * A superstep's time is the latest end of it less the latest end of the one before; its parts are
 * those of the processor that ends it last, over that time.
 */
#include "sim/engine/program-order.h"

#include "sim/engine/lower.h"
#include "sim/engine/team.h"
#include "sim/engine/worker.h"

#include <parallax/error.h>
#include <string.h>

#define SHARE 1024u           /* fewest segments of a level that are worth a thread */
#define FAR (1u << 17)        /* bytes of slots that are fetched early */
#define MOST_THREADS 256u

typedef struct Engine {
  PlxRun run;
  guint64 level;
  guint width;
  guint64 barrier;
  PlxWorker *workers;
  guint n_workers;
  PlxTeam *team;
  PlxTiming *timing;
} Engine;

static void
run_block (gpointer data, guint member)
{
  Engine *engine = data;
  const guint64 width = engine->width, n = engine->n_workers;
  const guint from = (guint) (width * member / n), to = (guint) (width * (member + 1) / n);

  plx_worker_run (&engine->workers[member], engine->level, from, to);
}

static void
move_calls (PlxRun *run, GArray *from, GArray *to)
{
  for (guint k = 0; k < from->len; k++)
    run->n_messages += g_array_index (from, PlxCalls, k).calls;
  if (from->len > 0)
    g_array_append_vals (to, from->data, from->len);
  g_array_set_size (from, 0);
}

/* Puts together what threads found, in the order in which one would have found it. */
static PlxLast
gather (Engine *engine)
{
  PlxLast last = engine->workers[0].last;

  for (guint k = 0; k < engine->n_workers; k++)
    {
      PlxWorker *w = &engine->workers[k];

      if (w->last.now > last.now || (w->last.now == last.now && w->last.processor < last.processor))
        last = w->last;
      move_calls (&engine->run, w->puts, engine->run.puts);
      move_calls (&engine->run, w->requests, engine->run.requests);
    }
  return last;
}

static PlxLast
run_level (Engine *engine, PlxLast last)
{
  last.parts = (PlxParts) { 0 };
  for (guint k = 0; k < engine->n_workers; k++)
    engine->workers[k].last = last;
  engine->width = engine->run.flow->width (engine->run.flow, engine->level);
  if (engine->team && engine->width >= SHARE * engine->n_workers)
    plx_team_go (engine->team);
  else
    plx_worker_run (&engine->workers[0], engine->level, 0, engine->width);
  return gather (engine);
}

/* ---- supersteps ---- */

/* The processor that has come furthest, the first of equals. */
static PlxLast
find_last (const PlxRun *run)
{
  guint last = 0;

  for (guint i = 1; i < run->p; i++)
    if (run->of[i].now > run->of[last].now)
      last = i;
  return (PlxLast) { run->of[last].now, last, run->parts[last] };
}

/* All processors leave the barrier together, with their gap clocks reset. */
static void
pass_barrier (PlxRun *run, guint64 when)
{
  for (guint i = 0; i < run->p; i++)
    {
      run->of[i].now = when;
      run->of[i].send_at = run->of[i].receive_at = 0;
    }
}

static void
add_cost (Engine *engine, const PlxLast *last, guint64 barrier)
{
  const double rate = engine->workers[0].prices.rate;
  const guint s = (guint) engine->level;
  const PlxCost cost = { .compute = (double) last->parts.compute / rate,
                         .communicate = (double) last->parts.communicate / rate,
                         .synchronise = (double) barrier / rate,
                         .wait = (double) last->parts.wait / rate };

  plx_timing_add (engine->timing, s, last->processor, cost);
  if (engine->timing->explanation)
    plx_timing_explain (
        engine->timing, s,
        "compute + communicate + wait + synchronise = %.10g + %.10g + %.10g + %.10g = %.10g of "
        "processor %u, the last to end it",
        cost.compute, cost.communicate, cost.wait, cost.synchronise, plx_cost_total (cost),
        last->processor);
}

/* Returns who ended it last, or after a barrier the first processor. */
static PlxLast
end_level (Engine *engine, PlxLast last, gboolean sync)
{
  PlxRun *run = &engine->run;
  const guint64 barrier = sync ? engine->barrier : 0;

  if (sync)
    {
      plx_run_land (run, &engine->workers[0].prices);
      last = find_last (run);
    }
  if (engine->timing)
    add_cost (engine, &last, barrier);
  run->began = MAX (run->began, last.now) + barrier;
  if (!sync)
    return last;
  if (run->log)
    plx_log_barrier (run->log, run->p, last.processor);
  pass_barrier (run, run->began);
  return (PlxLast) { .now = run->began };
}

static gboolean
overflowed (const Engine *engine)
{
  guint64 seen = engine->run.began;

  for (guint k = 0; k < engine->n_workers; k++)
    seen |= engine->workers[k].prices.seen;
  return seen >= PLX_TICKS_END;
}

static gboolean
run_levels (Engine *engine, GError **error)
{
  PlxRun *run = &engine->run;
  const PlxFlow *flow = run->flow;
  PlxLast last = { 0 };

  for (engine->level = 0; engine->level < flow->n_levels; engine->level++)
    {
      const gboolean sync = flow->superstep && flow->superstep (flow, engine->level)->sync;

      if (sync && !run->parts)
        run->parts = g_new (PlxParts, MAX (run->p, 1));
      if (sync)
        memset (run->parts, 0, run->p * sizeof *run->parts);
      if (run->log)
        run->log->level = (guint32) engine->level;
      last = end_level (engine, run_level (engine, last), sync);
      if (overflowed (engine))
        {
          g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT,
                       "%s: superstep %" G_GUINT64_FORMAT " ends after more than 2^62 ticks of %g; "
                       "take a larger tick",
                       flow->identity, engine->level, run->costs->tick);
          return FALSE;
        }
    }
  return TRUE;
}

/* ---- a run ---- */

/* A log and draws of noise are made by one thread. */
static guint
choose_threads (const PlxFlow *flow, const PlxSimulateOptions *options)
{
  if (options->log || options->platform)
    return 1;
  if (options->threads > 0)
    return MIN (options->threads, MOST_THREADS);
  if (flow->n_ops >> 20 == 0 || flow->n_ops / flow->n_levels < 4 * SHARE)
    return 1;
  return MIN (g_get_num_processors (), MOST_THREADS);
}

static void
begin (Engine *engine, const PlxFlow *flow, const PlxProcessorCosts *costs,
       const PlxSimulateOptions *options)
{
  PlxRun *run = &engine->run;
  const double rate = plx_simulation_rate (costs->tick);

  *run = (PlxRun) { .flow = flow, .costs = costs, .p = flow->p, .timed = options->timing,
                    .far = (guint64) flow->n_slots * sizeof *run->slots > FAR };
  run->of = g_new0 (PlxSimulated, MAX (flow->p, 1));
  run->slots = g_new0 (guint64, (gsize) flow->n_slots + 1);
  run->puts = g_array_new (FALSE, FALSE, sizeof (PlxCalls));
  run->requests = g_array_new (FALSE, FALSE, sizeof (PlxCalls));
  run->log = options->log ? plx_log_new (flow->p, flow->n_slots) : NULL;
  if (options->platform)
    run->platform = plx_platform_begin (options->platform, rate, options->seed);
  engine->n_workers = choose_threads (flow, options);
  engine->workers = g_aligned_alloc0 (engine->n_workers, sizeof *engine->workers, 64);
  for (guint k = 0; k < engine->n_workers; k++)
    plx_worker_init (&engine->workers[k], run, rate);
  engine->barrier = plx_prices_round (&engine->workers[0].prices, plx_sync_time (costs, flow->p));
  if (options->timing)
    engine->timing = plx_timing_new ((guint) flow->n_levels, flow->p, options->explain);
  engine->team = engine->n_workers > 1 ? plx_team_new (engine->n_workers, run_block, engine) : NULL;
}

static void
engine_clear (Engine *engine)
{
  plx_team_free (engine->team);
  for (guint k = 0; k < engine->n_workers; k++)
    plx_worker_clear (&engine->workers[k]);
  g_aligned_free (engine->workers);
  if (engine->run.platform)
    plx_platform_end (engine->run.platform);
  if (engine->run.log)
    g_array_unref (plx_log_end (engine->run.log));
  g_free (engine->run.of);
  g_free (engine->run.slots);
  g_free (engine->run.parts);
  g_array_unref (engine->run.puts);
  g_array_unref (engine->run.requests);
  plx_timing_free (engine->timing);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Engine, engine_clear)

static PlxSimulation *
take_results (Engine *engine)
{
  const PlxRun *run = &engine->run;
  PlxSimulation *simulation = g_new0 (PlxSimulation, 1);

  simulation->p = run->p;
  simulation->rate = engine->workers[0].prices.rate;
  simulation->engine = "program-order";
  simulation->n_ops = run->flow->n_ops;
  simulation->n_messages = run->flow->n_messages + run->n_messages;
  simulation->n_events = simulation->n_ops + simulation->n_messages;
  simulation->of = g_new0 (PlxShare, MAX (run->p, 1));
  for (guint i = 0; i < run->p; i++)
    {
      const PlxSimulated *self = &run->of[i];
      const guint64 wait = self->now - self->busy - self->gap;

      simulation->of[i] = (PlxShare) { self->now, self->busy, self->gap, wait };
      simulation->time = MAX (simulation->time, self->now);
      if (engine->timing && engine->timing->finish)
        engine->timing->finish[i] = (double) self->now / simulation->rate;
    }
  simulation->timing = g_steal_pointer (&engine->timing);
  simulation->log = run->log ? plx_log_end (g_steal_pointer (&engine->run.log)) : NULL;
  return simulation;
}

PlxSimulation *
plx_program_order_run (const PlxFlow *flow, const PlxProcessorCosts *costs,
                       const PlxSimulateOptions *options, GError **error)
{
  static const PlxSimulateOptions defaults = { .threads = 0 };
  g_auto (Engine) engine = { .n_workers = 0 };

  if (!options)
    options = &defaults;
  if (options->timing && flow->n_levels >= G_MAXUINT)
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT,
                   "%s: 2^32 causal supersteps or more; fewer would do", flow->identity);
      return NULL;
    }
  begin (&engine, flow, costs, options);
  return run_levels (&engine, error) ? take_results (&engine) : NULL;
}
