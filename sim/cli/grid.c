/* SPDX-License-Identifier: MIT */
/* grid.c: the points that KEY=VALUE words with sweeps span. */
#include "sim/cli/grid.h"

#include "sim/program/job.h"

#include <string.h>

#define MOST_POINTS 100000u

static void
point_free (gpointer data)
{
  PlxPoint *point = data;

  plx_settings_free (point->settings);
  g_free (point);
}

static void
add_point (GPtrArray *grid, const PlxSettings *settings, guint p)
{
  PlxPoint *point = g_new (PlxPoint, 1);

  *point = (PlxPoint) { .settings = settings ? plx_settings_copy (settings) : plx_settings_new (), .p = p };
  g_ptr_array_add (grid, point);
}

/* One value, or those of a sweep, as text. (transfer full) */
static GStrv
values_of (const char *key, const char *text, const char *where, GError **error)
{
  g_autoptr (GStrvBuilder) values = g_strv_builder_new ();
  g_autoptr (GArray) sweep = NULL;

  if (!strchr (text, ',') && !strstr (text, ".."))
    {
      g_strv_builder_add (values, text);
      return g_strv_builder_end (values);
    }
  sweep = plx_sweep_read (text, error);
  if (!sweep)
    {
      g_prefix_error (error, "%s: %s: ", where, key);
      return NULL;
    }
  for (guint i = 0; i < sweep->len; i++)
    {
      g_autofree char *value = g_strdup_printf ("%" G_GUINT64_FORMAT, g_array_index (sweep, guint64, i));
      g_strv_builder_add (values, value);
    }
  return g_strv_builder_end (values);
}

static gboolean
read_p (const char *text, const char *where, guint *p, GError **error)
{
  guint64 count;

  if (!plx_count_read (text, &count, error))
    {
      g_prefix_error (error, "%s: p: ", where);
      return FALSE;
    }
  if (count < 1 || count > PLX_MAX_PROCS)
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: p: %s: out of range; 1 to %u processors", where, text,
                   PLX_MAX_PROCS);
      return FALSE;
    }
  *p = (guint) count;
  return TRUE;
}

/* Every point with every value of one key. (transfer full) */
static GPtrArray *
spread (GPtrArray *grid, const char *key, const char *text, const char *where, GError **error)
{
  g_auto (GStrv) values = values_of (key, text, where, error);
  g_autoptr (GPtrArray) wider = g_ptr_array_new_with_free_func (point_free);

  if (!values)
    return NULL;
  if ((guint64) grid->len * g_strv_length (values) > MOST_POINTS)
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: %s: %s: more than %u combinations; take larger steps", where,
                   key, text, MOST_POINTS);
      return NULL;
    }
  for (guint i = 0; i < grid->len; i++)
    for (guint v = 0; values[v]; v++)
      {
        const PlxPoint *from = grid->pdata[i];
        PlxPoint *point;

        add_point (wider, from->settings, from->p);
        point = wider->pdata[wider->len - 1];
        if (g_str_equal (key, "p") ? !read_p (values[v], where, &point->p, error)
                                   : !plx_settings_add (point->settings, key, values[v], where, error))
          return NULL;
      }
  return g_steal_pointer (&wider);
}

GPtrArray *
plx_grid_new (const PlxSettings *settings, const PlxMachine *machine, GError **error)
{
  g_autoptr (GPtrArray) grid = g_ptr_array_new_with_free_func (point_free);

  add_point (grid, NULL, machine ? plx_machine_p (machine) : 0);
  for (guint i = 0; i < plx_settings_size (settings); i++)
    {
      const char *value, *where;
      const char *key = plx_settings_nth (settings, i, &value, &where);
      GPtrArray *wider = spread (grid, key, value, where, error);

      if (!wider)
        return NULL;
      g_ptr_array_unref (grid);
      grid = wider;
    }
  if (((PlxPoint *) grid->pdata[0])->p > 0)
    return g_steal_pointer (&grid);
  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "p is missing: the number of processors; p=8, or p=1,2,4");
  return NULL;
}
