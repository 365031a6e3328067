/* SPDX-License-Identifier: MIT */
/* check-simulated.c: simulated processors as an executor: what a calibration finds of them, what noise does. */
#include "sim/lab/calibration.h"
#include "sim/program/record.h"

#include "tests/main.h"

#include <math.h>
#include <string.h>

/* No two values alike; g is above what o and G take of a byte, else it cannot be seen. */
typedef struct {
  const char *name, *text;
  double L, o, g, G, barrier;
  double work[PLX_N_CLASSES];
} Known;

static const Known known[] = {
  { "steps",
    "[machine]\nunit = step\n[logp]\nL = 17\no = 3\ng = 5\nG = 0.25\nbarrier = 31\n[work]\nop = 2\nchain = 4\nmap = 6\n"
    "flop = 7\ncompare = 8\nmerge = 9\ncopy = 0.5\nrandom = 0.75\n",
    17e-9, 3e-9, 5e-9, 0.25e-9, 31e-9, { 2e-9, 4e-9, 6e-9, 7e-9, 8e-9, 9e-9, 0.5e-9, 0.75e-9 } },
  { "seconds",
    "[machine]\nunit = s\n[logp]\nL = 1.3 us\no = 0.4 us\ng = 0.9 us\nG = 2 ns/B\nbarrier = 7 us\n[work]\nop = 1.25 ns\n"
    "chain = 1.5 ns\nmap = 0.375 ns\nflop = 0.5 ns\ncompare = 2.5 ns\nmerge = 3 ns\ncopy = 0.125 ns/B\nrandom = 0.25 ns/B\n",
    1.3e-6, 0.4e-6, 0.9e-6, 2e-9, 7e-6, { 1.25e-9, 1.5e-9, 0.375e-9, 0.5e-9, 2.5e-9, 3e-9, 0.125e-9, 0.25e-9 } },
};

#define TOLERANCE 1e-6  /* share: of a clock that ticks in millionths */

static PlxMachine *
parse (const char *text)
{
  PlxMachine *machine = NULL;

  PLX_OK (machine = plx_machine_parse (text, "x.machine", error));
  return machine;
}

static PlxCalibration *
calibrate (const PlxMachine *machine, guint p)
{
  const PlxEffort effort = { .seed = 3, .max_h = 4096, .max_bytes = 32768, .machine = machine };
  PlxCalibration *calibration = NULL;

  PLX_OK (calibration = plx_calibration_new (&plx_executor_simulated, &p, 1, &effort, error));
  for (guint i = 0; i < 2; i++)
    PLX_OK (plx_calibration_pass (calibration, error));
  return calibration;
}

static void
assert_found (const PlxCalibration *c, const char *section, const char *key, guint p, guint64 size, double expected)
{
  const double found = plx_estimate_median (plx_calibration_find (c, section, key, p, size));

  ck_assert_msg (fabs (found - expected) <= TOLERANCE * expected, "[%s] %s, p = %u: %.9g, not %.9g", section, key, p, found,
                 expected);
}

START_TEST (calibrating_a_simulated_machine_gives_back_its_parameters)
{
  static const guint all_p[] = { 2, 3, 8 };

  for (guint k = 0; k < G_N_ELEMENTS (known); k++)
    for (guint i = 0; i < G_N_ELEMENTS (all_p); i++)
      {
        const Known *m = &known[k];
        const guint p = all_p[i];
        g_autoptr (PlxMachine) machine = parse (m->text);
        g_autoptr (PlxCalibration) c = calibrate (machine, p);

        assert_found (c, "logp", "L", p, 0, m->L);
        assert_found (c, "logp", "o", p, 0, m->o);
        assert_found (c, "logp", "g", p, 0, m->g);
        assert_found (c, "logp", "G", p, 0, m->G);
        assert_found (c, "logp", "L+2o", p, 0, m->L + 2 * m->o);
        assert_found (c, "logp", "barrier", p, 0, m->barrier);
        assert_found (c, "bsp", "l", p, 0, m->barrier);
        assert_found (c, "apram", "B", p, 0, m->barrier);
        for (guint w = 0; w < PLX_N_CLASSES; w++)
          assert_found (c, "work", plx_work_class_name ((PlxWorkClass) w), p, 4096, m->work[w]);
      }
}
END_TEST

/* A trace counts reads, not which of them wait for others: they go out a gap apart, and the last has to come back. */
START_TEST (remote_reads_go_out_a_gap_apart)
{
  for (guint k = 0; k < G_N_ELEMENTS (known); k++)
    {
      const Known *m = &known[k];
      g_autoptr (PlxMachine) machine = parse (m->text);
      g_autoptr (PlxCalibration) c = calibrate (machine, 2);
      const double d = plx_estimate_median (plx_calibration_find (c, "apram", "d", 2, 0));

      ck_assert_double_ge (d, m->g * (1 - TOLERANCE));
      ck_assert_double_le (d, m->g + (2 * (m->L + 2 * m->o) + 64 * m->G) / 512);
    }
}
END_TEST

/* "bsp" of messages of one size: each word of a long one takes word x G, each message o or g. */
START_TEST (words_of_long_messages_take_the_gap_per_byte)
{
  g_autoptr (PlxMachine) machine = parse (known[1].text);
  g_autoptr (PlxCalibration) c = calibrate (machine, 2);
  const double g = plx_estimate_median (plx_calibration_find (c, "bsp", "g", 2, 0));

  ck_assert_double_eq_tol (g, 8 * known[1].G, 0.1 * 8 * known[1].G);
}
END_TEST

/* ---- runs ---- */

static PlxJob *
job_new (const char *label, guint p)
{
  const PlxVariant *variant;
  const PlxAlgorithm *algorithm = plx_algorithm_find (label, &variant, NULL);
  g_autoptr (PlxSettings) settings = plx_settings_new ();
  PlxJob *job = NULL;

  PLX_OK (plx_settings_add (settings, "n", "256", "", error));
  PLX_OK (job = plx_job_new (algorithm, variant, settings, p, 7, NULL, NULL, error));
  return job;
}

static double
time_of (const PlxMachine *machine, const PlxJob *job, guint64 seed)
{
  gpointer session = NULL;
  PlxSample sample = { 0 };
  double total_s;

  PLX_OK (session = plx_executor_simulated.open (job, machine, error));
  PLX_OK (plx_executor_simulated.visit (session, seed, &sample, error));
  ck_assert_double_eq_tol (plx_timing_total (sample.timing), sample.total_s, 1e-9 * sample.total_s);
  total_s = sample.total_s;
  plx_sample_clear (&sample);
  plx_executor_simulated.close (session);
  return total_s;
}

START_TEST (an_ideal_machine_takes_what_loggp_predicts)
{
  g_autoptr (PlxMachine) machine = parse (known[0].text);
  g_autoptr (PlxJob) job = job_new ("scan.two-level", 5);
  const PlxLimits limits = PLX_LIMITS_DEFAULT;
  g_autoptr (PlxTrace) trace = NULL;
  g_autoptr (PlxPricer) pricer = NULL;
  g_autoptr (PlxTiming) timing = NULL;

  PLX_OK (trace = plx_record (job, &limits, error));
  PLX_OK (pricer = plx_pricer_new ("loggp", NULL, machine, 5, FALSE, error));
  PLX_OK (timing = plx_pricer_price (pricer, trace, FALSE, error));
  ck_assert (plx_simulated_is_ideal (machine, 5));
  ck_assert_double_eq_tol (time_of (machine, job, 7), plx_timing_total (timing) * PLX_STEP_S, 1e-20);
}
END_TEST

#define NOISY "[machine]\nunit = step\n[logp]\nL = 17\no = 3\ng = 5\nG = 0.25\n[work]\nop = 2\n" \
              "[noise]\ndistribution = exponential\nmean = 11\n"

START_TEST (noise_makes_runs_longer_and_is_the_seed_s)
{
  g_autoptr (PlxMachine) noisy = parse (NOISY), quiet = parse (known[0].text);
  g_autoptr (PlxJob) job = job_new ("scan.two-level", 5);
  const double a = time_of (noisy, job, 7), b = time_of (noisy, job, 8);

  ck_assert (!plx_simulated_is_ideal (noisy, 5) && plx_simulated_is_ideal (quiet, 5));
  ck_assert_double_eq (a, time_of (noisy, job, 7));
  ck_assert_double_ne (a, b);
}
END_TEST

START_TEST (slow_processors_make_work_longer)
{
  g_autofree char *text = g_strconcat (known[0].text, "[processors]\nspeeds = 1, 0.25\n", NULL);
  g_autoptr (PlxMachine) slow = parse (text), quiet = parse (known[0].text);
  g_autoptr (PlxJob) job = job_new ("scan.two-level", 4);

  ck_assert_double_gt (time_of (slow, job, 7), 2 * time_of (quiet, job, 7));
}
END_TEST

START_TEST (without_a_machine_nothing_can_be_simulated)
{
  g_autoptr (PlxJob) job = job_new ("scan.two-level", 2);

  PLX_FAILS (plx_executor_simulated.open (job, NULL, error), PLX_ERROR_INPUT, "no machine is given");
}
END_TEST

PLX_TEST_MAIN ("simulated", calibrating_a_simulated_machine_gives_back_its_parameters,
               remote_reads_go_out_a_gap_apart, words_of_long_messages_take_the_gap_per_byte,
               an_ideal_machine_takes_what_loggp_predicts,
               noise_makes_runs_longer_and_is_the_seed_s, slow_processors_make_work_longer,
               without_a_machine_nothing_can_be_simulated)
