/* SPDX-License-Identifier: MIT */
/* logp.c: the LogP model.
 *
 * A small message, of at most M bytes, costs
 *
 *     T = o + L + o
 *
 * o at the sender, L in flight, o at the receiver. Two sends of one processor start at least max
 * (g, o) apart, and so do two receives; a send and a receive share only the processor, which is
 * busy o with each. A transfer of b bytes is ceil (b / M) small messages, at least one. The price
 * is the time at which the last of p simulated processors, each in its program order, is done
 * (parallax/engine.h).
 *
 * Conventions. Where programs have supersteps, a SYNC receives what was put, serves requests, takes
 * replies, and then costs everybody ceil (log2 p) (L + 2o), or `barrier`; gap clocks start anew. A
 * READ of k words from another's part delays the reader 2L + 4o + (k - 1) max (g, o) (access =
 * pipelined) or k (2L + 4o) (access = plain). capacity = yes, at most ceil (L / g) messages in
 * transit to or from a processor, needs the event engine and is refused.
 *
 * More work can make a program faster: a request that comes later may be served after one whose
 * reply is awaited longer. So the model is not monotone, nor, ties being broken by number,
 * symmetric.
 *
 * D. Culler, R. Karp, D. Patterson, A. Sahay, K. E. Schauser, E. Santos, R. Subramonian, T. von
 * Eicken, "LogP: towards a realistic model of parallel computation", PPoPP 1993, 1-12.
 *
 * Check value: L = 6, o = 2, g = 4: one message 2 x 2 + 6 = 10; one to each of 7 others
 * 6 x 4 + 10 = 34.
 */
#include <parallax/engine.h>

typedef struct {
  PlxWorkCosts t;
  double L, o, g, tick;
  PlxTimeOrRule barrier;
  guint64 M, word;
  int access;
  gboolean capacity;
} LogP;

enum { PIPELINED, PLAIN };

static const PlxParam params[] = {
  { "L", "time", "latency in flight", offsetof (LogP, L), .flags = PLX_NUMBER | PLX_NONNEGATIVE },
  { "o", "time", "overhead of a message, at its sender and at its receiver", offsetof (LogP, o),
    .flags = PLX_NUMBER | PLX_NONNEGATIVE },
  { "g", "time", "gap between sends, and between receives, of one processor", offsetof (LogP, g),
    .flags = PLX_NUMBER | PLX_NONNEGATIVE },
  PLX_PARAM_WORK_COSTS (LogP, t),
  { "M", "byte", "size of a message; 0: a word", offsetof (LogP, M), .flags = PLX_COUNT,
    .fallback = "0" },
  { "access", "", "words of a READ overlap, or come one after another", offsetof (LogP, access),
    .flags = PLX_CHOICE, .fallback = "pipelined", .choices = "pipelined|plain" },
  { "capacity", "", "at most ceil (L / g) messages in transit", offsetof (LogP, capacity),
    .flags = PLX_SWITCH, .fallback = "no" },
  { "barrier", "time", "time of a SYNC", offsetof (LogP, barrier),
    .flags = PLX_TIME_OR_RULE | PLX_NONNEGATIVE, .fallback = "computed", .choices = "computed" },
  { "word", "byte", "size of a word", offsetof (LogP, word), .flags = PLX_COUNT | PLX_POSITIVE,
    .fallback = "8" },
  { "tick", "time", "unit of simulated time, to which durations are rounded", offsetof (LogP, tick),
    .flags = PLX_NUMBER | PLX_POSITIVE, .fallback = "1e-6" },
  PLX_PARAM_END
};

/* Of M bytes at most. */
static PlxMessageCost
message (gconstpointer instance, G_GNUC_UNUSED guint64 bytes)
{
  const LogP *m = instance;

  return (PlxMessageCost) { .send = m->o, .receive = m->o, .gap = m->g, .flight = m->o + m->L };
}

static gboolean
costs (const void *instance, PlxProcessorCosts *costs, GError **error)
{
  const LogP *m = instance;

  if (m->capacity)
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT,
                   "logp: capacity = yes: needs the event engine, which is not there yet; only "
                   "capacity = no");
      return FALSE;
    }
  costs->t = m->t;
  costs->message = message;
  costs->instance = instance;
  costs->packet = m->M > 0 ? m->M : m->word;
  costs->eager = G_MAXUINT64;
  costs->word = (guint) MIN (m->word, G_MAXUINT);
  costs->plain_reads = m->access == PLAIN;
  costs->barrier = m->barrier.rule < 0 ? m->barrier.time : -1;
  costs->tick = m->tick;
  return TRUE;
}

PLX_MODEL (logp, LogP, .title = "LogP",
           .formula = "2o + L for a small message; sends start max (g, o) apart",
           .source = "Culler et al. 1993", .section = "logp",
           .claims = PLX_ADDITIVE | PLX_HOMOGENEOUS, .params = params, .costs = costs)
