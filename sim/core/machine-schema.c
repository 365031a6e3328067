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
  KEY ("g-table", "time/word", PLX_RATE),
  KEY ("self-table", "time/byte", PLX_RATE),
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
  { "apram", apram },
  { "network", plx_network_params }, { "noise", plx_noise_params },
  { "memory", plx_memory_params },   { "processors", plx_processors_params },
};

/* What simulated processors have beside their costs. */
static gboolean
is_of_platform (const char *section)
{
  return strcmp (section, "network") == 0 || strcmp (section, "noise") == 0 || strcmp (section, "memory") == 0
         || strcmp (section, "processors") == 0;
}

/* What a model reads from its own section: work comes from [work], word and tick from [machine]. */
static gboolean
is_own (const PlxParam *param)
{
  return (param->flags & PLX_TYPE_MASK) != PLX_WORK_COSTS && strcmp (param->name, "word") != 0
         && strcmp (param->name, "tick") != 0;
}

static void
add_new (GPtrArray *names, const char *name)
{
  if (!g_ptr_array_find_with_equal_func (names, name, g_str_equal, NULL))
    g_ptr_array_add (names, (gpointer) name);
}

/* Borrowed names, NULL-terminated. */
static GPtrArray *
section_names (void)
{
  GPtrArray *names = g_ptr_array_new ();
  guint n;
  const PlxModel *const *models = plx_models (&n);

  for (guint i = 0; i < G_N_ELEMENTS (sections); i++)
    add_new (names, sections[i].name);
  for (guint i = 0; i < n; i++)
    if (models[i]->section)
      add_new (names, models[i]->section);
  g_ptr_array_add (names, NULL);
  return names;
}

static GPtrArray *
key_names (const char *section)
{
  GPtrArray *names = g_ptr_array_new ();
  guint n;
  const PlxModel *const *models = plx_models (&n);

  for (guint i = 0; i < G_N_ELEMENTS (sections); i++)
    if (strcmp (sections[i].name, section) == 0)
      for (const PlxParam *param = sections[i].params; param && param->name; param++)
        add_new (names, param->name);
  for (guint i = 0; i < n; i++)
    if (g_strcmp0 (models[i]->section, section) == 0)
      for (const PlxParam *param = models[i]->params; param && param->name; param++)
        if (is_own (param))
          add_new (names, param->name);
  g_ptr_array_add (names, NULL);
  return names;
}

static void
fail_unknown (GError **error, const char *what, const char *name, const GPtrArray *names)
{
  g_autofree char *hint = plx_nearest_hint (name, (const char *const *) names->pdata);

  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "unknown %s%s", what, hint);
}

gboolean
plx_schema_has_section (const char *section, GError **error)
{
  g_autoptr (GPtrArray) names = section_names ();

  if (g_strv_contains ((const char *const *) names->pdata, section))
    return TRUE;
  fail_unknown (error, "section", section, names);
  return FALSE;
}

const PlxParam *
plx_schema_find (const char *section, const char *key, GError **error)
{
  const PlxParam *param = NULL;
  g_autoptr (GPtrArray) names = NULL;
  guint n;
  const PlxModel *const *models = plx_models (&n);

  for (guint i = 0; i < G_N_ELEMENTS (sections) && !param; i++)
    if (strcmp (sections[i].name, section) == 0)
      param = plx_param_find (sections[i].params, key);
  for (guint i = 0; i < n && !param; i++)
    if (g_strcmp0 (models[i]->section, section) == 0)
      param = plx_param_find (models[i]->params, key);
  if (param && (is_own (param) || strcmp (section, "work") == 0))
    return param;
  names = key_names (section);
  fail_unknown (error, "key", key, names);
  return NULL;
}

gboolean
plx_schema_read (const char *section, const PlxParam *param, const char *text, const PlxUnits *units,
                 PlxSchemaValue *value, GError **error)
{
  PlxParam at_start = *param;

  if (strcmp (section, "work") == 0)
    return plx_curve_read (text, strchr (text, '/') ? param->unit : "time", units, &value->costs.of[0],
                           error);
  if (is_of_platform (section))
    return plx_platform_param_read (param, text, units, &value->platform, error);
  at_start.offset = 0;
  return plx_param_parse (&at_start, text, units, value, error);
}
