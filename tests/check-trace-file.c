/* SPDX-License-Identifier: MIT */
/* check-trace-file.c: a trace file gives back what was saved, and anything else is refused. */
#include "sim/core/trace-file.h"
#include "tests/main.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

/* Two supersteps, every kind of operation, a violation. */
static PlxTrace *
sample (void)
{
  PlxTraceBuilder *b = plx_trace_builder_new (3, "by hand n=7 p=3 seed=5");
  const PlxSuperstep facts = { .instructions = 19, .readers = 3, .writers = 2, .raw = 1, .read_access = PLX_COMMON,
                               .write_access = PLX_ARBITRARY };
  const PlxViolation violation = { .superstep = 0, .kind = PLX_RACE, .processors = { 1, 2 }, .cell = 77, .array = "x" };

  plx_trace_builder_label (b, "exchange", 14);
  plx_trace_builder_facts (b, &facts);
  plx_trace_builder_violation (b, &violation);
  plx_trace_builder_op (b, 0, plx_op_work (PLX_FLOP, 1234, 640));
  plx_trace_builder_op (b, 0, plx_op_transfer (PLX_OP_PUT, 2, 24, 5));
  plx_trace_builder_op (b, 1, plx_op_transfer (PLX_OP_READ, 0, 8, 9));
  plx_trace_builder_op (b, 2, plx_op_transfer (PLX_OP_QUEUE, 1, 40, 2));
  plx_trace_builder_sync (b);
  plx_trace_builder_op (b, 1, plx_op_message (PLX_OP_SEND, 2, 16, 6));
  plx_trace_builder_op (b, 2, plx_op_message (PLX_OP_RECV, PLX_ANY, 16, PLX_ANY));
  return plx_trace_builder_end (b);
}

/* A folder of one test's own, and a file in it. */
typedef struct {
  char *folder, *path;
} Place;

static Place
place_new (void)
{
  Place place = { .folder = g_dir_make_tmp ("check-trace-file-XXXXXX", NULL) };

  place.path = g_build_filename (place.folder, "a.trace", NULL);
  return place;
}

static void
place_clear (Place *place)
{
  g_unlink (place->path);
  ck_assert_int_eq (g_rmdir (place->folder), 0);  /* nothing else was left in it */
  g_free (place->folder);
  g_free (place->path);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Place, place_clear)

static GByteArray *
saved (const PlxTrace *trace, const Place *place)
{
  char *content;
  gsize size;

  PLX_OK (plx_trace_save (trace, place->path, error));
  PLX_OK (g_file_get_contents (place->path, &content, &size, error));
  return g_byte_array_new_take ((guint8 *) content, size);
}

static void
write_bytes (const Place *place, gconstpointer bytes, gsize size)
{
  FILE *file = g_fopen (place->path, "wb");

  ck_assert_ptr_nonnull (file);
  ck_assert_uint_eq (fwrite (bytes, 1, size, file), size);
  ck_assert_int_eq (fclose (file), 0);
}

/* Saves bytes with every checksum made right again, and opens them. */
static PlxTrace *
open_sealed (const Place *place, GByteArray *bytes, GError **error)
{
  PlxFileHeader *h = (PlxFileHeader *) (gpointer) bytes->data;
  gsize at = sizeof *h;

  for (guint k = 0; k < PLX_N_SECTIONS; k++)
    {
      const gsize size = (h->sections[k].size + 63) / 64 * 64;

      h->sections[k].checksum = plx_trace_checksum (k, bytes->data + at, size);
      at += size;
    }
  h->checksum = plx_trace_checksum (0, h, offsetof (PlxFileHeader, checksum));
  write_bytes (place, bytes->data, bytes->len);
  return plx_trace_open (place->path, error);
}

/* Where a section begins. */
static gsize
section_at (const GByteArray *bytes, PlxSection section)
{
  const PlxFileHeader *h = (const PlxFileHeader *) (gconstpointer) bytes->data;
  gsize at = sizeof *h;

  for (guint k = 0; k < section; k++)
    at += (h->sections[k].size + 63) / 64 * 64;
  return at;
}

START_TEST (a_trace_comes_back_as_it_was_saved)
{
  g_auto (Place) place = place_new ();
  g_autoptr (PlxTrace) trace = sample ();
  g_autoptr (PlxTrace) again = NULL;
  g_autofree char *text = plx_trace_to_text (trace), *text_again = NULL;
  gsize n;

  PLX_OK (plx_trace_save (trace, place.path, error));
  PLX_OK (again = plx_trace_open (place.path, error));

  ck_assert (plx_trace_same_ops (trace, again));
  text_again = plx_trace_to_text (again);
  ck_assert_str_eq (text, text_again);
  ck_assert_str_eq (plx_trace_identity (again), "by hand n=7 p=3 seed=5");
  ck_assert (plx_trace_is_wild (again));
  ck_assert_uint_eq ((guintptr) plx_trace_ops (again, 0, 0, &n) % 16, 0);
  ck_assert_uint_eq (plx_trace_violations (again, &n)[0].cell, 77);
  ck_assert_uint_eq (n, 1);
}
END_TEST

START_TEST (a_trace_of_many_blocks_comes_back_and_a_trace_of_nothing_too)
{
  g_auto (Place) place = place_new ();
  PlxTraceBuilder *b = plx_trace_builder_new (5, "many");
  g_autoptr (PlxTrace) many = NULL;
  g_autoptr (PlxTrace) nothing = plx_trace_builder_end (plx_trace_builder_new (2, ""));

  for (guint k = 0; k < 4096 * 3 + 11; k++)
    {
      plx_trace_builder_op (b, k % 5, plx_op_transfer (PLX_OP_PUT, (k * 7) % 5, k, k % 13 + 1));
      if (k % 3 == 2)
        plx_trace_builder_sync (b);
    }
  many = plx_trace_builder_end (b);
  const PlxTrace *const all[] = { many, nothing };
  for (guint k = 0; k < G_N_ELEMENTS (all); k++)
    {
      g_autoptr (PlxTrace) again = NULL;

      PLX_OK (plx_trace_save (all[k], place.path, error));
      PLX_OK (again = plx_trace_open (place.path, error));
      ck_assert (plx_trace_same_ops (all[k], again));
    }
}
END_TEST

START_TEST (the_text_names_every_operation_and_fact)
{
  g_autoptr (PlxTrace) trace = sample ();
  g_autofree char *text = plx_trace_to_text (trace);

  ck_assert_str_eq (text,
                    "trace by hand n=7 p=3 seed=5\nprocessors 3\nsupersteps 2\noperations 6\n\n"
                    "superstep 0 \"exchange\" active 3 line 14 instructions 19 read common 3 write arbitrary 2 raw sync\n"
                    "  ! race: processors 1 and 2, cell 77 of x\n"
                    "  0: work flop 1234 over 640 B\n"
                    "  0: put to 2 24 B x 5\n"
                    "  1: read from 0 8 B x 9\n"
                    "  2: queue to 1 40 B x 2\n\n"
                    "superstep 1 \"\" active 2 read exclusive 0 write exclusive 0\n"
                    "  1: send to 2 16 B tag 6\n"
                    "  2: recv from any 16 B tag any\n");
}
END_TEST

START_TEST (every_truncation_is_refused)
{
  g_auto (Place) place = place_new ();
  g_autoptr (PlxTrace) trace = sample ();
  g_autoptr (GByteArray) bytes = saved (trace, &place);

  for (gsize size = 0; size < bytes->len; size++)
    {
      write_bytes (&place, bytes->data, size);
      PLX_FAILS (plx_trace_open (place.path, error), PLX_ERROR_INPUT,
                 size < 8 ? "not a trace file" : size < sizeof (PlxFileHeader) ? "cut off in its header" : "cut off");
    }
  g_byte_array_append (bytes, (const guint8 *) "", 1);
  write_bytes (&place, bytes->data, bytes->len);
  PLX_FAILS (plx_trace_open (place.path, error), PLX_ERROR_INPUT, "1 bytes follow the end");
}
END_TEST

START_TEST (every_flipped_bit_is_refused)
{
  g_auto (Place) place = place_new ();
  g_autoptr (PlxTrace) trace = sample ();
  g_autoptr (GByteArray) bytes = saved (trace, &place);

  for (gsize bit = 0; bit < bytes->len * 8; bit++)
    {
      bytes->data[bit / 8] ^= (guint8) (1 << bit % 8);
      write_bytes (&place, bytes->data, bytes->len);
      PLX_FAILS (plx_trace_open (place.path, error), PLX_ERROR_INPUT, place.path);
      bytes->data[bit / 8] ^= (guint8) (1 << bit % 8);
    }
}
END_TEST

START_TEST (what_is_no_trace_file_is_said_to_be_none)
{
  g_auto (Place) place = place_new ();

  PLX_FAILS (plx_trace_open (place.path, error), PLX_ERROR_INPUT, "No such file");
  PLX_FAILS (plx_trace_open (place.folder, error), PLX_ERROR_INPUT, "not a file that can be mapped");
  write_bytes (&place, "", 0);
  PLX_FAILS (plx_trace_open (place.path, error), PLX_ERROR_INPUT, "not a trace file");
  write_bytes (&place, "#!/bin/sh\necho a script\n", 24);
  PLX_FAILS (plx_trace_open (place.path, error), PLX_ERROR_INPUT, "not a trace file");
}
END_TEST

/* One change of a good file that right checksums do not excuse. */
typedef struct {
  PlxSection section;
  gsize at;      /* byte of it */
  guint32 value;
  const char *message;
} Change;

START_TEST (what_no_trace_has_is_refused_even_with_right_checksums)
{
  static const Change changes[] = {
    { PLX_SECTION_OPS, 0, PLX_N_OPS, "operation 0: kind 8" },
    { PLX_SECTION_OPS, 0, PLX_N_CLASSES << 8, "operation 0: kind 0, class 8" },
    { PLX_SECTION_OPS, 0, 1u << 16, "operation 0" },
    { PLX_SECTION_OPS, 16 + 4, 3, "operation 1: kind 4, class 0, peer 3" },
    { PLX_SECTION_OPS, 4 * 16 + 4, PLX_ANY, "operation 4: kind 6" },
    { PLX_SECTION_OFFSETS, 0, 1, "offsets: they do not go from 0 up to the 6 operations" },
    { PLX_SECTION_OFFSETS, 2 * 8, 7, "offsets" },
    { PLX_SECTION_OFFSETS, 6 * 8, 5, "offsets" },
    { PLX_SECTION_STEPS, 0, 4000, "superstep 0: a label" },
    { PLX_SECTION_STEPS, 32 + 28, 2, "superstep 1: a label, a flag" },
    { PLX_SECTION_VIOLATIONS, 0, 2, "violation 0" },
    { PLX_SECTION_VIOLATIONS, 4, PLX_N_CONFLICTS, "violation 0" },
    { PLX_SECTION_VIOLATIONS, 24, 4000, "violation 0: an array" },
    { PLX_SECTION_IDENTITY, 0, 0, "identity: more than one string" },
    { PLX_SECTION_IDENTITY, 20, 0x41414141, "identity: no zero byte ends it" },
    { PLX_SECTION_STRINGS, 9, 0x41414141, "strings: no zero byte ends it" },
  };
  g_auto (Place) place = place_new ();
  g_autoptr (PlxTrace) trace = sample ();

  for (guint k = 0; k < G_N_ELEMENTS (changes); k++)
    {
      g_autoptr (GByteArray) bytes = saved (trace, &place);

      memcpy (bytes->data + section_at (bytes, changes[k].section) + changes[k].at, &changes[k].value, 4);
      PLX_FAILS (open_sealed (&place, bytes, error), PLX_ERROR_INPUT, changes[k].message);
    }
}
END_TEST

START_TEST (counts_that_do_not_fit_the_sizes_are_refused)
{
  g_auto (Place) place = place_new ();
  g_autoptr (PlxTrace) trace = sample ();
  static const struct { gsize at; guint64 value; const char *message; } changes[] = {
    { offsetof (PlxFileHeader, version), 2, "version 2; this program reads version 1" },
    { offsetof (PlxFileHeader, p), 0, "0 processors" },
    { offsetof (PlxFileHeader, p), 1u << 21, "2097152 processors" },
    { offsetof (PlxFileHeader, p), 4, "superstep" },
    { offsetof (PlxFileHeader, n_ops), G_GUINT64_CONSTANT (1) << 60, "operations: 96 bytes do not fit" },
    { offsetof (PlxFileHeader, n_violations), G_GUINT64_CONSTANT (1) << 59, "violations: 32 bytes do not fit" },
  };

  for (guint k = 0; k < G_N_ELEMENTS (changes); k++)
    {
      g_autoptr (GByteArray) bytes = saved (trace, &place);
      PlxFileHeader *h = (PlxFileHeader *) (gpointer) bytes->data;

      memcpy (bytes->data + changes[k].at, &changes[k].value, sizeof changes[k].value);
      h->checksum = plx_trace_checksum (0, h, offsetof (PlxFileHeader, checksum));
      write_bytes (&place, bytes->data, bytes->len);
      PLX_FAILS (plx_trace_open (place.path, error), PLX_ERROR_INPUT, changes[k].message);
    }
}
END_TEST

START_TEST (a_file_that_cannot_be_written_leaves_the_old_one_and_nothing_else)
{
  g_auto (Place) place = place_new ();
  g_autoptr (PlxTrace) trace = sample ();
  g_autoptr (GByteArray) bytes = saved (trace, &place);
  g_autofree char *nowhere = g_build_filename (place.folder, "no-such", "a.trace", NULL), *content = NULL;
  g_autoptr (GError) full = NULL;
  struct rlimit old, small;
  gsize size;

  PLX_FAILS (plx_trace_save (trace, nowhere, error), PLX_ERROR_FAILED, "No such file");

  getrlimit (RLIMIT_FSIZE, &old);
  small = old;
  small.rlim_cur = 300;
  signal (SIGXFSZ, SIG_IGN);
  setrlimit (RLIMIT_FSIZE, &small);  /* Check writes a file too: nothing of it may stand in between */
  const gboolean done = plx_trace_save (trace, place.path, &full);
  setrlimit (RLIMIT_FSIZE, &old);
  ck_assert (!done);
  ck_assert (g_error_matches (full, PLX_ERROR, PLX_ERROR_FAILED));
  ck_assert_ptr_nonnull (strstr (full->message, "File too large"));

  PLX_OK (g_file_get_contents (place.path, &content, &size, error));
  ck_assert_mem_eq (content, bytes->data, MAX (size, bytes->len));
}
END_TEST

PLX_TEST_MAIN ("trace-file", a_trace_comes_back_as_it_was_saved,
               a_trace_of_many_blocks_comes_back_and_a_trace_of_nothing_too, the_text_names_every_operation_and_fact,
               every_truncation_is_refused, every_flipped_bit_is_refused, what_is_no_trace_file_is_said_to_be_none,
               what_no_trace_has_is_refused_even_with_right_checksums, counts_that_do_not_fit_the_sizes_are_refused,
               a_file_that_cannot_be_written_leaves_the_old_one_and_nothing_else)
