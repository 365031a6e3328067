/* SPDX-License-Identifier: MIT */
/* units.c: numbers, and numbers with units, from text and back. */
#include "sim/core/param.h"

#include <math.h>
#include <parallax/error.h>
#include <string.h>

static gboolean
fail (GError **error, const char *what, const char *right)
{
  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s; %s", what, right);
  return FALSE;
}

char *
plx_number_text (char *buffer, double x)
{
  static const char *const formats[] = { "%.15g", "%.16g", "%.17g" };

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_ascii_formatd (buffer, G_ASCII_DTOSTR_BUF_SIZE, formats[i], x);
      if (g_ascii_strtod (buffer, NULL) >= x && g_ascii_strtod (buffer, NULL) <= x)
        break;
    }
  return buffer;
}

gboolean
plx_number_read (const char *text, const char **end, double *value, GError **error)
{
  const char *digits;
  char *stop;

  while (g_ascii_isspace (*text))
    text++;
  digits = text + (*text == '-' || *text == '+');
  if (g_ascii_strncasecmp (digits, "nan", 3) == 0 || g_ascii_strncasecmp (digits, "inf", 3) == 0)
    return fail (error, "not finite", "a finite number would do");
  if (!g_ascii_isdigit (digits[*digits == '.']))
    return fail (error, "not a number", "something like 12 or 4.2e-9 would do");
  if (digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X'))
    return fail (error, "not a decimal number", "something like 12 or 4.2e-9 would do");
  *value = g_ascii_strtod (text, &stop);
  *end = stop;
  return isfinite (*value) || fail (error, "too large for a number", "at most about 1e308");
}

/* "12 us/word" without the number: what is measured, and per what. */
typedef struct {
  char *of, *per;
} Unit;

static void
unit_clear (Unit *unit)
{
  g_free (unit->of);
  g_free (unit->per);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Unit, unit_clear)

/* B, bytes and words by their one name; anything else as it is. */
static char *
size_name (const char *text)
{
  g_autofree char *name = g_strstrip (g_strdup (text));

  if (strcmp (name, "B") == 0 || strcmp (name, "bytes") == 0)
    return g_strdup ("byte");
  if (strcmp (name, "words") == 0)
    return g_strdup ("word");
  return g_steal_pointer (&name);
}

static Unit
unit_split (const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, "/", 2);

  return (Unit) { size_name (parts[0] ? parts[0] : ""), size_name (parts[0] && parts[1] ? parts[1] : "") };
}

/* The power of ten of a unit of time in seconds: FALSE when it is none. */
static gboolean
ten_of (const char *unit, int *ten)
{
  static const char *const units[] = { "s", "ms", "us", "ns", "ps" };

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (strcmp (unit, units[i]) == 0)
      {
        *ten = -3 * (int) i;
        return TRUE;
      }
  return FALSE;
}

static gboolean
is_one_of (const char *text, const char *one, const char *many)
{
  return strcmp (text, one) == 0 || strcmp (text, many) == 0;
}

/* How a value of a unit is written on this machine. */
static char *
example (const char *unit, const PlxUnits *units)
{
  if (g_str_has_prefix (unit, "time"))
    {
      const char *time = units->second > 0 ? "12 us" : "12 steps", *per = strchr (unit, '/');

      return g_strdup_printf ("something like \"%s%s\" or a bare number would do", time, per ? per : "");
    }
  if (*unit)
    return g_strdup_printf ("something like \"16 %ss\" or a bare number would do", unit);
  return g_strdup ("a bare number would do");
}

static gboolean
fail_unit (GError **error, const char *wrong, const char *unit, const PlxUnits *units)
{
  g_autofree char *right = example (unit, units);

  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s; %s", wrong, right);
  return FALSE;
}

/* A conversion: times / over * 10^ten, kept apart so that 1.6 us is the double nearest to 1.6e-6. */
typedef struct {
  double times, over;
  int ten;
} Factor;

/* From a unit of time to the machine's. */
static gboolean
time_factor (const char *given, const char *unit, const PlxUnits *units, Factor *factor, GError **error)
{
  const gboolean counts_steps = units->second <= 0, in_seconds = units->second >= 1 && units->second <= 1;
  g_autofree char *wrong = NULL;

  if (ten_of (given, &factor->ten))
    {
      factor->times = units->second;
      return !counts_steps
             || fail_unit (error, "a unit of real time, but the machine counts steps", unit, units);
    }
  if (is_one_of (given, "step", "steps"))
    return counts_steps || fail_unit (error, "steps, but the machine is a real one", unit, units);
  if (is_one_of (given, "flop", "flops"))
    return (!counts_steps && !in_seconds)
           || fail_unit (error, "flops, but the machine does not count them", unit, units);
  wrong = g_strdup_printf ("unknown unit \"%s\"", given);
  return fail_unit (error, wrong, unit, units);
}

/* From a size to another; FALSE: there is none. */
static gboolean
size_factor (const char *given, const char *wanted, const PlxUnits *units, Factor *factor)
{
  *factor = (Factor) { 1, 1, 0 };
  if (strcmp (given, wanted) == 0)
    return TRUE;
  if (strcmp (given, "byte") == 0 && strcmp (wanted, "word") == 0)
    factor->over = units->word;
  else if (strcmp (given, "word") == 0 && strcmp (wanted, "byte") == 0)
    factor->times = units->word;
  else
    return FALSE;
  return TRUE;
}

static gboolean
unit_factor (const char *text, const char *unit, const PlxUnits *units, Factor *factor, GError **error)
{
  g_auto (Unit) given = unit_split (text), wanted = unit_split (unit);
  const gboolean is_time = strcmp (wanted.of, "time") == 0;
  g_autofree char *wrong = NULL;
  Factor per;

  *factor = (Factor) { 1, 1, 0 };
  if (is_time && !time_factor (given.of, unit, units, factor, error))
    return FALSE;
  if (size_factor (given.per, wanted.per, units, &per)
      && (is_time || size_factor (given.of, wanted.of, units, factor)))
    {
      *factor = (Factor) { factor->times * per.over, factor->over * per.times, factor->ten };
      return TRUE;
    }
  wrong = g_strdup_printf ("\"%s\" is the wrong unit", text);
  return fail_unit (error, wrong, unit, units);
}

/* The number in @text, which is good, times 10^ten. */
static double
shifted (const char *text, const char *end, int ten)
{
  const char *e;
  g_autofree char *moved = NULL;
  gint64 exponent;

  for (e = text; e < end && *e != 'e' && *e != 'E';)
    e++;
  exponent = e < end ? g_ascii_strtoll (e + 1, NULL, 10) : 0;
  exponent = CLAMP (exponent, -100000, 100000) + ten;
  moved = g_strdup_printf ("%.*se%d", (int) (e - text), text, (int) exponent);
  return g_ascii_strtod (moved, NULL);
}

gboolean
plx_quantity_read (const char *text, const char *unit, const PlxUnits *units, double *value, GError **error)
{
  g_autofree char *given = NULL;
  const char *end;
  Factor factor;

  if (!plx_number_read (text, &end, value, error))
    return FALSE;
  given = g_strstrip (g_strdup (end));
  if (!*given)
    return TRUE;
  if (!unit_factor (given, unit ? unit : "", units, &factor, error))
    return FALSE;
  *value = shifted (text, end, factor.ten) * factor.times / factor.over;
  return isfinite (*value) || fail (error, "too large for a number", "at most about 1e308");
}
