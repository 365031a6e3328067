/* SPDX-License-Identifier: MIT */
/* measure.h: cells (algorithm, parameters, p) measured on an executor, all interleaved in seeded
 * random order. */
#pragma once

#include "sim/executors/executor.h"
#include "sim/lab/statistics.h"

/* One run. */
typedef struct {
  guint visit;    /* place in the whole order of visits */
  guint64 seed;
  double total_s, late_s;
  PlxCost parts;  /* seconds */
} PlxObservation;

typedef struct {
  PlxJob *job;                  /* owned */
  const PlxExecutor *executor;
  const PlxMachine *machine;    /* that a simulated executor needs; NULL */
  GArray *observations;         /* of PlxObservation */
  PlxSummary summary;           /* of total_s */
  PlxTiming *timing;            /* medians of each superstep's parts, seconds; NULL before the first visit */
  GPtrArray *timings;           /* of PlxTiming: what they are the medians of */
  gboolean below_floor;         /* median under 10 us or 500 clock steps: not to be judged by */
  gboolean oversubscribed;      /* p above the executor's cores */
  const char *stopped;          /* "precision", "time", "count": which rule ended it */
} PlxCell;

typedef struct {
  double precision;   /* wanted half-width of the median's interval, share; 0.02 */
  guint min_samples;  /* 10 */
  guint max_samples;  /* of each cell */
  double time_limit_s;  /* for all cells together */
  guint64 seed;
} PlxSampling;

#define PLX_SAMPLING_DEFAULT { .precision = 0.02, .min_samples = 10, .max_samples = 100, .time_limit_s = 60, .seed = 42 }

/* What the clock and the host were like. */
typedef struct {
  double clock_step_s, clock_cost_s;
  double stamp_cost_s;  /* that taking stamps adds to every superstep */
  double drift;    /* largest drift of the canaries, share */
  gboolean noisy;  /* drift above 10 % */
} PlxHost;

PlxCell *plx_cell_new (PlxJob *job, const PlxExecutor *executor);
void plx_cell_free (PlxCell *cell);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlxCell, plx_cell_free)
/* Recomputes summary, below_floor and oversubscribed from the observations. */
void plx_cell_summarise (PlxCell *cell, const PlxHost *host);

/* After every visit, outside timed sections: for progress, for saving samples as they come, for
 * pieces of calibration in between. FALSE stops with *error set. */
typedef gboolean (*PlxVisited) (PlxCell *cell, const PlxObservation *observation, double done, gpointer data,
                                GError **error);

/* Cells that have observations already go on from them. The k-th sample of every cell has the same
 * seed, so that variants are compared on the same inputs. Every cell is visited at least once,
 * whatever the time limit. However it ends, all cells and @host are summarised. @cells: [n],
 * borrowed; @visited may be NULL. */
gboolean plx_measure (PlxCell *const *cells, guint n, const PlxSampling *sampling, PlxHost *host, PlxVisited visited,
                      gpointer data, GError **error);
