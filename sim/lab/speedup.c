/* SPDX-License-Identifier: MIT */
/* speedup.c: relative and absolute speed-ups among cells that were measured together. */
#include "sim/lab/speedup.h"

#include "sim/executors/executor.h"

#include <math.h>
#include <string.h>

#define SEQUENTIAL "sequential"

static gboolean
is_sequential (const PlxTimed *t)
{
  return !strcmp (t->variant, SEQUENTIAL);
}

static gboolean
is_simulated (const char *executor)
{
  return !strcmp (executor, plx_executor_simulated.name);
}

/* A variant may have parameters that do not concern its sequential program: every word of @few is one of @all. */
static gboolean
has_all (const char *all, const char *few)
{
  g_auto (GStrv) words = g_strsplit (all, " ", -1), wanted = g_strsplit (few, " ", -1);

  for (char **word = wanted; *word; word++)
    if (!g_strv_contains ((const char *const *) words, *word))
      return FALSE;
  return TRUE;
}

static gboolean
is_own_base (const PlxTimed *base, const PlxTimed *t)
{
  return !strcmp (base->variant, t->variant) && !strcmp (base->executor, t->executor)
         && !strcmp (base->parameters, t->parameters);
}

static gboolean
is_best_base (const PlxTimed *base, const PlxTimed *t)
{
  const gboolean comparable = !strcmp (base->executor, t->executor)
                              || (!strcmp (base->executor, plx_executor_sequential.name) && !is_simulated (t->executor));

  return is_sequential (base) && comparable && has_all (t->parameters, base->parameters);
}

static gboolean
is_measured (const PlxTimed *t)
{
  return t->executor && t->time_s > 0 && isfinite (t->time_s);
}

/* (transfer container): of const PlxTimed: those on one processor, each once however many models priced it. */
static GPtrArray *
find_bases (const PlxTimed *timed, guint n)
{
  GPtrArray *bases = g_ptr_array_new ();
  const PlxTimed *last = NULL;

  for (guint i = 0; i < n; i++)
    {
      const PlxTimed *t = &timed[i];

      if (t->p != 1 || !is_measured (t) || (last && !strcmp (last->algorithm, t->algorithm) && is_own_base (last, t)))
        continue;
      g_ptr_array_add (bases, (gpointer) t);
      last = t;
    }
  return bases;
}

PlxSpeedup *
plx_speedups_new (const PlxTimed *timed, guint n)
{
  g_autoptr (GPtrArray) bases = find_bases (timed, n);
  PlxSpeedup *speedups = g_new (PlxSpeedup, MAX (n, 1));

  for (guint i = 0; i < n; i++)
    {
      speedups[i] = (PlxSpeedup) { (double) NAN, (double) NAN };
      for (guint k = 0; is_measured (&timed[i]) && k < bases->len; k++)
        {
          const PlxTimed *base = bases->pdata[k];

          if (strcmp (base->algorithm, timed[i].algorithm))
            continue;
          if (is_own_base (base, &timed[i]))
            speedups[i].relative = base->time_s / timed[i].time_s;
          if (is_best_base (base, &timed[i]))
            speedups[i].absolute = base->time_s / timed[i].time_s;
        }
    }
  return speedups;
}

gboolean
plx_speedups_absolute (const PlxTimed *timed, const PlxSpeedup *speedups, guint n)
{
  for (guint i = 0; i < n; i++)
    if (!is_sequential (&timed[i]) && isfinite (speedups[i].absolute))
      return TRUE;
  return FALSE;
}
