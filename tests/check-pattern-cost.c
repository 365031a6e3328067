/* SPDX-License-Identifier: MIT */
/* check-pattern-cost.c: patterns cost what is known of them. */
#include "sim/engine/simulation.h"
#include "tests/patterns.h"

#include <string.h>

/* Frees the flow. */
static double
cost (PlxFlow *flow, const char *model)
{
  g_autoptr (PlxTrace) trace = plx_flow_to_trace (flow);
  const double total = price_total (trace, model);

  plx_flow_free (flow);
  return total;
}

/* Parameters in which g is no larger than o, so that no round waits for the gap. */
typedef struct {
  guint L, o, g, G;
} LogGP;

static const LogGP machines[] = { { 2500, 1500, 1000, 6 }, { 100, 31, 17, 2 }, { 7, 5, 3, 1 } };
static const guint procs[] = { 2, 3, 5, 8, 16, 33, 64 }, powers[] = { 2, 4, 8, 16, 32, 64, 128 };

/* For each machine, number of processors and size: the pattern's price and @expected's. @more: further options. */
static void
check_cost (const char *name, const char *more, double (*expected) (const LogGP *m, guint p, guint bytes))
{
  const gboolean power = strcmp (name, "recursive-doubling") == 0 || strcmp (name, "butterfly") == 0;

  for (guint k = 0; k < G_N_ELEMENTS (machines); k++)
    for (guint s = 0; s < G_N_ELEMENTS (procs); s++)
      {
        const LogGP *m = &machines[k];
        const guint p = power ? powers[s] : procs[s], bytes = p * (1 + 2 * s);
        g_autofree char *model = g_strdup_printf ("loggp:L=%u,o=%u,g=%u,G=%u", m->L, m->o, m->g, m->G);

        assert_near (cost (flow_of (name, "p=%u bytes=%u %s", p, bytes, more), model), expected (m, p, bytes));
      }
}

static double
reach (const LogGP *m, guint bytes)
{
  return 2 * m->o + m->L + (bytes - 1) * m->G;
}

static double
again (const LogGP *m, guint bytes)
{
  return MAX (m->o, m->g + (bytes - 1) * m->G);
}

static double
flat_cost (const LogGP *m, guint p, guint bytes)
{
  return (p - 2) * again (m, bytes) + reach (m, bytes);
}

static double
chain_cost (const LogGP *m, guint p, guint bytes)
{
  return (p - 1) * reach (m, bytes);
}

/* Processor i is reached by a message for each of its ones; for each zero below its highest one somebody waited. */
static double
binomial_cost (const LogGP *m, guint p, guint bytes)
{
  double latest = 0;

  for (guint i = 1; i < p; i++)
    {
      const guint ones = (guint) __builtin_popcount (i), zeros = (guint) g_bit_storage (i) - ones;

      latest = MAX (latest, ones * reach (m, bytes) + zeros * again (m, bytes));
    }
  return latest;
}

static double
dissemination_cost (const LogGP *m, guint p, guint bytes)
{
  return g_bit_storage (p - 1) * reach (m, bytes);
}

static double
all_reduce_cost (const LogGP *m, guint p, guint bytes)
{
  return 2 * (p - 1) * reach (m, bytes / p);
}

/* Who is told when, down from the root. */
static double
k_ary_cost (const LogGP *m, guint p, guint bytes, guint k)
{
  g_autofree double *ready = g_new0 (double, p);
  double latest = 0;

  for (guint i = 1; i < p; i++)
    {
      ready[i] = ready[(i - 1) / k] + (i - 1) % k * again (m, bytes) + reach (m, bytes);
      latest = MAX (latest, ready[i]);
    }
  return latest;
}

static double
binary_cost (const LogGP *m, guint p, guint bytes)
{
  return k_ary_cost (m, p, bytes, 2);
}

static double
ternary_cost (const LogGP *m, guint p, guint bytes)
{
  return k_ary_cost (m, p, bytes, 3);
}

static double
ring_cost (const LogGP *m, guint p, guint bytes)
{
  return p * reach (m, bytes);
}

/* p pieces; who passes on receives and sends in each step. */
static double
pipelined_cost (const LogGP *m, guint p, guint bytes)
{
  const guint pieces = 4 * p, size = bytes / pieces;
  const double step = p > 2 ? MAX (2 * m->o, m->g + (size - 1) * m->G) : again (m, size);

  return (p - 1) * reach (m, size) + (pieces - 1) * step;
}

static double
two_way_cost (const LogGP *m, guint p, guint bytes)
{
  double time = 0;

  for (guint distance = 1; distance < p; distance *= 3)
    time += reach (m, bytes) + (2 * distance < p ? again (m, bytes) : 0);
  return time;
}

static double
doubling_cost (const LogGP *m, guint p, guint bytes)
{
  return g_bit_storage (p - 1) * reach (m, bytes);
}

static double
butterfly_cost (const LogGP *m, guint p, guint bytes)
{
  return g_bit_storage (p - 1) * (reach (m, bytes) + 700);
}

static double
pairwise_cost (const LogGP *m, guint p, guint bytes)
{
  return (p - 1) * reach (m, bytes);
}

/* A long message keeps its receiver from a short one of the next round. */
static double
bruck_cost (const LogGP *m, guint p, guint bytes)
{
  double time = 0, receive_at = 0;

  for (guint bit = 1; bit < p; bit *= 2)
    {
      guint blocks = 0;

      for (guint d = 1; d < p; d++)
        blocks += (d & bit) != 0;
      const double start = MAX (time + reach (m, blocks * bytes) - m->o, receive_at);

      receive_at = start + again (m, blocks * bytes);
      time = start + m->o;
    }
  return time;
}

static double
bisection_cost (const LogGP *m, G_GNUC_UNUSED guint p, guint bytes)
{
  return 5 * reach (m, bytes);
}

START_TEST (patterns_cost_what_formulas_say)
{
  check_cost ("flat", "", flat_cost);
  check_cost ("chain", "", chain_cost);
  check_cost ("binomial", "", binomial_cost);
  check_cost ("binary", "", binary_cost);
  check_cost ("k-ary", "k=3", ternary_cost);
  check_cost ("dissemination", "", dissemination_cost);
  check_cost ("n-way-dissemination", "n=2", two_way_cost);
  check_cost ("recursive-doubling", "", doubling_cost);
  check_cost ("butterfly", "work=700", butterfly_cost);
  check_cost ("ring", "", ring_cost);
  check_cost ("ring-all-reduce", "", all_reduce_cost);
  check_cost ("pairwise-all-to-all", "", pairwise_cost);
  check_cost ("bruck-all-to-all", "", bruck_cost);
  check_cost ("random-bisection", "steps=5", bisection_cost);
}
END_TEST

START_TEST (a_pipeline_costs_what_its_slowest_stage_does)
{
  for (guint k = 0; k < G_N_ELEMENTS (machines); k++)
    for (guint s = 0; s < G_N_ELEMENTS (procs); s++)
      {
        const LogGP *m = &machines[k];
        const guint p = procs[s], bytes = 4 * p * (1 + 100 * s);
        g_autofree char *model = g_strdup_printf ("loggp:L=%u,o=%u,g=%u,G=%u", m->L, m->o, m->g, m->G);

        assert_near (cost (flow_of ("pipelined-ring", "p=%u bytes=%u chunks=%u", p, bytes, 4 * p), model),
                     pipelined_cost (m, p, bytes));
      }
}
END_TEST

/* In a torus everybody does the same: first all sends; receives keep the same distances. */
START_TEST (a_halo_exchange_costs_its_sends_and_a_flight)
{
  for (guint k = 0; k < G_N_ELEMENTS (machines); k++)
    for (guint rows = 1; rows <= 9; rows += 2)
      for (guint columns = 3; columns <= 7; columns += 2)
        {
          const LogGP *m = &machines[k];
          const guint bytes = 10 * rows + columns;
          const double first = (rows > 1 ? 3 : 1) * again (m, bytes);  /* until the last send starts */
          g_autofree char *model = g_strdup_printf ("loggp:L=%u,o=%u,g=%u,G=%u", m->L, m->o, m->g, m->G);

          assert_near (cost (flow_of ("halo-2d", "rows=%u columns=%u bytes=%u steps=3 work=5000 periodic=yes", rows, columns,
                                      bytes), model),
                       3 * (MAX (reach (m, bytes), first + 2 * m->o) + first + 5000));
        }
}
END_TEST

/* With nothing but o and work: who waits for the later of two neighbours. */
static double
wavefront_cost (guint rows, guint columns, guint L, guint o, guint work)
{
  g_autofree double *down = g_new0 (double, (gsize) rows * columns);  /* when the first send ends */
  double end = 0;

  for (guint r = 0; r < rows; r++)
    for (guint c = 0; c < columns; c++)
      {
        double at = 0;

        if (r > 0)
          at = down[(r - 1) * columns + c] + L + o;
        if (c > 0)
          at = MAX (at, down[r * columns + c - 1] + (r + 1 < rows ? o : 0) + L) + o;
        at += work;
        down[r * columns + c] = at + o;
        end = at + (r + 1 < rows ? o : 0) + (c + 1 < columns ? o : 0);
      }
  return end;
}

START_TEST (a_wavefront_goes_from_corner_to_corner)
{
  for (guint rows = 1; rows <= 6; rows++)
    for (guint columns = 2; columns <= 7; columns++)
      assert_near (cost (flow_of ("wavefront", "rows=%u columns=%u work=50", rows, columns), "logp:L=13,o=3,g=2"),
                   wavefront_cost (rows, columns, 13, 3, 50));
}
END_TEST

START_TEST (an_optimal_broadcast_takes_what_the_literature_says)
{
  static const struct { guint p, L; double time; } known[]
    = { { 2, 6, 10 }, { 8, 6, 24 }, { 16, 6, 32 }, { 1024, 6, 72 }, { 8, 5, 22 } };

  for (guint k = 0; k < G_N_ELEMENTS (known); k++)
    {
      g_autofree char *model = g_strdup_printf ("logp:L=%u,o=2,g=4", known[k].L);

      assert_near (cost (flow_of ("optimal", "p=%u L=%u", known[k].p, known[k].L), model), known[k].time);
    }
}
END_TEST

/* When each of p processors knows, by trying everybody: the sooner of who can tell next. */
static double
greedy (guint p, double reach, double again)
{
  g_autofree double *next = g_new0 (double, p);
  double last = 0;

  for (guint told = 1; told < p; told++)
    {
      guint best = 0;

      for (guint i = 1; i < told; i++)
        best = next[i] < next[best] ? i : best;
      next[told] = last = next[best] + reach;
      next[best] += again;
    }
  return last;
}

START_TEST (an_optimal_broadcast_is_the_greedy_one)
{
  static const guint of[][3] = { { 6, 2, 4 }, { 1, 1, 1 }, { 5, 2, 9 }, { 1000, 1, 1 }, { 1, 1, 1000 }, { 37, 3, 11 } };

  for (guint k = 0; k < G_N_ELEMENTS (of); k++)
    for (guint p = 2; p < 400; p = p * 3 / 2 + 1)
      {
        const guint L = of[k][0], o = of[k][1], g = of[k][2];
        g_autofree char *model = g_strdup_printf ("logp:L=%u,o=%u,g=%u", L, o, g);

        assert_near (cost (flow_of ("optimal", "p=%u L=%u o=%u g=%u", p, L, o, g), model),
                     greedy (p, 2 * o + L, MAX (o, g)));
      }
}
END_TEST

/* ---- straight from the flow ---- */

/* Everybody is busy, waits and finishes alike. */
static void
check_same (const PlxSimulation *a, const PlxSimulation *b, const char *what)
{
  ck_assert_msg (a->time == b->time && a->n_messages == b->n_messages, "%s", what);
  ck_assert_uint_eq (a->p, b->p);
  ck_assert_mem_eq (a->of, b->of, a->p * sizeof *a->of);
}

static void
check_straight (const char *name, guint p, const char *model)
{
  g_autoptr (PlxFlow) flow = flow_of (name, "p=%u bytes=500", p);
  g_autoptr (PlxTrace) trace = plx_flow_to_trace (flow);
  g_autoptr (PlxPricer) pricer = NULL;
  g_autoptr (PlxSimulation) stored = NULL;
  PlxProcessorCosts costs = { 0 };

  PLX_OK (pricer = try_pricer (model, p, error));
  PLX_OK (pricer->model->costs (pricer->instance, &costs, error));
  PLX_OK (stored = plx_simulate_trace (trace, &costs, NULL, error));
  for (guint threads = 1; threads <= 4; threads *= 2)
    {
      const PlxSimulateOptions options = { .engine = PLX_ENGINE_PROGRAM_ORDER, .threads = threads };
      g_autoptr (PlxSimulation) straight = NULL;

      PLX_OK (straight = plx_simulate_flow (flow, &costs, &options, error));
      check_same (straight, stored, flow->identity);
      ck_assert_uint_eq (straight->n_messages, flow->n_messages);
    }
}

START_TEST (a_flow_and_its_trace_cost_the_same_on_any_number_of_threads)
{
  static const char *const wide[] = { "dissemination", "optimal", "random-bisection", "wavefront" };
  static const char *const models[] = { "logp:L=11,o=3,g=7", "loggp:L=2500,o=1500,g=1000,G=6" };
  guint n;
  const PlxPattern *const *all = plx_patterns (&n);

  for (guint k = 0; k < n; k++)
    for (guint m = 0; m < G_N_ELEMENTS (models); m++)
      for (guint p = 1; p <= 64; p *= 4)
        check_straight (all[k]->name, p, models[m]);
  for (guint k = 0; k < G_N_ELEMENTS (wide); k++)
    check_straight (wide[k], 20000, models[1]);
}
END_TEST

PLX_TEST_MAIN ("pattern-cost", patterns_cost_what_formulas_say, a_pipeline_costs_what_its_slowest_stage_does,
               a_halo_exchange_costs_its_sends_and_a_flight, a_wavefront_goes_from_corner_to_corner,
               an_optimal_broadcast_takes_what_the_literature_says, an_optimal_broadcast_is_the_greedy_one,
               a_flow_and_its_trace_cost_the_same_on_any_number_of_threads)
