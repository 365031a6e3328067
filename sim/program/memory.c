/* SPDX-License-Identifier: MIT */
/* memory.c: what a run uses, summed up before it is touched: the kernel lends more memory than it has. */
#include "sim/program/proc.h"

#include <unistd.h>

static guint64
physical_memory (void)
{
  return (guint64) sysconf (_SC_PHYS_PAGES) * (guint64) sysconf (_SC_PAGESIZE);
}

guint64
plx_memory_limit (void)
{
  return physical_memory () / 4 * 3;
}

PlxSizeText
plx_size_text (guint64 bytes)
{
  static const char *const units[] = { "bytes", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB" };
  double size = (double) bytes;
  guint unit = 0;
  PlxSizeText text;

  for (; size >= 1024; unit++)
    size /= 1024;
  g_snprintf (text.text, sizeof text, "%.*f %s", unit > 0 ? 1 : 0, size, units[unit]);
  return text;
}

static void
refuse (PlxWorld *world, guint64 bytes)
{
  const PlxParam *params = world->job->algorithm->params;

  plx_world_fail (world, PLX_ERROR_INPUT,
                  g_strdup_printf ("%s: needs at least %s of memory; a run may use %s of this machine's %s; a smaller %s "
                                   "would do", world->job->identity, plx_size_text (bytes).text,
                                   plx_size_text (world->limit).text, plx_size_text (physical_memory ()).text,
                                   params && params[0].name ? params[0].name : "n"));
}

gboolean
plx_world_take (PlxWorld *world, guint64 bytes)
{
  const guint64 before = atomic_fetch_add_explicit (&world->bytes, bytes, memory_order_relaxed);

  if (G_LIKELY (bytes <= world->limit && before <= world->limit - bytes))
    return TRUE;
  plx_world_give (world, bytes);
  refuse (world, bytes > G_MAXUINT64 - before ? G_MAXUINT64 : before + bytes);
  return FALSE;
}

void
plx_world_give (PlxWorld *world, guint64 bytes)
{
  atomic_fetch_sub_explicit (&world->bytes, bytes, memory_order_relaxed);
}

void
plx_proc_take (PlxProc *me, guint64 bytes)
{
  if (G_UNLIKELY (!plx_world_take (me->world, bytes)))
    me->runtime->leave (me);
}

void
plx_proc_grow (PlxProc *me, PlxLog *log, gsize bytes)
{
  plx_proc_take (me, plx_log_capacity (log, bytes) - log->capacity);
  plx_log_grow (log, bytes);
}
