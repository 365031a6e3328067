/* SPDX-License-Identifier: MIT */
/* goal-text.c: reads GOAL text in one pass, strictly: whatever is not in the grammar is an error with file and line. */
#include "sim/core/schedule.h"
#include "sim/core/trace-file.h"
#include "sim/sources/goal-scan.h"
#include "sim/sources/goal.h"

#include <parallax/error.h>
#include <sys/mman.h>
#include <unistd.h>

#define MAX_SIZE (G_GUINT64_CONSTANT (1) << 62)
#define OPERATION 28               /* about the fewest bytes of text for each operation of a large file */
#define RELEASE ((gsize) 4 << 20)  /* bytes read before their pages go */

/* A requirement whose labels were not both known yet. */
typedef struct {
  PlxGoalLabel before, after;
  gboolean started;
} Pending;

typedef struct {
  PlxGoalScan in;
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
} Reader;

/* ---- operations ---- */

static inline gboolean
small_option (Reader *s, const char *what, guint8 *value)
{
  guint64 v;

  if (!plx_goal_number (&s->in, what, G_MAXUINT8, &v))
    return FALSE;
  *value = (guint8) v;
  return TRUE;
}

/* [tag] [cpu] [nic] in this order. */
static inline gboolean
message_options (Reader *s, PlxTask *task)
{
  plx_goal_skip_blanks (&s->in);
  if (*s->in.p == '\n')
    return s->in.p++, TRUE;
  if (PLX_GOAL_WORD (&s->in, "tag") && !plx_goal_number_or_any (&s->in, "tag", PLX_ANY - 1, &task->tag))
    return FALSE;
  plx_goal_skip_blanks (&s->in);
  if (PLX_GOAL_WORD (&s->in, "cpu") && !small_option (s, "cpu", &task->cpu))
    return FALSE;
  plx_goal_skip_blanks (&s->in);
  if (PLX_GOAL_WORD (&s->in, "nic") && !small_option (s, "nic", &task->nic))
    return FALSE;
  return plx_goal_end_line (&s->in, "tag, cpu, nic, in this order, or the end of the line");
}

static inline gboolean
peer (Reader *s, PlxTask *task)
{
  const gboolean receives = task->kind == PLX_OP_RECV;

  plx_goal_skip_blanks (&s->in);
  if (!receives && *s->in.p == '-')
    return plx_goal_expected (&s->in, "the rank that it is sent to");
  return plx_goal_number_or_any (&s->in, "rank", s->n_ranks - 1, &task->peer);
}

static inline gboolean
message (Reader *s, PlxTask *task)
{
  const gboolean receives = task->kind == PLX_OP_RECV;

  if (!plx_goal_number (&s->in, "size", MAX_SIZE, &task->amount))
    return FALSE;
  plx_goal_skip_blanks (&s->in);
  if (!PLX_GOAL_WORD (&s->in, "b"))
    return plx_goal_expected (&s->in, "b, the unit of sizes,");
  plx_goal_skip_blanks (&s->in);
  if (receives ? !PLX_GOAL_WORD (&s->in, "from") : !PLX_GOAL_WORD (&s->in, "to"))
    return plx_goal_expected (&s->in, receives ? "from" : "to");
  return peer (s, task) && message_options (s, task);
}

static inline gboolean
calc (Reader *s, PlxTask *task)
{
  if (!plx_goal_number (&s->in, "time", MAX_SIZE, &task->amount))
    return FALSE;
  plx_goal_skip_blanks (&s->in);
  if (PLX_GOAL_WORD (&s->in, "cpu") && !small_option (s, "cpu", &task->cpu))
    return FALSE;
  return plx_goal_end_line (&s->in, "cpu or the end of the line");
}

static gboolean
define (Reader *s, const PlxGoalLabel *l)
{
  PlxGoalPlace *place = plx_goal_labels_find (&s->labels, l, TRUE);

  if (G_UNLIKELY (place->generation == s->labels.generation))
    return plx_goal_fail (&s->in, l->text, "label %.*s stands twice in rank %u; each operation has its own",
                          (int) MIN (l->length, 100), l->text, s->rank);
  *place = (PlxGoalPlace) { s->labels.generation, s->n_tasks };
  return TRUE;
}

#define WORD 4  /* letters of a kind */

/* The kind of an operation that the next letters name; -1: none. */
static inline int
kind_of (const char *letters)
{
  if (memcmp (letters, "send", WORD) == 0)
    return PLX_OP_SEND;
  if (memcmp (letters, "recv", WORD) == 0)
    return PLX_OP_RECV;
  return memcmp (letters, "calc", WORD) == 0 ? PLX_OP_WORK : -1;
}

/* An operation's kind was read. @l: of length 0: it has no label. */
static inline gboolean
operation (Reader *s, PlxOpKind kind, const PlxGoalLabel *l, const char *statement)
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
    return plx_goal_fail (&s->in, statement, "more than %u operations; fewer would fit", PLX_MAX_TASKS);
  s->n_tasks++;
  plx_schedule_builder_task (s->builder, s->rank, &task);
  return TRUE;
}

/* ---- requirements ---- */

static inline guint32
task_of (Reader *s, const PlxGoalLabel *l)
{
  const PlxGoalPlace *place = plx_goal_labels_find (&s->labels, l, FALSE);

  return place->generation == s->labels.generation ? place->task : PLX_ANY;
}

static gboolean
unknown_label (const Reader *s, const PlxGoalLabel *l)
{
  return plx_goal_fail (&s->in, l->text, "no operation of rank %u has the label %.*s; a label of the same rank would be "
                        "right", s->rank, (int) MIN (l->length, 100), l->text);
}

static inline gboolean
edge (Reader *s, const PlxGoalLabel *before, const PlxGoalLabel *after, guint32 b, guint32 a, gboolean started)
{
  if (G_UNLIKELY (a == b))
    return plx_goal_fail (&s->in, before->text, "%.*s waits for itself; it may only wait for another operation",
                          (int) MIN (after->length, 100), after->text);
  plx_schedule_builder_edge (s->builder, b, a, started);
  return TRUE;
}

/* One of the labels that stand behind "requires". */
static inline gboolean
requirement (Reader *s, const PlxGoalLabel *after, guint32 a, gboolean started)
{
  PlxGoalLabel before;
  guint32 b;

  plx_goal_skip_blanks (&s->in);
  if (!plx_goal_is_letter (*s->in.p))
    return plx_goal_expected (&s->in, "a label");
  before = plx_goal_label (&s->in);
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
requirements (Reader *s, const PlxGoalLabel *after, gboolean started)
{
  const guint32 a = s->looks ? 0 : task_of (s, after);

  do
    {
      if (!requirement (s, after, a, started))
        return FALSE;
      plx_goal_skip_blanks (&s->in);
    }
  while (*s->in.p == ',' ? s->in.p++, TRUE : plx_goal_is_letter (*s->in.p));
  return plx_goal_end_line (&s->in, "a label or the end of the line");
}

/* Requirements that named later operations. */
static gboolean
resolve (Reader *s)
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

/* A statement that begins with a letter, inside a rank. */
static inline gboolean
statement (Reader *s)
{
  static const PlxGoalLabel none = { "", 0, 0 };
  const PlxGoalLabel first = plx_goal_label (&s->in);
  int kind = first.length == WORD ? kind_of (first.text) : -1;

  if (kind >= 0)
    return operation (s, kind, &none, first.text);
  if (G_UNLIKELY (plx_goal_is_word (&first, "rank") || plx_goal_is_word (&first, "num_ranks")))
    return plx_goal_fail (&s->in, first.text, "%.*s inside rank %u; } ends that first", (int) first.length, first.text,
                          s->rank);
  plx_goal_skip_blanks (&s->in);
  if (*s->in.p == ':')
    {
      s->in.p++;
      plx_goal_skip_blanks (&s->in);
      kind = s->in.end - s->in.p > WORD ? kind_of (s->in.p) : -1;
      if (kind < 0)
        return plx_goal_expected (&s->in, "send, recv or calc");
      s->in.p += WORD;
      return operation (s, kind, &first, first.text);
    }
  if (PLX_GOAL_WORD (&s->in, "requires"))
    return requirements (s, &first, FALSE);
  if (PLX_GOAL_WORD (&s->in, "irequires"))
    return requirements (s, &first, TRUE);
  return plx_goal_expected (&s->in, "a colon, requires or irequires after a label");
}

/* Pages that were read and belong to a mapped file are not needed in memory any more. */
static void
release (Reader *s)
{
  const gsize page = (gsize) sysconf (_SC_PAGESIZE);
  const gsize n = (gsize) (s->in.p - s->released) / page * page;

  madvise ((void *) s->released, n, MADV_DONTNEED);
  s->released += n;
}

/* What stands between the braces of a rank, and the closing one. @opened: for the message. */
static gboolean
block (Reader *s, const char *opened)
{
  while (plx_goal_next_statement (&s->in))
    {
      if (G_LIKELY (plx_goal_is_letter (*s->in.p)))
        {
          if (!statement (s))
            return FALSE;
        }
      else if (*s->in.p == '}')
        {
          s->in.p++;
          return resolve (s);
        }
      else
        return plx_goal_expected (&s->in, "an operation, a label or }");
      if (G_UNLIKELY (s->released && s->in.p - s->released > (gssize) RELEASE))
        release (s);
    }
  return *s->in.error ? FALSE : plx_goal_fail (&s->in, opened, "rank %u does not end; } would end it", s->rank);
}

static gboolean
rank (Reader *s)
{
  const char *start = s->in.p - strlen ("rank");
  guint64 n;

  if (s->n_ranks == 0)
    return plx_goal_fail (&s->in, start, "a rank before the number of ranks; num_ranks P comes first");
  if (!plx_goal_number (&s->in, "rank", s->n_ranks - 1, &n))
    return FALSE;
  if (n != s->rank)
    return plx_goal_fail (&s->in, start, "rank %" G_GUINT64_FORMAT " where rank %u would be right; ranks ascend by one", n,
                          s->rank);
  plx_goal_skip_blanks (&s->in);
  if (*s->in.p != '{')
    return plx_goal_expected (&s->in, "{");
  s->in.p++;
  plx_goal_labels_begin (&s->labels);
  if (!block (s, start))
    return FALSE;
  s->rank++;
  return TRUE;
}

static gboolean
num_ranks (Reader *s)
{
  const char *start = s->in.p - strlen ("num_ranks");
  guint64 n;

  if (s->n_ranks > 0)
    return plx_goal_fail (&s->in, start, "a second num_ranks; one is right");
  if (!plx_goal_number (&s->in, "number of ranks", PLX_TRACE_MAX_PROCS, &n))
    return FALSE;
  if (n == 0)
    return plx_goal_fail (&s->in, start, "num_ranks 0; 1 to %u are right", PLX_TRACE_MAX_PROCS);
  s->n_ranks = (guint32) n;
  if (s->looks)
    return TRUE;
  s->builder = plx_schedule_builder_new (s->n_ranks, s->in.name);
  plx_schedule_builder_reserve (s->builder, (guint64) (s->in.end - s->in.text) / OPERATION);
  return TRUE;
}

static gboolean
file (Reader *s)
{
  while (plx_goal_next_statement (&s->in))
    {
      const PlxGoalLabel first = plx_goal_is_letter (*s->in.p) ? plx_goal_label (&s->in) : (PlxGoalLabel) { "", 0, 0 };

      if (s->n_ranks > 0 && s->rank == s->n_ranks)
        return plx_goal_fail (&s->in, first.length > 0 ? first.text : s->in.p,
                              "text after the last rank, %u; only comments may follow", s->rank - 1);
      if (plx_goal_is_word (&first, "rank") || plx_goal_is_word (&first, "num_ranks"))
        {
          if (!(first.length == 4 ? rank (s) : num_ranks (s)))
            return FALSE;
          continue;
        }
      s->in.p -= first.length;
      return plx_goal_expected (&s->in, s->n_ranks > 0 ? "rank" : "num_ranks");
    }
  if (*s->in.error)
    return FALSE;
  if (s->n_ranks == 0)
    return plx_goal_fail (&s->in, s->in.end - 1, "the text ends without ranks; num_ranks P and P ranks are right");
  if (s->rank < s->n_ranks)
    return plx_goal_fail (&s->in, s->in.end - 1, "the text ends before rank %u; num_ranks %u wants %u", s->rank, s->n_ranks,
                          s->n_ranks - 1);
  return TRUE;
}

/* ---- the whole text ---- */

/* A PlxLocateTask: reads the text again up to the task. */
static guint
locate (gconstpointer source, guint32 task, char **name)
{
  g_autoptr (GError) none = NULL;
  Reader s = *(const Reader *) source;

  s.in.p = s.in.text;
  s.looks = TRUE;
  s.wanted = task;
  s.n_ranks = s.rank = s.n_tasks = 0;
  s.released = NULL;
  s.in.error = &none;
  if (file (&s) || !s.found)
    return 0;
  if (s.found_label.length > 0)
    *name = g_strndup (s.found_label.text, MIN (s.found_label.length, 100));
  return plx_goal_line (&s.in, s.found);
}

static PlxSchedule *
parse (const char *text, gsize length, const char *name, gboolean mapped, GError **error)
{
  g_autoptr (GArray) pending = g_array_new (FALSE, FALSE, sizeof (Pending));
  GError *wrong = NULL;
  Reader s = { .in = { .name = name, .text = text, .end = text + length, .p = text, .error = &wrong }, .pending = pending,
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
