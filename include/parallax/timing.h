/* SPDX-License-Identifier: MIT */
/* timing.h: a time, superstep by superstep and part by part. Predictions and measurements have this
 * one type. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Parts of a superstep's time, in the machine's unit; they add up to it. They are those of the
 * processor that reaches the end of the superstep last. */
typedef struct {
  double compute;      /* WORK */
  double communicate;  /* overheads, gaps, g h, copying */
  double synchronise;  /* from the arrival at the barrier on */
  double wait;         /* idle for an arrival */
} PlxCost;

static inline double
plx_cost_total (PlxCost c)
{
  return c.compute + c.communicate + c.synchronise + c.wait;
}

typedef struct {
  guint n_supersteps;
  guint n_procs;
  PlxCost *cost;       /* [n_supersteps] */
  guint *critical;     /* [n_supersteps]: the processor that decided it */
  char **explanation;  /* [n_supersteps]: the formula with its numbers; NULL unless asked for */
  double *finish;      /* [n_procs]: when each ended; NULL when the model does not say */
  GPtrArray *notes;    /* of char *: what a reader must know ("needs concurrent reads; pram.crew accepts it") */
} PlxTiming;

/* @n_procs 0: no finish times. */
PlxTiming *plx_timing_new (guint n_supersteps, guint n_procs, gboolean explain);
void plx_timing_free (PlxTiming *timing);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlxTiming, plx_timing_free)

void plx_timing_add (PlxTiming *timing, guint s, guint critical, PlxCost cost);
void plx_timing_explain (PlxTiming *timing, guint s, const char *format, ...) G_GNUC_PRINTF (3, 4);
void plx_timing_note (PlxTiming *timing, const char *format, ...) G_GNUC_PRINTF (2, 3);
/* All supersteps together. */
PlxCost plx_timing_parts (const PlxTiming *timing);
double plx_timing_total (const PlxTiming *timing);

G_END_DECLS
