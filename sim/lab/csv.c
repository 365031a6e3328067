/* SPDX-License-Identifier: MIT */
/* csv.c: reads comma-separated text. */
#include "sim/lab/csv.h"
#include "sim/lab/table.h"

#include <math.h>
#include <string.h>

#define MOST_BYTES (256u << 20)

/* Reads one field from *at and steps past it and its comma; *last: it was the line's last one.
 * (transfer full) */
static char *
read_field (const char **at, gboolean *last)
{
  GString *field = g_string_new (NULL);
  const char *c = *at;
  gboolean quoted = *c == '"';

  for (c += quoted; *c; c++)
    {
      if (quoted && c[0] == '"' && c[1] == '"')
        c++;
      else if (quoted && *c == '"')
        {
          quoted = FALSE;
          continue;
        }
      else if (!quoted && (*c == ',' || *c == '\n'))
        break;
      if (quoted || *c != '\r')
        g_string_append_c (field, *c);
    }
  *last = *c != ',';
  *at = *c ? c + 1 : c;
  return g_string_free (field, FALSE);
}

/* (transfer full) */
static char **
read_row (const char **at)
{
  GPtrArray *fields = g_ptr_array_new ();
  gboolean last = FALSE;

  while (!last)
    g_ptr_array_add (fields, read_field (at, &last));
  g_ptr_array_add (fields, NULL);
  return (char **) g_ptr_array_free (fields, FALSE);
}

static PlxCsv *
csv_new (const char *file)
{
  PlxCsv *csv = g_new0 (PlxCsv, 1);

  csv->file = g_strdup (file);
  csv->rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  return csv;
}

PlxCsv *
plx_csv_parse (const char *text, const char *file, gboolean torn_tail, GError **error)
{
  g_autoptr (PlxCsv) csv = csv_new (file);
  const char *end = strrchr (text, '\n');
  g_autofree char *whole = NULL;
  const char *at;

  csv->torn = *text && (!end || end[1]);
  if (!end || (csv->torn && !torn_tail))
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: the last line has no end; the file was cut off", file);
      return NULL;
    }
  at = whole = g_strndup (text, (gsize) (end - text) + 1);
  csv->columns = read_row (&at);
  for (guint line = 2; *at; line++)
    {
      char **row = read_row (&at);

      g_ptr_array_add (csv->rows, row);
      if (g_strv_length (row) != g_strv_length (csv->columns))
        {
          g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s:%u: %u fields; the first line names %u", file, line,
                       g_strv_length (row), g_strv_length (csv->columns));
          return NULL;
        }
    }
  return g_steal_pointer (&csv);
}

PlxCsv *
plx_csv_load (const char *path, gboolean torn_tail, GError **error)
{
  gsize length;
  g_autofree char *text = plx_file_read (path, MOST_BYTES, &length, error);

  if (!text)
    return NULL;
  if (strlen (text) != length || !g_utf8_validate (text, -1, NULL))
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: not text; a results.csv would do", path);
      return NULL;
    }
  return plx_csv_parse (text, path, torn_tail, error);
}

void
plx_csv_free (PlxCsv *csv)
{
  if (!csv)
    return;
  g_free (csv->file);
  g_strfreev (csv->columns);
  g_ptr_array_unref (csv->rows);
  g_free (csv);
}

const char *
plx_csv_text (const PlxCsv *csv, guint row, const char *column)
{
  char **fields = csv->rows->pdata[row];

  for (guint i = 0; csv->columns[i]; i++)
    if (!strcmp (csv->columns[i], column))
      return fields[i];
  return NULL;
}

double
plx_csv_number (const PlxCsv *csv, guint row, const char *column)
{
  const char *text = plx_csv_text (csv, row, column);
  char *end;
  double x;

  if (!text || !*text)
    return (double) NAN;
  x = g_ascii_strtod (text, &end);
  return *end ? (double) NAN : x;
}

gboolean
plx_csv_has (const PlxCsv *csv, const char *const *columns, GError **error)
{
  for (guint i = 0; columns[i]; i++)
    if (!g_strv_contains ((const char *const *) csv->columns, columns[i]))
      {
        g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s:1: no column '%s'; a file that `run` wrote has it",
                     csv->file, columns[i]);
        return FALSE;
      }
  return TRUE;
}
