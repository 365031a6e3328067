/* SPDX-License-Identifier: MIT */
/* check-expression.c: closed forms have the values that arithmetic gives them, exactly where integers are. */
#include "tests/main.h"

#include <math.h>
#include <string.h>

static gboolean
lookup (const char *name, double *value, gpointer data)
{
  static const struct { const char *name; double value; } names[] = {
    { "n", 4096 }, { "p", 8 }, { "g", 2.5 }, { "l", 30 }, { "nothing", 0 }, { "endless", HUGE_VAL },
  };

  ck_assert_ptr_null (data);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (name, names[i].name) == 0)
      {
        *value = names[i].value;
        return TRUE;
      }
  return FALSE;
}

static gboolean
call (const char *name, const double *arguments, guint n, double *value, gpointer data)
{
  (void) data;
  if (strcmp (name, "R") != 0 || n != 1)
    return FALSE;
  *value = 7 + arguments[0] - 1;
  return TRUE;
}

START_TEST (expressions_have_the_values_of_arithmetic)
{
  static const struct { const char *text; double value; } cases[] = {
    { "2*n/p + p - 3 + (p - 1)*g + 2*l", 1024 + 5 + 17.5 + 60 },
    { "2 + 3*4 - 10/4", 11.5 },
    { "2^3^2", 512 },
    { "-2^2", -4 },
    { "(-2)^2", 4 },
    { "2^-1", 0.5 },
    { "--3", 3 },
    { "10 - 4 - 3", 3 },
    { "100/5/2", 10 },
    { "1.5e3 + .5", 1500.5 },
    { "3^20", 3486784401 },
    { "2^0.5", 1.4142135623730951 },
    { "ceil(7/2) + floor(7/2)", 7 },
    { "log2(2^40)", 40 },
    { "log2(1)", 0 },
    { "log2(0.25)", -2 },
    { "sqrt(49)", 7 },
    { "cbrt(27) == 3", 1 },
    { "cbrt(1000003^3)", 1000003 },
    { "cbrt(2) < 1.26", 1 },
    { "min(3, 2, 5)", 2 },
    { "max(3, 2, 5)", 5 },
    { "mod(17, 5)", 2 },
    { "mod(-1, 5)", 4 },
    { "abs(3 - 7)", 4 },
    { "log(243, 3)", 5 },
    { "ceil(log(10, 3))", 3 },
    { "divides(8, n)", 1 },
    { "divides(3, n)", 0 },
    { "power(81, 3)", 1 },
    { "power(82, 3)", 0 },
    { "power(1, 5)", 1 },
    { "power(8, 1)", 0 },
    { "power(1, 0)", 1 },
    { "R(p) + R (1)", 21 },
    { "divides (p, n) && p >= 2", 1 },
    { "p < 2 || n == 4096", 1 },
    { "p != 8", 0 },
    { "!(p > 9)", 1 },
    { "!p", 0 },
    { "p <= 8 && !(n < 5) || 1/0", 1 },
    { "2 > 3", 0 },
    { "2 <= 2", 1 },
    { "3 >= 4", 0 },
  };

  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      double value = -99;

      PLX_OK (plx_expression (cases[k].text, lookup, call, NULL, &value, error));
      ck_assert_msg (value >= cases[k].value && value <= cases[k].value, "%s is %.17g, not %.17g",
                     cases[k].text, value, cases[k].value);
    }
}
END_TEST

START_TEST (what_and_and_or_do_not_need_may_fail)
{
  double value;

  PLX_OK (plx_expression ("nothing > 0 && n/nothing > 2", lookup, NULL, NULL, &value, error));
  ck_assert_double_eq (value, 0);
  PLX_OK (plx_expression ("nothing == 0 || log2(nothing) > 2", lookup, NULL, NULL, &value, error));
  ck_assert_double_eq (value, 1);
  PLX_FAILS (plx_expression ("nothing == 0 && n/nothing > 2", lookup, NULL, NULL, &value, error),
             PLX_ERROR_INPUT, "character 18: / has no finite value here");
}
END_TEST

START_TEST (errors_name_the_place)
{
  static const struct { const char *text, *message; } cases[] = {
    { "", "\"\", character 1: the end comes too early" },
    { "2*n/", "\"2*n/\", character 5: the end" },
    { "2 + * 3", "character 5: a number, a name or ( would do here" },
    { "2 3", "character 3: an operator or the end" },
    { "(2 + 3", "character 7: \")\" is missing" },
    { "n + m", "character 5: unknown name m" },
    { "1 + half(2)", "character 5: no function half of 1 arguments" },
    { "max()", "no function max of 0" },
    { "log2(1, 2)", "no function log2 of 2 arguments" },
    { "1/0", "character 2: / has no finite value" },
    { "sqrt(-1)", "character 1: sqrt has no finite value" },
    { "log2(0)", "log2 has no finite value" },
    { "10^400", "character 3: ^ has no finite value" },
    { "endless", "endless has no finite value" },
    { "1 < 2 < 3", "character 7: an operator or the end" },
    { "1e999", "too large" },
    { "mod(3, 0)", "mod has no" },
    { "min(1,2,3,4,5,6,7,8,9)", "more than 8 arguments" },
    { "n @ 2", "character 3" },
    { "f(1", "\")\" is missing" },
    { "1e308 + 1e308", "+ has no finite value" },
    { "1e308*10", "* has no finite value" },
    { "2 = 3", "character 3" },
  };

  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      double value;

      PLX_FAILS (plx_expression (cases[k].text, lookup, NULL, NULL, &value, error), PLX_ERROR_INPUT,
                 cases[k].message);
    }
}
END_TEST

START_TEST (hostile_input_ends_in_an_error)
{
  static const struct { char character; const char *message; } cases[] = {
    { '(', "nested more than 100 deep" },
    { '-', "nested more than 100 deep" },
    { '!', "nested more than 100 deep" },
    { 'x', "a name of more than 63 characters" },
  };
  double value;

  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autofree char *text = g_strnfill (100000, cases[k].character);

      PLX_FAILS (plx_expression (text, lookup, NULL, NULL, &value, error), PLX_ERROR_INPUT,
                 cases[k].message);
    }
  g_autoptr (GString) tower = g_string_new ("1");
  for (guint k = 0; k < 50000; k++)
    g_string_append (tower, "^1");
  PLX_FAILS (plx_expression (tower->str, lookup, NULL, NULL, &value, error), PLX_ERROR_INPUT,
             "nested more than 100 deep");
}
END_TEST

PLX_TEST_MAIN ("expression", expressions_have_the_values_of_arithmetic,
               what_and_and_or_do_not_need_may_fail, errors_name_the_place, hostile_input_ends_in_an_error)
