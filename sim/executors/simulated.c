/* SPDX-License-Identifier: MIT */
/* simulated.c: samples of simulated processors: the trace of a run on the sample's input, on the machine of a file.
 *
 * Messages cost what the model loggp says of the machine's [logp], work what its [work] says; its [network], [noise],
 * [memory] and [processors] come on top. A run is recorded once a sample, because what it does may depend on its input,
 * which is the sample's own. Its result is checked as that of any other run.
 */
#include "sim/executors/executor.h"

#include "sim/engine/simulation.h"
#include "sim/program/record.h"

#define MODEL "loggp"

typedef struct {
  const PlxJob *job;
  PlxPricer *pricer;
  PlxProcessorCosts costs;
  PlxPlatform *platform;  /* NULL: ideal */
  double unit_s;
} Simulated;

double
plx_simulated_unit_s (const PlxMachine *machine)
{
  return plx_machine_is_real (machine) ? plx_machine_seconds (machine) : PLX_STEP_S;
}

gboolean
plx_simulated_is_ideal (const PlxMachine *machine, guint p)
{
  g_autoptr (PlxPlatform) platform = NULL;

  return plx_platform_new (machine, p, &platform, NULL) && !platform;
}

static gboolean
available (GError **error)
{
  (void) error;
  return TRUE;
}

/* As many as a job may have: no core is shared. */
static guint
cores (void)
{
  return PLX_MAX_PROCS;
}

static void
close_session (gpointer session)
{
  Simulated *simulated = session;

  plx_pricer_free (simulated->pricer);
  plx_platform_free (simulated->platform);
  g_free (simulated);
}

static gpointer
open_session (const PlxJob *job, const PlxMachine *machine, GError **error)
{
  Simulated *simulated;

  if (!machine)
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT,
                   "executor simulated: no machine is given; --machine textbook, or [machine] in a scenario, would do");
      return NULL;
    }
  simulated = g_new0 (Simulated, 1);
  simulated->job = job;
  simulated->unit_s = plx_simulated_unit_s (machine);
  simulated->pricer = plx_pricer_new (MODEL, NULL, machine, job->p, FALSE, error);
  if (simulated->pricer && simulated->pricer->model->costs (simulated->pricer->instance, &simulated->costs, error)
      && plx_platform_new (machine, job->p, &simulated->platform, error))
    return simulated;
  close_session (simulated);
  return NULL;
}

static void
to_seconds (PlxTiming *timing, double unit_s)
{
  for (guint s = 0; s < timing->n_supersteps; s++)
    {
      PlxCost *c = &timing->cost[s];

      *c = (PlxCost) { .compute = c->compute * unit_s, .communicate = c->communicate * unit_s,
                       .synchronise = c->synchronise * unit_s, .wait = c->wait * unit_s };
    }
  for (guint i = 0; timing->finish && i < timing->n_procs; i++)
    timing->finish[i] *= unit_s;
}

static gboolean
visit (gpointer session, guint64 seed, PlxSample *sample, GError **error)
{
  const Simulated *simulated = session;
  const PlxLimits limits = PLX_LIMITS_DEFAULT;
  const PlxSimulateOptions options = { .timing = TRUE, .platform = simulated->platform, .seed = seed };
  PlxJob job = *simulated->job;
  g_autoptr (PlxTrace) trace = NULL;
  g_autoptr (PlxSimulation) simulation = NULL;

  job.seed = seed;
  trace = plx_record (&job, &limits, error);
  simulation = trace ? plx_simulate_trace (trace, &simulated->costs, &options, error) : NULL;
  if (!simulation)
    return FALSE;
  sample->total_s = (double) simulation->time / simulation->rate * simulated->unit_s;
  sample->late_s = 0;
  sample->timing = g_steal_pointer (&simulation->timing);
  to_seconds (sample->timing, simulated->unit_s);
  return TRUE;
}

const PlxExecutor plx_executor_simulated = {
  .name = "simulated",
  .title = "simulated processors of a machine file",
  .simulated = TRUE,
  .available = available,
  .cores = cores,
  .open = open_session,
  .visit = visit,
  .close = close_session,
};
