/* SPDX-License-Identifier: MIT */
/* cmd-pram.c: `parallax pram`: runs PRAM pseudo-code: how long it takes, what it costs, and which model it needs. */
#include "sim/cli/cli.h"
#include "sim/cli/pram-report.h"
#include "sim/cli/pram-stepper.h"
#include "sim/lab/pram-html.h"

#define MOST_RUNS 10000u

static struct {
  char *rule, *read_check, *arbitrary, *max_steps, *max_cells, *processors, *show, *html;
  gboolean rw_exclusive, steps, step;
} given;

static const GOptionEntry options[] = {
  { "rule", 'r', 0, G_OPTION_ARG_STRING, &given.rule,
    "the model instead of the program's own: EREW, CREW, ERCW, CRCW-common, -arbitrary, -priority, -sum, -max, -min, "
    "-and, -or, -xor", "MODEL" },
  { "read-check", 0, 0, G_OPTION_ARG_STRING, &given.read_check,
    "what must not read a cell twice: the k-th reads of all (micro), or all reads of a step (statement)", "UNIT" },
  { "rw-exclusive", 0, 0, G_OPTION_ARG_NONE, &given.rw_exclusive, "no cell may be read and written by two", NULL },
  { "arbitrary", 0, 0, G_OPTION_ARG_STRING, &given.arbitrary,
    "who wins under CRCW-arbitrary: random (by --seed), first, last, min, max; all: does the answer depend on it?", "WHO" },
  { "processors", 'p', 0, G_OPTION_ARG_STRING, &given.processors,
    "so many processors: Brent's time and bound; p=LIST does the same, if the program has no p", "LIST" },
  { "steps", 's', 0, G_OPTION_ARG_NONE, &given.steps, "a row for each step", NULL },
  { "step", 0, 0, G_OPTION_ARG_NONE, &given.step, "step through the run, forwards and backwards; type help there", NULL },
  { "html", 0, 0, G_OPTION_ARG_FILENAME, &given.html, "also write a page that replays the run in a browser", "FILE" },
  { "print", 0, 0, G_OPTION_ARG_STRING, &given.show, "the cells of these arrays at the end: A,S or all", "NAMES" },
  { "max-steps", 0, 0, G_OPTION_ARG_STRING, &given.max_steps, "a longer run is an error (1000000)", "N" },
  { "max-cells", 0, 0, G_OPTION_ARG_STRING, &given.max_cells, "more cells, or processors and privates, are an error (2^25)",
    "N" },
  G_OPTION_ENTRY_NULL
};

/* A parameter of the program and the values that were given. */
typedef struct {
  const char *key, *where;
  char **values;
} Sweep;

typedef struct {
  const PlxCommon *common;
  PlxPram *pram;
  PlxPramOptions options;
  PlxSettings *data;      /* arrays */
  GArray *sweeps;         /* of Sweep */
  GArray *p;              /* of guint64 */
  GPtrArray *runs;        /* of PlxPramRun */
  char **shown;
  gboolean every_winner;
} Pram;

static void
sweep_clear (gpointer data)
{
  g_strfreev (((Sweep *) data)->values);
}

static void
pram_clear (Pram *pram)
{
  g_clear_pointer (&pram->shown, g_strfreev);
  g_clear_pointer (&pram->runs, g_ptr_array_unref);
  g_clear_pointer (&pram->p, g_array_unref);
  g_clear_pointer (&pram->sweeps, g_array_unref);
  g_clear_pointer (&pram->data, plx_settings_free);
  g_clear_pointer (&pram->pram, plx_pram_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pram, pram_clear)

/* ---- options ---- */

static gboolean
read_arbitrary (Pram *pram, GError **error)
{
  pram->every_winner = given.arbitrary && g_str_equal (given.arbitrary, "all");
  for (guint i = 0; given.arbitrary && i < PLX_PRAM_N_ARBITRARY; i++)
    if (g_str_equal (given.arbitrary, plx_pram_arbitrary_name ((PlxPramArbitrary) i)))
      {
        pram->options.arbitrary = (PlxPramArbitrary) i;
        return TRUE;
      }
  if (given.arbitrary && !pram->every_winner)
    g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT,
                 "--arbitrary: %s: no such choice; random, first, last, min, max or all", given.arbitrary);
  return !given.arbitrary || pram->every_winner;
}

static gboolean
read_limit (const char *option, const char *text, guint64 most, guint64 *limit, GError **error)
{
  if (!text)
    return TRUE;
  if (!plx_count_read (text, limit, error))
    {
      g_prefix_error (error, "%s: ", option);
      return FALSE;
    }
  if (*limit >= 1 && *limit <= most)
    return TRUE;
  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: %s: out of range; 1 to %" G_GUINT64_FORMAT " would do", option, text,
               most);
  return FALSE;
}

static gboolean
read_options (Pram *pram, GError **error)
{
  PlxPramOptions *o = &pram->options;

  *o = plx_pram_options (pram->pram);
  o->seed = pram->common->seed;
  o->rw_exclusive = given.rw_exclusive;
  if (given.rule && !plx_pram_model_read (given.rule, &o->model, error))
    {
      g_prefix_error (error, "--rule: ");
      return FALSE;
    }
  o->by_statement = given.read_check && g_str_equal (given.read_check, "statement");
  if (given.read_check && !o->by_statement && !g_str_equal (given.read_check, "micro"))
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "--read-check: %s: no such unit; micro or statement", given.read_check);
      return FALSE;
    }
  return read_arbitrary (pram, error) && read_limit ("--max-steps", given.max_steps, G_MAXUINT32, &o->max_steps, error)
         && read_limit ("--max-cells", given.max_cells, G_GUINT64_CONSTANT (1) << 32, &o->max_cells, error);
}

static gboolean
is_among (const char *name, const char *const *names, guint n)
{
  for (guint i = 0; i < n; i++)
    if (g_str_equal (name, names[i]))
      return TRUE;
  return FALSE;
}

/* The arrays whose cells are printed. */
static gboolean
read_shown (Pram *pram, GError **error)
{
  guint n;
  const char *const *names = plx_pram_arrays (pram->pram, &n);

  if (!given.show)
    return TRUE;
  if (g_str_equal (given.show, "all"))
    {
      pram->shown = g_new0 (char *, n + 1);
      for (guint i = 0; i < n; i++)
        pram->shown[i] = g_strdup (names[i]);
      return TRUE;
    }
  pram->shown = g_strsplit (given.show, ",", -1);
  for (char **name = pram->shown; *name; name++)
    if (!is_among (*name, names, n))
      {
        g_autoptr (GString) all = g_string_new (n > 0 ? names[0] : "none");

        for (guint i = 1; i < n; i++)
          g_string_append_printf (all, ", %s", names[i]);
        g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "--print: %s: %s has no such array; its arrays: %s", *name,
                     plx_pram_name (pram->pram), all->str);
        return FALSE;
      }
  return TRUE;
}

/* ---- KEY=VALUE ---- */

static gboolean
read_processors (Pram *pram, const char *text, const char *where, GError **error)
{
  g_clear_pointer (&pram->p, g_array_unref);
  if (!(pram->p = plx_sweep_read (text, error)))
    {
      g_prefix_error (error, "%s: ", where);
      return FALSE;
    }
  for (guint i = 0; i < pram->p->len; i++)
    if (g_array_index (pram->p, guint64, i) == 0)
      {
        g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: %s: 0 processors; 1 or more", where, text);
        return FALSE;
      }
  return TRUE;
}

static gboolean
add_sweep (Pram *pram, const char *key, const char *text, const char *where, GError **error)
{
  const Sweep sweep = { key, where, plx_sweep_texts (text, error) };

  if (!sweep.values)
    {
      g_prefix_error (error, "%s: ", key);
      return FALSE;
    }
  g_array_append_val (pram->sweeps, sweep);
  return TRUE;
}

/* Parameters may sweep, p asks for Brent's times; all else is the cells of arrays, or an error of the run. */
static gboolean
read_settings (Pram *pram, const PlxSettings *settings, GError **error)
{
  guint n;
  const char *const *params = plx_pram_params (pram->pram, &n);

  pram->data = plx_settings_new ();
  pram->sweeps = g_array_new (FALSE, FALSE, sizeof (Sweep));
  g_array_set_clear_func (pram->sweeps, sweep_clear);
  pram->p = g_array_new (FALSE, FALSE, sizeof (guint64));
  for (guint i = 0; i < plx_settings_size (settings); i++)
    {
      const char *value, *where, *key = plx_settings_nth (settings, i, &value, &where);
      gboolean ok;

      if (is_among (key, params, n))
        ok = add_sweep (pram, key, value, where, error);
      else if (g_str_equal (key, "p"))
        ok = read_processors (pram, value, "p", error);
      else
        ok = plx_settings_add (pram->data, key, value, where, error);
      if (!ok)
        return FALSE;
    }
  return !given.processors || read_processors (pram, given.processors, "--processors", error);
}

/* ---- runs ---- */

static PlxSettings *
settings_at (const Pram *pram, const guint *at)
{
  PlxSettings *settings = plx_settings_copy (pram->data);

  for (guint i = 0; i < pram->sweeps->len; i++)
    {
      const Sweep *sweep = &g_array_index (pram->sweeps, Sweep, i);

      plx_settings_replace (settings, sweep->key, sweep->values[at[i]], sweep->where);
    }
  return settings;
}

/* Steps to the next combination, the last sweep fastest; FALSE after the last. */
static gboolean
advance (const Pram *pram, guint *at)
{
  for (guint i = pram->sweeps->len; i-- > 0;)
    {
      if (g_array_index (pram->sweeps, Sweep, i).values[++at[i]])
        return TRUE;
      at[i] = 0;
    }
  return FALSE;
}

static gboolean
run_at (Pram *pram, const guint *at, GError **error)
{
  g_autoptr (PlxSettings) settings = settings_at (pram, at);
  PlxPramOptions o = pram->options;
  PlxPramRun *run;

  o.settings = settings;
  if (!(run = plx_pram_run (pram->pram, &o, error)))
    return FALSE;
  g_ptr_array_add (pram->runs, run);
  if (!plx_interrupted)
    return TRUE;
  g_set_error (error, PLX_ERROR, PLX_ERROR_FAILED, "interrupted after %u runs", pram->runs->len);
  return FALSE;
}

/* As many as the sweeps span; FALSE with *error when they are too many, or several for an option that takes one. */
static gboolean
count_runs (const Pram *pram, GError **error)
{
  const char *option = given.steps         ? "--steps"
                       : given.step         ? "--step"
                       : given.html         ? "--html"
                       : pram->every_winner ? "--arbitrary=all"
                                            : NULL;
  guint64 n = 1;

  for (guint i = 0; i < pram->sweeps->len; i++)
    n = MIN (n * g_strv_length (g_array_index (pram->sweeps, Sweep, i).values), MOST_RUNS + 1);
  if (n > MOST_RUNS)
    g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "more than %u combinations; take larger steps", MOST_RUNS);
  else if (option && n > 1)
    g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT,
                 "%s: %" G_GUINT64_FORMAT " runs; it is about one: give every parameter one value", option, n);
  return n == 1 || (n <= MOST_RUNS && !option);
}

static gboolean
run_all (Pram *pram, GError **error)
{
  g_autofree guint *at = g_new0 (guint, pram->sweeps->len + 1);

  do
    if (!run_at (pram, at, error))
      return FALSE;
  while (advance (pram, at));
  return TRUE;
}

/* One after the other, each with another winner among several writers. */
static gboolean
run_winners (Pram *pram, GError **error)
{
  g_autofree guint *at = g_new0 (guint, pram->sweeps->len + 1);

  if (!given.rule)
    pram->options.model = (PlxPramModel) { TRUE, PLX_ARBITRARY };
  for (guint i = 0; i < PLX_PRAM_N_ARBITRARY; i++)
    {
      pram->options.arbitrary = (PlxPramArbitrary) i;
      if (!run_at (pram, at, error))
        return FALSE;
    }
  return TRUE;
}

/* The options of the only run. */
static PlxPramOptions
only_options (const Pram *pram, PlxSettings **settings)
{
  g_autofree guint *at = g_new0 (guint, pram->sweeps->len + 1);
  PlxPramOptions o = pram->options;

  o.settings = *settings = settings_at (pram, at);
  return o;
}

static gboolean
step_through (const Pram *pram, GError **error)
{
  g_autoptr (PlxSettings) settings = NULL;
  const PlxPramOptions o = only_options (pram, &settings);

  return plx_pram_step_through (pram->pram, &o, stdin, stdout, pram->common->color, error);
}

static gboolean
write_page (const Pram *pram, GError **error)
{
  g_autoptr (PlxSettings) settings = NULL;
  const PlxPramOptions o = only_options (pram, &settings);
  g_autofree char *page = plx_pram_html (pram->pram, &o, error);

  return page && plx_file_write (given.html, page, -1, error);
}

/* ---- results ---- */

static gboolean
has_conflict (const Pram *pram)
{
  for (guint i = 0; i < pram->runs->len; i++)
    if (((const PlxPramRun *) pram->runs->pdata[i])->violations > 0)
      return TRUE;
  return FALSE;
}

/* What CSV has no column for: the first conflict of each run. */
static void
say_conflicts (const Pram *pram)
{
  for (guint i = 0; i < pram->runs->len; i++)
    {
      const PlxPramRun *run = pram->runs->pdata[i];

      if (run->conflicts->len > 0)
        {
          g_autofree char *conflict = plx_pram_conflict_text (run, run->conflicts->pdata[0], 4);

          plx_say (pram->common, "%s: %s", plx_pram_name (pram->pram), conflict);
        }
    }
}

static int
print_runs (const Pram *pram, GError **error)
{
  const PlxPramReport report = { .pram = pram->pram, .options = &pram->options, .runs = pram->runs, .p = pram->p,
                                 .shown = pram->shown, .steps = given.steps };
  g_autofree char *text = plx_pram_report_print (&report, pram->common->format);

  if (!plx_print (pram->common, text, error))
    return PLX_ERROR_FAILED;
  if (pram->common->format == PLX_CSV)
    say_conflicts (pram);
  return has_conflict (pram) ? 1 : 0;
}

static int
print_winners (const Pram *pram, GError **error)
{
  gboolean same;
  g_autofree char *text = plx_pram_report_arbitrary ((PlxPramRun *const *) pram->runs->pdata, &same);

  if (!plx_print (pram->common, text, error))
    return PLX_ERROR_FAILED;
  return same ? 0 : 1;
}

static int
run (char **words, const PlxCommon *common, GError **error)
{
  g_auto (Pram) pram = { .common = common };
  g_autoptr (PlxSettings) settings = NULL;

  if (!words[0])
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "pram: no program given; a file FILE.pram");
      return PLX_ERROR_INPUT;
    }
  if (!(pram.pram = plx_pram_load (words[0], error)) || !(settings = plx_words_settings (words + 1, error))
      || !read_options (&pram, error) || !read_shown (&pram, error) || !read_settings (&pram, settings, error))
    return PLX_ERROR_INPUT;
  if (!count_runs (&pram, error))
    return PLX_ERROR_INPUT;
  if (given.html && !write_page (&pram, error))
    return PLX_ERROR_FAILED;
  if (given.step)
    return step_through (&pram, error) ? 0 : PLX_ERROR_FAILED;
  pram.runs = g_ptr_array_new_with_free_func ((GDestroyNotify) plx_pram_run_free);
  if (pram.every_winner)
    return run_winners (&pram, error) ? print_winners (&pram, error) : PLX_ERROR_INPUT;
  return run_all (&pram, error) ? print_runs (&pram, error) : PLX_ERROR_INPUT;
}

const PlxCommand plx_command_pram = {
  .name = "pram",
  .arguments = "FILE.pram [KEY=VALUE...]",
  .summary = "run PRAM pseudo-code: time, work, conflicts",
  .help = "KEY is a parameter of the program (n=8; a sweep: n=2^3..2^10*2), an array with all its cells (A=1,1,0), or\n"
          "p, processors whose time Brent's scheduling gives. Exit code 1: the model forbids an access that the run makes.\n\n"
          "Example:\n  parallax pram sum.pram n=1024 p=4,16,64",
  .options = options,
  .run = run,
};
