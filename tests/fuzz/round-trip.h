/* SPDX-License-Identifier: MIT */
/* round-trip.h: a schedule that was read is written, in memory, and read again: nothing may change. */
#pragma once

#define _GNU_SOURCE
#include "sim/core/schedule.h"
#include "sim/sources/goal.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static inline void
plx_fuzz_same (const PlxSchedule *a, const PlxSchedule *b)
{
  g_assert (a->p == b->p && a->n_tasks == b->n_tasks);
  g_assert (a->n_cpus == b->n_cpus && a->n_nics == b->n_nics);
  g_assert (memcmp (a->tasks, b->tasks, a->n_tasks * sizeof *a->tasks) == 0);
  g_assert (memcmp (a->first, b->first, (a->p + 1) * sizeof *a->first) == 0);
  g_assert (memcmp (a->first_edge, b->first_edge, (a->n_tasks + 1) * sizeof *a->first_edge) == 0);
  g_assert (memcmp (a->edges, b->edges, a->first_edge[a->n_tasks] * sizeof *a->edges) == 0);
}

static inline void
plx_fuzz_round_trip (const PlxSchedule *schedule, gboolean binary)
{
  const int fd = memfd_create ("goal", MFD_CLOEXEC);
  g_autoptr (PlxSchedule) again = NULL;
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", fd);
  PlxTrace *trace = plx_schedule_to_trace (schedule, NULL); /* NULL: not a chain */

  g_clear_pointer (&trace, plx_trace_unref);
  plx_goal_write (schedule, fd, binary);
  again = plx_goal_read (path, NULL);
  g_assert (again != NULL);
  plx_fuzz_same (schedule, again);
  close (fd);
}
