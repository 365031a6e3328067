/* SPDX-License-Identifier: MIT */
/* calibrate.c: passes over all kernels in seeded random order, and what each pass says about the parameters.
 *
 *   work   seconds an operation, from each kernel directly
 *   l, B   an empty superstep: (T (12) - T (2)) / 10
 *   g, o   (T - l) / m = o + g (h / m) over h-relations of m messages, by a robust line with weights 1 / y^2
 *   g-table     (T - l - o m) / h of h-relations in whole messages, over h
 *   self-table  (T - l) / b of b bytes put to oneself, over b
 *   d      a read of a freshly written line of the next processor, each waiting for the last
 *   G      half a round trip of s bytes is L + 2 o + (s - 1) G, by a robust line
 *   g      of LogP: the slope of n messages and one answer over n; a gap below o cannot be seen in it
 *   o      the same slope with delays between the messages, without the delays
 *   L      half the shortest round trip without 2 o
 */
#include "sim/lab/calibration.h"

#include "sim/lab/statistics.h"

#include <math.h>
#include <unistd.h>

#define FEW 2
#define MANY 12
#define LEAST_H 512  /* words: below, what a word costs drowns in l and o */
#define FLOOD G_GUINT64_CONSTANT (17)
#define SMALLEST_SET G_GUINT64_CONSTANT (4096)
#define SIMULATED_SET (G_GUINT64_CONSTANT (256) << 10)
#define CACHE_EDGES (G_GUINT64_CONSTANT (256) << 10)  /* bytes: from here to 16 times as much, sizes stand closer */
#define MANY_VISITS_UP_TO (G_GUINT64_CONSTANT (4) << 20)  /* bytes: larger ones cost too much to be visited often */

/* ---- estimates ---- */

PlxEstimate *
plx_calibration_find (const PlxCalibration *calibration, const char *section, const char *key, guint p, guint64 size)
{
  for (guint i = 0; i < calibration->estimates->len; i++)
    {
      PlxEstimate *e = calibration->estimates->pdata[i];

      if (g_str_equal (e->section, section) && g_str_equal (e->key, key) && e->p == p && e->size == size)
        return e;
    }
  return NULL;
}

double
plx_estimate_median (const PlxEstimate *estimate)
{
  return estimate ? plx_median ((const double *) (void *) estimate->values->data, estimate->values->len) : (double) NAN;
}

double
plx_estimate_half (const PlxEstimate *estimate)
{
  const PlxSummary s = plx_summarise ((const double *) (void *) estimate->values->data, estimate->values->len);

  return (s.high - s.low) / 2;
}

static void
estimate_free (gpointer data)
{
  PlxEstimate *estimate = data;

  g_array_unref (estimate->values);
  g_free (estimate);
}

/* @what: all but the values. */
static void
add (PlxCalibration *c, const PlxEstimate *what, double value)
{
  PlxEstimate *e = plx_calibration_find (c, what->section, what->key, what->p, what->size);

  if (!isfinite (value))
    return;
  if (!e)
    {
      e = g_memdup2 (what, sizeof *what);
      e->samples = 0;
      e->values = g_array_new (FALSE, FALSE, sizeof (double));
      g_ptr_array_add (c->estimates, e);
    }
  e->samples += what->samples;
  g_array_append_val (e->values, value);
}

static void
add_point (PlxCalibration *c, const PlxFitPoint *point, double x, double y)
{
  PlxFitPoint p = *point;

  p.x = x;
  p.y = y;
  g_array_append_val (c->points, p);
}

/* ---- kernels ---- */

static PlxKernel *
own (PlxCalibration *c, PlxKernel *kernel)
{
  g_ptr_array_add (c->kernels, kernel);
  return kernel;
}

static void
keep (PlxCalibration *c, GPtrArray *list, PlxKernel *kernel)
{
  g_ptr_array_add (list, own (c, kernel));
}

static void
plan_work (PlxCalibration *c, PlxStudy *study)
{
  guint64 size = SMALLEST_SET;

  study->work = g_ptr_array_new ();
  for (; size < c->effort.max_bytes; size *= size >= CACHE_EDGES && size < 16 * CACHE_EDGES ? 2 : 4)
    keep (c, study->work, plx_kernel_work (study->p, size));
  keep (c, study->work, plx_kernel_work (study->p, c->effort.max_bytes));
}

static void
plan_self (PlxCalibration *c, PlxStudy *study)
{
  study->self = g_ptr_array_new ();
  for (guint64 size = SMALLEST_SET; size < 16 * c->effort.max_h; size *= 4)
    keep (c, study->self, plx_kernel_self (study->p, MIN (size, 8 * c->effort.max_h)));
}

/* Words one by one up to a few thousand, as messages of 1 KiB, and whole. */
static void
plan_relations (PlxCalibration *c, PlxStudy *study)
{
  study->relations = g_ptr_array_new ();
  for (guint64 h = 16; h < 2 * c->effort.max_h; h *= 8)
    {
      const guint64 words = MIN (h, c->effort.max_h), others = study->p - 1,
                    whole = (words + others - 1) / others * 8;

      if (words <= 1024)
        keep (c, study->relations, plx_kernel_relation (study->p, words, 8, FALSE));
      if (whole > 1024)
        keep (c, study->relations, plx_kernel_relation (study->p, words, 1024, FALSE));
      keep (c, study->relations, plx_kernel_relation (study->p, words, whole, FALSE));
      keep (c, study->relations, plx_kernel_relation (study->p, words, whole, TRUE));
    }
}

static void
plan_messages (PlxCalibration *c, PlxStudy *study)
{
  study->sizes = g_ptr_array_new ();
  for (guint64 s = 1; s <= G_GUINT64_CONSTANT (1) << 17; s *= s == 1 ? 512 : 16)
    keep (c, study->sizes, plx_kernel_ping (study->p, 1, s));
  study->flood = own (c, plx_kernel_ping (study->p, FLOOD, 1));
  study->delayed = own (c, plx_kernel_ping (study->p, FLOOD, 1));
  study->delay = own (c, plx_kernel_delay (study->p));
}

static void
study_free (gpointer data)
{
  PlxStudy *study = data;

  g_clear_pointer (&study->work, g_ptr_array_unref);
  g_clear_pointer (&study->self, g_ptr_array_unref);
  g_clear_pointer (&study->relations, g_ptr_array_unref);
  g_clear_pointer (&study->sizes, g_ptr_array_unref);
  g_free (study);
}

static void
plan (PlxCalibration *c, guint p)
{
  PlxStudy *study = g_new0 (PlxStudy, 1);

  study->p = p;
  study->empty[0] = own (c, plx_kernel_empty (p, FEW));
  study->empty[1] = own (c, plx_kernel_empty (p, MANY));
  study->chase = own (c, plx_kernel_chase (p));
  study->gather = own (c, plx_kernel_gather (p));
  plan_work (c, study);
  plan_self (c, study);
  if (p > 1)
    {
      plan_relations (c, study);
      plan_messages (c, study);
    }
  g_ptr_array_add (c->studies, study);
}

static gboolean
is_planned (const PlxCalibration *c, guint p)
{
  for (guint i = 0; i < c->studies->len; i++)
    if (((const PlxStudy *) c->studies->pdata[i])->p == p)
      return TRUE;
  return FALSE;
}

static guint64
last_cache (void)
{
  const int levels[] = { _SC_LEVEL4_CACHE_SIZE, _SC_LEVEL3_CACHE_SIZE, _SC_LEVEL2_CACHE_SIZE };

  for (guint i = 0; i < G_N_ELEMENTS (levels); i++)
    if (sysconf (levels[i]) > 0)
      return (guint64) sysconf (levels[i]);
  return G_GUINT64_CONSTANT (16) << 20;
}

PlxCalibration *
plx_calibration_new (const PlxExecutor *executor, const guint *p, guint n_p, const PlxEffort *effort, GError **error)
{
  PlxCalibration *c;

  if (n_p == 0)
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "calibrate: no number of processors; 1,2 would do");
      return NULL;
    }
  if (!executor->available (error))
    return NULL;
  c = g_new0 (PlxCalibration, 1);
  c->executor = executor;
  c->effort = *effort;
  c->effort.max_h = effort->max_h > 0 ? MAX (effort->max_h, 1024) : G_GUINT64_CONSTANT (1) << (executor->simulated ? 13 : 17);
  c->effort.max_bytes = effort->max_bytes > 0 ? MAX (effort->max_bytes, 2 * SMALLEST_SET)
                        : executor->simulated ? SIMULATED_SET : 4 * last_cache ();
  c->studies = g_ptr_array_new_with_free_func (study_free);
  c->kernels = g_ptr_array_new_with_free_func ((GDestroyNotify) plx_kernel_free);
  c->estimates = g_ptr_array_new_with_free_func (estimate_free);
  c->points = g_array_new (FALSE, FALSE, sizeof (PlxFitPoint));
  for (guint i = 0; i < n_p; i++)
    if (!is_planned (c, p[i]))
      plan (c, p[i]);
  return c;
}

void
plx_calibration_free (PlxCalibration *calibration)
{
  if (!calibration)
    return;
  g_ptr_array_unref (calibration->studies);
  g_ptr_array_unref (calibration->kernels);
  g_ptr_array_unref (calibration->estimates);
  g_array_unref (calibration->points);
  g_free (calibration);
}

/* ---- what a pass says ---- */

static guint
visits_of (const PlxCalibration *c, const PlxKernel *kernel)
{
  if ((kernel->n_values > 1 && kernel->x[0] > MANY_VISITS_UP_TO) || c->executor->simulated)
    return 1;
  return c->effort.thorough ? 9 : 3;
}

static void
judge_work (PlxCalibration *c, const PlxStudy *study)
{
  for (guint i = 0; i < study->work->len; i++)
    for (guint k = 0; k < PLX_N_CLASSES; k++)
      {
        const PlxKernel *kernel = study->work->pdata[i];

        add (c, &(const PlxEstimate) { .section = "work", .key = plx_work_class_name ((PlxWorkClass) k), .p = study->p,
                                       .unit = k >= PLX_COPY ? "ns/B" : "ns", .method = "kernels over working sets",
                                       .size = kernel->x[0], .samples = visits_of (c, kernel) },
             kernel->values[k]);
      }
}

/* Returns l. */
static double
judge_barrier (PlxCalibration *c, const PlxStudy *study)
{
  const double l = (study->empty[1]->values[0] - study->empty[0]->values[0]) / (MANY - FEW);
  PlxEstimate e = { .section = "bsp", .key = "l", .p = study->p, .unit = "ns", .method = "10 more empty supersteps",
                    .samples = 2 * visits_of (c, study->empty[0]) };

  add (c, &e, l);
  e.section = "apram";
  e.key = "B";
  add (c, &e, l);
  if (study->p > 1)
    {
      e.section = "logp";
      e.key = "barrier";
      add (c, &e, l);
    }
  return l;
}

static void
judge_self (PlxCalibration *c, const PlxStudy *study, double l)
{
  for (guint i = 0; i < study->self->len; i++)
    {
      const PlxKernel *kernel = study->self->pdata[i];

      add (c, &(const PlxEstimate) { .section = "bsp", .key = "self-table", .p = study->p, .unit = "ns/B",
                                     .method = "bytes put to oneself", .size = kernel->x[0],
                                     .samples = visits_of (c, kernel) },
           (kernel->values[0] - l) / (double) kernel->x[0]);
    }
}

/* A point for each h, of the relations whose messages are whole. */
static void
judge_gaps (PlxCalibration *c, const PlxStudy *study, double l, double o)
{
  for (guint i = 0; i < study->relations->len; i++)
    {
      const PlxKernel *k = study->relations->pdata[i];
      const double h = (double) k->x[0], m = (double) k->x[1];

      if (k->x[1] == study->p - 1 && k->x[0] >= LEAST_H)
        add (c, &(const PlxEstimate) { .section = "bsp", .key = "g-table", .p = study->p, .unit = "ns/word",
                                       .method = "h-relations in whole messages", .size = k->x[0],
                                       .samples = visits_of (c, k) },
             (k->values[0] - l - o * m) / h);
    }
}

static void
judge_relations (PlxCalibration *c, const PlxStudy *study, double l)
{
  const guint n = study->relations->len;
  g_autofree double *x = g_new (double, n), *y = g_new (double, n);
  PlxEstimate e = { .section = "bsp", .key = "g", .p = study->p, .unit = "ns/word",
                    .method = "h-relations, robust line through (T - l) / m over h / m",
                    .samples = n * visits_of (c, study->empty[0]) };
  const PlxFitPoint point = { .fit = "bsp g", .p = study->p, .section = "bsp", .a = "o", .b = "g" };
  guint used = 0;
  PlxLine line;

  for (guint i = 0; i < n; i++)
    {
      const PlxKernel *k = study->relations->pdata[i];
      const double m = (double) k->x[1], time = (k->values[0] - l) / m;

      if (time <= 0)
        continue;
      x[used] = (double) k->x[0] / m;
      y[used++] = time;
      add_point (c, &point, (double) k->x[0] / m, time);
    }
  if (!plx_fit_line (x, y, used, &line, NULL))
    return;
  add (c, &e, line.b);
  e.key = "o";
  e.unit = "ns";
  add (c, &e, line.a);
  judge_gaps (c, study, l, MAX (line.a, 0));
}

static void
judge_shared_memory (PlxCalibration *c, const PlxStudy *study)
{
  PlxEstimate e = { .section = "apram", .key = "d", .p = study->p, .unit = "ns", .method = "dependent reads of fresh lines",
                    .samples = visits_of (c, study->chase) };

  add (c, &e, study->chase->values[0]);
  e.key = "pipelined";
  e.method = "independent reads of fresh lines";
  add (c, &e, study->gather->values[0]);
}

static void
judge_long_messages (PlxCalibration *c, const PlxStudy *study)
{
  const guint n = study->sizes->len;
  g_autofree double *x = g_new (double, n), *y = g_new (double, n);
  const PlxFitPoint point = { .fit = "logp G", .p = study->p, .section = "logp", .a = "L+2o", .b = "G" };
  PlxEstimate e = { .section = "logp", .key = "G", .p = study->p, .unit = "ns/B",
                    .method = "round trips of 1 B to 128 KiB, robust line", .samples = n * visits_of (c, study->flood) };
  PlxLine line;

  for (guint i = 0; i < n; i++)
    {
      const PlxKernel *k = study->sizes->pdata[i];

      x[i] = (double) k->x[1] - 1;
      y[i] = k->values[0] / 2;
      add_point (c, &point, x[i], y[i]);
    }
  if (!plx_fit_line (x, y, n, &line, NULL))
    return;
  add (c, &e, line.b);
  e.key = "L+2o";
  e.unit = "ns";
  add (c, &e, line.a);
}

static void
judge_messages (PlxCalibration *c, const PlxStudy *study)
{
  const PlxKernel *shortest = study->sizes->pdata[0];
  const double round_trip = shortest->values[0], n = (double) (FLOOD - 1);
  const double gap = (study->flood->values[0] - round_trip) / n;
  const double o = (study->delayed->values[0] - round_trip) / n - study->delay->values[0];
  PlxEstimate e = { .section = "logp", .key = "L", .p = study->p, .unit = "ns",
                    .method = "half a round trip of 1 B without 2 o", .samples = visits_of (c, study->flood) };

  add (c, &e, round_trip / 2 - 2 * o);
  e.key = "o";
  e.method = "17 messages with delays between them";
  add (c, &e, o);
  e.key = "g";
  e.method = "17 messages at once; below o it cannot be seen";
  add (c, &e, gap);
  judge_long_messages (c, study);
}

static void
judge (PlxCalibration *c, const PlxStudy *study)
{
  const double l = judge_barrier (c, study);

  judge_work (c, study);
  judge_shared_memory (c, study);
  judge_self (c, study, l);
  if (study->p > 1)
    {
      judge_relations (c, study, l);
      judge_messages (c, study);
    }
}

/* ---- a pass ---- */

static void
shuffle (GPtrArray *kernels, guint64 seed)
{
  GRand *random = g_rand_new_with_seed ((guint32) seed);

  for (guint i = kernels->len; i > 1; i--)
    {
      const guint j = (guint) g_rand_int_range (random, 0, (gint32) i);
      gpointer other = kernels->pdata[j];

      kernels->pdata[j] = kernels->pdata[i - 1];
      kernels->pdata[i - 1] = other;
    }
  g_rand_free (random);
}

/* The delay between messages is about two gaps: more than a gap, so that o is seen, and little
 * more, because what is not even in it hides o. */
static gboolean
choose_delay (PlxCalibration *c, PlxStudy *study, GError **error)
{
  PlxKernel *const first[] = { study->sizes->pdata[0], study->flood, study->delay };
  const guint visits = c->executor->simulated ? 1 : 9;

  for (guint i = 0; i < G_N_ELEMENTS (first); i++)
    if (!plx_kernel_measure (first[i], c->executor, c->effort.machine, visits, c->effort.seed, error))
      return FALSE;
  const double gap = (first[1]->values[0] - first[0]->values[0]) / (double) (FLOOD - 1);
  const double operation = first[2]->values[0] / plx_kernel_get_delay (study->delay);
  const double operations = operation > 0 ? CLAMP (2 * gap / operation, 100, 1e7) : 1000;

  plx_kernel_set_delay (study->delay, (guint) operations);
  plx_kernel_set_delay (study->delayed, (guint) operations);
  return TRUE;
}

static gboolean
choose_delays (PlxCalibration *c, GError **error)
{
  for (guint i = 0; i < c->studies->len; i++)
    {
      PlxStudy *study = c->studies->pdata[i];

      if (study->p > 1 && !choose_delay (c, study, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
plx_calibration_pass (PlxCalibration *calibration, GError **error)
{
  PlxCalibration *c = calibration;
  const guint64 seed = c->effort.seed + 1000 * (guint64) c->passes;

  if (c->passes == 0 && !choose_delays (c, error))
    return FALSE;
  shuffle (c->kernels, seed);
  for (guint i = 0; i < c->kernels->len; i++)
    {
      PlxKernel *kernel = c->kernels->pdata[i];

      if (kernel->rotate)
        kernel->rotate (kernel, c->passes);
      if (!plx_kernel_measure (kernel, c->executor, c->effort.machine, visits_of (c, kernel), seed, error))
        return FALSE;
    }
  for (guint i = 0; i < c->studies->len; i++)
    judge (c, c->studies->pdata[i]);
  c->passes++;
  return TRUE;
}
