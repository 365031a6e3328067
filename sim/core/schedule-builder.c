/* SPDX-License-Identifier: MIT */
/* schedule-builder.c: puts a schedule together: tasks as they come, edges sorted by the task that they leave, no cycle. */
#include "sim/core/huge.h"
#include "sim/core/schedule.h"

#include <parallax/error.h>
#include <string.h>

#define MAX_AMOUNT (G_GUINT64_CONSTANT (1) << 62)  /* as of times: sums of two still fit */
#define MAX_NAMED 8                                /* tasks of a cycle in its message */

typedef struct {
  guint32 before;
  guint32 after;  /* | PLX_STARTED */
} Edge;

struct PlxScheduleBuilder {
  PlxSchedule *schedule;
  guint32 capacity;    /* of its tasks */
  guint n_begun;       /* processors whose first task is known */
  Edge *edges;
  gsize n_edges, edge_capacity;
  gboolean too_many;   /* tasks were refused */
  gboolean backward;   /* an edge leads to an earlier task: there may be a cycle */
};

PlxScheduleBuilder *
plx_schedule_builder_new (guint p, const char *identity)
{
  PlxScheduleBuilder *b = g_new0 (PlxScheduleBuilder, 1);

  b->schedule = g_new0 (PlxSchedule, 1);
  g_atomic_ref_count_init (&b->schedule->refs);
  b->schedule->p = p;
  b->schedule->n_cpus = b->schedule->n_nics = 1;
  b->schedule->identity = g_strdup (identity);
  b->schedule->first = g_new (guint32, (gsize) p + 1);
  return b;
}

void
plx_schedule_builder_free (PlxScheduleBuilder *b)
{
  if (!b)
    return;
  plx_schedule_unref (b->schedule);
  g_free (b->edges);
  g_free (b);
}

void
plx_schedule_builder_locate (PlxScheduleBuilder *b, PlxLocateTask locate, gconstpointer source)
{
  b->schedule->locate = locate;
  b->schedule->source = source;
}

guint32
plx_schedule_builder_n_tasks (const PlxScheduleBuilder *b)
{
  return b->schedule->n_tasks;
}

void
plx_schedule_builder_reserve (PlxScheduleBuilder *b, guint64 n)
{
  if (b->capacity > 0 || n == 0 || n > PLX_MAX_TASKS)
    return;
  b->capacity = (guint32) n;
  b->schedule->tasks = plx_huge (g_new (PlxTask, n), n * sizeof (PlxTask));
}

PlxTask *
plx_schedule_builder_tasks (PlxScheduleBuilder *b, const guint32 *first)
{
  PlxSchedule *s = b->schedule;

  memcpy (s->first, first, ((gsize) s->p + 1) * sizeof *first);
  s->n_tasks = first[s->p];
  b->n_begun = s->p + 1;
  plx_schedule_builder_reserve (b, s->n_tasks);
  return s->tasks;
}

static void
more_tasks (PlxScheduleBuilder *b)
{
  const guint64 capacity = MAX (G_GUINT64_CONSTANT (64), (guint64) b->capacity + b->capacity / 2);

  b->capacity = (guint32) MIN (capacity, PLX_MAX_TASKS);
  b->schedule->tasks = g_renew (PlxTask, b->schedule->tasks, b->capacity);
}

guint32
plx_schedule_builder_task (PlxScheduleBuilder *b, guint processor, const PlxTask *task)
{
  PlxSchedule *s = b->schedule;

  g_return_val_if_fail (processor < s->p && processor + 1 >= b->n_begun, 0);
  if (G_UNLIKELY (s->n_tasks == PLX_MAX_TASKS))
    {
      b->too_many = TRUE;
      return s->n_tasks - 1;
    }
  while (b->n_begun <= processor)
    s->first[b->n_begun++] = s->n_tasks;
  if (G_UNLIKELY (s->n_tasks == b->capacity))
    more_tasks (b);
  s->tasks[s->n_tasks] = *task;
  s->tasks[s->n_tasks].partner = PLX_NONE;
  s->n_cpus = MAX (s->n_cpus, task->cpu + 1u);
  s->n_nics = MAX (s->n_nics, task->nic + 1u);
  return s->n_tasks++;
}

void
plx_schedule_builder_edge (PlxScheduleBuilder *b, guint32 before, guint32 after, gboolean started)
{
  if (G_UNLIKELY (b->n_edges == b->edge_capacity))
    {
      b->edge_capacity = MAX (64, b->edge_capacity + b->edge_capacity / 2);
      b->edges = g_renew (Edge, b->edges, b->edge_capacity);
    }
  b->edges[b->n_edges++] = (Edge) { before, after | (started ? PLX_STARTED : 0) };
  b->backward |= after <= before;
}

/* ---- edges ---- */

/* A counting sort by the task before; those with PLX_STARTED after the others. */
static void
sort_edges (PlxScheduleBuilder *b)
{
  PlxSchedule *s = b->schedule;
  guint32 *at = plx_huge_alloc (((gsize) s->n_tasks + 2) * sizeof *at);

  s->first_edge = at;
  s->edges = plx_huge_alloc (b->n_edges * sizeof *s->edges);
  for (gsize e = 0; e < b->n_edges; e++)
    at[b->edges[e].before + 2]++;
  for (gsize t = 2; t < (gsize) s->n_tasks + 2; t++)
    at[t] += at[t - 1];
  for (guint started = 0; started <= 1; started++)
    for (gsize e = 0; e < b->n_edges; e++)
      if ((b->edges[e].after & PLX_STARTED) == (started ? PLX_STARTED : 0))
        s->edges[at[b->edges[e].before + 1]++] = b->edges[e].after;
  g_clear_pointer (&b->edges, g_free);
}

static void
mark_chained (PlxSchedule *s)
{
  for (guint32 t = 0; t < s->n_tasks; t++)
    s->tasks[t].chained = s->first_edge[t + 1] == s->first_edge[t] + 1 && s->edges[s->first_edge[t]] == t + 1;
}

/* What remains of every task's requirements when all that can be done is done; 0: it was. Returns whether all were. */
static gboolean
run_dry (const PlxSchedule *s, guint32 *left)
{
  g_autofree guint32 *ready = g_new (guint32, MAX (s->n_tasks, 1));
  guint32 n_ready = 0, n_done = 0;

  plx_schedule_count_requires (s, left);
  for (guint32 t = 0; t < s->n_tasks; t++)
    if (left[t] == 0)
      ready[n_ready++] = t;
  while (n_ready > 0)
    {
      const guint32 t = ready[--n_ready];

      n_done++;
      for (guint32 e = s->first_edge[t]; e < s->first_edge[t + 1]; e++)
        if (--left[s->edges[e] & ~PLX_STARTED] == 0)
          ready[n_ready++] = s->edges[e] & ~PLX_STARTED;
    }
  return n_done == s->n_tasks;
}

/* For every task that is left one that it waits for and that is left too; else PLX_ANY. In place of @left. */
static void
point_back (const PlxSchedule *s, guint32 *left)
{
  g_autofree guint32 *before = g_new (guint32, s->n_tasks);

  memset (before, 0xff, s->n_tasks * sizeof *before);
  for (guint32 t = 0; t < s->n_tasks; t++)
    for (guint32 e = s->first_edge[t]; left[t] > 0 && e < s->first_edge[t + 1]; e++)
      before[s->edges[e] & ~PLX_STARTED] = t;
  memcpy (left, before, s->n_tasks * sizeof *before);
}

static void
report_cycle (const PlxSchedule *s, guint32 *left, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint32 start = 0, t;
  static const char *const joints[] = { "", " waits for ", ", which waits for " };
  guint n = 0;

  point_back (s, left);
  while (left[start] == PLX_ANY)
    start++;
  for (guint32 k = 0; k < s->n_tasks; k++)  /* by then it is on the cycle */
    start = left[start];
  t = start;
  do
    {
      g_autofree char *name = plx_schedule_name_task (s, t);

      g_string_append_printf (text, "%s%s", joints[MIN (n, 2)], name);
      n++;
      t = left[t];
    }
  while (t != start && n < MAX_NAMED);
  g_string_append (text, n == 1 ? " waits for itself" : t == start ? ", which waits for the first" : ", and so on");
  plx_schedule_error (s, start, error, "%s; dependencies must not form a cycle", text->str);
}

static gboolean
is_acyclic (const PlxScheduleBuilder *b, GError **error)
{
  g_autofree guint32 *left = NULL;

  if (!b->backward)
    return TRUE;
  left = g_new (guint32, MAX (b->schedule->n_tasks, 1));
  if (run_dry (b->schedule, left))
    return TRUE;
  report_cycle (b->schedule, left, error);
  return FALSE;
}

/* ---- the end ---- */

static gboolean
fits (const PlxScheduleBuilder *b, GError **error)
{
  const PlxSchedule *s = b->schedule;

  if (b->too_many || b->n_edges >= G_MAXUINT32)
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT,
                   "%s: %u operations or more, and %" G_GSIZE_FORMAT " dependencies; at most %u and %u fit", s->identity,
                   s->n_tasks, b->n_edges, PLX_MAX_TASKS, G_MAXUINT32 - 1);
      return FALSE;
    }
  for (guint32 t = 0; t < s->n_tasks; t++)
    if (G_UNLIKELY (s->tasks[t].amount > MAX_AMOUNT))
      {
        g_autofree char *name = plx_schedule_name_task (s, t);

        plx_schedule_error (s, t, error, "%s: too large; at most 2^62 is right", name);
        return FALSE;
      }
  return TRUE;
}

PlxSchedule *
plx_schedule_builder_end (PlxScheduleBuilder *builder, GError **error)
{
  g_autoptr (PlxScheduleBuilder) b = builder;
  PlxSchedule *s = b->schedule;

  while (b->n_begun <= s->p)
    s->first[b->n_begun++] = s->n_tasks;
  s->tasks = g_renew (PlxTask, s->tasks, MAX (s->n_tasks, 1));
  if (!fits (b, error))
    return NULL;
  sort_edges (b);
  mark_chained (s);
  if (!is_acyclic (b, error) || !plx_schedule_match (s, error))
    return NULL;
  s->locate = NULL;
  return g_steal_pointer (&b->schedule);
}
