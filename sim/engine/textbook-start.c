/* SPDX-License-Identifier: MIT */
/* textbook-start.c: what a task does that starts under the rules of the LogP family. */
#include "sim/engine/textbook.h"

static const Price *
price_of (Textbook *tb, guint64 bytes)
{
  Price *price = &tb->prices[(guint32) bytes * 0x9e3779b1u >> 26];
  PlxEvents *events = tb->events;
  const PlxProcessorCosts *costs = events->costs;

  if (G_LIKELY (price->bytes == bytes + 1))
    return price;
  const PlxMessageCost m = costs->message (costs->instance, costs->packet > 0 ? costs->packet : bytes);
  const guint64 send = plx_events_ticks (events, m.send), receive = plx_events_ticks (events, m.receive);
  const guint64 gap = plx_events_ticks (events, m.gap), more = plx_messages_of (costs, bytes) - 1;

  *price = (Price) {
    .bytes = bytes + 1,
    .send_span = plx_events_ticks (events, (double) more * MAX (m.send, m.gap)) > 0 ? more * MAX (send, gap) : 0,
    .receive_span = more * MAX (receive, gap),
    .receive = receive,
    .receive_gap = MAX (receive, gap),
    .flight = plx_events_ticks (events, m.flight),
  };
  price->send = price->send_span + send;
  price->send_gap = price->send_span + MAX (send, gap);
  return price;
}

static guint64
stretch (Textbook *tb, guint processor, guint64 start, guint64 duration, gboolean work)
{
  return tb->platform ? plx_platform_busy (tb->platform, processor, start, duration, work) : duration;
}

/* The cpu is busy; what it was idle before and until @gap is a gap. */
static void
occupy (Textbook *tb, guint processor, guint cpu, guint64 gap, guint64 start, guint64 end)
{
  const guint64 covered = tb->covered[processor];

  tb->gap[processor] += gap > covered ? gap - covered : 0;
  tb->busy[processor] += end - MIN (end, MAX (start, covered));
  tb->covered[processor] = MAX (covered, end);
  tb->free[(gsize) processor * tb->n_cpus + cpu] = end;
}

/* A message, or the first of a train, leaves its sender. */
static void
launch (Textbook *tb, guint32 k, guint processor, const Price *price, guint64 now)
{
  if (tb->way)
    {
      plx_textbook_set_off (tb, k, processor, MAX (price->flight, price_first (price)) - price_first (price), now);
      return;
    }
  tb->events->state[k].time = now - price_first (price) + price->flight;
  plx_textbook_arrive_at (tb, k, processor, tb->events->state[k].time);
}

/* It could start @ready as far as its cpu does not matter, which is free since @free. */
static void
send_at (Textbook *tb, guint32 k, guint processor, guint64 ready, guint64 free, guint64 start)
{
  const PlxTask *task = &tb->events->tasks[k];
  const Price *price = price_of (tb, plx_task_bytes (tb->events->costs, task->kind, task->amount));
  const guint64 end = start + stretch (tb, processor, start, price->send, FALSE), leaves = end - price->send_span;
  const gboolean asks = tb->room && plx_textbook_needs_room (tb, k);

  guint64 *next = &tb->send_at[(gsize) processor * tb->n_nics + task->nic];

  plx_textbook_log (tb, k, processor, FALSE, start, end, ready, free);
  occupy (tb, processor, task->cpu, *next, start, asks ? leaves : end);
  *next = MAX (start + price->send_gap, end);
  if (asks)
    {
      plx_textbook_hold (tb, k, processor, leaves);
      return;
    }
  plx_textbook_release (tb, k, FALSE, end);
  launch (tb, k, processor, price, leaves);
}

void
plx_textbook_leave (Textbook *tb, guint32 k, guint processor, guint32 recv, guint64 now)
{
  const PlxTask *task = &tb->events->tasks[k];
  const Price *price = price_of (tb, plx_task_bytes (tb->events->costs, task->kind, task->amount));
  const guint64 since = tb->events->state[k].time, end = now + price->send_span, start = now - price_first (price);
  guint64 *next = &tb->send_at[(gsize) processor * tb->n_nics + task->nic];

  if (now > since)
    {
      *next = MAX (*next, MAX (start + price->send_gap, end));
      plx_textbook_log_stall (tb, k, recv, start, end);
    }
  occupy (tb, processor, task->cpu, now, now, end);
  plx_textbook_release (tb, k, FALSE, end);
  launch (tb, k, processor, price, now);
  plx_textbook_resume (tb, processor, task->cpu, now);
}

static void
start_send (Textbook *tb, guint32 k, guint processor, guint64 ready, guint64 now)
{
  plx_textbook_release (tb, k, TRUE, now);
  send_at (tb, k, processor, ready, tb->free[(gsize) processor * tb->n_cpus + tb->events->tasks[k].cpu], now);
}

static void
serve (Textbook *tb, guint32 k, guint processor, guint64 now)
{
  const guint8 nic = tb->events->tasks[k].nic;

  send_at (tb, k, processor, now, now, MAX (now, tb->send_at[(gsize) processor * tb->n_nics + nic]));
}

static void
start_recv (Textbook *tb, guint32 k, guint processor, guint64 ready, guint64 now)
{
  PlxEvents *events = tb->events;
  const PlxTask *task = &events->tasks[k];
  const guint32 send = textbook_message (tb, k);
  const guint64 bytes = task->kind == PLX_TASK_SERVE ? events->costs->word
                                                     : plx_task_bytes (events->costs, task->kind, task->amount);
  const Price *price = price_of (tb, bytes);
  const guint64 last = MAX (now + price->receive_span, events->state[send].time + price->send_span);
  const guint64 end = now + stretch (tb, processor, now, last + price->receive - now, FALSE);
  const guint64 free = tb->free[(gsize) processor * tb->n_cpus + task->cpu];

  guint64 *next = &tb->receive_at[(gsize) processor * tb->n_nics + task->nic];

  occupy (tb, processor, task->cpu, *next, now, end);
  plx_textbook_log (tb, k, processor, TRUE, now, end, ready, free);
  *next = last + MAX (price->receive_gap, end - last);
  if (tb->room)
    plx_textbook_make_room (tb, k, processor, now);
  plx_textbook_release (tb, k, TRUE, now);
  if (task->kind == PLX_TASK_SERVE)
    serve (tb, k, processor, end);
  else
    {
      events->state[k].count = PLX_DONE;
      events->n_done++;
      plx_textbook_release (tb, k, FALSE, end);
    }
}

static guint64
copy_time (Textbook *tb, guint64 bytes)
{
  const PlxOp op = plx_op_work (PLX_COPY, bytes, bytes);

  return plx_events_ticks (tb->events, plx_op_work_time (&op, &tb->events->costs->t));
}

static guint64
local_time (Textbook *tb, const PlxTask *task, guint processor)
{
  if (task->kind == PLX_OP_WORK)
    return plx_events_work (tb->events, task);
  if (plx_task_forms[task->kind].receives)
    return 0;
  if (task->peer == processor)
    return copy_time (tb, task->amount);
  return plx_events_ticks (tb->events, plx_read_time (tb->events->costs, task->amount));
}

/* When the words of others that a READ wants have been served by their module; else at once. */
static guint64
served (Textbook *tb, const PlxTask *task, guint processor, guint64 now)
{
  if (!tb->way || task->kind != PLX_OP_READ || task->peer == processor
      || !plx_platform_has_memory (tb->events->options->platform))
    return now;
  return plx_platform_access (tb->platform, task->peer, now, task->amount);
}

/* WORK, a READ, and both ends of a message to oneself. */
static void
start_local (Textbook *tb, guint32 k, guint processor, guint64 ready, guint64 now)
{
  PlxEvents *events = tb->events;
  const PlxTask *task = &events->tasks[k];
  const guint64 duration = local_time (tb, task, processor);
  const guint64 free = tb->free[(gsize) processor * tb->n_cpus + task->cpu];
  const guint64 from = served (tb, task, processor, now);
  const guint64 end = from + (duration > 0 ? stretch (tb, processor, from, duration, task->kind == PLX_OP_WORK) : 0);

  occupy (tb, processor, task->cpu, 0, now, end);
  plx_textbook_log (tb, k, processor, plx_task_forms[task->kind].receives, now, end, ready, free);
  plx_textbook_release (tb, k, TRUE, now);
  plx_textbook_release (tb, k, FALSE, end);
  if (plx_task_forms[task->kind].sends)
    {
      events->state[k].time = end;
      plx_textbook_arrive_at (tb, k, processor, end);
    }
  else
    {
      events->state[k].count = PLX_DONE;
      events->n_done++;
    }
}

void
plx_textbook_start (Textbook *tb, guint32 k, guint processor, guint64 now)
{
  const guint64 ready = textbook_ready (tb, k);

  if (plx_task_forms[tb->events->tasks[k].kind].receives)
    plx_events_check_sizes (tb->events, textbook_message (tb, k), k);
  if (textbook_is_local (tb, k, processor))
    start_local (tb, k, processor, ready, now);
  else if (plx_task_forms[tb->events->tasks[k].kind].receives)
    start_recv (tb, k, processor, ready, now);
  else
    start_send (tb, k, processor, ready, now);
}
