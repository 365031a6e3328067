/* SPDX-License-Identifier: MIT */
/* cmd-predict.c: `parallax predict`: what each model says an algorithm, or a saved trace, costs. */
#include "sim/cli/cli.h"
#include "sim/cli/prediction.h"
#include "sim/lab/grid.h"
#include "sim/lab/model-list.h"
#include "sim/program/record.h"

#include <string.h>

static struct {
  char **models;
  char *machine, *max_trace, *max_ops;
  gboolean extrapolate, explain;
} given;

static const GOptionEntry options[] = {
  { "model", 'm', 0, G_OPTION_ARG_STRING_ARRAY, &given.models,
    "models with their parameters: bsp:g=2,l=100,pram.crew; may be repeated", "MODELS" },
  { "machine", 'M', 0, G_OPTION_ARG_STRING, &given.machine, "whose parameters the models take: a name or a file", "NAME" },
  { "extrapolate", 0, 0, G_OPTION_ARG_NONE, &given.extrapolate, "p may lie beyond those that the machine was measured with",
    NULL },
  { "explain", 0, 0, G_OPTION_ARG_NONE, &given.explain, "each superstep, with the formula and the numbers put in", NULL },
  { "max-trace", 0, 0, G_OPTION_ARG_STRING, &given.max_trace, "memory of a trace; a longer one is an error (4G)", "BYTES" },
  { "max-ops", 0, 0, G_OPTION_ARG_STRING, &given.max_ops, "operations of a trace; more are an error (no limit)", "N" },
  G_OPTION_ENTRY_NULL
};

typedef struct {
  const PlxCommon *common;
  PlxMachine *machine;   /* or NULL: a textbook machine that counts steps */
  GPtrArray *choices;    /* of PlxModelChoice */
  gboolean chosen;       /* models were named; else those that have all they need */
  PlxLimits limits;
  PlxTable *table;
  GString *explained;
  GHashTable *remarks;   /* what was said already */
} Predict;

static void
predict_clear (Predict *predict)
{
  g_clear_pointer (&predict->machine, plx_machine_free);
  g_clear_pointer (&predict->choices, g_ptr_array_unref);
  g_clear_pointer (&predict->table, plx_table_free);
  g_clear_pointer (&predict->remarks, g_hash_table_unref);
  if (predict->explained)
    g_string_free (predict->explained, TRUE);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Predict, predict_clear)

/* Says a thing once, however many cells it holds for. @key: (transfer full): what makes it the same thing. */
static void
remark (Predict *predict, char *key, const char *where, const char *text)
{
  if (g_hash_table_add (predict->remarks, key))
    plx_say (predict->common, "%s: %s", where, text);
}

static gboolean
read_models (Predict *predict, GError **error)
{
  guint n;
  const PlxModel *const *all = plx_models (&n);

  predict->choices = plx_model_list_new ();
  predict->chosen = given.models != NULL;
  for (guint i = 0; predict->chosen && given.models[i]; i++)
    if (!plx_model_list_read (predict->choices, given.models[i], "--model", error))
      return FALSE;
  for (guint i = 0; !predict->chosen && i < n; i++)
    if (!plx_model_list_read (predict->choices, all[i]->name, "--model", error))
      return FALSE;
  return TRUE;
}

static gboolean
read_options (Predict *predict, const PlxCommon *common, GError **error)
{
  predict->common = common;
  predict->limits = (PlxLimits) PLX_LIMITS_DEFAULT;
  predict->remarks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  predict->table = plx_table_new (given.explain ? PLX_EXPLANATION_COLUMNS : PLX_PREDICTION_COLUMNS);
  predict->explained = g_string_new (NULL);
  if (given.machine && !(predict->machine = plx_machine_load (given.machine, error)))
    return FALSE;
  return read_models (predict, error) && plx_limits_read (&predict->limits, given.max_trace, given.max_ops, error);
}

static gboolean
add_prediction (Predict *predict, const PlxPrediction *prediction, GError **error)
{
  const GPtrArray *notes = prediction->timing->notes;
  const char *identity = plx_trace_identity (prediction->trace);

  if (given.explain && predict->common->format == PLX_TABLE)
    return plx_prediction_explain (prediction, predict->explained, error);
  for (guint i = 0; i < notes->len; i++)
    {
      g_autofree char *where = g_strdup_printf ("%s, %s", identity, prediction->pricer->label);
      const gsize name = strcspn (identity, " ");

      remark (predict, g_strdup_printf ("%.*s %s %u", (int) name, identity, prediction->pricer->label, i), where,
              notes->pdata[i]);
    }
  return given.explain ? plx_prediction_explain_rows (prediction, predict->table, error)
                       : plx_prediction_row (prediction, predict->table, error);
}

/* A model that nobody named and that lacks a parameter is left out: a remark when there is a machine. */
static gboolean
leave_out (Predict *predict, const char *label, GError **why, GError **error)
{
  if (predict->chosen || !g_error_matches (*why, PLX_ERROR, PLX_ERROR_INPUT))
    {
      g_propagate_error (error, g_steal_pointer (why));
      return FALSE;
    }
  if (predict->machine || predict->common->verbose)
    remark (predict, g_strdup (label), "left out", (*why)->message);
  return TRUE;
}

static gboolean
price_trace (Predict *predict, const PlxTrace *trace, const PlxJob *job, GError **error)
{
  const guint p = plx_trace_n_procs (trace);
  guint priced = 0;

  for (guint i = 0; i < predict->choices->len; i++)
    {
      const PlxModelChoice *choice = predict->choices->pdata[i];
      g_autoptr (GError) why = NULL;
      g_autoptr (PlxPricer) pricer = plx_pricer_new (choice->label, choice->settings, predict->machine, p,
                                                     given.extrapolate || plx_trace_is_sequential (trace), &why);
      g_autoptr (PlxTiming) timing = pricer ? plx_pricer_price (pricer, trace, given.explain, &why) : NULL;

      if (!timing && !leave_out (predict, choice->label, &why, error))
        return FALSE;
      if (timing && !add_prediction (predict, &(PlxPrediction) { trace, job, pricer, predict->machine, timing }, error))
        return FALSE;
      priced += timing != NULL;
    }
  if (priced == 0)
    g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "no model has all its parameters; --model bsp:g=..,l=.., or --machine "
                 "NAME");
  return priced > 0;
}

/* ---- an algorithm ---- */

/* Every cell of the sweeps, in the order of plx_grid_add. (transfer full) */
static GPtrArray *
read_jobs (Predict *predict, char **words, GError **error)
{
  g_autoptr (GPtrArray) jobs = g_ptr_array_new_with_free_func ((GDestroyNotify) plx_job_free);
  g_autoptr (GPtrArray) skipped = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (PlxSettings) settings = plx_words_settings (words + 1, error);
  const PlxGridSource source = { .seed = predict->common->seed,
                                 .logp = predict->chosen ? plx_model_list_logp (predict->choices) : NULL,
                                 .machine = predict->machine };

  if (!settings || !plx_grid_add (jobs, words[0], NULL, settings, &source, skipped, error))
    return NULL;
  for (guint i = 0; i < skipped->len; i++)
    plx_say (predict->common, "%s", (const char *) skipped->pdata[i]);
  return g_steal_pointer (&jobs);
}

static gboolean
predict_algorithm (Predict *predict, char **words, GError **error)
{
  g_autoptr (GPtrArray) jobs = read_jobs (predict, words, error);

  for (guint i = 0; jobs && i < jobs->len; i++)
    {
      g_autoptr (PlxTrace) trace = NULL;

      if (plx_interrupted)
        {
          g_set_error (error, PLX_ERROR, PLX_ERROR_FAILED, "interrupted after %u of %u cells", i, jobs->len);
          return FALSE;
        }
      trace = plx_record (jobs->pdata[i], &predict->limits, error);
      if (!trace || !price_trace (predict, trace, jobs->pdata[i], error))
        return FALSE;
    }
  return jobs != NULL;
}

static gboolean
predict_file (Predict *predict, char **words, GError **error)
{
  g_autoptr (PlxTrace) trace = plx_trace_open (words[0], error);

  if (!trace)
    return FALSE;
  if (words[1])
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: a saved trace has its parameters; it takes none", words[1]);
      return FALSE;
    }
  if (plx_trace_is_wild (trace))
    remark (predict, g_strdup ("wild"), words[0], "it has a receive from anybody: one of several traces of its program");
  return price_trace (predict, trace, NULL, error);
}

static gboolean
predict_words (Predict *predict, char **words, GError **error)
{
  g_autoptr (GError) unknown = NULL;

  if (!words[0])
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "predict: no algorithm given; parallax list algorithms names them");
      return FALSE;
    }
  if (plx_algorithm_find (words[0], NULL, &unknown))
    return predict_algorithm (predict, words, error);
  if (strchr (words[0], G_DIR_SEPARATOR) || g_file_test (words[0], G_FILE_TEST_EXISTS))
    return predict_file (predict, words, error);
  g_propagate_error (error, g_steal_pointer (&unknown));
  return FALSE;
}

static int
run (char **words, const PlxCommon *common, GError **error)
{
  g_auto (Predict) predict = { 0 };
  g_autofree char *text = NULL;

  if (!read_options (&predict, common, error) || !predict_words (&predict, words, error))
    return PLX_ERROR_INPUT;
  text = plx_table_print (predict.table, common->format);
  plx_print (common, predict.explained->len > 0 ? predict.explained->str : text, error);
  return 0;
}

const PlxCommand plx_command_predict = {
  .name = "predict",
  .arguments = "ALGORITHM[.VARIANT]|TRACE [KEY=VALUE...]",
  .summary = "price an algorithm by cost models",
  .help = "Values may sweep: n=2^10..2^20*4, n=10..50+10, p=1,2,4. Without a variant there is a row for each that can run,\n"
          "without --model one for each model whose parameters are known. Times are in the machine's unit; without\n"
          "--machine a textbook machine counts steps.\n\n"
          "Example:\n  parallax predict scan n=4096 p=8 --model bsp:g=2,l=100 --explain",
  .options = options,
  .run = run,
};
