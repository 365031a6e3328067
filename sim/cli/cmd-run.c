/* SPDX-License-Identifier: MIT */
/* cmd-run.c: `parallax run`: a scenario from beginning to end. */
#include "sim/cli/cli.h"
#include "sim/cli/progress.h"
#include "sim/lab/compare.h"
#include "sim/lab/run.h"

#include <string.h>

static struct {
  char *machine;
  gboolean resume, dry_run, quick;
} given;

static const GOptionEntry options[] = {
  { "resume", 0, 0, G_OPTION_ARG_NONE, &given.resume, "go on with an interrupted run in the folder", NULL },
  { "dry-run", 0, 0, G_OPTION_ARG_NONE, &given.dry_run, "list the cells and do nothing", NULL },
  { "quick", 0, 0, G_OPTION_ARG_NONE, &given.quick, "at most 10 samples a cell, 10 s in all", NULL },
  { "machine", 'M', 0, G_OPTION_ARG_STRING, &given.machine, "instead of the scenario's: a name or a file", "NAME" },
  G_OPTION_ENTRY_NULL
};

/* "quickstart-results" in the current folder, beside a scenario file its own. */
static char *
default_folder (const char *name)
{
  g_autofree char *stem = g_strdup (name);

  if (g_str_has_suffix (stem, ".scn"))
    stem[strlen (stem) - strlen (".scn")] = '\0';
  return g_strconcat (stem, "-results", NULL);
}

static char *
report (const PlxRun *run, PlxFormat format)
{
  g_autofree char *table = plx_results_summary (run->results, format);
  g_autoptr (GPtrArray) verdicts = plx_verdicts_new (run->results);
  g_autofree char *judgement = NULL, *sentences = NULL;

  if (format != PLX_TABLE || !run->scenario->executors[0])
    return g_steal_pointer (&table);
  judgement = plx_verdicts_table (verdicts, PLX_TABLE);
  sentences = plx_verdicts_text (verdicts, run->results);
  return g_strdup_printf ("%s\n\n%s\n%s%s", run->scenario->title, table, verdicts->len ? judgement : "", sentences);
}

static gboolean
draw (const PlxRun *run, const char *dir, const PlxCommon *common, GError **error)
{
  g_autoptr (GError) why = NULL;
  g_autofree char *steps = plx_run_supersteps (run);

  if (plx_plot_folder (run->scenario->plots, run->results, steps, dir, &why))
    return TRUE;
  if (why->code != PLX_ERROR_MISSING)
    {
      g_propagate_error (error, g_steal_pointer (&why));
      return FALSE;
    }
  plx_say (common, "no pictures: %s", why->message);
  return TRUE;
}

static gboolean
run_one (const char *name, const PlxCommon *common, GError **error)
{
  const PlxRunOptions run_options = { .resume = given.resume, .quick = given.quick, .machine = given.machine,
                                      .interrupted = &plx_interrupted, .progress = plx_progress,
                                      .data = (gpointer) common };
  g_autoptr (PlxScenario) scenario = plx_scenario_load (name, error);
  g_autoptr (PlxRun) run = NULL;
  g_autofree char *dir = common->output ? g_strdup (common->output) : default_folder (name);
  g_autofree char *text = NULL;

  if (!scenario)
    return FALSE;
  if (given.dry_run)
    {
      text = plx_run_cells (scenario, &run_options, common->format, error);
      return text && plx_print (&(PlxCommon) { .output = NULL }, text, error);
    }
  if (!plx_run_begin (scenario, dir, given.resume, error))
    return FALSE;
  run = plx_run (scenario, dir, &run_options, error);
  plx_progress (1, NULL, (gpointer) common);
  if (!run || !plx_run_write (run, dir, error))
    return FALSE;
  for (guint i = 0; i < run->notes->len; i++)
    plx_say (common, "%s", (const char *) run->notes->pdata[i]);
  for (guint i = 0; common->verbose && i < run->remarks->len; i++)
    plx_say (common, "%s", (const char *) run->remarks->pdata[i]);
  text = report (run, common->format);
  if (!plx_print (&(PlxCommon) { .output = NULL }, text, error) || !draw (run, dir, common, error))
    return FALSE;
  plx_say (common, "Results: %s/", dir);
  return TRUE;
}

static int
run_scenarios (char **words, const PlxCommon *common, GError **error)
{
  if (!words[0])
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT,
                   "run: no scenario given; a file, or a name that `parallax list scenarios` shows");
      return PLX_ERROR_INPUT;
    }
  if (words[1] && common->output && !given.dry_run)
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT,
                   "run: -o %s: one folder for several scenarios; leave -o out, or run them one by one", common->output);
      return PLX_ERROR_INPUT;
    }
  for (guint i = 0; words[i]; i++)
    if (!run_one (words[i], common, error))
      return PLX_ERROR_FAILED;
  return 0;
}

const PlxCommand plx_command_run = {
  .name = "run",
  .arguments = "SCENARIO...",
  .summary = "carry out a scenario: traces, predictions, measurements, comparison, pictures",
  .help = "A scenario is a file, or the name of one that comes with the program (parallax list scenarios).\n"
          "Results go to the folder SCENARIO-results, or -o FOLDER: samples.csv (every observation), results.csv\n"
          "and results.json (a row for each cell and model), supersteps.csv, manifest.json, the machine, and\n"
          "pictures as SVG with their gnuplot source. An interrupted run goes on with --resume.",
  .options = options,
  .run = run_scenarios,
};
