/* SPDX-License-Identifier: MIT */
/* cmd-list.c: `parallax list`: the models, algorithms, PRAM programs, machines, executors and scenarios there are. */
#include "sim/cli/cli.h"
#include "sim/executors/executor.h"
#include "sim/lab/scenario.h"
#include "sim/sources/pram.h"

static PlxTable *
list_models (GError **error)
{
  PlxTable *table = plx_table_new ("name,title,formula,source");
  guint n;
  const PlxModel *const *models = plx_models (&n);

  (void) error;
  for (guint i = 0; i < n; i++)
    {
      plx_table_row (table);
      plx_table_text (table, models[i]->name);
      plx_table_text (table, models[i]->title);
      plx_table_text (table, models[i]->formula);
      plx_table_text (table, models[i]->source);
    }
  return table;
}

static void
add_variant (PlxTable *table, const PlxAlgorithm *algorithm, const PlxVariant *variant, const char *needs)
{
  plx_table_row (table);
  plx_table_text (table, algorithm->name);
  plx_table_text (table, variant->name);
  plx_table_text (table, variant->title);
  plx_table_text (table, needs);
}

static PlxTable *
list_algorithms (GError **error)
{
  PlxTable *table = plx_table_new ("algorithm,variant,title,needs");
  guint n;
  const PlxAlgorithm *const *algorithms = plx_algorithms (&n);

  (void) error;
  for (guint i = 0; i < n; i++)
    {
      for (const PlxVariant *variant = algorithms[i]->variants; variant->name; variant++)
        add_variant (table, algorithms[i], variant, variant->needs_text);
      if (algorithms[i]->best)
        add_variant (table, algorithms[i], algorithms[i]->best, "p = 1");
    }
  return table;
}

static PlxTable *
list_programs (GError **error)
{
  g_autoptr (PlxTable) table = plx_table_new ("name,model,title");
  g_auto (GStrv) names = plx_pram_list ();

  for (guint i = 0; names[i]; i++)
    {
      g_autoptr (PlxPram) pram = plx_pram_load (names[i], error);

      if (!pram)
        return NULL;
      plx_table_row (table);
      plx_table_text (table, names[i]);
      plx_table_text (table, plx_pram_model_name (plx_pram_model (pram)));
      plx_table_text (table, plx_pram_title (pram));
    }
  return g_steal_pointer (&table);
}

static PlxTable *
list_machines (GError **error)
{
  g_autoptr (PlxTable) table = plx_table_new ("name,title,p,kind,unit");
  g_auto (GStrv) names = plx_machine_list ();

  for (guint i = 0; names[i]; i++)
    {
      g_autoptr (PlxMachine) machine = plx_machine_load (names[i], error);

      if (!machine)
        return NULL;
      plx_table_row (table);
      plx_table_text (table, names[i]);
      plx_table_text (table, plx_machine_title (machine));
      if (plx_machine_p (machine) > 0)
        plx_table_count (table, plx_machine_p (machine));
      else
        plx_table_text (table, NULL);
      plx_table_text (table, plx_machine_is_real (machine) ? "real" : "textbook");
      plx_table_text (table, plx_machine_unit (machine));
    }
  return g_steal_pointer (&table);
}

static PlxTable *
list_executors (GError **error)
{
  PlxTable *table = plx_table_new ("name,title,cores,available");
  guint n;
  const PlxExecutor *const *executors = plx_executors (&n);

  (void) error;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GError) why = NULL;

      plx_table_row (table);
      plx_table_text (table, executors[i]->name);
      plx_table_text (table, executors[i]->title);
      plx_table_count (table, executors[i]->cores ());
      plx_table_text (table, executors[i]->available (&why) ? "yes" : why->message);
    }
  return table;
}

static PlxTable *
list_scenarios (GError **error)
{
  g_autoptr (PlxTable) table = plx_table_new ("name,title");
  g_auto (GStrv) names = plx_scenario_list ();

  for (guint i = 0; names[i]; i++)
    {
      g_autoptr (PlxScenario) scenario = plx_scenario_load (names[i], error);

      if (!scenario)
        return NULL;
      plx_table_row (table);
      plx_table_text (table, names[i]);
      plx_table_text (table, scenario->title);
    }
  return g_steal_pointer (&table);
}

static const struct {
  const char *name;
  PlxTable *(*list) (GError **error);
} kinds[] = {
  { "models", list_models },
  { "algorithms", list_algorithms },
  { "programs", list_programs },
  { "machines", list_machines },
  { "executors", list_executors },
  { "scenarios", list_scenarios },
};

static int
run (char **words, const PlxCommon *common, GError **error)
{
  for (guint i = 0; words[0] && !words[1] && i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (words[0], kinds[i].name))
      {
        g_autoptr (PlxTable) table = kinds[i].list (error);
        g_autofree char *text = table ? plx_table_print (table, common->format) : NULL;

        return text && plx_print (common, text, error) ? 0 : PLX_ERROR_FAILED;
      }
  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "list: %s: not something to list; models, algorithms, programs, "
               "machines, executors or scenarios", words[0] ? words[words[1] ? 1 : 0] : "nothing");
  return PLX_ERROR_INPUT;
}

const PlxCommand plx_command_list = {
  .name = "list",
  .arguments = "models|algorithms|programs|machines|executors|scenarios",
  .summary = "list models, algorithms, PRAM programs, machines, executors or scenarios",
  .help = "Example:\n  parallax list models",
  .run = run,
};
