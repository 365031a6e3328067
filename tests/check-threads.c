/* SPDX-License-Identifier: MIT */
/* check-threads.c: real threads run programs as the record runtime does, and end in a message when
 * they cannot. */
#include "sim/program/threads.h"
#include "tests/programs.h"

static gboolean
run (const Program *program, guint p, guint64 n, GError **error)
{
  g_autoptr (PlxThreads) threads = NULL;
  g_autoptr (PlxTiming) timing = NULL;
  double total, late;
  Job j;

  threads = plx_threads_open (job_of (&j, program, p, n), error);
  return threads && plx_threads_run (threads, 11, TRUE, &timing, &total, &late, error);
}

START_TEST (every_program_makes_the_same_trace_and_result_as_on_record)
{
  static const guint ps[] = { 1, 2, 3, 8 };

  for (guint k = 0; k < G_N_ELEMENTS (programs); k++)
    for (guint c = 0; c < G_N_ELEMENTS (ps); c++)
      {
        const Program *program = &programs[k];
        const guint64 n = program_n (program, ps[c]);
        g_autoptr (PlxTrace) recorded = NULL;
        g_autoptr (PlxTrace) threaded = NULL;
        g_autoptr (PlxThreads) threads = NULL;
        gint64 before[G_N_ELEMENTS (seen)];
        Job j;

        memset (seen, 0, sizeof seen);
        PLX_OK (recorded = record (program, ps[c], n, error));
        memcpy (before, seen, sizeof seen);
        memset (seen, 0, sizeof seen);
        PLX_OK (run (program, ps[c], n, error));
        ck_assert_msg (memcmp (before, seen, sizeof seen) == 0, "%s, p = %u: other results", program->name, ps[c]);
        PLX_OK (threads = plx_threads_open (job_of (&j, program, ps[c], n), error));
        PLX_OK (threaded = plx_threads_trace (threads, 11, error));
        ck_assert_msg (plx_trace_same_ops (recorded, threaded), "%s, p = %u: other operations", program->name, ps[c]);
        ck_assert_int_eq (plx_trace_is_wild (recorded), plx_trace_is_wild (threaded));
      }
}
END_TEST

START_TEST (a_superstep_s_parts_add_up_and_the_supersteps_to_the_total)
{
  g_autoptr (PlxThreads) threads = NULL;
  Job j;

  PLX_OK (threads = plx_threads_open (job_of (&j, &programs[1], 2, 2), error));
  for (guint64 seed = 1; seed < 20; seed++)
    {
      g_autoptr (PlxTiming) timing = NULL;
      double total, late, latest = 0;

      PLX_OK (plx_threads_run (threads, seed, FALSE, &timing, &total, &late, error));
      ck_assert_uint_eq (timing->n_supersteps, 99);
      ck_assert_double_eq_tol (plx_timing_total (timing), total, 1e-9);
      for (guint s = 0; s < timing->n_supersteps; s++)
        {
          const PlxCost *cost = &timing->cost[s];

          ck_assert (cost->compute >= 0 && cost->communicate >= 0 && cost->synchronise >= 0 && cost->wait == 0);
          ck_assert_uint_lt (timing->critical[s], 2);
        }
      for (guint i = 0; i < 2; i++)
        latest = MAX (latest, timing->finish[i]);
      ck_assert_double_eq_tol (latest, total, 1e-9);
      ck_assert (late >= 0 && total > 0);
    }
}
END_TEST

/* ---- what is communication ---- */

#define MANY 1024u

static void
prepare_many (PlxProc *me, void *instance)
{
  Shared *in = instance;

  in->x = plx_array (me, .name = "x", .n = MANY, .distribution = PLX_EACH);
  in->y = plx_array (me, .name = "y", .n = 2 * MANY);
  in->mine = plx_alloc (me, 2 * MANY * sizeof *in->mine);
}

/* Every superstep but 0 and 7 has one kind of large copy, on both processors. */
static void
run_large_copies (PlxProc *me, const void *instance)
{
  const Shared *in = instance;
  const guint other = 1 - plx_pid (me);
  guint64 all[MANY];

  for (guint i = 0; i < MANY; i++)
    all[i] = i;
  plx_work (me, PLX_OP, 5, 0);
  plx_sync (me);
  plx_put_at (me, in->x, other, 0, MANY, in->mine);
  plx_sync (me);
  plx_read_at (me, in->x, other, 0, MANY, in->mine);
  plx_sync (me);
  plx_get_at (me, in->x, other, 0, MANY, in->mine);
  plx_sync (me);
  plx_gather (me, in->y, MANY, all, in->mine);
  plx_sync (me);
  plx_queue_send (me, other, 3, MANY * sizeof *in->mine, in->mine);
  plx_sync (me);
  plx_send (me, other, 4, MANY * sizeof *in->mine, in->mine);
  plx_recv (me, other, 4, MANY * sizeof *in->mine, in->mine, NULL);
  plx_sync (me);
  plx_work (me, PLX_OP, 5, 0);
  plx_sync (me);
  plx_read_at (me, in->x, other, 0, MANY, in->mine);
}

START_TEST (large_copies_and_what_lands_are_communication)
{
  const Program program = { "copies", prepare_many, run_large_copies, NULL };
  g_autoptr (PlxThreads) threads = NULL;
  Job j;

  PLX_OK (threads = plx_threads_open (job_of (&j, &program, 2, 2), error));
  for (guint64 seed = 1; seed < 20; seed++)
    {
      g_autoptr (PlxTiming) timing = NULL;
      double total, late;

      PLX_OK (plx_threads_run (threads, seed, FALSE, &timing, &total, &late, error));
      ck_assert_uint_eq (timing->n_supersteps, 9);
      ck_assert_double_eq_tol (plx_timing_total (timing), total, 1e-9);
      for (guint s = 0; s < timing->n_supersteps; s++)
        {
          const PlxCost *cost = &timing->cost[s];

          ck_assert (cost->compute >= 0 && cost->synchronise >= 0 && cost->wait >= 0);
          if (s == 0 || s == 7)
            ck_assert_double_eq (cost->communicate, 0);
          else
            ck_assert_msg (cost->communicate > 0, "superstep %u communicates nothing", s);
        }
    }
}
END_TEST

START_TEST (as_many_supersteps_are_timed_as_are_traced)
{
  for (guint k = 0; k < G_N_ELEMENTS (programs); k++)
    {
      g_autoptr (PlxThreads) threads = NULL;
      g_autoptr (PlxTiming) timing = NULL;
      g_autoptr (PlxTrace) trace = NULL;
      double total, late;
      Job j;

      PLX_OK (threads = plx_threads_open (job_of (&j, &programs[k], 2, program_n (&programs[k], 2)), error));
      PLX_OK (plx_threads_run (threads, 3, FALSE, &timing, &total, &late, error));
      PLX_OK (trace = plx_threads_trace (threads, 3, error));
      ck_assert_uint_eq (timing->n_supersteps, plx_trace_n_supersteps (trace));
      ck_assert_double_eq_tol (plx_timing_total (timing), total, 1e-9);
    }
}
END_TEST

START_TEST (a_deadlock_names_who_waits_for_what)
{
  PLX_FAILS (run (&deadlock, 3, 1, error), PLX_ERROR_FAILED,
             "deadlock: deadlock: processor 0 waits for a message from 1 with tag 7 in superstep 0 'wait for the right'; "
             "processor 1 waits for a message from anybody with any tag in superstep 0 'wait for the right'; "
             "processor 2 has ended, in superstep 0; every plx_recv needs a plx_send");
}
END_TEST

START_TEST (a_mismatched_sync_names_who_ended_and_who_waits)
{
  PLX_FAILS (run (&mismatch, 3, 1, error), PLX_ERROR_FAILED,
             "mismatch: mismatched plx_sync: processor 0 waits at the end of superstep 1 'more'; "
             "processor 2 waits at the end of superstep 1 'more'; processor 1 has ended, in superstep 1; "
             "all processors must call plx_sync equally often");
}
END_TEST

START_TEST (what_fails_ends_all_processors_with_its_message)
{
  PLX_FAILS (run (&failing, 8, 1, error), PLX_ERROR_FAILED, "failing: processor 1, superstep 1 'doubt': 3 is not 4");
  PLX_FAILS (run (&out_of_range, 2, 8, error), PLX_ERROR_FAILED,
             "plx_read of array 'x': 4 cells from index 5; it has 8 cells");
}
END_TEST

static gboolean wrong;

static void
run_sometimes (PlxProc *me, G_GNUC_UNUSED const void *instance)
{
  const gint64 x = 5;

  plx_queue_send (me, 0, 1, 8, &x);
  plx_send (me, 0, 1, 8, &x);
  plx_sync (me);
  if (wrong && plx_pid (me) == 0)
    plx_fail (me, "wrong");
  plx_sync (me);
}

START_TEST (a_run_after_one_that_failed_starts_afresh)
{
  const Program program = { "sometimes", NULL, run_sometimes, NULL };
  g_autoptr (PlxThreads) threads = NULL;
  Job j;

  PLX_OK (threads = plx_threads_open (job_of (&j, &program, 3, 1), error));
  for (guint k = 0; k < 4; k++)
    {
      g_autoptr (PlxTiming) timing = NULL;
      double total, late;

      wrong = k % 2 == 1;
      if (wrong)
        PLX_FAILS (plx_threads_run (threads, k, FALSE, &timing, &total, &late, error), PLX_ERROR_FAILED, "wrong");
      else
        PLX_OK (plx_threads_run (threads, k, FALSE, &timing, &total, &late, error));
    }
}
END_TEST

START_TEST (threads_whose_arrays_do_not_fit_into_memory_are_refused)
{
  PLX_FAILS (run (&programs[0], 2, G_GUINT64_CONSTANT (1) << 46, error), PLX_ERROR_INPUT,
             "needs at least 512.0 TiB of memory; a run may use ");
}
END_TEST

START_TEST (too_many_threads_are_refused)
{
  PLX_FAILS (run (&deadlock, 257, 1, error), PLX_ERROR_INPUT, "take p up to 256");
}
END_TEST

PLX_TEST_MAIN ("threads", every_program_makes_the_same_trace_and_result_as_on_record,
               a_superstep_s_parts_add_up_and_the_supersteps_to_the_total,
               large_copies_and_what_lands_are_communication,
               as_many_supersteps_are_timed_as_are_traced, a_deadlock_names_who_waits_for_what,
               a_mismatched_sync_names_who_ended_and_who_waits, what_fails_ends_all_processors_with_its_message,
               a_run_after_one_that_failed_starts_afresh,
               threads_whose_arrays_do_not_fit_into_memory_are_refused, too_many_threads_are_refused)
