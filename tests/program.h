/* SPDX-License-Identifier: MIT */
/* program.h: a program by hand, and recording it. It finds by itself what would be wrong. */
#pragma once

#include "sim/program/record.h"
#include "tests/main.h"

typedef struct {
  guint64 n;
  PlxArray *x, *y, *z;
  gint64 *mine;
} Shared;

typedef void (*Prepare) (PlxProc *me, void *instance);
typedef void (*Use) (PlxProc *me, const void *instance);

typedef struct {
  const char *name;
  Prepare prepare;
  Use run, check;
} Program;

#define EXPECT(me, condition) \
  do \
    if (!(condition)) \
      plx_fail (me, "not so: %s", #condition); \
  while (0)

/* A job by hand; it borrows all. */
typedef struct {
  PlxAlgorithm algorithm;
  PlxVariant variant;
  Shared instance;
  PlxJob job;
} Job;

static inline const PlxJob *
job_of (Job *j, const Program *program, guint p, guint64 n)
{
  *j = (Job) {
    .algorithm = { .abi = PLX_ABI, .name = "test", .instance_size = sizeof (Shared), .prepare = program->prepare,
                   .check = program->check },
    .variant = { .name = program->name, .run = program->run },
    .instance = { .n = n },
  };
  j->job = (PlxJob) { .algorithm = &j->algorithm, .variant = &j->variant, .instance = &j->instance, .p = p, .seed = 11,
                      .n = n, .parameters = (char *) "", .identity = (char *) program->name };
  return &j->job;
}

static inline PlxTrace *
record (const Program *program, guint p, guint64 n, GError **error)
{
  static const PlxLimits limits = PLX_LIMITS_DEFAULT;
  Job j;

  return plx_record (job_of (&j, program, p, n), &limits, error);
}

/* On one processor, the first n operations are as many as that. */
static inline void
counts_are (const Program *program, gsize n, const guint64 *counts)
{
  g_autoptr (PlxTrace) trace = NULL;
  const PlxOp *ops;
  gsize n_ops;

  PLX_OK (trace = record (program, 1, 1, error));
  ops = plx_trace_ops (trace, 0, 0, &n_ops);
  ck_assert_uint_ge (n_ops, n);
  for (gsize i = 0; i < n; i++)
    ck_assert_uint_eq (ops[i].count, counts[i]);
}
