/* SPDX-License-Identifier: MIT */
/* scenario-schema.c: the keys of scenario files and what their values may be; it also prints the
 * help. */
#include "sim/lab/scenario-reader.h"
#include "sim/program/job.h"

#include <math.h>
#include <string.h>

typedef gboolean (*ReadValue) (PlxScenarioReader *reader, const char *value, GError **error);

/* ---- values ---- */

static char **
split_list (const char *value)
{
  char **items = g_strsplit (value, ",", -1);

  for (guint i = 0; items[i]; i++)
    g_strstrip (items[i]);
  return items;
}

/* A number and what follows it, blanks skipped. */
static gboolean
read_quantity (const PlxScenarioReader *reader, const char *value, double *number,
               const char **unit, GError **error)
{
  char *end;

  *number = g_ascii_strtod (value, &end);
  if (end == value)
    return plx_scenario_complain (reader, error, "'%s' is not a number", value);
  if (!isfinite (*number))
    return plx_scenario_complain (reader, error, "'%s' is not a finite number", value);
  while (g_ascii_isspace (*end))
    end++;
  *unit = end;
  return TRUE;
}

static gboolean
read_format (PlxScenarioReader *reader, const char *value, GError **error)
{
  if (strcmp (value, "1"))
    return plx_scenario_complain (reader, error,
                                  "format = %s is unknown to this program; it reads format = 1",
                                  value);
  return TRUE;
}

static gboolean
read_title (PlxScenarioReader *reader, const char *value, GError **error)
{
  (void) error;
  g_free (reader->scenario->title);
  reader->scenario->title = g_strdup (value);
  return TRUE;
}

static gboolean
read_machine (PlxScenarioReader *reader, const char *value, GError **error)
{
  (void) error;
  g_free (reader->scenario->machine);
  reader->scenario->machine = g_strdup (value);
  return TRUE;
}

static gboolean
read_models (PlxScenarioReader *reader, const char *value, GError **error)
{
  return plx_model_list_read (reader->scenario->models, value, reader->where, error);
}

static gboolean
read_executors (PlxScenarioReader *reader, const char *value, GError **error)
{
  char **names = plx_executors_read (value, error);

  if (!names)
    {
      g_prefix_error (error, "%s: ", reader->where);
      return FALSE;
    }
  g_strfreev (reader->scenario->executors);
  reader->scenario->executors = names;
  return TRUE;
}

static gboolean
read_precision (PlxScenarioReader *reader, const char *value, GError **error)
{
  const char *unit;
  double x;

  if (!read_quantity (reader, value, &x, &unit, error))
    return FALSE;
  if (strcmp (unit, "%"))
    return plx_scenario_complain (reader, error,
                                  "precision = %s has the wrong unit; it is a percentage: "
                                  "precision = 2 %%", value);
  if (!(x >= 0.1 && x <= 50))
    return plx_scenario_complain (reader, error,
                                  "precision = %s is out of range; it goes from 0.1 %% to 50 %%",
                                  value);
  reader->scenario->sampling.precision = x / 100;
  return TRUE;
}

static gboolean
read_time_limit (PlxScenarioReader *reader, const char *value, GError **error)
{
  static const struct { const char *name; double seconds; } units[]
    = { { "ms", 1e-3 }, { "s", 1 }, { "min", 60 }, { "h", 3600 } };
  const char *unit;
  double x, seconds = 0;

  if (!read_quantity (reader, value, &x, &unit, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (!strcmp (unit, units[i].name))
      seconds = units[i].seconds;
  if (seconds <= 0)
    return plx_scenario_complain (reader, error,
                                  "time_limit = %s needs a unit: ms, s, min or h, "
                                  "as in time_limit = 60 s", value);
  if (!(x * seconds > 0 && x * seconds <= 30 * 86400))
    return plx_scenario_complain (reader, error,
                                  "time_limit = %s is out of range; "
                                  "it is above 0 and at most 720 h", value);
  reader->scenario->sampling.time_limit_s = x * seconds;
  return TRUE;
}

static gboolean
read_samples (PlxScenarioReader *reader, const char *value, GError **error)
{
  PlxSampling *sampling = &reader->scenario->sampling;
  guint64 n;

  if (!plx_count_read (value, &n, error))
    {
      g_prefix_error (error, "%s: samples: ", reader->where);
      return FALSE;
    }
  if (n < 2 || n > 1000000)
    return plx_scenario_complain (reader, error,
                                  "samples = %s is out of range; it goes from 2 to 1000000", value);
  sampling->max_samples = (guint) n;
  sampling->min_samples = MIN (sampling->min_samples, (guint) n);
  return TRUE;
}

static gboolean
read_seed (PlxScenarioReader *reader, const char *value, GError **error)
{
  if (plx_count_read (value, &reader->scenario->sampling.seed, error))
    return TRUE;
  g_prefix_error (error, "%s: seed: ", reader->where);
  return FALSE;
}

static gboolean
read_kinds (PlxScenarioReader *reader, const char *value, GError **error)
{
  return plx_plot_kinds_read (value, reader->where, &reader->scenario->plots, error);
}

/* ---- an algorithm's group ---- */

static gboolean
read_variants (PlxScenarioReader *reader, const char *value, GError **error)
{
  g_auto (GStrv) names = split_list (value);
  g_autoptr (GPtrArray) valid = g_ptr_array_new ();

  if (reader->variant)
    return plx_scenario_complain (reader, error,
                                  "[algorithm %s] names its variant already; leave 'variants' out",
                                  reader->algorithm->label);
  for (const PlxVariant *v = reader->table->variants; v->name; v++)
    g_ptr_array_add (valid, (gpointer) v->name);
  g_ptr_array_add (valid, NULL);
  for (guint i = 0; names[i]; i++)
    {
      if (!g_strv_contains ((const char *const *) valid->pdata, names[i]))
        return plx_scenario_wrong_name (reader, "variant", names[i],
                                        (const char *const *) valid->pdata, error);
      if (g_strv_contains ((const char *const *) names + i + 1, names[i]))
        return plx_scenario_complain (reader, error,
                                      "the variant '%s' stands there twice; once is enough",
                                      names[i]);
    }
  reader->algorithm->variants = g_steal_pointer (&names);
  return TRUE;
}

static GArray *
read_sweep (const PlxScenarioReader *reader, const char *key, const char *value, GError **error)
{
  GArray *sweep = plx_sweep_read (value, error);

  if (!sweep)
    g_prefix_error (error, "%s: %s: ", reader->where, key);
  return sweep;
}

static gboolean
read_p (PlxScenarioReader *reader, const char *value, GError **error)
{
  g_autoptr (GArray) sweep = read_sweep (reader, "p", value, error);

  if (!sweep)
    return FALSE;
  for (guint i = 0; i < sweep->len; i++)
    {
      const guint64 p = g_array_index (sweep, guint64, i);

      if (p < 1 || p > PLX_MAX_PROCS)
        return plx_scenario_complain (reader, error,
                                      "p = %" G_GUINT64_FORMAT " is out of range; "
                                      "it goes from 1 to %u", p, PLX_MAX_PROCS);
    }
  return plx_settings_add (reader->algorithm->settings, "p", value, reader->where, error);
}

static gboolean
check_counts (const PlxScenarioReader *reader, const PlxParam *param, const char *value,
              GError **error)
{
  g_autoptr (GArray) sweep = read_sweep (reader, param->name, value, error);
  g_autofree gpointer scratch = g_malloc0 (reader->table->instance_size);
  const PlxUnits units = { .word = 8 };

  if (!sweep)
    return FALSE;
  for (guint i = 0; i < sweep->len; i++)
    {
      const guint64 count = g_array_index (sweep, guint64, i);
      g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, count);
      g_autofree char *where = g_strdup_printf ("%s: %s", reader->where, param->name);

      if (!plx_param_read (param, text, where, &units, scratch, error))
        return FALSE;
    }
  return TRUE;
}

/* One of the algorithm's own parameters: counts may be sweeps. */
static gboolean
read_parameter (PlxScenarioReader *reader, const PlxParam *param, const char *value, GError **error)
{
  if ((param->flags & PLX_TYPE_MASK) == PLX_COUNT && !check_counts (reader, param, value, error))
    return FALSE;
  return plx_settings_add (reader->algorithm->settings, param->name, value, reader->where, error);
}

/* ---- the schema ---- */

static const struct {
  PlxScenarioKey key;
  ReadValue read;
} schema[] = {
  { { "scenario", "format", "1", NULL, "version of this file format" }, read_format },
  { { "scenario", "title", "text", "the file's name", "what the experiment asks" }, read_title },
  { { "algorithm NAME", "variants", "names, ...", "all that can run", "which variants; or write [algorithm NAME.variant]" },
    read_variants },
  { { "algorithm NAME", "p", "sweep of counts", NULL, "processors: 1,2,4 or 1..64*2" }, read_p },
  { { "algorithm NAME", "n", "sweep of counts", NULL,
      "size (m in total-exchange): 2^10..2^20*4; likewise every parameter of the algorithm" }, NULL },
  { { "machine", "name", "name or file", "host", "host is this machine, calibrated within the run" }, read_machine },
  { { "predict", "models", "MODEL[:KEY=VALUE,...], ...", NULL, "models, as after --model" }, read_models },
  { { "measure", "executors", "names, ...", "threads",
      "threads, simulated, sequential: the best sequential program; without [measure] nothing runs" },
    read_executors },
  { { "measure", "precision", "0.1 % to 50 %", "2 %", "wanted half-width of the 95 % interval of the median" },
    read_precision },
  { { "measure", "time_limit", "time with its unit: ms, s, min, h", "60 s", "for all cells together" }, read_time_limit },
  { { "measure", "samples", "2 to 1000000", "100", "at most so many of each cell" }, read_samples },
  { { "measure", "seed", "count", "42", "of the inputs and of the order of the cells" }, read_seed },
  { { "plot", "kinds", "time, error, speedup, breakdown, crossings", "all five", "which pictures" }, read_kinds },
};

const PlxScenarioKey *
plx_scenario_keys (guint *n)
{
  static PlxScenarioKey keys[G_N_ELEMENTS (schema)];
  static gsize made;

  if (g_once_init_enter (&made))
    {
      for (guint i = 0; i < G_N_ELEMENTS (schema); i++)
        keys[i] = schema[i].key;
      g_once_init_leave (&made, 1);
    }
  *n = G_N_ELEMENTS (schema);
  return keys;
}

char *
plx_scenario_help (void)
{
  GString *text = g_string_new ("Scenario files:\n");
  const char *group = "";

  for (guint i = 0; i < G_N_ELEMENTS (schema); i++)
    {
      const PlxScenarioKey *k = &schema[i].key;

      if (strcmp (group, k->group))
        g_string_append_printf (text, "  [%s]\n", k->group);
      group = k->group;
      g_string_append_printf (text, "    %-10s  %s\n                %s; %s%s\n", k->key, k->text,
                              k->value, k->fallback ? "default: " : "required",
                              k->fallback ? k->fallback : "");
    }
  return g_string_free (text, FALSE);
}

/* ---- keys ---- */

static gboolean
unknown_key (const PlxScenarioReader *reader, const char *key, GError **error)
{
  g_autoptr (GPtrArray) valid = g_ptr_array_new ();
  g_autofree char *what = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (schema); i++)
    if (!strcmp (schema[i].key.group, reader->group) && schema[i].read)
      g_ptr_array_add (valid, (gpointer) schema[i].key.key);
  if (reader->algorithm)
    for (const PlxParam *q = reader->table->params; q && q->name; q++)
      g_ptr_array_add (valid, (gpointer) q->name);
  g_ptr_array_add (valid, NULL);
  what = g_strdup_printf ("key in [%s%s]", reader->algorithm ? "algorithm " : reader->group,
                          reader->algorithm ? reader->algorithm->label : "");
  return plx_scenario_wrong_name (reader, what, key, (const char *const *) valid->pdata, error);
}

gboolean
plx_scenario_read_key (PlxScenarioReader *reader, const char *key, const char *value,
                       GError **error)
{
  if (reader->algorithm)
    for (const PlxParam *q = reader->table->params; q && q->name; q++)
      if (!strcmp (q->name, key))
        return read_parameter (reader, q, value, error);
  for (guint i = 0; i < G_N_ELEMENTS (schema); i++)
    if (schema[i].read && !strcmp (schema[i].key.group, reader->group)
        && !strcmp (schema[i].key.key, key))
      return schema[i].read (reader, value, error);
  return unknown_key (reader, key, error);
}
