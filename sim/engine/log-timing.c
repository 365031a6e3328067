/* SPDX-License-Identifier: MIT */
/* log-timing.c: the parts of supersteps, told from a log. */
#include "sim/engine/log-timing.h"

#include "sim/engine/lower.h"

#include <math.h>
#include <string.h>

#define NONE G_MAXUINT32

typedef struct {
  guint64 now, send_at, receive_at;
  guint64 compute, communicate, wait;  /* since the superstep under way began */
  gsize next;                          /* of its activities, in `order` */
} Clock;

typedef struct {
  const PlxSimulation *simulation;
  const PlxTrace *trace;
  const PlxProcessorCosts *costs;
  const PlxActivity *log;
  gsize n;
  gsize *first;       /* [p + 1] into order */
  guint32 *order;     /* activities by processor */
  guint32 *level;     /* [n]: causal superstep within the activity's superstep; then over all */
  guint n_supersteps;
  guint *base;        /* [n_supersteps + 1]: first level of each superstep */
  Clock *of;          /* [p] */
  guint64 began;      /* of the level under way */
} Fold;

static void
sort_by_processor (Fold *f)
{
  f->first = g_new0 (gsize, (gsize) f->simulation->p + 2);
  f->order = g_new (guint32, MAX (f->n, 1));
  for (gsize k = 0; k < f->n; k++)
    f->first[f->log[k].processor + 2]++;
  for (gsize i = 2; i < (gsize) f->simulation->p + 2; i++)
    f->first[i] += f->first[i - 1];
  for (gsize k = 0; k < f->n; k++)
    f->order[f->first[f->log[k].processor + 1]++] = (guint32) k;
}

/* ---- causal supersteps ---- */

/* Only what a RECV takes is of another superstep; requests and replies are part of a message. */
static gboolean
raises (const Fold *f, const PlxActivity *a)
{
  return a->kind == PLX_OP_RECV && a->sent != PLX_ANY && !a->control && f->log[a->sent].kind == PLX_OP_SEND;
}

/* Levels of processor i as far as they are known; FALSE: it waits for a send's. */
static gboolean
rise (Fold *f, guint i, guint32 *waits, GArray *awake)
{
  for (; f->of[i].next < f->first[i + 1]; f->of[i].next++)
    {
      const gsize at = f->of[i].next;
      const guint32 k = f->order[at];
      const PlxActivity *a = &f->log[k], *last = at > f->first[i] ? &f->log[f->order[at - 1]] : NULL;
      guint32 level = last && last->level == a->level ? f->level[f->order[at - 1]] : 0;

      if (raises (f, a) && f->log[a->sent].level == a->level)
        {
          if (f->level[a->sent] == NONE)
            {
              waits[a->sent] = i;
              return FALSE;
            }
          level = MAX (level, f->level[a->sent] + 1);
        }
      f->level[k] = level;
      if (waits[k] != NONE)
        g_array_append_val (awake, waits[k]);
    }
  return TRUE;
}

static void
find_levels (Fold *f)
{
  g_autofree guint32 *waits = g_new (guint32, MAX (f->n, 1));
  g_autoptr (GArray) awake = g_array_new (FALSE, FALSE, sizeof (guint32));

  f->level = g_new (guint32, MAX (f->n, 1));
  memset (f->level, 0xff, f->n * sizeof *f->level);
  memset (waits, 0xff, f->n * sizeof *waits);
  for (guint i = 0; i < f->simulation->p; i++)
    f->of[i].next = f->first[i];
  for (guint i = 0; i < f->simulation->p; i++)
    {
      rise (f, i, waits, awake);
      while (awake->len > 0)
        {
          const guint32 next = g_array_index (awake, guint32, awake->len - 1);

          g_array_set_size (awake, awake->len - 1);
          rise (f, next, waits, awake);
        }
    }
}

static void
number_levels (Fold *f)
{
  f->n_supersteps = MAX (plx_trace_n_supersteps (f->trace), 1);
  f->base = g_new0 (guint, f->n_supersteps + 1);
  for (gsize k = 0; k < f->n; k++)
    f->base[f->log[k].level + 1] = MAX (f->base[f->log[k].level + 1], f->level[k] + 1);
  for (guint s = 0; s < f->n_supersteps; s++)
    f->base[s + 1] = f->base[s] + MAX (f->base[s + 1], 1);
  for (gsize k = 0; k < f->n; k++)
    f->level[k] += f->base[f->log[k].level];
  if (plx_trace_n_supersteps (f->trace) == 0)
    f->base[1] = 0;
}

/* ---- parts ---- */

static guint64
ticks (const Fold *f, double time)
{
  return (guint64) rint (time * f->simulation->rate);
}

static void
spend (const Fold *f, Clock *clock, guint64 *part, guint64 until)
{
  const guint64 from = MAX (clock->now, f->began);

  if (until > from)
    *part += until - from;
  clock->now = MAX (clock->now, until);
}

static guint64
bytes_of (const Fold *f, const PlxActivity *a)
{
  const guint8 sent = a->sent == PLX_ANY ? a->kind : f->log[a->sent].kind;

  if (f->costs->packet > 0)
    return f->costs->packet;
  return !a->control ? a->amount : sent == PLX_OP_GET ? f->costs->word : 1;
}

/* When the next send or receive may start. Noise makes an activity longer, not its gap; of packets it is not known how late the
 * last began. */
static guint64
next_at (const Fold *f, const PlxActivity *a)
{
  const PlxMessageCost m = f->costs->message (f->costs->instance, bytes_of (f, a));
  const double busy = a->kind == PLX_OP_RECV ? m.receive : m.send;
  const guint64 last = plx_messages_of (f->costs, a->amount) > 1 ? a->end - ticks (f, busy) : a->start;

  return MAX (a->end, last + ticks (f, MAX (m.gap, busy)));
}

/* Idle until the gap clock, and stalled, is communication, then waiting. */
static void
account (const Fold *f, Clock *clock, const PlxActivity *a)
{
  const gboolean away = a->peer != a->processor, receives = away && a->kind == PLX_OP_RECV;
  const gboolean sends = away && !receives && a->kind > PLX_OP_READ;
  const guint64 gap_at = receives ? clock->receive_at : sends ? clock->send_at : 0;
  const gboolean held_up = a->cause == PLX_CAUSE_GAP || a->cause == PLX_CAUSE_CAPACITY;

  spend (f, clock, &clock->communicate, held_up ? a->start : MIN (a->start, gap_at));
  spend (f, clock, &clock->wait, a->start);
  spend (f, clock, a->kind == PLX_OP_WORK ? &clock->compute : &clock->communicate, a->end);
  if (receives || sends)
    *(receives ? &clock->receive_at : &clock->send_at) = next_at (f, a);
}

/* The processor that has come furthest, the first of equals. */
static guint
find_last (const Fold *f)
{
  guint last = 0;

  for (guint i = 1; i < f->simulation->p; i++)
    if (f->of[i].now > f->of[last].now)
      last = i;
  return last;
}

static void
explain_level (PlxTiming *timing, guint level, guint last, PlxCost cost)
{
  if (timing->explanation)
    plx_timing_explain (timing, level,
                        "compute + communicate + wait + synchronise = %.10g + %.10g + %.10g + %.10g = %.10g of "
                        "processor %u, the last to end it",
                        cost.compute, cost.communicate, cost.wait, cost.synchronise, plx_cost_total (cost), last);
}

static void
end_level (Fold *f, guint level, gboolean sync, PlxTiming *timing)
{
  const guint last = find_last (f);
  const Clock *clock = &f->of[last];
  const double rate = f->simulation->rate;
  const guint64 barrier = sync ? ticks (f, plx_sync_time (f->costs, f->simulation->p)) : 0;
  const PlxCost cost = { .compute = (double) clock->compute / rate, .communicate = (double) clock->communicate / rate,
                         .synchronise = (double) barrier / rate, .wait = (double) clock->wait / rate };

  plx_timing_add (timing, level, last, cost);
  explain_level (timing, level, last, cost);
  f->began = MAX (f->began, clock->now) + barrier;
  for (guint i = 0; i < f->simulation->p; i++)
    {
      clock = &f->of[i];
      f->of[i] = sync ? (Clock) { .now = f->began, .next = clock->next }
                      : (Clock) { clock->now, clock->send_at, clock->receive_at, 0, 0, 0, clock->next };
    }
}

static void
run_level (Fold *f, guint level)
{
  for (guint i = 0; i < f->simulation->p; i++)
    for (Clock *clock = &f->of[i]; clock->next < f->first[i + 1] && f->level[f->order[clock->next]] == level; clock->next++)
      account (f, clock, &f->log[f->order[clock->next]]);
}

/* Messages to oneself begin supersteps too, but are not in every log; what they leave empty comes last. */
static guint
count_supersteps (const Fold *f)
{
  const PlxTrace *bulk = plx_trace_is_wild (f->trace) ? NULL : plx_trace_bulk (f->trace, NULL);
  const guint n = f->base[f->n_supersteps];

  return bulk ? MAX (n, plx_trace_n_supersteps (bulk)) : n;
}

static PlxTiming *
fold (Fold *f, gboolean explain)
{
  const guint n = count_supersteps (f), p = f->simulation->p;
  PlxTiming *timing = plx_timing_new (n, p, explain);

  for (guint i = 0; i < p; i++)
    f->of[i] = (Clock) { .next = f->first[i] };
  for (guint s = 0; s < f->n_supersteps; s++)
    for (guint level = f->base[s]; level < f->base[s + 1]; level++)
      {
        run_level (f, level);
        end_level (f, level, level + 1 == f->base[s + 1] && plx_trace_superstep (f->trace, s)->sync, timing);
      }
  for (guint i = 0; timing->finish && i < p; i++)
    timing->finish[i] = (double) f->simulation->of[i].finish / f->simulation->rate;
  return timing;
}

PlxTiming *
plx_log_timing (const PlxSimulation *simulation, const PlxTrace *trace, const PlxProcessorCosts *costs, gboolean explain)
{
  g_autofree Clock *of = g_new0 (Clock, MAX (simulation->p, 1));
  Fold f = { .simulation = simulation, .trace = trace, .costs = costs, .of = of,
             .log = (const PlxActivity *) (gconstpointer) simulation->log->data, .n = simulation->log->len };
  PlxTiming *timing;

  sort_by_processor (&f);
  find_levels (&f);
  number_levels (&f);
  timing = fold (&f, explain);
  g_free (f.first);
  g_free (f.order);
  g_free (f.level);
  g_free (f.base);
  return timing;
}
