/* SPDX-License-Identifier: MIT */
/* goal-labels.c: finds the tasks that labels stand for. */
#include "sim/sources/goal-labels.h"

#include <string.h>

void
plx_goal_labels_begin (PlxGoalLabels *labels)
{
  labels->generation++;
  labels->n_entries = 0;
}

void
plx_goal_labels_clear (PlxGoalLabels *labels)
{
  g_clear_pointer (&labels->numbered, g_free);
  g_clear_pointer (&labels->entries, g_free);
}

static void
more_numbers (PlxGoalLabels *labels, guint32 number)
{
  const guint32 n = MAX (MAX (2 * labels->n_numbered, number + 1), 64u);

  labels->numbered = g_renew (PlxGoalPlace, labels->numbered, n);
  memset (labels->numbered + labels->n_numbered, 0, (n - labels->n_numbered) * sizeof *labels->numbered);
  labels->n_numbered = n;
}

/* FNV-1a over the label, its upper half folded in. */
static guint32
hash_label (const PlxGoalLabel *label)
{
  guint64 h = G_GUINT64_CONSTANT (0xcbf29ce484222325);

  for (guint32 k = 0; k < label->length; k++)
    h = (h ^ (guint8) label->text[k]) * G_GUINT64_CONSTANT (0x100000001b3);
  return (guint32) (h ^ h >> 32);
}

/* The label's entry, or the free one where it belongs. */
static PlxGoalEntry *
probe (const PlxGoalLabels *labels, const PlxGoalLabel *label)
{
  const guint32 mask = labels->size - 1;

  for (guint32 k = hash_label (label) & mask;; k = (k + 1) & mask)
    {
      PlxGoalEntry *entry = &labels->entries[k];

      if (entry->place.generation != labels->generation
          || (entry->length == label->length && memcmp (entry->text, label->text, label->length) == 0))
        return entry;
    }
}

static void
more_entries (PlxGoalLabels *labels)
{
  PlxGoalEntry *old = labels->entries;
  const guint32 n = labels->size;

  labels->size = MAX (2 * n, 64u);
  labels->entries = g_new0 (PlxGoalEntry, labels->size);
  for (guint32 k = 0; k < n; k++)
    if (old[k].place.generation == labels->generation)
      *probe (labels, &(PlxGoalLabel) { old[k].text, old[k].length, 0 }) = old[k];
  g_free (old);
}

PlxGoalPlace *
plx_goal_labels_find_slowly (PlxGoalLabels *labels, const PlxGoalLabel *label, gboolean define)
{
  PlxGoalEntry *entry;

  if (label->number > 0)
    {
      more_numbers (labels, label->number);
      return &labels->numbered[label->number];
    }
  if (2 * labels->n_entries >= labels->size)
    more_entries (labels);
  entry = probe (labels, label);
  if (define && entry->place.generation != labels->generation)
    {
      *entry = (PlxGoalEntry) { .text = label->text, .length = label->length };
      labels->n_entries++;
    }
  return &entry->place;
}
