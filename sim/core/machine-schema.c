/* SPDX-License-Identifier: MIT */
/* machine-schema.c: the sections and keys of machine files. Beside those named here, a model with a
 * section of its own adds its parameters. */
#include "sim/core/machine.h"

#include <parallax/registry.h>
#include <string.h>

#define KEY(name, unit, flags) { name, unit, NULL, 0, flags, NULL, NULL, NULL }
#define TIME(name, unit) KEY (name, unit, PLX_NUMBER | PLX_NONNEGATIVE)

static const PlxParam bsp[] = {
  TIME ("g", "time/word"),
  TIME ("l", "time"),
  TIME ("o", "time"),
  TIME ("nhalf", "word"),
  PLX_PARAM_END
};

static const PlxParam logp[] = {
  TIME ("L", "time"),
  TIME ("o", "time"),
  TIME ("g", "time"),
  TIME ("G", "time/byte"),
  TIME ("barrier", "time"),
  PLX_PARAM_END
};

static const PlxParam apram[] = {
  TIME ("d", "time"),
  { "B", "time", NULL, 0, PLX_TIME_OR_RULE | PLX_NONNEGATIVE, NULL, "dlogp|dlogp/logd|dp", NULL },
  PLX_PARAM_END
};

static const PlxParam work[] = {
  KEY ("op", "time", PLX_WORK_COSTS),
  KEY ("chain", "time", PLX_WORK_COSTS),
  KEY ("map", "time", PLX_WORK_COSTS),
  KEY ("flop", "time", PLX_WORK_COSTS),
  KEY ("compare", "time", PLX_WORK_COSTS),
  KEY ("merge", "time", PLX_WORK_COSTS),
  KEY ("copy", "time/byte", PLX_WORK_COSTS),
  KEY ("random", "time/byte", PLX_WORK_COSTS),
  PLX_PARAM_END
};

static const struct { const char *name; const PlxParam *params; } sections[] = {
  { "machine", NULL }, { "work", work },    { "bsp", bsp },    { "logp", logp },
  { "apram", apram },  { "network", NULL }, { "noise", NULL },
};

gboolean
plx_schema_is_free (const char *section)
{
  return strcmp (section, "network") == 0 || strcmp (section, "noise") == 0;
}

/* Names of all sections, or of one's keys when @section is not NULL; borrowed. */
static GPtrArray *
names_of (const char *section)
{
  GPtrArray *names = g_ptr_array_new ();
  guint n;
  const PlxModel *const *models = plx_models (&n);

  for (guint i = 0; i < G_N_ELEMENTS (sections); i++)
    if (!section)
      g_ptr_array_add (names, (gpointer) sections[i].name);
    else if (strcmp (sections[i].name, section) == 0)
      for (const PlxParam *param = sections[i].params; param && param->name; param++)
        g_ptr_array_add (names, (gpointer) param->name);
  for (guint i = 0; i < n; i++)
    if (!section && models[i]->section)
      g_ptr_array_add (names, (gpointer) models[i]->section);
    else if (section && g_strcmp0 (models[i]->section, section) == 0)
      for (const PlxParam *param = models[i]->params; param && param->name; param++)
        g_ptr_array_add (names, (gpointer) param->name);
  g_ptr_array_add (names, NULL);
  return names;
}

/* Whether the name is among them; if not, says which is near. */
static gboolean
check_name (const char *what, const char *name, const char *section, GError **error)
{
  g_autoptr (GPtrArray) names = names_of (section);
  g_autofree char *hint = NULL;

  if (g_strv_contains ((const char *const *) names->pdata, name))
    return TRUE;
  hint = plx_nearest_hint (name, (const char *const *) names->pdata);
  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "unknown %s%s", what, hint);
  return FALSE;
}

gboolean
plx_schema_has_section (const char *section, GError **error)
{
  return check_name ("section", section, NULL, error);
}

const PlxParam *
plx_schema_find (const char *section, const char *key, GError **error)
{
  const PlxParam *param = NULL;
  guint n;
  const PlxModel *const *models = plx_models (&n);

  for (guint i = 0; i < G_N_ELEMENTS (sections) && !param; i++)
    if (strcmp (sections[i].name, section) == 0)
      param = plx_param_find (sections[i].params, key);
  for (guint i = 0; i < n && !param; i++)
    if (g_strcmp0 (models[i]->section, section) == 0)
      param = plx_param_find (models[i]->params, key);
  if (!param)
    check_name ("key", key, section, error);
  return param;
}

gboolean
plx_schema_read (const char *section, const PlxParam *param, const char *text, const PlxUnits *units,
                 PlxSchemaValue *value, GError **error)
{
  PlxParam at_start = *param;

  if (strcmp (section, "work") == 0)
    return plx_curve_read (text, strchr (text, '/') ? param->unit : "time", units, &value->costs.of[0],
                           error);
  at_start.offset = 0;
  return plx_param_parse (&at_start, text, units, value, error);
}
