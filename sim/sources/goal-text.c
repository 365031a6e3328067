/* SPDX-License-Identifier: MIT */
/* goal-text.c: reads GOAL text in one pass, strictly: whatever is not in the grammar is an error with file and line.
 *
 * No line numbers are kept: when one is wanted, for a message, the text is read again up to that place. The text ends with a
 * new line, at which every part of a statement stops, so that only the loops over statements look for the end.
 */
#define _GNU_SOURCE  /* memmem */
#include "sim/core/schedule.h"
#include "sim/core/trace-file.h"
#include "sim/sources/goal-labels.h"
#include "sim/sources/goal.h"

#include <parallax/error.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define MAX_SIZE (G_GUINT64_CONSTANT (1) << 62)
#define RELEASE ((gsize) 4 << 20)  /* bytes read before their pages go */

/* A requirement whose labels were not both known yet. */
typedef struct {
  PlxGoalLabel before, after;
  gboolean started;
} Pending;

typedef struct {
  const char *name;
  const char *text, *end;       /* end[-1] is a new line */
  const char *p;                /* here */
  PlxScheduleBuilder *builder;  /* once the number of ranks is known */
  guint32 n_ranks, rank;        /* n_ranks 0: not known yet; rank: the next, or the one at hand */
  guint32 n_tasks;
  PlxGoalLabels labels;
  GArray *pending;              /* of Pending: of this rank */
  gboolean looks;               /* builds nothing, but stops at task @wanted */
  guint32 wanted;
  const char *found;            /* its statement */
  PlxGoalLabel found_label;
  const char *released;         /* pages up to here are given back; NULL: none ever */
  GError **error;
} Scan;

enum { OTHER, DIGIT, LETTER };

static const guint8 classes[256] = {
  ['0' ... '9'] = DIGIT, ['a' ... 'z'] = LETTER, ['A' ... 'Z'] = LETTER, ['_'] = LETTER,
};

/* ---- errors ---- */

static guint
line_of (const Scan *s, const char *place)
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
  while (n < 24 && (classes[(guint8) p[n]] != OTHER || (n == 0 && *p == '-')))
    n++;
  word = g_strndup (p, MAX (n, 1));
  escaped = g_strescape (word, NULL);
  return g_strdup_printf ("\"%s\"", escaped);
}

static gboolean fail (const Scan *s, const char *place, const char *format, ...) G_GNUC_PRINTF (3, 4);

static gboolean
fail (const Scan *s, const char *place, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (s->error, PLX_ERROR, PLX_ERROR_INPUT, "%s:%u: %s", s->name, line_of (s, place), message);
  return FALSE;
}

/* Something else stands here than should. */
static gboolean
expected (const Scan *s, const char *right)
{
  g_autofree char *found = quote (s->p);

  return fail (s, s->p, "%s where %s would be right", found, right);
}

static gboolean
too_large (const Scan *s, const char *digits, const char *what, guint64 most)
{
  return fail (s, digits, "%s %.*s is too large; at most %" G_GUINT64_FORMAT " is right", what,
               (int) MIN (strspn (digits, "0123456789"), 40), digits, most);
}

/* ---- words and numbers ---- */

static inline void
skip_blanks (Scan *s)
{
  const char *p = s->p;

  while (*p == ' ' || *p == '\t')
    p++;
  s->p = p;
}

/* Steps over a word that stands here, whatever follows: "64bto2" is GOAL. */
static inline gboolean
word (Scan *s, const char *text, gsize length)
{
  if (s->end - s->p < (gssize) length || memcmp (s->p, text, length) != 0)
    return FALSE;
  s->p += length;
  return TRUE;
}

#define WORD(s, text) word (s, text, sizeof (text) - 1)

static inline gboolean
number (Scan *s, const char *what, guint64 most, guint64 *value)
{
  const char *first, *p;
  guint64 v = 0;
  gboolean fits = TRUE;

  *value = 0;
  skip_blanks (s);
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

      return expected (s, right);
    }
  *value = v;
  return G_LIKELY (fits && v <= most) || too_large (s, first, what, most);
}

static inline gboolean
number_or_any (Scan *s, const char *what, guint64 most, guint32 *value)
{
  guint64 v;

  skip_blanks (s);
  if (WORD (s, "-1"))
    {
      *value = PLX_ANY;
      return TRUE;
    }
  if (!number (s, what, most, &v))
    return FALSE;
  *value = (guint32) v;
  return TRUE;
}

/* Its first letter stands here. */
static inline PlxGoalLabel
label (Scan *s)
{
  const char *first = s->p, *p = first + 1;
  guint32 n = 0;

  if (*first == 'l' && *p != '0')
    for (; (guint8) (*p - '0') < 10 && n < PLX_GOAL_NUMBERED; p++)
      n = 10 * n + (guint8) (*p - '0');
  if (G_UNLIKELY (classes[(guint8) *p] != OTHER || n >= PLX_GOAL_NUMBERED))
    n = 0;
  while (classes[(guint8) *p] != OTHER)
    p++;
  s->p = p;
  return (PlxGoalLabel) { first, (guint32) MIN (p - first, (gssize) G_MAXUINT32), n };
}

static inline gboolean
is_letter (char c)
{
  return classes[(guint8) c] == LETTER && c != '_';
}

static inline gboolean
is_word (const PlxGoalLabel *l, const char *text)
{
  return l->length == strlen (text) && memcmp (l->text, text, l->length) == 0;
}

/* The rest of a statement's line: nothing, or a # comment. */
static inline gboolean
end_line (Scan *s, const char *right)
{
  skip_blanks (s);
  if (G_UNLIKELY (*s->p == '#'))
    s->p = memchr (s->p, '\n', (gsize) (s->end - s->p));
  if (*s->p == '\r' && s->p[1] == '\n')
    s->p++;
  if (G_UNLIKELY (*s->p != '\n'))
    return expected (s, right);
  s->p++;
  return TRUE;
}

/* ---- operations ---- */

static inline gboolean
small_option (Scan *s, const char *what, guint8 *value)
{
  guint64 v;

  if (!number (s, what, G_MAXUINT8, &v))
    return FALSE;
  *value = (guint8) v;
  return TRUE;
}

/* [tag] [cpu] [nic] in this order. */
static inline gboolean
message_options (Scan *s, PlxTask *task)
{
  skip_blanks (s);
  if (*s->p == '\n')
    return s->p++, TRUE;
  if (WORD (s, "tag") && !number_or_any (s, "tag", PLX_ANY - 1, &task->tag))
    return FALSE;
  skip_blanks (s);
  if (WORD (s, "cpu") && !small_option (s, "cpu", &task->cpu))
    return FALSE;
  skip_blanks (s);
  if (WORD (s, "nic") && !small_option (s, "nic", &task->nic))
    return FALSE;
  return end_line (s, "tag, cpu, nic, in this order, or the end of the line");
}

static inline gboolean
peer (Scan *s, PlxTask *task)
{
  const gboolean receives = task->kind == PLX_OP_RECV;

  skip_blanks (s);
  if (!receives && *s->p == '-')
    return expected (s, "the rank that it is sent to");
  return number_or_any (s, "rank", s->n_ranks - 1, &task->peer);
}

static inline gboolean
message (Scan *s, PlxTask *task)
{
  const gboolean receives = task->kind == PLX_OP_RECV;

  if (!number (s, "size", MAX_SIZE, &task->amount))
    return FALSE;
  skip_blanks (s);
  if (!WORD (s, "b"))
    return expected (s, "b, the unit of sizes,");
  skip_blanks (s);
  if (receives ? !WORD (s, "from") : !WORD (s, "to"))
    return expected (s, receives ? "from" : "to");
  return peer (s, task) && message_options (s, task);
}

static inline gboolean
calc (Scan *s, PlxTask *task)
{
  if (!number (s, "time", MAX_SIZE, &task->amount))
    return FALSE;
  skip_blanks (s);
  if (WORD (s, "cpu") && !small_option (s, "cpu", &task->cpu))
    return FALSE;
  return end_line (s, "cpu or the end of the line");
}

static gboolean
define (Scan *s, const PlxGoalLabel *l)
{
  PlxGoalPlace *place = plx_goal_labels_find (&s->labels, l, TRUE);

  if (G_UNLIKELY (place->generation == s->labels.generation))
    return fail (s, l->text, "label %.*s stands twice in rank %u; each operation has its own", (int) MIN (l->length, 100),
                 l->text, s->rank);
  *place = (PlxGoalPlace) { s->labels.generation, s->n_tasks };
  return TRUE;
}

/* An operation's kind was read. @l: of length 0: it has no label. */
static inline gboolean
operation (Scan *s, PlxOpKind kind, const PlxGoalLabel *l, const char *statement)
{
  PlxTask task = { .kind = (guint8) kind };

  if (!(kind == PLX_OP_WORK ? calc (s, &task) : message (s, &task)))
    return FALSE;
  if (G_UNLIKELY (s->looks))
    {
      if (s->n_tasks == s->wanted)
        {
          s->found = statement;
          s->found_label = *l;
        }
      return s->n_tasks++ != s->wanted;
    }
  if (l->length > 0 && !define (s, l))
    return FALSE;
  if (G_UNLIKELY (s->n_tasks == PLX_MAX_TASKS))
    return fail (s, statement, "more than %u operations; fewer would fit", PLX_MAX_TASKS);
  s->n_tasks++;
  plx_schedule_builder_task (s->builder, s->rank, &task);
  return TRUE;
}

/* The kind of an operation that stands here; -1: none. */
static inline int
kind_here (Scan *s)
{
  if (WORD (s, "send"))
    return PLX_OP_SEND;
  if (WORD (s, "recv"))
    return PLX_OP_RECV;
  return WORD (s, "calc") ? PLX_OP_WORK : -1;
}

/* ---- requirements ---- */

static inline guint32
task_of (Scan *s, const PlxGoalLabel *l)
{
  const PlxGoalPlace *place = plx_goal_labels_find (&s->labels, l, FALSE);

  return place->generation == s->labels.generation ? place->task : PLX_ANY;
}

static gboolean
unknown_label (const Scan *s, const PlxGoalLabel *l)
{
  return fail (s, l->text, "no operation of rank %u has the label %.*s; a label of the same rank would be right", s->rank,
               (int) MIN (l->length, 100), l->text);
}

static inline gboolean
edge (Scan *s, const PlxGoalLabel *before, const PlxGoalLabel *after, guint32 b, guint32 a, gboolean started)
{
  if (G_UNLIKELY (a == b))
    return fail (s, before->text, "%.*s waits for itself; it may only wait for another operation",
                 (int) MIN (after->length, 100), after->text);
  plx_schedule_builder_edge (s->builder, b, a, started);
  return TRUE;
}

/* One of the labels that stand behind "requires". */
static inline gboolean
requirement (Scan *s, const PlxGoalLabel *after, guint32 a, gboolean started)
{
  PlxGoalLabel before;
  guint32 b;

  skip_blanks (s);
  if (!is_letter (*s->p))
    return expected (s, "a label");
  before = label (s);
  if (s->looks)
    return TRUE;
  b = task_of (s, &before);
  if (G_LIKELY (a != PLX_ANY && b != PLX_ANY))
    return edge (s, &before, after, b, a, started);

  const Pending pending = { before, *after, started };
  g_array_append_val (s->pending, pending);
  return TRUE;
}

static inline gboolean
requirements (Scan *s, const PlxGoalLabel *after, gboolean started)
{
  const guint32 a = s->looks ? 0 : task_of (s, after);

  do
    {
      if (!requirement (s, after, a, started))
        return FALSE;
      skip_blanks (s);
    }
  while (*s->p == ',' ? s->p++, TRUE : is_letter (*s->p));
  return end_line (s, "a label or the end of the line");
}

/* Requirements that named later operations. */
static gboolean
resolve (Scan *s)
{
  for (guint k = 0; k < s->pending->len; k++)
    {
      const Pending *r = &g_array_index (s->pending, Pending, k);
      const guint32 a = task_of (s, &r->after), b = task_of (s, &r->before);

      if (a == PLX_ANY || b == PLX_ANY)
        return unknown_label (s, a == PLX_ANY ? &r->after : &r->before);
      if (!edge (s, &r->before, &r->after, b, a, r->started))
        return FALSE;
    }
  g_array_set_size (s->pending, 0);
  return TRUE;
}

/* ---- statements ---- */

static gboolean
block_comment (Scan *s)
{
  const char *start = s->p;
  const char *close = memmem (s->p + 2, (gsize) (s->end - s->p) - 2, "*/", 2);

  if (!close)
    return fail (s, start, "a comment that does not end; */ would end it");
  s->p = close + 2;
  return TRUE;
}

/* Blanks, new lines and comments before a statement. FALSE with no error: the text ends. */
static inline gboolean
next_statement (Scan *s)
{
  while (s->p < s->end)
    if (*s->p == '\n' || *s->p == ' ' || *s->p == '\t' || (*s->p == '\r' && s->p[1] == '\n'))
      s->p++;
    else if (*s->p == '#' || (*s->p == '/' && s->p[1] == '/'))
      s->p = memchr (s->p, '\n', (gsize) (s->end - s->p));
    else if (*s->p != '/' || s->p[1] != '*')
      return TRUE;
    else if (!block_comment (s))
      return FALSE;
  return FALSE;
}

/* A statement that begins with a letter, inside a rank. */
static inline gboolean
statement (Scan *s)
{
  static const PlxGoalLabel none = { "", 0, 0 };
  const PlxGoalLabel first = label (s);
  int kind = -1;

  if (first.length == 4)
    kind = is_word (&first, "send") ? PLX_OP_SEND : is_word (&first, "recv") ? PLX_OP_RECV
                                                  : is_word (&first, "calc") ? PLX_OP_WORK : -1;
  if (kind >= 0)
    return operation (s, kind, &none, first.text);
  if (G_UNLIKELY (is_word (&first, "rank") || is_word (&first, "num_ranks")))
    return fail (s, first.text, "%.*s inside rank %u; } ends that first", (int) first.length, first.text, s->rank);
  skip_blanks (s);
  if (*s->p == ':')
    {
      s->p++;
      skip_blanks (s);
      kind = kind_here (s);
      return kind >= 0 ? operation (s, kind, &first, first.text) : expected (s, "send, recv or calc");
    }
  if (WORD (s, "requires"))
    return requirements (s, &first, FALSE);
  if (WORD (s, "irequires"))
    return requirements (s, &first, TRUE);
  return expected (s, "a colon, requires or irequires after a label");
}

/* Pages that were read and belong to a mapped file are not needed in memory any more. */
static void
release (Scan *s)
{
  const gsize page = (gsize) sysconf (_SC_PAGESIZE);
  const gsize n = (gsize) (s->p - s->released) / page * page;

  madvise ((void *) s->released, n, MADV_DONTNEED);
  s->released += n;
}

/* What stands between the braces of a rank, and the closing one. @opened: for the message. */
static gboolean
block (Scan *s, const char *opened)
{
  while (next_statement (s))
    {
      if (G_LIKELY (is_letter (*s->p)))
        {
          if (!statement (s))
            return FALSE;
        }
      else if (*s->p == '}')
        {
          s->p++;
          return resolve (s);
        }
      else
        return expected (s, "an operation, a label or }");
      if (G_UNLIKELY (s->released && s->p - s->released > (gssize) RELEASE))
        release (s);
    }
  return *s->error ? FALSE : fail (s, opened, "rank %u does not end; } would end it", s->rank);
}

static gboolean
rank (Scan *s)
{
  const char *start = s->p - strlen ("rank");
  guint64 n;

  if (s->n_ranks == 0)
    return fail (s, start, "a rank before the number of ranks; num_ranks P comes first");
  if (!number (s, "rank", s->n_ranks - 1, &n))
    return FALSE;
  if (n != s->rank)
    return fail (s, start, "rank %" G_GUINT64_FORMAT " where rank %u would be right; ranks ascend by one", n, s->rank);
  skip_blanks (s);
  if (*s->p != '{')
    return expected (s, "{");
  s->p++;
  plx_goal_labels_begin (&s->labels);
  if (!block (s, start))
    return FALSE;
  s->rank++;
  return TRUE;
}

static gboolean
num_ranks (Scan *s)
{
  const char *start = s->p - strlen ("num_ranks");
  guint64 n;

  if (s->n_ranks > 0)
    return fail (s, start, "a second num_ranks; one is right");
  if (!number (s, "number of ranks", PLX_TRACE_MAX_PROCS, &n))
    return FALSE;
  if (n == 0)
    return fail (s, start, "num_ranks 0; 1 to %u are right", PLX_TRACE_MAX_PROCS);
  s->n_ranks = (guint32) n;
  if (!s->looks)
    s->builder = plx_schedule_builder_new (s->n_ranks, s->name);
  return TRUE;
}

static gboolean
file (Scan *s)
{
  while (next_statement (s))
    {
      const PlxGoalLabel first = is_letter (*s->p) ? label (s) : (PlxGoalLabel) { "", 0, 0 };

      if (s->n_ranks > 0 && s->rank == s->n_ranks)
        return fail (s, first.length > 0 ? first.text : s->p, "text after the last rank, %u; only comments may follow",
                     s->rank - 1);
      if (is_word (&first, "rank") || is_word (&first, "num_ranks"))
        {
          if (!(first.length == 4 ? rank (s) : num_ranks (s)))
            return FALSE;
          continue;
        }
      s->p -= first.length;
      return expected (s, s->n_ranks > 0 ? "rank" : "num_ranks");
    }
  if (*s->error)
    return FALSE;
  if (s->n_ranks == 0)
    return fail (s, s->end - 1, "the text ends without ranks; num_ranks P and P ranks are right");
  if (s->rank < s->n_ranks)
    return fail (s, s->end - 1, "the text ends before rank %u; num_ranks %u wants %u", s->rank, s->n_ranks, s->n_ranks - 1);
  return TRUE;
}

/* ---- the whole text ---- */

/* A PlxLocateTask: reads the text again up to the task. */
static guint
locate (gconstpointer source, guint32 task, char **name)
{
  g_autoptr (GError) none = NULL;
  Scan s = *(const Scan *) source;

  s.p = s.text;
  s.looks = TRUE;
  s.wanted = task;
  s.n_ranks = s.rank = s.n_tasks = 0;
  s.released = NULL;
  s.error = &none;
  if (file (&s) || !s.found)
    return 0;
  if (s.found_label.length > 0)
    *name = g_strndup (s.found_label.text, MIN (s.found_label.length, 100));
  return line_of (&s, s.found);
}

static PlxSchedule *
parse (const char *text, gsize length, const char *name, gboolean mapped, GError **error)
{
  g_autoptr (GArray) pending = g_array_new (FALSE, FALSE, sizeof (Pending));
  GError *wrong = NULL;
  Scan s = { .name = name, .text = text, .end = text + length, .p = text, .pending = pending, .error = &wrong,
             .released = mapped ? text : NULL };
  PlxSchedule *schedule = NULL;

  if (file (&s))
    {
      plx_schedule_builder_locate (s.builder, locate, &s);
      schedule = plx_schedule_builder_end (s.builder, &wrong);
    }
  else
    plx_schedule_builder_free (s.builder);
  plx_goal_labels_clear (&s.labels);
  if (wrong)
    g_propagate_error (error, wrong);
  return schedule;
}

PlxSchedule *
plx_goal_parse_text (const char *text, gsize length, const char *name, gboolean mapped, GError **error)
{
  g_autofree char *copy = NULL;

  if (length > 0 && text[length - 1] == '\n')
    return parse (text, length, name, mapped, error);
  copy = g_malloc (length + 1);
  memcpy (copy, text, length);
  copy[length] = '\n';
  return parse (copy, length + 1, name, FALSE, error);
}
