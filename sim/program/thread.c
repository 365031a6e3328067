/* SPDX-License-Identifier: MIT */
/* thread.c: what a processor of the threads runtime does: sync, cells, messages.
 *
 * A sync is one barrier, though cells land after it. Whoever reads another's part in the next
 * superstep first waits until its owner has published that all has landed there (settled: release,
 * acquire); everybody else need not. What lands at the next sync cannot come too early for a slow
 * reader either: it lands after the next barrier, which that reader has to reach first. With gets
 * there are two barriers: sources may not change before all have copied.
 *
 * Logs alternate between two sets by the parity of the superstep. A log that was filled in
 * superstep s is read up to sync s + 1 (messages stay in place) and filled again in superstep s +
 * 2, which begins after that sync's barrier.
 */
#include "sim/program/thread.h"

#include "sim/core/trace.h"

static PlxThread *
thread_of (PlxProc *me)
{
  return (PlxThread *) (gpointer) me;
}

G_GNUC_NORETURN static void
leave (PlxProc *me)
{
  longjmp (thread_of (me)->out, 1);
}

void
plx_thread_stand (PlxThread *t, PlxStanding standing)
{
  const guint64 times = atomic_load_explicit (&t->wait, memory_order_relaxed) >> 3;

  t->proc.standing = (guint8) standing;
  atomic_store_explicit (&t->wait, (times + 1) << 3 | (t->proc.superstep & 1) << 2 | standing,
                         memory_order_release);
}

/* ---- counting ---- */

static void
count (PlxProc *me, PlxOp op)
{
  PlxThread *t = thread_of (me);
  const guint first = t->ends->len > 0 ? g_array_index (t->ends, guint, t->ends->len - 1) : 0;

  if (t->ops->len > first)
    {
      PlxOp *last = &g_array_index (t->ops, PlxOp, t->ops->len - 1);

      if (plx_op_alike (last, &op) && plx_op_merge (last, &op))
        return;
    }
  g_array_append_val (t->ops, op);
}

void
plx_thread_end_ops (PlxThread *t)
{
  g_array_append_val (t->ends, t->ops->len);
  g_ptr_array_add (t->labels, (gpointer) t->proc.label);
}

/* ---- cells ---- */

static PlxLog *
row_of (const PlxThreads *threads, PlxLog *logs, guint parity, guint source)
{
  return logs + (parity * threads->world.p + source) * threads->row;
}

static PlxLog *
landings (PlxProc *me, guint owner)
{
  PlxThreads *threads = thread_of (me)->threads;

  return row_of (threads, threads->landings, me->superstep & 1, me->pid) + owner;
}

static void
get (PlxProc *me, const PlxPiece *piece)
{
  g_array_append_vals (thread_of (me)->gets, piece, 1);
}

static void
settle (PlxProc *me, guint owner)
{
  const PlxThreads *threads = thread_of (me)->threads;
  PlxThread *other = plx_threads_thread (threads, owner);
  guint spins = 0;

  while (atomic_load_explicit (&other->settled, memory_order_acquire) != me->stamp)
    if (!plx_patience_spin (&threads->patience, &spins))
      leave (me);
}

/* ---- supersteps ---- */

guint
plx_thread_barrier (PlxThread *t, guint flags)
{
  PlxThreads *threads = t->threads;

  if (!plx_barrier_wait (&threads->barrier, t->proc.pid, ++t->episode, &flags, &threads->patience))
    leave (&t->proc);
  if (G_UNLIKELY ((flags & PLX_SYNCS) && (flags & PLX_ENDS)))
    {
      if (!atomic_load (&threads->world.message))
        plx_world_fail (&threads->world, PLX_ERROR_FAILED, plx_world_stuck (&threads->world));
      leave (&t->proc);
    }
  return flags;
}

static void
copy_gets (PlxThread *t)
{
  for (guint k = 0; k < t->gets->len; k++)
    plx_piece_read (&g_array_index (t->gets, PlxPiece, k));
  g_array_set_size (t->gets, 0);
}

/* Whether there was anything. */
static gboolean
land (PlxThread *t)
{
  const PlxThreads *threads = t->threads;
  const PlxMoment moment = plx_proc_moment (&t->proc);
  gboolean any = FALSE;

  for (guint source = 0; source < threads->world.p; source++)
    {
      const PlxLog *log = row_of (threads, threads->landings, moment.superstep & 1, source) + t->proc.pid;

      if (log->size > 0)
        plx_log_land (log, &moment);
      any |= log->size > 0;
    }
  atomic_store_explicit (&t->settled, moment.stamp + 1, memory_order_release);
  return any;
}

/* Empties the logs that the next superstep fills. */
static void
turn_over (PlxThread *t)
{
  PlxThreads *threads = t->threads;
  const guint parity = (t->proc.superstep + 1) & 1;
  PlxLog *landing = row_of (threads, threads->landings, parity, t->proc.pid);
  PlxLog *message = row_of (threads, threads->messages, parity, t->proc.pid);

  for (guint to = 0; to < threads->world.p; to++)
    landing[to].size = message[to].size = 0;
  t->inbox_source = 0;
  t->inbox_at = 0;
}

static void
end_of_superstep (PlxProc *me)
{
  PlxThread *t = thread_of (me);
  PlxStamps stamps = { .enter = plx_now_ns (), .waited = t->waited, .copied = me->copied };
  guint flags = PLX_SYNCS | (t->gets->len > 0 ? PLX_HAS_GET : 0);
  gint64 now;

  if (me->counting)
    plx_thread_end_ops (t);
  plx_thread_stand (t, PLX_AT_SYNC);
  flags = plx_thread_barrier (t, flags);
  now = plx_now_ns ();
  if (flags & PLX_HAS_GET)
    {
      copy_gets (t);
      stamps.applied = plx_now_ns () - now;
      plx_thread_barrier (t, PLX_SYNCS);
      now = plx_now_ns ();
    }
  plx_thread_stand (t, PLX_GOING);
  const gboolean landed = land (t);
  turn_over (t);
  t->waited = 0;
  stamps.exit = plx_now_ns ();
  stamps.applied += landed ? stamps.exit - now : 0;
  g_array_append_val (t->stamps, stamps);
}

/* ---- messages that arrive at a sync ---- */

typedef struct {
  guint32 tag, size;  /* the data follow */
} Queued;

static void
queue_send (PlxProc *me, guint to, guint32 tag, guint32 bytes, const void *data)
{
  PlxThreads *threads = thread_of (me)->threads;
  PlxLog *log = row_of (threads, threads->messages, me->superstep & 1, me->pid) + to;
  const gsize room = sizeof (Queued) + plx_align (bytes);
  Queued *q = plx_log_add (plx_proc_room (me, log, room), room);

  *q = (Queued) { tag, bytes };
  if (bytes > 0)
    memcpy (q + 1, data, bytes);
}

static gboolean
queue_next (PlxProc *me, PlxMessage *message)
{
  PlxThread *t = thread_of (me);
  const PlxThreads *threads = t->threads;

  for (; t->inbox_source < threads->world.p; t->inbox_source++, t->inbox_at = 0)
    {
      const PlxLog *log = row_of (threads, threads->messages, (me->superstep + 1) & 1, t->inbox_source) + me->pid;

      if (t->inbox_at == log->size)
        continue;
      const Queued *q = (const Queued *) (gconstpointer) (log->data + t->inbox_at);
      t->inbox_at += sizeof *q + plx_align (q->size);
      *message = (PlxMessage) { .source = t->inbox_source, .tag = q->tag, .size = q->size, .data = q + 1 };
      return TRUE;
    }
  return FALSE;
}

/* ---- messages of programs without supersteps ---- */

static PlxMailbox *
mailbox (const PlxThreads *threads, guint to, guint from)
{
  return &threads->mail[to * threads->world.p + from];
}

static void
post (PlxProc *me, guint to, guint32 tag, guint32 bytes, const void *data)
{
  plx_mailbox_write (mailbox (thread_of (me)->threads, to, me->pid), tag, bytes, data);
}

static PlxLetter *
look (const PlxThread *t, guint from, guint32 tag, guint *source)
{
  const guint first = from == PLX_ANY ? 0 : from;
  const guint last = from == PLX_ANY ? t->threads->world.p - 1 : from;
  PlxLetter *letter;

  for (*source = first; *source <= last; ++*source)
    if ((letter = plx_mailbox_find (mailbox (t->threads, t->proc.pid, *source), tag)))
      return letter;
  return NULL;
}

/* Whether who stands so is about to leave a barrier that t has left already. */
static gboolean
passes (const PlxThread *t, guint64 wait)
{
  return (wait & 3) != PLX_AT_RECV && (wait >> 2 & 1) != (t->proc.superstep & 1);
}

/* Notes who waits; and when that has changed, how often each has looked for a message since. */
static gboolean
same_waits (PlxThread *t, gboolean *all)
{
  const PlxThreads *threads = t->threads;
  gboolean same = TRUE;

  *all = TRUE;
  for (guint i = 0; i < threads->world.p; i++)
    {
      const guint64 wait = atomic_load_explicit (&plx_threads_thread (threads, i)->wait, memory_order_acquire);

      *all &= (wait & 3) != PLX_GOING && !passes (t, wait);
      same &= wait == t->seen[2 * i];
      t->seen[2 * i] = wait;
    }
  for (guint i = 0; i < threads->world.p && !same; i++)
    t->seen[2 * i + 1] = atomic_load_explicit (&plx_threads_thread (threads, i)->polls, memory_order_acquire);
  return same;
}

/* Whether nobody can go on, called now and then by one that waits for a message. It is so when all
 * have waited since the call before, and all who wait for a message have since looked twice (so
 * once from the beginning on) without finding one: then there is nobody to send and nothing under way. */
static gboolean
is_deadlock (PlxThread *t)
{
  gboolean all;

  if (!same_waits (t, &all) || !all)
    return FALSE;
  for (guint i = 0; i < t->threads->world.p; i++)
    {
      const guint64 polls = atomic_load_explicit (&plx_threads_thread (t->threads, i)->polls, memory_order_acquire);

      if ((t->seen[2 * i] & 3) == PLX_AT_RECV && polls < t->seen[2 * i + 1] + 2)
        return FALSE;
    }
  return TRUE;
}

static PlxLetter *
wait_for_letter (PlxThread *t, guint from, guint32 tag, guint *source)
{
  PlxThreads *threads = t->threads;
  const gint64 since = plx_now_ns ();
  PlxLetter *letter;
  guint spins = 0;

  plx_thread_stand (t, PLX_AT_RECV);
  while (!(letter = look (t, from, tag, source)))
    {
      atomic_fetch_add_explicit (&t->polls, 1, memory_order_release);
      if (!plx_patience_spin (&threads->patience, &spins))
        leave (&t->proc);
      if (spins % 1024 == 0 && is_deadlock (t))
        {
          plx_world_fail (&threads->world, PLX_ERROR_FAILED, plx_world_stuck (&threads->world));
          leave (&t->proc);
        }
    }
  plx_thread_stand (t, PLX_GOING);
  t->waited += plx_now_ns () - since;
  return letter;
}

static void
await (PlxProc *me, guint from, guint32 tag, PlxMessage *message)
{
  PlxThread *t = thread_of (me);
  guint source;
  const PlxLetter *letter = look (t, from, tag, &source);

  if (!letter)
    letter = wait_for_letter (t, from, tag, &source);
  *message = (PlxMessage) { .source = source, .tag = letter->tag, .size = letter->size, .data = letter->data };
}

static void
take (PlxProc *me, const PlxMessage *message)
{
  guchar *data = (guchar *) message->data;

  plx_mailbox_take (mailbox (thread_of (me)->threads, me->pid, message->source),
                    (PlxLetter *) (gpointer) (data - offsetof (PlxLetter, data)));
}

const PlxRuntime plx_threads_runtime = {
  .name = "threads", .count = count, .settle = settle, .log = landings, .get = get, .queue_send = queue_send,
  .queue_next = queue_next, .send = post, .await = await, .take = take, .sync = end_of_superstep, .leave = leave,
  .clock = plx_now_ns,
};
