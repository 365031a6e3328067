/* SPDX-License-Identifier: MIT */
/* check-algorithms.c: every algorithm there is gives the right result on every runtime, and costs
 * what its closed forms say. A new algorithm gets these tests by being in the registry. */
#include "sim/program/record.h"
#include "sim/program/threads.h"
#include "tests/main.h"

#include <math.h>
#include <string.h>

/* ---- every variant, with several values of its own parameters ---- */

typedef struct {
  const PlxAlgorithm *algorithm;
  const PlxVariant *variant;
  guint degree;             /* value of its own counts above 0: fan-outs and the like */
  const char *key, *value;  /* of a choice that is not the default; NULL: the default everywhere */
} Case;

typedef void (*Visit) (const Case *c);

static gboolean
is_sequential (const Case *c)
{
  return strcmp (c->variant->name, "sequential") == 0;
}

static gboolean
is_own (const Case *c, const PlxParam *param, PlxParamFlags type)
{
  return param != c->algorithm->params && (param->flags & PLX_TYPE_MASK) == type
         && (!param->only || strcmp (param->only, c->variant->name) == 0);
}

static gboolean
is_degree (const Case *c, const PlxParam *param)
{
  return is_own (c, param, PLX_COUNT) && (param->flags & PLX_POSITIVE);
}

static void
visit_degrees (Case c, Visit visit)
{
  gboolean has_degree = FALSE;

  for (const PlxParam *param = c.algorithm->params; param->name; param++)
    has_degree |= is_degree (&c, param);
  visit (&c);
  for (c.degree = 3; has_degree && c.degree <= 5; c.degree += 2)
    visit (&c);
}

static void
visit_choices (Case c, Visit visit)
{
  for (const PlxParam *param = c.algorithm->params; param->name; param++)
    {
      const gboolean own = is_own (&c, param, PLX_CHOICE);
      g_auto (GStrv) choices = g_strsplit (own ? param->choices : "", "|", -1);

      c.key = param->name;
      for (guint i = 0; choices[i]; i++)
        if (g_strcmp0 (choices[i], param->fallback) != 0)
          {
            c.value = choices[i];
            visit (&c);
          }
    }
}

static void
visit_variant (const PlxAlgorithm *algorithm, const PlxVariant *variant, Visit visit)
{
  const Case c = { .algorithm = algorithm, .variant = variant, .degree = 2 };

  visit_degrees (c, visit);
  visit_choices (c, visit);
}

static void
for_each_case (Visit visit)
{
  guint n;
  const PlxAlgorithm *const *algorithms = plx_algorithms (&n);

  ck_assert_uint_ge (n, 6);
  for (guint a = 0; a < n; a++)
    {
      for (const PlxVariant *variant = algorithms[a]->variants; variant->name; variant++)
        visit_variant (algorithms[a], variant, visit);
      if (algorithms[a]->best)
        visit_variant (algorithms[a], algorithms[a]->best, visit);
    }
}

/* ---- jobs ---- */

/* Numbers of cells, sides of matrices; each list ends with 0. */
typedef const guint64 Sizes[2][24];

static const guint64 *
sizes_for (const Case *c, Sizes lists)
{
  return lists[c->algorithm->params[0].flags & PLX_SIDE ? 1 : 0];
}

static void
set (PlxSettings *settings, const char *key, const char *value)
{
  PLX_OK (plx_settings_add (settings, key, value, "test", error));
}

/* "g=3,l=101" */
static PlxSettings *
settings_of (const char *text)
{
  PlxSettings *settings = plx_settings_new ();
  g_auto (GStrv) items = g_strsplit (text, ",", -1);

  for (char **item = items; *item; item++)
    {
      g_auto (GStrv) words = g_strsplit (*item, "=", 2);

      set (settings, words[0], words[1]);
    }
  return settings;
}

#define LOGP "L=200,o=3,g=5"

/* NULL: the variant does not run on p processors. */
static PlxJob *
job_of (const Case *c, guint64 n, guint p)
{
  g_autoptr (PlxSettings) settings = plx_settings_new (), logp = settings_of (LOGP);
  g_autoptr (GError) error = NULL;
  char text[32];
  PlxJob *job;

  if (is_sequential (c) && p > 1)
    return NULL;
  g_snprintf (text, sizeof text, "%" G_GUINT64_FORMAT, n);
  set (settings, c->algorithm->params[0].name, text);
  if (c->value)
    set (settings, c->key, c->value);
  g_snprintf (text, sizeof text, "%u", c->degree);
  for (const PlxParam *param = c->algorithm->params; param->name; param++)
    if (is_degree (c, param))
      set (settings, param->name, text);
  job = plx_job_new (c->algorithm, c->variant, settings, p, 77, logp, NULL, &error);
  ck_assert_msg (job || c->variant->needs, "%s.%s: %s", c->algorithm->name, c->variant->name,
                 error ? error->message : "no error set");
  return job;
}

/* At the first p of these on which it runs, with n or, when that must be a power of two, 64. */
static PlxJob *
some_job_of (const Case *c, guint64 n, const guint procs[4])
{
  PlxJob *job = NULL;

  for (guint i = 0; !job && i < 8; i++)
    job = job_of (c, i < 4 ? n : 64, procs[i % 4]);
  ck_assert_msg (job, "%s.%s: runs on none of the p that are tried", c->algorithm->name, c->variant->name);
  return job;
}

static PlxTrace *
record (const PlxJob *job)
{
  const PlxLimits limits = PLX_LIMITS_DEFAULT;
  PlxTrace *trace = NULL;

  PLX_OK (trace = plx_record (job, &limits, error));
  return trace;
}

/* ---- right, and the same on both runtimes ---- */

static void
job_is_right_on_both (const PlxJob *job)
{
  g_autoptr (PlxTrace) recorded = record (job), counted = NULL;
  g_autoptr (PlxThreads) threads = NULL;
  g_autoptr (PlxTiming) timing = NULL;
  double total_s, late_s;

  PLX_OK (threads = plx_threads_open (job, error));
  PLX_OK (plx_threads_run (threads, 31, TRUE, &timing, &total_s, &late_s, error));
  PLX_OK (counted = plx_threads_trace (threads, job->seed, error));
  ck_assert_msg (plx_trace_same_ops (recorded, counted), "%s: the traces differ", job->identity);
}

static void
is_right_on_both (const Case *c)
{
  static const guint procs[] = { 1, 2, 3, 4, 7, 8, 16 };
  static Sizes all = { { 1, 2, 5, 16, 37, 240, 1001 }, { 1, 2, 5, 12, 16, 27, 48 } };
  static Sizes few = { { 5, 240 }, { 5, 24 } };

  for (guint i = 0; i < G_N_ELEMENTS (procs); i++)
    for (const guint64 *n = sizes_for (c, c->value ? few : all); *n; n++)
      {
        g_autoptr (PlxJob) job = job_of (c, *n, procs[i]);

        if (job)
          job_is_right_on_both (job);
      }
}

START_TEST (every_variant_is_right_and_the_same_on_record_and_threads)
{
  for_each_case (is_right_on_both);
}
END_TEST

static void
has_no_conflicts (const Case *c)
{
  static Sizes sizes = { { 840 }, { 60 } };
  g_autoptr (PlxJob) job = some_job_of (c, *sizes_for (c, sizes), (const guint[]) { 8, 9, 16, 1 });
  g_autoptr (PlxTrace) trace = record (job);
  const PlxViolation *violations;
  gsize n;

  violations = plx_trace_violations (trace, &n);
  for (gsize i = 0; i < n; i++)
    ck_assert_msg (violations[i].kind == PLX_CONFLICT_READ, "%s: superstep %u: conflict in %s", job->identity,
                   violations[i].superstep, violations[i].array);
}

START_TEST (no_variant_writes_a_cell_twice_or_reads_what_its_owner_changes)
{
  for_each_case (has_no_conflicts);
}
END_TEST

static void
nothing (PlxProc *me, const void *instance)
{
  (void) instance;
  plx_sync (me);
}

/* The one word of a broadcast is where it should be, on one processor. */
static gboolean
has_nothing_to_do (const Case *c)
{
  g_autoptr (PlxJob) job = is_sequential (c) ? job_of (c, 37, 1) : NULL;
  g_autoptr (PlxTrace) trace = job ? record (job) : NULL;

  return trace && plx_trace_n_ops (trace) == 0;
}

static void
is_refused (const Case *c)
{
  PlxVariant lazy = *c->variant;
  const PlxLimits limits = PLX_LIMITS_DEFAULT;

  if (has_nothing_to_do (c) || c->value)  /* what is sorted already, nobody need sort */
    return;
  lazy.run = nothing;
  Case idle = *c;
  idle.variant = &lazy;
  g_autoptr (PlxJob) job = some_job_of (&idle, 37, (const guint[]) { 3, 4, 8, 1 });
  PLX_FAILS (plx_record (job, &limits, error), PLX_ERROR_FAILED, "expected");
}

START_TEST (no_checker_accepts_a_run_that_did_nothing)
{
  for_each_case (is_refused);
}
END_TEST

START_TEST (a_tree_of_degree_one_is_refused)
{
  static const char *const settings[][2] = { { "broadcast.tree", "k=1" }, { "sum.a-ary", "a=1" },
                                             { "sum.fan-in", "f=1" }, { "sum.d-ary", "d=1048577" } };

  for (guint i = 0; i < G_N_ELEMENTS (settings); i++)
    {
      g_autoptr (PlxSettings) own = settings_of (settings[i][1]);
      const PlxAlgorithm *algorithm = NULL;
      const PlxVariant *variant;

      PLX_OK (algorithm = plx_algorithm_find (settings[i][0], &variant, error));
      PLX_FAILS (plx_job_new (algorithm, variant, own, 4, 1, NULL, NULL, error), PLX_ERROR_INPUT,
                 "from 2 to 2^20");
    }
}
END_TEST

START_TEST (a_tree_of_one_processor_takes_one_superstep)
{
  const PlxVariant *variant = NULL;
  const PlxAlgorithm *algorithm = NULL;

  PLX_OK (algorithm = plx_algorithm_find ("scan.blelloch", &variant, error));
  g_autoptr (PlxJob) job = job_of (&(const Case) { .algorithm = algorithm, .variant = variant, .degree = 2 }, 37, 1);
  g_autoptr (PlxTrace) trace = record (job);
  ck_assert_uint_eq (plx_trace_n_supersteps (trace), 1);
}
END_TEST

START_TEST (of_matrix_times_vector_only_the_exclusive_variant_has_no_cell_read_by_two)
{
  static const char *const names[] = { "matrix-vector.exclusive", "matrix-vector.rows" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const PlxVariant *variant = NULL;
      const PlxAlgorithm *algorithm = NULL;
      guint concurrent = 0;

      PLX_OK (algorithm = plx_algorithm_find (names[i], &variant, error));
      g_autoptr (PlxJob) job = job_of (&(const Case) { .algorithm = algorithm, .variant = variant }, 37, 4);
      g_autoptr (PlxTrace) trace = record (job);
      for (guint s = 0; s < plx_trace_n_supersteps (trace); s++)
        concurrent += plx_trace_superstep (trace, s)->readers > 1;
      ck_assert_uint_eq (concurrent, i);
    }
}
END_TEST

/* ---- closed forms ---- */

static const char *const instances[][2] = {
  { "bsp", "t=1,g=3,l=101" },
  { "apram", "t=1,d=5,B=17" },
  { "apram", "t=1,d=7,B=19,access=pipelined" },
  { "logp", "t=1," LOGP },
  { "loggp", "t=1,G=11," LOGP },
  { "hockney", "t=1,alpha=23,beta=2" },
  { "pram", "t=1" },
};

/* Compares one closed form under one instance with the price. Returns whether its condition holds. The trace is
 * recorded when it is first needed. */
static gboolean
agrees (const PlxJob *job, PlxTrace **trace, const PlxClosedForm *form, const char *values)
{
  g_autoptr (PlxSettings) settings = settings_of (values);
  g_autoptr (PlxPricer) pricer = NULL;
  g_autoptr (PlxTiming) timing = NULL;
  gboolean applies = FALSE;
  double expected = 0, price;

  PLX_OK (pricer = plx_pricer_new (form->model, settings, NULL, job->p, FALSE, error));
  PLX_OK (plx_job_closed_form (job, form, pricer, &applies, &expected, error));
  if (!applies)
    return FALSE;
  *trace = *trace ? *trace : record (job);
  PLX_OK (timing = plx_pricer_price (pricer, *trace, FALSE, error));
  price = plx_timing_total (timing);
  if (form->upper_bound)
    ck_assert_msg (price <= expected * (1 + 1e-12), "%s: %s: %s: price %.15g; at most %.15g", job->identity,
                   form->model, form->formula, price, expected);
  else
    ck_assert_msg (fabs (price - expected) <= 1e-12 * expected, "%s: %s: %s: price %.15g; closed form %.15g",
                   job->identity, form->model, form->formula, price, expected);
  return TRUE;
}

#define MAX_FORMS 16

/* Of the case under test: points of each closed form, operations in all traces so far. */
static guint points[MAX_FORMS];
static guint64 operations;

/* Every closed form at one point; counts those that apply. */
static void
compare_all (const Case *c, guint64 n, guint p)
{
  g_autoptr (PlxJob) job = job_of (c, n, p);
  g_autoptr (PlxTrace) trace = NULL;

  if (!job)
    return;
  for (guint f = 0; c->variant->closed[f].model; f++)
    for (guint i = 0; i < G_N_ELEMENTS (instances); i++)
      if (strcmp (instances[i][0], c->variant->closed[f].model) == 0)
        points[f] += (guint) agrees (job, &trace, &c->variant->closed[f], instances[i][1]);
  operations += trace ? plx_trace_n_ops (trace) : 0;
}

#define MANY (1 << 19)

static void
compare_everywhere (const Case *c)
{
  static const guint procs[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 21, 25, 27, 31, 32, 40, 64, 81 };
  static Sizes all = { { 1, 2, 3, 5, 7, 12, 16, 30, 60, 64, 105, 128, 240, 256, 420, 840, 1024, 2048, 2520, 4096 },
                       { 1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 14, 16, 18, 20, 24, 27, 30, 32, 36, 48, 60, 64 } };
  static Sizes few = { { 1, 12, 60, 64, 144, 256, 840, 1024 }, { 1, 5, 12, 16, 24 } };

  for (guint i = 0; i < G_N_ELEMENTS (procs); i++)
    for (const guint64 *n = sizes_for (c, c->value || operations > MANY ? few : all); *n; n++)
      if (procs[i] * procs[i] * *n <= MANY)  /* some have p x p tables */
        compare_all (c, *n, procs[i]);
}

/* A form may be of one choice only, a graph's shape. */
static void
closed_forms_agree (const Case *c)
{
  if (!c->variant->closed || c->value)
    return;
  memset (points, 0, sizeof points);
  operations = 0;
  compare_everywhere (c);
  visit_choices (*c, compare_everywhere);
  for (guint f = 0; c->variant->closed[f].model; f++)
    ck_assert_msg (points[f] >= 20, "%s.%s: %s: %s: only %u points", c->algorithm->name, c->variant->name,
                   c->variant->closed[f].model, c->variant->closed[f].formula, points[f]);
}

START_TEST (every_closed_form_is_the_price)
{
  for_each_case (closed_forms_agree);
}
END_TEST

/* ---- optimal summation against a search over all trees ---- */

enum { L = 5, O = 2, G = 4, GAP = MAX (G, O + 1), REACH = 2 * O + L + 1, MOST_T = 64, MOST_P = 9, LITTLE = -1000000 };

/* The most numbers that the children from the i-th on add, of a node that ends at t, with m
 * processors for them. */
static int children (int t, int i, int m);

static int
most (int t, int m)
{
  return t < 0 ? LITTLE : t + 1 + children (t, 0, m - 1);
}

static int
children (int t, int i, int m)
{
  static int memory[MOST_T + 1][MOST_T][MOST_P + 1];
  const int end = t - REACH - i * GAP;  /* of the i-th child */
  int best = 0;

  if (end < 0 || m == 0)
    return 0;
  if (memory[t][i][m] > 0)
    return memory[t][i][m] - 1;
  for (int q = 1; q <= m; q++)
    best = MAX (best, most (end, q) - (O + 1) + children (t, i + 1, m - q));
  memory[t][i][m] = best + 1;
  return best;
}

static double
time_to_sum (guint64 n, guint p)
{
  g_autoptr (PlxSettings) settings = settings_of ("L=5,o=2,g=4"), logp = settings_of ("t=1,L=5,o=2,g=4");
  g_autoptr (PlxPricer) pricer = NULL;
  g_autoptr (PlxTiming) timing = NULL;
  g_autoptr (PlxTrace) trace = NULL;
  g_autoptr (PlxJob) job = NULL;
  const PlxAlgorithm *algorithm = NULL;
  const PlxVariant *variant;
  char text[32];

  g_snprintf (text, sizeof text, "%" G_GUINT64_FORMAT, n);
  set (settings, "n", text);
  PLX_OK (algorithm = plx_algorithm_find ("sum.optimal", &variant, error));
  PLX_OK (job = plx_job_new (algorithm, variant, settings, p, 1, NULL, NULL, error));
  trace = record (job);
  PLX_OK (pricer = plx_pricer_new ("logp", logp, NULL, p, FALSE, error));
  PLX_OK (timing = plx_pricer_price (pricer, trace, FALSE, error));
  return plx_timing_total (timing);
}

START_TEST (optimal_summation_is_as_fast_as_the_best_of_all_trees)
{
  for (guint p = 1; p <= MOST_P; p++)
    for (guint64 n = 2; n <= 60; n++)
      {
        int t = 0;

        while (most (t, (int) p) < (int) n)
          t++;
        ck_assert_msg (fabs (time_to_sum (n, p) - t) < 1e-9, "n = %u, p = %u: %g; the best is %d", (guint) n, p,
                       time_to_sum (n, p), t);
      }
  ck_assert_int_eq (most (28, 8), 79);
}
END_TEST

PLX_TEST_MAIN ("algorithms", every_variant_is_right_and_the_same_on_record_and_threads,
               no_variant_writes_a_cell_twice_or_reads_what_its_owner_changes,
               no_checker_accepts_a_run_that_did_nothing, a_tree_of_degree_one_is_refused,
               a_tree_of_one_processor_takes_one_superstep,
               of_matrix_times_vector_only_the_exclusive_variant_has_no_cell_read_by_two, every_closed_form_is_the_price,
               optimal_summation_is_as_fast_as_the_best_of_all_trees)
