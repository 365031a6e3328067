/* SPDX-License-Identifier: MIT */
/* job.h: one variant of an algorithm with every parameter known, on p processors: what a runtime runs. */
#pragma once

#include "sim/core/interrupt.h"

#include <parallax/algorithm.h>

typedef struct {
  const PlxAlgorithm *algorithm;
  const PlxVariant *variant;
  gpointer instance;  /* parameters bound; copied for every processor */
  guint p;
  guint64 seed;
  guint64 n;          /* the first parameter: n or m */
  char *parameters;   /* "n=4096 k=2": those that concern the variant */
  char *identity;     /* "broadcast.tree n=4096 k=2 p=8 seed=1" */
} PlxJob;

/* What a recorded run may use before it stops with what it had reached. */
typedef struct {
  guint64 max_trace;  /* bytes */
  guint64 max_ops;
  guint64 max_memory; /* bytes, but for the trace; 0: three quarters of the machine's */
} PlxLimits;

#define PLX_LIMITS_DEFAULT { .max_trace = G_GUINT64_CONSTANT (4) << 30, .max_ops = G_MAXUINT64 }

#define PLX_MAX_PROCS (1u << 20)

/* @p: 0: as many as the algorithm asks for, where it can. @settings: KEY=VALUE of the algorithm, without p. @logp,
 * @machine (both may be NULL): where parameters marked PLX_FROM_LOGP come from when @settings does not give them.
 * PLX_ERROR_INPUT: a missing or unknown parameter, p or n out of range (with the size that would be needed), what the
 * variant needs and the nearest p that would do. */
PlxJob *plx_job_new (const PlxAlgorithm *algorithm, const PlxVariant *variant, const PlxSettings *settings, guint p,
                     guint64 seed, const PlxSettings *logp, const PlxMachine *machine, GError **error);
void plx_job_free (PlxJob *job);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlxJob, plx_job_free)

/* A closed form's value for this job and a model's instance (a PlxPricer). *applies: whether its
 * condition holds. */
gboolean plx_job_closed_form (const PlxJob *job, const PlxClosedForm *form, const PlxPricer *pricer, gboolean *applies,
                              double *value, GError **error);
