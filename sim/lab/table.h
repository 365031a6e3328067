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
/* The shortest that reads back the same in a table too. */
void plx_table_exact (PlxTable *table, double x);
void plx_table_count (PlxTable *table, guint64 x);
/* A number; where @unit is "s", "306 us" in a table. */
void plx_table_time (PlxTable *table, double x, const char *unit);
/* The unit of the row's times as text; in a table not when it is "s": they carry theirs. */
void plx_table_unit (PlxTable *table, const char *unit);
/* (transfer full) */
char *plx_table_print (const PlxTable *table, PlxFormat format);
/* "1.23 ms", "45.6 us" with @digits = 3 significant ones; "" for NaN. (transfer full) */
char *plx_time_text (double seconds, int digits);
gboolean plx_format_read (const char *text, PlxFormat *format, GError **error);

/* Writes a file atomically: all of it or nothing. PLX_ERROR_FAILED: full disk, unwritable folder. */
gboolean plx_file_write (const char *path, const char *content, gssize length, GError **error);
/* A whole file of at most @most bytes; never a folder, a device or a pipe, which may not end.
 * PLX_ERROR_INPUT. (transfer full) */
char *plx_file_read (const char *path, gsize most, gsize *length, GError **error);
