/* SPDX-License-Identifier: MIT */
/* cli.h: the command line: a table of subcommands, one file each. */
#pragma once

#include "sim/lab/table.h"
#include "sim/program/job.h"

#include <parallax/parallax.h>

/* What every subcommand has. */
typedef struct {
  PlxFormat format;
  const char *output;  /* -o; NULL: standard output */
  guint64 seed;
  gboolean quiet, verbose, color;
} PlxCommon;

typedef struct {
  const char *name;
  const char *arguments;  /* "ALGORITHM [K=V...]" for the usage line */
  const char *summary;    /* one line */
  const char *help;       /* what follows the options in --help */
  char *(*more_help) (void);    /* what follows that, made when asked for; or NULL */
  const GOptionEntry *options;  /* the subcommand's own; ends with { NULL } */
  /* @words: the arguments that are no options, NULL-terminated. Returns the exit code; with *error
   * set, that of the error. */
  int (*run) (char **words, const PlxCommon *common, GError **error);
} PlxCommand;

/* One in each file cmd-NAME.c. */
extern const PlxCommand plx_command_calibrate, plx_command_compare, plx_command_describe, plx_command_list,
  plx_command_measure, plx_command_new, plx_command_plot, plx_command_pram, plx_command_predict, plx_command_run,
  plx_command_simulate, plx_command_trace;

/* Returns the exit code. */
int plx_main (int argc, char **argv);

/* The result on standard output or, atomically, in -o FILE. */
gboolean plx_print (const PlxCommon *common, const char *text, GError **error);
/* One line on standard error, unless -q. */
void plx_say (const PlxCommon *common, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* The words of a command line, all of them KEY=VALUE. PLX_ERROR_INPUT: one is not, or a key comes twice. */
PlxSettings *plx_words_settings (char *const *words, GError **error);

/* What --max-trace and --max-ops say; NULL: not given. */
gboolean plx_limits_read (PlxLimits *limits, const char *max_trace, const char *max_ops, GError **error);
