/* SPDX-License-Identifier: MIT */
/* lower-flow.c: a generated flow becomes tasks: counted in one pass over it, and written in their places in another. */
#include "sim/core/schedule.h"
#include "sim/engine/chain.h"

#define PIECE 256u  /* segments read at a time, so that they stay in a cache */
#define AHEAD 8u    /* segments */

typedef struct {
  PlxChain chain;
  guint32 *at;     /* [p + 2]: counts stand two places further on, filling in turns them into where each begins */
  guint64 n_tasks;
  PlxTask *tasks;
} LowerFlow;

/* What tags of a flow say is only where its messages are. */
static PlxTask
task_of_flow (const PlxOp *op)
{
  return (PlxTask) { .kind = op->kind, .work_class = op->work_class, .peer = op->peer,
                     .amount = op->kind == PLX_OP_WORK ? op->count : op->bytes };
}

typedef void (*VisitSegment) (LowerFlow *l, guint i, const PlxOp *ops, guint32 n);

static void
count_segment (LowerFlow *l, guint i, const PlxOp *ops, guint32 n)
{
  guint64 n_tasks = 0;

  for (guint32 k = 0; k < n; k++)
    {
      const PlxTask task = task_of_flow (&ops[k]);

      n_tasks += plx_count_tasks (l->chain.costs, l->chain.single, i, &task);
    }
  l->at[i + 2] += (guint32) n_tasks;
  l->n_tasks += n_tasks;
}

static void
fill_segment (LowerFlow *l, guint i, const PlxOp *ops, guint32 n)
{
  l->chain.processor = i;
  l->chain.to = l->tasks + l->at[i + 1];
  for (guint32 k = 0; k < n; k++)
    plx_chain_append_operation (&l->chain, task_of_flow (&ops[k]));
  l->at[i + 1] = (guint32) (l->chain.to - l->tasks);
}

static void
visit_chunk (LowerFlow *l, const PlxChunk *chunk, VisitSegment visit)
{
  for (guint k = 0; k < chunk->n_segments; k++)
    {
      const PlxSegment *segment = &chunk->segments[k];

      if (l->tasks && k + AHEAD < chunk->n_segments)
        __builtin_prefetch (&l->tasks[l->at[segment[AHEAD].processor + 1]], 1);
      visit (l, segment->processor, chunk->ops + segment->first, segment[1].first - segment->first);
    }
}

static void
visit_segments (LowerFlow *l, const PlxFlow *flow, VisitSegment visit)
{
  g_auto (PlxChunk) chunk = { .n_segments = 0 };

  for (guint64 level = 0; level < flow->n_levels && l->n_tasks <= PLX_MAX_TASKS; level++)
    {
      const guint width = flow->width (flow, level);

      for (guint from = 0; from < width; from += MIN (PIECE, width - from))
        {
          flow->read (flow, level, from, MIN (PIECE, width - from), &chunk);
          visit_chunk (l, &chunk, visit);
        }
    }
}

static void
link_processor (PlxChain *chain, const PlxTask *tasks, guint32 first, guint32 end)
{
  chain->last = chain->run = PLX_NONE;
  for (guint32 t = first; t < end; t++)
    plx_chain_link (chain, &tasks[t], t);
}

PlxSchedule *
plx_lower_flow (const PlxFlow *flow, const PlxProcessorCosts *costs, gboolean single, GError **error)
{
  const guint p = flow->p;
  g_autofree guint32 *at = g_new0 (guint32, (gsize) p + 2);
  LowerFlow l = { .chain = plx_chain_new (NULL, costs, single), .at = at };

  visit_segments (&l, flow, count_segment);
  if (!plx_tasks_fit (flow->identity, l.n_tasks, error))
    return NULL;
  for (gsize i = 2; i < (gsize) p + 2; i++)
    at[i] += at[i - 1];
  l.chain.builder = plx_schedule_builder_new (p, flow->identity);
  l.tasks = plx_schedule_builder_tasks (l.chain.builder, at + 1);
  visit_segments (&l, flow, fill_segment);
  for (guint i = 0; i < p; i++)
    link_processor (&l.chain, l.tasks, at[i], at[i + 1]);
  return plx_schedule_builder_end (l.chain.builder, error);
}
