/* SPDX-License-Identifier: MIT */
/* trace-loads.c: what each processor did in a superstep, summed up: the one pass over the
 * operations that every model of supersteps shares. */
#include "sim/core/trace.h"

#include <parallax/error.h>
#include <string.h>

enum { OUT, IN };

/* What crosses a processor's border, each way. */
typedef struct {
  guint64 words[2], messages[2];
} Traffic;

typedef struct {
  PlxLoads public;
  PlxTrace *trace;
  PlxLoad *load;     /* [p] */
  Traffic *traffic;  /* [p + 1]: the last one takes what moves nothing */
  guint word;
  int shift;         /* word = 2^shift, else -1 */
} Loads;

PlxLoads *
plx_loads_new (const PlxTrace *trace, guint word, GError **error)
{
  const PlxTrace *bulk = plx_trace_bulk (trace, error);
  Loads *loads;

  g_return_val_if_fail (word > 0, NULL);
  if (!bulk)
    return NULL;
  loads = g_new0 (Loads, 1);
  loads->trace = plx_trace_ref (bulk);
  loads->word = word;
  loads->shift = (word & (word - 1)) == 0 ? __builtin_ctz (word) : -1;
  loads->load = g_new0 (PlxLoad, bulk->p);
  loads->traffic = g_new (Traffic, (gsize) bulk->p + 1);
  loads->public = (PlxLoads) { .p = bulk->p, .n_supersteps = bulk->n_supersteps, .s = G_MAXUINT, .of = loads->load };
  return &loads->public;
}

void
plx_loads_free (PlxLoads *public)
{
  Loads *loads = (Loads *) public;

  if (!loads)
    return;
  plx_trace_unref (loads->trace);
  g_free (loads->load);
  g_free (loads->traffic);
  g_free (loads);
}

static inline guint64
words (const Loads *loads, const PlxOp *op)
{
  const guint64 up = (guint64) op->bytes + loads->word - 1;

  return loads->shift >= 0 ? up >> loads->shift : up / loads->word;
}

#define IS(kind) (1u << (kind))

/* All ones when kind is one of a set, else 0. */
static inline guint64
mask (guint set, guint kind)
{
  return -(guint64) (set >> kind & 1);
}

/* Kinds follow one another in no order that a processor could guess: what depends on them is chosen
 * by masks and not by branches, which is several times as fast. */
static void
sum_up (Loads *loads, guint i, const PlxOp *ops, gsize n_ops)
{
  const guint inward = IS (PLX_OP_READ) | IS (PLX_OP_GET);
  const guint64 nobody = loads->public.p;
  PlxLoad mine = { .ops = ops, .n_ops = n_ops };
  Traffic border = { { 0, 0 }, { 0, 0 } };
  guint64 to_myself[2] = { 0, 0 }, received = 0, sends = 0;

  for (gsize k = 0; k < n_ops; k++)
    {
      const PlxOp *op = &ops[k];
      const guint64 works = mask (IS (PLX_OP_WORK), op->kind), one = mask (IS (PLX_OP_SEND), op->kind);
      const guint64 way = inward >> op->kind & 1;
      const guint64 calls = ((op->calls & ~one) | (one & 1)) & ~works;
      const guint64 n = words (loads, op) * calls;
      const guint64 peer = (op->peer & ~works) | (nobody & works);

      if (G_UNLIKELY (op->kind == PLX_OP_RECV))  /* its words crossed in the superstep of the SEND */
        {
          received += words (loads, op);
          continue;
        }
      sends |= one;
      mine.work[op->work_class] += op->count & works;
      if (G_UNLIKELY (peer == i))
        {
          to_myself[way] += n;
          mine.self_bytes += calls * op->bytes;
          mine.self_written += calls * op->bytes * (1 - way);
          continue;
        }
      border.words[way] += n;
      border.messages[way] += calls;
      loads->traffic[peer].words[way ^ 1] += n;
      loads->traffic[peer].messages[way ^ 1] += calls;
    }
  for (guint way = OUT; way <= IN; way++)
    {
      loads->traffic[i].words[way] += border.words[way];
      loads->traffic[i].messages[way] += border.messages[way];
    }
  loads->public.sends |= sends != 0;
  mine.reads = border.words[IN] + to_myself[IN] + received;
  mine.writes = border.words[OUT] + to_myself[OUT];
  mine.instructions = MAX (plx_load_counted_work (&mine), MAX (mine.reads, mine.writes));
  loads->load[i] = mine;
}

gboolean
plx_loads_next (PlxLoads *public)
{
  Loads *loads = (Loads *) public;
  const guint s = public->s + 1;  /* from G_MAXUINT to 0 at first */

  if (s >= public->n_supersteps)
    return FALSE;
  public->sends = FALSE;
  memset (loads->traffic, 0, ((gsize) public->p + 1) * sizeof *loads->traffic);
  for (guint i = 0; i < public->p; i++)
    {
      gsize n_ops;
      const PlxOp *ops = plx_trace_ops (loads->trace, s, i, &n_ops);

      sum_up (loads, i, ops, n_ops);
    }
  for (guint i = 0; i < public->p; i++)
    {
      PlxLoad *load = &loads->load[i];
      const Traffic *traffic = &loads->traffic[i];

      load->words_in = traffic->words[IN];
      load->words_out = traffic->words[OUT];
      load->messages_in = traffic->messages[IN];
      load->messages_out = traffic->messages[OUT];
    }
  public->s = s;
  public->step = plx_trace_superstep (loads->trace, s);
  return TRUE;
}
