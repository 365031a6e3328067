/* SPDX-License-Identifier: MIT */
/* critical-path.c: the chain of activities that decided when a simulation ended, and what each paid in parameters of its model.
 *
 * The cost of a message is linear in the parameters of its model (parallax/engine.h). So the count of a parameter is
 * what the model says of an instance in which it alone is 1 and every other time 0. Whatever a payment is more than its
 * parameters explain is kept as a rest, so that the sum is always exact.
 */
#include "sim/lab/critical-path.h"

#include <math.h>
#include <string.h>

typedef enum { SEND, RECEIVE, GAP, FLIGHT } Part;

/* Instances in which one parameter is 1 and all other times are 0. */
typedef struct {
  PlxCriticalPath *path;
  const PlxSimulation *simulation;
  const PlxProcessorCosts *costs;
  gpointer units[PLX_MAX_TERMS], zero;
  guint64 control;  /* bytes of a control message: 1, or a word, a GET's request */
  gssize barrier;  /* the parameter that a SYNC costs; -1: a SYNC is made of messages */
} Payer;

static gboolean
is_time (const PlxParam *param)
{
  return (param->flags & PLX_TYPE_MASK) == PLX_NUMBER && g_str_has_prefix (param->unit, "time")
         && strcmp (param->name, "tick") != 0;
}

static double *
member (gpointer instance, const PlxParam *param)
{
  return (double *) (gpointer) ((char *) instance + param->offset);
}

static gpointer
zero_instance (const PlxPricer *pricer)
{
  gpointer zero = g_memdup2 (pricer->instance, pricer->model->instance_size);

  for (const PlxParam *param = pricer->model->params; param && param->name; param++)
    if (is_time (param))
      *member (zero, param) = 0;
  return zero;
}

static void
payer_init (Payer *payer, const PlxPricer *pricer)
{
  PlxCriticalPath *path = payer->path;
  const gsize size = pricer->model->instance_size;

  payer->zero = zero_instance (pricer);
  for (const PlxParam *param = pricer->model->params; param && param->name; param++)
    if (is_time (param) && path->n_params < PLX_MAX_TERMS - 1)
      {
        const guint i = path->n_params++;

        path->names[i] = param->name;
        path->values[i] = *member (pricer->instance, param);
        payer->units[i] = g_memdup2 (payer->zero, size);
        *member (payer->units[i], param) = 1;
      }
  payer->barrier = -1;
  if (payer->costs->barrier >= 0)
    {
      payer->barrier = path->n_params++;
      path->names[payer->barrier] = "barrier";
      path->values[payer->barrier] = payer->costs->barrier;
    }
}

static void
payer_clear (Payer *payer)
{
  for (guint i = 0; i < PLX_MAX_TERMS; i++)
    g_free (payer->units[i]);
  g_free (payer->zero);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Payer, payer_clear)

/* ---- what a message costs ---- */

/* LogGOPSim's: a receiver pays the larger of O and G for each byte, so @actual says which of @lgs counts. */
static PlxMessageCost
lgs_message (const PlxLgsCosts *lgs, const PlxLgsCosts *actual, guint64 bytes)
{
  const double k = bytes > 1 ? (double) (bytes - 1) : 0;

  return (PlxMessageCost) { .send = lgs->o + k * lgs->O,
                            .receive = lgs->o + k * (actual->O > actual->G ? lgs->O : lgs->G),
                            .gap = lgs->g + k * lgs->G,
                            .flight = lgs->o + lgs->L };
}

static PlxLgsCosts
lgs_unit (const char *name)
{
  return (PlxLgsCosts) { .on = TRUE, .L = g_str_equal (name, "L"), .o = g_str_equal (name, "o"),
                         .g = g_str_equal (name, "g"), .G = g_str_equal (name, "G"), .O = g_str_equal (name, "O") };
}

static double
part_of (PlxMessageCost m, Part part)
{
  return part == SEND ? m.send : part == RECEIVE ? m.receive : part == GAP ? m.gap : m.flight;
}

static double
actual_part (const Payer *payer, guint64 bytes, Part part)
{
  const PlxProcessorCosts *costs = payer->costs;

  return part_of (costs->lgs.on ? lgs_message (&costs->lgs, &costs->lgs, bytes) : costs->message (costs->instance, bytes),
                  part);
}

/* @times such parts of a message of @bytes. */
static void
add (const Payer *payer, PlxTerms *terms, guint64 bytes, Part part, double times)
{
  const PlxProcessorCosts *costs = payer->costs;
  const double constant = costs->lgs.on ? 0 : part_of (costs->message (payer->zero, bytes), part);

  for (guint i = 0; i < payer->path->n_params; i++)
    if (costs->lgs.on)
      {
        const PlxLgsCosts unit = lgs_unit (payer->path->names[i]);

        terms->counts[i] += times * part_of (lgs_message (&unit, &costs->lgs, bytes), part);
      }
    else if (payer->units[i])
      terms->counts[i] += times * (part_of (costs->message (payer->units[i], bytes), part) - constant);
}

/* ---- what an activity costs ---- */

/* What a processor sends itself is copied; LogGOPSim knows no such thing. */
static gboolean
is_copy (const Payer *payer, const PlxActivity *a)
{
  return a->peer == a->processor && !payer->costs->lgs.on;
}

static double
units_of (const Payer *payer, guint64 ticks)
{
  return (double) ticks / payer->simulation->rate;
}

static guint64
bytes_of (const Payer *payer, const PlxActivity *a)
{
  return payer->costs->packet > 0 ? payer->costs->packet : a->control ? payer->control : a->amount;
}

/* The distance between the messages of a train. LogGOPSim's gap does not hold its processor. */
static Part
spacing_of (const Payer *payer, guint64 bytes, Part busy)
{
  if (payer->costs->lgs.on)
    return GAP;
  return actual_part (payer, bytes, GAP) > actual_part (payer, bytes, busy) ? GAP : busy;
}

/* How many messages, one a spacing after the other, keep a processor busy for so long; 1 when none do, as with noise. */
static double
train_of (const Payer *payer, const PlxActivity *a, guint64 bytes, Part busy)
{
  const double spacing = actual_part (payer, bytes, spacing_of (payer, bytes, busy));
  const double more = units_of (payer, a->end - a->start) - actual_part (payer, bytes, busy);
  const double gaps = spacing > 0 && more > 0 ? rint (more / spacing) : 0;

  return fabs (more - gaps * spacing) * payer->simulation->rate <= 1 + gaps ? 1 + gaps : 1;
}

/* READ: round trips, which overlap unless reads are plain. */
static void
add_read (const Payer *payer, PlxTerms *terms, const PlxActivity *a)
{
  const Part spacing = spacing_of (payer, 1, SEND);
  const double trip = 2 * (actual_part (payer, 1, FLIGHT) + actual_part (payer, 1, RECEIVE));
  const double time = units_of (payer, a->end - a->start);
  const gboolean plain = payer->costs->plain_reads;
  const double distance = plain ? trip : actual_part (payer, 1, spacing);
  const double more = distance > 0 && time > trip ? rint ((time - trip) / distance) : 0;
  const double trips = 2 * (plain ? 1 + more : 1);

  add (payer, terms, 1, FLIGHT, trips);
  add (payer, terms, 1, RECEIVE, trips);
  if (!plain)
    add (payer, terms, 1, spacing, more);
}

/* The time that a processor is busy with it. */
static void
add_busy (const Payer *payer, PlxTerms *terms, const PlxActivity *a)
{
  const Part busy = a->kind == PLX_OP_RECV ? RECEIVE : SEND;
  const guint64 bytes = bytes_of (payer, a);

  if (a->kind == PLX_OP_WORK || is_copy (payer, a))
    terms->work += units_of (payer, a->end - a->start);
  else if (a->kind == PLX_OP_READ)
    add_read (payer, terms, a);
  else if (a->end > a->start)
    {
      add (payer, terms, bytes, spacing_of (payer, bytes, busy), train_of (payer, a, bytes, busy) - 1);
      add (payer, terms, bytes, busy, 1);
    }
}

static guint
ceil_log2 (guint p)
{
  return p <= 1 ? 0 : 32 - (guint) __builtin_clz (p - 1);
}

static void
add_barrier (const Payer *payer, PlxTerms *terms)
{
  const guint rounds = ceil_log2 (payer->simulation->p);

  if (payer->barrier >= 0)
    terms->counts[payer->barrier] += 1;
  else if (!payer->costs->lgs.on)
    {
      add (payer, terms, 1, FLIGHT, rounds);
      add (payer, terms, 1, RECEIVE, rounds);
    }
}

/* From the start of @a to that of the next, whose cause it is. */
static void
add_cause (const Payer *payer, PlxTerms *terms, const PlxActivity *a, const PlxActivity *next)
{
  const Part busy = a->kind == PLX_OP_RECV ? RECEIVE : SEND;
  const guint64 bytes = bytes_of (payer, a);

  switch (next->cause)
    {
    case PLX_CAUSE_GAP:
      add (payer, terms, bytes, spacing_of (payer, bytes, busy), train_of (payer, a, bytes, busy));
      break;
    case PLX_CAUSE_MESSAGE:
      if (is_copy (payer, a))
        add_busy (payer, terms, a);
      else
        add (payer, terms, bytes, FLIGHT, 1);
      break;
    case PLX_CAUSE_STARTED:
      break;
    case PLX_CAUSE_CAPACITY:
      add (payer, terms, bytes_of (payer, next), SEND, -1);
      break;
    case PLX_CAUSE_BARRIER:
      add_barrier (payer, terms);
      add_busy (payer, terms, a);
      break;
    default:
      add_busy (payer, terms, a);
    }
}

static double
explained (const PlxCriticalPath *path, const PlxTerms *terms)
{
  double sum = terms->work;

  for (guint i = 0; i < path->n_params; i++)
    sum += terms->counts[i] * path->values[i];
  return sum;
}

/* Durations are rounded to ticks: two of them may be in a payment. */
static void
settle (const Payer *payer, PlxPathStep *step)
{
  const double rate = payer->simulation->rate, paid = (double) step->paid;
  const double rest = rint (paid - explained (payer->path, &step->terms) * rate);

  step->terms.rest = fabs (rest) > 2 + 1e-9 * fabs (paid) ? rest / rate : 0;
}

/* ---- the walk ---- */

static guint32
last_to_end (const GArray *log)
{
  const PlxActivity *all = (const PlxActivity *) (gconstpointer) log->data;
  guint32 last = 0;

  for (guint32 i = 1; i < log->len; i++)
    if (all[i].end > all[last].end)
      last = i;
  return last;
}

static void
reverse (GArray *steps)
{
  for (guint i = 0; i + 1 < steps->len - i; i++)
    {
      PlxPathStep *a = &g_array_index (steps, PlxPathStep, i), *b = &g_array_index (steps, PlxPathStep, steps->len - 1 - i);
      const PlxPathStep other = *a;

      *a = *b;
      *b = other;
    }
}

/* A program whose end is a SYNC ends with the barrier. */
static PlxPathStep
last_step (const Payer *payer, guint32 i)
{
  const PlxSimulation *simulation = payer->simulation;
  const PlxActivity *a = &g_array_index (simulation->log, PlxActivity, i);
  PlxPathStep step = { .activity = i, .paid = (gint64) (simulation->time - a->start) };

  add_busy (payer, &step.terms, a);
  if (simulation->time > a->end)
    add_barrier (payer, &step.terms);
  settle (payer, &step);
  return step;
}

/* From the start of @before to that of @next. */
static PlxPathStep
step_between (Payer *payer, guint32 before, guint32 next)
{
  const PlxActivity *all = (const PlxActivity *) (gconstpointer) payer->simulation->log->data;
  const guint64 sizes[] = { 1, payer->costs->word };
  PlxPathStep step;

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      payer->control = sizes[i];
      step = (PlxPathStep) { .activity = before, .paid = (gint64) (all[next].start - all[before].start) };
      add_cause (payer, &step.terms, &all[before], &all[next]);
      settle (payer, &step);
      if (!(all[before].control || all[next].control) || fabs (step.terms.rest) <= 0)
        break;
    }
  return step;
}

static void
walk (Payer *payer)
{
  const GArray *log = payer->simulation->log;
  const PlxActivity *all = (const PlxActivity *) (gconstpointer) log->data;
  GArray *steps = payer->path->steps;
  guint32 i = last_to_end (log);
  PlxPathStep step = last_step (payer, i);

  g_array_append_val (steps, step);
  while (all[i].before < log->len && steps->len < log->len)
    {
      const guint32 before = all[i].before;

      step = step_between (payer, before, i);
      g_array_append_val (steps, step);
      i = before;
    }
  reverse (steps);
}

static void
sum_up (PlxCriticalPath *path, double rate)
{
  for (guint k = 0; k < path->steps->len; k++)
    {
      const PlxTerms *terms = &g_array_index (path->steps, PlxPathStep, k).terms;

      for (guint i = 0; i < path->n_params; i++)
        path->total.counts[i] += terms->counts[i];
      path->total.work += terms->work;
      path->total.rest += terms->rest;
    }
  path->total.rest = rint (path->total.rest * rate) / rate;
}

/* A model with tables says something when all its numbers are 0. */
static gboolean
has_tables (const Payer *payer)
{
  PlxMessageCost m;

  if (payer->costs->lgs.on)
    return FALSE;
  m = payer->costs->message (payer->zero, MAX (payer->costs->packet, 1));
  return m.send > 0 || m.receive > 0 || m.gap > 0 || m.flight > 0;
}

PlxCriticalPath *
plx_critical_path_new (const PlxSimulation *simulation, const PlxPricer *pricer, const PlxProcessorCosts *costs)
{
  PlxCriticalPath *path = g_new0 (PlxCriticalPath, 1);
  g_auto (Payer) payer = { .path = path, .simulation = simulation, .costs = costs, .control = 1 };

  g_return_val_if_fail (simulation->log != NULL, path);
  path->steps = g_array_new (FALSE, FALSE, sizeof (PlxPathStep));
  payer_init (&payer, pricer);
  path->rest_name = has_tables (&payer) ? "tables" : "other";
  if (simulation->log->len > 0)
    walk (&payer);
  sum_up (path, simulation->rate);
  return path;
}

void
plx_critical_path_free (PlxCriticalPath *path)
{
  if (!path)
    return;
  g_clear_pointer (&path->steps, g_array_unref);
  g_free (path);
}

/* ---- texts ---- */

/* "+ 3", "- 3", and of a parameter that counts once nothing. */
static void
append_count (GString *text, double count, gboolean of_parameter)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (text->len > 0)
    g_string_append (text, count < 0 ? " - " : " + ");
  else if (count < 0)
    g_string_append (text, "-");
  if (!of_parameter || fabs (count) < 1 || fabs (count) > 1)
    g_string_append_printf (text, "%s ", plx_number_text (buffer, fabs (count)));
}

char *
plx_terms_text (const PlxCriticalPath *path, const PlxTerms *terms)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < path->n_params; i++)
    if (fabs (terms->counts[i]) > 0)
      {
        append_count (text, terms->counts[i], TRUE);
        g_string_append (text, path->names[i]);
      }
  if (fabs (terms->work) > 0)
    {
      append_count (text, terms->work, FALSE);
      g_string_append (text, "of work");
    }
  if (fabs (terms->rest) > 0)
    {
      append_count (text, terms->rest, FALSE);
      g_string_append_printf (text, "of %s", path->rest_name);
    }
  if (text->len == 0)
    g_string_append (text, "0");
  return g_string_free (text, FALSE);
}

gboolean
plx_terms_equal (const PlxTerms *a, const PlxTerms *b)
{
  for (guint i = 0; i < PLX_MAX_TERMS; i++)
    if (fabs (a->counts[i] - b->counts[i]) > 1e-9)
      return FALSE;
  return fabs (a->work - b->work) <= 1e-12 * fabs (a->work) && fabs (a->rest - b->rest) <= 1e-12 * fabs (a->rest);
}

/* ---- folding ---- */

#define LONGEST_PATTERN 12

/* Two steps do the same, wherever. */
static gboolean
alike (const PlxCriticalPath *path, const PlxSimulation *simulation, guint i, guint j)
{
  const PlxPathStep *a = &g_array_index (path->steps, PlxPathStep, i), *b = &g_array_index (path->steps, PlxPathStep, j);
  const PlxActivity *x = &g_array_index (simulation->log, PlxActivity, a->activity);
  const PlxActivity *y = &g_array_index (simulation->log, PlxActivity, b->activity);

  return x->kind == y->kind && x->cause == y->cause && x->control == y->control && x->amount == y->amount
         && a->paid == b->paid && plx_terms_equal (&a->terms, &b->terms);
}

/* How often the pattern of @length steps from @first on stands there. */
static guint
repeats (const PlxCriticalPath *path, const PlxSimulation *simulation, guint first, guint length)
{
  guint k = first + length;

  while (k < path->steps->len && alike (path, simulation, k - length, k))
    k++;
  return (k - first) / length;
}

GArray *
plx_critical_path_fold (const PlxCriticalPath *path, const PlxSimulation *simulation)
{
  GArray *runs = g_array_new (FALSE, FALSE, sizeof (PlxPathRun));

  for (guint i = 0; i < path->steps->len;)
    {
      PlxPathRun best = { i, 1, 1 };

      for (guint length = 1; length <= LONGEST_PATTERN; length++)
        {
          const guint times = repeats (path, simulation, i, length);

          if (times >= 3 && times * length > best.times * best.length)
            best = (PlxPathRun) { i, length, times };
        }
      g_array_append_val (runs, best);
      i += best.length * best.times;
    }
  return runs;
}
