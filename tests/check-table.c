/* SPDX-License-Identifier: MIT */
/* check-table.c: results are printed so that programs and people read them right, and files are
 * written whole. */
#include "tests/main.h"
#include "sim/lab/table.h"

#include <glib/gstdio.h>
#include <jansson.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>

static PlxTable *
two_rows (void)
{
  PlxTable *table = plx_table_new ("name,n,time,nothing");

  plx_table_row (table);
  plx_table_text (table, "scan");
  plx_table_count (table, G_GUINT64_CONSTANT (18446744073709551615));
  plx_table_number (table, 4689.2);
  plx_table_row (table);
  plx_table_text (table, "a, \"b\"\nc");
  plx_table_count (table, 3);
  plx_table_number (table, 0.1);
  return table;
}

START_TEST (csv_quotes_as_rfc_4180_says_and_leaves_missing_cells_empty)
{
  g_autoptr (PlxTable) table = two_rows ();
  g_autofree char *csv = plx_table_print (table, PLX_CSV);

  ck_assert_str_eq (csv, "name,n,time,nothing\nscan,18446744073709551615,4689.2,\n\"a, \"\"b\"\"\nc\",3,0.1,\n");
}
END_TEST

START_TEST (json_keeps_numbers_as_numbers_and_missing_as_null)
{
  g_autoptr (PlxTable) table = plx_table_new ("name,n,time,gap");
  g_autofree char *json = NULL;
  json_t *rows, *row;

  plx_table_row (table);
  plx_table_text (table, "a \"b\" \\ é");
  plx_table_count (table, 7);
  plx_table_number (table, 0.3);
  plx_table_number (table, (double) NAN);
  json = plx_table_print (table, PLX_JSON);
  rows = json_loads (json, 0, NULL);
  row = json_array_get (rows, 0);
  ck_assert_str_eq (json_string_value (json_object_get (row, "name")), "a \"b\" \\ é");
  ck_assert_int_eq (json_integer_value (json_object_get (row, "n")), 7);
  ck_assert_double_eq (json_real_value (json_object_get (row, "time")), 0.3);
  ck_assert (json_is_null (json_object_get (row, "gap")));
  ck_assert_ptr_nonnull (strstr (json, "\"time\": 0.3,"));
  json_decref (rows);
}
END_TEST

START_TEST (a_table_without_rows_still_has_its_header)
{
  g_autoptr (PlxTable) table = plx_table_new ("name,n");
  g_autofree char *csv = plx_table_print (table, PLX_CSV);
  g_autofree char *aligned = plx_table_print (table, PLX_TABLE);
  g_autofree char *json = plx_table_print (table, PLX_JSON);

  ck_assert_str_eq (csv, "name,n\n");
  ck_assert_str_eq (aligned, "name  n\n");
  ck_assert_str_eq (json, "[]\n");
}
END_TEST

START_TEST (a_table_aligns_numbers_right_and_leaves_empty_columns_out)
{
  g_autoptr (PlxTable) table = plx_table_new ("name,time,empty,n");
  g_autofree char *text = NULL;
  const double times[] = { 123456.7, 0.00012345678, 25651 };

  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    {
      plx_table_row (table);
      plx_table_text (table, i == 0 ? "é" : "abcdef");
      plx_table_number (table, times[i]);
      plx_table_text (table, NULL);
      plx_table_count (table, i * 1000);
    }
  text = plx_table_print (table, PLX_TABLE);
  ck_assert_str_eq (text, "name         time     n\n"
                          "é          123457     0\n"
                          "abcdef  0.0001235  1000\n"
                          "abcdef      25651  2000\n");
}
END_TEST

START_TEST (a_file_is_replaced_whole_and_nothing_else_is_left)
{
  g_autofree char *folder = g_dir_make_tmp ("plx-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "out.csv", NULL);
  g_autofree char *content = NULL;
  GStatBuf status;

  PLX_OK (plx_file_write (path, "old and long\n", -1, error));
  PLX_OK (plx_file_write (path, "new\n", -1, error));
  ck_assert (g_file_get_contents (path, &content, NULL, NULL));
  ck_assert_str_eq (content, "new\n");
  ck_assert_int_eq (g_stat (path, &status), 0);
  ck_assert_uint_eq (status.st_mode & 0400, 0400);
  ck_assert_int_eq (g_unlink (path), 0);
  ck_assert_int_eq (g_rmdir (folder), 0);  /* fails when something is left */
}
END_TEST

START_TEST (a_file_that_cannot_be_written_is_an_error_with_path_and_reason)
{
  g_autofree char *folder = g_dir_make_tmp ("plx-XXXXXX", NULL);
  g_autofree char *nowhere = g_build_filename (folder, "none", "out.csv", NULL);

  PLX_FAILS (plx_file_write (nowhere, "x", -1, error), PLX_ERROR_FAILED, "out.csv: cannot be written: No such file");
  PLX_FAILS (plx_file_write (folder, "x", -1, error), PLX_ERROR_FAILED, "Is a directory");
  PLX_FAILS (plx_file_write ("/dev/full", "x", -1, error), PLX_ERROR_FAILED, "/dev/full: cannot be written: No space");
  ck_assert_int_eq (g_rmdir (folder), 0);
}
END_TEST

START_TEST (a_format_that_does_not_exist_is_refused)
{
  PlxFormat format = PLX_TABLE;

  PLX_OK (plx_format_read ("json", &format, error));
  ck_assert_uint_eq (format, PLX_JSON);
  PLX_FAILS (plx_format_read ("xml", &format, error), PLX_ERROR_INPUT, "--format: xml: no such format; table, csv or json");
}
END_TEST

START_TEST (times_in_seconds_are_for_reading_in_a_table_only)
{
  g_autoptr (PlxTable) seconds = plx_table_new ("time,unit,p"), steps = plx_table_new ("time,unit,p");
  g_autofree char *read = NULL, *csv = NULL, *counted = NULL;

  plx_table_row (seconds);
  plx_table_time (seconds, 0.00030612345, "s");
  plx_table_unit (seconds, "s");
  plx_table_count (seconds, 3);
  plx_table_row (steps);
  plx_table_time (steps, 306.25, "step");
  plx_table_unit (steps, "step");
  plx_table_count (steps, 5);
  read = plx_table_print (seconds, PLX_TABLE);
  csv = plx_table_print (seconds, PLX_CSV);
  counted = plx_table_print (steps, PLX_TABLE);
  ck_assert_str_eq (read, "  time  p\n306 us  3\n");
  ck_assert_str_eq (csv, "time,unit,p\n0.00030612345,s,3\n");
  ck_assert_str_eq (counted, " time  unit  p\n306.2  step  5\n");
}
END_TEST

START_TEST (times_have_as_many_digits_as_asked_for)
{
  static const struct { double s; int digits; const char *text; } all[] = {
    { 1.234, 3, "1.23 s" }, { 0.0456, 3, "45.6 ms" }, { 789.4e-6, 3, "789 us" }, { 3.21e-9, 3, "3.21 ns" },
    { 0.99999e-3, 3, "1.00 ms" }, { 9.996e-6, 3, "10.0 us" }, { 0.99951, 3, "1.00 s" }, { 0.99951, 4, "999.5 ms" },
    { 0.0036865249999, 4, "3.687 ms" }, { 12345, 3, "12345 s" }, { 0, 3, "0 s" }, { -2.5e-6, 3, "-2.50 us" },
    { 4.5e-11, 3, "0.04 ns" }, { (double) NAN, 3, "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      g_autofree char *text = plx_time_text (all[i].s, all[i].digits);
      ck_assert_str_eq (text, all[i].text);
    }
}
END_TEST

PLX_TEST_MAIN ("table", csv_quotes_as_rfc_4180_says_and_leaves_missing_cells_empty,
               json_keeps_numbers_as_numbers_and_missing_as_null, a_table_without_rows_still_has_its_header,
               a_table_aligns_numbers_right_and_leaves_empty_columns_out,
               a_file_is_replaced_whole_and_nothing_else_is_left,
               a_file_that_cannot_be_written_is_an_error_with_path_and_reason,
               a_format_that_does_not_exist_is_refused, times_in_seconds_are_for_reading_in_a_table_only,
               times_have_as_many_digits_as_asked_for)
