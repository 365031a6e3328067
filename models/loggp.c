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
  PlxWorkCosts t;
  double L, o, g, G, tick;
  PlxTimeOrRule barrier;
  guint64 word;
  int access;
  gboolean capacity;
} LogGP;

enum { PIPELINED, PLAIN };

static const PlxParam params[] = {
  { "L", "time", "latency in flight", offsetof (LogGP, L), .flags = PLX_NUMBER | PLX_NONNEGATIVE },
  { "o", "time", "overhead of a message, at its sender and at its receiver", offsetof (LogGP, o),
    .flags = PLX_NUMBER | PLX_NONNEGATIVE },
  { "g", "time", "gap between sends, and between receives, of one processor", offsetof (LogGP, g),
    .flags = PLX_NUMBER | PLX_NONNEGATIVE },
  { "G", "time/byte", "gap of each byte of a long message", offsetof (LogGP, G),
    .flags = PLX_NUMBER | PLX_NONNEGATIVE },
  PLX_PARAM_WORK_COSTS (LogGP, t),
  { "access", "", "words of a READ overlap, or come one after another", offsetof (LogGP, access),
    .flags = PLX_CHOICE, .fallback = "pipelined", .choices = "pipelined|plain" },
  { "capacity", "", "at most ceil (L / g) messages in transit", offsetof (LogGP, capacity),
    .flags = PLX_SWITCH, .fallback = "no" },
  { "barrier", "time", "time of a SYNC", offsetof (LogGP, barrier),
    .flags = PLX_TIME_OR_RULE | PLX_NONNEGATIVE, .fallback = "computed", .choices = "computed" },
  { "word", "byte", "size of a word", offsetof (LogGP, word), .flags = PLX_COUNT | PLX_POSITIVE,
    .fallback = "8" },
  { "tick", "time", "unit of simulated time, to which durations are rounded",
    offsetof (LogGP, tick), .flags = PLX_NUMBER | PLX_POSITIVE, .fallback = "1e-6" },
  PLX_PARAM_END
};

static PlxMessageCost
message (gconstpointer instance, guint64 bytes)
{
  const LogGP *m = instance;
  const double stretch = bytes > 1 ? (double) (bytes - 1) * m->G : 0;

  return (PlxMessageCost) { .send = m->o, .receive = m->o, .gap = m->g + stretch, .flight = m->o + stretch + m->L };
}

static gboolean
costs (const void *instance, PlxProcessorCosts *costs, GError **error)
{
  const LogGP *m = instance;

  if (m->capacity)
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT,
                   "loggp: capacity = yes: needs the event engine, which is not there yet; only "
                   "capacity = no");
      return FALSE;
    }
  costs->t = m->t;
  costs->message = message;
  costs->instance = instance;
  costs->eager = G_MAXUINT64;
  costs->word = (guint) MIN (m->word, G_MAXUINT);
  costs->plain_reads = m->access == PLAIN;
  costs->barrier = m->barrier.rule < 0 ? m->barrier.time : -1;
  costs->tick = m->tick;
  return TRUE;
}

PLX_MODEL (loggp, LogGP, .title = "LogGP",
           .formula = "o + (k - 1) G + L + o for a message of k bytes",
           .source = "Alexandrov et al. 1995", .section = "logp",
           .claims = PLX_ADDITIVE | PLX_HOMOGENEOUS, .params = params, .costs = costs)
