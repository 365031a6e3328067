/* SPDX-License-Identifier: MIT */
/* check-job.c: an algorithm's parameters come from where they should, limits are kept, closed forms have
 * their values. */
#include "sim/program/job.h"
#include "tests/main.h"

#include <string.h>

typedef struct {
  guint64 n, k, d;
  double L, o;
} Instance;

static const PlxParam params[] = {
  { "n", "", "size", offsetof (Instance, n), PLX_COUNT | PLX_POSITIVE, NULL, NULL, NULL },
  { "k", "", "fan-out", offsetof (Instance, k), PLX_COUNT | PLX_POSITIVE, "2", NULL, "tree" },
  { "d", "", "degree", offsetof (Instance, d), PLX_COUNT | PLX_POSITIVE, NULL, NULL, "d-ary" },
  { "L", "time", "latency", offsetof (Instance, L), PLX_NUMBER | PLX_NONNEGATIVE | PLX_FROM_LOGP, NULL,
    NULL, "optimal" },
  { "o", "time", "overhead", offsetof (Instance, o), PLX_NUMBER | PLX_NONNEGATIVE | PLX_FROM_LOGP, NULL,
    NULL, "optimal" },
  PLX_PARAM_END
};

enum { TREE, D_ARY, OPTIMAL, SQUARE, ODD };
static const PlxVariant variants[] = {
  { .name = "tree", .needs = "power (p, k)", .needs_text = "p to be a power of k" },
  { .name = "d-ary" },
  { .name = "optimal" },
  { .name = "square", .needs = "n > 5" },
  { .name = "odd", .needs = "mod (p," },
  { .name = NULL },
};
static const PlxAlgorithm algorithm = { .abi = PLX_ABI,
                                        .name = "talk",
                                        .title = "talking",
                                        .source = "a test",
                                        .instance_size = sizeof (Instance),
                                        .params = params,
                                        .variants = variants };

static const PlxVariant sequential = { .name = "sequential" };
static const PlxParam sides[] = {
  { "n", "", "side", offsetof (Instance, n), PLX_COUNT | PLX_POSITIVE | PLX_SIDE, NULL, NULL, NULL },
  PLX_PARAM_END
};
static const PlxAlgorithm matrix = { .abi = PLX_ABI,
                                     .name = "matrix",
                                     .title = "squares",
                                     .source = "a test",
                                     .instance_size = sizeof (Instance),
                                     .params = sides,
                                     .variants = variants,
                                     .best = &sequential };

static PlxSettings *
settings_of (const char *first, ...)
{
  PlxSettings *settings = plx_settings_new ();
  va_list arguments;

  va_start (arguments, first);
  for (const char *key = first; key; key = va_arg (arguments, const char *))
    PLX_OK (plx_settings_add (settings, key, va_arg (arguments, const char *), "x.scn:3", error));
  va_end (arguments);
  return settings;
}

static PlxJob *
job_of (guint variant, const PlxSettings *settings, guint p, GError **error)
{
  return plx_job_new (&algorithm, &variants[variant], settings, p, 42, NULL, NULL, error);
}

START_TEST (a_job_names_the_parameters_of_its_variant)
{
  g_autoptr (PlxSettings) settings = settings_of ("n", "4K", "d", "3", NULL);
  g_autoptr (PlxJob) job = NULL, other = NULL;

  PLX_OK (job = job_of (TREE, settings, 8, error));
  ck_assert_str_eq (job->parameters, "n=4096 k=2");
  ck_assert_str_eq (job->identity, "talk.tree n=4096 k=2 p=8 seed=42");
  ck_assert_uint_eq (job->n, 4096);
  ck_assert_uint_eq (((Instance *) job->instance)->k, 2);
  PLX_OK (other = job_of (D_ARY, settings, 7, error));
  ck_assert_str_eq (other->parameters, "n=4096 d=3");
}
END_TEST

START_TEST (logp_parameters_come_from_settings_then_the_model_then_the_machine)
{
  g_autoptr (PlxSettings) settings = settings_of ("n", "9", "L", "11", NULL),
                          logp = settings_of ("L", "5", "o", "6", NULL);
  g_autoptr (PlxSettings) alone = settings_of ("n", "9", NULL);
  g_autoptr (PlxMachine) machine = NULL;
  g_autoptr (PlxJob) given = NULL, by_model = NULL, by_machine = NULL;

  PLX_OK (machine = plx_machine_parse ("[machine]\n[logp]\nL = 7 us\no = 3 us\n", "x.machine", error));
  PLX_OK (given = plx_job_new (&algorithm, &variants[OPTIMAL], settings, 2, 1, logp, machine, error));
  ck_assert_str_eq (given->parameters, "n=9 L=11 o=6");
  PLX_OK (by_model = plx_job_new (&algorithm, &variants[OPTIMAL], alone, 2, 1, logp, NULL, error));
  ck_assert_str_eq (by_model->parameters, "n=9 L=5 o=6");
  PLX_OK (by_machine = plx_job_new (&algorithm, &variants[OPTIMAL], alone, 2, 1, NULL, machine, error));
  ck_assert_str_eq (by_machine->parameters, "n=9 L=7e-06 o=3e-06");
}
END_TEST

START_TEST (missing_and_unknown_parameters_are_named)
{
  g_autoptr (PlxSettings) empty = plx_settings_new (), typo = settings_of ("n", "9", "kk", "2", NULL);
  g_autoptr (PlxSettings) bad = settings_of ("n", "9 us", NULL);

  PLX_FAILS (job_of (TREE, empty, 8, error), PLX_ERROR_INPUT, "talk.tree: n is missing; give n=..");
  PLX_FAILS (job_of (D_ARY, empty, 8, error), PLX_ERROR_INPUT,
             "talk.d-ary: n, d are missing; give n=.. d=..");
  PLX_FAILS (job_of (OPTIMAL, empty, 8, error), PLX_ERROR_INPUT,
             "n, L, o are missing; give n=.. L=.. o=.., or --model logp:L=..,o=..,g=.., or a --machine "
             "with [logp]");
  PLX_FAILS (job_of (TREE, typo, 8, error), PLX_ERROR_INPUT,
             "x.scn:3: kk: no parameter of talk; did you mean \"k\"?");
  PLX_FAILS (job_of (TREE, bad, 8, error), PLX_ERROR_INPUT, "x.scn:3: n: \"9 us\": not a whole number");
}
END_TEST

START_TEST (a_logp_section_that_does_not_know_p_is_an_error)
{
  g_autoptr (PlxSettings) settings = settings_of ("n", "9", NULL);
  g_autoptr (PlxMachine) machine = NULL;

  PLX_OK (machine = plx_machine_parse ("[machine]\n[logp p=4]\nL = 7\no = 3\n", "x.machine", error));
  PLX_FAILS (plx_job_new (&algorithm, &variants[OPTIMAL], settings, 2, 1, NULL, machine, error),
             PLX_ERROR_INPUT, "[logp] L: known for p = 4, not for 2");
}
END_TEST

START_TEST (p_and_n_are_limited_before_anything_is_made)
{
  g_autoptr (PlxSettings) zero = settings_of ("n", "0", NULL), huge = settings_of ("n", "2^40", NULL);
  g_autoptr (PlxSettings) endless = settings_of ("n", "2^63", NULL), most = settings_of ("n", "2^33", NULL);
  g_autoptr (PlxJob) job = NULL;

  PLX_FAILS (job_of (D_ARY, most, 0, error), PLX_ERROR_INPUT,
             "talk.d-ary: p = 0 is out of range; 1 to 1048576 would do");
  PLX_FAILS (job_of (D_ARY, most, PLX_MAX_PROCS + 1, error), PLX_ERROR_INPUT,
             "p = 1048577 is out of range");
  PLX_FAILS (job_of (TREE, zero, 8, error), PLX_ERROR_INPUT, "n: \"0\": is not above 0");
  PLX_FAILS (job_of (TREE, huge, 8, error), PLX_ERROR_INPUT,
             "talk.tree: n = 1099511627776 is out of range: its cells alone would need 8192 GiB; 1 to "
             "8589934592 would do");
  PLX_FAILS (job_of (TREE, endless, 8, error), PLX_ERROR_INPUT, "is out of range");
  PLX_OK (job = job_of (TREE, most, 8, error));
}
END_TEST

START_TEST (the_side_of_a_matrix_is_limited_by_its_square)
{
  g_autoptr (PlxSettings) most = settings_of ("n", "92681", NULL), more = settings_of ("n", "92682", NULL);
  g_autoptr (PlxJob) job = NULL;

  PLX_OK (job = plx_job_new (&matrix, &variants[OPTIMAL], most, 3, 42, NULL, NULL, error));
  ck_assert_uint_eq (job->n, 92681);
  PLX_FAILS (plx_job_new (&matrix, &variants[OPTIMAL], more, 3, 42, NULL, NULL, error), PLX_ERROR_INPUT,
             "matrix.optimal: n = 92682 is out of range: its cells alone would need 64 GiB; 1 to 92681 would do");
}
END_TEST

START_TEST (a_sequential_program_needs_one_processor)
{
  g_autoptr (PlxSettings) settings = settings_of ("n", "5", NULL);
  g_autoptr (PlxJob) job = NULL;

  PLX_OK (job = plx_job_new (&matrix, &sequential, settings, 1, 42, NULL, NULL, error));
  ck_assert_str_eq (job->identity, "matrix.sequential n=5 p=1 seed=42");
  PLX_FAILS (plx_job_new (&matrix, &sequential, settings, 2, 42, NULL, NULL, error), PLX_ERROR_INPUT,
             "matrix.sequential: p = 2: a sequential program needs p = 1");
}
END_TEST

START_TEST (what_a_variant_needs_is_said_with_the_nearest_p_or_n)
{
  g_autoptr (PlxSettings) three = settings_of ("n", "9", "k", "3", NULL),
                          small = settings_of ("n", "4", NULL);
  g_autoptr (PlxJob) job = NULL;

  PLX_OK (job = job_of (TREE, three, 27, error));
  PLX_FAILS (job_of (TREE, three, 10, error), PLX_ERROR_INPUT,
             "talk.tree: p = 10 with n=9 k=3: needs p to be a power of k; p = 9 or p = 27 would do");
  PLX_FAILS (job_of (TREE, small, PLX_MAX_PROCS - 1, error), PLX_ERROR_INPUT,
             "p = 524288 or p = 1048576 would do");
  PLX_FAILS (job_of (SQUARE, small, 10, error), PLX_ERROR_INPUT, "needs n > 5; n = 6 would do");
  PLX_FAILS (job_of (ODD, three, 3, error), PLX_ERROR_INPUT,
             "talk.odd: needs \"mod (p,\", character 8: the end");
}
END_TEST

/* ---- closed forms ---- */

static double
value_of (guint variant, const char *formula, const char *when, const char *label, PlxSettings *model,
          gboolean *applies)
{
  g_autoptr (PlxSettings) settings = settings_of ("n", "96", "d", "3", NULL);
  const PlxClosedForm form = { .model = "apram", .formula = formula, .when = when };
  g_autoptr (PlxJob) job = NULL;
  g_autoptr (PlxPricer) pricer = NULL;
  double value = -1;

  PLX_OK (job = job_of (variant, settings, 16, error));
  PLX_OK (pricer = plx_pricer_new (label, model, NULL, 16, FALSE, error));
  PLX_OK (plx_job_closed_form (job, &form, pricer, applies, &value, error));
  plx_settings_free (model);
  return value;
}

START_TEST (a_closed_form_knows_p_the_algorithms_and_the_models_parameters)
{
  gboolean applies;

  ck_assert_double_eq (value_of (TREE, "n/p*t + k*d + B", NULL, "apram",
                                 settings_of ("d", "5", "B", "70", "t", "1.5", NULL), &applies),
                       9 + 10 + 70);
  ck_assert (applies);
  /* d is the variant's own where it has one. */
  ck_assert_double_eq (value_of (D_ARY, "d + B", NULL, "apram", settings_of ("d", "5", "B", "70", NULL),
                                 &applies),
                       73);
}
END_TEST

START_TEST (accesses_and_barriers_of_the_asynchronous_pram_are_resolved)
{
  static const struct
  {
    const char *B;
    double value; } rules[] = { { "dlogp", 20 }, { "dlogp/logd", 20 / 2.321928094887362 }, { "dp", 80 } };
  gboolean applies;

  ck_assert_double_eq (value_of (TREE, "R (7) + R (0)", NULL, "apram",
                                 settings_of ("d", "5", "B", "3", NULL), &applies),
                       35);
  ck_assert_double_eq (value_of (TREE, "R (7) + R (0)", NULL, "apram",
                                 settings_of ("d", "5", "B", "3", "access", "pipelined", "t", "2", NULL),
                                 &applies),
                       17);
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    ck_assert_double_eq_tol (value_of (TREE, "B", NULL, "apram",
                                       settings_of ("d", "5", "B", rules[i].B, NULL), &applies),
                             rules[i].value, 1e-13);
}
END_TEST

START_TEST (a_closed_form_applies_where_its_condition_holds_and_its_model_is_asked)
{
  gboolean applies;

  value_of (TREE, "B", "divides (p, n) && p >= 2", "apram", settings_of ("d", "5", "B", "3", NULL),
            &applies);
  ck_assert (applies);
  value_of (TREE, "1/0", "p > 16", "apram", settings_of ("d", "5", "B", "3", NULL), &applies);
  ck_assert (!applies);
  value_of (TREE, "1/0", NULL, "bsp", settings_of ("g", "5", "l", "3", NULL), &applies);
  ck_assert (!applies);
}
END_TEST

START_TEST (a_closed_form_that_is_wrong_is_an_error)
{
  static const PlxClosedForm unknown = { .model = "bsp", .formula = "R (n) + l" },
                             condition = { .model = "bsp", .formula = "l", .when = "q" };
  g_autoptr (PlxSettings) settings = settings_of ("n", "96", NULL),
                          model = settings_of ("g", "5", "l", "3", NULL);
  g_autoptr (PlxJob) job = NULL;
  g_autoptr (PlxPricer) pricer = NULL;
  gboolean applies;
  double value;

  PLX_OK (job = job_of (TREE, settings, 16, error));
  PLX_OK (pricer = plx_pricer_new ("bsp", model, NULL, 16, FALSE, error));
  PLX_FAILS (plx_job_closed_form (job, &unknown, pricer, &applies, &value, error), PLX_ERROR_INPUT,
             "no function R of 1");
  PLX_FAILS (plx_job_closed_form (job, &condition, pricer, &applies, &value, error), PLX_ERROR_INPUT,
             "unknown name q");
}
END_TEST

PLX_TEST_MAIN ("job", a_job_names_the_parameters_of_its_variant,
               logp_parameters_come_from_settings_then_the_model_then_the_machine,
               missing_and_unknown_parameters_are_named, a_logp_section_that_does_not_know_p_is_an_error,
               p_and_n_are_limited_before_anything_is_made, the_side_of_a_matrix_is_limited_by_its_square,
               a_sequential_program_needs_one_processor,
               what_a_variant_needs_is_said_with_the_nearest_p_or_n,
               a_closed_form_knows_p_the_algorithms_and_the_models_parameters,
               accesses_and_barriers_of_the_asynchronous_pram_are_resolved,
               a_closed_form_applies_where_its_condition_holds_and_its_model_is_asked,
               a_closed_form_that_is_wrong_is_an_error)
