/* SPDX-License-Identifier: MIT */
/* check-memory.c: a run that does not fit into memory ends in a message. */
#include "sim/program/proc.h"
#include "tests/programs.h"

static void
prepare_array (PlxProc *me, void *instance)
{
  Shared *in = instance;

  in->x = plx_array (me, .name = "x", .n = in->n);
}

static void
prepare_each (PlxProc *me, void *instance)
{
  Shared *in = instance;

  in->x = plx_array (me, .name = "x", .n = in->n, .distribution = PLX_EACH);
}

static void
prepare_alloc (PlxProc *me, void *instance)
{
  Shared *in = instance;

  in->mine = plx_alloc (me, in->n);
}

static void
run_nothing (G_GNUC_UNUSED PlxProc *me, G_GNUC_UNUSED const void *instance)
{
}

START_TEST (a_run_that_does_not_fit_into_memory_is_refused_before_it_begins)
{
  const Program array = { "array", prepare_array, run_nothing, NULL }, each = { "each", prepare_each, run_nothing, NULL };
  const Program alloc = { "alloc", prepare_alloc, run_nothing, NULL };
  const guint64 half = plx_memory_limit () / 2;

  PLX_FAILS (record (&array, 4, G_GUINT64_CONSTANT (1) << 50, error), PLX_ERROR_INPUT,
             "array: needs at least 8.0 PiB of memory; a run may use ");
  PLX_FAILS (record (&array, 4, G_MAXUINT64 / 8 + 2, error), PLX_ERROR_INPUT, "needs at least 16.0 EiB of memory");
  PLX_FAILS (record (&each, 1u << 13, G_GUINT64_CONSTANT (1) << 40, error), PLX_ERROR_INPUT, "a smaller n would do");
  PLX_FAILS (record (&each, 3, G_GUINT64_CONSTANT (1) << 61, error), PLX_ERROR_INPUT, "needs at least 16.0 EiB");
  PLX_FAILS (record (&each, 3, half / 8, error), PLX_ERROR_INPUT, "each: needs at least ");
  PLX_FAILS (record (&alloc, 1, G_GUINT64_CONSTANT (1) << 62, error), PLX_ERROR_INPUT,
             "alloc: needs at least 4.0 EiB of memory");
  PLX_FAILS (record (&alloc, 1, G_MAXUINT64, error), PLX_ERROR_INPUT, "alloc: needs at least 16.0 EiB of memory");
}
END_TEST

static void
run_read_all (PlxProc *me, const void *instance)
{
  const Shared *in = instance;
  gint64 cell;

  for (guint64 i = 0; i < in->n; i++)
    plx_read (me, in->x, i, 1, &cell);
}

static void
run_put_often (PlxProc *me, const void *instance)
{
  const Shared *in = instance;
  const gint64 cell[64] = { 1 };

  for (;;)
    plx_put (me, in->x, 0, 64, cell);
}

static void
run_queue_often (PlxProc *me, G_GNUC_UNUSED const void *instance)
{
  const gint64 cell[64] = { 1 };

  for (;;)
    plx_queue_send (me, 0, 1, sizeof cell, cell);
}

static void
run_send_often (PlxProc *me, G_GNUC_UNUSED const void *instance)
{
  const gint64 cell[64] = { 1 };

  for (;;)
    plx_send (me, 0, 1, sizeof cell, cell);
}

static void
run_send_and_receive (PlxProc *me, G_GNUC_UNUSED const void *instance)
{
  gint64 cell[64] = { 1 };

  for (guint k = 0; k < 10000; k++)
    {
      plx_send (me, 0, 1, sizeof cell, cell);
      plx_recv (me, 0, 1, sizeof cell, cell, NULL);
    }
}

START_TEST (a_run_that_grows_beyond_memory_is_stopped)
{
  static const Program programs_that_grow[] = {
    { "read", prepare_array, run_read_all, NULL },   { "put", prepare_array, run_put_often, NULL },
    { "queue", prepare_array, run_queue_often, NULL }, { "send", prepare_array, run_send_often, NULL },
  };
  const Program steady = { "steady", NULL, run_send_and_receive, NULL };
  const PlxLimits limits = { .max_trace = G_MAXUINT64, .max_ops = G_MAXUINT64, .max_memory = 1 << 20 };
  const PlxLimits none = { .max_trace = G_MAXUINT64, .max_ops = G_MAXUINT64, .max_memory = 1000 };
  g_autoptr (PlxTrace) trace = NULL;
  Job j;

  for (guint k = 0; k < G_N_ELEMENTS (programs_that_grow); k++)
    PLX_FAILS (plx_record (job_of (&j, &programs_that_grow[k], 1, 100000), &limits, error), PLX_ERROR_INPUT,
               "of memory; a run may use 1.0 MiB of this machine's ");
  PLX_FAILS (plx_record (job_of (&j, &steady, 1, 1), &none, error), PLX_ERROR_INPUT,
             "of memory; a run may use 1000 bytes of this machine's ");
  PLX_OK (trace = plx_record (job_of (&j, &steady, 1, 1), &limits, error));
}
END_TEST

PLX_TEST_MAIN ("memory", a_run_that_does_not_fit_into_memory_is_refused_before_it_begins,
               a_run_that_grows_beyond_memory_is_stopped)
