/* SPDX-License-Identifier: MIT */
/* run-files.c: what a run leaves in its folder, and what it finds there. */
#include "sim/lab/run.h"

#include <config.h>
#include <errno.h>
#include <glib/gstdio.h>
#include <jansson.h>
#include <string.h>
#include <sys/utsname.h>

static char *
sha256 (const PlxScenario *scenario)
{
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, scenario->text, -1);
}

static char *
now_text (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  return g_date_time_format (now, "%Y-%m-%dT%H:%M:%SZ");
}

/* "AMD EPYC 7B13"; "" when the system does not say. */
static char *
cpu_model (void)
{
  g_autofree char *text = NULL;
  const char *line, *colon;

  if (!g_file_get_contents ("/proc/cpuinfo", &text, NULL, NULL))
    return g_strdup ("");
  line = strstr (text, "model name");
  colon = line ? strchr (line, ':') : NULL;
  return colon ? g_strstrip (g_strndup (colon + 1, strcspn (colon + 1, "\n"))) : g_strdup ("");
}

/* ---- the manifest ---- */

static json_t *
scenario_json (const PlxScenario *scenario)
{
  g_autofree char *sum = sha256 (scenario);

  return json_pack ("{s:s, s:s, s:s, s:s}", "file", scenario->file, "title", scenario->title, "sha256", sum, "text",
                    scenario->text);
}

static json_t *
system_json (void)
{
  g_autofree char *cpu = cpu_model ();
  struct utsname system;

  if (uname (&system) != 0)
    return json_pack ("{s:s}", "cpu", cpu);
  return json_pack ("{s:s, s:s, s:s, s:s, s:i}", "cpu", cpu, "system", system.sysname, "release", system.release,
                    "architecture", system.machine, "processors", (int) g_get_num_processors ());
}

static json_t *
clock_json (const PlxHost *host)
{
  return json_pack ("{s:f, s:f, s:f, s:f, s:b}", "clock_step_s", host->clock_step_s, "clock_cost_s", host->clock_cost_s,
                    "stamp_cost_s", host->stamp_cost_s, "canary_drift", host->drift, "noisy", host->noisy);
}

static json_t *
strings_json (const GPtrArray *texts)
{
  json_t *list = json_array ();

  for (guint i = 0; i < texts->len; i++)
    json_array_append_new (list, json_string (texts->pdata[i]));
  return list;
}

static json_t *
machines_json (const PlxRun *run)
{
  json_t *list = json_array ();

  for (guint i = 0; i < run->machines->len; i++)
    json_array_append_new (list, json_pack ("{s:s, s:b, s:s}", "name", plx_machine_name (run->machines->pdata[i]),
                                            "calibrated", run->calibrated, "text", run->machine_texts->pdata[i]));
  return list;
}

/* Why each cell's sampling ended. */
static json_t *
stops_json (const PlxRun *run)
{
  static const char *const rules[] = { "precision", "time", "count" };
  json_t *stops = json_object ();

  for (guint k = 0; k < G_N_ELEMENTS (rules); k++)
    {
      int n = 0;

      for (guint i = 0; i < run->points->len; i++)
        n += !g_strcmp0 (((PlxOutcome *) run->points->pdata[i])->cell->stopped, rules[k]);
      json_object_set_new (stops, rules[k], json_integer (n));
    }
  return stops;
}

/* @run: NULL: under way. */
static json_t *
manifest_json (const PlxScenario *scenario, const PlxRun *run)
{
  g_autofree char *now = now_text ();
  json_t *m = json_pack ("{s:s, s:s, s:s, s:s, s:I, s:o, s:o}", "program", PACKAGE_NAME, "version", PACKAGE_VERSION,
                         "status", run ? "finished" : "running", run ? "finished" : "started", now, "seed",
                         (json_int_t) scenario->sampling.seed, "scenario", scenario_json (scenario), "host",
                         system_json ());

  if (!run)
    return m;
  json_object_set_new (m, "measuring", clock_json (&run->host));
  json_object_set_new (m, "cells", json_integer (run->points->len));
  json_object_set_new (m, "stopped_by", stops_json (run));
  json_object_set_new (m, "machines", machines_json (run));
  json_object_set_new (m, "notes", strings_json (run->notes));
  json_object_set_new (m, "remarks", strings_json (run->remarks));
  return m;
}

static gboolean
write_manifest (const PlxScenario *scenario, const PlxRun *run, const char *dir, GError **error)
{
  g_autofree char *path = g_build_filename (dir, "manifest.json", NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  json_t *manifest = manifest_json (scenario, run);
  char *dump = json_dumps (manifest, JSON_INDENT (2));

  json_decref (manifest);
  g_string_printf (text, "%s\n", dump);
  free (dump);
  return plx_file_write (path, text->str, (gssize) text->len, error);
}

/* ---- before ---- */

static gboolean
check_earlier (const PlxScenario *scenario, const char *dir, gboolean resume, GError **error)
{
  g_autofree char *path = g_build_filename (dir, "manifest.json", NULL);
  g_autofree char *sum = sha256 (scenario);
  json_t *manifest = json_load_file (path, 0, NULL);
  const char *status = "", *before = "";
  gboolean ok = TRUE;

  if (manifest && json_unpack (manifest, "{s:s, s:{s:s}}", "status", &status, "scenario", "sha256", &before) == 0)
    {
      ok = resume ? !strcmp (before, sum) : strcmp (status, "running") != 0;
      if (!ok && resume)
        g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT,
                     "%s: --resume: the run there is of another scenario than %s is now; choose another folder with -o",
                     dir, scenario->file);
      else if (!ok)
        g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT,
                     "%s: an unfinished run is there; --resume goes on with it, or choose another folder with -o", dir);
    }
  json_decref (manifest);
  return ok;
}

gboolean
plx_run_begin (const PlxScenario *scenario, const char *dir, gboolean resume, GError **error)
{
  if (g_mkdir_with_parents (dir, 0777) != 0)
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_FAILED, "%s: the folder cannot be made: %s; choose another with -o", dir,
                   g_strerror (errno));
      return FALSE;
    }
  return check_earlier (scenario, dir, resume, error) && write_manifest (scenario, NULL, dir, error);
}

/* ---- after ---- */

static void
append_steps (PlxTable *table, const PlxOutcome *outcome, const char *source, const PlxTiming *timing, double unit_s)
{
  const PlxJob *job = outcome->cell->job;
  const PlxTrace *bulk = plx_trace_bulk (outcome->trace, NULL);

  for (guint s = 0; s < timing->n_supersteps; s++)
    {
      const gboolean known = bulk && s < plx_trace_n_supersteps (bulk);
      const PlxCost c = timing->cost[s];

      plx_table_row (table);
      plx_table_text (table, job->algorithm->name);
      plx_table_text (table, job->variant->name);
      plx_table_count (table, job->n);
      plx_table_count (table, job->p);
      plx_table_text (table, job->parameters);
      plx_table_text (table, outcome->cell->executor ? outcome->cell->executor->name : NULL);
      plx_table_text (table, source);
      plx_table_count (table, s);
      plx_table_text (table, known ? plx_trace_superstep (bulk, s)->label : NULL);
      plx_table_number (table, c.compute * unit_s);
      plx_table_number (table, c.communicate * unit_s);
      plx_table_number (table, c.synchronise * unit_s);
      plx_table_number (table, c.wait * unit_s);
    }
}

char *
plx_run_supersteps (const PlxRun *run)
{
  g_autoptr (PlxTable) table = plx_table_new ("algorithm,variant,n,p,parameters,executor,source,superstep,label,"
                                              "compute_s,communicate_s,synchronise_s,wait_s");

  for (guint i = 0; i < run->points->len; i++)
    {
      const PlxOutcome *outcome = run->points->pdata[i];
      const double unit_s = plx_outcome_unit_s (outcome);

      if (outcome->measured)
        append_steps (table, outcome, "measured", outcome->measured, 1);
      for (guint m = 0; m < run->scenario->models->len; m++)
        if (outcome->timings[m] && unit_s > 0)
          append_steps (table, outcome, ((PlxModelChoice *) run->scenario->models->pdata[m])->text,
                        outcome->timings[m], unit_s);
    }
  return plx_table_print (table, PLX_CSV);
}

static gboolean
write_text (const char *dir, const char *name, const char *text, GError **error)
{
  g_autofree char *path = g_build_filename (dir, name, NULL);

  return plx_file_write (path, text, -1, error);
}

static gboolean
write_machines (const PlxRun *run, const char *dir, GError **error)
{
  for (guint i = 0; i < run->machines->len; i++)
    {
      g_autofree char *name = i == 0 ? g_strdup_printf ("%s.machine", plx_machine_name (run->machines->pdata[i]))
                                     : g_strdup_printf ("%s-%s.machine", plx_machine_name (run->machines->pdata[i]),
                                                        run->scenario->executors[i]);

      if (!write_text (dir, name, run->machine_texts->pdata[i], error))
        return FALSE;
    }
  return TRUE;
}

gboolean
plx_run_write (const PlxRun *run, const char *dir, GError **error)
{
  g_autofree char *csv = plx_results_print (run->results, PLX_CSV);
  g_autofree char *json = plx_results_print (run->results, PLX_JSON);
  g_autofree char *steps = plx_run_supersteps (run);

  return write_text (dir, "results.csv", csv, error) && write_text (dir, "results.json", json, error)
         && write_text (dir, "supersteps.csv", steps, error) && write_machines (run, dir, error)
         && write_manifest (run->scenario, run, dir, error);
}
