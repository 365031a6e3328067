/* SPDX-License-Identifier: MIT */
/* engine.c: how fast the simulated processors run: messages around a ring, as logp prices them. */
#include "bench/bench.h"

#include <parallax/engine.h>

#define P 1024u
#define ROUNDS 100u

static PlxTrace *
ring (void)
{
  PlxTraceBuilder *b = plx_trace_builder_new (P, "ring");

  for (guint i = 0; i < P; i++)
    for (guint r = 0; r < ROUNDS; r++)
      {
        plx_trace_builder_op (b, i, plx_op_work (PLX_OP, 17 + (i * 31 + r * 7) % 13, 64));
        plx_trace_builder_op (b, i, plx_op_message (PLX_OP_SEND, (i + 1) % P, 8, r));
        plx_trace_builder_op (b, i, plx_op_message (PLX_OP_RECV, (i + P - 1) % P, 8, r));
      }
  return plx_trace_builder_end (b);
}

static PlxMessageCost
message (G_GNUC_UNUSED gconstpointer instance, G_GNUC_UNUSED guint64 bytes)
{
  return (PlxMessageCost) { .send = 2, .receive = 2, .gap = 4, .flight = 8 };
}

static void
run (gpointer data)
{
  static const PlxProcessorCosts costs = {
    .t = { .flat = TRUE, .of = { [PLX_OP] = { .n = 1, .x = { 1 }, .y = { 1 } } } },
    .message = message, .packet = 8, .eager = G_MAXUINT64, .word = 8, .barrier = -1, .tick = 1e-6,
  };
  const PlxTrace *trace = data;
  GError *error = NULL;
  g_autoptr (PlxTiming) timing = plx_processors_price (&costs, trace, FALSE, &error);

  bench_check (error);
}

void
bench_engine (void)
{
  g_autoptr (PlxTrace) trace = ring ();
  const double n = (double) plx_trace_n_ops (trace) * 1e-6;

  bench_print ("simulated processors, messages around a ring", n / bench_time (3, run, trace), "M ops/s", "");
}
