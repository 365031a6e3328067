/* SPDX-License-Identifier: MIT */
/* check-models.c: each model's formula, conventions and parameters; values differ from 0, from 1
 * and from each other. */
#include "tests/pricing.h"

#include <string.h>

/* Superstep 0: w = {3, 5, 2}, out = {7, 0, 4}, in = {4, 7, 0}, 2 calls from 0 to 1; superstep 1:
 * work 11, no SYNC. */
static PlxTrace *
two_supersteps (void)
{
  PlxTraceBuilder *b = plx_trace_builder_new (3, "two supersteps");

  plx_trace_builder_label (b, "exchange", 12);
  hand_work (b, 0, 3);
  hand_words (b, 0, PLX_OP_PUT, 1, 4);
  hand_words (b, 0, PLX_OP_PUT, 1, 3);
  hand_work (b, 1, 5);
  hand_work (b, 2, 2);
  hand_words (b, 2, PLX_OP_QUEUE, 0, 4);
  plx_trace_builder_sync (b);
  hand_work (b, 2, 11);
  return plx_trace_builder_end (b);
}

static gboolean
has_note (const PlxTiming *timing, const char *text)
{
  for (guint k = 0; k < timing->notes->len; k++)
    if (strstr (g_ptr_array_index (timing->notes, k), text))
      return TRUE;
  return FALSE;
}

START_TEST (bsp_is_w_plus_g_h_plus_l_and_none_for_what_follows_the_last_sync)
{
  g_autoptr (PlxTrace) trace = two_supersteps ();
  g_autoptr (PlxTiming) timing = price (trace, "bsp:g=2,l=100,t=3");

  assert_near (timing->cost[0].compute, 15);
  assert_near (timing->cost[0].communicate, 14);
  assert_near (timing->cost[0].synchronise, 100);
  assert_near (timing->cost[0].wait, 0);
  ck_assert_uint_eq (timing->critical[0], 1);
  assert_near (timing->cost[1].compute, 33);
  assert_near (timing->cost[1].synchronise, 0);
  ck_assert_uint_eq (timing->critical[1], 2);
  assert_near (plx_timing_total (timing), 15 + 14 + 100 + 33);
}
END_TEST

START_TEST (bsp_explains_a_superstep_with_its_numbers)
{
  g_autoptr (PlxTrace) trace = two_supersteps ();
  g_autoptr (PlxTiming) plain = price (trace, "bsp:g=2,l=100");
  g_autoptr (PlxTiming) refined = price (trace, "bsp:g=2,l=100,nhalf=9,o=13");
  g_autoptr (PlxTiming) overlapped = price (trace, "bsp:g=2,l=100,overlap=yes");

  ck_assert_str_eq (plain->explanation[0], "w + g h + l = 5 + 2 x 7 + 100 = 119; "
                                           "h = 7 words: the larger of those that processor 0 sends and receives");
  ck_assert_str_eq (plain->explanation[1], "w + g h + l = 11 + 2 x 0 + 0 = 11; h = 0: no words move");
  ck_assert (g_str_has_prefix (refined->explanation[0],
                               "w + g (h + nhalf) + o m + l = 5 + 2 x (7 + 9) + 13 x 2 + 100 = 163; h = 7 words"));
  ck_assert (g_str_has_prefix (overlapped->explanation[0], "max (w, g h, l) = max (5, 2 x 7, 100) = 100; h = 7 words"));
}
END_TEST

START_TEST (bsp_takes_the_sum_of_in_and_out_when_told)
{
  g_autoptr (PlxTrace) trace = two_supersteps ();

  assert_near (price_total (trace, "bsp:g=2,l=100,h=sum"), 5 + 2 * 11 + 100 + 11);
}
END_TEST

START_TEST (bsp_adds_half_performance_length_and_message_time_only_where_words_move)
{
  g_autoptr (PlxTrace) trace = two_supersteps ();

  assert_near (price_total (trace, "bsp:g=2,l=100,nhalf=9"), 5 + 2 * (7 + 9) + 100 + 11);
  assert_near (price_total (trace, "bsp:g=2,l=100,o=13"), 5 + 2 * 7 + 13 * 2 + 100 + 11);
}
END_TEST

START_TEST (bsp_with_overlap_puts_all_time_into_the_largest_term)
{
  g_autoptr (PlxTrace) trace = two_supersteps ();
  g_autoptr (PlxTiming) by_l = price (trace, "bsp:g=2,l=100,overlap=yes");
  g_autoptr (PlxTiming) by_g = price (trace, "bsp:g=20,l=100,overlap=yes");
  g_autoptr (PlxTiming) by_w = price (trace, "bsp:g=2,l=10,t=7,overlap=yes");

  assert_near (by_l->cost[0].synchronise, 100);
  assert_near (plx_cost_total (by_l->cost[0]), 100);
  assert_near (by_g->cost[0].communicate, 140);
  assert_near (plx_cost_total (by_g->cost[0]), 140);
  assert_near (by_w->cost[0].compute, 35);
  assert_near (plx_cost_total (by_w->cost[0]), 35);
}
END_TEST

START_TEST (bsp_counts_words_of_the_size_it_is_told_each_call_rounded_up)
{
  g_autoptr (PlxTrace) trace = two_supersteps ();

  assert_near (price_total (trace, "bsp:g=2,l=100,word=4"), 5 + 2 * 14 + 100 + 11);
  assert_near (price_total (trace, "bsp:g=2,l=100,word=16"), 5 + 2 * 4 + 100 + 11);
}
END_TEST

START_TEST (bsp_charges_l_for_each_causal_superstep_that_sends)
{
  PlxTraceBuilder *b = plx_trace_builder_new (3, "chain");
  g_autoptr (PlxTrace) trace = NULL;

  hand_message (b, 0, 1, 24);
  hand_message (b, 1, 2, 56);
  hand_work (b, 2, 5);
  trace = plx_trace_builder_end (b);
  assert_near (price_total (trace, "bsp:g=2,l=100"), (3 + 7) * 2 + 2 * 100 + 5);
}
END_TEST

START_TEST (bsp_moves_nothing_to_oneself)
{
  PlxTraceBuilder *b = plx_trace_builder_new (2, "to myself");
  g_autoptr (PlxTrace) trace = NULL;

  hand_words (b, 1, PLX_OP_PUT, 1, 9);
  hand_words (b, 1, PLX_OP_READ, 1, 9);
  plx_trace_builder_op (b, 1, plx_op_work (PLX_COPY, 1000, 0));
  plx_trace_builder_sync (b);
  trace = plx_trace_builder_end (b);
  assert_near (price_total (trace, "bsp:g=2,l=100"), 100);
}
END_TEST

/* Processor 0: 3 operations, 5 words read, 2 written; processor 1: 10 operations. */
static PlxTrace *
phase (gboolean raw)
{
  PlxTraceBuilder *b = plx_trace_builder_new (16, "phase");

  hand_work (b, 0, 3);
  hand_words (b, 0, PLX_OP_READ, 0, 4);
  hand_words (b, 0, PLX_OP_GET, 1, 1);
  hand_words (b, 0, PLX_OP_WRITE, 2, 2);
  hand_work (b, 1, 10);
  plx_trace_builder_label (b, "meet", 3);
  plx_trace_builder_facts (b, &(PlxSuperstep) { .raw = raw != FALSE, .readers = 2, .writers = 1,
                                                .read_access = PLX_COMMON });
  plx_trace_builder_sync (b);
  return plx_trace_builder_end (b);
}

/* h = 7 words go to processor 1, and 3 words of processor 0 to itself. */
static PlxTrace *
seven_words_and_three_to_oneself (void)
{
  PlxTraceBuilder *b = plx_trace_builder_new (2, "by hand");

  hand_words (b, 0, PLX_OP_PUT, 1, 7);
  hand_words (b, 0, PLX_OP_WRITE, 0, 3);
  plx_trace_builder_sync (b);
  return plx_trace_builder_end (b);
}

static PlxTiming *
price_on (const PlxTrace *trace, const PlxMachine *machine, const char *g, const char *self, GError **fault)
{
  g_autoptr (PlxSettings) settings = plx_settings_new ();
  g_autoptr (PlxPricer) pricer = NULL;

  PLX_OK (plx_settings_add (settings, "g", g, "test", error));
  PLX_OK (plx_settings_add (settings, "self", self, "test", error));
  pricer = plx_pricer_new ("bsp", settings, machine, 2, FALSE, fault);
  return pricer ? plx_pricer_price (pricer, trace, FALSE, fault) : NULL;
}

START_TEST (bsp_takes_g_over_h_and_writes_to_oneself_from_the_tables_of_the_machine)
{
  static const char text[] = "[machine]\nname = x\np = 2\nunit = step\nkind = textbook\n"
                             "[bsp]\ng = 2\nl = 100\ng-table = 7: 5, 14: 11\nself-table = 24: 13, 48: 17\n";
  g_autoptr (PlxTrace) trace = seven_words_and_three_to_oneself ();
  g_autoptr (PlxMachine) machine = NULL;
  g_autoptr (PlxTiming) plain = NULL;
  g_autoptr (PlxTiming) refined = NULL;

  PLX_OK (machine = plx_machine_parse (text, "x.machine", error));
  PLX_OK (plain = price_on (trace, machine, "2", "copy", error));
  PLX_OK (refined = price_on (trace, machine, "table", "table", error));
  assert_near (plx_timing_total (plain), 7 * 2 + 100);
  assert_near (plx_timing_total (refined), 24 * 13 + 7 * 5 + 100);
  assert_near (refined->cost[0].compute, 24 * 13);
}
END_TEST

START_TEST (a_table_that_the_machine_does_not_have_is_named)
{
  g_autoptr (PlxTrace) trace = seven_words_and_three_to_oneself ();

  PLX_FAILS (price_on (trace, NULL, "table", "copy", error), PLX_ERROR_INPUT, "the machine has no g-table in [bsp]");
}
END_TEST

START_TEST (apram_charges_every_word_whoever_owns_it_and_a_barrier)
{
  g_autoptr (PlxTrace) trace = phase (FALSE);
  g_autoptr (PlxTiming) timing = price (trace, "apram:d=4,B=8,t=2");

  assert_near (timing->cost[0].compute, 6);
  assert_near (timing->cost[0].communicate, 5 * 4 + 2 * 4);
  assert_near (timing->cost[0].synchronise, 8);
  ck_assert_uint_eq (timing->critical[0], 0);
  ck_assert_str_eq (timing->explanation[0],
                    "w + R (reads) + R (writes) + 1 B = 6 + R (5) + R (2) + 1 x 8 = 42; the longest processor is 0");
}
END_TEST

START_TEST (apram_pipelines_the_reads_of_a_phase_and_its_writes)
{
  g_autoptr (PlxTrace) trace = phase (FALSE);

  assert_near (price_total (trace, "apram:d=4,B=8,access=pipelined"), 3 + (4 + 4) + (4 + 1) + 8);
  assert_near (price_total (trace, "apram:d=4,B=8,t=3,access=pipelined"), 9 + (4 + 4 * 3) + (4 + 1 * 3) + 8);
}
END_TEST

START_TEST (apram_charges_what_goes_to_oneself_once)
{
  static const char text[] = "[machine]\nname = x\nunit = step\nkind = textbook\n"
                             "[work]\nop = 3\ncopy = 5\n[apram]\nd = 7\nB = 100\n";
  g_autoptr (PlxTrace) trace = seven_words_and_three_to_oneself ();
  g_autoptr (PlxMachine) machine = NULL;
  g_autoptr (PlxPricer) pricer = NULL;
  g_autoptr (PlxTiming) timing = NULL;

  PLX_OK (machine = plx_machine_parse (text, "x.machine", error));
  PLX_OK (pricer = plx_pricer_new ("apram", NULL, machine, 2, FALSE, error));
  PLX_OK (timing = plx_pricer_price (pricer, trace, FALSE, error));
  assert_near (plx_timing_total (timing), (7 + 3) * 7 + 100);
}
END_TEST

START_TEST (apram_charges_a_second_barrier_where_reads_meet_writes)
{
  g_autoptr (PlxTrace) trace = phase (TRUE);

  assert_near (price_total (trace, "apram:d=4,B=8"), 3 + 5 * 4 + 2 * 4 + 2 * 8);
}
END_TEST

START_TEST (apram_knows_three_rules_for_B)
{
  g_autoptr (PlxTrace) trace = phase (FALSE);

  assert_near (price_total (trace, "apram:d=8,B=dlogp"), 3 + 7 * 8 + 8 * 4);
  assert_near (price_total (trace, "apram:d=8,B=dp"), 3 + 7 * 8 + 8 * 16);
  assert_near (price_total (trace, "apram:d=8,B=dlogp/logd"), 3 + 7 * 8 + 8 * 4 / 3.0);
}
END_TEST

START_TEST (apram_notes_a_machine_that_is_not_one)
{
  g_autoptr (PlxTrace) trace = phase (FALSE);
  g_autoptr (PlxTiming) fit = price (trace, "apram:d=4,B=8"), late = price (trace, "apram:d=9,B=8");
  g_autoptr (PlxTiming) slow = price (trace, "apram:d=4,B=17"), quick = price (trace, "apram:d=1.5,B=8");

  ck_assert (!has_note (fit, "does not hold"));
  ck_assert (has_note (late, "2 <= d <= B <= p does not hold: d = 9, B = 8 operations, p = 16"));
  ck_assert (has_note (slow, "B = 17"));
  ck_assert (has_note (quick, "d = 1.5"));
}
END_TEST

START_TEST (apram_notes_phases_that_break_the_rule)
{
  g_autoptr (PlxTrace) meets = phase (TRUE), parts = phase (FALSE);
  g_autoptr (PlxTiming) exclusive = price (parts, "apram:d=4,B=8,phase_rule=exclusive");
  g_autoptr (PlxTiming) fine = price (parts, "apram:d=4,B=8,phase_rule=no-conflict");
  g_autoptr (PlxTiming) no_raw = price (meets, "apram:d=4,B=8,phase_rule=no-raw");

  ck_assert (has_note (exclusive, "violates phase_rule = exclusive in 1 superstep, first in 0 \"meet\": "
                                  "several processors read one cell"));
  ck_assert (!has_note (fine, "violates"));
  ck_assert (has_note (no_raw, "violates phase_rule = no-raw"));
  ck_assert (has_note (no_raw, "a processor reads a cell that another writes"));
}
END_TEST

/* work = {3, 5}, reads = {2, 4}, writes = {7, 1}; then 1 processor with 6 operations. */
static PlxTrace *
instructions (const PlxSuperstep *facts)
{
  PlxTraceBuilder *b = plx_trace_builder_new (2, "instructions");
  const guint count[2][3] = { { 3, 2, 7 }, { 5, 4, 1 } };

  for (guint i = 0; i < 2; i++)
    {
      hand_work (b, i, count[i][0]);
      plx_trace_builder_op (b, i, plx_op_work (PLX_RANDOM, 999, 0));
      hand_words (b, i, PLX_OP_READ, i, count[i][1]);
      hand_words (b, i, PLX_OP_WRITE, 1 - i, count[i][2]);
    }
  plx_trace_builder_label (b, "all at once", 5);
  if (facts)
    plx_trace_builder_facts (b, facts);
  plx_trace_builder_sync (b);
  hand_work (b, 1, 6);
  return plx_trace_builder_end (b);
}

START_TEST (pram_counts_the_instructions_of_the_longest_processor)
{
  g_autoptr (PlxTrace) trace = instructions (NULL);
  g_autoptr (PlxTiming) timing = price (trace, "pram");

  assert_near (timing->cost[0].compute, 7);
  assert_near (timing->cost[1].compute, 6);
  assert_near (plx_timing_total (timing), 13);
  ck_assert_uint_eq (timing->critical[0], 0);
  ck_assert_uint_eq (timing->critical[1], 1);
  ck_assert (has_note (timing, "W = 18, P = 2, T = 13, cost P T = 26"));
}
END_TEST

START_TEST (pram_can_charge_reading_computing_and_writing_apart)
{
  g_autoptr (PlxTrace) trace = instructions (NULL);

  assert_near (price_total (trace, "pram:count=rcw"), 4 + 5 + 7 + 6);
}
END_TEST

START_TEST (pram_believes_a_source_that_counts_by_its_own_rule)
{
  g_autoptr (PlxTrace) trace = instructions (&(PlxSuperstep) { .instructions = 29 });

  assert_near (price_total (trace, "pram"), 29 + 6);
}
END_TEST

START_TEST (pram_names_the_weakest_variant_that_accepts_a_trace)
{
  static const struct { PlxRule read, write; const char *weakest; } cases[] = {
    { PLX_COMMON, PLX_EXCLUSIVE, "pram.crew" },
    { PLX_EXCLUSIVE, PLX_COMMON, "pram.crcw-common" },
    { PLX_COMMON, PLX_ARBITRARY, "pram.crcw-arbitrary" },
    { PLX_COMMON, PLX_XOR, "pram.crcw-xor" },
  };

  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autoptr (PlxTrace) trace = instructions (&(PlxSuperstep) { .read_access = (guint8) cases[k].read,
                                                                   .write_access = (guint8) cases[k].write });
      g_autoptr (PlxTiming) erew = price (trace, "pram.erew"), weakest = price (trace, cases[k].weakest);
      g_autofree char *note = g_strdup_printf ("the weakest variant that accepts the trace is %s", cases[k].weakest);

      ck_assert_msg (has_note (erew, note), "%s", note);
      ck_assert (has_note (erew, "violates erew in 1 superstep: superstep 0 \"all at once\""));
      ck_assert (!has_note (weakest, "violates"));
      assert_near (plx_timing_total (erew), plx_timing_total (weakest));
    }
}
END_TEST

START_TEST (pram_lets_a_stronger_rule_decide_but_takes_no_sum_for_another_fold)
{
  g_autoptr (PlxTrace) common = instructions (&(PlxSuperstep) { .write_access = PLX_COMMON });
  g_autoptr (PlxTrace) sum = instructions (&(PlxSuperstep) { .write_access = PLX_SUM });
  g_autoptr (PlxTiming) by_priority = price (common, "pram.crcw-priority");
  g_autoptr (PlxTiming) by_crew = price (common, "pram");
  g_autoptr (PlxTiming) by_max = price (sum, "pram.crcw-max");

  ck_assert (!has_note (by_priority, "violates"));
  ck_assert (has_note (by_crew, "violates crew"));
  ck_assert (has_note (by_max, "violates crcw-max"));
  ck_assert (has_note (by_max, "is pram.crcw-sum"));
}
END_TEST

START_TEST (pram_says_which_processors_met_in_which_cell)
{
  PlxTraceBuilder *b = plx_trace_builder_new (9, "meeting");
  g_autoptr (PlxTrace) trace = NULL;
  g_autoptr (PlxTiming) timing = NULL;

  hand_words (b, 3, PLX_OP_WRITE, 0, 2);
  hand_words (b, 8, PLX_OP_WRITE, 0, 2);
  plx_trace_builder_label (b, "two writers", 5);
  plx_trace_builder_violation (b, &(PlxViolation) { .superstep = 0, .kind = PLX_CONFLICT_WRITE, .processors = { 3, 8 },
                                                    .cell = 17, .array = "total" });
  plx_trace_builder_facts (b, &(PlxSuperstep) { .write_access = PLX_ARBITRARY, .writers = 2 });
  plx_trace_builder_sync (b);
  trace = plx_trace_builder_end (b);
  timing = price (trace, "pram");
  ck_assert (has_note (timing, "needs arbitrary writes of one cell (processors 3 and 8, cell total[17])"));
}
END_TEST

/* m_op = 3 of processor 1, 5 reads and 2 writes of processor 0, 11 processors at one cell; then no accesses. */
static PlxTrace *
queue_and_silence (guint readers, guint writers)
{
  PlxTraceBuilder *b = plx_trace_builder_new (16, "queue");

  hand_words (b, 0, PLX_OP_READ, 0, 4);
  hand_words (b, 0, PLX_OP_GET, 1, 1);
  hand_words (b, 0, PLX_OP_PUT, 2, 2);
  hand_work (b, 1, 3);
  plx_trace_builder_facts (b, &(PlxSuperstep) { .readers = readers, .writers = writers });
  plx_trace_builder_sync (b);
  hand_work (b, 7, 2);
  plx_trace_builder_sync (b);
  return plx_trace_builder_end (b);
}

START_TEST (qsm_is_the_longest_of_work_accesses_and_the_queue_at_a_cell)
{
  g_autoptr (PlxTrace) readers = queue_and_silence (11, 2), writers = queue_and_silence (2, 11);
  g_autoptr (PlxTrace) few = queue_and_silence (4, 2);

  assert_near (price_total (readers, "qsm:g=4"), 4 * 5 + 4);
  assert_near (price_total (readers, "qsm:g=2"), 11 + 2);
  assert_near (price_total (writers, "qsm:g=2"), 11 + 2);
  assert_near (price_total (readers, "qsm:g=2,t=7"), 7 * 11 + 7 * 2);
  assert_near (price_total (readers, "qsm:g=4,word=4"), 4 * 10 + 4);
  assert_near (price_total (readers, "s-qsm:g=4"), 4 * 11 + 4);
  assert_near (price_total (writers, "s-qsm:g=4,t=23"), 23 * 3 + 23 * 2);
  assert_near (price_total (readers, "qrqw"), 11 + 2);
  assert_near (price_total (few, "qrqw:t=3"), 3 * 5 + 3 * 2);
}
END_TEST

START_TEST (qsm_gives_each_term_what_it_takes_beyond_those_before_it)
{
  g_autoptr (PlxTrace) trace = queue_and_silence (11, 2);
  g_autoptr (PlxTiming) timing = price (trace, "s-qsm:g=7");

  assert_near (timing->cost[0].compute, 3);
  assert_near (timing->cost[0].communicate, 7 * 5 - 3);
  assert_near (timing->cost[0].wait, 7 * 11 - 7 * 5);
  assert_near (timing->cost[0].synchronise, 0);
  ck_assert_uint_eq (timing->critical[0], 0);
  assert_near (timing->cost[1].compute, 2);
  assert_near (timing->cost[1].communicate, 0);
  assert_near (timing->cost[1].synchronise, 7 - 2);
  ck_assert_uint_eq (timing->critical[1], 7);
  ck_assert_str_eq (timing->explanation[0],
                    "max (m_op, g m_rw, g kappa) = max (3, 7 x 5, 7 x 11) = 77; most work: processor 1, "
                    "most accesses: processor 0; most processors at a cell: 11");
  ck_assert (g_str_has_prefix (timing->explanation[1], "max (m_op, g m_rw, g kappa) = max (2, 7 x 1, 7 x 0) = 7; "
                                                       "most work: processor 7, no accesses"));
}
END_TEST

START_TEST (qsm_takes_its_gap_from_its_section_of_the_machine)
{
  static const char text[] = "[machine]\nname = x\nunit = step\nkind = textbook\n[qsm]\ng = 7\n[work]\nop = 3\n";
  static const struct { const char *model; double total; } cases[] = {
    { "qsm", 7 * 5 + 7 }, { "s-qsm", 7 * 11 + 7 }, { "qrqw", 3 * 11 + 3 * 2 } };
  g_autoptr (PlxTrace) trace = queue_and_silence (11, 2);
  g_autoptr (PlxMachine) machine = NULL;

  PLX_OK (machine = plx_machine_parse (text, "x.machine", error));
  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autoptr (PlxPricer) pricer = NULL;
      g_autoptr (PlxTiming) timing = NULL;

      PLX_OK (pricer = plx_pricer_new (cases[k].model, NULL, machine, 16, FALSE, error));
      PLX_OK (timing = plx_pricer_price (pricer, trace, FALSE, error));
      assert_near (plx_timing_total (timing), cases[k].total);
    }
}
END_TEST

START_TEST (parameters_without_a_default_are_asked_for_by_name)
{
  g_autoptr (PlxTrace) trace = two_supersteps ();

  PLX_FAILS (try_price (trace, "bsp:l=3", error), PLX_ERROR_INPUT, "g");
  PLX_FAILS (try_price (trace, "apram:d=4", error), PLX_ERROR_INPUT, "B");
  PLX_FAILS (try_price (trace, "logp:L=6", error), PLX_ERROR_INPUT, "o, g");
  PLX_FAILS (try_price (trace, "loggp:L=6,o=2,g=4", error), PLX_ERROR_INPUT, "G");
  PLX_FAILS (try_price (trace, "loggps:L=6,G=4", error), PLX_ERROR_INPUT, "loggps: o, g are missing");
  PLX_FAILS (try_price (trace, "loggops:o=6,g=4,G=3", error), PLX_ERROR_INPUT, "loggops: L is missing");
  PLX_FAILS (try_price (trace, "plogp:or=4", error), PLX_ERROR_INPUT, "plogp: L, os, g are missing");
  PLX_FAILS (try_price (trace, "hockney", error), PLX_ERROR_INPUT, "hockney: alpha, beta are missing");
  PLX_FAILS (try_price (trace, "qsm", error), PLX_ERROR_INPUT, "qsm: g is missing");
  PLX_FAILS (try_price (trace, "s-qsm:t=3", error), PLX_ERROR_INPUT, "s-qsm: g is missing");
  PLX_FAILS (try_price (trace, "qrqw:g=3", error), PLX_ERROR_INPUT, "g");
  PLX_FAILS (try_price (trace, "loggps:L=6,o=2,g=4,G=3,S=few", error), PLX_ERROR_INPUT, "S");
  PLX_FAILS (try_price (trace, "loggops:L=6,o=2,g=4,G=3,compat=lgs,capacity=yes", error), PLX_ERROR_INPUT,
             "compat = lgs knows no capacity");
  PLX_FAILS (try_price (trace, "bsp:g=-2,l=3", error), PLX_ERROR_INPUT, "g");
  PLX_FAILS (try_price (trace, "apram:d=4,B=dlog", error), PLX_ERROR_INPUT, "B");
  PLX_FAILS (try_price (trace, "pram.qrcw", error), PLX_ERROR_INPUT, "qrcw");
}
END_TEST

START_TEST (a_wild_receive_cannot_be_priced)
{
  static const char *const models[]
    = { "pram", "apram:d=4,B=8", "bsp:g=2,l=3", "logp:L=6,o=2,g=4", "s-qsm:g=2" };
  PlxTraceBuilder *b = plx_trace_builder_new (2, "wild");
  g_autoptr (PlxTrace) trace = NULL;

  plx_trace_builder_op (b, 0, plx_op_message (PLX_OP_SEND, 1, 8, 3));
  plx_trace_builder_op (b, 1, plx_op_message (PLX_OP_RECV, PLX_ANY, 8, 3));
  trace = plx_trace_builder_end (b);
  for (guint k = 0; k < G_N_ELEMENTS (models); k++)
    PLX_FAILS (try_price (trace, models[k], error), PLX_ERROR_INPUT, "names no source or no tag");
}
END_TEST

PLX_TEST_MAIN ("models", bsp_is_w_plus_g_h_plus_l_and_none_for_what_follows_the_last_sync,
               bsp_explains_a_superstep_with_its_numbers, bsp_takes_the_sum_of_in_and_out_when_told,
               bsp_adds_half_performance_length_and_message_time_only_where_words_move,
               bsp_with_overlap_puts_all_time_into_the_largest_term,
               bsp_counts_words_of_the_size_it_is_told_each_call_rounded_up,
               bsp_charges_l_for_each_causal_superstep_that_sends, bsp_moves_nothing_to_oneself,
               bsp_takes_g_over_h_and_writes_to_oneself_from_the_tables_of_the_machine,
               a_table_that_the_machine_does_not_have_is_named,
               apram_charges_every_word_whoever_owns_it_and_a_barrier,
               apram_pipelines_the_reads_of_a_phase_and_its_writes,
               apram_charges_what_goes_to_oneself_once,
               apram_charges_a_second_barrier_where_reads_meet_writes, apram_knows_three_rules_for_B,
               apram_notes_a_machine_that_is_not_one, apram_notes_phases_that_break_the_rule,
               pram_counts_the_instructions_of_the_longest_processor,
               pram_can_charge_reading_computing_and_writing_apart,
               pram_believes_a_source_that_counts_by_its_own_rule,
               pram_names_the_weakest_variant_that_accepts_a_trace,
               pram_lets_a_stronger_rule_decide_but_takes_no_sum_for_another_fold,
               pram_says_which_processors_met_in_which_cell,
               qsm_is_the_longest_of_work_accesses_and_the_queue_at_a_cell,
               qsm_gives_each_term_what_it_takes_beyond_those_before_it,
               qsm_takes_its_gap_from_its_section_of_the_machine,
               parameters_without_a_default_are_asked_for_by_name, a_wild_receive_cannot_be_priced)
