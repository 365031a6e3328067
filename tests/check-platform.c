/* SPDX-License-Identifier: MIT */
/* check-platform.c: networks, noise, memory modules and speeds of simulated machines. */
#include "sim/engine/platform.h"

#include "tests/main.h"

#include <math.h>

#define STEPS "[machine]\nunit = step\n"
#define NETWORK STEPS "[network]\nlatency = 2\nrate = 0.5\n"

static PlxPlatform *
platform_new (const char *text, guint p, GError **error)
{
  g_autoptr (PlxMachine) machine = plx_machine_parse (text, "x.machine", error);
  PlxPlatform *platform = NULL;

  return machine && plx_platform_new (machine, p, &platform, error) ? platform : NULL;
}

/* The message's last byte, and how many links it crossed. */
static guint64
travel (PlxPlatformState *state, guint32 from, guint32 to, guint64 time, guint64 bytes, guint *hops)
{
  guint n = 0;

  for (guint32 node = from; node != to; n++)
    {
      ck_assert_uint_lt (n, 64);
      time = plx_platform_hop (state, &node, to, time, bytes);
    }
  if (hops)
    *hops = n;
  return time;
}

#define WITH_PLATFORM(text, p) \
  g_autoptr (PlxPlatform) platform = NULL; \
  g_autoptr (PlxPlatformState) state = NULL; \
  PLX_OK (platform = platform_new (text, p, error)); \
  state = plx_platform_begin (platform, 1, 42)

START_TEST (a_machine_without_the_four_sections_is_ideal)
{
  g_autoptr (PlxMachine) machine = NULL;
  g_autoptr (PlxPlatform) platform = NULL;

  PLX_OK (machine = plx_machine_parse (STEPS "[logp]\nL = 3\n", "x.machine", error));
  PLX_OK (plx_platform_new (machine, 4, &platform, error));
  ck_assert_ptr_null (platform);
}
END_TEST

START_TEST (every_section_is_told_from_the_others)
{
  g_autoptr (PlxPlatform) ideal = NULL, noisy = NULL, modules = NULL, ring = NULL;

  PLX_OK (ideal = platform_new (NETWORK "topology = ideal\n", 4, error));
  PLX_OK (noisy = platform_new (STEPS "[noise]\ndistribution = exponential\nmean = 3\n", 4, error));
  PLX_OK (modules = platform_new (STEPS "[memory]\nservice = 3\n", 4, error));
  PLX_OK (ring = platform_new (NETWORK "topology = ring\n", 4, error));
  ck_assert (!plx_platform_contends (ideal) && !plx_platform_has_noise (ideal));
  ck_assert (!plx_platform_contends (noisy) && plx_platform_has_noise (noisy));
  ck_assert (plx_platform_contends (modules) && plx_platform_has_memory (modules));
  ck_assert (plx_platform_contends (ring) && plx_platform_has_network (ring) && !plx_platform_has_memory (ring));
}
END_TEST

START_TEST (messages_take_the_shortest_way)
{
  static const struct { const char *text; guint p, from, to, hops; } cases[] = {
    { "topology = crossbar\n", 5, 4, 2, 2 },
    { "topology = ring\n", 7, 1, 4, 3 },
    { "topology = ring\n", 7, 1, 5, 3 },
    { "topology = mesh\ndimensions = 4x3\n", 11, 0, 11, 5 },
    { "topology = mesh\ndimensions = 4x3\n", 11, 3, 8, 5 },
    { "topology = torus\ndimensions = 4x3\n", 12, 0, 11, 2 },
    { "topology = torus\ndimensions = 4x4x4\n", 64, 0, 42, 6 },
    { "topology = torus\n", 9, 0, 8, 2 },
    { "topology = hypercube\nrouting = e-cube\n", 13, 5, 10, 4 },
    { "topology = fat-tree\narity = 2\n", 8, 0, 1, 2 },
    { "topology = fat-tree\narity = 2\n", 8, 0, 7, 6 },
    { "topology = fat-tree\narity = 2\nlevels = 3\n", 8, 2, 1, 4 },
    { "topology = fat-tree\narity = 4\nrouting = least-loaded\n", 64, 9, 54, 6 },
    { "topology = fat-tree\narity = 4\nrouting = least-loaded\n", 64, 9, 11, 2 },
  };

  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autofree char *text = g_strconcat (NETWORK, cases[k].text, NULL);
      guint hops;
      WITH_PLATFORM (text, cases[k].p);

      ck_assert_uint_eq (travel (state, cases[k].from, cases[k].to, 100, 8, &hops), 100 + 2 * (guint64) cases[k].hops + 4);
      ck_assert_uint_eq (hops, cases[k].hops);
    }
}
END_TEST

START_TEST (every_processor_reaches_every_other)
{
  static const char *const texts[] = {
    "topology = crossbar\n", "topology = ring\n", "topology = mesh\n", "topology = torus\n",
    "topology = torus\ndimensions = 3x2x4\n",
    "topology = hypercube\n", "topology = fat-tree\narity = 3\n", "topology = fat-tree\narity = 3\nrouting = least-loaded\n",
  };

  for (guint k = 0; k < G_N_ELEMENTS (texts); k++)
    {
      g_autofree char *text = g_strconcat (NETWORK, texts[k], NULL);
      WITH_PLATFORM (text, 22);

      for (guint32 from = 0; from < 22; from++)
        for (guint32 to = 0; to < 22; to++)
          travel (state, from, to, from * 7 + to, 8 + to, NULL);
    }
}
END_TEST

START_TEST (a_node_that_stores_messages_pays_their_length_at_every_link)
{
  WITH_PLATFORM (NETWORK "topology = ring\nswitching = store-and-forward\n", 4);

  ck_assert_uint_eq (travel (state, 0, 2, 0, 8, NULL), 12);
}
END_TEST

START_TEST (a_link_carries_one_message_at_a_time)
{
  WITH_PLATFORM (NETWORK "topology = ring\n", 8);

  ck_assert_uint_eq (travel (state, 0, 3, 0, 20, NULL), 3 * 2 + 10);
  /* 1 to 2 was taken from 2 to 12; the message to 4 takes 2 to 3 from 14 and 3 to 4 from 16 on */
  ck_assert_uint_eq (travel (state, 1, 4, 3, 20, NULL), 12 + 3 * 2 + 10);
  /* the other direction is free */
  ck_assert_uint_eq (travel (state, 4, 1, 3, 20, NULL), 3 + 3 * 2 + 10);
}
END_TEST

START_TEST (messages_to_one_processor_wait_for_each_other_in_a_crossbar)
{
  WITH_PLATFORM (NETWORK "topology = crossbar\n", 8);

  ck_assert_uint_eq (travel (state, 0, 3, 0, 20, NULL), 14);
  ck_assert_uint_eq (travel (state, 1, 3, 0, 20, NULL), 24);
  ck_assert_uint_eq (travel (state, 2, 4, 0, 20, NULL), 14);
}
END_TEST

START_TEST (the_least_loaded_way_up_avoids_a_busy_link)
{
  g_autoptr (PlxPlatform) fixed = NULL, least = NULL;
  g_autoptr (PlxPlatformState) a = NULL, b = NULL;

  PLX_OK (fixed = platform_new (NETWORK "topology = fat-tree\narity = 2\n", 4, error));
  PLX_OK (least = platform_new (NETWORK "topology = fat-tree\narity = 2\nrouting = least-loaded\n", 4, error));
  a = plx_platform_begin (fixed, 1, 0);
  b = plx_platform_begin (least, 1, 0);
  ck_assert_uint_eq (travel (a, 0, 2, 0, 20, NULL), 18);
  ck_assert_uint_eq (travel (b, 0, 2, 0, 20, NULL), 18);
  /* both would go up by port 1 of the first switch */
  ck_assert_uint_eq (travel (a, 1, 3, 0, 20, NULL), 18);
  ck_assert_uint_eq (travel (a, 1, 2, 1, 20, NULL), 18 + 1 + 9);
  ck_assert_uint_eq (travel (b, 1, 3, 0, 20, NULL), 18);
}
END_TEST

START_TEST (accesses_queue_at_modules)
{
  WITH_PLATFORM (STEPS "[memory]\nmodules = 3\nservice = 3\nlatency = 10\n", 8);

  ck_assert_uint_eq (plx_platform_access (state, 1, 0, 2), 16);
  ck_assert_uint_eq (plx_platform_access (state, 4, 0, 2), 22);
  ck_assert_uint_eq (plx_platform_access (state, 5, 0, 2), 16);
  ck_assert_uint_eq (plx_platform_access (state, 7, 100, 1), 113);
}
END_TEST

START_TEST (speeds_divide_work_alone_and_repeat)
{
  WITH_PLATFORM (STEPS "[processors]\nspeeds = 1, 2, 0.5\n", 6);

  ck_assert_uint_eq (plx_platform_busy (state, 0, 0, 10, TRUE), 10);
  ck_assert_uint_eq (plx_platform_busy (state, 1, 0, 10, TRUE), 5);
  ck_assert_uint_eq (plx_platform_busy (state, 5, 0, 10, TRUE), 20);
  ck_assert_uint_eq (plx_platform_busy (state, 5, 0, 10, FALSE), 10);
}
END_TEST

START_TEST (periodic_noise_takes_its_share)
{
  g_autoptr (PlxPlatform) platform = NULL;
  guint64 least = G_MAXUINT64, most = 0;

  PLX_OK (platform = platform_new (STEPS "[noise]\ndistribution = periodic\nperiod = 10\nduration = 3\n", 1, error));
  for (guint seed = 0; seed < 100; seed++)
    {
      g_autoptr (PlxPlatformState) state = plx_platform_begin (platform, 1, seed);
      guint64 at = plx_platform_busy (state, 0, 0, 7000, FALSE);

      /* seven useful ticks lie in every ten, whatever the phase */
      ck_assert (at >= 9997 && at <= 10000);
      at = 0;
      for (guint i = 0; i < 70; i++)
        at += plx_platform_busy (state, 0, at, 1, FALSE);
      least = MIN (least, at);
      most = MAX (most, at);
    }
  /* ends with the last useful tick: up to three before the period does */
  ck_assert_uint_ge (least, 97);
  ck_assert_uint_eq (most, 100);
}
END_TEST

static void
moments (const char *text, guint64 *least, double *mean)
{
  const guint n = 200000;
  double sum = 0;
  WITH_PLATFORM (text, 3);

  *least = G_MAXUINT64;
  for (guint i = 0; i < n; i++)
    {
      const guint64 more = plx_platform_busy (state, 1, 0, 1000, FALSE) - 1000;

      *least = MIN (*least, more);
      sum += (double) more;
    }
  *mean = sum / n;
}

START_TEST (random_noise_has_the_mean_that_was_asked_for)
{
  guint64 least;
  double mean;

  moments (STEPS "[noise]\ndistribution = exponential\nmean = 700\n", &least, &mean);
  ck_assert_uint_lt (least, 1);
  ck_assert_double_eq_tol (mean, 700, 10);
  moments (STEPS "[noise]\ndistribution = pareto\nmean = 700\nshape = 3.5\n", &least, &mean);
  ck_assert_uint_eq (least, 500); /* 700 * 2.5 / 3.5 */
  ck_assert_double_eq_tol (mean, 700, 10);
}
END_TEST

START_TEST (every_processor_draws_from_a_stream_of_its_own)
{
  g_autoptr (PlxPlatform) platform = NULL;
  g_autoptr (PlxPlatformState) a = NULL, b = NULL, c = NULL;
  guint64 of_a[2][50], same = 0;

  PLX_OK (platform = platform_new (STEPS "[noise]\ndistribution = exponential\nmean = 1e6\n", 4, error));
  a = plx_platform_begin (platform, 1, 7);
  b = plx_platform_begin (platform, 1, 7);
  c = plx_platform_begin (platform, 1, 8);
  for (guint k = 0; k < 2; k++)
    for (guint i = 0; i < 50; i++)
      of_a[k][i] = plx_platform_busy (a, k + 1, i, 5, FALSE);
  for (guint i = 0; i < 50; i++)
    {
      ck_assert_uint_eq (plx_platform_busy (b, 2, 0, 5, TRUE), of_a[1][i]);
      ck_assert_uint_eq (plx_platform_busy (b, 1, 9, 5, FALSE), of_a[0][i]);
      same += plx_platform_busy (c, 1, 0, 5, FALSE) == of_a[0][i];
      same += of_a[0][i] == of_a[1][i];
    }
  ck_assert_uint_lt (same, 2);
  ck_assert_uint_eq (plx_platform_busy (a, 0, 0, 0, FALSE), 0);
}
END_TEST

START_TEST (rates_are_times_per_byte_or_bytes_per_time)
{
  static const struct { const char *text; guint64 time; } cases[] = {
    { "[machine]\n[network]\ntopology = ring\nrate = 0.5 ns/B\n", 4 },
    { "[machine]\n[network]\ntopology = ring\nrate = 2 GB/s\n", 4 },
    { "[machine]\n[network]\ntopology = ring\nrate = 2000 MB/s\n", 4 },
    { "[machine]\n[network]\ntopology = ring\nrate = 1 ns/B\n", 8 },
  };

  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autoptr (PlxPlatform) platform = NULL;
      g_autoptr (PlxPlatformState) state = NULL;
      guint32 node = 0;

      PLX_OK (platform = platform_new (cases[k].text, 2, error));
      state = plx_platform_begin (platform, 1e9, 0);
      ck_assert_uint_eq (plx_platform_hop (state, &node, 1, 0, 8), cases[k].time);
    }
}
END_TEST

START_TEST (what_is_wrong_is_said_with_file_and_line)
{
  static const struct { const char *text, *message; } cases[] = {
    { STEPS "[network]\ntopolgy = ring\n",
      "x.machine:4: [network] topolgy: \"ring\": unknown key; did you mean \"topology\"?" },
    { STEPS "[network]\ntopology = tours\n",
      "x.machine:4: [network] topology: \"tours\": not a choice; did you mean \"torus\"?" },
    { STEPS "[network]\nlatency = -1\n", "is negative" },
    { STEPS "[network]\nlatency = 1 us\n", "the machine counts steps" },
    { STEPS "[network]\nrate = 1 GB/s\n", "the machine counts steps" },
    { "[machine]\n[network]\nrate = 1 B/step\n", "the machine is a real one" },
    { "[machine]\n[network]\nrate = 0 GB/s\n", "is not above 0" },
    { "[machine]\n[network]\nrate = 1 us\n", "is the wrong unit" },
    { STEPS "[network]\ndimensions = 4x\n", "x.machine:4: [network] dimensions: \"4x\"" },
    { STEPS "[network]\ndimensions = 4000x4000\n", "out of range; 1 to 2^21 nodes" },
    { STEPS "[network]\ndimensions = 0x4\n", "out of range" },
    { STEPS "[network]\ndimensions = 1x1x1x1x1x1x1x1x1\n", "more than 8 dimensions" },
    { STEPS "[network]\ntopology = mesh\ndimensions = 2x3\n",
      "x.machine:5: [network] dimensions: \"2x3\": 6 nodes are too few for 7 processors" },
    { STEPS "[network]\ntopology = ring\nrouting = e-cube\n",
      "x.machine:5: [network] routing: \"e-cube\": not of this topology" },
    { STEPS "[network]\ntopology = fat-tree\narity = 1\n", "out of range; 2 to 1024 would do" },
    { STEPS "[network]\ntopology = fat-tree\nlevels = 21\n", "out of range; 1 to 20 would do" },
    { STEPS "[network]\ntopology = fat-tree\nlevels = 2\n", "x.machine:5: [network] levels: \"2\": arity^levels is 4" },
    { STEPS "[network]\ntopology = fat-tree\narity = 1024\nlevels = 20\n", "arity^levels is above" },
    { STEPS "[noise]\ndistribution = pareto\n", "x.machine:4: [noise] distribution: \"pareto\": has no mean; add one" },
    { STEPS "[noise]\ndistribution = pareto\nmean = 3\n", "has no shape" },
    { STEPS "[noise]\nshape = 1\n", "has no mean; a shape above 1 would do" },
    { STEPS "[noise]\ndistribution = periodic\n", "has no period" },
    { STEPS "[noise]\ndistribution = periodic\nperiod = 5\nduration = 5\n",
      "x.machine:6: [noise] duration: \"5\": not shorter than the period" },
    { STEPS "[noise]\nmaen = 3\n", "did you mean \"mean\"?" },
    { STEPS "[memory]\nmodules = 0\n", "is not above 0" },
    { STEPS "[memory]\nmodules = 2^30\n", "out of range" },
    { STEPS "[memory]\nservice = 3 steps\n", "is the wrong unit" },
    { STEPS "[processors]\nspeeds = 1, 0\n", "not speeds between 1e-6 and 1e6" },
    { STEPS "[processors]\nspeeds = 1,, 2\n", "x.machine:4: [processors] speeds: \"1,, 2\"" },
    { STEPS "[processors]\nspeed = 1\n", "did you mean \"speeds\"?" },
  };

  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    PLX_FAILS (platform_new (cases[k].text, 7, error), PLX_ERROR_INPUT, cases[k].message);
}
END_TEST

START_TEST (times_beyond_the_clock_stay_there)
{
  WITH_PLATFORM (STEPS "[network]\ntopology = ring\nlatency = 1e300\nrate = 1e300\n[noise]\ndistribution = exponential\n"
                 "mean = 1e300\n[processors]\nspeeds = 1e-6\n", 4);

  ck_assert_uint_eq (travel (state, 0, 1, 5, 8, NULL), G_GUINT64_CONSTANT (1) << 62);
  ck_assert_uint_eq (plx_platform_busy (state, 0, 5, 10, FALSE), G_GUINT64_CONSTANT (1) << 62);
  ck_assert_uint_eq (plx_platform_busy (state, 0, 5, G_GUINT64_CONSTANT (1) << 61, TRUE), G_GUINT64_CONSTANT (1) << 62);
}
END_TEST

PLX_TEST_MAIN ("platform", a_machine_without_the_four_sections_is_ideal, every_section_is_told_from_the_others,
               messages_take_the_shortest_way, every_processor_reaches_every_other,
               a_node_that_stores_messages_pays_their_length_at_every_link, a_link_carries_one_message_at_a_time,
               messages_to_one_processor_wait_for_each_other_in_a_crossbar, the_least_loaded_way_up_avoids_a_busy_link,
               accesses_queue_at_modules, speeds_divide_work_alone_and_repeat, periodic_noise_takes_its_share,
               random_noise_has_the_mean_that_was_asked_for, every_processor_draws_from_a_stream_of_its_own,
               rates_are_times_per_byte_or_bytes_per_time, what_is_wrong_is_said_with_file_and_line,
               times_beyond_the_clock_stay_there)
