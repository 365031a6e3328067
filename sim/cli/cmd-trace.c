/* SPDX-License-Identifier: MIT */
/* cmd-trace.c: parallax trace record, show, stats, check: traces as files. */
#include "sim/cli/cli.h"
#include "sim/lab/grid.h"
#include "sim/program/record.h"

#include <string.h>

#define WORD 8  /* bytes: h is counted in words of a textbook machine */

static char *machine_name;
static char *max_trace, *max_ops;

/* Two readers of one cell are written down, but break no rule by themselves. */
static gsize
count_violations (const PlxTrace *trace)
{
  gsize n, broken = 0;
  const PlxViolation *v = plx_trace_violations (trace, &n);

  for (gsize k = 0; k < n; k++)
    broken += v[k].kind != PLX_CONFLICT_READ;
  return broken;
}

/* ---- record ---- */

/* The job that the words name: one variant, one size. */
static PlxJob *
job_of_words (char **words, guint64 seed, GError **error)
{
  const PlxVariant *variant = NULL;
  const PlxAlgorithm *algorithm = plx_algorithm_find (words[0], &variant, error);
  g_autoptr (PlxMachine) machine = NULL;
  g_autoptr (PlxSettings) settings = NULL;
  g_autoptr (GPtrArray) jobs = g_ptr_array_new_with_free_func ((GDestroyNotify) plx_job_free);

  if (!algorithm)
    return NULL;
  if (!variant)
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: a trace is of one variant; for example %s.%s", words[0],
                   algorithm->name, algorithm->variants[0].name);
      return NULL;
    }
  if ((machine_name && !(machine = plx_machine_load (machine_name, error)))
      || !(settings = plx_words_settings (words + 1, error))
      || !plx_grid_add (jobs, words[0], NULL, settings, &(PlxGridSource) { seed, NULL, machine }, NULL, error))
    return NULL;
  if (jobs->len == 1)
    return g_ptr_array_steal_index (jobs, 0);
  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "trace record: the sweeps span %u points; a trace has one value each",
               jobs->len);
  return NULL;
}

static int
record (char **words, const PlxCommon *common, GError **error)
{
  PlxLimits limits = PLX_LIMITS_DEFAULT;
  g_autoptr (PlxJob) job = NULL;
  g_autoptr (PlxTrace) trace = NULL;

  if (!common->output)
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "trace record: no file to write; -o FILE names it");
      return PLX_ERROR_INPUT;
    }
  if (!plx_limits_read (&limits, max_trace, max_ops, error)
      || !(job = job_of_words (words, common->seed, error)))
    return PLX_ERROR_INPUT;
  if (!(trace = plx_record (job, &limits, error)) || !plx_trace_save (trace, common->output, error))
    return PLX_ERROR_FAILED;
  plx_say (common, "%s: %u supersteps, %" G_GUINT64_FORMAT " operations, %" G_GSIZE_FORMAT " violations",
           common->output, plx_trace_n_supersteps (trace), plx_trace_n_ops (trace), count_violations (trace));
  return 0;
}

/* ---- show and check ---- */

static int
show (char **words, const PlxCommon *common, GError **error)
{
  g_autoptr (PlxTrace) trace = plx_trace_open (words[0], error);
  g_autofree char *text = trace ? plx_trace_to_text (trace) : NULL;

  return text && plx_print (common, text, error) ? 0 : PLX_ERROR_INPUT;
}

static void
add_conflict (GString *text, const PlxTrace *trace, const PlxViolation *v)
{
  g_string_append_printf (text, "superstep %u \"%s\": %s: processors %u and %u, cell %" G_GUINT64_FORMAT " of %s\n",
                          v->superstep, plx_trace_superstep (trace, v->superstep)->label, plx_conflict_name (v->kind),
                          v->processors[0], v->processors[1], v->cell, v->array);
}

/* The verdict is no when the program broke a rule of an array or raced. */
static int
check (char **words, const PlxCommon *common, GError **error)
{
  g_autoptr (PlxTrace) trace = plx_trace_open (words[0], error);
  g_autoptr (GString) text = g_string_new (NULL);
  const PlxViolation *v;
  gsize n, broken;

  if (!trace)
    return PLX_ERROR_INPUT;
  v = plx_trace_violations (trace, &n);
  for (gsize k = 0; k < n; k++)
    add_conflict (text, trace, &v[k]);
  broken = count_violations (trace);
  g_string_append_printf (text, "%s: %s: the file is whole; %" G_GUINT64_FORMAT " operations, %" G_GSIZE_FORMAT
                          " violations\n", words[0], plx_trace_identity (trace), plx_trace_n_ops (trace), broken);
  if (!plx_print (common, text->str, error))
    return PLX_ERROR_FAILED;
  return broken > 0 ? 1 : 0;
}

/* ---- stats ---- */

/* What one superstep adds up to over its processors. */
typedef struct {
  guint64 w, work;       /* largest and sum of counted operations */
  guint64 h, in, out;    /* largest of words in or out, sums */
  guint64 messages;
} Sums;

static Sums
sums_of (const PlxLoads *loads)
{
  Sums sums = { 0 };

  for (guint i = 0; i < loads->p; i++)
    {
      const PlxLoad *load = &loads->of[i];
      const guint64 w = plx_load_counted_work (load), h = MAX (load->words_in, load->words_out);

      sums.w = MAX (sums.w, w);
      sums.work += w;
      sums.h = MAX (sums.h, h);
      sums.in += load->words_in;
      sums.out += load->words_out;
      sums.messages += load->messages_out;
    }
  return sums;
}

/* "erew" .. "crcw-arbitrary": what the superstep needs of shared memory. */
static char *
access_class (const PlxSuperstep *step)
{
  const char *read = step->read_access == PLX_EXCLUSIVE ? "er" : "cr";

  if (step->write_access == PLX_EXCLUSIVE)
    return g_strconcat (read, "ew", NULL);
  return g_strconcat (read, "cw-", plx_rule_name (step->write_access), NULL);
}

/* a / b, missing when b is 0. */
static void
add_ratio (PlxTable *table, double a, double b)
{
  if (b > 0)
    plx_table_number (table, a / b);
  else
    plx_table_text (table, NULL);
}

/* Shares are of the total; an imbalance is largest over mean: 1 is balanced. */
static void
add_step (PlxTable *table, const PlxLoads *loads, const Sums *sums, const Sums *total)
{
  g_autofree char *access = access_class (loads->step);
  const double p = loads->p, moved = (double) MAX (sums->in, sums->out);

  plx_table_row (table);
  plx_table_count (table, loads->s);
  plx_table_text (table, loads->step->label);
  plx_table_text (table, loads->step->sync ? "yes" : "no");
  plx_table_count (table, loads->step->active);
  plx_table_count (table, sums->w);
  add_ratio (table, (double) sums->w, (double) total->w);
  add_ratio (table, (double) sums->w * p, (double) sums->work);
  plx_table_count (table, sums->h);
  add_ratio (table, (double) sums->h, (double) total->h);
  add_ratio (table, (double) sums->h * p, moved);
  plx_table_count (table, sums->messages);
  plx_table_count (table, MAX (loads->step->readers, loads->step->writers));
  plx_table_text (table, access);
}

/* All supersteps together. FALSE: messages do not match. */
static gboolean
sum_up (const PlxTrace *trace, Sums *total, GError **error)
{
  g_autoptr (PlxLoads) loads = plx_loads_new (trace, WORD, error);

  while (loads && plx_loads_next (loads))
    {
      const Sums sums = sums_of (loads);

      total->w += sums.w;
      total->work += sums.work;
      total->h += sums.h;
      total->messages += sums.messages;
    }
  return loads != NULL;
}

/* What stands above the table when it is for reading. */
static void
add_summary (GString *text, const PlxTrace *trace, const Sums *total)
{
  const guint64 n = plx_trace_n_ops (trace);
  const guint64 offsets = (guint64) plx_trace_n_supersteps (trace) * plx_trace_n_procs (trace) + 1;
  const double bytes = (double) (n * sizeof (PlxOp) + offsets * sizeof (guint64));

  g_string_append_printf (text, "%s\n", plx_trace_identity (trace));
  g_string_append_printf (text, "processors %u, supersteps %u, operations %" G_GUINT64_FORMAT, plx_trace_n_procs (trace),
                          plx_trace_n_supersteps (trace), n);
  if (n > 0)
    g_string_append_printf (text, ", %.1f bytes an operation", bytes / (double) n);
  g_string_append_printf (text, "\nw %" G_GUINT64_FORMAT " on the longest processors, %" G_GUINT64_FORMAT " in all; "
                          "h %" G_GUINT64_FORMAT " words of %d bytes; messages %" G_GUINT64_FORMAT "\n\n",
                          total->w, total->work, total->h, WORD, total->messages);
}

static int
stats (char **words, const PlxCommon *common, GError **error)
{
  g_autoptr (PlxTable) table = plx_table_new ("superstep,label,sync,active,w,w_share,w_imbalance,h,h_share,h_imbalance,"
                                              "messages,kappa,access");
  g_autoptr (PlxTrace) trace = plx_trace_open (words[0], error);
  g_autoptr (PlxLoads) loads = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *rows = NULL;
  Sums total = { 0 };

  if (!trace || !sum_up (trace, &total, error) || !(loads = plx_loads_new (trace, WORD, error)))
    return PLX_ERROR_INPUT;
  while (plx_loads_next (loads))
    {
      const Sums sums = sums_of (loads);

      add_step (table, loads, &sums, &total);
    }
  if (common->format == PLX_TABLE)
    add_summary (text, trace, &total);
  rows = plx_table_print (table, common->format);
  g_string_append (text, rows);
  return plx_print (common, text->str, error) ? 0 : PLX_ERROR_FAILED;
}

/* ---- the command ---- */

static const struct {
  const char *name, *wants;
  guint most;  /* words after the name */
  int (*run) (char **words, const PlxCommon *common, GError **error);
} actions[] = {
  { "check", "FILE", 1, check },
  { "record", "ALGORITHM.VARIANT [K=V...] -o FILE", G_MAXUINT, record },
  { "show", "FILE", 1, show },
  { "stats", "FILE", 1, stats },
};

static int
run (char **words, const PlxCommon *common, GError **error)
{
  const guint n = g_strv_length (words);

  for (guint k = 0; n > 0 && k < G_N_ELEMENTS (actions); k++)
    if (g_str_equal (words[0], actions[k].name))
      {
        if (n >= 2 && n - 1 <= actions[k].most)
          return actions[k].run (words + 1, common, error);
        g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "trace %s: %u words; %s is right", words[0], n - 1,
                     actions[k].wants);
        return PLX_ERROR_INPUT;
      }
  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "trace: %s: no such action; check, record, show or stats",
               n > 0 ? words[0] : "nothing");
  return PLX_ERROR_INPUT;
}

static const GOptionEntry options[] = {
  { "machine", 0, 0, G_OPTION_ARG_STRING, &machine_name, "record: where p, L, o and g come from when not given", "NAME" },
  { "max-trace", 0, 0, G_OPTION_ARG_STRING, &max_trace, "record: stop at a trace of so many bytes (4 GiB)", "BYTES" },
  { "max-ops", 0, 0, G_OPTION_ARG_STRING, &max_ops, "record: stop after so many operations", "N" },
  G_OPTION_ENTRY_NULL
};

const PlxCommand plx_command_trace = {
  .name = "trace",
  .arguments = "check|show|stats FILE, or record ALGORITHM.VARIANT [K=V...] -o FILE",
  .summary = "record, show, sum up and check traces",
  .help = "record runs the variant once on coroutines and writes what each processor did; show prints it; stats sums\n"
          "it up by superstep: w and h of the longest processor, and how many times the mean they are; check validates\n"
          "the file and exits with 1 when the program broke a rule of an array or raced.",
  .options = options,
  .run = run,
};
