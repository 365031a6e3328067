/* SPDX-License-Identifier: MIT */
/* goal-labels.h: labels of a rank's operations: l1, l2, ... in a table by number, others in a hash table. Entries of
 * ranks before are told by their generation, so that a new rank costs nothing. */
#pragma once

#include <glib.h>

typedef struct {
  const char *text;
  guint32 length;
  guint32 number;  /* n of "ln", when it is below PLX_GOAL_NUMBERED; else 0 */
} PlxGoalLabel;

#define PLX_GOAL_NUMBERED (1u << 20)

typedef struct {
  guint32 generation;
  guint32 task;
} PlxGoalPlace;

typedef struct {
  const char *text;
  guint32 length;
  PlxGoalPlace place;
} PlxGoalEntry;

typedef struct {
  guint32 generation;      /* of the rank at hand; from 1 */
  PlxGoalPlace *numbered;  /* [n_numbered] */
  guint32 n_numbered;
  PlxGoalEntry *entries;   /* [size]: open addressing */
  guint32 size, n_entries; /* entries of this generation */
} PlxGoalLabels;

/* The labels of another rank follow. */
void plx_goal_labels_begin (PlxGoalLabels *labels);
void plx_goal_labels_clear (PlxGoalLabels *labels);
/* Where the label's task is kept, until the next call; a place of an older generation: it is not known yet. With @define
 * the caller then makes it known by writing that place. */
PlxGoalPlace *plx_goal_labels_find_slowly (PlxGoalLabels *labels, const PlxGoalLabel *label, gboolean define);

static inline PlxGoalPlace *
plx_goal_labels_find (PlxGoalLabels *labels, const PlxGoalLabel *label, gboolean define)
{
  if (G_LIKELY (label->number > 0 && label->number < labels->n_numbered))
    return &labels->numbered[label->number];
  return plx_goal_labels_find_slowly (labels, label, define);
}
