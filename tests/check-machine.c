/* SPDX-License-Identifier: MIT */
/* check-machine.c: machine files are read strictly, values between those of the file lie on a line
 * over log p, and the shipped machines are what their sources say. */
#include "tests/main.h"

#include <glib/gstdio.h>
#include <string.h>

static const char example[]
  = "# A machine.\r\n"
    "[machine]\n"
    "name = fast # as they say\n"
    "title = A fast one; with #1 of its kind\n"
    "p = 2^10\n"
    "word = 4\n"
    "kind = real\n"
    "unit = s\n"
    "\n"
    "[logp]\n"
    "L = 6 us +- 0.5 us ; published\n"
    "o = 2e-6 +- 3 % \n"
    "[ bsp  p = 2 ]\n"
    "g = 8 ns/word\n"
    "l = 5 us ; measured\n"
    "[bsp p=32]\n"
    "g = 2 ns/B\n"
    "[bsp]\n"
    "nhalf = 12\n"
    "[apram p=2]\n"
    "B = dlogp\n"
    "[apram p=8]\n"
    "B = dp\n"
    "[apram p=16]\n"
    "B = dp\n"
    "[work]\n"
    "op = 1.5 ns\n"
    "map = 4K: 0.5 ns, 64K: 0.6 ns\n"
    "copy = 0.1 ns/B\n"
    "[network]\n"
    "topology = torus\n";

static PlxMachine *
parse (const char *text, GError **error)
{
  return plx_machine_parse (text, "x.machine", error);
}

/* A value as text, the error's message, or "none". */
static char *
value_of (const PlxMachine *machine, const char *section, const char *key, guint p, gboolean extrapolate)
{
  g_autoptr (GError) error = NULL;
  PlxMachineValue value;

  if (plx_machine_get (machine, section, key, p, extrapolate, &value, &error))
    return g_strdup_printf ("%s|%s|%s", value.text, value.source, value.where);
  return g_strdup (error ? error->message : "none");
}

#define ASSERT_VALUE(section, key, p, extrapolate, expected) \
  do \
    { \
      g_autofree char *value = value_of (machine, section, key, p, extrapolate); \
      ck_assert_str_eq (value, expected); \
    } \
  while (0)

START_TEST (a_machine_says_what_it_is)
{
  g_autoptr (PlxMachine) machine = NULL;
  g_autofree char *text = NULL;

  PLX_OK (machine = parse (example, error));
  ck_assert_str_eq (plx_machine_name (machine), "fast");
  ck_assert_str_eq (plx_machine_title (machine), "A fast one; with");
  ck_assert_uint_eq (plx_machine_p (machine), 1024);
  ck_assert_str_eq (plx_machine_unit (machine), "s");
  ck_assert (plx_machine_is_real (machine));
  ck_assert_double_eq (plx_machine_seconds (machine), 1);
  ck_assert_uint_eq (plx_machine_units (machine).word, 4);
  text = plx_machine_to_text (machine);
  ck_assert_str_eq (text, example);
}
END_TEST

START_TEST (a_small_file_has_defaults)
{
  g_autoptr (PlxMachine) machine = NULL, steps = NULL, flops = NULL;

  PLX_OK (machine = plx_machine_parse ("[machine]\n", "/some/where/my.machine", error));
  ck_assert_str_eq (plx_machine_name (machine), "my");
  ck_assert_str_eq (plx_machine_title (machine), "my");
  ck_assert_str_eq (plx_machine_unit (machine), "s");
  ck_assert_uint_eq (plx_machine_p (machine), 0);
  ck_assert_uint_eq (plx_machine_units (machine).word, 8);
  PLX_OK (steps = parse ("[machine]\nunit = step", error));
  ck_assert (!plx_machine_is_real (steps));
  ck_assert_double_eq (plx_machine_seconds (steps), 0);
  PLX_OK (flops = parse ("[machine]\nunit = flop\nrate = 50 Mflop/s", error));
  ck_assert_double_eq (plx_machine_seconds (flops), 2e-8);
  ck_assert_double_eq (plx_machine_units (flops).second, 50e6);
}
END_TEST

START_TEST (values_come_with_source_and_place)
{
  g_autoptr (PlxMachine) machine = NULL;

  PLX_OK (machine = parse (example, error));
  ASSERT_VALUE ("logp", "L", 7, FALSE, "6 us|published|x.machine:11");
  ASSERT_VALUE ("logp", "o", 7, FALSE, "2e-6||x.machine:12");
  ASSERT_VALUE ("logp", "G", 7, FALSE, "none");
  ASSERT_VALUE ("qsm", "g", 7, FALSE, "none");
  ASSERT_VALUE ("bsp", "nhalf", 7, FALSE, "12||x.machine:19");
  ASSERT_VALUE ("network", "topology", 7, FALSE, "torus||x.machine:31");
  ASSERT_VALUE ("work", "map", 7, FALSE, "4K: 0.5 ns, 64K: 0.6 ns||x.machine:28");
  ASSERT_VALUE ("bsp", "word", 7, FALSE, "4||x.machine");
  ASSERT_VALUE ("logp", "tick", 7, FALSE, "1e-12||x.machine");
}
END_TEST

START_TEST (a_tick_is_a_millionth_where_no_seconds_are_counted)
{
  g_autoptr (PlxMachine) machine = NULL;

  PLX_OK (machine = parse ("[machine]\nunit = step\n", error));
  ASSERT_VALUE ("logp", "tick", 1, FALSE, "1e-6||x.machine");
}
END_TEST

START_TEST (between_two_p_a_number_lies_on_the_line_over_log_p)
{
  g_autoptr (PlxMachine) machine = NULL;

  PLX_OK (machine = parse (example, error));
  ASSERT_VALUE ("bsp", "g", 2, FALSE, "8 ns/word||x.machine:14");
  ASSERT_VALUE ("bsp", "g", 32, FALSE, "2 ns/B||x.machine:17");
  /* Both are 8 ns/word, in different units. */
  ASSERT_VALUE ("bsp", "g", 8, FALSE, "8e-09||x.machine:14 and x.machine:17");
  ASSERT_VALUE ("apram", "B", 12, FALSE, "dp||x.machine:25");
  ASSERT_VALUE ("apram", "B", 4, FALSE,
                "x.machine:21 and x.machine:23: [apram] B: not a number, so it is not known for p = 4; "
                "take a p that "
                "the file has");
}
END_TEST

START_TEST (beyond_the_p_of_the_file_a_value_is_refused_unless_extrapolated)
{
  g_autoptr (PlxMachine) machine = NULL;

  PLX_OK (machine =
              parse ("[machine]\n[bsp p=4]\nl = 3\ng = 2\n[bsp p=16]\nl = 7\ng = 1\n[bsp p=8]\nl = 5\n",
                     error));
  ASSERT_VALUE ("bsp", "l", 32, FALSE,
                "x.machine: [bsp] l: known for p = 4, 16, 8, not for 32; take a p between them or give "
                "--extrapolate");
  ASSERT_VALUE ("bsp", "g", 2, FALSE,
                "x.machine: [bsp] g: known for p = 4, 16, not for 2; take a p between them or give "
                "--extrapolate");
  ASSERT_VALUE ("bsp", "l", 32, TRUE, "9||x.machine:6 and x.machine:9");
  ASSERT_VALUE ("bsp", "l", 2, TRUE, "1||x.machine:3 and x.machine:9");
  ASSERT_VALUE ("bsp", "g", 4096, TRUE, "0||x.machine:7 and x.machine:4");
}
END_TEST

START_TEST (a_curve_is_that_of_the_nearer_p)
{
  g_autoptr (PlxMachine) machine = NULL;

  PLX_OK (machine =
              parse ("[machine]\n[work p=2]\nop = 4K: 1 ns, 8K: 2 ns\n[work p=32]\nop = 3 ns\n", error));
  ASSERT_VALUE ("work", "op", 4, FALSE, "4K: 1 ns, 8K: 2 ns||x.machine:3");
  ASSERT_VALUE ("work", "op", 16, FALSE, "3 ns||x.machine:5");
  ASSERT_VALUE ("work", "op", 64, TRUE, "3 ns||x.machine:5");
  ASSERT_VALUE ("work", "op", 1, TRUE, "4K: 1 ns, 8K: 2 ns||x.machine:3");
}
END_TEST

START_TEST (one_p_alone_is_extrapolated_as_it_is)
{
  g_autoptr (PlxMachine) machine = NULL;

  PLX_OK (machine = parse ("[machine]\n[bsp p=4]\nl = 3\n", error));
  ASSERT_VALUE ("bsp", "l", 99, TRUE, "3||x.machine:3");
  ASSERT_VALUE ("bsp", "l", 1, TRUE, "3||x.machine:3");
}
END_TEST

START_TEST (what_is_wrong_in_a_file_is_said_with_its_line)
{
  static const struct { const char *text, *message; } cases[] = {
    { "", "x.machine: has no [machine]; begin the file with it" },
    { "[bsp]\ng = 1\n", "has no [machine]" },
    { "p = 3\n", "x.machine:1: p = 3: stands before any section" },
    { "[machine]\n[bps]\n", "x.machine:2: [bps]: unknown section; did you mean \"bsp\"?" },
    { "[machine]\n[bsp\n", "x.machine:2: [bsp: not a section; [bsp] or [bsp p=16] would do" },
    { "[machine]\n[bsp q=2]\n", "not a section" },
    { "[machine]\n[bsp p=]\n", "not a section" },
    { "[machine]\n[]\n", "not a section" },
    { "[machine]\n[bsp p=0]\n", "p out of range; 1 to 1048576 would do" },
    { "[machine]\n[bsp p=2^40]\n", "p out of range" },
    { "[machine]\n[bsp p=x]\n", "x.machine:2: [bsp p=x]: not a whole number" },
    { "[machine p=2]\n", "[machine] is one for all p" },
    { "[machine]\n[bsp]\n[bsp]\n", "x.machine:3: [bsp]: this section stands twice" },
    { "[machine]\n[bsp p=4]\n[bsp p=2^2]\n", "x.machine:3: [bsp p=2^2]: this section stands twice" },
    { "[machine]\n[bsp]\ng = 1\ng = 2\n",
      "x.machine:4: g = 2: stands already at x.machine:3; give it once" },
    { "[machine]\n[bsp]\ng = 1\n[bsp p=2]\ng = 2\n", "x.machine:5: g = 2: stands already at x.machine:3" },
    { "[machine]\n[bsp]\ng\n", "x.machine:3: g: not KEY = VALUE" },
    { "[machine]\n[bsp]\n= 3\n", "not KEY = VALUE" },
    { "[machine]\n[bsp]\ngap = 1\n",
      "x.machine:3: [bsp] gap: \"1\": unknown key; known are: g, g-table, self-table, l, o, nhalf" },
    { "[machine]\n[bsp]\nword = 4\n", "x.machine:3: [bsp] word: \"4\": unknown key" },
    { "[machine]\n[bsp]\nt = 4\n", "x.machine:3: [bsp] t: \"4\": unknown key" },
    { "[machine]\n[xyzzy]\n", "known are: machine, work, bsp, logp, apram, network, noise, memory, processors" },
    { "[machine]\n[logp]\nbarier = 1\n", "unknown key; did you mean \"barrier\"?" },
    { "[machine]\n[bsp]\ng = \n", "x.machine:3: [bsp] g: \"\": is empty" },
    { "[machine]\nname =\n", "[machine] name: \"\": is empty" },
    { "[machine]\ntitel = x\n",
      "x.machine:2: [machine] titel: \"x\": unknown key; did you mean \"title\"?" },
    { "[machine]\np = 0\n", "x.machine:2: [machine] p: \"0\": p out of range" },
    { "[machine]\np = 2^40\n", "p out of range" },
    { "[machine]\nword = 0\n",
      "x.machine:2: [machine] word: \"0\": out of range; 1 to 4096 bytes would do" },
    { "[machine]\nword = 8 B\n", "not a whole number" },
    { "[machine]\nkind = reel\n", "[machine] kind: \"reel\": not a choice; did you mean \"real\"?" },
    { "[machine]\nunit = hour\n", "not a choice; known are: s, step, flop" },
    { "[machine]\nkind = textbook\n", "does not go with unit = s; a textbook machine counts steps" },
    { "[machine]\nkind = real\nunit = step\n",
      "x.machine:2: [machine] kind: \"real\": does not go with unit = step" },
    { "[machine]\nunit = flop\n", "x.machine:2: [machine] unit: \"flop\": has no rate" },
    { "[machine]\nrate = 5 Mflop/s\n", "does not go with unit = s; leave it out" },
    { "[machine]\nunit = flop\nrate = 5 MB/s\n", "[machine] rate: \"5 MB/s\": not a rate" },
    { "[machine]\nunit = flop\nrate = 0 Mflop/s\n", "not a rate" },
    { "[machine]\nunit = flop\nrate = nan flop/s\n", "not finite" },
    { "[machine]\n[bsp]\ng = nan\n", "x.machine:3: [bsp] g: \"nan\": not finite" },
    { "[machine]\n[bsp]\ng = 1e999\n", "too large" },
    { "[machine]\n[bsp]\ng = -1\n", "[bsp] g: \"-1\": is negative" },
    { "[machine]\n[bsp]\ng = 3 us\n", "\"us\" is the wrong unit; something like \"12 us/word\"" },
    { "[machine]\n[bsp]\ng = 3 us/word +- nan\n", "not finite" },
    { "[machine]\n[bsp]\ng = 3 us/word +- -1 %\n", "a negative interval" },
    { "[machine]\n[bsp]\ng = 3 us/word +- 1 us\n", "\"us\" is the wrong unit" },
    { "[machine]\nunit = step\n[logp]\nL = 3 us\n",
      "the machine counts steps; something like \"12 steps\"" },
    { "[machine]\n[work]\nop = -1 ns\n", "x.machine:3: [work] op: \"-1 ns\": a negative time" },
    { "[machine]\n[work]\nmap = 4K: 1 ns, 2K: 3 ns\n", "do not ascend" },
    { "[machine]\n[work]\nmop = 1 ns\n", "unknown key; did you mean \"op\"?" },
    { "[machine]\n[apram]\nB = dlgop\n", "not a choice; did you mean \"dlogp\"?" },
    { "[machine]\n[noise]\nshape =\n", "is empty" },
  };

  for (guint k = 0; k < G_N_ELEMENTS (cases); k++)
    PLX_FAILS (parse (cases[k].text, error), PLX_ERROR_INPUT, cases[k].message);
}
END_TEST

START_TEST (names_and_files_that_are_not_there_are_refused)
{
  g_autofree char *folder = g_dir_make_tmp ("machine-XXXXXX", NULL);
  g_autofree char *binary = g_build_filename (folder, "b.machine", NULL),
                  *zero = g_build_filename (folder, "z.machine", NULL);

  PLX_FAILS (plx_machine_load ("cm6", error), PLX_ERROR_INPUT,
             "machine cm6: unknown name; did you mean \"cm5\"?");
  PLX_FAILS (plx_machine_load ("", error), PLX_ERROR_INPUT, "unknown name; known are: cm5, ");
  PLX_FAILS (plx_machine_load ("no/such", error), PLX_ERROR_INPUT, "no/such: No such file or directory");
  PLX_FAILS (plx_machine_load ("nosuch.machine", error), PLX_ERROR_INPUT, "nosuch.machine: No such file");
  PLX_FAILS (plx_machine_load ("/dev/zero", error), PLX_ERROR_INPUT,
             "/dev/zero: not a text of at most 1 MiB");
  PLX_FAILS (plx_machine_load ("/tmp/", error), PLX_ERROR_INPUT, "not a text of at most");
  ck_assert (g_file_set_contents (binary, "[machine]\n\xff\n", -1, NULL));
  PLX_FAILS (plx_machine_load (binary, error), PLX_ERROR_INPUT, "b.machine: not a text in UTF-8");
  ck_assert (g_file_set_contents (zero, "[machine]\n\0x", 12, NULL));
  PLX_FAILS (plx_machine_load (zero, error), PLX_ERROR_INPUT, "z.machine: not a text in UTF-8");
  g_unlink (binary);
  g_unlink (zero);
  g_rmdir (folder);
}
END_TEST

START_TEST (host_is_the_calibrated_machine)
{
  g_autofree char *folder = g_dir_make_tmp ("machine-XXXXXX", NULL);
  g_autofree char *host = g_build_filename (folder, "host.machine", NULL), *path = NULL;
  g_autoptr (PlxMachine) machine = NULL;
  g_auto (GStrv) before = NULL, after = NULL;

  g_setenv ("PARALLAX_HOST_MACHINE", host, TRUE);
  path = plx_machine_host_path ();
  ck_assert_str_eq (path, host);
  PLX_FAILS (plx_machine_load ("host", error), PLX_ERROR_MISSING, "not calibrated yet");
  before = plx_machine_list ();
  ck_assert (!g_strv_contains ((const char *const *) before, "host"));
  ck_assert (g_file_set_contents (host, "[machine]\nname = host\np = 2\n", -1, NULL));
  PLX_OK (machine = plx_machine_load ("host", error));
  ck_assert_uint_eq (plx_machine_p (machine), 2);
  after = plx_machine_list ();
  ck_assert (g_strv_contains ((const char *const *) after, "host"));
  g_unlink (host);
  g_rmdir (folder);
}
END_TEST

START_TEST (every_shipped_machine_is_named_as_its_file_and_says_where_it_is_from)
{
  g_auto (GStrv) names = plx_machine_list ();

  ck_assert_uint_ge (g_strv_length (names), 4);
  for (guint i = 0; names[i]; i++)
    {
      g_autoptr (PlxMachine) machine = NULL;
      g_autofree char *text = NULL;

      PLX_OK (machine = plx_machine_load (names[i], error));
      ck_assert_str_eq (plx_machine_name (machine), names[i]);
      text = plx_machine_to_text (machine);
      ck_assert (strstr (text, "\nsource ") != NULL || strcmp (names[i], "host") == 0);
    }
}
END_TEST

START_TEST (published_machines_have_the_published_values)
{
  static const struct { guint p; const char *l, *g; } table[] = {
    { 2, "269", "2.61" },  { 4, "357", "1.77" },   { 8, "506", "1.64" },
    { 16, "751", "1.66" }, { 24, "1013", "1.70" },
  };
  g_autoptr (PlxMachine) t3e = NULL, cm5 = NULL;
  PlxMachineValue value;

  PLX_OK (t3e = plx_machine_load ("t3e", error));
  ck_assert_str_eq (plx_machine_unit (t3e), "flop");
  ck_assert_double_eq (plx_machine_units (t3e).second, 46.7e6);
  ck_assert_uint_eq (plx_machine_units (t3e).word, 4);
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      PLX_OK (plx_machine_get (t3e, "bsp", "l", table[i].p, FALSE, &value, error));
      ck_assert_str_eq (value.text, table[i].l);
      PLX_OK (plx_machine_get (t3e, "bsp", "g", table[i].p, FALSE, &value, error));
      ck_assert_str_eq (value.text, table[i].g);
      ck_assert_str_eq (value.source, "published");
    }
  PLX_OK (cm5 = plx_machine_load ("cm5", error));
  PLX_OK (plx_machine_get (cm5, "logp", "L", 128, FALSE, &value, error));
  ck_assert_str_eq (value.text, "6 us");
}
END_TEST

PLX_TEST_MAIN ("machine", a_machine_says_what_it_is, a_small_file_has_defaults,
               values_come_with_source_and_place, a_tick_is_a_millionth_where_no_seconds_are_counted,
               between_two_p_a_number_lies_on_the_line_over_log_p,
               beyond_the_p_of_the_file_a_value_is_refused_unless_extrapolated,
               a_curve_is_that_of_the_nearer_p, one_p_alone_is_extrapolated_as_it_is,
               what_is_wrong_in_a_file_is_said_with_its_line,
               names_and_files_that_are_not_there_are_refused, host_is_the_calibrated_machine,
               every_shipped_machine_is_named_as_its_file_and_says_where_it_is_from,
               published_machines_have_the_published_values)
