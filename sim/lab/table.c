/* SPDX-License-Identifier: MIT */
/* table.c: rows of named columns, printed as an aligned table, CSV or JSON. */
#include "sim/lab/table.h"

#include <jansson.h>
#include <math.h>
#include <parallax/error.h>
#include <parallax/param.h>
#include <string.h>

/* EXACT: a NUMBER in full. SECONDS: one that is read as a time. UNIT: a TEXT that is not for reading. */
typedef enum { MISSING, TEXT, UNIT, NUMBER, EXACT, SECONDS, COUNT } CellKind;

typedef struct {
  CellKind kind;
  union {
    char *text;
    double number;
    guint64 count;
  };
} Cell;

struct PlxTable {
  char **columns;
  guint n_columns;
  GArray *cells;  /* of Cell, row by row; the last row may be short */
};

static void
clear_cell (gpointer cell)
{
  if (((Cell *) cell)->kind == TEXT || ((Cell *) cell)->kind == UNIT)
    g_free (((Cell *) cell)->text);
}

PlxTable *
plx_table_new (const char *columns)
{
  PlxTable *table = g_new0 (PlxTable, 1);

  table->columns = g_strsplit (columns, ",", -1);
  table->n_columns = g_strv_length (table->columns);
  table->cells = g_array_new (FALSE, TRUE, sizeof (Cell));
  g_array_set_clear_func (table->cells, clear_cell);
  return table;
}

void
plx_table_free (PlxTable *table)
{
  if (!table)
    return;
  g_strfreev (table->columns);
  g_array_unref (table->cells);
  g_free (table);
}

/* Cells of the last row that were not given are missing. */
void
plx_table_row (PlxTable *table)
{
  const guint over = table->cells->len % table->n_columns;

  if (over > 0)
    g_array_set_size (table->cells, table->cells->len + table->n_columns - over);
}

void
plx_table_text (PlxTable *table, const char *text)
{
  const Cell cell = { .kind = text ? TEXT : MISSING, .text = g_strdup (text) };

  g_array_append_val (table->cells, cell);
}

void
plx_table_number (PlxTable *table, double x)
{
  const Cell cell = { .kind = isnan (x) ? MISSING : NUMBER, .number = x };

  g_array_append_val (table->cells, cell);
}

void
plx_table_exact (PlxTable *table, double x)
{
  const Cell cell = { .kind = isnan (x) ? MISSING : EXACT, .number = x };

  g_array_append_val (table->cells, cell);
}

void
plx_table_count (PlxTable *table, guint64 x)
{
  const Cell cell = { .kind = COUNT, .count = x };

  g_array_append_val (table->cells, cell);
}

void
plx_table_time (PlxTable *table, double x, const char *unit)
{
  const gboolean seconds = unit && g_str_equal (unit, "s");
  const Cell cell = { .kind = isnan (x) ? MISSING : seconds ? SECONDS : NUMBER, .number = x };

  g_array_append_val (table->cells, cell);
}

void
plx_table_unit (PlxTable *table, const char *unit)
{
  const Cell cell = { .kind = g_str_equal (unit, "s") ? UNIT : TEXT, .text = g_strdup (unit) };

  g_array_append_val (table->cells, cell);
}

char *
plx_time_text (double seconds, int digits)
{
  static const struct { double scale; const char *unit; } units[]
    = { { 1, "s" }, { 1e-3, "ms" }, { 1e-6, "us" }, { 1e-9, "ns" } };
  const double size = fabs (seconds), nearly = 1 - 0.5 * pow (10, -digits);
  guint u = 0;
  int before = 1;  /* digits before the point */

  if (isnan (seconds))
    return g_strdup ("");
  if (size <= 0)
    return g_strdup ("0 s");
  while (u + 1 < G_N_ELEMENTS (units) && size < nearly * units[u].scale)
    u++;
  while (before < digits && size >= nearly * pow (10, before) * units[u].scale)
    before++;
  return g_strdup_printf ("%.*f %s", digits - before, seconds / units[u].scale, units[u].unit);
}

static guint
n_rows (const PlxTable *table)
{
  return (table->cells->len + table->n_columns - 1) / table->n_columns;
}

static Cell
cell_at (const PlxTable *table, guint row, guint column)
{
  const guint i = row * table->n_columns + column;

  return i < table->cells->len ? g_array_index (table->cells, Cell, i) : (Cell) { .kind = MISSING };
}

/* The whole value, as CSV and JSON have it. (transfer full) */
static char *
exact_text (const Cell *cell)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  switch (cell->kind)
    {
    case TEXT:
    case UNIT:
      return g_strdup (cell->text);
    case NUMBER:
    case EXACT:
    case SECONDS:
      return g_strdup (plx_number_text (buffer, cell->number));
    case COUNT:
      return g_strdup_printf ("%" G_GUINT64_FORMAT, cell->count);
    case MISSING:
    default:
      return g_strdup ("");
    }
}

/* For reading: whole numbers in full, others with 4 significant digits, times with their unit. (transfer full) */
static char *
short_text (const Cell *cell)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  const double x = cell->kind == NUMBER ? fabs (cell->number) : 0;
  const gboolean whole = x < 1e9 && x == floor (x);

  if (cell->kind == UNIT)
    return g_strdup ("");
  if (cell->kind == SECONDS)
    return plx_time_text (cell->number, 3);
  if (cell->kind != NUMBER)
    return exact_text (cell);
  return g_strdup (g_ascii_formatd (buffer, sizeof buffer, whole || (x >= 1e3 && x < 1e7) ? "%.0f" : "%.4g",
                                    cell->number));
}

typedef struct {
  guint width;       /* characters; 0: every cell is missing, and the column left out */
  gboolean numbers;  /* right-aligned */
} Layout;

static Layout
column_layout (const PlxTable *table, guint column)
{
  Layout layout = { .numbers = TRUE };
  gboolean any = n_rows (table) == 0;

  for (guint r = 0; r < n_rows (table); r++)
    {
      const Cell cell = cell_at (table, r, column);
      g_autofree char *text = short_text (&cell);

      any |= *text != '\0';
      layout.numbers &= cell.kind != TEXT;
      layout.width = MAX (layout.width, (guint) g_utf8_strlen (text, -1));
    }
  if (any)
    layout.width = MAX (layout.width, (guint) g_utf8_strlen (table->columns[column], -1));
  return layout;
}

static void
append_aligned (GString *out, const char *text, Layout layout)
{
  const int fill = (int) (layout.width - (guint) g_utf8_strlen (text, -1));

  if (layout.width > 0)
    g_string_append_printf (out, "%*s%s%*s  ", layout.numbers ? fill : 0, "", text, layout.numbers ? 0 : fill, "");
}

static void
end_line (GString *out)
{
  while (out->len > 0 && out->str[out->len - 1] == ' ')
    g_string_truncate (out, out->len - 1);
  g_string_append_c (out, '\n');
}

static void
print_table (const PlxTable *table, GString *out)
{
  g_autofree Layout *layout = g_new (Layout, table->n_columns);

  for (guint c = 0; c < table->n_columns; c++)
    {
      layout[c] = column_layout (table, c);
      append_aligned (out, table->columns[c], layout[c]);
    }
  end_line (out);
  for (guint r = 0; r < n_rows (table); r++)
    {
      for (guint c = 0; c < table->n_columns; c++)
        {
          const Cell cell = cell_at (table, r, c);
          g_autofree char *text = short_text (&cell);

          append_aligned (out, text, layout[c]);
        }
      end_line (out);
    }
}

/* RFC 4180: a field with a comma, a quote or a line's end stands in quotes, its own quotes doubled. */
static void
append_csv (GString *out, const char *text, gboolean last)
{
  g_auto (GStrv) parts = g_strsplit (text, "\"", -1);
  g_autofree char *doubled = g_strjoinv ("\"\"", parts);

  if (strpbrk (text, ",\"\r\n"))
    g_string_append_printf (out, "\"%s\"", doubled);
  else
    g_string_append (out, text);
  g_string_append_c (out, last ? '\n' : ',');
}

static void
print_csv (const PlxTable *table, GString *out)
{
  for (guint c = 0; c < table->n_columns; c++)
    append_csv (out, table->columns[c], c + 1 == table->n_columns);
  for (guint r = 0; r < n_rows (table); r++)
    for (guint c = 0; c < table->n_columns; c++)
      {
        const Cell cell = cell_at (table, r, c);
        g_autofree char *text = exact_text (&cell);

        append_csv (out, text, c + 1 == table->n_columns);
      }
}

/* Jansson escapes the strings; its numbers have 17 digits, ours the fewest that read back the same. */
static void
append_json_string (GString *out, const char *text)
{
  json_t *string = json_string (text);
  char *quoted = string ? json_dumps (string, JSON_ENCODE_ANY) : NULL;

  g_string_append (out, quoted ? quoted : "null");
  free (quoted);
  json_decref (string);
}

static void
append_json_cell (GString *out, const Cell *cell)
{
  g_autofree char *text = exact_text (cell);

  const gboolean number = cell->kind == NUMBER || cell->kind == EXACT || cell->kind == SECONDS;

  if (cell->kind == MISSING || (number && !isfinite (cell->number)))
    g_string_append (out, "null");
  else if (cell->kind == TEXT || cell->kind == UNIT)
    append_json_string (out, text);
  else
    g_string_append (out, text);
}

static void
print_json (const PlxTable *table, GString *out)
{
  g_string_append (out, "[");
  for (guint r = 0; r < n_rows (table); r++)
    {
      g_string_append (out, r == 0 ? "\n  {" : ",\n  {");
      for (guint c = 0; c < table->n_columns; c++)
        {
          const Cell cell = cell_at (table, r, c);

          g_string_append (out, c == 0 ? "" : ", ");
          append_json_string (out, table->columns[c]);
          g_string_append (out, ": ");
          append_json_cell (out, &cell);
        }
      g_string_append_c (out, '}');
    }
  g_string_append (out, n_rows (table) > 0 ? "\n]\n" : "]\n");
}

char *
plx_table_print (const PlxTable *table, PlxFormat format)
{
  static void (*const print[]) (const PlxTable *table, GString *out) = {
    [PLX_TABLE] = print_table, [PLX_CSV] = print_csv, [PLX_JSON] = print_json
  };
  GString *out = g_string_new (NULL);

  print[format](table, out);
  return g_string_free (out, FALSE);
}

gboolean
plx_format_read (const char *text, PlxFormat *format, GError **error)
{
  static const char *const names[] = { "table", "csv", "json", NULL };

  for (guint i = 0; names[i]; i++)
    if (g_str_equal (text, names[i]))
      {
        *format = (PlxFormat) i;
        return TRUE;
      }
  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "--format: %s: no such format; table, csv or json", text);
  return FALSE;
}
