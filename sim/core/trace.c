/* SPDX-License-Identifier: MIT */
/* trace.c: a trace's facts, and its causal supersteps. */
#include "sim/core/trace.h"

#include <parallax/error.h>
#include <string.h>

static const char *const op_kinds[PLX_N_OPS] = {
  "work", "read", "write", "get", "put", "queue", "send", "recv",
};
static const char *const work_classes[PLX_N_CLASSES] = {
  "op", "chain", "map", "flop", "compare", "merge", "copy", "random",
};
static const char *const rules[PLX_N_RULES] = {
  "exclusive", "common", "arbitrary", "priority", "sum", "max", "min", "and", "or", "xor",
};
static const char *const conflicts[PLX_N_CONFLICTS] = {
  "concurrent read", "write conflict", "race", "SYNC and RECV mixed",
};

const char *
plx_op_kind_name (PlxOpKind kind)
{
  g_return_val_if_fail (kind < PLX_N_OPS, "");
  return op_kinds[kind];
}

const char *
plx_work_class_name (PlxWorkClass work_class)
{
  g_return_val_if_fail (work_class < PLX_N_CLASSES, "");
  return work_classes[work_class];
}

const char *
plx_rule_name (PlxRule rule)
{
  g_return_val_if_fail (rule < PLX_N_RULES, "");
  return rules[rule];
}

const char *
plx_conflict_name (PlxConflict conflict)
{
  g_return_val_if_fail (conflict < PLX_N_CONFLICTS, "");
  return conflicts[conflict];
}

PlxTrace *
plx_trace_ref (const PlxTrace *trace)
{
  PlxTrace *same = (PlxTrace *) trace;

  g_atomic_ref_count_inc (&same->refs);
  return same;
}

void
plx_trace_unref (PlxTrace *trace)
{
  if (!trace || !g_atomic_ref_count_dec (&trace->refs))
    return;
  plx_trace_unref (trace->bulk);
  if (trace->file)
    g_mapped_file_unref (trace->file);
  else
    {
      g_free ((gpointer) trace->ops);
      g_free ((gpointer) trace->offsets);
    }
  g_free (trace->steps);
  g_free (trace->violations);
  g_free (trace->identity);
  g_string_chunk_free (trace->strings);
  g_free (trace);
}

guint
plx_trace_n_procs (const PlxTrace *trace)
{
  return trace->p;
}

guint
plx_trace_n_supersteps (const PlxTrace *trace)
{
  return trace->n_supersteps;
}

guint64
plx_trace_n_ops (const PlxTrace *trace)
{
  return trace->n_ops;
}

const char *
plx_trace_identity (const PlxTrace *trace)
{
  return trace->identity;
}

gboolean
plx_trace_is_wild (const PlxTrace *trace)
{
  return trace->wild;
}

const PlxSuperstep *
plx_trace_superstep (const PlxTrace *trace, guint s)
{
  g_return_val_if_fail (s < trace->n_supersteps, NULL);
  return &trace->steps[s];
}

const PlxOp *
plx_trace_ops (const PlxTrace *trace, guint s, guint i, gsize *n_ops)
{
  const guint64 *offset = &trace->offsets[(gsize) s * trace->p + i];

  g_return_val_if_fail (s < trace->n_supersteps && i < trace->p, NULL);
  *n_ops = offset[1] - offset[0];
  return trace->ops + offset[0];
}

const PlxViolation *
plx_trace_violations (const PlxTrace *trace, gsize *n)
{
  *n = trace->n_violations;
  return trace->violations;
}

gboolean
plx_trace_same_ops (const PlxTrace *a, const PlxTrace *b)
{
  if (a->p != b->p || a->n_supersteps != b->n_supersteps || a->n_ops != b->n_ops)
    return FALSE;
  for (guint s = 0; s < a->n_supersteps; s++)
    if (a->steps[s].sync != b->steps[s].sync || strcmp (a->steps[s].label, b->steps[s].label) != 0)
      return FALSE;
  return memcmp (a->offsets, b->offsets, ((gsize) a->n_supersteps * a->p + 1) * sizeof *a->offsets) == 0
         && memcmp (a->ops, b->ops, a->n_ops * sizeof *a->ops) == 0;
}

/* ---- causal supersteps ---- */

/* Messages of one source, destination and tag, first in first out. */
typedef struct {
  guint32 source, destination, tag;
} Channel;

static guint
channel_hash (gconstpointer key)
{
  const Channel *c = key;

  return (c->source * 0x9e3779b1u ^ c->destination) * 0x85ebca6bu ^ c->tag;
}

static gboolean
channel_equal (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, sizeof (Channel)) == 0;
}

/* The levels of the messages under way in a channel. */
static GQueue *
channel_queue (GHashTable *channels, guint32 source, guint32 destination, guint32 tag)
{
  const Channel key = { source, destination, tag };
  GQueue *queue = g_hash_table_lookup (channels, &key);

  if (!queue)
    {
      queue = g_queue_new ();
      g_hash_table_insert (channels, g_memdup2 (&key, sizeof key), queue);
    }
  return queue;
}

static void
queue_free (gpointer queue)
{
  g_queue_free (queue);
}

/* Where every processor stands while a superstep's messages are followed. */
typedef struct {
  const PlxTrace *trace;
  guint s;
  gsize *at;         /* [p]: next operation */
  guint32 *level;    /* [p]: causal superstep under way, counted over the whole trace */
  guint32 *of;       /* [n_ops]: each operation's causal superstep */
  GHashTable *channels;
} Follow;

/* Runs processor i up to a receive whose message was not sent yet. Returns whether it moved. */
static gboolean
follow (Follow *f, guint i)
{
  gsize n;
  const PlxOp *ops = plx_trace_ops (f->trace, f->s, i, &n);
  const gsize first = f->at[i];

  for (; f->at[i] < n; f->at[i]++)
    {
      const PlxOp *op = &ops[f->at[i]];

      if (op->kind == PLX_OP_SEND)
        g_queue_push_tail (channel_queue (f->channels, i, op->peer, op->tag), GUINT_TO_POINTER (f->level[i]));
      else if (op->kind == PLX_OP_RECV)
        {
          GQueue *queue = channel_queue (f->channels, op->peer, i, op->tag);

          if (g_queue_is_empty (queue))
            break;
          const guint32 after = GPOINTER_TO_UINT (g_queue_pop_head (queue)) + 1;
          f->level[i] = MAX (f->level[i], after);
        }
      f->of[(ops - f->trace->ops) + (gssize) f->at[i]] = f->level[i];
    }
  return f->at[i] > first;
}

/* The receive that processor i waits at, NULL when it has done all. */
static const PlxOp *
waits_at (const Follow *f, guint i)
{
  gsize n;
  const PlxOp *ops = plx_trace_ops (f->trace, f->s, i, &n);

  return f->at[i] < n ? &ops[f->at[i]] : NULL;
}

/* From processor i on along who waits for whom: ends with one that has done all, or in a circle. */
static void
report_waiting (const Follow *f, guint i, GError **error)
{
  g_autofree gboolean *met = g_new0 (gboolean, f->trace->p);
  g_autoptr (GString) who = g_string_new (NULL);
  const PlxOp *op;
  guint from = i;

  for (; (op = waits_at (f, from)) && !met[from]; from = op->peer)
    {
      met[from] = TRUE;
      i = from;
    }
  if (!op)
    {
      op = waits_at (f, i);
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT,
                   "%s: superstep %u: processor %u waits for a message from %u with tag %u that is never sent; "
                   "every RECV needs a SEND", f->trace->identity, f->s, i, op->peer, op->tag);
      return;
    }
  i = from;
  do
    {
      g_string_append_printf (who, who->len ? ", %u for one from %u with tag %u"
                                            : "processor %u waits for a message from %u with tag %u",
                              i, op->peer, op->tag);
      i = op->peer;
      op = waits_at (f, i);
    }
  while (i != from && who->len < 400);
  g_set_error (error, PLX_ERROR, PLX_ERROR_FAILED, "%s: superstep %u: a deadlock: %s%s; somebody must send before "
               "receiving", f->trace->identity, f->s, who->str, i != from ? ", ..." : "");
}

static gboolean
follow_superstep (Follow *f, GError **error)
{
  const guint p = f->trace->p;
  gboolean moved = TRUE;

  memset (f->at, 0, p * sizeof *f->at);
  while (moved)
    {
      moved = FALSE;
      for (guint i = 0; i < p; i++)
        moved |= follow (f, i);
    }
  for (guint i = 0; i < p; i++)
    if (waits_at (f, i))
      {
        report_waiting (f, i, error);
        return FALSE;
      }
  return TRUE;
}

/* Sorts operations by (causal superstep, processor); stable, so program order stays. */
static PlxTrace *
split (const PlxTrace *trace, const guint32 *of, const guint32 *raw, guint n_levels)
{
  const guint p = trace->p;
  const gsize n = (gsize) n_levels * p;
  PlxTrace *bulk = g_new0 (PlxTrace, 1);
  guint64 *offsets = g_new0 (guint64, n + 2);
  PlxOp *ops = g_new (PlxOp, MAX (trace->n_ops, 1));

  for (guint s = 0; s < trace->n_supersteps; s++)
    for (guint i = 0; i < p; i++)
      for (guint64 k = trace->offsets[(gsize) s * p + i]; k < trace->offsets[(gsize) s * p + i + 1]; k++)
        offsets[(gsize) of[k] * p + i + 2]++;
  for (gsize k = 2; k < n + 2; k++)
    offsets[k] += offsets[k - 1];
  for (guint s = 0; s < trace->n_supersteps; s++)
    for (guint i = 0; i < p; i++)
      for (guint64 k = trace->offsets[(gsize) s * p + i]; k < trace->offsets[(gsize) s * p + i + 1]; k++)
        ops[offsets[(gsize) of[k] * p + i + 1]++] = trace->ops[k];

  g_atomic_ref_count_init (&bulk->refs);
  bulk->p = p;
  bulk->n_supersteps = n_levels;
  bulk->n_ops = trace->n_ops;
  bulk->ops = ops;
  bulk->offsets = offsets;
  bulk->identity = g_strdup (trace->identity);
  bulk->strings = g_string_chunk_new (64);
  bulk->wild = trace->wild;
  bulk->steps = g_new0 (PlxSuperstep, MAX (n_levels, 1));
  for (guint s = 0; s < n_levels; s++)
    {
      bulk->steps[s] = trace->steps[raw[s]];
      bulk->steps[s].label = g_string_chunk_insert_const (bulk->strings, trace->steps[raw[s]].label);
      bulk->steps[s].sync = bulk->steps[s].sync && (s + 1 == n_levels || raw[s + 1] != raw[s]);
      bulk->steps[s].active = 0;
      for (guint i = 0; i < p; i++)
        bulk->steps[s].active += offsets[(gsize) s * p + i] < offsets[(gsize) s * p + i + 1];
    }
  return bulk;
}

static PlxTrace *
causal (const PlxTrace *trace, GError **error)
{
  const guint p = trace->p;
  g_autofree gsize *at = g_new (gsize, p);
  g_autofree guint32 *level = g_new0 (guint32, p);
  g_autofree guint32 *of = g_new (guint32, MAX (trace->n_ops, 1));
  g_autoptr (GArray) raw = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GHashTable) channels = g_hash_table_new_full (channel_hash, channel_equal, g_free, queue_free);
  Follow f = { .trace = trace, .at = at, .level = level, .of = of, .channels = channels };

  if (trace->wild)
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT,
                   "%s: a receive names no source or no tag, so the trace has no causal supersteps of its own; "
                   "name both", trace->identity);
      return NULL;
    }
  for (guint s = 0; s < trace->n_supersteps; s++)
    {
      guint32 last = raw->len;

      f.s = s;
      for (guint i = 0; i < p; i++)
        level[i] = raw->len;
      if (!follow_superstep (&f, error))
        return NULL;
      for (guint i = 0; i < p; i++)
        last = MAX (last, level[i]);
      while (raw->len <= last)
        g_array_append_val (raw, s);
      if ((guint64) raw->len * p >= G_MAXINT32)
        {
          g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: more than 2^31 (causal superstep, processor) pairs; "
                       "fewer processors or messages would do", trace->identity);
          return NULL;
        }
    }
  return split (trace, of, (const guint32 *) (gpointer) raw->data, raw->len);
}

const PlxTrace *
plx_trace_bulk (const PlxTrace *trace, GError **error)
{
  static GMutex lock;
  g_autoptr (GMutexLocker) locker = NULL;

  if (!trace->messages)
    return trace;
  locker = g_mutex_locker_new (&lock);
  if (!trace->bulk)
    ((PlxTrace *) trace)->bulk = causal (trace, error);
  return trace->bulk;
}
