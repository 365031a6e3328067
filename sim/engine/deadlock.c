/* SPDX-License-Identifier: MIT */
/* deadlock.c: why a run came to its end before its tasks: who waits for whom, and whether they wait in a circle. */
#include "sim/engine/events.h"
#include "sim/engine/lower.h"

#define MOST_NAMES 8u

typedef struct {
  PlxEvents *events;
  guint32 *waits_for;  /* [n_tasks]: a task that has to go first; PLX_NONE: nothing has */
} Blocked;

static gboolean
is_open (const Blocked *blocked, guint32 k)
{
  const guint32 count = blocked->events->state[k].count;

  return count != PLX_DONE && count != PLX_SENT;
}

/* It waits for the other end of its message, or is over. */
static gboolean
has_come (const PlxEvents *events, guint32 k)
{
  const guint32 count = events->state[k].count;

  return count == PLX_POSTED || count == PLX_SENT || count == PLX_DONE;
}

/* What requires its end, or with @started its start, need not wait for it. LogGOPSim's rendezvous has not ended. */
static gboolean
has_passed (const PlxEvents *events, guint32 k, gboolean started)
{
  const guint32 count = events->state[k].count;

  return count == PLX_DONE || (count == PLX_SENT && !events->costs->lgs.on) || (count == PLX_STALLED && started);
}

/* What requires a task that is not over waits for it. */
static void
find_required (Blocked *blocked)
{
  const PlxEvents *events = blocked->events;

  for (guint32 k = 0; k < events->n_tasks; k++)
    for (guint32 e = events->first_edge[k]; e < events->first_edge[k + 1]; e++)
      {
        const guint32 after = events->edges[e] & ~PLX_STARTED;

        if (!has_passed (events, k, (events->edges[e] & PLX_STARTED) != 0) && !has_come (events, after)
            && events->state[after].count != PLX_STALLED && blocked->waits_for[after] == PLX_NONE)
          blocked->waits_for[after] = k;
      }
}

static gboolean
could_match (const PlxEvents *events, guint32 send, guint32 recv)
{
  const PlxTask *s = &events->tasks[send], *r = &events->tasks[recv];

  return (r->tag == PLX_ANY || r->tag == s->tag)
         && (r->peer == PLX_ANY || r->peer == plx_schedule_processor (events->schedule, send));
}

/* The first of the other kind that could match and has not come to it. */
static guint32
find_other_end (const PlxEvents *events, guint32 k)
{
  const gboolean send = events->state[k].count == PLX_SENT;
  const guint32 partner = send ? plx_events_receiver (events, k) : events->tasks[k].partner;

  if (!(partner & PLX_SHARED))
    return partner;
  for (guint32 other = 0; other < events->n_tasks; other++)
    if (partner == (send ? events->tasks[other].partner : plx_events_receiver (events, other))
        && events->state[other].count < PLX_DONE
        && (send ? plx_task_forms[events->tasks[other].kind].receives : plx_task_forms[events->tasks[other].kind].sends)
        && (send ? could_match (events, k, other) : could_match (events, other, k)))
      return other;
  return PLX_NONE;
}

/* Messages in transit to each processor, and from each: how many, and the receive of one of them. */
typedef struct {
  guint32 n, recv;
} Transit;

static void
note (Transit *transit, guint32 recv)
{
  transit->recv = transit->n++ == 0 ? recv : transit->recv;
}

/* A message in transit waits for its receive, or is one's that has not started. */
static void
count_transit (const Blocked *blocked, Transit *from, Transit *to)
{
  const PlxEvents *events = blocked->events;

  for (guint32 k = 0; k < events->n_tasks; k++)
    {
      const guint32 count = events->state[k].count;
      const gboolean sent = count == PLX_SENT && blocked->waits_for[k] != PLX_NONE;
      const gboolean taken = count & PLX_HOLDS && count < PLX_STALLED;
      const guint32 send = sent ? k : count & ~PLX_HOLDS, recv = sent ? blocked->waits_for[k] : k;

      if (!sent && !taken)
        continue;
      note (&from[plx_schedule_processor (events->schedule, send)], recv);
      note (&to[events->tasks[send].peer], recv);
    }
}

/* A SEND without room waits for a receive that would make some, and what else is to run on its cpu for the SEND. */
static void
find_stalled (Blocked *blocked)
{
  const PlxEvents *events = blocked->events;
  g_autofree Transit *from = g_new0 (Transit, events->p), *to = g_new0 (Transit, events->p);

  count_transit (blocked, from, to);
  for (guint i = 0; i < events->p; i++)
    for (guint32 k = events->first[i]; k < events->first[i + 1]; k++)
      {
        const PlxTask *task = &events->tasks[k];

        if (events->state[k].count != PLX_STALLED)
          continue;
        const Transit *full = to[task->peer].n >= events->costs->capacity ? &to[task->peer] : &from[i];

        blocked->waits_for[k] = full->n > 0 ? full->recv : PLX_NONE;
        for (guint32 other = events->first[i]; other < events->first[i + 1]; other++)
          if (blocked->waits_for[other] == PLX_NONE && !has_come (events, other)
              && events->state[other].count != PLX_STALLED && events->tasks[other].cpu == task->cpu)
            blocked->waits_for[other] = k;
      }
}

static void
find_waits (Blocked *blocked)
{
  PlxEvents *events = blocked->events;

  find_required (blocked);
  for (guint32 k = 0; k < events->n_tasks; k++)
    if (has_come (events, k) && events->state[k].count != PLX_DONE)
      blocked->waits_for[k] = find_other_end (events, k);
  if (events->costs->capacity > 0 && !events->costs->lgs.on)
    find_stalled (blocked);
}

/* A task of a circle; PLX_NONE: there is none. Each task is looked at once. */
static guint32
find_circle (const Blocked *blocked)
{
  const guint32 n = blocked->events->n_tasks;
  g_autofree guint32 *round = g_new0 (guint32, n);

  for (guint32 from = 0; from < n; from++)
    {
      guint32 k = from;

      for (; k != PLX_NONE && round[k] == 0; k = blocked->waits_for[k])
        round[k] = from + 1;
      if (k != PLX_NONE && round[k] == from + 1)
        return k;
    }
  return PLX_NONE;
}

static void
add_name (const PlxEvents *events, GString *text, const char *separator, guint32 k)
{
  const PlxTask *task = &events->tasks[k];
  const guint8 op = plx_task_forms[task->kind].op;
  g_autofree char *name
      = task->kind < PLX_N_OPS ? plx_schedule_name_task (events->schedule, k)
                               : g_strdup_printf ("rank %u (part of a %s of %" G_GUINT64_FORMAT "b, peer %u)",
                                                  plx_schedule_processor (events->schedule, k),
                                                  op < PLX_N_OPS ? plx_op_kind_name (op) : "sync",
                                                  task->amount, task->peer);

  g_string_append_printf (text, "%s%s", text->len > 0 ? separator : "", name);
}

static char *
name_blocked (const Blocked *blocked)
{
  const PlxEvents *events = blocked->events;
  GString *text = g_string_new (NULL);
  guint32 n = 0;

  for (guint32 k = 0; k < events->n_tasks; k++)
    if (is_open (blocked, k) && n++ < MOST_NAMES)
      add_name (events, text, ", ", k);
  if (n > MOST_NAMES)
    g_string_append_printf (text, " and %u more", n - MOST_NAMES);
  return g_string_free (text, FALSE);
}

static char *
name_circle (const Blocked *blocked, guint32 start)
{
  GString *text = g_string_new (NULL);
  guint32 k = start;
  guint n = 0;

  do
    {
      if (n++ < 2 * MOST_NAMES)
        add_name (blocked->events, text, " waits for ", k);
      k = blocked->waits_for[k];
    }
  while (k != start);
  if (n > 2 * MOST_NAMES)
    g_string_append_printf (text, " waits for %u more, the last of which", n - 2 * MOST_NAMES);
  add_name (blocked->events, text, " waits for ", start);
  return g_string_free (text, FALSE);
}

static void
set_unmatched (const Blocked *blocked, GError **error)
{
  const PlxEvents *events = blocked->events;
  guint32 k = 0;

  while (events->state[k].count != PLX_POSTED && events->state[k].count != PLX_SENT && k + 1 < events->n_tasks)
    k++;
  g_autofree char *name = plx_schedule_name_task (events->schedule, k);

  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: %s: %s; every SEND needs a RECV and every RECV a SEND",
               plx_schedule_identity (events->schedule), name,
               events->tasks[k].kind == PLX_OP_SEND ? "nobody receives this message" : "nobody sends it a message");
}

void
plx_events_explain (PlxEvents *events, GError **error)
{
  g_autofree guint32 *waits_for = g_new (guint32, events->n_tasks);
  Blocked blocked = { events, waits_for };

  for (guint32 k = 0; k < events->n_tasks; k++)
    waits_for[k] = PLX_NONE;
  find_waits (&blocked);
  const guint32 start = find_circle (&blocked);

  if (start == PLX_NONE)
    {
      set_unmatched (&blocked, error);
      return;
    }
  g_autofree char *names = name_blocked (&blocked), *circle = name_circle (&blocked, start);
  const gboolean stalls = events->costs->capacity > 0 && !events->costs->lgs.on;

  g_set_error (error, PLX_ERROR, PLX_ERROR_FAILED, "%s: deadlock%s; blocked: %s; in a circle: %s",
               plx_schedule_identity (events->schedule), stalls ? " with capacity = yes" : "", names, circle);
}
