/* SPDX-License-Identifier: MIT */
/* cmd-measure.c: `parallax measure`: how long an algorithm really takes. */
#include "sim/cli/cli.h"
#include "sim/lab/grid.h"
#include "sim/lab/measure.h"
#include "sim/lab/speedup.h"

#include <stdio.h>
#include <unistd.h>

static struct {
  char *executor, *p, *machine, *precision, *samples, *time_limit;
} given;

static const GOptionEntry options[] = {
  { "executor", 'x', 0, G_OPTION_ARG_STRING, &given.executor,
    "what runs it (threads); sequential: the best sequential program instead", "NAMES" },
  { "processors", 'p', 0, G_OPTION_ARG_STRING, &given.p, "how many, as p=1,2 would say; default: all cores", "LIST" },
  { "machine", 'M', 0, G_OPTION_ARG_STRING, &given.machine, "that is simulated; whose L, o and g variants take", "NAME" },
  { "precision", 0, 0, G_OPTION_ARG_STRING, &given.precision,
    "stop a cell when its median is known to this share (2%)", "SHARE" },
  { "samples", 0, 0, G_OPTION_ARG_STRING, &given.samples, "of a cell, at most (100); at least 10 unless it is less", "N" },
  { "time-limit", 0, 0, G_OPTION_ARG_STRING, &given.time_limit, "for all cells together (60 s)", "TIME" },
  G_OPTION_ENTRY_NULL
};

typedef struct {
  const PlxCommon *common;
  char **executors;
  PlxMachine *machine;
  PlxSampling sampling;
  GPtrArray *cells;  /* of PlxCell */
} Measure;

static void
measure_clear (Measure *measure)
{
  g_clear_pointer (&measure->executors, g_strfreev);
  g_clear_pointer (&measure->machine, plx_machine_free);
  g_clear_pointer (&measure->cells, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Measure, measure_clear)

/* ---- options ---- */

/* A number above 0 and one of two endings. */
static gboolean
read_number (const char *option, const char *text, const char *ending, double factor, double *number, GError **error)
{
  char *end;
  const double x = text ? g_ascii_strtod (text, &end) : 0;
  g_autofree char *rest = text ? g_strstrip (g_strdup (end)) : NULL;

  if (!text)
    return TRUE;
  if (end == text || !(x > 0 && x < 1e9) || (*rest && !g_str_equal (rest, ending)))
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: %s: not a number above 0, alone or followed by %s", option, text,
                   ending);
      return FALSE;
    }
  *number = *rest ? x * factor : x;
  return TRUE;
}

static gboolean
read_samples (PlxSampling *sampling, GError **error)
{
  guint64 n;

  if (!given.samples)
    return TRUE;
  if (!plx_count_read (given.samples, &n, error))
    {
      g_prefix_error (error, "--samples: ");
      return FALSE;
    }
  if (n < 1 || n > 1000000)
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "--samples: %s: out of range; 1 to 1000000", given.samples);
      return FALSE;
    }
  sampling->max_samples = (guint) n;
  sampling->min_samples = MIN (sampling->min_samples, sampling->max_samples);
  return TRUE;
}

static gboolean
read_options (Measure *measure, const PlxCommon *common, GError **error)
{
  measure->common = common;
  measure->sampling = (PlxSampling) PLX_SAMPLING_DEFAULT;
  measure->sampling.seed = common->seed;
  measure->cells = g_ptr_array_new_with_free_func ((GDestroyNotify) plx_cell_free);
  measure->executors = plx_executors_read (given.executor ? given.executor : "threads", error);
  if (!measure->executors || (given.machine && !(measure->machine = plx_machine_load (given.machine, error))))
    return FALSE;
  return read_number ("--precision", given.precision, "%", 0.01, &measure->sampling.precision, error)
         && read_number ("--time-limit", given.time_limit, "s", 1, &measure->sampling.time_limit_s, error)
         && read_samples (&measure->sampling, error);
}

/* ---- cells ---- */

/* Where neither -p nor p= gives any. */
static guint
own_p (const Measure *measure, const PlxExecutor *executor)
{
  if (!executor->simulated)
    return executor->cores ();
  return plx_machine_p (measure->machine) ? plx_machine_p (measure->machine) : 4;
}

static gboolean
add_cells (Measure *measure, const PlxExecutor *executor, const char *label, const PlxSettings *settings, GError **error)
{
  g_autoptr (GPtrArray) jobs = g_ptr_array_new_with_free_func ((GDestroyNotify) plx_job_free);
  g_autoptr (GPtrArray) skipped = g_ptr_array_new_with_free_func (g_free);

  if (executor->simulated && !measure->machine)
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT,
                   "--executor simulated: no machine is given; --machine textbook would do");
      return FALSE;
    }
  const PlxGridSource source = { .seed = measure->sampling.seed, .machine = measure->machine,
                                 .p = own_p (measure, executor), .sequential = executor->sequential };
  if (!plx_grid_add (jobs, label, NULL, settings, &source, skipped, error))
    return FALSE;
  for (guint i = 0; i < skipped->len; i++)
    plx_say (measure->common, "%s", (const char *) skipped->pdata[i]);
  while (jobs->len)
    {
      PlxCell *cell = plx_cell_new (g_ptr_array_steal_index (jobs, 0), executor);

      cell->machine = measure->machine;
      g_ptr_array_add (measure->cells, cell);
    }
  return TRUE;
}

static gboolean
read_cells (Measure *measure, char **words, GError **error)
{
  g_autoptr (PlxSettings) settings = NULL;

  if (!words[0])
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "measure: no algorithm given; parallax list algorithms names them");
      return FALSE;
    }
  settings = plx_words_settings (words + 1, error);
  if (!settings || (given.p && !plx_settings_add (settings, "p", given.p, "-p", error)))
    return FALSE;
  for (guint i = 0; measure->executors[i]; i++)
    if (!add_cells (measure, plx_executor_find (measure->executors[i], NULL), words[0], settings, error))
      return FALSE;
  return TRUE;
}

/* ---- while it runs ---- */

static void
show_progress (const PlxCommon *common, double done)
{
  static int shown = -1;
  const int percent = (int) (100 * done);

  if (common->quiet || percent == shown || !isatty (STDERR_FILENO))
    return;
  shown = percent;
  fprintf (stderr, percent < 100 ? "\rmeasuring: %d %%" : "\r\033[K", percent);
}

static gboolean
visited (PlxCell *cell, const PlxObservation *observation, double done, gpointer data, GError **error)
{
  const PlxCommon *common = data;

  (void) cell;
  show_progress (common, plx_interrupted ? 1 : done);
  if (!plx_interrupted)
    return TRUE;
  g_set_error (error, PLX_ERROR, PLX_ERROR_FAILED, "interrupted after %u runs", observation->visit + 1);
  return FALSE;
}

/* ---- results ---- */

static char *
flags_of (const PlxCell *cell, const PlxHost *host)
{
  g_autoptr (GStrvBuilder) flags = g_strv_builder_new ();
  g_auto (GStrv) all = NULL;

  if (cell->below_floor)
    g_strv_builder_add (flags, "below floor");
  if (cell->oversubscribed)
    g_strv_builder_add (flags, "oversubscribed");
  if (host->noisy)
    g_strv_builder_add (flags, "noisy host");
  all = g_strv_builder_end (flags);
  return g_strjoinv ("; ", all);
}

static void
add_row (PlxTable *table, const PlxCell *cell, const PlxHost *host, const PlxSpeedup *speedup)
{
  const PlxSummary *s = &cell->summary;
  const double times[] = { s->min, s->q1, s->median, s->low, s->high, s->q3, s->p95, s->max };
  g_autofree char *flags = flags_of (cell, host);

  plx_table_row (table);
  plx_table_text (table, cell->job->algorithm->name);
  plx_table_text (table, cell->job->variant->name);
  plx_table_count (table, cell->job->n);
  plx_table_count (table, cell->job->p);
  plx_table_text (table, cell->job->parameters);
  plx_table_text (table, cell->executor->name);
  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    plx_table_time (table, times[i], "s");
  plx_table_count (table, s->n);
  plx_table_text (table, cell->stopped);
  plx_table_text (table, flags);
  plx_table_number (table, speedup->relative);
  plx_table_number (table, speedup->absolute);
}

static PlxSpeedup *
speedups_of (const GPtrArray *cells)
{
  g_autofree PlxTimed *timed = g_new (PlxTimed, cells->len);

  for (guint i = 0; i < cells->len; i++)
    {
      const PlxCell *cell = cells->pdata[i];
      const PlxJob *job = cell->job;

      timed[i] = (PlxTimed) { job->algorithm->name, job->variant->name, job->parameters, cell->executor->name, job->p,
                              cell->summary.median };
    }
  return plx_speedups_new (timed, cells->len);
}

static gboolean
print_results (const Measure *measure, const PlxHost *host, GError **error)
{
  const gboolean reading = measure->common->format == PLX_TABLE;
  g_autoptr (PlxTable) table
    = plx_table_new (reading ? "algorithm,variant,n,p,parameters,executor,min,q1,median,low,high,q3,p95,max,samples,"
                               "stopped,flags,relative speed-up,absolute speed-up"
                             : "algorithm,variant,n,p,parameters,executor,min_s,q1_s,median_s,low_s,high_s,q3_s,p95_s,"
                               "max_s,samples,stopped,flags,relative_speedup,absolute_speedup");
  g_autofree PlxSpeedup *speedups = speedups_of (measure->cells);
  g_autofree char *text = NULL;

  for (guint i = 0; i < measure->cells->len; i++)
    add_row (table, measure->cells->pdata[i], host, &speedups[i]);
  text = plx_table_print (table, measure->common->format);
  if (measure->common->verbose)
    plx_say (measure->common, "clock: step %.0f ns, %.0f ns a reading; stamps: %.0f ns a superstep; canaries "
                              "drift by %.1f %%",
             host->clock_step_s * 1e9, host->clock_cost_s * 1e9, host->stamp_cost_s * 1e9, host->drift * 100);
  return plx_print (measure->common, text, error);
}

static int
run (char **words, const PlxCommon *common, GError **error)
{
  g_auto (Measure) measure = { 0 };
  g_autoptr (GError) interrupted = NULL;
  PlxHost host;

  if (!read_options (&measure, common, error) || !read_cells (&measure, words, error))
    return PLX_ERROR_INPUT;
  if (!plx_measure ((PlxCell *const *) measure.cells->pdata, measure.cells->len, &measure.sampling, &host, visited,
                    (gpointer) common, &interrupted)
      && !plx_interrupted)
    {
      g_propagate_error (error, g_steal_pointer (&interrupted));
      return PLX_ERROR_FAILED;
    }
  if (!print_results (&measure, &host, error))
    return PLX_ERROR_FAILED;
  if (interrupted)
    g_propagate_error (error, g_steal_pointer (&interrupted));
  return 0;
}

const PlxCommand plx_command_measure = {
  .name = "measure",
  .arguments = "ALGORITHM[.VARIANT] [KEY=VALUE...]",
  .summary = "time an algorithm on real processors",
  .help = "Values may sweep: n=2^10..2^20*4. All cells are visited in turn, in random order; each sample is one run on fresh\n"
          "input, its result checked. A cell stops at 10 samples or later, when the 95 % interval of its median (low, high)\n"
          "is narrow enough, or when time or count runs out; \"stopped\" says which. Medians under 10 us are below the floor,\n"
          "more processors than cores oversubscribed: neither says how good a model is.\n\n"
          "With --executor simulated times are those of the --machine, its network and noise included; a step of a textbook\n"
          "machine counts as 1 ns.\n\n"
          "A relative speed-up is against the same variant with p = 1, an absolute one against the best sequential\n"
          "program, when those are measured too: -x sequential,threads runs it beside the variants, once for each n.\n\n"
          "Example:\n  parallax measure scan.two-level n=2^12..2^20*16 -p 1,2 -x sequential,threads",
  .options = options,
  .run = run,
};
