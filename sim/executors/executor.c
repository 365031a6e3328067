/* SPDX-License-Identifier: MIT */
/* executor.c: the table of executors. */
#include "sim/executors/executor.h"

static const PlxExecutor *const executors[] = {
  &plx_executor_threads,
  &plx_executor_sequential,
  &plx_executor_simulated,
};

const PlxExecutor *const *
plx_executors (guint *n)
{
  *n = G_N_ELEMENTS (executors);
  return executors;
}

static char *
names (void)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (executors); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", executors[i]->name);
  return g_string_free (text, FALSE);
}

const PlxExecutor *
plx_executor_find (const char *name, GError **error)
{
  g_autofree char *known = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (executors); i++)
    if (g_str_equal (executors[i]->name, name))
      return executors[i];
  known = names ();
  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: no such executor; there are: %s", name, known);
  return NULL;
}

char **
plx_executors_read (const char *text, GError **error)
{
  g_auto (GStrv) names = g_strsplit (text, ",", -1);

  for (guint i = 0; names[i]; i++)
    g_strstrip (names[i]);
  for (guint i = 0; i == 0 || names[i]; i++)
    {
      if (!plx_executor_find (names[i] ? names[i] : "", error))
        return NULL;
      if (!g_strv_contains ((const char *const *) names + i + 1, names[i]))
        continue;
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "the executor '%s' stands there twice; once is enough", names[i]);
      return NULL;
    }
  return g_steal_pointer (&names);
}

void
plx_sample_clear (PlxSample *sample)
{
  g_clear_pointer (&sample->timing, plx_timing_free);
  *sample = (PlxSample) { 0 };
}
