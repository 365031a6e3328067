/* SPDX-License-Identifier: MIT */
/* plot.c: writes a gnuplot script that holds its own data, and lets gnuplot draw it. */
#include "sim/lab/plot.h"
#include "sim/core/resource.h"

#include <glib/gstdio.h>
#include <parallax/param.h>
#include <string.h>

static const char *const needs[PLX_N_PLOTS] = { "results", "results with measured times", "p = 1 and other p at the same n",
                                                "results with measured times", "two variants at two n or p" };
static const char *const names[] = { "time", "error", "speedup", "breakdown", "crossings", "all", NULL };

const char *
plx_plot_name (PlxPlotKind kind)
{
  g_return_val_if_fail (kind < PLX_N_PLOTS, NULL);
  return names[kind];
}

gboolean
plx_plot_kinds_read (const char *text, const char *where, guint *kinds, GError **error)
{
  g_auto (GStrv) items = g_strsplit (text, ",", -1);
  guint set = 0;

  for (guint i = 0; items[i]; i++)
    {
      guint k = 0;

      g_strstrip (items[i]);
      while (names[k] && strcmp (names[k], items[i]))
        k++;
      if (!names[k])
        {
          const char *nearest = plx_nearest (items[i], names);

          g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: unknown kind of plot '%s'; %s%s", where, items[i],
                       nearest ? "did you mean " : "there are ",
                       nearest ? nearest : "time, error, speedup, breakdown, crossings, all");
          return FALSE;
        }
      set |= k == PLX_N_PLOTS ? (1u << PLX_N_PLOTS) - 1 : 1u << k;
    }
  *kinds = set;
  return TRUE;
}

/* ---- the script ---- */

static const char *
terminal_of (const char *path)
{
  static const struct { const char *suffix, *terminal; } all[] = {
    { ".svg", "svg size width, height font 'Helvetica,15' background 'white'" },
    { ".png", "pngcairo size 2 * width, 2 * height font 'Helvetica,11' fontscale 2 "
              "linewidth 2 pointscale 2 background 'white'" },
    { ".pdf", "pdfcairo size width / 100.0, height / 100.0 font 'Helvetica,9' background 'white'" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    if (g_str_has_suffix (path, all[i].suffix))
      return all[i].terminal;
  return NULL;
}

/* How many of the terminal's points a pixel of the picture is. */
static const char *
letters_of (const char *path)
{
  return g_str_has_suffix (path, ".svg") ? "1.0" : g_str_has_suffix (path, ".png") ? "0.74" : "0.6";
}

/* array NAME[n] = [ 'a', 'b' ] */
static void
append_array (GString *script, const char *name, const GPtrArray *texts)
{
  g_string_append_printf (script, "array %s[%u] = [ ", name, texts->len);
  for (guint i = 0; i < texts->len; i++)
    {
      g_auto (GStrv) quoted = g_strsplit (texts->pdata[i], "'", -1);
      g_autofree char *text = g_strjoinv ("''", quoted);

      g_string_append_printf (script, "%s'%s'", i ? ", " : "", text);
    }
  g_string_append (script, " ]\n");
}

static guint
n_columns (guint panels)
{
  return panels <= 4 ? MIN (panels, 2) : panels <= 12 ? 3 : 4;
}

static void
append_variables (GString *script, const PlxPlotData *d, PlxPlotKind kind, const char *path)
{
  const guint columns = n_columns (d->titles->len), rows = (d->titles->len + columns - 1) / columns;
  const guint height = kind == PLX_PLOT_BREAKDOWN ? 26 * (d->models->len + 1) + 92 : 180 + 240 / (columns + 1);
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (script, "letters = %s\n", letters_of (path));
  append_array (script, "titles", d->titles);
  append_array (script, "names", d->models);
  if (d->verdicts->len)
    append_array (script, "verdicts", d->verdicts);
  g_string_append_printf (script, "kind = '%s'\npanels = %u\nmodels = %u\nabsolute = %d\ncolumns = %u\nrows = %u\n",
                          names[kind], d->titles->len, d->models->len, d->absolute, columns, rows);
  g_string_append_printf (script, "panel_width = %u\npanel_height = %u\nunit = '%s'\nagainst = '%s'\n",
                          columns == 1 ? 680 : columns == 2 ? 460 : 360, height, d->unit, d->against);
  g_string_append_printf (script, "n_low = %" G_GUINT64_FORMAT ".0\nn_high = %" G_GUINT64_FORMAT ".0\n", d->n_low,
                          d->n_high);
  if (d->high > 0)
    {
      g_string_append_printf (script, "low = %s\n", plx_number_text (buffer, d->low));
      g_string_append_printf (script, "high = %s\n", plx_number_text (buffer, d->high));
    }
}

/* (transfer full): NULL with PLX_ERROR_INPUT when there is nothing to draw. */
static char *
script_new (PlxPlotKind kind, const GPtrArray *results, const char *steps, const char *path, GError **error)
{
  g_autoptr (PlxPlotData) d = plx_plot_data_new (kind, results, steps);
  g_autofree char *file = g_strconcat (names[kind], ".gp", NULL), *base = g_path_get_basename (path);
  g_autofree char *style = plx_resource_text ("plots", "style.gp");
  g_autofree char *body = plx_resource_text ("plots", file);
  GString *script;

  if (d->titles->len == 0 || !style || !body)
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: nothing to draw; it needs %s", names[kind],
                   needs[kind]);
      return NULL;
    }
  script = g_string_new ("# gnuplot draws this: it holds its own data.\n");
  append_variables (script, d, kind, path);
  g_string_append_printf (script, "\n%s\nset terminal %s\nif (!exists ('picture')) picture = '%s'\nset output picture\n",
                          style, terminal_of (path), base);
  g_string_append_printf (script, "$data << END\n%sEND\n\n%s", d->data->str, body);
  return g_string_free (script, FALSE);
}

/* ---- gnuplot ---- */

static char *
find_gnuplot (GError **error)
{
  char *program = g_find_program_in_path ("gnuplot");

  if (!program)
    g_set_error (error, PLX_ERROR, PLX_ERROR_MISSING,
                 "gnuplot: not found in PATH; install it, with: apt-get install gnuplot-nox");
  return program;
}

/* Draws into a file of @folder called "picture". */
static gboolean
spawn_gnuplot (const char *program, const char *folder, GError **error)
{
  const char *argv[] = { program, "-d", "-e", "picture = 'picture'", "script.gp", NULL };
  g_autofree char *said = NULL;
  g_autoptr (GError) why = NULL;
  int status;

  if (!g_spawn_sync (folder, (char **) argv, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL, &said, &status, &why)
      || !g_spawn_check_wait_status (status, &why))
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_FAILED, "gnuplot: %s: %s", why->message, said ? g_strstrip (said) : "");
      return FALSE;
    }
  return TRUE;
}

static gboolean
draw_in (const char *program, const char *folder, const char *script, const char *path, GError **error)
{
  g_autofree char *source = g_build_filename (folder, "script.gp", NULL);
  g_autofree char *picture = g_build_filename (folder, "picture", NULL);
  g_autofree char *content = NULL;
  gsize length;
  const gboolean ok = plx_file_write (source, script, -1, error) && spawn_gnuplot (program, folder, error)
                      && g_file_get_contents (picture, &content, &length, error)
                      && plx_file_write (path, content, (gssize) length, error);

  g_unlink (source);
  g_unlink (picture);
  return ok;
}

/* The picture as a whole or not at all. */
static gboolean
draw (const char *script, const char *path, GError **error)
{
  g_autofree char *program = find_gnuplot (error);
  g_autofree char *folder = program ? g_dir_make_tmp ("parallax-XXXXXX", error) : NULL;
  gboolean ok;

  if (!folder)
    return FALSE;
  ok = draw_in (program, folder, script, path, error);
  g_rmdir (folder);
  return ok;
}

gboolean
plx_plot_check_name (const char *path, GError **error)
{
  if (terminal_of (path))
    return TRUE;
  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: not a picture's name; it ends in .svg, .png or .pdf", path);
  return FALSE;
}

gboolean
plx_plot_draw (const char *variables, const char *template, const char *data, const char *path, GError **error)
{
  g_autofree char *body = plx_resource_text ("plots", template);
  g_autofree char *script = NULL;

  if (!plx_plot_check_name (path, error))
    return FALSE;
  script = g_strdup_printf ("letters = %s\n%s\nset terminal %s\nset output picture\n$data << END\n%sEND\n\n%s",
                            letters_of (path), variables, terminal_of (path), data, body);
  return draw (script, path, error);
}

gboolean
plx_plot_file (PlxPlotKind kind, const GPtrArray *results, const char *steps, const char *path, GError **error)
{
  g_autofree char *script = NULL;

  if (!plx_plot_check_name (path, error))
    return FALSE;
  script = script_new (kind, results, steps, path, error);
  return script && draw (script, path, error);
}

static gboolean
plot_into (PlxPlotKind kind, const GPtrArray *results, const char *steps, const char *dir, GError **missing, GError **error)
{
  g_autofree char *picture = g_strdup_printf ("%s/%s.svg", dir, names[kind]);
  g_autofree char *source = g_strdup_printf ("%s/%s.gp", dir, names[kind]);
  g_autofree char *script = script_new (kind, results, steps, picture, NULL);
  g_autoptr (GError) why = NULL;

  if (!script)
    return TRUE;
  if (!plx_file_write (source, script, -1, error))
    return FALSE;
  if (*missing || draw (script, picture, &why))
    return TRUE;
  if (why->code == PLX_ERROR_MISSING)
    {
      *missing = g_steal_pointer (&why);
      return TRUE;
    }
  g_propagate_error (error, g_steal_pointer (&why));
  return FALSE;
}

gboolean
plx_plot_folder (guint kinds, const GPtrArray *results, const char *steps, const char *dir, GError **error)
{
  GError *missing = NULL;

  for (guint k = 0; k < PLX_N_PLOTS; k++)
    if ((kinds & 1u << k) && !plot_into (k, results, steps, dir, &missing, error))
      return FALSE;
  if (missing)
    g_propagate_error (error, missing);
  return !missing;
}
