/* SPDX-License-Identifier: MIT */
/* check-grid.c: sweeps become jobs in the order that the formats promise. */
#include "sim/lab/grid.h"
#include "tests/main.h"

#include <string.h>

/* "VARIANT n=.. p=..; ..." of all jobs. (transfer full) */
static char *
text_of (const GPtrArray *jobs)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < jobs->len; i++)
    {
      const PlxJob *job = jobs->pdata[i];
      g_string_append_printf (text, "%s%s %s p=%u", i > 0 ? "; " : "", job->variant->name, job->parameters, job->p);
    }
  return g_string_free (text, FALSE);
}

static GPtrArray *
jobs_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) plx_job_free);
}

static PlxSettings *
settings_of (const char *first, ...)
{
  PlxSettings *settings = plx_settings_new ();
  va_list more;

  va_start (more, first);
  for (const char *key = first; key; key = va_arg (more, const char *))
    PLX_OK (plx_settings_add (settings, key, va_arg (more, const char *), "test", error));
  va_end (more);
  return settings;
}

static const PlxGridSource source = { .seed = 7 };

START_TEST (variants_are_outermost_as_given_then_parameters_then_p)
{
  g_autoptr (GPtrArray) jobs = jobs_new ();
  g_autoptr (PlxSettings) settings = settings_of ("p", "2,3", "n", "8..32*4", NULL);
  char *variants[] = { (char *) "two-level", (char *) "blelloch", NULL };
  g_autofree char *text = NULL;

  PLX_OK (plx_grid_add (jobs, "scan", variants, settings, &source, NULL, error));
  text = text_of (jobs);
  ck_assert_str_eq (text, "two-level n=8 p=2; two-level n=8 p=3; two-level n=32 p=2; two-level n=32 p=3; "
                          "blelloch n=8 p=2; blelloch n=8 p=3; blelloch n=32 p=2; blelloch n=32 p=3");
}
END_TEST

START_TEST (a_sweep_of_another_variants_parameter_leaves_one_job)
{
  g_autoptr (GPtrArray) jobs = jobs_new (), skipped = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (PlxSettings) settings = settings_of ("n", "4", "k", "2,3", "p", "5", NULL);
  char *variants[] = { (char *) "one-stage", (char *) "tree", NULL };
  g_autofree char *text = NULL;

  PLX_OK (plx_grid_add (jobs, "broadcast", variants, settings, &source, skipped, error));
  text = text_of (jobs);
  ck_assert_str_eq (text, "one-stage n=4 p=5; tree n=4 k=2 p=5; tree n=4 k=3 p=5");
  ck_assert_uint_eq (skipped->len, 0);
}
END_TEST

START_TEST (what_cannot_run_is_left_out_and_said_once)
{
  g_autoptr (GPtrArray) jobs = jobs_new (), skipped = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (PlxSettings) settings = settings_of ("n", "4,6,9", "p", "2,5", NULL);

  PLX_OK (plx_grid_add (jobs, "broadcast", NULL, settings, &source, skipped, error));
  ck_assert_uint_gt (jobs->len, 0);
  ck_assert_uint_eq (skipped->len, 1);
  ck_assert (g_str_has_prefix (skipped->pdata[0], "left out: broadcast.optimal: L, o, g are missing"));
}
END_TEST

START_TEST (p_is_the_machines_where_none_is_given)
{
  g_autoptr (GPtrArray) jobs = jobs_new ();
  g_autoptr (PlxSettings) settings = settings_of ("n", "300", NULL);
  g_autoptr (PlxMachine) machine = NULL;

  PLX_FAILS (plx_grid_add (jobs, "scan.two-level", NULL, settings, &source, NULL, error), PLX_ERROR_INPUT,
             "scan.two-level: p is missing");
  PLX_OK (machine = plx_machine_load ("cm5", error));
  PLX_OK (plx_grid_add (jobs, "scan.two-level", NULL, settings, &(PlxGridSource) { .machine = machine }, NULL, error));
  ck_assert_uint_eq (((PlxJob *) jobs->pdata[0])->p, 128);
}
END_TEST

START_TEST (too_many_cells_are_refused_before_any_is_made)
{
  g_autoptr (GPtrArray) jobs = jobs_new ();
  g_autoptr (PlxSettings) settings = settings_of ("n", "1..1000", "p", "1..101", NULL);

  PLX_FAILS (plx_grid_add (jobs, "scan.two-level", NULL, settings, &source, NULL, error), PLX_ERROR_INPUT,
             "more than 100000 combinations; take larger steps");
  ck_assert_uint_eq (jobs->len, 0);
}
END_TEST

START_TEST (a_sequential_program_is_not_among_all_variants_and_takes_one_processor)
{
  g_autoptr (GPtrArray) jobs = jobs_new ();
  g_autoptr (PlxSettings) settings = settings_of ("n", "9", NULL), two = settings_of ("n", "9", "p", "2", NULL);
  g_autofree char *text = NULL;

  PLX_OK (plx_grid_add (jobs, "sum.sequential", NULL, settings, &(PlxGridSource) { .p = 6 }, NULL, error));
  PLX_OK (plx_grid_add (jobs, "inner-product", NULL, settings, &(PlxGridSource) { .p = 6 }, NULL, error));
  text = text_of (jobs);
  ck_assert_str_eq (text, "sequential n=9 p=1; all-to-all n=9 p=6");
  PLX_FAILS (plx_grid_add (jobs, "sum.sequential", NULL, two, &source, NULL, error), PLX_ERROR_INPUT,
             "sum.sequential: p = 2: a sequential program needs p = 1");
}
END_TEST

START_TEST (a_sequential_source_has_one_job_for_each_n_whatever_is_named)
{
  const PlxGridSource sequential = { .seed = 7, .sequential = TRUE };
  g_autoptr (GPtrArray) jobs = jobs_new ();
  g_autoptr (PlxSettings) settings = settings_of ("p", "2,3", "n", "8,9", "k", "2..4", NULL);
  g_autofree char *text = NULL;

  PLX_OK (plx_grid_add (jobs, "broadcast.tree", NULL, settings, &sequential, NULL, error));
  PLX_OK (plx_grid_add (jobs, "broadcast", NULL, settings, &sequential, NULL, error));
  text = text_of (jobs);
  ck_assert_str_eq (text, "sequential n=8 p=1; sequential n=9 p=1");
}
END_TEST

PLX_TEST_MAIN ("grid", variants_are_outermost_as_given_then_parameters_then_p,
               a_sweep_of_another_variants_parameter_leaves_one_job, what_cannot_run_is_left_out_and_said_once,
               p_is_the_machines_where_none_is_given, too_many_cells_are_refused_before_any_is_made,
               a_sequential_program_is_not_among_all_variants_and_takes_one_processor,
               a_sequential_source_has_one_job_for_each_n_whatever_is_named)
