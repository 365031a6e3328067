/* SPDX-License-Identifier: MIT */
/* conflicts.h: finds concurrent access to cells, superstep by superstep, exactly. */
#pragma once

#include "sim/program/proc.h"

typedef struct PlxConflicts PlxConflicts;

PlxConflicts *plx_conflicts_new (PlxWorld *world);
void plx_conflicts_free (PlxConflicts *conflicts);
/* READ and GET read, WRITE and PUT write. FALSE: no memory to keep account. */
gboolean plx_conflicts_access (PlxConflicts *conflicts, guint pid, PlxOpKind kind, const PlxPiece *piece);
/* A processor may change its part of an array directly from now on. FALSE: likewise. */
gboolean plx_conflicts_lend (PlxConflicts *conflicts, guint pid, PlxArray *array);
/* pid receives a message. */
void plx_conflicts_receive (PlxConflicts *conflicts, guint pid);
/* Tells the builder what it found in the superstep that ends. */
void plx_conflicts_end (PlxConflicts *conflicts, PlxTraceBuilder *builder, guint32 superstep, gboolean sync);
