/* SPDX-License-Identifier: MIT */
/* check-properties.c: what each model of the registry claims holds for random programs and
 * parameters. A model that is added gets these tests by its table: required parameters and times
 * get seeded random values by their type and unit.
 */
#include "tests/pricing.h"

#include <string.h>

#define ROUNDS 200

/* ---- random programs ---- */

typedef struct {
  guint superstep, processor;
  PlxOp op;  /* SEND: its RECV follows it at the other end */
} Step;

typedef struct {
  guint p, n_supersteps;
  gboolean sync;  /* else messages */
  GArray *steps;  /* of Step, by superstep */
} Program;

static void
program_clear (Program *program)
{
  g_array_unref (program->steps);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Program, program_clear)

static guint
pick (GRand *rand, guint below)
{
  return (guint) g_rand_int_range (rand, 0, (gint32) below);
}

static PlxOp
random_op (GRand *rand, guint p, gboolean sync)
{
  static const PlxOpKind transfers[] = { PLX_OP_READ, PLX_OP_WRITE, PLX_OP_GET, PLX_OP_PUT, PLX_OP_QUEUE };
  const guint bytes = 1 + pick (rand, 100);

  if (pick (rand, 3) == 0)
    return plx_op_work (pick (rand, PLX_COPY), 1 + pick (rand, 200), pick (rand, 5000));
  if (!sync)
    return plx_op_message (PLX_OP_SEND, pick (rand, p), bytes, pick (rand, 2));
  return plx_op_transfer (transfers[pick (rand, G_N_ELEMENTS (transfers))], pick (rand, p), bytes, 1 + pick (rand, 3));
}

static Program
random_program (GRand *rand, gboolean sync)
{
  Program program = { .p = 2 + pick (rand, 4), .n_supersteps = sync ? 1 + pick (rand, 3) : 1, .sync = sync,
                      .steps = g_array_new (FALSE, FALSE, sizeof (Step)) };

  for (guint s = 0; s < program.n_supersteps; s++)
    for (guint k = 4 + pick (rand, 15); k > 0; k--)
      {
        const Step step = { s, pick (rand, program.p), random_op (rand, program.p, sync) };

        g_array_append_val (program.steps, step);
      }
  return program;
}

/* Supersteps first to end - 1 of it; processor i becomes name[i]. */
static PlxTrace *
build (const Program *program, guint first, guint end, const guint *name)
{
  PlxTraceBuilder *b = plx_trace_builder_new (program->p, "random program");
  guint k = 0;

  for (guint s = 0; s < end; s++)
    {
      for (; k < program->steps->len && g_array_index (program->steps, Step, k).superstep == s; k++)
        {
          const Step *step = &g_array_index (program->steps, Step, k);
          PlxOp op = step->op;

          if (s < first)
            continue;
          if (op.kind != PLX_OP_WORK)
            op.peer = name[op.peer];
          plx_trace_builder_op (b, name[step->processor], op);
          if (op.kind == PLX_OP_SEND)
            plx_trace_builder_op (b, op.peer, plx_op_message (PLX_OP_RECV, name[step->processor], op.bytes, op.tag));
        }
      if (s >= first && program->sync)
        plx_trace_builder_sync (b);
    }
  return plx_trace_builder_end (b);
}

static const guint same_names[] = { 0, 1, 2, 3, 4, 5 };

static PlxTrace *
build_all (const Program *program)
{
  return build (program, 0, program->n_supersteps, same_names);
}

/* ---- random parameters ---- */

/* A time that may be chosen: required, or with a default that is a time and not a rule or a resolution. */
static gboolean
is_time (const PlxParam *param)
{
  const guint type = param->flags & PLX_TYPE_MASK;

  if (type == PLX_WORK_COSTS)
    return TRUE;
  if ((type != PLX_NUMBER && type != PLX_TIME_OR_RULE && type != PLX_RATE) || !g_str_has_prefix (param->unit, "time"))
    return FALSE;
  return !param->fallback || strcmp (param->fallback, "0") == 0;
}

/* Each required parameter and each time; times are @factor times as large. */
static PlxPricer *
random_pricer (const PlxModel *model, guint seed, double factor)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (PlxSettings) settings = plx_settings_new ();
  PlxPricer *pricer = NULL;

  for (const PlxParam *param = model->params; param->name; param++)
    if (!param->fallback || is_time (param))
      {
        g_autofree char *value = g_strdup_printf ("%g", (2 + pick (rand, 40)) * (is_time (param) ? factor : 1));

        PLX_OK (plx_settings_add (settings, param->name, value, "test", error));
      }
  PLX_OK (pricer = plx_pricer_new (model->name, settings, NULL, 0, FALSE, error));
  return pricer;
}

static double
total (const PlxPricer *pricer, const PlxTrace *trace)
{
  g_autoptr (PlxTiming) timing = NULL;

  PLX_OK (timing = plx_pricer_price (pricer, trace, FALSE, error));
  return plx_timing_total (timing);
}

/* ---- the loop ---- */

typedef void (*Property) (const PlxModel *model, GRand *rand, guint round, gboolean sync);

/* Every model that claims it, over programs of supersteps and programs of messages. */
static void
for_each_claim (guint claim, Property property)
{
  guint n;
  const PlxModel *const *models = plx_models (&n);

  ck_assert_uint_ge (n, 12);
  for (guint k = 0; k < n; k++)
    for (guint round = 0; round < ROUNDS && (models[k]->claims & claim) == claim; round++)
      {
        g_autoptr (GRand) rand = g_rand_new_with_seed (1000 * k + round);

        property (models[k], rand, round, round % 2 == 0);
      }
}

#define holds(condition, model, round) \
  ck_assert_msg (condition, "%s, program %u: %s does not hold", (model)->name, round, #condition)

static gboolean
near (double a, double b)
{
  return ABS (a - b) <= 1e-12 * MAX (ABS (a), ABS (b));
}

static void
adds_up (const PlxModel *model, GRand *rand, guint round, gboolean sync G_GNUC_UNUSED)
{
  g_autoptr (PlxPricer) pricer = random_pricer (model, round, 1);
  g_auto (Program) program = random_program (rand, TRUE);
  g_autoptr (PlxTrace) all = build_all (&program);
  double sum = 0;

  for (guint s = 0; s < program.n_supersteps; s++)
    {
      g_autoptr (PlxTrace) one = build (&program, s, s + 1, same_names);

      sum += total (pricer, one);
    }
  holds (near (total (pricer, all), sum), model, round);
}

START_TEST (a_program_costs_the_sum_of_its_supersteps)
{
  for_each_claim (PLX_ADDITIVE, adds_up);
}
END_TEST

static void
grows (const PlxModel *model, GRand *rand, guint round, gboolean sync)
{
  g_autoptr (PlxPricer) pricer = random_pricer (model, round, 1);
  g_auto (Program) program = random_program (rand, sync);
  g_autoptr (PlxTrace) small = build_all (&program), large = NULL;
  PlxOp *op = &g_array_index (program.steps, Step, pick (rand, program.steps->len)).op;

  if (op->kind == PLX_OP_WORK)
    op->count += 1 + pick (rand, 300);
  else if (op->kind < PLX_OP_SEND && pick (rand, 2) == 0)
    op->calls += 1 + pick (rand, 3);
  else
    op->bytes += 1 + pick (rand, 300);
  large = build_all (&program);
  holds (total (pricer, large) >= total (pricer, small) * (1 - 1e-12), model, round);
}

START_TEST (more_work_bytes_or_messages_never_cost_less)
{
  for_each_claim (PLX_MONOTONE, grows);
}
END_TEST

static void
survives_renaming (const PlxModel *model, GRand *rand, guint round, gboolean sync)
{
  g_autoptr (PlxPricer) pricer = random_pricer (model, round, 1);
  g_auto (Program) program = random_program (rand, sync);
  guint name[G_N_ELEMENTS (same_names)];
  g_autoptr (PlxTrace) before = build_all (&program), after = NULL;

  for (guint i = 0; i < program.p; i++)
    {
      const guint j = pick (rand, i + 1);

      name[i] = i;
      name[i] = name[j];
      name[j] = i;
    }
  after = build (&program, 0, program.n_supersteps, name);
  holds (near (total (pricer, after), total (pricer, before)), model, round);
}

START_TEST (names_of_processors_do_not_matter)
{
  for_each_claim (PLX_SYMMETRIC, survives_renaming);
}
END_TEST

static void
doubles (const PlxModel *model, GRand *rand, guint round, gboolean sync)
{
  g_autoptr (PlxPricer) once = random_pricer (model, round, 1), twice = random_pricer (model, round, 2);
  g_auto (Program) program = random_program (rand, sync);
  g_autoptr (PlxTrace) trace = build_all (&program);

  holds (total (once, trace) > 0, model, round);
  holds (near (total (twice, trace), 2 * total (once, trace)), model, round);
}

START_TEST (twice_the_times_are_twice_the_time)
{
  for_each_claim (PLX_HOMOGENEOUS, doubles);
}
END_TEST

static void
communicates_nothing_alone (const PlxModel *model, GRand *rand, guint round, gboolean sync)
{
  g_autoptr (PlxPricer) pricer = random_pricer (model, round, 1);
  PlxTraceBuilder *b = plx_trace_builder_new (1, "alone");
  g_autoptr (PlxTrace) trace = NULL;
  g_autoptr (PlxTiming) timing = NULL;

  hand_work (b, 0, 1 + pick (rand, 500));
  if (sync)
    plx_trace_builder_sync (b);
  trace = plx_trace_builder_end (b);
  PLX_OK (timing = plx_pricer_price (pricer, trace, FALSE, error));
  const PlxCost cost = plx_timing_parts (timing);
  holds (cost.communicate == 0 && cost.wait == 0 && cost.compute > 0, model, round);
}

START_TEST (one_processor_communicates_nothing)
{
  for_each_claim (0, communicates_nothing_alone);
}
END_TEST

static void
adds_no_negative_part (const PlxModel *model, GRand *rand, guint round, gboolean sync)
{
  g_autoptr (PlxPricer) pricer = random_pricer (model, round, 1);
  g_auto (Program) program = random_program (rand, sync);
  g_autoptr (PlxTrace) trace = build_all (&program);
  g_autoptr (PlxTiming) timing = NULL;

  PLX_OK (timing = plx_pricer_price (pricer, trace, TRUE, error));
  for (guint s = 0; s < timing->n_supersteps; s++)
    {
      const PlxCost *cost = &timing->cost[s];

      holds (cost->compute >= 0 && cost->communicate >= 0 && cost->synchronise >= 0 && cost->wait >= 0, model, round);
      holds (timing->critical[s] < program.p, model, round);
      holds (timing->explanation[s] != NULL, model, round);
    }
}

START_TEST (no_part_is_negative_and_every_superstep_is_explained)
{
  for_each_claim (0, adds_no_negative_part);
}
END_TEST

PLX_TEST_MAIN ("properties", a_program_costs_the_sum_of_its_supersteps, more_work_bytes_or_messages_never_cost_less,
               names_of_processors_do_not_matter, twice_the_times_are_twice_the_time,
               one_processor_communicates_nothing, no_part_is_negative_and_every_superstep_is_explained)
