/* SPDX-License-Identifier: MIT */
/* settings.c: KEY=VALUE words in the order in which they were given, with where each was. */
#include <parallax/error.h>
#include <parallax/param.h>
#include <string.h>

typedef struct {
  char *key, *value, *where;
} Setting;

struct PlxSettings {
  GArray *all;  /* of Setting */
};

static void
setting_clear (gpointer data)
{
  Setting *setting = data;

  g_free (setting->key);
  g_free (setting->value);
  g_free (setting->where);
}

PlxSettings *
plx_settings_new (void)
{
  PlxSettings *settings = g_new (PlxSettings, 1);

  settings->all = g_array_new (FALSE, FALSE, sizeof (Setting));
  g_array_set_clear_func (settings->all, setting_clear);
  return settings;
}

void
plx_settings_free (PlxSettings *settings)
{
  if (!settings)
    return;
  g_array_unref (settings->all);
  g_free (settings);
}

static void
append (PlxSettings *settings, const char *key, const char *value, const char *where)
{
  const Setting setting = { g_strdup (key), g_strdup (value), g_strdup (where ? where : "") };

  g_array_append_val (settings->all, setting);
}

static Setting *
find (const PlxSettings *settings, const char *key)
{
  for (guint i = 0; i < settings->all->len; i++)
    {
      Setting *setting = &g_array_index (settings->all, Setting, i);

      if (strcmp (setting->key, key) == 0)
        return setting;
    }
  return NULL;
}

PlxSettings *
plx_settings_copy (const PlxSettings *settings)
{
  PlxSettings *copy = plx_settings_new ();

  for (guint i = 0; i < settings->all->len; i++)
    {
      const Setting *setting = &g_array_index (settings->all, Setting, i);

      append (copy, setting->key, setting->value, setting->where);
    }
  return copy;
}

gboolean
plx_settings_add (PlxSettings *settings, const char *key, const char *value, const char *where,
                  GError **error)
{
  const Setting *there = find (settings, key);

  if (there)
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT,
                   "%s: %s: given twice, as \"%s\" and as \"%s\"; give it once",
                   where ? where : there->where, key, there->value, value);
      return FALSE;
    }
  append (settings, key, value, where);
  return TRUE;
}

void
plx_settings_replace (PlxSettings *settings, const char *key, const char *value, const char *where)
{
  Setting *there = find (settings, key);

  if (!there)
    {
      append (settings, key, value, where);
      return;
    }
  const Setting old = *there;

  *there = (Setting) { old.key, g_strdup (value), g_strdup (where ? where : "") };
  g_free (old.value);
  g_free (old.where);
}

const char *
plx_settings_get (const PlxSettings *settings, const char *key, const char **where)
{
  const Setting *setting = settings ? find (settings, key) : NULL;

  if (!setting)
    return NULL;
  if (where)
    *where = setting->where;
  return setting->value;
}

guint
plx_settings_size (const PlxSettings *settings)
{
  return settings ? settings->all->len : 0;
}

const char *
plx_settings_nth (const PlxSettings *settings, guint i, const char **value, const char **where)
{
  const Setting *setting;

  g_return_val_if_fail (i < settings->all->len, NULL);
  setting = &g_array_index (settings->all, Setting, i);
  if (value)
    *value = setting->value;
  if (where)
    *where = setting->where;
  return setting->key;
}
