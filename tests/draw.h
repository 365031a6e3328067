/* SPDX-License-Identifier: MIT */
/* draw.h: random costs, schedules and traces for tests of the engines, the same for the same seed everywhere. */
#pragma once

#include "sim/engine/simulation.h"

#include "tests/main.h"

#define MOST_PROCS 6

/* LogGOPS, in whole ticks; what a sender is busy for longer than a receiver. */
typedef struct {
  guint L, o, g, G, O, longer;
} Message;

static PlxMessageCost
message (gconstpointer instance, guint64 bytes)
{
  const Message *m = instance;
  const double k = bytes > 1 ? (double) (bytes - 1) : 0;

  return (PlxMessageCost) { .send = m->o + m->longer + k * m->O, .receive = m->o + k * m->O, .gap = m->g + k * m->G,
                            .flight = m->o + m->longer + k * m->O + k * m->G + m->L };
}

typedef struct {
  GRand *rand;
  guint seed;
  guint p;
  gboolean apart;  /* no messages to oneself */
  gboolean upwards;  /* tasks of graphs require later ones of the program, not earlier ones */
  Message message;
  PlxProcessorCosts costs;
} Draw;

static guint
below (Draw *d, guint n)
{
  return (guint) g_rand_int_range (d->rand, 0, (gint32) n);
}

/* Small numbers, so that there are many ties. */
static void
draw_init (Draw *d, guint seed)
{
  static const PlxCurve step = { .n = 1, .x = { 1 }, .y = { 1 } };

  *d = (Draw) { .rand = g_rand_new_with_seed (seed), .seed = seed };
  d->p = 1 + below (d, MOST_PROCS);
  d->message = (Message) { below (d, 20), 1 + below (d, 5), below (d, 8), below (d, 3), below (d, 3) == 0 ? below (d, 3) : 0,
                            0 };
  d->costs = (PlxProcessorCosts) { .message = message, .instance = &d->message, .eager = G_MAXUINT64, .word = 8,
                                   .barrier = below (d, 2) ? below (d, 30) : -1.0, .tick = 1,
                                   .packet = below (d, 4) == 0 ? 1 + below (d, 9) : 0 };
  for (guint c = 0; c < PLX_COPY; c++)
    d->costs.t.of[c] = step;
  d->costs.t.flat = TRUE;
}

static void
draw_clear (Draw *d)
{
  g_rand_free (d->rand);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Draw, draw_clear)

/* ---- random schedules ---- */

typedef enum { CHAINS, GRAPHS, WILD } Shape;

typedef struct {
  GArray *of[MOST_PROCS];  /* of PlxTask */
  GArray *under_way;       /* of PlxTask: RECVs whose processor is in `cpu`, to be posted some time after their SENDs */
} Tasks;

static gboolean
asks_first (const Draw *d)
{
  return d->costs.eager < G_MAXUINT64;
}

static guint64
draw_bytes (Draw *d)
{
  static const guint sizes[] = { 0, 1, 2, 8, 9, 17, 40 };

  return sizes[below (d, G_N_ELEMENTS (sizes))];
}

static void
draw_place (Draw *d, Shape shape, PlxTask *task)
{
  if (shape != CHAINS && below (d, 4) == 0)
    task->cpu = (guint8) below (d, 2);
  if (shape != CHAINS && task->kind != PLX_OP_WORK && below (d, 4) == 0)
    task->nic = (guint8) below (d, 2);
}

/* In graphs the messages of a channel may meet in any order, so they have one size; so have all that wild RECVs may get, and
 * what asks first there has a tag of its own. */
static void
draw_message (Draw *d, Shape shape, Tasks *tasks)
{
  const guint i = below (d, d->p), j = d->apart ? (i + 1 + below (d, MAX (d->p, 2) - 1)) % d->p : below (d, d->p);
  const guint tag = shape == WILD && asks_first (d) && below (d, 3) == 0 ? 2 : below (d, 2);
  const guint64 bytes = shape == CHAINS ? draw_bytes (d) : shape == GRAPHS ? (i * 7 + j * 3 + tag * 5) % 19
                        : tag == 2 ? 17 : j * 5 % 9;
  PlxTask send = { .kind = PLX_OP_SEND, .peer = j, .tag = tag, .amount = bytes };
  PlxTask recv = { .kind = PLX_OP_RECV, .peer = i, .tag = tag, .amount = bytes, .cpu = (guint8) j };

  draw_place (d, shape, &send);
  g_array_append_val (tasks->of[i], send);
  g_array_append_val (tasks->under_way, recv);
}

/* The first RECV of a channel under way, so that each channel keeps its order. */
static void
draw_recv (Draw *d, Shape shape, Tasks *tasks)
{
  GArray *under_way = tasks->under_way;
  guint k = below (d, under_way->len);
  const PlxTask any = g_array_index (under_way, PlxTask, k);
  PlxTask task;
  guint processor;

  for (guint before = 0; before < k; before++)
    {
      const PlxTask *other = &g_array_index (under_way, PlxTask, before);

      if (other->cpu == any.cpu && other->peer == any.peer && other->tag == any.tag)
        k = before;
    }
  task = g_array_index (under_way, PlxTask, k);
  processor = task.cpu;
  task.cpu = 0;
  if (shape == WILD && task.tag < 2 && below (d, 2))
    task.peer = PLX_ANY;
  if (shape == WILD && !asks_first (d) && below (d, 2))
    task.tag = PLX_ANY;
  draw_place (d, shape, &task);
  g_array_append_val (tasks->of[processor], task);
  g_array_remove_index (under_way, k);
}

static void
draw_tasks (Draw *d, Shape shape, Tasks *tasks)
{
  const guint n = 2 + below (d, 40);

  for (guint k = 0; k < n; k++)
    {
      const guint what = below (d, 5);
      PlxTask work = { .kind = PLX_OP_WORK, .work_class = (guint8) below (d, PLX_COPY), .amount = below (d, 12) };

      draw_place (d, shape, &work);
      if (what == 0)
        g_array_append_val (tasks->of[below (d, d->p)], work);
      else if (what < 3)
        draw_message (d, shape, tasks);
      else if (tasks->under_way->len > 0)
        draw_recv (d, shape, tasks);
    }
  while (tasks->under_way->len > 0)
    draw_recv (d, shape, tasks);
}

/* A chain, or now and then an edge between it and up to three tasks of before. */
static void
draw_edges (Draw *d, Shape shape, PlxScheduleBuilder *b, guint32 first, guint32 t)
{
  if (shape == CHAINS && t > first)
    plx_schedule_builder_edge (b, t - 1, t, FALSE);
  for (guint k = 0; shape != CHAINS && t > first && k < 3; k++)
    if (below (d, 3) == 0)
      {
        const guint32 other = first + below (d, t - first);
        const gboolean started = below (d, 3) == 0;

        plx_schedule_builder_edge (b, d->upwards ? t : other, d->upwards ? other : t, started);
      }
}

static PlxSchedule *
draw_schedule (Draw *d, Shape shape)
{
  g_autofree char *identity = g_strdup_printf ("seed %u", d->seed);
  PlxScheduleBuilder *b = plx_schedule_builder_new (d->p, identity);
  PlxSchedule *schedule = NULL;
  Tasks tasks;

  tasks.under_way = g_array_new (FALSE, FALSE, sizeof (PlxTask));
  for (guint i = 0; i < d->p; i++)
    tasks.of[i] = g_array_new (FALSE, FALSE, sizeof (PlxTask));
  draw_tasks (d, shape, &tasks);
  for (guint i = 0; i < d->p; i++)
    {
      guint32 first = 0;

      for (guint k = 0; k < tasks.of[i]->len; k++)
        {
          const guint32 t = plx_schedule_builder_task (b, i, &g_array_index (tasks.of[i], PlxTask, k));

          first = k == 0 ? t : first;
          draw_edges (d, shape, b, first, t);
        }
      g_array_unref (tasks.of[i]);
    }
  g_array_unref (tasks.under_way);
  PLX_OK (schedule = plx_schedule_builder_end (b, error));
  return schedule;
}

static inline PlxTrace *
draw_supersteps (Draw *d, guint most_calls)
{
  static const PlxOpKind kinds[] = { PLX_OP_WORK, PLX_OP_READ, PLX_OP_WRITE, PLX_OP_GET, PLX_OP_PUT, PLX_OP_QUEUE };
  g_autofree char *identity = g_strdup_printf ("seed %u", d->seed);
  PlxTraceBuilder *b = plx_trace_builder_new (d->p, identity);
  const guint supersteps = 1 + below (d, 4);

  for (guint s = 0; s < supersteps; s++)
    {
      for (guint k = below (d, 20); k > 0; k--)
        {
          const PlxOpKind kind = kinds[below (d, G_N_ELEMENTS (kinds))];
          const guint i = below (d, d->p), j = below (d, d->p);

          if (kind == PLX_OP_WORK)
            plx_trace_builder_op (b, i, plx_op_work (below (d, PLX_COPY), below (d, 20), 0));
          else
            plx_trace_builder_op (b, i, plx_op_transfer (kind, j, (guint32) draw_bytes (d), 1 + below (d, most_calls)));
        }
      if (s + 1 < supersteps || below (d, 2))
        plx_trace_builder_sync (b);
    }
  return plx_trace_builder_end (b);
}
