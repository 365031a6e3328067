/* SPDX-License-Identifier: MIT */
/* schedule-match.c: every SEND has its RECV, as far as can be known without running them.
 *
 * SENDs are sorted by destination, with a counting sort that keeps their order by source. Then, for each destination, its
 * RECVs are put beside the SENDs of their source, one each. Only where the tags or sizes of such a pair differ are the
 * messages between the two processors compared by sorting them.
 */
#include "sim/core/schedule.h"

#include <stdlib.h>

typedef struct {
  guint64 bytes;
  guint32 tag, task;
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
  const PlxSchedule *schedule;
  Send *sends;        /* by (destination, source) */
  guint32 *receives;  /* the RECV beside each */
  guint32 *first;     /* [p + 2]: where the sends to each processor begin */
  Run *runs;          /* [p], by source */
  GArray *sent, *received;  /* of Message: between two processors, when they have to be sorted */
} Match;

static void
sort_sends (Match *m)
{
  const PlxSchedule *s = m->schedule;

  for (guint32 t = 0; t < s->n_tasks; t++)
    if (s->tasks[t].kind == PLX_OP_SEND)
      m->first[s->tasks[t].peer + 2]++;
  for (gsize i = 2; i < (gsize) s->p + 2; i++)
    m->first[i] += m->first[i - 1];
  m->sends = g_new (Send, MAX (m->first[s->p + 1], 1));
  m->receives = g_new (guint32, MAX (m->first[s->p + 1], 1));
  for (guint i = 0; i < s->p; i++)
    for (guint32 t = s->first[i]; t < s->first[i + 1]; t++)
      if (s->tasks[t].kind == PLX_OP_SEND)
        m->sends[m->first[s->tasks[t].peer + 1]++] = (Send) { t, i };
}

/* ---- what does not match ---- */

static int
by_tag_and_size (const void *a, const void *b)
{
  const Message *x = a, *y = b;

  if (x->tag != y->tag)
    return x->tag < y->tag ? -1 : 1;
  if (x->bytes != y->bytes)
    return x->bytes < y->bytes ? -1 : 1;
  return (x->task > y->task) - (x->task < y->task);
}

static void
add_message (const PlxSchedule *s, guint32 task, GArray *messages)
{
  const Message message = { s->tasks[task].amount, s->tasks[task].tag, task };

  g_array_append_val (messages, message);
}

/* The messages of a kind that one processor exchanges with another. */
static void
gather (const PlxSchedule *s, guint i, guint kind, guint peer, GArray *messages)
{
  g_array_set_size (messages, 0);
  for (guint32 t = s->first[i]; t < s->first[i + 1]; t++)
    if (s->tasks[t].kind == kind && s->tasks[t].peer == peer)
      add_message (s, t, messages);
  g_array_sort (messages, by_tag_and_size);
}

/* How many messages have the tag; *last is the last of them in program order. */
static guint
count_tag (const GArray *messages, guint32 tag, guint32 *last)
{
  guint n = 0;

  for (guint k = 0; k < messages->len; k++)
    {
      const Message *message = &g_array_index (messages, Message, k);

      if (message->tag != tag)
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

  gather (m->schedule, source, PLX_OP_SEND, destination, m->sent);
  gather (m->schedule, destination, PLX_OP_RECV, source, m->received);
  for (;; k++)
    {
      const Message *sent = k < m->sent->len ? &g_array_index (m->sent, Message, k) : NULL;
      const Message *received = k < m->received->len ? &g_array_index (m->received, Message, k) : NULL;
      const guint32 tag = MIN (sent ? sent->tag : G_MAXUINT32, received ? received->tag : G_MAXUINT32);
      guint32 last_sent = 0, last_received = 0;

      if (sent && received && sent->tag == received->tag && sent->bytes == received->bytes)
        continue;

      const guint n_sent = count_tag (m->sent, tag, &last_sent);
      const guint n_received = count_tag (m->received, tag, &last_received);
      if (n_sent == n_received)
        report_sizes (m, sent, received, error);
      else
        report_count (m, source, destination, tag, n_sent, n_received, n_sent > n_received ? last_sent : last_received,
                      error);
      return;
    }
}

/* ---- matching ---- */

static gboolean
is_wild (const PlxSchedule *s, guint destination)
{
  for (guint32 t = s->first[destination]; t < s->first[destination + 1]; t++)
    if (s->tasks[t].kind == PLX_OP_RECV && (s->tasks[t].peer == PLX_ANY || s->tasks[t].tag == PLX_ANY))
      return TRUE;
  return FALSE;
}

/* The sends to a destination as one run for each source. */
static void
find_runs (Match *m, guint destination)
{
  for (guint32 k = m->first[destination]; k < m->first[destination + 1]; k++)
    {
      Run *run = &m->runs[m->sends[k].source];

      if (run->destination != destination + 1)
        *run = (Run) { destination + 1, k, k };
      run->end = k + 1;
    }
}

/* Puts each receive beside a send of its source. FALSE: that source sends too few. */
static gboolean
place_receives (Match *m, guint destination, GError **error)
{
  const PlxSchedule *s = m->schedule;

  for (guint32 t = s->first[destination]; t < s->first[destination + 1]; t++)
    if (s->tasks[t].kind == PLX_OP_RECV)
      {
        Run *run = &m->runs[s->tasks[t].peer];

        if (run->destination != destination + 1 || run->next == run->end)
          {
            report (m, s->tasks[t].peer, destination, error);
            return FALSE;
          }
        m->receives[run->next++] = t;
      }
  return TRUE;
}

/* Whether the sends [first, end) of a source and the receives beside them have the same tags and sizes in some order. */
static gboolean
same_in_some_order (Match *m, guint32 first, guint32 end)
{
  g_array_set_size (m->sent, 0);
  g_array_set_size (m->received, 0);
  for (guint32 k = first; k < end; k++)
    {
      add_message (m->schedule, m->sends[k].task, m->sent);
      add_message (m->schedule, m->receives[k], m->received);
    }
  g_array_sort (m->sent, by_tag_and_size);
  g_array_sort (m->received, by_tag_and_size);
  for (guint32 k = 0; k < end - first; k++)
    {
      const Message *sent = &g_array_index (m->sent, Message, k);
      const Message *received = &g_array_index (m->received, Message, k);

      if (sent->tag != received->tag || sent->bytes != received->bytes)
        return FALSE;
    }
  return TRUE;
}

static inline gboolean
alike (const PlxTask *a, const PlxTask *b)
{
  return a->tag == b->tag && a->amount == b->amount;
}

/* Compares the run of sends that begins at *k, and steps behind it. */
static gboolean
compare_run (Match *m, guint destination, guint32 *k, GError **error)
{
  const PlxTask *tasks = m->schedule->tasks;
  const guint source = m->sends[*k].source;
  const Run *run = &m->runs[source];
  const guint32 first = *k;
  gboolean same = run->next == run->end;

  while (same && *k < run->end && alike (&tasks[m->sends[*k].task], &tasks[m->receives[*k]]))
    ++*k;
  if (same && *k < run->end)
    same = same_in_some_order (m, first, run->end);
  *k = run->end;
  if (!same)
    report (m, source, destination, error);
  return same;
}

static gboolean
match_destination (Match *m, guint destination, GError **error)
{
  guint32 k = m->first[destination];

  find_runs (m, destination);
  if (!place_receives (m, destination, error))
    return FALSE;
  while (k < m->first[destination + 1])
    if (!compare_run (m, destination, &k, error))
      return FALSE;
  return TRUE;
}

gboolean
plx_schedule_match (const PlxSchedule *schedule, GError **error)
{
  g_autofree guint32 *first = g_new0 (guint32, (gsize) schedule->p + 2);
  g_autofree Run *runs = g_new0 (Run, schedule->p);
  g_autoptr (GArray) sent = g_array_new (FALSE, FALSE, sizeof (Message));
  g_autoptr (GArray) received = g_array_new (FALSE, FALSE, sizeof (Message));
  Match m = { .schedule = schedule, .first = first, .runs = runs, .sent = sent, .received = received };
  gboolean fine = TRUE;

  sort_sends (&m);
  for (guint i = 0; fine && i < schedule->p; i++)
    fine = is_wild (schedule, i) || match_destination (&m, i, error);
  g_free (m.sends);
  g_free (m.receives);
  return fine;
}
