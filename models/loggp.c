/* SPDX-License-Identifier: MIT */
/* loggp.c: the LogGP model: LogP with long messages.
 *
 * A message of k bytes costs
 *
 *     T = o + (k - 1) G + L + o
 *
 * and its sender may start the next after max (o, g + (k - 1) G); a receiver likewise. A transfer
 * is one message, whatever its length. All else is as in logp.c: the conventions of SYNC and READ
 * too.
 *
 * A. Alexandrov, M. F. Ionescu, K. E. Schauser, C. Scheiman, "LogGP: incorporating long messages
 * into the LogP model", SPAA 1995, 95-105.
 *
 * Check value: L = 100, o = 10, g = 30, G = 2: a message of 1000 bytes 10 + 999 x 2 + 100 + 10 =
 * 2118; of 100 bytes 318.
 */
#include <parallax/engine.h>

typedef struct {
  double L, o, g, G;
  gboolean capacity;
  PlxProcessorOptions options;
} LogGP;

static const PlxParam params[] = {
  { "L", "time", "latency in flight", offsetof (LogGP, L), .flags = PLX_NUMBER | PLX_NONNEGATIVE },
  { "o", "time", "overhead of a message, at its sender and at its receiver", offsetof (LogGP, o),
    .flags = PLX_NUMBER | PLX_NONNEGATIVE },
  { "g", "time", "gap between sends, and between receives, of one processor", offsetof (LogGP, g),
    .flags = PLX_NUMBER | PLX_NONNEGATIVE },
  { "G", "time/byte", "gap of each byte of a long message", offsetof (LogGP, G),
    .flags = PLX_NUMBER | PLX_NONNEGATIVE },
  PLX_PARAM_CAPACITY (LogGP, capacity),
  PLX_PARAM_PROCESSOR_OPTIONS (LogGP, options),
  PLX_PARAM_END
};

static PlxMessageCost
message (gconstpointer instance, guint64 bytes)
{
  const LogGP *m = instance;
  const double stretch = bytes > 1 ? (double) (bytes - 1) * m->G : 0;

  return (PlxMessageCost) { .send = m->o, .receive = m->o, .gap = m->g + stretch,
                            .flight = m->o + stretch + m->L };
}

static gboolean
costs (const void *instance, PlxProcessorCosts *costs, G_GNUC_UNUSED GError **error)
{
  const LogGP *m = instance;

  plx_processor_costs (&m->options, costs);
  costs->message = message;
  costs->instance = m;
  costs->capacity = m->capacity ? plx_processor_capacity (m->L, m->g) : 0;
  return TRUE;
}

PLX_MODEL (loggp, LogGP, .title = "LogGP",
           .formula = "o + (k - 1) G + L + o for a message of k bytes",
           .source = "Alexandrov et al. 1995", .section = "logp",
           .claims = PLX_ADDITIVE | PLX_HOMOGENEOUS, .params = params, .costs = costs)
