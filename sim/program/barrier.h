/* SPDX-License-Identifier: MIT */
/* barrier.h: a dissemination barrier that spins and carries an OR of flags; ceil (log2 p) rounds.
 *
 * D. Hensgen, R. Finkel, U. Manber, "Two algorithms for barrier synchronization", IJPP 17(1), 1988.
 * In round k processor i tells i + 2^k that it and all that it heard of have arrived, and what they
 * said. Slots alternate between two sets: a processor may be one episode ahead and would overwrite
 * what its neighbour has not read yet; it cannot be two ahead, since the episode between needs that
 * neighbour.
 */
#pragma once

#include <glib.h>
#include <sched.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <stdlib.h>

typedef struct {
  alignas (64) _Atomic guint64 word;  /* episode << 8 | flags */
} PlxBarrierSlot;

typedef struct {
  guint p, rounds;
  PlxBarrierSlot *slots;  /* [2][p][rounds] */
} PlxBarrier;

/* How to wait: pauses before the core is given to somebody else, and what ends all waiting. */
typedef struct {
  guint pauses;
  _Atomic (char *) *stop;
} PlxPatience;

static inline void
plx_pause (void)
{
#if defined (__x86_64__) || defined (__i386__)
  __builtin_ia32_pause ();
#elif defined (__aarch64__)
  __asm__ volatile ("yield");
#endif
}

/* One step of a spin. FALSE: all waiting has ended. */
static inline gboolean
plx_patience_spin (const PlxPatience *patience, guint *spins)
{
  if (++*spins < patience->pauses)
    plx_pause ();
  else
    sched_yield ();
  return !atomic_load_explicit (patience->stop, memory_order_relaxed);
}

static inline void
plx_barrier_init (PlxBarrier *barrier, guint p)
{
  barrier->p = p;
  barrier->rounds = p > 1 ? g_bit_storage (p - 1) : 0;
  barrier->slots = aligned_alloc (64, MAX (2 * p * barrier->rounds, 1) * sizeof (PlxBarrierSlot));
}

/* Forgets all episodes; nobody waits. */
static inline void
plx_barrier_reset (PlxBarrier *barrier)
{
  for (guint k = 0; k < 2 * barrier->p * barrier->rounds; k++)
    atomic_init (&barrier->slots[k].word, 0);
}

static inline void
plx_barrier_clear (PlxBarrier *barrier)
{
  free (barrier->slots);
}

/* @episode: 1, 2, 3 ... of this processor. FALSE: all waiting has ended. *flags: in: mine, out:
 * everybody's. */
static inline gboolean
plx_barrier_wait (PlxBarrier *barrier, guint i, guint64 episode, guint *flags, const PlxPatience *patience)
{
  PlxBarrierSlot *set = barrier->slots + (episode & 1) * barrier->p * barrier->rounds;

  for (guint k = 0; k < barrier->rounds; k++)
    {
      const guint next = i + (1u << k);
      const guint to = next < barrier->p ? next : next - barrier->p;
      guint64 word;
      guint spins = 0;

      atomic_store_explicit (&set[to * barrier->rounds + k].word, episode << 8 | *flags, memory_order_release);
      while ((word = atomic_load_explicit (&set[i * barrier->rounds + k].word, memory_order_acquire)) >> 8 != episode)
        if (!plx_patience_spin (patience, &spins))
          return FALSE;
      *flags |= word & 0xff;
    }
  return TRUE;
}
