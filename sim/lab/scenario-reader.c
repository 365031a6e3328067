/* SPDX-License-Identifier: MIT */
/* scenario-reader.c: a strict reader of the lines of scenario files. */
#include "sim/lab/scenario-reader.h"
#include "sim/program/job.h"

#include <parallax/registry.h>
#include <string.h>

gboolean
plx_scenario_complain (const PlxScenarioReader *reader, GError **error, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: %s", reader->where, text);
  return FALSE;
}

gboolean
plx_scenario_wrong_name (const PlxScenarioReader *reader, const char *what, const char *name,
                         const char *const *valid, GError **error)
{
  const char *nearest = plx_nearest (name, valid);
  g_autofree char *all = g_strjoinv (", ", (char **) valid);

  if (nearest)
    return plx_scenario_complain (reader, error,
                                  "unknown %s '%s'; did you mean '%s'?", what, name, nearest);
  return plx_scenario_complain (reader, error, "unknown %s '%s'; there are: %s", what, name, all);
}

/* ---- lines ---- */

/* FALSE when the name stood there before. */
static gboolean
once (const PlxScenarioReader *reader, const char *what, char *name, GError **error)
{
  const char *before = g_hash_table_lookup (reader->seen, name);

  if (before)
    {
      plx_scenario_complain (reader, error,
                             "%s %s stands there already, at %s; remove one", what, name, before);
      g_free (name);
      return FALSE;
    }
  g_hash_table_insert (reader->seen, name, g_strdup (reader->where));
  return TRUE;
}

/* A program's file may lie beside the scenario's. (transfer full) */
static char *
find_program (const PlxScenarioReader *reader, const char *label)
{
  g_autofree char *folder = g_path_get_dirname (reader->scenario->file);
  g_autofree char *beside = g_build_filename (folder, label, NULL);

  return g_strdup (plx_algorithm_is_file (label) && g_file_test (beside, G_FILE_TEST_EXISTS) ? beside : label);
}

static gboolean
begin_algorithm (PlxScenarioReader *reader, const char *name, GError **error)
{
  g_autofree char *label = find_program (reader, name);

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
begin_group (PlxScenarioReader *reader, char *line, GError **error)
{
  static const char *const groups[]
    = { "scenario", "algorithm NAME", "machine", "predict", "measure", "plot", NULL };
  char *end = strchr (line, ']');

  if (!end || end[1])
    return plx_scenario_complain (reader, error,
                                  "'%s' is not a group; write [NAME] alone on its line", line);
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
  return plx_scenario_wrong_name (reader, "group", line, groups, error);
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
read_line (PlxScenarioReader *reader, char *line, GError **error)
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
    return plx_scenario_complain (reader, error, "'%s' is neither [GROUP] nor KEY = VALUE", line);
  *equals = '\0';
  g_strstrip (line);
  g_strchug (equals + 1);
  if (!*reader->group)
    return plx_scenario_complain (reader, error,
                                  "'%s' stands before the first group; begin the file with "
                                  "[scenario]", line);
  if (!equals[1])
    return plx_scenario_complain (reader, error, "%s has no value; write %s = ...", line, line);
  name = g_strdup_printf ("%s in [%s]", line,
                          reader->algorithm ? reader->algorithm->label : reader->group);
  return once (reader, "key", g_steal_pointer (&name), error)
         && plx_scenario_read_key (reader, line, equals + 1, error);
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
    if (!q->fallback && !q->only && !(q->flags & PLX_FROM_LOGP)
        && !plx_settings_get (a->settings, q->name, NULL))
      lacking = q->name;
  if (!lacking && !plx_settings_get (a->settings, "p", NULL) && !table->processors)
    lacking = "p";
  if (!lacking)
    return TRUE;
  text = g_strdup_printf ("[algorithm %s] has no %s; write %s = 1, 2, 4", a->label, lacking,
                          lacking);
  return missing (scenario, text, error);
}

static gboolean
check_complete (const PlxScenarioReader *reader, GError **error)
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
read_lines (PlxScenarioReader *reader, GError **error)
{
  const PlxScenario *scenario = reader->scenario;
  g_auto (GStrv) lines = g_strsplit (scenario->text, "\n", -1);

  for (guint i = 0; lines[i]; i++)
    {
      g_free (reader->where);
      reader->where = g_strdup_printf ("%s:%u", scenario->file, i + 1);
      if (!g_utf8_validate (lines[i], -1, NULL))
        return plx_scenario_complain (reader, error, "the line is not UTF-8 text");
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
  PlxScenarioReader reader = { .scenario = scenario, .group = "", .seen = seen };
  gboolean ok;

  g_free (scenario->text);
  scenario->text = g_strdup (text);
  ok = read_lines (&reader, error);
  g_free (reader.where);
  return ok ? g_steal_pointer (&scenario) : NULL;
}
