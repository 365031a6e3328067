/* SPDX-License-Identifier: MIT */
/* pattern-optimal.c: the optimal broadcast under LogP: whoever knows keeps telling others.
 *
 * Who knows at time r tells others at r, r + again, r + 2 again ..., and each of them knows `reach` later, with
 * again = max (g, o), reach = 2 o + L, both longer by (bytes - 1) G. Nobody can be told sooner: R. M. Karp, A. Sahay,
 * E. E. Santos, K. E. Schauser, "Optimal broadcast and summation in the LogP model", SPAA 1993, 142-153.
 *
 * Processors are numbered in the order in which they are told; those that know at the same time are a generation, and a level.
 * A generation's members tell as many others at once: that is a telling, and tellings come in the order of time from
 * two queues that need no sorting: generations that begin, and generations that go on `again` after their last telling.
 * So the tree is made in a time linear in the number of tellings, of which there are some hundreds where the parameters
 * are not very uneven, and never more than p.
 *
 * Check values: L = 6, o = 2, g = 4: p = 8 takes 24, p = 1024 72.
 */
#include "sim/sources/pattern-flow.h"

#include <math.h>

typedef struct {
  gint64 ready;
  guint32 first, n;       /* processors */
  guint32 told_by;        /* its first telling */
  guint32 tells, n_tells; /* in Optimal.tells */
} Generation;

typedef struct {
  gint64 time;
  guint32 teller;    /* generation, whose members tell first, first + 1, ... */
  guint32 first, n;
} Telling;

typedef struct {
  PlxPatternFlow pattern;
  GArray *generations, *tellings;
  guint32 *tells;  /* [tellings]: their places, by teller */
} Optimal;

static inline const Generation *
generation (const PlxFlow *flow, guint64 level)
{
  return &g_array_index (((const Optimal *) flow)->generations, Generation, level);
}

static inline const Telling *
telling (const PlxFlow *flow, guint32 at)
{
  return &g_array_index (((const Optimal *) flow)->tellings, Telling, at);
}

/* ---- making it ---- */

/* Times as whole numbers of 15 digits, so that equal ones are equal. */
static gint64
whole (double time, double largest)
{
  return largest > 0 ? (gint64) llround (time * pow (10, 15 - ceil (log10 (largest)))) : 0;
}

/* The next n processors are told at once. */
static void
tell (Optimal *made, gint64 time, guint32 teller, guint32 first, guint32 n, gint64 ready)
{
  const Telling next = { time, teller, first, n };
  GArray *generations = made->generations;
  Generation *last = &g_array_index (generations, Generation, generations->len - 1);

  if (last->ready == ready)
    last->n += n;
  else
    {
      const Generation born = { .ready = ready, .first = first, .n = n, .told_by = made->tellings->len };

      g_array_append_val (generations, born);
    }
  g_array_index (generations, Generation, teller).n_tells++;
  g_array_append_val (made->tellings, next);
}

static void
grow (Optimal *made, guint p, gint64 reach, gint64 again)
{
  const Generation root = { .n = 1 };
  guint32 begin = 0, going = 0;  /* heads of the two queues */

  g_array_append_val (made->generations, root);
  for (guint32 told = 1, n; told < p; told += n)
    {
      const Telling *last = &g_array_index (made->tellings, Telling, going);
      const Generation *next = &g_array_index (made->generations, Generation, begin);
      const gboolean goes_on = going < made->tellings->len
                               && (begin == made->generations->len || last->time + again <= next->ready);
      const guint32 teller = goes_on ? last->teller : begin;
      const gint64 time = goes_on ? last->time + again : next->ready;

      going += goes_on;
      begin += !goes_on;
      n = MIN (g_array_index (made->generations, Generation, teller).n, p - told);
      tell (made, time, teller, told, n, time + reach);
    }
}

/* Puts each generation's tellings together. */
static void
sort_tells (Optimal *made)
{
  guint32 at = 0;

  made->tells = g_new (guint32, MAX (made->tellings->len, 1));
  for (guint32 k = 0; k < made->generations->len; k++)
    {
      Generation *one = &g_array_index (made->generations, Generation, k);

      one->tells = at;
      at += one->n_tells;
      one->n_tells = 0;
    }
  for (guint32 k = 0; k < made->tellings->len; k++)
    {
      Generation *one
        = &g_array_index (made->generations, Generation, g_array_index (made->tellings, Telling, k).teller);

      made->tells[one->tells + one->n_tells++] = k;
    }
}

/* ---- reading it ---- */

static guint
optimal_width (const PlxFlow *flow, guint64 level)
{
  return generation (flow, level)->n;
}

static guint
optimal_processor (const PlxFlow *flow, guint64 level, guint j)
{
  return generation (flow, level)->first + j;
}

/* Of the generation in a level, whose tellings are neighbours, the one that tells processor i. */
static const Telling *
told_in (const PlxFlow *flow, guint64 level, guint i)
{
  guint32 from = generation (flow, level)->told_by;
  guint32 to = level + 1 < flow->n_levels ? generation (flow, level + 1)->told_by
                                          : ((const Optimal *) flow)->tellings->len;

  while (to - from > 1)
    {
      const guint32 middle = from + (to - from) / 2;

      if (telling (flow, middle)->first <= i)
        from = middle;
      else
        to = middle;
    }
  return telling (flow, from);
}

static PlxOp *
optimal_act (const PlxFlow *flow, guint64 level, guint i, PlxOp *op)
{
  const Generation *mine = generation (flow, level);
  const guint32 *tells = ((const Optimal *) flow)->tells + mine->tells;
  const guint64 bytes = plx_pattern_sizes (flow)->bytes;

  if (level > 0)
    {
      const Telling *told = told_in (flow, level, i);

      op = plx_pattern_receive (op, generation (flow, told->teller)->first + (i - told->first), bytes, i);
    }
  for (guint32 k = 0; k < mine->n_tells; k++)
    {
      const Telling *next = telling (flow, tells[k]);

      if (i - mine->first < next->n)
        op = plx_pattern_send (op, next->first + (i - mine->first), bytes, next->first + (i - mine->first));
    }
  return op;
}

static void
optimal_read (const PlxFlow *flow, guint64 level, guint from, guint n, PlxChunk *chunk)
{
  plx_pattern_fill (flow, level, from, n, n * (1 + (gsize) generation (flow, level)->n_tells), chunk,
                    optimal_processor, optimal_act);
}

static void
optimal_free (PlxFlow *flow)
{
  Optimal *made = (Optimal *) flow;

  g_array_unref (made->generations);
  g_array_unref (made->tellings);
  g_free (made->tells);
  g_free (flow->identity);
  g_free (made);
}

static PlxFlow *
optimal_open (const PlxPatternSizes *sizes, GError **error)
{
  const double longer = sizes->bytes > 1 ? (double) (sizes->bytes - 1) * sizes->G : 0;
  const double reach = 2 * sizes->o + sizes->L + longer, again = MAX (sizes->o, sizes->g + longer);
  const double largest = MAX (reach, again);
  const PlxPatternShape shape = {
    .size = sizeof (Optimal),
    .n_messages = sizes->p - 1,
    .n_slots = sizes->p,
    .width = optimal_width,
    .read = optimal_read,
  };
  Optimal *made;

  if (!isfinite (largest))
    return plx_pattern_fail (error, "L, o, g", "too large; finite times would do");
  made = (Optimal *) plx_pattern_flow_new (sizes, &shape, error);
  if (!made)
    return NULL;
  made->generations = g_array_sized_new (FALSE, FALSE, sizeof (Generation), 64);
  made->tellings = g_array_sized_new (FALSE, FALSE, sizeof (Telling), 64);
  grow (made, (guint) sizes->p, MAX (whole (reach, largest), 1), whole (again, largest));
  sort_tells (made);
  made->pattern.flow.n_levels = sizes->p > 1 ? made->generations->len : 0;
  made->pattern.flow.free = optimal_free;
  return &made->pattern.flow;
}

static const PlxParam params[] = {
  PLX_PATTERN_P,
  PLX_PATTERN_BYTES ("bytes of each message"),
  { "L", "time", "latency in flight", offsetof (PlxPatternSizes, L),
    .flags = PLX_NUMBER | PLX_NONNEGATIVE | PLX_FROM_LOGP },
  { "o", "time", "overhead of a message, at its sender and at its receiver", offsetof (PlxPatternSizes, o),
    .flags = PLX_NUMBER | PLX_NONNEGATIVE | PLX_FROM_LOGP },
  { "g", "time", "gap between sends of one processor", offsetof (PlxPatternSizes, g),
    .flags = PLX_NUMBER | PLX_NONNEGATIVE | PLX_FROM_LOGP },
  { "G", "time/byte", "gap of each byte of a long message", offsetof (PlxPatternSizes, G),
    .flags = PLX_NUMBER | PLX_NONNEGATIVE, .fallback = "0" },
  PLX_PARAM_END
};

const PlxPattern plx_pattern_optimal = {
  .name = "optimal",
  .title = "optimal broadcast under LogP",
  .schedule = "Whoever knows keeps telling others: at r, r + again, r + 2 again, ..., if it knows at r; who is told at t "
              "knows at t + reach; again = max (o, g + (bytes - 1) G), reach = 2 o + L + (bytes - 1) G. Processors are "
              "numbered in the order in which they are told; of those that tell at one time the lower goes first.",
  .params = params,
  .open = optimal_open,
};
