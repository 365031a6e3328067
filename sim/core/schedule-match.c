/* SPDX-License-Identifier: MIT */
/* schedule-match.c: which SEND belongs to which RECV, as far as can be known without running them.
 *
 * SENDs are sorted by destination, with a counting sort that keeps their order by source. Then, for each destination, its
 * RECVs are put beside the SENDs of their source, one each. Mostly the two of such a pair have the same tag and size, and
 * the tags of the pairs between two processors either ascend, so that each is a channel of its own, or are all the same,
 * which is one channel; else the messages between the two are sorted. All messages of the program to a destination with a
 * wild RECV are one channel.
 */
#include "sim/core/schedule.h"
#include "sim/core/task.h"

#include <parallax/error.h>
#include <stdlib.h>

typedef struct {
  guint64 key;  /* of its channel, between two processors */
  guint64 bytes;
  guint32 task;
} Message;

typedef struct {
  guint32 task, source;
} Send;

/* Where the SENDs of a source to the destination at hand are. */
typedef struct {
  guint32 destination;  /* one ahead; else it sends nothing to this one */
  guint32 next, end;    /* the first without a RECV yet; in the sends */
} Run;

typedef struct {
  PlxSchedule *schedule;
  gboolean answers;   /* the second round, in which SERVEs are senders */
  guint32 *wild;      /* [p]: the channel of all messages of the program to it; PLX_NONE: it has no wild RECV */
  Send *sends;        /* by (destination, source) */
  guint32 *receives;  /* the RECV beside each */
  guint32 *first;     /* [p + 2]: where the sends to each processor begin */
  Run *runs;          /* [p], by source */
  GArray *sent, *received;  /* of Message: between two processors, when they have to be sorted */
} Match;

static inline gboolean
is_sender (const Match *m, guint8 kind)
{
  return plx_task_forms[kind].sends && (kind == PLX_TASK_SERVE) == m->answers;
}

static inline gboolean
is_receiver (const Match *m, guint8 kind)
{
  return plx_task_forms[kind].receives && (kind == PLX_TASK_ANSWER) == m->answers;
}

static inline guint64
key_of (const Match *m, const PlxTask *task)
{
  return (guint64) (m->answers ? PLX_CHANNEL_ANSWER : plx_task_forms[task->kind].channel) << 32 | task->tag;
}

/* Whether a task is of the one channel that all messages of the program to this destination share. */
static inline gboolean
is_shared (const Match *m, guint destination, guint8 kind)
{
  return m->wild[destination] != PLX_NONE && !m->answers && plx_task_forms[kind].channel == PLX_CHANNEL_PROGRAM;
}

static guint32
add_channel (Match *m)
{
  return PLX_SHARED | m->schedule->n_channels++;
}

static inline void
set_partner (Match *m, guint32 send, guint32 partner)
{
  if (m->answers)
    m->schedule->answers[send] = partner;
  else
    m->schedule->tasks[send].partner = partner;
}

static inline void
join (Match *m, guint32 send, guint32 recv)
{
  set_partner (m, send, recv);
  m->schedule->tasks[recv].partner = send;
}

/* ---- sorting by destination ---- */

static gboolean
check_peer (const PlxSchedule *s, guint32 t, GError **error)
{
  const PlxTask *task = &s->tasks[t];

  if (task->peer < s->p || (task->kind == PLX_OP_RECV && task->peer == PLX_ANY))
    return TRUE;
  g_autofree char *name = plx_schedule_name_task (s, t);

  plx_schedule_error (s, t, error, "%s: there is no processor %u; they are 0 to %u", name, task->peer, s->p - 1);
  return FALSE;
}

/* Wild channels have the first numbers. */
static gboolean
find_wild (Match *m, gboolean *serves, GError **error)
{
  PlxSchedule *s = m->schedule;

  for (guint i = 0; i < s->p; i++)
    {
      m->wild[i] = PLX_NONE;
      for (guint32 t = s->first[i]; t < s->first[i + 1]; t++)
        {
          const PlxTaskForm *form = &plx_task_forms[s->tasks[t].kind];

          if ((form->sends || form->receives) && !check_peer (s, t, error))
            return FALSE;
          if (plx_task_is_wild (&s->tasks[t]) && m->wild[i] == PLX_NONE)
            m->wild[i] = add_channel (m);
          *serves |= form->sends && form->receives;
        }
    }
  s->n_wild = s->n_channels;
  return TRUE;
}

static void
sort_sends (Match *m)
{
  const PlxSchedule *s = m->schedule;

  for (guint32 t = 0; t < s->n_tasks; t++)
    if (is_sender (m, s->tasks[t].kind))
      m->first[s->tasks[t].peer + 2]++;
  for (gsize i = 2; i < (gsize) s->p + 2; i++)
    m->first[i] += m->first[i - 1];
  m->sends = g_new (Send, MAX (m->first[s->p + 1], 1));
  m->receives = g_new (guint32, MAX (m->first[s->p + 1], 1));
  for (guint i = 0; i < s->p; i++)
    for (guint32 t = s->first[i]; t < s->first[i + 1]; t++)
      if (is_sender (m, s->tasks[t].kind))
        m->sends[m->first[s->tasks[t].peer + 1]++] = (Send) { t, i };
}

/* ---- what does not match ---- */

static int
by_key_and_size (const void *a, const void *b)
{
  const Message *x = a, *y = b;

  if (x->key != y->key)
    return x->key < y->key ? -1 : 1;
  if (x->bytes != y->bytes)
    return x->bytes < y->bytes ? -1 : 1;
  return (x->task > y->task) - (x->task < y->task);
}

static void
add_message (const Match *m, guint32 task, GArray *messages)
{
  const PlxTask *of = &m->schedule->tasks[task];
  const Message message = { key_of (m, of), of->amount, task };

  g_array_append_val (messages, message);
}

/* What one processor sends to another, or the other receives from it. */
static void
gather (const Match *m, guint source, guint destination, gboolean sends, GArray *messages)
{
  const PlxSchedule *s = m->schedule;
  const guint i = sends ? source : destination, peer = sends ? destination : source;

  g_array_set_size (messages, 0);
  for (guint32 t = s->first[i]; t < s->first[i + 1]; t++)
    if ((sends ? is_sender (m, s->tasks[t].kind) : is_receiver (m, s->tasks[t].kind)) && s->tasks[t].peer == peer
        && !is_shared (m, destination, s->tasks[t].kind))
      add_message (m, t, messages);
  g_array_sort (messages, by_key_and_size);
}

/* How many messages have the key; *last is the last of them in program order. */
static guint
count_key (const GArray *messages, guint64 key, guint32 *last)
{
  guint n = 0;

  for (guint k = 0; k < messages->len; k++)
    {
      const Message *message = &g_array_index (messages, Message, k);

      if (message->key != key)
        continue;
      *last = n++ > 0 ? MAX (*last, message->task) : message->task;
    }
  return n;
}

static void
report_count (const Match *m, guint source, guint destination, guint32 tag, guint n_sent, guint n_received, guint32 task,
              GError **error)
{
  g_autofree char *name = plx_schedule_name_task (m->schedule, task);

  plx_schedule_error (m->schedule, task, error, "%s is never matched: rank %u sends %u to rank %u with tag %u, which "
                      "receives %u; every send needs its recv", name, source, n_sent, destination, tag, n_received);
}

static void
report_sizes (const Match *m, const Message *sent, const Message *received, GError **error)
{
  g_autofree char *sender = plx_schedule_name_task (m->schedule, sent->task);
  g_autofree char *receiver = plx_schedule_name_task (m->schedule, received->task);

  plx_schedule_error (m->schedule, received->task, error, "%s cannot match %s; both sizes must be the same", receiver,
                      sender);
}

/* Names the first difference of two processors' messages. */
static void
report (const Match *m, guint source, guint destination, GError **error)
{
  guint k = 0;

  gather (m, source, destination, TRUE, m->sent);
  gather (m, source, destination, FALSE, m->received);
  for (;; k++)
    {
      const Message *sent = k < m->sent->len ? &g_array_index (m->sent, Message, k) : NULL;
      const Message *received = k < m->received->len ? &g_array_index (m->received, Message, k) : NULL;
      const guint64 key = MIN (sent ? sent->key : G_MAXUINT64, received ? received->key : G_MAXUINT64);
      guint32 last_sent = 0, last_received = 0;

      if (sent && received && sent->key == received->key && sent->bytes == received->bytes)
        continue;

      const guint n_sent = count_key (m->sent, key, &last_sent);
      const guint n_received = count_key (m->received, key, &last_received);
      if (n_sent == n_received)
        report_sizes (m, sent, received, error);
      else
        report_count (m, source, destination, (guint32) key, n_sent, n_received,
                      n_sent > n_received ? last_sent : last_received, error);
      return;
    }
}

/* ---- matching ---- */

/* Of the sends to a wild destination: puts those that share its channel there. Returns where the others end. */
static guint32
share (Match *m, guint destination)
{
  const PlxSchedule *s = m->schedule;
  guint32 end = m->first[destination];

  for (guint32 k = end; k < m->first[destination + 1]; k++)
    if (is_shared (m, destination, s->tasks[m->sends[k].task].kind))
      s->tasks[m->sends[k].task].partner = m->wild[destination];
    else
      m->sends[end++] = m->sends[k];
  return end;
}

/* The sends to a destination as one run for each source. */
static void
find_runs (Match *m, guint destination, guint32 end)
{
  for (guint32 k = m->first[destination]; k < end; k++)
    {
      Run *run = &m->runs[m->sends[k].source];

      if (run->destination != destination + 1)
        *run = (Run) { destination + 1, k, k };
      run->end = k + 1;
      __builtin_prefetch (&m->schedule->tasks[m->sends[k].task], 1);
    }
}

/* Puts each receive beside a send of its source. FALSE: that source sends too few. */
static gboolean
place_receives (Match *m, guint destination, GError **error)
{
  PlxTask *tasks = m->schedule->tasks;

  for (guint32 t = m->schedule->first[destination]; t < m->schedule->first[destination + 1]; t++)
    if (!is_receiver (m, tasks[t].kind))
      continue;
    else if (is_shared (m, destination, tasks[t].kind))
      tasks[t].partner = m->wild[destination];
    else
      {
        Run *run = &m->runs[tasks[t].peer];

        if (run->destination != destination + 1 || run->next == run->end)
          {
            report (m, tasks[t].peer, destination, error);
            return FALSE;
          }
        m->receives[run->next++] = t;
      }
  return TRUE;
}

static void
join_all (Match *m, guint32 first, guint32 end)
{
  const guint32 channel = add_channel (m);

  for (guint32 k = first; k < end; k++)
    {
      set_partner (m, m->sends[k].task, channel);
      m->schedule->tasks[m->receives[k]].partner = channel;
    }
}

/* Takes the sends [first, end) of a source as they stand beside their receives. FALSE: they have to be sorted. */
static gboolean
join_run (Match *m, guint32 first, guint32 end)
{
  const PlxTask *tasks = m->schedule->tasks;
  gboolean ascend = TRUE, equal = end > first + 1;
  guint64 last = 0;

  for (guint32 k = first; k < end; k++)
    {
      const PlxTask *send = &tasks[m->sends[k].task], *recv = &tasks[m->receives[k]];
      const guint64 key = key_of (m, send);

      if (key != key_of (m, recv) || send->amount != recv->amount)
        return FALSE;
      ascend &= k == first || key > last;
      equal &= k == first || key == last;
      last = key;
    }
  for (guint32 k = first; ascend && k < end; k++)
    join (m, m->sends[k].task, m->receives[k]);
  if (!ascend && equal)
    join_all (m, first, end);
  return ascend || equal;
}

static guint
count_from (const GArray *messages, guint first, guint64 key)
{
  guint n = 0;

  while (first + n < messages->len && g_array_index (messages, Message, first + n).key == key)
    n++;
  return n;
}

/* The messages of one channel, by size. FALSE: they cannot match. */
static gboolean
join_channel (Match *m, const Message *sent, guint n_sent, const Message *received, guint n_received)
{
  const gboolean loose = n_sent > 0 && plx_task_forms[m->schedule->tasks[sent->task].kind].loose;

  if (n_sent < n_received || (n_sent > n_received && !loose))
    return FALSE;
  for (guint k = 0; !loose && k < n_sent; k++)
    if (sent[k].bytes != received[k].bytes)
      return FALSE;
  if (n_sent == 1 && n_received == 1)
    join (m, sent->task, received->task);
  if (n_sent == 1)
    return TRUE;
  const guint32 channel = n_received > 0 ? add_channel (m) : PLX_NONE;

  for (guint k = 0; k < n_sent; k++)
    set_partner (m, sent[k].task, channel);
  for (guint k = 0; k < n_received; k++)
    m->schedule->tasks[received[k].task].partner = channel;
  return TRUE;
}

/* The sends of a source [first, end), of which those before @next have a receive beside them, in any order. */
static gboolean
sort_run (Match *m, guint32 first, guint32 next, guint32 end)
{
  guint s = 0, r = 0, n_sent, n_received;

  g_array_set_size (m->sent, 0);
  g_array_set_size (m->received, 0);
  for (guint32 k = first; k < end; k++)
    add_message (m, m->sends[k].task, m->sent);
  for (guint32 k = first; k < next; k++)
    add_message (m, m->receives[k], m->received);
  g_array_sort (m->sent, by_key_and_size);
  g_array_sort (m->received, by_key_and_size);
  for (; s < m->sent->len; s += n_sent, r += n_received)
    {
      const guint64 key = g_array_index (m->sent, Message, s).key;

      n_sent = count_from (m->sent, s, key);
      n_received = count_from (m->received, r, key);
      if (!join_channel (m, &g_array_index (m->sent, Message, s), n_sent, &g_array_index (m->received, Message, r),
                         n_received))
        return FALSE;
    }
  return r == m->received->len;
}

static gboolean
match_destination (Match *m, guint destination, GError **error)
{
  const guint32 end = m->wild[destination] != PLX_NONE ? share (m, destination) : m->first[destination + 1];

  find_runs (m, destination, end);
  if (!place_receives (m, destination, error))
    return FALSE;
  for (guint32 k = m->first[destination]; k < end;)
    {
      const guint source = m->sends[k].source;
      const Run run = m->runs[source];

      if ((run.next < run.end || !join_run (m, k, run.end)) && !sort_run (m, k, run.next, run.end))
        {
          report (m, source, destination, error);
          return FALSE;
        }
      k = run.end;
    }
  return TRUE;
}

static gboolean
match_round (Match *m, gboolean answers, GError **error)
{
  const PlxSchedule *s = m->schedule;
  g_autofree guint32 *first = g_new0 (guint32, (gsize) s->p + 2);
  g_autofree Run *runs = g_new0 (Run, s->p);
  gboolean fine = TRUE;

  m->answers = answers;
  m->first = first;
  m->runs = runs;
  sort_sends (m);
  for (guint i = 0; fine && i < s->p; i++)
    fine = match_destination (m, i, error);
  g_clear_pointer (&m->sends, g_free);
  g_clear_pointer (&m->receives, g_free);
  return fine;
}

gboolean
plx_schedule_match (PlxSchedule *schedule, GError **error)
{
  g_autofree guint32 *wild = g_new (guint32, schedule->p);
  g_autoptr (GArray) sent = g_array_new (FALSE, FALSE, sizeof (Message));
  g_autoptr (GArray) received = g_array_new (FALSE, FALSE, sizeof (Message));
  Match m = { .schedule = schedule, .wild = wild, .sent = sent, .received = received };
  gboolean serves = FALSE;

  if (!find_wild (&m, &serves, error) || !match_round (&m, FALSE, error))
    return FALSE;
  if (!serves)
    return TRUE;
  schedule->answers = g_new (guint32, schedule->n_tasks);
  return match_round (&m, TRUE, error);
}
