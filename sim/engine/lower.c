/* SPDX-License-Identifier: MIT */
/* lower.c: supersteps, shared accesses, packets and rendezvous become tasks, processor by processor. */
#include "sim/engine/lower.h"

#include "sim/core/schedule.h"

#define NONE G_MAXUINT32

double
plx_read_time (const PlxProcessorCosts *costs, guint64 words)
{
  const PlxMessageCost m = costs->message (costs->instance, 1);
  const double k = (double) words, first = 2 * (m.flight + m.receive);

  if (words == 0)
    return 0;
  return costs->plain_reads ? k * first : first + (k - 1) * MAX (m.gap, m.send);
}

double
plx_sync_time (const PlxProcessorCosts *costs, guint p)
{
  const guint rounds = p <= 1 ? 0 : 32 - (guint) __builtin_clz (p - 1);
  const PlxMessageCost m = costs->message (costs->instance, 1);

  if (p <= 1)
    return 0;
  return costs->barrier >= 0 ? costs->barrier : rounds * (m.flight + m.receive);
}

/* ---- one operation as tasks, one after another ---- */

typedef struct {
  PlxScheduleBuilder *builder;
  const PlxProcessorCosts *costs;
  gboolean single;
  guint processor;  /* the one whose tasks are made */
  guint32 first;    /* of the tasks of the operation under way; NONE */
  guint32 last;     /* what the next task requires; NONE */
  guint32 run;      /* compat = lgs: the first of the sends that stand just before; NONE */
  guint32 before;   /* what each of them requires; NONE */
} Chain;

static guint32
add (Chain *chain, PlxTask task)
{
  const guint32 number = plx_schedule_builder_task (chain->builder, chain->processor, &task);

  if (chain->first == NONE)
    chain->first = number;
  return number;
}

static void
require (Chain *chain, guint32 before, guint32 task)
{
  if (before != NONE)
    plx_schedule_builder_edge (chain->builder, before, task, FALSE);
}

/* GOAL programs leave the order of sends in a row to the queue, and LogGOPSim then sends all of them before it handles what
 * arrives meanwhile. One above S holds up what comes next until it is matched. */
static gboolean
runs_free (const Chain *chain, const PlxTask *task)
{
  return chain->costs->lgs.on && task->kind == PLX_OP_SEND && task->amount <= chain->costs->eager;
}

static void
append (Chain *chain, PlxTask task)
{
  const guint32 number = add (chain, task);

  if (runs_free (chain, &task))
    {
      if (chain->run == NONE)
        {
          chain->run = number;
          chain->before = chain->last;
        }
      require (chain, chain->before, number);
    }
  else
    {
      for (guint32 k = chain->run; k < chain->last && chain->run != NONE; k++)
        require (chain, k, number);
      require (chain, chain->last, number);
      chain->run = NONE;
    }
  chain->last = number;
}

static void
append_kind (Chain *chain, PlxTask task, PlxTaskKind kind)
{
  task.kind = (guint8) kind;
  append (chain, task);
}

static gboolean
meets (const PlxProcessorCosts *costs, const PlxTask *task, guint processor)
{
  return (task->kind == PLX_OP_SEND || task->kind == PLX_OP_RECV) && task->amount > costs->eager
         && task->peer != processor && !costs->lgs.on;
}

/* How many tasks a transfer of so many bytes is. */
static guint64
pieces_of (const PlxProcessorCosts *costs, gboolean single, guint64 bytes)
{
  return single ? plx_messages_of (costs, bytes) : 1;
}

static void
append_pieces (Chain *chain, PlxTask task)
{
  const guint64 n = pieces_of (chain->costs, chain->single && task.peer != chain->processor, task.amount);
  guint64 left = task.amount;

  for (guint64 k = 0; k < n; k++)
    {
      task.amount = k + 1 < n ? chain->costs->packet : left;
      left -= task.amount;
      append (chain, task);
    }
}

static void
append_operation (Chain *chain, PlxTask task)
{
  const gboolean sends = task.kind == PLX_OP_SEND;

  if (task.kind == PLX_OP_WORK || task.kind == PLX_OP_READ)
    append (chain, task);
  else if (!meets (chain->costs, &task, chain->processor))
    append_pieces (chain, task);
  else
    {
      append_kind (chain, task, sends ? PLX_TASK_REQUEST : PLX_TASK_REQUESTED);
      append_kind (chain, task, sends ? PLX_TASK_CLEARED : PLX_TASK_CLEAR);
      task.kind = sends ? PLX_TASK_DATA : PLX_TASK_TAKE;
      append_pieces (chain, task);
    }
}

static guint64
count_tasks (const PlxProcessorCosts *costs, gboolean single, guint processor, const PlxTask *task)
{
  if (task->kind == PLX_OP_WORK || task->kind == PLX_OP_READ)
    return 1;
  return pieces_of (costs, single && task->peer != processor, task->amount) + (meets (costs, task, processor) ? 2 : 0);
}

static gboolean
fits (const char *identity, guint64 n_tasks, GError **error)
{
  if (n_tasks <= PLX_MAX_TASKS)
    return TRUE;
  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT,
               "%s: more than %u messages and other operations one by one; fewer calls, or larger packets, would do",
               identity, PLX_MAX_TASKS);
  return FALSE;
}

/* A wild receive does not know whom to answer. */
static gboolean
can_meet (const PlxProcessorCosts *costs, const PlxTask *task, guint processor, const char *name, GError **error)
{
  if (task->kind != PLX_OP_RECV || (task->peer != PLX_ANY && task->tag != PLX_ANY) || !meets (costs, task, processor))
    return TRUE;
  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT,
               "%s: processor %u: a receive of %" G_GUINT64_FORMAT " bytes from any source or with any tag; above %"
               G_GUINT64_FORMAT " bytes, where messages ask their receiver first, it must name both",
               name, processor, task->amount, costs->eager);
  return FALSE;
}

/* ---- traces ---- */

/* What lands at a processor when a superstep ends: PUTs to it, or GETs from it. */
typedef struct {
  guint32 source, bytes, calls;
} Parcel;

/* By (superstep, processor) where it lands, then source and program order. */
typedef struct {
  gsize *first;  /* [supersteps x p + 1] */
  Parcel *of;
} Mail;

static void
mail_clear (Mail *mail)
{
  g_free (mail->first);
  g_free (mail->of);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Mail, mail_clear)

typedef struct {
  const PlxTrace *trace;
  Chain chain;
  guint p;
  Mail puts, gets;
  guint32 *syncs;  /* [supersteps]: the tasks */
} Lower;

/* What stays after the SYNC of its superstep, and does not go to oneself. */
static Mail *
mail_of (Lower *l, guint i, const PlxOp *op)
{
  if (op->kind == PLX_OP_GET)
    return op->peer == i ? NULL : &l->gets;
  if (op->kind == PLX_OP_PUT || op->kind == PLX_OP_WRITE || op->kind == PLX_OP_QUEUE)
    return op->peer == i ? NULL : &l->puts;
  return NULL;
}

static PlxTask
task_of (const Lower *l, guint i, const PlxOp *op)
{
  const guint64 word = l->chain.costs->word;
  PlxTask task = { .kind = op->kind, .work_class = op->work_class, .peer = op->peer, .amount = op->bytes };

  if (op->kind == PLX_OP_WORK)
    task.amount = op->count;
  else if (op->kind == PLX_OP_SEND || op->kind == PLX_OP_RECV)
    task.tag = op->tag;
  else if (op->peer == i)
    {
      task.kind = PLX_OP_READ;
      task.amount *= op->calls;
    }
  else if (op->kind == PLX_OP_READ)
    task.amount = op->calls * ((op->bytes + word - 1) / word);
  else
    task.kind = op->kind == PLX_OP_GET ? PLX_TASK_ASK : PLX_TASK_PUT;
  return task;
}

typedef gboolean (*Visit) (Lower *l, guint s, guint i, const PlxOp *op, GError **error);

static gboolean
visit_all (Lower *l, Visit visit, GError **error)
{
  for (guint s = 0; s < plx_trace_n_supersteps (l->trace); s++)
    for (guint i = 0; i < l->p; i++)
      {
        gsize n;
        const PlxOp *ops = plx_trace_ops (l->trace, s, i, &n);

        for (gsize k = 0; k < n; k++)
          if (!visit (l, s, i, &ops[k], error))
            return FALSE;
      }
  return TRUE;
}

/* Counts stand two places further on, so that filling in turns them into where each begins. */
static gboolean
count_mail (Lower *l, guint s, guint i, const PlxOp *op, G_GNUC_UNUSED GError **error)
{
  Mail *mail = mail_of (l, i, op);

  if (mail)
    mail->first[(gsize) s * l->p + op->peer + 2]++;
  return TRUE;
}

static gboolean
fill_mail (Lower *l, guint s, guint i, const PlxOp *op, G_GNUC_UNUSED GError **error)
{
  Mail *mail = mail_of (l, i, op);

  if (mail)
    mail->of[mail->first[(gsize) s * l->p + op->peer + 1]++] = (Parcel) { i, op->bytes, op->calls };
  return TRUE;
}

static void
sort_mail (Lower *l)
{
  const gsize n = (gsize) plx_trace_n_supersteps (l->trace) * l->p;
  Mail *const mails[] = { &l->puts, &l->gets };

  l->puts.first = g_new0 (gsize, n + 2);
  l->gets.first = g_new0 (gsize, n + 2);
  visit_all (l, count_mail, NULL);
  for (guint m = 0; m < G_N_ELEMENTS (mails); m++)
    {
      for (gsize k = 2; k < n + 2; k++)
        mails[m]->first[k] += mails[m]->first[k - 1];
      mails[m]->of = g_new (Parcel, MAX (mails[m]->first[n + 1], 1));
    }
  visit_all (l, fill_mail, NULL);
}

static gboolean
check_op (Lower *l, G_GNUC_UNUSED guint s, guint i, const PlxOp *op, GError **error)
{
  const PlxTask task = task_of (l, i, op);

  return can_meet (l->chain.costs, &task, i, plx_trace_identity (l->trace), error);
}

/* Each PUT is sent and lands; each GET asks, is served, and answered. */
static gboolean
check_size (Lower *l, GError **error)
{
  guint64 total = (guint64) plx_trace_n_supersteps (l->trace) * (3 * (guint64) l->p + 1);

  for (guint s = 0; s < plx_trace_n_supersteps (l->trace); s++)
    for (guint i = 0; i < l->p && total <= PLX_MAX_TASKS; i++)
      {
        gsize n;
        const PlxOp *ops = plx_trace_ops (l->trace, s, i, &n);

        for (gsize k = 0; k < n && total <= PLX_MAX_TASKS; k++)
          {
            const PlxTask task = task_of (l, i, &ops[k]);
            const guint64 calls = mail_of (l, i, &ops[k]) ? ops[k].calls : 1;
            const guint64 ends = task.kind == PLX_TASK_ASK ? 3 : task.kind == PLX_TASK_PUT ? 2 : 1;

            total += MIN (calls * ends, PLX_MAX_TASKS)
                     * count_tasks (l->chain.costs, l->chain.single && task.kind != PLX_TASK_ASK, i, &task);
          }
      }
  return fits (plx_trace_identity (l->trace), total, error);
}

static void
lower_ops (Lower *l, guint s, guint i)
{
  gsize n;
  const PlxOp *ops = plx_trace_ops (l->trace, s, i, &n);

  for (gsize k = 0; k < n; k++)
    {
      const PlxTask task = task_of (l, i, &ops[k]);
      const guint32 calls = mail_of (l, i, &ops[k]) ? ops[k].calls : 1;

      if (task.kind == PLX_OP_READ && ops[k].calls == 0)
        continue;
      for (guint32 c = 0; c < calls; c++)
        if (task.kind == PLX_TASK_ASK)
          append (&l->chain, task);
        else
          append_operation (&l->chain, task);
    }
}

/* One of several tasks that all require the chain's end. */
static void
fan_out (Chain *chain, GArray *fan, PlxTask task)
{
  const guint32 number = add (chain, task);

  if (chain->last != NONE)
    plx_schedule_builder_edge (chain->builder, chain->last, number, FALSE);
  g_array_append_val (fan, number);
}

/* The end of them all is the chain's new end. */
static void
fan_in (Chain *chain, GArray *fan)
{
  guint32 join;

  if (fan->len == 1)
    chain->last = g_array_index (fan, guint32, 0);
  if (fan->len > 1)
    {
      join = add (chain, (PlxTask) { .kind = PLX_TASK_JOIN });
      for (guint k = 0; k < fan->len; k++)
        plx_schedule_builder_edge (chain->builder, g_array_index (fan, guint32, k), join, FALSE);
      chain->last = join;
    }
  g_array_set_size (fan, 0);
}

static void
land (Lower *l, const Mail *mail, guint s, guint i, PlxTaskKind kind, GArray *fan)
{
  const gsize at = (gsize) s * l->p + i;
  const PlxProcessorCosts *costs = l->chain.costs;

  for (gsize k = mail->first[at]; k < mail->first[at + 1]; k++)
    for (guint32 c = 0; c < mail->of[k].calls; c++)
      {
        guint64 left = mail->of[k].bytes;
        const guint64 n = pieces_of (costs, l->chain.single && kind == PLX_TASK_LAND, left);

        for (guint64 piece = 0; piece < n; piece++)
          {
            const guint64 bytes = piece + 1 < n ? costs->packet : left;

            left -= bytes;
            fan_out (&l->chain, fan, (PlxTask) { .kind = (guint8) kind, .peer = mail->of[k].source, .amount = bytes });
          }
      }
  fan_in (&l->chain, fan);
}

static void
take_answers (Lower *l, guint s, guint i, GArray *fan)
{
  gsize n;
  const PlxOp *ops = plx_trace_ops (l->trace, s, i, &n);

  for (gsize k = 0; k < n; k++)
    for (guint32 c = 0; mail_of (l, i, &ops[k]) == &l->gets && c < ops[k].calls; c++)
      fan_out (&l->chain, fan, (PlxTask) { .kind = PLX_TASK_ANSWER, .peer = ops[k].peer, .amount = ops[k].bytes });
  fan_in (&l->chain, fan);
}

static void
lower_sync (Lower *l, guint s, guint i, guint32 begin, GArray *fan)
{
  land (l, &l->puts, s, i, PLX_TASK_LAND, fan);
  land (l, &l->gets, s, i, PLX_TASK_SERVE, fan);
  take_answers (l, s, i, fan);
  if (i == 0)
    {
      append (&l->chain, (PlxTask) { .kind = PLX_TASK_SYNC });
      l->syncs[s] = l->chain.last;
    }
  else if (l->chain.last != begin)
    plx_schedule_builder_edge (l->chain.builder, l->chain.last, l->syncs[s], FALSE);
  l->chain.last = l->syncs[s];
}

static void
lower_processor (Lower *l, guint i)
{
  g_autoptr (GArray) fan = g_array_new (FALSE, FALSE, sizeof (guint32));

  l->chain.processor = i;
  l->chain.last = l->chain.run = NONE;
  for (guint s = 0; s < plx_trace_n_supersteps (l->trace); s++)
    {
      const guint32 begin = l->chain.last;

      lower_ops (l, s, i);
      if (plx_trace_superstep (l->trace, s)->sync)
        lower_sync (l, s, i, begin, fan);
    }
}

PlxSchedule *
plx_lower_trace (const PlxTrace *trace, const PlxProcessorCosts *costs, gboolean single, GError **error)
{
  const guint p = plx_trace_n_procs (trace);
  g_autofree guint32 *syncs = g_new (guint32, MAX (plx_trace_n_supersteps (trace), 1));
  g_auto (Mail) puts = { NULL, NULL }, gets = { NULL, NULL };
  Lower l = { .trace = trace, .chain = { NULL, costs, single, 0, NONE, NONE, NONE, NONE }, .p = p, .syncs = syncs };

  if (!check_size (&l, error) || !visit_all (&l, check_op, error))
    return NULL;
  sort_mail (&l);
  puts = l.puts;
  gets = l.gets;
  l.chain.builder = plx_schedule_builder_new (p, plx_trace_identity (trace));
  plx_schedule_builder_reserve (l.chain.builder, plx_trace_n_ops (trace));
  for (guint i = 0; i < p; i++)
    lower_processor (&l, i);
  return plx_schedule_builder_end (l.chain.builder, error);
}

/* ---- schedules ---- */

static gboolean
measure (const PlxSchedule *schedule, const PlxProcessorCosts *costs, gboolean single, guint64 *total, GError **error)
{
  const PlxTask *tasks = plx_schedule_tasks (schedule);
  const guint32 *first = plx_schedule_first (schedule);

  for (guint i = 0; i < plx_schedule_n_procs (schedule); i++)
    for (guint32 t = first[i]; t < first[i + 1]; t++)
      {
        if (!can_meet (costs, &tasks[t], i, plx_schedule_identity (schedule), error))
          return FALSE;
        *total += MIN (count_tasks (costs, single, i, &tasks[t]), PLX_MAX_TASKS);
      }
  return fits (plx_schedule_identity (schedule), *total, error);
}

/* The first and the last of the tasks that one has become. */
typedef struct {
  guint32 first, last;
} Span;

static void
copy_edges (const PlxSchedule *schedule, const Span *spans, PlxScheduleBuilder *builder)
{
  const guint32 *first = plx_schedule_first_edge (schedule), *edges = plx_schedule_edges (schedule);

  for (guint32 t = 0; t < plx_schedule_n_tasks (schedule); t++)
    for (guint32 e = first[t]; e < first[t + 1]; e++)
      {
        const gboolean started = (edges[e] & PLX_STARTED) != 0;

        plx_schedule_builder_edge (builder, started ? spans[t].first : spans[t].last,
                                   spans[edges[e] & ~PLX_STARTED].first, started);
      }
}

static PlxSchedule *
expand (const PlxSchedule *schedule, const PlxProcessorCosts *costs, gboolean single, GError **error)
{
  const PlxTask *tasks = plx_schedule_tasks (schedule);
  const guint32 *first = plx_schedule_first (schedule);
  const guint p = plx_schedule_n_procs (schedule);
  g_autofree Span *spans = g_new (Span, plx_schedule_n_tasks (schedule));
  PlxScheduleBuilder *builder = plx_schedule_builder_new (p, plx_schedule_identity (schedule));
  Chain chain = { builder, costs, single, 0, NONE, NONE, NONE, NONE };

  for (chain.processor = 0; chain.processor < p; chain.processor++)
    for (guint32 t = first[chain.processor]; t < first[chain.processor + 1]; t++)
      {
        chain.first = chain.last = chain.run = NONE;
        append_operation (&chain, tasks[t]);
        spans[t] = (Span) { chain.first, chain.last };
      }
  copy_edges (schedule, spans, builder);
  return plx_schedule_builder_end (builder, error);
}

PlxSchedule *
plx_lower_schedule (const PlxSchedule *schedule, const PlxProcessorCosts *costs, gboolean single, GError **error)
{
  guint64 total = 0;

  if (!measure (schedule, costs, single, &total, error))
    return NULL;
  if (total == plx_schedule_n_tasks (schedule))
    return plx_schedule_ref (schedule);
  return expand (schedule, costs, single, error);
}
