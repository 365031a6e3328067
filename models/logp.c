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
 * pipelined) or k (2L + 4o) (access = plain). capacity = yes: at most max (1, ceil (L / g)) messages are
 * in transit from a processor, and as many to one, each from the end of o at its sender to the start
 * of its receive; a sender stalls until there is room. With g = 0 there is always room.
 *
 * More work can make a program faster: a request that comes later may be served after one whose
 * reply is awaited longer. So the model is not monotone, nor, ties being broken by number,
 * symmetric.
 *
 * D. Culler, R. Karp, D. Patterson, A. Sahay, K. E. Schauser, E. Santos, R. Subramonian, T. von
 * Eicken, "LogP: towards a realistic model of parallel computation", PPoPP 1993, 1-12.
 *
 * Check value: L = 6, o = 2, g = 4: one message 2 x 2 + 6 = 10; one to each of 7 others
 * 6 x 4 + 10 = 34. Capacity 2.
 */
#include <parallax/engine.h>

typedef struct {
  double L, o, g;
  guint64 M;
  gboolean capacity;
  PlxProcessorOptions options;
} LogP;

static const PlxParam params[] = {
  { "L", "time", "latency in flight", offsetof (LogP, L), .flags = PLX_NUMBER | PLX_NONNEGATIVE },
  { "o", "time", "overhead of a message, at its sender and at its receiver", offsetof (LogP, o),
    .flags = PLX_NUMBER | PLX_NONNEGATIVE },
  { "g", "time", "gap between sends, and between receives, of one processor", offsetof (LogP, g),
    .flags = PLX_NUMBER | PLX_NONNEGATIVE },
  { "M", "byte", "size of a message; 0: a word", offsetof (LogP, M), .flags = PLX_COUNT,
    .fallback = "0" },
  PLX_PARAM_CAPACITY (LogP, capacity),
  PLX_PARAM_PROCESSOR_OPTIONS (LogP, options),
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
costs (const void *instance, PlxProcessorCosts *costs, G_GNUC_UNUSED GError **error)
{
  const LogP *m = instance;

  plx_processor_costs (&m->options, costs);
  costs->message = message;
  costs->instance = m;
  costs->packet = m->M > 0 ? m->M : costs->word;
  costs->capacity = m->capacity ? plx_processor_capacity (m->L, m->g) : 0;
  return TRUE;
}

PLX_MODEL (logp, LogP, .title = "LogP",
           .formula = "2o + L for a small message; sends start max (g, o) apart",
           .source = "Culler et al. 1993", .section = "logp",
           .claims = PLX_ADDITIVE | PLX_HOMOGENEOUS, .params = params, .costs = costs)
