/* SPDX-License-Identifier: MIT */
/* sync.c: what lands at a SYNC: first what was put to a processor, in order of arrival; then it
 * serves the requests of its GETs likewise; then it takes the replies to its own.
 */
#include "sim/engine/run.h"

#include <stdlib.h>

/* @n times more what has just been done once: busy for so long, and the next after a period. */
static void
repeat (PlxPrices *prices, PlxClock *clock, guint64 *next, guint64 n, guint64 busy, guint64 period)
{
  const guint64 all_busy = plx_prices_after (prices, 0, n, busy), all = plx_prices_after (prices, 0, n, period);

  clock->of.busy += all_busy;
  clock->of.gap += all - all_busy;
  clock->of.now += all;
  *next += all;
  clock->seen |= clock->of.now | *next;
}

void
plx_run_send (PlxRun *run, PlxPrices *prices, PlxClock *clock, PlxCalls *calls, guint8 op, gboolean control)
{
  PlxTicks cost = *plx_prices_of (prices, calls->bytes);
  const PlxSimulated before = clock->of;
  const guint64 start = MAX (before.now, before.send_at);

  if (run->platform)
    plx_ticks_delay_send (&cost, plx_platform_busy (run->platform, calls->source, start, cost.send, FALSE));
  calls->arrival = plx_clock_send (clock, &cost);
  repeat (prices, clock, &clock->of.send_at, calls->calls - 1, cost.send, cost.send_gap);
  if (run->log)
    calls->sent = plx_log_add (run->log, &before, &(PlxActivity) {
      .start = start, .end = clock->of.now, .amount = calls->bytes, .processor = calls->source,
      .peer = calls->destination, .sent = PLX_ANY, .kind = op, .control = control != FALSE }, 0);
}

/* Adds a clock's parts to its processor's. */
static void
store (PlxRun *run, PlxPrices *prices, guint i, const PlxClock *clock)
{
  const guint64 from = MAX (run->of[i].now, run->began);
  const guint64 passed = clock->of.now > from ? clock->of.now - from : 0;

  if (run->parts)
    {
      run->parts[i].wait += clock->wait;
      run->parts[i].communicate += passed - MIN (passed, clock->wait);
    }
  run->of[i] = clock->of;
  prices->seen |= clock->seen;
}

/* Receives calls in a row. Returns the gap after the end of the last. */
static guint64
receive (PlxRun *run, PlxPrices *prices, PlxClock *clock, const PlxCalls *calls, guint8 op, gboolean control)
{
  PlxTicks cost = *plx_prices_of (prices, calls->bytes);
  const PlxSimulated before = clock->of;
  const guint64 start = MAX (MAX (before.now, before.receive_at), calls->arrival);

  plx_run_delay_receive (run, calls->destination, &cost, start, calls->arrival);
  plx_clock_receive (clock, run->began, &cost, calls->arrival);
  repeat (prices, clock, &clock->of.receive_at, calls->calls - 1, cost.receive_span + cost.receive,
          cost.receive_span + cost.receive_gap);
  if (run->log)
    plx_log_add (run->log, &before, &(PlxActivity) {
      .start = start, .end = clock->of.now, .amount = calls->bytes, .processor = calls->destination,
      .peer = calls->source, .sent = calls->sent, .kind = op, .control = control != FALSE }, calls->arrival);
  return cost.receive_gap - cost.receive;
}

/* By arrival, ties by source, then order of sending. */
static int
compare (gconstpointer left, gconstpointer right)
{
  const PlxCalls *a = left, *b = right;

  if (a->arrival != b->arrival)
    return a->arrival < b->arrival ? -1 : 1;
  if (a->source != b->source)
    return a->source < b->source ? -1 : 1;
  return a->number < b->number ? -1 : a->number > b->number;
}

/* Whether each of several calls has arrived when its receiver is done with the one before. */
static gboolean
keep_up (PlxPrices *prices, const PlxCalls *calls, gsize n)
{
  for (gsize k = 0; k < n; k++)
    {
      const PlxTicks *cost = plx_prices_of (prices, calls[k].bytes);

      if (cost->send_gap - cost->send_span > cost->receive_gap)
        return FALSE;
    }
  return TRUE;
}

/* Where calls keep up, nobody waits for one while others of its row are to come: the order within a busy stretch then does
 * not matter, so that rows are received one after the other. But after the last call to arrive comes no gap, while one came
 * after the last call of the last row. */
static void
receive_rows (PlxRun *run, PlxPrices *prices, PlxClock *clock, const PlxCalls *calls, gsize n)
{
  PlxCalls last = { .arrival = 0 };
  guint64 idle = 0;

  for (gsize k = 0; k < n; k++)
    {
      const guint64 after = receive (run, prices, clock, &calls[k], PLX_OP_RECV, FALSE);
      PlxCalls end = calls[k];

      end.arrival = plx_prices_after (prices, end.arrival, end.calls - 1, plx_prices_of (prices, end.bytes)->send_gap);
      if (k == 0 || compare (&end, &last) > 0)
        {
          last = end;
          idle = after;
        }
    }
  clock->of.gap += clock->of.receive_at - idle - clock->of.now;
  clock->of.now = clock->of.receive_at - idle;
}

/* Restores a heap whose root may have become too late. */
static void
sink (PlxCalls *heap, gsize n)
{
  for (gsize at = 0, below; (below = 2 * at + 1) < n; at = below)
    {
      const PlxCalls above = heap[at];

      if (below + 1 < n && compare (&heap[below + 1], &heap[below]) < 0)
        below++;
      if (compare (&above, &heap[below]) <= 0)
        return;
      heap[at] = heap[below];
      heap[below] = above;
    }
}

/* Rows of calls take turns. @heap: in order, which makes it one. */
static void
receive_in_turn (PlxRun *run, PlxPrices *prices, PlxClock *clock, PlxCalls *heap, gsize n)
{
  for (; n > 0; sink (heap, n))
    {
      PlxCalls one = heap[0];

      one.calls = 1;
      receive (run, prices, clock, &one, PLX_OP_RECV, FALSE);
      heap[0].arrival += plx_prices_of (prices, one.bytes)->send_gap;
      if (--heap[0].calls == 0)
        heap[0] = heap[--n];
    }
}

/* @calls: [n], for one processor, in order. */
static void
receive_calls (PlxRun *run, PlxPrices *prices, PlxCalls *calls, gsize n)
{
  const guint i = calls[0].destination;
  PlxClock clock = { .of = run->of[i] };

  if (keep_up (prices, calls, n))
    receive_rows (run, prices, &clock, calls, n);
  else
    receive_in_turn (run, prices, &clock, calls, n);
  store (run, prices, i, &clock);
}

/* Calls by destination: those of i are sorted[first[i]] to sorted[first[i + 1]], in order of arrival. */
typedef struct {
  PlxCalls *sorted;
  gsize *first; /* [p + 1] */
} Mail;

static Mail
sort (const GArray *array, guint p)
{
  const PlxCalls *calls = (const PlxCalls *) (gconstpointer) array->data;
  Mail mail = { g_new (PlxCalls, MAX (array->len, 1)), g_new0 (gsize, (gsize) p + 2) };
  gsize *end = mail.first + 1;

  for (guint k = 0; k < array->len; k++)
    end[calls[k].destination + 1]++;
  for (guint i = 0; i < p; i++)
    end[i + 1] += end[i];
  for (guint k = 0; k < array->len; k++)
    {
      PlxCalls *to = &mail.sorted[end[calls[k].destination]++];

      *to = calls[k];
      to->number = k;
    }
  for (guint i = 0; i < p; i++)
    if (mail.first[i + 1] - mail.first[i] > 1)
      qsort (mail.sorted + mail.first[i], mail.first[i + 1] - mail.first[i], sizeof (PlxCalls),
             compare);
  return mail;
}

static void
clear (Mail *mail)
{
  g_free (mail->sorted);
  g_free (mail->first);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Mail, clear)

static void
receive_all (PlxRun *run, PlxPrices *prices, GArray *calls)
{
  g_auto (Mail) mail = { NULL, NULL };

  if (calls->len == 0)
    return;
  mail = sort (calls, run->p);
  for (guint i = 0; i < run->p; i++)
    if (mail.first[i + 1] > mail.first[i])
      receive_calls (run, prices, mail.sorted + mail.first[i], mail.first[i + 1] - mail.first[i]);
  g_array_set_size (calls, 0);
}

/* Every processor receives the requests made to it and sends a reply to each; @replies gets them.
 */
static void
serve_all (PlxRun *run, PlxPrices *prices, GArray *replies)
{
  g_auto (Mail) mail = sort (run->requests, run->p);

  for (gsize k = 0; k < run->requests->len; k++)
    {
      const PlxCalls *request = &mail.sorted[k];
      PlxCalls reply = { .calls = 1, .source = request->destination, .destination = request->source,
                         .bytes = request->reply, .sent = PLX_ANY };
      PlxClock clock = { .of = run->of[request->destination] };

      receive (run, prices, &clock, request, PLX_OP_RECV, TRUE);
      plx_run_send (run, prices, &clock, &reply, PLX_OP_GET, FALSE);
      store (run, prices, request->destination, &clock);
      g_array_append_val (replies, reply);
    }
  g_array_set_size (run->requests, 0);
}

void
plx_run_land (PlxRun *run, PlxPrices *prices)
{
  g_autoptr (GArray) replies = NULL;

  run->n_messages += run->requests->len;
  receive_all (run, prices, run->puts);
  if (run->requests->len == 0)
    return;
  replies = g_array_new (FALSE, FALSE, sizeof (PlxCalls));
  serve_all (run, prices, replies);
  receive_all (run, prices, replies);
}
