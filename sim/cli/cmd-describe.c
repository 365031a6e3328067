/* SPDX-License-Identifier: MIT */
/* cmd-describe.c: `parallax describe NAME`: a model's formula, an algorithm's variants, a machine's file. */
#include "sim/cli/cli.h"
#include "sim/cli/markdown.h"

#include <string.h>

static struct {
  gboolean markdown;
} given;

static const GOptionEntry options[] = {
  { "markdown", 0, 0, G_OPTION_ARG_NONE, &given.markdown,
    "an algorithm as a section of docs/algorithms.md; without a name all",
    NULL },
  G_OPTION_ENTRY_NULL
};

/* "name  unit  default  text (one of: a, b)" */
static char *
parameters_text (const PlxParam *params)
{
  g_autoptr (PlxTable) table = plx_table_new ("parameter,unit,default,meaning");

  for (const PlxParam *param = params; param && param->name; param++)
    {
      g_autoptr (GString) meaning = g_string_new (param->text);
      g_auto (GStrv) choices = g_strsplit (param->choices ? param->choices : "", "|", -1);
      g_autofree char *listed = g_strjoinv (", ", choices);

      if (*listed)
        g_string_append_printf (meaning, " (%s)", listed);
      if (param->only)
        g_string_append_printf (meaning, " [%s]", param->only);
      plx_table_row (table);
      plx_table_text (table, param->name);
      plx_table_text (table, param->unit);
      plx_table_text (table, plx_param_default (param));
      plx_table_text (table, meaning->str);
    }
  return plx_table_print (table, PLX_TABLE);
}

static char *
describe_model (const PlxModel *model, const char *variant)
{
  g_autofree char *parameters = parameters_text (model->params);
  g_autoptr (GString) out = g_string_new (NULL);

  g_string_append_printf (out, "%s: %s\n\nformula: %s\nsource:  %s\n", model->name, model->title, model->formula,
                          model->source);
  if (variant)
    g_string_append_printf (out, "variant: %s = %s\n", model->variants, variant);
  else if (model->variants)
    g_string_append_printf (out, "variant: %s.NAME sets the parameter %s\n", model->name, model->variants);
  if (model->section)
    g_string_append_printf (out, "machine: section [%s] of its file\n", model->section);
  g_string_append_printf (out, "\n%s", parameters);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

static void
describe_variant (const PlxAlgorithm *algorithm, const PlxVariant *variant, GString *out)
{
  g_string_append_printf (out, "\n%s.%s: %s\n", algorithm->name, variant->name, variant->title);
  if (variant == algorithm->best)
    g_string_append (out, "  the best sequential program, p = 1: what absolute speed-ups are measured against\n");
  if (variant->needs)
    g_string_append_printf (out, "  needs %s\n", variant->needs_text ? variant->needs_text : variant->needs);
  for (const PlxClosedForm *form = variant->closed; form && form->model; form++)
    {
      g_string_append_printf (out, "  %s: %s%s%s%s%s\n", form->model, form->upper_bound ? "at most " : "", form->formula,
                              form->source ? " (" : "", form->source ? form->source : "", form->source ? ")" : "");
      if (form->when)
        g_string_append_printf (out, "    when %s\n", form->when);
    }
}

static char *
describe_algorithm (const PlxAlgorithm *algorithm, const PlxVariant *only)
{
  g_autofree char *parameters = parameters_text (algorithm->params);
  g_autoptr (GString) out = g_string_new (NULL);

  g_string_append_printf (out, "%s: %s\n\n", algorithm->name, algorithm->title);
  if (algorithm->source)
    g_string_append_printf (out, "source:  %s\n\n", algorithm->source);
  g_string_append (out, parameters);
  for (const PlxVariant *variant = algorithm->variants; variant->name; variant++)
    if (!only || only == variant)
      describe_variant (algorithm, variant, out);
  if (algorithm->best && (!only || only == algorithm->best))
    describe_variant (algorithm, algorithm->best, out);
  return g_string_free (g_steal_pointer (&out), FALSE);
}

/* Everything that has a name, for a misspelt one. (transfer container) */
static GPtrArray *
all_names (char **machines)
{
  GPtrArray *names = g_ptr_array_new ();
  guint n;
  const PlxModel *const *models = plx_models (&n);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (names, (gpointer) models[i]->name);
  const PlxAlgorithm *const *algorithms = plx_algorithms (&n);
  for (guint i = 0; i < n; i++)
    g_ptr_array_add (names, (gpointer) algorithms[i]->name);
  for (guint i = 0; machines[i]; i++)
    g_ptr_array_add (names, machines[i]);
  g_ptr_array_add (names, NULL);
  return names;
}

static void
fail_unknown (const char *name, char **machines, GError **error)
{
  g_autoptr (GPtrArray) names = all_names (machines);
  const char *nearest = plx_nearest (name, (const char *const *) names->pdata);

  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: no such model, algorithm or machine; %s%s%s", name,
               nearest ? "did you mean \"" : "parallax list names them", nearest ? nearest : "", nearest ? "\"?" : "");
}

/* A name that is a model's or an algorithm's with a wrong variant keeps the message that says so. */
static char *
describe (const char *name, GError **error)
{
  g_auto (GStrv) machines = plx_machine_list ();
  const char *model_variant = NULL;
  const PlxVariant *variant = NULL;
  const PlxModel *model = plx_model_find (name, &model_variant, NULL);
  const PlxAlgorithm *algorithm = plx_algorithm_find (name, &variant, NULL);

  if (model)
    return describe_model (model, model_variant);
  if (algorithm)
    return describe_algorithm (algorithm, variant);
  if (strchr (name, G_DIR_SEPARATOR) || g_str_has_suffix (name, ".machine")
      || g_strv_contains ((const char *const *) machines, name))
    {
      g_autoptr (PlxMachine) machine = plx_machine_load (name, error);
      return machine ? plx_machine_to_text (machine) : NULL;
    }
  fail_unknown (name, machines, error);
  return NULL;
}

static char *
markdown (const char *name, GError **error)
{
  const PlxAlgorithm *only = name ? plx_algorithm_find (name, NULL, error) : NULL;

  return only || !name ? plx_algorithms_markdown (only) : NULL;
}

static int
run (char **words, const PlxCommon *common, GError **error)
{
  g_autofree char *text = NULL;

  if ((!words[0] && !given.markdown) || (words[0] && words[1]))
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT,
                   "describe: one name is wanted: of a model, an algorithm or a machine");
      return PLX_ERROR_INPUT;
    }
  text = given.markdown ? markdown (words[0], error) : describe (words[0], error);
  return text && plx_print (common, text, error) ? 0 : PLX_ERROR_INPUT;
}

const PlxCommand plx_command_describe = {
  .name = "describe",
  .arguments = "NAME | --markdown [ALGORITHM]",
  .summary = "show a model, an algorithm or a machine: formula, parameters, source",
  .help = "Example:\n  parallax describe bsp",
  .options = options,
  .run = run,
};
