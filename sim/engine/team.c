/* SPDX-License-Identifier: MIT */
/* team.c: a turn begins when its number is written and ends when all have counted themselves. */
#include "sim/engine/team.h"

#include <stdalign.h>
#include <stdatomic.h>

typedef struct {
  PlxTeam *team;
  guint member;
} Member;

struct PlxTeam {
  alignas (64) atomic_uint turn;  /* the last begun */
  alignas (64) atomic_uint done;  /* members that have ended it, the caller aside */
  alignas (64) guint n;
  gboolean stop;                  /* read after a turn begins */
  void (*work) (gpointer data, guint member);
  gpointer data;
  GThread **threads;              /* [n - 1] */
  Member *members;                /* [n - 1] */
};

static inline void
pause_a_little (guint tries)
{
  if (tries < 2000)
    {
#if defined __x86_64__ || defined __i386__
      __builtin_ia32_pause ();
#endif
    }
  else if (tries < 4000)
    g_thread_yield ();
  else
    g_usleep (50);
}

static void
await (atomic_uint *counter, guint value)
{
  for (guint tries = 0; atomic_load_explicit (counter, memory_order_acquire) != value; tries += tries < 4000)
    pause_a_little (tries);
}

static gpointer
take_part (gpointer data)
{
  const Member *self = data;
  PlxTeam *team = self->team;

  for (guint turn = 1;; turn++)
    {
      await (&team->turn, turn);
      if (team->stop)
        return NULL;
      team->work (team->data, self->member);
      atomic_fetch_add_explicit (&team->done, 1, memory_order_release);
    }
}

static void
begin_turn (PlxTeam *team)
{
  atomic_store_explicit (&team->done, 0, memory_order_relaxed);
  atomic_fetch_add_explicit (&team->turn, 1, memory_order_release);
}

PlxTeam *
plx_team_new (guint n, void (*work) (gpointer data, guint member), gpointer data)
{
  PlxTeam *team = g_aligned_alloc0 (1, sizeof *team, 64);

  team->n = MAX (n, 1);
  team->work = work;
  team->data = data;
  team->threads = g_new (GThread *, team->n);
  team->members = g_new (Member, team->n);
  for (guint k = 1; k < team->n; k++)
    {
      team->members[k - 1] = (Member) { team, k };
      team->threads[k - 1] = g_thread_new ("simulate", take_part, &team->members[k - 1]);
    }
  return team;
}

void
plx_team_free (PlxTeam *team)
{
  if (!team)
    return;
  team->stop = TRUE;
  begin_turn (team);
  for (guint k = 1; k < team->n; k++)
    g_thread_join (team->threads[k - 1]);
  g_free (team->threads);
  g_free (team->members);
  g_aligned_free (team);
}

void
plx_team_go (PlxTeam *team)
{
  begin_turn (team);
  team->work (team->data, 0);
  await (&team->done, team->n - 1);
}
