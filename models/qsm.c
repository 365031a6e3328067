/* SPDX-License-Identifier: MIT */
/* qsm.c: the queuing shared memory, its symmetric form, and the queue-read queue-write PRAM.
 *
 * Processors work in phases. A cell serves those that read it, or write it, one after another: that
 * queue is the model's own term. A phase costs
 *
 *     max (m_op, g m_rw, kappa)      qsm
 *     max (m_op, g m_rw, g kappa)    s-qsm: the gap is paid at the memory, too
 *     max (m_op, m_rw, kappa)        qrqw: qsm with g = 1
 *
 * m_op is the sum over work classes of count x t_class of the processor with most; m_rw = max (1,
 * max_i max (reads_i, writes_i)), reads_i being all words that processor i reads in the phase (READ,
 * GET, RECV) and writes_i those that it writes (WRITE, PUT, QUEUE, SEND), whoever owns them; kappa,
 * the contention, the most processors that read one cell, or that write one. g is the gap between
 * two accesses of a processor.
 *
 * Conventions. A phase is a superstep; its end is free. A place in a queue takes t of class op, and
 * so does an access of qrqw: one step on a textbook machine. What a phase must not do (one processor
 * reads what another writes) is priced all the same. Parts: what one term takes beyond those before
 * it. So m_op is compute; what g m_rw takes longer is communicate; what the queue takes longer than
 * both is wait; and a phase without accesses, which costs g all the same, spends the rest of it as
 * synchronise.
 *
 * P. B. Gibbons, Y. Matias, V. Ramachandran, "Can a shared-memory model serve as a bridging model
 *   for parallel computation?", Theory of Computing Systems 32(3), 1999, 327-359; SPAA 1997.
 * P. B. Gibbons, Y. Matias, V. Ramachandran, "The queue-read queue-write PRAM model: accounting for
 *   contention in parallel algorithms", SIAM Journal on Computing 28(2), 1998, 733-769.
 *
 * Check value: m_op = 3, 5 reads, 2 writes, 11 processors at one cell, g = 4: max (3, 4 x 5, 11) =
 * 20; s-qsm 4 x 11 = 44; qrqw 11.
 */
#include <parallax/model.h>

typedef struct {
  PlxWorkCosts t;
  double g;
  guint64 word;
} Qsm;

#define COMMON_PARAMS \
  PLX_PARAM_WORK_COSTS (Qsm, t), \
  { "word", "byte", "size of a word", offsetof (Qsm, word), .flags = PLX_COUNT | PLX_POSITIVE, \
    .fallback = "8" }, \
  PLX_PARAM_END

static const PlxParam params[] = {
  { "g", "time/word", "gap: time between two accesses of a processor", offsetof (Qsm, g),
    .flags = PLX_NUMBER | PLX_NONNEGATIVE },
  COMMON_PARAMS
};

static const PlxParam qrqw_params[] = { COMMON_PARAMS };

/* What an access takes of its processor, and of its cell. */
typedef struct {
  double access, queue;
} Gaps;

typedef struct {
  double m_op;
  guint64 m_rw;          /* 0: no accesses */
  guint kappa;
  guint busiest, mover;  /* processors: of m_op, and of m_rw */
} Terms;

static Terms
find_terms (const Qsm *m, const PlxLoads *loads)
{
  Terms terms = { .kappa = MAX (loads->step->readers, loads->step->writers) };

  for (guint i = 0; i < loads->p; i++)
    {
      PlxLoad load = loads->of[i];

      load.self_bytes = 0;  /* accesses like all others */
      const double m_op = plx_load_work (&load, &m->t);
      const guint64 m_rw = MAX (load.reads, load.writes);

      if (m_op > terms.m_op)
        {
          terms.m_op = m_op;
          terms.busiest = i;
        }
      if (m_rw > terms.m_rw)
        {
          terms.m_rw = m_rw;
          terms.mover = i;
        }
    }
  return terms;
}

static PlxCost
find_cost (const Terms *terms, Gaps gaps)
{
  const double accesses = MAX (terms->m_op, gaps.access * (double) terms->m_rw);
  const double queue = MAX (accesses, gaps.queue * terms->kappa);
  const double least = MAX (queue, gaps.access);

  return (PlxCost) { .compute = terms->m_op, .communicate = accesses - terms->m_op,
                     .wait = queue - accesses, .synchronise = least - queue };
}

static void
explain (const PlxModel *model, const PlxLoads *loads, const Terms *terms, Gaps gaps, double total,
         PlxTiming *timing)
{
  g_autofree char *mover = terms->m_rw == 0
                               ? g_strdup ("no accesses")
                               : g_strdup_printf ("most accesses: processor %u", terms->mover);

  plx_timing_explain (timing, loads->s,
                      "%s = max (%.10g, %.10g x %" G_GUINT64_FORMAT ", %.10g x %u) = %.10g; most work: "
                      "processor %u, %s; most processors at a cell: %u",
                      model->formula, terms->m_op, gaps.access, MAX (terms->m_rw, 1), gaps.queue,
                      terms->kappa, total, terms->busiest, mover, terms->kappa);
}

static gboolean
price_phases (const PlxModel *model, const Qsm *m, Gaps gaps, const PlxTrace *trace,
              PlxTiming *timing, GError **error)
{
  g_autoptr (PlxLoads) loads = plx_loads_new (trace, (guint) MIN (m->word, G_MAXUINT), error);

  if (!loads)
    return FALSE;
  while (plx_loads_next (loads))
    {
      const Terms terms = find_terms (m, loads);
      const PlxCost cost = find_cost (&terms, gaps);

      plx_timing_add (timing, loads->s, cost.communicate > 0 ? terms.mover : terms.busiest, cost);
      if (timing->explanation)
        explain (model, loads, &terms, gaps, plx_cost_total (cost), timing);
    }
  return TRUE;
}

static double
one_operation (const Qsm *m)
{
  const PlxOp one = plx_op_work (PLX_OP, 1, 0);

  return plx_op_work_time (&one, &m->t);
}

extern const PlxModel plx_model_qsm, plx_model_s_qsm, plx_model_qrqw;

static gboolean
price_qsm (const void *instance, const PlxTrace *trace, PlxTiming *timing, GError **error)
{
  const Qsm *m = instance;
  const Gaps gaps = { m->g, one_operation (m) };

  return price_phases (&plx_model_qsm, m, gaps, trace, timing, error);
}

static gboolean
price_symmetric (const void *instance, const PlxTrace *trace, PlxTiming *timing, GError **error)
{
  const Qsm *m = instance;

  return price_phases (&plx_model_s_qsm, m, (Gaps) { m->g, m->g }, trace, timing, error);
}

static gboolean
price_qrqw (const void *instance, const PlxTrace *trace, PlxTiming *timing, GError **error)
{
  const Qsm *m = instance;
  const double one = one_operation (m);

  return price_phases (&plx_model_qrqw, m, (Gaps) { one, one }, trace, timing, error);
}

#define CLAIMS (PLX_ADDITIVE | PLX_MONOTONE | PLX_HOMOGENEOUS | PLX_SYMMETRIC)

PLX_MODEL (qsm, Qsm, .title = "queuing shared memory", .formula = "max (m_op, g m_rw, kappa)",
           .source = "Gibbons, Matias and Ramachandran 1999", .section = "qsm", .claims = CLAIMS,
           .params = params, .price = price_qsm)

PLX_MODEL_NAMED (s_qsm, "s-qsm", Qsm, .title = "symmetric queuing shared memory",
                 .formula = "max (m_op, g m_rw, g kappa)",
                 .source = "Gibbons, Matias and Ramachandran 1999", .section = "qsm",
                 .claims = CLAIMS, .params = params, .price = price_symmetric)

PLX_MODEL (qrqw, Qsm, .title = "queue-read queue-write PRAM", .formula = "max (m_op, m_rw, kappa)",
           .source = "Gibbons, Matias and Ramachandran 1998", .section = NULL, .claims = CLAIMS,
           .params = qrqw_params, .price = price_qrqw)
