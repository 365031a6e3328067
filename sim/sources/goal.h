/* SPDX-License-Identifier: MIT */
/* goal.h: GOAL schedules, as text and in the binary form of LogGOPSim (docs/goal.md). */
#pragma once

#include <parallax/schedule.h>

/* A file of either form; the first bytes tell which. PLX_ERROR_INPUT: it cannot be opened, or what is wrong in it. */
PlxSchedule *plx_goal_read (const char *path, GError **error);
/* @name: of the text, for messages and as identity. Linear in its length. */
PlxSchedule *plx_goal_parse (const char *text, gsize length, const char *name, GError **error);
PlxSchedule *plx_goal_parse_binary (const guint8 *bytes, gsize length, const char *name, GError **error);
/* Replaces the file as a whole or, with PLX_ERROR_FAILED, leaves it alone. PLX_ERROR_INPUT: an operation that GOAL does
 * not have. Classes and working sets of work are not kept. */
gboolean plx_goal_save (const PlxSchedule *schedule, const char *path, gboolean binary, GError **error);

/* ---- shared by the readers and writers ---- */

#define PLX_GOAL_MAGIC 4223     /* first 8 bytes of a binary file, little endian */
#define PLX_GOAL_INVALID 2342   /* of one that LogGOPSim's --save-mem has used up */
#define PLX_GOAL_NODE 39        /* bytes of an operation */
#define PLX_GOAL_HEADER 6       /* bytes between the magic and the table of ranks */

/* Writes what GOAL can hold to an open file. Returns 0 or the errno of what failed. */
int plx_goal_write (const PlxSchedule *schedule, int fd, gboolean binary);
/* @mapped: the text is a mapped file, whose pages may be given back to the system as soon as they are read. */
PlxSchedule *plx_goal_parse_text (const char *text, gsize length, const char *name, gboolean mapped, GError **error);
