/* SPDX-License-Identifier: MIT */
/* sync.c: what lands at a SYNC: first what was put to a processor, in order of arrival; then it
 * serves the requests of its GETs likewise; then it takes the replies to its own.
 */
#include "sim/engine/run.h"

#include <stdlib.h>

PlxTrain
plx_run_train (PlxPrices *prices, guint source, guint destination, guint32 bytes, guint64 calls)
{
  return (PlxTrain) { .messages = plx_prices_after (prices, 0, calls, plx_prices_of (prices, bytes)->messages),
                      .source = source, .destination = destination, .bytes = bytes, .sent = PLX_ANY };
}

/* A train like @train with the costs of one of its messages. */
static PlxTicks
ticks_of_train (PlxPrices *prices, const PlxTrain *train)
{
  const PlxTicks *one = plx_prices_of (prices, train->bytes);
  const guint64 n = train->messages, gap = one->send_gap - one->send_span;
  const guint64 span = plx_prices_after (prices, 0, n - 1, gap);

  return (PlxTicks) { .bytes = train->bytes, .messages = n, .flight = one->flight, .send = span + one->send - one->send_span,
                      .send_gap = span + gap, .receive = one->receive, .receive_gap = one->receive_gap, .send_span = span,
                      .receive_span = plx_prices_after (prices, 0, n - 1, one->receive_gap) };
}

void
plx_run_send (PlxRun *run, PlxPrices *prices, PlxClock *clock, PlxTrain *train, guint8 op, gboolean control)
{
  PlxTicks cost = ticks_of_train (prices, train);
  const PlxSimulated before = clock->of;
  const guint64 start = MAX (before.now, before.send_at);

  if (run->platform)
    plx_ticks_delay_send (&cost, plx_platform_busy (run->platform, train->source, start, cost.send, FALSE));
  train->arrival = plx_clock_send (clock, &cost);
  if (run->log)
    train->sent = plx_log_add (run->log, &before, &(PlxActivity) {
      .start = start, .end = clock->of.now, .amount = train->bytes, .processor = train->source,
      .peer = train->destination, .sent = PLX_ANY, .kind = op, .control = control != FALSE }, 0);
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

/* Receives a train of some; the clock then is at the earliest start of the next receive. Returns the gap after its end. */
static guint64
receive (PlxRun *run, PlxPrices *prices, PlxClock *clock, const PlxTrain *train, guint8 op, gboolean control)
{
  PlxTicks cost = ticks_of_train (prices, train);
  const PlxSimulated before = clock->of;
  const guint64 start = MAX (MAX (before.now, before.receive_at), train->arrival);

  plx_run_delay_receive (run, train->destination, &cost, start, train->arrival);
  plx_clock_receive (clock, run->began, &cost, train->arrival);
  if (run->log)
    plx_log_add (run->log, &before, &(PlxActivity) {
      .start = start, .end = clock->of.now, .amount = train->bytes, .processor = train->destination,
      .peer = train->source, .sent = train->sent, .kind = op, .control = control != FALSE }, train->arrival);
  return cost.receive_gap - cost.receive;
}

/* Receives trains, in the order of their messages' arrival, ties by source. @trains: [n], for one processor, in the order
 * of their first arrivals. The processor is never idle while a message is there, so the order of messages within a busy
 * stretch does not matter, but for the very last one's: after it comes `receive`, not a gap. That is exact when receives
 * need not come closer than sends, or trains do not overlap. */
static void
receive_trains (PlxRun *run, PlxPrices *prices, const PlxTrain *trains, gsize n)
{
  const guint i = trains[0].destination;
  PlxClock clock = { .of = run->of[i] };
  guint64 last_arrival = 0, idle = 0;

  for (gsize k = 0; k < n; k++)
    {
      const guint64 after = receive (run, prices, &clock, &trains[k], PLX_OP_RECV, FALSE);
      const guint64 last = trains[k].arrival + ticks_of_train (prices, &trains[k]).send_span;

      if (last >= last_arrival)
        {
          last_arrival = last;
          idle = after;
        }
    }
  const guint64 end = clock.of.receive_at - idle;
  if (end < clock.of.now)
    clock.of.busy -= MIN (clock.of.busy, clock.of.now - end);
  else
    clock.of.gap += end - clock.of.now;
  clock.of.now = end;
  store (run, prices, i, &clock);
}

/* By arrival, ties by source. */
static int
compare (gconstpointer left, gconstpointer right)
{
  const PlxTrain *a = left, *b = right;

  if (a->arrival != b->arrival)
    return a->arrival < b->arrival ? -1 : 1;
  return a->source < b->source ? -1 : a->source > b->source;
}

/* Trains by destination: those of i are sorted[first[i]] to sorted[first[i + 1]], in order of
 * arrival. */
typedef struct {
  PlxTrain *sorted;
  gsize *first; /* [p + 1] */
} Mail;

static Mail
sort (const GArray *array, guint p)
{
  const PlxTrain *trains = (const PlxTrain *) (gconstpointer) array->data;
  Mail mail = { g_new (PlxTrain, MAX (array->len, 1)), g_new0 (gsize, (gsize) p + 2) };
  gsize *end = mail.first + 1;

  for (guint k = 0; k < array->len; k++)
    end[trains[k].destination + 1]++;
  for (guint i = 0; i < p; i++)
    end[i + 1] += end[i];
  for (guint k = 0; k < array->len; k++)
    mail.sorted[end[trains[k].destination]++] = trains[k];
  for (guint i = 0; i < p; i++)
    if (mail.first[i + 1] - mail.first[i] > 1)
      qsort (mail.sorted + mail.first[i], mail.first[i + 1] - mail.first[i], sizeof (PlxTrain),
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
receive_all (PlxRun *run, PlxPrices *prices, GArray *trains)
{
  g_auto (Mail) mail = { NULL, NULL };

  if (trains->len == 0)
    return;
  mail = sort (trains, run->p);
  for (guint i = 0; i < run->p; i++)
    if (mail.first[i + 1] > mail.first[i])
      receive_trains (run, prices, mail.sorted + mail.first[i], mail.first[i + 1] - mail.first[i]);
  g_array_set_size (trains, 0);
}

/* Every processor receives the requests made to it and sends a reply to each; @replies gets them.
 */
static void
serve_all (PlxRun *run, PlxPrices *prices, GArray *replies)
{
  g_auto (Mail) mail = sort (run->requests, run->p);

  for (gsize k = 0; k < run->requests->len; k++)
    {
      const PlxTrain *request = &mail.sorted[k];
      PlxTrain reply = plx_run_train (prices, request->destination, request->source, request->reply, 1);
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

  run->n_messages += run->puts->len + 2 * (guint64) run->requests->len;
  receive_all (run, prices, run->puts);
  if (run->requests->len == 0)
    return;
  replies = g_array_new (FALSE, FALSE, sizeof (PlxTrain));
  serve_all (run, prices, replies);
  receive_all (run, prices, replies);
}
