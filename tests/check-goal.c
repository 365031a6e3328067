/* SPDX-License-Identifier: MIT */
/* check-goal.c: GOAL text and binary: what is read, what is refused and where, and that writing gives it back. */
#include "sim/sources/goal.h"
#include "tests/main.h"

#include <glib/gstdio.h>
#include <string.h>

static PlxSchedule *
parse (const char *text, GError **error)
{
  return plx_goal_parse (text, strlen (text), "x.goal", error);
}

static const char ping[] = "num_ranks 2\n"
                           "rank 0 {\n"
                           "l1: calc 100 cpu 3\n"
                           "l2: send 64b to 1 tag 7 cpu 2 nic 1\n"
                           "l2 requires l1\n"
                           "}\n"
                           "rank 1 {\n"
                           "l1: recv 64b from -1 tag -1\n"
                           "l2: calc 5\n"
                           "l2 irequires l1\n"
                           "}\n";

START_TEST (a_text_becomes_tasks_and_edges)
{
  g_autoptr (PlxSchedule) s = NULL;

  PLX_OK (s = parse (ping, error));
  const PlxTask tasks[] = {
    { .kind = PLX_OP_WORK, .chained = 1, .cpu = 3, .amount = 100, .partner = PLX_NONE },
    { .kind = PLX_OP_SEND, .cpu = 2, .nic = 1, .peer = 1, .amount = 64, .tag = 7, .partner = PLX_SHARED },
    { .kind = PLX_OP_RECV, .peer = PLX_ANY, .amount = 64, .tag = PLX_ANY, .partner = PLX_SHARED },
    { .kind = PLX_OP_WORK, .amount = 5, .partner = PLX_NONE },
  };
  const guint32 first[] = { 0, 2, 4 }, first_edge[] = { 0, 1, 1, 2, 2 }, edges[] = { 1, 3 | PLX_STARTED };
  ck_assert_uint_eq (plx_schedule_n_tasks (s), 4);
  ck_assert_mem_eq (plx_schedule_tasks (s), tasks, sizeof tasks);
  ck_assert_mem_eq (plx_schedule_first (s), first, sizeof first);
  ck_assert_mem_eq (plx_schedule_first_edge (s), first_edge, sizeof first_edge);
  ck_assert_mem_eq (plx_schedule_edges (s), edges, sizeof edges);
  ck_assert_uint_eq (plx_schedule_n_cpus (s), 4);
  ck_assert_uint_eq (plx_schedule_n_nics (s), 2);
  ck_assert_str_eq (plx_schedule_identity (s), "x.goal");
}
END_TEST

static gboolean
same (const PlxSchedule *a, const PlxSchedule *b)
{
  const guint32 n = plx_schedule_n_tasks (a), p = plx_schedule_n_procs (a), e = plx_schedule_first_edge (a)[n];

  return n == plx_schedule_n_tasks (b) && p == plx_schedule_n_procs (b)
         && memcmp (plx_schedule_tasks (a), plx_schedule_tasks (b), n * sizeof (PlxTask)) == 0
         && memcmp (plx_schedule_first (a), plx_schedule_first (b), (p + 1) * sizeof (guint32)) == 0
         && memcmp (plx_schedule_first_edge (a), plx_schedule_first_edge (b), (n + 1) * sizeof (guint32)) == 0
         && memcmp (plx_schedule_edges (a), plx_schedule_edges (b), e * sizeof (guint32)) == 0;
}

/* Texts that mean the same as ping without its options. */
static const char *const spellings[] = {
  "num_ranks 1\nrank 0 {\na: calc 7\nb: calc 8\nb requires a\nc: calc 9\nc requires a\nc requires b\n}\n",
  "num_ranks 1\nrank 0 {\na: calc 7\nb: calc 8\nb requires a\nc: calc 9\nc requires a\nc requires b\n}",
  "num_ranks 1\r\nrank 0 {\r\na: calc 7\r\nb: calc 8\r\nb requires a\r\nc: calc 9\r\nc requires a b\r\n}\r\n",
  "\n/* a\n comment */ num_ranks\t1 // another\n// third\nrank\t0\t{a:calc7\nb : calc 007\n",
  "# forward\nnum_ranks 1 rank 0{\n  c requires a,b\n\tb requires a # so\n a: calc 7\n b: calc 8\n c: calc 9\n }",
  "num_ranks 1\nrank 0 {\nl1: calc 7\nl01: calc 8\nl01 requires l1\nl999999999999: calc 9\nl999999999999 requiresl1,l01\n}\n",
};

START_TEST (blanks_comments_labels_and_forward_references_change_nothing)
{
  g_autoptr (PlxSchedule) first = NULL;

  PLX_OK (first = parse (spellings[0], error));
  for (guint k = 1; k < G_N_ELEMENTS (spellings); k++)
    {
      g_autoptr (PlxSchedule) s = NULL;

      if (k == 3)
        continue;
      PLX_OK (s = parse (spellings[k], error));
      ck_assert_uint_eq (plx_schedule_n_tasks (s), 3);
      ck_assert_uint_eq (plx_schedule_first_edge (s)[1], 2);
      ck_assert_uint_eq (plx_schedule_first_edge (s)[2], 3);
      ck_assert_mem_eq (plx_schedule_tasks (s), plx_schedule_tasks (first), 3 * sizeof (PlxTask));
    }
  PLX_FAILS (parse (spellings[3], error), PLX_ERROR_INPUT, "x.goal:5: rank 0 does not end; } would end it");
}
END_TEST

START_TEST (blanks_between_words_may_be_left_out)
{
  g_autoptr (PlxSchedule) s = NULL;

  PLX_OK (s = parse ("num_ranks 2\nrank 0 {a:send5bto1tag2cpu3nic4\n}rank 1{recv 5 b from 0 tag 2\n}", error));
  const PlxTask *t = plx_schedule_tasks (s);
  ck_assert (t->amount == 5 && t->peer == 1 && t->tag == 2 && t->cpu == 3 && t->nic == 4);
}
END_TEST

#define ONE(text) "num_ranks 2\nrank 0 {\n" text "\n}\nrank 1 {\n}\n"

/* What is wrong, and what the message has in it. */
static const struct {
  const char *text, *message;
} wrong[] = {
  { "", "x.goal:1: the text ends without ranks; num_ranks P and P ranks are right" },
  { "rank 0 {\n}\n", "x.goal:1: a rank before the number of ranks; num_ranks P comes first" },
  { "num_ranks 0\n", "x.goal:1: num_ranks 0; 1 to 1048576 are right" },
  { "num_ranks 1048577\n", "x.goal:1: number of ranks 1048577 is too large; at most 1048576 is right" },
  { "num_ranks x\n", "x.goal:1: \"x\" where a number, the number of ranks, would be right" },
  { "num_ranks 1\nnum_ranks 1\n", "x.goal:2: a second num_ranks; one is right" },
  { "num_ranks 2\nrank 0 {\n}\n", "x.goal:3: the text ends before rank 1; num_ranks 2 wants 1" },
  { "num_ranks 3\nrank 0 {\n}\nrank 2 {\n}\n", "x.goal:4: rank 2 where rank 1 would be right; ranks ascend by one" },
  { "num_ranks 2\nrank 1 {\n}\nrank 0 {\n}\n", "x.goal:2: rank 1 where rank 0 would be right" },
  { "num_ranks 2\nrank 2 {\n}\n", "x.goal:2: rank 2 is too large; at most 1 is right" },
  { "num_ranks 1\nrank 0\n{\n}\n", "x.goal:2: the end of the line where { would be right" },
  { "num_ranks 1\nrank 0 {\ncalc 5\n", "x.goal:2: rank 0 does not end; } would end it" },
  { "num_ranks 1\nrank 0 {\ncalc 5 }\n", "x.goal:3: \"}\" where cpu or the end of the line would be right" },
  { "num_ranks 1\nrank 0 {\n}\nrank 1 {\n}\n", "x.goal:4: text after the last rank, 0; only comments may follow" },
  { "num_ranks 1\nrank 0 {\n}\n}\n", "x.goal:4: text after the last rank" },
  { "hello\n", "x.goal:1: \"hello\" where num_ranks would be right" },
  { "num_ranks 1\n-5\n", "x.goal:2: \"-5\" where rank would be right" },
  { "num_ranks 1 /* no end\n", "x.goal:1: a comment that does not end; */ would end it" },
  { ONE ("rank 1 {"), "x.goal:3: rank inside rank 0; } ends that first" },
  { ONE ("calc 5 ns"), "x.goal:3: \"ns\" where cpu or the end of the line would be right" },
  { ONE ("calc 5 // work"), "x.goal:3: \"/\" where cpu or the end of the line would be right" },
  { ONE ("calc 5 nic 1"), "\"nic\" where cpu or the end of the line would be right" },
  { ONE ("calc"), "x.goal:3: the end of the line where a number, the time, would be right" },
  { ONE ("calc -1"), "\"-1\" where a number, the time, would be right" },
  { ONE ("calc 5 cpu 256"), "x.goal:3: cpu 256 is too large; at most 255 is right" },
  { ONE ("calc 4611686018427387905"), "time 4611686018427387905 is too large; at most 4611686018427387904 is right" },
  { ONE ("calc 18446744073709551617"), "time 18446744073709551617 is too large" },
  { ONE ("send 5kb to 1"), "\"kb\" where b, the unit of sizes, would be right" },
  { ONE ("send 5 to 1"), "\"to\" where b, the unit of sizes, would be right" },
  { ONE ("send 5b from 1"), "\"from\" where to would be right" },
  { ONE ("recv 5b to 1"), "\"to\" where from would be right" },
  { ONE ("send 5b to -1"), "\"-1\" where the rank that it is sent to would be right" },
  { ONE ("send 5b to 2"), "rank 2 is too large; at most 1 is right" },
  { ONE ("recv 5b from 4294967297"), "rank 4294967297 is too large; at most 1 is right" },
  { ONE ("send 5b to 1 tag 4294967295"), "tag 4294967295 is too large; at most 4294967294 is right" },
  { ONE ("send 5b to 1 nic 1 cpu 1"), "\"cpu\" where tag, cpu, nic, in this order, or the end of the line" },
  { ONE ("send 5b to 1 nic 999"), "nic 999 is too large; at most 255 is right" },
  { ONE ("_a: calc 5"), "\"_a\" where an operation, a label or } would be right" },
  { ONE ("a calc 5"), "\"calc\" where a colon, requires or irequires after a label would be right" },
  { ONE ("a: work 5"), "\"work\" where send, recv or calc would be right" },
  { ONE ("a: calc 5\nb: calc 6\na: calc 7"), "x.goal:5: label a stands twice in rank 0; each operation has its own" },
  { ONE ("l7: calc 5\nl7: calc 7"), "x.goal:4: label l7 stands twice in rank 0" },
  { ONE ("a: calc 5\na requires b"), "x.goal:4: no operation of rank 0 has the label b; a label of the same rank" },
  { ONE ("a: calc 5\nl2 requires a"), "x.goal:4: no operation of rank 0 has the label l2" },
  { ONE ("a: calc 5\na requires a"), "x.goal:4: a waits for itself; it may only wait for another operation" },
  { ONE ("a requires a\na: calc 5"), "x.goal:3: a waits for itself" },
  { ONE ("a: calc 5\nb: calc 6\na requires b c:"), "\":\" where a label or the end of the line would be right" },
  { ONE ("a: calc 5\na requires"), "x.goal:4: the end of the line where a label would be right" },
  { ONE ("a: calc 5\nb: calc 6\na requires b\nb irequires a"),
    "x.goal:3: rank 0, operation 0 (line 3, a: calc 5) waits for rank 0, operation 1 (line 4, b: calc 6), which waits for "
    "the first; dependencies must not form a cycle" },
  { ONE ("\na: send 5b to 1 tag 4"), "x.goal:4: rank 0, operation 0 (line 4, a: send 5b to 1 tag 4) is never matched" },
};

START_TEST (what_is_wrong_is_said_with_file_and_line)
{
  for (guint k = 0; k < G_N_ELEMENTS (wrong); k++)
    PLX_FAILS (parse (wrong[k].text, error), PLX_ERROR_INPUT, wrong[k].message);
}
END_TEST

START_TEST (a_label_is_of_its_rank)
{
  PLX_FAILS (parse ("num_ranks 2\nrank 0 {\na: calc 1\nl5: calc 2\n}\nrank 1 {\nb: calc 1\nb requires a\n}", error),
             PLX_ERROR_INPUT, "x.goal:8: no operation of rank 1 has the label a");
  PLX_FAILS (parse ("num_ranks 2\nrank 0 {\na: calc 1\nl5: calc 2\n}\nrank 1 {\nb: calc 1\nb requires l5\n}", error),
             PLX_ERROR_INPUT, "x.goal:8: no operation of rank 1 has the label l5");
}
END_TEST

/* Two ranks of n operations with labels that only a hash table finds, each requires the two before, told backwards. */
static char *
long_text (guint n)
{
  GString *text = g_string_new ("num_ranks 2\n");

  for (guint i = 0; i < 2; i++)
    {
      g_string_append_printf (text, "rank %u {\n", i);
      for (guint k = n; k-- > 2;)
        g_string_append_printf (text, "op_%u requires op_%u op_%u\n", k, k - 1, k - 2);
      for (guint k = 0; k < n; k++)
        g_string_append_printf (text, "op_%u: calc %u\n", k, i * n + k);
      g_string_append (text, "}\n");
    }
  return g_string_free (text, FALSE);
}

START_TEST (many_labels_are_told_apart)
{
  g_autofree char *text = long_text (5000);
  g_autoptr (PlxSchedule) s = NULL;

  PLX_OK (s = parse (text, error));
  ck_assert_uint_eq (plx_schedule_n_tasks (s), 10000);
  guint32 requires[10000];
  plx_schedule_count_requires (s, requires);
  for (guint32 t = 0; t < 10000; t++)
    {
      ck_assert_uint_eq (plx_schedule_tasks (s)[t].amount, t);
      ck_assert_uint_eq (requires[t], t % 5000 < 2 ? 0 : 2);
    }
}
END_TEST

/* ---- binary ---- */

/* num_ranks 1, rank 0 { calc 5 }: as LogGOPSim's converter writes it. */
static const guint8 calc_5[81] = {
  0x7f, 0x10, 0,    0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0x16, 0, 0, 0, 0, 0, 0, 0, 0x49, 0, 0, 0, 0, 0, 0, 0,
  1,    0,    0,    0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,    0, 3, 0, 0, 0, 0, 5,
};

/* The name of a file in a folder of its own; discard () removes both. */
static char *
temporary (void)
{
  g_autofree char *folder = g_dir_make_tmp ("goal-XXXXXX", NULL);

  return g_build_filename (folder, "x.goal", NULL);
}

static void
discard (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);

  g_unlink (path);
  ck_assert_int_eq (g_rmdir (folder), 0);
}

static char *
saved (const PlxSchedule *schedule, gboolean binary, gsize *length)
{
  g_autofree char *path = temporary ();
  char *bytes;

  PLX_OK (plx_goal_save (schedule, path, binary, error));
  ck_assert (g_file_get_contents (path, &bytes, length, NULL));
  discard (path);
  return bytes;
}

START_TEST (the_binary_form_is_that_of_loggopsim_to_the_byte)
{
  g_autoptr (PlxSchedule) s = NULL, back = NULL;
  g_autofree char *bytes = NULL;
  gsize length;

  PLX_OK (s = parse ("num_ranks 1\nrank 0 {\ncalc 5\n}\n", error));
  bytes = saved (s, TRUE, &length);
  ck_assert_uint_eq (length, sizeof calc_5);
  ck_assert_mem_eq (bytes, calc_5, sizeof calc_5);
  PLX_OK (back = plx_goal_parse_binary (calc_5, sizeof calc_5, "x.bin", error));
  ck_assert (same (s, back));
}
END_TEST

/* A schedule with edges of both kinds and every option. */
static char *
binary_ping (gsize *length)
{
  g_autoptr (PlxSchedule) s = NULL;

  PLX_OK (s = parse (ping, error));
  return saved (s, TRUE, length);
}

START_TEST (writing_and_reading_give_the_same_schedule)
{
  const char *const texts[] = { ping, spellings[0], spellings[4], "num_ranks 3\nrank 0 {\n}\nrank 1 {\n}\nrank 2 {\n}\n" };

  for (guint k = 0; k < G_N_ELEMENTS (texts); k++)
    for (guint binary = 0; binary <= 1; binary++)
      {
        g_autoptr (PlxSchedule) s = NULL, back = NULL;
        g_autofree char *bytes = NULL, *again = NULL;
        gsize length, length_again;

        PLX_OK (s = parse (texts[k], error));
        bytes = saved (s, binary, &length);
        if (binary)
          PLX_OK (back = plx_goal_parse_binary ((const guint8 *) bytes, length, "x.bin", error));
        else
          PLX_OK (back = plx_goal_parse (bytes, length, "x.goal", error));
        ck_assert (same (s, back));
        again = saved (back, binary, &length_again);
        ck_assert_uint_eq (length, length_again);
        ck_assert_mem_eq (bytes, again, length);
      }
}
END_TEST

START_TEST (a_file_of_either_form_is_recognised)
{
  g_autofree char *path = temporary (), *folder = g_path_get_dirname (path);
  g_autoptr (PlxSchedule) text = NULL, binary = NULL;

  ck_assert (g_file_set_contents (path, "num_ranks 1\nrank 0 {\ncalc 5\n}\n", -1, NULL));
  PLX_OK (text = plx_goal_read (path, error));
  ck_assert (g_file_set_contents (path, (const char *) calc_5, sizeof calc_5, NULL));
  PLX_OK (binary = plx_goal_read (path, error));
  ck_assert (same (text, binary));
  PLX_FAILS (plx_goal_read (folder, error), PLX_ERROR_INPUT, "a GOAL file is wanted");
  discard (path);
  PLX_FAILS (plx_goal_read (path, error), PLX_ERROR_INPUT, "cannot be opened: No such file");
}
END_TEST

START_TEST (a_file_that_cannot_be_written_leaves_nothing_behind)
{
  g_autofree char *path = temporary ();
  g_autoptr (PlxSchedule) s = NULL;

  discard (path);
  PLX_OK (s = parse (ping, error));
  PLX_FAILS (plx_goal_save (s, path, FALSE, error), PLX_ERROR_FAILED, "nothing was left behind");
}
END_TEST

/* A byte of binary_ping () that is changed, and what the message has in it. Nodes: at 54 and 93 of rank 0, 144, 183. */
static const struct {
  gsize at;
  guint8 value;
  const char *message;
} damages[] = {
  { 0, 0x26, "not a binary GOAL file" },
  { 8, 0, "header: 0 ranks; 1 to 1048576 are possible" },
  { 8, 200, "cut off in its table of 200 ranks" },
  { 11, 1, "header: 16777218 ranks" },
  { 14, 39, "rank 0: its block is said to be from 39 to" },
  { 23, 1, "rank 0: its block is said to be from 38 to" },
  { 22, 136, "rank 0: its block has room for" },
  { 30, 1, "rank 1: its block is said to be from" },
  { 46, 9, "rank 0: 9 operations and 1 roots do not fit" },
  { 50, 3, "rank 0: 2 operations and 3 roots do not fit" },
  { 54, 1, "rank 0: operation 0 requires nothing, but is not listed as a root" },
  { 58, 1, "rank 0: operation 0: it is said to have 1 requirements; 0 lead to it" },
  { 62, 4, "rank 0: operation 0: its type is not 1 (send)" },
  { 63, 1, "rank 0: operation 0: a calc with a peer" },
  { 79, 9, "rank 0: operation 0: a larger cpu or nic than the header says" },
  { 81, 2, "rank 0: operation 0: its dependents do not follow" },
  { 85, 1, "rank 0: operation 0: its dependents do not follow" },
  { 102, 2, "rank 0: operation 1: its peer is none of the ranks" },
  { 136, 2, "rank 0: operation 0: operation 2 is said to depend on it; another one of the rank's 2" },
  { 136, 0, "rank 0: operation 0: operation 0 is said to depend on it" },
};

START_TEST (every_number_of_a_binary_file_is_checked)
{
  gsize length;
  g_autofree guint8 *bytes = (guint8 *) binary_ping (&length);

  for (guint k = 0; k < G_N_ELEMENTS (damages); k++)
    {
      const guint8 kept = bytes[damages[k].at];

      bytes[damages[k].at] = damages[k].value;
      PLX_FAILS (plx_goal_parse_binary (bytes, length, "x.bin", error), PLX_ERROR_INPUT, damages[k].message);
      bytes[damages[k].at] = kept;
    }
  for (gsize n = 0; n < length; n++)
    PLX_FAILS (plx_goal_parse_binary (bytes, n, "x.bin", error), PLX_ERROR_INPUT, "x.bin: ");
  bytes[0] = 0x26;
  bytes[1] = 0x09;
  PLX_FAILS (plx_goal_parse_binary (bytes, length, "x.bin", error), PLX_ERROR_INPUT, "used up by a run of LogGOPSim");
}
END_TEST

PLX_TEST_MAIN ("goal", a_text_becomes_tasks_and_edges,
               blanks_comments_labels_and_forward_references_change_nothing, blanks_between_words_may_be_left_out,
               what_is_wrong_is_said_with_file_and_line, a_label_is_of_its_rank, many_labels_are_told_apart,
               the_binary_form_is_that_of_loggopsim_to_the_byte, writing_and_reading_give_the_same_schedule,
               a_file_of_either_form_is_recognised, a_file_that_cannot_be_written_leaves_nothing_behind,
               every_number_of_a_binary_file_is_checked)
