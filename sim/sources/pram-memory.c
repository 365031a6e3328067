/* SPDX-License-Identifier: MIT */
/* pram-memory.c: parameters, shared arrays one after the other, and their first values: as the program says, or as set. */
#include "sim/core/huge.h"
#include "sim/core/param.h"
#include "sim/sources/pram-run.h"

#include <parallax/error.h>
#include <string.h>

/* ---- settings ---- */

/* "-3", "2^20", "64K" */
static gboolean
read_integer (const char *text, gint64 *value, GError **error)
{
  const gboolean negative = *text == '-';
  guint64 size;

  if (!plx_count_parse (text + negative, &size, error))
    return FALSE;
  if (size > (guint64) G_MAXINT64 + negative)
    {
      g_set_error_literal (error, PLX_ERROR, PLX_ERROR_INPUT, "numbers have 64 bits, at most 2^63 - 1");
      return FALSE;
    }
  *value = negative ? (gint64) -size : (gint64) size;
  return TRUE;
}

static void
wrong_setting (PlxPramMachine *m, const char *where, const char *name, const char *text, GError *cause)
{
  g_set_error (&m->error, PLX_ERROR, PLX_ERROR_INPUT, "%s%s%s: \"%s\": %s", where, *where ? ": " : "", name, text,
               cause->message);
  g_error_free (cause);
}

/* @name was set. FALSE: it was not, or with m->error. */
static gboolean
get_setting (PlxPramMachine *m, const char *name, const char **text, const char **where)
{
  return (*text = plx_settings_get (m->options->settings, name, where)) != NULL;
}

/* Every setting is a parameter's or an array's. */
static gboolean
know_settings (PlxPramMachine *m)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  g_ptr_array_extend (names, m->pram->param_names, NULL, NULL);
  g_ptr_array_extend (names, m->pram->shared_names, NULL, NULL);
  for (guint i = 0; i < plx_settings_size (m->options->settings); i++)
    {
      const char *value, *where, *key = plx_settings_nth (m->options->settings, i, &value, &where);

      if (g_ptr_array_find_with_equal_func (names, key, g_str_equal, NULL))
        continue;
      g_ptr_array_add (names, NULL);
      g_autofree char *hint = plx_nearest_hint (key, (const char *const *) names->pdata);
      g_set_error (&m->error, PLX_ERROR, PLX_ERROR_INPUT, "%s%s%s: %s has no such parameter or array%s", where,
                   *where ? ": " : "", key, m->pram->name, hint);
      return FALSE;
    }
  return TRUE;
}

/* ---- parameters ---- */

static gboolean
set_param (PlxPramMachine *m, guint slot, const char *text, const char *where)
{
  const char *name = m->pram->param_names->pdata[slot];
  GError *error = NULL;

  if (read_integer (text, &m->scalars[slot], &error))
    return TRUE;
  wrong_setting (m, where, name, text, error);
  return FALSE;
}

static gboolean
make_params (PlxPramMachine *m)
{
  for (guint k = 0; k < m->pram->params->len; k++)
    {
      const PlxPramParam *param = &g_array_index (m->pram->params, PlxPramParam, k);
      const char *text, *where;

      if (get_setting (m, param->name, &text, &where))
        {
          if (!set_param (m, k, text, where))
            return FALSE;
        }
      else if (!param->value)
        {
          plx_pram_error (m->pram, param->line, param->column, PLX_ERROR_INPUT, &m->error,
                          "%s has no value; give %s=...", param->name, param->name);
          return FALSE;
        }
      else if (!plx_pram_evaluate_one (m, param->value, &m->scalars[k]))
        return FALSE;
    }
  m->run->n_params = m->pram->params->len;
  m->run->params = g_memdup2 (m->scalars, m->run->n_params * sizeof *m->scalars);
  return TRUE;
}

/* ---- bounds ---- */

static gboolean
bad_array (PlxPramMachine *m, const PlxPramShared *shared, const char *format, ...) G_GNUC_PRINTF (3, 4);

static gboolean
bad_array (PlxPramMachine *m, const PlxPramShared *shared, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list list;

  va_start (list, format);
  message = g_strdup_vprintf (format, list);
  va_end (list);
  plx_pram_error (m->pram, shared->line, shared->column, PLX_ERROR_FAILED, &m->error, "%s: %s", shared->name, message);
  return FALSE;
}

/* Cells of a dimension; 2^64 of them are 2^64 - 1. */
static gboolean
bound (PlxPramMachine *m, const PlxPramShared *shared, guint dimension, PlxPramArray *array, guint64 *extent)
{
  gint64 *lower = &array->lower[dimension], *upper = &array->upper[dimension];

  if (!plx_pram_evaluate_one (m, shared->lower[dimension], lower)
      || !plx_pram_evaluate_one (m, shared->upper[dimension], upper))
    return FALSE;
  if (*upper < *lower && (*lower == G_MININT64 || *upper < *lower - 1))
    return bad_array (m, shared, "from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT
                      ": an array that is empty ends 1 below its first index, no sooner", *lower, *upper);
  *extent = (guint64) *upper - (guint64) *lower + 1;
  if (*extent == 0 && *upper > *lower)
    *extent = G_MAXUINT64;
  return TRUE;
}

static gboolean
lay_out_array (PlxPramMachine *m, guint k)
{
  const PlxPramShared *shared = &g_array_index (m->pram->shared, PlxPramShared, k);
  PlxPramArray *array = &m->run->arrays[k];
  gboolean huge = FALSE;
  guint64 total;

  *array = (PlxPramArray) { .name = shared->name, .rank = shared->rank, .address = m->run->n_cells, .n_cells = 1 };
  for (guint d = 0; d < shared->rank; d++)
    {
      guint64 extent = 0;

      if (!bound (m, shared, d, array, &extent))
        return FALSE;
      huge = extent > 0 && (huge || __builtin_mul_overflow (array->n_cells, extent, &array->n_cells));
      array->n_cells = extent > 0 ? array->n_cells : 0;
    }
  if (huge || __builtin_add_overflow (m->run->n_cells, array->n_cells, &total))
    total = G_MAXUINT64;
  if (total > MIN (m->options->max_cells, PLX_PRAM_NOWHERE - 1))
    return bad_array (m, shared, "with it there are %s%" G_GUINT64_FORMAT " shared cells; at most %" G_GUINT64_FORMAT
                      " are allowed (--max-cells)", huge ? "more than " : "", total, m->options->max_cells);
  m->run->n_cells = total;
  return TRUE;
}

/* ---- first values ---- */

static gboolean
set_array (PlxPramMachine *m, guint k, const char *text, const char *where)
{
  const PlxPramArray *array = &m->run->arrays[k];
  g_auto (GStrv) values = g_strsplit (text, ",", -1);
  const guint64 n = values[0] && !values[1] && *g_strstrip (values[0]) == '\0' ? 0 : g_strv_length (values);

  if (n != array->n_cells)
    {
      g_set_error (&m->error, PLX_ERROR, PLX_ERROR_INPUT,
                   "%s%s%s: %" G_GUINT64_FORMAT " values given; the array has %" G_GUINT64_FORMAT " cells, row by row",
                   where, *where ? ": " : "", array->name, n, array->n_cells);
      return FALSE;
    }
  for (guint64 i = 0; i < n; i++)
    {
      GError *error = NULL;

      if (read_integer (g_strstrip (values[i]), &m->run->memory[array->address + i], &error))
        continue;
      wrong_setting (m, where, array->name, values[i], error);
      return FALSE;
    }
  return TRUE;
}

/* The indices of the next cell, the last running fastest. */
static void
next_cell (const PlxPramArray *array, gint64 *index)
{
  for (guint d = array->rank; d-- > 0;)
    {
      if (index[d] < array->upper[d])
        {
          index[d]++;
          return;
        }
      index[d] = array->lower[d];
    }
}

static gboolean
evaluate_array (PlxPramMachine *m, const PlxPramArray *array, guint32 value)
{
  const PlxPramActive all = { PLX_PRAM_VECTOR, NULL };
  gint64 index[PLX_PRAM_RANK], out[PLX_PRAM_VECTOR];
  PlxPramChunk chunk;

  memcpy (index, array->lower, sizeof index);
  plx_pram_chunk (m, &all, 0, &chunk);
  for (guint64 base = 0; base < array->n_cells; base += PLX_PRAM_VECTOR)
    {
      const gint64 *x;

      chunk.all.n = (guint) MIN (array->n_cells - base, PLX_PRAM_VECTOR);
      for (guint k = 0; k < chunk.all.n; k++, next_cell (array, index))
        for (guint d = 0; d < array->rank; d++)
          m->places[d][k] = index[d];
      if (!(x = plx_pram_evaluate (m, value, &chunk.all, out)))
        return FALSE;
      memcpy (m->run->memory + array->address + base, x, chunk.all.n * sizeof *x);
    }
  return TRUE;
}

static gboolean
make_values (PlxPramMachine *m, guint k)
{
  const PlxPramShared *shared = &g_array_index (m->pram->shared, PlxPramShared, k);
  const char *text, *where;
  gboolean ok = TRUE;

  m->place_rank = shared->rank;
  if (get_setting (m, shared->name, &text, &where))
    ok = set_array (m, k, text, where);
  else if (shared->value)
    ok = evaluate_array (m, &m->run->arrays[k], shared->value);
  m->place_rank = 0;
  return ok;
}

gboolean
plx_pram_lay_out (PlxPramMachine *m)
{
  const guint n = m->pram->shared->len;

  if (!know_settings (m) || !make_params (m))
    return FALSE;
  m->run->n_arrays = n;
  m->run->arrays = g_new0 (PlxPramArray, n);
  for (guint k = 0; k < n; k++)
    if (!lay_out_array (m, k))
      return FALSE;
  m->run->memory = plx_huge_new0 (gint64, m->run->n_cells);
  for (guint k = 0; k < n; k++)
    if (!make_values (m, k))
      return FALSE;
  return TRUE;
}
