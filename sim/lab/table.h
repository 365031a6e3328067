/* SPDX-License-Identifier: MIT */
/* table.h: rows of named columns, printed as an aligned table, CSV or JSON. */
#pragma once

#include <glib.h>

typedef enum { PLX_TABLE, PLX_CSV, PLX_JSON } PlxFormat;

typedef struct PlxTable PlxTable;

/* @columns: "algorithm,variant,n,p": header names; those of numbers are right-aligned and numbers in JSON. */
PlxTable *plx_table_new (const char *columns);
void plx_table_free (PlxTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlxTable, plx_table_free)
/* Begins a row; the cells follow in the order of the columns. */
void plx_table_row (PlxTable *table);
void plx_table_text (PlxTable *table, const char *text);   /* NULL: missing */
void plx_table_number (PlxTable *table, double x);         /* NaN: missing; the shortest that reads back the same in CSV
                                                              and JSON, 4 significant digits in a table */
void plx_table_count (PlxTable *table, guint64 x);
/* (transfer full) */
char *plx_table_print (const PlxTable *table, PlxFormat format);
gboolean plx_format_read (const char *text, PlxFormat *format, GError **error);

/* Writes a file atomically: all of it or nothing. PLX_ERROR_FAILED: full disk, unwritable folder. */
gboolean plx_file_write (const char *path, const char *content, gssize length, GError **error);
