/* SPDX-License-Identifier: MIT */
/* check-lgs-log.c: what LogGOPSim's rule logs: the critical path adds up, and its counts are derivatives. */
#include "sim/lab/critical-path.h"
#include "tests/draw.h"
#include "tests/pricing.h"

#define STEP 16  /* ticks by which a parameter changes */

static const char names[] = "LogGO";

/* In ticks; no two sums of them are the same by accident. @S: 0: none. */
typedef struct {
  guint of[5], S;
} Parameters;

static Parameters
draw_parameters (Draw *d)
{
  Parameters x = { .S = below (d, 3) == 0 ? 9 : 0 };

  for (guint k = 0; k < G_N_ELEMENTS (x.of); k++)
    x.of[k] = 100 + below (d, k < 3 ? 20000000 : 700000);
  if (below (d, 2))
    x.of[4] = 0;
  return x;
}

static PlxPricer *
pricer_of (const Parameters *x)
{
  g_autoptr (GString) text = g_string_new ("loggops:compat=lgs");
  PlxPricer *pricer = NULL;

  for (guint k = 0; k < G_N_ELEMENTS (x->of); k++)
    g_string_append_printf (text, ",%c=%u.%06u", names[k], x->of[k] / 1000000, x->of[k] % 1000000);
  if (x->S > 0)
    g_string_append_printf (text, ",S=%u", x->S);
  PLX_OK (pricer = try_pricer (text->str, 1, error));
  return pricer;
}

/* NULL: a deadlock. */
static PlxSimulation *
simulate (const PlxSchedule *schedule, const PlxPricer *pricer, gboolean log)
{
  const PlxSimulateOptions options = { .log = log };
  PlxProcessorCosts costs = { .tick = 0 };

  PLX_OK (pricer->model->costs (pricer->instance, &costs, error));
  return plx_simulate_schedule (schedule, &costs, &options, NULL);
}

static double
time_with (const PlxSchedule *schedule, Parameters x, guint k, int by)
{
  x.of[k] = (guint) ((int) x.of[k] + by);
  g_autoptr (PlxPricer) pricer = pricer_of (&x);
  g_autoptr (PlxSimulation) simulation = simulate (schedule, pricer, FALSE);

  return simulation ? (double) simulation->time : -1;
}

static void
check_sum (const PlxCriticalPath *path, const PlxSimulation *simulation, guint seed)
{
  gint64 paid = 0;

  for (guint k = 0; k < path->steps->len; k++)
    paid += g_array_index (path->steps, PlxPathStep, k).paid;
  ck_assert_msg (paid == (gint64) simulation->time, "seed %u: %" G_GINT64_FORMAT " is not %" G_GUINT64_FORMAT, seed, paid,
                 simulation->time);
  ck_assert_msg (path->total.rest <= 0 && path->total.rest >= 0, "seed %u: a rest of %g", seed, path->total.rest);
}

/* Returns whether the time is linear near by: else one of two paths, or of two orders, is as good as the other. */
static gboolean
check_count (const PlxSchedule *schedule, const Parameters *x, guint k, double time, double count, guint seed)
{
  const double more = time_with (schedule, *x, k, STEP) - time, less = time - time_with (schedule, *x, k, -STEP);

  if (fabs (more - less) > 0.5)
    return FALSE;
  ck_assert_msg (fabs (more - count * STEP) < 0.5, "seed %u: %c counts %g, not %g", seed, names[k], count, more / STEP);
  return TRUE;
}

/* Returns how many counts were checked. */
static guint
check_seed (guint seed, Shape shape)
{
  g_auto (Draw) d;

  draw_init (&d, seed);
  const Parameters x = draw_parameters (&d);
  g_autoptr (PlxSchedule) schedule = draw_schedule (&d, shape);
  g_autoptr (PlxPricer) pricer = pricer_of (&x);
  g_autoptr (PlxSimulation) simulation = simulate (schedule, pricer, TRUE);
  PlxProcessorCosts costs = { .tick = 0 };
  guint n = 0;

  if (!simulation)
    return 0;
  PLX_OK (pricer->model->costs (pricer->instance, &costs, error));
  g_autoptr (PlxCriticalPath) path = plx_critical_path_new (simulation, pricer, &costs);

  check_sum (path, simulation, seed);
  for (guint k = 0; k < G_N_ELEMENTS (x.of); k++)
    for (guint i = 0; i < path->n_params; i++)
      if (x.of[k] > STEP && *path->names[i] == names[k] && path->names[i][1] == '\0')
        n += check_count (schedule, &x, k, (double) simulation->time, path->total.counts[i], seed);
  return n;
}

static void
check_shape (Shape shape)
{
  guint n = 0;

  for (guint seed = 0; seed < 300; seed++)
    n += check_seed (seed, shape);
  ck_assert_uint_ge (n, 800);
}

START_TEST (chains_add_up_and_count_derivatives)
{
  check_shape (CHAINS);
}
END_TEST

START_TEST (graphs_add_up_and_count_derivatives)
{
  check_shape (GRAPHS);
}
END_TEST

START_TEST (wild_receives_add_up_and_count_derivatives)
{
  check_shape (WILD);
}
END_TEST

PLX_TEST_MAIN ("lgs-log", chains_add_up_and_count_derivatives, graphs_add_up_and_count_derivatives,
               wild_receives_add_up_and_count_derivatives)
