/* SPDX-License-Identifier: MIT */
/* lower.c: the times of what lowered supersteps do, and schedules. */
#include "sim/engine/chain.h"

double
plx_read_time (const PlxProcessorCosts *costs, guint64 words)
{
  const PlxMessageCost m = costs->message (costs->instance, 1);
  const double k = (double) words, first = 2 * (m.flight + m.receive);

  if (words == 0)
    return 0;
  return costs->plain_reads ? k * first : first + (k - 1) * MAX (m.gap, m.send);
}

double
plx_sync_time (const PlxProcessorCosts *costs, guint p)
{
  const guint rounds = p <= 1 ? 0 : 32 - (guint) __builtin_clz (p - 1);
  const PlxMessageCost m = costs->message (costs->instance, 1);

  if (p <= 1)
    return 0;
  return costs->barrier >= 0 ? costs->barrier : rounds * (m.flight + m.receive);
}

static gboolean
measure (const PlxSchedule *schedule, const PlxProcessorCosts *costs, gboolean single, guint64 *total, GError **error)
{
  const PlxTask *tasks = plx_schedule_tasks (schedule);
  const guint32 *first = plx_schedule_first (schedule);

  for (guint i = 0; i < plx_schedule_n_procs (schedule); i++)
    for (guint32 t = first[i]; t < first[i + 1]; t++)
      {
        if (!plx_task_can_meet (costs, &tasks[t], i, plx_schedule_identity (schedule), error))
          return FALSE;
        *total += MIN (plx_count_tasks (costs, single, i, &tasks[t]), PLX_MAX_TASKS);
      }
  return plx_tasks_fit (plx_schedule_identity (schedule), *total, error);
}

/* The first and the last of the tasks that one has become. */
typedef struct {
  guint32 first, last;
} Span;

static void
copy_edges (const PlxSchedule *schedule, const Span *spans, PlxScheduleBuilder *builder)
{
  const guint32 *first = plx_schedule_first_edge (schedule), *edges = plx_schedule_edges (schedule);

  for (guint32 t = 0; t < plx_schedule_n_tasks (schedule); t++)
    for (guint32 e = first[t]; e < first[t + 1]; e++)
      {
        const gboolean started = (edges[e] & PLX_STARTED) != 0;

        plx_schedule_builder_edge (builder, started ? spans[t].first : spans[t].last,
                                   spans[edges[e] & ~PLX_STARTED].first, started);
      }
}

static PlxSchedule *
expand (const PlxSchedule *schedule, const PlxProcessorCosts *costs, gboolean single, GError **error)
{
  const PlxTask *tasks = plx_schedule_tasks (schedule);
  const guint32 *first = plx_schedule_first (schedule);
  const guint p = plx_schedule_n_procs (schedule);
  g_autofree Span *spans = g_new (Span, plx_schedule_n_tasks (schedule));
  PlxScheduleBuilder *builder = plx_schedule_builder_new (p, plx_schedule_identity (schedule));
  PlxChain chain = plx_chain_new (builder, costs, single);

  for (chain.processor = 0; chain.processor < p; chain.processor++)
    for (guint32 t = first[chain.processor]; t < first[chain.processor + 1]; t++)
      {
        chain.first = chain.last = chain.run = PLX_NONE;
        plx_chain_append_operation (&chain, tasks[t]);
        spans[t] = (Span) { chain.first, chain.last };
      }
  copy_edges (schedule, spans, builder);
  return plx_schedule_builder_end (builder, error);
}

PlxSchedule *
plx_lower_schedule (const PlxSchedule *schedule, const PlxProcessorCosts *costs, gboolean single, GError **error)
{
  const gboolean meets = costs->eager < G_MAXUINT64 && !costs->lgs.on;
  guint64 total = 0;

  if (!single && !meets)
    return plx_schedule_ref (schedule);
  if (!measure (schedule, costs, single, &total, error))
    return NULL;
  if (total == plx_schedule_n_tasks (schedule))
    return plx_schedule_ref (schedule);
  return expand (schedule, costs, single, error);
}
