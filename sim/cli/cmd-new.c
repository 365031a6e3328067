/* SPDX-License-Identifier: MIT */
/* cmd-new.c: `parallax new model NAME` and `new algorithm NAME`: a plug-in that compiles, to begin from. */
#include "sim/cli/cli.h"
#include "sim/core/resource.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

typedef struct {
  const char *kind, *source;
  const char *try;  /* how it is tried */
} Template;

static const Template templates[] = {
  { "model", "model.c.in", "parallax predict scan n=64 p=4 --plugin @FOLDER@/@NAME@.so --model @NAME@:g=2,l=100" },
  { "algorithm", "algorithm.c.in", "parallax predict @NAME@ n=64 p=4 --plugin @FOLDER@/@NAME@.so --model bsp:g=2,l=100" },
};

static const Template *
find_template (const char *kind, GError **error)
{
  for (guint i = 0; kind && i < G_N_ELEMENTS (templates); i++)
    if (g_str_equal (kind, templates[i].kind))
      return &templates[i];
  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "new: %s: no such thing; model or algorithm", kind ? kind : "nothing");
  return NULL;
}

static gboolean
check_name (const char *name, GError **error)
{
  gboolean good = name && g_ascii_islower (*name);

  for (const char *c = name; good && *c; c++)
    good = g_ascii_islower (*c) || g_ascii_isdigit (*c) || *c == '_';
  if (!good)
    g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "new: %s: not a name; lower-case letters, digits and _, a letter first",
                 name ? name : "nothing");
  else if (plx_model_find (name, NULL, NULL) || plx_algorithm_find (name, NULL, NULL))
    g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "new: %s: there is one of that name already; take another", name);
  else
    return TRUE;
  return FALSE;
}

static gboolean
check_absent (const char *path, GError **error)
{
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: it exists and would be overwritten; take another folder with -o",
               path);
  return FALSE;
}

static gboolean
write_template (const char *path, const char *template, const char *name, GError **error)
{
  g_autofree char *text = plx_resource_text ("templates", template);
  g_autoptr (GString) filled = g_string_new (text);

  g_string_replace (filled, "@NAME@", name, 0);
  return plx_file_write (path, filled->str, -1, error);
}

static gboolean
write_plugin (const Template *template, const char *name, const char *folder, GError **error)
{
  g_autofree char *file = g_strconcat (name, ".c", NULL);
  g_autofree char *source = g_build_filename (folder, file, NULL);
  g_autofree char *makefile = g_build_filename (folder, "Makefile", NULL);

  if (!check_absent (source, error) || !check_absent (makefile, error))
    return FALSE;
  if (g_mkdir_with_parents (folder, 0777) != 0)
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_FAILED, "%s: cannot be made: %s", folder, g_strerror (errno));
      return FALSE;
    }
  return write_template (source, template->source, name, error)
         && write_template (makefile, "plugin.mk.in", name, error);
}

/* The two commands that come next. */
static char *
next_text (const Template *template, const char *name, const char *folder)
{
  const gboolean here = g_str_equal (folder, ".");
  g_autoptr (GString) text = g_string_new ("@PLACE@@NAME@.c and @PLACE@Makefile are written. Next:\n  make@AT@\n  ");
  g_autofree char *place = here ? g_strdup ("") : g_strconcat (folder, "/", NULL);
  g_autofree char *at = here ? g_strdup ("") : g_strconcat (" -C ", folder, NULL);

  g_string_append_printf (text, "%s\n", template->try);
  g_string_replace (text, "@NAME@", name, 0);
  g_string_replace (text, "@PLACE@", place, 0);
  g_string_replace (text, "@AT@", at, 0);
  g_string_replace (text, "@FOLDER@", folder, 0);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static int
run (char **words, const PlxCommon *common, GError **error)
{
  const Template *template = find_template (words[0], error);
  const char *name = template ? words[1] : NULL, *folder = common->output ? common->output : ".";
  g_autofree char *text = NULL;

  if (!template || !check_name (name, error))
    return PLX_ERROR_INPUT;
  if (words[2])
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "new: %s: one name is enough", words[2]);
      return PLX_ERROR_INPUT;
    }
  if (!write_plugin (template, name, folder, error))
    return PLX_ERROR_FAILED;
  text = next_text (template, name, folder);
  return plx_print (&(PlxCommon) { 0 }, text, error) ? 0 : PLX_ERROR_FAILED;
}

const PlxCommand plx_command_new = {
  .name = "new",
  .arguments = "model|algorithm NAME",
  .summary = "write a model or an algorithm of your own that compiles, to begin from",
  .help = "Writes NAME.c and a Makefile into this folder, or that of -o, and overwrites nothing.\n\n"
          "Example:\n  parallax new model mine",
  .run = run,
};
