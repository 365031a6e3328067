/* SPDX-License-Identifier: MIT */
/* array.c: parts of shared arrays, and the rules by which concurrent writes land in them. */
#include "sim/program/array.h"

#include <stdlib.h>

#define LINE 64u
#define PAGE 4096u

/* Before the lines is one that says where the memory begins. */
gpointer
plx_lines_new (gsize bytes)
{
  const gsize whole = (bytes + LINE - 1) & ~(gsize) (LINE - 1);
  guchar *begin = whole < bytes ? NULL : calloc (1, whole + 2 * LINE);

  if (!begin)
    return NULL;
  guchar *lines = begin + 2 * LINE - (guintptr) begin % LINE;
  ((gpointer *) (gpointer) lines)[-1] = begin;
  return lines;
}

void
plx_lines_free (gpointer memory)
{
  if (memory)
    free (((gpointer *) memory)[-1]);
}

void
plx_lines_touch (gpointer memory, gsize bytes)
{
  volatile guchar *byte = memory;

  for (gsize k = 0; k < bytes; k += PAGE)
    byte[k] = byte[k];
}

PlxArray *
plx_array_make (const PlxArraySpec *spec, guint id, guint p)
{
  PlxArray *array = g_new0 (PlxArray, 1);

  array->name = g_strdup (spec->name);
  array->id = id;
  array->p = p;
  array->type = spec->type;
  array->distribution = spec->distribution;
  array->rule = spec->rule;
  array->size = plx_cell_size (spec->type, spec->size);
  array->n = spec->n;
  array->block = spec->distribution == PLX_EACH ? spec->n : spec->n / p + (spec->n % p != 0);
  array->block = MAX (array->block, 1);
  array->parts = g_new0 (PlxPart, p);
  for (guint i = 0; i < p; i++)
    {
      const guint64 before = MIN (i * array->block, spec->n);
      PlxPart *part = &array->parts[i];

      if (spec->distribution == PLX_EACH)
        part->capacity = spec->n;
      else if (spec->distribution == PLX_CYCLIC)
        part->capacity = spec->n / p + (i < spec->n % p);
      else
        part->capacity = MIN (array->block, spec->n - before);
      part->length = part->capacity;
    }
  return array;
}

void
plx_array_free (PlxArray *array)
{
  for (guint i = 0; i < array->p; i++)
    {
      plx_lines_free (array->parts[i].data);
      g_free (array->parts[i].landed);
    }
  g_free (array->parts);
  g_free (array->name);
  g_free (array);
}

gboolean
plx_array_fits (const PlxArray *array, const PlxArraySpec *spec)
{
  return g_str_equal (array->name, spec->name) && array->type == spec->type && array->n == spec->n
         && array->distribution == spec->distribution && array->rule == spec->rule
         && array->size == plx_cell_size (spec->type, spec->size);
}

gboolean
plx_array_add_part (PlxArray *array, guint owner)
{
  PlxPart *part = &array->parts[owner];

  if (part->capacity > 0)
    part->data = plx_lines_new (part->capacity * array->size);
  return part->capacity == 0 || part->data;
}

void
plx_array_touch (PlxArray *array, guint owner)
{
  const PlxPart *part = &array->parts[owner];

  if (part->data)
    plx_lines_touch (part->data, part->capacity * array->size);
}

void
plx_piece_read (const PlxPiece *piece)
{
  const gsize size = piece->array->size;
  const guchar *from = piece->array->parts[piece->owner].data + piece->offset * size;

  if (piece->n == 1)
    plx_cell_copy (piece->cells, from, size);
  else if (piece->stride == size)
    memcpy (piece->cells, from, piece->n * size);
  else
    for (guint64 k = 0; k < piece->n; k++)
      plx_cell_copy (piece->cells + k * piece->stride, from + k * size, size);
}

/* ---- logs ---- */

gsize
plx_log_capacity (const PlxLog *log, gsize bytes)
{
  return MAX (MAX (4096, log->size + bytes), 2 * log->capacity);
}

void
plx_log_grow (PlxLog *log, gsize bytes)
{
  log->capacity = plx_log_capacity (log, bytes);
  log->data = g_realloc (log->data, log->capacity);
}

static PlxLanding *
add_landing (PlxLog *log, guint source, const PlxPiece *piece, gboolean pairs, gsize bytes)
{
  PlxLanding *landing = plx_log_add (log, sizeof *landing + bytes);

  log->last = (gsize) ((guchar *) landing - log->data);
  *landing = (PlxLanding) { .array = piece->array, .offset = piece->offset, .n = (guint32) piece->n, .source = source,
                            .owner = piece->owner, .pairs = pairs != FALSE };
  return landing;
}

void
plx_log_put (PlxLog *log, guint source, const PlxPiece *piece)
{
  const gsize size = piece->array->size;
  guchar *to = (guchar *) (add_landing (log, source, piece, FALSE, plx_align (piece->n * size)) + 1);

  if (piece->n == 1)
    plx_cell_copy (to, piece->cells, size);
  else if (piece->stride == size)
    memcpy (to, piece->cells, piece->n * size);
  else
    for (guint64 k = 0; k < piece->n; k++)
      plx_cell_copy (to + k * size, piece->cells + k * piece->stride, size);
}

void
plx_log_pair (PlxLog *log, guint source, const PlxPiece *piece)
{
  const gsize size = piece->array->size;
  PlxLanding *l = log->size > 0 ? (PlxLanding *) (gpointer) (log->data + log->last) : NULL;

  if (!l || !l->pairs || l->array != piece->array || l->owner != piece->owner || l->source != source
      || l->n == G_MAXUINT32)
    add_landing (log, source, piece, TRUE, 0)->n = 0;
  guint64 *pair = plx_log_add (log, 8 + plx_align (size));
  ((PlxLanding *) (gpointer) (log->data + log->last))->n++;
  *pair = piece->offset;
  plx_cell_copy (pair + 1, piece->cells, size);
}

/* ---- rules ---- */

static gint64
fold_int64 (PlxRule rule, gint64 a, gint64 b)
{
  switch (rule)
    {
    case PLX_SUM:
      return (gint64) ((guint64) a + (guint64) b);
    case PLX_MAX:
      return MAX (a, b);
    case PLX_MIN:
      return MIN (a, b);
    case PLX_AND:
      return a & b;
    case PLX_OR:
      return a | b;
    default:
      return a ^ b;
    }
}

static double
fold_double (PlxRule rule, double a, double b)
{
  return rule == PLX_SUM ? a + b : rule == PLX_MAX ? MAX (a, b) : MIN (a, b);
}

static void
fold (const PlxArray *array, guchar *cell, const guchar *value)
{
  if (array->type == PLX_DOUBLE)
    {
      double a, b;

      memcpy (&a, cell, 8);
      memcpy (&b, value, 8);
      a = fold_double (array->rule, a, b);
      memcpy (cell, &a, 8);
    }
  else
    {
      gint64 a, b;

      memcpy (&a, cell, 8);
      memcpy (&b, value, 8);
      a = fold_int64 (array->rule, a, b);
      memcpy (cell, &a, 8);
    }
}

/* The writer with the largest weight wins an arbitrary write: the same on every runtime, and no favourite. */
static guint64
weight (const PlxMoment *moment, guint64 cell, guint source)
{
  return plx_mix (plx_mix (plx_mix (moment->seed + moment->superstep) + cell) + source);
}

/* Of two values from one source the later holds. */
static gboolean
wins (const PlxLanding *l, guint64 offset, guint before, const PlxMoment *moment)
{
  const guint64 cell = plx_array_index (l->array, l->owner, offset);

  if (l->array->rule == PLX_PRIORITY)
    return l->source <= before;
  return weight (moment, cell, l->source) >= weight (moment, cell, before);
}

static void
land_by_rule (const PlxLanding *l, PlxPart *part, guint64 offset, const guchar *value, const PlxMoment *moment)
{
  const gsize size = l->array->size;
  guchar *cell = part->data + offset * size;
  PlxLanded *landed = &part->landed[offset];

  if (landed->stamp == moment->stamp && l->array->rule >= PLX_SUM)
    {
      fold (l->array, cell, value);
      return;
    }
  if (landed->stamp == moment->stamp && !wins (l, offset, landed->source, moment))
    return;
  *landed = (PlxLanded) { moment->stamp, l->source };
  plx_cell_copy (cell, value, size);
}

static void
land_pairs (const PlxLanding *l, PlxPart *part, const PlxMoment *moment)
{
  const gsize size = l->array->size;
  const guint64 *pair = (const guint64 *) (l + 1);

  for (guint32 k = 0; k < l->n; k++, pair += 1 + plx_align (size) / 8)
    if (l->array->rule <= PLX_COMMON)
      plx_cell_copy (part->data + *pair * size, pair + 1, size);
    else
      land_by_rule (l, part, *pair, (const guchar *) (pair + 1), moment);
}

void
plx_landing_land (const PlxLanding *l, const PlxMoment *moment)
{
  PlxPart *part = &l->array->parts[l->owner];
  const gsize size = l->array->size;
  const guchar *cells = (const guchar *) (l + 1);

  if (l->array->rule > PLX_COMMON && !part->landed)
    part->landed = g_new0 (PlxLanded, part->capacity);
  if (l->pairs)
    land_pairs (l, part, moment);
  else if (l->array->rule <= PLX_COMMON && l->n == 1)
    plx_cell_copy (part->data + l->offset * size, cells, size);
  else if (l->array->rule <= PLX_COMMON)
    memcpy (part->data + l->offset * size, cells, l->n * size);
  else
    for (guint32 k = 0; k < l->n; k++)
      land_by_rule (l, part, l->offset + k, cells + k * size, moment);
}

void
plx_log_land (const PlxLog *log, const PlxMoment *moment)
{
  for (gsize at = 0; at < log->size;)
    {
      const PlxLanding *landing = (const PlxLanding *) (gconstpointer) (log->data + at);

      plx_landing_land (landing, moment);
      at += plx_landing_bytes (landing);
    }
}
