/* SPDX-License-Identifier: MIT */
/* kernel.h: the small programs that a calibration runs. Each is an ordinary algorithm, so that any
 * executor runs it, and a reading of its sample. */
#pragma once

#include "sim/executors/executor.h"

#define PLX_KERNEL_VALUES PLX_N_CLASSES

typedef struct PlxKernel PlxKernel;

struct PlxKernel {
  PlxJob *job;      /* owned */
  guint n_values;   /* of one sample, at most PLX_KERNEL_VALUES */
  void (*read) (const PlxKernel *kernel, const PlxSample *sample, double *values);
  void (*rotate) (PlxKernel *kernel, guint pass);  /* NULL, or changes the order inside the kernel */
  guint64 x[2];     /* what it was made with, for its reading and for the fit */
  double values[PLX_KERNEL_VALUES];  /* of the last measurement: medians over visits, seconds */
};

/* @instance: copied. */
PlxKernel *plx_kernel_new (const PlxAlgorithm *algorithm, guint variant, gconstpointer instance, guint p);
void plx_kernel_free (PlxKernel *kernel);
/* @machine: what is simulated; NULL. */
gboolean plx_kernel_measure (PlxKernel *kernel, const PlxExecutor *executor, const PlxMachine *machine, guint visits,
                             guint64 seed, GError **error);

/* Time of a superstep up to the barrier. */
static inline double
plx_kernel_busy (const PlxTiming *timing, guint s)
{
  const PlxCost c = timing->cost[s];

  return c.compute + c.communicate + c.wait;
}

/* The whole run. */
void plx_kernel_read_total (const PlxKernel *kernel, const PlxSample *sample, double *values);
/* What an algorithm without fill or check has. */
void plx_kernel_nothing (PlxProc *me, const void *instance);

/* Work: seconds per operation of each class over a working set of x[0] bytes. */
PlxKernel *plx_kernel_work (guint p, guint64 bytes);
/* n empty supersteps: the whole run. */
PlxKernel *plx_kernel_empty (guint p, guint64 n);
/* An h-relation in messages of some bytes: the superstep, its barrier included, and what receivers
 * pay to read what they got. x: words, messages of the busiest processor. One-way: processor 0
 * alone sends. */
PlxKernel *plx_kernel_relation (guint p, guint64 h, guint64 message_bytes, gboolean one_way);
/* Everybody puts bytes to itself: the superstep, its barrier included. x[0]: bytes. */
PlxKernel *plx_kernel_self (guint p, guint64 bytes);
/* Reads of freshly written lines of the next processor: a read. Dependent ones, and a list of
 * independent ones. */
PlxKernel *plx_kernel_chase (guint p);
PlxKernel *plx_kernel_gather (guint p);
/* n messages of some bytes, then an answer of the same size: a round trip. x: n, bytes. */
PlxKernel *plx_kernel_ping (guint p, guint64 n, guint64 bytes);
/* A delay alone. */
PlxKernel *plx_kernel_delay (guint p);
/* Operations of the delay: between the messages of a ping, at first none, or alone. */
void plx_kernel_set_delay (PlxKernel *kernel, guint operations);
guint plx_kernel_get_delay (const PlxKernel *kernel);
