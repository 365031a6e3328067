/* SPDX-License-Identifier: MIT */
/* pram-table.c: prints arrays, row by row, and finds the cells that a user names. */
#include "sim/cli/pram-table.h"

#include "sim/core/param.h"

#include <parallax/error.h>
#include <string.h>

#define COLUMNS 96    /* of a line */
#define MOST_LINES 24 /* of an array */
#define FIRST_LINES 3

/* ---- names ---- */

const PlxPramArray *
plx_pram_table_array (const PlxPramRun *run, const char *name, GError **error)
{
  g_autofree const char **names = g_new0 (const char *, run->n_arrays + 1);
  g_autofree char *hint = NULL;

  for (guint k = 0; k < run->n_arrays; k++)
    if (strcmp (run->arrays[k].name, name) == 0)
      return &run->arrays[k];
  for (guint k = 0; k < run->n_arrays; k++)
    names[k] = run->arrays[k].name;
  hint = plx_nearest_hint (name, names);
  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: no shared memory of that name%s", name, hint);
  return NULL;
}

static gint64
extent (const PlxPramArray *array, guint dimension)
{
  return array->upper[dimension] - array->lower[dimension] + 1;
}

/* Reads " 3 ," or " 3 ]" and steps behind it. */
static gboolean
read_index (const char **at, char stop, gint64 *index)
{
  char *end;

  *index = g_ascii_strtoll (*at, &end, 10);
  if (end == *at)
    return FALSE;
  while (*end == ' ')
    end++;
  *at = end + 1;
  return *end == stop;
}

/* @at: behind the bracket. */
static gboolean
read_indices (const PlxPramArray *array, const char *text, const char *at, guint64 *offset, GError **error)
{
  *offset = 0;
  for (guint d = 0; d < array->rank; d++)
    {
      gint64 index;

      if (!read_index (&at, d + 1 < array->rank ? ',' : ']', &index) || (d + 1 == array->rank && *at))
        {
          g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: %s has %u ind%s; write %s[%" G_GINT64_FORMAT "%s]", text,
                       array->name, array->rank, array->rank == 1 ? "ex" : "ices", array->name, array->lower[0],
                       array->rank == 1 ? "" : ",...");
          return FALSE;
        }
      if (index < array->lower[d] || index > array->upper[d])
        {
          g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT,
                       "%s: index %u is outside %" G_GINT64_FORMAT "..%" G_GINT64_FORMAT, text, d + 1, array->lower[d],
                       array->upper[d]);
          return FALSE;
        }
      *offset = *offset * (guint64) extent (array, d) + (guint64) (index - array->lower[d]);
    }
  return TRUE;
}

gboolean
plx_pram_table_cell (const PlxPramRun *run, const char *text, guint64 *address, GError **error)
{
  const gsize length = strcspn (text, "[");
  g_autofree char *name = g_strchomp (g_strndup (text, length));
  const PlxPramArray *array = plx_pram_table_array (run, name, error);
  guint64 offset = 0;

  if (!array)
    return FALSE;
  if (array->rank == 0 && text[length])
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: %s is one cell; write %s", text, name, name);
      return FALSE;
    }
  if (array->rank > 0 && !read_indices (array, text, text[length] ? text + length + 1 : "", &offset, error))
    return FALSE;
  *address = array->address + offset;
  return TRUE;
}

/* ---- tables ---- */

typedef struct {
  const PlxPramArray *array;
  const gint64 *values;   /* [n_cells] */
  char *marks;            /* [n_cells]: ' ', '*', '!' */
  guint64 row;            /* cells of a row: along the last dimension */
  guint64 in_line;        /* cells of a line */
  guint64 lines_in_row;
  int width;              /* of a cell, without its mark */
  int label;              /* of a line's label */
  gboolean color;
  FILE *out;
} Table;

static void
mark (Table *table, guint64 address, char with)
{
  if (address >= table->array->address && address - table->array->address < table->array->n_cells)
    table->marks[address - table->array->address] = with;
}

static void
mark_cells (Table *table, const PlxPramRecording *recording)
{
  gsize n_changes = 0;
  guint n_conflicts = 0;
  const PlxPramChange *changes = NULL;
  PlxPramConflict *const *conflicts = NULL;

  table->marks = g_malloc (table->array->n_cells);
  memset (table->marks, ' ', table->array->n_cells);
  if (recording->at == 0)
    return;
  changes = plx_pram_recording_changes (recording, recording->at, &n_changes);
  conflicts = plx_pram_recording_conflicts (recording, recording->at, &n_conflicts);
  for (gsize k = 0; k < n_changes; k++)
    mark (table, changes[k].address, '*');
  for (guint k = 0; k < n_conflicts; k++)
    mark (table, conflicts[k]->address, '!');
}

static int
digits (gint64 value)
{
  char text[24];

  return g_snprintf (text, sizeof text, "%" G_GINT64_FORMAT, value);
}

/* "C[2,1..8]" of the line of @n cells that begins with cell @first. */
static char *
line_label (const PlxPramArray *array, guint64 first, guint64 n)
{
  gint64 index[PLX_PRAM_RANK];
  GString *label = g_string_new (array->name);

  if (array->rank == 0)
    return g_string_free (label, FALSE);
  for (guint d = array->rank; d > 0; d--)
    {
      index[d - 1] = array->lower[d - 1] + (gint64) (first % (guint64) extent (array, d - 1));
      first /= (guint64) extent (array, d - 1);
    }
  for (guint d = 0; d < array->rank; d++)
    g_string_append_printf (label, "%c%" G_GINT64_FORMAT, d == 0 ? '[' : ',', index[d]);
  if (n > 1)
    g_string_append_printf (label, "..%" G_GINT64_FORMAT, index[array->rank - 1] + (gint64) n - 1);
  g_string_append_c (label, ']');
  return g_string_free (label, FALSE);
}

static guint64
line_first (const Table *table, guint64 line)
{
  return line / table->lines_in_row * table->row + line % table->lines_in_row * table->in_line;
}

static guint64
line_length (const Table *table, guint64 line)
{
  return MIN (table->in_line, table->row - line % table->lines_in_row * table->in_line);
}

static void
print_line (const Table *table, guint64 line)
{
  const guint64 first = line_first (table, line), n = line_length (table, line);
  g_autofree char *label = line_label (table->array, first, n);

  fprintf (table->out, "  %-*s", table->label, label);
  for (guint64 k = first; k < first + n; k++)
    {
      const char with = table->marks[k];
      const gboolean bright = table->color && with != ' ';

      fprintf (table->out, " %s%*" G_GINT64_FORMAT "%s%s", bright ? with == '!' ? "\033[1;31m" : "\033[1;33m" : "",
               table->width, table->values[k], with == ' ' ? k + 1 < first + n ? " " : "" : with == '!' ? "!" : "*",
               bright ? "\033[0m" : "");
    }
  fputc ('\n', table->out);
}

static gboolean
is_marked (const Table *table, guint64 line)
{
  const guint64 first = line_first (table, line), n = line_length (table, line);

  for (guint64 k = first; k < first + n; k++)
    if (table->marks[k] != ' ')
      return TRUE;
  return FALSE;
}

/* Indices over the columns, where all lines have the same. */
static void
print_head (const Table *table)
{
  const PlxPramArray *array = table->array;

  if (array->rank == 0 || table->lines_in_row > 1 || table->row < 2)
    return;
  fprintf (table->out, "  %*s", table->label, "");
  for (gint64 k = array->lower[array->rank - 1]; k <= array->upper[array->rank - 1]; k++)
    fprintf (table->out, " %*" G_GINT64_FORMAT "%s", table->width, k, k < array->upper[array->rank - 1] ? " " : "");
  fputc ('\n', table->out);
}

static void
print_lines (const Table *table)
{
  const guint64 n = table->array->n_cells / table->row * table->lines_in_row;
  guint printed = 0;
  guint64 expected = 0;

  for (guint64 line = 0; line < n; line++)
    {
      if (n > MOST_LINES && line >= FIRST_LINES && line + 1 < n && (printed >= MOST_LINES - 2 || !is_marked (table, line)))
        continue;
      if (line > expected)
        fprintf (table->out, "  ... %" G_GUINT64_FORMAT " line%s\n", line - expected, line - expected > 1 ? "s" : "");
      print_line (table, line);
      printed++;
      expected = line + 1;
    }
}

static int
index_width (const PlxPramArray *array, guint dimension)
{
  return MAX (digits (array->lower[dimension]), digits (array->upper[dimension]));
}

/* How wide cells and labels are, and how many cells a line has. */
static void
lay_out (Table *table)
{
  const PlxPramArray *array = table->array;
  gint64 least = table->values[0], most = table->values[0];
  guint64 fit;

  for (guint64 k = 0; k < array->n_cells; k++)
    {
      least = MIN (least, table->values[k]);
      most = MAX (most, table->values[k]);
    }
  table->row = array->rank == 0 ? 1 : (guint64) extent (array, array->rank - 1);
  table->width = MAX (digits (least), digits (most));
  table->label = (int) strlen (array->name);
  if (array->rank > 0)
    {
      const int last = index_width (array, array->rank - 1);

      table->width = MAX (table->width, last);
      table->label += 3 + last;  /* "[..8" */
    }
  for (guint d = 0; d < array->rank; d++)
    table->label += index_width (array, d) + 1;
  fit = (guint64) MAX (1, (COLUMNS - table->label) / (table->width + 2));
  table->in_line = table->row <= fit ? table->row : fit >= 10 ? fit - fit % 10 : fit;
  table->lines_in_row = (table->row + table->in_line - 1) / table->in_line;
}

void
plx_pram_table_print (const PlxPramRecording *recording, const PlxPramArray *array, gboolean color, FILE *out)
{
  Table table = { .array = array, .color = color, .out = out };

  if (array->n_cells == 0)
    {
      fprintf (out, "  %s is empty\n", array->name);
      return;
    }
  table.values = recording->run.memory + array->address;
  mark_cells (&table, recording);
  lay_out (&table);
  print_head (&table);
  print_lines (&table);
  g_free (table.marks);
}
