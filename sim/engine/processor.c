/* SPDX-License-Identifier: MIT */
/* processor.c: durations in ticks, remembered by size. */
#include "sim/engine/processor.h"

#include "sim/engine/lower.h"

void
plx_prices_init (PlxPrices *prices, const PlxProcessorCosts *costs, double rate)
{
  *prices = (PlxPrices) { .costs = costs, .rate = rate, .flat = TRUE, .last = prices->ticks };
  for (guint c = 0; c < PLX_N_CLASSES; c++)
    {
      prices->flat = prices->flat && costs->t.of[c].n <= 1;
      prices->flat_rate[c] = plx_curve_at (&costs->t.of[c], 1);
    }
  for (guint k = 0; k < PLX_TICKS_CACHED; k++)
    prices->ticks[k].bytes = G_MAXUINT64;
}

guint64
plx_prices_round (PlxPrices *prices, double time)
{
  const double ticks = time * prices->rate;

  if (ticks < 0x1p52)
    return (guint64) (ticks + 0.5);
  if (ticks < (double) PLX_TICKS_END) /* it has no fraction any more */
    return (guint64) ticks;
  prices->seen |= PLX_TICKS_END;
  return 0;
}

guint64
plx_prices_after (PlxPrices *prices, guint64 a, guint64 n, guint64 b)
{
  guint64 product, sum;

  if (!__builtin_mul_overflow (n, b, &product) && !__builtin_add_overflow (a, product, &sum) && sum < PLX_TICKS_END)
    return sum;
  prices->seen |= PLX_TICKS_END;
  return a;
}

static void
fill (PlxPrices *prices, PlxTicks *ticks, guint32 bytes)
{
  const PlxProcessorCosts *costs = prices->costs;
  const guint64 packet = costs->packet;
  const PlxMessageCost m = costs->message (costs->instance, packet > 0 ? packet : bytes);
  const guint64 n = plx_messages_of (costs, bytes);
  const guint64 send = plx_prices_round (prices, m.send), receive = plx_prices_round (prices, m.receive);
  const guint64 gap = plx_prices_round (prices, m.gap);
  const guint64 send_span = plx_prices_after (prices, 0, n - 1, MAX (send, gap));

  *ticks = (PlxTicks) {
    .bytes = bytes,
    .messages = n,
    .flight = plx_prices_round (prices, m.flight),
    .send = send_span + send,
    .send_gap = send_span + MAX (send, gap),
    .receive = receive,
    .receive_gap = MAX (receive, gap),
    .send_span = send_span,
    .receive_span = plx_prices_after (prices, 0, n - 1, MAX (receive, gap)),
  };
}

const PlxTicks *
plx_prices_find (PlxPrices *prices, guint32 bytes)
{
  PlxTicks *ticks = &prices->ticks[bytes * 0x9e3779b1u >> 26];

  if (ticks->bytes != bytes)
    fill (prices, ticks, bytes);
  prices->last = ticks;
  return ticks;
}

double
plx_prices_find_work (PlxPrices *prices, const PlxOp *op)
{
  PlxCachedWork *work = &prices->work[(op->lines * 8 + op->work_class) * 0x9e3779b1u >> 26];

  if (!work->used || work->lines != op->lines || work->work_class != op->work_class)
    *work = (PlxCachedWork) { plx_curve_at (&prices->costs->t.of[op->work_class], 64.0 * op->lines), op->lines,
                              op->work_class, TRUE };
  return work->rate;
}
