/* SPDX-License-Identifier: MIT */
/* registry.h: the models and algorithms there are: built in, and from plug-ins. */
#pragma once

#include <parallax/algorithm.h>
#include <parallax/model.h>

G_BEGIN_DECLS

/* Before any thread is started: the tables below are read without a lock. A plug-in that is refused is
 * unloaded and leaves nothing behind; one that is taken stays to the end. */
gboolean plx_registry_load (const char *path, GError **error);
/* Every *.so in the folders of PARALLAX_PLUGIN_PATH; once. A plug-in that does not load is an
 * error, PLX_ERROR_INPUT, that names it; another ABI is refused with both numbers. */
gboolean plx_registry_load_path (GError **error);

/* [n], borrowed, sorted by name; until the next plug-in is loaded. */
const PlxModel *const *plx_models (guint *n);
const PlxAlgorithm *const *plx_algorithms (guint *n);
/* "bsp"; "pram.crew" (*variant: "crew", else NULL). PLX_ERROR_INPUT with the nearest name. */
const PlxModel *plx_model_find (const char *label, const char **variant, GError **error);
/* Programs in another language: a label that ends with @suffix (".pram") is that of a file, which @load makes an algorithm
 * of one variant. It lives to the end; a file is loaded once. */
typedef const PlxAlgorithm *(*PlxLoadAlgorithm) (const char *path, GError **error);
void plx_registry_language (const char *suffix, PlxLoadAlgorithm load);
/* The label is a file's, not a name. */
gboolean plx_algorithm_is_file (const char *label);
/* "scan.two-level" gives one variant; "scan" gives *variant NULL: all. "a/sum.pram" is a file. */
const PlxAlgorithm *plx_algorithm_find (const char *label, const PlxVariant **variant, GError **error);

G_END_DECLS
