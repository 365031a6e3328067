/* SPDX-License-Identifier: MIT */
/* lgs-log.c: the log of LogGOPSim's rule: what every processor did, and why not earlier.
 *
 * Every time that is written down (a clock's, that of a task's requirements) has a reason: an activity, and whether its
 * start, its end, or its gap was meant. What starts at such a time has that reason for its cause. A RECV takes no time and
 * is no activity: what the log calls one is the receiving of a message, whether posted or not.
 */
#include "sim/engine/lgs.h"

/* Why something is at a time; of a time 0, or of none, the activity is PLX_ANY. */
typedef struct {
  guint32 activity;
  guint8 cause;
} Reason;

struct LgsLog {
  Lgs *lgs;
  GArray *of;          /* of PlxActivity */
  guint32 *activity;   /* [n_tasks]: of a SEND whose message has started, of the receiving */
  guint64 *ready;      /* [n_tasks]: when its requirements were fulfilled */
  Reason *why;         /* [n_tasks]: of that */
  Reason *clocks;      /* [p * stride]: of the clocks in a processor's block */
  Reason start, end;   /* of what waits for the start, or the end, of what runs now */
};

static Reason *
new_reasons (gsize n)
{
  Reason *of = g_new (Reason, MAX (n, 1));

  for (gsize k = 0; k < n; k++)
    of[k] = (Reason) { PLX_ANY, PLX_CAUSE_START };
  return of;
}

LgsLog *
plx_lgs_log_new (Lgs *lgs)
{
  const PlxEvents *events = lgs->events;
  LgsLog *log = g_new0 (LgsLog, 1);

  log->lgs = lgs;
  log->of = events->result->log = g_array_new (FALSE, FALSE, sizeof (PlxActivity));
  log->activity = g_new0 (guint32, MAX (events->n_tasks, 1));
  log->ready = g_new0 (guint64, MAX (events->n_tasks, 1));
  log->why = new_reasons (events->n_tasks);
  log->clocks = new_reasons (events->p * lgs->layout.stride);
  return log;
}

void
plx_lgs_log_free (LgsLog *log)
{
  if (!log)
    return;
  g_free (log->activity);
  g_free (log->ready);
  g_free (log->why);
  g_free (log->clocks);
  g_free (log);
}

static Reason *
clock_of (LgsLog *log, guint processor, guint place)
{
  return &log->clocks[processor * log->lgs->layout.stride + place];
}

/* Of several that hold, any is right: the path is as long by each. */
static Reason
find_reason (LgsLog *log, guint processor, guint cpu, guint gap, Reason ready, guint64 since, guint64 now)
{
  const guint64 *block = lgs_block (log->lgs, &log->lgs->layout, processor);
  const Reason of_cpu = *clock_of (log, processor, cpu);

  if (block[cpu] == now && of_cpu.activity != PLX_ANY)
    return of_cpu;
  if (since == now || gap == cpu)
    return ready;
  return *clock_of (log, processor, gap);
}

/* @gap: the place of the clock that it waits for beside its cpu's, and sets; the cpu's own: there is none. */
static void
add (LgsLog *log, const PlxActivity *activity, guint cpu, guint gap, Reason ready, guint64 since)
{
  const Reason reason = find_reason (log, activity->processor, cpu, gap, ready, since, activity->start);
  const guint32 number = log->of->len;
  PlxActivity one = *activity;

  one.before = reason.activity;
  one.cause = reason.activity == PLX_ANY ? PLX_CAUSE_START : reason.cause;
  g_array_append_val (log->of, one);
  *clock_of (log, one.processor, gap) = (Reason) { number, PLX_CAUSE_GAP };
  *clock_of (log, one.processor, cpu) = (Reason) { number, PLX_CAUSE_PROCESSOR };
  log->end = (Reason) { number, PLX_CAUSE_REQUIRED };
  log->start = (Reason) { number, PLX_CAUSE_STARTED };
}

void
plx_lgs_log_task (LgsLog *log, guint32 k, guint processor, guint64 start, guint64 end)
{
  const PlxTask *task = &log->lgs->events->tasks[k];
  const gboolean sends = task->kind == PLX_OP_SEND;
  const PlxActivity activity = { .start = start, .end = end, .amount = task->amount, .processor = processor,
                                 .peer = sends ? task->peer : processor, .sent = PLX_ANY, .kind = task->kind,
                                 .work_class = task->work_class };

  log->activity[k] = log->of->len;
  add (log, &activity, task->cpu, sends ? log->lgs->layout.send_at + task->nic : task->cpu, log->why[k], log->ready[k]);
}

void
plx_lgs_log_message (LgsLog *log, const Flight *message, guint64 start, guint64 end)
{
  const Lgs *lgs = log->lgs;
  const guint32 send = lgs_send_of (lgs, message->name), sent = log->activity[send];
  const PlxActivity sending = g_array_index (log->of, PlxActivity, sent);
  const Reason arrived = { sent, PLX_CAUSE_MESSAGE };
  const PlxActivity activity = { .start = start, .end = end, .amount = lgs_bytes_of (lgs, message->name),
                                 .processor = message->processor, .peer = sending.processor, .sent = sent,
                                 .kind = PLX_OP_RECV };

  log->activity[send] = log->of->len;
  add (log, &activity, message->cpu, lgs->layout.receive_at + message->nic, arrived, sending.start + lgs->o + lgs->L);
}

void
plx_lgs_log_make_recv (LgsLog *log, guint32 recv, guint processor)
{
  const guint cpu = log->lgs->events->tasks[recv].cpu;

  if (lgs_block (log->lgs, &log->lgs->layout, processor)[cpu] > log->ready[recv])
    log->why[recv] = *clock_of (log, processor, cpu);
}

void
plx_lgs_log_recv (LgsLog *log, guint32 recv)
{
  log->start = log->end = log->why[recv];
}

void
plx_lgs_log_received (LgsLog *log, guint32 send)
{
  log->end = (Reason) { log->activity[send], PLX_CAUSE_REQUIRED };
}

void
plx_lgs_log_release (LgsLog *log, guint32 task, guint64 when, gboolean started)
{
  if (when < log->ready[task])
    return;
  log->ready[task] = when;
  log->why[task] = started ? log->start : log->end;
}

void
plx_lgs_log_finish (LgsLog *log, guint processor, guint cpu, guint gap, guint64 now)
{
  const guint64 *block = lgs_block (log->lgs, &log->lgs->layout, processor);

  log->end = log->start;
  if (block[cpu] < now)
    *clock_of (log, processor, cpu) = log->start;
  if (block[gap] < now)
    *clock_of (log, processor, gap) = log->start;
}
