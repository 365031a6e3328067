/* SPDX-License-Identifier: MIT */
/* sweep.c: counts ("2^20", "64K", "1e6") and lists and ranges of them. */
#include "sim/core/param.h"

#include <parallax/error.h>
#include <string.h>

#define MOST_VALUES 10000u

static gboolean
fail (GError **error, const char *what)
{
  g_set_error_literal (error, PLX_ERROR, PLX_ERROR_INPUT, what);
  return FALSE;
}

static gboolean
not_a_count (GError **error)
{
  return fail (error, "not a whole number; something like 1000, 2^20, 1e6 or 64K would do");
}

static gboolean
too_large (GError **error)
{
  return fail (error, "too large a number; it must be below 2^64");
}

/* Decimal digits from *text on. */
static gboolean
digits (const char **text, guint64 *value, GError **error)
{
  if (!g_ascii_isdigit (**text))
    return not_a_count (error);
  for (; g_ascii_isdigit (**text); (*text)++)
    if (__builtin_mul_overflow (*value, 10u, value)
        || __builtin_add_overflow (*value, (guint64) (**text - '0'), value))
      return too_large (error);
  return TRUE;
}

/* value = value * base^exponent. */
static gboolean
scale (guint64 *value, guint64 base, guint64 exponent, GError **error)
{
  if (base <= 1 || *value == 0)
    {
      *value = exponent > 0 ? *value * base : *value;
      return TRUE;
    }
  for (; exponent > 0; exponent--)
    if (__builtin_mul_overflow (*value, base, value))
      return too_large (error);
  return TRUE;
}

/* "e6" after a number of which `fraction` digits stood behind the point. */
static gboolean
ten_to_the (const char **text, guint64 *value, guint fraction, GError **error)
{
  guint64 exponent = 0;

  if (**text == 'e' || **text == 'E')
    {
      *text += 1 + ((*text)[1] == '+');
      if (!digits (text, &exponent, error))
        return FALSE;
    }
  for (; fraction > exponent && *value % 10 == 0; fraction--)
    *value /= 10;
  return fraction > exponent ? not_a_count (error) : scale (value, 10, exponent - fraction, error);
}

gboolean
plx_count_parse (const char *text, guint64 *count, GError **error)
{
  static const char suffixes[] = "KMGT";
  guint64 value = 0, exponent = 0;
  const char *suffix;
  gboolean good;

  while (g_ascii_isspace (*text))
    text++;
  if (!digits (&text, &value, error))
    return FALSE;
  if (*text == '.')
    {
      const char *point = text++;

      good = digits (&text, &value, error) && ten_to_the (&text, &value, (guint) (text - point - 1), error);
    }
  else if (*text == '^')
    {
      const guint64 base = value;

      text++;
      value = 1;
      good = digits (&text, &exponent, error) && scale (&value, base, exponent, error);
    }
  else if (*text && (suffix = strchr (suffixes, *text)))
    {
      text++;
      good = scale (&value, 1024, (guint64) (suffix - suffixes) + 1, error);
    }
  else
    good = ten_to_the (&text, &value, 0, error);
  if (!good)
    return FALSE;
  while (g_ascii_isspace (*text))
    text++;
  *count = value;
  return *text == '\0' || not_a_count (error);
}

gboolean
plx_count_read (const char *text, guint64 *count, GError **error)
{
  if (plx_count_parse (text, count, error))
    return TRUE;
  g_prefix_error (error, "%s: ", text);
  return FALSE;
}

/* ---- sweeps ---- */

/* "a..b*r" or "a..b+s"; without a step, +1. */
typedef struct {
  guint64 first, last, step;
  gboolean geometric;
} Range;

static gboolean
range_read (const char *text, const char *dots, Range *range, GError **error)
{
  g_autofree char *first = g_strndup (text, (gsize) (dots - text));
  const char *last = dots + 2, *step = strpbrk (last, "*+");
  g_autofree char *until = step ? g_strndup (last, (gsize) (step - last)) : g_strdup (last);

  range->geometric = step && *step == '*';
  range->step = 1;
  if (!plx_count_parse (first, &range->first, error) || !plx_count_parse (until, &range->last, error)
      || (step && !plx_count_parse (step + 1, &range->step, error)))
    return FALSE;
  if (range->first > range->last)
    return fail (error, "the range runs backwards; write it from the smaller to the larger end");
  if (range->geometric && (range->step < 2 || range->first == 0))
    return fail (error,
                 "the range never ends; a geometric one starts at 1 or more and multiplies by 2 or more");
  return range->step > 0 || fail (error, "the range never ends; its step must be 1 or more");
}

static gboolean
sweep_add (GArray *values, guint64 value, GError **error)
{
  if (values->len >= MOST_VALUES)
    return fail (error, "more than 10000 values; take a larger step");
  g_array_append_val (values, value);
  return TRUE;
}

static gboolean
range_add (GArray *values, const Range *range, GError **error)
{
  guint64 x = range->first;
  gboolean over = FALSE;

  while (!over && x <= range->last)
    {
      if (!sweep_add (values, x, error))
        return FALSE;
      over = range->geometric ? __builtin_mul_overflow (x, range->step, &x)
                              : __builtin_add_overflow (x, range->step, &x);
    }
  return TRUE;
}

static gboolean
item_add (GArray *values, const char *item, GError **error)
{
  const char *dots = strstr (item, "..");
  Range range;
  guint64 count;

  if (dots)
    return range_read (item, dots, &range, error) && range_add (values, &range, error);
  return plx_count_parse (item, &count, error) && sweep_add (values, count, error);
}

GArray *
plx_sweep_read (const char *text, GError **error)
{
  g_auto (GStrv) items = g_strsplit (text, ",", -1);
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (guint64));

  if (!items[0])
    {
      fail (error, "empty; something like 1,2,4 or 2^10..2^20*4 would do");
      return NULL;
    }
  for (guint i = 0; items[i]; i++)
    if (!item_add (values, g_strstrip (items[i]), error))
      {
        g_prefix_error (error, "%s: ", *items[i] ? items[i] : text);
        return NULL;
      }
  return g_steal_pointer (&values);
}

char **
plx_sweep_texts (const char *text, GError **error)
{
  g_autoptr (GArray) sweep = NULL;
  char **texts;

  if (!strchr (text, ',') && !strstr (text, ".."))
    return g_strdupv ((char *[]) { (char *) text, NULL });
  if (!(sweep = plx_sweep_read (text, error)))
    return NULL;
  texts = g_new0 (char *, sweep->len + 1);
  for (guint i = 0; i < sweep->len; i++)
    texts[i] = g_strdup_printf ("%" G_GUINT64_FORMAT, g_array_index (sweep, guint64, i));
  return texts;
}
