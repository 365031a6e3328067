/* SPDX-License-Identifier: MIT */
/* scenario.c: scenarios made, found by their name, freed. */
#include "sim/lab/scenario.h"
#include "sim/core/resource.h"
#include "sim/lab/table.h"

#include <string.h>

#define MAX_BYTES (1u << 20)

static void
algorithm_free (gpointer data)
{
  PlxScenarioAlgorithm *a = data;

  g_free (a->label);
  g_strfreev (a->variants);
  plx_settings_free (a->settings);
  g_free (a);
}

PlxScenario *
plx_scenario_new (const char *file)
{
  PlxScenario *scenario = g_new0 (PlxScenario, 1);

  scenario->file = g_strdup (file);
  scenario->text = g_strdup ("");
  scenario->title = g_strdup (file);
  scenario->machine = g_strdup ("host");
  scenario->algorithms = g_ptr_array_new_with_free_func (algorithm_free);
  scenario->models = plx_model_list_new ();
  scenario->executors = g_new0 (char *, 1);
  scenario->sampling = (PlxSampling) PLX_SAMPLING_DEFAULT;
  scenario->plots = (1u << PLX_N_PLOTS) - 1;
  return scenario;
}

PlxScenarioAlgorithm *
plx_scenario_add_algorithm (PlxScenario *scenario, const char *label)
{
  PlxScenarioAlgorithm *algorithm = g_new0 (PlxScenarioAlgorithm, 1);

  algorithm->label = g_strdup (label);
  algorithm->settings = plx_settings_new ();
  g_ptr_array_add (scenario->algorithms, algorithm);
  return algorithm;
}

void
plx_scenario_free (PlxScenario *scenario)
{
  if (!scenario)
    return;
  g_free (scenario->file);
  g_free (scenario->text);
  g_free (scenario->title);
  g_free (scenario->machine);
  g_ptr_array_unref (scenario->algorithms);
  g_ptr_array_unref (scenario->models);
  g_strfreev (scenario->executors);
  g_free (scenario);
}

char **
plx_scenario_list (void)
{
  return plx_resource_names ("scenarios", ".scn");
}

static PlxScenario *
load_shipped (const char *name, GError **error)
{
  g_autofree char *file = g_strconcat (name, ".scn", NULL);
  g_autofree char *text = plx_resource_text ("scenarios", file);
  g_auto (GStrv) names = plx_scenario_list ();
  g_autofree char *all = g_strjoinv (", ", names);

  if (text)
    return plx_scenario_parse (text, file, error);
  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT,
               "%s: no scenario of this name comes with the program; there are: %s; a file has a '/' or ends in .scn",
               name, all);
  return NULL;
}

PlxScenario *
plx_scenario_load (const char *name, GError **error)
{
  g_autofree char *text = NULL;
  g_autofree char *file = NULL;
  gsize length;

  if (!strchr (name, '/') && !g_str_has_suffix (name, ".scn"))
    return load_shipped (name, error);
  text = plx_file_read (name, MAX_BYTES, &length, error);
  if (!text)
    return NULL;
  if (strlen (text) != length)
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: not a scenario; it is text of at most 1 MiB", name);
      return NULL;
    }
  file = g_path_get_basename (name);
  return plx_scenario_parse (text, file, error);
}
