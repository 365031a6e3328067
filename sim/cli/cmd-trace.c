/* SPDX-License-Identifier: MIT */
/* cmd-trace.c: parallax trace record, show, stats, check, convert: traces as files. */
#include "sim/cli/cli.h"
#include "sim/core/schedule.h"
#include "sim/core/trace-file.h"
#include "sim/lab/grid.h"
#include "sim/program/record.h"
#include "sim/sources/goal.h"

#include <gio/gio.h>
#include <string.h>

#define WORD 8  /* bytes: h is counted in words of a textbook machine */

static char *machine_name;
static char *max_trace, *max_ops;
static char *to_form;

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
      || !plx_grid_add (jobs, words[0], NULL, settings, &(PlxGridSource) { .seed = seed, .machine = machine }, NULL, error))
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

/* ---- convert ---- */

typedef enum {
  FORM_TRACE,
  FORM_TEXT,
  FORM_GOAL,
  FORM_GOAL_BINARY,
  N_FORMS
} Form;

static const struct {
  const char *name;
  const char *extensions[3];
} forms[N_FORMS] = {
  [FORM_TRACE] = { "trace", { ".trace" } },
  [FORM_TEXT] = { "text", { ".txt", ".text" } },
  [FORM_GOAL] = { "goal", { ".goal" } },
  [FORM_GOAL_BINARY] = { "goal-binary", { ".goalb", ".bin" } },
};

static gboolean
form_of_name (const char *name, Form *form, GError **error)
{
  for (guint f = 0; f < N_FORMS; f++)
    if (g_str_equal (name, forms[f].name))
      {
        *form = f;
        return TRUE;
      }
  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "--to %s: no such form; trace, text, goal or goal-binary", name);
  return FALSE;
}

static gboolean
form_of_path (const char *path, Form *form, GError **error)
{
  for (guint f = 0; f < N_FORMS; f++)
    for (guint e = 0; e < G_N_ELEMENTS (forms[f].extensions) && forms[f].extensions[e]; e++)
      if (g_str_has_suffix (path, forms[f].extensions[e]))
        {
          *form = f;
          return TRUE;
        }
  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT,
               "%s: its name tells no form; .trace, .txt, .goal, .goalb or .bin would, or --to FORM", path);
  return FALSE;
}

/* What a file holds; one of the two. */
typedef struct {
  PlxTrace *trace;
  PlxSchedule *schedule;
} Content;

static void
content_clear (Content *content)
{
  plx_trace_unref (content->trace);
  plx_schedule_unref (content->schedule);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Content, content_clear)

/* What a file begins with, where its name tells nothing. */
static Form
form_of_file (const char *path)
{
  char magic[sizeof ((PlxFileHeader *) NULL)->magic] = { 0 };
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, NULL);

  if (stream)
    (void) !g_input_stream_read_all (G_INPUT_STREAM (stream), magic, sizeof magic, NULL, NULL, NULL);
  return memcmp (magic, PLX_TRACE_MAGIC, sizeof magic) == 0 ? FORM_TRACE : FORM_GOAL;
}

static gboolean
content_read (Content *content, const char *path, GError **error)
{
  Form form;

  if (!form_of_path (path, &form, NULL))
    form = form_of_file (path);
  if (form == FORM_TEXT)
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT,
                   "%s: the text of a trace is for reading and holds too little; "
                   "a .trace, .goal, .goalb or .bin file is wanted", path);
      return FALSE;
    }
  if (form != FORM_TRACE)
    return (content->schedule = plx_goal_read (path, error)) != NULL;
  return (content->trace = plx_trace_open (path, error)) != NULL;
}

/* Puts what was read into the other shape when the form wants it. */
static gboolean
content_suit (Content *content, Form form, GError **error)
{
  const gboolean wants_trace = form == FORM_TRACE || form == FORM_TEXT;

  if (wants_trace && !content->trace)
    content->trace = plx_schedule_to_trace (content->schedule, error);
  if (!wants_trace && !content->schedule)
    content->schedule = plx_schedule_of_trace (content->trace, error);
  return wants_trace ? content->trace != NULL : content->schedule != NULL;
}

static gboolean
content_write (const Content *content, const char *path, Form form, GError **error)
{
  g_autofree char *text = NULL;

  if (form == FORM_TRACE)
    return plx_trace_save (content->trace, path, error);
  if (form != FORM_TEXT)
    return plx_goal_save (content->schedule, path, form == FORM_GOAL_BINARY, error);
  text = plx_trace_to_text (content->trace);
  return plx_file_write (path, text, -1, error);
}

static int
convert (char **words, const PlxCommon *common, GError **error)
{
  g_auto (Content) content = { NULL, NULL };
  GError *wrong = NULL;
  Form form;

  if (!words[1])
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "trace convert: 1 words; IN OUT [--to FORM] is right");
      return PLX_ERROR_INPUT;
    }
  if (!(to_form ? form_of_name (to_form, &form, error) : form_of_path (words[1], &form, error))
      || !content_read (&content, words[0], error) || !content_suit (&content, form, error))
    return PLX_ERROR_INPUT;
  if (!content_write (&content, words[1], form, &wrong))
    {
      const int code = wrong->code;

      g_propagate_error (error, wrong);
      return code;
    }
  plx_say (common, "%s: %s", words[1], forms[form].name);
  return 0;
}

/* ---- the command ---- */

static const struct {
  const char *name, *wants;
  guint most;  /* words after the name */
  int (*run) (char **words, const PlxCommon *common, GError **error);
} actions[] = {
  { "check", "FILE", 1, check },
  { "convert", "IN OUT [--to FORM]", 2, convert },
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
  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "trace: %s: no such action; check, convert, record, show or stats",
               n > 0 ? words[0] : "nothing");
  return PLX_ERROR_INPUT;
}

static const GOptionEntry options[] = {
  { "machine", 0, 0, G_OPTION_ARG_STRING, &machine_name, "record: where p, L, o and g come from when not given", "NAME" },
  { "max-trace", 0, 0, G_OPTION_ARG_STRING, &max_trace, "record: stop at a trace of so many bytes (4 GiB)", "BYTES" },
  { "max-ops", 0, 0, G_OPTION_ARG_STRING, &max_ops, "record: stop after so many operations", "N" },
  { "to", 0, 0, G_OPTION_ARG_STRING, &to_form, "convert: the form of OUT, else as its name ends", "FORM" },
  G_OPTION_ENTRY_NULL
};

const PlxCommand plx_command_trace = {
  .name = "trace",
  .arguments = "check|show|stats FILE, convert IN OUT, or record ALGORITHM.VARIANT [K=V...] -o FILE",
  .summary = "record, show, sum up, check and convert traces",
  .help = "record runs the variant once on coroutines and writes what each processor did; show prints it; stats sums\n"
          "it up by superstep: w and h of the longest processor, and how many times the mean they are; check validates\n"
          "the file and exits with 1 when the program broke a rule of an array or raced. convert writes a trace or a GOAL\n"
          "schedule in another form: trace (.trace), text (.txt, for reading only), goal (.goal) or goal-binary (.goalb,\n"
          ".bin); only traces of WORK, SEND and RECV are schedules, and only schedules of chains are traces.",
  .options = options,
  .run = run,
};
