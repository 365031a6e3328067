/* SPDX-License-Identifier: MIT */
/* good-model.c: a plug-in as it should be: a model that charges every superstep a toll. */
#include <parallax/model.h>

typedef struct {
  double toll;
  int way;
} Toll;

static const PlxParam params[] = {
  { "toll", "time", "time of a superstep", offsetof (Toll, toll), .flags = PLX_NUMBER | PLX_NONNEGATIVE },
  { "way", "", "there, or there and back", offsetof (Toll, way), .flags = PLX_CHOICE, .fallback = "single",
    .choices = "single|return" },
  PLX_PARAM_END
};

static gboolean
price (const void *instance, const PlxTrace *trace, PlxTiming *timing, GError **error)
{
  const Toll *m = instance;

  (void) trace;
  (void) error;
  for (guint s = 0; s < timing->n_supersteps; s++)
    timing->cost[s].synchronise = m->toll * (m->way + 1);
  return TRUE;
}

PLX_MODEL (toll, Toll, .title = "a toll for every superstep", .formula = "toll", .source = "a test",
           .section = "toll", .variants = "way", .claims = PLX_ADDITIVE, .params = params, .price = price)
