/* SPDX-License-Identifier: MIT */
/* cli.c: finds the subcommand, reads its options and runs it. */
#include "sim/cli/cli.h"
#include "sim/sources/pram-algorithm.h"

#include <config.h>
#include <errno.h>
#include <gsl/gsl_errno.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* In the order in which --help lists them. */
static const PlxCommand *const commands[] = {
  &plx_command_run,
  &plx_command_compare,
  &plx_command_plot,
  &plx_command_predict,
  &plx_command_measure,
  &plx_command_simulate,
  &plx_command_pram,
  &plx_command_calibrate,
  &plx_command_list,
  &plx_command_describe,
  &plx_command_new,
  &plx_command_trace,
  NULL
};

/* The options of every subcommand as they were given. */
typedef struct {
  char *format, *output, *seed, *color;
  char **plugins;
  gboolean quiet, verbose, help;
} Given;

static void
given_clear (Given *given)
{
  g_free (given->format);
  g_free (given->output);
  g_free (given->seed);
  g_free (given->color);
  g_strfreev (given->plugins);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Given, given_clear)

static void
add_options (GOptionContext *context, const GOptionEntry *own, Given *given)
{
  const GOptionEntry entries[] = {
    { "format", 0, 0, G_OPTION_ARG_STRING, &given->format, "how results are printed: table, csv or json", "FORMAT" },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &given->output, "write the result there, not on standard output", "FILE" },
    { "seed", 0, 0, G_OPTION_ARG_STRING, &given->seed, "of inputs and of every random choice (42)", "N" },
    { "plugin", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &given->plugins, "load a model or an algorithm; may be repeated",
      "FILE" },
    { "color", 0, 0, G_OPTION_ARG_STRING, &given->color,
      "the first line in bold: auto (on a terminal), always or never", "WHEN" },
    { "quiet", 'q', 0, G_OPTION_ARG_NONE, &given->quiet, "no remarks on standard error", NULL },
    { "verbose", 'v', 0, G_OPTION_ARG_NONE, &given->verbose, "more remarks on standard error", NULL },
    { "help", 'h', 0, G_OPTION_ARG_NONE, &given->help, "this text", NULL },
    G_OPTION_ENTRY_NULL
  };
  GOptionGroup *group = g_option_group_new ("options", "", "", NULL, NULL);

  if (own)
    g_option_group_add_entries (group, own);
  g_option_group_add_entries (group, entries);
  g_option_context_set_main_group (context, group);
}

static gboolean
read_color (const char *when, gboolean *color, GError **error)
{
  const char *no_color = g_getenv ("NO_COLOR");

  if (!when || g_str_equal (when, "auto"))
    *color = isatty (STDOUT_FILENO) && (!no_color || *no_color == '\0');
  else if (g_str_equal (when, "always") || g_str_equal (when, "never"))
    *color = g_str_equal (when, "always");
  else
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "--color: %s: no such choice; auto, always or never", when);
      return FALSE;
    }
  return TRUE;
}

static gboolean
read_common (const Given *given, PlxCommon *common, GError **error)
{
  *common = (PlxCommon) { .format = PLX_TABLE, .output = given->output, .seed = 42,
                          .quiet = given->quiet, .verbose = given->verbose };
  if (given->format && !plx_format_read (given->format, &common->format, error))
    return FALSE;
  if (given->seed && !plx_count_read (given->seed, &common->seed, error))
    {
      g_prefix_error (error, "--seed: ");
      return FALSE;
    }
  return read_color (given->color, &common->color, error);
}

/* Plug-ins, and what makes algorithms of files. */
static gboolean
load_plugins (const Given *given, GError **error)
{
  plx_registry_language (".pram", plx_pram_algorithm);
  if (!plx_registry_load_path (error))
    return FALSE;
  for (guint i = 0; given->plugins && given->plugins[i]; i++)
    if (!plx_registry_load (given->plugins[i], error))
      return FALSE;
  return TRUE;
}

static GOptionContext *
option_context (const PlxCommand *command, Given *given)
{
  GOptionContext *context = g_option_context_new (command->arguments);
  g_autofree char *name = g_strconcat ("parallax ", command->name, NULL);

  g_set_prgname (name);
  g_option_context_set_help_enabled (context, FALSE);
  g_option_context_set_summary (context, command->summary);
  g_option_context_set_description (context, command->help);
  add_options (context, command->options, given);
  return context;
}

/* @argv: from the subcommand's own name on. */
static int
run_command (const PlxCommand *command, char **argv, GError **error)
{
  g_auto (Given) given = { 0 };
  g_autoptr (GOptionContext) context = option_context (command, &given);
  g_auto (GStrv) words = g_strdupv (argv);
  PlxCommon common;

  if (!g_option_context_parse_strv (context, &words, error))
    {
      if (g_error_matches (*error, G_CONVERT_ERROR, G_CONVERT_ERROR_ILLEGAL_SEQUENCE))
        {
          g_clear_error (error);
          g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "an option's value is no text; UTF-8 would do");
        }
      g_prefix_error (error, "%s: ", command->name);
      return PLX_ERROR_INPUT;
    }
  if (given.help)
    {
      g_autofree char *more = command->more_help ? command->more_help () : NULL;
      g_autofree char *basic = g_option_context_get_help (context, TRUE, NULL);
      g_autofree char *help = more ? g_strconcat (g_strchomp (basic), more, "\n", NULL) : g_strdup (basic);

      return plx_print (&(PlxCommon) { 0 }, help, error) ? 0 : PLX_ERROR_FAILED;
    }
  if (!read_common (&given, &common, error) || !load_plugins (&given, error))
    return PLX_ERROR_INPUT;
  return command->run (words + 1, &common, error);
}

static const PlxCommand *
find_command (const char *name, GError **error)
{
  const char *names[G_N_ELEMENTS (commands)] = { NULL };
  const char *nearest;

  for (guint i = 0; commands[i]; i++)
    {
      names[i] = commands[i]->name;
      if (g_str_equal (names[i], name))
        return commands[i];
    }
  nearest = plx_nearest (name, names);
  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: no such command; %s%s%s", name,
               nearest ? "did you mean \"" : "parallax --help lists them", nearest ? nearest : "", nearest ? "\"?" : "");
  return NULL;
}

static gboolean
print_commands (GError **error)
{
  g_autoptr (GString) text = g_string_new ("Usage:\n  parallax COMMAND [OPTIONS] [ARGUMENTS]\n\n"
                                           "One parallel algorithm from several lines of sight: priced by cost models, "
                                           "measured on real processors,\nand compared.\n\nCommands:\n");

  for (guint i = 0; commands[i]; i++)
    g_string_append_printf (text, "  %-10s %s\n", commands[i]->name, commands[i]->summary);
  g_string_append (text, "\nparallax COMMAND --help says more; man parallax says all.\n");
  return plx_print (&(PlxCommon) { 0 }, text->str, error);
}

static int
dispatch (char **argv, GError **error)
{
  const char *first = argv[0] ? argv[1] : NULL;
  const PlxCommand *command;

  if (!first)
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "no command given; parallax --help lists them");
      return PLX_ERROR_INPUT;
    }
  if (g_str_equal (first, "--help") || g_str_equal (first, "-h"))
    return print_commands (error) ? 0 : PLX_ERROR_FAILED;
  if (g_str_equal (first, "--version"))
    return plx_print (&(PlxCommon) { 0 }, PACKAGE_STRING "\n", error) ? 0 : PLX_ERROR_FAILED;
  command = find_command (first, error);
  return command ? run_command (command, argv + 1, error) : PLX_ERROR_INPUT;
}

/* What a user gave and what could not be read is input; all else is a run that failed. */
static int
exit_code (const GError *error)
{
  if (error->domain == PLX_ERROR)
    return error->code;
  if (error->domain == G_OPTION_ERROR || error->domain == G_FILE_ERROR || error->domain == G_KEY_FILE_ERROR)
    return PLX_ERROR_INPUT;
  return PLX_ERROR_FAILED;
}

static void
on_interrupt (int signal_number)
{
  (void) signal_number;
  plx_interrupted = 1;
}

/* The first Ctrl-C asks for an end, the second one is the default: it kills. */
static void
set_up_process (void)
{
  const struct sigaction interrupt = { .sa_handler = on_interrupt, .sa_flags = (int) SA_RESETHAND | SA_RESTART };

  setlocale (LC_ALL, "");
  setlocale (LC_NUMERIC, "C");
  if (!g_get_charset (NULL))
    setlocale (LC_CTYPE, "C.UTF-8");  /* words are bytes of UTF-8 in any locale, not refused in "C" */
  gsl_set_error_handler_off ();
  sigaction (SIGINT, &interrupt, NULL);
  signal (SIGPIPE, SIG_DFL);
  signal (SIGXFSZ, SIG_IGN);  /* a file that may not grow is an error of its write */
}

/* A message is one line, but for lines of its own that are set in: a program's, with a caret under it. */
static void
keep_lines (char *message)
{
  for (char *c = message; *c; c++)
    if (*c == '\r' || (*c == '\n' && !g_str_has_prefix (c, "\n  ")))
      *c = ' ';
}

int
plx_main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  int code;

  (void) argc;
  set_up_process ();
  code = dispatch (argv, &error);
  if (!error)
    return code;
  keep_lines (error->message);
  fprintf (stderr, "parallax: %s\n", error->message);
  return exit_code (error);
}

gboolean
plx_print (const PlxCommon *common, const char *text, GError **error)
{
  const gboolean bold = common->color && common->format == PLX_TABLE;
  const gsize first = bold ? strcspn (text, "\n") : 0;  /* a header, or what the rest is about */

  if (common->output)
    return plx_file_write (common->output, text, -1, error);
  if (bold)
    printf ("\033[1m%.*s\033[0m", (int) first, text);
  if (fputs (text + first, stdout) != EOF && fflush (stdout) == 0)
    return TRUE;
  g_set_error (error, PLX_ERROR, PLX_ERROR_FAILED, "standard output: cannot be written: %s", g_strerror (errno));
  return FALSE;
}

void
plx_say (const PlxCommon *common, const char *format, ...)
{
  va_list arguments;

  if (common->quiet)
    return;
  va_start (arguments, format);
  vfprintf (stderr, format, arguments);
  va_end (arguments);
  fputc ('\n', stderr);
}

static gboolean
read_limit (const char *option, const char *text, guint64 *limit, GError **error)
{
  if (!text || plx_count_read (text, limit, error))
    return TRUE;
  g_prefix_error (error, "%s: ", option);
  return FALSE;
}

gboolean
plx_limits_read (PlxLimits *limits, const char *max_trace, const char *max_ops, GError **error)
{
  return read_limit ("--max-trace", max_trace, &limits->max_trace, error)
         && read_limit ("--max-ops", max_ops, &limits->max_ops, error);
}

PlxSettings *
plx_words_settings (char *const *words, GError **error)
{
  g_autoptr (PlxSettings) settings = plx_settings_new ();

  for (guint i = 0; words[i]; i++)
    {
      const char *equals = strchr (words[i], '=');
      g_autofree char *key = equals ? g_strndup (words[i], (gsize) (equals - words[i])) : NULL;

      if (!key || *key == '\0')
        {
          g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: not a setting; KEY=VALUE, as in n=4096", words[i]);
          return NULL;
        }
      if (!plx_settings_add (settings, key, equals + 1, "command line", error))
        return NULL;
    }
  return g_steal_pointer (&settings);
}
