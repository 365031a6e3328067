/* SPDX-License-Identifier: MIT */
/* postal.c: the postal model, as a model of your own that lives outside of Parallax.
 *
 * A processor sends one word, and receives one word, at a time of its own; a word arrives lambda
 * after it was sent. A superstep in which processor i computes w_i and moves h_i words in or out
 * (the larger) costs
 *
 *     T = max_i w_i  +  (h - 1 + lambda, if h = max_i h_i > 0)
 *
 * A. Bar-Noy and S. Kipnis, "Designing broadcasting algorithms in the postal model for
 * message-passing systems", Mathematical Systems Theory 27, 1994. Check value: w = {3, 5}, h = {7,
 * 2}, lambda = 4: 5 + 7 - 1 + 4 = 15.
 */
#include <parallax/model.h>

typedef struct {
  PlxWorkCosts t;
  double lambda;
} Postal;

static const PlxParam params[] = {
  { "lambda", "time", "latency: from sending a word to its arrival", offsetof (Postal, lambda), PLX_NONNEGATIVE },
  PLX_PARAM_WORK_COSTS (Postal, t),
  PLX_PARAM_END
};

static gboolean
price (const void *instance, const PlxTrace *trace, PlxTiming *timing, GError **error)
{
  const Postal *m = instance;
  g_autoptr (PlxLoads) loads = plx_loads_new (trace, 8, error);

  if (!loads)
    return FALSE;
  while (plx_loads_next (loads))
    {
      double w = 0;
      guint64 h = 0;
      guint critical = 0;

      for (guint i = 0; i < loads->p; i++)
        {
          const double mine = plx_load_work (&loads->of[i], &m->t);

          critical = mine > w ? i : critical;
          w = MAX (w, mine);
          h = MAX (h, MAX (loads->of[i].words_in, loads->of[i].words_out));
        }
      plx_timing_add (timing, loads->s, critical,
                      (PlxCost) { .compute = w, .communicate = h > 0 ? (double) (h - 1) + m->lambda : 0 });
    }
  return TRUE;
}

PLX_MODEL (postal, Postal, .title = "postal", .formula = "w + h - 1 + lambda", .source = "Bar-Noy and Kipnis 1994",
           .claims = PLX_ADDITIVE | PLX_MONOTONE | PLX_SYMMETRIC, .params = params, .price = price)
