/* SPDX-License-Identifier: MIT */
/* check-logp-golden.c: published figures of the LogP family: a trace for each row, and what of its
 * timing the row tells. */
#include "sim/engine/simulation.h"
#include "sim/sources/pattern.h"
#include "tests/golden.h"

/* ---- traces ---- */

static PlxTrace *
one_message (const char *text)
{
  PlxTraceBuilder *b = plx_trace_builder_new (2, text);

  hand_message (b, 0, 1, strstr (text, " k=") ? number_of (text, "k") : 8);
  return plx_trace_builder_end (b);
}

/* The number after @prefix, or @otherwise where the text does not begin so. */
static guint
count_after (const char *text, const char *prefix, guint otherwise)
{
  if (!g_str_has_prefix (text, prefix))
    return otherwise;
  return (guint) g_ascii_strtoull (text + strlen (prefix), NULL, 10);
}

/* "m=1000", or any size where the row has no number. */
static PlxTrace *
message_of_size (const char *text)
{
  PlxTraceBuilder *b = plx_trace_builder_new (2, text);

  hand_message (b, 0, 1, count_after (text, "m=", 17));
  return plx_trace_builder_end (b);
}

static PlxTrace *
flat_scatter (const char *text)
{
  const guint p = number_of (text, "P");
  PlxTraceBuilder *b = plx_trace_builder_new (p, text);

  for (guint i = 1; i < p; i++)
    hand_message (b, 0, i, number_of (text, "k"));
  return plx_trace_builder_end (b);
}

/* "pattern:binomial p=8 (and what is said about it)" */
static PlxTrace *
pattern (const char *text)
{
  g_autofree char *call = g_strndup (text, strcspn (text, ",("));
  g_auto (GStrv) word = g_strsplit (g_strchomp (call), " ", -1);
  g_autoptr (PlxSettings) settings = plx_settings_new ();
  g_autoptr (PlxFlow) flow = NULL;

  for (guint k = 1; word[k]; k++)
    {
      g_auto (GStrv) pair = g_strsplit (word[k], "=", 2);

      PLX_OK (plx_settings_add (settings, pair[0], pair[1], text, error));
    }
  PLX_OK (flow = plx_pattern_flow (word[0], settings, NULL, error));
  return plx_flow_to_trace (flow);
}

/* n messages of a byte there, one back. */
static PlxTrace *
round_trip (const char *text)
{
  const guint n = count_after (text, "PRTT(", 1);
  PlxTraceBuilder *b = plx_trace_builder_new (2, text);

  for (guint k = 0; k < n; k++)
    hand_message (b, 0, 1, 1);
  hand_message (b, 1, 0, 1);
  return plx_trace_builder_end (b);
}

static guint
count_ops (const PlxTrace *trace, guint i, PlxOpKind kind)
{
  guint count = 0;
  gsize n;
  const PlxOp *ops = plx_trace_ops (trace, 0, i, &n);

  for (gsize k = 0; k < n; k++)
    if (ops[k].kind == kind)
      count += kind == PLX_OP_WORK ? (guint) ops[k].count : 1;
  return count;
}

/* What of a processor a row lists. */
typedef double (*Listed) (const PlxTrace *trace, const PlxTiming *timing, guint i,
                          const char *parameters);

static double
finish_time (const PlxTrace *trace G_GNUC_UNUSED, const PlxTiming *timing, guint i,
             const char *parameters G_GNUC_UNUSED)
{
  return timing->finish[i];
}

static double
ready_time (const PlxTrace *trace, const PlxTiming *timing, guint i, const char *parameters)
{
  const guint sends = count_ops (trace, i, PLX_OP_SEND);
  const guint o = number_of (parameters, "o"), g = number_of (parameters, "g");

  return timing->finish[i] - (sends > 0 ? (sends - 1) * g + o : 0);
}

/* When a processor has its sum, before it sends it. */
static double
sum_time (const PlxTrace *trace, const PlxTiming *timing, guint i, const char *parameters)
{
  return timing->finish[i] - number_of (parameters, "o") * count_ops (trace, i, PLX_OP_SEND);
}

static double
inputs (const PlxTrace *trace, const PlxTiming *timing G_GNUC_UNUSED, guint i,
        const char *parameters G_GNUC_UNUSED)
{
  return count_ops (trace, i, PLX_OP_WORK) + 1 - count_ops (trace, i, PLX_OP_RECV);
}

static PlxTrace *
optimal_broadcast (const char *text, const char *parameters)
{
  const guint p = number_of (text, "P");
  g_autofree char *call = g_strdup_printf ("broadcast.optimal n=1 p=%u %s", p, parameters);

  return record (call);
}

/* Of as many values as 28 steps allow: 79 on 8 processors, 65 on 4. */
static PlxTrace *
optimal_sum (const char *text, const char *parameters)
{
  const guint p = number_of (text, "P"), n = p == 8 ? 79 : 65;
  g_autofree char *call = g_strdup_printf ("sum.optimal n=%u p=%u %s", n, p, parameters);

  ck_assert_uint_eq (number_of (text, "T"), 28);
  return record (call);
}

typedef struct {
  const char *begins;
  PlxTrace *(*make) (const char *text);
  PlxTrace *(*make_for) (const char *text, const char *parameters);
  Listed listed;  /* NULL: the total is what the row tells */
  const char *ends;
} Messages;

static const Messages messages[] = {
  { "one message", one_message, NULL, NULL, "" },
  { "optimal broadcast", NULL, optimal_broadcast, ready_time, "ready times" },
  { "optimal broadcast", NULL, optimal_broadcast, NULL, "" },
  { "optimal summation", NULL, optimal_sum, sum_time, "finish times" },
  { "optimal summation", NULL, optimal_sum, inputs, "inputs per node" },
  { "pattern:", pattern, NULL, NULL, "" },
  { "flat scatter", flat_scatter, NULL, finish_time, "" },
  { "ping-pong", round_trip, NULL, NULL, "" },
  { "PRTT(", round_trip, NULL, NULL, "" },
  { "rendezvous", one_message, NULL, NULL, "" },
  { "m=", message_of_size, NULL, NULL, "" },
  { "one way, m", message_of_size, NULL, NULL, "" },
};

static int
compare_numbers (gconstpointer a, gconstpointer b)
{
  const double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

/* The last processors' values are those expected, in any order. */
static void
check_listed (const PlxTrace *trace, const PlxTiming *timing, Listed listed,
              const char *parameters, const char *expected)
{
  g_auto (GStrv) words = g_strsplit (expected, " ", -1);
  const guint n = g_strv_length (words), p = plx_trace_n_procs (trace);
  g_autofree double *got = g_new (double, n), *wanted = g_new (double, n);

  ck_assert_uint_le (n, p);
  for (guint k = 0; k < n; k++)
    {
      got[k] = listed (trace, timing, p - n + k, parameters);
      wanted[k] = g_ascii_strtod (words[k], NULL);
    }
  qsort (got, n, sizeof *got, compare_numbers);
  qsort (wanted, n, sizeof *wanted, compare_numbers);
  for (guint k = 0; k < n; k++)
    ck_assert_double_eq (got[k], wanted[k]);
}

/* Whole ticks: the engine's times are exact. */
static gboolean
check_messages (const char *text, const char *model, const char *parameters, const char *expected)
{
  for (guint k = 0; k < G_N_ELEMENTS (messages); k++)
    {
      const Messages *m = &messages[k];

      if (!g_str_has_prefix (text, m->begins) || !g_str_has_suffix (text, m->ends))
        continue;
      g_autoptr (PlxTrace) trace = m->make ? m->make (text) : m->make_for (text, parameters);
      g_autoptr (PlxTiming) timing = price (trace, model);

      if (m->listed)
        check_listed (trace, timing, m->listed, parameters, expected);
      else
        ck_assert_double_eq (plx_timing_total (timing), g_ascii_strtod (expected, NULL));
      return TRUE;
    }
  ck_abort_msg ("%s: no definition of it", text);
}

/* So many values take T steps, and one more takes longer. */
static gboolean
check_values_summed (const char *text, const char *model, const char *parameters,
                     const char *expected)
{
  const guint T = number_of (text, "T"), p = number_of (text, "P");
  const guint n = (guint) g_ascii_strtoull (expected, NULL, 10);

  for (guint more = 0; more < 2; more++)
    {
      g_autofree char *call = g_strdup_printf ("sum.optimal n=%u p=%u %s", n + more, p, parameters);
      g_autoptr (PlxTrace) trace = record (call);

      ck_assert_double_eq (price_total (trace, model), T + more);
    }
  return TRUE;
}

/* The largest number of messages in transit. */
static gboolean
check_capacity (const char *model, const char *expected)
{
  g_autofree char *call = g_strconcat (model, ",o=3,capacity=yes", NULL);
  g_autoptr (PlxPricer) pricer = NULL;
  PlxProcessorCosts costs = { 0 };

  PLX_OK (pricer = try_pricer (call, 2, error));
  PLX_OK (pricer->model->costs (pricer->instance, &costs, error));
  ck_assert_uint_eq (costs.capacity, g_ascii_strtoull (expected, NULL, 10));
  return TRUE;
}

/* calc 100; then calc 50 on cpu 1 that requires it: whatever messages cost. */
static gboolean
check_two_cpus (const char *expected)
{
  PlxScheduleBuilder *b = plx_schedule_builder_new (1, "two cpus");
  const PlxTask before = { .kind = PLX_OP_WORK, .amount = 100 };
  const PlxTask after = { .kind = PLX_OP_WORK, .amount = 50, .cpu = 1 };
  const guint32 first = plx_schedule_builder_task (b, 0, &before);
  const guint32 then = plx_schedule_builder_task (b, 0, &after);
  g_autoptr (PlxSchedule) schedule = NULL;
  g_autoptr (PlxPricer) pricer = NULL;
  g_autoptr (PlxSimulation) simulation = NULL;
  PlxProcessorCosts costs = { 0 };

  plx_schedule_builder_edge (b, first, then, FALSE);
  PLX_OK (schedule = plx_schedule_builder_end (b, error));
  PLX_OK (pricer = try_pricer ("loggops:L=7,o=2,g=5,G=3,compat=lgs", 1, error));
  PLX_OK (pricer->model->costs (pricer->instance, &costs, error));
  PLX_OK (simulation = plx_simulate_schedule (schedule, &costs, NULL, error));
  ck_assert_double_eq ((double) simulation->time / simulation->rate,
                       g_ascii_strtod (expected, NULL));
  return TRUE;
}

/* "loggp:L=100,o=10"; a row writes a constant table as "g(m)=2050", and what it does not need it
 * leaves out. */
static char *
model_of (const char *name, const char *text, const char *parameters)
{
  g_autoptr (GString) model = g_string_new (name);

  g_string_append_printf (model, ":%s", parameters);
  g_string_append (model, strcmp (name, "plogp") == 0 ? ",os=7,or=9" : "");
  g_string_append (model, strstr (text, "compat=lgs") ? ",compat=lgs" : "");
  g_string_replace (model, " ", ",", 0);
  g_string_replace (model, "(m)", "", 0);
  return g_string_free (g_steal_pointer (&model), FALSE);
}

static gboolean
logp_row (char *field[COLUMNS])
{
  g_autofree char *model = model_of (field[0], field[1], field[2]);

  if (strcmp (field[1], "capacity") == 0)
    return check_capacity (model, field[3]);
  if (g_str_has_prefix (field[1], "compat=lgs: calc 100"))
    return check_two_cpus (field[3]);
  if (g_str_has_prefix (field[1], "optimal summation") && strstr (field[1], ": values"))
    return check_values_summed (field[1], model, field[2], field[3]);
  return check_messages (field[1], model, field[2], field[3]);
}

START_TEST (the_logp_family_prices_every_published_program)
{
  ck_assert_uint_eq (for_each_row ("logp.csv", 5, logp_row), 14 + 7 + 1 + 2 + 1 + 1);
}
END_TEST

PLX_TEST_MAIN ("logp-golden", the_logp_family_prices_every_published_program)
