/* SPDX-License-Identifier: MIT */
/* worker.c: runs the operations of a level's segments.
 *
 * A READ of k words delays its reader 2L + 4o + (k - 1) max (g, o), or k (2L + 4o), and nobody
 * else; its gap clocks do not see it. WRITE is like PUT. A transfer to oneself costs what copying
 * its bytes costs.
 */
#include "sim/engine/worker.h"

#include "sim/engine/lower.h"

#define PIECE 2048u           /* segments read at a time, so that generated ones stay in a cache */
#define AHEAD 24              /* operations */

/* ---- operations that are rare ---- */

static guint64
copy_time (PlxPrices *prices, guint64 bytes)
{
  const PlxOp op = plx_op_work (PLX_COPY, bytes, bytes);

  return plx_prices_round (prices, plx_op_work_time (&op, &prices->costs->t));
}

/* Asks for a block with each call; the request is a word. */
static void
ask (PlxWorker *w, guint i, const PlxOp *op, PlxClock *clock)
{
  for (guint32 k = 0; k < op->calls; k++)
    {
      PlxCalls request = { .calls = 1, .source = i, .destination = op->peer, .bytes = w->prices.costs->word,
                           .reply = op->bytes, .sent = PLX_ANY };

      plx_run_send (w->run, &w->prices, clock, &request, PLX_OP_GET, TRUE);
      g_array_append_val (w->requests, request);
    }
}

static void
put (PlxWorker *w, guint i, const PlxOp *op, PlxClock *clock)
{
  const guint32 together = w->run->log || w->run->platform ? 1 : op->calls;

  for (guint32 left = op->calls; left > 0; left -= together)
    {
      PlxCalls calls = { .calls = together, .source = i, .destination = op->peer, .bytes = op->bytes, .sent = PLX_ANY };

      plx_run_send (w->run, &w->prices, clock, &calls, op->kind, FALSE);
      g_array_append_val (w->puts, calls);
    }
}

/* Keeps processor i busy with an operation that concerns nobody else. */
static void
pass (PlxWorker *w, guint i, const PlxOp *op, PlxClock *clock, guint64 duration, guint64 amount)
{
  PlxRun *run = w->run;
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
      .start = before.now, .end = clock->of.now, .amount = amount, .processor = i,
      .peer = work ? i : op->peer, .sent = PLX_ANY,
      .kind = work || op->peer != i || op->kind == PLX_OP_SEND ? op->kind : PLX_OP_READ, .work_class = op->work_class }, 0);
}

static void
do_transfer (PlxWorker *w, guint i, const PlxOp *op, PlxClock *clock)
{
  const guint word = w->prices.costs->word;
  const guint64 bytes = (guint64) op->bytes * op->calls;
  const guint64 words = ((guint64) op->bytes + word - 1) / word * op->calls;

  if (op->calls == 0)
    return;
  if (op->peer == i)
    pass (w, i, op, clock, copy_time (&w->prices, bytes), bytes);
  else if (op->kind == PLX_OP_READ)
    pass (w, i, op, clock, plx_prices_round (&w->prices, plx_read_time (w->prices.costs, words)), words * word);
  else if (op->kind == PLX_OP_GET)
    ask (w, i, op, clock);
  else
    put (w, i, op, clock);
}

static void
send_logged (PlxWorker *w, guint i, const PlxOp *op, PlxClock *clock)
{
  PlxRun *run = w->run;
  PlxTicks cost = *plx_prices_of (&w->prices, op->bytes);
  const PlxSimulated before = clock->of;
  const guint64 start = MAX (before.now, before.send_at);

  if (run->platform)
    plx_ticks_delay_send (&cost, plx_platform_busy (run->platform, i, start, cost.send, FALSE));
  run->slots[op->tag] = plx_clock_send (clock, &cost);
  if (run->log)
    run->log->under_way[op->tag] = plx_log_add (run->log, &before, &(PlxActivity) {
      .start = start, .end = clock->of.now, .amount = op->bytes, .processor = i, .peer = op->peer,
      .sent = PLX_ANY, .kind = PLX_OP_SEND, .control = op->unused != 0 }, 0);
}

static void
receive_logged (PlxWorker *w, guint i, const PlxOp *op, PlxClock *clock)
{
  PlxRun *run = w->run;
  PlxTicks cost = *plx_prices_of (&w->prices, op->bytes);
  const PlxSimulated before = clock->of;
  const guint64 arrival = run->slots[op->tag];
  const guint64 start = MAX (MAX (before.now, before.receive_at), arrival);

  plx_run_delay_receive (run, i, &cost, start, arrival);
  plx_clock_receive (clock, run->began, &cost, arrival);
  if (run->log)
    plx_log_add (run->log, &before, &(PlxActivity) {
      .start = start, .end = clock->of.now, .amount = op->bytes, .processor = i, .peer = op->peer,
      .sent = run->log->under_way[op->tag], .kind = PLX_OP_RECV, .control = op->unused != 0 },
      arrival);
}

/* A message to oneself takes its copying time, and its receive none. */
static void
send_own (PlxWorker *w, guint i, const PlxOp *op, PlxClock *clock)
{
  PlxLog *log = w->run->log;

  pass (w, i, op, clock, copy_time (&w->prices, op->bytes), op->bytes);
  if (log)
    log->under_way[op->tag] = log->last[i];
}

static void
receive_own (PlxWorker *w, guint i, const PlxOp *op, PlxClock *clock)
{
  PlxLog *log = w->run->log;

  if (log)
    plx_log_add (log, &clock->of, &(PlxActivity) {
      .start = clock->of.now, .end = clock->of.now, .amount = op->bytes, .processor = i, .peer = i,
      .sent = log->under_way[op->tag], .kind = PLX_OP_RECV }, 0);
}

/* Anything, with a log and noise. */
static void
do_anything (PlxWorker *w, guint i, const PlxOp *op, PlxClock *clock)
{
  if (op->kind == PLX_OP_WORK)
    pass (w, i, op, clock, plx_prices_work (&w->prices, op), op->count);
  else if (op->kind < PLX_OP_SEND)
    do_transfer (w, i, op, clock);
  else if (op->kind == PLX_OP_SEND)
    (op->peer == i ? send_own : send_logged) (w, i, op, clock);
  else
    (op->peer == i ? receive_own : receive_logged) (w, i, op, clock);
}

/* What is not inlined must not see the clock itself, which then could not stay in registers. */
static PlxClock
do_rare (PlxWorker *w, guint i, const PlxOp *op, PlxClock clock, gboolean full)
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
note_end (PlxWorker *w, guint i, guint64 before, const PlxClock *clock)
{
  const PlxRun *run = w->run;
  const guint64 from = MAX (before, run->began), now = clock->of.now;
  const guint64 passed = now > from ? now - from : 0;
  const PlxParts parts = { clock->compute, passed - clock->compute - clock->wait, clock->wait };

  if (run->parts)
    run->parts[i] = parts;
  if (now > w->last.now || (now == w->last.now && i < w->last.processor))
    w->last = (PlxLast) { now, i, parts };
}

static inline __attribute__ ((always_inline)) void
run_segment (PlxWorker *w, const PlxSegment *segment, const PlxOp *ops, const PlxOp *limit,
             gboolean timed, gboolean full)
{
  PlxRun *run = w->run;
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
run_plain (PlxWorker *w)
{
  const PlxChunk *chunk = &w->chunk;
  const PlxOp *limit = chunk->ops + chunk->segments[chunk->n_segments].first;

  for (guint k = 0; k < chunk->n_segments; k++)
    run_segment (w, &chunk->segments[k], chunk->ops, limit, FALSE, FALSE);
}

static void
run_timed (PlxWorker *w)
{
  const PlxChunk *chunk = &w->chunk;
  const PlxOp *limit = chunk->ops + chunk->segments[chunk->n_segments].first;

  for (guint k = 0; k < chunk->n_segments; k++)
    run_segment (w, &chunk->segments[k], chunk->ops, limit, TRUE, FALSE);
}

static void
run_full (PlxWorker *w)
{
  const PlxChunk *chunk = &w->chunk;

  for (guint k = 0; k < chunk->n_segments; k++)
    run_segment (w, &chunk->segments[k], chunk->ops, NULL, TRUE, TRUE);
}

void
plx_worker_run (PlxWorker *w, guint64 level, guint from, guint to)
{
  const PlxRun *run = w->run;
  const PlxFlow *flow = run->flow;

  for (; from < to; from += MIN (PIECE, to - from))
    {
      flow->read (flow, level, from, MIN (PIECE, to - from), &w->chunk);
      if (run->log || run->platform)
        run_full (w);
      else if (run->timed)
        run_timed (w);
      else
        run_plain (w);
    }
}

void
plx_worker_init (PlxWorker *w, PlxRun *run, double rate)
{
  plx_prices_init (&w->prices, run->costs, rate);
  w->run = run;
  w->puts = g_array_new (FALSE, FALSE, sizeof (PlxCalls));
  w->requests = g_array_new (FALSE, FALSE, sizeof (PlxCalls));
}

void
plx_worker_clear (PlxWorker *w)
{
  plx_chunk_clear (&w->chunk);
  g_array_unref (w->puts);
  g_array_unref (w->requests);
}
