/* SPDX-License-Identifier: MIT */
/* scenario-reader.c: a strict reader of scenario files over a schema that also prints the help. */
#include "sim/lab/scenario.h"
#include "sim/program/job.h"

#include <math.h>
#include <parallax/registry.h>
#include <string.h>

typedef struct {
  PlxScenario *scenario;
  PlxScenarioAlgorithm *algorithm;     /* the group under way, or NULL */
  const PlxAlgorithm *table;           /* its algorithm */
  const PlxVariant *variant;           /* that its label names, or NULL */
  const char *group;                   /* the group under way: "measure"; "" before the first */
  char *where;                         /* "x.scn:12" */
  GHashTable *seen;                    /* "group.key" and "[group]" -> where */
} Reader;

typedef gboolean (*ReadValue) (Reader *reader, const char *value, GError **error);

static gboolean
complain (const Reader *reader, GError **error, const char *format, ...) G_GNUC_PRINTF (3, 4);

static gboolean
complain (const Reader *reader, GError **error, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: %s", reader->where, text);
  return FALSE;
}

static gboolean
wrong_name (const Reader *reader, const char *what, const char *name, const char *const *valid, GError **error)
{
  const char *nearest = plx_nearest (name, valid);
  g_autofree char *all = g_strjoinv (", ", (char **) valid);

  if (nearest)
    return complain (reader, error, "unknown %s '%s'; did you mean '%s'?", what, name, nearest);
  return complain (reader, error, "unknown %s '%s'; there are: %s", what, name, all);
}

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
read_quantity (const Reader *reader, const char *value, double *number, const char **unit, GError **error)
{
  char *end;

  *number = g_ascii_strtod (value, &end);
  if (end == value)
    return complain (reader, error, "'%s' is not a number", value);
  if (!isfinite (*number))
    return complain (reader, error, "'%s' is not a finite number", value);
  while (g_ascii_isspace (*end))
    end++;
  *unit = end;
  return TRUE;
}

static gboolean
read_format (Reader *reader, const char *value, GError **error)
{
  if (strcmp (value, "1"))
    return complain (reader, error, "format = %s is unknown to this program; it reads format = 1", value);
  return TRUE;
}

static gboolean
read_title (Reader *reader, const char *value, GError **error)
{
  (void) error;
  g_free (reader->scenario->title);
  reader->scenario->title = g_strdup (value);
  return TRUE;
}

static gboolean
read_machine (Reader *reader, const char *value, GError **error)
{
  (void) error;
  g_free (reader->scenario->machine);
  reader->scenario->machine = g_strdup (value);
  return TRUE;
}

static gboolean
read_models (Reader *reader, const char *value, GError **error)
{
  return plx_model_list_read (reader->scenario->models, value, reader->where, error);
}

static gboolean
read_executors (Reader *reader, const char *value, GError **error)
{
  g_auto (GStrv) names = split_list (value);

  for (guint i = 0; names[i]; i++)
    {
      if (!plx_executor_find (names[i], error))
        {
          g_prefix_error (error, "%s: ", reader->where);
          return FALSE;
        }
      if (g_strv_contains ((const char *const *) names + i + 1, names[i]))
        return complain (reader, error, "the executor '%s' stands there twice; once is enough", names[i]);
    }
  g_strfreev (reader->scenario->executors);
  reader->scenario->executors = g_steal_pointer (&names);
  return TRUE;
}

static gboolean
read_precision (Reader *reader, const char *value, GError **error)
{
  const char *unit;
  double x;

  if (!read_quantity (reader, value, &x, &unit, error))
    return FALSE;
  if (strcmp (unit, "%"))
    return complain (reader, error, "precision = %s has the wrong unit; it is a percentage: precision = 2 %%", value);
  if (!(x >= 0.1 && x <= 50))
    return complain (reader, error, "precision = %s is out of range; it goes from 0.1 %% to 50 %%", value);
  reader->scenario->sampling.precision = x / 100;
  return TRUE;
}

static gboolean
read_time_limit (Reader *reader, const char *value, GError **error)
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
    return complain (reader, error, "time_limit = %s needs a unit: ms, s, min or h, as in time_limit = 60 s", value);
  if (!(x * seconds > 0 && x * seconds <= 30 * 86400))
    return complain (reader, error, "time_limit = %s is out of range; it is above 0 and at most 720 h", value);
  reader->scenario->sampling.time_limit_s = x * seconds;
  return TRUE;
}

static gboolean
read_samples (Reader *reader, const char *value, GError **error)
{
  PlxSampling *sampling = &reader->scenario->sampling;
  guint64 n;

  if (!plx_count_read (value, &n, error))
    {
      g_prefix_error (error, "%s: samples: ", reader->where);
      return FALSE;
    }
  if (n < 2 || n > 1000000)
    return complain (reader, error, "samples = %s is out of range; it goes from 2 to 1000000", value);
  sampling->max_samples = (guint) n;
  sampling->min_samples = MIN (sampling->min_samples, (guint) n);
  return TRUE;
}

static gboolean
read_seed (Reader *reader, const char *value, GError **error)
{
  if (plx_count_read (value, &reader->scenario->sampling.seed, error))
    return TRUE;
  g_prefix_error (error, "%s: seed: ", reader->where);
  return FALSE;
}

static gboolean
read_kinds (Reader *reader, const char *value, GError **error)
{
  return plx_plot_kinds_read (value, reader->where, &reader->scenario->plots, error);
}

/* ---- an algorithm's group ---- */

static gboolean
read_variants (Reader *reader, const char *value, GError **error)
{
  g_auto (GStrv) names = split_list (value);
  g_autoptr (GPtrArray) valid = g_ptr_array_new ();

  if (reader->variant)
    return complain (reader, error, "[algorithm %s] names its variant already; leave 'variants' out",
                     reader->algorithm->label);
  for (const PlxVariant *v = reader->table->variants; v->name; v++)
    g_ptr_array_add (valid, (gpointer) v->name);
  g_ptr_array_add (valid, NULL);
  for (guint i = 0; names[i]; i++)
    {
      if (!g_strv_contains ((const char *const *) valid->pdata, names[i]))
        return wrong_name (reader, "variant", names[i], (const char *const *) valid->pdata, error);
      if (g_strv_contains ((const char *const *) names + i + 1, names[i]))
        return complain (reader, error, "the variant '%s' stands there twice; once is enough", names[i]);
    }
  reader->algorithm->variants = g_steal_pointer (&names);
  return TRUE;
}

static GArray *
read_sweep (const Reader *reader, const char *key, const char *value, GError **error)
{
  GArray *sweep = plx_sweep_read (value, error);

  if (!sweep)
    g_prefix_error (error, "%s: %s: ", reader->where, key);
  return sweep;
}

static gboolean
read_p (Reader *reader, const char *value, GError **error)
{
  g_autoptr (GArray) sweep = read_sweep (reader, "p", value, error);

  if (!sweep)
    return FALSE;
  for (guint i = 0; i < sweep->len; i++)
    {
      const guint64 p = g_array_index (sweep, guint64, i);

      if (p < 1 || p > PLX_MAX_PROCS)
        return complain (reader, error, "p = %" G_GUINT64_FORMAT " is out of range; it goes from 1 to %u", p,
                         PLX_MAX_PROCS);
    }
  return plx_settings_add (reader->algorithm->settings, "p", value, reader->where, error);
}

static gboolean
check_counts (const Reader *reader, const PlxParam *param, const char *value, GError **error)
{
  g_autoptr (GArray) sweep = read_sweep (reader, param->name, value, error);
  g_autofree gpointer scratch = g_malloc0 (reader->table->instance_size);
  const PlxUnits units = { .word = 8 };

  if (!sweep)
    return FALSE;
  for (guint i = 0; i < sweep->len; i++)
    {
      g_autofree char *text = g_strdup_printf ("%" G_GUINT64_FORMAT, g_array_index (sweep, guint64, i));
      g_autofree char *where = g_strdup_printf ("%s: %s", reader->where, param->name);

      if (!plx_param_read (param, text, where, &units, scratch, error))
        return FALSE;
    }
  return TRUE;
}

/* One of the algorithm's own parameters: counts may be sweeps. */
static gboolean
read_parameter (Reader *reader, const PlxParam *param, const char *value, GError **error)
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
  { { "measure", "executors", "names, ...", "threads", "what runs the algorithms; without [measure] nothing does" },
    read_executors },
  { { "measure", "precision", "0.1 % to 50 %", "2 %", "wanted half-width of the 95 % interval of the median" },
    read_precision },
  { { "measure", "time_limit", "time with its unit: ms, s, min, h", "60 s", "for all cells together" }, read_time_limit },
  { { "measure", "samples", "2 to 1000000", "100", "at most so many of each cell" }, read_samples },
  { { "measure", "seed", "count", "42", "of the inputs and of the order of the cells" }, read_seed },
  { { "plot", "kinds", "time, error, speedup, breakdown", "all four", "which pictures" }, read_kinds },
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
      g_string_append_printf (text, "    %-10s  %s\n                %s; %s%s\n", k->key, k->text, k->value,
                              k->fallback ? "default: " : "required", k->fallback ? k->fallback : "");
    }
  return g_string_free (text, FALSE);
}

/* ---- lines ---- */

/* FALSE when the name stood there before. */
static gboolean
once (const Reader *reader, const char *what, char *name, GError **error)
{
  const char *before = g_hash_table_lookup (reader->seen, name);

  if (before)
    {
      complain (reader, error, "%s %s stands there already, at %s; remove one", what, name, before);
      g_free (name);
      return FALSE;
    }
  g_hash_table_insert (reader->seen, name, g_strdup (reader->where));
  return TRUE;
}

static gboolean
begin_algorithm (Reader *reader, const char *label, GError **error)
{
  reader->table = plx_algorithm_find (label, &reader->variant, error);
  if (!reader->table)
    {
      g_prefix_error (error, "%s: ", reader->where);
      return FALSE;
    }
  reader->algorithm = plx_scenario_add_algorithm (reader->scenario, label);
  reader->group = "algorithm NAME";
  return TRUE;
}

static gboolean
begin_group (Reader *reader, char *line, GError **error)
{
  static const char *const groups[] = { "scenario", "algorithm NAME", "machine", "predict", "measure", "plot", NULL };
  char *end = strchr (line, ']');

  if (!end || end[1])
    return complain (reader, error, "'%s' is not a group; write [NAME] alone on its line", line);
  *end = '\0';
  g_strstrip (++line);
  if (!once (reader, "group", g_strdup_printf ("[%s]", line), error))
    return FALSE;
  reader->algorithm = NULL;
  if (g_str_has_prefix (line, "algorithm ") || !strcmp (line, "algorithm"))
    return begin_algorithm (reader, g_strchug (line + strlen ("algorithm")), error);
  for (guint i = 0; groups[i]; i++)
    if (!strcmp (line, groups[i]))
      {
        reader->group = groups[i];
        return TRUE;
      }
  return wrong_name (reader, "group", line, groups, error);
}

static gboolean
unknown_key (const Reader *reader, const char *key, GError **error)
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
  return wrong_name (reader, what, key, (const char *const *) valid->pdata, error);
}

static gboolean
read_key (Reader *reader, const char *key, const char *value, GError **error)
{
  if (reader->algorithm)
    for (const PlxParam *q = reader->table->params; q && q->name; q++)
      if (!strcmp (q->name, key))
        return read_parameter (reader, q, value, error);
  for (guint i = 0; i < G_N_ELEMENTS (schema); i++)
    if (schema[i].read && !strcmp (schema[i].key.group, reader->group) && !strcmp (schema[i].key.key, key))
      return schema[i].read (reader, value, error);
  return unknown_key (reader, key, error);
}

/* Cuts off a comment: a '#' that begins the line or follows a blank. */
static void
strip_comment (char *line)
{
  for (char *c = line; *c; c++)
    if (*c == '#' && (c == line || g_ascii_isspace (c[-1])))
      {
        *c = '\0';
        break;
      }
  g_strstrip (line);
}

static gboolean
read_line (Reader *reader, char *line, GError **error)
{
  g_autofree char *name = NULL;
  char *equals;

  strip_comment (line);
  if (!*line)
    return TRUE;
  if (*line == '[')
    return begin_group (reader, line, error);
  equals = strchr (line, '=');
  if (!equals)
    return complain (reader, error, "'%s' is neither [GROUP] nor KEY = VALUE", line);
  *equals = '\0';
  g_strstrip (line);
  g_strchug (equals + 1);
  if (!*reader->group)
    return complain (reader, error, "'%s' stands before the first group; begin the file with [scenario]", line);
  if (!equals[1])
    return complain (reader, error, "%s has no value; write %s = ...", line, line);
  name = g_strdup_printf ("%s in [%s]", line, reader->algorithm ? reader->algorithm->label : reader->group);
  return once (reader, "key", g_steal_pointer (&name), error) && read_key (reader, line, equals + 1, error);
}

/* ---- the whole ---- */

static gboolean
missing (const PlxScenario *scenario, const char *what, GError **error)
{
  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: %s", scenario->file, what);
  return FALSE;
}

static gboolean
check_algorithm (const PlxScenario *scenario, const PlxScenarioAlgorithm *a, GError **error)
{
  const PlxAlgorithm *table = plx_algorithm_find (a->label, NULL, error);
  g_autofree char *text = NULL;
  const char *lacking = NULL;

  if (!table)
    return FALSE;
  for (const PlxParam *q = table->params; q && q->name && !lacking; q++)
    if (!q->fallback && !q->only && !(q->flags & PLX_FROM_LOGP) && !plx_settings_get (a->settings, q->name, NULL))
      lacking = q->name;
  if (!lacking && !plx_settings_get (a->settings, "p", NULL))
    lacking = "p";
  if (!lacking)
    return TRUE;
  text = g_strdup_printf ("[algorithm %s] has no %s; write %s = 1, 2, 4", a->label, lacking, lacking);
  return missing (scenario, text, error);
}

static gboolean
check_complete (const Reader *reader, GError **error)
{
  PlxScenario *scenario = reader->scenario;

  if (!g_hash_table_contains (reader->seen, "format in [scenario]"))
    return missing (scenario, "no version; write format = 1 in a group [scenario]", error);
  if (!scenario->algorithms->len)
    return missing (scenario, "no algorithm; write a group [algorithm NAME] with n and p", error);
  if (!scenario->models->len)
    return missing (scenario, "no model; write models = bsp in a group [predict]", error);
  for (guint i = 0; i < scenario->algorithms->len; i++)
    if (!check_algorithm (scenario, scenario->algorithms->pdata[i], error))
      return FALSE;
  if (g_hash_table_contains (reader->seen, "[measure]") && !scenario->executors[0])
    {
      g_strfreev (scenario->executors);
      scenario->executors = g_strsplit ("threads", ",", -1);
    }
  return TRUE;
}

static gboolean
read_lines (Reader *reader, GError **error)
{
  const PlxScenario *scenario = reader->scenario;
  g_auto (GStrv) lines = g_strsplit (scenario->text, "\n", -1);

  for (guint i = 0; lines[i]; i++)
    {
      g_free (reader->where);
      reader->where = g_strdup_printf ("%s:%u", scenario->file, i + 1);
      if (!g_utf8_validate (lines[i], -1, NULL))
        return complain (reader, error, "the line is not UTF-8 text");
      if (!read_line (reader, lines[i], error))
        return FALSE;
    }
  return check_complete (reader, error);
}

PlxScenario *
plx_scenario_parse (const char *text, const char *file, GError **error)
{
  g_autoptr (PlxScenario) scenario = plx_scenario_new (file);
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  Reader reader = { .scenario = scenario, .group = "", .seen = seen };
  gboolean ok;

  g_free (scenario->text);
  scenario->text = g_strdup (text);
  ok = read_lines (&reader, error);
  g_free (reader.where);
  return ok ? g_steal_pointer (&scenario) : NULL;
}
