/* SPDX-License-Identifier: MIT */
/* lower-trace.c: supersteps, shared accesses and messages of a trace become tasks, processor by processor. */
#include "sim/core/schedule.h"
#include "sim/engine/chain.h"

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
  PlxChain chain;
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
    task.kind = op->kind == PLX_OP_GET ? PLX_TASK_ASK : op->kind == PLX_OP_QUEUE ? PLX_TASK_QUEUE : PLX_TASK_PUT;
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

  return plx_task_can_meet (l->chain.costs, &task, i, plx_trace_identity (l->trace), error);
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
            const guint64 ends = task.kind == PLX_TASK_ASK ? 3 : plx_task_forms[task.kind].loose ? 2 : 1;

            total += MIN (calls * ends, PLX_MAX_TASKS)
                     * plx_count_tasks (l->chain.costs, l->chain.single && task.kind != PLX_TASK_ASK, i, &task);
          }
      }
  return plx_tasks_fit (plx_trace_identity (l->trace), total, error);
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
          plx_chain_append (&l->chain, task);
        else
          plx_chain_append_operation (&l->chain, task);
    }
}

/* One of several tasks that all require the chain's end. */
static void
fan_out (PlxChain *chain, GArray *fan, PlxTask task)
{
  const guint32 number = plx_chain_add (chain, task);

  if (chain->last != PLX_NONE)
    plx_schedule_builder_edge (chain->builder, chain->last, number, FALSE);
  g_array_append_val (fan, number);
}

/* The end of them all is the chain's new end. */
static void
fan_in (PlxChain *chain, GArray *fan)
{
  guint32 join;

  if (fan->len == 1)
    chain->last = g_array_index (fan, guint32, 0);
  if (fan->len > 1)
    {
      join = plx_chain_add (chain, (PlxTask) { .kind = PLX_TASK_JOIN });
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
        const guint64 n = plx_pieces_of (costs, l->chain.single && kind == PLX_TASK_LAND, left);

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
      plx_chain_append (&l->chain, (PlxTask) { .kind = PLX_TASK_SYNC });
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
  l->chain.last = l->chain.run = PLX_NONE;
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
  Lower l = { .trace = trace, .chain = plx_chain_new (NULL, costs, single), .p = p, .syncs = syncs };

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
