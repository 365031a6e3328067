/* SPDX-License-Identifier: MIT */
/* simulation.c: the front of the two engines: which of them runs what. */
#include "sim/engine/simulation.h"

#include "sim/core/schedule.h"
#include "sim/engine/chain.h"
#include "sim/engine/event-queue.h"
#include "sim/engine/log-timing.h"
#include "sim/engine/lower.h"
#include "sim/engine/program-order.h"
#include "sim/engine/rendezvous.h"

#include <math.h>
#include <parallax/error.h>

/* Of a decimal fraction like 1e-6 the inverse, not it, is exact. */
double
plx_simulation_rate (double tick)
{
  const double rate = 1 / tick, whole = rint (rate);

  return fabs (rate - whole) <= 1e-12 * rate ? whole : rate;
}

void
plx_simulation_free (PlxSimulation *simulation)
{
  if (!simulation)
    return;
  g_free (simulation->of);
  if (simulation->log)
    g_array_unref (simulation->log);
  plx_timing_free (simulation->timing);
  g_free (simulation);
}

static const PlxSimulateOptions defaults;

/* Why processors cannot each be run straight on, whatever their operations are; NULL: they can. */
static const char *
why_queue (const PlxProcessorCosts *costs, const PlxSimulateOptions *options)
{
  const PlxPlatform *platform = options->platform;

  if (costs->lgs.on)
    return "compat = lgs: processors receive what arrives, before they ask for it";
  if (costs->capacity > 0)
    return "capacity: a message in transit delays those of other processors";
  if (platform && (plx_platform_contends (platform) || plx_platform_has_network (platform)))
    return "the machine's network or memory: messages wait for each other there";
  return NULL;
}

/* Whether the event queue must run it; an error when the other engine was asked for. */
static gboolean
choose (const char *identity, const char *why, const PlxSimulateOptions *options, gboolean *queue, GError **error)
{
  *queue = options->engine == PLX_ENGINE_EVENT_QUEUE || why != NULL;
  if (!why || options->engine != PLX_ENGINE_PROGRAM_ORDER)
    return TRUE;
  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT,
               "%s: the program-order engine cannot run it (%s); the event-queue engine can", identity, why);
  return FALSE;
}

/* Messages one by one where each can be held up by itself. */
static gboolean
single_messages (const PlxProcessorCosts *costs, const PlxSimulateOptions *options)
{
  return costs->capacity > 0 || (options->platform && plx_platform_contends (options->platform));
}

/* LogGOPSim's rendezvous is part of its rule. */
static PlxProcessorCosts
lowering_costs (const PlxProcessorCosts *costs)
{
  PlxProcessorCosts of = *costs;

  if (costs->lgs.on)
    of.packet = 0;
  return of;
}

/* LogGOPSim knows no supersteps and no shared memory. */
static gboolean
suits_lgs (const PlxTrace *trace, GError **error)
{
  for (guint s = 0; s < plx_trace_n_supersteps (trace); s++)
    {
      gboolean suits = !plx_trace_superstep (trace, s)->sync;

      for (guint i = 0; i < plx_trace_n_procs (trace) && suits; i++)
        {
          gsize n;
          const PlxOp *ops = plx_trace_ops (trace, s, i, &n);

          for (gsize k = 0; k < n; k++)
            suits &= ops[k].kind == PLX_OP_WORK || ops[k].kind == PLX_OP_SEND || ops[k].kind == PLX_OP_RECV;
        }
      if (!suits)
        {
          g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT,
                       "%s: superstep %u: compat = lgs knows only work, send and recv, and no SYNC; compat = textbook would do",
                       plx_trace_identity (trace), s);
          return FALSE;
        }
    }
  return TRUE;
}

guint
plx_simulation_last (const PlxSimulation *simulation)
{
  guint last = 0;

  for (guint i = 1; i < simulation->p; i++)
    if (simulation->of[i].finish > simulation->of[last].finish)
      last = i;
  return last;
}

static double
work_time (const PlxTrace *trace, guint i, const PlxWorkCosts *t)
{
  double time = 0;

  for (guint s = 0; s < plx_trace_n_supersteps (trace); s++)
    {
      gsize n;
      const PlxOp *ops = plx_trace_ops (trace, s, i, &n);

      for (gsize k = 0; k < n; k++)
        if (ops[k].kind == PLX_OP_WORK)
          time += plx_op_work_time (&ops[k], t);
    }
  return time;
}

/* LogGOPSim receives what its program has not asked for: there are no causal supersteps, all is one. */
static PlxTiming *
whole_timing (const PlxSimulation *simulation, const PlxTrace *trace, const PlxProcessorCosts *costs, gboolean explain)
{
  PlxTiming *timing = plx_timing_new (1, simulation->p, explain);
  const guint last = plx_simulation_last (simulation);
  const PlxShare *share = &simulation->of[last];
  const double compute = work_time (trace, last, &costs->t), wait = (double) share->wait / simulation->rate;
  const double busy = (double) (share->busy + share->gap) / simulation->rate;
  const PlxCost cost = { .compute = MIN (compute, busy), .communicate = MAX (busy - compute, 0), .wait = wait };

  plx_timing_add (timing, 0, last, cost);
  for (guint i = 0; timing->finish && i < simulation->p; i++)
    timing->finish[i] = (double) simulation->of[i].finish / simulation->rate;
  if (explain)
    plx_timing_explain (timing, 0, "compute + communicate + wait = %.10g + %.10g + %.10g = %.10g of processor %u, the last "
                        "to end", cost.compute, cost.communicate, cost.wait, plx_cost_total (cost), last);
  return timing;
}

static PlxSimulation *
run_trace_queue (const PlxTrace *trace, const PlxProcessorCosts *costs, const PlxSimulateOptions *options, GError **error)
{
  const PlxProcessorCosts lowering = lowering_costs (costs);
  PlxSimulateOptions logged = *options;
  g_autoptr (PlxSchedule) schedule = NULL;
  g_autoptr (PlxSimulation) simulation = NULL;

  if (costs->lgs.on && !suits_lgs (trace, error))
    return NULL;
  schedule = plx_lower_trace (trace, &lowering, single_messages (costs, options), error);
  if (!schedule)
    return NULL;
  logged.log |= options->timing && !costs->lgs.on;
  simulation = plx_event_queue_run (schedule, costs, &logged, error);
  if (!simulation)
    return NULL;
  if (options->timing && costs->lgs.on)
    simulation->timing = whole_timing (simulation, trace, costs, options->explain);
  else if (options->timing && !simulation->timing)
    simulation->timing = plx_log_timing (simulation, trace, costs, options->explain);
  if (!options->log)
    g_clear_pointer (&simulation->log, g_array_unref);
  return g_steal_pointer (&simulation);
}

/* A log, and noise, want every call by itself. */
static gboolean
calls_fit (const PlxTrace *trace, const PlxSimulateOptions *options, GError **error)
{
  guint64 total = 0;

  if (!options->log && !options->platform)
    return TRUE;
  for (guint s = 0; s < plx_trace_n_supersteps (trace); s++)
    for (guint i = 0; i < plx_trace_n_procs (trace); i++)
      {
        gsize n;
        const PlxOp *ops = plx_trace_ops (trace, s, i, &n);

        for (gsize k = 0; k < n; k++)
          if (ops[k].kind > PLX_OP_READ && ops[k].kind < PLX_OP_SEND && ops[k].peer != i)
            total += ops[k].calls;
      }
  return plx_tasks_fit (plx_trace_identity (trace), total, error);
}

static PlxSimulation *
run_trace_straight (const PlxTrace *trace, const PlxProcessorCosts *costs, const PlxSimulateOptions *options,
                    GError **error)
{
  g_autoptr (PlxTrace) expanded = NULL;
  const PlxFlow *flow;

  if (!calls_fit (trace, options, error))
    return NULL;
  expanded = plx_rendezvous_expand (trace, costs->eager, error);
  flow = expanded ? plx_trace_flow (expanded, error) : NULL;
  return flow ? plx_program_order_run (flow, costs, options, error) : NULL;
}

PlxSimulation *
plx_simulate_trace (const PlxTrace *trace, const PlxProcessorCosts *costs, const PlxSimulateOptions *options,
                    GError **error)
{
  const char *why = plx_trace_is_wild (trace) ? "a wild receive takes what arrives first" : NULL;
  gboolean queue;

  options = options ? options : &defaults;
  why = why ? why : why_queue (costs, options);
  if (!choose (plx_trace_identity (trace), why, options, &queue, error))
    return NULL;
  return queue ? run_trace_queue (trace, costs, options, error) : run_trace_straight (trace, costs, options, error);
}

/* NULL without an error: the event queue must run it. */
static PlxTrace *
to_trace (const PlxSchedule *schedule, const PlxSimulateOptions *options, GError **error)
{
  const gboolean forced = options->engine == PLX_ENGINE_PROGRAM_ORDER;
  g_autoptr (PlxTrace) trace = NULL;

  if (options->engine == PLX_ENGINE_EVENT_QUEUE)
    return NULL;
  trace = plx_schedule_to_trace (schedule, forced ? error : NULL);
  return trace && (forced || !plx_trace_is_wild (trace)) ? g_steal_pointer (&trace) : NULL;
}

static PlxSimulation *
run_schedule_queue (const PlxSchedule *schedule, const PlxProcessorCosts *costs, const PlxSimulateOptions *options,
                    GError **error)
{
  const PlxProcessorCosts lowering = lowering_costs (costs);
  g_autoptr (PlxSchedule) lowered
    = plx_lower_schedule (schedule, &lowering, single_messages (costs, options), error);

  return lowered ? plx_event_queue_run (lowered, costs, options, error) : NULL;
}

PlxSimulation *
plx_simulate_schedule (const PlxSchedule *schedule, const PlxProcessorCosts *costs, const PlxSimulateOptions *options,
                       GError **error)
{
  g_autoptr (PlxTrace) trace = NULL;
  gboolean queue;

  options = options ? options : &defaults;
  if (!choose (plx_schedule_identity (schedule), why_queue (costs, options), options, &queue, error))
    return NULL;
  if (!queue && (trace = to_trace (schedule, options, error)))
    return plx_simulate_trace (trace, costs, options, error);
  if (options->engine == PLX_ENGINE_PROGRAM_ORDER)
    return NULL;
  return run_schedule_queue (schedule, costs, options, error);
}

static PlxSimulation *
run_flow_queue (const PlxFlow *flow, const PlxProcessorCosts *costs, const PlxSimulateOptions *options, GError **error)
{
  const PlxProcessorCosts lowering = lowering_costs (costs);
  g_autoptr (PlxSchedule) lowered = plx_lower_flow (flow, &lowering, single_messages (costs, options), error);

  return lowered ? plx_event_queue_run (lowered, costs, options, error) : NULL;
}

PlxSimulation *
plx_simulate_flow (const PlxFlow *flow, const PlxProcessorCosts *costs, const PlxSimulateOptions *options, GError **error)
{
  g_autoptr (PlxTrace) trace = NULL;
  gboolean queue;

  options = options ? options : &defaults;
  if (!choose (flow->identity, why_queue (costs, options), options, &queue, error))
    return NULL;
  if (!queue && costs->eager == G_MAXUINT64)
    return plx_program_order_run (flow, costs, options, error);
  if (queue && !options->timing)
    return run_flow_queue (flow, costs, options, error);
  trace = plx_flow_to_trace (flow);
  return queue ? run_trace_queue (trace, costs, options, error) : run_trace_straight (trace, costs, options, error);
}

PlxTiming *
plx_processors_price (const PlxProcessorCosts *costs, const PlxTrace *trace, gboolean explain, GError **error)
{
  const PlxSimulateOptions options = { .timing = TRUE, .explain = explain };
  g_autoptr (PlxSimulation) simulation = NULL;

  /* Of a wild trace there is no one price. */
  if (plx_trace_is_wild (trace) && !plx_trace_flow (trace, error))
    return NULL;
  simulation = plx_simulate_trace (trace, costs, &options, error);
  return simulation ? g_steal_pointer (&simulation->timing) : NULL;
}
