/* SPDX-License-Identifier: MIT */
/* lgs-begin.c: what LogGOPSim's rule needs before the first event, and what is left to do after the last. */
#include "sim/engine/lgs.h"

#include "sim/core/huge.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define CACHE_LINE 64

/* Numbers the pairs of cpu and nic that occur. */
static void
find_pairs (Lgs *lgs)
{
  const PlxEvents *events = lgs->events;
  const gsize n = (gsize) lgs->n_cpus * lgs->n_nics;

  lgs->pair = g_new0 (guint32, n);
  if (n == 1)
    {
      lgs->n_pairs = 1;
      return;
    }
  for (guint32 k = 0; k < events->n_tasks; k++)
    if (events->tasks[k].kind == PLX_OP_SEND)
      {
        guint32 *number = &lgs->pair[events->tasks[k].cpu * lgs->n_nics + events->tasks[k].nic];

        if (*number == 0)
          *number = ++lgs->n_pairs;
      }
  for (gsize k = 0; k < n; k++)
    lgs->pair[k] -= lgs->pair[k] > 0;
  lgs->n_pairs = MAX (lgs->n_pairs, 1);
}

static void
lay_out (Lgs *lgs)
{
  const gsize p = MAX (lgs->events->p, 1);

  lgs->n_cpus = MAX (plx_schedule_n_cpus (lgs->events->schedule), 1);
  lgs->n_nics = MAX (plx_schedule_n_nics (lgs->events->schedule), 1);
  find_pairs (lgs);
  lgs->send_at = lgs->n_cpus;
  lgs->receive_at = lgs->send_at + lgs->n_nics;
  lgs->sends = lgs->receive_at + lgs->n_nics;
  lgs->arrivals = lgs->sends + lgs->n_pairs;
  lgs->works = lgs->arrivals + lgs->n_pairs;
  lgs->tied = lgs->works + lgs->n_cpus;
  lgs->busy = lgs->tied + 1;
  lgs->stride = (lgs->busy + 1 + 7) / 8 * 8;
  const gsize bytes = p * lgs->stride * sizeof *lgs->blocks;

  lgs->blocks = memset (plx_huge (aligned_alloc (CACHE_LINE, bytes), bytes), 0, bytes);
}

static guint64
whole (const Lgs *lgs, double time)
{
  const double ticks = time * lgs->events->rate;

  return ticks < 0x1p31 && ticks == floor (ticks) ? (guint64) ticks : 0;
}

static void
take_costs (Lgs *lgs)
{
  const PlxLgsCosts *costs = &lgs->events->costs->lgs;

  lgs->L = plx_events_ticks (lgs->events, costs->L);
  lgs->o = plx_events_ticks (lgs->events, costs->o);
  lgs->g = plx_events_ticks (lgs->events, costs->g);
  lgs->G = costs->G;
  lgs->O = costs->O;
  lgs->whole_G = whole (lgs, costs->G);
  lgs->whole_O = whole (lgs, costs->O);
}

/* What requires nothing is told from what will require nothing any more. */
static void
mark_roots (Lgs *lgs)
{
  PlxEvents *events = lgs->events;

  for (guint32 k = 0; k < events->n_tasks; k++)
    if (events->state[k].count == 0)
      {
        events->state[k].count = PLX_ROOT;
        lgs->number++;
      }
}

Flight *
plx_lgs_grow (Flight *of, gsize n)
{
  Flight *more = plx_huge (g_new (Flight, 2 * n), 2 * n * sizeof *more);

  memcpy (more, of, n * sizeof *more);
  g_free (of);
  return more;
}

void
plx_lgs_begin (Lgs *lgs, PlxEvents *events)
{
  guint32 all = 0;

  *lgs = (Lgs) {
    .events = events, .flying = g_new (Flight, 1024), .flying_mask = 1023, .waiting = g_new (Flight, 1024), .room = 1024,
    .released = g_new (PlxReleased, 64),
    .released_room = 64,
  };
  for (guint32 e = 0; e < events->first_edge[events->n_tasks]; e++)
    all |= events->edges[e];
  lay_out (lgs);
  take_costs (lgs);
  mark_roots (lgs);
  if (events->options && events->options->log)
    lgs->log = plx_lgs_log_new (lgs);
  lgs->starts = (all & PLX_STARTED) != 0;
}

static void
take_shares (const Lgs *lgs)
{
  for (guint i = 0; i < lgs->events->p; i++)
    {
      const guint64 *block = lgs_block (lgs, i);
      PlxShare *share = &lgs->events->result->of[i];

      for (guint c = 0; c < lgs->n_cpus; c++)
        share->finish = MAX (share->finish, block[c]);
      share->busy = MIN (block[lgs->busy], share->finish);
      share->gap = MIN (share->gap, share->finish - share->busy);
      share->wait = share->finish - share->busy - share->gap;
    }
}

/* Of a run that has come to its end before its tasks: SENDs whose message only their RECV knew of, and posted RECVs. */
static void
tell_states (Lgs *lgs)
{
  PlxEvents *events = lgs->events;
  PlxTaskState *state = events->state;

  for (guint32 k = 0; k < events->n_tasks; k++)
    {
      const guint32 send = events->tasks[k].partner;

      if (events->tasks[k].kind != PLX_OP_RECV || send & PLX_SHARED)
        continue;
      if (state[k].count == PLX_DONE)
        state[send].count = PLX_DONE;
      else if (state[k].count & ARRIVED && state[k].count < PLX_ROOT)
        {
          state[send].count = PLX_SENT;
          state[k].count &= ~ARRIVED;
        }
    }
  for (guint32 c = events->schedule->n_wild; c < events->schedule->n_channels; c++)
    for (guint32 k = events->channels[c].posted.first; k != PLX_NONE; k = state[k].next)
      state[k].count = PLX_POSTED;
}

void
plx_lgs_end (Lgs *lgs)
{
  take_shares (lgs);
  if (lgs->events->n_done < lgs->events->n_tasks)
    tell_states (lgs);
  plx_lgs_log_free (lgs->log);
  free (lgs->blocks);
  g_free (lgs->pair);
  g_free (lgs->flying);
  g_free (lgs->waiting);
  g_free (lgs->released);
}
