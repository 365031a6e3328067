/* SPDX-License-Identifier: MIT */
/* mailbox.h: messages from one thread to another, unbounded, without locks.
 *
 * A list that starts with a letter already read. The writer appends behind `tail`; the reader may
 * take letters out of order and moves `head` over those that it took; the writer uses letters
 * before `head` again, so that a program that has once run needs no memory. D. Vyukov, "Unbounded
 * SPSC queue".
 */
#pragma once

#include <glib.h>
#include <stdalign.h>
#include <stdatomic.h>

typedef struct PlxLetter {
  _Atomic (struct PlxLetter *) next;
  guint32 tag, size;
  guint32 capacity;
  guint32 taken;   /* the reader's */
  guchar data[];   /* [capacity] */
} PlxLetter;

typedef struct {
  alignas (64) PlxLetter *tail;  /* the writer's: the last */
  PlxLetter *oldest;             /* the first to use again, unless it is head */
  alignas (64) _Atomic (PlxLetter *) head;  /* the reader's: the letter before the first not taken */
} PlxMailbox;

void plx_mailbox_init (PlxMailbox *box);
void plx_mailbox_clear (PlxMailbox *box);
/* Forgets all letters; nobody reads or writes. */
void plx_mailbox_reset (PlxMailbox *box);
void plx_mailbox_write (PlxMailbox *box, guint32 tag, guint32 size, const void *data);
/* The first with the tag, or with any; NULL: none yet. */
PlxLetter *plx_mailbox_find (const PlxMailbox *box, guint32 tag);
void plx_mailbox_take (PlxMailbox *box, PlxLetter *letter);
