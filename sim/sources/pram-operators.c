/* SPDX-License-Identifier: MIT */
/* pram-operators.c: operators on whole numbers of 64 bits, for up to 256 processors at once. What does not fit is an
 * error, never another number. Divisions round down, and mod has the sign of the divisor.
 */
#include "sim/sources/pram-run.h"

/* ---- errors ---- */

static const char *const signs[] = {
  [PLX_PRAM_NEGATE] = "-", [PLX_PRAM_ABS] = "abs", [PLX_PRAM_LOG2] = "log2", [PLX_PRAM_CLOG2] = "clog2",
  [PLX_PRAM_ADD] = "+", [PLX_PRAM_SUBTRACT] = "-", [PLX_PRAM_MULTIPLY] = "*", [PLX_PRAM_DIVIDE] = "/",
  [PLX_PRAM_MODULO] = "mod", [PLX_PRAM_CEIL_DIVIDE] = "ceildiv", [PLX_PRAM_POWER] = "^", [PLX_PRAM_HASH] = "hash",
};

static gboolean
no_value (PlxPramMachine *m, const PlxPramNode *node, guint32 lane, gint64 a)
{
  if (node->op == PLX_PRAM_LOG2 || node->op == PLX_PRAM_CLOG2)
    return plx_pram_stop (m, node, lane, "%s (%" G_GINT64_FORMAT "): there is no logarithm of less than 1",
                          signs[node->op], a);
  return plx_pram_stop (m, node, lane, "%s (%" G_GINT64_FORMAT "): does not fit into 64 bits", signs[node->op], a);
}

static gboolean
no_values (PlxPramMachine *m, const PlxPramNode *node, guint32 lane, gint64 a, gint64 b)
{
  const char *why = "does not fit into 64 bits", *sign = signs[node->op];

  if (node->op == PLX_PRAM_HASH)
    why = "hash needs a modulus of 1 or more";
  else if (node->op == PLX_PRAM_POWER && b < 0)
    why = "a negative exponent; all numbers are whole";
  else if (b == 0 && (node->op == PLX_PRAM_DIVIDE || node->op == PLX_PRAM_MODULO || node->op == PLX_PRAM_CEIL_DIVIDE))
    why = "division by zero";
  if (g_ascii_isalpha (*sign) && node->op != PLX_PRAM_MODULO)
    return plx_pram_stop (m, node, lane, "%s (%" G_GINT64_FORMAT ", %" G_GINT64_FORMAT "): %s", sign, a, b, why);
  return plx_pram_stop (m, node, lane, "%" G_GINT64_FORMAT " %s %" G_GINT64_FORMAT ": %s", a, sign, b, why);
}

/* ---- arithmetic: TRUE when there is no value ---- */

static inline guint
floor_log2 (guint64 x)
{
  return 63 - (guint) __builtin_clzll (x);
}

/* Rounded down, and what remains, with the sign of @b; a 32-bit division is several times faster. */
static inline gboolean
divide (gint64 a, gint64 b, gint64 *quotient, gint64 *rest)
{
  if (G_LIKELY ((((guint64) a | (guint64) b) >> 32) == 0 && b != 0))
    {
      *quotient = (guint32) a / (guint32) b;
      *rest = (guint32) a % (guint32) b;
      return FALSE;
    }
  if (b == 0)
    return TRUE;
  if (b == -1)
    {
      *rest = 0;
      return __builtin_sub_overflow ((gint64) 0, a, quotient);
    }
  *quotient = a / b;
  *rest = a % b;
  if (*rest != 0 && (*rest < 0) != (b < 0))
    {
      *quotient -= 1;
      *rest += b;
    }
  return FALSE;
}

static inline gboolean
quotient (gint64 a, gint64 b, gint64 *x)
{
  gint64 rest;

  return divide (a, b, x, &rest);
}

static inline gboolean
modulo (gint64 a, gint64 b, gint64 *x)
{
  gint64 whole;

  if (b == -1)  /* even of the smallest number */
    {
      *x = 0;
      return FALSE;
    }
  return divide (a, b, &whole, x);
}

static inline gboolean
ceil_divide (gint64 a, gint64 b, gint64 *x)
{
  gint64 whole, rest;

  if (divide (a, b, &whole, &rest))
    return TRUE;
  *x = whole + (rest != 0);
  return FALSE;
}

static inline gboolean
power (gint64 a, gint64 b, gint64 *x)
{
  gint64 result = 1;

  if (b < 0)
    return TRUE;
  if (a == 2 && b < 63)
    {
      *x = (gint64) 1 << b;
      return FALSE;
    }
  for (;; b >>= 1)
    {
      if ((b & 1) && __builtin_mul_overflow (result, a, &result))
        return TRUE;
      if (b <= 1)
        break;
      if (__builtin_mul_overflow (a, a, &a))
        return TRUE;
    }
  *x = result;
  return FALSE;
}

static inline gboolean
hash (gint64 a, gint64 b, gint64 *x)
{
  if (b <= 0)
    return TRUE;
  *x = (gint64) ((guint64) a * 2654435761u & G_MAXUINT32) % b;
  return FALSE;
}

static inline gboolean
negate (gint64 a, gint64 *x)
{
  return __builtin_sub_overflow ((gint64) 0, a, x);
}

static inline gboolean
absolute (gint64 a, gint64 *x)
{
  *x = a;
  return a < 0 && negate (a, x);
}

static inline gboolean
log_down (gint64 a, gint64 *x)
{
  *x = a < 1 ? 0 : floor_log2 ((guint64) a);
  return a < 1;
}

static inline gboolean
log_up (gint64 a, gint64 *x)
{
  *x = a <= 1 ? 0 : floor_log2 ((guint64) a - 1) + 1;
  return a < 1;
}

/* ---- operators, over vectors ---- */

#define EACH(expression) \
  for (guint k = 0; k < v->n; k++) \
    out[k] = (expression); \
  return TRUE

#define EACH_OF_ONE(function) \
  for (guint k = 0; k < v->n; k++) \
    { \
      gint64 x; \
      if (G_UNLIKELY (function (a[k], &x))) \
        return no_value (m, node, v->lane[k], a[k]); \
      out[k] = x; \
    } \
  return TRUE

#define EACH_OF_TWO(function) \
  for (guint k = 0; k < v->n; k++) \
    { \
      gint64 x; \
      if (G_UNLIKELY (function (a[k], B (k), &x))) \
        return no_values (m, node, v->lane[k], a[k], B (k)); \
      out[k] = x; \
    } \
  return TRUE

gboolean
plx_pram_apply_one (PlxPramMachine *m, const PlxPramNode *node, const PlxPramVector *v, const gint64 *a,
                    gint64 *out)
{
  switch (node->op)
    {
    case PLX_PRAM_NEGATE: EACH_OF_ONE (negate);
    case PLX_PRAM_ABS:    EACH_OF_ONE (absolute);
    case PLX_PRAM_LOG2:   EACH_OF_ONE (log_down);
    case PLX_PRAM_CLOG2:  EACH_OF_ONE (log_up);
    case PLX_PRAM_NOT:    EACH (a[k] == 0);
    case PLX_PRAM_ODD:    EACH (a[k] & 1);
    case PLX_PRAM_EVEN:   EACH (~a[k] & 1);
    default:              g_assert_not_reached ();
    }
}

/* @each: the right side has a value for each; else one for all. A constant where it is called. */
static inline __attribute__ ((always_inline)) gboolean
apply_two (PlxPramMachine *m, const PlxPramNode *node, const PlxPramVector *v, const gint64 *a, const gint64 *b,
           gboolean each, gint64 *out)
{
#define B(k) b[each ? (k) : 0]
  switch (node->op)
    {
    case PLX_PRAM_ADD:           EACH_OF_TWO (__builtin_add_overflow);
    case PLX_PRAM_SUBTRACT:      EACH_OF_TWO (__builtin_sub_overflow);
    case PLX_PRAM_MULTIPLY:      EACH_OF_TWO (__builtin_mul_overflow);
    case PLX_PRAM_DIVIDE:        EACH_OF_TWO (quotient);
    case PLX_PRAM_MODULO:        EACH_OF_TWO (modulo);
    case PLX_PRAM_CEIL_DIVIDE:   EACH_OF_TWO (ceil_divide);
    case PLX_PRAM_POWER:         EACH_OF_TWO (power);
    case PLX_PRAM_HASH:          EACH_OF_TWO (hash);
    case PLX_PRAM_XOR:           EACH (a[k] ^ B (k));
    case PLX_PRAM_MINIMUM:       EACH (MIN (a[k], B (k)));
    case PLX_PRAM_MAXIMUM:       EACH (MAX (a[k], B (k)));
    case PLX_PRAM_EQUAL:         EACH (a[k] == B (k));
    case PLX_PRAM_UNEQUAL:       EACH (a[k] != B (k));
    case PLX_PRAM_LESS:          EACH (a[k] < B (k));
    case PLX_PRAM_LESS_EQUAL:    EACH (a[k] <= B (k));
    case PLX_PRAM_GREATER:       EACH (a[k] > B (k));
    case PLX_PRAM_GREATER_EQUAL: EACH (a[k] >= B (k));
    default:                     g_assert_not_reached ();
    }
#undef B
}

gboolean
plx_pram_apply_each (PlxPramMachine *m, const PlxPramNode *node, const PlxPramVector *v, const gint64 *a,
                     const gint64 *b, gint64 *out)
{
  return apply_two (m, node, v, a, b, TRUE, out);
}

/* One right side for all; a division by a power of two is a shift, which rounds down as well. */
gboolean
plx_pram_apply_same (PlxPramMachine *m, const PlxPramNode *node, const PlxPramVector *v, const gint64 *a, gint64 b,
                     gint64 *out)
{
  const gboolean shifts = b > 0 && (b & (b - 1)) == 0;

  if (node->op == PLX_PRAM_DIVIDE && shifts)
    {
      const guint by = floor_log2 ((guint64) b);

      EACH (a[k] >> by);
    }
  if (node->op == PLX_PRAM_MODULO && shifts)
    {
      EACH (a[k] & (b - 1));
    }
  return apply_two (m, node, v, a, &b, FALSE, out);
}
