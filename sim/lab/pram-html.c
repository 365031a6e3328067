/* SPDX-License-Identifier: MIT */
/* pram-html.c: puts a recorded run, as JSON, into the template of its page (plots/pram.html). */
#include "sim/lab/pram-html.h"

#include "sim/core/resource.h"
#include "sim/lab/pram-recording.h"

#include <parallax/error.h>
#include <string.h>

#define EXACT ((gint64) 1 << 53)  /* beyond it a script's numbers are not whole */
#define MOST_ACCESSES 8           /* told of a conflict */

/* A text as JSON that may stand in a script element: no "</script>" and no "<!--" is left in it. */
static void
append_text (GString *out, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  g_string_append_c (out, '"');
  for (const char *at = valid; *at; at++)
    if (*at == '"' || *at == '\\')
      g_string_append_printf (out, "\\%c", *at);
    else if ((guchar) *at < ' ' || *at == '<')
      g_string_append_printf (out, "\\u%04x", (guint) *at);
    else
      g_string_append_c (out, *at);
  g_string_append_c (out, '"');
}

static void
append_comma (GString *out, guint64 k)
{
  if (k > 0)
    g_string_append_c (out, ',');
}

static void
append_value (GString *out, gint64 value)
{
  const char *quote = value > EXACT || value < -EXACT ? "\"" : "";
  char text[24];

  g_snprintf (text, sizeof text, "%" G_GINT64_FORMAT, value);
  g_string_append (out, quote);
  g_string_append (out, text);
  g_string_append (out, quote);
}

static void
append_source (GString *out, const PlxPram *pram)
{
  g_auto (GStrv) lines = g_strsplit (plx_pram_text (pram), "\n", -1);

  g_string_append (out, ",\n\"source\":[");
  for (guint k = 0; k < plx_pram_n_lines (pram) && lines[k]; k++)
    {
      append_comma (out, k);
      append_text (out, g_strchomp (lines[k]));
    }
  g_string_append (out, "]");
}

static void
append_params (GString *out, const PlxPramRun *run)
{
  guint n;
  const char *const *names = plx_pram_params (run->pram, &n);

  g_string_append (out, ",\n\"params\":[");
  for (guint k = 0; k < MIN (n, run->n_params); k++)
    {
      append_comma (out, k);
      g_string_append_c (out, '[');
      append_text (out, names[k]);
      g_string_append_c (out, ',');
      append_value (out, run->params[k]);
      g_string_append_c (out, ']');
    }
  g_string_append (out, "]");
}

static void
append_values (GString *out, const gint64 *values, guint64 n)
{
  g_string_append_c (out, '[');
  for (guint64 k = 0; k < n; k++)
    {
      append_comma (out, k);
      append_value (out, values[k]);
    }
  g_string_append_c (out, ']');
}

static void
append_arrays (GString *out, const PlxPramRun *run)
{
  g_string_append (out, ",\n\"arrays\":[");
  for (guint k = 0; k < run->n_arrays; k++)
    {
      const PlxPramArray *array = &run->arrays[k];

      append_comma (out, k);
      g_string_append (out, "{\"name\":");
      append_text (out, array->name);
      g_string_append (out, ",\"lower\":");
      append_values (out, array->lower, array->rank);
      g_string_append (out, ",\"upper\":");
      append_values (out, array->upper, array->rank);
      g_string_append_printf (out, ",\"address\":%" G_GUINT64_FORMAT ",\"n\":%" G_GUINT64_FORMAT "}", array->address,
                              array->n_cells);
    }
  g_string_append (out, "],\n\"memory\":");
  append_values (out, run->memory, run->n_cells);
}

static gboolean
check_size (const GString *out, const PlxPramRecording *recording, GError **error)
{
  if (out->len <= PLX_PRAM_PAGE_BYTES && !recording->cut)
    return TRUE;
  g_set_error (error, PLX_ERROR, PLX_ERROR_FAILED,
               "%s: its page would have more than %" G_GSIZE_FORMAT " MiB; fewer processors or steps would do",
               plx_pram_name (recording->run.pram), PLX_PRAM_PAGE_BYTES >> 20);
  return FALSE;
}

/* The names stand in the page, as places of a step's numbers. */
static void
append_step (GString *out, const PlxPramStep *step)
{
  g_string_append_printf (out,
                          "[%u,%u,%u,%u,%u,%" G_GUINT64_FORMAT ",%" G_GUINT64_FORMAT ",%" G_GUINT64_FORMAT
                          ",%" G_GUINT64_FORMAT ",%" G_GUINT64_FORMAT "]",
                          step->line, step->column, step->test, step->raw, step->max_reads, step->active, step->n_reads,
                          step->n_writes, step->kappa_reads, step->kappa_writes);
}

static gboolean
append_steps (GString *out, const PlxPramRecording *recording, GError **error)
{
  const guint64 n = plx_pram_recording_n_steps (recording);

  g_string_append (out, ",\n\"fields\":[\"line\",\"column\",\"test\",\"raw\",\"max_reads\",\"active\",\"reads\",\"writes\","
                        "\"kappa_reads\",\"kappa_writes\"],\n\"steps\":[");
  for (guint64 s = 1; s <= n && check_size (out, recording, error); s++)
    {
      append_comma (out, s - 1);
      append_step (out, plx_pram_recording_step (recording, s));
    }
  g_string_append (out, "]");
  return check_size (out, recording, error);
}

static gboolean
append_changes (GString *out, const PlxPramRecording *recording, GError **error)
{
  g_string_append (out, ",\n\"changes\":[");
  for (guint64 s = 1; s <= plx_pram_recording_n_steps (recording); s++)
    {
      gsize n;
      const PlxPramChange *changes = plx_pram_recording_changes (recording, s, &n);

      g_string_append (out, s > 1 ? ",[" : "[");
      for (gsize k = 0; k < n; k++)
        {
          append_comma (out, k);
          append_value (out, (gint64) changes[k].address);
          g_string_append_c (out, ',');
          append_value (out, changes[k].after);
        }
      g_string_append (out, "]");
      if (!check_size (out, recording, error))
        return FALSE;
    }
  g_string_append (out, "]");
  return TRUE;
}

static gboolean
append_conflicts (GString *out, const PlxPramRecording *recording, GError **error)
{
  static const char *const kinds[] = { "read", "write", "mixed" };
  const GPtrArray *conflicts = recording->run.conflicts;

  g_string_append (out, ",\n\"conflicts\":[");
  for (guint k = 0; k < conflicts->len && check_size (out, recording, error); k++)
    {
      const PlxPramConflict *conflict = conflicts->pdata[k];
      g_autofree char *text = plx_pram_conflict_text (&recording->run, conflict, MOST_ACCESSES);

      append_comma (out, k);
      g_string_append_printf (out, "{\"step\":%" G_GUINT64_FORMAT ",\"kind\":\"%s\",\"cell\":%" G_GUINT64_FORMAT
                                   ",\"text\":", conflict->step, kinds[conflict->kind], conflict->address);
      append_text (out, text);
      g_string_append_c (out, '}');
    }
  g_string_append (out, "]");
  return check_size (out, recording, error);
}

static gboolean
append_run (GString *out, const PlxPramRecording *recording, GError **error)
{
  const PlxPramRun *run = &recording->run;

  g_string_append (out, "{\"name\":");
  append_text (out, plx_pram_name (run->pram));
  g_string_append (out, ",\n\"rule\":");
  append_text (out, plx_pram_model_name (run->model));
  append_params (out, run);
  append_source (out, run->pram);
  g_string_append (out, ",\n\"stopped\":");
  append_text (out, recording->stopped ? recording->stopped->message : "");
  append_arrays (out, run);
  if (!append_steps (out, recording, error) || !append_changes (out, recording, error)
      || !append_conflicts (out, recording, error))
    return FALSE;
  g_string_append (out, "}");
  return TRUE;
}

/* Appends the template up to a mark; returns what follows the mark. */
static const char *
append_until (GString *out, const char *template, const char *mark)
{
  const char *at = strstr (template, mark);

  g_assert (at);
  g_string_append_len (out, template, at - template);
  return at + strlen (mark);
}

char *
plx_pram_html (const PlxPram *pram, const PlxPramOptions *options, GError **error)
{
  g_autoptr (PlxPramRecording) recording = plx_pram_recording_new (pram, options, PLX_PRAM_RECORDING_BYTES, error);
  g_autofree char *template = plx_resource_text ("plots", "pram.html");
  g_autofree char *title = g_markup_escape_text (plx_pram_name (pram), -1);
  g_autoptr (GString) page = g_string_new (NULL);
  const char *rest = template;

  if (!recording)
    return NULL;
  rest = append_until (page, rest, "{{title}}");
  g_string_append (page, title);
  rest = append_until (page, rest, "{{data}}");
  if (recording->run.n_cells > PLX_PRAM_PAGE_BYTES / 2)
    recording->cut = TRUE;
  if (!append_run (page, recording, error))
    return NULL;
  g_string_append (page, rest);
  return g_string_free (g_steal_pointer (&page), FALSE);
}
