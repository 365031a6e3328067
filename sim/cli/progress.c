/* SPDX-License-Identifier: MIT */
/* progress.c: one line on a terminal, written over at most ten times a second. */
#include "sim/cli/progress.h"
#include "sim/cli/cli.h"

#include <stdio.h>
#include <unistd.h>

void
plx_progress (double done, const char *what, gpointer common)
{
  static gint64 last;
  const gint64 now = g_get_monotonic_time ();

  if (((const PlxCommon *) common)->quiet || !isatty (STDERR_FILENO) || (what && now - last < 100000))
    return;
  last = what ? now : 0;
  fprintf (stderr, "\r\033[K");
  if (what)
    fprintf (stderr, "%s %3.0f %%", what, 100 * CLAMP (done, 0, 1));
  fflush (stderr);
}
