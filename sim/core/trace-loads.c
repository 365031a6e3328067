/* SPDX-License-Identifier: MIT */
/* trace-loads.c: what each processor did in a superstep, summed up: the one pass over the operations that every
 * model of supersteps shares. */
#include "sim/core/trace.h"

#include <parallax/error.h>
#include <string.h>

typedef struct {
  PlxLoads public;
  PlxTrace *trace;
  PlxLoad *load;  /* [p] */
  guint word;
  int shift;      /* word = 2^shift, else -1 */
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
  g_free (loads);
}

static inline guint64
words (const Loads *loads, const PlxOp *op)
{
  const guint64 up = (guint64) op->bytes + loads->word - 1;

  return loads->shift >= 0 ? up >> loads->shift : up / loads->word;
}

/* n words in k calls go from one processor to another; to oneself they are copied. */
static inline void
move (PlxLoad *load, guint from, guint to, guint64 n, guint64 k, guint64 bytes)
{
  if (from == to)
    {
      load[to].self_bytes += bytes;
      return;
    }
  load[from].words_out += n;
  load[from].messages_out += k;
  load[to].words_in += n;
  load[to].messages_in += k;
}

static void
sum_up (Loads *loads, guint i, const PlxOp *ops, gsize n_ops)
{
  PlxLoad *load = loads->load, *mine = &load[i];

  for (gsize k = 0; k < n_ops; k++)
    {
      const PlxOp *op = &ops[k];

      if (op->kind == PLX_OP_WORK)
        {
          mine->work[op->work_class] += op->count;
          continue;
        }
      const guint64 calls = op->kind < PLX_OP_SEND ? op->calls : 1, n = words (loads, op) * calls;

      switch (op->kind)
        {
        case PLX_OP_READ:
        case PLX_OP_GET:
          mine->reads += n;
          move (load, op->peer, i, n, calls, calls * op->bytes);
          break;
        case PLX_OP_RECV:  /* the words are in the superstep of the SEND */
          mine->reads += n;
          break;
        default:
          loads->public.sends |= op->kind == PLX_OP_SEND;
          mine->writes += n;
          move (load, i, op->peer, n, calls, calls * op->bytes);
        }
    }
  mine->ops = ops;
  mine->n_ops = n_ops;
}

gboolean
plx_loads_next (PlxLoads *public)
{
  Loads *loads = (Loads *) public;
  const guint s = public->s + 1;  /* from G_MAXUINT to 0 at first */

  if (s >= public->n_supersteps)
    return FALSE;
  public->sends = FALSE;
  memset (loads->load, 0, public->p * sizeof *loads->load);
  for (guint i = 0; i < public->p; i++)
    {
      gsize n_ops;
      const PlxOp *ops = plx_trace_ops (loads->trace, s, i, &n_ops);

      sum_up (loads, i, ops, n_ops);
    }
  for (guint i = 0; i < public->p; i++)
    {
      PlxLoad *load = &loads->load[i];

      load->instructions = MAX (plx_load_counted_work (load), MAX (load->reads, load->writes));
    }
  public->s = s;
  public->step = plx_trace_superstep (loads->trace, s);
  return TRUE;
}
