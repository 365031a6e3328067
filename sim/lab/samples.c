/* SPDX-License-Identifier: MIT */
/* samples.c: appends observations to samples.csv and reads them back. */
#include "sim/lab/samples.h"
#include "sim/lab/csv.h"
#include "sim/lab/table.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <parallax/param.h>
#include <string.h>
#include <unistd.h>

#define HEAD \
  "algorithm,variant,n,p,parameters,executor,visit,seed,total_s,late_s,compute_s,communicate_s,synchronise_s,wait_s," \
  "supersteps_s\n"

struct PlxSamples {
  char *path;
  int fd;
  off_t length;  /* of whole lines */
};

static gboolean
failed (const PlxSamples *samples, GError **error)
{
  g_set_error (error, PLX_ERROR, PLX_ERROR_FAILED, "%s: cannot be written: %s; make room and go on with --resume",
               samples->path, g_strerror (errno));
  return FALSE;
}

static PlxSamples *
samples_open (const char *path, GError **error)
{
  PlxSamples *samples = g_new0 (PlxSamples, 1);

  samples->path = g_strdup (path);
  samples->fd = g_open (path, O_WRONLY | O_APPEND | O_CLOEXEC, 0);
  samples->length = samples->fd < 0 ? -1 : lseek (samples->fd, 0, SEEK_END);
  if (samples->length >= 0)
    return samples;
  failed (samples, error);
  plx_samples_free (samples);
  return NULL;
}

/* The whole line or nothing, without a buffer in between: what was measured outlives the program. */
static gboolean
append_line (PlxSamples *samples, const GString *line, GError **error)
{
  gsize done = 0;

  while (done < line->len)
    {
      const gssize n = write (samples->fd, line->str + done, line->len - done);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        {
          failed (samples, error);
          if (ftruncate (samples->fd, samples->length) != 0)
            g_prefix_error (error, "half a line was written: ");
          return FALSE;
        }
      done += (gsize) n;
    }
  samples->length += (off_t) line->len;
  return TRUE;
}

PlxSamples *
plx_samples_create (const char *path, GError **error)
{
  return plx_file_write (path, HEAD, -1, error) ? samples_open (path, error) : NULL;
}

static void
append_number (GString *line, double x, char end)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append (line, plx_number_text (buffer, x));
  g_string_append_c (line, end);
}

/* "compute:communicate:synchronise:wait|..." of every superstep. */
static void
append_supersteps (GString *line, const PlxTiming *timing)
{
  for (guint s = 0; s < timing->n_supersteps; s++)
    {
      append_number (line, timing->cost[s].compute, ':');
      append_number (line, timing->cost[s].communicate, ':');
      append_number (line, timing->cost[s].synchronise, ':');
      append_number (line, timing->cost[s].wait, s + 1 < timing->n_supersteps ? '|' : '\n');
    }
  if (timing->n_supersteps == 0)
    g_string_append_c (line, '\n');
}

gboolean
plx_samples_add (PlxSamples *samples, const PlxCell *cell, const PlxObservation *observation, GError **error)
{
  const PlxJob *job = cell->job;
  const PlxObservation *o = observation;
  g_autoptr (GString) line = g_string_new (NULL);

  g_string_printf (line, "%s,%s,%" G_GUINT64_FORMAT ",%u,%s,%s,%u,%" G_GUINT64_FORMAT ",", job->algorithm->name,
                   job->variant->name, job->n, job->p, job->parameters, cell->executor->name, o->visit, o->seed);
  append_number (line, o->total_s, ',');
  append_number (line, o->late_s, ',');
  append_number (line, o->parts.compute, ',');
  append_number (line, o->parts.communicate, ',');
  append_number (line, o->parts.synchronise, ',');
  append_number (line, o->parts.wait, ',');
  append_supersteps (line, cell->timings->pdata[cell->timings->len - 1]);
  return append_line (samples, line, error);
}

/* ---- resuming ---- */

static char *
cell_key (const char *algorithm, const char *variant, const char *parameters, guint64 p, const char *executor)
{
  return g_strdup_printf ("%s.%s %s p=%" G_GUINT64_FORMAT " %s", algorithm, variant, parameters, p, executor);
}

static PlxTiming *
read_supersteps (const char *text)
{
  g_auto (GStrv) steps = g_strsplit (text, "|", -1);
  const guint n = g_strv_length (steps);
  PlxTiming *timing = plx_timing_new (n, 0, FALSE);

  for (guint s = 0; s < n; s++)
    {
      double x[4] = { 0, 0, 0, 0 };
      char *at = steps[s];

      for (guint k = 0; k < 4 && *at; k++)
        {
          x[k] = g_ascii_strtod (at, &at);
          at += *at == ':';
        }
      plx_timing_add (timing, s, 0, (PlxCost) { x[0], x[1], x[2], x[3] });
    }
  return timing;
}

static void
read_observation (const PlxCsv *csv, guint row, PlxCell *cell)
{
  const PlxObservation o = {
    .visit = (guint) g_ascii_strtoull (plx_csv_text (csv, row, "visit"), NULL, 10),
    .seed = g_ascii_strtoull (plx_csv_text (csv, row, "seed"), NULL, 10),
    .total_s = plx_csv_number (csv, row, "total_s"),
    .late_s = plx_csv_number (csv, row, "late_s"),
    .parts = { plx_csv_number (csv, row, "compute_s"), plx_csv_number (csv, row, "communicate_s"),
               plx_csv_number (csv, row, "synchronise_s"), plx_csv_number (csv, row, "wait_s") },
  };

  g_array_append_val (cell->observations, o);
  g_ptr_array_add (cell->timings, read_supersteps (plx_csv_text (csv, row, "supersteps_s")));
}

static guint
read_rows (const PlxCsv *csv, PlxCell *const *cells, guint n)
{
  g_autoptr (GHashTable) by_key = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint strangers = 0;

  for (guint i = 0; i < n; i++)
    {
      const PlxJob *job = cells[i]->job;

      g_hash_table_insert (by_key, cell_key (job->algorithm->name, job->variant->name, job->parameters, job->p,
                                             cells[i]->executor->name), cells[i]);
    }
  for (guint i = 0; i < csv->rows->len; i++)
    {
      g_autofree char *key
        = cell_key (plx_csv_text (csv, i, "algorithm"), plx_csv_text (csv, i, "variant"),
                    plx_csv_text (csv, i, "parameters"), g_ascii_strtoull (plx_csv_text (csv, i, "p"), NULL, 10),
                    plx_csv_text (csv, i, "executor"));
      PlxCell *cell = g_hash_table_lookup (by_key, key);

      if (cell && plx_csv_number (csv, i, "total_s") > 0)
        read_observation (csv, i, cell);
      else
        strangers++;
    }
  return strangers;
}

static gboolean
cut_tail (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  char *end;

  if (!g_file_get_contents (path, &text, NULL, error))
    return FALSE;
  end = strrchr (text, '\n');
  return plx_file_write (path, text, end ? end - text + 1 : 0, error);
}

PlxSamples *
plx_samples_resume (const char *path, PlxCell *const *cells, guint n, guint *strangers, GError **error)
{
  g_auto (GStrv) columns = g_strsplit (HEAD, ",", -1);
  g_autoptr (PlxCsv) csv = NULL;

  *strangers = 0;
  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return plx_samples_create (path, error);
  g_strchomp (columns[g_strv_length (columns) - 1]);
  csv = plx_csv_load (path, TRUE, error);
  if (!csv || !plx_csv_has (csv, (const char *const *) columns, error))
    return NULL;
  if (csv->torn && !cut_tail (path, error))
    return NULL;
  *strangers = read_rows (csv, cells, n);
  return samples_open (path, error);
}

gboolean
plx_samples_close (PlxSamples *samples, GError **error)
{
  const int fd = samples->fd;

  samples->fd = -1;
  return close (fd) == 0 || failed (samples, error);
}

void
plx_samples_free (PlxSamples *samples)
{
  if (!samples)
    return;
  if (samples->fd >= 0)
    close (samples->fd);
  g_free (samples->path);
  g_free (samples);
}
