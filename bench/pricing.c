/* SPDX-License-Identifier: MIT */
/* pricing.c: how fast models price a trace of 10^7 mixed operations, beside a plain loop over the
 * same bytes. */
#include "bench/bench.h"
#include "bench/mixed-trace.h"

typedef struct {
  const PlxTrace *trace;
  PlxPricer *pricer;
} Pricing;

static volatile guint64 sink;

static void
price (gpointer data)
{
  const Pricing *pricing = data;
  GError *error = NULL;

  plx_timing_free (plx_pricer_price (pricing->pricer, pricing->trace, FALSE, &error));
  bench_check (error);
}

/* The least that any pass must do: every byte of every operation is read. */
static void
sum_bytes (gpointer data)
{
  const PlxTrace *trace = ((const Pricing *) data)->trace;
  gsize n;
  const guint64 *word = (const guint64 *) (gconstpointer) plx_trace_ops (trace, 0, 0, &n);
  guint64 sum = 0;

  for (guint64 k = 0; k < 2 * plx_trace_n_ops (trace); k++)
    sum += word[k];
  sink = sum;
}

static PlxPricer *
pricer_new (const char *label, const char *const *settings)
{
  g_autoptr (PlxSettings) overrides = plx_settings_new ();
  GError *error = NULL;
  PlxPricer *pricer;

  for (guint k = 0; settings[k]; k += 2)
    plx_settings_replace (overrides, settings[k], settings[k + 1], "bench");
  pricer = plx_pricer_new (label, overrides, NULL, MIXED_P, FALSE, &error);
  bench_check (error);
  return pricer;
}

void
bench_pricing (void)
{
  static const struct {
    const char *label;
    const char *settings[5];
  } models[] = {
    { "pram", { NULL } },
    { "apram", { "d", "4", "B", "16", NULL } },
    { "bsp", { "g", "2", "l", "100", NULL } },
  };
  g_autoptr (PlxTrace) trace = mixed_trace_new ();
  const double n = (double) plx_trace_n_ops (trace) * 1e-6;
  Pricing pricing = { .trace = trace };

  bench_print ("operations in the mixed trace", n * 1e6, "", "");
  bench_print ("plain loop over the same bytes", n / bench_time (9, sum_bytes, &pricing), "M ops/s", "");
  for (guint k = 0; k < G_N_ELEMENTS (models); k++)
    {
      g_autoptr (PlxPricer) pricer = pricer_new (models[k].label, models[k].settings);
      g_autofree char *what = g_strconcat ("pricing by ", models[k].label, NULL);

      pricing.pricer = pricer;
      bench_print (what, n / bench_time (9, price, &pricing), "M ops/s", "at least 100");
    }
}
