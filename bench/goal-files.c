/* SPDX-License-Identifier: MIT */
/* goal-files.c: writes GOAL texts of collective operations. */
#include "bench/goal-files.h"

/* In round k everybody sends to the one 2^k further on when it has received the message of the round before. */
static void
dissemination (GString *text, guint p, guint i)
{
  for (guint k = 0; 1u << k < p; k++)
    {
      const guint to = (i + (1u << k)) % p, from = (i + p - (1u << k)) % p, n = 2 * k + 1;

      g_string_append_printf (text, "l%u: send 8b to %u tag %u\nl%u: recv 8b from %u tag %u\n", n, to, k, n + 1, from, k);
      if (k > 0)
        g_string_append_printf (text, "l%u requires l%u\n", n, n - 1);
    }
}

/* Nothing waits. */
static void
all_to_all (GString *text, guint p, guint i)
{
  for (guint k = 1; k < p; k++)
    g_string_append_printf (text, "l%u: send 8b to %u tag 0\nl%u: recv 8b from %u tag 0\n", 2 * k - 1, (i + k) % p, 2 * k,
                            (i + p - k) % p);
}

/* Processor i hears from the one without its highest bit, and tells those that have one more. */
static void
broadcast (GString *text, guint p, guint i)
{
  guint bit = 1, n = 0;

  while (bit <= i)
    bit *= 2;
  if (i > 0)
    g_string_append_printf (text, "l%u: recv 8b from %u tag 0\n", ++n, i - bit / 2);
  for (; i + bit < p; bit *= 2)
    {
      g_string_append_printf (text, "l%u: send 8b to %u tag 0\n", ++n, i + bit);
      if (i > 0)
        g_string_append_printf (text, "l%u requires l1\n", n);
    }
}

const BenchGoal bench_goals[3] = {
  { "dissemination", 32768, dissemination }, { "all-to-all", 1024, all_to_all }, { "broadcast", 524288, broadcast },
};

GString *
bench_goal_text (const BenchGoal *goal)
{
  GString *text = g_string_sized_new (64 << 20);

  g_string_append_printf (text, "num_ranks %u\n", goal->p);
  for (guint i = 0; i < goal->p; i++)
    {
      g_string_append_printf (text, "\nrank %u {\n", i);
      goal->rank (text, goal->p, i);
      g_string_append (text, "}\n");
    }
  return text;
}
