/* SPDX-License-Identifier: MIT */
/* model-list.c: reads lists of models with their settings. */
#include "sim/lab/model-list.h"

#include <parallax/registry.h>
#include <string.h>

static void
choice_free (gpointer data)
{
  PlxModelChoice *choice = data;

  g_free (choice->label);
  g_free (choice->text);
  plx_settings_free (choice->settings);
  g_free (choice);
}

GPtrArray *
plx_model_list_new (void)
{
  return g_ptr_array_new_with_free_func (choice_free);
}

static gboolean
start_model (GPtrArray *list, const char *name, const char *where, GError **error)
{
  PlxModelChoice *choice;

  if (!plx_model_find (name, NULL, error))
    {
      g_prefix_error (error, "%s: ", where);
      return FALSE;
    }
  choice = g_new0 (PlxModelChoice, 1);
  choice->label = g_strdup (name);
  choice->text = g_strdup (name);
  choice->settings = plx_settings_new ();
  g_ptr_array_add (list, choice);
  return TRUE;
}

/* @item: "g=2"; it is cut in two. */
static gboolean
add_setting (GPtrArray *list, char *item, const char *where, GError **error)
{
  PlxModelChoice *last = list->len ? list->pdata[list->len - 1] : NULL;
  char *equals = strchr (item, '=');
  g_autofree char *text = NULL;

  if (!last)
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: '%s' belongs to no model; write the model first: bsp:%s",
                   where, item, item);
      return FALSE;
    }
  *equals = '\0';
  g_strstrip (item);
  g_strchug (equals + 1);
  if (!*item || !equals[1])
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: %s=%s is not KEY=VALUE; write %s:g=2", where, item,
                   equals + 1, last->label);
      return FALSE;
    }
  text = g_strdup_printf ("%s%c%s=%s", last->text, strchr (last->text, ':') ? ',' : ':', item, equals + 1);
  g_free (last->text);
  last->text = g_steal_pointer (&text);
  return plx_settings_add (last->settings, item, equals + 1, where, error);
}

static gboolean
read_item (GPtrArray *list, char *item, const char *where, GError **error)
{
  char *colon = strchr (item, ':');
  const char *equals = strchr (item, '=');

  if (equals && (!colon || colon > equals))
    return add_setting (list, item, where, error);
  if (colon)
    *colon = '\0';
  g_strstrip (item);
  if (!start_model (list, item, where, error))
    return FALSE;
  if (!colon || !*g_strstrip (colon + 1))
    return TRUE;
  return read_item (list, colon + 1, where, error);
}

/* Two models alike would be two curves of one name. */
static gboolean
check_distinct (const GPtrArray *list, const char *where, GError **error)
{
  for (guint i = 0; i < list->len; i++)
    for (guint k = 0; k < i; k++)
      {
        const PlxModelChoice *a = list->pdata[i], *b = list->pdata[k];

        if (!g_strcmp0 (a->text, b->text))
          {
            g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: the model %s stands there twice; once is enough",
                         where, a->text);
            return FALSE;
          }
      }
  return TRUE;
}

gboolean
plx_model_list_read (GPtrArray *list, const char *text, const char *where, GError **error)
{
  g_auto (GStrv) items = g_strsplit (text, ",", -1);

  for (guint i = 0; items[i] || i == 0; i++)
    {
      if (!items[i] || !*g_strstrip (items[i]))
        {
          g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: an empty item in '%s'; write MODEL[:KEY=VALUE,...],...",
                       where, text);
          return FALSE;
        }
      if (!read_item (list, items[i], where, error))
        return FALSE;
    }
  return check_distinct (list, where, error);
}

const PlxSettings *
plx_model_list_logp (const GPtrArray *list)
{
  const PlxSettings *found = NULL;

  for (guint i = 0; i < list->len; i++)
    {
      const PlxModelChoice *choice = list->pdata[i];
      const PlxModel *model = plx_model_find (choice->label, NULL, NULL);

      if (!model || g_strcmp0 (model->section, "logp") || !plx_settings_size (choice->settings))
        continue;
      if (!strcmp (model->name, "logp"))
        return choice->settings;
      found = found ? found : choice->settings;
    }
  return found;
}
