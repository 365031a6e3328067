/* SPDX-License-Identifier: MIT */
/* measure.c: visits all cells, interleaved in seeded random order, so that drift is noise and not bias. */
#include "sim/lab/measure.h"

#include "sim/lab/canary.h"
#include "sim/lab/clock.h"

#define FLOOR_S 10e-6
#define FLOOR_STEPS 500
#define VISITS_BETWEEN_CANARIES 16
#define NOISY 0.10
#define STAMPS 3  /* readings in a superstep: at the arrival, after the barrier, at the exit */

typedef struct {
  PlxCell *const *cells;
  guint n;
  const PlxSampling *sampling;
  PlxVisited visited;
  gpointer data;
  PlxCanaries *canaries;  /* NULL: none */
  guint64 started_ns;
  guint n_visits;  /* of all cells, with those before a resumption */
} Campaign;

PlxCell *
plx_cell_new (PlxJob *job, const PlxExecutor *executor)
{
  PlxCell *cell = g_new0 (PlxCell, 1);

  cell->job = job;
  cell->executor = executor;
  cell->observations = g_array_new (FALSE, FALSE, sizeof (PlxObservation));
  cell->timings = g_ptr_array_new_with_free_func ((GDestroyNotify) plx_timing_free);
  cell->summary = plx_summarise (NULL, 0);
  return cell;
}

void
plx_cell_free (PlxCell *cell)
{
  if (!cell)
    return;
  plx_job_free (cell->job);
  g_array_unref (cell->observations);
  g_ptr_array_unref (cell->timings);
  plx_timing_free (cell->timing);
  g_free (cell);
}

/* ---- what the observations say ---- */

static const PlxObservation *
observation (const PlxCell *cell, guint i)
{
  return &g_array_index (cell->observations, PlxObservation, i);
}

static PlxCost
median_cost (PlxTiming *const *same, guint n, guint s, double *work)
{
  double parts[4];

  for (guint part = 0; part < 4; part++)
    {
      for (guint i = 0; i < n; i++)
        {
          const PlxCost *c = &same[i]->cost[s];
          const double of[4] = { c->compute, c->communicate, c->synchronise, c->wait };
          work[i] = of[part];
        }
      parts[part] = plx_median (work, n);
    }
  return (PlxCost) { .compute = parts[0], .communicate = parts[1], .synchronise = parts[2], .wait = parts[3] };
}

/* Runs with other numbers of supersteps than the last one's, where data decide it, are left out. */
static void
median_timing (PlxCell *cell)
{
  const guint n_all = cell->timings->len;

  g_clear_pointer (&cell->timing, plx_timing_free);
  if (n_all == 0)
    return;

  const PlxTiming *last = g_ptr_array_index (cell->timings, n_all - 1);
  g_autofree PlxTiming **same = g_new (PlxTiming *, n_all);
  g_autofree double *work = g_new (double, n_all);
  guint n = 0;

  for (guint i = 0; i < n_all; i++)
    if (((PlxTiming *) g_ptr_array_index (cell->timings, i))->n_supersteps == last->n_supersteps)
      same[n++] = g_ptr_array_index (cell->timings, i);
  cell->timing = plx_timing_new (last->n_supersteps, 0, FALSE);
  for (guint s = 0; s < last->n_supersteps; s++)
    plx_timing_add (cell->timing, s, last->critical[s], median_cost (same, n, s, work));
}

static void
summarise_totals (PlxCell *cell)
{
  const guint n = cell->observations->len;
  g_autofree double *totals = g_new (double, MAX (n, 1));

  for (guint i = 0; i < n; i++)
    totals[i] = observation (cell, i)->total_s;
  cell->summary = plx_summarise (totals, n);
}

void
plx_cell_summarise (PlxCell *cell, const PlxHost *host)
{
  summarise_totals (cell);
  median_timing (cell);
  cell->below_floor = !cell->executor->simulated
                      && cell->summary.median < MAX (FLOOR_S, FLOOR_STEPS * host->clock_step_s);
  cell->oversubscribed = cell->job->p > cell->executor->cores ();
}

/* ---- when to stop ---- */

static const char *
stop_rule (const PlxCell *cell, const PlxSampling *sampling)
{
  const PlxSummary *s = &cell->summary;

  if (s->n >= sampling->min_samples && (s->high - s->low) / 2 <= sampling->precision * s->median)
    return "precision";
  return s->n >= sampling->max_samples ? "count" : NULL;
}

static gboolean
out_of_time (const Campaign *c)
{
  return (double) (plx_clock_ns () - c->started_ns) * 1e-9 >= c->sampling->time_limit_s;
}

static double
done (const Campaign *c)
{
  const double needed = MAX (c->sampling->min_samples, 1);
  double sum = 0;

  for (guint i = 0; i < c->n; i++)
    sum += c->cells[i]->stopped ? 1 : MIN (c->cells[i]->observations->len / needed, 0.99);
  return sum / c->n;
}

/* ---- visits ---- */

/* SplitMix64. */
static guint64
sample_seed (guint64 seed, guint64 k)
{
  guint64 z = seed + (k + 1) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

static gboolean
sing (const Campaign *c, GError **error)
{
  return !c->canaries || plx_canaries_sing (c->canaries, error);
}

static gboolean
visit_session (PlxCell *cell, guint64 seed, PlxSample *sample, GError **error)
{
  gpointer session = cell->executor->open (cell->job, cell->machine, error);
  gboolean ok;

  if (!session)
    return FALSE;
  ok = cell->executor->visit (session, seed, sample, error);
  cell->executor->close (session);
  return ok;
}

static gboolean
visit (Campaign *c, PlxCell *cell, GError **error)
{
  const guint64 seed = sample_seed (c->sampling->seed, cell->observations->len);
  PlxSample sample = { 0 };

  if (!visit_session (cell, seed, &sample, error))
    {
      g_prefix_error (error, "%s: ", cell->job->identity);
      return FALSE;
    }
  const PlxObservation o = { .visit = c->n_visits++, .seed = seed, .total_s = sample.total_s, .late_s = sample.late_s,
                             .parts = plx_timing_parts (sample.timing) };
  g_array_append_val (cell->observations, o);
  g_ptr_array_add (cell->timings, g_steal_pointer (&sample.timing));
  summarise_totals (cell);
  cell->stopped = stop_rule (cell, c->sampling);
  if (c->n_visits % VISITS_BETWEEN_CANARIES == 0 && !sing (c, error))
    return FALSE;
  return !c->visited || c->visited (cell, &o, done (c), c->data, error);
}

static void
shuffle (PlxCell **order, guint n, GRand *random)
{
  for (guint i = n; i > 1; i--)
    {
      const guint j = (guint) g_rand_int_range (random, 0, (gint32) i);
      PlxCell *other = order[j];

      order[j] = order[i - 1];
      order[i - 1] = other;
    }
}

static guint
unfinished (const Campaign *c, PlxCell **order)
{
  guint n = 0;

  for (guint i = 0; i < c->n; i++)
    if (!c->cells[i]->stopped)
      order[n++] = c->cells[i];
  return n;
}

/* Every unfinished cell once. A cell that has no observation yet gets one even when time is out. */
static gboolean
round_of_visits (Campaign *c, PlxCell **order, guint n, GError **error)
{
  for (guint i = 0; i < n; i++)
    if (order[i]->observations->len > 0 && out_of_time (c))
      order[i]->stopped = "time";
    else if (!visit (c, order[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
all_rounds (Campaign *c, GError **error)
{
  const guint32 seed[2] = { (guint32) c->sampling->seed, (guint32) (c->sampling->seed >> 32) };
  GRand *random = g_rand_new_with_seed_array (seed, 2);
  g_autofree PlxCell **order = g_new (PlxCell *, MAX (c->n, 1));
  gboolean ok = sing (c, error);
  guint n;

  while (ok && (n = unfinished (c, order)) > 0)
    {
      shuffle (order, n, random);
      ok = round_of_visits (c, order, n, error);
    }
  g_rand_free (random);
  return ok && sing (c, error);
}

/* ---- a campaign ---- */

static gboolean
executors_available (PlxCell *const *cells, guint n, GError **error)
{
  for (guint i = 0; i < n; i++)
    if ((i == 0 || cells[i]->executor != cells[i - 1]->executor) && !cells[i]->executor->available (error))
      return FALSE;
  return TRUE;
}

static guint
look_at_cells (Campaign *c)
{
  guint p = 1;

  for (guint i = 0; i < c->n; i++)
    {
      PlxCell *cell = c->cells[i];

      p = MAX (p, cell->job->p);
      for (guint k = 0; k < cell->observations->len; k++)
        c->n_visits = MAX (c->n_visits, observation (cell, k)->visit + 1);
      summarise_totals (cell);
      cell->stopped = stop_rule (cell, c->sampling);
    }
  return p;
}

/* NULL: everything is simulated, which no neighbour disturbs. */
static PlxCanaries *
canaries_for (const Campaign *c, guint p)
{
  for (guint i = 0; i < c->n; i++)
    if (!c->cells[i]->executor->simulated)
      return plx_canaries_new (c->cells[i]->executor, p);
  return NULL;
}

gboolean
plx_measure (PlxCell *const *cells, guint n, const PlxSampling *sampling, PlxHost *host, PlxVisited visited,
             gpointer data, GError **error)
{
  const PlxClock clock = plx_clock_measure ();
  Campaign c = { .cells = cells, .n = n, .sampling = sampling, .visited = visited, .data = data,
                 .started_ns = plx_clock_ns () };

  *host = (PlxHost) { .clock_step_s = clock.step_s, .clock_cost_s = clock.cost_s,
                      .stamp_cost_s = STAMPS * clock.cost_s };
  if (n == 0)
    return TRUE;
  if (!executors_available (cells, n, error))
    return FALSE;

  g_autoptr (PlxCanaries) canaries = canaries_for (&c, look_at_cells (&c));
  c.canaries = canaries;
  const gboolean ok = all_rounds (&c, error);

  host->drift = canaries ? plx_canaries_drift (canaries) : 0;
  host->noisy = host->drift > NOISY;
  for (guint i = 0; i < n; i++)
    plx_cell_summarise (cells[i], host);
  return ok;
}
