/* SPDX-License-Identifier: MIT */
/* check-record.c: the record runtime runs programs by the rules and says what conflicts in them. */
#include "tests/programs.h"

START_TEST (every_program_finds_what_the_rules_promise)
{
  static const guint ps[] = { 1, 2, 3, 4, 8, 100 };

  for (guint k = 0; k < G_N_ELEMENTS (programs); k++)
    for (guint c = 0; c < G_N_ELEMENTS (ps); c++)
      {
        g_autoptr (PlxTrace) trace = NULL;

        PLX_OK (trace = record (&programs[k], ps[c], program_n (&programs[k], ps[c]), error));
        ck_assert_uint_eq (plx_trace_n_procs (trace), ps[c]);
      }
}
END_TEST

/* ---- what is counted ---- */

static void
run_counted (PlxProc *me, const void *instance)
{
  const Shared *in = instance;
  const guint64 list[] = { 1, 2, 9, 8, 0 };
  gint64 x[10];

  plx_label (me, plx_pid (me) == 0 ? "first" : "second");
  if (plx_pid (me) == 1)
    {
      plx_work (me, PLX_MERGE, 11, 130);
      plx_work (me, PLX_MERGE, 0, 130);
      plx_read (me, in->x, 2, 8, x);
      plx_gather (me, in->x, 5, list, x);
      plx_get (me, in->x, 3, 2, x);
      plx_queue_send (me, 2, 6, 13, "abcdefghijkl");
    }
  plx_sync (me);
  plx_work (me, PLX_FLOP, 5, 0);
}

START_TEST (calls_are_counted_by_the_part_that_they_touch)
{
  const Program program = { "counted", prepare_block, run_counted, NULL };
  const PlxOp expected[] = {
    plx_op_work (PLX_MERGE, 11, 130),           plx_op_transfer (PLX_OP_READ, 0, 16, 1),
    plx_op_transfer (PLX_OP_READ, 1, 32, 1),    plx_op_transfer (PLX_OP_READ, 2, 16, 1),
    plx_op_transfer (PLX_OP_READ, 0, 8, 2),     plx_op_transfer (PLX_OP_READ, 2, 8, 2),
    plx_op_transfer (PLX_OP_READ, 0, 8, 1),     plx_op_transfer (PLX_OP_GET, 0, 8, 1),
    plx_op_transfer (PLX_OP_GET, 1, 8, 1),      plx_op_transfer (PLX_OP_QUEUE, 2, 13, 1),
  };
  g_autoptr (PlxTrace) trace = NULL;
  gsize n;

  PLX_OK (trace = record (&program, 3, 10, error));
  ck_assert_uint_eq (plx_trace_n_supersteps (trace), 2);
  ck_assert_str_eq (plx_trace_superstep (trace, 0)->label, "first");
  ck_assert_uint_eq (plx_trace_superstep (trace, 0)->active, 1);
  ck_assert_uint_eq (plx_trace_superstep (trace, 1)->active, 3);
  const PlxOp *ops = plx_trace_ops (trace, 0, 1, &n);
  ck_assert_uint_eq (n, G_N_ELEMENTS (expected));
  ck_assert (memcmp (ops, expected, sizeof expected) == 0);
}
END_TEST

/* ---- conflicts ---- */

static void
run_conflicts (PlxProc *me, const void *instance)
{
  const Shared *in = instance;
  const guint i = plx_pid (me);
  const gint64 same = 9, other = 50 + i;
  gint64 x[4];

  if (i > 0)
    plx_read (me, in->x, 3, 1, x);
  plx_sync (me);
  plx_write (me, in->y, 2, 1, &same);
  plx_sync (me);
  plx_put (me, in->y, i == 3 ? 3 : 1, 1, &other);
  plx_sync (me);
  plx_write (me, in->x, 2 + i / 2, 1, &same);
  plx_get (me, in->x, i, 1, x);
  plx_sync (me);
  plx_write (me, in->x, i, 1, &same);
  plx_read (me, in->x, i, 1, x);
  plx_sync (me);
}

typedef struct {
  guint32 readers, writers;
  guint raw, read_access, write_access;
} Facts;

START_TEST (contention_is_counted_cell_by_cell_and_superstep_by_superstep)
{
  const Program program = { "conflicts", prepare_block, run_conflicts, NULL };
  const Facts expected[] = {
    { 3, 0, 0, PLX_COMMON, PLX_EXCLUSIVE },   { 0, 4, 0, PLX_EXCLUSIVE, PLX_COMMON },
    { 0, 3, 0, PLX_EXCLUSIVE, PLX_ARBITRARY }, { 1, 2, 1, PLX_EXCLUSIVE, PLX_COMMON },
    { 1, 1, 0, PLX_EXCLUSIVE, PLX_EXCLUSIVE },
  };
  g_autoptr (PlxTrace) trace = NULL;

  PLX_OK (trace = record (&program, 4, 4, error));
  ck_assert_uint_eq (plx_trace_n_supersteps (trace), G_N_ELEMENTS (expected));
  for (guint s = 0; s < G_N_ELEMENTS (expected); s++)
    {
      const PlxSuperstep *step = plx_trace_superstep (trace, s);

      ck_assert_uint_eq (step->readers, expected[s].readers);
      ck_assert_uint_eq (step->writers, expected[s].writers);
      ck_assert_uint_eq (step->raw, expected[s].raw);
      ck_assert_uint_eq (step->read_access, expected[s].read_access);
      ck_assert_uint_eq (step->write_access, expected[s].write_access);
    }
}
END_TEST

static void
expect_violation (const PlxViolation *v, const PlxViolation *expected)
{
  ck_assert_uint_eq (v->superstep, expected->superstep);
  ck_assert_uint_eq (v->kind, expected->kind);
  ck_assert_uint_eq (v->processors[0], expected->processors[0]);
  ck_assert_uint_eq (v->processors[1], expected->processors[1]);
  ck_assert_uint_eq (v->cell, expected->cell);
  ck_assert_str_eq (v->array, expected->array);
}

/* @expected: [n_expected] */
static void
expect_violations (const Program *program, guint p, guint size, const PlxViolation *expected,
                   gsize n_expected)
{
  g_autoptr (PlxTrace) trace = NULL;
  const PlxViolation *violations;
  gsize n;

  PLX_OK (trace = record (program, p, size, error));
  violations = plx_trace_violations (trace, &n);
  ck_assert_uint_eq (n, n_expected);
  for (gsize k = 0; k < n; k++)
    expect_violation (&violations[k], &expected[k]);
}

START_TEST (a_violation_names_array_cell_and_the_first_two_processors)
{
  const Program program = { "conflicts", prepare_block, run_conflicts, NULL };
  const PlxViolation expected[] = {
    { 0, PLX_CONFLICT_READ, { 1, 2 }, 3, "x" },
    { 2, PLX_CONFLICT_WRITE, { 0, 1 }, 1, "y" },
    { 3, PLX_CONFLICT_WRITE, { 0, 1 }, 2, "x" },
  };

  expect_violations (&program, 4, 4, expected, G_N_ELEMENTS (expected));
}
END_TEST

/* Superstep 0: lent, then read; 1: read, then lent; 2: lent and fetched by a get, and another part
 * read; 3: lent. */
static void
run_races (PlxProc *me, const void *instance)
{
  const Shared *in = instance;
  const guint i = plx_pid (me);
  gint64 x;

  if (i == 0)
    plx_local_mut (me, in->x);
  if (i == 2)
    plx_read (me, in->x, 1, 1, &x);
  plx_sync (me);
  if (i == 0)
    plx_read (me, in->x, 5, 1, &x);
  if (i == 2)
    plx_local_mut (me, in->x);
  plx_sync (me);
  if (i == 0)
    plx_local_mut (me, in->x);
  if (i == 1)
    plx_get (me, in->x, 0, 1, &x);
  if (i == 2)
    plx_read (me, in->x, 3, 1, &x);
  plx_sync (me);
}

START_TEST (a_part_read_by_another_while_its_owner_changes_it_is_a_race)
{
  const Program program = { "races", prepare_block, run_races, NULL };
  const PlxViolation expected[] = {
    { 0, PLX_RACE, { 2, 0 }, 1, "x" },
    { 1, PLX_RACE, { 0, 2 }, 5, "x" },
  };

  expect_violations (&program, 3, 6, expected, G_N_ELEMENTS (expected));
}
END_TEST

static void
run_mixed (PlxProc *me, const void *instance)
{
  const Shared *in = instance;
  const guint i = plx_pid (me);
  const gint64 value = i;
  gint64 x;

  plx_sync (me);
  if (i != 2)
    plx_recv (me, 2, 4, 8, &x, NULL);
  else
    for (guint to = 0; to < 2; to++)
      plx_send (me, to, 4, 8, &value);
  plx_put (me, in->x, 0, 1, &value);
  plx_queue_send (me, 0, 4, 8, &value);
  plx_sync (me);
  PlxMessage m;
  for (guint from = 0; i == 0 && from < 3; from++)
    EXPECT (me, plx_queue_next (me, &m) && m.source == from);
  plx_read (me, in->x, 0, 1, &x);
  EXPECT (me, x == 2);
}

START_TEST (messages_and_a_sync_in_one_superstep_are_mixed_and_still_land_in_order)
{
  const Program program = { "mixed", prepare_block, run_mixed, NULL };
  g_autoptr (PlxTrace) trace = NULL;
  gsize n;

  PLX_OK (trace = record (&program, 3, 3, error));
  const PlxViolation *v = plx_trace_violations (trace, &n);
  ck_assert_uint_eq (n, 3);
  ck_assert_uint_eq (v[0].kind, PLX_CONFLICT_WRITE);
  ck_assert_uint_eq (v[1].kind, PLX_MIXED);
  ck_assert_uint_eq (v[1].superstep, 1);
  ck_assert_uint_eq (v[1].processors[0], 0);
}
END_TEST

/* ---- errors ---- */

START_TEST (a_deadlock_names_who_waits_for_what)
{
  PLX_FAILS (record (&deadlock, 3, 1, error), PLX_ERROR_FAILED,
             "deadlock: deadlock: processor 0 waits for a message from 1 with tag 7 in superstep 0 'wait for the right'; "
             "processor 1 waits for a message from anybody with any tag in superstep 0 'wait for the right'; "
             "processor 2 has ended, in superstep 0; every plx_recv needs a plx_send");
}
END_TEST

static void
run_all_wait (PlxProc *me, G_GNUC_UNUSED const void *instance)
{
  gint64 x;

  plx_recv (me, plx_pid (me), 3, 8, &x, NULL);
}

START_TEST (a_deadlock_of_many_names_eight)
{
  const Program program = { "many", NULL, run_all_wait, NULL };

  PLX_FAILS (record (&program, 9, 1, error), PLX_ERROR_FAILED,
             "processor 7 waits for a message from 7 with tag 3 in superstep 0; ...; every plx_recv");
}
END_TEST

START_TEST (a_mismatched_sync_names_who_ended_and_who_waits)
{
  PLX_FAILS (record (&mismatch, 3, 1, error), PLX_ERROR_FAILED,
             "mismatch: mismatched plx_sync: processor 0 waits at the end of superstep 1 'more'; "
             "processor 2 waits at the end of superstep 1 'more'; processor 1 has ended, in superstep 1; "
             "all processors must call plx_sync equally often");
}
END_TEST

START_TEST (a_program_that_fails_says_where)
{
  PLX_FAILS (record (&failing, 3, 1, error), PLX_ERROR_FAILED,
             "failing: processor 1, superstep 1 'doubt': 3 is not 4");
}
END_TEST

static void
check_never (PlxProc *me, G_GNUC_UNUSED const void *instance)
{
  plx_fail (me, "it is wrong");
}

static void
prepare_lengths (PlxProc *me, void *instance)
{
  Shared *in = instance;

  in->x = plx_array (me, .name = "x", .n = 9, .distribution = PLX_EACH);
  in->y = plx_array (me, .name = "y", .n = 8);
}

static void
run_lengths (PlxProc *me, const void *instance)
{
  const Shared *in = instance;

  if (plx_pid (me) > 0)
    plx_set_length (me, in->x, 2 * plx_pid (me));
  if (in->n == 1)
    plx_length_at (me, in->x, 0);
}

static void
check_lengths (PlxProc *me, const void *instance)
{
  const Shared *in = instance;

  EXPECT (me, plx_length_at (me, in->x, 0) == 9 && plx_length_at (me, in->x, 1) == 2 && plx_length_at (me, in->x, 2) == 4);
  EXPECT (me, plx_length_at (me, in->y, 1) == 3 && plx_length_at (me, in->y, 2) == 2);
  if (in->n == 2)
    plx_length_at (me, in->x, 3);
}

START_TEST (check_knows_the_length_of_every_part)
{
  const Program program = { "lengths", prepare_lengths, run_lengths, check_lengths };
  g_autoptr (PlxTrace) trace = NULL;

  PLX_OK (trace = record (&program, 3, 0, error));
  ck_assert_uint_eq (plx_trace_n_ops (trace), 0);
  PLX_FAILS (record (&program, 3, 1, error), PLX_ERROR_FAILED, "plx_length_at: not in run; call it in check");
  PLX_FAILS (record (&program, 3, 2, error), PLX_ERROR_FAILED,
             "plx_length_at of array 'x': processor 3; there are 0 to 2");
}
END_TEST

START_TEST (a_failed_check_is_no_trace)
{
  const Program program = { "unchecked", NULL, run_queue, check_never };

  PLX_FAILS (record (&program, 2, 1, error), PLX_ERROR_FAILED, "unchecked: processor 0, check: it is wrong");
}
END_TEST

/* Which mistake run_mistake makes. */
static guint mistake;

static void
run_mistake (PlxProc *me, const void *instance)
{
  const Shared *in = instance;
  const guint64 list[] = { 3, 8 };
  gint64 x[9] = { 0 };

  switch (mistake)
    {
    case 0:
      plx_put (me, in->x, 7, 2, x);
      break;
    case 1:
      plx_get_at (me, in->x, 1, 3, 2, x);
      break;
    case 2:
      plx_write_at (me, in->x, 2, 0, 1, x);
      break;
    case 3:
      plx_scatter (me, in->x, 2, list, x);
      break;
    case 4:
      plx_queue_send (me, 5, 1, 8, x);
      break;
    case 5:
      plx_send (me, 1, PLX_ANY, 8, x);
      break;
    case 6:
      plx_send (me, plx_pid (me), 1, 24, x);
      plx_recv (me, plx_pid (me), 1, 16, x, NULL);
      break;
    case 7:
      plx_set_length (me, in->x, 1);
      break;
    case 8:
      plx_alloc (me, 8);
      break;
    case 9:
      plx_array (me, .name = "late", .n = 1);
      break;
    default:
      plx_read (me, in->x, G_MAXUINT64, 2, x);
    }
}

START_TEST (a_wrong_call_says_what_would_be_right)
{
  static const char *const texts[] = {
    "wrong: processor 0, superstep 0: plx_put of array 'x': 2 cells from index 7; it has 8 cells",
    "plx_get_at of array 'x': 2 cells from offset 3 on processor 1; its part has 4 cells",
    "plx_write_at of array 'x': processor 2; there are 0 to 1",
    "plx_scatter of array 'x': 1 cells from index 8; it has 8 cells",
    "plx_queue_send: processor 5; there are 0 to 1",
    "plx_send: a wild tag",
    "plx_recv: a message of 24 bytes from 0 with tag 1; there is room for 16",
    "plx_set_length of array 'x': its parts have fixed lengths; only PLX_EACH may change them",
    "plx_alloc: not in run; call it in prepare or check",
    "plx_array: not in run; call it in prepare",
    "plx_read of array 'x': 2 cells from index 18446744073709551615; it has 8 cells",
  };
  const Program program = { "wrong", prepare_block, run_mistake, NULL };

  for (mistake = 0; mistake < G_N_ELEMENTS (texts); mistake++)
    PLX_FAILS (record (&program, 2, 8, error), PLX_ERROR_FAILED, texts[mistake]);
}
END_TEST

static void
prepare_mistake (PlxProc *me, void *instance)
{
  Shared *in = instance;

  switch (mistake)
    {
    case 0:
      plx_sync (me);
      break;
    case 1:
      in->x = plx_array (me, .n = 4);
      break;
    case 2:
      in->x = plx_array (me, .name = "raw", .type = PLX_BYTES, .n = 4);
      break;
    case 3:
      in->x = plx_array (me, .name = "bits", .type = PLX_DOUBLE, .n = 4, .rule = PLX_XOR);
      break;
    case 4:
      in->x = plx_array (me, .name = plx_pid (me) == 0 ? "mine" : "yours", .n = 4);
    }
}

START_TEST (a_wrong_array_says_what_would_be_right)
{
  static const char *const texts[] = {
    "wrong: processor 0, prepare: plx_sync: not in prepare; call it in run",
    "plx_array: it has no name; give .name",
    "'raw' has cells of 0 bytes; give .size, 1 to 2^20",
    "'bits' combines by xor; its cells must be PLX_INT64",
    "processor 1, prepare: plx_array: 'yours' where another processor made 'mine'; all must make the same arrays",
  };
  const Program program = { "wrong", prepare_mistake, run_queue, NULL };

  for (mistake = 0; mistake < G_N_ELEMENTS (texts); mistake++)
    PLX_FAILS (record (&program, 2, 8, error), PLX_ERROR_FAILED, texts[mistake]);
}
END_TEST

/* ---- limits and size ---- */

static void
run_endlessly (PlxProc *me, G_GNUC_UNUSED const void *instance)
{
  for (guint k = 0;; k++)
    {
      plx_work (me, PLX_OP, 3, 64 * k);
      if (k % 10 == 9)
        plx_sync (me);
    }
}

static void
run_idly (PlxProc *me, G_GNUC_UNUSED const void *instance)
{
  for (;;)
    plx_sync (me);
}

START_TEST (a_limit_stops_with_what_was_reached)
{
  const Program program = { "endless", NULL, run_endlessly, NULL }, idle = { "idle", NULL, run_idly, NULL };
  const PlxLimits ops = { .max_trace = G_MAXUINT64, .max_ops = 1000 };
  const PlxLimits bytes = { .max_trace = 1 << 20, .max_ops = G_MAXUINT64 };
  Job j;

  PLX_FAILS (plx_record (job_of (&j, &program, 4, 1), &ops, error), PLX_ERROR_FAILED,
             "--max-ops: the trace has reached 1001 operations, 17.4 KiB, in 25 supersteps; raise the limit");
  PLX_FAILS (plx_record (job_of (&j, &program, 4, 1), &bytes, error), PLX_ERROR_FAILED,
             "--max-trace: the trace has reached");
  PLX_FAILS (plx_record (job_of (&j, &idle, 4, 1), &bytes, error), PLX_ERROR_FAILED,
             "idle: --max-trace: the trace has reached 1.0 MiB in");
}
END_TEST

static void
prepare_array (PlxProc *me, void *instance)
{
  Shared *in = instance;

  in->x = plx_array (me, .name = "x", .n = in->n);
}

static void
run_scan (PlxProc *me, const void *instance)
{
  const Shared *in = instance;
  const guint i = plx_pid (me), p = plx_nprocs (me);
  gint64 mine = i, other;

  plx_write (me, in->x, i, 1, &mine);
  plx_sync (me);
  for (guint d = 1; d < p; d *= 2)
    {
      if (i >= d)
        {
          plx_read (me, in->x, i - d, 1, &other);
          mine += other;
          plx_work (me, PLX_OP, 1, 8);
          plx_write (me, in->x, i, 1, &mine);
        }
      plx_sync (me);
    }
  EXPECT (me, mine == (gint64) i * (i + 1) / 2);
}

START_TEST (more_processors_than_guard_pages_are_recorded)
{
  const Program program = { "scan", prepare_array, run_scan, NULL };
  const guint p = 4100;
  g_autoptr (PlxTrace) trace = NULL;
  guint64 reads = 0;

  PLX_OK (trace = record (&program, p, p, error));
  for (guint d = 1; d < p; d *= 2)
    reads += p - d;
  ck_assert_uint_eq (plx_trace_n_supersteps (trace), 14);
  ck_assert_uint_eq (plx_trace_n_ops (trace), p + 3 * reads);
  for (guint s = 1; s < 14; s++)
    ck_assert_uint_eq (plx_trace_superstep (trace, s)->readers, 1);
}
END_TEST

PLX_TEST_MAIN ("record", every_program_finds_what_the_rules_promise, calls_are_counted_by_the_part_that_they_touch,
               contention_is_counted_cell_by_cell_and_superstep_by_superstep,
               a_violation_names_array_cell_and_the_first_two_processors,
               a_part_read_by_another_while_its_owner_changes_it_is_a_race,
               messages_and_a_sync_in_one_superstep_are_mixed_and_still_land_in_order, a_deadlock_names_who_waits_for_what,
               a_deadlock_of_many_names_eight, a_mismatched_sync_names_who_ended_and_who_waits,
               a_program_that_fails_says_where, check_knows_the_length_of_every_part, a_failed_check_is_no_trace,
               a_wrong_call_says_what_would_be_right, a_wrong_array_says_what_would_be_right,
               a_limit_stops_with_what_was_reached, more_processors_than_guard_pages_are_recorded)
