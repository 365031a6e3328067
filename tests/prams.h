/* SPDX-License-Identifier: MIT */
/* prams.h: programs in PRAM pseudo-code that tests run. */
#pragma once

#include "sim/sources/pram.h"
#include "tests/main.h"

#include <string.h>

typedef struct {
  PlxPram *pram;
  PlxPramRun *run;  /* NULL: it failed */
} Ran;

static inline void
ran_clear (Ran *ran)
{
  plx_pram_run_free (ran->run);
  plx_pram_free (ran->pram);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Ran, ran_clear)

static inline void
set_option (PlxPramOptions *options, PlxSettings *settings, const char *key, const char *value)
{
  if (strcmp (key, "model") == 0)
    PLX_OK (plx_pram_model_read (value, &options->model, error));
  else if (strcmp (key, "seed") == 0)
    options->seed = g_ascii_strtoull (value, NULL, 10);
  else if (strcmp (key, "by-statement") == 0)
    options->by_statement = TRUE;
  else if (strcmp (key, "rw-exclusive") == 0)
    options->rw_exclusive = TRUE;
  else if (strcmp (key, "max-steps") == 0)
    options->max_steps = g_ascii_strtoull (value, NULL, 10);
  else if (strcmp (key, "max-cells") == 0)
    options->max_cells = g_ascii_strtoull (value, NULL, 10);
  else if (strcmp (key, "arbitrary") != 0)
    PLX_OK (plx_settings_add (settings, key, value, "here", error));
  for (guint a = 0; strcmp (key, "arbitrary") == 0 && a < PLX_PRAM_N_ARBITRARY; a++)
    if (strcmp (value, plx_pram_arbitrary_name (a)) == 0)
      options->arbitrary = a;
}

/* @words: "n=8 A=1,2 model=EREW arbitrary=first by-statement= ..." */
static inline Ran
try (const char *text, const char *words, GError **out)
{
  Ran ran = { NULL, NULL };
  g_autoptr (PlxSettings) settings = plx_settings_new ();
  g_auto (GStrv) word = g_strsplit (words, " ", -1);

  PLX_OK (ran.pram = plx_pram_parse ("a.pram", text, strlen (text), error));
  PlxPramOptions options = plx_pram_options (ran.pram);
  options.settings = settings;
  for (guint k = 0; word[k]; k++)
    if (*word[k])
      {
        g_auto (GStrv) pair = g_strsplit (word[k], "=", 2);

        set_option (&options, settings, pair[0], pair[1]);
      }
  ran.run = plx_pram_run (ran.pram, &options, out);
  return ran;
}

static inline Ran
run (const char *text, const char *words)
{
  Ran ran;

  PLX_OK ((ran = try (text, words, error)).run);
  return ran;
}

static inline gboolean
succeeds (const char *text, const char *words, GError **error)
{
  g_auto (Ran) ran = try (text, words, error);

  return ran.run != NULL;
}

/* The array's values: "1 2 3". (transfer full) */
static inline char *
values (const PlxPramRun *run, const char *name)
{
  GString *text = g_string_new (NULL);

  for (guint a = 0; a < run->n_arrays; a++)
    for (guint64 k = 0; strcmp (run->arrays[a].name, name) == 0 && k < run->arrays[a].n_cells; k++)
      g_string_append_printf (text, "%s%" G_GINT64_FORMAT, k ? " " : "", run->memory[run->arrays[a].address + k]);
  return g_string_free (text, FALSE);
}

static inline void
has (const char *text, const char *words, const char *array, const char *expected)
{
  g_auto (Ran) ran = run (text, words);
  g_autofree char *got = values (ran.run, array);

  ck_assert_msg (strcmp (got, expected) == 0, "%s (%s): %s is %s, not %s", text, words, array, got, expected);
}

static inline void
costs (const char *text, const char *words, guint64 time, guint64 work)
{
  g_auto (Ran) ran = run (text, words);

  ck_assert_msg (ran.run->time == time && ran.run->work == work, "%s: T = %u, W = %u", text, (guint) ran.run->time,
                 (guint) ran.run->work);
}

static inline const PlxPramStep *
step (const Ran *ran, guint k)
{
  ck_assert_uint_lt (k, ran->run->steps->len);
  return &g_array_index (ran->run->steps, PlxPramStep, k);
}

static inline char *
conflict (const Ran *ran, guint k)
{
  ck_assert_uint_lt (k, ran->run->conflicts->len);
  return plx_pram_conflict_text (ran->run, ran->run->conflicts->pdata[k], 1000);
}

/* One of tests/golden/pram. (transfer full) */
static inline char *
file_text (const char *name)
{
  const char *top = g_getenv ("top_srcdir");
  g_autofree char *path = g_build_filename (top ? top : ".", "tests", "golden", "pram", name, NULL);
  char *text = NULL;

  PLX_OK (g_file_get_contents (path, &text, NULL, error));
  return text;
}
