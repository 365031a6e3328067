/* SPDX-License-Identifier: MIT */
/* param.c: values of typed parameters from text into an instance, and back. */
#include "sim/core/param.h"

#include <math.h>
#include <parallax/error.h>
#include <string.h>

static gboolean
fail (GError **error, const char *what)
{
  g_set_error_literal (error, PLX_ERROR, PLX_ERROR_INPUT, what);
  return FALSE;
}

int
plx_choice_find (const char *choices, const char *text)
{
  g_auto (GStrv) all = g_strsplit (choices ? choices : "", "|", -1);

  for (int i = 0; all[i]; i++)
    if (strcmp (all[i], text) == 0)
      return i;
  return -1;
}

char *
plx_choice_nth (const char *choices, guint n)
{
  g_auto (GStrv) all = g_strsplit (choices ? choices : "", "|", -1);

  return n < g_strv_length (all) ? g_strdup (all[n]) : NULL;
}

const PlxParam *
plx_param_find (const PlxParam *params, const char *name)
{
  for (; params && params->name; params++)
    if (strcmp (params->name, name) == 0)
      return params;
  return NULL;
}

static gboolean
in_range (const PlxParam *param, double value, GError **error)
{
  if ((param->flags & PLX_NONNEGATIVE) && value < 0)
    return fail (error, "is negative; 0 or more would do");
  if ((param->flags & PLX_POSITIVE) && value <= 0)
    return fail (error, "is not above 0; a positive value would do");
  return TRUE;
}

static gboolean
read_number (const PlxParam *param, const char *value, const PlxUnits *units, double *number,
             GError **error)
{
  return plx_quantity_read (value, param->unit, units, number, error) && in_range (param, *number, error);
}

/* A count of bytes or words may name them: "16 B". One of .choices stands for more than all. */
static gboolean
read_count (const PlxParam *param, const char *value, const PlxUnits *units, guint64 *count, GError **error)
{
  static const struct { const char *suffix, *unit; } sizes[] = {
    { "bytes", "byte" }, { "byte", "byte" }, { "B", "byte" }, { "words", "word" }, { "word", "word" },
  };
  g_autofree char *text = g_strdup (value);
  guint64 factor = 1;

  *count = G_MAXUINT64;
  if (plx_choice_find (param->choices, value) >= 0)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    if (g_str_has_suffix (text, sizes[i].suffix) && param->unit && *param->unit)
      {
        const gboolean same = strcmp (param->unit, sizes[i].unit) == 0;

        if (!same && strcmp (param->unit, "byte") != 0)
          return fail (error, "the wrong unit; a bare number would do");
        text[strlen (text) - strlen (sizes[i].suffix)] = '\0';
        factor = same ? 1 : units->word;
        break;
      }
  if (!plx_count_parse (text, count, error))
    return FALSE;
  if (__builtin_mul_overflow (*count, factor, count))
    return fail (error, "too large a number; it must be below 2^64");
  return in_range (param, (double) *count, error);
}

static gboolean
read_switch (const char *value, gboolean *on, GError **error)
{
  *on = strcmp (value, "yes") == 0;
  return *on || strcmp (value, "no") == 0 || fail (error, "neither yes nor no; one of them would do");
}

static gboolean
fail_choice (const PlxParam *param, const char *value, GError **error)
{
  g_auto (GStrv) all = g_strsplit (param->choices ? param->choices : "", "|", -1);
  g_autofree char *hint = plx_nearest_hint (value, (const char *const *) all);

  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "not a choice%s", hint);
  return FALSE;
}

static gboolean
read_choice (const PlxParam *param, const char *value, int *choice, GError **error)
{
  *choice = plx_choice_find (param->choices, value);
  return *choice >= 0 || fail_choice (param, value, error);
}

/* One of .choices stands for no rate at all. */
static gboolean
read_rate (const PlxParam *param, const char *value, const PlxUnits *units, PlxCurve *rate, GError **error)
{
  *rate = (PlxCurve) { .n = 0 };
  return plx_choice_find (param->choices, value) >= 0 || plx_curve_read (value, param->unit, units, rate, error);
}

static gboolean
read_time_or_rule (const PlxParam *param, const char *value, const PlxUnits *units, PlxTimeOrRule *time,
                   GError **error)
{
  *time = (PlxTimeOrRule) { .rule = plx_choice_find (param->choices, value) };
  if (time->rule >= 0)
    return TRUE;
  if (g_ascii_isalpha (*value))
    return fail_choice (param, value, error);
  return read_number (param, value, units, &time->time, error);
}

/* One time or curve for all classes that the literature counts. */
static gboolean
read_work_costs (const char *value, const PlxUnits *units, PlxWorkCosts *costs, GError **error)
{
  PlxCurve curve;

  if (!plx_curve_read (value, "time", units, &curve, error))
    return FALSE;
  *costs = (PlxWorkCosts) { .flat = TRUE };
  for (guint c = 0; c < PLX_COPY; c++)
    costs->of[c] = curve;
  plx_work_costs_settle (costs);
  return TRUE;
}

gboolean
plx_param_parse (const PlxParam *param, const char *value, const PlxUnits *units, gpointer instance,
                 GError **error)
{
  gpointer member = (char *) instance + param->offset;

  switch (param->flags & PLX_TYPE_MASK)
    {
    case PLX_NUMBER:
      return read_number (param, value, units, member, error);
    case PLX_COUNT:
      return read_count (param, value, units, member, error);
    case PLX_SWITCH:
      return read_switch (value, member, error);
    case PLX_CHOICE:
      return read_choice (param, value, member, error);
    case PLX_TIME_OR_RULE:
      return read_time_or_rule (param, value, units, member, error);
    case PLX_WORK_COSTS:
      return read_work_costs (value, units, member, error);
    case PLX_RATE:
      return read_rate (param, value, units, member, error);
    case PLX_TEXT:
      *(const char **) member = g_intern_string (value);
      return TRUE;
    default:
      return fail (error, "a parameter of a type that this program does not know; rebuild the plug-in");
    }
}

gboolean
plx_param_read (const PlxParam *param, const char *value, const char *where, const PlxUnits *units,
                gpointer instance, GError **error)
{
  g_autofree char *text = g_strstrip (g_strdup (value));

  if (plx_param_parse (param, text, units, instance, error))
    return TRUE;
  g_prefix_error (error, "%s%s%s: \"%s\": ", where ? where : "", where && *where ? ": " : "", param->name,
                  text);
  return FALSE;
}

static char *
number_text (double x)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  return g_strdup (plx_number_text (buffer, x));
}

static char *
curve_text (const PlxCurve *curve)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < curve->n; i++)
    {
      g_autofree char *time = number_text (curve->y[i]);

      if (curve->n > 1)
        g_string_append_printf (text, "%s%.0f: ", i > 0 ? ", " : "", curve->x[i]);
      g_string_append (text, time);
    }
  return g_string_free (text, FALSE);
}

/* What plx_param_read takes, when it can say it: one time or curve for all classes. */
static char *
work_costs_text (const PlxWorkCosts *costs)
{
  const PlxCurve *curve = &costs->of[PLX_OP];

  for (guint c = 1; c < PLX_N_CLASSES; c++)
    if (c < PLX_COPY ? memcmp (&costs->of[c], curve, sizeof *curve) != 0 : costs->of[c].n > 0)
      return g_strdup ("by class");
  return curve_text (curve);
}

char *
plx_param_text (const PlxParam *param, gconstpointer instance)
{
  const void *member = (const char *) instance + param->offset;
  const PlxTimeOrRule *time;
  const PlxCurve *curve;

  switch (param->flags & PLX_TYPE_MASK)
    {
    case PLX_COUNT:
      return param->choices && *(const guint64 *) member == G_MAXUINT64
               ? plx_choice_nth (param->choices, 0)
               : g_strdup_printf ("%" G_GUINT64_FORMAT, *(const guint64 *) member);
    case PLX_SWITCH:
      return g_strdup (*(const gboolean *) member ? "yes" : "no");
    case PLX_CHOICE:
      return plx_choice_nth (param->choices, (guint) *(const int *) member);
    case PLX_TIME_OR_RULE:
      time = member;
      return time->rule < 0 ? number_text (time->time)
                            : plx_choice_nth (param->choices, (guint) time->rule);
    case PLX_WORK_COSTS:
      return work_costs_text (member);
    case PLX_RATE:
      curve = member;
      return curve->n > 0 ? curve_text (curve) : plx_choice_nth (param->choices, 0);
    case PLX_TEXT:
      return g_strdup (*(const char *const *) member);
    default:
      return number_text (*(const double *) member);
    }
}

double
plx_param_number (const PlxParam *param, gconstpointer instance)
{
  const void *member = (const char *) instance + param->offset;
  const PlxTimeOrRule *time;
  const PlxWorkCosts *costs;
  const PlxCurve *curve;

  switch (param->flags & PLX_TYPE_MASK)
    {
    case PLX_NUMBER:
      return *(const double *) member;
    case PLX_COUNT:
      return (double) *(const guint64 *) member;
    case PLX_SWITCH:
    case PLX_CHOICE:
      return *(const int *) member;
    case PLX_TIME_OR_RULE:
      time = member;
      return time->rule < 0 ? time->time : (double) NAN;
    case PLX_RATE:
      curve = member;
      return curve->n <= 1 ? curve->y[0] : (double) NAN;
    case PLX_TEXT:
      return (double) NAN;
    default:
      costs = member;
      return costs->flat ? costs->of[PLX_OP].y[0] : (double) NAN;
    }
}
