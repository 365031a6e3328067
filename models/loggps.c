/* SPDX-License-Identifier: MIT */
/* loggps.c: the LogGPS model: LogGP, and long messages that ask their receiver first.
 *
 * A message of k bytes costs what it costs in loggp.c, o + (k - 1) G + L + o, when k <= S. A larger
 * one is a rendezvous: its sender asks, the receiver, once it has come to its receive, replies, and
 * then the data go. When the receiver waits for it,
 *
 *     T = (o + L + o)  +  (o + L + o)  +  o + (k - 1) G + L + o
 *
 * Both are in their send and their receive until then: that is the synchronisation that S stands
 * for, the last letter of the model's name.
 *
 * Conventions. Request and reply are messages of one byte, which keep the gaps like any other. The
 * reply leaves no earlier than the receive is reached and the request received. Only SEND and RECV
 * ask; what a SYNC delivers has a place to land. S is unlimited by default, and the model is LogGP.
 * All else, capacity too, is as in logp.c.
 *
 * F. Ino, N. Fujimoto, K. Hagihara, "LogGPS: a parallel computational model for synchronization
 * analysis", PPoPP 2001, 133-142.
 *
 * Check value: L = 100, o = 10, g = 30, G = 2, S = 10, the receiver waits: a message of 100 bytes
 * 3 x 120 + 99 x 2 = 558; of 10 bytes 120 + 9 x 2 = 138.
 */
#include <parallax/engine.h>

typedef struct {
  double L, o, g, G;
  guint64 S;
  gboolean capacity;
  PlxProcessorOptions options;
} LogGPS;

static const PlxParam params[] = {
  { "L", "time", "latency in flight", offsetof (LogGPS, L), .flags = PLX_NUMBER | PLX_NONNEGATIVE },
  { "o", "time", "overhead of a message, at its sender and at its receiver", offsetof (LogGPS, o),
    .flags = PLX_NUMBER | PLX_NONNEGATIVE },
  { "g", "time", "gap between sends, and between receives, of one processor", offsetof (LogGPS, g),
    .flags = PLX_NUMBER | PLX_NONNEGATIVE },
  { "G", "time/byte", "gap of each byte of a long message", offsetof (LogGPS, G),
    .flags = PLX_NUMBER | PLX_NONNEGATIVE },
  { "S", "byte", "the largest message that is sent without asking", offsetof (LogGPS, S),
    .flags = PLX_COUNT, .fallback = "unlimited", .choices = "unlimited" },
  PLX_PARAM_CAPACITY (LogGPS, capacity),
  PLX_PARAM_PROCESSOR_OPTIONS (LogGPS, options),
  PLX_PARAM_END
};

static PlxMessageCost
message (gconstpointer instance, guint64 bytes)
{
  const LogGPS *m = instance;
  const double stretch = bytes > 1 ? (double) (bytes - 1) * m->G : 0;

  return (PlxMessageCost) { .send = m->o, .receive = m->o, .gap = m->g + stretch,
                            .flight = m->o + stretch + m->L };
}

static gboolean
costs (const void *instance, PlxProcessorCosts *costs, G_GNUC_UNUSED GError **error)
{
  const LogGPS *m = instance;

  plx_processor_costs (&m->options, costs);
  costs->message = message;
  costs->instance = m;
  costs->eager = m->S;
  costs->capacity = m->capacity ? plx_processor_capacity (m->L, m->g) : 0;
  return TRUE;
}

PLX_MODEL (loggps, LogGPS, .title = "LogGPS",
           .formula = "as LogGP up to S bytes, then 3 (o + L + o) + (k - 1) G",
           .source = "Ino et al. 2001", .section = "logp",
           .claims = PLX_ADDITIVE | PLX_HOMOGENEOUS, .params = params, .costs = costs)
