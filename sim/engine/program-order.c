/* SPDX-License-Identifier: MIT */
/* program-order.c: simulated processors, each in its program order.
 *
 * When every receive names its source and tag, all finish times follow from program order alone.
 * The trace's causal supersteps are an order in which every message is sent before it is received,
 * so one pass over them suffices: no event queue, and nobody waits for another's turn.
 *
 * A READ of k words delays its reader 2L + 4o + (k - 1) max (g, o), or k (2L + 4o), and nobody
 * else; its gap clocks do not see it. WRITE is like PUT. A transfer to oneself costs what copying
 * its bytes costs. A superstep's time is the latest end of it less the latest end of the one
 * before; its parts are those of the processor that ends it last, over that time.
 */
#include "sim/engine/processor.h"

#include <math.h>

static guint
ceil_log2 (guint p)
{
  return p <= 1 ? 0 : 32 - (guint) __builtin_clz (p - 1);
}

static void
copy (PlxEngine *engine, PlxSimulated *self, guint64 bytes)
{
  const PlxOp op = plx_op_work (PLX_COPY, bytes, bytes);

  plx_engine_pass (engine, self, &self->communicate, plx_op_work_time (&op, &engine->costs->t));
}

static void
read_words (PlxEngine *engine, PlxSimulated *self, const PlxOp *op)
{
  const PlxProcessorCosts *costs = engine->costs;
  const PlxMessageCost m = costs->message (costs->instance, 1);
  const double k = (double) op->calls
                   * (double) (((guint64) op->bytes + costs->word - 1) / costs->word);
  const double first = 2 * (m.flight + m.receive);
  const double all = costs->plain_reads ? k * first : first + (k - 1) * MAX (m.gap, m.send);

  if (k > 0)
    plx_engine_pass (engine, self, &self->communicate, all);
}

/* Asks for a block with each call; the request is a word. */
static void
ask (PlxEngine *engine, guint i, const PlxOp *op)
{
  for (guint32 k = 0; k < op->calls; k++)
    {
      PlxTrain request = plx_engine_train (engine, i, op->peer, engine->costs->word, 1);

      plx_engine_send (engine, &request);
      request.reply = op->bytes;
      g_array_append_val (engine->requests, request);
    }
}

static gboolean
take_message (PlxEngine *engine, guint i, const PlxOp *op, const char *identity, GError **error)
{
  PlxTrain train;

  if (!plx_channels_pop (engine->channels, op->peer, i, op->tag, &train))
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT,
                   "%s: processor %u receives a message from %u with tag %u that was "
                   "not sent; every RECV needs a SEND",
                   identity, i, op->peer, op->tag);
      return FALSE;
    }
  if (train.bytes != op->bytes)
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT,
                   "%s: processor %u receives %u bytes from %u with tag %u, but %u "
                   "were sent; both must be the same",
                   identity, i, op->bytes, op->peer, op->tag, train.bytes);
      return FALSE;
    }
  if (op->peer != i)
    plx_engine_receive (engine, &train, 1);
  return TRUE;
}

static void
send_message (PlxEngine *engine, guint i, const PlxOp *op)
{
  PlxTrain train = plx_engine_train (engine, i, op->peer, op->bytes, 1);

  if (op->peer == i)
    copy (engine, &engine->of[i], op->bytes);
  else
    plx_engine_send (engine, &train);
  plx_channels_push (engine->channels, &train, op->tag);
}

static void
transfer (PlxEngine *engine, guint i, const PlxOp *op)
{
  if (op->calls == 0)
    return;
  if (op->peer == i)
    copy (engine, &engine->of[i], (guint64) op->bytes * op->calls);
  else if (op->kind == PLX_OP_READ)
    read_words (engine, &engine->of[i], op);
  else if (op->kind == PLX_OP_GET)
    ask (engine, i, op);
  else
    {
      PlxTrain train = plx_engine_train (engine, i, op->peer, op->bytes, op->calls);

      plx_engine_send (engine, &train);
      g_array_append_val (engine->puts, train);
    }
}

static gboolean
run_processor (PlxEngine *engine, const PlxTrace *trace, guint s, guint i, GError **error)
{
  PlxSimulated *self = &engine->of[i];
  gsize n;
  const PlxOp *ops = plx_trace_ops (trace, s, i, &n);

  for (gsize k = 0; k < n; k++)
    switch (ops[k].kind)
      {
      case PLX_OP_WORK:
        plx_engine_pass (engine, self, &self->compute,
                         plx_op_work_time (&ops[k], &engine->costs->t));
        break;
      case PLX_OP_SEND:
        send_message (engine, i, &ops[k]);
        break;
      case PLX_OP_RECV:
        if (!take_message (engine, i, &ops[k], plx_trace_identity (trace), error))
          return FALSE;
        break;
      default:
        transfer (engine, i, &ops[k]);
      }
  return TRUE;
}

/* The processor that has come furthest, the first of equals. */
static guint
find_last (const PlxEngine *engine)
{
  guint last = 0;

  for (guint i = 1; i < engine->p; i++)
    if (engine->of[i].now > engine->of[last].now)
      last = i;
  return last;
}

/* All processors leave the barrier together, with their gap clocks reset. */
static void
pass_barrier (PlxEngine *engine, guint64 when)
{
  for (guint i = 0; i < engine->p; i++)
    engine->of[i] = (PlxSimulated) { .now = when };
}

static void
end_superstep (PlxEngine *engine, guint s, gboolean sync, PlxTiming *timing)
{
  if (sync)
    plx_engine_land (engine);

  const guint last = find_last (engine);
  const PlxSimulated *self = &engine->of[last];
  const guint64 barrier = sync ? engine->barrier : 0;
  const PlxCost cost = { .compute = (double) self->compute / engine->rate,
                         .communicate = (double) self->communicate / engine->rate,
                         .synchronise = (double) barrier / engine->rate,
                         .wait = (double) self->wait / engine->rate };

  plx_timing_add (timing, s, last, cost);
  if (timing->explanation)
    plx_timing_explain (
        timing, s,
        "compute + communicate + wait + synchronise = %.10g + %.10g + %.10g + %.10g = %.10g of "
        "processor %u, the last to end it",
        cost.compute, cost.communicate, cost.wait, cost.synchronise, plx_cost_total (cost), last);
  engine->began = MAX (engine->began, self->now) + barrier;
  if (sync)
    pass_barrier (engine, engine->began);
  for (guint i = 0; i < engine->p; i++)
    engine->of[i].compute = engine->of[i].communicate = engine->of[i].wait = 0;
}

static gboolean
run (PlxEngine *engine, const PlxTrace *trace, PlxTiming *timing, GError **error)
{
  for (guint s = 0; s < plx_trace_n_supersteps (trace); s++)
    {
      for (guint i = 0; i < engine->p; i++)
        if (!run_processor (engine, trace, s, i, error))
          return FALSE;
      end_superstep (engine, s, plx_trace_superstep (trace, s)->sync, timing);
      if (engine->overflow || engine->began >> 62)
        {
          g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT,
                       "%s: superstep %u ends after more than 2^62 ticks of %g; take a "
                       "larger tick",
                       plx_trace_identity (trace), s, engine->costs->tick);
          return FALSE;
        }
    }
  for (guint i = 0; timing->finish && i < engine->p; i++)
    timing->finish[i] = (double) engine->of[i].now / engine->rate;
  return TRUE;
}

/* Of a decimal fraction like 1e-6 the inverse, not it, is exact. */
static double
ticks_of_unit (double tick)
{
  const double rate = 1 / tick, whole = rint (rate);

  return fabs (rate - whole) <= 1e-12 * rate ? whole : rate;
}

static gboolean
fail_rule (const PlxTrace *trace, const char *what, GError **error)
{
  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: %s", plx_trace_identity (trace), what);
  return FALSE;
}

static gboolean
sends_more_than (const PlxTrace *trace, guint64 bytes)
{
  for (guint s = 0; s < plx_trace_n_supersteps (trace); s++)
    for (guint i = 0; i < plx_trace_n_procs (trace); i++)
      {
        gsize n;
        const PlxOp *ops = plx_trace_ops (trace, s, i, &n);

        for (gsize k = 0; k < n; k++)
          if (ops[k].kind == PLX_OP_SEND && ops[k].bytes > bytes)
            return TRUE;
      }
  return FALSE;
}

/* Rules under which program order alone does not tell all finish times. */
static gboolean
check_rules (const PlxProcessorCosts *costs, const PlxTrace *trace, GError **error)
{
  if (costs->capacity > 0)
    return fail_rule (trace, "capacity = yes needs the event-queue engine; capacity = no would do", error);
  if (costs->lgs.on)
    return fail_rule (trace, "compat = lgs needs the event-queue engine; compat = textbook would do", error);
  if (costs->eager < G_MAXUINT64 && sends_more_than (trace, costs->eager))
    return fail_rule (trace, "a message larger than S needs the event-queue engine; a larger S would do", error);
  return TRUE;
}

PlxTiming *
plx_processors_price (const PlxProcessorCosts *costs, const PlxTrace *trace, gboolean explain, GError **error)
{
  const PlxTrace *bulk = plx_trace_bulk (trace, error);
  const guint p = plx_trace_n_procs (trace);
  const PlxMessageCost m = costs->message (costs->instance, 1);
  g_autoptr (PlxTiming) timing = NULL;

  if (!bulk || !check_rules (costs, trace, error))
    return NULL;
  g_autofree PlxSimulated *of = g_new0 (PlxSimulated, MAX (p, 1));
  g_autoptr (PlxChannels) channels = plx_channels_new ();
  g_autoptr (GArray) puts = g_array_new (FALSE, FALSE, sizeof (PlxTrain));
  g_autoptr (GArray) requests = g_array_new (FALSE, FALSE, sizeof (PlxTrain));
  PlxEngine engine = { .costs = costs,
                       .rate = ticks_of_unit (costs->tick),
                       .p = p,
                       .of = of,
                       .channels = channels,
                       .puts = puts,
                       .requests = requests };

  if (p > 1)
    engine.barrier = plx_engine_ticks (&engine, costs->barrier >= 0 ? costs->barrier
                                                                    : ceil_log2 (p) * (m.flight + m.receive));
  timing = plx_timing_new (plx_trace_n_supersteps (bulk), p, explain);
  return run (&engine, bulk, timing, error) ? g_steal_pointer (&timing) : NULL;
}
