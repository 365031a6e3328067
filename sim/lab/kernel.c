/* SPDX-License-Identifier: MIT */
/* kernel.c: runs a kernel on an executor. */
#include "sim/lab/kernel.h"

#include "sim/lab/statistics.h"

#define MOST_VISITS 32

/* Every kernel's instance begins with n. */
PlxKernel *
plx_kernel_new (const PlxAlgorithm *algorithm, guint variant, gconstpointer instance, guint p)
{
  PlxKernel *kernel = g_new0 (PlxKernel, 1);
  const PlxVariant *v = &algorithm->variants[variant];
  const guint64 n = *(const guint64 *) instance;

  kernel->job = g_new0 (PlxJob, 1);
  *kernel->job = (PlxJob) {
    .algorithm = algorithm,
    .variant = v,
    .instance = g_memdup2 (instance, algorithm->instance_size),
    .p = p,
    .n = n,
    .parameters = g_strdup_printf ("n=%" G_GUINT64_FORMAT, n),
    .identity = g_strdup_printf ("%s.%s n=%" G_GUINT64_FORMAT " p=%u", algorithm->name, v->name, n, p),
  };
  return kernel;
}

void
plx_kernel_free (PlxKernel *kernel)
{
  if (!kernel)
    return;
  plx_job_free (kernel->job);
  g_free (kernel);
}

static gboolean
visit (PlxKernel *kernel, const PlxExecutor *executor, gpointer session, guint64 seed, double *values, GError **error)
{
  PlxSample sample = { 0 };

  if (!executor->visit (session, seed, &sample, error))
    return FALSE;
  kernel->read (kernel, &sample, values);
  plx_sample_clear (&sample);
  return TRUE;
}

gboolean
plx_kernel_measure (PlxKernel *kernel, const PlxExecutor *executor, const PlxMachine *machine, guint visits, guint64 seed,
                    GError **error)
{
  double values[MOST_VISITS][PLX_KERNEL_VALUES], same[MOST_VISITS];
  gpointer session = executor->open (kernel->job, machine, error);
  gboolean ok = session != NULL;

  visits = CLAMP (visits, 1, MOST_VISITS);
  for (guint i = 0; ok && i < visits; i++)
    ok = visit (kernel, executor, session, seed + i, values[i], error);
  if (session)
    executor->close (session);
  for (guint v = 0; ok && v < kernel->n_values; v++)
    {
      for (guint i = 0; i < visits; i++)
        same[i] = values[i][v];
      kernel->values[v] = plx_median (same, visits);
    }
  if (!ok)
    g_prefix_error (error, "%s: ", kernel->job->identity);
  return ok;
}

void
plx_kernel_read_total (const PlxKernel *kernel, const PlxSample *sample, double *values)
{
  (void) kernel;
  values[0] = sample->total_s;
}

void
plx_kernel_nothing (PlxProc *me, const void *instance)
{
  (void) me;
  (void) instance;
}
