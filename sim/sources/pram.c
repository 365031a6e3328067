/* SPDX-License-Identifier: MIT */
/* pram.c: a PRAM program as a whole: reading its file, its names and lines, what its errors look like; and the names of
 * the models and rules that programs are written for. */
#include "sim/core/param.h"
#include "sim/sources/pram-parser.h"

#include <parallax/error.h>
#include <string.h>

#define SUFFIX ".pram"
#define BYTE_ORDER_MARK "\xef\xbb\xbf"  /* some editors begin a file with it */

/* ---- models ---- */

static const struct {
  const char *name;
  PlxPramModel model;
} models[] = {
  { "EREW", { FALSE, PLX_EXCLUSIVE } },         { "CREW", { TRUE, PLX_EXCLUSIVE } },
  { "ERCW", { FALSE, PLX_COMMON } },            { "ERCW-common", { FALSE, PLX_COMMON } },
  { "ERCW-arbitrary", { FALSE, PLX_ARBITRARY } }, { "ERCW-priority", { FALSE, PLX_PRIORITY } },
  { "CRCW-common", { TRUE, PLX_COMMON } },      { "CRCW-arbitrary", { TRUE, PLX_ARBITRARY } },
  { "CRCW-priority", { TRUE, PLX_PRIORITY } },  { "CRCW-sum", { TRUE, PLX_SUM } },
  { "CRCW-max", { TRUE, PLX_MAX } },            { "CRCW-min", { TRUE, PLX_MIN } },
  { "CRCW-and", { TRUE, PLX_AND } },            { "CRCW-or", { TRUE, PLX_OR } },
  { "CRCW-xor", { TRUE, PLX_XOR } },
};

gboolean
plx_pram_model_read (const char *text, PlxPramModel *model, GError **error)
{
  const char *names[G_N_ELEMENTS (models) + 1] = { NULL };

  for (guint i = 0; i < G_N_ELEMENTS (models); i++)
    {
      names[i] = models[i].name;
      if (g_ascii_strcasecmp (text, models[i].name) == 0)
        {
          *model = models[i].model;
          return TRUE;
        }
    }
  g_autofree char *hint = plx_nearest_hint (text, names);

  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: there is no such model%s", text, hint);
  return FALSE;
}

const char *
plx_pram_model_name (PlxPramModel model)
{
  for (guint i = 0; i < G_N_ELEMENTS (models); i++)
    if (models[i].model.write == model.write && models[i].model.concurrent_reads == model.concurrent_reads)
      return models[i].name;
  g_return_val_if_reached ("");
}

const char *
plx_pram_arbitrary_name (PlxPramArbitrary arbitrary)
{
  static const char *const names[PLX_PRAM_N_ARBITRARY] = { "random", "first", "last", "min", "max" };

  return names[arbitrary];
}

/* ---- errors ---- */

/* The line's bytes, without its newline. */
static const char *
find_line (const PlxPram *pram, guint line, gsize *length)
{
  const char *at = pram->text, *end = pram->text + pram->length, *newline;

  for (; line > 1 && (newline = memchr (at, '\n', (gsize) (end - at))); line--)
    at = newline + 1;
  newline = memchr (at, '\n', (gsize) (end - at));
  *length = (gsize) ((newline ? newline : end) - at);
  return at;
}

/* How many columns of a terminal the text takes. */
static int
width (const char *text, glong characters)
{
  int columns = 0;

  for (; *text && characters-- > 0; text = g_utf8_next_char (text))
    {
      const gunichar c = g_utf8_get_char (text);

      columns += g_unichar_iszerowidth (c) ? 0 : g_unichar_iswide (c) ? 2 : 1;
    }
  return columns;
}

/* The line from near the column on, blanks as spaces, and a caret under the column. */
static void
append_place (const PlxPram *pram, guint line, guint column, GString *out)
{
  gsize length;
  const char *at = find_line (pram, line, &length);
  const glong characters = g_utf8_strlen (at, (gssize) length);
  const glong from = column > 100 ? (glong) column - 60 : 0, to = MIN (characters, from + 120);
  g_autofree char *part = from < to ? g_utf8_substring (at, from, to) : g_strdup ("");

  for (char *c = part; *c; c++)
    if (g_ascii_iscntrl (*c))
      *c = ' ';
  const int before = width (part, (glong) column - 1 - from);

  g_strchomp (part);
  g_string_append_printf (out, "\n  %s\n  %*s^", part, before, "");
}

void
plx_pram_error (const PlxPram *pram, guint line, guint column, int code, GError **error, const char *format, ...)
{
  g_autoptr (GString) message = g_string_new (NULL);
  va_list args;

  g_string_printf (message, "%s:%u:%u: ", pram->file, line, column);
  va_start (args, format);
  g_string_append_vprintf (message, format, args);
  va_end (args);
  append_place (pram, line, column, message);
  g_set_error_literal (error, PLX_ERROR, code, message->str);
}

/* ---- the program ---- */

static void
param_clear (gpointer data)
{
  g_free (((PlxPramParam *) data)->name);
}

static void
shared_clear (gpointer data)
{
  g_free (((PlxPramShared *) data)->name);
}

/* "a/sum.pram" is the program sum; what would steer a terminal is left out. */
static char *
program_name (const char *file)
{
  char *name = g_path_get_basename (file);

  for (char *c = name; *c; c++)
    if (g_ascii_iscntrl (*c))
      *c = '?';
  if (g_str_has_suffix (name, SUFFIX))
    name[strlen (name) - strlen (SUFFIX)] = '\0';
  return name;
}

/* The lines of comment that the text begins with, up to its claims. */
static char *
head_comment (const char *text)
{
  GString *essay = g_string_new (NULL);

  while (g_str_has_prefix (text, "//") && text[2] != ':')
    {
      const gsize length = strcspn (text, "\n");
      const gsize skip = text[2] == ' ' ? 3 : 2;

      g_string_append_len (essay, text + skip, (gssize) (length - skip));
      g_string_append_c (essay, '\n');
      text += length + (text[length] == '\n');
    }
  return g_string_free (essay, FALSE);
}

/* With place 0 of nodes and statements taken. */
static PlxPram *
pram_new (const char *file, const char *text, gsize length)
{
  PlxPram *pram = g_new0 (PlxPram, 1);

  if (length >= strlen (BYTE_ORDER_MARK) && memcmp (text, BYTE_ORDER_MARK, strlen (BYTE_ORDER_MARK)) == 0)
    {
      text += strlen (BYTE_ORDER_MARK);
      length -= strlen (BYTE_ORDER_MARK);
    }
  pram->file = g_strdup (file);
  pram->name = program_name (file);
  pram->text = g_strndup (text, length);
  pram->length = length;
  pram->essay = head_comment (pram->text);
  pram->title = g_strndup (pram->essay, strcspn (pram->essay, "\n"));
  pram->model = (PlxPramModel) { TRUE, PLX_EXCLUSIVE };
  pram->nodes = g_array_new (FALSE, TRUE, sizeof (PlxPramNode));
  pram->statements = g_array_new (FALSE, TRUE, sizeof (PlxPramStatement));
  pram->ranges = g_array_new (FALSE, FALSE, sizeof (PlxPramRange));
  pram->params = g_array_new (FALSE, FALSE, sizeof (PlxPramParam));
  pram->shared = g_array_new (FALSE, FALSE, sizeof (PlxPramShared));
  g_array_set_clear_func (pram->params, param_clear);
  g_array_set_clear_func (pram->shared, shared_clear);
  pram->param_names = g_ptr_array_new ();
  pram->shared_names = g_ptr_array_new ();
  g_array_set_size (pram->nodes, 1);
  g_array_set_size (pram->statements, 1);
  return pram;
}

void
plx_pram_free (PlxPram *pram)
{
  if (!pram)
    return;
  g_ptr_array_unref (pram->shared_names);
  g_ptr_array_unref (pram->param_names);
  g_array_unref (pram->shared);
  g_array_unref (pram->params);
  g_array_unref (pram->ranges);
  g_array_unref (pram->statements);
  g_array_unref (pram->nodes);
  g_free (pram->title);
  g_free (pram->essay);
  g_free (pram->text);
  g_free (pram->name);
  g_free (pram->file);
  g_free (pram);
}

/* Such as steer a terminal. */
static const char *
find_control (const PlxPram *pram)
{
  const char *at = pram->text;

  while (*at && (g_ascii_isspace (*at) || !g_unichar_iscntrl (g_utf8_get_char (at))))
    at = g_utf8_next_char (at);
  return at;
}

/* The place of the first byte that is not UTF-8, or a control character. */
static gboolean
check_text (const PlxPram *pram, GError **error)
{
  const char *bad;
  guint line = 1;

  if (g_utf8_validate (pram->text, (gssize) pram->length, &bad) && !*(bad = find_control (pram)))
    return TRUE;
  for (const char *at = pram->text; at < bad; at++)
    line += *at == '\n';
  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s:%u: not text in UTF-8, or a control character; is it a program?",
               pram->file, line);
  return FALSE;
}

PlxPram *
plx_pram_parse (const char *name, const char *text, gsize length, GError **error)
{
  g_autoptr (PlxPram) pram = pram_new (name, text, length);
  g_autoptr (GArray) tokens = NULL;

  if (!check_text (pram, error) || !(tokens = plx_pram_tokens (pram, error))
      || !plx_pram_parse_tokens (pram, tokens, error))
    return NULL;
  return g_steal_pointer (&pram);
}

/* ---- what is told about it ---- */

const char *
plx_pram_name (const PlxPram *pram)
{
  return pram->name;
}

const char *const *
plx_pram_params (const PlxPram *pram, guint *n)
{
  *n = pram->param_names->len;
  return (const char *const *) pram->param_names->pdata;
}

const char *const *
plx_pram_arrays (const PlxPram *pram, guint *n)
{
  *n = pram->shared_names->len;
  return (const char *const *) pram->shared_names->pdata;
}

const char *
plx_pram_essay (const PlxPram *pram)
{
  return pram->essay;
}

const char *
plx_pram_title (const PlxPram *pram)
{
  return pram->title;
}

char *
plx_pram_line (const PlxPram *pram, guint line)
{
  gsize length;
  const char *at = find_line (pram, line, &length);

  return g_strstrip (g_strndup (at, length));
}

guint
plx_pram_n_lines (const PlxPram *pram)
{
  guint n = pram->length > 0 && pram->text[pram->length - 1] != '\n';

  for (gsize i = 0; i < pram->length; i++)
    n += pram->text[i] == '\n';
  return n;
}

const char *
plx_pram_text (const PlxPram *pram)
{
  return pram->text;
}

PlxPramModel
plx_pram_model (const PlxPram *pram)
{
  return pram->model;
}

PlxPramOptions
plx_pram_options (const PlxPram *pram)
{
  return (PlxPramOptions) { .model = pram->model, .seed = 1, .max_steps = PLX_PRAM_MAX_STEPS,
                            .max_cells = PLX_PRAM_MAX_CELLS };
}
