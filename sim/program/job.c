/* SPDX-License-Identifier: MIT */
/* job.c: one variant of an algorithm with every parameter known, and its closed forms as numbers. */
#include "sim/program/job.h"

#include "sim/core/param.h"

#include <math.h>
#include <string.h>

#define CELL 8u                                   /* bytes of an element, for the limit on n */
#define MOST_BYTES (G_GUINT64_CONSTANT (64) << 30)

void
plx_job_free (PlxJob *job)
{
  if (!job)
    return;
  g_free (job->instance);
  g_free (job->parameters);
  g_free (job->identity);
  g_free (job);
}

static gboolean
concerns (const PlxParam *param, const PlxVariant *variant)
{
  return !param->only || strcmp (param->only, variant->name) == 0;
}

/* ---- parameters ---- */

/* Where values come from. */
typedef struct {
  PlxJob *job;
  const char *label;  /* "broadcast.tree" */
  const PlxSettings *settings, *logp;
  const PlxMachine *machine;
  PlxUnits units;
  GPtrArray *missing;  /* of const char *: names */
  gboolean logp_missing;
} Sources;

static gboolean
read_from_logp (const Sources *from, const PlxParam *param, gboolean *found, GError **error)
{
  g_autoptr (GError) why = NULL;
  const char *where = "--model logp", *text = plx_settings_get (from->logp, param->name, &where);
  PlxMachineValue value;

  *found = TRUE;
  if (text)
    return plx_param_read (param, text, where, &from->units, from->job->instance, error);
  if (from->machine
      && plx_machine_get (from->machine, "logp", param->name, from->job->p, FALSE, &value, &why))
    return plx_param_read (param, value.text, value.where, &from->units, from->job->instance, error);
  *found = FALSE;
  if (!why)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&why));
  return FALSE;
}

static gboolean
read_param (Sources *from, const PlxParam *param, GError **error)
{
  const char *where = from->label, *text = plx_settings_get (from->settings, param->name, &where);
  gboolean found;

  if (text)
    return plx_param_read (param, text, where, &from->units, from->job->instance, error);
  if (param->flags & PLX_FROM_LOGP)
    {
      if (!read_from_logp (from, param, &found, error) || found)
        return found;
      from->logp_missing |= param->fallback == NULL;
    }
  if (param->fallback)
    return plx_param_read (param, param->fallback, from->label, &from->units, from->job->instance, error);
  g_ptr_array_add (from->missing, (gpointer) param->name);
  return TRUE;
}

static gboolean
check_missing (const Sources *from, GError **error)
{
  g_autofree char *names = NULL, *example = NULL;
  const char *end = from->missing->len > 1 ? "are" : "is";

  if (from->missing->len == 0)
    return TRUE;
  g_ptr_array_add (from->missing, NULL);
  names = g_strjoinv (", ", (char **) from->missing->pdata);
  example = g_strjoinv ("=.. ", (char **) from->missing->pdata);
  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: %s %s missing; give %s=..%s", from->label, names,
               end, example,
               from->logp_missing ? ", or --model logp:L=..,o=..,g=.., or a --machine with [logp]" : "");
  return FALSE;
}

/* Every setting names a parameter of the algorithm, if not of this variant. */
static gboolean
check_settings (const Sources *from, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  const PlxParam *params = from->job->algorithm->params;

  for (const PlxParam *param = params; param->name; param++)
    g_ptr_array_add (names, (gpointer) param->name);
  g_ptr_array_add (names, NULL);
  for (guint i = 0; i < plx_settings_size (from->settings); i++)
    {
      const char *where, *key = plx_settings_nth (from->settings, i, NULL, &where);
      g_autofree char *hint = NULL;

      if (plx_param_find (params, key))
        continue;
      hint = plx_nearest_hint (key, (const char *const *) names->pdata);
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s%s%s: no parameter of %s%s", where,
                   *where ? ": " : "", key, from->job->algorithm->name, hint);
      return FALSE;
    }
  return TRUE;
}

static gboolean
read_params (Sources *from, GError **error)
{
  PlxJob *job = from->job;

  if (!check_settings (from, error))
    return FALSE;
  for (const PlxParam *param = job->algorithm->params; param->name; param++)
    if (concerns (param, job->variant) && !read_param (from, param, error))
      return FALSE;
  return check_missing (from, error);
}

/* ---- limits ---- */

static gboolean
check_processors (const PlxJob *job, const char *label, GError **error)
{
  const guint p = job->p;

  if (job->variant == job->algorithm->best && p != 1)
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: p = %u: a sequential program needs p = 1", label, p);
      return FALSE;
    }
  if (p >= 1 && p <= PLX_MAX_PROCS)
    return TRUE;
  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: p = %u is out of range; 1 to %u would do", label, p,
               PLX_MAX_PROCS);
  return FALSE;
}

static gboolean
check_size (PlxJob *job, const char *label, GError **error)
{
  const PlxParam *first = job->algorithm->params;

  if (!first->name || (first->flags & PLX_TYPE_MASK) == PLX_TEXT)
    return TRUE;
  const gboolean side = first->flags & PLX_SIDE;
  const double n = plx_param_number (first, job->instance), cells = side ? n * n : n;
  const guint64 most = MOST_BYTES / CELL;

  if (cells >= 1 && cells <= (double) most)
    {
      job->n = (guint64) n;
      return TRUE;
    }
  g_autofree char *needed = cells < 1 ? g_strdup ("")
                            : g_strdup_printf (": its cells alone would need %.4g GiB", cells * CELL / (1 << 30));

  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: %s = %.17g is out of range%s; 1 to %" G_GUINT64_FORMAT " would do",
               label, first->name, n, needed, side ? (guint64) sqrt ((double) most) : most);
  return FALSE;
}

/* ---- conditions and closed forms ---- */

/* What a name in a formula may mean. */
typedef struct {
  const PlxJob *job;
  const PlxPricer *pricer;  /* or NULL */
  const char *name;         /* p or a parameter that has another value here than the job's; NULL: none */
  double value;
} Scope;

/* B of the asynchronous PRAM by its rule. */
static double
barrier_by_rule (const char *rule, double d, double p)
{
  if (strcmp (rule, "dlogp") == 0)
    return d * log2 (p);
  if (strcmp (rule, "dlogp/logd") == 0)
    return d * log2 (p) / log2 (MAX (d, 2));
  return strcmp (rule, "dp") == 0 ? d * p : (double) NAN;
}

static double
model_number (const Scope *scope, const PlxParam *param)
{
  const PlxPricer *pricer = scope->pricer;
  const PlxParam *d = plx_param_find (pricer->model->params, "d");
  const double number = plx_param_number (param, pricer->instance);
  g_autofree char *rule = NULL;

  if (!isnan (number) || (param->flags & PLX_TYPE_MASK) != PLX_TIME_OR_RULE || !d)
    return number;
  rule = plx_param_text (param, pricer->instance);
  return barrier_by_rule (rule, plx_param_number (d, pricer->instance), scope->job->p);
}

static gboolean
lookup (const char *name, double *value, gpointer data)
{
  const Scope *scope = data;
  const PlxParam *param = plx_param_find (scope->job->algorithm->params, name);

  if (g_strcmp0 (name, scope->name) == 0)
    *value = scope->value;
  else if (strcmp (name, "p") == 0)
    *value = scope->job->p;
  else if (param && concerns (param, scope->job->variant))
    *value = plx_param_number (param, scope->job->instance);
  else if (scope->pricer && (param = plx_param_find (scope->pricer->model->params, name)))
    *value = model_number (scope, param);
  else
    return FALSE;
  return TRUE;
}

/* R (k): the time of k accesses to shared memory under the asynchronous PRAM. */
static gboolean
call (const char *name, const double *k, guint n, double *value, gpointer data)
{
  const Scope *scope = data;
  const PlxParam *access;
  g_autofree char *how = NULL;
  double d, t;

  if (strcmp (name, "R") != 0 || n != 1 || !scope->pricer)
    return FALSE;
  access = plx_param_find (scope->pricer->model->params, "access");
  if (!access || !lookup ("d", &d, data) || !lookup ("t", &t, data))
    return FALSE;
  how = plx_param_text (access, scope->pricer->instance);
  *value = k[0] <= 0 ? 0 : strcmp (how, "plain") == 0 ? k[0] * d : d + (k[0] - 1) * t;
  return TRUE;
}

/* With x for what p or a parameter is. */
static gboolean
holds_for (const PlxJob *job, const char *condition, const char *name, guint64 x, gboolean *holds, GError **error)
{
  Scope scope = { .job = job, .name = name, .value = (double) x };
  double value;

  if (!plx_expression (condition, lookup, NULL, &scope, &value, error))
    return FALSE;
  *holds = value < 0 || value > 0;
  return TRUE;
}

#define NEAR 256u

/* The nearest x below or above for p or a parameter that meets the condition; 0: none. Where it is not near, only powers
 * of two are tried. */
static guint64
nearest (const PlxJob *job, const char *name, guint64 x, gboolean above, guint64 most)
{
  for (guint steps = 0; above ? x < most : x > 1; steps++)
    {
      gboolean holds = FALSE;

      if (steps < NEAR)
        x = above ? x + 1 : x - 1;
      else
        x = (guint64) 1 << (above ? g_bit_storage (x) : g_bit_storage (x - 1) - 1);
      if (holds_for (job, job->variant->needs, name, x, &holds, NULL) && holds)
        return x;
    }
  return 0;
}

static void
append_nearest (GString *right, const PlxJob *job, const char *name, double from, double most)
{
  for (guint above = 0; from <= most && above <= 1; above++)
    {
      const guint64 x = nearest (job, name, (guint64) from, above > 0, (guint64) most);

      if (x > 0)
        g_string_append_printf (right, "%s%s = %" G_GUINT64_FORMAT, right->len > 0 ? " or " : "", name, x);
    }
}

/* "p = 4 or p = 8"; when no other p would do, the same of every count among the parameters. */
static char *
what_would_do (const PlxJob *job)
{
  GString *right = g_string_new (NULL);

  append_nearest (right, job, "p", job->p, PLX_MAX_PROCS);
  if (right->len == 0)
    for (const PlxParam *param = job->algorithm->params; param->name; param++)
      if (concerns (param, job->variant) && (param->flags & PLX_TYPE_MASK) == PLX_COUNT)
        append_nearest (right, job, param->name, plx_param_number (param, job->instance), MOST_BYTES / CELL);
  return g_string_free (right->len > 0 ? right : g_string_append (right, "other parameters"), FALSE);
}

static gboolean
check_needs (const PlxJob *job, const char *label, GError **error)
{
  const PlxVariant *variant = job->variant;
  g_autofree char *right = NULL;
  gboolean holds = TRUE;

  if (variant->needs && !holds_for (job, variant->needs, "p", job->p, &holds, error))
    {
      g_prefix_error (error, "%s: needs ", label);
      return FALSE;
    }
  if (holds)
    return TRUE;
  right = what_would_do (job);
  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: p = %u with %s: needs %s; %s would do", label, job->p,
               job->parameters, variant->needs_text ? variant->needs_text : variant->needs, right);
  return FALSE;
}

gboolean
plx_job_closed_form (const PlxJob *job, const PlxClosedForm *form, const PlxPricer *pricer,
                     gboolean *applies, double *value, GError **error)
{
  Scope scope = { .job = job, .pricer = pricer };
  double holds = 1;

  *applies = FALSE;
  if (strcmp (form->model, pricer->model->name) != 0)
    return TRUE;
  if (form->when && !plx_expression (form->when, lookup, call, &scope, &holds, error))
    return FALSE;
  *applies = holds < 0 || holds > 0;
  return !*applies || plx_expression (form->formula, lookup, call, &scope, value, error);
}

/* ---- the job ---- */

static char *
parameters_text (const PlxJob *job)
{
  GString *text = g_string_new (NULL);

  for (const PlxParam *param = job->algorithm->params; param->name; param++)
    if (concerns (param, job->variant))
      {
        g_autofree char *value = plx_param_text (param, job->instance);

        if ((param->flags & PLX_TYPE_MASK) == PLX_TEXT && !*value)
          continue;
        g_string_append_printf (text, "%s%s=%s", text->len > 0 ? " " : "", param->name, value);
      }
  return g_string_free (text, FALSE);
}

PlxJob *
plx_job_new (const PlxAlgorithm *algorithm, const PlxVariant *variant, const PlxSettings *settings, guint p,
             guint64 seed, const PlxSettings *logp, const PlxMachine *machine, GError **error)
{
  g_autoptr (PlxJob) job = g_new0 (PlxJob, 1);
  g_autoptr (GPtrArray) missing = g_ptr_array_new ();
  g_autofree char *label = g_strdup_printf ("%s.%s", algorithm->name, variant->name);
  Sources from = { .job = job,
                   .label = label,
                   .settings = settings,
                   .logp = logp,
                   .machine = machine,
                   .units = machine ? plx_machine_units (machine) : (PlxUnits) { 0, 8 },
                   .missing = missing };

  *job = (PlxJob) { .algorithm = algorithm, .variant = variant, .p = p, .seed = seed,
                    .instance = g_malloc0 (MAX (algorithm->instance_size, 1)) };
  const gboolean own_p = p == 0 && algorithm->processors;

  if ((!own_p && !check_processors (job, label, error)) || !read_params (&from, error)
      || !check_size (job, label, error))
    return NULL;
  if (own_p && (!(job->p = algorithm->processors (algorithm, job->instance, seed, error))
                || !check_processors (job, label, error)))
    return NULL;
  job->parameters = parameters_text (job);
  job->identity = g_strdup_printf ("%s %s p=%u seed=%" G_GUINT64_FORMAT, label, job->parameters, job->p, seed);
  return check_needs (job, label, error) ? g_steal_pointer (&job) : NULL;
}
