/* SPDX-License-Identifier: MIT */
/* agree.h: loops of supersteps that go on as long as somebody has something to do. */
#pragma once

#include <parallax/program.h>

G_BEGIN_DECLS

/* In prepare: a flag on every processor, 0, which the others put. */
static inline PlxArray *
plx_flags_new (PlxProc *me)
{
  return plx_array (me, .name = "flags", .n = 1, .distribution = PLX_EACH, .rule = PLX_COMMON);
}

/* Ends the superstep. Returns, to all alike, whether anybody said `mine`. Cost: PUT of a word from each
 * that did to all others; SYNC. */
static inline gboolean
plx_sync_any (PlxProc *me, PlxArray *flags, gboolean mine)
{
  const gint64 yes = 1;

  for (guint q = 0; mine && q < plx_nprocs (me); q++)
    if (q != plx_pid (me))
      plx_put_at (me, flags, q, 0, 1, &yes);
  plx_sync (me);

  gint64 *flag = plx_local_mut (me, flags);
  const gboolean any = mine || *flag;
  *flag = 0;
  return any;
}

G_END_DECLS
