/* SPDX-License-Identifier: MIT */
/* cmd-compare.c: `parallax compare`: predicted beside measured, and what makes the difference. */
#include "sim/cli/cli.h"
#include "sim/cli/progress.h"
#include "sim/lab/compare.h"
#include "sim/lab/run.h"

#include <math.h>
#include <string.h>

static struct {
  char **models;
  char *machine, *executor, *tolerance;
  gboolean quick;
} given;

static const GOptionEntry options[] = {
  { "model", 'm', 0, G_OPTION_ARG_STRING_ARRAY, &given.models,
    "models (pram.crew,apram,bsp,logp,loggp); may be repeated", "MODELS" },
  { "machine", 'M', 0, G_OPTION_ARG_STRING, &given.machine, "a name or a file (host: calibrated now)", "NAME" },
  { "executor", 'x', 0, G_OPTION_ARG_STRING, &given.executor,
    "what runs the algorithm (threads); sequential,threads: also the best sequential program", "NAMES" },
  { "tolerance", 0, 0, G_OPTION_ARG_STRING, &given.tolerance,
    "exit with 1 unless every model's median |ratio - 1| is within it: 20 %", "X" },
  { "quick", 0, 0, G_OPTION_ARG_NONE, &given.quick, "at most 10 samples a cell, 10 s in all", NULL },
  { .long_name = NULL }
};

/* "20 %", "0.2" */
static gboolean
read_tolerance (double *tolerance, GError **error)
{
  char *end;

  *tolerance = HUGE_VAL;
  if (!given.tolerance)
    return TRUE;
  *tolerance = g_ascii_strtod (given.tolerance, &end);
  if (end > given.tolerance && !strcmp (g_strstrip (end), "%"))
    *tolerance /= 100;
  else if (end == given.tolerance || *end)
    *tolerance = -1;
  if (*tolerance >= 0 && isfinite (*tolerance))
    return TRUE;
  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "--tolerance %s: not a tolerance; 20 %% or 0.2 would do",
               given.tolerance);
  return FALSE;
}

static int
verdict_code (const GPtrArray *verdicts, double tolerance)
{
  return isinf (tolerance) || plx_verdicts_within (verdicts, tolerance) ? 0 : 1;
}

/* ---- stored results ---- */

static GPtrArray *
load_all (char **files, GString *text, PlxFormat format, GError **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);

  for (guint i = 0; files[i]; i++)
    {
      GPtrArray *results = plx_results_load (files[i], error);
      g_autoptr (GPtrArray) verdicts = NULL;
      g_autofree char *table = NULL, *words = NULL;

      if (!results)
        return NULL;
      g_ptr_array_add (all, results);
      verdicts = plx_verdicts_new (results);
      table = plx_verdicts_table (verdicts, format);
      words = plx_verdicts_text (verdicts, results);
      if (format == PLX_TABLE)
        g_string_append_printf (text, "%s\n%s%s\n", files[i], verdicts->len ? table : "", words);
      else
        g_string_append (text, table);
    }
  return g_steal_pointer (&all);
}

static const PlxResult *
same_row (const GPtrArray *results, const PlxResult *a)
{
  for (guint i = 0; i < results->len; i++)
    {
      const PlxResult *b = results->pdata[i];

      if (a->p == b->p && !strcmp (a->model, b->model) && !strcmp (a->parameters, b->parameters)
          && !strcmp (a->variant, b->variant) && !strcmp (a->algorithm, b->algorithm)
          && !g_strcmp0 (a->executor, b->executor))
        return b;
    }
  return NULL;
}

/* What the second file says of the first one's cells. (transfer full) */
static char *
print_pairs (const GPtrArray *first, const GPtrArray *second, PlxFormat format)
{
  g_autoptr (PlxTable) table = plx_table_new ("algorithm,variant,parameters,p,model,measured_a_s,measured_b_s,"
                                              "measured_b_over_a,ratio_a,ratio_b");

  for (guint i = 0; i < first->len; i++)
    {
      const PlxResult *a = first->pdata[i], *b = same_row (second, a);

      if (!b)
        continue;
      plx_table_row (table);
      plx_table_text (table, a->algorithm);
      plx_table_text (table, a->variant);
      plx_table_text (table, a->parameters);
      plx_table_count (table, a->p);
      plx_table_text (table, a->model);
      plx_table_number (table, a->measured_s);
      plx_table_number (table, b->measured_s);
      plx_table_number (table, b->measured_s / a->measured_s);
      plx_table_number (table, a->ratio);
      plx_table_number (table, b->ratio);
    }
  return plx_table_print (table, format);
}

static int
compare_files (char **files, const PlxCommon *common, double tolerance, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GPtrArray) all = load_all (files, text, common->format, error);
  int code = 0;

  if (!all)
    return PLX_ERROR_INPUT;
  if (all->len == 2)
    {
      g_autofree char *pairs = print_pairs (all->pdata[0], all->pdata[1], common->format);

      if (common->format != PLX_TABLE)
        g_string_truncate (text, 0);
      g_string_append (text, pairs);
    }
  for (guint i = 0; i < all->len; i++)
    {
      g_autoptr (GPtrArray) verdicts = plx_verdicts_new (all->pdata[i]);
      code |= verdict_code (verdicts, tolerance);
    }
  return plx_print (common, text->str, error) ? code : PLX_ERROR_FAILED;
}

/* ---- both sides now ---- */

static gboolean
add_algorithm (PlxScenario *scenario, const char *label, const PlxSettings *settings, GError **error)
{
  PlxScenarioAlgorithm *algorithm;

  if (!plx_algorithm_find (label, NULL, error))
    return FALSE;
  algorithm = plx_scenario_add_algorithm (scenario, label);
  plx_settings_free (algorithm->settings);
  algorithm->settings = plx_settings_copy (settings);
  return TRUE;
}

/* Algorithms are the words without '='. */
static gboolean
fill_scenario (PlxScenario *scenario, char **words, GError **error)
{
  g_autoptr (GPtrArray) pairs = g_ptr_array_new ();
  g_autoptr (PlxSettings) settings = NULL;

  for (guint i = 0; words[i]; i++)
    if (strchr (words[i], '='))
      g_ptr_array_add (pairs, words[i]);
  g_ptr_array_add (pairs, NULL);
  settings = plx_words_settings ((char *const *) pairs->pdata, error);
  if (!settings)
    return FALSE;
  for (guint i = 0; words[i]; i++)
    if (!strchr (words[i], '=') && !add_algorithm (scenario, words[i], settings, error))
      return FALSE;
  for (guint i = 0; given.models && given.models[i]; i++)
    if (!plx_model_list_read (scenario->models, given.models[i], "--model", error))
      return FALSE;
  return scenario->models->len
         || plx_model_list_read (scenario->models, "pram.crew,apram,bsp,logp,loggp", "--model", error);
}

static PlxScenario *
make_scenario (char **words, const PlxCommon *common, GError **error)
{
  g_autoptr (PlxScenario) scenario = plx_scenario_new ("compare");

  if (!fill_scenario (scenario, words, error))
    return NULL;
  if (!scenario->algorithms->len)
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "compare: no algorithm given; parallax compare scan n=2^16 p=2");
      return NULL;
    }
  if (given.machine)
    {
      g_free (scenario->machine);
      scenario->machine = g_strdup (given.machine);
    }
  g_strfreev (scenario->executors);
  scenario->executors = plx_executors_read (given.executor ? given.executor : "threads", error);
  scenario->sampling.seed = common->seed;
  return scenario->executors ? g_steal_pointer (&scenario) : NULL;
}

static void
append_differences (GString *text, const PlxRun *run)
{
  const guint models = run->scenario->models->len;

  for (guint i = 0; i < run->results->len; i++)
    {
      const PlxOutcome *outcome = run->points->pdata[i / models];
      const PlxResult *result = run->results->pdata[i];
      g_autofree char *cell = plx_result_cell (result);
      g_autofree char *why = plx_difference_text (result, outcome->trace, outcome->timings[i % models],
                                                  plx_outcome_unit_s (outcome), outcome->measured);

      if (why)
        g_string_append_printf (text, "%s, %s: %s.\n", cell, result->model, why);
    }
}

static char *
report (const PlxRun *run, const GPtrArray *verdicts, PlxFormat format)
{
  g_autofree char *table = plx_results_summary (run->results, format);
  g_autofree char *judgement = plx_verdicts_table (verdicts, PLX_TABLE);
  g_autofree char *words = plx_verdicts_text (verdicts, run->results);
  GString *text = g_string_new (table);

  if (format != PLX_TABLE)
    return g_string_free (text, FALSE);
  g_string_append_c (text, '\n');
  append_differences (text, run);
  g_string_append_printf (text, "\n%s%s", verdicts->len ? judgement : "", words);
  return g_string_free (text, FALSE);
}

static int
compare_now (char **words, const PlxCommon *common, double tolerance, GError **error)
{
  const PlxRunOptions run_options = { .quick = given.quick, .interrupted = &plx_interrupted, .progress = plx_progress,
                                      .data = (gpointer) common };
  g_autoptr (PlxScenario) scenario = make_scenario (words, common, error);
  g_autoptr (PlxRun) run = scenario ? plx_run (scenario, NULL, &run_options, error) : NULL;
  g_autoptr (GPtrArray) verdicts = NULL;
  g_autofree char *text = NULL;

  plx_progress (1, NULL, (gpointer) common);
  if (!run)
    return PLX_ERROR_INPUT;
  for (guint i = 0; i < run->notes->len; i++)
    plx_say (common, "%s", (const char *) run->notes->pdata[i]);
  verdicts = plx_verdicts_new (run->results);
  text = report (run, verdicts, common->format);
  return plx_print (common, text, error) ? verdict_code (verdicts, tolerance) : PLX_ERROR_FAILED;
}

static int
compare (char **words, const PlxCommon *common, GError **error)
{
  guint files = 0;
  double tolerance;

  if (!read_tolerance (&tolerance, error))
    return PLX_ERROR_INPUT;
  while (words[files] && g_str_has_suffix (words[files], ".csv"))
    files++;
  if (files && words[files])
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT,
                   "compare: %s: not stored results; either files ending in .csv, or algorithms with n=.. and p=..",
                   words[files]);
      return PLX_ERROR_INPUT;
    }
  return files ? compare_files (words, common, tolerance, error) : compare_now (words, common, tolerance, error);
}

const PlxCommand plx_command_compare = {
  .name = "compare",
  .arguments = "ALGORITHM... [K=V...] | RESULTS.csv...",
  .summary = "predict and measure, and say what makes the difference",
  .help = "Algorithms are measured now and priced by every model; the machine host is calibrated in between. Or judges\n"
          "stored results: of one file, or of two, cell by cell. Ends with 1 when a model is not within --tolerance.\n"
          "On a real machine an instruction of the PRAM takes as long as one operation of class op there.",
  .options = options,
  .run = compare,
};
