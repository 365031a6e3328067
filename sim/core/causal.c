/* SPDX-License-Identifier: MIT */
/* causal.c: the causal superstep of every operation, or who waits for whom.
 *
 * A processor runs until it receives what was not sent yet; that SEND wakes it, so every operation is looked at once.
 */
#include "sim/core/causal.h"

#include "sim/core/huge.h"
#include "sim/core/match.h"
#include "sim/core/trace.h"

#include <parallax/error.h>
#include <string.h>

#define NONE PLX_NO_PARTNER         /* also: no level yet */
#define WAITED (G_MAXUINT32 - 1)    /* a RECV that its processor waits at */
#define MOST_NAMED 8
#define AHEAD 12                    /* processors */

/* Where every processor stands while a superstep is followed. */
typedef struct {
  const PlxTrace *trace;
  guint s;
  const guint32 *partner;  /* [n_ops] */
  guint32 *of;             /* [n_ops]: each operation's level, NONE or WAITED */
  guint64 *at;             /* [p]: next operation */
  guint32 *level;          /* [p]: under way */
  guint32 *ready, *woken;  /* [n_ready], [n_woken]: processors that can go on, and those that can in the next round */
  guint n_ready, n_woken;
  guint64 *marks;          /* a bit for each processor, 0 between calls */
} Follow;

static void
follow_clear (Follow *f)
{
  g_free (f->at);
  g_free (f->level);
  g_free (f->ready);
  g_free (f->woken);
  g_free (f->marks);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Follow, follow_clear)

static guint64
end_of (const Follow *f, guint i)
{
  return f->trace->offsets[(gsize) f->s * f->trace->p + i + 1];
}

/* Runs processor i up to a receive whose message was not sent yet. */
static void
follow (Follow *f, guint i)
{
  const PlxOp *ops = f->trace->ops;
  const guint64 end = end_of (f, i);

  for (; f->at[i] < end; f->at[i]++)
    {
      const guint64 k = f->at[i];
      const guint32 other = ops[k].kind >= PLX_OP_SEND ? f->partner[k] : NONE;

      if (ops[k].kind == PLX_OP_SEND && other != NONE && f->of[other] == WAITED)
        f->woken[f->n_woken++] = ops[k].peer;
      else if (ops[k].kind == PLX_OP_RECV)
        {
          if (other == NONE || f->of[other] >= WAITED)
            {
              f->of[k] = WAITED;
              return;
            }
          f->level[i] = MAX (f->level[i], f->of[other] + 1);
        }
      f->of[k] = f->level[i];
    }
}

/* The receive that processor i waits at, NULL when it has done all. */
static const PlxOp *
waits_at (const Follow *f, guint i)
{
  return f->at[i] < end_of (f, i) ? &f->trace->ops[f->at[i]] : NULL;
}

static void
name_waiting (GString *text, guint i, const PlxOp *op)
{
  if (op->unused == PLX_OP_REPLY)
    g_string_append_printf (text, text->len > 0 ? ", %u to send to %u until it receives"
                                                : "processor %u waits to send to %u until it receives", i, op->peer);
  else
    g_string_append_printf (text, text->len > 0 ? ", %u for one from %u with tag %u"
                                                : "processor %u waits for a message from %u with tag %u",
                            i, op->peer, op->tag);
}

static void
report_circle (const Follow *f, guint from, GError **error)
{
  g_autoptr (GString) who = g_string_new (NULL);
  guint i = from, named = 0, n_waiting = 0;

  for (guint k = 0; k < f->trace->p; k++)
    n_waiting += waits_at (f, k) != NULL;
  do
    {
      const PlxOp *op = waits_at (f, i);

      name_waiting (who, i, op);
      named++;
      i = op->peer;
    }
  while (i != from && named < MOST_NAMED);
  if (i != from)
    g_string_append (who, ", and so on");
  if (n_waiting > named)
    g_string_append_printf (who, "; %u more wait", n_waiting - named);
  g_set_error (error, PLX_ERROR, PLX_ERROR_FAILED, "%s: superstep %u: a deadlock: %s; somebody must send before "
               "receiving", f->trace->identity, f->s, who->str);
}

/* From processor i on along who waits for whom: ends with one that has done all, or in a circle. */
static void
report_waiting (const Follow *f, guint i, GError **error)
{
  g_autofree guint8 *met = g_new0 (guint8, f->trace->p);
  const PlxOp *op;
  guint from = i;

  for (; (op = waits_at (f, from)) && !met[from]; from = op->peer)
    {
      met[from] = TRUE;
      i = from;
    }
  if (op)
    {
      report_circle (f, from, error);
      return;
    }
  op = waits_at (f, i);
  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT,
               "%s: superstep %u: processor %u waits for a message from %u with tag %u that is never sent; "
               "every RECV needs a SEND", f->trace->identity, f->s, i, op->peer, op->tag);
}

/* Those that were woken become ready, in ascending order when they are many, so that neighbours read from neighbours. */
static gboolean
next_round (Follow *f)
{
  guint32 *old = f->ready;

  f->ready = f->woken;
  f->n_ready = f->n_woken;
  f->woken = old;
  f->n_woken = 0;
  if (f->n_ready <= f->trace->p / 64)
    return f->n_ready > 0;
  for (guint k = 0; k < f->n_ready; k++)
    f->marks[f->ready[k] / 64] |= G_GUINT64_CONSTANT (1) << f->ready[k] % 64;
  f->n_ready = 0;
  for (gsize word = 0; word <= f->trace->p / 64; word++)
    for (; f->marks[word] != 0; f->marks[word] &= f->marks[word] - 1)
      f->ready[f->n_ready++] = (guint32) (64 * word + (guint) __builtin_ctzll (f->marks[word]));
  return TRUE;
}

/* What a processor that is about to go on will look at: first its operations, then what those are matched with. */
PLX_FETCHES
fetch_far (const Follow *f, guint i)
{
  const guint64 k = f->at[i];

  __builtin_prefetch (&f->trace->ops[k]);
  __builtin_prefetch (&f->partner[k]);
  __builtin_prefetch (&f->of[k], 1);
}

PLX_FETCHES
fetch (const Follow *f, guint i)
{
  const guint64 k = f->at[i];

  for (guint64 next = k; next < MIN (k + 3, end_of (f, i)); next++)
    if (f->partner[next] != NONE)
      __builtin_prefetch (&f->of[f->partner[next]]);
}

/* @base: its first level. Sets *last. */
static gboolean
follow_superstep (Follow *f, guint32 base, guint32 *last, GError **error)
{
  const guint p = f->trace->p;

  f->n_woken = p;
  for (guint i = 0; i < p; i++)
    {
      f->at[i] = f->trace->offsets[(gsize) f->s * p + i];
      f->level[i] = base;
      f->woken[i] = i;
    }
  while (next_round (f))
    for (guint k = 0; k < f->n_ready; k++)
      {
        if (k + 2 * AHEAD < f->n_ready)
          fetch_far (f, f->ready[k + 2 * AHEAD]);
        if (k + AHEAD < f->n_ready)
          fetch (f, f->ready[k + AHEAD]);
        follow (f, f->ready[k]);
      }
  *last = base;
  for (guint i = 0; i < p; i++)
    {
      *last = MAX (*last, f->level[i]);
      if (waits_at (f, i))
        {
          report_waiting (f, i, error);
          return FALSE;
        }
    }
  return TRUE;
}

gboolean
plx_trace_levels (const PlxTrace *trace, const guint32 *partner, guint32 *of, GArray *raw, GError **error)
{
  g_auto (Follow) f = { .trace = trace, .partner = partner, .of = of };

  f.at = plx_huge_new (guint64, trace->p);
  f.level = plx_huge_new (guint32, trace->p);
  f.ready = g_new (guint32, MAX (trace->p, 1));
  f.woken = g_new (guint32, MAX (trace->p, 1));
  f.marks = g_new0 (guint64, (gsize) trace->p / 64 + 1);
  memset (of, 0xff, trace->n_ops * sizeof *of);
  for (f.s = 0; f.s < trace->n_supersteps; f.s++)
    {
      guint32 last;

      if (!follow_superstep (&f, raw->len, &last, error))
        return FALSE;
      while (raw->len <= last)
        g_array_append_val (raw, f.s);
    }
  return TRUE;
}
