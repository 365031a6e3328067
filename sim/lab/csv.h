/* SPDX-License-Identifier: MIT */
/* csv.h: tables read back from comma-separated text (RFC 4180) with a line of names. */
#pragma once

#include <parallax/error.h>

typedef struct {
  char *file;        /* what errors begin with */
  char **columns;
  GPtrArray *rows;   /* of char **, each with as many fields as there are columns */
  gboolean torn;     /* the last line had no end and was left out */
} PlxCsv;

/* @torn_tail: a last line without its end is left out, else an error. PLX_ERROR_INPUT with file and line. */
PlxCsv *plx_csv_parse (const char *text, const char *file, gboolean torn_tail, GError **error);
PlxCsv *plx_csv_load (const char *path, gboolean torn_tail, GError **error);
void plx_csv_free (PlxCsv *csv);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlxCsv, plx_csv_free)

/* The field's text; NULL when there is no such column. */
const char *plx_csv_text (const PlxCsv *csv, guint row, const char *column);
/* The field as a number; NaN when it is empty or there is no such column. */
double plx_csv_number (const PlxCsv *csv, guint row, const char *column);
/* PLX_ERROR_INPUT names the first of the columns (NULL-terminated) that is missing. */
gboolean plx_csv_has (const PlxCsv *csv, const char *const *columns, GError **error);
