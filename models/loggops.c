/* SPDX-License-Identifier: MIT */
/* loggops.c: the LogGOPS model: LogGPS, and processors that handle every byte.
 *
 * Sender and receiver are busy o + (k - 1) O with a message of k bytes, which costs
 *
 *     T = o + (k - 1) O  +  L + (k - 1) G  +  o + (k - 1) O
 *
 * Two sends of one processor start at least max (o + (k - 1) O, g + (k - 1) G) apart, and so do two
 * receives. Messages above S bytes ask their receiver first, as in loggps.c.
 *
 * Conventions. The paper leaves open whether the bytes travel while the sender handles them. Here
 * the message leaves when its sender is done with it (compat = textbook). compat = lgs computes
 * what the simulator of the same authors does (commit 76451de), but for its errors: a message
 * arrives o + L after its send starts, its receiver then is busy o + max ((k - 1) O, (k - 1) G),
 * whether or not the program waits for it, and a message above S bytes leaves at once, while what
 * depends on its send waits for its match. It knows SEND, RECV and WORK only. Sends up to S that
 * stand in a row in a program do not require each other, as in the schedules that it is given: all
 * go before what arrives meanwhile is received.
 * All else is as in loggp.c.
 *
 * T. Hoefler, T. Schneider, A. Lumsdaine, "LogGOPSim: simulating large-scale applications in the
 * LogGOPS model", HPDC 2010, 597-604.
 *
 * Check value: L = 100, o = 10, g = 30, G = 2, O = 3: a message of 100 bytes 2 (10 + 297) + 100 +
 * 198 = 912; compat = lgs 10 + 100 + 10 + 297 = 417. Without O it is LogGP: 318.
 */
#include <parallax/engine.h>

typedef struct {
  double L, o, g, G, O;
  guint64 S;
  int compat;
  gboolean capacity;
  PlxProcessorOptions options;
} LogGOPS;

enum { TEXTBOOK, LGS };

static const PlxParam params[] = {
  { "L", "time", "latency in flight", offsetof (LogGOPS, L), .flags = PLX_NUMBER | PLX_NONNEGATIVE },
  { "o", "time", "overhead of a message, at its sender and at its receiver", offsetof (LogGOPS, o),
    .flags = PLX_NUMBER | PLX_NONNEGATIVE },
  { "g", "time", "gap between sends, and between receives, of one processor", offsetof (LogGOPS, g),
    .flags = PLX_NUMBER | PLX_NONNEGATIVE },
  { "G", "time/byte", "gap of each byte of a long message", offsetof (LogGOPS, G),
    .flags = PLX_NUMBER | PLX_NONNEGATIVE },
  { "O", "time/byte", "overhead of each byte of a long message", offsetof (LogGOPS, O),
    .flags = PLX_NUMBER | PLX_NONNEGATIVE, .fallback = "0" },
  { "S", "byte", "the largest message that is sent without asking", offsetof (LogGOPS, S),
    .flags = PLX_COUNT, .fallback = "unlimited", .choices = "unlimited" },
  { "compat", "", "as the papers say, or as LogGOPSim computes", offsetof (LogGOPS, compat),
    .flags = PLX_CHOICE, .fallback = "textbook", .choices = "textbook|lgs" },
  PLX_PARAM_CAPACITY (LogGOPS, capacity),
  PLX_PARAM_PROCESSOR_OPTIONS (LogGOPS, options),
  PLX_PARAM_END
};

static PlxMessageCost
message (gconstpointer instance, guint64 bytes)
{
  const LogGOPS *m = instance;
  const double more = bytes > 1 ? (double) (bytes - 1) : 0;
  const double busy = m->o + more * m->O;

  return (PlxMessageCost) { .send = busy, .receive = busy, .gap = m->g + more * m->G,
                            .flight = busy + m->L + more * m->G };
}

static gboolean
costs (const void *instance, PlxProcessorCosts *costs, GError **error)
{
  const LogGOPS *m = instance;

  if (m->compat == LGS && m->capacity)
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT,
                   "loggops: compat = lgs knows no capacity; capacity = no or compat = textbook would do");
      return FALSE;
    }
  plx_processor_costs (&m->options, costs);
  costs->message = message;
  costs->instance = m;
  costs->eager = m->S;
  costs->capacity = m->capacity ? plx_processor_capacity (m->L, m->g) : 0;
  costs->lgs = (PlxLgsCosts) { m->compat == LGS, m->L, m->o, m->g, m->G, m->O };
  return TRUE;
}

PLX_MODEL (loggops, LogGOPS, .title = "LogGOPS",
           .formula = "2 (o + (k - 1) O) + L + (k - 1) G for a message of k bytes; above S it asks first",
           .source = "Hoefler et al. 2010", .section = "logp",
           .claims = PLX_ADDITIVE | PLX_HOMOGENEOUS, .params = params, .costs = costs)
