/* SPDX-License-Identifier: MIT */
/* engine.c: how fast the simulated processors run: rounds of work and messages to partners that change, in order; only
 * the simulation is in the time. */
#include "bench/bench.h"
#include "sim/engine/processor.h"
#include "sim/engine/program-order.h"

/* In every round each of p processors works, sends to its partner and receives from another. */
typedef struct {
  const char *name;
  guint p, rounds;
  gboolean scattered;   /* partners are at random, else neighbours */
  const PlxFlow *flow;
  guint threads;
} Set;

static PlxMessageCost
message (G_GNUC_UNUSED gconstpointer instance, guint64 bytes)
{
  return (PlxMessageCost) { .send = 2, .receive = 2, .gap = 4 + 0.01 * (double) bytes, .flight = 8 + 0.01 * (double) bytes };
}

static const PlxProcessorCosts costs = {
  .t = { .flat = TRUE, .of = { [PLX_OP] = { .n = 1, .x = { 1 }, .y = { 1 } } } },
  .message = message, .eager = G_MAXUINT64, .word = 8, .barrier = -1, .tick = 1e-6,
};

static void
shuffle (GRand *random, guint32 *to, guint p)
{
  for (guint i = 0; i < p; i++)
    to[i] = i;
  for (guint i = p; i > 1; i--)
    {
      const guint at = (guint) ((guint64) g_rand_int (random) * i >> 32);
      const guint32 one = to[i - 1];

      to[i - 1] = to[at];
      to[at] = one;
    }
}

static PlxTrace *
make_trace (const Set *set)
{
  const guint p = set->p;
  PlxTraceBuilder *b = plx_trace_builder_new (p, set->name);
  g_autofree guint32 *to = g_new (guint32, (gsize) p * set->rounds), *from = g_new (guint32, (gsize) p * set->rounds);
  g_autoptr (GRand) random = g_rand_new_with_seed (1);

  for (guint r = 0; r < set->rounds; r++)
    {
      guint32 *round_to = to + (gsize) r * p;

      if (set->scattered)
        shuffle (random, round_to, p);
      for (guint i = 0; i < p; i++)
        {
          if (!set->scattered)
            round_to[i] = (i + 1 + r % 3) % p;
          from[(gsize) r * p + round_to[i]] = i;
        }
    }
  for (guint i = 0; i < p; i++)
    for (guint r = 0; r < set->rounds; r++)
      {
        plx_trace_builder_op (b, i, plx_op_work (PLX_OP, 17 + (i * 31 + r * 7) % 13, 64));
        plx_trace_builder_op (b, i, plx_op_message (PLX_OP_SEND, to[(gsize) r * p + i], 8, 0));
        plx_trace_builder_op (b, i, plx_op_message (PLX_OP_RECV, from[(gsize) r * p + i], 8, 0));
      }
  return plx_trace_builder_end (b);
}

static void
run (gpointer data)
{
  const Set *set = data;
  const PlxSimulateOptions options = { .threads = set->threads };
  GError *error = NULL;

  plx_simulation_free (plx_program_order_run (set->flow, &costs, &options, &error));
  bench_check (error);
}

/* Operations, segments, slots and processors, that is all that a run looks at. */
static double
bytes_of (const PlxFlow *flow)
{
  guint64 bytes = flow->n_ops * sizeof (PlxOp) + (guint64) flow->n_slots * 8 + (guint64) flow->p * sizeof (PlxSimulated);

  for (guint64 level = 0; level < flow->n_levels; level++)
    bytes += flow->width (flow, level) * sizeof (PlxSegment);
  return (double) bytes;
}

static void
bench_set (Set set, const char *wanted)
{
  GError *error = NULL;
  g_autoptr (PlxTrace) trace = make_trace (&set);
  const double start = bench_now (), n = (double) plx_trace_n_ops (trace);
  double seconds;

  set.flow = plx_trace_flow (trace, &error);
  bench_check (error);
  seconds = bench_now () - start;
  g_autofree char *title = g_strdup_printf ("%s: %.3g operations put in order", set.name, n);
  bench_print (title, n / seconds * 1e-6, "M ops/s", "");
  g_autofree char *memory = g_strdup_printf ("%s: read and written by a run", set.name);
  bench_print (memory, bytes_of (set.flow) / n, "bytes/op", "");
  for (set.threads = 1; set.threads <= 2; set.threads++)
    {
      g_autofree char *line = g_strdup_printf ("%s: simulated by %u thread%s", set.name, set.threads,
                                               set.threads > 1 ? "s" : "");

      bench_print (line, n / bench_time (3, run, &set) * 1e-6, "M ops/s", set.threads == 1 ? wanted : "");
    }
}

void
bench_engine (void)
{
  bench_set ((Set) { .name = "neighbours, in the cache", .p = 1024, .rounds = 100 }, ">= 100");
  bench_set ((Set) { .name = "partners at random, p = 10^6", .p = 1000000, .rounds = 33, .scattered = TRUE }, ">= 50");
}
