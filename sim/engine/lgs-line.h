/* SPDX-License-Identifier: MIT */
/* lgs-line.h: what waits for a cpu and a gap stands in lines, in the order of numbers.
 *
 * Of lines that wait for the same, only the first of all is called: its event is in the global queue, no later than any of
 * them may start. When it has started, or something else kept it from starting, the next one is called. So the queue may
 * hold calls of what has started since, which are let be.
 */
#pragma once

#include "sim/engine/lgs.h"

static inline guint
lgs_cpu (const Layout *at, guint8 cpu)
{
  return at->together ? 0 : cpu;
}

static inline guint
lgs_nic (const Layout *at, guint8 nic)
{
  return at->together ? 0 : nic;
}

static inline guint
lgs_pair_of (const Lgs *lgs, const Layout *at, guint cpu, guint nic)
{
  return at->together ? 0 : lgs->pair[cpu * lgs->n_nics + nic];
}

/* The number of the line of a SEND or WORK. */
static inline guint
lgs_line_of (const Lgs *lgs, const Layout *at, const PlxTask *task)
{
  return task->kind == PLX_OP_WORK ? at->works + lgs_cpu (at, task->cpu) : lgs_pair_of (lgs, at, task->cpu, task->nic);
}

static inline gboolean
lgs_is_of_messages (const Layout *at, guint l)
{
  return l - at->arrivals < at->n_pairs;
}

static inline Line *
lgs_line (const Layout *at, guint64 *block, guint l)
{
  return (Line *) &block[at->lines + l];
}

/* The clocks of one cpu and one nic: of SENDs, messages and WORK. */
static inline LineClocks
lgs_clocks (const Lgs *lgs, const Layout *at, guint l)
{
  if (!at->together)
    return lgs->clocks[l];
  return (LineClocks) { 0, (guint16) (l == at->works ? 0 : l == at->arrivals ? at->receive_at : at->send_at) };
}

/* When what is in a line may start. */
static inline guint64
lgs_clock (const Lgs *lgs, const Layout *at, const guint64 *block, guint l)
{
  const LineClocks of = lgs_clocks (lgs, at, l);

  return MAX (block[of.cpu], block[of.gap]);
}

/* Another event of the processor could have started at @time: what did so then won by its number. */
static inline void
lgs_count_tie (Lgs *lgs, const Layout *at, guint64 *block, guint64 time)
{
  if (block[at->tied] != time + 1)
    return;
  block[at->tied] = 0;
  lgs->events->result->n_ties++;
}

/* ---- the first of a line ---- */

static inline guint32
lgs_first_number (const Lgs *lgs, const Layout *at, guint64 *block, guint l)
{
  const guint32 head = lgs_line (at, block, l)->head;

  return lgs_is_of_messages (at, l) ? lgs->waiting[head].number : (guint32) lgs->events->state[head - 1].time;
}

/* Of the lines that wait for the same as line @l, that whose first will start first; @l: nobody waits. */
static inline guint
lgs_first_line (const Lgs *lgs, const Layout *at, guint64 *block, guint l)
{
  guint64 time = G_MAXUINT64;
  guint32 number = G_MAXUINT32;

  if (!at->together)
    return l;
#pragma GCC unroll 3
  for (guint k = 0; k < at->n_lines; k++)
    if (lgs_line (at, block, k)->head != 0)
      {
        const guint64 clock = lgs_clock (lgs, at, block, k);
        const guint32 its = lgs_first_number (lgs, at, block, k);

        if (clock > time || (clock == time && its > number))
          continue;
        time = clock;
        number = its;
        l = k;
      }
  return l;
}

/* Whether something else than line @l may start as well. */
static inline gboolean
lgs_has_rival (const Lgs *lgs, const Layout *at, guint64 *block, guint l, guint64 now)
{
  if (!at->together)
    return FALSE;
#pragma GCC unroll 3
  for (guint k = 0; k < at->n_lines; k++)
    if (k != l && lgs_line (at, block, k)->head != 0 && lgs_clock (lgs, at, block, k) <= now)
      return TRUE;
  return FALSE;
}

static inline void
lgs_push_call (Lgs *lgs, const Layout *at, guint64 *block, guint l, guint processor, guint64 now)
{
  const guint64 clock = lgs_clock (lgs, at, block, l);

  lgs_push (lgs, MAX (clock, now), lgs_first_number (lgs, at, block, l), CALLED | l, processor);
}

/* ---- tasks ---- */

/* A task that cannot start now. */
LGS_INLINE void
lgs_append_task (Lgs *lgs, const Layout *at, guint64 *block, guint l, guint32 number, guint32 k, guint processor)
{
  PlxTaskState *state = lgs->events->state;
  Line *line = lgs_line (at, block, l);
  const gboolean first = line->head == 0;

  if (first)
    line->head = k + 1;
  else if (number > state[line->tail - 1].time)
    state[line->tail - 1].next = k + 1;
  else  /* older than what waits: only tasks of several cpus that require each other are */
    {
      lgs_push (lgs, lgs_clock (lgs, at, block, l), number, k, processor);
      return;
    }
  line->tail = k + 1;
  state[k].time = number;
  state[k].next = 0;
  if (first && lgs_first_line (lgs, at, block, l) == l)
    lgs_push_call (lgs, at, block, l, processor, 0);
}

/* Returns the first, and takes it out. */
static inline guint32
lgs_drop_task (const Lgs *lgs, Line *line)
{
  const guint32 k = line->head - 1;

  line->head = lgs->events->state[k].next;
  return k;
}

/* ---- messages: they come in the order of numbers ---- */

/* Eight places that are nobody's. */
static inline guint32
lgs_take_places (Lgs *lgs)
{
  const guint32 places = lgs->unused;

  if (places > 0)
    {
      lgs->unused = lgs->waiting[places].name;
      return places;
    }
  if (lgs->n_places == lgs->room)
    {
      g_assert (lgs->room <= G_MAXUINT32 / 2);
      lgs->waiting = plx_lgs_grow (lgs->waiting, lgs->room * sizeof *lgs->waiting);
      lgs->room *= 2;
    }
  lgs->n_places += LINK + 1;
  return lgs->n_places - (LINK + 1);
}

LGS_INLINE void
lgs_append_message (Lgs *lgs, const Layout *at, guint64 *block, guint l, const Flight *message)
{
  Line *line = lgs_line (at, block, l);
  const gboolean first = line->head == 0;

  if (first)
    line->head = line->tail = lgs_take_places (lgs);
  else if ((line->tail & LINK) == LINK)
    {
      const guint32 places = lgs_take_places (lgs);

      lgs->waiting[line->tail].name = places;
      line->tail = places;
    }
  lgs->waiting[line->tail++] = (Waiting) { message->number, message->name };
  if (first && lgs_first_line (lgs, at, block, l) == l)
    lgs_push_call (lgs, at, block, l, message->processor, 0);
}

static inline guint32
lgs_drop_message (Lgs *lgs, Line *line)
{
  const guint32 name = lgs->waiting[line->head].name, head = ++line->head, places = (head - 1) & ~(guint32) LINK;

  if (head == line->tail)
    line->head = 0;
  else if ((head & LINK) == LINK)
    line->head = lgs->waiting[head].name;
  else
    return name;
  lgs->waiting[places].name = lgs->unused;
  lgs->unused = places;
  return name;
}
