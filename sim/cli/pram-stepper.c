/* SPDX-License-Identifier: MIT */
/* pram-stepper.c: the commands of `parallax pram FILE --step`, over a recorded run. */
#include "sim/cli/pram-stepper.h"

#include "sim/cli/pram-table.h"
#include "sim/core/param.h"

#include <errno.h>
#include <parallax/error.h>
#include <string.h>
#include <unistd.h>

#define MOST_CHANGES 8   /* told of a step */
#define MOST_WRITERS 8   /* told of a conflict */
#define AROUND 10        /* lines of the program before and after the current one */

typedef struct {
  const PlxPram *pram;
  PlxPramRecording *recording;
  GArray *breaks;   /* of guint: lines */
  GArray *watched;  /* of guint64: addresses */
  FILE *out;
  gboolean color, over;
} Stepper;

G_GNUC_PRINTF (2, 3)
static gboolean
fail (GError **error, const char *format, ...)
{
  va_list arguments;
  g_autofree char *message = NULL;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (error, PLX_ERROR, PLX_ERROR_INPUT, message);
  return FALSE;
}

/* Without an argument it is @fallback. */
static gboolean
read_number (const char *argument, guint64 fallback, guint64 *number, GError **error)
{
  if (!*argument)
    {
      *number = fallback;
      return TRUE;
    }
  if (!plx_count_read (argument, number, NULL))
    return fail (error, "%s: not a number; write 5", argument);
  return TRUE;
}

static guint64
n_steps (const Stepper *stepper)
{
  return plx_pram_recording_n_steps (stepper->recording);
}

/* The step that is done, or NULL before the first. */
static const PlxPramStep *
current (const Stepper *stepper)
{
  return stepper->recording->at > 0 ? plx_pram_recording_step (stepper->recording, stepper->recording->at) : NULL;
}

/* ---- what there is to see ---- */

static void
print_changes (const Stepper *stepper)
{
  gsize n;
  const PlxPramChange *changes = plx_pram_recording_changes (stepper->recording, stepper->recording->at, &n);

  for (gsize k = 0; k < MIN (n, MOST_CHANGES); k++)
    {
      g_autofree char *cell = plx_pram_cell_name (&stepper->recording->run, changes[k].address);

      fprintf (stepper->out, "%s%s: %" G_GINT64_FORMAT " -> %" G_GINT64_FORMAT, k == 0 ? "  " : ", ", cell,
               changes[k].before, changes[k].after);
    }
  if (n > MOST_CHANGES)
    fprintf (stepper->out, " and %" G_GSIZE_FORMAT " more", n - MOST_CHANGES);
  if (n > 0)
    fputc ('\n', stepper->out);
}

static void
print_conflicts (const Stepper *stepper)
{
  guint n;
  PlxPramConflict *const *conflicts
      = plx_pram_recording_conflicts (stepper->recording, stepper->recording->at, &n);

  for (guint k = 0; k < n; k++)
    {
      g_autofree char *text = plx_pram_conflict_text (&stepper->recording->run, conflicts[k], MOST_WRITERS);

      fprintf (stepper->out, "  %s! %s%s\n", stepper->color ? "\033[1;31m" : "", text, stepper->color ? "\033[0m" : "");
    }
}

static void
print_cell (const Stepper *stepper, guint64 address)
{
  g_autofree char *cell = plx_pram_cell_name (&stepper->recording->run, address);

  fprintf (stepper->out, "  %s = %" G_GINT64_FORMAT "\n", cell, stepper->recording->run.memory[address]);
}

static void
print_end (const Stepper *stepper)
{
  const PlxPramRun *run = &stepper->recording->run;

  if (stepper->recording->stopped)
    fprintf (stepper->out, "the run ends here: %s\n", stepper->recording->stopped->message);
  else
    fprintf (stepper->out, "the program ends: T = %" G_GUINT64_FORMAT ", W = %" G_GUINT64_FORMAT ", P = %" G_GUINT64_FORMAT
             "\n", run->time, run->work, run->processors);
}

/* Characters before the text of a line. */
static guint
indent (const PlxPram *pram, guint line)
{
  const char *at = plx_pram_text (pram);

  for (guint k = 1; k < line; k++)
    at = strchr (at, '\n') + 1;
  return (guint) strspn (at, " \t");
}

/* "step 2 of 5, line 4: x := 1; y := 2;", and a caret under the statement if there are several. */
static void
print_statement (const Stepper *stepper, const PlxPramStep *step)
{
  g_autofree char *line = plx_pram_line (stepper->pram, step->line);
  g_autofree char *head = g_strdup_printf ("step %" G_GUINT64_FORMAT " of %" G_GUINT64_FORMAT ", line %u: ",
                                           stepper->recording->at, n_steps (stepper), step->line);
  const char *first = strstr (line, ":="), *bold = stepper->color ? "\033[1m" : "", *plain = stepper->color ? "\033[0m" : "";

  fprintf (stepper->out, "%s%s%s%s\n", bold, head, line, plain);
  if (first && strstr (first + 1, ":="))
    fprintf (stepper->out, "%*s^\n", (int) (strlen (head) + step->column - 1 - indent (stepper->pram, step->line)), "");
  fprintf (stepper->out, "  %s%" G_GUINT64_FORMAT " active, %" G_GUINT64_FORMAT " read%s, %" G_GUINT64_FORMAT " write%s\n",
           step->test ? "a test: " : "", step->active, step->n_reads, step->n_reads == 1 ? "" : "s", step->n_writes,
           step->n_writes == 1 ? "" : "s");
}

static void
print_step (const Stepper *stepper)
{
  const PlxPramStep *step = current (stepper);
  const guint64 at = stepper->recording->at;

  if (step)
    {
      print_statement (stepper, step);
      print_changes (stepper);
      print_conflicts (stepper);
    }
  else
    fprintf (stepper->out, "before the first of %" G_GUINT64_FORMAT " step%s\n", n_steps (stepper),
             n_steps (stepper) == 1 ? "" : "s");
  for (guint k = 0; k < stepper->watched->len; k++)
    print_cell (stepper, g_array_index (stepper->watched, guint64, k));
  if (at == n_steps (stepper))
    print_end (stepper);
}

/* ---- going ---- */

/* To a neighbouring step; a watched cell that changes on the way is told. */
static void
pass (const Stepper *stepper, guint64 step)
{
  gsize n;
  const PlxPramChange *changes = plx_pram_recording_changes (stepper->recording, step, &n);

  plx_pram_recording_go (stepper->recording, step);
  for (gsize k = 0; k < n; k++)
    for (guint w = 0; w < stepper->watched->len; w++)
      if (changes[k].address == g_array_index (stepper->watched, guint64, w) && changes[k].after != changes[k].before)
        {
          fprintf (stepper->out, "  step %" G_GUINT64_FORMAT ":", step);
          print_cell (stepper, changes[k].address);
        }
}

static gboolean
next (Stepper *stepper, const char *argument, GError **error)
{
  guint64 count, at = stepper->recording->at;

  if (!read_number (argument, 1, &count, error))
    return FALSE;
  if (at == n_steps (stepper) && count > 0)
    {
      print_end (stepper);
      return TRUE;
    }
  const guint64 to = at + MIN (count, n_steps (stepper) - at);
  while (stepper->recording->at + 1 < to)
    pass (stepper, stepper->recording->at + 1);
  plx_pram_recording_go (stepper->recording, to);
  print_step (stepper);
  return TRUE;
}

static gboolean
back (Stepper *stepper, const char *argument, GError **error)
{
  guint64 count;

  if (!read_number (argument, 1, &count, error))
    return FALSE;
  plx_pram_recording_go (stepper->recording, stepper->recording->at - MIN (count, stepper->recording->at));
  print_step (stepper);
  return TRUE;
}

static gboolean
go (Stepper *stepper, const char *argument, GError **error)
{
  guint64 step;

  if (!read_number (argument, G_MAXUINT64, &step, error))
    return FALSE;
  if (step > n_steps (stepper))
    return fail (error, "goto %s: there are steps 0 to %" G_GUINT64_FORMAT, argument, n_steps (stepper));
  plx_pram_recording_go (stepper->recording, step);
  print_step (stepper);
  return TRUE;
}

static gboolean
restart (Stepper *stepper, G_GNUC_UNUSED const char *argument, G_GNUC_UNUSED GError **error)
{
  plx_pram_recording_go (stepper->recording, 0);
  print_step (stepper);
  return TRUE;
}

static gboolean
is_break (const Stepper *stepper, guint line)
{
  for (guint k = 0; k < stepper->breaks->len; k++)
    if (g_array_index (stepper->breaks, guint, k) == line)
      return TRUE;
  return FALSE;
}

static gboolean
at_break (const Stepper *stepper)
{
  return is_break (stepper, current (stepper)->line);
}

static gboolean
at_conflict (const Stepper *stepper)
{
  guint n;

  plx_pram_recording_conflicts (stepper->recording, stepper->recording->at, &n);
  return n > 0;
}

/* On to the first step that @is_there, else to the last. */
static gboolean
go_on (Stepper *stepper, gboolean (*is_there) (const Stepper *))
{
  if (stepper->recording->at == n_steps (stepper))
    {
      print_end (stepper);
      return TRUE;
    }
  while (stepper->recording->at < n_steps (stepper))
    {
      pass (stepper, stepper->recording->at + 1);
      if (is_there (stepper))
        break;
    }
  print_step (stepper);
  return TRUE;
}

static gboolean
run_on (Stepper *stepper, G_GNUC_UNUSED const char *argument, G_GNUC_UNUSED GError **error)
{
  return go_on (stepper, at_break);
}

static gboolean
find_conflict (Stepper *stepper, G_GNUC_UNUSED const char *argument, G_GNUC_UNUSED GError **error)
{
  return go_on (stepper, at_conflict);
}

/* ---- looking ---- */

static gboolean
has_steps_at (const Stepper *stepper, guint line)
{
  for (guint64 s = 1; s <= n_steps (stepper); s++)
    if (plx_pram_recording_step (stepper->recording, s)->line == line)
      return TRUE;
  return FALSE;
}

static void
list_breaks (const Stepper *stepper)
{
  if (stepper->breaks->len == 0)
    fprintf (stepper->out, "no breaks; break 7 sets one at line 7\n");
  for (guint k = 0; k < stepper->breaks->len; k++)
    {
      const guint line = g_array_index (stepper->breaks, guint, k);
      g_autofree char *text = plx_pram_line (stepper->pram, line);

      fprintf (stepper->out, "break at line %u: %s\n", line, text);
    }
}

static gboolean
break_at (Stepper *stepper, const char *argument, GError **error)
{
  guint64 number;

  if (!read_number (argument, 0, &number, error))
    return FALSE;
  if (!*argument)
    {
      list_breaks (stepper);
      return TRUE;
    }
  const guint line = (guint) MIN (number, G_MAXUINT);
  if (line == 0 || line > plx_pram_n_lines (stepper->pram))
    return fail (error, "line %s: the program has lines 1 to %u", argument, plx_pram_n_lines (stepper->pram));
  for (guint k = 0; k < stepper->breaks->len; k++)
    if (g_array_index (stepper->breaks, guint, k) == line)
      {
        g_array_remove_index (stepper->breaks, k);
        fprintf (stepper->out, "no break at line %u any more\n", line);
        return TRUE;
      }
  if (!has_steps_at (stepper, line))
    return fail (error, "line %u: no step of this run is there; where shows the program", line);
  g_array_append_val (stepper->breaks, line);
  fprintf (stepper->out, "break at line %u\n", line);
  return TRUE;
}

static gboolean
watch (Stepper *stepper, const char *argument, GError **error)
{
  guint64 address;

  if (!*argument)
    {
      if (stepper->watched->len == 0)
        fprintf (stepper->out, "no cell is watched; watch A[3] does\n");
      for (guint k = 0; k < stepper->watched->len; k++)
        print_cell (stepper, g_array_index (stepper->watched, guint64, k));
      return TRUE;
    }
  if (!plx_pram_table_cell (&stepper->recording->run, argument, &address, error))
    return FALSE;
  for (guint k = 0; k < stepper->watched->len; k++)
    if (g_array_index (stepper->watched, guint64, k) == address)
      {
        g_array_remove_index (stepper->watched, k);
        fprintf (stepper->out, "%s is not watched any more\n", argument);
        return TRUE;
      }
  g_array_append_val (stepper->watched, address);
  print_cell (stepper, address);
  return TRUE;
}

static gboolean
print (Stepper *stepper, const char *argument, GError **error)
{
  const PlxPramRun *run = &stepper->recording->run;
  guint64 address;

  if (strchr (argument, '['))
    {
      if (!plx_pram_table_cell (run, argument, &address, error))
        return FALSE;
      print_cell (stepper, address);
      return TRUE;
    }
  const PlxPramArray *array = *argument ? plx_pram_table_array (run, argument, error) : NULL;
  if (*argument && !array)
    return FALSE;
  for (guint k = 0; k < run->n_arrays; k++)
    if (!array || array == &run->arrays[k])
      plx_pram_table_print (stepper->recording, &run->arrays[k], stepper->color, stepper->out);
  return TRUE;
}

static gboolean
where (Stepper *stepper, G_GNUC_UNUSED const char *argument, G_GNUC_UNUSED GError **error)
{
  g_auto (GStrv) lines = g_strsplit (plx_pram_text (stepper->pram), "\n", -1);
  const PlxPramStep *step = current (stepper);
  const guint n = plx_pram_n_lines (stepper->pram), line = step ? step->line : 0;

  for (guint k = 1; k <= n && lines[k - 1]; k++)
    {
      if (n > 4 * AROUND && (k + AROUND < line || k > MAX (line, AROUND) + AROUND))
        continue;
      g_strchomp (lines[k - 1]);
      fprintf (stepper->out, "%s%c%c%3u  %s%s\n", stepper->color && k == line ? "\033[1m" : "", k == line ? '>' : ' ',
               is_break (stepper, k) ? '*' : ' ', k, lines[k - 1], stepper->color && k == line ? "\033[0m" : "");
    }
  return TRUE;
}

static gboolean
record (Stepper *stepper, G_GNUC_UNUSED const char *argument, GError **error)
{
  const PlxPramStep *step = current (stepper);

  if (!step)
    return fail (error, "record: no step is done yet; next does the first");
  fprintf (stepper->out, "  step                    %" G_GUINT64_FORMAT ", %s at line %u, column %u\n",
           stepper->recording->at, step->test ? "a test" : "an assignment", step->line, step->column);
  fprintf (stepper->out, "  active processors       %" G_GUINT64_FORMAT "\n", step->active);
  fprintf (stepper->out, "  reads                   %" G_GUINT64_FORMAT ", at most %u of a processor\n", step->n_reads,
           step->max_reads);
  fprintf (stepper->out, "  writes                  %" G_GUINT64_FORMAT "\n", step->n_writes);
  fprintf (stepper->out, "  readers of a cell       %" G_GUINT64_FORMAT " at most; %" G_GUINT64_FORMAT " cells with several\n",
           step->kappa_reads, step->n_concurrent_reads);
  fprintf (stepper->out, "  writers of a cell       %" G_GUINT64_FORMAT " at most; %" G_GUINT64_FORMAT " cells with several\n",
           step->kappa_writes, step->n_concurrent_writes);
  fprintf (stepper->out, "  read by one processor and written by another: %s\n", step->raw ? "yes" : "no");
  print_conflicts (stepper);
  return TRUE;
}

static gboolean
quit (Stepper *stepper, G_GNUC_UNUSED const char *argument, G_GNUC_UNUSED GError **error)
{
  stepper->over = TRUE;
  return TRUE;
}

/* ---- the table of commands ---- */

static gboolean help (Stepper *stepper, const char *argument, GError **error);

static const struct {
  const char *name, *short_name, *arguments, *text;
  gboolean (*run) (Stepper *stepper, const char *argument, GError **error);
} commands[] = {
  { "next", "n", "[COUNT]", "the next step; so does an empty line", next },
  { "back", "b", "[COUNT]", "takes the last step back", back },
  { "goto", "g", "STEP", "to just after a step; 0: before the first", go },
  { "restart", "r", "", "to before the first step", restart },
  { "break", "l", "[LINE]", "sets a break at a line, or takes it away; without a line lists them", break_at },
  { "continue", "c", "", "on to the next step at a break, or to the end", run_on },
  { "conflict", "x", "", "on to the next step with a conflict, or to the end", find_conflict },
  { "watch", "w", "[CELL]", "tells A[3] after each step, or no longer; without a cell tells all", watch },
  { "print", "p", "[ARRAY or CELL]", "what memory holds; * the step wrote it, ! it conflicted there", print },
  { "where", "s", "", "the program; > the line of the step, * a break", where },
  { "record", "i", "", "what is known of the step", record },
  { "help", "h", "", "this list", help },
  { "quit", "q", "", "ends; so does the end of the input", quit },
};

static gboolean
help (Stepper *stepper, G_GNUC_UNUSED const char *argument, G_GNUC_UNUSED GError **error)
{
  for (guint k = 0; k < G_N_ELEMENTS (commands); k++)
    {
      g_autofree char *call = g_strdup_printf ("%s, %s %s", commands[k].short_name, commands[k].name, commands[k].arguments);

      fprintf (stepper->out, "  %-26s %s\n", call, commands[k].text);
    }
  return TRUE;
}

static gboolean
obey (Stepper *stepper, char *line, GError **error)
{
  const char *names[G_N_ELEMENTS (commands) + 1] = { NULL };
  const gsize length = strcspn (line, " \t");
  g_autofree char *name = length > 0 ? g_strndup (line, length) : g_strdup ("next");
  g_autofree char *hint = NULL;

  for (guint k = 0; k < G_N_ELEMENTS (commands); k++)
    {
      if (strcmp (name, commands[k].name) == 0 || strcmp (name, commands[k].short_name) == 0)
        {
          const char *argument = g_strstrip (line + length);

          if (*argument && !*commands[k].arguments)
            return fail (error, "%s %s: %s has no argument", name, argument, name);
          return commands[k].run (stepper, argument, error);
        }
      names[k] = commands[k].name;
    }
  hint = plx_nearest_hint (name, names);
  return fail (error, "%s: unknown command%s", name, hint);
}

/* A script's commands stand in its output as if they had been typed. */
static void
read_commands (Stepper *stepper, FILE *in)
{
  const gboolean typed = isatty (fileno (in));
  char *line = NULL;
  gsize size = 0;

  while (!stepper->over)
    {
      g_autoptr (GError) error = NULL;

      if (typed)
        fputs ("pram> ", stepper->out);
      fflush (stepper->out);
      if (getline (&line, &size, in) < 0)
        break;
      g_strstrip (line);
      if (!typed)
        fprintf (stepper->out, "pram> %s\n", line);
      if (!obey (stepper, line, &error))
        fprintf (stepper->out, "%s\n", error->message);
    }
  free (line);
}

gboolean
plx_pram_step_through (const PlxPram *pram, const PlxPramOptions *options, FILE *in, FILE *out, gboolean color,
                       GError **error)
{
  g_autoptr (PlxPramRecording) recording = plx_pram_recording_new (pram, options, PLX_PRAM_RECORDING_BYTES, error);
  Stepper stepper = { .pram = pram, .recording = recording, .out = out, .color = color };

  if (!recording)
    return FALSE;
  stepper.breaks = g_array_new (FALSE, FALSE, sizeof (guint));
  stepper.watched = g_array_new (FALSE, FALSE, sizeof (guint64));
  fprintf (out, "%s under %s; help lists the commands\n", plx_pram_name (pram), plx_pram_model_name (options->model));
  print_step (&stepper);
  read_commands (&stepper, in);
  g_array_unref (stepper.breaks);
  g_array_unref (stepper.watched);
  if (fflush (out) != 0 || ferror (out))
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_FAILED, "the steps cannot be written: %s", g_strerror (errno));
      return FALSE;
    }
  if (!recording->stopped)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&recording->stopped));
  return FALSE;
}
