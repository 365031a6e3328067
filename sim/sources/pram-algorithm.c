/* SPDX-License-Identifier: MIT */
/* pram-algorithm.c: a PRAM program as an algorithm. */
#include "sim/sources/pram-algorithm.h"

#include "sim/sources/pram-program.h"

/* An instance is a slot for each parameter, a count or a text, and for each array, a text. */
typedef union {
  guint64 count;
  const char *text;  /* "": as the program says */
} Slot;

typedef struct {
  PlxAlgorithm algorithm;
  PlxVariant variants[2];
  PlxPram *pram;
  GArray *params;  /* of PlxParam */
} Program;

/* ---- parameters ---- */

static void
add_text (Program *program, const char *name, const char *help)
{
  const PlxParam param = { .name = name, .unit = "", .text = help, .flags = PLX_TEXT, .fallback = "",
                           .offset = program->params->len * sizeof (Slot) };

  g_array_append_val (program->params, param);
}

/* A value that the program computes from others is a text, since it has no default of its own. */
static void
add_param (Program *program, const PlxPramParam *from)
{
  const PlxPramNode *value = &g_array_index (program->pram->nodes, PlxPramNode, from->value);
  PlxParam param = { .name = from->name, .unit = "", .text = "parameter of the program", .flags = PLX_COUNT,
                     .offset = program->params->len * sizeof (Slot) };

  if (from->value && value->op != PLX_PRAM_CONSTANT)
    {
      add_text (program, from->name, "parameter of the program, which has a formula for it");
      return;
    }
  if (from->value)
    {
      g_autofree char *text = g_strdup_printf ("%" G_GINT64_FORMAT, value->value);

      param.fallback = g_intern_string (text);
    }
  g_array_append_val (program->params, param);
}

static gboolean
is_n (const PlxPramParam *param)
{
  return g_str_equal (param->name, "n");
}

/* n first: it is what sizes go by. */
static void
add_params (Program *program)
{
  const GArray *from = program->pram->params;

  for (guint i = 0; i < from->len; i++)
    if (is_n (&g_array_index (from, PlxPramParam, i)))
      add_param (program, &g_array_index (from, PlxPramParam, i));
  for (guint i = 0; i < from->len; i++)
    if (!is_n (&g_array_index (from, PlxPramParam, i)))
      add_param (program, &g_array_index (from, PlxPramParam, i));
  for (guint i = 0; i < program->pram->shared_names->len; i++)
    add_text (program, program->pram->shared_names->pdata[i], "all cells of the array, 1,1,0,...");
}

/* ---- the trace ---- */

static PlxSettings *
settings_of (const Program *program, const Slot *instance)
{
  PlxSettings *settings = plx_settings_new ();

  for (guint i = 0; i < program->params->len; i++)
    {
      const PlxParam *param = &g_array_index (program->params, PlxParam, i);
      g_autofree char *text = plx_param_text (param, instance);

      if (*text)
        plx_settings_replace (settings, param->name, text, "");
    }
  return settings;
}

/* @settings: of the instance. */
static PlxPramOptions
options_of (const Program *program, const PlxSettings *settings, guint64 seed)
{
  PlxPramOptions options = plx_pram_options (program->pram);

  options.seed = seed;
  options.settings = settings;
  return options;
}

static guint
processors (const PlxAlgorithm *algorithm, gconstpointer instance, guint64 seed, GError **error)
{
  const Program *program = (const Program *) algorithm;
  g_autoptr (PlxSettings) settings = settings_of (program, instance);
  const PlxPramOptions options = options_of (program, settings, seed);

  return plx_pram_processors (program->pram, &options, error);
}

static PlxTrace *
trace (const PlxAlgorithm *algorithm, gconstpointer instance, guint p, guint64 seed, const char *identity, GError **error)
{
  const Program *program = (const Program *) algorithm;
  g_autoptr (PlxSettings) settings = settings_of (program, instance);
  const PlxPramOptions options = options_of (program, settings, seed);

  return plx_pram_trace (program->pram, &options, p, identity, NULL, error);
}

const PlxAlgorithm *
plx_pram_algorithm (const char *path, GError **error)
{
  g_autoptr (PlxPram) pram = plx_pram_load (path, error);
  Program *program;

  if (!pram)
    return NULL;
  program = g_new0 (Program, 1);
  program->pram = g_steal_pointer (&pram);
  program->params = g_array_new (TRUE, TRUE, sizeof (PlxParam));
  add_params (program);
  program->variants[0] = (PlxVariant) { .name = "pram", .title = "pseudo-code, step by step" };
  program->algorithm = (PlxAlgorithm) { .abi = PLX_ABI, .name = plx_pram_name (program->pram),
                                        .title = plx_pram_title (program->pram), .source = path,
                                        .instance_size = program->params->len * sizeof (Slot),
                                        .params = (const PlxParam *) (gconstpointer) program->params->data,
                                        .variants = program->variants, .trace = trace,
                                        .processors = processors };
  return &program->algorithm;
}
