/* SPDX-License-Identifier: MIT */
/* check-golden.c: published figures, row by row: through the algorithm named, or through a trace
 * made here by its definition. Rows of models and algorithms that there are not yet are passed
 * over; every other row must be known.
 */
#include "sim/engine/simulation.h"
#include "sim/program/record.h"
#include "sim/sources/pattern.h"
#include "tests/pricing.h"

#include <math.h>
#include <parallax/engine.h>
#include <string.h>

/* ---- reading ---- */

#define COLUMNS 5

/* Splits a line of CSV; a field may stand in double quotes. Returns how many fields. */
static guint
split (char *line, char *field[COLUMNS])
{
  guint n = 0;

  for (char *at = line; at && n < COLUMNS; n++)
    {
      const gboolean quoted = *at == '"';
      char *end = quoted ? strchr (++at, '"') : at + strcspn (at, ",");

      field[n] = at;
      at = *end ? end + 1 : NULL;
      *end = '\0';
      if (quoted && at)
        at = *at == ',' ? at + 1 : NULL;
    }
  return n;
}

typedef gboolean (*Row) (char *field[COLUMNS]);

/* Calls @row for each row but the title; returns how many it checked. */
static guint
for_each_row (const char *file, guint columns, Row row)
{
  const char *top = g_getenv ("top_srcdir");
  g_autofree char *path = g_build_filename (top ? top : ".", "tests", "golden", file, NULL), *text = NULL;
  g_auto (GStrv) lines = NULL;
  guint checked = 0;

  PLX_OK (g_file_get_contents (path, &text, NULL, error));
  lines = g_strsplit (text, "\n", -1);
  for (guint k = 1; lines[k] && *lines[k]; k++)
    {
      char *field[COLUMNS];

      ck_assert_uint_eq (split (lines[k], field), columns);
      checked += row (field);
    }
  return checked;
}

static gboolean
model_exists (const char *text)
{
  g_autofree char *name = g_strndup (text, strcspn (text, ":"));

  return plx_model_find (name, NULL, NULL) != NULL;
}

/* The number after "name=" in a case's text. */
static guint
number_of (const char *text, const char *name)
{
  g_autofree char *key = g_strconcat (" ", name, "=", NULL);
  const char *at = strstr (text, key);

  ck_assert_msg (at != NULL, "%s: has no %s=", text, name);
  return (guint) g_ascii_strtoull (at + strlen (key), NULL, 10);
}

/* ---- rows through an algorithm: "scan.two-level n=4096 p=8" ---- */

/* NULL: there is no such algorithm. */
static PlxTrace *
record (const char *text)
{
  g_auto (GStrv) word = g_strsplit (text, " ", -1);
  g_autoptr (PlxSettings) settings = plx_settings_new ();
  g_autoptr (PlxJob) job = NULL;
  const PlxLimits limits = PLX_LIMITS_DEFAULT;
  const PlxVariant *variant;
  const PlxAlgorithm *algorithm = plx_algorithm_find (word[0], &variant, NULL);
  PlxTrace *trace;
  guint p = 1;

  if (!algorithm)
    return NULL;
  for (guint k = 1; word[k]; k++)
    {
      g_auto (GStrv) pair = g_strsplit (word[k], "=", 2);

      if (strcmp (pair[0], "p") == 0)
        p = (guint) g_ascii_strtoull (pair[1], NULL, 10);
      else
        PLX_OK (plx_settings_add (settings, pair[0], pair[1], text, error));
    }
  PLX_OK (job = plx_job_new (algorithm, variant, settings, p, 1, NULL, NULL, error));
  PLX_OK (trace = plx_record (job, &limits, error));
  return trace;
}

static gboolean
check_algorithm (const char *text, const char *model, double expected, gboolean upper_bound)
{
  g_autofree char *call = g_strndup (text, strcspn (text, ":"));
  g_autoptr (PlxTrace) trace = strchr (call, '/') ? NULL : record (call);

  if (!trace)
    return FALSE;
  if (upper_bound)
    ck_assert_double_le (price_total (trace, model), expected * (1 + 1e-12));
  else
    assert_near (price_total (trace, model), expected);
  return TRUE;
}

/* ---- APRAM by definition ---- */

/* A phase in which all processors do the same. */
static void
phase (PlxTraceBuilder *b, guint p, guint reads, guint work, guint writes)
{
  for (guint i = 0; i < p; i++)
    {
      if (reads > 0)
        hand_words (b, i, PLX_OP_READ, i, reads);
      hand_work (b, i, work);
      if (writes > 0)
        hand_words (b, i, PLX_OP_WRITE, (i + 1) % p, writes);
    }
  plx_trace_builder_sync (b);
}

static PlxTrace *
prefix_sums (const char *text)
{
  const guint p = number_of (text, "p"), q = number_of (text, "n") / p;
  PlxTraceBuilder *b = plx_trace_builder_new (p, text);

  phase (b, p, q, q - 1, 1);
  for (guint distance = 1; distance < p; distance *= 2)
    phase (b, p, 1, 1, 1);
  phase (b, p, 1, q, q);
  return plx_trace_builder_end (b);
}

static PlxTrace *
matrix_vector (const char *text)
{
  const guint n = number_of (text, "n"), p = number_of (text, "p"), q = n / p;
  PlxTraceBuilder *b = plx_trace_builder_new (p, text);

  phase (b, p, n * q + n, q * (2 * n - 1), q);
  return plx_trace_builder_end (b);
}

static PlxTrace *
matrix_vector_exclusive (const char *text)
{
  const guint p = number_of (text, "p"), q = number_of (text, "n") / p;
  PlxTraceBuilder *b = plx_trace_builder_new (p, text);

  for (guint k = 0; k < p; k++)
    phase (b, p, q * q + q, 2 * q * q - (k == 0 ? q : 0), k == p - 1 ? q : 0);
  return plx_trace_builder_end (b);
}

static PlxTrace *
bitonic_sort (const char *text)
{
  const guint p = number_of (text, "p"), q = number_of (text, "n") / p;
  const guint log_p = (guint) log2 (p), log_q = (guint) ceil (log2 (q));
  PlxTraceBuilder *b = plx_trace_builder_new (p, text);

  phase (b, p, q, q * log_q, q);
  for (guint stage = 0; stage < log_p * (log_p + 1) / 2; stage++)
    phase (b, p, q, q, q);
  return plx_trace_builder_end (b);
}

static PlxTrace *
list_ranking (const char *text)
{
  PlxTraceBuilder *b = plx_trace_builder_new (64, text);

  ck_assert (strstr (text, "p = n = 64") != NULL);
  for (guint jump = 1; jump < 64; jump *= 2)
    phase (b, 64, 2, 1, 2);
  return plx_trace_builder_end (b);
}

static PlxTrace *
one_barrier (const char *text)
{
  PlxTraceBuilder *b = plx_trace_builder_new (number_of (text, "p"), text);

  plx_trace_builder_sync (b);
  return plx_trace_builder_end (b);
}

/* ---- BSP by definition ---- */

static PlxTrace *
one_superstep (const char *text)
{
  PlxTraceBuilder *b = plx_trace_builder_new (3, text);

  hand_work (b, 2, number_of (text, "w"));
  hand_words (b, 0, PLX_OP_PUT, 1, number_of (text, "h"));
  plx_trace_builder_sync (b);
  return plx_trace_builder_end (b);
}

/* The processor with the most words left, other than @but, that has some in @side. */
static guint
find_fullest (guint side[4], guint other[4], guint but)
{
  guint best = 4;

  for (guint i = 0; i < 4; i++)
    if (i != but && side[i] > 0 && (best == 4 || side[i] + other[i] > side[best] + other[best]))
      best = i;
  return best;
}

/* "in=(4,0,7,2) out=(3,9,1,0)": word by word, the fullest processor first, so that nobody is left
 * with himself. */
static PlxTrace *
margins (const char *text)
{
  PlxTraceBuilder *b = plx_trace_builder_new (4, text);
  guint in[4], out[4];

  ck_assert_int_eq (sscanf (text, "in=(%u,%u,%u,%u) out=(%u,%u,%u,%u)", &in[0], &in[1], &in[2], &in[3], &out[0],
                            &out[1], &out[2], &out[3]), 8);
  for (guint left = in[0] + in[1] + in[2] + in[3]; left > 0; left--)
    {
      guint from = find_fullest (out, in, 4), to = find_fullest (in, out, from);

      if (in[find_fullest (in, out, 4)] + out[find_fullest (in, out, 4)] > in[from] + out[from])
        {
          to = find_fullest (in, out, 4);
          from = find_fullest (out, in, to);
        }
      hand_words (b, from, PLX_OP_PUT, to, 1);
      out[from]--;
      in[to]--;
    }
  plx_trace_builder_sync (b);
  return plx_trace_builder_end (b);
}

/* ---- the two tables of definitions ---- */

static const struct {
  const char *begins;
  PlxTrace *(*make) (const char *text);
} definitions[] = {
  { "prefix sums: a block each, doubling on p block sums", prefix_sums },
  { "same, n=", prefix_sums },
  { "matrix-vector, row blocks", matrix_vector },
  { "matrix-vector, exclusive", matrix_vector_exclusive },
  { "bitonic merge-split sort", bitonic_sort },
  { "list ranking", list_ranking },
  { "B = dlogp/logd", one_barrier },
  { "superstep w=", one_superstep },
  { "in=(", margins },
};

static gboolean
check_definition (const char *text, const char *model, double expected)
{
  g_autoptr (PlxTrace) trace = NULL;

  for (guint k = 0; k < G_N_ELEMENTS (definitions) && !trace; k++)
    if (g_str_has_prefix (text, definitions[k].begins))
      trace = definitions[k].make (text);
  ck_assert_msg (trace != NULL, "%s: no definition of it", text);

  g_autoptr (PlxTiming) timing = price (trace, model);
  assert_near (plx_timing_total (timing), expected);
  for (guint k = 0; k < timing->notes->len; k++)
    ck_assert_ptr_null (strstr (g_ptr_array_index (timing->notes, k), "violates"));
  return TRUE;
}

static gboolean
check_row (const char *text, const char *model, const char *expected, const char *how)
{
  g_autofree char *rule = *model ? g_strdup (model) : g_strdup_printf ("apram:d=%u,B=dlogp/logd", number_of (text, "d"));
  const double value = g_ascii_strtod (expected, NULL);

  if (!model_exists (rule))
    return FALSE;
  if (strcmp (how, "definition") == 0)
    return check_definition (text, rule, value);
  return check_algorithm (text, rule, value, strstr (how, "upper bound") != NULL);
}

static gboolean
apram_row (char *field[COLUMNS])
{
  return check_row (field[0], field[1], field[3], field[4]);
}

static gboolean
bsp_row (char *field[COLUMNS])
{
  return check_row (field[0], field[1], field[2], field[3]);
}

START_TEST (apram_prices_every_published_program)
{
  ck_assert_uint_ge (for_each_row ("apram.csv", 5, apram_row), 10 + 9);
}
END_TEST

START_TEST (bsp_prices_every_published_program)
{
  ck_assert_uint_ge (for_each_row ("bsp.csv", 4, bsp_row), 6 + 7);
}
END_TEST

/* ---- the LogP family: a trace, and what of its timing a row tells ---- */

static PlxTrace *
one_message (const char *text)
{
  PlxTraceBuilder *b = plx_trace_builder_new (2, text);

  hand_message (b, 0, 1, strstr (text, " k=") ? number_of (text, "k") : 8);
  return plx_trace_builder_end (b);
}

/* "m=1000", or any size where the row has no number. */
static PlxTrace *
message_of_size (const char *text)
{
  PlxTraceBuilder *b = plx_trace_builder_new (2, text);

  hand_message (b, 0, 1, g_str_has_prefix (text, "m=") ? (guint) g_ascii_strtoull (text + 2, NULL, 10) : 17);
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
  const guint n = g_str_has_prefix (text, "PRTT") ? (guint) g_ascii_strtoull (text + strlen ("PRTT("), NULL, 10) : 1;
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
typedef double (*Listed) (const PlxTrace *trace, const PlxTiming *timing, guint i, const char *parameters);

static double
finish_time (const PlxTrace *trace G_GNUC_UNUSED, const PlxTiming *timing, guint i, const char *parameters G_GNUC_UNUSED)
{
  return timing->finish[i];
}

static double
ready_time (const PlxTrace *trace, const PlxTiming *timing, guint i, const char *parameters)
{
  const guint sends = count_ops (trace, i, PLX_OP_SEND), o = number_of (parameters, "o"), g = number_of (parameters, "g");

  return timing->finish[i] - (sends > 0 ? (sends - 1) * g + o : 0);
}

/* When a processor has its sum, before it sends it. */
static double
sum_time (const PlxTrace *trace, const PlxTiming *timing, guint i, const char *parameters)
{
  return timing->finish[i] - number_of (parameters, "o") * count_ops (trace, i, PLX_OP_SEND);
}

static double
inputs (const PlxTrace *trace, const PlxTiming *timing G_GNUC_UNUSED, guint i, const char *parameters G_GNUC_UNUSED)
{
  return count_ops (trace, i, PLX_OP_WORK) + 1 - count_ops (trace, i, PLX_OP_RECV);
}

static PlxTrace *
optimal_broadcast (const char *text, const char *parameters)
{
  g_autofree char *call = g_strdup_printf ("broadcast.optimal n=1 p=%u %s", number_of (text, "P"), parameters);

  return record (call);
}

/* Of as many values as 28 steps allow: 79 on 8 processors, 65 on 4. */
static PlxTrace *
optimal_sum (const char *text, const char *parameters)
{
  const guint p = number_of (text, "P");
  g_autofree char *call = g_strdup_printf ("sum.optimal n=%u p=%u %s", p == 8 ? 79 : 65, p, parameters);

  ck_assert_uint_eq (number_of (text, "T"), 28);
  return record (call);
}

static const struct {
  const char *begins;
  PlxTrace *(*make) (const char *text);
  PlxTrace *(*make_for) (const char *text, const char *parameters);
  Listed listed;  /* NULL: the total is what the row tells */
  const char *ends;
} messages[] = {
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
check_listed (const PlxTrace *trace, const PlxTiming *timing, Listed listed, const char *parameters, const char *expected)
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
      if (!g_str_has_prefix (text, messages[k].begins) || !g_str_has_suffix (text, messages[k].ends))
        continue;
      g_autoptr (PlxTrace) trace = messages[k].make ? messages[k].make (text) : messages[k].make_for (text, parameters);
      g_autoptr (PlxTiming) timing = price (trace, model);

      if (messages[k].listed)
        check_listed (trace, timing, messages[k].listed, parameters, expected);
      else
        ck_assert_double_eq (plx_timing_total (timing), g_ascii_strtod (expected, NULL));
      return TRUE;
    }
  ck_abort_msg ("%s: no definition of it", text);
}

/* So many values take T steps, and one more takes longer. */
static gboolean
check_values_summed (const char *text, const char *model, const char *parameters, const char *expected)
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
  const guint32 first = plx_schedule_builder_task (b, 0, &(PlxTask) { .kind = PLX_OP_WORK, .amount = 100 });
  const guint32 then = plx_schedule_builder_task (b, 0, &(PlxTask) { .kind = PLX_OP_WORK, .amount = 50, .cpu = 1 });
  g_autoptr (PlxSchedule) schedule = NULL;
  g_autoptr (PlxPricer) pricer = NULL;
  g_autoptr (PlxSimulation) simulation = NULL;
  PlxProcessorCosts costs = { 0 };

  plx_schedule_builder_edge (b, first, then, FALSE);
  PLX_OK (schedule = plx_schedule_builder_end (b, error));
  PLX_OK (pricer = try_pricer ("loggops:L=7,o=2,g=5,G=3,compat=lgs", 1, error));
  PLX_OK (pricer->model->costs (pricer->instance, &costs, error));
  PLX_OK (simulation = plx_simulate_schedule (schedule, &costs, NULL, error));
  ck_assert_double_eq ((double) simulation->time / simulation->rate, g_ascii_strtod (expected, NULL));
  return TRUE;
}

/* "loggp:L=100,o=10"; a row writes a constant table as "g(m)=2050", and what it does not need it leaves out. */
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

PLX_TEST_MAIN ("golden", apram_prices_every_published_program, bsp_prices_every_published_program,
               the_logp_family_prices_every_published_program)
