/* SPDX-License-Identifier: MIT */
/* goal-write.c: writes schedules as GOAL text and in the binary form of LogGOPSim, byte for byte as its converter does. */
#include "sim/core/schedule.h"
#include "sim/sources/goal.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <parallax/error.h>
#include <string.h>
#include <unistd.h>

#define KEPT 65536  /* bytes, before they are written */

/* A file being written. */
typedef struct {
  const PlxSchedule *schedule;
  int fd;
  int code;         /* of the first write that failed, or 0 */
  GByteArray *kept;
  guint32 *requires; /* of each task; binary only */
} Writer;

static void
flush (Writer *w)
{
  gsize at = 0;

  while (w->code == 0 && at < w->kept->len)
    {
      const gssize n = write (w->fd, w->kept->data + at, w->kept->len - at);

      if (n >= 0)
        at += (gsize) n;
      else if (errno != EINTR)
        w->code = errno;
    }
  g_byte_array_set_size (w->kept, 0);
}

static inline void
put (Writer *w, gconstpointer bytes, gsize n)
{
  g_byte_array_append (w->kept, bytes, (guint) n);
  if (w->kept->len >= KEPT)
    flush (w);
}

/* ---- text ---- */

static void
put_text (Writer *w, const char *text)
{
  put (w, text, strlen (text));
}

/* The text, then the number. */
static void
put_number (Writer *w, const char *text, guint64 number)
{
  char digits[20];
  guint n = sizeof digits;

  do
    digits[--n] = (char) ('0' + number % 10);
  while ((number /= 10) > 0);
  put_text (w, text);
  put (w, digits + n, sizeof digits - n);
}

static void
put_message (Writer *w, const PlxTask *task)
{
  const gboolean receives = task->kind == PLX_OP_RECV;

  put_number (w, receives ? "recv " : "send ", task->amount);
  if (task->peer == PLX_ANY)
    put_text (w, "b from -1");
  else
    put_number (w, receives ? "b from " : "b to ", task->peer);
  if (task->tag == PLX_ANY)
    put_text (w, " tag -1");
  else if (task->tag != 0)
    put_number (w, " tag ", task->tag);
}

static void
put_task (Writer *w, guint32 number, const PlxTask *task)
{
  put_number (w, "l", number);
  put_text (w, ": ");
  if (task->kind == PLX_OP_WORK)
    put_number (w, "calc ", task->amount);
  else
    put_message (w, task);
  if (task->cpu != 0)
    put_number (w, " cpu ", task->cpu);
  if (task->nic != 0 && task->kind != PLX_OP_WORK)
    put_number (w, " nic ", task->nic);
  put_text (w, "\n");
}

/* By the operation that is waited for, as in the binary form: to read and write again changes nothing. */
static void
put_requirements (Writer *w, guint32 first, guint32 task)
{
  const PlxSchedule *s = w->schedule;

  for (guint32 e = s->first_edge[task]; e < s->first_edge[task + 1]; e++)
    {
      put_number (w, "l", (s->edges[e] & ~PLX_STARTED) - first + 1);
      put_number (w, s->edges[e] & PLX_STARTED ? " irequires l" : " requires l", task - first + 1);
      put_text (w, "\n");
    }
}

static void
write_text (Writer *w)
{
  const PlxSchedule *s = w->schedule;

  put_number (w, "num_ranks ", s->p);
  put_text (w, "\n");
  for (guint i = 0; i < s->p; i++)
    {
      put_number (w, "\nrank ", i);
      put_text (w, " {\n");
      for (guint32 t = s->first[i]; t < s->first[i + 1]; t++)
        put_task (w, t - s->first[i] + 1, &s->tasks[t]);
      for (guint32 t = s->first[i]; t < s->first[i + 1]; t++)
        put_requirements (w, s->first[i], t);
      put_text (w, "}\n");
    }
}

/* ---- binary ---- */

static inline void
put8 (Writer *w, guint8 x)
{
  put (w, &x, sizeof x);
}

static inline void
put32 (Writer *w, guint32 x)
{
  const guint32 little = GUINT32_TO_LE (x);

  put (w, &little, sizeof little);
}

static inline void
put64 (Writer *w, guint64 x)
{
  const guint64 little = GUINT64_TO_LE (x);

  put (w, &little, sizeof little);
}

static guint32
count_roots (const Writer *w, guint i)
{
  const PlxSchedule *s = w->schedule;
  guint32 n = 0;

  for (guint32 t = s->first[i]; t < s->first[i + 1]; t++)
    n += w->requires[t] == 0;
  return n;
}

static void
put_header (Writer *w)
{
  const PlxSchedule *s = w->schedule;
  guint64 at = PLX_GOAL_HEADER + (guint64) 16 * s->p;

  put64 (w, PLX_GOAL_MAGIC);
  put32 (w, s->p);
  put8 (w, (guint8) (s->n_cpus - 1));
  put8 (w, (guint8) (s->n_nics - 1));
  for (guint i = 0; i < s->p; i++)
    {
      const guint64 n = s->first[i + 1] - s->first[i], n_roots = count_roots (w, i);
      const guint64 n_edges = s->first_edge[s->first[i + 1]] - s->first_edge[s->first[i]];

      put64 (w, at);
      at += 8 + 4 * n_roots + PLX_GOAL_NODE * n + 4 * n_edges;
      put64 (w, at);
    }
}

static void
put_node (Writer *w, guint32 t, guint32 first_edge)
{
  static const guint8 types[PLX_N_OPS] = { [PLX_OP_SEND] = 1, [PLX_OP_RECV] = 2, [PLX_OP_WORK] = 3 };
  const PlxSchedule *s = w->schedule;
  const PlxTask *task = &s->tasks[t];
  const gboolean works = task->kind == PLX_OP_WORK;
  const guint32 end = s->first_edge[t + 1];
  guint32 started = s->first_edge[t];

  while (started < end && !(s->edges[started] & PLX_STARTED))
    started++;
  put32 (w, w->requires[t]);
  put8 (w, types[task->kind]);
  put32 (w, works ? 0 : task->peer);
  put64 (w, task->amount);
  put32 (w, works ? 0 : task->tag);
  put8 (w, task->cpu);
  put8 (w, works ? 0 : task->nic);
  put32 (w, started - s->first_edge[t]);
  put32 (w, s->first_edge[t] - first_edge);
  put32 (w, end - started);
  put32 (w, started - first_edge);
}

static void
put_block (Writer *w, guint i)
{
  const PlxSchedule *s = w->schedule;
  const guint32 first = s->first[i], end = s->first[i + 1];

  put32 (w, end - first);
  put32 (w, count_roots (w, i));
  for (guint32 t = first; t < end; t++)
    if (w->requires[t] == 0)
      put32 (w, t - first);
  for (guint32 t = first; t < end; t++)
    put_node (w, t, s->first_edge[first]);
  for (guint32 e = s->first_edge[first]; e < s->first_edge[end]; e++)
    put32 (w, (s->edges[e] & ~PLX_STARTED) - first);
}

static void
write_binary (Writer *w)
{
  g_autofree guint32 *requires = g_new (guint32, MAX (w->schedule->n_tasks, 1));

  plx_schedule_count_requires (w->schedule, requires);
  w->requires = requires;
  put_header (w);
  for (guint i = 0; i < w->schedule->p; i++)
    put_block (w, i);
}

/* ---- the file ---- */

/* GOAL has sends, receives and work, and no dependency between ranks. */
static gboolean
is_goal (const PlxSchedule *s, GError **error)
{
  for (guint i = 0; i < s->p; i++)
    for (guint32 t = s->first[i]; t < s->first[i + 1]; t++)
      {
        const guint kind = s->tasks[t].kind;
        gboolean fine = kind == PLX_OP_WORK || kind == PLX_OP_SEND || kind == PLX_OP_RECV;

        for (guint32 e = s->first_edge[t]; fine && e < s->first_edge[t + 1]; e++)
          fine = (s->edges[e] & ~PLX_STARTED) >= s->first[i] && (s->edges[e] & ~PLX_STARTED) < s->first[i + 1];
        if (!fine)
          {
            g_autofree char *name = plx_schedule_name_task (s, t);

            plx_schedule_error (s, t, error, "%s: GOAL holds send, recv and calc that wait for others of their rank", name);
            return FALSE;
          }
      }
  return TRUE;
}

static gboolean
cannot_write (const char *path, int code, GError **error)
{
  g_set_error (error, PLX_ERROR, PLX_ERROR_FAILED, "%s: the schedule cannot be written: %s; nothing was left behind", path,
               g_strerror (code));
  return FALSE;
}

int
plx_goal_write (const PlxSchedule *schedule, int fd, gboolean binary)
{
  Writer w = { .schedule = schedule, .fd = fd, .kept = g_byte_array_sized_new (KEPT + 64) };

  if (binary)
    write_binary (&w);
  else
    write_text (&w);
  flush (&w);
  g_byte_array_unref (w.kept);
  return w.code;
}

gboolean
plx_goal_save (const PlxSchedule *schedule, const char *path, gboolean binary, GError **error)
{
  g_autofree char *temporary = g_strconcat (path, ".XXXXXX", NULL);
  int fd, code;

  if (!is_goal (schedule, error))
    return FALSE;
  if ((fd = g_mkstemp_full (temporary, O_WRONLY | O_CLOEXEC, 0666)) < 0)
    return cannot_write (path, errno, error);
  code = plx_goal_write (schedule, fd, binary);
  if (code == 0 && fsync (fd) != 0)
    code = errno;
  if (close (fd) != 0 && code == 0)
    code = errno;
  if (code == 0 && g_rename (temporary, path) != 0)
    code = errno;
  if (code == 0)
    return TRUE;
  g_unlink (temporary);
  return cannot_write (path, code, error);
}
