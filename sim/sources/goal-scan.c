/* SPDX-License-Identifier: MIT */
/* goal-scan.c: what is wrong in a GOAL text, and where. */
#define _GNU_SOURCE  /* memmem */
#include "sim/sources/goal-scan.h"

#include <parallax/error.h>

guint
plx_goal_line (const PlxGoalScan *s, const char *place)
{
  guint line = 1;

  for (const char *p = s->text; (p = memchr (p, '\n', (gsize) (place - p))) != NULL; p++)
    line++;
  return line;
}

/* What stands at a place, for a message: a word or a sign. */
static char *
quote (const char *p)
{
  g_autofree char *word = NULL, *escaped = NULL;
  gsize n = 0;

  if (*p == '\n' || (*p == '\r' && p[1] == '\n'))
    return g_strdup ("the end of the line");
  while (n < 24 && (plx_goal_classes[(guint8) p[n]] != PLX_GOAL_OTHER || (n == 0 && *p == '-')))
    n++;
  word = g_strndup (p, MAX (n, 1));
  escaped = g_strescape (word, NULL);
  return g_strdup_printf ("\"%s\"", escaped);
}

gboolean
plx_goal_fail (const PlxGoalScan *s, const char *place, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (s->error, PLX_ERROR, PLX_ERROR_INPUT, "%s:%u: %s", s->name, plx_goal_line (s, place), message);
  return FALSE;
}

gboolean
plx_goal_expected (const PlxGoalScan *s, const char *right)
{
  g_autofree char *found = quote (s->p);

  return plx_goal_fail (s, s->p, "%s where %s would be right", found, right);
}

gboolean
plx_goal_too_large (const PlxGoalScan *s, const char *digits, const char *what, guint64 most)
{
  return plx_goal_fail (s, digits, "%s %.*s is too large; at most %" G_GUINT64_FORMAT " is right", what,
                        (int) MIN (strspn (digits, "0123456789"), 40), digits, most);
}

gboolean
plx_goal_skip_comment (PlxGoalScan *s)
{
  const char *start = s->p;
  const char *close = memmem (s->p + 2, (gsize) (s->end - s->p) - 2, "*/", 2);

  if (!close)
    return plx_goal_fail (s, start, "a comment that does not end; */ would end it");
  s->p = close + 2;
  return TRUE;
}
