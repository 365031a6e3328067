/* SPDX-License-Identifier: MIT */
/* lgs-begin.c: what LogGOPSim's rule needs before the first event, and what is left to do after the last. */
#include "sim/engine/lgs.h"

#include "sim/core/huge.h"

#include <math.h>
#include <string.h>

/* Numbers the pairs of cpu and nic that occur, from 1 on. */
static guint
find_pairs (Lgs *lgs)
{
  const PlxEvents *events = lgs->events;
  const gsize n = (gsize) lgs->n_cpus * lgs->n_nics;
  guint32 n_pairs = 0;

  lgs->pair = g_new0 (guint32, n);
  for (guint32 k = 0; k < events->n_tasks; k++)
    if (events->tasks[k].kind == PLX_OP_SEND)
      {
        guint32 *number = &lgs->pair[events->tasks[k].cpu * lgs->n_nics + events->tasks[k].nic];

        if (*number == 0)
          *number = ++n_pairs;
      }
  return n_pairs;
}

/* Then they are numbered from 0 on. */
static void
find_clocks (Lgs *lgs, const Layout *at)
{
  lgs->clocks = g_new (LineClocks, at->n_lines);
  for (guint c = 0; c < lgs->n_cpus; c++)
    {
      lgs->clocks[at->works + c] = (LineClocks) { (guint16) c, (guint16) c };
      for (guint nic = 0; nic < lgs->n_nics; nic++)
        {
          guint32 *pair = &lgs->pair[c * lgs->n_nics + nic];

          if (*pair == 0)
            continue;
          *pair -= 1;
          lgs->clocks[*pair] = (LineClocks) { (guint16) c, (guint16) (at->send_at + nic) };
          lgs->clocks[at->arrivals + *pair] = (LineClocks) { (guint16) c, (guint16) (at->receive_at + nic) };
        }
    }
}

static void
lay_out (Lgs *lgs, Layout *at)
{
  at->n_pairs = find_pairs (lgs);
  at->arrivals = at->n_pairs;
  at->works = 2 * at->n_pairs;
  at->n_lines = at->works + lgs->n_cpus;
  at->send_at = lgs->n_cpus;
  at->receive_at = at->send_at + lgs->n_nics;
  at->lines = at->receive_at + lgs->n_nics;
  at->tied = at->lines + at->n_lines;
  at->busy = at->tied + 1;
  at->stride = (at->busy + 1 + 7) / 8 * 8;
  find_clocks (lgs, at);
}

static gsize
size_of_blocks (const Lgs *lgs)
{
  return MAX (lgs->events->p, 1) * (gsize) lgs->layout.stride * sizeof *lgs->blocks;
}

static void
make_blocks (Lgs *lgs)
{
  lgs->n_cpus = MAX (plx_schedule_n_cpus (lgs->events->schedule), 1);
  lgs->n_nics = MAX (plx_schedule_n_nics (lgs->events->schedule), 1);
  lgs->layout = lgs_one_cpu;
  if (lgs->n_cpus > 1 || lgs->n_nics > 1 || lgs->o == 0)  /* of what takes no time, ties are counted call by call */
    {
      lgs->layout = (Layout) { .together = FALSE };
      lay_out (lgs, &lgs->layout);
    }
  lgs->blocks = plx_huge_alloc (size_of_blocks (lgs));
}

static guint64
whole (const Lgs *lgs, double time)
{
  const double ticks = time * lgs->events->rate;

  return ticks < 0x1p31 && ticks == floor (ticks) ? (guint64) ticks : NOT_WHOLE;
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

gpointer
plx_lgs_grow (gpointer of, gsize bytes)
{
  gpointer more = memcpy (plx_huge_alloc (2 * bytes), of, bytes);

  plx_huge_free (of, bytes);
  return more;
}

void
plx_lgs_begin (Lgs *lgs, PlxEvents *events)
{
  guint32 all = 0;

  *lgs = (Lgs) {
    .events = events,
    .flying = plx_huge_alloc (1024 * sizeof (Flight)), .flying_mask = 1023,
    .waiting = plx_huge_alloc (1024 * sizeof (Waiting)), .room = 1024, .n_places = LINK + 1,
    .released = g_new (PlxReleased, 64), .released_room = 64,
  };
  for (guint32 e = 0; e < events->first_edge[events->n_tasks]; e++)
    all |= events->edges[e];
  take_costs (lgs);
  make_blocks (lgs);
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
      const guint64 *block = lgs_block (lgs, &lgs->layout, i);
      PlxShare *share = &lgs->events->result->of[i];

      for (guint c = 0; c < lgs->n_cpus; c++)
        share->finish = MAX (share->finish, block[c]);
      share->busy = MIN (block[lgs->layout.busy], share->finish);
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

/* All but the blocks, and what an error asks. */
static void
free_rest (Lgs *lgs)
{
  plx_lgs_log_free (lgs->log);
  g_free (lgs->pair);
  g_free (lgs->clocks);
  plx_huge_free (lgs->flying, (lgs->flying_mask + 1) * sizeof *lgs->flying);
  plx_huge_free (lgs->waiting, lgs->room * sizeof *lgs->waiting);
  g_free (lgs->released);
  if (lgs->events->n_done < lgs->events->n_tasks)
    tell_states (lgs);
  else
    plx_events_free_states (lgs->events);
}

void
plx_lgs_end (Lgs *lgs)
{
  free_rest (lgs);  /* first: the shares, which have not been written to, take as much memory */
  take_shares (lgs);
  plx_huge_free (lgs->blocks, size_of_blocks (lgs));
}
