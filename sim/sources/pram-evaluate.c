/* SPDX-License-Identifier: MIT */
/* pram-evaluate.c: an expression's values for up to 256 processors at once. Where only some go on, behind `and`, `or`
 * and `?`, they are put together first: loops run over neighbours and ask nothing.
 */
#include "sim/core/huge.h"
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

/* ---- operators ---- */

static const gint64 *
one_argument (PlxPramMachine *m, const PlxPramNode *node, const PlxPramVector *v, gint64 *out)
{
  const gint64 *a = plx_pram_evaluate (m, node->child, v, out);

  return a && plx_pram_apply_one (m, node, v, a, out) ? out : NULL;
}

static const gint64 *
two_arguments (PlxPramMachine *m, const PlxPramNode *node, const PlxPramVector *v, gint64 *out)
{
  const guint32 other = m->nodes[node->child].next;
  gint64 right[PLX_PRAM_VECTOR];
  const gint64 *a = plx_pram_evaluate (m, node->child, v, out), *b;

  if (!a)
    return NULL;
  if (m->nodes[other].uniform)
    return plx_pram_evaluate_one (m, other, right) && plx_pram_apply_same (m, node, v, a, *right, out) ? out : NULL;
  b = plx_pram_evaluate (m, other, v, right);
  return b && plx_pram_apply_each (m, node, v, a, b, out) ? out : NULL;
}

/* ---- some of the processors only ---- */

void
plx_pram_narrow (const PlxPramVector *v, const gint64 *condition, gboolean wanted, PlxPramPart *part)
{
  guint n = 0;

  for (guint k = 0; k < v->n; k++)
    n += (condition[k] != 0) == wanted;
  part->v = *v;
  if (n == v->n || (part->v.n = n) == 0)
    return;
  n = 0;
  for (guint k = 0; k < v->n; k++)
    {
      part->lane[n] = v->lane[k];
      part->place[n] = v->place[k];
      part->at[n] = (guint8) k;
      n += (condition[k] != 0) == wanted;
    }
  part->v = (PlxPramVector) { n, part->lane[n - 1] - part->lane[0] == n - 1, part->lane, part->place };
}

/* out[i] = the node's value, for those i of @v in the part. */
static gboolean
evaluate_part (PlxPramMachine *m, guint32 node, const PlxPramVector *v, const PlxPramPart *part, gint64 *out)
{
  gint64 values[PLX_PRAM_VECTOR];
  const gint64 *x;

  if (part->v.n == 0)
    return TRUE;
  if (!(x = plx_pram_evaluate (m, node, &part->v, values)))
    return FALSE;
  if (part->v.n == v->n)
    memcpy (out, x, v->n * sizeof *out);
  else
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
  if (!evaluate_part (m, m->nodes[node->child].next, v, &part, out))
    return NULL;
  for (guint k = 0; k < v->n; k++)
    out[k] = out[k] != 0;
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
  if (part.v.n == 0 || part.v.n == v->n)
    return plx_pram_evaluate (m, part.v.n > 0 ? yes : no, v, out);
  if (!evaluate_part (m, yes, v, &part, out))
    return NULL;
  plx_pram_narrow (v, condition, FALSE, &part);
  return evaluate_part (m, no, v, &part, out) ? out : NULL;
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

/* One more index. Returns: [v->n] how many of @index there are within the bounds before one is not. */
static inline __attribute__ ((always_inline)) guint
locate (const PlxPramVector *v, const gint64 *index, guint64 lower, guint64 extent, gboolean first, guint32 base,
        guint32 *address)
{
  for (guint k = 0; k < v->n; k++)
    {
      const guint64 offset = (guint64) index[k] - lower;

      if (G_UNLIKELY (offset >= extent))
        return k;
      address[k] = (first ? 0 : address[k] * (guint32) extent) + (guint32) offset + base;
    }
  return v->n;
}

gboolean
plx_pram_addresses (PlxPramMachine *m, const PlxPramNode *cell, const PlxPramVector *v, guint32 *address)
{
  const PlxPramArray *array = &m->run->arrays[cell->slot];
  gint64 values[PLX_PRAM_VECTOR];
  guint32 child = cell->child;

  for (guint k = 0; array->rank == 0 && k < v->n; k++)
    address[k] = (guint32) array->address;
  for (guint d = 0; d < array->rank; d++, child = m->nodes[child].next)
    {
      const guint64 lower = (guint64) array->lower[d], extent = (guint64) array->upper[d] - lower + 1;
      const guint32 base = d + 1 < array->rank ? 0 : (guint32) array->address;
      const gint64 *index = plx_pram_evaluate (m, child, v, values);

      if (!index)
        return FALSE;
      const guint n = d == 0 ? locate (v, index, lower, extent, TRUE, base, address)
                             : locate (v, index, lower, extent, FALSE, base, address);
      if (n < v->n)
        return outside (m, cell, d, v->lane[n], index[n]);
    }
  return TRUE;
}

/* Nobody in the chunks so far has made so many reads. */
static guint32 *
add_row (PlxPramLog *log)
{
  guint32 *row;

  if (log->n_rows == log->reads->len)
    g_ptr_array_add (log->reads, plx_huge_new (guint32, log->capacity + PLX_PRAM_AHEAD));
  row = log->reads->pdata[log->n_rows++];
  memset (row, 0xff, (log->base + log->n_chunk) * sizeof *row);
  return row;
}

/* Not all have made as many. */
static void
count_apart (PlxPramLog *log)
{
  for (guint k = 0; k < log->n_chunk; k++)
    log->count[k] = log->n_even;
  log->even = FALSE;
}

static void
note_reads (PlxPramLog *log, const PlxPramVector *v, const guint32 *address)
{
  guint32 **rows;

  if (log->n_noted++ == log->n_rows)
    add_row (log);
  rows = (guint32 **) log->reads->pdata;
  if (log->even && v->n == log->n_chunk)
    {
      memcpy (rows[log->n_even++] + log->base, address, v->n * sizeof *address);
      return;
    }
  if (log->even)
    count_apart (log);
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
private (const gint64 *of, const PlxPramVector *v, gint64 *out)
{
  if (v->dense)
    return of + v->lane[0];
  for (guint k = 0; k < v->n; k++)
    out[k] = of[v->lane[k]];
  return out;
}

/* An index, which the chunk has by place. */
static const gint64 *
by_place (const gint64 *of, const PlxPramVector *v, gint64 *out)
{
  if (v->place[v->n - 1] - v->place[0] == (int) v->n - 1)
    return of + v->place[0];
  for (guint k = 0; k < v->n; k++)
    out[k] = of[v->place[k]];
  return out;
}

static const gint64 *
column (const PlxPramMachine *m, guint32 slot, const PlxPramVector *v, gint64 *out)
{
  const guint n_privates = m->pram->n_privates;

  return slot < n_privates ? private (m->columns[slot].of, v, out) : by_place (m->index[slot - n_privates], v, out);
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
    case PLX_PRAM_COLUMN:   return column (m, node->slot, v, out);
    case PLX_PRAM_PLACE:    return by_place (m->places[node->slot], v, out);
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
