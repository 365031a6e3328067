/* SPDX-License-Identifier: MIT */
/* check-logp-family.c: what LogP and the models after it charge for messages: closed forms, conventions,
 * the check values of the models' files. */
#include "tests/pricing.h"

#include <parallax/engine.h>
#include <string.h>

START_TEST (logp_prices_words_and_loggp_bytes_of_a_block)
{
  PlxTraceBuilder *b = plx_trace_builder_new (2, "a block");
  g_autoptr (PlxTrace) trace = NULL;

  hand_message (b, 0, 1, 40);
  trace = plx_trace_builder_end (b);
  assert_near (price_total (trace, "logp:L=6,o=2,g=4"), 4 * 4 + 2 + 6 + 2);
  assert_near (price_total (trace, "logp:L=6,o=2,g=4,M=16"), 2 * 4 + 2 + 6 + 2);
  assert_near (price_total (trace, "logp:L=6,o=2,g=4,word=4"), 9 * 4 + 2 + 6 + 2);
  assert_near (price_total (trace, "loggp:L=6,o=2,g=4,G=3"), 2 + 39 * 3 + 6 + 2);
}
END_TEST

START_TEST (the_logp_family_computes_its_barrier_or_takes_one)
{
  PlxTraceBuilder *b = plx_trace_builder_new (5, "barrier");
  g_autoptr (PlxTrace) trace = NULL;
  g_autoptr (PlxTiming) timing = NULL;

  hand_work (b, 3, 7);
  plx_trace_builder_sync (b);
  trace = plx_trace_builder_end (b);
  timing = price (trace, "logp:L=6,o=2,g=4,t=5");
  assert_near (timing->cost[0].compute, 35);
  assert_near (timing->cost[0].synchronise, 3 * (6 + 2 * 2));
  ck_assert_uint_eq (timing->critical[0], 3);
  assert_near (price_total (trace, "logp:L=6,o=2,g=4,barrier=17"), 7 + 17);
  assert_near (price_total (trace, "loggp:L=6,o=2,g=4,G=3,barrier=0"), 7);
  assert_near (price_total (trace, "loggops:L=23,o=3,g=4,G=5,O=11"), 7 + 3 * (23 + 2 * 3));
  assert_near (price_total (trace, "plogp:L=23,os=3,or=5,g=31"), 7 + 3 * (23 + 31));
  assert_near (price_total (trace, "hockney:alpha=19,beta=2"), 7 + 3 * (19 + 2));
}
END_TEST

static PlxProcessorCosts
costs_of (const PlxPricer *pricer)
{
  PlxProcessorCosts costs = { 0 };

  PLX_OK (pricer->model->costs (pricer->instance, &costs, error));
  return costs;
}

START_TEST (the_capacity_is_how_often_g_fits_into_L)
{
  static const struct { const char *model; guint64 capacity; } cases[] = {
    { "logp:L=6,o=2,g=4,capacity=yes", 2 },          { "logp:L=8,o=2,g=4,capacity=yes", 2 },
    { "logp:L=3,o=2,g=4,capacity=yes", 1 },          { "logp:L=0,o=2,g=4,capacity=yes", 1 },
    { "logp:L=6,o=2,g=0,capacity=yes", 0 },          { "logp:L=6,o=2,g=4", 0 },
    { "logp:L=1e300,o=2,g=1e-9,capacity=yes", 0 },
    { "loggp:L=25,o=2,g=4,G=3,capacity=yes", 7 },    { "loggp:L=25,o=2,g=4,G=3", 0 },
  };

  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autoptr (PlxPricer) pricer = NULL;

      PLX_OK (pricer = try_pricer (cases[k].model, 2, error));
      ck_assert_msg (costs_of (pricer).capacity == cases[k].capacity, "%s", cases[k].model);
    }
}
END_TEST

/* ---- closed forms of the LogP family ---- */

#define P 5

static PlxTrace *
one_message (guint bytes)
{
  PlxTraceBuilder *b = plx_trace_builder_new (2, "one message");

  hand_message (b, 0, 1, bytes);
  return plx_trace_builder_end (b);
}

static PlxTrace *
flat_scatter (guint bytes)
{
  PlxTraceBuilder *b = plx_trace_builder_new (P, "flat scatter");

  for (guint i = 1; i < P; i++)
    hand_message (b, 0, i, bytes);
  return plx_trace_builder_end (b);
}

static PlxTrace *
flat_gather (guint bytes)
{
  PlxTraceBuilder *b = plx_trace_builder_new (P, "flat gather");

  for (guint i = 1; i < P; i++)
    hand_message (b, i, 0, bytes);
  return plx_trace_builder_end (b);
}

static PlxTrace *
ping_pong (guint bytes)
{
  PlxTraceBuilder *b = plx_trace_builder_new (2, "ping-pong");

  hand_message (b, 0, 1, bytes);
  hand_message (b, 1, 0, bytes);
  return plx_trace_builder_end (b);
}

/* P - 1 rounds, in which everybody sends to the right and receives from the left. */
static PlxTrace *
ring (guint bytes)
{
  PlxTraceBuilder *b = plx_trace_builder_new (P, "ring");

  for (guint round = 1; round < P; round++)
    for (guint i = 0; i < P; i++)
      {
        plx_trace_builder_op (b, i, plx_op_message (PLX_OP_SEND, (i + 1) % P, bytes, 0));
        plx_trace_builder_op (b, i, plx_op_message (PLX_OP_RECV, (i + P - 1) % P, bytes, 0));
      }
  return plx_trace_builder_end (b);
}

/* What a message of 13 bytes costs, and how far apart two sends and two receives of them start, when
 * the next message is another's; of logp, two packets of a word. */
static const struct { const char *model; double message, apart; } family[] = {
  { "logp:L=23,o=3,g=7", 7 + 3 + 23 + 3, 2 * 7 },
  { "logp:L=23,o=11,g=7", 11 + 11 + 23 + 11, 2 * 11 },
  { "logp:L=23,o=3,g=7,M=5", 2 * 7 + 3 + 23 + 3, 3 * 7 },
  { "loggp:L=23,o=3,g=7,G=2", 3 + 12 * 2 + 23 + 3, 7 + 12 * 2 },
  { "loggp:L=97,o=41,g=7,G=2", 41 + 12 * 2 + 97 + 41, 41 },
  { "loggps:L=23,o=3,g=7,G=2,S=13", 3 + 12 * 2 + 23 + 3, 7 + 12 * 2 },
  { "loggops:L=23,o=3,g=7,G=2", 3 + 12 * 2 + 23 + 3, 7 + 12 * 2 },
  { "loggops:L=23,o=3,g=7,G=2,O=5", 2 * (3 + 12 * 5) + 23 + 12 * 2, 3 + 12 * 5 },
  { "loggops:L=23,o=3,g=7,G=11,O=5,S=64", 2 * (3 + 12 * 5) + 23 + 12 * 11, 7 + 12 * 11 },
  { "plogp:L=23,os=3,or=5,g=31", 23 + 31, 31 },
  { "plogp:L=23,os=43,or=5,g=31", 23 + 43, 43 },
  { "plogp:L=23,os=3,or=37,g=31", 23 + 37, 37 },
  { "hockney:alpha=19,beta=2", 19 + 13 * 2, 19 + 13 * 2 },
};

static void
assert_price (PlxTrace *taken, const char *model, double expected)
{
  g_autoptr (PlxTrace) trace = taken;
  const double got = price_total (trace, model);

  ck_assert_msg (ABS (got - expected) <= 1e-12 * expected, "%s, %s: %.17g, not %.17g", model,
                 plx_trace_identity (trace), got, expected);
}

START_TEST (messages_that_do_not_meet_cost_what_one_costs)
{
  for (guint k = 0; k < G_N_ELEMENTS (family); k++)
    {
      assert_price (one_message (13), family[k].model, family[k].message);
      assert_price (ping_pong (13), family[k].model, 2 * family[k].message);
      assert_price (ring (13), family[k].model, (P - 1) * family[k].message);
    }
}
END_TEST

START_TEST (messages_from_one_or_to_one_keep_their_distance)
{
  for (guint k = 0; k < G_N_ELEMENTS (family); k++)
    {
      assert_price (flat_scatter (13), family[k].model, (P - 2) * family[k].apart + family[k].message);
      assert_price (flat_gather (13), family[k].model, (P - 2) * family[k].apart + family[k].message);
    }
}
END_TEST

/* n messages of s bytes there, d operations between them, and one back. */
static PlxTrace *
parameterized_round_trip (guint n, guint d, guint s)
{
  PlxTraceBuilder *b = plx_trace_builder_new (2, "PRTT");

  for (guint k = 0; k < n; k++)
    {
      if (k > 0 && d > 0)
        hand_work (b, 0, d);
      hand_message (b, 0, 1, s);
    }
  hand_message (b, 1, 0, s);
  return plx_trace_builder_end (b);
}

/* T. Hoefler, A. Lichei, W. Rehm, "Low-overhead LogGP parameter assessment for modern interconnection
 * networks", PMEO-PDS 2007: PRTT (n, d, s) = PRTT (1, 0, s) + (n - 1) max (o + d, g + (s - 1) G). */
START_TEST (loggp_prices_the_round_trips_that_measure_its_parameters)
{
  for (guint n = 1; n < 8; n += 3)
    for (guint d = 0; d < 60; d += 19)
      for (guint s = 1; s < 30; s += 6)
        {
          const double stretch = (s - 1) * 2, once = 2 * (97 + 2 * 5 + stretch);

          assert_price (parameterized_round_trip (n, d, s), "loggp:L=97,o=5,g=17,G=2",
                        once + (n - 1) * MAX (5 + d, 17 + stretch));
        }
}
END_TEST

START_TEST (a_message_of_no_bytes_is_one_of_a_byte_but_for_hockney)
{
  for (guint k = 0; k + 1 < G_N_ELEMENTS (family); k++)
    {
      g_autoptr (PlxTrace) of_one = one_message (1);

      assert_price (one_message (0), family[k].model, price_total (of_one, family[k].model));
    }
  assert_price (one_message (0), "hockney:alpha=19,beta=2", 19);
  assert_price (one_message (1), "hockney:alpha=19,beta=2", 19 + 2);
}
END_TEST

START_TEST (check_values_of_the_family_hold)
{
  assert_price (one_message (1000), "loggp:L=100,o=10,g=30,G=2", 2118);
  assert_price (one_message (10), "loggps:L=100,o=10,g=30,G=2,S=10", 138);
  assert_price (one_message (100), "loggops:L=100,o=10,g=30,G=2,O=3", 912);
  assert_price (one_message (100), "loggops:L=100,o=10,g=30,G=2", 318);
  assert_price (one_message (7), "plogp:L=100,os=11,or=13,g=2050", 2150);
  assert_price (parameterized_round_trip (10, 0, 7), "plogp:L=100,os=11,or=13,g=2050", 20600 + 2150);
  assert_price (one_message (1000), "hockney:alpha=100,beta=2", 2100);
}
END_TEST

static PlxTrace *
message_to_a_late_receiver (guint work)
{
  PlxTraceBuilder *b = plx_trace_builder_new (2, "late receiver");

  hand_work (b, 1, work);
  hand_message (b, 0, 1, 13);
  return plx_trace_builder_end (b);
}

/* L = 23, o = 3: a control message takes 29; the data of 13 bytes another 24 with G = 2, 2 x 60 with O = 5. */
START_TEST (a_message_above_S_asks_its_receiver_first)
{
  assert_price (one_message (12), "loggps:L=23,o=3,g=7,G=2,S=12", 29 + 11 * 2);
  assert_price (one_message (13), "loggps:L=23,o=3,g=7,G=2,S=12", 29 + 29 + 29 + 24);
  assert_price (one_message (13), "loggops:L=23,o=3,g=7,G=2,O=5,S=12", 29 + 29 + 29 + 24 + 2 * 60);
  assert_price (message_to_a_late_receiver (500), "loggps:L=23,o=3,g=7,G=2", 500 + 3);
  assert_price (message_to_a_late_receiver (500), "loggps:L=23,o=3,g=7,G=2,S=12", 500 + 3 + 29 + 29 + 24);
  assert_price (one_message (100), "loggps:L=100,o=10,g=30,G=2,S=10", 558);
}
END_TEST

START_TEST (hockney_computes_while_its_ports_move_messages)
{
  PlxTraceBuilder *b = plx_trace_builder_new (2, "overlap");

  hand_message (b, 0, 1, 13);
  hand_work (b, 0, 29);
  hand_message (b, 0, 1, 13);
  hand_work (b, 0, 71);
  assert_price (plx_trace_builder_end (b), "hockney:alpha=19,beta=2", 45 + 71);
}
END_TEST

static PlxPricer *
pricer_on (const char *sections, const char *model, GError **fault)
{
  g_autofree char *text = g_strconcat ("[machine]\nname = x\np = 2\nunit = step\nkind = textbook\n", sections, NULL);
  g_autoptr (PlxMachine) machine = NULL;

  PLX_OK (machine = plx_machine_parse (text, "x.machine", error));
  return plx_pricer_new (model, NULL, machine, 2, FALSE, fault);
}

START_TEST (plogp_takes_tables_of_the_machine_and_goes_straight_between_and_beyond_their_sizes)
{
  static const char tables[] = "[plogp]\nL = 23\nos = 3: 5, 11: 7, 19: 13\nor = 2\n"
                               "g = 3: 17, 11: 33, 19: 65\n";
  static const struct { guint bytes; double send, gap; } cases[] = {
    { 0, 5, 17 }, { 3, 5, 17 }, { 7, 6, 25 }, { 11, 7, 33 }, { 13, 8.5, 41 }, { 19, 13, 65 }, { 27, 19, 97 },
  };
  g_autoptr (PlxPricer) pricer = NULL;

  PLX_OK (pricer = pricer_on (tables, "plogp", error));
  const PlxProcessorCosts costs = costs_of (pricer);
  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      const PlxMessageCost m = costs.message (costs.instance, cases[k].bytes);

      assert_near (m.send, cases[k].send);
      assert_near (m.receive, 2);
      assert_near (m.gap, cases[k].gap);
      assert_near (m.flight + m.receive, 23 + cases[k].gap);
    }
}
END_TEST

START_TEST (a_table_of_plogp_that_falls_ends_at_0)
{
  g_autoptr (PlxPricer) pricer = NULL;

  PLX_OK (pricer = pricer_on ("[plogp]\nL = 23\nos = 2\nor = 3: 13, 11: 5\ng = 31\n", "plogp", error));
  const PlxProcessorCosts costs = costs_of (pricer);
  assert_near (costs.message (costs.instance, 13).receive, 3);
  assert_near (costs.message (costs.instance, 17).receive, 0);
}
END_TEST

/* 5 words that processor 0 reads from 1: the first waits for two messages, the others follow or wait as long. */
START_TEST (reads_of_words_overlap_or_come_one_after_another)
{
  static const struct { const char *model; double pipelined, plain; } cases[] = {
    { "logp:L=23,o=3,g=7", 2 * 29 + 4 * 7, 5 * 2 * 29 },
    { "loggp:L=23,o=11,g=7,G=2", 2 * 45 + 4 * 11, 5 * 2 * 45 },
    { "plogp:L=23,os=3,or=5,g=31", 2 * 54 + 4 * 31, 5 * 2 * 54 },
    { "hockney:alpha=19,beta=2", 2 * 21 + 4 * 21, 5 * 2 * 21 },
  };

  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    for (guint plain = 0; plain < 2; plain++)
      {
        g_autofree char *model = g_strconcat (cases[k].model, plain ? ",access=plain" : "", NULL);
        PlxTraceBuilder *b = plx_trace_builder_new (2, "reads");

        hand_words (b, 0, PLX_OP_READ, 1, 5);
        assert_price (plx_trace_builder_end (b), model, plain ? cases[k].plain : cases[k].pipelined);
      }
}
END_TEST

START_TEST (the_logp_family_shares_a_section_and_the_others_have_theirs)
{
  static const char all[] = "[logp]\nL = 23\no = 3\ng = 7\nG = 2\nS = 4K\nO = 5\nbarrier = 41\n"
                            "[plogp]\nL = 29\nos = 3\nor = 11\ng = 31\nbarrier = 43\n[hockney]\nalpha = 19\nbeta = 2\n";
  static const struct { const char *model; double flight, barrier; guint64 eager; } cases[] = {
    { "loggp", 3 + 24 + 23, 41, G_MAXUINT64 },   { "loggps", 3 + 24 + 23, 41, 4096 },
    { "loggops", 63 + 24 + 23, 41, 4096 },       { "plogp", 29 + 31 - 11, 43, G_MAXUINT64 },
    { "hockney", 45, 41, G_MAXUINT64 },
  };

  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autoptr (PlxPricer) pricer = NULL;

      PLX_OK (pricer = pricer_on (all, cases[k].model, error));
      const PlxProcessorCosts costs = costs_of (pricer);
      assert_near (costs.message (costs.instance, 13).flight, cases[k].flight);
      assert_near (costs.barrier, cases[k].barrier);
      ck_assert_uint_eq (costs.eager, cases[k].eager);
    }
}
END_TEST

START_TEST (loggops_hands_its_parameters_to_the_arithmetic_of_loggopsim)
{
  g_autoptr (PlxPricer) pricer = NULL, plain = NULL;

  PLX_OK (pricer = try_pricer ("loggops:L=23,o=3,g=7,G=11,O=5,S=64,compat=lgs", 2, error));
  PLX_OK (plain = try_pricer ("loggops:L=23,o=3,g=7,G=11,O=5,S=unlimited", 2, error));
  const PlxProcessorCosts costs = costs_of (pricer);
  ck_assert (costs.lgs.on && !costs_of (plain).lgs.on);
  assert_near (costs.lgs.L, 23);
  assert_near (costs.lgs.o, 3);
  assert_near (costs.lgs.g, 7);
  assert_near (costs.lgs.G, 11);
  assert_near (costs.lgs.O, 5);
  ck_assert_uint_eq (costs.eager, 64);
  ck_assert_uint_eq (costs_of (plain).eager, G_MAXUINT64);
}
END_TEST

PLX_TEST_MAIN ("logp-family", logp_prices_words_and_loggp_bytes_of_a_block,
               the_logp_family_computes_its_barrier_or_takes_one,
               the_capacity_is_how_often_g_fits_into_L,
               messages_that_do_not_meet_cost_what_one_costs,
               messages_from_one_or_to_one_keep_their_distance,
               loggp_prices_the_round_trips_that_measure_its_parameters,
               a_message_of_no_bytes_is_one_of_a_byte_but_for_hockney,
               check_values_of_the_family_hold, a_message_above_S_asks_its_receiver_first,
               hockney_computes_while_its_ports_move_messages,
               plogp_takes_tables_of_the_machine_and_goes_straight_between_and_beyond_their_sizes,
               a_table_of_plogp_that_falls_ends_at_0, reads_of_words_overlap_or_come_one_after_another,
               the_logp_family_shares_a_section_and_the_others_have_theirs,
               loggops_hands_its_parameters_to_the_arithmetic_of_loggopsim)
