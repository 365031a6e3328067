/* SPDX-License-Identifier: MIT */
/* cmd-calibrate.c: `parallax calibrate`: fits the parameters of a machine file on this machine. */
#include "sim/cli/cli.h"
#include "sim/lab/calibration.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PASSES 4
#define PASSES_THOROUGH 20

static struct {
  char *executor, *p, *effort, *fits, *machine;
} given;

static const GOptionEntry options[] = {
  { "executor", 'x', 0, G_OPTION_ARG_STRING, &given.executor, "what is calibrated (threads)", "NAME" },
  { "processors", 'p', 0, G_OPTION_ARG_STRING, &given.p, "numbers to fit for; default: 1, 2, 4 ... and all cores", "LIST" },
  { "machine", 'M', 0, G_OPTION_ARG_STRING, &given.machine, "that --executor simulated simulates", "NAME" },
  { "effort", 0, 0, G_OPTION_ARG_STRING, &given.effort, "default, or thorough: narrower intervals", "EFFORT" },
  { "fits", 0, 0, G_OPTION_ARG_FILENAME, &given.fits, "write the points of each fit there, as CSV", "FILE" },
  G_OPTION_ENTRY_NULL
};

/* ---- options ---- */

static gboolean
read_effort (PlxEffort *effort, GError **error)
{
  if (given.effort && !g_str_equal (given.effort, "default") && !g_str_equal (given.effort, "thorough"))
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "--effort: %s: no such effort; default or thorough", given.effort);
      return FALSE;
    }
  effort->thorough = given.effort && g_str_equal (given.effort, "thorough");
  return TRUE;
}

static GArray *
read_p (const PlxExecutor *executor, const PlxMachine *machine, GError **error)
{
  g_autoptr (GArray) sweep = given.p ? plx_sweep_read (given.p, error) : NULL;
  g_autoptr (GArray) p = g_array_new (FALSE, FALSE, sizeof (guint));
  const guint of_machine = machine && plx_machine_p (machine) ? MIN (plx_machine_p (machine), 16) : 4;
  const guint cores = executor->cores (), last = executor->simulated ? of_machine : cores;

  if (given.p && !sweep)
    {
      g_prefix_error (error, "-p: ");
      return NULL;
    }
  for (guint i = 0; sweep && i < sweep->len; i++)
    {
      const guint64 wanted = g_array_index (sweep, guint64, i);
      const guint one = (guint) wanted;

      if (wanted < 1 || wanted > cores)
        {
          g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "-p: %" G_GUINT64_FORMAT ": out of range; 1 to %u cores", wanted,
                       cores);
          return NULL;
        }
      g_array_append_val (p, one);
    }
  for (guint one = 1; !sweep && one < last; one *= 2)
    g_array_append_val (p, one);
  if (!sweep)
    g_array_append_val (p, last);
  return g_steal_pointer (&p);
}

/* ---- passes ---- */

static gboolean
make_passes (PlxCalibration *calibration, guint n, const PlxCommon *common, GError **error)
{
  const gboolean show = !common->quiet && isatty (STDERR_FILENO);

  for (guint i = 0; i < n; i++)
    {
      if (show)
        fprintf (stderr, "\rcalibrating: pass %u of %u", i + 1, n);
      if (!plx_calibration_pass (calibration, error))
        return FALSE;
      if (plx_interrupted)
        {
          g_set_error (error, PLX_ERROR, PLX_ERROR_FAILED,
                       "interrupted after %u of %u passes; nothing was written", i + 1, n);
          return FALSE;
        }
    }
  if (show)
    fputs ("\r\033[K", stderr);
  return TRUE;
}

/* ---- results ---- */

/* Points of curves are left to the file when people read. */
static char *
summary (const PlxCalibration *calibration, PlxFormat format)
{
  g_autoptr (PlxTable) table = plx_table_new ("section,p,key,size_bytes,value,interval,unit,samples,method");

  for (guint i = 0; i < calibration->estimates->len; i++)
    {
      const PlxEstimate *e = calibration->estimates->pdata[i];

      if (e->size > 0 && format == PLX_TABLE)
        continue;
      plx_table_row (table);
      plx_table_text (table, e->section);
      plx_table_count (table, e->p);
      plx_table_text (table, e->key);
      if (e->size > 0)
        plx_table_count (table, e->size);
      else
        plx_table_text (table, NULL);
      plx_table_number (table, plx_estimate_median (e) * 1e9);
      plx_table_number (table, plx_estimate_half (e) * 1e9);
      plx_table_text (table, e->unit);
      plx_table_count (table, e->samples);
      plx_table_text (table, e->method);
    }
  return plx_table_print (table, format);
}

static gboolean
write_machine (PlxCalibration *calibration, const PlxCommon *common, GError **error)
{
  g_autofree char *path = common->output ? g_strdup (common->output) : plx_machine_host_path ();
  g_autofree char *folder = g_path_get_dirname (path), *base = g_path_get_basename (path);
  g_autofree char *text = NULL;

  if (g_str_has_suffix (base, ".machine"))
    base[strlen (base) - strlen (".machine")] = '\0';
  text = plx_calibration_machine (calibration, base, error);
  if (!text)
    return FALSE;
  if (!common->output && g_mkdir_with_parents (folder, 0777) != 0)
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_FAILED, "%s: cannot be made: %s", folder, g_strerror (errno));
      return FALSE;
    }
  if (!plx_file_write (path, text, -1, error))
    return FALSE;
  plx_say (common, "written: %s", path);
  return TRUE;
}

static gboolean
write_all (PlxCalibration *calibration, const PlxCommon *common, GError **error)
{
  PlxCommon to_screen = *common;
  g_autofree char *fits = given.fits ? plx_calibration_fits (calibration) : NULL;
  g_autofree char *table = summary (calibration, common->format);

  to_screen.output = NULL;
  return write_machine (calibration, common, error) && (!fits || plx_file_write (given.fits, fits, -1, error))
         && plx_print (&to_screen, table, error);
}

/* What is simulated, NULL: nothing. It is not this machine, so it does not become `host`. */
static gboolean
read_machine (const PlxExecutor *executor, const PlxCommon *common, PlxMachine **machine, GError **error)
{
  *machine = NULL;
  if (executor->simulated != (given.machine != NULL))
    g_set_error_literal (error, PLX_ERROR, PLX_ERROR_INPUT,
                         given.machine ? "--machine: nothing is simulated; --executor simulated would do"
                                       : "--executor simulated: no machine is given; --machine textbook would do");
  else if (executor->simulated && !common->output)
    g_set_error_literal (error, PLX_ERROR, PLX_ERROR_INPUT,
                         "--executor simulated: what it is like is not what this machine is like; name a file with -o");
  else
    return !given.machine || (*machine = plx_machine_load (given.machine, error));
  return FALSE;
}

static int
run (char **words, const PlxCommon *common, GError **error)
{
  const PlxExecutor *executor = plx_executor_find (given.executor ? given.executor : "threads", error);
  g_autoptr (PlxMachine) machine = NULL;
  g_autoptr (GArray) p
    = executor && read_machine (executor, common, &machine, error) ? read_p (executor, machine, error) : NULL;
  g_autoptr (PlxCalibration) calibration = NULL;
  PlxEffort effort = { .seed = common->seed, .machine = machine };

  if (p && words[0])
    g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: calibrate takes no arguments, only options", words[0]);
  if (!p || words[0] || !read_effort (&effort, error))
    return PLX_ERROR_INPUT;
  calibration = plx_calibration_new (executor, (const guint *) (void *) p->data, p->len, &effort, error);
  if (!calibration || !make_passes (calibration, effort.thorough ? PASSES_THOROUGH : PASSES, common, error)
      || !write_all (calibration, common, error))
    return PLX_ERROR_FAILED;
  return 0;
}

const PlxCommand plx_command_calibrate = {
  .name = "calibrate",
  .arguments = "",
  .summary = "measure the parameters of this machine",
  .help = "Writes the machine `host`, or the machine file that -o names: work classes over working sets, g, o and l of BSP,\n"
          "d and B of the asynchronous PRAM, L, o, g and G of LogGP, each with its interval, number of samples and method.\n\n"
          "With --executor simulated the parameters of the --machine come back; a step of a textbook machine\n"
          "counts as 1 ns.\n\n"
          "Example:\n  parallax calibrate -p 1,2 -o mine.machine",
  .options = options,
  .run = run,
};
