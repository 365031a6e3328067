/* SPDX-License-Identifier: MIT */
/* grid.c: expands sweeps into jobs. */
#include "sim/lab/grid.h"

#include <parallax/registry.h>
#include <string.h>

#define MAX_JOBS 100000

/* One parameter and all its values as text. */
typedef struct {
  const char *key, *where;
  char **values;
} Dimension;

typedef struct {
  const PlxAlgorithm *algorithm;
  const PlxGridSource *source;
  gboolean all_variants;  /* none was named */
  GArray *dimensions;     /* of Dimension; the last one is p */
  GPtrArray *jobs, *skipped;
  GError *first;          /* why the first job was left out */
} Grid;

static void
dimension_clear (gpointer data)
{
  g_strfreev (((Dimension *) data)->values);
}

static const PlxParam *
find_param (const PlxAlgorithm *algorithm, const char *key)
{
  for (const PlxParam *q = algorithm->params; q && q->name; q++)
    if (!strcmp (q->name, key))
      return q;
  return NULL;
}

static char **
sweep_values (const char *key, const char *value, const char *where, GError **error)
{
  g_autoptr (GArray) sweep = plx_sweep_read (value, error);
  char **values;

  if (!sweep)
    {
      g_prefix_error (error, "%s: %s: ", where, key);
      return NULL;
    }
  values = g_new0 (char *, sweep->len + 1);
  for (guint i = 0; i < sweep->len; i++)
    values[i] = g_strdup_printf ("%" G_GUINT64_FORMAT, g_array_index (sweep, guint64, i));
  return values;
}

static gboolean
add_dimension (Grid *grid, const char *key, const char *value, const char *where, GError **error)
{
  const PlxParam *param = find_param (grid->algorithm, key);
  Dimension d = { .key = key, .where = where };

  if (!strcmp (key, "p") || (param && (param->flags & PLX_TYPE_MASK) == PLX_COUNT))
    d.values = sweep_values (key, value, where, error);
  else
    d.values = g_strdupv ((char *[]) { (char *) value, NULL });
  if (!d.values)
    return FALSE;
  g_array_append_val (grid->dimensions, d);
  return TRUE;
}

static gboolean
make_dimensions (Grid *grid, const char *label, const PlxSettings *settings, GError **error)
{
  const char *value, *where, *p = plx_settings_get (settings, "p", NULL);
  guint64 size = 1;

  if (!p)
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: p, the number of processors, is missing; write p=4", label);
      return FALSE;
    }
  for (guint i = 0; i < plx_settings_size (settings); i++)
    {
      const char *key = plx_settings_nth (settings, i, &value, &where);

      if (strcmp (key, "p") && !add_dimension (grid, key, value, where, error))
        return FALSE;
    }
  plx_settings_get (settings, "p", &where);
  if (!add_dimension (grid, "p", p, where, error))
    return FALSE;
  for (guint i = 0; i < grid->dimensions->len; i++)
    size = MIN (size * g_strv_length (g_array_index (grid->dimensions, Dimension, i).values), MAX_JOBS + 1);
  if (size > MAX_JOBS)
    g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: the sweep has more than %d cells; make it coarser", label,
                 MAX_JOBS);
  return size <= MAX_JOBS;
}

/* A parameter that concerns another variant is left out where all variants were asked for. */
static gboolean
concerns (const Grid *grid, const char *key, const PlxVariant *variant)
{
  const PlxParam *param = find_param (grid->algorithm, key);

  return !grid->all_variants || !param || !param->only || !strcmp (param->only, variant->name);
}

static PlxJob *
make_job (const Grid *grid, const PlxVariant *variant, const guint *at, GError **error)
{
  const guint last = grid->dimensions->len - 1;
  const Dimension *dp = &g_array_index (grid->dimensions, Dimension, last);
  const guint64 p = g_ascii_strtoull (dp->values[at[last]], NULL, 10);
  g_autoptr (PlxSettings) settings = plx_settings_new ();

  for (guint i = 0; i < last; i++)
    {
      const Dimension *d = &g_array_index (grid->dimensions, Dimension, i);

      if (concerns (grid, d->key, variant) && !plx_settings_add (settings, d->key, d->values[at[i]], d->where, error))
        return NULL;
    }
  return plx_job_new (grid->algorithm, variant, settings, (guint) MIN (p, G_MAXUINT), grid->source->seed,
                      grid->source->logp, grid->source->machine, error);
}

static gboolean
add_job (Grid *grid, const PlxVariant *variant, const guint *at, GError **error)
{
  g_autoptr (GError) why = NULL;
  PlxJob *job = make_job (grid, variant, at, &why);

  if (job)
    {
      g_ptr_array_add (grid->jobs, job);
      return TRUE;
    }
  if (!grid->all_variants)
    {
      g_propagate_error (error, g_steal_pointer (&why));
      return FALSE;
    }
  if (grid->skipped)
    g_ptr_array_add (grid->skipped,
                     g_strdup_printf ("%s.%s left out: %s", grid->algorithm->name, variant->name, why->message));
  if (!grid->first)
    grid->first = g_steal_pointer (&why);
  return TRUE;
}

/* Steps to the next place, the last dimension fastest; FALSE after the last place. */
static gboolean
advance (const Grid *grid, guint *at)
{
  for (guint i = grid->dimensions->len; i-- > 0;)
    {
      if (g_array_index (grid->dimensions, Dimension, i).values[++at[i]])
        return TRUE;
      at[i] = 0;
    }
  return FALSE;
}

static gboolean
add_variant (Grid *grid, const PlxVariant *variant, GError **error)
{
  g_autofree guint *at = g_new0 (guint, grid->dimensions->len);

  do
    if (!add_job (grid, variant, at, error))
      return FALSE;
  while (advance (grid, at));
  return TRUE;
}

gboolean
plx_grid_add (GPtrArray *jobs, const char *label, char *const *variants, const PlxSettings *settings,
              const PlxGridSource *source, GPtrArray *skipped, GError **error)
{
  const PlxVariant *only;
  const PlxAlgorithm *algorithm = plx_algorithm_find (label, &only, error);
  g_autoptr (GArray) dimensions = g_array_new (FALSE, FALSE, sizeof (Dimension));
  g_autoptr (GError) none = NULL;
  Grid grid = { .algorithm = algorithm, .source = source, .all_variants = !only && !variants,
                .dimensions = dimensions, .jobs = jobs, .skipped = skipped };
  const guint before = jobs->len;

  if (!algorithm)
    return FALSE;
  g_array_set_clear_func (dimensions, dimension_clear);
  if (!make_dimensions (&grid, label, settings, error))
    return FALSE;
  for (const PlxVariant *v = algorithm->variants; v->name; v++)
    if (only ? v == only : !variants || g_strv_contains ((const char *const *) variants, v->name))
      if (!add_variant (&grid, v, error))
        return FALSE;
  none = grid.first;
  if (jobs->len > before)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&none));
  return FALSE;
}
