/* SPDX-License-Identifier: MIT */
/* pram-file.c: where programs come from: files, and those that travel inside the library. */
#include "sim/core/resource.h"
#include "sim/sources/pram.h"

#include <glib/gstdio.h>
#include <parallax/error.h>
#include <string.h>
#include <sys/stat.h>

#define SUFFIX ".pram"
#define SHIPPED "algorithms/pram"  /* in the library */
#define MOST_BYTES (16 << 20)

char **
plx_pram_list (void)
{
  return plx_resource_names (SHIPPED, SUFFIX);
}

/* "sum", or "sum.pram" */
static char *
shipped_text (const char *name)
{
  g_autofree char *file = g_str_has_suffix (name, SUFFIX) ? g_strdup (name) : g_strconcat (name, SUFFIX, NULL);

  return plx_resource_text (SHIPPED, file);
}

static void
no_program (const char *path, GError **error)
{
  g_auto (GStrv) names = plx_pram_list ();
  g_autofree char *name = g_path_get_basename (path);

  if (g_str_has_suffix (name, SUFFIX))
    name[strlen (name) - strlen (SUFFIX)] = '\0';
  const char *near = plx_nearest (name, (const char *const *) names);

  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: there is no such file%s%s%s", path,
               near ? "; did you mean " : "; a program that comes with parallax has a name: ", near ? near : names[0],
               near ? SUFFIX ", which comes with parallax?" : SUFFIX);
}

PlxPram *
plx_pram_load (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) why = NULL;
  GStatBuf status;
  gsize length;

  if (g_stat (path, &status) != 0)
    {
      if ((text = shipped_text (path)))
        return plx_pram_parse (path, text, strlen (text), error);
      no_program (path, error);
    }
  else if (!S_ISREG (status.st_mode) || status.st_size > MOST_BYTES)
    g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: not a file of at most %d MiB", path, MOST_BYTES >> 20);
  else if (g_file_get_contents (path, &text, &length, &why))
    return plx_pram_parse (path, text, length, error);
  else
    g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s", why->message);
  return NULL;
}
