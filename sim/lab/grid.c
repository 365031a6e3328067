/* SPDX-License-Identifier: MIT */
/* grid.c: expands sweeps into jobs. */
#include "sim/lab/grid.h"

#include <parallax/registry.h>
#include <string.h>

#define MAX_JOBS 100000u
#define AS_MANY ""  /* processors as the algorithm asks for */

/* One parameter and all its values as text. */
typedef struct {
  const char *key, *where;
  char **values;
} Dimension;

typedef struct {
  const PlxAlgorithm *algorithm;
  const PlxGridSource *source;
  const PlxVariant *only;  /* the one that was named, or the sequential program */
  gboolean all_variants;   /* none was named */
  GArray *dimensions;     /* of Dimension; the last one is p */
  GPtrArray *jobs, *skipped;
  GHashTable *reasons;    /* what @skipped got from here */
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

/* ---- dimensions ---- */

static gboolean
add_dimension (Grid *grid, const char *key, const char *text, const char *where, GError **error)
{
  const PlxParam *param = find_param (grid->algorithm, key);
  const gboolean whole = param && (param->flags & PLX_TYPE_MASK) == PLX_TEXT;  /* its commas are its own */
  Dimension d = { .key = key, .where = where,
                  .values = whole ? g_strdupv ((char *[]) { (char *) text, NULL }) : plx_sweep_texts (text, error) };

  if (!d.values)
    {
      g_prefix_error (error, "%s: %s: ", where, key);
      return FALSE;
    }
  g_array_append_val (grid->dimensions, d);
  return TRUE;
}

/* Where the settings give none; 0: nobody says. */
static guint
own_p (const Grid *grid)
{
  const PlxGridSource *source = grid->source;

  if (grid->only && grid->only == grid->algorithm->best)
    return 1;
  return source->p ? source->p : source->machine ? plx_machine_p (source->machine) : 0;
}

static gboolean
add_p (Grid *grid, const char *label, const PlxSettings *settings, GError **error)
{
  const char *where = "", *p = grid->source->sequential ? NULL : plx_settings_get (settings, "p", &where);
  g_autofree char *own = g_strdup_printf ("%u", own_p (grid));

  if (p || own_p (grid) || grid->algorithm->processors)
    return add_dimension (grid, "p", p ? p : own_p (grid) ? own : AS_MANY, where, error);
  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: p is missing: the number of processors; p=8, or p=1,2,4", label);
  return FALSE;
}

static gboolean
make_dimensions (Grid *grid, const char *label, const PlxSettings *settings, GError **error)
{
  guint64 size = 1;

  for (guint i = 0; i < plx_settings_size (settings); i++)
    {
      const char *value, *where, *key = plx_settings_nth (settings, i, &value, &where);

      if (strcmp (key, "p") && !add_dimension (grid, key, value, where, error))
        return FALSE;
    }
  if (!add_p (grid, label, settings, error))
    return FALSE;
  for (guint i = 0; i < grid->dimensions->len; i++)
    size = MIN (size * g_strv_length (g_array_index (grid->dimensions, Dimension, i).values), MAX_JOBS + 1);
  if (size > MAX_JOBS)
    g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: more than %u combinations; take larger steps", label, MAX_JOBS);
  return size <= MAX_JOBS;
}

/* ---- jobs ---- */

static gboolean
read_p (const Dimension *d, guint at, guint *p, GError **error)
{
  guint64 count;

  *p = 0;
  if (strcmp (d->values[at], AS_MANY) == 0)
    return TRUE;
  if (!plx_count_read (d->values[at], &count, error))
    {
      g_prefix_error (error, "%s: p: ", d->where);
      return FALSE;
    }
  if (count < 1 || count > PLX_MAX_PROCS)
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: p: %s: out of range; 1 to %u processors", d->where,
                   d->values[at], PLX_MAX_PROCS);
      return FALSE;
    }
  *p = (guint) count;
  return TRUE;
}

static gboolean
concerns (const Grid *grid, const Dimension *d, const PlxVariant *variant)
{
  const PlxParam *param = find_param (grid->algorithm, d->key);

  return !param || !param->only || !strcmp (param->only, variant->name);
}

static PlxJob *
make_job (const Grid *grid, const PlxVariant *variant, const guint *at, GError **error)
{
  const guint last = grid->dimensions->len - 1;
  g_autoptr (PlxSettings) settings = plx_settings_new ();
  guint p;

  for (guint i = 0; i < last; i++)
    {
      const Dimension *d = &g_array_index (grid->dimensions, Dimension, i);

      if (concerns (grid, d, variant) && !plx_settings_add (settings, d->key, d->values[at[i]], d->where, error))
        return NULL;
    }
  if (!read_p (&g_array_index (grid->dimensions, Dimension, last), at[last], &p, error))
    return NULL;
  return plx_job_new (grid->algorithm, variant, settings, p, grid->source->seed, grid->source->logp,
                      grid->source->machine, error);
}

static gboolean
is_among (const GPtrArray *jobs, const PlxJob *job)
{
  for (guint i = 0; i < jobs->len; i++)
    if (!strcmp (((const PlxJob *) jobs->pdata[i])->identity, job->identity))
      return TRUE;
  return FALSE;
}

static gboolean
add_job (Grid *grid, const PlxVariant *variant, const guint *at, GError **error)
{
  g_autoptr (GError) why = NULL;
  PlxJob *job = make_job (grid, variant, at, &why);

  if (job)
    {
      if (grid->source->sequential && is_among (grid->jobs, job))
        plx_job_free (job);
      else
        g_ptr_array_add (grid->jobs, job);
      return TRUE;
    }
  if (!grid->all_variants)
    {
      g_propagate_error (error, g_steal_pointer (&why));
      return FALSE;
    }
  if (grid->skipped && g_hash_table_add (grid->reasons, g_strdup (why->message)))
    g_ptr_array_add (grid->skipped, g_strdup_printf ("left out: %s", why->message));
  if (!grid->first)
    grid->first = g_steal_pointer (&why);
  return TRUE;
}

/* Steps to the next place, the last dimension fastest; FALSE after the last place. */
static gboolean
advance (const Grid *grid, const PlxVariant *variant, guint *at)
{
  for (guint i = grid->dimensions->len; i-- > 0;)
    {
      const Dimension *d = &g_array_index (grid->dimensions, Dimension, i);

      if (concerns (grid, d, variant) && d->values[++at[i]])
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
  while (advance (grid, variant, at));
  return TRUE;
}

static gboolean
add_named (Grid *grid, char *const *names, GError **error)
{
  for (guint i = 0; names[i]; i++)
    {
      g_autofree char *label = g_strdup_printf ("%s.%s", grid->algorithm->name, names[i]);
      const PlxVariant *variant;

      if (!plx_algorithm_find (label, &variant, error) || !add_variant (grid, variant, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
add_all (Grid *grid, GError **error)
{
  const guint before = grid->jobs->len;
  gboolean ok = TRUE;

  for (const PlxVariant *v = grid->algorithm->variants; ok && v->name; v++)
    ok = add_variant (grid, v, error);
  if (ok && grid->jobs->len == before)
    {
      g_propagate_error (error, g_steal_pointer (&grid->first));
      ok = FALSE;
    }
  g_clear_error (&grid->first);
  return ok;
}

static const PlxVariant *
find_sequential (const PlxAlgorithm *algorithm, GError **error)
{
  if (!algorithm->best)
    g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT,
                 "%s: has no sequential program; executor threads with p = 1 would run a parallel one alone",
                 algorithm->name);
  return algorithm->best;
}

gboolean
plx_grid_add (GPtrArray *jobs, const char *label, char *const *variants, const PlxSettings *settings,
              const PlxGridSource *source, GPtrArray *skipped, GError **error)
{
  const PlxVariant *only;
  const PlxAlgorithm *algorithm = plx_algorithm_find (label, &only, error);

  if (!algorithm || (source->sequential && !(only = find_sequential (algorithm, error))))
    return FALSE;
  g_autoptr (GArray) dimensions = g_array_new (FALSE, FALSE, sizeof (Dimension));
  g_autoptr (GHashTable) reasons = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Grid grid = { .algorithm = algorithm, .source = source, .only = only, .all_variants = !only && !variants,
                .dimensions = dimensions, .jobs = jobs, .skipped = skipped, .reasons = reasons };

  g_array_set_clear_func (dimensions, dimension_clear);
  if (!make_dimensions (&grid, label, settings, error))
    return FALSE;
  if (only)
    return add_variant (&grid, only, error);
  return variants ? add_named (&grid, variants, error) : add_all (&grid, error);
}
