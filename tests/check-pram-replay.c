/* SPDX-License-Identifier: MIT */
/* check-pram-replay.c: a run is recorded, stepped through in a terminal, and put into a page. */
#include "sim/cli/pram-stepper.h"
#include "sim/cli/pram-table.h"
#include "sim/lab/pram-html.h"
#include "sim/lab/pram-recording.h"
#include "tests/main.h"

#include <jansson.h>
#include <string.h>

static const char sum[] = "// the sum of four\n"
                          "model EREW; param n = 4;\n"
                          "shared A[1..n] = 10 * _i, s;\n"
                          "for h := 1 to log2(n) do\n"
                          "  for 1 <= i <= n/2^h pardo A[i] := A[2*i-1] + A[2*i]; end\n"
                          "end\n"
                          "s := A[1];\n";

static const char meeting[] = "model EREW; shared A[1..2,1..3] = 10 * _i1 + _i2, s = 7;\n"
                              "for 1<=i<=2 pardo A[i,2] := s; end\n"
                              "for 1<=i<=3 pardo s := 10 + i; end\n"
                              "assert s = 3;\n";

static PlxPram *
parse (const char *text)
{
  PlxPram *pram = NULL;

  PLX_OK (pram = plx_pram_parse ("a.pram", text, strlen (text), error));
  return pram;
}

static PlxPramRecording *
try_record (const PlxPram *pram, gsize most, GError **error)
{
  const PlxPramOptions options = plx_pram_options (pram);

  return plx_pram_recording_new (pram, &options, most, error);
}

static PlxPramRecording *
record (const PlxPram *pram)
{
  PlxPramRecording *recording = NULL;

  PLX_OK (recording = try_record (pram, PLX_PRAM_RECORDING_BYTES, error));
  return recording;
}

static void
assert_memory (PlxPramRecording *recording, guint64 step, const gint64 *expected)
{
  plx_pram_recording_go (recording, step);
  for (guint64 k = 0; k < recording->run.n_cells; k++)
    ck_assert_int_eq (recording->run.memory[k], expected[k]);
}

START_TEST (a_recording_goes_back_and_forth)
{
  static const gint64 memory[][5] = { { 10, 20, 30, 40, 0 }, { 30, 70, 30, 40, 0 }, { 100, 70, 30, 40, 0 },
                                      { 100, 70, 30, 40, 100 } };
  static const guint order[] = { 0, 3, 1, 2, 0, 2, 3, 0 };
  g_autoptr (PlxPram) pram = parse (sum);
  g_autoptr (PlxPramRecording) recording = record (pram);
  gsize n;

  ck_assert_uint_eq (plx_pram_recording_n_steps (recording), 3);
  ck_assert_uint_eq (recording->at, 0);
  for (guint k = 0; k < G_N_ELEMENTS (order); k++)
    assert_memory (recording, order[k], memory[order[k]]);
  ck_assert_uint_eq (plx_pram_recording_step (recording, 3)->line, 7);
  ck_assert_int_eq (plx_pram_recording_changes (recording, 1, &n)[1].after, 70);
  ck_assert_uint_eq (n, 2);
  ck_assert_uint_eq (recording->run.work, 4);
  ck_assert_ptr_null (recording->stopped);
}
END_TEST

START_TEST (a_run_without_steps_is_recorded_too)
{
  g_autoptr (PlxPram) pram = parse ("shared s = 5;");
  g_autoptr (PlxPramRecording) recording = record (pram);

  ck_assert_uint_eq (plx_pram_recording_n_steps (recording), 0);
  assert_memory (recording, 0, (const gint64[]) { 5 });
}
END_TEST

START_TEST (a_run_that_fails_is_recorded_up_to_there)
{
  g_autoptr (PlxPram) pram = parse (meeting);
  g_autoptr (PlxPram) at_once = parse ("shared A[1..3]; A[4] := 1;");
  g_autoptr (PlxPramRecording) recording = record (pram);
  guint n;

  ck_assert (g_error_matches (recording->stopped, PLX_ERROR, PLX_ERROR_FAILED));
  ck_assert (!recording->cut);
  assert_memory (recording, 2, (const gint64[]) { 11, 7, 13, 21, 7, 23, 11 });
  ck_assert_uint_eq (plx_pram_recording_conflicts (recording, 1, &n)[0]->kind, PLX_PRAM_READ_CONFLICT);
  ck_assert_uint_eq (n, 1);
  ck_assert_uint_eq (plx_pram_recording_conflicts (recording, 2, &n)[0]->kind, PLX_PRAM_WRITE_CONFLICT);
  ck_assert_uint_eq (n, 1);
  PLX_FAILS (try_record (at_once, PLX_PRAM_RECORDING_BYTES, error), PLX_ERROR_FAILED, "a.pram:1:");
}
END_TEST

START_TEST (a_recording_has_a_bound)
{
  g_autoptr (PlxPram) pram = parse ("shared A[1..100]; for t := 1 to 100 do for 1<=i<=100 pardo A[i] := t; end end");
  g_autoptr (PlxPramRecording) recording = NULL;

  PLX_OK (recording = try_record (pram, 10 * (100 * sizeof (PlxPramChange) + 200), error));
  ck_assert (recording->cut);
  ck_assert_uint_ge (plx_pram_recording_n_steps (recording), 10);
  ck_assert_uint_lt (plx_pram_recording_n_steps (recording), 12);
  ck_assert_ptr_nonnull (strstr (recording->stopped->message, "a recording may have"));
}
END_TEST

/* ---- the stepper ---- */

/* What a script of commands prints after the first two lines. */
static char *
step_through (const PlxPram *pram, const char *script, gboolean color, GError **error)
{
  const PlxPramOptions options = plx_pram_options (pram);
  char *text = NULL;
  gsize length = 0;
  FILE *in = fmemopen ((char *) script, strlen (script), "r"), *out = open_memstream (&text, &length);
  const gboolean ok = plx_pram_step_through (pram, &options, in, out, color, error);

  ck_assert (ok == !*error);
  fclose (in);
  fclose (out);
  const char *second = strchr (strchr (text, '\n') + 1, '\n') + 1;
  memmove (text, second, strlen (second) + 1);
  return text;
}

static void
assert_prints (const char *program, const char *script, const char *expected)
{
  g_autoptr (PlxPram) pram = parse (program);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = step_through (pram, script, FALSE, &error);

  ck_assert_str_eq (text, expected);
}

START_TEST (steps_go_forwards_and_backwards)
{
  assert_prints (sum, "\nnext\nb\nn 9\nback 2\nr\n",
                 "pram> \n"
                 "step 1 of 3, line 5: for 1 <= i <= n/2^h pardo A[i] := A[2*i-1] + A[2*i]; end\n"
                 "  2 active, 4 reads, 2 writes\n"
                 "  A[1]: 10 -> 30, A[2]: 20 -> 70\n"
                 "pram> next\n"
                 "step 2 of 3, line 5: for 1 <= i <= n/2^h pardo A[i] := A[2*i-1] + A[2*i]; end\n"
                 "  1 active, 2 reads, 1 write\n"
                 "  A[1]: 30 -> 100\n"
                 "pram> b\n"
                 "step 1 of 3, line 5: for 1 <= i <= n/2^h pardo A[i] := A[2*i-1] + A[2*i]; end\n"
                 "  2 active, 4 reads, 2 writes\n"
                 "  A[1]: 10 -> 30, A[2]: 20 -> 70\n"
                 "pram> n 9\n"
                 "step 3 of 3, line 7: s := A[1];\n"
                 "  1 active, 1 read, 1 write\n"
                 "  s: 0 -> 100\n"
                 "the program ends: T = 3, W = 4, P = 2\n"
                 "pram> back 2\n"
                 "step 1 of 3, line 5: for 1 <= i <= n/2^h pardo A[i] := A[2*i-1] + A[2*i]; end\n"
                 "  2 active, 4 reads, 2 writes\n"
                 "  A[1]: 10 -> 30, A[2]: 20 -> 70\n"
                 "pram> r\n"
                 "before the first of 3 steps\n");
}
END_TEST

START_TEST (a_break_stops_at_a_line)
{
  assert_prints (sum, "l 7\nbreak\nc\nl 7\nc\nl 6\nl 99\nl x\n",
                 "pram> l 7\n"
                 "break at line 7\n"
                 "pram> break\n"
                 "break at line 7: s := A[1];\n"
                 "pram> c\n"
                 "step 3 of 3, line 7: s := A[1];\n"
                 "  1 active, 1 read, 1 write\n"
                 "  s: 0 -> 100\n"
                 "the program ends: T = 3, W = 4, P = 2\n"
                 "pram> l 7\n"
                 "no break at line 7 any more\n"
                 "pram> c\n"
                 "the program ends: T = 3, W = 4, P = 2\n"
                 "pram> l 6\n"
                 "line 6: no step of this run is there; where shows the program\n"
                 "pram> l 99\n"
                 "line 99: the program has lines 1 to 7\n"
                 "pram> l x\n"
                 "x: not a number; write 5\n");
}
END_TEST

START_TEST (watched_cells_are_told_on_the_way)
{
  assert_prints (sum, "w A[1]\nw s\nc\nw A[1]\nw\nw A[5]\nw A[1,2]\nw s[1]\nw b\n",
                 "pram> w A[1]\n"
                 "  A[1] = 10\n"
                 "pram> w s\n"
                 "  s = 0\n"
                 "pram> c\n"
                 "  step 1:  A[1] = 30\n"
                 "  step 2:  A[1] = 100\n"
                 "  step 3:  s = 100\n"
                 "step 3 of 3, line 7: s := A[1];\n"
                 "  1 active, 1 read, 1 write\n"
                 "  s: 0 -> 100\n"
                 "  A[1] = 100\n"
                 "  s = 100\n"
                 "the program ends: T = 3, W = 4, P = 2\n"
                 "pram> w A[1]\n"
                 "A[1] is not watched any more\n"
                 "pram> w\n"
                 "  s = 100\n"
                 "pram> w A[5]\n"
                 "A[5]: index 1 is outside 1..4\n"
                 "pram> w A[1,2]\n"
                 "A[1,2]: A has 1 index; write A[1]\n"
                 "pram> w s[1]\n"
                 "s[1]: s is one cell; write s\n"
                 "pram> w b\n"
                 "b: no shared memory of that name; known are: A, s\n");
}
END_TEST

START_TEST (what_memory_holds_is_a_table_with_marks)
{
  assert_prints (meeting, "n\np\nx\nprint A\np A[2,3]\ni\n",
                 "pram> n\n"
                 "step 1 of 2, line 2: for 1<=i<=2 pardo A[i,2] := s; end\n"
                 "  2 active, 2 reads, 2 writes\n"
                 "  A[1,2]: 12 -> 7, A[2,2]: 22 -> 7\n"
                 "  ! step 1, line 2: concurrent read of s = 7 by i=1, i=2\n"
                 "pram> p\n"
                 "             1   2   3\n"
                 "  A[1,1..3] 11   7* 13\n"
                 "  A[2,1..3] 21   7* 23\n"
                 "  s 7!\n"
                 "pram> x\n"
                 "step 2 of 2, line 3: for 1<=i<=3 pardo s := 10 + i; end\n"
                 "  3 active, 0 reads, 3 writes\n"
                 "  s: 7 -> 11\n"
                 "  ! step 2, line 3: write conflict on s by i=1 writing 11, i=2 writing 12, i=3 writing 13\n"
                 "the run ends here: a.pram:4:10: this was asserted, and is false\n"
                 "  assert s = 3;\n"
                 "           ^\n"
                 "pram> print A\n"
                 "             1   2   3\n"
                 "  A[1,1..3] 11   7  13\n"
                 "  A[2,1..3] 21   7  23\n"
                 "pram> p A[2,3]\n"
                 "  A[2,3] = 23\n"
                 "pram> i\n"
                 "  step                    2, an assignment at line 3, column 19\n"
                 "  active processors       3\n"
                 "  reads                   0, at most 0 of a processor\n"
                 "  writes                  3\n"
                 "  readers of a cell       0 at most; 0 cells with several\n"
                 "  writers of a cell       3 at most; 1 cells with several\n"
                 "  read by one processor and written by another: no\n"
                 "  ! step 2, line 3: write conflict on s by i=1 writing 11, i=2 writing 12, i=3 writing 13\n");
}
END_TEST

START_TEST (long_arrays_are_abbreviated)
{
  assert_prints ("shared A[0..999] = _i, E[1..0]; A[500] := 7;", "n\np\n",
                 "pram> n\n"
                 "step 1 of 1, line 1: shared A[0..999] = _i, E[1..0]; A[500] := 7;\n"
                 "  1 active, 0 reads, 1 write\n"
                 "  A[500]: 500 -> 7\n"
                 "the program ends: T = 1, W = 1, P = 1\n"
                 "pram> p\n"
                 "  A[0..9]       0    1    2    3    4    5    6    7    8    9\n"
                 "  A[10..19]    10   11   12   13   14   15   16   17   18   19\n"
                 "  A[20..29]    20   21   22   23   24   25   26   27   28   29\n"
                 "  ... 47 lines\n"
                 "  A[500..509]   7* 501  502  503  504  505  506  507  508  509\n"
                 "  ... 48 lines\n"
                 "  A[990..999] 990  991  992  993  994  995  996  997  998  999\n"
                 "  E is empty\n");
}
END_TEST

START_TEST (of_several_statements_in_a_line_the_one_is_marked)
{
  assert_prints ("shared x, y;\n  for t := 1 to 2 do x := t; y := x; end", "n 2\n",
                 "pram> n 2\n"
                 "step 2 of 4, line 2: for t := 1 to 2 do x := t; y := x; end\n"
                 "                                                ^\n"
                 "  1 active, 1 read, 1 write\n"
                 "  y: 0 -> 1\n");
}
END_TEST

START_TEST (the_program_is_shown_with_the_current_line_and_breaks)
{
  assert_prints (sum, "l 5\nn\nwhere\n",
                 "pram> l 5\n"
                 "break at line 5\n"
                 "pram> n\n"
                 "step 1 of 3, line 5: for 1 <= i <= n/2^h pardo A[i] := A[2*i-1] + A[2*i]; end\n"
                 "  2 active, 4 reads, 2 writes\n"
                 "  A[1]: 10 -> 30, A[2]: 20 -> 70\n"
                 "pram> where\n"
                 "    1  // the sum of four\n"
                 "    2  model EREW; param n = 4;\n"
                 "    3  shared A[1..n] = 10 * _i, s;\n"
                 "    4  for h := 1 to log2(n) do\n"
                 ">*  5    for 1 <= i <= n/2^h pardo A[i] := A[2*i-1] + A[2*i]; end\n"
                 "    6  end\n"
                 "    7  s := A[1];\n");
}
END_TEST

START_TEST (wrong_commands_are_told_and_nothing_after_quit_is_read)
{
  assert_prints (sum, "nxt\nrecord\nquit now\ng 7\ng 0\nq\nn\n",
                 "pram> nxt\n"
                 "nxt: unknown command; did you mean \"next\"?\n"
                 "pram> record\n"
                 "record: no step is done yet; next does the first\n"
                 "pram> quit now\n"
                 "quit now: quit has no argument\n"
                 "pram> g 7\n"
                 "goto 7: there are steps 0 to 3\n"
                 "pram> g 0\n"
                 "before the first of 3 steps\n"
                 "pram> q\n");
}
END_TEST

START_TEST (a_stepped_run_that_fails_is_a_failure_in_the_end)
{
  g_autoptr (PlxPram) pram = parse (meeting), fine = parse (sum);
  g_autoptr (GError) error = NULL, none = NULL;
  g_autofree char *text = step_through (pram, "n\n", FALSE, &error), *help = step_through (fine, "help\n", TRUE, &none);

  ck_assert_ptr_nonnull (strstr (text, "pram> "));
  ck_assert (g_error_matches (error, PLX_ERROR, PLX_ERROR_FAILED));
  ck_assert_ptr_nonnull (strstr (error->message, "this was asserted, and is false"));
  ck_assert_ptr_nonnull (strstr (help, "  n, next [COUNT]            the next step; so does an empty line\n"));
}
END_TEST

/* ---- the page ---- */

static char *
page_of (const PlxPram *pram)
{
  const PlxPramOptions options = plx_pram_options (pram);
  char *page = NULL;

  PLX_OK (page = plx_pram_html (pram, &options, error));
  return page;
}

/* What the page's script will read. */
static json_t *
data_of (const char *page)
{
  static const char open[] = "<script type=\"application/json\" id=\"data\">";
  const char *from = strstr (page, open), *to;
  json_error_t why;
  json_t *data;

  ck_assert_ptr_nonnull (from);
  from += strlen (open);
  to = strstr (from, "</script>");
  data = json_loadb (from, (gsize) (to - from), 0, &why);
  ck_assert_msg (data != NULL, "%s", why.text);
  return data;
}

static guint
count (const char *text, const char *what)
{
  guint n = 0;

  for (const char *at = strstr (text, what); at; at = strstr (at + 1, what))
    n++;
  return n;
}

START_TEST (a_page_has_the_run_in_it)
{
  g_autoptr (PlxPram) pram = parse (sum);
  g_autofree char *page = page_of (pram);
  json_t *data = data_of (page);
  g_autofree char *changes = json_dumps (json_object_get (data, "changes"), JSON_COMPACT);
  g_autofree char *memory = json_dumps (json_object_get (data, "memory"), JSON_COMPACT);
  g_autofree char *steps = json_dumps (json_object_get (data, "steps"), JSON_COMPACT);
  g_autofree char *arrays = json_dumps (json_object_get (data, "arrays"), JSON_COMPACT | JSON_SORT_KEYS);

  ck_assert_str_eq (memory, "[10,20,30,40,0]");
  ck_assert_str_eq (changes, "[[0,30,1,70],[0,100],[4,100]]");
  ck_assert_str_eq (steps, "[[5,29,0,1,2,2,4,2,1,1],[5,29,0,0,2,1,2,1,1,1],[7,1,0,0,1,1,1,1,1,1]]");
  ck_assert_str_eq (arrays, "[{\"address\":0,\"lower\":[1],\"n\":4,\"name\":\"A\",\"upper\":[4]},"
                            "{\"address\":4,\"lower\":[],\"n\":1,\"name\":\"s\",\"upper\":[]}]");
  ck_assert_uint_eq (json_array_size (json_object_get (data, "source")), 7);
  ck_assert_str_eq (json_string_value (json_object_get (data, "stopped")), "");
  ck_assert_uint_eq (json_array_size (json_object_get (data, "fields")), 10);
  ck_assert_ptr_nonnull (strstr (page, "<title>a</title>"));
  json_decref (data);
}
END_TEST

START_TEST (a_page_tells_conflicts_and_why_the_run_ended)
{
  g_autoptr (PlxPram) pram = parse (meeting);
  g_autofree char *page = page_of (pram);
  json_t *data = data_of (page), *conflicts = json_object_get (data, "conflicts");
  g_autofree char *first = json_dumps (json_array_get (conflicts, 0), JSON_COMPACT);

  ck_assert_uint_eq (json_array_size (conflicts), 2);
  ck_assert_str_eq (first, "{\"step\":1,\"kind\":\"read\",\"cell\":6,"
                           "\"text\":\"step 1, line 2: concurrent read of s = 7 by i=1, i=2\"}");
  ck_assert_ptr_nonnull (strstr (json_string_value (json_object_get (data, "stopped")), "this was asserted"));
  json_decref (data);
}
END_TEST

START_TEST (no_text_of_a_program_ends_the_data)
{
  static const char text[] = "// </script><script>alert(\"1\")</script> <!-- \\ \t \303\274 \342\211\244\n"
                             "shared big = 2^62;\nbig := big + 3;\nbig := -big;\n";
  g_autoptr (PlxPram) pram = parse (text), plain = parse ("shared s;\n");
  g_autofree char *page = page_of (pram), *other = page_of (plain);
  json_t *data = data_of (page);
  g_autofree char *changes = json_dumps (json_object_get (data, "changes"), JSON_COMPACT);

  ck_assert_uint_eq (count (page, "<script"), count (other, "<script"));
  ck_assert_uint_eq (count (page, "</script"), count (other, "</script"));
  ck_assert_uint_eq (count (page, "<!--"), count (other, "<!--"));
  ck_assert_str_eq (json_string_value (json_array_get (json_object_get (data, "source"), 0)),
                    "// </script><script>alert(\"1\")</script> <!-- \\ \t \303\274 \342\211\244");
  ck_assert_str_eq (changes, "[[0,\"4611686018427387907\"],[0,\"-4611686018427387907\"]]");
  json_decref (data);
}
END_TEST

START_TEST (a_page_loads_nothing_and_is_the_same_each_time)
{
  static const char *const loads[] = { "http:", "https:", "src=", "href=", "url(", "@import", "fetch (", "import (" };
  g_autoptr (PlxPram) pram = parse (sum);
  g_autofree char *page = page_of (pram), *again = page_of (pram);

  for (guint k = 0; k < G_N_ELEMENTS (loads); k++)
    ck_assert_msg (!strstr (page, loads[k]), "the page has %s", loads[k]);
  ck_assert_ptr_nonnull (strstr (page, "Content-Security-Policy\" content=\"default-src 'none'"));
  ck_assert_str_eq (page, again);
  ck_assert_ptr_null (strstr (page, "{{"));
}
END_TEST

START_TEST (a_page_that_would_be_too_large_is_refused)
{
  g_autoptr (PlxPram) pram = parse ("param n = 2^18; shared A[1..n] = 10^15;\n"
                                    "for t := 1 to 9 do for 1<=i<=n pardo A[i] := A[i] + t; end end\n");
  const PlxPramOptions options = plx_pram_options (pram);

  PLX_FAILS (plx_pram_html (pram, &options, error), PLX_ERROR_FAILED, "a: its page would have more than 50 MiB");
}
END_TEST

PLX_TEST_MAIN ("pram-replay", a_recording_goes_back_and_forth, a_run_without_steps_is_recorded_too,
               a_run_that_fails_is_recorded_up_to_there, a_recording_has_a_bound, steps_go_forwards_and_backwards,
               a_break_stops_at_a_line, watched_cells_are_told_on_the_way, what_memory_holds_is_a_table_with_marks,
               long_arrays_are_abbreviated, of_several_statements_in_a_line_the_one_is_marked,
               the_program_is_shown_with_the_current_line_and_breaks,
               wrong_commands_are_told_and_nothing_after_quit_is_read,
               a_stepped_run_that_fails_is_a_failure_in_the_end, a_page_has_the_run_in_it,
               a_page_tells_conflicts_and_why_the_run_ended, no_text_of_a_program_ends_the_data,
               a_page_loads_nothing_and_is_the_same_each_time, a_page_that_would_be_too_large_is_refused)
