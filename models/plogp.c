/* SPDX-License-Identifier: MIT */
/* plogp.c: the parameterized LogP model: overheads and gap are measured functions of the size.
 *
 * A message of m bytes keeps its sender busy os (m) and its receiver or (m), and costs
 *
 *     T = L + g (m)
 *
 * from the start of its send to the end of its receive. The next send of the processor starts no
 * earlier than g (m) after it, and so does the next receive. L and g are thus end to end: L is not
 * that of LogP.
 *
 * Conventions. os, or and g are numbers, or tables in the machine's file ("1: 9, 64: 11, 1K: 37"):
 * between two sizes a time lies on the straight line through them, above the largest on the line
 * through the last two, and below the smallest it is that of the smallest. By its definition g is at
 * least os and or; where a table says less, the largest of the three counts. SYNC and READ are as
 * in logp.c, with L + g (1) for 2o + L and g (1) for max (g, o).
 *
 * T. Kielmann, H. E. Bal, K. Verstoep, "Fast measurement of LogP parameters for message passing
 * platforms", IPDPS 2000 Workshops, LNCS 1800, 1176-1183.
 *
 * Check value: L = 100, g (m) = 2050: a message 2150, ten of them in a row 9 x 2050 + 2150 = 20600.
 */
#include <parallax/engine.h>

typedef struct {
  double L;
  PlxCurve os, or, g;
  PlxProcessorOptions options;
} PLogP;

static const PlxParam params[] = {
  { "L", "time", "latency, end to end, of what does not depend on the size", offsetof (PLogP, L),
    .flags = PLX_NUMBER | PLX_NONNEGATIVE },
  { "os", "time", "os (m): the sender is busy; a number, or the machine's table",
    offsetof (PLogP, os), .flags = PLX_RATE },
  { "or", "time", "or (m): the receiver is busy; likewise", offsetof (PLogP, or),
    .flags = PLX_RATE },
  { "g", "time", "g (m): gap between sends, and between receives; likewise", offsetof (PLogP, g),
    .flags = PLX_RATE },
  PLX_PARAM_PROCESSOR_OPTIONS (PLogP, options),
  PLX_PARAM_END
};

/* By straight lines: a time is nearly a + b m, and logarithms would bend that. */
static double
at (const PlxCurve *curve, double m)
{
  guint i = 1;

  if (curve->n <= 1 || m <= curve->x[0])
    return curve->y[0];
  while (i + 1 < curve->n && curve->x[i] < m)
    i++;
  const double slope = (curve->y[i] - curve->y[i - 1]) / (curve->x[i] - curve->x[i - 1]);

  return MAX (0, curve->y[i] + slope * (m - curve->x[i]));
}

static PlxMessageCost
message (gconstpointer instance, guint64 bytes)
{
  const PLogP *model = instance;
  const double m = (double) bytes, os = at (&model->os, m), or = at (&model->or, m);
  const double gap = MAX (at (&model->g, m), MAX (os, or));

  return (PlxMessageCost) { .send = os, .receive = or, .gap = gap, .flight = model->L + gap - or };
}

static gboolean
costs (const void *instance, PlxProcessorCosts *costs, G_GNUC_UNUSED GError **error)
{
  const PLogP *m = instance;

  plx_processor_costs (&m->options, costs);
  costs->message = message;
  costs->instance = m;
  return TRUE;
}

PLX_MODEL (plogp, PLogP, .title = "parameterized LogP",
           .formula = "L + g (m) for a message of m bytes; the next send after g (m)",
           .source = "Kielmann et al. 2000", .section = "plogp",
           .claims = PLX_ADDITIVE | PLX_HOMOGENEOUS, .params = params, .costs = costs)
