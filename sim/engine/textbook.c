/* SPDX-License-Identifier: MIT */
/* textbook.c: schedules, lowered ones too, under the rules of the LogP family: what starts when.
 *
 * A SEND starts when it is ready, its cpu free and the gap since the last send over; a RECV when its message has arrived
 * as well, its cpu is free and the gap since the last receive over; WORK when its cpu is free. Of all that can start
 * that with the smallest (start, kind: SEND, RECV, WORK, processor, ready or matched time, source, program order) goes
 * next.
 *
 * Which message a RECV gets: RECVs choose in the order of posting, those of the same time in that of the program, and each
 * takes of the messages that fit and that no RECV before it has the first: the first sent, or, where the destination has
 * wild RECVs, the first to arrive (ties: source, program order). A RECV that has started keeps its message.
 *
 * What comes later comes last in these orders, and takes what is left: a pair is made when its second half comes, mostly for
 * good. Only what starts at a time may release a RECV, or send a message, that goes before others of that same time; then
 * RECVs that it goes before and that have not started give their messages back, and all choose again.
 *
 * What waits for the same cpu and gap is a line in the order in which it will start; the line has one call in the global
 * queue, no later than its first may start. Messages are matched when they are sent, and wait for their time to come
 * into a line; only at a destination with wild RECVs they have to arrive first.
 */
#include "sim/engine/textbook.h"

#include <string.h>

#define LAST_SOURCE 0x3fffffffu

void
plx_textbook_push (Textbook *tb, guint64 time, Kind kind, guint processor, guint source, guint32 id)
{
  const PlxEvent event = { time, (guint64) kind << 60 | (guint64) processor << 30 | (source & LAST_SOURCE), id, processor };

  plx_radix_queue_push (tb->events->queue, event);
}

/* ---- lines ---- */

static Kind
kind_of (const Textbook *tb, guint32 k)
{
  const PlxTaskForm *form = &plx_task_forms[tb->events->tasks[k].kind];

  return form->receives ? RECV : form->sends ? SEND : WORK;
}

/* The last nic of each cpu is for what minds no gap. */
static Line *
line_of (const Textbook *tb, guint processor, Kind kind, guint cpu, guint nic)
{
  const gsize of_kind = (gsize) processor * N_LINES + (kind == SEND ? SENDS : kind == RECV ? RECVS : WORKS);

  return &tb->lines[(of_kind * tb->n_cpus + cpu) * (tb->n_nics + 1) + nic];
}

static guint64
clock_of (const Textbook *tb, guint processor, Kind kind, guint cpu, guint nic)
{
  const guint64 free = tb->free[(gsize) processor * tb->n_cpus + cpu];
  const gsize at = (gsize) processor * tb->n_nics + nic;

  return nic == tb->n_nics ? free : MAX (free, kind == SEND ? tb->send_at[at] : tb->receive_at[at]);
}

static Line *
line_of_task (const Textbook *tb, guint32 k, guint processor)
{
  const PlxTask *task = &tb->events->tasks[k];

  return line_of (tb, processor, kind_of (tb, k), task->cpu, textbook_is_local (tb, k, processor) ? tb->n_nics : task->nic);
}

static gboolean
goes_before (const Textbook *tb, guint32 a, guint32 b)
{
  const guint64 x = textbook_ready (tb, a), y = textbook_ready (tb, b);

  if (x != y)
    return x < y;
  if (kind_of (tb, a) == RECV && textbook_source (tb, a) != textbook_source (tb, b))
    return textbook_source (tb, a) < textbook_source (tb, b);
  return a < b;
}

static void
stand (Textbook *tb, Line *line, guint32 k)
{
  const PlxTaskState *state = tb->events->state;
  guint32 before = line->of.last;

  if (line->of.first == PLX_NONE || !goes_before (tb, before, k))
    {
      before = PLX_NONE;
      for (guint32 next = line->of.first; next != PLX_NONE && goes_before (tb, next, k); next = state[next].next)
        before = next;
    }
  plx_events_insert (tb->events, &line->of, before, k);
}

/* ---- matching ---- */

static guint32
later (const PlxEvents *events, guint32 a, guint32 b)
{
  return a != PLX_NONE && plx_events_precedes (events, b, a) ? a : b;
}

/* @send and @recv belong together; the RECV will come into its line. */
static void
match (Textbook *tb, guint32 send, guint32 recv, guint processor)
{
  PlxEvents *events = tb->events;
  PlxTaskState *message = &events->state[send], *self = &events->state[recv];
  const guint32 shared = events->tasks[recv].partner;

  if (shared & PLX_SHARED)
    {
      PlxSharedChannel *channel = plx_events_channel (events, shared);

      channel->last_sent = later (events, channel->last_sent, send);
      channel->last_recv = later (events, channel->last_recv, recv);
    }
  message->count = PLX_DONE;
  events->n_done += !plx_task_forms[events->tasks[send].kind].loose;
  self->count = PLX_HOLDS | send;
  self->next = recv;
  plx_textbook_push (tb, MAX (self->time, message->time), ENTER, processor, textbook_source (tb, recv), recv);
}

static void
find_partner (Textbook *tb, guint32 k, gboolean sends, guint processor)
{
  const guint32 other = sends ? plx_events_find_recv (tb->events, k) : plx_events_find_sent (tb->events, k);

  if (other != PLX_NONE)
    match (tb, sends ? k : other, sends ? other : k, processor);
}

/* A RECV leaves its line, if it has come into it. */
static void
leave (Textbook *tb, guint32 recv, guint processor)
{
  const PlxTaskState *state = tb->events->state;
  PlxTaskList *list = &line_of_task (tb, recv, processor)->of;
  guint32 before = PLX_NONE;

  if (state[recv].next == recv)
    return;
  for (guint32 k = list->first; k != recv; k = state[k].next)
    before = k;
  plx_events_take_out (tb->events, list, before, recv);
}

/* RECVs that have not started give back the messages of a channel if @k, a SEND or a RECV of it, goes before. */
static void
give_back (Textbook *tb, guint32 k, gboolean sends, guint32 shared, guint processor)
{
  PlxEvents *events = tb->events;
  const guint32 first = sends ? events->first[processor] : k + 1;

  for (guint32 recv = events->first[processor + 1]; recv-- > first;)
    {
      const guint32 count = events->state[recv].count, send = count & ~PLX_HOLDS;

      if (count & PLX_HOLDS && count < PLX_STALLED && events->tasks[recv].partner == shared
          && plx_events_precedes (events, k, sends ? send : recv))
        {
          leave (tb, recv, processor);
          events->n_done -= !plx_task_forms[events->tasks[send].kind].loose;
          plx_events_part (events, send, recv);
        }
    }
}

static void
post_again (Textbook *tb, PlxSharedChannel *channel, guint processor)
{
  guint32 k = channel->posted.first;

  channel->posted = (PlxTaskList) { PLX_NONE, PLX_NONE };
  for (guint32 next; k != PLX_NONE; k = next)
    {
      next = tb->events->state[k].next;
      find_partner (tb, k, FALSE, processor);
    }
}

/* A RECV is posted, or a message comes to its destination. What starts now may let in something that goes before what has
 * been matched at this very time. */
static void
come (Textbook *tb, guint32 k, gboolean sends, guint processor)
{
  const guint32 shared = plx_events_partner (tb->events, k, sends);
  PlxSharedChannel *channel = shared & PLX_SHARED ? plx_events_channel (tb->events, shared) : NULL;
  const guint32 last = !channel || (sends && !channel->wild) ? PLX_NONE : sends ? channel->last_sent : channel->last_recv;
  const gboolean late = last != PLX_NONE && plx_events_precedes (tb->events, k, last);

  if (late)
    give_back (tb, k, sends, shared, processor);
  find_partner (tb, k, sends, processor);
  if (late)
    post_again (tb, channel, processor);
}

void
plx_textbook_arrive (Textbook *tb, guint32 send)
{
  PlxEvents *events = tb->events;

  events->n_done += plx_task_forms[events->tasks[send].kind].loose;
  if (plx_events_receiver (events, send) != PLX_NONE)
    come (tb, send, TRUE, events->tasks[send].peer);
}

void
plx_textbook_arrive_at (Textbook *tb, guint32 send, guint source, guint64 time)
{
  const guint32 shared = plx_events_receiver (tb->events, send);

  if (shared != PLX_NONE && shared & PLX_SHARED && plx_events_channel (tb->events, shared)->wild)
    plx_textbook_push (tb, time, ARRIVE, source, 0, send);
  else
    plx_textbook_arrive (tb, send);
}

/* ---- releasing ---- */

void
plx_textbook_release (Textbook *tb, guint32 task, gboolean started, guint64 when)
{
  PlxEvents *events = tb->events;

  for (guint32 e = events->first_edge[task]; e < events->first_edge[task + 1]; e++)
    {
      const guint32 after = events->edges[e] & ~PLX_STARTED;
      PlxTaskState *state = &events->state[after];

      if (started != ((events->edges[e] & PLX_STARTED) != 0))
        continue;
      if (tb->cause && when >= state->time)
        tb->cause[after] = task;
      state->time = MAX (state->time, when);
      if (--state->count == 0)
        {
          const PlxReleased released = { after, 0 };

          g_array_append_val (events->released, released);
        }
    }
}

/* The end of a superstep: everybody goes on together. */
static guint64
synchronise (Textbook *tb, guint64 latest)
{
  PlxEvents *events = tb->events;
  const guint64 end = latest + plx_events_ticks (events, plx_sync_time (events->costs, events->p));

  for (gsize k = 0; k < (gsize) events->p * tb->n_cpus; k++)
    tb->free[k] = end;
  memset (tb->send_at, 0, (gsize) events->p * tb->n_nics * sizeof *tb->send_at);
  memset (tb->receive_at, 0, (gsize) events->p * tb->n_nics * sizeof *tb->receive_at);
  tb->level++;
  return end;
}

static void
release_task (Textbook *tb, guint32 k)
{
  PlxEvents *events = tb->events;
  const guint8 kind = events->tasks[k].kind;
  PlxTaskState *state = &events->state[k];

  if (kind == PLX_TASK_JOIN || kind == PLX_TASK_SYNC)
    {
      const guint64 end = kind == PLX_TASK_SYNC ? synchronise (tb, state->time) : state->time;

      if (tb->activity && tb->cause[k] != PLX_NONE)
        tb->activity[k] = tb->activity[tb->cause[k]];
      if (kind == PLX_TASK_SYNC)
        {
          tb->synced = end;
          tb->reached = tb->activity ? tb->activity[k] : PLX_ANY;
        }
      state->count = PLX_DONE;
      events->n_done++;
      plx_textbook_release (tb, k, TRUE, end);
      plx_textbook_release (tb, k, FALSE, end);
      return;
    }
  const guint processor = plx_schedule_processor (events->schedule, k);

  if (!plx_task_forms[kind].receives)
    plx_textbook_push (tb, state->time, ENTER, processor, processor, k);
  else if (!(events->tasks[k].partner & PLX_SHARED))
    come (tb, k, FALSE, processor);
  else
    plx_textbook_push (tb, state->time, POST, processor, 0, k);
}

static void
release_all (Textbook *tb)
{
  GArray *released = tb->events->released;

  for (guint k = 0; k < released->len; k++)
    release_task (tb, g_array_index (released, PlxReleased, k).task);
  g_array_set_size (released, 0);
}

/* ---- starting ---- */

/* An event for a line that has someone in it. */
static void
call (Textbook *tb, guint processor, Kind kind, guint cpu, guint nic, guint64 now)
{
  Line *line = line_of (tb, processor, kind, cpu, nic);

  if (line->of.first == PLX_NONE || line->called)
    return;
  const guint64 clock = clock_of (tb, processor, kind, cpu, nic);

  if (clock == FOREVER)
    return;
  line->called = TRUE;
  plx_textbook_push (tb, MAX (now, clock), kind, processor, LAST_SOURCE, cpu << 16 | nic);
}

void
plx_textbook_resume (Textbook *tb, guint processor, guint cpu, guint64 now)
{
  for (Kind kind = SEND; kind <= WORK; kind++)
    for (guint nic = 0; nic <= tb->n_nics; nic++)
      call (tb, processor, kind, cpu, nic, now);
}

/* A RECV that has given its message back since comes at another time. */
static void
enter (Textbook *tb, guint32 k, guint processor, guint64 now)
{
  const PlxTask *task = &tb->events->tasks[k];
  const Kind kind = kind_of (tb, k);

  if (kind == RECV && (tb->events->state[k].next != k || textbook_ready (tb, k) > now))
    return;
  const guint nic = textbook_is_local (tb, k, processor) ? tb->n_nics : task->nic;

  stand (tb, line_of (tb, processor, kind, task->cpu, nic), k);
  call (tb, processor, kind, task->cpu, nic, now);
}

/* The line of the processor whose head goes first of those that can start; NULL: none can. */
static Line *
first_line (const Textbook *tb, guint processor, Kind kind, guint64 now)
{
  Line *first = NULL;

  for (guint cpu = 0; cpu < tb->n_cpus; cpu++)
    for (guint nic = 0; nic <= tb->n_nics; nic++)
      {
        Line *line = line_of (tb, processor, kind, cpu, nic);

        if (line->of.first != PLX_NONE && clock_of (tb, processor, kind, cpu, nic) <= now
            && (!first || goes_before (tb, line->of.first, first->of.first)))
          first = line;
      }
  return first;
}

static gboolean
could_start (const Textbook *tb, guint processor, guint64 now)
{
  return first_line (tb, processor, SEND, now) || first_line (tb, processor, RECV, now)
         || first_line (tb, processor, WORK, now);
}

/* What goes first of a processor's tasks of a kind starts; the line that was called may be called again. */
static void
run_call (Textbook *tb, const PlxEvent *event, Kind kind)
{
  PlxEvents *events = tb->events;
  const guint processor = event->processor, cpu = event->id >> 16, nic = event->id & 0xffff;
  Line *line = first_line (tb, processor, kind, event->time);

  line_of (tb, processor, kind, cpu, nic)->called = FALSE;
  if (line)
    {
      const guint32 k = line->of.first;

      plx_events_take_out (events, &line->of, PLX_NONE, k);
      events->result->n_ties += could_start (tb, processor, event->time);
      events->result->n_events += 1 + (kind == SEND);
      plx_textbook_start (tb, k, processor, event->time);
    }
  call (tb, processor, kind, cpu, nic, event->time);
}

static void
run_event (Textbook *tb, const PlxEvent *event)
{
  const Kind kind = (Kind) (event->tie >> 60);

  if (kind == ARRIVE)
    plx_textbook_arrive (tb, event->id);
  else if (kind == HOP)
    plx_textbook_hop (tb, event->id, event->processor, event->time);
  else if (kind == DEPART)
    plx_textbook_depart (tb, event->id, event->processor, event->time);
  else if (kind == POST)
    come (tb, event->id, FALSE, event->processor);
  else if (kind == ENTER)
    enter (tb, event->id, event->processor, event->time);
  else
    run_call (tb, event, kind);
}

/* ---- the run ---- */

static Line *
new_lines (gsize n)
{
  Line *lines = g_new (Line, MAX (n, 1));

  for (gsize k = 0; k < n; k++)
    lines[k] = (Line) { { PLX_NONE, PLX_NONE }, FALSE };
  return lines;
}

static guint32 *
new_none (gsize n)
{
  guint32 *of = g_new (guint32, MAX (n, 1));

  memset (of, 0xff, n * sizeof *of);
  return of;
}

static void
begin (Textbook *tb)
{
  PlxEvents *events = tb->events;
  const gsize p = MAX (events->p, 1);

  tb->n_cpus = MAX (plx_schedule_n_cpus (events->schedule), 1);
  tb->n_nics = MAX (plx_schedule_n_nics (events->schedule), 1);
  tb->free = g_new0 (guint64, p * tb->n_cpus);
  tb->send_at = g_new0 (guint64, p * tb->n_nics);
  tb->receive_at = g_new0 (guint64, p * tb->n_nics);
  tb->lines = new_lines (p * N_LINES * tb->n_cpus * (tb->n_nics + 1));
  tb->busy = g_new0 (guint64, p);
  tb->gap = g_new0 (guint64, p);
  tb->covered = g_new0 (guint64, p);
  if (events->costs->capacity > 0)
    tb->room = plx_textbook_room_new (events, tb->n_cpus);
  if (events->options && events->options->platform)
    {
      tb->platform = plx_platform_begin (events->options->platform, events->rate, events->options->seed);
      if (plx_platform_contends (events->options->platform))
        tb->way = plx_textbook_way_new (events);
    }
  if (events->options && events->options->log)
    {
      events->result->log = g_array_new (FALSE, FALSE, sizeof (PlxActivity));
      tb->cause = new_none (events->n_tasks);
      tb->activity = new_none (events->n_tasks);
      tb->last = new_none (p);
      tb->last_send = new_none (p);
      tb->last_recv = new_none (p);
    }
}

static void
finish (Textbook *tb)
{
  for (guint i = 0; i < tb->events->p; i++)
    {
      PlxShare *share = &tb->events->result->of[i];

      for (guint c = 0; c < tb->n_cpus; c++)
        share->finish = MAX (share->finish, tb->free[(gsize) i * tb->n_cpus + c]);
      share->busy = tb->busy[i];
      share->gap = tb->gap[i];
      share->wait = share->finish - share->busy - share->gap;
    }
  gpointer all[] = { tb->free, tb->send_at, tb->receive_at, tb->lines, tb->busy, tb->gap, tb->covered,
                     tb->cause, tb->activity, tb->last, tb->last_send, tb->last_recv };

  for (guint k = 0; k < G_N_ELEMENTS (all); k++)
    g_free (all[k]);
  if (tb->room)
    plx_textbook_room_free (tb->room);
  if (tb->way)
    plx_textbook_way_free (tb->way);
  plx_platform_end (tb->platform);
}

void
plx_events_run_textbook (PlxEvents *events)
{
  Textbook tb = { .events = events };

  begin (&tb);
  for (guint32 k = 0; k < events->n_tasks; k++)
    if (events->state[k].count == 0)
      {
        const PlxReleased root = { k, 0 };

        g_array_append_val (events->released, root);
      }
  release_all (&tb);
  for (const PlxEvent *first; (first = plx_radix_queue_peek (events->queue)) && !(first->time >> 62);)
    {
      const PlxEvent event = *first;

      plx_radix_queue_drop (events->queue);
      run_event (&tb, &event);
      if (events->released->len > 0)
        release_all (&tb);
    }
  events->overflow |= plx_radix_queue_peek (events->queue) != NULL;
  finish (&tb);
}
