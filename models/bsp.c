/* SPDX-License-Identifier: MIT */
/* bsp.c: the bulk-synchronous parallel model.
 *
 * A superstep in which processor i computes w_i and moves out_i words out and in_i words in costs
 *
 *     T = w + g h + l,    w = max_i w_i,    h = max_i max (in_i, out_i)
 *
 * w_i is the sum over work classes of count x t_class (working set). A transfer of b bytes is ceil
 * (b / word) words; one to oneself moves none (on a machine that knows its copy rate it is a copy,
 * in w_i).
 *
 * Conventions. h = max follows Hill and McColl; h = sum counts in_i + out_i. overlap = yes is
 * Valiant's original max (w, g h, l), all of it put into the largest term. nhalf adds Hockney's
 * half-performance length to the words of a superstep that moves any: g (h + nhalf). o is a time
 * per message or call, of which a processor has the larger of those in and out. g and self may be
 * functions of a size, g of h and self of the bytes, as `g = table` and `self = table` take them from the
 * machine: neither is constant on a machine with caches. self is what WRITE, PUT and QUEUE to oneself cost
 * when they are more than the one copy that they count as. l is charged once
 * per SYNC, and once per causal superstep in which a message was sent: what is done after the last
 * of them costs no l. The terms may come from different processors; the critical one is that with
 * the most work, the first of equals.
 *
 * L. G. Valiant, "A bridging model for parallel computation", Communications of the ACM 33(8),
 *   1990, 103-111.
 * J. M. D. Hill, W. F. McColl et al., "BSPlib: the BSP programming library", Parallel Computing
 *   24(14), 1998, 1947-1980.
 * R. W. Hockney, "The communication challenge for MPP", Parallel Computing 20(3), 1994, 389-398.
 *
 * Check value: w = {3, 5}, out = {7, 0}, in = {0, 7}, g = 2, l = 10: 5 + 2 x 7 + 10 = 29.
 */
#include <parallax/model.h>

enum { H_MAX, H_SUM };

typedef struct {
  PlxWorkCosts t;
  PlxCurve g, self;
  double l, nhalf, o;
  int h;
  gboolean overlap;
  guint64 word;
} Bsp;

static const PlxParam params[] = {
  { "g", "time/word", "gap: time of a word of the h-relation", offsetof (Bsp, g),
    .flags = PLX_RATE },
  { "l", "time", "latency: time of a barrier", offsetof (Bsp, l),
    .flags = PLX_NUMBER | PLX_NONNEGATIVE },
  PLX_PARAM_WORK_COSTS (Bsp, t),
  { "h", "", "words of a processor: the larger of those in and out, or their sum",
    offsetof (Bsp, h), .flags = PLX_CHOICE, .fallback = "max", .choices = "max|sum" },
  { "overlap", "", "the largest term alone counts (Valiant 1990)", offsetof (Bsp, overlap),
    .flags = PLX_SWITCH, .fallback = "no" },
  { "nhalf", "word", "half-performance length (Hockney)", offsetof (Bsp, nhalf),
    .flags = PLX_NUMBER | PLX_NONNEGATIVE, .fallback = "0" },
  { "o", "time", "time of a message or call", offsetof (Bsp, o),
    .flags = PLX_NUMBER | PLX_NONNEGATIVE, .fallback = "0" },
  { "self", "time/byte", "time of a byte that a processor writes to its own part through the SYNC",
    offsetof (Bsp, self), .flags = PLX_RATE, .fallback = "copy", .choices = "copy" },
  { "word", "byte", "size of a word", offsetof (Bsp, word), .flags = PLX_COUNT | PLX_POSITIVE,
    .fallback = "8" },
  PLX_PARAM_END
};

/* What decides the price of a superstep. */
typedef struct {
  double w;
  guint64 h, messages;
  guint busiest, mover; /* processors: of w, and of h */
} Terms;

static double
compute_time (const Bsp *m, const PlxLoad *load)
{
  const double written = (double) load->self_written;
  PlxLoad rest = *load;

  if (m->self.n == 0)
    return plx_load_work (load, &m->t);
  rest.self_bytes -= load->self_written;
  return plx_load_work (&rest, &m->t) + written * plx_curve_at (&m->self, written);
}

static Terms
find_terms (const Bsp *m, const PlxLoads *loads)
{
  Terms terms = { 0 };

  for (guint i = 0; i < loads->p; i++)
    {
      const PlxLoad *load = &loads->of[i];
      const double w = compute_time (m, load);
      const guint64 h = m->h == H_SUM ? load->words_in + load->words_out
                                      : MAX (load->words_in, load->words_out);
      const guint64 messages = MAX (load->messages_in, load->messages_out);

      if (w > terms.w)
        {
          terms.w = w;
          terms.busiest = i;
        }
      if (h > terms.h)
        {
          terms.h = h;
          terms.mover = i;
        }
      terms.messages = MAX (terms.messages, messages);
    }
  return terms;
}

static PlxCost
keep_largest (PlxCost cost)
{
  if (cost.compute >= cost.communicate && cost.compute >= cost.synchronise)
    return (PlxCost) { .compute = cost.compute };
  if (cost.communicate >= cost.synchronise)
    return (PlxCost) { .communicate = cost.communicate };
  return (PlxCost) { .synchronise = cost.synchronise };
}

/* "w + g h + l = 1024 + 2 x 7 + 100 = 1138; h = 7 words: ..." */
static void
explain (const Bsp *m, const Terms *terms, double g, PlxCost cost, double total, PlxTiming *timing,
         guint s)
{
  const char *begin = m->overlap ? "max (" : "", *plus = m->overlap ? ", " : " + ",
             *end = m->overlap ? ")" : "";
  g_autofree char *h = g_strdup_printf ("%" G_GUINT64_FORMAT, terms->h);
  g_autofree char *words = m->nhalf > 0 && terms->h > 0
                               ? g_strdup_printf ("(%s + %.10g)", h, m->nhalf)
                               : g_strdup (h);
  g_autofree char *calls = m->o > 0 ? g_strdup_printf (" + %.10g x %" G_GUINT64_FORMAT, m->o,
                                                       terms->messages)
                                    : g_strdup ("");

  g_autofree char *who
      = terms->h == 0 ? g_strdup (": no words move")
                      : g_strdup_printf (" words: %sthose that processor %u sends and receives",
                                         m->h == H_SUM ? "" : "the larger of ", terms->mover);

  plx_timing_explain (timing, s, "%sw%s%s%s%sl%s = %s%.10g%s%.10g x %s%s%s%.10g%s = %.10g; h = %s%s",
                      begin, plus, m->nhalf > 0 ? "g (h + nhalf)" : "g h", m->o > 0 ? " + o m" : "",
                      plus, end, begin, cost.compute, plus, g, words, calls, plus,
                      cost.synchronise, end, total, h, who);
}

static gboolean
price (const void *instance, const PlxTrace *trace, PlxTiming *timing, GError **error)
{
  const Bsp *m = instance;
  g_autoptr (PlxLoads) loads = plx_loads_new (trace, (guint) MIN (m->word, G_MAXUINT), error);

  if (!loads)
    return FALSE;
  while (plx_loads_next (loads))
    {
      const Terms terms = find_terms (m, loads);
      const double words = terms.h > 0 ? (double) terms.h + m->nhalf : 0;
      const double g = plx_curve_at (&m->g, (double) terms.h);
      const PlxCost sum = { .compute = terms.w,
                            .communicate = g * words + m->o * (double) terms.messages,
                            .synchronise = loads->step->sync || loads->sends ? m->l : 0 };
      const PlxCost cost = m->overlap ? keep_largest (sum) : sum;

      plx_timing_add (timing, loads->s, terms.busiest, cost);
      if (timing->explanation)
        explain (m, &terms, g, sum, plx_cost_total (cost), timing, loads->s);
    }
  return TRUE;
}

PLX_MODEL (bsp, Bsp, .title = "bulk-synchronous parallel", .formula = "w + g h + l",
           .source = "Valiant 1990; h as in Hill and McColl 1998", .section = "bsp",
           .claims = PLX_ADDITIVE | PLX_MONOTONE | PLX_HOMOGENEOUS | PLX_SYMMETRIC,
           .params = params, .price = price)
