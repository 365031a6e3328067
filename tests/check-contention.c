/* SPDX-License-Identifier: MIT */
/* check-contention.c: messages that share links and accesses that queue at memory modules, in whole simulations. */
#include "tests/draw.h"

#include <string.h>

/* Of a machine file: everything that a simulation needs. */
typedef struct {
  PlxMachine *machine;
  PlxPricer *pricer;
  PlxPlatform *platform;
  PlxProcessorCosts costs;
} Machine;

#define LOGP "[machine]\nunit = step\nword = 8\n[logp]\nL = 3\no = 5\ng = 7\nG = 0.25\n"
#define RING "[network]\ntopology = ring\nlatency = 2\nrate = 0.5\n"

static Machine
machine_new (const char *text, const char *model, guint p)
{
  Machine m = { .machine = NULL };

  PLX_OK (m.machine = plx_machine_parse (text, "x.machine", error));
  PLX_OK (m.pricer = plx_pricer_new (model, NULL, m.machine, p, FALSE, error));
  PLX_OK (plx_platform_new (m.machine, p, &m.platform, error));
  PLX_OK (m.pricer->model->costs (m.pricer->instance, &m.costs, error));
  return m;
}

static void
machine_clear (Machine *m)
{
  plx_pricer_free (m->pricer);
  plx_platform_free (m->platform);
  plx_machine_free (m->machine);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Machine, machine_clear)

/* The trace is freed. @finish: of each processor, in steps. */
static void
check (const Machine *m, PlxTraceBuilder *b, const double *finish)
{
  const PlxSimulateOptions options = { .platform = m->platform, .timing = TRUE };
  g_autoptr (PlxTrace) trace = plx_trace_builder_end (b);
  g_autoptr (PlxSimulation) got = NULL;

  PLX_OK (got = plx_simulate_trace (trace, &m->costs, &options, error));
  ck_assert_str_eq (got->engine, "event-queue");
  for (guint i = 0; i < got->p; i++)
    {
      ck_assert_double_eq_tol ((double) got->of[i].finish / got->rate, finish[i], 1e-9);
      ck_assert_uint_eq (got->of[i].finish, got->of[i].busy + got->of[i].gap + got->of[i].wait);
    }
  ck_assert_double_eq_tol (plx_timing_total (got->timing), (double) got->time / got->rate, 1e-9);
}

static void
message_of (PlxTraceBuilder *b, guint from, guint to, guint bytes)
{
  plx_trace_builder_op (b, from, plx_op_message (PLX_OP_SEND, to, bytes, 0));
  plx_trace_builder_op (b, to, plx_op_message (PLX_OP_RECV, from, bytes, 0));
}

/* ---- networks ---- */

/* It leaves at o = 5, and is through the links at 5 + 2 + 2 + 4 = 13; then L + 7 G = 4.75 and o. */
START_TEST (the_network_comes_in_addition_to_the_model)
{
  g_auto (Machine) m = machine_new (LOGP RING, "loggp", 4);
  PlxTraceBuilder *b = plx_trace_builder_new (4, "one");

  message_of (b, 0, 2, 8);
  check (&m, b, (const double[]) { 5, 0, 22.75, 0 });
}
END_TEST

/* From 0 to 2 and from 1 to 3. */
static PlxTraceBuilder *
two_messages (void)
{
  PlxTraceBuilder *b = plx_trace_builder_new (4, "two");

  message_of (b, 0, 2, 8);
  message_of (b, 1, 3, 8);
  return b;
}

/* The link from 1 to 2 is taken from 5 to 9 by the second, so that the first, there at 7, is
 * through at 9 + 2 + 4 = 15; the second goes on at 7 and is through at 13. */
START_TEST (two_messages_share_a_link_of_a_ring)
{
  g_auto (Machine) m = machine_new (LOGP RING, "loggp", 4);

  check (&m, two_messages (), (const double[]) { 5, 5, 24.75, 22.75 });
}
END_TEST

/* The first is at 1 at 11, the second at 2; both go on at once: 17. */
START_TEST (a_node_that_stores_forwards_the_whole_message)
{
  g_auto (Machine) m = machine_new (LOGP RING "switching = store-and-forward\n", "loggp", 4);

  check (&m, two_messages (), (const double[]) { 5, 5, 26.75, 26.75 });
}
END_TEST

/* All reach the switch at 7; the k-th of them, from 0, is through 40 (k + 1) + 2 later. */
START_TEST (a_link_to_a_processor_takes_one_message_at_a_time)
{
  g_auto (Machine) m
      = machine_new (LOGP "[network]\ntopology = crossbar\nlatency = 2\nrate = 5\n", "loggp", 4);
  PlxTraceBuilder *b = plx_trace_builder_new (4, "three to one");

  for (guint i = 1; i < 4; i++)
    message_of (b, i, 0, 8);
  check (&m, b, (const double[]) { 7 + 40 * 3 + 2 + 4.75 + 5, 5, 5, 5 });
}
END_TEST

/* ceil (L / g) = 1: the second send, from 8.75 to 13.75, stalls until the first message is received at 15.75; it is through
 * at 21.75 and received at 26.5. */
START_TEST (time_on_links_is_time_in_transit)
{
  g_auto (Machine) m = machine_new (LOGP RING, "loggp", 4);
  PlxTraceBuilder *b = plx_trace_builder_new (4, "two");

  m.costs.capacity = 1;
  message_of (b, 0, 1, 8);
  message_of (b, 0, 1, 8);
  check (&m, b, (const double[]) { 15.75, 31.5, 0, 0 });
}
END_TEST

/* The request of a word is received at 5 + 6 + 4.75 = 15.75, the answer of 16 bytes leaves at 25.75, is through 10 later,
 * and arrives at 35.75 + 3 + 3.75 = 42.5. The SYNC is L + 2 o. */
START_TEST (a_get_goes_through_the_network_twice)
{
  g_auto (Machine) m = machine_new (LOGP RING, "loggp", 2);
  PlxTraceBuilder *b = plx_trace_builder_new (2, "get");

  plx_trace_builder_op (b, 0, plx_op_transfer (PLX_OP_GET, 1, 16, 1));
  plx_trace_builder_sync (b);
  check (&m, b, (const double[]) { 60.5, 60.5 });
}
END_TEST

/* logp's packets are messages of their own: they leave 7 apart, each is on its link for 10. */
START_TEST (packets_cross_links_one_by_one)
{
  g_auto (Machine) m = machine_new (LOGP "[network]\ntopology = ring\nlatency = 2\nrate = 1.25\n", "logp", 3);
  PlxTraceBuilder *b = plx_trace_builder_new (3, "packets");

  message_of (b, 0, 1, 24);
  check (&m, b, (const double[]) { 2 * 7 + 5, 5 + 3 * 10 + 2 + 3 + 5, 0 });
}
END_TEST

/* ---- any network ---- */

static const char *const networks[] = {
  "topology = crossbar\n", "topology = ring\n", "topology = mesh\n", "topology = torus\n", "topology = hypercube\n",
  "topology = fat-tree\n", "topology = fat-tree\nrouting = least-loaded\n",
};

static PlxPlatform *
platform_of (const char *network, const char *more, guint p)
{
  g_autofree char *text = g_strconcat ("[machine]\nunit = step\n[network]\n", network, more, NULL);
  g_autoptr (PlxMachine) machine = NULL;
  PlxPlatform *platform = NULL;

  PLX_OK (machine = plx_machine_parse (text, "x.machine", error));
  PLX_OK (plx_platform_new (machine, p, &platform, error));
  return platform;
}

/* @parts: what time was spent on too; of two cpus it depends on the order of events. */
static void
expect_same (guint seed, const PlxSimulation *a, const PlxSimulation *b, gboolean parts)
{
  for (guint i = 0; i < a->p; i++)
    ck_assert_msg (a->of[i].finish == b->of[i].finish && (!parts || memcmp (&a->of[i], &b->of[i], sizeof a->of[i]) == 0),
                   "seed %u: processor %u ends at %" G_GUINT64_FORMAT " and %" G_GUINT64_FORMAT, seed, i, a->of[i].finish,
                   b->of[i].finish);
}

/* @platform: NULL: ideal. Graphs may deadlock. */
static void
run_both (Draw *d, const PlxSchedule *schedule, const PlxTrace *trace, const PlxPlatform *platform, PlxSimulation **of)
{
  const PlxSimulateOptions options = { .engine = PLX_ENGINE_EVENT_QUEUE, .platform = platform, .seed = d->seed };

  of[0] = plx_simulate_schedule (schedule, &d->costs, &options, NULL);
  PLX_OK (of[1] = plx_simulate_trace (trace, &d->costs, &options, error));
}

static void
compare (guint seed, PlxSimulation **a, PlxSimulation **b)
{
  ck_assert ((a[0] == NULL) == (b[0] == NULL));
  for (guint k = a[0] == NULL; k < 2; k++)
    {
      expect_same (seed, a[k], b[k], k == 1 || seed % 3 == CHAINS);
      plx_simulation_free (a[k]);
      plx_simulation_free (b[k]);
    }
}

/* But where a message may overtake the one before it, as short ones do when O is large. */
START_TEST (links_that_take_no_time_change_nothing)
{
  for (guint seed = 1; seed <= 300; seed++)
    {
      g_auto (Draw) d = { .rand = NULL };

      draw_init (&d, seed);
      d.costs.packet = 0;
      d.message.O = 0;
      g_autoptr (PlxSchedule) schedule = draw_schedule (&d, (Shape) (seed % 3));
      g_autoptr (PlxTrace) trace = draw_supersteps (&d, 3);
      g_autoptr (PlxPlatform) platform
          = platform_of (networks[seed % G_N_ELEMENTS (networks)], "[memory]\nservice = 0\n", d.p);
      PlxSimulation *ideal[2], *got[2];

      run_both (&d, schedule, trace, NULL, ideal);
      run_both (&d, schedule, trace, platform, got);
      compare (seed, ideal, got);
    }
}
END_TEST

/* Messages that overtake each other do not change what belongs together. */
START_TEST (the_same_seed_gives_the_same_times_on_any_machine)
{
  for (guint seed = 1; seed <= 300; seed++)
    {
      g_auto (Draw) d = { .rand = NULL };

      draw_init (&d, seed);
      g_autoptr (PlxSchedule) schedule = draw_schedule (&d, (Shape) (seed % 3));
      g_autoptr (PlxTrace) trace = draw_supersteps (&d, 3);
      g_autoptr (PlxPlatform) platform
          = platform_of (networks[seed % G_N_ELEMENTS (networks)],
                         "latency = 3\nrate = 2\n[memory]\nservice = 2\nlatency = 7\nmodules = 2\n"
                         "[noise]\ndistribution = exponential\nmean = 5\n", d.p);
      PlxSimulation *first[2], *second[2];

      run_both (&d, schedule, trace, platform, first);
      run_both (&d, schedule, trace, platform, second);
      for (guint k = first[0] == NULL; k < 2; k++)
        for (guint i = 0; i < d.p; i++)
          ck_assert_uint_eq (first[k]->of[i].finish, first[k]->of[i].busy + first[k]->of[i].gap + first[k]->of[i].wait);
      compare (seed, first, second);
    }
}
END_TEST

/* ---- memory ---- */

#define MEMORY "[memory]\nservice = 11\nlatency = 13\n"

/* 4 words by one after the other, then 2 (L + 2 o) + 3 g for each. */
START_TEST (readers_of_one_module_are_served_one_after_the_other)
{
  g_auto (Machine) m = machine_new (LOGP MEMORY, "loggp", 4);
  PlxTraceBuilder *b = plx_trace_builder_new (4, "read");
  const double model = 2 * 13 + 3 * 7;

  for (guint i = 1; i < 4; i++)
    plx_trace_builder_op (b, i, plx_op_transfer (PLX_OP_READ, 0, 32, 1));
  check (&m, b, (const double[]) { 0, 44 + 13 + model, 88 + 13 + model, 132 + 13 + model });
}
END_TEST

/* Owners 0 and 2 share one of two modules; what one owns oneself is at no module. */
START_TEST (owners_share_modules_cyclically)
{
  g_auto (Machine) m = machine_new (LOGP MEMORY "modules = 2\n", "loggp", 4);
  PlxTraceBuilder *b = plx_trace_builder_new (4, "read");
  const double model = 2 * 13;

  plx_trace_builder_op (b, 0, plx_op_transfer (PLX_OP_READ, 1, 8, 1));
  plx_trace_builder_op (b, 1, plx_op_transfer (PLX_OP_READ, 0, 8, 1));
  plx_trace_builder_op (b, 2, plx_op_transfer (PLX_OP_READ, 2, 8, 1));
  plx_trace_builder_op (b, 3, plx_op_transfer (PLX_OP_READ, 2, 8, 1));
  check (&m, b, (const double[]) { 11 + 13 + model, 11 + 13 + model, 0, 22 + 13 + model });
}
END_TEST

/* Two PUTs of 2 words arrive at 5 + 3 + 15 G = 11.75, and are served until 33.75 and 55.75; the last is received at 68.75.
 * The SYNC is 2 (L + 2 o). */
START_TEST (what_is_put_is_served_before_it_is_received)
{
  g_auto (Machine) m = machine_new (LOGP MEMORY, "loggp", 3);
  PlxTraceBuilder *b = plx_trace_builder_new (3, "put");
  const double end = 11.75 + 44 + 13 + 5 + 26;

  for (guint i = 1; i < 3; i++)
    plx_trace_builder_op (b, i, plx_op_transfer (i == 1 ? PLX_OP_PUT : PLX_OP_WRITE, 0, 16, 1));
  plx_trace_builder_sync (b);
  check (&m, b, (const double[]) { end, end, end });
}
END_TEST

/* The request, of a word, arrives at 5 + 3 + 1.75 = 9.75, the words are read at 44.75; served until 54.75, answered at 54.75
 * + 3 + 3.75, received 5 later. A QUEUE, which is no access, is received long before. */
START_TEST (what_is_got_is_read_before_it_is_answered)
{
  g_auto (Machine) m = machine_new (LOGP MEMORY, "loggp", 2);
  PlxTraceBuilder *b = plx_trace_builder_new (2, "get");
  const double end = 9.75 + 22 + 13 + 10 + 6.75 + 5 + 13;

  plx_trace_builder_op (b, 0, plx_op_transfer (PLX_OP_GET, 1, 16, 1));
  plx_trace_builder_op (b, 1, plx_op_transfer (PLX_OP_QUEUE, 0, 16, 1));
  plx_trace_builder_sync (b);
  check (&m, b, (const double[]) { end, end });
}
END_TEST

/* ---- rules that know none of it ---- */

START_TEST (loggopsim_knows_no_such_machine)
{
  g_auto (Machine) m = machine_new (LOGP RING, "loggp", 4);
  const PlxSimulateOptions options = { .platform = m.platform };
  PlxTraceBuilder *b = plx_trace_builder_new (4, "one");

  m.costs.lgs.on = TRUE;
  message_of (b, 0, 2, 8);
  g_autoptr (PlxTrace) trace = plx_trace_builder_end (b);

  PLX_FAILS (plx_simulate_trace (trace, &m.costs, &options, error), PLX_ERROR_INPUT, "compat = textbook would do");
}
END_TEST

PLX_TEST_MAIN ("contention", the_network_comes_in_addition_to_the_model, two_messages_share_a_link_of_a_ring,
               a_node_that_stores_forwards_the_whole_message, a_link_to_a_processor_takes_one_message_at_a_time,
               time_on_links_is_time_in_transit, a_get_goes_through_the_network_twice, packets_cross_links_one_by_one,
               links_that_take_no_time_change_nothing, the_same_seed_gives_the_same_times_on_any_machine,
               readers_of_one_module_are_served_one_after_the_other, owners_share_modules_cyclically,
               what_is_put_is_served_before_it_is_received, what_is_got_is_read_before_it_is_answered,
               loggopsim_knows_no_such_machine)
