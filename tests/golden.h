/* SPDX-License-Identifier: MIT */
/* golden.h: rows of the tables of published figures, and traces of the algorithms in them. */
#pragma once

#include "sim/program/record.h"
#include "tests/pricing.h"

#include <string.h>

#define COLUMNS 6

/* Splits a line of CSV; a field may stand in double quotes. Returns how many fields. */
static inline guint
split (char *line, char *field[COLUMNS])
{
  guint n = 0;

  for (char *at = line; at && n < COLUMNS; n++)
    {
      const gboolean quoted = *at == '"';
      char *end = quoted ? strchr (++at, '"') : at + strcspn (at, ",");

      field[n] = at;
      at = *end ? end + 1 : NULL;
      *end = '\0';
      if (quoted && at)
        at = *at == ',' ? at + 1 : NULL;
    }
  return n;
}

typedef gboolean (*Row) (char *field[COLUMNS]);

/* Calls @row for each row but the title; returns how many it checked. */
static inline guint
for_each_row (const char *file, guint columns, Row row)
{
  const char *top = g_getenv ("top_srcdir");
  g_autofree char *path = g_build_filename (top ? top : ".", "tests", "golden", file, NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  guint checked = 0;

  PLX_OK (g_file_get_contents (path, &text, NULL, error));
  lines = g_strsplit (text, "\n", -1);
  for (guint k = 1; lines[k] && *lines[k]; k++)
    {
      char *field[COLUMNS];

      ck_assert_uint_eq (split (lines[k], field), columns);
      checked += row (field);
    }
  return checked;
}

/* The number after "name=" in a case's text. */
static inline guint
number_of (const char *text, const char *name)
{
  g_autofree char *key = g_strconcat (" ", name, "=", NULL);
  const char *at = strstr (text, key);

  ck_assert_msg (at != NULL, "%s: has no %s=", text, name);
  return (guint) g_ascii_strtoull (at + strlen (key), NULL, 10);
}

/* ---- rows through an algorithm: "scan.two-level n=4096 p=8" ---- */

/* NULL: there is no such algorithm. */
static inline PlxTrace *
record (const char *text)
{
  g_auto (GStrv) word = g_strsplit (text, " ", -1);
  g_autoptr (PlxSettings) settings = plx_settings_new ();
  g_autoptr (PlxJob) job = NULL;
  const PlxLimits limits = PLX_LIMITS_DEFAULT;
  const PlxVariant *variant;
  const PlxAlgorithm *algorithm = plx_algorithm_find (word[0], &variant, NULL);
  PlxTrace *trace;
  guint p = 1;

  if (!algorithm)
    return NULL;
  for (guint k = 1; word[k]; k++)
    {
      g_auto (GStrv) pair = g_strsplit (word[k], "=", 2);

      if (strcmp (pair[0], "p") == 0)
        p = (guint) g_ascii_strtoull (pair[1], NULL, 10);
      else
        PLX_OK (plx_settings_add (settings, pair[0], pair[1], text, error));
    }
  PLX_OK (job = plx_job_new (algorithm, variant, settings, p, 1, NULL, NULL, error));
  PLX_OK (trace = plx_record (job, &limits, error));
  return trace;
}
