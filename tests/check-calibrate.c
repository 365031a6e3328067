/* SPDX-License-Identifier: MIT */
/* check-calibrate.c: a machine with known parameters, calibrated, gives them back. The executor
 * records each kernel and prices its trace with a model. */
#include "tests/main.h"

#include "sim/lab/calibrate.h"
#include "sim/program/record.h"

#include <math.h>
#include <string.h>

#define WORK \
  "[work]\nop = 1.1 ns\nchain = 0.52 ns\nmap = 0.63 ns\nflop = 0.74 ns\ncompare = 3.3 ns\nmerge = 4.4 ns\n" \
  "copy = 0.085 ns/B\nrandom = 0.96 ns/B\n"
#define HEAD "[machine]\nname = known\nword = 8\nkind = real\nunit = s\n"

static const char bsp_machine[] = HEAD WORK "[bsp]\ng = 1.7 ns/word\no = 61 ns\nl = 290 ns\n";
static const char no_gap[] = HEAD WORK "[bsp]\ng = 0\no = 0\nl = 0\n";
static const char loggp_machine[]
  = HEAD WORK "[logp]\nL = 910 ns\no = 150 ns\ng = 430 ns\nG = 0.71 ns/B\nbarrier = 370 ns\n";
static const char no_latency[] = HEAD WORK "[logp]\nL = 0\no = 150 ns\ng = 430 ns\nG = 0.71 ns/B\nbarrier = 370 ns\n";
static const char apram_machine[] = HEAD WORK "[apram]\nd = 47 ns\nB = 310 ns\n";

/* ---- the executor ---- */

static const char *model, *machine_text;  /* what a job costs */

static gpointer
open_priced (const PlxJob *job, G_GNUC_UNUSED const PlxMachine *unused, GError **error)
{
  const PlxLimits limits = PLX_LIMITS_DEFAULT;
  g_autoptr (PlxMachine) machine = plx_machine_parse (machine_text, "known.machine", error);
  g_autoptr (PlxPricer) pricer = machine ? plx_pricer_new (model, NULL, machine, job->p, FALSE, error) : NULL;
  g_autoptr (PlxTrace) trace = pricer ? plx_record (job, &limits, error) : NULL;

  return trace ? plx_pricer_price (pricer, trace, FALSE, error) : NULL;
}

static gboolean
visit_priced (gpointer session, guint64 seed, PlxSample *sample, GError **error)
{
  const PlxTiming *priced = session;

  (void) seed;
  (void) error;
  sample->timing = plx_timing_new (priced->n_supersteps, 0, FALSE);
  for (guint s = 0; s < priced->n_supersteps; s++)
    plx_timing_add (sample->timing, s, priced->critical[s], priced->cost[s]);
  sample->total_s = plx_timing_total (priced);
  return TRUE;
}

static void
close_priced (gpointer session)
{
  plx_timing_free (session);
}

static gboolean
available (GError **error)
{
  (void) error;
  return TRUE;
}

static guint
cores (void)
{
  return 8;
}

static const PlxExecutor priced = { .name = "priced", .title = "a model's prices", .available = available,
                                    .cores = cores, .open = open_priced, .visit = visit_priced, .close = close_priced };

/* ---- tests ---- */

static PlxCalibration *
calibrate (const char *with_model, const char *text, const guint *p, guint n_p, guint passes)
{
  const PlxEffort effort = { .seed = 3, .max_h = 4096, .max_bytes = 32768 };
  PlxCalibration *calibration = NULL;

  model = with_model;
  machine_text = text;
  PLX_OK (calibration = plx_calibration_new (&priced, p, n_p, &effort, error));
  for (guint i = 0; i < passes; i++)
    PLX_OK (plx_calibration_pass (calibration, error));
  return calibration;
}

static char *
calibrated_text (PlxCalibration *calibration)
{
  char *text = NULL;

  PLX_OK (text = plx_calibration_machine (calibration, "found", error));
  return text;
}

static double
nanoseconds (const PlxMachine *machine, const char *section, const char *key, guint p)
{
  PlxMachineValue value;
  gboolean found = FALSE;

  PLX_OK (found = plx_machine_get (machine, section, key, p, FALSE, &value, error));
  return found ? g_ascii_strtod (value.text, NULL) : (double) NAN;
}

static void
expect (const PlxMachine *machine, const char *section, const char *key, guint p, double ns)
{
  const double found = nanoseconds (machine, section, key, p);

  ck_assert_msg (fabs (found - ns) <= 0.02 * ns, "[%s p=%u] %s: %g, not %g", section, p, key, found, ns);
}

START_TEST (a_bsp_machine_gives_its_parameters_back)
{
  const guint p[] = { 2, 4 };
  g_autoptr (PlxCalibration) calibration = calibrate ("bsp", bsp_machine, p, 2, 4);
  g_autofree char *text = calibrated_text (calibration);
  g_autoptr (PlxMachine) found = NULL;

  PLX_OK (found = plx_machine_parse (text, "found.machine", error));
  for (guint i = 0; i < 2; i++)
    {
      PlxMachineValue table;

      expect (found, "bsp", "g", p[i], 1.7);
      expect (found, "bsp", "o", p[i], 61);
      expect (found, "bsp", "l", p[i], 290);
      PLX_OK (plx_machine_get (found, "bsp", "g-table", p[i], FALSE, &table, error));
      ck_assert_double_eq_tol (g_ascii_strtod (strchr (table.text, ':') + 1, NULL), 1.7, 0.02);
    }
}
END_TEST

START_TEST (work_classes_give_their_rates_back_at_every_size)
{
  static const struct { const char *name; PlxWorkClass work_class; double ns; } known[] = {
    { "op", PLX_OP, 1.1 }, { "chain", PLX_CHAIN, 0.52 }, { "map", PLX_MAP, 0.63 }, { "flop", PLX_FLOP, 0.74 },
    { "compare", PLX_COMPARE, 3.3 }, { "merge", PLX_MERGE, 4.4 }, { "copy", PLX_COPY, 0.085 },
    { "random", PLX_RANDOM, 0.96 },
  };
  const guint p = 3;
  g_autoptr (PlxCalibration) calibration = calibrate ("bsp", bsp_machine, &p, 1, 4);
  g_autofree char *text = calibrated_text (calibration);
  g_autoptr (PlxMachine) found = NULL;
  PlxMachineValue value;

  PLX_OK (found = plx_machine_parse (text, "found.machine", error));
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    {
      g_auto (GStrv) points = NULL;

      PLX_OK (plx_machine_get (found, "work", known[i].name, 3, FALSE, &value, error));
      points = g_strsplit (value.text, ",", -1);
      ck_assert_uint_eq (g_strv_length (points), 3);
      for (guint k = 0; points[k]; k++)
        ck_assert_double_eq_tol (g_ascii_strtod (strchr (points[k], ':') + 1, NULL), known[i].ns, 0.01 * known[i].ns);
    }
}
END_TEST

START_TEST (a_loggp_machine_gives_its_parameters_back)
{
  const guint p = 2;
  g_autoptr (PlxCalibration) calibration = calibrate ("loggp", loggp_machine, &p, 1, 4);
  g_autofree char *text = calibrated_text (calibration);
  g_autoptr (PlxMachine) found = NULL;

  PLX_OK (found = plx_machine_parse (text, "found.machine", error));
  expect (found, "logp", "L", 2, 910);
  expect (found, "logp", "o", 2, 150);
  expect (found, "logp", "g", 2, 430);
  expect (found, "logp", "G", 2, 0.71);
  expect (found, "logp", "barrier", 2, 370);
}
END_TEST

START_TEST (a_latency_of_nothing_is_said_to_be_unknown)
{
  const guint p = 2;
  g_autoptr (PlxCalibration) calibration = calibrate ("loggp", no_latency, &p, 1, 4);
  g_autofree char *text = calibrated_text (calibration);
  g_autoptr (PlxMachine) found = NULL;

  PLX_OK (found = plx_machine_parse (text, "found.machine", error));
  ck_assert_ptr_nonnull (strstr (text, "only L + 2 o is known: L is not above its interval"));
  ck_assert_double_eq (nanoseconds (found, "logp", "L", 2), 0);
  expect (found, "logp", "o", 2, 150);
}
END_TEST

/* A table of zeros would price every h-relation at nothing. */
START_TEST (a_table_without_a_point_above_0_is_left_out)
{
  const guint p = 2;
  g_autoptr (PlxCalibration) calibration = calibrate ("bsp", no_gap, &p, 1, 4);
  g_autofree char *text = calibrated_text (calibration);
  g_autoptr (PlxSettings) settings = plx_settings_new ();
  g_autoptr (PlxMachine) found = NULL;

  ck_assert_ptr_nonnull (strstr (text, "\n# g-table: not identified\n"));
  PLX_OK (found = plx_machine_parse (text, "found.machine", error));
  PLX_OK (plx_settings_add (settings, "g", "table", "--model", error));
  PLX_FAILS (plx_pricer_new ("bsp", settings, found, p, FALSE, error), PLX_ERROR_INPUT,
             "the machine has no g-table in [bsp]");
}
END_TEST

START_TEST (an_apram_machine_gives_its_parameters_back)
{
  const guint p[] = { 1, 2 };
  g_autoptr (PlxCalibration) calibration = calibrate ("apram", apram_machine, p, 2, 4);
  g_autofree char *text = calibrated_text (calibration);
  g_autoptr (PlxMachine) found = NULL;

  PLX_OK (found = plx_machine_parse (text, "found.machine", error));
  for (guint i = 0; i < 2; i++)
    {
      expect (found, "apram", "d", p[i], 47);
      expect (found, "apram", "B", p[i], 310);
    }
}
END_TEST

START_TEST (a_number_of_processors_named_twice_is_calibrated_once)
{
  const guint p[] = { 3, 2, 3 };
  g_autoptr (PlxCalibration) calibration = calibrate ("bsp", bsp_machine, p, 3, 1);
  g_autofree char *text = calibrated_text (calibration);
  g_autoptr (PlxMachine) found = NULL;

  PLX_OK (found = plx_machine_parse (text, "found.machine", error));
  expect (found, "bsp", "l", 3, 290);
}
END_TEST

/* What a model needs is there for one processor too. */
START_TEST (one_processor_alone_gives_a_machine_that_models_accept)
{
  const guint p = 1;
  g_autoptr (PlxCalibration) calibration = calibrate ("bsp", bsp_machine, &p, 1, 4);
  g_autofree char *text = calibrated_text (calibration);
  g_autoptr (PlxMachine) found = NULL;
  static const char *const models[] = { "bsp", "logp", "loggp", "apram" };

  PLX_OK (found = plx_machine_parse (text, "found.machine", error));
  for (guint i = 0; i < G_N_ELEMENTS (models); i++)
    {
      g_autoptr (PlxPricer) pricer = NULL;
      PLX_OK (pricer = plx_pricer_new (models[i], NULL, found, 1, FALSE, error));
    }
  expect (found, "bsp", "l", 1, 290);
}
END_TEST

START_TEST (points_of_an_exact_machine_lie_on_their_fits)
{
  const guint p = 2;
  g_autoptr (PlxCalibration) calibration = calibrate ("bsp", bsp_machine, &p, 1, 2);
  g_autofree char *csv = plx_calibration_fits (calibration);
  g_auto (GStrv) lines = g_strsplit (csv, "\n", -1);
  guint on_g = 0;

  ck_assert_str_eq (lines[0], "fit,x,y,fitted");
  for (guint i = 1; lines[i] && lines[i][0]; i++)
    {
      g_auto (GStrv) cells = g_strsplit (lines[i], ",", -1);
      const double y = g_ascii_strtod (cells[2], NULL), fitted = g_ascii_strtod (cells[3], NULL);

      if (!g_str_has_prefix (cells[0], "bsp g") && !g_str_has_prefix (cells[0], "merge"))
        continue;
      ck_assert_msg (fabs (y - fitted) <= 0.01 * y, "%s", lines[i]);
      on_g += g_str_has_prefix (cells[0], "bsp g");
    }
  ck_assert_uint_ge (on_g, 8);
}
END_TEST

START_TEST (without_a_pass_or_a_processor_there_is_no_machine)
{
  const guint p = 2;
  const PlxEffort effort = { .seed = 3 };
  g_autoptr (PlxCalibration) calibration = calibrate ("bsp", bsp_machine, &p, 1, 0);

  PLX_FAILS (plx_calibration_machine (calibration, "found", error), PLX_ERROR_FAILED, "no pass");
  PLX_FAILS (plx_calibration_new (&priced, NULL, 0, &effort, error), PLX_ERROR_INPUT, "no number of processors");
}
END_TEST

START_TEST (a_kernel_that_fails_is_named)
{
  const guint p = 2;
  g_autoptr (PlxCalibration) calibration = calibrate ("bsp", bsp_machine, &p, 1, 0);

  machine_text = HEAD;
  PLX_FAILS (plx_calibration_pass (calibration, error), PLX_ERROR_INPUT, "calibrate.");
}
END_TEST

PLX_TEST_MAIN ("calibrate", a_bsp_machine_gives_its_parameters_back, work_classes_give_their_rates_back_at_every_size,
               a_loggp_machine_gives_its_parameters_back, a_latency_of_nothing_is_said_to_be_unknown,
               a_table_without_a_point_above_0_is_left_out,
               an_apram_machine_gives_its_parameters_back, one_processor_alone_gives_a_machine_that_models_accept,
               a_number_of_processors_named_twice_is_calibrated_once,
               points_of_an_exact_machine_lie_on_their_fits, without_a_pass_or_a_processor_there_is_no_machine,
               a_kernel_that_fails_is_named)
