/* SPDX-License-Identifier: MIT */
/* team.h: threads that do the same short piece of work at the same time, again and again; between turns they spin, then
 * yield, then sleep. */
#pragma once

#include <glib.h>

typedef struct PlxTeam PlxTeam;

/* @work is called for members 0 .. n - 1 in every turn; member 0 is the caller. */
PlxTeam *plx_team_new (guint n, void (*work) (gpointer data, guint member), gpointer data);
void plx_team_free (PlxTeam *team);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlxTeam, plx_team_free)

/* One turn: what was written before is seen by all members, and what they wrote after it by the caller. */
void plx_team_go (PlxTeam *team);
