/* SPDX-License-Identifier: MIT */
/* record.c: the runtime that runs all processors as coroutines in one thread and makes the trace.
 *
 * Within a superstep processors run in ascending order, each up to its plx_sync, so that
 * operations, landings and messages come in the order in which they are kept. Only when one has to
 * wait for a message do they take turns.
 */
#include "sim/program/record.h"

#include "sim/core/trace.h"
#include "sim/program/conflicts.h"
#include "sim/program/coroutine.h"
#include "sim/program/proc.h"

/* A message between plx_send and plx_recv. */
typedef struct Mail {
  struct Mail *next;
  guint32 source, tag, size;
  guchar data[];
} Mail;

/* A processor. */
typedef struct {
  PlxProc proc;
  gpointer context;         /* of its coroutine */
  Mail *mail, *last;        /* sent to it, not yet received */
  gsize inbox;              /* in Record.inbox: its next message; NO_MESSAGE */
  guint32 inbox_stamp;      /* superstep that inbox is about */
} Fiber;

#define NO_MESSAGE G_MAXSIZE
#define AHEAD 4  /* processors whose stacks are fetched early */

/* A message of plx_queue_send; the data follow. */
typedef struct {
  guint32 source, to, tag, size;
  gsize next;               /* to the same processor */
} Queued;

/* Room in a slot of 64-byte lines, so that neighbours do not share one. */
#define FIBER_BYTES ((sizeof (Fiber) + 63) & ~(gsize) 63)

typedef struct {
  PlxWorld world;
  PlxStacks *stacks;
  gpointer sequential;      /* context of the coroutine that runs the other phases */
  PlxTraceBuilder *builder;
  PlxConflicts *conflicts;
  PlxLimits limits;
  guint64 calls, check_at;  /* operations counted; when the limits must be looked at */
  guint64 offsets;          /* bytes of the finished supersteps' offsets */
  guint label_pid;          /* whose label the superstep has; p: nobody's */
  PlxLog landings;
  GArray *gets;             /* of PlxPiece */
  PlxLog outbox, inbox;     /* of Queued: of this superstep, of the last */
  GQueue ready;             /* of Fiber: they waited for a message that came */
  guint at_sync, at_end;    /* how many */
  gboolean turns;           /* processors took turns in this superstep */
} Record;

static Record *
record_of (const PlxProc *me)
{
  return (Record *) me->world;
}

static Fiber *
fiber (const Record *r, guint i)
{
  return (Fiber *) (gpointer) plx_world_proc (&r->world, i);
}

/* ---- coroutines ---- */

G_GNUC_NORETURN static void
leave (PlxProc *me)
{
  Record *r = record_of (me);

  plx_stacks_suspend (r->stacks, r->world.phase == PLX_RUN ? &((Fiber *) me)->context : &r->sequential, TRUE);
  g_assert_not_reached ();
}

static void
run_fiber (gpointer data)
{
  Fiber *f = data;
  Record *r = record_of (&f->proc);

  plx_world_call (&r->world, f->proc.pid, PLX_RUN);
  f->proc.standing = PLX_AT_END;
  r->at_end++;
  leave (&f->proc);
}

static void
resume (Record *r, Fiber *f)
{
  plx_stacks_resume (r->stacks, f->proc.pid, &f->context, run_fiber, f);
}

static void
wait_here (Fiber *f, PlxStanding standing)
{
  f->proc.standing = (guint8) standing;
  plx_stacks_suspend (record_of (&f->proc)->stacks, &f->context, FALSE);
  f->proc.standing = PLX_GOING;
}

/* prepare and fill of all processors, check of the first: one after the other on the first stack. */
static void
run_sequentially (gpointer data)
{
  Record *r = data;
  const guint n = r->world.phase == PLX_CHECK ? 1 : r->world.p;

  for (guint i = 0; i < n; i++)
    plx_world_call (&r->world, i, r->world.phase);
  plx_stacks_suspend (r->stacks, &r->sequential, TRUE);
}

static gboolean
run_phase (Record *r, PlxPhase phase, GError **error)
{
  plx_world_begin (&r->world, phase, r->world.job->seed, FALSE);
  r->sequential = NULL;
  plx_stacks_resume (r->stacks, 0, &r->sequential, run_sequentially, r);
  return !plx_world_failed (&r->world, error);
}

/* ---- counting ---- */

static void
check_limits (PlxProc *me)
{
  Record *r = record_of (me);
  const guint64 n_ops = plx_trace_builder_n_ops (r->builder);
  const guint64 most = MIN (r->limits.max_ops, (r->limits.max_trace - MIN (r->limits.max_trace, r->offsets))
                                               / sizeof (PlxOp));

  if (n_ops > most)
    plx_proc_fail (me, n_ops > r->limits.max_ops ? "--max-ops" : "--max-trace", NULL,
                   "the trace has reached %" G_GUINT64_FORMAT " operations, %s, in %u supersteps; raise the limit or take "
                   "a smaller n or p", n_ops, plx_size_text (n_ops * sizeof (PlxOp) + r->offsets).text, me->superstep);
  r->check_at = r->calls + (most - n_ops);
}

static void
count (PlxProc *me, PlxOp op)
{
  Record *r = record_of (me);

  plx_trace_builder_op (r->builder, me->pid, op);
  /* A call adds at most one operation. */
  if (G_UNLIKELY (r->calls++ >= r->check_at))
    check_limits (me);
}

/* A superstep has the label of the lowest processor that gave one. */
static void
label (PlxProc *me, const char *text)
{
  Record *r = record_of (me);

  if (me->pid > r->label_pid)
    return;
  r->label_pid = me->pid;
  plx_trace_builder_label (r->builder, text, 0);
}

G_GNUC_NORETURN static void
fail_shadow (PlxProc *me, const PlxArray *array)
{
  plx_proc_fail (me, "conflicts", array, "no address space to keep account of its cells; take a smaller n or p");
}

static void
accessed (PlxProc *me, PlxOpKind kind, const PlxPiece *piece)
{
  if (G_UNLIKELY (!plx_conflicts_access (record_of (me)->conflicts, me->pid, kind, piece)))
    fail_shadow (me, piece->array);
}

static void
lent (PlxProc *me, PlxArray *array)
{
  if (G_UNLIKELY (!plx_conflicts_lend (record_of (me)->conflicts, me->pid, array)))
    fail_shadow (me, array);
}

/* ---- cells ---- */

static PlxLog *
landings (PlxProc *me, G_GNUC_UNUSED guint owner)
{
  return &record_of (me)->landings;
}

static void
get (PlxProc *me, const PlxPiece *piece)
{
  g_array_append_vals (record_of (me)->gets, piece, 1);
}

/* Orders places in a log of landings; stable. */
static gint
by_source (gconstpointer a, gconstpointer b, gpointer data)
{
  const PlxLog *log = data;
  const PlxLanding *x = (const PlxLanding *) (gconstpointer) (log->data + *(const gsize *) a);
  const PlxLanding *y = (const PlxLanding *) (gconstpointer) (log->data + *(const gsize *) b);

  if (x->source != y->source)
    return x->source < y->source ? -1 : 1;
  return x < y ? -1 : x > y;
}

/* Lands what was logged by processors that took turns. */
static void
land_sorted (const PlxLog *log, const PlxMoment *moment)
{
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (gsize));

  for (gsize at = 0; at < log->size; at += plx_landing_bytes ((const PlxLanding *) (gconstpointer) (log->data + at)))
    g_array_append_val (places, at);
  g_array_sort_with_data (places, by_source, (gpointer) log);
  for (guint k = 0; k < places->len; k++)
    plx_landing_land ((const PlxLanding *) (gconstpointer) (log->data + g_array_index (places, gsize, k)), moment);
}

static void
land (Record *r)
{
  const PlxMoment moment = plx_proc_moment (&fiber (r, 0)->proc);

  for (guint k = 0; k < r->gets->len; k++)
    plx_piece_read (&g_array_index (r->gets, PlxPiece, k));
  g_array_set_size (r->gets, 0);
  if (r->turns)
    land_sorted (&r->landings, &moment);
  else
    plx_log_land (&r->landings, &moment);
  r->landings.size = 0;
}

/* ---- messages that arrive at a sync ---- */

static Queued *
queued (const PlxLog *log, gsize at)
{
  return (Queued *) (gpointer) (log->data + at);
}

static void
queue_send (PlxProc *me, guint to, guint32 tag, guint32 bytes, const void *data)
{
  const gsize room = sizeof (Queued) + plx_align (bytes);
  Queued *q = plx_log_add (plx_proc_room (me, &record_of (me)->outbox, room), room);

  *q = (Queued) { .source = me->pid, .to = to, .tag = tag, .size = bytes, .next = NO_MESSAGE };
  if (bytes > 0)
    memcpy (q + 1, data, bytes);
}

static gboolean
queue_next (PlxProc *me, PlxMessage *message)
{
  Record *r = record_of (me);
  Fiber *f = (Fiber *) me;

  if (f->inbox_stamp != me->stamp || f->inbox == NO_MESSAGE)
    return FALSE;

  const Queued *q = queued (&r->inbox, f->inbox);
  *message = (PlxMessage) { .source = q->source, .tag = q->tag, .size = q->size, .data = q + 1 };
  f->inbox = q->next;
  return TRUE;
}

/* Puts a message, met from the last to the first, at the head of its destination's list; before
 * those from higher sources, which matters when processors took turns. */
static void
enlist (Record *r, gsize at, guint32 stamp)
{
  Queued *q = queued (&r->inbox, at);
  Fiber *f = fiber (r, q->to);

  if (f->inbox_stamp != stamp)
    f->inbox = NO_MESSAGE;
  f->inbox_stamp = stamp;

  gsize *link = &f->inbox;
  while (*link != NO_MESSAGE && queued (&r->inbox, *link)->source < q->source)
    link = &queued (&r->inbox, *link)->next;
  q->next = *link;
  *link = at;
}

static void
deliver (Record *r)
{
  const PlxLog inbox = r->outbox;
  const guint32 stamp = fiber (r, 0)->proc.stamp + 1;
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (gsize));

  r->outbox = r->inbox;
  r->outbox.size = 0;
  r->inbox = inbox;
  for (gsize at = 0; at < inbox.size; at += sizeof (Queued) + plx_align (queued (&inbox, at)->size))
    g_array_append_val (places, at);
  for (guint k = places->len; k-- > 0;)
    enlist (r, g_array_index (places, gsize, k), stamp);
}

/* ---- messages of programs without supersteps ---- */

static gboolean
matches (const Mail *mail, guint32 from, guint32 tag)
{
  return (from == PLX_ANY || from == mail->source) && (tag == PLX_ANY || tag == mail->tag);
}

static void
post (PlxProc *me, guint to, guint32 tag, guint32 bytes, const void *data)
{
  Record *r = record_of (me);
  Fiber *f = fiber (r, to);
  Mail *mail;

  plx_proc_take (me, sizeof *mail + bytes);
  mail = g_malloc (sizeof *mail + bytes);
  *mail = (Mail) { .source = me->pid, .tag = tag, .size = bytes };
  if (bytes > 0)
    memcpy (mail->data, data, bytes);
  if (f->last)
    f->last->next = mail;
  else
    f->mail = mail;
  f->last = mail;
  if (f->proc.standing == PLX_AT_RECV && matches (mail, f->proc.from, f->proc.tag))
    {
      f->proc.standing = PLX_GOING;
      g_queue_push_tail (&r->ready, f);
    }
}

/* The first that matches, and its predecessor. */
static Mail *
find_mail (const Fiber *f, guint32 from, guint32 tag, Mail **before)
{
  *before = NULL;
  for (Mail *mail = f->mail; mail; mail = mail->next)
    {
      if (matches (mail, from, tag))
        return mail;
      *before = mail;
    }
  return NULL;
}

static void
await (PlxProc *me, guint from, guint32 tag, PlxMessage *message)
{
  Fiber *f = (Fiber *) me;
  Mail *before;
  const Mail *mail = find_mail (f, from, tag, &before);

  plx_conflicts_receive (record_of (me)->conflicts, me->pid);
  if (!mail)
    {
      wait_here (f, PLX_AT_RECV);
      mail = find_mail (f, from, tag, &before);
    }
  *message = (PlxMessage) { .source = mail->source, .tag = mail->tag, .size = mail->size, .data = mail->data };
}

static void
take (PlxProc *me, const PlxMessage *message)
{
  Fiber *f = (Fiber *) me;
  Mail *before;
  Mail *mail = find_mail (f, message->source, message->tag, &before);

  if (before)
    before->next = mail->next;
  else
    f->mail = mail->next;
  if (f->last == mail)
    f->last = before;
  plx_world_give (me->world, sizeof *mail + mail->size);
  g_free (mail);
}

/* ---- supersteps ---- */

static void
end_of_superstep (PlxProc *me)
{
  record_of (me)->at_sync++;
  wait_here ((Fiber *) me, PLX_AT_SYNC);
}

static const PlxRuntime runtime = {
  .name = "record", .count = count, .label = label, .accessed = accessed, .lent = lent, .log = landings, .get = get,
  .queue_send = queue_send, .queue_next = queue_next, .send = post, .await = await, .take = take, .sync = end_of_superstep,
  .leave = leave,
};

/* Ctrl-C ends a recording, which has nothing to save, at the next processor's turn. */
static gboolean
going (Record *r)
{
  if (plx_interrupted)
    plx_world_fail (&r->world, PLX_ERROR_FAILED, g_strdup_printf ("%s: interrupted", r->world.job->identity));
  return !atomic_load_explicit (&r->world.message, memory_order_relaxed);
}

/* Everybody up to the next sync, or the end. */
static void
run_superstep (Record *r)
{
  Fiber *f;

  r->at_sync = 0;
  r->turns = FALSE;
  r->label_pid = r->world.p;
  for (guint i = 0; i < r->world.p && going (r); i++)
    {
      /* Every stack is a page that the caches have forgotten. */
      if (i + AHEAD < r->world.p)
        __builtin_prefetch (fiber (r, i + AHEAD)->context);
      if (fiber (r, i)->proc.standing != PLX_AT_END)
        resume (r, fiber (r, i));
    }
  while (going (r) && (f = g_queue_pop_head (&r->ready)))
    {
      r->turns = TRUE;
      resume (r, f);
    }
  if (going (r) && r->at_sync != r->world.p && r->at_end != r->world.p)
    plx_world_fail (&r->world, PLX_ERROR_FAILED, plx_world_stuck (&r->world));
}

static void
end_superstep (Record *r)
{
  PlxProc *first = plx_world_proc (&r->world, 0);

  land (r);
  if (r->outbox.size > 0)
    deliver (r);
  plx_conflicts_end (r->conflicts, r->builder, first->superstep, TRUE);
  plx_trace_builder_sync (r->builder);
  r->offsets += r->world.p * sizeof (guint64) + sizeof (PlxSuperstep);
  r->check_at = 0;
  if (r->offsets > r->limits.max_trace)
    plx_world_fail (&r->world, PLX_ERROR_FAILED,
                    g_strdup_printf ("%s: --max-trace: the trace has reached %s in %u supersteps; raise the limit or "
                                     "take a smaller n or p", r->world.job->identity, plx_size_text (r->offsets).text,
                                     first->superstep + 1));
}

static PlxTrace *
run (Record *r, GError **error)
{
  plx_world_begin (&r->world, PLX_RUN, r->world.job->seed, TRUE);
  r->builder = plx_trace_builder_new (r->world.p, r->world.job->identity);
  do
    {
      run_superstep (r);
      if (going (r) && r->at_end == 0)
        end_superstep (r);
    }
  while (going (r) && r->at_end == 0);
  if (plx_world_failed (&r->world, error))
    return NULL;
  plx_conflicts_end (r->conflicts, r->builder, plx_world_proc (&r->world, 0)->superstep, FALSE);
  return plx_trace_builder_end (g_steal_pointer (&r->builder));
}

static void
record_clear (Record *r)
{
  for (guint i = 0; i < r->world.p; i++)
    for (Mail *mail = fiber (r, i)->mail, *next; mail; mail = next)
      {
        next = mail->next;
        g_free (mail);
      }
  g_queue_clear (&r->ready);
  g_array_unref (r->gets);
  plx_log_clear (&r->landings);
  plx_log_clear (&r->outbox);
  plx_log_clear (&r->inbox);
  plx_trace_builder_free (r->builder);
  plx_conflicts_free (r->conflicts);
  plx_world_clear (&r->world);
}

/* A processor touches a page of its stack at least. */
static gboolean
take_processors (Record *r, GError **error)
{
  if (r->limits.max_memory > 0)
    r->world.limit = r->limits.max_memory;
  plx_world_take (&r->world, r->world.p * (PLX_STACK_PAGE + FIBER_BYTES + r->world.instance_size));
  return !plx_world_failed (&r->world, error);
}

PlxTrace *
plx_record (const PlxJob *job, const PlxLimits *limits, GError **error)
{
  Record r = { .limits = *limits, .label_pid = job->p };
  g_autoptr (PlxTrace) trace = NULL;

  if (job->algorithm->trace)
    return job->algorithm->trace (job->algorithm, job->instance, job->p, job->seed, job->identity, error);
  r.stacks = plx_stacks_get (job->p, error);
  if (!r.stacks)
    return NULL;
  plx_world_init (&r.world, &runtime, job, FIBER_BYTES);
  r.conflicts = plx_conflicts_new (&r.world);
  r.gets = g_array_new (FALSE, FALSE, sizeof (PlxPiece));
  g_queue_init (&r.ready);
  if (take_processors (&r, error) && run_phase (&r, PLX_PREPARE, error) && run_phase (&r, PLX_FILL, error))
    trace = run (&r, error);
  if (trace && !run_phase (&r, PLX_CHECK, error))
    g_clear_pointer (&trace, plx_trace_unref);
  record_clear (&r);
  return g_steal_pointer (&trace);
}
