/* SPDX-License-Identifier: MIT */
/* cmd-plot.c: `parallax plot`: pictures of stored results. */
#include "sim/cli/cli.h"
#include "sim/lab/plot.h"

#include <string.h>

static struct {
  char *kind;
} given;

static const GOptionEntry options[] = {
  { "kind", 'k', 0, G_OPTION_ARG_STRING, &given.kind,
    "time, error, speedup, breakdown, crossings, several of them, or all (time)", "KINDS" },
  { .long_name = NULL }
};

/* supersteps.csv beside each of the results, one table. (transfer full) */
static char *
load_steps (char **files)
{
  GString *all = g_string_new (NULL);

  for (guint i = 0; files[i]; i++)
    {
      g_autofree char *dir = g_path_get_dirname (files[i]);
      g_autofree char *path = g_build_filename (dir, "supersteps.csv", NULL);
      g_autofree char *text = NULL;
      const char *body;

      if (!g_file_get_contents (path, &text, NULL, NULL))
        continue;
      body = all->len ? strchr (text, '\n') : text;
      g_string_append (all, body ? body + (all->len > 0) : "");
    }
  if (all->len)
    return g_string_free (all, FALSE);
  g_string_free (all, TRUE);
  return NULL;
}

static GPtrArray *
load_results (char **files, GError **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func ((GDestroyNotify) plx_result_free);

  for (guint i = 0; files[i]; i++)
    {
      GPtrArray *some = plx_results_load (files[i], error);

      if (!some)
        return NULL;
      g_ptr_array_extend_and_steal (all, some);
    }
  return g_steal_pointer (&all);
}

static gboolean
plot_one (PlxPlotKind kind, const GPtrArray *results, const char *steps, const PlxCommon *common, GError **error)
{
  g_autofree char *path = common->output ? g_strdup (common->output) : g_strconcat (plx_plot_name (kind), ".svg", NULL);

  if (!plx_plot_file (kind, results, steps, path, error))
    return FALSE;
  plx_say (common, "%s", path);
  return TRUE;
}

static int
plot (char **words, const PlxCommon *common, GError **error)
{
  guint kinds = 1u << PLX_PLOT_TIME;
  g_autoptr (GPtrArray) results = NULL;
  g_autofree char *steps = NULL;

  if (!words[0])
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "plot: no results given; parallax plot RESULTS.csv --kind time");
      return PLX_ERROR_INPUT;
    }
  if (given.kind && !plx_plot_kinds_read (given.kind, "--kind", &kinds, error))
    return PLX_ERROR_INPUT;
  results = load_results (words, error);
  if (!results)
    return PLX_ERROR_INPUT;
  steps = load_steps (words);
  if (kinds & (kinds - 1))
    return plx_plot_folder (kinds, results, steps, common->output ? common->output : ".", error) ? 0 : PLX_ERROR_FAILED;
  for (guint k = 0; k < PLX_N_PLOTS; k++)
    if (kinds == 1u << k && !plot_one (k, results, steps, common, error))
      return PLX_ERROR_FAILED;
  return 0;
}

const PlxCommand plx_command_plot = {
  .name = "plot",
  .arguments = "RESULTS.csv...",
  .summary = "draw stored results: time, error, speed-up, breakdown, crossings",
  .help = "The picture goes to -o FILE, whose name ends in .svg, .png or .pdf, else to KIND.svg; several kinds go to\n"
          "the folder -o DIR, each as SVG with its gnuplot source. Needs gnuplot.",
  .options = options,
  .run = plot,
};
