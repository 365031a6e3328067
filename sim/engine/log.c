/* SPDX-License-Identifier: MIT */
/* log.c: what every processor did, and why not earlier. */
#include "sim/engine/run.h"

#include <string.h>

static guint32 *
new_places (gsize n)
{
  guint32 *places = g_new (guint32, n + 1);

  memset (places, 0xff, (n + 1) * sizeof *places);
  return places;
}

PlxLog *
plx_log_new (guint p, guint32 n_slots)
{
  PlxLog *log = g_new0 (PlxLog, 1);

  log->of = g_array_new (FALSE, FALSE, sizeof (PlxActivity));
  log->last = new_places (p);
  log->sent = new_places (p);
  log->received = new_places (p);
  log->under_way = new_places (n_slots);
  log->cause = g_new (guint8, (gsize) p + 1);
  memset (log->cause, PLX_CAUSE_PROCESSOR, p);
  return log;
}

GArray *
plx_log_end (PlxLog *log)
{
  GArray *of = log->of;

  g_free (log->last);
  g_free (log->sent);
  g_free (log->received);
  g_free (log->under_way);
  g_free (log->cause);
  g_free (log);
  return of;
}

guint32
plx_log_add (PlxLog *log, const PlxSimulated *before, const PlxActivity *activity, guint64 arrival)
{
  const guint32 i = activity->processor, number = log->of->len;
  const gboolean away = activity->peer != i, receives = away && activity->sent != PLX_ANY;
  const gboolean sends = away && !receives && activity->kind > PLX_OP_READ;
  const guint64 gap_at = receives ? before->receive_at : sends ? before->send_at : 0;
  PlxActivity one = *activity;

  one.level = log->level;
  if (receives && arrival > MAX (before->now, gap_at))
    {
      one.cause = PLX_CAUSE_MESSAGE;
      one.before = one.sent;
    }
  else if (gap_at > before->now)
    {
      one.cause = PLX_CAUSE_GAP;
      one.before = receives ? log->received[i] : log->sent[i];
    }
  else
    {
      one.before = log->last[i];
      one.cause = one.before == PLX_ANY ? PLX_CAUSE_START : log->cause[i];
    }
  g_array_append_val (log->of, one);
  log->last[i] = number;
  log->cause[i] = PLX_CAUSE_PROCESSOR;
  if (receives)
    log->received[i] = number;
  if (sends)
    log->sent[i] = number;
  return number;
}

void
plx_log_barrier (PlxLog *log, guint p, guint last)
{
  const guint32 reached = log->last[last];

  for (guint i = 0; i < p; i++)
    {
      log->last[i] = reached;
      log->sent[i] = log->received[i] = PLX_ANY;
      log->cause[i] = PLX_CAUSE_BARRIER;
    }
}
