/* SPDX-License-Identifier: MIT */
/* pram-evaluate.c: an expression's values for up to 256 processors at once. Where only some go on, behind `and`, `or`
 * and `?`, they are put together first: loops run over neighbours and ask nothing.
 */
#include "sim/sources/pram-run.h"

#include <parallax/error.h>
#include <string.h>

/* ---- errors ---- */

/* ", by processor i=3"; in an initial value ", of _i1=2"; else "" */
static char *
whose (const PlxPramMachine *m, guint32 lane)
{
  g_autofree char *indices = NULL;
  GString *text;

  if (m->rank > 0)
    {
      indices = plx_pram_lane_text (m, lane);
      return g_strdup_printf (", by processor %s", indices);
    }
  text = g_string_new (NULL);
  for (guint d = 0; d < m->place_rank; d++)
    g_string_append_printf (text, "%s_i%u=%" G_GINT64_FORMAT, d ? ", " : ", of ", d + 1, m->places[d][lane]);
  return g_string_free (text, FALSE);
}

gboolean
plx_pram_stop (PlxPramMachine *m, const PlxPramNode *node, guint32 lane, const char *format, ...)
{
  g_autofree char *message = NULL, *who = node->uniform ? g_strdup ("") : whose (m, lane);
  va_list list;

  va_start (list, format);
  message = g_strdup_vprintf (format, list);
  va_end (list);
  plx_pram_error (m->pram, node->line, node->column, PLX_ERROR_FAILED, &m->error, "%s%s", message, who);
  return FALSE;
}

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
      if (G_UNLIKELY (function (a[k], b[k], &x))) \
        return no_values (m, node, v->lane[k], a[k], b[k]); \
      out[k] = x; \
    } \
  return TRUE

static gboolean
apply_one (PlxPramMachine *m, const PlxPramNode *node, const PlxPramVector *v, const gint64 *a, gint64 *out)
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

static gboolean
apply_two (PlxPramMachine *m, const PlxPramNode *node, const PlxPramVector *v, const gint64 *a, const gint64 *b,
           gint64 *out)
{
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
    case PLX_PRAM_XOR:           EACH (a[k] ^ b[k]);
    case PLX_PRAM_MINIMUM:       EACH (MIN (a[k], b[k]));
    case PLX_PRAM_MAXIMUM:       EACH (MAX (a[k], b[k]));
    case PLX_PRAM_EQUAL:         EACH (a[k] == b[k]);
    case PLX_PRAM_UNEQUAL:       EACH (a[k] != b[k]);
    case PLX_PRAM_LESS:          EACH (a[k] < b[k]);
    case PLX_PRAM_LESS_EQUAL:    EACH (a[k] <= b[k]);
    case PLX_PRAM_GREATER:       EACH (a[k] > b[k]);
    case PLX_PRAM_GREATER_EQUAL: EACH (a[k] >= b[k]);
    default:                     g_assert_not_reached ();
    }
}

static const gint64 *
one_argument (PlxPramMachine *m, const PlxPramNode *node, const PlxPramVector *v, gint64 *out)
{
  const gint64 *a = plx_pram_evaluate (m, node->child, v, out);

  return a && apply_one (m, node, v, a, out) ? out : NULL;
}

static const gint64 *
two_arguments (PlxPramMachine *m, const PlxPramNode *node, const PlxPramVector *v, gint64 *out)
{
  gint64 right[PLX_PRAM_VECTOR];
  const gint64 *a = plx_pram_evaluate (m, node->child, v, out), *b;

  if (!a || !(b = plx_pram_evaluate (m, m->nodes[node->child].next, v, right)))
    return NULL;
  return apply_two (m, node, v, a, b, out) ? out : NULL;
}

/* ---- some of the processors only ---- */

void
plx_pram_narrow (const PlxPramVector *v, const gint64 *condition, gboolean wanted, PlxPramPart *part)
{
  guint n = 0;

  for (guint k = 0; k < v->n; k++)
    {
      part->lane[n] = v->lane[k];
      part->place[n] = v->place[k];
      part->at[n] = (guint8) k;
      n += (condition[k] != 0) == wanted;
    }
  part->v = (PlxPramVector) { n, n > 0 && part->lane[n - 1] - part->lane[0] == n - 1, part->lane, part->place };
}

/* out[i] = the node's value, for those i of @v in the part. */
static gboolean
evaluate_part (PlxPramMachine *m, guint32 node, const PlxPramPart *part, gint64 *out)
{
  gint64 values[PLX_PRAM_VECTOR];
  const gint64 *x;

  if (part->v.n == 0)
    return TRUE;
  if (!(x = plx_pram_evaluate (m, node, &part->v, values)))
    return FALSE;
  for (guint k = 0; k < part->v.n; k++)
    out[part->at[k]] = x[k];
  return TRUE;
}

/* and, or: the right side only for those that it decides about */
static const gint64 *
short_circuit (PlxPramMachine *m, const PlxPramNode *node, const PlxPramVector *v, gint64 *out)
{
  PlxPramPart part;
  const gint64 *a = plx_pram_evaluate (m, node->child, v, out);

  if (!a)
    return NULL;
  plx_pram_narrow (v, a, node->op == PLX_PRAM_AND, &part);
  for (guint k = 0; k < v->n; k++)
    out[k] = a[k] != 0;
  if (!evaluate_part (m, m->nodes[node->child].next, &part, out))
    return NULL;
  for (guint k = 0; k < part.v.n; k++)
    out[part.at[k]] = out[part.at[k]] != 0;
  return out;
}

static const gint64 *
choose (PlxPramMachine *m, const PlxPramNode *node, const PlxPramVector *v, gint64 *out)
{
  const guint32 yes = m->nodes[node->child].next, no = m->nodes[yes].next;
  gint64 values[PLX_PRAM_VECTOR];
  PlxPramPart part;
  const gint64 *condition = plx_pram_evaluate (m, node->child, v, values);

  if (!condition)
    return NULL;
  plx_pram_narrow (v, condition, TRUE, &part);
  if (part.v.n == v->n)
    return plx_pram_evaluate (m, yes, v, out);
  if (!evaluate_part (m, yes, &part, out))
    return NULL;
  plx_pram_narrow (v, condition, FALSE, &part);
  return evaluate_part (m, no, &part, out) ? out : NULL;
}

/* ---- cells ---- */

static gboolean
outside (PlxPramMachine *m, const PlxPramNode *cell, guint dimension, guint32 lane, gint64 index)
{
  const PlxPramArray *array = &m->run->arrays[cell->slot];
  g_autoptr (GString) text = g_string_new (NULL);

  if (array->rank > 1)
    g_string_printf (text, "index %u, %" G_GINT64_FORMAT ", is", dimension + 1, index);
  else
    g_string_printf (text, "index %" G_GINT64_FORMAT " is", index);
  g_string_append_printf (text, " outside %s[", array->name);
  for (guint d = 0; d < array->rank; d++)
    g_string_append_printf (text, "%s%" G_GINT64_FORMAT "..%" G_GINT64_FORMAT, d ? "," : "", array->lower[d],
                            array->upper[d]);
  return plx_pram_stop (m, cell, lane, "%s]", text->str);
}

gboolean
plx_pram_addresses (PlxPramMachine *m, const PlxPramNode *cell, const PlxPramVector *v, guint32 *address)
{
  const PlxPramArray *array = &m->run->arrays[cell->slot];
  gint64 values[PLX_PRAM_VECTOR];
  guint32 child = cell->child;

  memset (address, 0, v->n * sizeof *address);
  for (guint d = 0; d < array->rank; d++, child = m->nodes[child].next)
    {
      const guint64 lower = (guint64) array->lower[d], extent = (guint64) array->upper[d] - lower + 1;
      const gint64 *index = plx_pram_evaluate (m, child, v, values);

      if (!index)
        return FALSE;
      for (guint k = 0; k < v->n; k++)
        {
          const guint64 offset = (guint64) index[k] - lower;

          if (G_UNLIKELY (offset >= extent))
            return outside (m, cell, d, v->lane[k], index[k]);
          address[k] = address[k] * (guint32) extent + (guint32) offset;
        }
    }
  for (guint k = 0; k < v->n; k++)
    address[k] += (guint32) array->address;
  return TRUE;
}

/* Nobody in the chunks so far has made so many reads. */
static guint32 *
add_row (PlxPramLog *log)
{
  guint32 *row;

  if (log->n_rows == log->reads->len)
    g_ptr_array_add (log->reads, g_new (guint32, log->capacity));
  row = log->reads->pdata[log->n_rows++];
  memset (row, 0xff, (log->base + log->n_chunk) * sizeof *row);
  return row;
}

static void
note_reads (PlxPramLog *log, const PlxPramVector *v, const guint32 *address)
{
  guint32 **rows;

  if (log->n_noted++ == log->n_rows)
    add_row (log);
  rows = (guint32 **) log->reads->pdata;
  for (guint k = 0; k < v->n; k++)
    {
      const guint place = v->place[k];

      rows[log->count[place]++][log->base + place] = address[k];
    }
}

static const gint64 *
cells (PlxPramMachine *m, const PlxPramNode *node, const PlxPramVector *v, gint64 *out)
{
  guint32 address[PLX_PRAM_VECTOR];

  if (!plx_pram_addresses (m, node, v, address))
    return NULL;
  if (m->log.open)
    note_reads (&m->log, v, address);
  for (guint k = 0; k < v->n; k++)
    out[k] = m->run->memory[address[k]];
  return out;
}

/* ---- nodes ---- */

static const gint64 *
column (const gint64 *of, const PlxPramVector *v, gint64 *out)
{
  if (v->dense)
    return of + v->lane[0];
  for (guint k = 0; k < v->n; k++)
    out[k] = of[v->lane[k]];
  return out;
}

static const gint64 *
fill (gint64 value, guint n, gint64 *out)
{
  for (guint k = 0; k < n; k++)
    out[k] = value;
  return out;
}

/* Evaluated once. */
static const gint64 *
broadcast (PlxPramMachine *m, guint32 node, const PlxPramVector *v, gint64 *out)
{
  const PlxPramVector first = { 1, TRUE, v->lane, v->place };
  const gint64 *x = plx_pram_evaluate (m, node, &first, out);

  return x ? fill (*x, v->n, out) : NULL;
}

const gint64 *
plx_pram_evaluate (PlxPramMachine *m, guint32 at, const PlxPramVector *v, gint64 *out)
{
  const PlxPramNode *node = &m->nodes[at];

  switch (node->op)
    {
    case PLX_PRAM_CONSTANT: return fill (node->value, v->n, out);
    case PLX_PRAM_SCALAR:   return fill (m->scalars[node->slot], v->n, out);
    case PLX_PRAM_COLUMN:   return column (m->columns[node->slot].of, v, out);
    case PLX_PRAM_PLACE:    return column (m->places[node->slot], v, out);
    case PLX_PRAM_CELL:     return cells (m, node, v, out);
    default:                break;
    }
  if (node->uniform && v->n > 1)
    return broadcast (m, at, v, out);
  switch (node->op)
    {
    case PLX_PRAM_AND:
    case PLX_PRAM_OR:     return short_circuit (m, node, v, out);
    case PLX_PRAM_CHOOSE: return choose (m, node, v, out);
    default:              return node->n_children == 1 ? one_argument (m, node, v, out) : two_arguments (m, node, v, out);
    }
}

gboolean
plx_pram_evaluate_one (PlxPramMachine *m, guint32 node, gint64 *value)
{
  static const guint32 lane = 0;
  static const guint8 place = 0;
  const PlxPramVector one = { 1, TRUE, &lane, &place };
  gint64 out;
  const gint64 *x = plx_pram_evaluate (m, node, &one, &out);

  if (x)
    *value = *x;
  return x != NULL;
}
