/* SPDX-License-Identifier: MIT */
/* goal-scan.h: words, numbers, labels and ends of lines of a GOAL text.
 *
 * No line numbers are kept: when one is wanted, for a message, the text is read again up to that place. The text ends with a
 * new line, at which every part of a statement stops, so that only the loops over statements look for the end.
 */
#pragma once

#include "sim/sources/goal-labels.h"

#include <parallax/trace.h>
#include <string.h>

typedef struct {
  const char *name;
  const char *text, *end;  /* end[-1] is a new line */
  const char *p;           /* here */
  GError **error;
} PlxGoalScan;

enum { PLX_GOAL_OTHER, PLX_GOAL_DIGIT, PLX_GOAL_LETTER };

static const guint8 plx_goal_classes[256] = {
  ['0' ... '9'] = PLX_GOAL_DIGIT, ['a' ... 'z'] = PLX_GOAL_LETTER, ['A' ... 'Z'] = PLX_GOAL_LETTER, ['_'] = PLX_GOAL_LETTER,
};

/* The line of a place, from 1. */
guint plx_goal_line (const PlxGoalScan *s, const char *place);
/* PLX_ERROR_INPUT: "file:line: what". All return FALSE. */
gboolean plx_goal_fail (const PlxGoalScan *s, const char *place, const char *format, ...) G_GNUC_PRINTF (3, 4);
/* Something else stands here than should. */
gboolean plx_goal_expected (const PlxGoalScan *s, const char *right);
gboolean plx_goal_too_large (const PlxGoalScan *s, const char *digits, const char *what, guint64 most);
/* A comment of several lines begins here. FALSE: an error, it does not end. */
gboolean plx_goal_skip_comment (PlxGoalScan *s);

static inline void
plx_goal_skip_blanks (PlxGoalScan *s)
{
  const char *p = s->p;

  while (*p == ' ' || *p == '\t')
    p++;
  s->p = p;
}

/* Steps over a word that stands here, whatever follows: "64bto2" is GOAL. */
static inline gboolean
plx_goal_word (PlxGoalScan *s, const char *text, gsize length)
{
  if (s->end - s->p < (gssize) length || memcmp (s->p, text, length) != 0)
    return FALSE;
  s->p += length;
  return TRUE;
}

#define PLX_GOAL_WORD(s, text) plx_goal_word (s, text, sizeof (text) - 1)

static inline gboolean
plx_goal_number (PlxGoalScan *s, const char *what, guint64 most, guint64 *value)
{
  const char *first, *p;
  guint64 v = 0;
  gboolean fits = TRUE;

  *value = 0;
  plx_goal_skip_blanks (s);
  first = p = s->p;
  for (; (guint8) (*p - '0') < 10; p++)
    {
      fits &= v <= G_MAXUINT64 / 16;
      v = 10 * v + (guint8) (*p - '0');
    }
  s->p = p;
  if (G_UNLIKELY (p == first))
    {
      g_autofree char *right = g_strdup_printf ("a number, the %s,", what);

      return plx_goal_expected (s, right);
    }
  *value = v;
  return G_LIKELY (fits && v <= most) || plx_goal_too_large (s, first, what, most);
}

static inline gboolean
plx_goal_number_or_any (PlxGoalScan *s, const char *what, guint64 most, guint32 *value)
{
  guint64 v;

  plx_goal_skip_blanks (s);
  if (PLX_GOAL_WORD (s, "-1"))
    {
      *value = PLX_ANY;
      return TRUE;
    }
  if (!plx_goal_number (s, what, most, &v))
    return FALSE;
  *value = (guint32) v;
  return TRUE;
}

/* Its first letter stands here. */
static inline PlxGoalLabel
plx_goal_label (PlxGoalScan *s)
{
  const char *first = s->p, *p = first + 1;
  guint32 n = 0;

  if (*first == 'l' && *p != '0')
    for (; (guint8) (*p - '0') < 10 && n < PLX_GOAL_NUMBERED; p++)
      n = 10 * n + (guint8) (*p - '0');
  if (G_UNLIKELY (plx_goal_classes[(guint8) *p] != PLX_GOAL_OTHER || n >= PLX_GOAL_NUMBERED))
    n = 0;
  while (plx_goal_classes[(guint8) *p] != PLX_GOAL_OTHER)
    p++;
  s->p = p;
  return (PlxGoalLabel) { first, (guint32) MIN (p - first, (gssize) G_MAXUINT32), n };
}

static inline gboolean
plx_goal_is_letter (char c)
{
  return plx_goal_classes[(guint8) c] == PLX_GOAL_LETTER && c != '_';
}

static inline gboolean
plx_goal_is_word (const PlxGoalLabel *l, const char *text)
{
  return l->length == strlen (text) && memcmp (l->text, text, l->length) == 0;
}

/* The rest of a statement's line: nothing, or a # comment. */
static inline gboolean
plx_goal_end_line (PlxGoalScan *s, const char *right)
{
  plx_goal_skip_blanks (s);
  if (G_UNLIKELY (*s->p == '#'))
    s->p = memchr (s->p, '\n', (gsize) (s->end - s->p));
  if (*s->p == '\r' && s->p[1] == '\n')
    s->p++;
  if (G_UNLIKELY (*s->p != '\n'))
    return plx_goal_expected (s, right);
  s->p++;
  return TRUE;
}

/* Blanks, new lines and comments before a statement. FALSE with no error: the text ends. */
static inline gboolean
plx_goal_next_statement (PlxGoalScan *s)
{
  while (s->p < s->end)
    if (*s->p == '\n' || *s->p == ' ' || *s->p == '\t' || (*s->p == '\r' && s->p[1] == '\n'))
      s->p++;
    else if (*s->p == '#' || (*s->p == '/' && s->p[1] == '/'))
      s->p = memchr (s->p, '\n', (gsize) (s->end - s->p));
    else if (*s->p != '/' || s->p[1] != '*')
      return TRUE;
    else if (!plx_goal_skip_comment (s))
      return FALSE;
  return FALSE;
}
