/* SPDX-License-Identifier: MIT */
/* apram.c: the asynchronous (phase) PRAM.
 *
 * Processors run at their own pace between barriers. A phase costs what its longest processor
 * needs, a program
 *
 *     T = sum over phases of max_i (w_i + R (reads_i) + R (writes_i))  +  B x number of barriers
 *
 * w_i is the sum over work classes of count x t_class; reads_i are all words that processor i reads
 * in the phase (READ, GET, RECV), writes_i those that it writes (WRITE, PUT, QUEUE, SEND), whoever
 * owns them; R (0) = 0 and
 *
 *     R (k) = k d                (access = plain, the textbook)
 *     R (k) = d + (k - 1) t      (access = pipelined; t: one local operation)
 *
 * Conventions. A phase is a superstep. B is charged for each SYNC, twice when the superstep is
 * `raw` (a cell read by one processor is written by another: reads and writes must be kept apart),
 * and once per causal superstep that sends. B is a time or one of the rules dlogp = d log2 p,
 * dlogp/logd = d log2 p / log2 d, dp = d p, where log2 d is at least 1 and logarithms are not
 * rounded. phase_rule names what a phase must not do (exclusive: two processors touch one cell;
 * no-conflict: two touch one that is written; no-raw: one reads what another writes); a trace that
 * does is priced and noted. So is a machine without 2 <= d <= B <= p, in local operations.
 *
 * P. B. Gibbons, "A more practical PRAM model", SPAA 1989, 158-168.
 * Chen Guoliang, "Parallel computing: structures, algorithms, programming", section 4.2.2.
 *
 * Check value: w = 3, 5 reads, 2 writes, d = 4, B = 8: 3 + 5 x 4 + 2 x 4 + 8 = 39; pipelined 3 + 8
 * + 5 + 8 = 24.
 */
#include <math.h>
#include <parallax/model.h>

enum { PLAIN, PIPELINED };
enum { DLOGP, DLOGP_LOGD, DP };
enum { NO_RULE, EXCLUSIVE, NO_CONFLICT, NO_RAW };

typedef struct {
  PlxWorkCosts t;
  double d;
  PlxTimeOrRule B;
  int access, phase_rule;
  guint64 word;
} Apram;

static const PlxParam params[] = {
  { "d", "time", "time of a global read or write", offsetof (Apram, d),
    .flags = PLX_NUMBER | PLX_NONNEGATIVE },
  { "B", "time", "time of a barrier", offsetof (Apram, B),
    .flags = PLX_TIME_OR_RULE | PLX_NONNEGATIVE, .choices = "dlogp|dlogp/logd|dp" },
  PLX_PARAM_WORK_COSTS (Apram, t),
  { "access", "", "global accesses one after another, or overlapped", offsetof (Apram, access),
    .flags = PLX_CHOICE, .fallback = "plain", .choices = "plain|pipelined" },
  { "phase_rule", "", "what a phase must not do", offsetof (Apram, phase_rule), .flags = PLX_CHOICE,
    .fallback = "none", .choices = "none|exclusive|no-conflict|no-raw" },
  { "word", "byte", "size of a word", offsetof (Apram, word), .flags = PLX_COUNT | PLX_POSITIVE,
    .fallback = "8" },
  PLX_PARAM_END
};

static double
barrier (const Apram *m, guint p)
{
  const double log_p = log2 ((double) p);

  switch (m->B.rule)
    {
    case DLOGP:
      return m->d * log_p;
    case DLOGP_LOGD:
      return m->d * log_p / MAX (1.0, log2 (MAX (m->d, 2.0)));
    case DP:
      return m->d * (double) p;
    default:
      return m->B.time;
    }
}

/* R (k): k words read, or written, in one phase. */
static double
access_time (const Apram *m, guint64 k)
{
  if (k == 0)
    return 0;
  if (m->access == PLAIN)
    return (double) k * m->d;
  const PlxOp rest = plx_op_work (PLX_OP, k - 1, 0);
  return m->d + plx_op_work_time (&rest, &m->t);
}

static const char *
broken_rule (const Apram *m, const PlxSuperstep *step)
{
  const gboolean several_read = step->readers > 1 || step->read_access > PLX_EXCLUSIVE;
  const gboolean several_write = step->writers > 1 || step->write_access > PLX_EXCLUSIVE;

  if (step->raw && m->phase_rule != NO_RULE)
    return "a processor reads a cell that another writes";
  if (several_write && (m->phase_rule == EXCLUSIVE || m->phase_rule == NO_CONFLICT))
    return "several processors write one cell";
  if (several_read && m->phase_rule == EXCLUSIVE)
    return "several processors read one cell";
  return NULL;
}

static void
note_broken_rule (const Apram *m, const PlxTrace *trace, PlxTiming *timing)
{
  static const char *const names[] = { "none", "exclusive", "no-conflict", "no-raw" };
  guint n = 0, first = 0;

  for (guint s = 0; s < plx_trace_n_supersteps (trace); s++)
    if (broken_rule (m, plx_trace_superstep (trace, s)) && n++ == 0)
      first = s;
  if (n == 0)
    return;

  const PlxSuperstep *step = plx_trace_superstep (trace, first);
  plx_timing_note (timing, "violates phase_rule = %s in %u superstep%s, first in %u \"%s\": %s",
                   names[m->phase_rule], n, n > 1 ? "s" : "", first, step->label,
                   broken_rule (m, step));
}

/* The model counts times in local operations. One processor makes no parallel machine. */
static void
note_odd_machine (const Apram *m, double barrier_time, guint p, PlxTiming *timing)
{
  const PlxOp one = plx_op_work (PLX_OP, 1, 0);
  const double t = plx_op_work_time (&one, &m->t), d = m->d / t, B = barrier_time / t;

  if (p > 1 && t > 0 && (d < 2 || B < d || (double) p < B))
    plx_timing_note (timing, "2 <= d <= B <= p does not hold: d = %.4g, B = %.4g operations, p = %u",
                     d, B, p);
}

/* What the longest processor needs between two barriers; which it is goes to @longest. */
static PlxCost
find_longest (const Apram *m, const PlxLoads *loads, guint *longest)
{
  PlxCost cost = { .compute = 0 };

  *longest = 0;
  for (guint i = 0; i < loads->p; i++)
    {
      PlxLoad load = loads->of[i];
      const double reads = access_time (m, load.reads), writes = access_time (m, load.writes);

      load.self_bytes = 0;  /* R has charged them */
      const PlxCost mine = { .compute = plx_load_work (&load, &m->t),
                             .communicate = reads + writes };

      if (plx_cost_total (mine) > plx_cost_total (cost))
        {
          cost = mine;
          *longest = i;
        }
    }
  return cost;
}

static void
explain (const PlxLoads *loads, guint longest, PlxCost cost, guint barriers, double B,
         PlxTiming *timing)
{
  const PlxLoad *load = &loads->of[longest];

  plx_timing_explain (timing, loads->s,
                      "w + R (reads) + R (writes) + %u B = %.10g + R (%" G_GUINT64_FORMAT ") + R (%"
                      G_GUINT64_FORMAT ") + %u x %.10g = %.10g; the longest processor is %u",
                      barriers, cost.compute, load->reads, load->writes, barriers, B,
                      plx_cost_total (cost), longest);
}

static gboolean
price (const void *instance, const PlxTrace *trace, PlxTiming *timing, GError **error)
{
  const Apram *m = instance;
  g_autoptr (PlxLoads) loads = plx_loads_new (trace, (guint) MIN (m->word, G_MAXUINT), error);

  if (!loads)
    return FALSE;
  const double B = barrier (m, loads->p);
  note_odd_machine (m, B, loads->p, timing);
  note_broken_rule (m, trace, timing);
  while (plx_loads_next (loads))
    {
      guint longest;
      PlxCost cost = find_longest (m, loads, &longest);
      const guint barriers = loads->step->sync ? 1 + loads->step->raw : loads->sends;

      cost.synchronise = barriers * B;
      plx_timing_add (timing, loads->s, longest, cost);
      if (timing->explanation)
        explain (loads, longest, cost, barriers, B, timing);
    }
  return TRUE;
}

PLX_MODEL (apram, Apram, .title = "asynchronous (phase) PRAM",
           .formula = "max_i (w_i + R (reads_i) + R (writes_i)) + B",
           .source = "Gibbons 1989; Chen, section 4.2.2", .section = "apram",
           .claims = PLX_ADDITIVE | PLX_MONOTONE | PLX_HOMOGENEOUS | PLX_SYMMETRIC,
           .params = params, .price = price)
