/* SPDX-License-Identifier: MIT */
/* pricer.c: a model with every parameter known: a setting, else the machine's value, else the default. */
#include "sim/core/param.h"

#include <math.h>
#include <parallax/engine.h>
#include <parallax/registry.h>
#include <string.h>

/* Where values come from. */
typedef struct {
  PlxPricer *pricer;
  const PlxSettings *settings;
  const PlxMachine *machine;
  guint p;
  gboolean extrapolate;
  PlxUnits units;
  GPtrArray *missing;  /* of const char *: names */
} Sources;

/* Whether the machine gives a value; with WRONG there is an error. */
typedef enum { ABSENT, FOUND, WRONG } Found;

static Found
machine_value (const Sources *from, const char *section, const char *key, PlxMachineValue *value,
               GError **error)
{
  g_autoptr (GError) why = NULL;

  if (!from->machine || !section)
    return ABSENT;
  if (plx_machine_get (from->machine, section, key, from->p, from->extrapolate, value, &why))
    return FOUND;
  if (!why)
    return ABSENT;
  g_propagate_error (error, g_steal_pointer (&why));
  return WRONG;
}

/* One class's time from [work]. */
static Found
work_class_read (const Sources *from, PlxWorkClass c, PlxCurve *curve, GError **error)
{
  const char *key = plx_work_class_name (c);
  PlxMachineValue value;
  const Found found = machine_value (from, "work", key, &value, error);

  if (found != FOUND)
    return found;
  if (plx_curve_read (value.text, strchr (value.text, '/') ? "time/byte" : "time", &from->units, curve,
                      error))
    return FOUND;
  g_prefix_error (error, "%s: %s: \"%s\": ", value.where, key, value.text);
  return WRONG;
}

/* Classes that [work] does not name cost what op does; copy and random nothing. */
static Found
work_costs_read (const Sources *from, PlxWorkCosts *costs, GError **error)
{
  Found found[PLX_N_CLASSES];

  *costs = (PlxWorkCosts) { .flat = TRUE };
  for (guint c = 0; c < PLX_N_CLASSES; c++)
    {
      found[c] = work_class_read (from, c, &costs->of[c], error);
      if (found[c] == WRONG)
        return WRONG;
      if (found[c] == ABSENT && c < PLX_COPY)
        costs->of[c] = costs->of[PLX_OP];
    }
  plx_work_costs_settle (costs);
  for (guint c = 0; c < PLX_N_CLASSES; c++)
    if (found[c] == FOUND && found[PLX_OP] == ABSENT)
      {
        g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "machine %s: [work] has %s but no op; add op = ..",
                     plx_machine_name (from->machine), plx_work_class_name (c));
        return WRONG;
      }
  return found[PLX_OP];
}

static Found
read_from_machine (const Sources *from, const PlxParam *param, GError **error)
{
  gpointer instance = from->pricer->instance, member = (char *) instance + param->offset;
  const char *section = from->pricer->model->section;
  PlxMachineValue value;
  Found found;

  if ((param->flags & PLX_TYPE_MASK) == PLX_WORK_COSTS)
    return work_costs_read (from, member, error);
  if (strcmp (param->name, "word") == 0 || strcmp (param->name, "tick") == 0)
    section = "machine";
  found = machine_value (from, section, param->name, &value, error);
  if (found == ABSENT && strcmp (param->name, "barrier") == 0)
    found = machine_value (from, "logp", param->name, &value, error);
  if (found == FOUND && !plx_param_read (param, value.text, value.where, &from->units, instance, error))
    return WRONG;
  return found;
}

/* A step is a step and a flop a flop, but how long an operation takes in seconds nobody knows by
 * default. */
static const char *
fallback_of (const Sources *from, const PlxParam *param)
{
  const gboolean in_seconds = from->units.second >= 1 && from->units.second <= 1;

  return (param->flags & PLX_TYPE_MASK) == PLX_WORK_COSTS && in_seconds ? NULL : param->fallback;
}

static gboolean
read_fallback (Sources *from, const PlxParam *param, GError **error)
{
  const char *text = fallback_of (from, param);

  if (text)
    return plx_param_read (param, text, from->pricer->model->name, &from->units, from->pricer->instance,
                           error);
  g_ptr_array_add (from->missing, (gpointer) param->name);
  return TRUE;
}

/* `g = table`: the machine's g-table. */
static gboolean
read_table (const Sources *from, const PlxParam *param, const char *where, GError **error)
{
  const PlxPricer *pricer = from->pricer;
  g_autofree char *key = g_strconcat (param->name, "-table", NULL);
  PlxMachineValue value;

  switch (machine_value (from, pricer->model->section, key, &value, error))
    {
    case FOUND:
      return plx_param_read (param, value.text, value.where, &from->units, pricer->instance, error);
    case ABSENT:
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT,
                   "%s: %s: the machine has no %s in [%s]; `parallax calibrate` measures those of [bsp]", where,
                   param->name, key, pricer->model->section);
      return FALSE;
    default:
      return FALSE;
    }
}

static gboolean
read_param (Sources *from, const PlxParam *param, const char *variant, GError **error)
{
  const PlxPricer *pricer = from->pricer;
  const char *where = pricer->label, *text = plx_settings_get (from->settings, param->name, &where);

  if (variant && strcmp (param->name, pricer->model->variants) == 0)
    {
      if (text && strcmp (text, variant) != 0)
        {
          g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT,
                       "%s: %s is \"%s\", but the name says \"%s\"; give it once", where, param->name, text,
                       variant);
          return FALSE;
        }
      text = variant;
    }
  if (text && (param->flags & PLX_TYPE_MASK) == PLX_RATE && strcmp (text, "table") == 0)
    return read_table (from, param, where, error);
  if (text)
    return plx_param_read (param, text, where, &from->units, pricer->instance, error);
  switch (read_from_machine (from, param, error))
    {
    case ABSENT:
      return read_fallback (from, param, error);
    case FOUND:
      return TRUE;
    default:
      return FALSE;
    }
}

/* Every setting names a parameter. */
static gboolean
check_settings (const PlxModel *model, const PlxSettings *settings, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autoptr (GString) wrong = g_string_new (NULL);
  const char *first = NULL, *where;

  for (const PlxParam *param = model->params; param && param->name; param++)
    g_ptr_array_add (names, (gpointer) param->name);
  g_ptr_array_add (names, NULL);
  for (guint i = 0; i < plx_settings_size (settings); i++)
    {
      const char *key = plx_settings_nth (settings, i, NULL, &where);
      g_autofree char *hint = NULL;

      if (plx_param_find (model->params, key))
        continue;
      hint = plx_nearest_hint (key, (const char *const *) names->pdata);
      g_string_append_printf (wrong, "%s%s: no parameter of %s%s", first ? "; " : "", key, model->name,
                              hint);
      first = first ? first : where;
    }
  if (first)
    g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s%s%s", first, *first ? ": " : "", wrong->str);
  return !first;
}

static gboolean
check_missing (const Sources *from, GError **error)
{
  g_autofree char *names = NULL, *example = NULL;
  const char *label = from->pricer->label;

  if (from->missing->len == 0)
    return TRUE;
  g_ptr_array_add (from->missing, NULL);
  names = g_strjoinv (", ", (char **) from->missing->pdata);
  example = g_strjoinv ("=..,", (char **) from->missing->pdata);
  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT,
               "%s: %s %s missing%s%s; give --model %s:%s=.. or %s--machine", label, names,
               from->missing->len > 2 ? "are" : "is", from->machine ? " on machine " : "",
               from->machine ? plx_machine_name (from->machine) : "", label, example,
               from->machine ? "another " : "");
  return FALSE;
}

/* A setting of the word's size counts where bytes become words. */
static gboolean
units_init (Sources *from, GError **error)
{
  const char *where = NULL, *text = plx_settings_get (from->settings, "word", &where);
  guint64 word;

  from->units = from->machine ? plx_machine_units (from->machine) : (PlxUnits) { 0, 8 };
  if (!text || !plx_param_find (from->pricer->model->params, "word"))
    return TRUE;
  if (plx_count_parse (text, &word, error) && word > 0 && word <= G_MAXUINT16)
    {
      from->units.word = (guint) word;
      return TRUE;
    }
  g_clear_error (error);
  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT,
               "%s: word: \"%s\": not the size of a word; 1 to 65535 bytes would do", where, text);
  return FALSE;
}

PlxPricer *
plx_pricer_new (const char *label, const PlxSettings *settings, const PlxMachine *machine, guint p,
                gboolean extrapolate, GError **error)
{
  const char *variant;
  const PlxModel *model = plx_model_find (label, &variant, error);
  g_autoptr (PlxPricer) pricer = NULL;
  g_autoptr (GPtrArray) missing = g_ptr_array_new ();
  Sources from
    = { .settings = settings, .machine = machine, .p = p, .extrapolate = extrapolate, .missing = missing };

  if (!model || !check_settings (model, settings, error))
    return NULL;
  pricer = g_new0 (PlxPricer, 1);
  *pricer = (PlxPricer) { model, g_strdup (label), g_malloc0 (MAX (model->instance_size, 1)) };
  from.pricer = pricer;
  if (!units_init (&from, error))
    return NULL;
  for (const PlxParam *param = model->params; param && param->name; param++)
    if (!read_param (&from, param, variant, error))
      return NULL;
  return check_missing (&from, error) ? g_steal_pointer (&pricer) : NULL;
}

void
plx_pricer_free (PlxPricer *pricer)
{
  if (!pricer)
    return;
  g_free (pricer->label);
  g_free (pricer->instance);
  g_free (pricer);
}

/* What a model, perhaps a plug-in's, says is wrong, or that it says nothing. */
static void
fail_price (const PlxPricer *pricer, GError *why, GError **error)
{
  if (why)
    g_propagate_error (error, why);
  else
    g_set_error (error, PLX_ERROR, PLX_ERROR_FAILED,
                 "%s: the model's price () failed without an error; it should set one that says why", pricer->label);
}

static PlxTiming *
ask_model (const PlxPricer *pricer, const PlxTrace *trace, gboolean explain, GError **error)
{
  const PlxTrace *bulk = plx_trace_bulk (trace, error);
  g_autoptr (PlxTiming) timing = NULL;
  GError *why = NULL;

  if (!bulk)
    return NULL;
  timing = plx_timing_new (plx_trace_n_supersteps (bulk), plx_trace_n_procs (bulk), explain);
  if (!pricer->model->price (pricer->instance, trace, timing, &why))
    {
      fail_price (pricer, why, error);
      return NULL;
    }
  g_clear_error (&why);
  return g_steal_pointer (&timing);
}

static PlxTiming *
ask_processors (const PlxPricer *pricer, const PlxTrace *trace, gboolean explain, GError **error)
{
  PlxProcessorCosts costs = { 0 };
  GError *why = NULL;

  if (pricer->model->costs (pricer->instance, &costs, &why))
    return plx_processors_price (&costs, trace, explain, error);
  fail_price (pricer, why, error);
  return NULL;
}

PlxTiming *
plx_pricer_price (const PlxPricer *pricer, const PlxTrace *trace, gboolean explain, GError **error)
{
  g_autoptr (PlxTiming) timing = pricer->model->costs ? ask_processors (pricer, trace, explain, error)
                                                      : ask_model (pricer, trace, explain, error);

  if (!timing || isfinite (plx_timing_total (timing)))
    return g_steal_pointer (&timing);
  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT,
               "%s: the time is beyond the largest number, about 1e308; smaller parameters would do", pricer->label);
  return NULL;
}
