/* SPDX-License-Identifier: MIT */
/* cmd-simulate.c: `parallax simulate`: when simulated processors finish a schedule, a trace or a pattern, and why. */
#include "sim/cli/cli.h"
#include "sim/cli/simulation-report.h"
#include "sim/core/trace-file.h"
#include "sim/lab/diagram.h"
#include "sim/lab/grid.h"
#include "sim/lab/model-list.h"
#include "sim/lab/plot.h"
#include "sim/lab/replicas.h"
#include "sim/program/record.h"
#include "sim/sources/goal.h"
#include "sim/sources/pattern.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static struct {
  char **models;
  char *machine, *engine, *threads, *replicas, *diagram, *processors, *from, *to;
  gboolean extrapolate, path, sensitivity, all;
} given;

static const GOptionEntry options[] = {
  { "model", 'm', 0, G_OPTION_ARG_STRING_ARRAY, &given.models, "what messages cost: loggops:L=100,o=10,g=5,G=1 (loggp)",
    "MODEL" },
  { "machine", 'M', 0, G_OPTION_ARG_STRING, &given.machine, "whose parameters the model takes: a name or a file", "NAME" },
  { "extrapolate", 0, 0, G_OPTION_ARG_NONE, &given.extrapolate, "p may lie beyond those that the machine was measured with",
    NULL },
  { "critical-path", 'c', 0, G_OPTION_ARG_NONE, &given.path, "the operations that decided the end, and what each paid", NULL },
  { "sensitivity", 's', 0, G_OPTION_ARG_NONE, &given.sensitivity, "derivatives of the time: dT/dL, dT/do, dT/dg, ...", NULL },
  { "all", 'a', 0, G_OPTION_ARG_NONE, &given.all, "every processor and every step of the path", NULL },
  { "diagram", 'd', 0, G_OPTION_ARG_FILENAME, &given.diagram, "draw who did what when into FILE.svg, .png or .pdf", "FILE" },
  { "processors", 0, 0, G_OPTION_ARG_STRING, &given.processors, "of the diagram: 0,3,5 or 0..15+1 (all)", "LIST" },
  { "from", 0, 0, G_OPTION_ARG_STRING, &given.from, "where the diagram begins (0)", "TIME" },
  { "to", 0, 0, G_OPTION_ARG_STRING, &given.to, "where it ends (at the end)", "TIME" },
  { "engine", 0, 0, G_OPTION_ARG_STRING, &given.engine, "auto, program-order or event-queue (auto)", "ENGINE" },
  { "threads", 't', 0, G_OPTION_ARG_STRING, &given.threads,
    "of the program-order engine and of replicas (one for each core where it pays)", "N" },
  { "replicas", 0, 0, G_OPTION_ARG_STRING, &given.replicas,
    "so many runs, each with noise of its own, on a machine that has [noise]; quantiles are printed", "N" },
  G_OPTION_ENTRY_NULL
};

typedef struct {
  const PlxCommon *common;
  PlxMachine *machine;       /* or NULL */
  GPtrArray *choices;        /* of PlxModelChoice: one */
  PlxSchedule *schedule;     /* one of the three is what runs */
  PlxTrace *trace;
  PlxFlow *flow;
  const char *identity;
  guint p;
  PlxPricer *pricer;
  PlxProcessorCosts costs;
  PlxPlatform *platform;
  PlxSimulation *simulation;
  PlxCriticalPath *path;
  GArray *replicas;          /* of double: times, ascending; NULL: one run */
  PlxDiagram diagram;        /* what it shows, when one is asked for */
  GArray *rows;              /* of guint64: its processors, or NULL */
} Simulate;

static void
simulate_clear (Simulate *simulate)
{
  g_clear_pointer (&simulate->path, plx_critical_path_free);
  g_clear_pointer (&simulate->simulation, plx_simulation_free);
  g_clear_pointer (&simulate->replicas, g_array_unref);
  g_clear_pointer (&simulate->rows, g_array_unref);
  g_clear_pointer (&simulate->platform, plx_platform_free);
  g_clear_pointer (&simulate->pricer, plx_pricer_free);
  g_clear_pointer (&simulate->schedule, plx_schedule_unref);
  g_clear_pointer (&simulate->trace, plx_trace_unref);
  g_clear_pointer (&simulate->flow, plx_flow_free);
  g_clear_pointer (&simulate->choices, g_ptr_array_unref);
  g_clear_pointer (&simulate->machine, plx_machine_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Simulate, simulate_clear)

/* ---- the model ---- */

static const PlxModelChoice *
choice_of (const Simulate *simulate)
{
  return simulate->choices->pdata[0];
}

static gboolean
read_model (Simulate *simulate, GError **error)
{
  simulate->choices = plx_model_list_new ();
  for (guint i = 0; given.models && given.models[i]; i++)
    if (!plx_model_list_read (simulate->choices, given.models[i], "--model", error))
      return FALSE;
  if (simulate->choices->len > 1)
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "--model: %u models; simulate takes one", simulate->choices->len);
      return FALSE;
    }
  if (simulate->choices->len == 1)
    return TRUE;
  plx_say (simulate->common, "no --model: loggp");
  return plx_model_list_read (simulate->choices, "loggp", "--model", error);
}

static PlxPricer *
price_for (const Simulate *simulate, guint p, GError **error)
{
  const PlxModelChoice *choice = choice_of (simulate);

  return plx_pricer_new (choice->label, choice->settings, simulate->machine, p, given.extrapolate, error);
}

static gboolean
read_costs (Simulate *simulate, GError **error)
{
  const PlxModel *model;
  guint n;
  const PlxModel *const *all = plx_models (&n);
  g_autoptr (GString) names = g_string_new (NULL);

  simulate->pricer = price_for (simulate, simulate->p, error);
  if (!simulate->pricer)
    return FALSE;
  model = simulate->pricer->model;
  if (model->costs)
    return model->costs (simulate->pricer->instance, &simulate->costs, error);
  for (guint i = 0; i < n; i++)
    if (all[i]->costs)
      g_string_append_printf (names, "%s%s", names->len ? ", " : "", all[i]->name);
  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "--model %s: it does not say what single messages cost; %s do", model->name,
               names->str);
  return FALSE;
}

/* ---- what runs ---- */

static gboolean
parameter_of (const PlxPricer *pricer, const char *name, double *value)
{
  for (const PlxParam *param = pricer->model->params; param && param->name; param++)
    if (g_str_equal (param->name, name) && (param->flags & PLX_TYPE_MASK) == PLX_NUMBER)
      {
        *value = *(const double *) (gconstpointer) ((const char *) pricer->instance + param->offset);
        return TRUE;
      }
  return FALSE;
}

/* L, o and g for patterns that are made for them; FALSE: the model has none. */
static gboolean
read_logp (const Simulate *simulate, guint p, double logp[3])
{
  static const char *const names[] = { "L", "o", "g" };
  g_autoptr (PlxPricer) pricer = price_for (simulate, p, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (!pricer || !parameter_of (pricer, names[i], &logp[i]))
      return FALSE;
  return TRUE;
}

static gboolean
open_pattern (Simulate *simulate, char **words, GError **error)
{
  g_autoptr (PlxSettings) settings = plx_words_settings (words + 1, error);
  const PlxPattern *pattern = settings ? plx_pattern_find (words[0], error) : NULL;
  const guint machine_p = simulate->machine ? plx_machine_p (simulate->machine) : 0;
  guint64 p = machine_p;
  gboolean has_logp;
  double logp[3];

  if (!pattern)
    return FALSE;
  if (!plx_settings_get (settings, "p", NULL) && machine_p > 0)
    for (const PlxParam *param = pattern->params; param->name; param++)
      if (g_str_equal (param->name, "p"))
        {
          g_autofree char *text = g_strdup_printf ("%u", machine_p);

          plx_settings_replace (settings, "p", text, plx_machine_name (simulate->machine));
        }
  if (plx_settings_get (settings, "p", NULL)
      && !plx_count_read (plx_settings_get (settings, "p", NULL), &p, error))
    {
      g_prefix_error (error, "pattern:%s: p: ", pattern->name);
      return FALSE;
    }
  has_logp = read_logp (simulate, (guint) CLAMP (p, 1, G_MAXINT), logp);
  simulate->flow = plx_pattern_flow (words[0], settings, has_logp ? logp : NULL, error);
  if (!simulate->flow)
    return FALSE;
  simulate->p = simulate->flow->p;
  simulate->identity = simulate->flow->identity;
  return TRUE;
}

/* The first bytes tell a trace from a schedule. */
static gboolean
is_trace (const char *path)
{
  char magic[sizeof PLX_TRACE_MAGIC - 1];
  FILE *file = fopen (path, "rb");
  const gboolean is = file && fread (magic, sizeof magic, 1, file) == 1 && memcmp (magic, PLX_TRACE_MAGIC, sizeof magic) == 0;

  if (file)
    fclose (file);
  return is;
}

static gboolean
open_file (Simulate *simulate, char **words, GError **error)
{
  const gboolean exists = g_file_test (words[0], G_FILE_TEST_EXISTS);

  if (!exists && plx_pattern_find (words[0], NULL))
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT,
                   "%s: there is no such file; did you mean pattern:%s?", words[0], words[0]);
      return FALSE;
    }
  if (words[1] && exists)
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT,
                   "%s: %s is a file and stands alone; only pattern:NAME takes parameters", words[1],
                   words[0]);
      return FALSE;
    }
  if (is_trace (words[0]))
    {
      if (!(simulate->trace = plx_trace_open (words[0], error)))
        return FALSE;
      simulate->p = plx_trace_n_procs (simulate->trace);
      simulate->identity = plx_trace_identity (simulate->trace);
      return TRUE;
    }
  if (!(simulate->schedule = plx_goal_read (words[0], error)))
    return FALSE;
  simulate->p = plx_schedule_n_procs (simulate->schedule);
  simulate->identity = plx_schedule_identity (simulate->schedule);
  return TRUE;
}

/* The trace of an algorithm, or of a PRAM program. */
static gboolean
open_algorithm (Simulate *simulate, char **words, GError **error)
{
  const PlxLimits limits = PLX_LIMITS_DEFAULT;
  const PlxGridSource source = { .seed = simulate->common->seed, .machine = simulate->machine };
  g_autoptr (GPtrArray) jobs = g_ptr_array_new_with_free_func ((GDestroyNotify) plx_job_free);
  g_autoptr (PlxSettings) settings = plx_words_settings (words + 1, error);

  if (!settings || !plx_grid_add (jobs, words[0], NULL, settings, &source, NULL, error))
    return FALSE;
  if (jobs->len != 1)
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: %u runs; name one variant, and one value for each parameter",
                   words[0], jobs->len);
      return FALSE;
    }
  if (!(simulate->trace = plx_record (jobs->pdata[0], &limits, error)))
    return FALSE;
  simulate->p = plx_trace_n_procs (simulate->trace);
  simulate->identity = plx_trace_identity (simulate->trace);
  return TRUE;
}

static gboolean
open_source (Simulate *simulate, char **words, GError **error)
{
  if (!words[0])
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "simulate: nothing to simulate; a file FILE.goal, FILE.bin or "
                   "FILE.trace, pattern:NAME p=.., or an algorithm");
      return FALSE;
    }
  if (g_str_has_prefix (words[0], "pattern:"))
    return open_pattern (simulate, words, error);
  if (plx_algorithm_is_file (words[0])
      || (!g_file_test (words[0], G_FILE_TEST_EXISTS) && plx_algorithm_find (words[0], NULL, NULL)))
    return open_algorithm (simulate, words, error);
  return open_file (simulate, words, error);
}

/* ---- the simulation ---- */

static gboolean
read_engine (PlxEngineChoice *engine, GError **error)
{
  static const char *const names[] = { "auto", "program-order", "event-queue", NULL };

  *engine = PLX_ENGINE_ANY;
  for (guint i = 0; given.engine && names[i]; i++)
    if (g_str_equal (given.engine, names[i]))
      {
        *engine = (PlxEngineChoice) i;
        return TRUE;
      }
  if (given.engine)
    g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "--engine: %s: no such engine; auto, program-order or event-queue",
                 given.engine);
  return !given.engine;
}

/* A count from 1 to @most. */
static gboolean
read_number (const char *option, const char *text, guint64 most, guint *number, GError **error)
{
  guint64 count = 0;

  if (!text)
    return TRUE;
  if (!plx_count_read (text, &count, error))
    g_prefix_error (error, "%s: ", option);
  else if (count == 0 || count > most)
    g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: %s: 1 to %" G_GUINT64_FORMAT " would do", option, text, most);
  else
    {
      *number = (guint) count;
      return TRUE;
    }
  return FALSE;
}

static gboolean
read_simulate_options (const Simulate *simulate, PlxSimulateOptions *o, GError **error)
{
  *o = (PlxSimulateOptions) { .log = given.path || given.sensitivity || given.diagram, .seed = simulate->common->seed,
                              .platform = simulate->platform };
  return read_number ("--threads", given.threads, 1024, &o->threads, error) && read_engine (&o->engine, error);
}

static PlxSimulation *
simulate_once (const Simulate *simulate, const PlxSimulateOptions *o, GError **error)
{
  if (simulate->schedule)
    return plx_simulate_schedule (simulate->schedule, &simulate->costs, o, error);
  if (simulate->trace)
    return plx_simulate_trace (simulate->trace, &simulate->costs, o, error);
  return plx_simulate_flow (simulate->flow, &simulate->costs, o, error);
}

/* One of the replicas, which differ in their noise. */
static PlxSimulation *
simulate_replica (gpointer data, const PlxSimulateOptions *o, GError **error)
{
  if (!plx_interrupted)
    return simulate_once (data, o, error);
  g_set_error (error, PLX_ERROR, PLX_ERROR_FAILED, "--replicas: interrupted");
  return NULL;
}

static gboolean
replicate (Simulate *simulate, const PlxSimulateOptions *o, GError **error)
{
  guint n = 0;

  if (!read_number ("--replicas", given.replicas, 1000000, &n, error))
    return FALSE;
  if (n > 0 && (!simulate->platform || !plx_platform_has_noise (simulate->platform)))
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "--replicas: all would be the same; a machine with [noise] would do");
      return FALSE;
    }
  if (n > 0)
    simulate->replicas = plx_replicas_run (simulate_replica, simulate, o, n, o->threads, error);
  return n == 0 || simulate->replicas;
}

/* What a path pays beside the parameters of its model. */
static const char *
rest_of (const PlxPlatform *platform)
{
  static const char *const names[2][2][2]
    = { { { "noise", "memory" }, { "network", "network and memory" } },
        { { "noise", "noise and memory" }, { "noise and network", "noise, network and memory" } } };

  return names[plx_platform_has_noise (platform)][plx_platform_has_network (platform)][plx_platform_has_memory (platform)];
}

static gboolean
simulate_all (Simulate *simulate, GError **error)
{
  PlxSimulateOptions o;

  if (simulate->machine && !plx_platform_new (simulate->machine, simulate->p, &simulate->platform, error))
    return FALSE;
  if (!read_costs (simulate, error) || !read_simulate_options (simulate, &o, error))
    return FALSE;
  simulate->simulation = simulate_once (simulate, &o, error);
  if (!simulate->simulation)
    return FALSE;
  if (o.log)
    simulate->path = plx_critical_path_new (simulate->simulation, simulate->pricer, &simulate->costs);
  if (o.log && simulate->platform)
    simulate->path->rest_name = rest_of (simulate->platform);
  return replicate (simulate, &o, error);
}

/* ---- results ---- */

static const char *
unit_of (const Simulate *simulate)
{
  return simulate->machine ? plx_machine_unit (simulate->machine) : "step";
}

/* "12 us" on a machine of seconds, a bare number in the machine's unit. NaN when not given. */
static gboolean
read_time (const Simulate *simulate, const char *option, const char *text, double *time, GError **error)
{
  const PlxParam param = { .name = option, .unit = "time", .flags = PLX_NUMBER | PLX_NONNEGATIVE };
  const PlxUnits units = simulate->machine ? plx_machine_units (simulate->machine) : (PlxUnits) { .second = 0, .word = 8 };

  *time = (double) NAN;
  return !text || plx_param_read (&param, text, NULL, &units, time, error);
}

/* What the diagram shows, before anything is simulated. */
static gboolean
read_diagram (Simulate *simulate, GError **error)
{
  PlxDiagram *diagram = &simulate->diagram;
  const char *alone = given.processors ? "--processors" : given.from ? "--from" : given.to ? "--to" : NULL;

  if (!given.diagram && alone)
    g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT,
                 "%s: nothing is drawn; --diagram FILE.svg would do", alone);
  if (!given.diagram)
    return !alone;
  if (given.processors && !(simulate->rows = plx_sweep_read (given.processors, error)))
    {
      g_prefix_error (error, "--processors: ");
      return FALSE;
    }
  diagram->processors = simulate->rows;
  if (!plx_plot_check_name (given.diagram, error)
      || !read_time (simulate, "--from", given.from, &diagram->from, error)
      || !read_time (simulate, "--to", given.to, &diagram->to, error))
    return FALSE;
  if (!(diagram->to <= (isnan (diagram->from) ? 0 : diagram->from)))
    return TRUE;
  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "--to: %s: not after --from %s; a later time would do",
               given.to, given.from ? given.from : "0");
  return FALSE;
}

static gboolean
draw (const Simulate *simulate, GError **error)
{
  g_autofree char *time = plx_simulation_time_text (simulate->simulation, unit_of (simulate));
  g_autofree char *name = simulate->schedule ? g_path_get_basename (simulate->identity) : g_strdup (simulate->identity);
  g_autofree char *title
    = g_strdup_printf ("%s, %s%s%s: %s", name, choice_of (simulate)->text, given.machine ? " on " : "",
                       given.machine ? plx_machine_name (simulate->machine) : "", time);
  PlxDiagram diagram = simulate->diagram;

  diagram.title = title;
  diagram.unit = unit_of (simulate);
  diagram.path = simulate->path;
  if (!plx_diagram_draw (&diagram, simulate->simulation, given.diagram, error))
    return FALSE;
  plx_say (simulate->common, "%s", given.diagram);
  return TRUE;
}

static gboolean
print (const Simulate *simulate, GError **error)
{
  const PlxSimulationReport report = { .simulation = simulate->simulation, .identity = simulate->identity,
                                       .model = choice_of (simulate)->text, .machine = given.machine,
                                       .unit = unit_of (simulate), .path = simulate->path, .show_path = given.path,
                                       .show_sensitivity = given.sensitivity, .all = given.all,
                                       .replicas = simulate->replicas };
  g_autofree char *text = plx_simulation_report_print (&report, simulate->common->format);

  if (simulate->common->format == PLX_CSV && (given.path || given.sensitivity))
    plx_say (simulate->common, "CSV has the processors only; --format json has the rest");
  return plx_print (simulate->common, text, error);
}

static int
run (char **words, const PlxCommon *common, GError **error)
{
  g_auto (Simulate) simulate = { .common = common };

  if (given.machine && !(simulate.machine = plx_machine_load (given.machine, error)))
    return PLX_ERROR_INPUT;
  if (!read_model (&simulate, error) || !read_diagram (&simulate, error)
      || !open_source (&simulate, words, error) || !simulate_all (&simulate, error))
    return PLX_ERROR_INPUT;
  if (!print (&simulate, error) || (given.diagram && !draw (&simulate, error)))
    return PLX_ERROR_FAILED;
  return 0;
}

/* Words in lines of at most 116 columns, indented by 4. */
static void
append_wrapped (GString *out, const char *text)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  gsize column = 200;

  for (guint i = 0; words[i]; i++)
    {
      const gboolean breaks = column + 1 + strlen (words[i]) > 116;

      g_string_append_printf (out, "%s%s", breaks ? "\n    " : " ", words[i]);
      column = (breaks ? 4 : column + 1) + strlen (words[i]);
    }
}

/* Every pattern with its parameters and exactly what it does. */
static char *
patterns_help (void)
{
  GString *text = g_string_new ("\n\nPatterns, with the values that need not be given:");
  guint n;
  const PlxPattern *const *all = plx_patterns (&n);

  for (guint i = 0; i < n; i++)
    {
      g_string_append_printf (text, "\n  pattern:%s", all[i]->name);
      for (const PlxParam *param = all[i]->params; param->name; param++)
        g_string_append_printf (text, " %s=%s", param->name, param->fallback ? param->fallback : "..");
      append_wrapped (text, all[i]->schedule);
    }
  return g_string_free (text, FALSE);
}

const PlxCommand plx_command_simulate = {
  .name = "simulate",
  .arguments = "FILE.goal|FILE.bin|FILE.trace|pattern:NAME|ALGORITHM.VARIANT|FILE.pram [KEY=VALUE...]",
  .summary = "finishing times on simulated processors, and why",
  .help = "A file is a GOAL schedule, as text or binary, or a trace; of an algorithm or a PRAM program it is made.\n"
          "The model is one of the LogP family; times are in the machine's unit, without --machine steps. A processor's\n"
          "finish = busy + gap + wait.\n\n"
          "Example:\n  parallax simulate pattern:optimal p=8 --model logp:L=6,o=2,g=4 --critical-path --diagram tree.svg",
  .more_help = patterns_help,
  .options = options,
  .run = run,
};
