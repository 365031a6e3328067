/* SPDX-License-Identifier: MIT */
/* expression.c: closed forms and conditions, evaluated as they are read.
 *
 *     or      = and { "||" and }            and    = relation { "&&" relation }
 *     relation = sum [ ("==" | "!=" | "<" | "<=" | ">" | ">=") sum ]
 *     sum     = product { ("+" | "-") product }    product = sign { ("*" | "/") sign }
 *     sign    = { "-" | "+" | "!" } raised         raised  = atom [ "^" sign ]
 *     atom    = number | name | name "(" or { "," or } ")" | "(" or ")"
 *
 * A truth is 1 or 0. What && and || do not need is read, but its arithmetic may fail. Integers below
 * 2^53 are exact. */
#include "sim/core/param.h"

#include <math.h>
#include <parallax/error.h>
#include <string.h>

#define DEEPEST 100
#define LONGEST_NAME 63
#define MOST_ARGUMENTS 8

typedef struct {
  const char *text, *at;
  PlxLookup lookup;
  PlxCall call;
  gpointer data;
  guint depth, unneeded;
  GError **error;
} Reader;

static gboolean read_or (Reader *r, double *value);
static gboolean read_sign (Reader *r, double *value);

G_GNUC_PRINTF (3, 4)
static gboolean
fail_at (const Reader *r, const char *at, const char *format, ...)
{
  va_list arguments;
  g_autofree char *what = NULL;

  va_start (arguments, format);
  what = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (r->error, PLX_ERROR, PLX_ERROR_INPUT, "\"%.60s%s\", character %d: %s", r->text,
               strlen (r->text) > 60 ? "..." : "", (int) (at - r->text) + 1, what);
  return FALSE;
}

static void
skip_blanks (Reader *r)
{
  while (g_ascii_isspace (*r->at))
    r->at++;
}

/* Goes over a token, when it is the next. */
static gboolean
take (Reader *r, const char *token)
{
  skip_blanks (r);
  if (strncmp (r->at, token, strlen (token)) != 0)
    return FALSE;
  r->at += strlen (token);
  return TRUE;
}

static gboolean
expect (Reader *r, const char *token)
{
  return take (r, token) || fail_at (r, r->at, "\"%s\" is missing", token);
}

/* The value of an operation or function, which must be a number where it is needed. */
static gboolean
needs_finite (const Reader *r, const char *at, const char *what, double *value)
{
  if (isfinite (*value))
    return TRUE;
  *value = 0;
  return r->unneeded > 0 || fail_at (r, at, "%s has no finite value here", what);
}

/* ---- functions ---- */

static gboolean
same (double x, double y)
{
  return x >= y && x <= y;
}

/* Exact for powers of two. */
static double
exact_log2 (double x)
{
  int exponent;

  return same (frexp (x, &exponent), 0.5) ? exponent - 1 : log2 (x);
}

/* Exact for cubes. */
static double
exact_cbrt (double x)
{
  const double near = round (cbrt (x));

  return same (near * near * near, x) ? near : cbrt (x);
}

/* By multiplication for small whole exponents: exact where the result is. */
static double
raised (double x, double y)
{
  double z = 1;

  if (!same (y, floor (y)) || fabs (y) > 64)
    return pow (x, y);
  for (int i = 0; i < (int) fabs (y); i++)
    z *= x;
  return y < 0 ? 1 / z : z;
}

/* n = base^k for a whole k >= 0. */
static gboolean
is_power (double n, double base)
{
  double x = 1;

  if (base < 2)
    return same (n, 1);
  while (x < n)
    x *= base;
  return same (x, n);
}

/* Exact for powers of the base. */
static double
exact_log (double n, double base)
{
  const double k = log (n) / log (base), near = round (k);

  return same (raised (base, near), n) ? near : k;
}

static double
modulo (double x, double y)
{
  return x - y * floor (x / y);
}

static gboolean
call_one (const char *name, double x, double *value)
{
  static const struct { const char *name; double (*of) (double x); } functions[] = {
    { "abs", fabs },   { "cbrt", exact_cbrt }, { "ceil", ceil },
    { "floor", floor }, { "log2", exact_log2 }, { "sqrt", sqrt },
  };

  for (guint i = 0; i < G_N_ELEMENTS (functions); i++)
    if (strcmp (name, functions[i].name) == 0)
      {
        *value = functions[i].of (x);
        return TRUE;
      }
  return FALSE;
}

static gboolean
call_two (const char *name, double x, double y, double *value)
{
  if (strcmp (name, "mod") == 0)
    *value = modulo (x, y);
  else if (strcmp (name, "divides") == 0)
    *value = same (modulo (y, x), 0);
  else if (strcmp (name, "power") == 0)
    *value = is_power (x, y);
  else if (strcmp (name, "log") == 0)
    *value = exact_log (x, y);
  else
    return FALSE;
  return TRUE;
}

static gboolean
call_many (const char *name, const double *x, guint n, double *value)
{
  const gboolean largest = strcmp (name, "max") == 0;

  if (n == 0 || (!largest && strcmp (name, "min") != 0))
    return FALSE;
  *value = x[0];
  for (guint i = 1; i < n; i++)
    *value = largest ? MAX (*value, x[i]) : MIN (*value, x[i]);
  return TRUE;
}

static gboolean
call_function (Reader *r, const char *at, const char *name, double *value)
{
  double x[MOST_ARGUMENTS];
  guint n = 0;

  if (!take (r, ")"))
    {
      do
        {
          if (n == MOST_ARGUMENTS)
            return fail_at (r, r->at, "more than %d arguments", MOST_ARGUMENTS);
          if (!read_or (r, &x[n++]))
            return FALSE;
        }
      while (take (r, ","));
      if (!expect (r, ")"))
        return FALSE;
    }
  if ((n == 1 && call_one (name, x[0], value)) || (n == 2 && call_two (name, x[0], x[1], value))
      || call_many (name, x, n, value) || (r->call && r->call (name, x, n, value, r->data)))
    return needs_finite (r, at, name, value);
  return fail_at (r, at, "no function %s of %u arguments", name, n);
}

/* ---- grammar ---- */

static gboolean
read_name (Reader *r, double *value)
{
  char name[LONGEST_NAME + 1];
  const char *at = r->at;
  gsize length = 0;

  while (g_ascii_isalnum (at[length]) || at[length] == '_')
    length++;
  if (length > LONGEST_NAME)
    return fail_at (r, at, "a name of more than %d characters", LONGEST_NAME);
  memcpy (name, at, length);
  name[length] = '\0';
  r->at += length;
  if (take (r, "("))
    return call_function (r, at, name, value);
  if (!r->lookup || !r->lookup (name, value, r->data))
    return fail_at (r, at, "unknown name %s", name);
  return needs_finite (r, at, name, value);
}

static gboolean
read_atom (Reader *r, double *value)
{
  g_autoptr (GError) why = NULL;

  skip_blanks (r);
  if (*r->at == '(')
    {
      r->at++;
      return read_or (r, value) && expect (r, ")");
    }
  if (g_ascii_isalpha (*r->at) || *r->at == '_')
    return read_name (r, value);
  if (!g_ascii_isdigit (*r->at) && *r->at != '.')
    return fail_at (r, r->at, *r->at ? "a number, a name or ( would do here" : "the end comes too early");
  return plx_number_read (r->at, &r->at, value, &why) || fail_at (r, r->at, "%s", why->message);
}

static gboolean
read_raised (Reader *r, double *value)
{
  const char *at;
  double exponent;

  if (!read_atom (r, value))
    return FALSE;
  skip_blanks (r);
  at = r->at;
  if (!take (r, "^"))
    return TRUE;
  if (!read_sign (r, &exponent))
    return FALSE;
  *value = raised (*value, exponent);
  return needs_finite (r, at, "^", value);
}

/* Every recursion passes here, so here its depth is limited. */
static gboolean
read_sign (Reader *r, double *value)
{
  gboolean good = TRUE;

  if (r->depth == DEEPEST)
    return fail_at (r, r->at, "nested more than %d deep", DEEPEST);
  r->depth++;
  skip_blanks (r);
  if (*r->at == '-' || *r->at == '+' || (*r->at == '!' && r->at[1] != '='))
    {
      const char sign = *r->at++;

      good = read_sign (r, value);
      if (good && sign == '-')
        *value = -*value;
      else if (good && sign == '!')
        *value = same (*value, 0);
    }
  else
    good = read_raised (r, value);
  r->depth--;
  return good;
}

static gboolean
read_product (Reader *r, double *value)
{
  double other;

  if (!read_sign (r, value))
    return FALSE;
  for (;;)
    {
      skip_blanks (r);
      const char *at = r->at;
      const gboolean divide = *at == '/';

      if (*at != '*' && !divide)
        return TRUE;
      r->at++;
      if (!read_sign (r, &other))
        return FALSE;
      *value = divide ? *value / other : *value * other;
      if (!needs_finite (r, at, divide ? "/" : "*", value))
        return FALSE;
    }
}

static gboolean
read_sum (Reader *r, double *value)
{
  double other;

  if (!read_product (r, value))
    return FALSE;
  for (;;)
    {
      skip_blanks (r);
      const char *at = r->at;

      if (*at != '+' && *at != '-')
        return TRUE;
      r->at++;
      if (!read_product (r, &other))
        return FALSE;
      *value += *at == '-' ? -other : other;
      if (!needs_finite (r, at, "+", value))
        return FALSE;
    }
}

static gboolean
read_relation (Reader *r, double *value)
{
  static const char *const relations[] = { "==", "!=", "<=", ">=", "<", ">" };
  double x, y;
  guint i = 0;

  if (!read_sum (r, value))
    return FALSE;
  while (i < G_N_ELEMENTS (relations) && !take (r, relations[i]))
    i++;
  if (i == G_N_ELEMENTS (relations))
    return TRUE;
  x = *value;
  if (!read_sum (r, &y))
    return FALSE;
  const gboolean truths[] = { same (x, y), !same (x, y), x <= y, x >= y, x < y, x > y };

  *value = truths[i];
  return TRUE;
}

static gboolean
read_and (Reader *r, double *value)
{
  double other;

  if (!read_relation (r, value))
    return FALSE;
  while (take (r, "&&"))
    {
      const gboolean truth = !same (*value, 0);

      r->unneeded += !truth;
      if (!read_relation (r, &other))
        return FALSE;
      r->unneeded -= !truth;
      *value = truth && !same (other, 0);
    }
  return TRUE;
}

static gboolean
read_or (Reader *r, double *value)
{
  double other;

  if (!read_and (r, value))
    return FALSE;
  while (take (r, "||"))
    {
      const gboolean truth = !same (*value, 0);

      r->unneeded += truth;
      if (!read_and (r, &other))
        return FALSE;
      r->unneeded -= truth;
      *value = truth || !same (other, 0);
    }
  return TRUE;
}

gboolean
plx_expression (const char *text, PlxLookup lookup, PlxCall call, gpointer data, double *value,
                GError **error)
{
  Reader r = { .text = text, .at = text, .lookup = lookup, .call = call, .data = data, .error = error };

  if (!read_or (&r, value))
    return FALSE;
  skip_blanks (&r);
  return !*r.at || fail_at (&r, r.at, "an operator or the end would do here");
}
