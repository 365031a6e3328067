/* SPDX-License-Identifier: MIT */
/* check-measure.c: visits are interleaved, stop by the rule that is named, resume, and are
 * labelled, on a fake executor. */
#include "tests/main.h"

#include "sim/lab/canary.h"
#include "sim/lab/clock.h"
#include "sim/lab/measure.h"

#include <string.h>

/* ---- an executor whose times are known: of the k-th visit to a cell, what its script says ---- */

static GString *visits;     /* a letter a visit, the first of the cell's identity; canaries are left out */
static guint songs;         /* visits to the canaries */
static double canary_rate;  /* how much slower each song is than the one before */
static const char *broken;  /* identity of a cell that fails */

static gpointer
fake_open (const PlxJob *job, const PlxMachine *machine, GError **error)
{
  (void) machine;
  (void) error;
  return (gpointer) job;
}

static void
fake_close (gpointer session)
{
  (void) session;
}

static gboolean
fake_canary (PlxSample *sample)
{
  sample->timing = plx_timing_new (3, 0, FALSE);
  for (guint s = 0; s < 3; s++)
    plx_timing_add (sample->timing, s, 0, (PlxCost) { .compute = (s + 1) * 1e-5 * (1 + canary_rate * songs) });
  songs++;
  return TRUE;
}

/* seconds of the k-th visit: "wobbly" 1, 2, 1, 2 ms; others the constant that n holds in ns */
static double
fake_time (const PlxJob *job, guint k)
{
  return g_str_has_prefix (job->identity, "wobbly") ? (1 + k % 2) * 1e-3 : (double) job->n * 1e-9;
}

static guint
visits_of (char letter)
{
  guint n = 0;

  for (gsize i = 0; i < visits->len; i++)
    n += visits->str[i] == letter;
  return n;
}

static gboolean
fake_visit (gpointer session, guint64 seed, PlxSample *sample, GError **error)
{
  const PlxJob *job = session;

  if (g_str_has_prefix (job->identity, "canary"))
    return fake_canary (sample);
  if (g_strcmp0 (job->identity, broken) == 0)
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_FAILED, "wrong result; x[7] is 3, not 4");
      return FALSE;
    }
  const guint k = visits_of (job->identity[0]);

  ck_assert_uint_ne (seed, 0);
  g_string_append_c (visits, job->identity[0]);
  sample->total_s = fake_time (job, k);
  sample->late_s = 3e-8;
  sample->timing = plx_timing_new (2, 0, FALSE);
  plx_timing_add (sample->timing, 0, 0, (PlxCost) { .compute = (k + 1) * 1e-6, .wait = 5e-6 });
  plx_timing_add (sample->timing, 1, job->p - 1, (PlxCost) { .communicate = 7e-6, .synchronise = 11e-6 });
  return TRUE;
}

static gboolean
fake_available (GError **error)
{
  (void) error;
  return TRUE;
}

static guint
fake_cores (void)
{
  return 3;
}

static const PlxExecutor fake = { .name = "fake", .title = "times by a script", .available = fake_available,
                                  .cores = fake_cores, .open = fake_open, .visit = fake_visit, .close = fake_close };

static void
setup (void)
{
  if (visits)
    g_string_free (visits, TRUE);
  visits = g_string_new (NULL);
  songs = 0;
  canary_rate = 0;
  broken = NULL;
}

static PlxCell *
cell (const char *identity, guint p, guint64 n)
{
  PlxJob *job = g_new0 (PlxJob, 1);

  *job = (PlxJob) { .p = p, .n = n, .parameters = g_strdup (""), .identity = g_strdup (identity) };
  return plx_cell_new (job, &fake);
}

static const PlxSampling four_each = { .precision = 0, .min_samples = 4, .max_samples = 4, .time_limit_s = 60, .seed = 7 };

static void
measure (PlxCell *const *cells, guint n, const PlxSampling *sampling, PlxHost *host)
{
  PLX_OK (plx_measure (cells, n, sampling, host, NULL, NULL, error));
}

/* ---- tests ---- */

START_TEST (each_round_visits_every_cell_once_in_an_order_of_its_own)
{
  g_autofree char *first = NULL;

  for (guint again = 0; again < 2; again++)
    {
      setup ();
      g_autoptr (PlxCell) a = cell ("a", 2, 20000000), b = cell ("b", 2, 30000000), c = cell ("c", 2, 40000000);
      PlxCell *const cells[] = { a, b, c };
      PlxHost host;
      guint in_first_order = 0;

      measure (cells, 3, &four_each, &host);
      ck_assert_uint_eq (visits->len, 12);
      for (guint r = 0; r < 4; r++)
        {
          const char *round = visits->str + 3 * r;
          ck_assert (memchr (round, 'a', 3) && memchr (round, 'b', 3) && memchr (round, 'c', 3));
          in_first_order += memcmp (round, visits->str, 3) == 0;
        }
      ck_assert_uint_lt (in_first_order, 4);
      if (first)
        ck_assert_str_eq (visits->str, first);
      first = first ? first : g_strdup (visits->str);
    }
}
END_TEST

START_TEST (a_steady_cell_stops_by_precision_and_an_unsteady_one_by_count)
{
  setup ();
  g_autoptr (PlxCell) steady = cell ("steady", 2, 1000000), wobbly = cell ("wobbly", 2, 1);
  PlxCell *const cells[] = { steady, wobbly };
  const PlxSampling sampling = { .precision = 0.02, .min_samples = 10, .max_samples = 33, .time_limit_s = 60, .seed = 5 };
  PlxHost host;

  measure (cells, 2, &sampling, &host);
  ck_assert_str_eq (steady->stopped, "precision");
  ck_assert_uint_eq (steady->summary.n, 10);
  ck_assert_double_eq_tol (steady->summary.median, 1e-3, 1e-12);
  ck_assert_str_eq (wobbly->stopped, "count");
  ck_assert_uint_eq (wobbly->summary.n, 33);
  ck_assert_double_eq_tol (wobbly->summary.low, 1e-3, 1e-12);
  ck_assert_double_eq_tol (wobbly->summary.high, 2e-3, 1e-12);
}
END_TEST

START_TEST (without_time_every_cell_is_visited_once)
{
  setup ();
  g_autoptr (PlxCell) a = cell ("a", 2, 20000000), b = cell ("b", 2, 30000000);
  PlxCell *const cells[] = { a, b };
  const PlxSampling sampling = { .precision = 0.02, .min_samples = 10, .max_samples = 33, .time_limit_s = 0, .seed = 5 };
  PlxHost host;

  measure (cells, 2, &sampling, &host);
  ck_assert_uint_eq (visits->len, 2);
  ck_assert_str_eq (a->stopped, "time");
  ck_assert_str_eq (b->stopped, "time");
  ck_assert_uint_eq (b->summary.n, 1);
}
END_TEST

START_TEST (short_runs_are_below_the_floor)
{
  setup ();
  g_autoptr (PlxCell) brief = cell ("brief", 2, 9900), slow = cell ("slow", 2, 900000);
  const PlxHost fine = { .clock_step_s = 1e-9 }, coarse = { .clock_step_s = 2e-6 };
  PlxCell *const cells[] = { brief, slow };
  PlxHost host;

  measure (cells, 2, &four_each, &host);
  plx_cell_summarise (brief, &fine);
  plx_cell_summarise (slow, &fine);
  ck_assert (brief->below_floor);
  ck_assert (!slow->below_floor);
  plx_cell_summarise (slow, &coarse);
  ck_assert (slow->below_floor);
}
END_TEST

START_TEST (more_processors_than_cores_are_labelled)
{
  setup ();
  g_autoptr (PlxCell) fits = cell ("fits", 3, 20000000), over = cell ("over", 4, 20000000);
  PlxCell *const cells[] = { fits, over };
  PlxHost host;

  measure (cells, 2, &four_each, &host);
  ck_assert (!fits->oversubscribed);
  ck_assert (over->oversubscribed);
}
END_TEST

START_TEST (a_cell_goes_on_from_the_observations_that_it_has)
{
  setup ();
  g_autoptr (PlxCell) whole = cell ("whole", 2, 20000000), resumed = cell ("resumed", 2, 20000000);
  PlxCell *const first[] = { whole }, *const second[] = { resumed };
  PlxHost host;

  measure (first, 1, &four_each, &host);
  g_array_append_vals (resumed->observations, whole->observations->data, 3);
  measure (second, 1, &four_each, &host);
  ck_assert_uint_eq (visits_of ('r'), 1);
  ck_assert_uint_eq (resumed->observations->len, 4);
  const PlxObservation *end = &g_array_index (resumed->observations, PlxObservation, 3);
  ck_assert_uint_eq (end->visit, 3);
  ck_assert_uint_eq (end->seed, g_array_index (whole->observations, PlxObservation, 3).seed);
}
END_TEST

START_TEST (a_finished_cell_is_left_alone)
{
  setup ();
  g_autoptr (PlxCell) a = cell ("a", 2, 20000000);
  PlxCell *const cells[] = { a };
  PlxHost host;

  measure (cells, 1, &four_each, &host);
  measure (cells, 1, &four_each, &host);
  ck_assert_uint_eq (visits->len, 4);
}
END_TEST

START_TEST (all_cells_have_the_same_seed_in_the_same_sample)
{
  setup ();
  g_autoptr (PlxCell) a = cell ("a", 2, 20000000), b = cell ("b", 3, 30000000);
  PlxCell *const cells[] = { a, b };
  PlxHost host;

  measure (cells, 2, &four_each, &host);
  for (guint k = 0; k < 4; k++)
    {
      const PlxObservation *x = &g_array_index (a->observations, PlxObservation, k);
      const PlxObservation *y = &g_array_index (b->observations, PlxObservation, k);

      ck_assert_uint_eq (x->seed, y->seed);
      ck_assert (k == 0 || x->seed != x[-1].seed);
    }
}
END_TEST

START_TEST (parts_of_supersteps_are_medians_and_of_samples_sums)
{
  setup ();
  g_autoptr (PlxCell) a = cell ("a", 3, 20000000);
  PlxCell *const cells[] = { a };
  PlxHost host;

  measure (cells, 1, &four_each, &host);
  ck_assert_uint_eq (a->timing->n_supersteps, 2);
  ck_assert_double_eq_tol (a->timing->cost[0].compute, 2.5e-6, 1e-15);
  ck_assert_double_eq_tol (a->timing->cost[0].wait, 5e-6, 1e-15);
  ck_assert_double_eq_tol (a->timing->cost[1].synchronise, 11e-6, 1e-15);
  ck_assert_uint_eq (a->timing->critical[1], 2);
  const PlxObservation *third = &g_array_index (a->observations, PlxObservation, 2);
  ck_assert_double_eq_tol (third->parts.compute, 3e-6, 1e-15);
  ck_assert_double_eq_tol (third->parts.communicate, 7e-6, 1e-15);
  ck_assert_double_eq_tol (third->late_s, 3e-8, 1e-15);
}
END_TEST

START_TEST (canaries_that_slow_down_make_a_noisy_host)
{
  g_autoptr (PlxCell) a = cell ("a", 2, 20000000), b = cell ("b", 2, 20000000);
  PlxCell *const first[] = { a }, *const second[] = { b };
  PlxHost host;

  setup ();
  measure (first, 1, &four_each, &host);
  ck_assert_uint_ge (songs, 2);
  ck_assert_double_eq (host.drift, 0);
  ck_assert (!host.noisy);
  setup ();
  canary_rate = 0.2;
  measure (second, 1, &four_each, &host);
  ck_assert (host.drift > 0.1);
  ck_assert (host.noisy);
  ck_assert (host.clock_step_s > 0 && host.clock_cost_s > 0 && host.stamp_cost_s >= host.clock_cost_s);
}
END_TEST

START_TEST (a_failed_visit_names_its_cell)
{
  setup ();
  g_autoptr (PlxCell) a = cell ("a", 2, 20000000);
  PlxCell *const cells[] = { a };
  PlxHost host;

  broken = "a";
  PLX_FAILS (plx_measure (cells, 1, &four_each, &host, NULL, NULL, error), PLX_ERROR_FAILED,
             "a: wrong result; x[7] is 3, not 4");
}
END_TEST

static gboolean
stop_at_the_third (PlxCell *visited, const PlxObservation *observation, double done, gpointer data, GError **error)
{
  double *last = data;

  ck_assert_uint_eq (visited->observations->len, observation->visit + 1);
  ck_assert (done > *last && done <= 1);
  *last = done;
  if (observation->visit < 2)
    return TRUE;
  g_set_error (error, PLX_ERROR, PLX_ERROR_FAILED, "interrupted");
  return FALSE;
}

START_TEST (a_visitor_may_stop_it_and_what_there_is_is_summarised)
{
  setup ();
  g_autoptr (PlxCell) a = cell ("a", 2, 20000000);
  PlxCell *const cells[] = { a };
  PlxHost host;
  double last = 0;

  PLX_FAILS (plx_measure (cells, 1, &four_each, &host, stop_at_the_third, &last, error), PLX_ERROR_FAILED,
             "interrupted");
  ck_assert_uint_eq (a->summary.n, 3);
  ck_assert_ptr_nonnull (a->timing);
  ck_assert_double_eq_tol (last, 0.75, 1e-12);
}
END_TEST

PLX_TEST_MAIN ("measure", each_round_visits_every_cell_once_in_an_order_of_its_own,
               a_steady_cell_stops_by_precision_and_an_unsteady_one_by_count, without_time_every_cell_is_visited_once,
               short_runs_are_below_the_floor, more_processors_than_cores_are_labelled,
               a_cell_goes_on_from_the_observations_that_it_has, a_finished_cell_is_left_alone,
               all_cells_have_the_same_seed_in_the_same_sample, parts_of_supersteps_are_medians_and_of_samples_sums,
               canaries_that_slow_down_make_a_noisy_host, a_failed_visit_names_its_cell,
               a_visitor_may_stop_it_and_what_there_is_is_summarised)
