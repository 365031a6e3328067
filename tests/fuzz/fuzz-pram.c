/* SPDX-License-Identifier: MIT */
/* fuzz-pram.c: reads bytes as a PRAM program, after one that says how; runs it within limits, alone and on 3 processors. */
#include "sim/sources/pram.h"

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

/* What the bits of a byte ask for. */
static PlxPramOptions
options_of (const PlxPram *pram, guint8 bits)
{
  PlxPramOptions options = plx_pram_options (pram);

  options.max_steps = 300;
  options.max_cells = 3000;
  options.by_statement = bits & 1;
  options.rw_exclusive = (bits >> 1) & 1;
  options.arbitrary = (PlxPramArbitrary) ((bits >> 2) % PLX_PRAM_N_ARBITRARY);
  return options;
}

/* The trace of the run has a superstep for each of its steps. */
static void
deal (const PlxPram *pram, const PlxPramOptions *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PlxPramRun) run = NULL;
  g_autoptr (PlxTrace) trace = plx_pram_trace (pram, options, 3, "x", &run, &error);

  g_assert ((trace == NULL) == (error != NULL));
  g_assert (!trace || plx_trace_n_supersteps (trace) == run->time);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (PlxPram) pram = size > 0 ? plx_pram_parse ("x.pram", (const char *) data + 1, size - 1, &error) : NULL;

  if (!pram)
    return 0;
  const PlxPramOptions options = options_of (pram, data[0]);
  g_autoptr (PlxPramRun) run = plx_pram_run (pram, &options, &error);

  g_assert ((run == NULL) == (error != NULL));
  if (run && run->time > 0)
    {
      g_assert (run->work >= run->time && run->work >= run->processors && run->rcw >= run->time);
      g_assert (plx_pram_brent_time (run, 3) <= plx_pram_brent_bound (run, 3));
      for (guint k = 0; k < run->conflicts->len; k++)
        g_free (plx_pram_conflict_text (run, run->conflicts->pdata[k], 4));
    }
  if (run)
    deal (pram, &options);
  return 0;
}
