/* SPDX-License-Identifier: MIT */
/* engine.c: what models that are priced on simulated processors have in common. */
#include <math.h>
#include <parallax/engine.h>

void
plx_processor_costs (const PlxProcessorOptions *options, PlxProcessorCosts *costs)
{
  costs->t = options->t;
  costs->eager = G_MAXUINT64;
  costs->word = (guint) MIN (options->word, G_MAXUINT);
  costs->plain_reads = options->access == 1;
  costs->barrier = options->barrier.rule < 0 ? options->barrier.time : -1;
  costs->tick = options->tick;
}

guint64
plx_processor_capacity (double L, double g)
{
  const double messages = g > 0 ? ceil (L / g) : 0;

  if (g <= 0 || messages >= 0x1p63)
    return 0;
  return MAX (1, (guint64) messages);
}
