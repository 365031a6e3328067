/* SPDX-License-Identifier: MIT */
/* trace-file.c: how fast a trace file is written, and opened with all of it validated. */
#include "bench/bench.h"
#include "bench/mixed-trace.h"

#include <glib/gstdio.h>

typedef struct {
  const PlxTrace *trace;
  const char *path;
} File;

static void
save (gpointer data)
{
  const File *file = data;
  GError *error = NULL;

  plx_trace_save (file->trace, file->path, &error);
  bench_check (error);
}

static void
open_it (gpointer data)
{
  GError *error = NULL;
  PlxTrace *trace = plx_trace_open (((const File *) data)->path, &error);

  bench_check (error);
  plx_trace_unref (trace);
}

void
bench_trace_file (void)
{
  GError *error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("bench-XXXXXX", &error);
  g_autoptr (PlxTrace) trace = mixed_trace_new ();
  g_autofree char *path = g_build_filename (folder, "mixed.trace", NULL);
  File file = { .trace = trace, .path = path };
  GStatBuf status;

  bench_check (error);
  save (&file);
  g_stat (path, &status);
  const double size = (double) status.st_size * 1e-9;
  bench_print ("trace file: save, with fsync", size / bench_time (3, save, &file), "GB/s", "");
  bench_print ("trace file: open and validate", size / bench_time (9, open_it, &file), "GB/s", "at least 1");
  g_unlink (path);
  g_rmdir (folder);
}
