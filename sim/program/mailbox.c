/* SPDX-License-Identifier: MIT */
/* mailbox.c: messages from one thread to another, unbounded, without locks. */
#include "sim/program/mailbox.h"

#include <parallax/trace.h>
#include <stdlib.h>
#include <string.h>

static PlxLetter *
letter_new (guint32 size)
{
  const gsize bytes = (sizeof (PlxLetter) + size + 63) & ~(gsize) 63;
  PlxLetter *letter = aligned_alloc (64, bytes);

  if (!letter)
    g_error ("no memory for a message of %u bytes", size);
  letter->capacity = (guint32) MIN (bytes - sizeof (PlxLetter), G_MAXUINT32);
  return letter;
}

void
plx_mailbox_init (PlxMailbox *box)
{
  box->tail = box->oldest = letter_new (0);
  atomic_init (&box->tail->next, NULL);
  atomic_init (&box->head, box->tail);
}

void
plx_mailbox_clear (PlxMailbox *box)
{
  for (PlxLetter *letter = box->oldest, *next; letter; letter = next)
    {
      next = atomic_load_explicit (&letter->next, memory_order_relaxed);
      free (letter);
    }
}

void
plx_mailbox_reset (PlxMailbox *box)
{
  atomic_store_explicit (&box->head, box->tail, memory_order_relaxed);
}

/* A letter of the right size: one that was read, or a new one. */
static PlxLetter *
fresh_letter (PlxMailbox *box, guint32 size)
{
  PlxLetter *letter = box->oldest;

  if (letter == atomic_load_explicit (&box->head, memory_order_acquire))
    return letter_new (size);
  box->oldest = atomic_load_explicit (&letter->next, memory_order_relaxed);
  if (letter->capacity >= size)
    return letter;
  free (letter);
  return letter_new (size);
}

void
plx_mailbox_write (PlxMailbox *box, guint32 tag, guint32 size, const void *data)
{
  PlxLetter *letter = fresh_letter (box, size);

  letter->tag = tag;
  letter->size = size;
  letter->taken = FALSE;
  if (size > 0)
    memcpy (letter->data, data, size);
  atomic_init (&letter->next, NULL);
  atomic_store_explicit (&box->tail->next, letter, memory_order_release);
  box->tail = letter;
}

PlxLetter *
plx_mailbox_find (const PlxMailbox *box, guint32 tag)
{
  PlxLetter *letter = atomic_load_explicit (&box->head, memory_order_relaxed);

  while ((letter = atomic_load_explicit (&letter->next, memory_order_acquire)))
    if (!letter->taken && (tag == PLX_ANY || tag == letter->tag))
      return letter;
  return NULL;
}

void
plx_mailbox_take (PlxMailbox *box, PlxLetter *letter)
{
  PlxLetter *head = atomic_load_explicit (&box->head, memory_order_relaxed);

  letter->taken = TRUE;
  while ((letter = atomic_load_explicit (&head->next, memory_order_acquire)) && letter->taken)
    head = letter;
  atomic_store_explicit (&box->head, head, memory_order_release);
}
