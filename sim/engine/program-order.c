/* SPDX-License-Identifier: MIT */
/* program-order.c: simulated processors, each in its program order.
 *
 * When every receive names its source and tag, all finish times follow from program order alone. A flow is an order in
 * which every message is sent in a level before it is received, so one pass over it suffices: no event queue, and nobody
 * waits for another's turn. Within a level processors do not depend on each other, so threads may share it.
 *
 * A READ of k words delays its reader 2L + 4o + (k - 1) max (g, o), or k (2L + 4o), and nobody
 * else; its gap clocks do not see it. WRITE is like PUT. A transfer to oneself costs what copying
 * its bytes costs. A superstep's time is the latest end of it less the latest end of the one
 * before; its parts are those of the processor that ends it last, over that time.
 */
#include "sim/engine/program-order.h"

#include "sim/engine/lower.h"
#include "sim/engine/run.h"
#include "sim/engine/team.h"

#include <math.h>
#include <parallax/error.h>
#include <stdalign.h>
#include <string.h>

#define PIECE 2048u           /* segments read at a time, so that generated ones stay in a cache */
#define SHARE 1024u           /* fewest segments of a level that are worth a thread */
#define FAR (1u << 17)        /* bytes of slots that are fetched early */
#define AHEAD 24              /* operations */
#define MOST_THREADS 256u

/* Who ended a level last, the first of equals; parts 0: it did nothing in this level. */
typedef struct {
  guint64 now;
  guint processor;
  PlxParts parts;
} Last;

typedef struct Engine Engine;

/* What a thread has of its own. */
typedef struct {
  alignas (64) PlxPrices prices;
  Engine *engine;
  PlxChunk chunk;
  Last last;
  GArray *puts, *requests;
} Worker;

struct Engine {
  PlxRun run;
  guint64 level;
  guint width;
  guint64 barrier;
  Worker *workers;
  guint n_workers;
  PlxTeam *team;
  PlxTiming *timing;
};

/* ---- operations that are rare ---- */

static guint64
copy_time (PlxPrices *prices, guint64 bytes)
{
  const PlxOp op = plx_op_work (PLX_COPY, bytes, bytes);

  return plx_prices_round (prices, plx_op_work_time (&op, &prices->costs->t));
}

/* Asks for a block with each call; the request is a word. */
static void
ask (Worker *w, guint i, const PlxOp *op, PlxClock *clock)
{
  for (guint32 k = 0; k < op->calls; k++)
    {
      PlxTrain request = plx_run_train (&w->prices, i, op->peer, w->prices.costs->word, 1);

      plx_run_send (&w->engine->run, &w->prices, clock, &request, PLX_OP_GET, TRUE);
      request.reply = op->bytes;
      g_array_append_val (w->requests, request);
    }
}

static void
put (Worker *w, guint i, const PlxOp *op, PlxClock *clock)
{
  PlxTrain train = plx_run_train (&w->prices, i, op->peer, op->bytes, op->calls);

  plx_run_send (&w->engine->run, &w->prices, clock, &train, op->kind, FALSE);
  g_array_append_val (w->puts, train);
}

/* Keeps processor i busy with an operation that concerns nobody else. */
static void
pass (Worker *w, guint i, const PlxOp *op, PlxClock *clock, guint64 duration, guint64 amount)
{
  PlxRun *run = &w->engine->run;
  const PlxSimulated before = clock->of;
  const gboolean work = op->kind == PLX_OP_WORK;

  if (run->platform)
    duration = plx_platform_busy (run->platform, i, before.now, duration, work);
  if (work)
    plx_clock_work (clock, run->began, duration);
  else
    plx_clock_pass (clock, duration);
  if (run->log)
    plx_log_add (run->log, &before, &(PlxActivity) {
      .start = before.now, .end = clock->of.now, .amount = amount, .processor = i, .peer = work ? i : op->peer,
      .sent = PLX_ANY, .kind = work || op->peer != i ? op->kind : PLX_OP_READ, .work_class = op->work_class }, 0);
}

static void
do_transfer (Worker *w, guint i, const PlxOp *op, PlxClock *clock)
{
  const guint word = w->prices.costs->word;
  const guint64 bytes = (guint64) op->bytes * op->calls, words = ((guint64) op->bytes + word - 1) / word * op->calls;

  if (op->calls == 0)
    return;
  if (op->peer == i)
    pass (w, i, op, clock, copy_time (&w->prices, bytes), bytes);
  else if (op->kind == PLX_OP_READ)
    pass (w, i, op, clock, plx_prices_round (&w->prices, plx_read_time (w->prices.costs, words)), bytes);
  else if (op->kind == PLX_OP_GET)
    ask (w, i, op, clock);
  else
    put (w, i, op, clock);
}

static void
send_logged (Worker *w, guint i, const PlxOp *op, PlxClock *clock)
{
  PlxRun *run = &w->engine->run;
  PlxTicks cost = *plx_prices_of (&w->prices, op->bytes);
  const PlxSimulated before = clock->of;
  const guint64 start = MAX (before.now, before.send_at);

  if (run->platform)
    plx_ticks_delay_send (&cost, plx_platform_busy (run->platform, i, start, cost.send, FALSE));
  run->slots[op->tag] = plx_clock_send (clock, &cost);
  if (run->log)
    run->log->under_way[op->tag] = plx_log_add (run->log, &before, &(PlxActivity) {
      .start = start, .end = clock->of.now, .amount = op->bytes, .processor = i, .peer = op->peer, .sent = PLX_ANY,
      .kind = PLX_OP_SEND, .control = op->unused != 0 }, 0);
}

static void
receive_logged (Worker *w, guint i, const PlxOp *op, PlxClock *clock)
{
  PlxRun *run = &w->engine->run;
  PlxTicks cost = *plx_prices_of (&w->prices, op->bytes);
  const PlxSimulated before = clock->of;
  const guint64 arrival = run->slots[op->tag], start = MAX (MAX (before.now, before.receive_at), arrival);

  if (run->platform)
    cost.receive = plx_platform_busy (run->platform, i, start, cost.receive, FALSE);
  cost.receive_gap = MAX (cost.receive_gap, cost.receive);
  plx_clock_receive (clock, run->began, &cost, arrival);
  if (run->log)
    plx_log_add (run->log, &before, &(PlxActivity) {
      .start = start, .end = clock->of.now, .amount = op->bytes, .processor = i, .peer = op->peer,
      .sent = run->log->under_way[op->tag], .kind = PLX_OP_RECV, .control = op->unused != 0 }, arrival);
}

/* Anything, with a log and noise. */
static void
do_anything (Worker *w, guint i, const PlxOp *op, PlxClock *clock)
{
  if (op->kind == PLX_OP_WORK)
    pass (w, i, op, clock, plx_prices_work (&w->prices, op), op->count);
  else if (op->kind < PLX_OP_SEND)
    do_transfer (w, i, op, clock);
  else if (op->kind == PLX_OP_SEND && op->peer == i)
    pass (w, i, op, clock, copy_time (&w->prices, op->bytes), op->bytes);
  else if (op->kind == PLX_OP_SEND)
    send_logged (w, i, op, clock);
  else if (op->peer != i)
    receive_logged (w, i, op, clock);
}

/* What is not inlined must not see the clock itself, which then could not stay in registers. */
static PlxClock
do_rare (Worker *w, guint i, const PlxOp *op, PlxClock clock, gboolean full)
{
  if (full)
    do_anything (w, i, op, &clock);
  else if (op->kind < PLX_OP_SEND)
    do_transfer (w, i, op, &clock);
  else if (op->kind == PLX_OP_SEND)
    plx_clock_pass (&clock, copy_time (&w->prices, op->bytes));
  return clock;
}

/* ---- a level ---- */

static void
note_end (Worker *w, guint i, guint64 before, const PlxClock *clock)
{
  const PlxRun *run = &w->engine->run;
  const guint64 from = MAX (before, run->began), now = clock->of.now;
  const guint64 passed = now > from ? now - from : 0;
  const PlxParts parts = { clock->compute, passed - clock->compute - clock->wait, clock->wait };

  if (run->parts)
    run->parts[i] = parts;
  if (now > w->last.now || (now == w->last.now && i < w->last.processor))
    w->last = (Last) { now, i, parts };
}

static inline __attribute__ ((always_inline)) void
run_segment (Worker *w, const PlxSegment *segment, const PlxOp *ops, const PlxOp *limit, gboolean timed, gboolean full)
{
  PlxRun *run = &w->engine->run;
  guint64 *const slots = run->slots;
  const guint64 began = run->began;
  const guint i = segment->processor;
  const gboolean far = run->far;
  PlxClock clock = { .of = run->of[i] };
  const guint64 before = clock.of.now;
  const PlxOp *const end = ops + segment[1].first;

  for (const PlxOp *op = ops + segment->first; op < end; op++)
    {
      if (far && op + AHEAD < limit && op[AHEAD].kind == PLX_OP_RECV)
        __builtin_prefetch (&slots[op[AHEAD].tag]);
      if (full)
        clock = do_rare (w, i, op, clock, TRUE);
      else if (op->kind == PLX_OP_WORK)
        plx_clock_work (&clock, began, plx_prices_work (&w->prices, op));
      else if (op->kind < PLX_OP_SEND || op->peer == i)
        clock = do_rare (w, i, op, clock, FALSE);
      else if (op->kind == PLX_OP_SEND)
        slots[op->tag] = plx_clock_send (&clock, plx_prices_of (&w->prices, op->bytes));
      else
        plx_clock_receive (&clock, began, plx_prices_of (&w->prices, op->bytes), slots[op->tag]);
    }
  run->of[i] = clock.of;
  w->prices.seen |= clock.seen;
  if (timed)
    note_end (w, i, before, &clock);
}

static void
run_plain (Worker *w)
{
  const PlxChunk *chunk = &w->chunk;
  const PlxOp *limit = chunk->ops + chunk->segments[chunk->n_segments].first;

  for (guint k = 0; k < chunk->n_segments; k++)
    run_segment (w, &chunk->segments[k], chunk->ops, limit, FALSE, FALSE);
}

static void
run_timed (Worker *w)
{
  const PlxChunk *chunk = &w->chunk;
  const PlxOp *limit = chunk->ops + chunk->segments[chunk->n_segments].first;

  for (guint k = 0; k < chunk->n_segments; k++)
    run_segment (w, &chunk->segments[k], chunk->ops, limit, TRUE, FALSE);
}

static void
run_full (Worker *w)
{
  const PlxChunk *chunk = &w->chunk;

  for (guint k = 0; k < chunk->n_segments; k++)
    run_segment (w, &chunk->segments[k], chunk->ops, NULL, TRUE, TRUE);
}

/* Runs segments [from, to) of the level. */
static void
run_segments (Worker *w, guint from, guint to)
{
  const PlxRun *run = &w->engine->run;
  const PlxFlow *flow = run->flow;

  for (; from < to; from += MIN (PIECE, to - from))
    {
      flow->read (flow, w->engine->level, from, MIN (PIECE, to - from), &w->chunk);
      if (run->log || run->platform)
        run_full (w);
      else if (run->timed)
        run_timed (w);
      else
        run_plain (w);
    }
}

static void
run_block (gpointer data, guint member)
{
  Engine *engine = data;
  const guint64 width = engine->width, n = engine->n_workers;

  run_segments (&engine->workers[member], (guint) (width * member / n), (guint) (width * (member + 1) / n));
}

static void
move_trains (GArray *from, GArray *to)
{
  if (from->len > 0)
    g_array_append_vals (to, from->data, from->len);
  g_array_set_size (from, 0);
}

/* Puts together what threads found, in the order in which one would have found it. */
static Last
gather (Engine *engine)
{
  Last last = engine->workers[0].last;

  for (guint k = 0; k < engine->n_workers; k++)
    {
      Worker *w = &engine->workers[k];

      if (w->last.now > last.now || (w->last.now == last.now && w->last.processor < last.processor))
        last = w->last;
      move_trains (w->puts, engine->run.puts);
      move_trains (w->requests, engine->run.requests);
    }
  return last;
}

static Last
run_level (Engine *engine, Last last)
{
  last.parts = (PlxParts) { 0 };
  for (guint k = 0; k < engine->n_workers; k++)
    engine->workers[k].last = last;
  engine->width = engine->run.flow->width (engine->run.flow, engine->level);
  if (engine->team && engine->width >= SHARE * engine->n_workers)
    plx_team_go (engine->team);
  else
    run_segments (&engine->workers[0], 0, engine->width);
  return gather (engine);
}

/* ---- supersteps ---- */

/* The processor that has come furthest, the first of equals. */
static Last
find_last (const PlxRun *run)
{
  guint last = 0;

  for (guint i = 1; i < run->p; i++)
    if (run->of[i].now > run->of[last].now)
      last = i;
  return (Last) { run->of[last].now, last, run->parts[last] };
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
add_cost (Engine *engine, const Last *last, guint64 barrier)
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
        cost.compute, cost.communicate, cost.wait, cost.synchronise, plx_cost_total (cost), last->processor);
}

/* Returns who ended it last, or after a barrier the first processor. */
static Last
end_level (Engine *engine, Last last, gboolean sync)
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
  return (Last) { .now = run->began };
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
  Last last = { 0 };

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
                       "%s: superstep %" G_GUINT64_FORMAT " ends after more than 2^62 ticks of %g; take a "
                       "larger tick",
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
  return flow->n_ops >> 20 && flow->n_ops / flow->n_levels >= 4 * SHARE ? MIN (g_get_num_processors (), MOST_THREADS) : 1;
}

static void
begin (Engine *engine, const PlxFlow *flow, const PlxProcessorCosts *costs, const PlxSimulateOptions *options)
{
  PlxRun *run = &engine->run;
  const double rate = plx_simulation_rate (costs->tick);

  *run = (PlxRun) { .flow = flow, .costs = costs, .p = flow->p, .timed = options->timing,
                    .far = (guint64) flow->n_slots * sizeof *run->slots > FAR };
  run->of = g_new0 (PlxSimulated, MAX (flow->p, 1));
  run->slots = g_new0 (guint64, (gsize) flow->n_slots + 1);
  run->puts = g_array_new (FALSE, FALSE, sizeof (PlxTrain));
  run->requests = g_array_new (FALSE, FALSE, sizeof (PlxTrain));
  run->log = options->log ? plx_log_new (flow->p, flow->n_slots) : NULL;
  run->platform = options->platform ? plx_platform_begin (options->platform, rate, options->seed) : NULL;
  engine->n_workers = choose_threads (flow, options);
  engine->workers = g_aligned_alloc0 (engine->n_workers, sizeof *engine->workers, 64);
  for (guint k = 0; k < engine->n_workers; k++)
    {
      Worker *w = &engine->workers[k];

      plx_prices_init (&w->prices, costs, rate);
      w->engine = engine;
      w->puts = g_array_new (FALSE, FALSE, sizeof (PlxTrain));
      w->requests = g_array_new (FALSE, FALSE, sizeof (PlxTrain));
    }
  engine->barrier = plx_prices_round (&engine->workers[0].prices, plx_sync_time (costs, flow->p));
  engine->timing = options->timing ? plx_timing_new ((guint) flow->n_levels, flow->p, options->explain) : NULL;
  engine->team = engine->n_workers > 1 ? plx_team_new (engine->n_workers, run_block, engine) : NULL;
}

static void
engine_clear (Engine *engine)
{
  plx_team_free (engine->team);
  for (guint k = 0; k < engine->n_workers; k++)
    {
      plx_chunk_clear (&engine->workers[k].chunk);
      g_array_unref (engine->workers[k].puts);
      g_array_unref (engine->workers[k].requests);
    }
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

      simulation->of[i] = (PlxShare) { self->now, self->busy, self->gap, self->now - self->busy - self->gap };
      simulation->time = MAX (simulation->time, self->now);
      if (engine->timing && engine->timing->finish)
        engine->timing->finish[i] = (double) self->now / simulation->rate;
    }
  simulation->timing = g_steal_pointer (&engine->timing);
  simulation->log = run->log ? plx_log_end (g_steal_pointer (&engine->run.log)) : NULL;
  return simulation;
}

PlxSimulation *
plx_program_order_run (const PlxFlow *flow, const PlxProcessorCosts *costs, const PlxSimulateOptions *options,
                       GError **error)
{
  static const PlxSimulateOptions defaults = { .threads = 0 };
  g_auto (Engine) engine = { .n_workers = 0 };

  if (!options)
    options = &defaults;
  if (options->timing && flow->n_levels >= G_MAXUINT)
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: 2^32 causal supersteps or more; fewer would do",
                   flow->identity);
      return NULL;
    }
  begin (&engine, flow, costs, options);
  return run_levels (&engine, error) ? take_results (&engine) : NULL;
}
