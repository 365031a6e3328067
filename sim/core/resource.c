/* SPDX-License-Identifier: MIT */
/* resource.c: the files that travel inside the library. */
#include "sim/core/resource.h"

#include <gio/gio.h>
#include <string.h>

/* In the generated resources.c; called by name, so that a static link does not leave it out. */
GResource *parallax_get_resource (void);

char *
plx_resource_text (const char *folder, const char *file)
{
  g_autofree char *path = g_strdup_printf ("/parallax/%s/%s", folder, file);
  g_autoptr (GBytes) bytes = NULL;

  if (strchr (file, '/'))
    return NULL;
  bytes = g_resource_lookup_data (parallax_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  return bytes ? g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)) : NULL;
}

static int
by_text (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

char **
plx_resource_names (const char *folder, const char *suffix)
{
  g_autofree char *path = g_strdup_printf ("/parallax/%s", folder);
  g_auto (GStrv) files
    = g_resource_enumerate_children (parallax_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  GPtrArray *names = g_ptr_array_new ();

  for (guint i = 0; files && files[i]; i++)
    if (g_str_has_suffix (files[i], suffix))
      g_ptr_array_add (names, g_strndup (files[i], strlen (files[i]) - strlen (suffix)));
  g_ptr_array_sort (names, by_text);
  g_ptr_array_add (names, NULL);
  return (char **) g_ptr_array_free (names, FALSE);
}
