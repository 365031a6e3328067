/* SPDX-License-Identifier: MIT */
/* flow.c: a trace's operations in causal order; causal supersteps.
 *
 * Time and memory are linear in operations and (superstep, processor) pairs.
 */
#include "sim/core/flow.h"

#include "sim/core/causal.h"
#include "sim/core/huge.h"
#include "sim/core/match.h"
#include "sim/core/trace.h"

#include <parallax/error.h>
#include <string.h>

#define NONE PLX_NO_PARTNER
#define AHEAD 24  /* operations */

void
plx_chunk_clear (PlxChunk *chunk)
{
  g_free (chunk->own_segments);
  g_free (chunk->own_ops);
  *chunk = (PlxChunk) { .n_segments = 0 };
}

void
plx_flow_free (PlxFlow *flow)
{
  if (flow)
    flow->free (flow);
}

/* ---- the flow of a trace ---- */

typedef struct {
  PlxFlow flow;
  const PlxTrace *trace;  /* owns the flow */
  const PlxOp *ops;       /* in order */
  PlxOp *own;             /* the same, unless they are the trace's */
  PlxSegment *segments;   /* [n_segments + 1] */
  guint32 *first;         /* [n_levels + 1] into segments */
  guint32 *raw;           /* [n_levels]: superstep of the trace; NULL: level and superstep are one */
  PlxSuperstep *open;     /* [n_supersteps]: the trace's, without their SYNC */
} TraceFlow;

static const TraceFlow *
of_trace (const PlxFlow *flow)
{
  return (const TraceFlow *) (gconstpointer) flow;
}

static guint
width (const PlxFlow *flow, guint64 level)
{
  const guint32 *first = &of_trace (flow)->first[level];

  return first[1] - first[0];
}

static void
read_segments (const PlxFlow *flow, guint64 level, guint from, guint n, PlxChunk *chunk)
{
  const TraceFlow *f = of_trace (flow);

  chunk->n_segments = n;
  chunk->segments = f->segments + f->first[level] + from;
  chunk->ops = f->ops;
}

static guint32
raw_of (const TraceFlow *f, guint64 level)
{
  return f->raw ? f->raw[level] : (guint32) level;
}

static const PlxSuperstep *
superstep (const PlxFlow *flow, guint64 level)
{
  const TraceFlow *f = of_trace (flow);
  const guint32 s = raw_of (f, level);
  const gboolean last = level + 1 == flow->n_levels || raw_of (f, level + 1) != s;

  return last ? &f->trace->steps[s] : &f->open[s];
}

static void
free_trace_flow (PlxFlow *flow)
{
  TraceFlow *f = (TraceFlow *) (gpointer) flow;

  g_free (f->own);
  g_free (f->segments);
  g_free (f->first);
  g_free (f->raw);
  g_free (f->open);
  g_free (flow->identity);
  g_free (f);
}

static TraceFlow *
new_trace_flow (const PlxTrace *trace)
{
  TraceFlow *f = g_new0 (TraceFlow, 1);

  f->flow = (PlxFlow) { .p = trace->p, .n_levels = trace->n_supersteps, .n_ops = trace->n_ops, .width = width,
                        .read = read_segments, .superstep = superstep, .free = free_trace_flow,
                        .identity = g_strdup (trace->identity) };
  f->trace = trace;
  f->ops = trace->ops;
  return f;
}

/* Without messages: supersteps are levels. */
static void
share (TraceFlow *f)
{
  const PlxTrace *trace = f->trace;
  const gsize n = (gsize) trace->n_supersteps * trace->p;
  gsize n_segments = 0;
  guint32 at = 0;

  for (gsize k = 0; k < n; k++)
    n_segments += trace->offsets[k] < trace->offsets[k + 1];
  f->segments = g_new (PlxSegment, n_segments + 1);
  f->first = g_new (guint32, (gsize) trace->n_supersteps + 1);
  for (guint s = 0; s < trace->n_supersteps; s++)
    {
      const guint64 *offsets = trace->offsets + (gsize) s * trace->p;

      f->first[s] = at;
      for (guint i = 0; i < trace->p; i++)
        if (offsets[i] < offsets[i + 1])
          f->segments[at++] = (PlxSegment) { i, (guint32) offsets[i] };
    }
  f->first[trace->n_supersteps] = at;
  f->segments[at] = (PlxSegment) { trace->p, (guint32) trace->n_ops };
}

/* ---- order ---- */

/* Counts the operations and segments of every level, and says where each begins. */
static void
count (TraceFlow *f, const guint32 *of, guint32 *op_at)
{
  const PlxTrace *trace = f->trace;
  guint64 k = 0;

  for (gsize pair = 0; pair < (gsize) trace->n_supersteps * trace->p; pair++)
    for (guint32 before = NONE; k < trace->offsets[pair + 1]; before = of[k++])
      {
        op_at[of[k] + 1]++;
        f->first[of[k] + 1] += of[k] != before;
      }
  for (guint64 level = 0; level < f->flow.n_levels; level++)
    {
      op_at[level + 1] += op_at[level];
      f->first[level + 1] += f->first[level];
    }
}

/* Sorts operations by (level, processor); stable, so program order stays. Sets of[k], the level of operation k, to its
 * new place. */
static void
arrange (TraceFlow *f, guint32 *of)
{
  const PlxTrace *trace = f->trace;
  const gsize n = f->flow.n_levels;
  g_autofree guint32 *op_at = g_new0 (guint32, n + 1), *segment_at = NULL;
  guint64 k = 0;

  f->first = g_new0 (guint32, n + 1);
  count (f, of, op_at);
  segment_at = g_memdup2 (f->first, (n + 1) * sizeof *f->first);
  f->own = plx_huge_new (PlxOp, trace->n_ops);
  f->ops = f->own;
  f->segments = plx_huge_new (PlxSegment, (gsize) f->first[n] + 1);
  for (gsize pair = 0; pair < (gsize) trace->n_supersteps * trace->p; pair++)
    for (guint32 before = NONE; k < trace->offsets[pair + 1]; k++)
      {
        const guint32 level = of[k];

        if (level != before)
          f->segments[segment_at[level]++] = (PlxSegment) { (guint32) (pair % trace->p), op_at[level] };
        before = level;
        of[k] = op_at[level]++;
        f->own[of[k]] = trace->ops[k];
      }
  f->segments[f->first[n]] = (PlxSegment) { trace->p, (guint32) trace->n_ops };
}

/* ---- slots ---- */

typedef struct {
  guint32 n, n_free, n_received;
  guint32 *free;      /* a stack */
  guint32 *received;  /* in the level under way: free in the next */
  guint64 *marks;     /* a bit for each slot, 0 between calls */
} Slots;

static void
slots_clear (Slots *slots)
{
  g_free (slots->free);
  g_free (slots->received);
  g_free (slots->marks);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Slots, slots_clear)

static void
mark_all (Slots *slots, const guint32 *of, guint32 n)
{
  for (guint32 k = 0; k < n; k++)
    slots->marks[of[k] / 64] |= G_GUINT64_CONSTANT (1) << of[k] % 64;
}

/* When many slots become free, all are given out in ascending order, so that neighbours write to neighbours. */
static void
slots_end_level (Slots *slots)
{
  if (slots->n_received > slots->n / 64)
    {
      mark_all (slots, slots->free, slots->n_free);
      mark_all (slots, slots->received, slots->n_received);
      slots->n_free = 0;
      for (gsize word = (gsize) slots->n / 64 + 1; word-- > 0;)
        for (; slots->marks[word] != 0; slots->n_free++)
          {
            const guint bit = 63 - (guint) __builtin_clzll (slots->marks[word]);

            slots->free[slots->n_free] = (guint32) (64 * word + bit);
            slots->marks[word] ^= G_GUINT64_CONSTANT (1) << bit;
          }
    }
  else
    for (guint32 k = 0; k < slots->n_received; k++)
      slots->free[slots->n_free++] = slots->received[k];
  slots->n_received = 0;
}

/* Gives every message its slot; until then the tag of a SEND is the place of its RECV. */
static void
assign_slots (TraceFlow *f, guint64 n_messages)
{
  g_auto (Slots) slots = { .free = g_new (guint32, n_messages + 1), .received = g_new (guint32, n_messages + 1),
                           .marks = g_new0 (guint64, n_messages / 64 + 1) };

  for (guint64 level = 0; level < f->flow.n_levels; level++)
    {
      const guint32 end = f->segments[f->first[level + 1]].first;

      for (guint32 k = f->segments[f->first[level]].first; k < end; k++)
        if (f->own[k].kind == PLX_OP_SEND)
          {
            const guint32 receive = f->own[k].tag;
            const PlxOp *ahead = &f->own[MIN (k + AHEAD, end - 1)];
            const guint32 slot = slots.n_free > 0 ? slots.free[--slots.n_free] : slots.n++;

            if (ahead->kind == PLX_OP_SEND && ahead > &f->own[k] && ahead->tag != NONE)
              __builtin_prefetch (&f->own[ahead->tag], 1);
            f->own[k].tag = slot;
            if (receive != NONE)
              f->own[receive].tag = slot;
            else
              slots.received[slots.n_received++] = slot;
          }
        else if (f->own[k].kind == PLX_OP_RECV)
          slots.received[slots.n_received++] = f->own[k].tag;
      slots_end_level (&slots);
    }
  f->flow.n_slots = slots.n;
  f->flow.n_messages = n_messages;
}

/* @place: [n_ops]: where each operation of the trace is now. */
static guint64
link_messages (TraceFlow *f, const guint32 *place, const guint32 *partner)
{
  guint64 n_messages = 0;

  for (guint64 k = 0; k < f->trace->n_ops; k++)
    if (f->trace->ops[k].kind == PLX_OP_SEND)
      {
        if (k + AHEAD < f->trace->n_ops && partner[k + AHEAD] != NONE)
          __builtin_prefetch (&place[partner[k + AHEAD]]);
        f->own[place[k]].tag = partner[k] == NONE ? NONE : place[partner[k]];
        n_messages++;
      }
  return n_messages;
}

/* ---- all of it ---- */

static void
set_supersteps (TraceFlow *f, GArray *raw)
{
  const guint n = f->trace->n_supersteps;

  f->flow.n_levels = raw->len;
  f->raw = (guint32 *) (gpointer) g_array_free (raw, FALSE);
  f->open = g_memdup2 (f->trace->steps, n * sizeof *f->open);
  for (guint s = 0; s < n; s++)
    f->open[s].sync = FALSE;
}

static gboolean
sort_causally (TraceFlow *f, GError **error)
{
  const PlxTrace *trace = f->trace;
  g_autofree guint32 *partner = plx_huge_new (guint32, trace->n_ops), *of = plx_huge_new (guint32, trace->n_ops);
  g_autoptr (GArray) raw = g_array_new (FALSE, FALSE, sizeof (guint32));

  if (!plx_trace_match (trace, partner, error) || !plx_trace_levels (trace, partner, of, raw, error))
    return FALSE;
  set_supersteps (f, g_steal_pointer (&raw));
  arrange (f, of);
  assign_slots (f, link_messages (f, of, partner));
  return TRUE;
}

static const PlxFlow *
make_flow (const PlxTrace *trace, GError **error)
{
  g_autoptr (PlxFlow) flow = NULL;
  TraceFlow *f;

  if (trace->wild)
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT,
                   "%s: a receive names no source or no tag, so the trace has no causal supersteps of its own; "
                   "name both", trace->identity);
      return NULL;
    }
  if (trace->n_ops + trace->n_supersteps >= G_MAXUINT32 - 1)
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: 2^32 operations or more; up to that many would do",
                   trace->identity);
      return NULL;
    }
  f = new_trace_flow (trace);
  flow = &f->flow;
  if (!trace->messages)
    share (f);
  else if (!sort_causally (f, error))
    return NULL;
  return g_steal_pointer (&flow);
}

const PlxFlow *
plx_trace_flow (const PlxTrace *trace, GError **error)
{
  static GMutex lock;

  g_mutex_lock (&lock);
  if (!trace->flow)
    ((PlxTrace *) trace)->flow = (PlxFlow *) make_flow (trace, error);
  g_mutex_unlock (&lock);
  return trace->flow;
}

/* ---- a flow as a trace ---- */

static PlxTrace *
new_trace (const PlxFlow *flow, guint n_supersteps, PlxOp *ops, guint64 *offsets)
{
  PlxTrace *trace = g_new0 (PlxTrace, 1);

  g_atomic_ref_count_init (&trace->refs);
  trace->p = flow->p;
  trace->n_supersteps = n_supersteps;
  trace->n_ops = flow->n_ops;
  trace->ops = ops;
  trace->offsets = offsets;
  trace->identity = g_strdup (flow->identity);
  trace->strings = g_string_chunk_new (64);
  trace->steps = g_new0 (PlxSuperstep, MAX (n_supersteps, 1));
  trace->messages = flow->n_messages > 0;
  return trace;
}

static void
add_up (guint64 *offsets, gsize n)
{
  for (gsize k = 1; k < n; k++)
    offsets[k] += offsets[k - 1];
}

/* Level s is superstep s, with the tags of the trace. */
static PlxTrace *
make_bulk (const PlxTrace *trace, const TraceFlow *f)
{
  const guint p = trace->p, n = (guint) f->flow.n_levels;
  guint64 *offsets = g_new0 (guint64, (gsize) n * p + 1);
  PlxOp *ops = g_new (PlxOp, MAX (trace->n_ops, 1));
  g_autofree guint64 *at = g_new (guint64, MAX (p, 1));
  PlxTrace *bulk = new_trace (&f->flow, n, ops, offsets);

  for (guint s = 0; s < n; s++)
    {
      PlxSuperstep *step = &bulk->steps[s];

      if (s == 0 || f->raw[s] != f->raw[s - 1])
        memcpy (at, trace->offsets + (gsize) f->raw[s] * p, p * sizeof *at);
      for (guint32 k = f->first[s]; k < f->first[s + 1]; k++)
        {
          const PlxSegment *segment = &f->segments[k];
          const guint32 length = segment[1].first - segment->first;

          offsets[(gsize) s * p + segment->processor + 1] = length;
          memcpy (ops + segment->first, trace->ops + at[segment->processor], length * sizeof *ops);
          at[segment->processor] += length;
        }
      *step = *superstep (&f->flow, s);
      step->label = g_string_chunk_insert_const (bulk->strings, step->label);
      step->active = f->first[s + 1] - f->first[s];
    }
  add_up (offsets, (gsize) n * p + 1);
  bulk->causal = TRUE;
  return bulk;
}

const PlxTrace *
plx_trace_bulk (const PlxTrace *trace, GError **error)
{
  static GMutex lock;
  g_autoptr (GMutexLocker) locker = NULL;
  const PlxFlow *flow;

  if (!trace->messages || trace->causal)
    return trace;
  flow = plx_trace_flow (trace, error);
  if (!flow)
    return NULL;
  if (flow->n_levels * flow->p >= G_MAXINT32)
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: more than 2^31 (causal superstep, processor) pairs; "
                   "fewer processors or messages would do", trace->identity);
      return NULL;
    }
  locker = g_mutex_locker_new (&lock);
  if (!trace->bulk)
    ((PlxTrace *) trace)->bulk = make_bulk (trace, of_trace (flow));
  return trace->bulk;
}

/* Calls for every segment of every level: counts its operations, or puts them in their place. */
static void
gather (const PlxFlow *flow, guint64 *at, PlxOp *ops)
{
  g_auto (PlxChunk) chunk = { .n_segments = 0 };

  for (guint64 level = 0; level < flow->n_levels; level++)
    {
      flow->read (flow, level, 0, flow->width (flow, level), &chunk);
      for (const PlxSegment *s = chunk.segments; s < chunk.segments + chunk.n_segments; s++)
        {
          if (ops)
            for (guint32 k = s->first; k < s[1].first; k++)
              {
                PlxOp *op = &ops[at[s->processor] + k - s->first];

                *op = chunk.ops[k];
                if (op->kind >= PLX_OP_SEND)
                  op->tag = 0;
              }
          at[s->processor] += s[1].first - s->first;
        }
    }
}

PlxTrace *
plx_flow_to_trace (const PlxFlow *flow)
{
  guint64 *offsets = g_new0 (guint64, (gsize) flow->p + 2);
  PlxOp *ops = g_new (PlxOp, MAX (flow->n_ops, 1));
  PlxTrace *trace;

  gather (flow, offsets + 2, NULL);
  add_up (offsets, (gsize) flow->p + 2);
  gather (flow, offsets + 1, ops);
  trace = new_trace (flow, 1, ops, offsets);
  trace->steps[0].label = g_string_chunk_insert_const (trace->strings, "");
  for (guint i = 0; i < flow->p; i++)
    trace->steps[0].active += offsets[i] < offsets[i + 1];
  return trace;
}
