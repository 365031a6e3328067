/* SPDX-License-Identifier: MIT */
/* check-trace.c: traces are built, split into causal supersteps and summed up as the definitions say. */
#include "tests/main.h"

#include <string.h>

START_TEST (neighbours_alike_coalesce_and_others_do_not)
{
  PlxTraceBuilder *b = plx_trace_builder_new (3, "by hand");
  g_autoptr (PlxTrace) trace = NULL;
  gsize n;

  plx_trace_builder_label (b, "exchange", 7);
  plx_trace_builder_op (b, 0, plx_op_work (PLX_MAP, 5, 100));
  plx_trace_builder_op (b, 0, plx_op_work (PLX_MAP, 6, 100));
  plx_trace_builder_op (b, 0, plx_op_work (PLX_MAP, 6, 200));
  plx_trace_builder_op (b, 2, plx_op_transfer (PLX_OP_PUT, 1, 24, 1));
  plx_trace_builder_op (b, 2, plx_op_transfer (PLX_OP_PUT, 1, 24, 2));
  plx_trace_builder_op (b, 2, plx_op_transfer (PLX_OP_PUT, 1, 16, 1));
  plx_trace_builder_sync (b);
  plx_trace_builder_op (b, 1, plx_op_work (PLX_OP, 2, 0));
  trace = plx_trace_builder_end (b);

  ck_assert_uint_eq (plx_trace_n_supersteps (trace), 2);
  ck_assert_uint_eq (plx_trace_n_ops (trace), 5);
  ck_assert_uint_eq (plx_trace_ops (trace, 0, 0, &n)[0].count, 11);
  ck_assert_uint_eq (n, 2);
  plx_trace_ops (trace, 0, 1, &n);
  ck_assert_uint_eq (n, 0);
  ck_assert_uint_eq (plx_trace_ops (trace, 0, 2, &n)[0].calls, 3);
  ck_assert_uint_eq (n, 2);
  ck_assert_str_eq (plx_trace_superstep (trace, 0)->label, "exchange");
  ck_assert (plx_trace_superstep (trace, 0)->sync);
  ck_assert (!plx_trace_superstep (trace, 1)->sync);
  ck_assert_uint_eq (plx_trace_superstep (trace, 0)->active, 2);
}
END_TEST

START_TEST (processors_that_take_turns_are_sorted)
{
  PlxTraceBuilder *b = plx_trace_builder_new (2, "by hand");
  g_autoptr (PlxTrace) trace = NULL;
  gsize n;

  plx_trace_builder_op (b, 1, plx_op_work (PLX_OP, 2, 0));
  plx_trace_builder_op (b, 0, plx_op_work (PLX_OP, 3, 0));
  plx_trace_builder_op (b, 1, plx_op_work (PLX_OP, 5, 0));
  plx_trace_builder_op (b, 1, plx_op_work (PLX_MAP, 7, 0));
  plx_trace_builder_sync (b);
  trace = plx_trace_builder_end (b);

  ck_assert_uint_eq (plx_trace_ops (trace, 0, 0, &n)[0].count, 3);
  ck_assert_uint_eq (n, 1);
  ck_assert_uint_eq (plx_trace_ops (trace, 0, 1, &n)[0].count, 7);
  ck_assert_uint_eq (n, 2);
  ck_assert_uint_eq (plx_trace_superstep (trace, 0)->active, 2);
}
END_TEST

START_TEST (loads_are_words_of_each_call_rounded_up)
{
  PlxTraceBuilder *b = plx_trace_builder_new (2, "by hand");
  g_autoptr (PlxTrace) trace = NULL;
  g_autoptr (PlxLoads) loads = NULL;

  plx_trace_builder_op (b, 0, plx_op_work (PLX_FLOP, 11, 0));
  plx_trace_builder_op (b, 0, plx_op_work (PLX_COPY, 1000, 0));
  plx_trace_builder_op (b, 0, plx_op_transfer (PLX_OP_READ, 1, 12, 3));
  plx_trace_builder_op (b, 0, plx_op_transfer (PLX_OP_PUT, 0, 40, 2));
  plx_trace_builder_op (b, 1, plx_op_transfer (PLX_OP_WRITE, 0, 8, 5));
  plx_trace_builder_sync (b);
  trace = plx_trace_builder_end (b);
  PLX_OK (loads = plx_loads_new (trace, 8, error));

  ck_assert (plx_loads_next (loads));
  ck_assert_uint_eq (loads->of[0].words_in, 6 + 5);
  ck_assert_uint_eq (loads->of[0].words_out, 0);
  ck_assert_uint_eq (loads->of[0].messages_in, 3 + 5);
  ck_assert_uint_eq (loads->of[0].reads, 6);
  ck_assert_uint_eq (loads->of[0].writes, 10);
  ck_assert_uint_eq (loads->of[0].self_bytes, 80);
  ck_assert_uint_eq (loads->of[0].instructions, 11);
  ck_assert_uint_eq (loads->of[1].words_out, 6 + 5);
  ck_assert_uint_eq (loads->of[1].words_in, 0);
  ck_assert_uint_eq (loads->of[1].writes, 5);
  ck_assert (!plx_loads_next (loads));
}
END_TEST

START_TEST (a_receive_belongs_to_the_superstep_after_its_send)
{
  PlxTraceBuilder *b = plx_trace_builder_new (3, "chain");
  g_autoptr (PlxTrace) trace = NULL;
  const PlxTrace *bulk = NULL;
  gsize n;

  plx_trace_builder_op (b, 2, plx_op_message (PLX_OP_RECV, 1, 8, 4));
  plx_trace_builder_op (b, 1, plx_op_message (PLX_OP_RECV, 0, 8, 4));
  plx_trace_builder_op (b, 1, plx_op_message (PLX_OP_SEND, 2, 8, 4));
  plx_trace_builder_op (b, 0, plx_op_message (PLX_OP_SEND, 1, 8, 4));
  trace = plx_trace_builder_end (b);
  ck_assert_uint_eq (plx_trace_n_supersteps (trace), 1);
  PLX_OK (bulk = plx_trace_bulk (trace, error));

  ck_assert_uint_eq (plx_trace_n_supersteps (bulk), 3);
  ck_assert_uint_eq (plx_trace_ops (bulk, 1, 1, &n)[1].kind, PLX_OP_SEND);
  ck_assert_uint_eq (n, 2);
  plx_trace_ops (bulk, 2, 2, &n);
  ck_assert_uint_eq (n, 1);
  ck_assert (!plx_trace_superstep (bulk, 2)->sync);
}
END_TEST

START_TEST (a_receive_without_a_send_is_an_error_that_names_it)
{
  PlxTraceBuilder *b = plx_trace_builder_new (2, "lonely");
  g_autoptr (PlxTrace) trace = NULL;

  plx_trace_builder_op (b, 1, plx_op_message (PLX_OP_RECV, 0, 8, 4));
  trace = plx_trace_builder_end (b);
  PLX_FAILS (plx_trace_bulk (trace, error), PLX_ERROR_INPUT, "processor 1 waits for a message from 0 with tag 4");
}
END_TEST

/* Work on p processors, then perhaps something else. */
static gboolean
is_sequential (guint p, const PlxOp *other, gboolean sync)
{
  PlxTraceBuilder *b = plx_trace_builder_new (p, "work");
  g_autoptr (PlxTrace) trace = NULL;

  plx_trace_builder_op (b, p - 1, plx_op_work (PLX_MAP, 5, 100));
  if (other)
    plx_trace_builder_op (b, p - 1, *other);
  if (sync)
    plx_trace_builder_sync (b);
  trace = plx_trace_builder_end (b);
  return plx_trace_is_sequential (trace);
}

START_TEST (one_processor_that_only_works_is_sequential)
{
  const PlxOp work = plx_op_work (PLX_COPY, 8, 16), put = plx_op_transfer (PLX_OP_PUT, 0, 24, 1);

  ck_assert (is_sequential (1, NULL, FALSE));
  ck_assert (is_sequential (1, &work, FALSE));
  ck_assert (!is_sequential (1, &put, FALSE));
  ck_assert (!is_sequential (1, NULL, TRUE));
  ck_assert (!is_sequential (2, NULL, FALSE));
}
END_TEST

PLX_TEST_MAIN ("trace", neighbours_alike_coalesce_and_others_do_not, processors_that_take_turns_are_sorted,
               loads_are_words_of_each_call_rounded_up, a_receive_belongs_to_the_superstep_after_its_send,
               a_receive_without_a_send_is_an_error_that_names_it, one_processor_that_only_works_is_sequential)
