/* SPDX-License-Identifier: MIT */
/* prediction.c: one trace priced by one model, as a row of the results or explained superstep by
 * superstep. */
#include "sim/cli/prediction.h"
#include "sim/core/param.h"

#include <math.h>
#include <string.h>

#define ELEMENT 8.0  /* bytes */

/* What an identity says: "broadcast.tree n=4096 k=2 p=8 seed=1". */
typedef struct {
  char *algorithm, *variant, *n, *parameters;  /* n: of the key n or m; NULL when it says none */
} Subject;

static void
subject_clear (Subject *subject)
{
  g_free (subject->algorithm);
  g_free (subject->variant);
  g_free (subject->n);
  g_free (subject->parameters);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Subject, subject_clear)

static Subject
read_identity (const char *identity)
{
  g_auto (GStrv) words = g_strsplit (identity, " ", -1);
  g_autoptr (GString) parameters = g_string_new (NULL);
  Subject subject = { 0 };
  const char *dot = words[0] ? strchr (words[0], '.') : NULL;

  if (!dot)
    return (Subject) { .algorithm = g_strdup (identity) };
  subject.algorithm = g_strndup (words[0], (gsize) (dot - words[0]));
  subject.variant = g_strdup (dot + 1);
  for (guint i = 1; words[i]; i++)
    if (!subject.n && (g_str_has_prefix (words[i], "n=") || g_str_has_prefix (words[i], "m=")))
      subject.n = g_strdup (words[i] + 2);
    else if (!g_str_has_prefix (words[i], "p=") && !g_str_has_prefix (words[i], "seed="))
      g_string_append_printf (parameters, "%s%s", parameters->len > 0 ? " " : "", words[i]);
  subject.parameters = parameters->len > 0 ? g_strdup (parameters->str) : NULL;
  return subject;
}

/* The cells that name a trace and a model: algorithm, variant, n, p, parameters, model. */
static void
subject_cells (const PlxPrediction *prediction, PlxTable *table)
{
  g_auto (Subject) subject = read_identity (plx_trace_identity (prediction->trace));
  guint64 n;

  plx_table_row (table);
  plx_table_text (table, subject.algorithm);
  plx_table_text (table, subject.variant);
  if (subject.n && plx_count_read (subject.n, &n, NULL))
    plx_table_count (table, n);
  else
    plx_table_text (table, NULL);
  plx_table_count (table, plx_trace_n_procs (prediction->trace));
  plx_table_text (table, subject.parameters);
  plx_table_text (table, prediction->pricer->label);
}

const char *
plx_prediction_unit (const PlxPrediction *prediction)
{
  return prediction->machine ? plx_machine_unit (prediction->machine) : "step";
}

/* "57 steps", "3.687 ms". (transfer full) */
static char *
total_text (const PlxPrediction *prediction)
{
  const double total = plx_timing_total (prediction->timing);
  const char *unit = plx_prediction_unit (prediction);
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  if (g_str_equal (unit, "s"))
    return plx_time_text (total, 4);
  return g_strdup_printf ("%s %ss", plx_number_text (number, total), unit);
}

/* Bytes of the model's word, else the machine's. */
static guint
word_of (const PlxPrediction *prediction)
{
  const PlxPricer *pricer = prediction->pricer;
  guint64 word = 0;

  for (const PlxParam *param = pricer->model->params; param && param->name; param++)
    if (g_str_equal (param->name, "word"))
      {
        g_autofree char *text = plx_param_text (param, pricer->instance);

        if (plx_count_read (text, &word, NULL) && word > 0)
          return (guint) word;
      }
  return prediction->machine ? plx_machine_units (prediction->machine).word : 8;
}

/* What one superstep comes to, whatever the model. */
typedef struct {
  guint64 work, longest;  /* counted operations of all processors, of the longest */
  guint64 h;              /* words of the processor that sends or receives most */
  guint64 messages;       /* calls to others */
  guint64 instructions;   /* of all processors */
} Counts;

static Counts
count_superstep (const PlxLoads *loads)
{
  Counts counts = { 0 };

  for (guint i = 0; i < loads->p; i++)
    {
      const PlxLoad *load = &loads->of[i];
      const guint64 work = plx_load_counted_work (load);

      counts.work += work;
      counts.longest = MAX (counts.longest, work);
      counts.h = MAX (counts.h, MAX (load->words_in, load->words_out));
      counts.messages += load->messages_out;
      counts.instructions += load->instructions;
    }
  return counts;
}

static gboolean
count_trace (const PlxPrediction *prediction, Counts *sum, GError **error)
{
  g_autoptr (PlxLoads) loads = plx_loads_new (prediction->trace, word_of (prediction), error);

  *sum = (Counts) { 0 };
  while (loads && plx_loads_next (loads))
    {
      const Counts counts = count_superstep (loads);

      sum->work += counts.work;
      sum->h += counts.h;
      sum->messages += counts.messages;
    }
  return loads != NULL;
}

gboolean
plx_prediction_row (const PlxPrediction *prediction, PlxTable *table, GError **error)
{
  const PlxCost parts = plx_timing_parts (prediction->timing);
  const char *unit = plx_prediction_unit (prediction);
  Counts counts;

  if (!count_trace (prediction, &counts, error))
    return FALSE;
  subject_cells (prediction, table);
  plx_table_text (table, prediction->machine ? plx_machine_name (prediction->machine) : NULL);
  plx_table_time (table, plx_cost_total (parts), unit);
  plx_table_unit (table, unit);
  plx_table_time (table, parts.compute, unit);
  plx_table_time (table, parts.communicate, unit);
  plx_table_time (table, parts.synchronise, unit);
  plx_table_time (table, parts.wait, unit);
  plx_table_count (table, prediction->timing->n_supersteps);
  plx_table_count (table, counts.work);
  plx_table_count (table, counts.h);
  plx_table_count (table, counts.messages);
  return TRUE;
}

/* superstep, label, w, h, critical, time */
static void
superstep_cells (const PlxPrediction *prediction, const PlxLoads *loads, PlxTable *table)
{
  const PlxTiming *timing = prediction->timing;
  const Counts counts = count_superstep (loads);

  plx_table_count (table, loads->s);
  plx_table_text (table, loads->step->label);
  plx_table_count (table, counts.longest);
  plx_table_count (table, counts.h);
  plx_table_count (table, timing->critical[loads->s]);
  plx_table_time (table, plx_cost_total (timing->cost[loads->s]), plx_prediction_unit (prediction));
}

static const char *
formula_of (const PlxPrediction *prediction, guint s)
{
  return prediction->timing->explanation ? prediction->timing->explanation[s] : NULL;
}

gboolean
plx_prediction_explain_rows (const PlxPrediction *prediction, PlxTable *table, GError **error)
{
  g_autoptr (PlxLoads) loads = plx_loads_new (prediction->trace, word_of (prediction), error);

  while (loads && plx_loads_next (loads))
    {
      subject_cells (prediction, table);
      superstep_cells (prediction, loads, table);
      plx_table_unit (table, plx_prediction_unit (prediction));
      plx_table_text (table, formula_of (prediction, loads->s));
    }
  return loads != NULL;
}

/* ---- for reading ---- */

/* How a closed form's value stands to the price of the trace. (transfer full) */
static char *
verdict_on (const PlxClosedForm *form, double value, double price)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  if (fabs (value - price) <= 1e-9 * fabs (price))
    return g_strdup ("equal to the price");
  if (form->upper_bound && price < value)
    return g_strdup ("at least the price, as it should be");
  return g_strdup_printf ("NOT %s the price, %s", form->upper_bound ? "above" : "equal to",
                          plx_number_text (number, price));
}

static void
explain_closed_form (const PlxPrediction *prediction, const PlxClosedForm *form, double price, GString *out)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  g_autoptr (GError) error = NULL;
  gboolean applies = FALSE;
  double value = 0;

  g_string_append_printf (out, "closed form: %s", form->formula);
  if (!plx_job_closed_form (prediction->job, form, prediction->pricer, &applies, &value, &error))
    g_string_append_printf (out, ": it has no value here: %s\n", error->message);
  else if (!applies)
    g_string_append_printf (out, ": it holds only when %s\n", form->when);
  else
    {
      g_autofree char *verdict = verdict_on (form, value, price);
      g_string_append_printf (out, " = %s, %s%s%s%s\n", plx_number_text (number, value), verdict,
                              form->source ? " (" : "", form->source ? form->source : "", form->source ? ")" : "");
    }
}

/* Closed forms count steps and elements: every counted operation is 1, a word an element. NULL: so does the
 * price, else why it does not. */
static const char *
other_units (const PlxPricer *pricer)
{
  for (const PlxParam *param = pricer->model->params; param && param->name; param++)
    if ((param->flags & PLX_TYPE_MASK) == PLX_WORK_COSTS)
      {
        const PlxWorkCosts *t = (gconstpointer) ((const char *) pricer->instance + param->offset);

        for (guint c = 0; c < PLX_COPY; c++)
          if (!t->flat || t->of[c].y[0] < 1 || t->of[c].y[0] > 1)
            return "an operation does not cost 1 here";
      }
    else if (g_str_equal (param->name, "word") && fabs (plx_param_number (param, pricer->instance) - ELEMENT) > 0)
      return "a word is not an element here";
  return NULL;
}

static void
explain_closed_forms (const PlxPrediction *prediction, GString *out)
{
  const PlxClosedForm *form = prediction->job ? prediction->job->variant->closed : NULL;
  const char *other = other_units (prediction->pricer);

  for (; form && form->model; form++)
    if (!g_str_equal (form->model, prediction->pricer->model->name))
      continue;
    else if (other)
      g_string_append_printf (out, "closed form in steps and elements: %s; not compared: %s\n", form->formula, other);
    else
      explain_closed_form (prediction, form, plx_timing_total (prediction->timing), out);
}

/* Brent: T_q = sum ceil (W_s / q) <= floor (W / q) + T, for q = 1, 2, 4 ... below p. */
static gboolean
explain_brent (const PlxPrediction *prediction, GString *out, GError **error)
{
  g_autoptr (PlxTable) table = plx_table_new ("processors,T_p,floor (W/p) + T");
  g_autofree char *text = NULL;

  for (guint64 q = 1; q <= plx_trace_n_procs (prediction->trace); q *= 2)
    {
      g_autoptr (PlxLoads) loads = plx_loads_new (prediction->trace, word_of (prediction), error);
      guint64 time = 0, work = 0, span = 0;

      if (!loads)
        return FALSE;
      while (plx_loads_next (loads))
        {
          const guint64 all = count_superstep (loads).instructions;
          guint64 longest = loads->step->instructions;

          for (guint i = 0; i < loads->p; i++)
            longest = MAX (longest, loads->of[i].instructions);
          time += (all + q - 1) / q;
          work += all;
          span += longest;
        }
      plx_table_row (table);
      plx_table_count (table, q);
      plx_table_count (table, time);
      plx_table_count (table, work / q + span);
    }
  text = plx_table_print (table, PLX_TABLE);
  g_string_append (out, text);
  return TRUE;
}

gboolean
plx_prediction_explain (const PlxPrediction *prediction, GString *out, GError **error)
{
  g_autoptr (PlxLoads) loads = plx_loads_new (prediction->trace, word_of (prediction), error);
  g_autoptr (PlxTable) table = plx_table_new ("superstep,label,w,h,critical,time,formula");
  g_autofree char *text = NULL;
  g_autofree char *total = total_text (prediction);

  if (!loads)
    return FALSE;
  g_string_append_printf (out, "%s%s, %s%s%s: %s\n", out->len > 0 ? "\n" : "",
                          plx_trace_identity (prediction->trace), prediction->pricer->label,
                          prediction->machine ? " on " : "",
                          prediction->machine ? plx_machine_name (prediction->machine) : "", total);
  while (plx_loads_next (loads))
    {
      plx_table_row (table);
      superstep_cells (prediction, loads, table);
      plx_table_text (table, formula_of (prediction, loads->s));
    }
  text = plx_table_print (table, PLX_TABLE);
  g_string_append (out, text);
  for (guint i = 0; i < prediction->timing->notes->len; i++)
    g_string_append_printf (out, "note: %s\n", (const char *) prediction->timing->notes->pdata[i]);
  explain_closed_forms (prediction, out);
  return !g_str_equal (prediction->pricer->model->name, "pram") || explain_brent (prediction, out, error);
}
