/* SPDX-License-Identifier: MIT */
/* markdown.c: the tables of all algorithms as a page to read. */
#include "sim/cli/markdown.h"

static const char introduction[] =
  "# Algorithms\n\n"
  "What `parallax describe --markdown` prints, from the tables that are run: all algorithms, their parameters and\n"
  "variants, and the times that the literature or the supersteps give for them, with an operation taking 1. Tests\n"
  "compare these with the price of what each variant really does. In them p is the number of processors; `R(k)` is\n"
  "what k accesses to shared memory take under `apram`; [models](models.md) has the rest. The code of each is the file\n"
  "of its name in `algorithms`.\n";

const char *
plx_param_default (const PlxParam *param)
{
  if (param->fallback)
    return param->fallback;
  return param->flags & PLX_FROM_LOGP ? "from --model logp or the machine" : "required";
}

/* A bar would end the cell. */
static void
append_cell (GString *page, const char *text, gboolean code)
{
  g_auto (GStrv) pieces = g_strsplit (text ? text : "", "|", -1);
  g_autofree char *escaped = g_strjoinv ("\\|", pieces);
  const char *quote = code && *escaped ? "`" : "";

  g_string_append_printf (page, " %s%s%s |", quote, escaped, quote);
}

static void
append_parameters (GString *page, const PlxParam *params)
{
  g_string_append (page, "\n| parameter | unit | default | meaning | of |\n|---|---|---|---|---|\n");
  for (const PlxParam *param = params; param->name; param++)
    {
      g_auto (GStrv) choices = g_strsplit (param->choices ? param->choices : "", "|", -1);
      g_autofree char *listed = g_strjoinv (", ", choices);
      g_autofree char *meaning = *listed ? g_strdup_printf ("%s (%s)", param->text, listed) : g_strdup (param->text);

      g_string_append_c (page, '|');
      append_cell (page, param->name, TRUE);
      append_cell (page, param->unit, FALSE);
      append_cell (page, plx_param_default (param), FALSE);
      append_cell (page, meaning, FALSE);
      append_cell (page, param->only ? param->only : "all", FALSE);
      g_string_append_c (page, '\n');
    }
}

static void
append_variant (GString *page, const PlxVariant *variant, const char *needs)
{
  g_string_append_c (page, '|');
  append_cell (page, variant->name, TRUE);
  append_cell (page, variant->title, FALSE);
  append_cell (page, needs, FALSE);
  g_string_append_c (page, '\n');
}

static void
append_variants (GString *page, const PlxAlgorithm *algorithm)
{
  g_string_append (page, "\n| variant | | needs |\n|---|---|---|\n");
  for (const PlxVariant *v = algorithm->variants; v->name; v++)
    append_variant (page, v, v->needs_text ? v->needs_text : v->needs);
  if (algorithm->best)
    append_variant (page, algorithm->best, "p = 1: the best sequential program");
}

static void
append_forms (GString *page, const PlxVariant *variant)
{
  for (const PlxClosedForm *form = variant->closed; form && form->model; form++)
    {
      g_string_append_c (page, '|');
      append_cell (page, variant->name, TRUE);
      append_cell (page, form->model, FALSE);
      g_string_append (page, form->upper_bound ? " at most" : "");
      append_cell (page, form->formula, TRUE);
      append_cell (page, form->when, TRUE);
      append_cell (page, form->source, FALSE);
      g_string_append_c (page, '\n');
    }
}

static void
append_all_forms (GString *page, const PlxAlgorithm *algorithm)
{
  const gsize before = page->len;

  g_string_append (page, "\n| variant | model | time | when | source |\n|---|---|---|---|---|\n");
  const gsize head = page->len;
  for (const PlxVariant *v = algorithm->variants; v->name; v++)
    append_forms (page, v);
  if (algorithm->best)
    append_forms (page, algorithm->best);
  if (page->len == head)
    g_string_truncate (page, before);
}

static void
append_algorithm (GString *page, const PlxAlgorithm *algorithm)
{
  g_string_append_printf (page, "## %s\n\n%s. Source: %s.\n", algorithm->name, algorithm->title,
                          algorithm->source ? algorithm->source : "none given");
  append_parameters (page, algorithm->params);
  append_variants (page, algorithm);
  append_all_forms (page, algorithm);
}

char *
plx_algorithms_markdown (const PlxAlgorithm *only)
{
  GString *page = g_string_new (NULL);
  guint n;
  const PlxAlgorithm *const *algorithms = plx_algorithms (&n);

  if (only)
    append_algorithm (page, only);
  else
    g_string_append (page, introduction);
  for (guint i = 0; !only && i < n; i++)
    {
      g_string_append_c (page, '\n');
      append_algorithm (page, algorithms[i]);
    }
  return g_string_free (page, FALSE);
}
