/* SPDX-License-Identifier: MIT */
/* simulation.c: the front of the two engines: which of them runs what. */
#include "sim/engine/simulation.h"

void
plx_simulation_free (PlxSimulation *simulation)
{
  if (!simulation)
    return;
  g_free (simulation->of);
  if (simulation->log)
    g_array_unref (simulation->log);
  plx_timing_free (simulation->timing);
  g_free (simulation);
}
