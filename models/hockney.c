/* SPDX-License-Identifier: MIT */
/* hockney.c: Hockney's model: a start-up time, and a time for each byte.
 *
 * A message of m bytes costs
 *
 *     T = alpha + beta m
 *
 * alpha is Hockney's start-up time t0, 1 / beta his asymptotic bandwidth r_inf, and alpha / beta the
 * length n_1/2 at which half of it is reached.
 *
 * Conventions. The formula is for one message; of several it says nothing. Here every processor has
 * a port that sends and one that receives, each held by a message for all of its time: both ways at
 * once, one message each. The processor itself computes meanwhile, and waits only for what it
 * receives. A message of 0 bytes costs alpha. SYNC and READ are as in logp.c, with alpha + beta for
 * 2o + L and for max (g, o).
 *
 * R. W. Hockney, "The communication challenge for MPP: Intel Paragon and Meiko CS-2", Parallel
 * Computing 20(3), 1994, 389-398.
 *
 * Check value: alpha = 100, beta = 2: a message of 1000 bytes 100 + 2 x 1000 = 2100; one to each of 3
 * others 6300.
 */
#include <parallax/engine.h>

typedef struct {
  double alpha, beta;
  PlxProcessorOptions options;
} Hockney;

static const PlxParam params[] = {
  { "alpha", "time", "start-up time of a message", offsetof (Hockney, alpha),
    .flags = PLX_NUMBER | PLX_NONNEGATIVE },
  { "beta", "time/byte", "time of each byte of a message", offsetof (Hockney, beta),
    .flags = PLX_NUMBER | PLX_NONNEGATIVE },
  PLX_PARAM_PROCESSOR_OPTIONS (Hockney, options),
  PLX_PARAM_END
};

static PlxMessageCost
message (gconstpointer instance, guint64 bytes)
{
  const Hockney *m = instance;
  const double time = m->alpha + m->beta * (double) bytes;

  return (PlxMessageCost) { .gap = time, .flight = time };
}

static gboolean
costs (const void *instance, PlxProcessorCosts *costs, G_GNUC_UNUSED GError **error)
{
  const Hockney *m = instance;

  plx_processor_costs (&m->options, costs);
  costs->message = message;
  costs->instance = m;
  return TRUE;
}

PLX_MODEL (hockney, Hockney, .title = "Hockney's model", .formula = "alpha + beta m for a message of m bytes",
           .source = "Hockney 1994", .section = "hockney",
           .claims = PLX_ADDITIVE | PLX_HOMOGENEOUS, .params = params, .costs = costs)
