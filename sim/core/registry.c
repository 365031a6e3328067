/* SPDX-License-Identifier: MIT */
/* registry.c: the models and algorithms there are: built-in tables, and those of plug-ins. Plug-ins are
 * loaded before any thread is started. */
#include "sim/core/param.h"

#include <gmodule.h>
#include <parallax/registry.h>
#include <string.h>

#define PLX_BUILTIN(ident) extern const PlxModel plx_model_##ident;
#include "models/builtin.h"
#undef PLX_BUILTIN
#define PLX_BUILTIN(ident) extern const PlxAlgorithm plx_algorithm_##ident;
#include "algorithms/builtin.h"
#undef PLX_BUILTIN

#define PLX_BUILTIN(ident) &plx_model_##ident,
static const PlxModel *const builtin_models[] = {
#include "models/builtin.h"
  NULL
};
#undef PLX_BUILTIN
#define PLX_BUILTIN(ident) &plx_algorithm_##ident,
static const PlxAlgorithm *const builtin_algorithms[] = {
#include "algorithms/builtin.h"
  NULL
};
#undef PLX_BUILTIN

typedef struct {
  GPtrArray *models, *algorithms;  /* sorted by name */
  gboolean path_loaded;
} Registry;

static int
by_model_name (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(const PlxModel *const *) a)->name, (*(const PlxModel *const *) b)->name);
}

static int
by_algorithm_name (gconstpointer a, gconstpointer b)
{
  return strcmp ((*(const PlxAlgorithm *const *) a)->name, (*(const PlxAlgorithm *const *) b)->name);
}

static Registry *
registry (void)
{
  static Registry all;
  static gsize made;

  if (g_once_init_enter (&made))
    {
      all.models = g_ptr_array_new ();
      all.algorithms = g_ptr_array_new ();
      for (guint i = 0; builtin_models[i]; i++)
        g_ptr_array_add (all.models, (gpointer) builtin_models[i]);
      for (guint i = 0; builtin_algorithms[i]; i++)
        g_ptr_array_add (all.algorithms, (gpointer) builtin_algorithms[i]);
      g_ptr_array_sort (all.models, by_model_name);
      g_ptr_array_sort (all.algorithms, by_algorithm_name);
      g_once_init_leave (&made, 1);
    }
  return &all;
}

const PlxModel *const *
plx_models (guint *n)
{
  *n = registry ()->models->len;
  return (const PlxModel *const *) registry ()->models->pdata;
}

const PlxAlgorithm *const *
plx_algorithms (guint *n)
{
  *n = registry ()->algorithms->len;
  return (const PlxAlgorithm *const *) registry ()->algorithms->pdata;
}

/* ---- finding ---- */

static const PlxModel *
model_named (const char *name)
{
  guint n;
  const PlxModel *const *all = plx_models (&n);

  for (guint i = 0; i < n; i++)
    if (strcmp (all[i]->name, name) == 0)
      return all[i];
  return NULL;
}

static const PlxAlgorithm *
algorithm_named (const char *name)
{
  guint n;
  const PlxAlgorithm *const *all = plx_algorithms (&n);

  for (guint i = 0; i < n; i++)
    if (strcmp (all[i]->name, name) == 0)
      return all[i];
  return NULL;
}

/* @names: of const char *; takes it. */
static void
fail_unknown (GError **error, const char *label, const char *what, const char *name, GPtrArray *names)
{
  g_autofree char *hint = NULL;

  g_ptr_array_add (names, NULL);
  hint = plx_nearest_hint (name, (const char *const *) names->pdata);
  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: %s%s", label, what, hint);
  g_ptr_array_unref (names);
}

static gboolean
model_variant_check (const PlxModel *model, const char *label, const char *variant, GError **error)
{
  const PlxParam *param = model->variants ? plx_param_find (model->params, model->variants) : NULL;
  g_auto (GStrv) choices = param ? g_strsplit (param->choices, "|", -1) : NULL;
  g_autofree char *hint = NULL;

  if (!param)
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: %s has no variants; \"%s\" would do", label,
                   model->name, model->name);
      return FALSE;
    }
  if (g_strv_contains ((const char *const *) choices, variant))
    return TRUE;
  hint = plx_nearest_hint (variant, (const char *const *) choices);
  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: unknown variant of %s%s", label, model->name, hint);
  return FALSE;
}

const PlxModel *
plx_model_find (const char *label, const char **variant, GError **error)
{
  const char *dot = strchr (label, '.');
  g_autofree char *name = dot ? g_strndup (label, (gsize) (dot - label)) : g_strdup (label);
  const PlxModel *model = model_named (name);

  if (variant)
    *variant = dot ? dot + 1 : NULL;
  if (!model)
    {
      GPtrArray *names = g_ptr_array_new ();

      for (guint i = 0; i < registry ()->models->len; i++)
        g_ptr_array_add (names, (gpointer) ((const PlxModel *) registry ()->models->pdata[i])->name);
      fail_unknown (error, label, "unknown model", name, names);
      return NULL;
    }
  return !dot || model_variant_check (model, label, dot + 1, error) ? model : NULL;
}

static const PlxVariant *
variant_named (const PlxAlgorithm *algorithm, const char *label, const char *name, GError **error)
{
  GPtrArray *names;

  for (const PlxVariant *v = algorithm->variants; v->name; v++)
    if (strcmp (v->name, name) == 0)
      return v;
  if (algorithm->best && strcmp (algorithm->best->name, name) == 0)
    return algorithm->best;
  names = g_ptr_array_new ();
  for (const PlxVariant *v = algorithm->variants; v->name; v++)
    g_ptr_array_add (names, (gpointer) v->name);
  if (algorithm->best)
    g_ptr_array_add (names, (gpointer) algorithm->best->name);
  fail_unknown (error, label, "unknown variant", name, names);
  return NULL;
}

/* ---- programs in another language ---- */

static struct {
  const char *suffix;
  PlxLoadAlgorithm load;
  GHashTable *loaded;  /* from paths to PlxAlgorithm */
} language;

void
plx_registry_language (const char *suffix, PlxLoadAlgorithm load)
{
  language.suffix = suffix;
  language.load = load;
  if (!language.loaded)
    language.loaded = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

gboolean
plx_algorithm_is_file (const char *label)
{
  return language.suffix && g_str_has_suffix (label, language.suffix);
}

static const PlxAlgorithm *
load_program (const char *path, GError **error)
{
  const PlxAlgorithm *algorithm = g_hash_table_lookup (language.loaded, path);

  if (!algorithm && (algorithm = language.load (path, error)))
    g_hash_table_insert (language.loaded, g_strdup (path), (gpointer) algorithm);
  return algorithm;
}

const PlxAlgorithm *
plx_algorithm_find (const char *label, const PlxVariant **variant, GError **error)
{
  if (plx_algorithm_is_file (label))
    {
      const PlxAlgorithm *program = load_program (label, error);

      if (program && variant)
        *variant = program->variants;
      return program;
    }
  const char *dot = strchr (label, '.');
  g_autofree char *name = dot ? g_strndup (label, (gsize) (dot - label)) : g_strdup (label);
  const PlxAlgorithm *algorithm = algorithm_named (name);
  const PlxVariant *found = NULL;

  if (!algorithm)
    {
      GPtrArray *names = g_ptr_array_new ();

      for (guint i = 0; i < registry ()->algorithms->len; i++)
        g_ptr_array_add (names,
                         (gpointer) ((const PlxAlgorithm *) registry ()->algorithms->pdata[i])->name);
      fail_unknown (error, label, "unknown algorithm", name, names);
      return NULL;
    }
  if (dot && !(found = variant_named (algorithm, label, dot + 1, error)))
    return NULL;
  if (variant)
    *variant = found;
  return algorithm;
}

/* ---- plug-ins ---- */

G_GNUC_PRINTF (3, 4)
static gboolean
refuse (GError **error, const char *path, const char *format, ...)
{
  va_list arguments;
  g_autofree char *why = NULL;

  va_start (arguments, format);
  why = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: %s", path, why);
  return FALSE;
}

static gboolean
abi_check (const char *path, const char *what, guint abi, GError **error)
{
  if (abi == PLX_ABI)
    return TRUE;
  return refuse (error, path,
                 "the %s was built for ABI %u, this program has ABI %u; build it again with these headers",
                 what, abi, (guint) PLX_ABI);
}

/* A name that can be typed: "my-model". */
static gboolean
name_check (const char *path, const char *what, const char *name, GError **error)
{
  gboolean good = name && g_ascii_isalpha (*name);

  for (const char *c = name; good && *c; c++)
    good = g_ascii_isalnum (*c) || *c == '-' || *c == '_';
  return good || refuse (error, path, "the %s has no proper name; letters, digits, - and _ would do", what);
}

static gboolean
params_check (const char *path, const PlxParam *params, gsize instance_size, GError **error)
{
  for (; params && params->name; params++)
    if (params->offset >= instance_size)
      return refuse (error, path, "parameter %s lies outside the instance; give its offset by offsetof",
                     params->name);
  return TRUE;
}

static gboolean
model_check (const char *path, const PlxModel *model, GError **error)
{
  if (!abi_check (path, "model", model->abi, error) || !name_check (path, "model", model->name, error)
      || !params_check (path, model->params, model->instance_size, error))
    return FALSE;
  if (!(model->price || model->costs) || !model->title)
    return refuse (error, path, "model %s is not complete; it needs at least a title and a price or a costs function",
                   model->name);
  if (model_named (model->name))
    return refuse (error, path, "a model called %s exists already; give it another name", model->name);
  return TRUE;
}

static gboolean
algorithm_check (const char *path, const PlxAlgorithm *algorithm, GError **error)
{
  if (!abi_check (path, "algorithm", algorithm->abi, error)
      || !name_check (path, "algorithm", algorithm->name, error)
      || !params_check (path, algorithm->params, algorithm->instance_size, error))
    return FALSE;
  if (!algorithm->variants || !algorithm->variants->name || !algorithm->params || !algorithm->params->name)
    return refuse (error, path, "algorithm %s is not complete; it needs at least a parameter and a variant",
                   algorithm->name);
  if (algorithm->best && g_strcmp0 (algorithm->best->name, "sequential"))
    return refuse (error, path, "the best sequential program of algorithm %s is not named so; \"sequential\" would do",
                   algorithm->name);
  if (algorithm_named (algorithm->name))
    return refuse (error, path, "an algorithm called %s exists already; give it another name",
                   algorithm->name);
  return TRUE;
}

/* All of it or nothing: what is refused is unloaded. */
static gboolean
plugin_add (const char *path, const PlxPlugin *plugin, GError **error)
{
  Registry *all = registry ();

  if (!abi_check (path, "plug-in", plugin->abi, error))
    return FALSE;
  if (!plugin->model && !plugin->algorithm)
    return refuse (error, path, "the plug-in holds nothing; it needs a model or an algorithm");
  if ((plugin->model && !model_check (path, plugin->model, error))
      || (plugin->algorithm && !algorithm_check (path, plugin->algorithm, error)))
    return FALSE;
  if (plugin->model)
    g_ptr_array_add (all->models, (gpointer) plugin->model);
  if (plugin->algorithm)
    g_ptr_array_add (all->algorithms, (gpointer) plugin->algorithm);
  g_ptr_array_sort (all->models, by_model_name);
  g_ptr_array_sort (all->algorithms, by_algorithm_name);
  return TRUE;
}

gboolean
plx_registry_load (const char *path, GError **error)
{
  /* Without a '/' the loader would look elsewhere. */
  g_autofree char *file = g_canonicalize_filename (path, NULL);
  gpointer symbol;
  GModule *module;

  if (!g_file_test (file, G_FILE_TEST_IS_REGULAR))
    return refuse (error, path, "no such plug-in; the path of a shared object would do");
  module = g_module_open (file, G_MODULE_BIND_LOCAL);
  if (!module)
    return refuse (error, path, "does not load: %s", g_module_error ());
  if (!g_module_symbol (module, "plx_plugin", &symbol) || !symbol)
    {
      g_module_close (module);
      return refuse (error, path,
                     "exports no plx_plugin; compile PLX_MODEL or PLX_ALGORITHM with -DPLX_PLUGIN");
    }
  if (!plugin_add (path, symbol, error))
    {
      g_module_close (module);
      return FALSE;
    }
  g_module_make_resident (module);
  return TRUE;
}

static int
by_text (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static gboolean
load_folder (const char *folder, GError **error)
{
  g_autoptr (GError) why = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, &why);
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  if (!dir)
    return refuse (error, "PARALLAX_PLUGIN_PATH", "%s; folders with plug-ins, separated by ':', would do",
                   why->message);
  while ((name = g_dir_read_name (dir)))
    if (g_str_has_suffix (name, ".so"))
      g_ptr_array_add (paths, g_build_filename (folder, name, NULL));
  g_ptr_array_sort (paths, by_text);
  for (guint i = 0; i < paths->len; i++)
    if (!plx_registry_load (paths->pdata[i], error))
      return FALSE;
  return TRUE;
}

gboolean
plx_registry_load_path (GError **error)
{
  const char *path = g_getenv ("PARALLAX_PLUGIN_PATH");
  g_auto (GStrv) folders = g_strsplit (path ? path : "", ":", -1);

  if (registry ()->path_loaded)
    return TRUE;
  for (guint i = 0; folders[i]; i++)
    if (*folders[i] && !load_folder (folders[i], error))
      return FALSE;
  registry ()->path_loaded = TRUE;
  return TRUE;
}
