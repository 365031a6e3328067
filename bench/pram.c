/* SPDX-License-Identifier: MIT */
/* pram.c: programs in PRAM pseudo-code, every access judged: steps of virtual processors a second on a processor.
 */
#include "bench/bench.h"
#include "sim/sources/pram.h"

typedef struct {
  PlxPram *pram;
  PlxPramOptions options;
  guint64 work;
} Program;

static void
run_program (gpointer data)
{
  Program *program = data;
  GError *error = NULL;
  PlxPramRun *run = plx_pram_run (program->pram, &program->options, &error);

  bench_check (error);
  program->work = run->work;
  plx_pram_run_free (run);
}

static void
bench_program (const char *what, const char *name, const char *n)
{
  g_autoptr (PlxSettings) settings = plx_settings_new ();
  GError *error = NULL;
  Program program = { .pram = plx_pram_load (name, &error) };

  bench_check (error);
  plx_settings_replace (settings, "n", n, "bench");
  program.options = plx_pram_options (program.pram);
  program.options.settings = settings;
  const double seconds = bench_processor_time (5, run_program, &program);
  bench_print (what, (double) program.work / seconds * 1e-6, "M steps/s", "at least 20");
  plx_pram_free (program.pram);
}

void
bench_pram (void)
{
  bench_program ("PRAM: matrix product, n = 128", "matrix-product", "128");
  bench_program ("PRAM: bitonic sort, n = 2^16", "bitonic-sort", "2^16");
}
