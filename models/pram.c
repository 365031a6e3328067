/* SPDX-License-Identifier: MIT */
/* pram.c: the parallel random access machine.
 *
 * All processors execute an instruction at a time, in lockstep. A program costs
 *
 *     T = sum over supersteps of the instructions of the longest processor
 *
 * An instruction reads, computes and writes at once, so processor i needs max (work_i, words
 * read_i, words written_i) of them in a superstep, work being counted operations of every class but
 * copy and random; whoever owns a cell. A source that counts instructions by its own rule (the PRAM
 * language) has filled the number in. count = rcw instead charges reading, computing and writing
 * apart: max_i reads_i + max_i work_i + max_i writes_i (Gibbons' statement of the model). All time
 * is compute; an instruction takes t of class op: one step on a textbook machine.
 *
 * W, the work, is the sum of instructions over processors; P the most processors active in a
 * superstep; the cost is P T. By Brent, p processors need T_p = sum over supersteps of ceil (W_s /
 * p) <= floor (W / p) + T.
 *
 * Variants say which accesses to one cell a superstep may have: erew none; crew several readers;
 * crcw-* also several writers, with the rule that decides. A trace that needs more is priced all
 * the same and noted, with the weakest variant that accepts it. Exclusive writes are weaker than
 * common ones, these than arbitrary; any rule that decides between different values accepts a trace
 * that needs arbitrary. A combining rule is needed by name.
 *
 * S. Fortune, J. Wyllie, "Parallelism in random access machines", STOC 1978, 114-118.
 * R. P. Brent, "The parallel evaluation of general arithmetic expressions", Journal of the ACM
 *   21(2), 1974, 201-206.
 *
 * Check value: work = {3, 5}, reads = {2, 4}, writes = {7, 1}: T = 7, W = 7 + 5 = 12, cost 14; rcw
 * 4 + 5 + 7 = 16.
 */
#include <parallax/model.h>

/* The choices of `variant`: erew, crew, then the rules of PlxRule from common on. */
enum { EREW, CREW };
enum { COUNT_PLAIN, COUNT_RCW };

static const char *const variants[] = {
  "erew",     "crew",     "crcw-common", "crcw-arbitrary", "crcw-priority", "crcw-sum",
  "crcw-max", "crcw-min", "crcw-and",    "crcw-or",        "crcw-xor",
};

typedef struct {
  PlxWorkCosts t;
  int variant, count;
  guint64 word;
} Pram;

static const PlxParam params[] = {
  { "variant", "", "which accesses to one cell are allowed", offsetof (Pram, variant),
    .flags = PLX_CHOICE, .fallback = "crew",
    .choices = "erew|crew|crcw-common|crcw-arbitrary|crcw-priority|crcw-sum|crcw-max|"
               "crcw-min|crcw-and|crcw-or|crcw-xor" },
  { "count", "", "an instruction reads, computes and writes at once, or each apart",
    offsetof (Pram, count), .flags = PLX_CHOICE, .fallback = "plain", .choices = "plain|rcw" },
  PLX_PARAM_WORK_COSTS (Pram, t),
  { "word", "byte", "size of a word", offsetof (Pram, word), .flags = PLX_COUNT | PLX_POSITIVE,
    .fallback = "8" },
  PLX_PARAM_END
};

/* The weakest variant that accepts the superstep. */
static int
needed_variant (const PlxSuperstep *step)
{
  if (step->write_access > PLX_EXCLUSIVE)
    return CREW + step->write_access;
  return step->read_access > PLX_EXCLUSIVE ? CREW : EREW;
}

static gboolean
accepts (int variant, int needed)
{
  return needed <= CREW + PLX_ARBITRARY ? variant >= needed : variant == needed;
}

/* " (processors 3 and 5, cell x[7])": the first conflict of that kind in the superstep, "" when it
 * is not known. */
static char *
conflict_text (const PlxTrace *trace, guint s, PlxConflict kind)
{
  gsize n;
  const PlxViolation *violations = plx_trace_violations (trace, &n);

  for (gsize k = 0; k < n; k++)
    if (violations[k].superstep == s && violations[k].kind == kind)
      return g_strdup_printf (" (processors %u and %u, cell %s[%" G_GUINT64_FORMAT "])",
                              violations[k].processors[0], violations[k].processors[1],
                              violations[k].array, violations[k].cell);
  return g_strdup ("");
}

static void
note_violation (const Pram *m, const PlxTrace *trace, PlxTiming *timing)
{
  guint n = 0, first = 0;
  int weakest = EREW;

  for (guint s = 0; s < plx_trace_n_supersteps (trace); s++)
    {
      const int needed = needed_variant (plx_trace_superstep (trace, s));

      if (!accepts (m->variant, needed) && n++ == 0)
        first = s;
      weakest = MAX (weakest, needed);
    }
  if (n == 0)
    return;

  const PlxSuperstep *step = plx_trace_superstep (trace, first);
  const gboolean writes = step->write_access > PLX_EXCLUSIVE;
  g_autofree char *where = conflict_text (trace, first,
                                          writes ? PLX_CONFLICT_WRITE : PLX_CONFLICT_READ);

  plx_timing_note (timing,
                   "violates %s in %u superstep%s: superstep %u \"%s\" needs %s %ss of one cell%s; "
                   "the weakest variant that accepts the trace is pram.%s",
                   variants[m->variant], n, n > 1 ? "s" : "", first, step->label,
                   writes ? plx_rule_name (step->write_access) : "concurrent",
                   writes ? "write" : "read", where, variants[weakest]);
}

/* What the longest processors do in a superstep, and all of them together. */
typedef struct {
  guint64 reads, work, writes, instructions, all;
  guint longest;
} Terms;

static Terms
find_terms (const Pram *m, const PlxLoads *loads)
{
  Terms terms = { 0 };

  for (guint i = 0; i < loads->p; i++)
    {
      const PlxLoad *load = &loads->of[i];
      const guint64 work = plx_load_counted_work (load);
      const guint64 own = m->count == COUNT_RCW ? load->reads + work + load->writes
                                                : load->instructions;

      if (own > terms.instructions)
        {
          terms.instructions = own;
          terms.longest = i;
        }
      terms.all += own;
      terms.reads = MAX (terms.reads, load->reads);
      terms.work = MAX (terms.work, work);
      terms.writes = MAX (terms.writes, load->writes);
    }
  if (m->count == COUNT_RCW)
    terms.instructions = terms.reads + terms.work + terms.writes;
  else if (loads->step->instructions > 0)
    terms.instructions = loads->step->instructions;
  return terms;
}

static void
explain (const Pram *m, const PlxLoads *loads, const Terms *terms, PlxTiming *timing)
{
  if (m->count == COUNT_RCW)
    plx_timing_explain (timing, loads->s,
                        "reads + work + writes = %" G_GUINT64_FORMAT " + %" G_GUINT64_FORMAT " + %"
                        G_GUINT64_FORMAT " = %" G_GUINT64_FORMAT " instructions",
                        terms->reads, terms->work, terms->writes, terms->instructions);
  else if (loads->step->instructions > 0)
    plx_timing_explain (timing, loads->s, "%" G_GUINT64_FORMAT
                        " instructions of the longest processor, as the source counts them",
                        terms->instructions);
  else
    plx_timing_explain (timing, loads->s, "max (work, reads, writes) = %" G_GUINT64_FORMAT
                        " instructions of processor %u",
                        terms->instructions, terms->longest);
}

static gboolean
price (const void *instance, const PlxTrace *trace, PlxTiming *timing, GError **error)
{
  const Pram *m = instance;
  const PlxOp instruction = plx_op_work (PLX_OP, 1, 0);
  const double t = plx_op_work_time (&instruction, &m->t);
  g_autoptr (PlxLoads) loads = plx_loads_new (trace, (guint) MIN (m->word, G_MAXUINT), error);
  guint64 W = 0, T = 0;
  guint P = 0;

  if (!loads)
    return FALSE;
  note_violation (m, trace, timing);
  while (plx_loads_next (loads))
    {
      const Terms terms = find_terms (m, loads);

      T += terms.instructions;
      W += terms.all;
      P = MAX (P, loads->step->active);
      plx_timing_add (timing, loads->s, terms.longest,
                      (PlxCost) { .compute = t * (double) terms.instructions });
      if (timing->explanation)
        explain (m, loads, &terms, timing);
    }
  if (timing->explanation)
    plx_timing_note (timing,
                     "W = %" G_GUINT64_FORMAT ", P = %u, T = %" G_GUINT64_FORMAT
                     ", cost P T = %" G_GUINT64_FORMAT
                     "; on p processors T_p = sum ceil (W_s / p) <= floor (W / p) + T",
                     W, P, T, P * T);
  return TRUE;
}

PLX_MODEL (pram, Pram, .title = "parallel random access machine",
           .formula = "sum over supersteps of max_i max (work_i, reads_i, writes_i)",
           .source = "Fortune and Wyllie 1978; Brent 1974", .section = NULL, .variants = "variant",
           .claims = PLX_ADDITIVE | PLX_MONOTONE | PLX_HOMOGENEOUS | PLX_SYMMETRIC,
           .params = params, .price = price)
