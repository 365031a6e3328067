/* SPDX-License-Identifier: MIT */
/* check-scenario.c: scenario files are read strictly; every mistake is named with its line. */
#include "sim/lab/scenario.h"
#include "tests/main.h"

#include <math.h>
#include <string.h>

#define HEAD "[scenario]\nformat = 1\n"
#define SCAN "[algorithm scan]\nn = 1000\np = 2\n"
#define TAIL "[predict]\nmodels = bsp\n"

static const char complete[] =
  "# an experiment\n"
  "[scenario]\n"
  "format = 1\n"
  "title = Prefix sums: which model?   # trailing\n"
  "\n"
  "[algorithm scan]\n"
  "variants = blelloch, two-level\n"
  "n = 2^10..2^14 * 4\n"
  "p = 1, 2\n"
  "[algorithm broadcast.tree]\n"
  "n = 300\n"
  "k = 3\n"
  "p = 4\n"
  "[machine]\n"
  "name = cm5\n"
  "[predict]\n"
  "models = pram.crew, bsp:g=2,l=10\n"
  "[measure]\n"
  "executors = threads\n"
  "precision = 2.5 %\n"
  "time_limit = 3 min\n"
  "samples = 30\n"
  "seed = 7\n"
  "[plot]\n"
  "kinds = time, error\n";

START_TEST (a_complete_file_is_read_as_it_says)
{
  g_autoptr (PlxScenario) s = NULL;
  const PlxScenarioAlgorithm *a;
  const char *where;

  PLX_OK (s = plx_scenario_parse (complete, "x.scn", error));
  ck_assert_str_eq (s->title, "Prefix sums: which model?");
  ck_assert_uint_eq (s->algorithms->len, 2);
  a = s->algorithms->pdata[0];
  ck_assert_str_eq (a->label, "scan");
  ck_assert_str_eq (a->variants[1], "two-level");
  ck_assert_ptr_null (a->variants[2]);
  ck_assert_str_eq (plx_settings_get (a->settings, "n", &where), "2^10..2^14 * 4");
  ck_assert_str_eq (where, "x.scn:8");
  a = s->algorithms->pdata[1];
  ck_assert_ptr_null (a->variants);
  ck_assert_str_eq (plx_settings_get (a->settings, "k", NULL), "3");
  ck_assert_str_eq (s->machine, "cm5");
  ck_assert_uint_eq (s->models->len, 2);
  ck_assert_str_eq (s->executors[0], "threads");
  ck_assert_double_eq_tol (s->sampling.precision, 0.025, 1e-15);
  ck_assert_double_eq (s->sampling.time_limit_s, 180);
  ck_assert_uint_eq (s->sampling.max_samples, 30);
  ck_assert_uint_eq (s->sampling.min_samples, 10);
  ck_assert_uint_eq (s->sampling.seed, 7);
  ck_assert_uint_eq (s->plots, 1 << PLX_PLOT_TIME | 1 << PLX_PLOT_ERROR);
}
END_TEST

START_TEST (what_is_left_out_has_the_documented_default)
{
  g_autoptr (PlxScenario) s = NULL;
  g_autoptr (PlxScenario) measured = NULL;

  PLX_OK (s = plx_scenario_parse (HEAD SCAN TAIL, "x.scn", error));
  ck_assert_str_eq (s->machine, "host");
  ck_assert_str_eq (s->title, "x.scn");
  ck_assert_ptr_null (s->executors[0]);
  ck_assert_uint_eq (s->plots, 31);
  PLX_OK (measured = plx_scenario_parse (HEAD SCAN TAIL "[measure]\n", "x.scn", error));
  ck_assert_str_eq (measured->executors[0], "threads");
  ck_assert_uint_eq (measured->sampling.seed, 42);
}
END_TEST

static const struct { const char *text, *message; } mistakes[] = {
  { HEAD "colour = red\n", "x.scn:3: unknown key in [scenario] 'colour'" },
  { HEAD "titel = x\n", "x.scn:3: unknown key in [scenario] 'titel'; did you mean 'title'?" },
  { HEAD "[predcit]\n", "x.scn:3: unknown group 'predcit'; did you mean 'predict'?" },
  { HEAD "format = 1\n", "x.scn:3: key format in [scenario] stands there already, at x.scn:2" },
  { HEAD SCAN "[scenario]\n", "x.scn:6: group [scenario] stands there already, at x.scn:1" },
  { HEAD SCAN SCAN, "x.scn:6: group [algorithm scan] stands there already, at x.scn:3" },
  { HEAD SCAN "n = 3\n", "x.scn:6: key n in [scan] stands there already, at x.scn:4" },
  { "[scenario]\nformat = 2\n", "x.scn:2: format = 2 is unknown to this program; it reads format = 1" },
  { "format = 1\n", "x.scn:1: 'format' stands before the first group" },
  { HEAD "title\n", "x.scn:3: 'title' is neither [GROUP] nor KEY = VALUE" },
  { HEAD "title = # nothing\n", "x.scn:3: title has no value" },
  { HEAD "[plot\n", "x.scn:3: '[plot' is not a group" },
  { HEAD "title = \xff\n", "x.scn:3: the line is not UTF-8 text" },
  { HEAD "[algorithm sacn]\n", "x.scn:3: " },
  { HEAD "[algorithm sacn]\n", "scan" },
  { HEAD "[algorithm]\n", "x.scn:3: " },
  { HEAD "[algorithm scan]\nvariants = two-levle\n", "x.scn:4: unknown variant 'two-levle'; did you mean 'two-level'?" },
  { HEAD "[algorithm scan]\nvariants = blelloch, blelloch\n", "x.scn:4: the variant 'blelloch' stands there twice" },
  { HEAD "[algorithm scan.blelloch]\nvariants = blelloch\n", "x.scn:4: [algorithm scan.blelloch] names its variant" },
  { HEAD "[algorithm scan]\nm = 4\n", "x.scn:4: unknown key in [algorithm scan] 'm'" },
  { HEAD "[algorithm scan]\nn = 0\n", "x.scn:4: n" },
  { HEAD "[algorithm scan]\nn = 10..x\n", "x.scn:4: n" },
  { HEAD "[algorithm scan]\nn = nan\n", "x.scn:4: n" },
  { HEAD "[algorithm scan]\np = 0\n", "x.scn:4: p = 0 is out of range; it goes from 1 to" },
  { HEAD "[algorithm scan]\np = 2^40\n", "x.scn:4: p = 1099511627776 is out of range" },
  { HEAD "[predict]\nmodels = bps\n", "x.scn:4: " },
  { HEAD "[predict]\nmodels = g=2\n", "x.scn:4: 'g=2' belongs to no model" },
  { HEAD "[measure]\nexecutors = thraeds\n", "x.scn:4: " },
  { HEAD "[measure]\nexecutors = threads, threads\n", "x.scn:4: the executor 'threads' stands there twice" },
  { HEAD "[measure]\nprecision = 2\n", "x.scn:4: precision = 2 has the wrong unit; it is a percentage" },
  { HEAD "[measure]\nprecision = 2 s\n", "x.scn:4: precision = 2 s has the wrong unit" },
  { HEAD "[measure]\nprecision = 90 %\n", "x.scn:4: precision = 90 % is out of range" },
  { HEAD "[measure]\nprecision = nan %\n", "x.scn:4: 'nan %' is not a finite number" },
  { HEAD "[measure]\ntime_limit = 60\n", "x.scn:4: time_limit = 60 needs a unit" },
  { HEAD "[measure]\ntime_limit = 60 %\n", "x.scn:4: time_limit = 60 % needs a unit" },
  { HEAD "[measure]\ntime_limit = inf s\n", "x.scn:4: 'inf s' is not a finite number" },
  { HEAD "[measure]\ntime_limit = -1 s\n", "x.scn:4: time_limit = -1 s is out of range" },
  { HEAD "[measure]\ntime_limit = soon\n", "x.scn:4: 'soon' is not a number" },
  { HEAD "[measure]\nsamples = 1\n", "x.scn:4: samples = 1 is out of range" },
  { HEAD "[measure]\nsamples = many\n", "x.scn:4: samples: " },
  { HEAD "[measure]\nseed = -3\n", "x.scn:4: seed: " },
  { HEAD "[plot]\nkinds = tmie\n", "x.scn:4: unknown kind of plot 'tmie'; did you mean time" },
  { SCAN TAIL, "x.scn: no version; write format = 1" },
  { HEAD TAIL, "x.scn: no algorithm" },
  { HEAD SCAN, "x.scn: no model" },
  { HEAD "[algorithm scan]\nn = 8\n" TAIL, "x.scn: [algorithm scan] has no p" },
};

START_TEST (every_mistake_is_named_with_its_line)
{
  for (guint i = 0; i < G_N_ELEMENTS (mistakes); i++)
    PLX_FAILS (plx_scenario_parse (mistakes[i].text, "x.scn", error), PLX_ERROR_INPUT, mistakes[i].message);
}
END_TEST

START_TEST (a_scenario_that_does_not_exist_is_an_error_that_lists_those_there_are)
{
  PLX_FAILS (plx_scenario_load ("quickstrat", error), PLX_ERROR_INPUT, "quickstrat: no scenario of this name");
  PLX_FAILS (plx_scenario_load ("/nowhere/x.scn", error), PLX_ERROR_INPUT, "/nowhere/x.scn");
}
END_TEST

START_TEST (every_scenario_that_comes_with_the_program_is_read)
{
  g_auto (GStrv) names = plx_scenario_list ();

  ck_assert (g_strv_contains ((const char *const *) names, "quickstart"));
  for (guint i = 0; names[i]; i++)
    {
      g_autoptr (PlxScenario) s = NULL;

      PLX_OK (s = plx_scenario_load (names[i], error));
    }
}
END_TEST

START_TEST (the_help_names_every_key)
{
  g_autofree char *help = plx_scenario_help ();
  guint n;
  const PlxScenarioKey *keys = plx_scenario_keys (&n);

  ck_assert_uint_eq (n, 13);
  for (guint i = 0; i < n; i++)
    {
      ck_assert_ptr_nonnull (strstr (help, keys[i].key));
      ck_assert_ptr_nonnull (strstr (help, keys[i].text));
    }
}
END_TEST

PLX_TEST_MAIN ("scenario", a_complete_file_is_read_as_it_says, what_is_left_out_has_the_documented_default,
               every_mistake_is_named_with_its_line,
               a_scenario_that_does_not_exist_is_an_error_that_lists_those_there_are,
               every_scenario_that_comes_with_the_program_is_read, the_help_names_every_key)
