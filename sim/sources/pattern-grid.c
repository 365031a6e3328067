/* SPDX-License-Identifier: MIT */
/* pattern-grid.c: neighbours in a grid: halo exchange, wavefront.
 *
 * Processor (x, y, z) of a grid of n0 x n1 x n2 is (x n1 + y) n2 + z; a grid of two dimensions has n0 = 1.
 */
#include "sim/sources/pattern-flow.h"

typedef struct {
  PlxPatternFlow pattern;
  guint n[3], stride[3];
  guint first;  /* dimension in use */
} Grid;

/* ---- sizes ---- */

/* The largest divisor of n whose power is no more than it. */
static guint64
root_divisor (guint64 n, guint power)
{
  guint64 best = 1;

  for (guint64 d = 2; d <= n / d && (power < 3 || d <= n / d / d); d++)
    if (n % d == 0)
      best = d;
  return best;
}

/* Fills in those of n sides that are 0. */
static gboolean
complete (guint64 p, guint64 *side[], guint n, GError **error)
{
  static const char *const names[2][3] = { { "rows", "columns", NULL }, { "depth", "rows", "columns" } };
  guint64 rest = p;
  guint unknown = 0;

  for (guint d = 0; d < n; d++)
    {
      unknown += *side[d] == 0;
      if (*side[d] > 0 && rest % *side[d] != 0)
        {
          guint64 near = MIN (*side[d], rest);

          while (rest % near != 0)
            near--;
          plx_pattern_fail (error, names[n - 2][d], "%" G_GUINT64_FORMAT " do not divide %s%" G_GUINT64_FORMAT
                            " processors; %" G_GUINT64_FORMAT " would do", *side[d], rest < p ? "the other " : "", rest, near);
          return FALSE;
        }
      rest /= MAX (*side[d], 1);
    }
  for (guint d = 0; d < n; d++)
    if (*side[d] == 0)
      {
        *side[d] = unknown > 1 ? root_divisor (rest, unknown) : rest;
        rest /= *side[d];
        unknown--;
      }
  if (rest > 1)
    plx_pattern_fail (error, "p", "%" G_GUINT64_FORMAT " processors do not fill the grid; %" G_GUINT64_FORMAT " would do", p,
                      p / rest);
  return rest == 1;
}

/* p is the product of the sides; with p alone they are as equal as may be. */
static gboolean
complete_sizes (PlxPatternSizes *sizes, guint n, GError **error)
{
  guint64 *side[3] = { &sizes->depth, &sizes->rows, &sizes->columns };
  guint64 product = plx_pattern_times (sizes->rows, sizes->columns);

  if (n == 3)
    product = plx_pattern_times (product, sizes->depth);
  if (sizes->p == 0)
    sizes->p = product;
  if (sizes->p == 0)
    plx_pattern_fail (error, "p", "missing; give p=.. or all sides of the grid");
  else if (sizes->p > G_MAXINT32)
    plx_pattern_fail (error, "p", "%" G_GUINT64_FORMAT " processors; at most 2^31 - 1 would do", sizes->p);
  else
    return complete (sizes->p, side + (3 - n), n, error);
  return FALSE;
}

static void
set_sides (Grid *grid, guint dimensions)
{
  const PlxPatternSizes *sizes = &grid->pattern.sizes;

  grid->first = 3 - dimensions;
  grid->n[0] = dimensions == 3 ? (guint) sizes->depth : 1;
  grid->n[1] = (guint) sizes->rows;
  grid->n[2] = (guint) sizes->columns;
  grid->stride[2] = 1;
  grid->stride[1] = grid->n[2];
  grid->stride[0] = grid->n[1] * grid->n[2];
}

/* ---- halo exchange ---- */

/* The neighbour of i down (side 0) or up (side 1) dimension d; i: there is none. */
static inline guint
neighbour (const Grid *grid, guint i, guint d, guint side)
{
  const guint n = grid->n[d], stride = grid->stride[d], x = i / stride % n;

  if (side == 0)
    return x > 0 ? i - stride : grid->pattern.sizes.periodic ? i + (n - 1) * stride : i;
  return x + 1 < n ? i + stride : grid->pattern.sizes.periodic ? i - (n - 1) * stride : i;
}

/* What went down is received from above: so between two that are neighbours on both sides, messages keep their order. */
static PlxOp *
halo_act (const PlxFlow *flow, guint64 level, guint i, PlxOp *op)
{
  const Grid *grid = (const Grid *) flow;
  const guint64 bytes = grid->pattern.sizes.bytes;
  const guint most = 2 * (3 - grid->first);
  guint peer;

  for (guint d = grid->first; level > 0 && d < 3; d++)
    for (guint side = 0; side < 2; side++)
      if ((peer = neighbour (grid, i, d, 1 - side)) != i)
        op = plx_pattern_receive (op, peer, bytes,
                                  plx_pattern_slot (level - 1, flow->p, i, most, 2 * (d - grid->first) + side));
  if (level > 0)
    op = plx_pattern_work (op, grid->pattern.sizes.work);
  for (guint d = grid->first; level + 1 < flow->n_levels && d < 3; d++)
    for (guint side = 0; side < 2; side++)
      if ((peer = neighbour (grid, i, d, side)) != i)
        op = plx_pattern_send (op, peer, bytes,
                               plx_pattern_slot (level, flow->p, peer, most, 2 * (d - grid->first) + side));
  return op;
}

static void
halo_read (const PlxFlow *flow, guint64 level, guint from, guint n, PlxChunk *chunk)
{
  plx_pattern_fill (flow, level, from, n, 13 * (gsize) n, chunk, NULL, halo_act);
}

/* Messages of a step. */
static guint64
halo_messages (const PlxPatternSizes *sizes, guint dimensions)
{
  const guint64 side[3] = { sizes->columns, sizes->rows, sizes->depth };
  guint64 n = 0;

  for (guint d = 0; d < dimensions; d++)
    if (side[d] > 1)
      n += 2 * (sizes->p - (sizes->periodic ? 0 : sizes->p / side[d]));
  return n;
}

static PlxFlow *
halo_open (const PlxPatternSizes *given, guint dimensions, GError **error)
{
  PlxPatternSizes sizes = *given;
  Grid *grid;

  if (!complete_sizes (&sizes, dimensions, error))
    return NULL;
  if (sizes.p == 1)
    return plx_pattern_alone (&sizes, error);
  const PlxPatternShape shape = {
    .size = sizeof (Grid),
    .n_levels = sizes.steps + 1,
    .n_messages = plx_pattern_times (sizes.steps, halo_messages (&sizes, dimensions)),
    .n_works = sizes.work > 0 ? plx_pattern_times (sizes.steps, sizes.p) : 0,
    .n_slots = plx_pattern_times (4 * dimensions, sizes.p),
    .width = plx_pattern_all,
    .read = halo_read,
  };
  grid = (Grid *) plx_pattern_flow_new (&sizes, &shape, error);
  if (grid)
    set_sides (grid, dimensions);
  return (PlxFlow *) grid;
}

static PlxFlow *
halo_2d_open (const PlxPatternSizes *sizes, GError **error)
{
  return halo_open (sizes, 2, error);
}

static PlxFlow *
halo_3d_open (const PlxPatternSizes *sizes, GError **error)
{
  return halo_open (sizes, 3, error);
}

#define SIDE(name) \
  { #name, "", #name " of the grid; 0: as p and the other sides have it, about as many as of those", \
    offsetof (PlxPatternSizes, name), .flags = PLX_COUNT, .fallback = "0" }
#define GRID_P \
  { "p", "", "processors; 0: as many as the sides make", offsetof (PlxPatternSizes, p), .flags = PLX_COUNT, \
    .fallback = "0" }
#define PERIODIC \
  { "periodic", "", "the last is a neighbour of the first", offsetof (PlxPatternSizes, periodic), .flags = PLX_SWITCH, \
    .fallback = "no" }

static const PlxParam halo_2d_params[] = {
  GRID_P, SIDE (rows), SIDE (columns), PLX_PATTERN_BYTES ("bytes of each message"), PLX_PATTERN_STEPS, PLX_PATTERN_WORK,
  PERIODIC, PLX_PARAM_END
};

static const PlxParam halo_3d_params[] = {
  GRID_P, SIDE (depth), SIDE (rows), SIDE (columns), PLX_PATTERN_BYTES ("bytes of each message"), PLX_PATTERN_STEPS,
  PLX_PATTERN_WORK, PERIODIC, PLX_PARAM_END
};

const PlxPattern plx_pattern_halo_2d = {
  .name = "halo-2d",
  .title = "halo exchange in two dimensions",
  .schedule = "Processor (row, column) is row * columns + column. In each step everybody sends to its neighbours above, "
              "below, left and right, in this order, receives from those below, above, right and left, then works. "
              "Neighbours that a border (periodic = no) or a side of 1 takes away are left out.",
  .params = halo_2d_params,
  .open = halo_2d_open,
};

const PlxPattern plx_pattern_halo_3d = {
  .name = "halo-3d",
  .title = "halo exchange in three dimensions",
  .schedule = "Processor (layer, row, column) is (layer * rows + row) * columns + column. In each step everybody sends to "
              "its neighbours in the layers before and after, above, below, left and right, in this order, receives from "
              "those after, before, below, above, right and left, then works. Neighbours that a border (periodic = no) or "
              "a side of 1 takes away are left out.",
  .params = halo_3d_params,
  .open = halo_3d_open,
};

/* ---- wavefront ---- */

/* Processors of the first rows on diagonals row + column < d. */
static guint64
before_diagonal (const Grid *grid, guint64 rows, guint64 d)
{
  const guint64 n = grid->n[2];
  const guint64 whole = MIN (rows, d > n ? d - n : 0), some = MIN (rows, d);  /* rows that lie so, at least in part */

  return n * whole + (some - whole) * (2 * d - whole - some + 1) / 2;
}

/* Sweep s passes the diagonals in the levels s, s + 1, ...: in a level the last `steps` diagonals are at work. */
static inline guint64
oldest_diagonal (const PlxFlow *flow, guint64 level)
{
  const guint64 steps = plx_pattern_sizes (flow)->steps;

  return level < steps ? 0 : level - steps + 1;
}

/* How many processors of the first rows are at work. */
static guint64
at_work (const PlxFlow *flow, guint64 level, guint64 rows)
{
  const Grid *grid = (const Grid *) flow;

  return before_diagonal (grid, rows, level + 1) - before_diagonal (grid, rows, oldest_diagonal (flow, level));
}

static guint
wavefront_width (const PlxFlow *flow, guint64 level)
{
  return (guint) at_work (flow, level, ((const Grid *) flow)->n[1]);
}

static guint
wavefront_processor (const PlxFlow *flow, guint64 level, guint j)
{
  const Grid *grid = (const Grid *) flow;
  const guint64 oldest = oldest_diagonal (flow, level);
  guint row = 0, beyond = grid->n[1];

  while (beyond - row > 1)
    {
      const guint middle = row + (beyond - row) / 2;

      if (at_work (flow, level, middle) <= j)
        row = middle;
      else
        beyond = middle;
    }
  return row * grid->n[2] + (guint) (oldest > row ? oldest - row : 0) + (j - (guint) at_work (flow, level, row));
}

static PlxOp *
wavefront_act (const PlxFlow *flow, guint64 level, guint i, PlxOp *op)
{
  const Grid *grid = (const Grid *) flow;
  const guint columns = grid->n[2], row = i / columns, column = i % columns, p = flow->p;
  const guint64 bytes = grid->pattern.sizes.bytes;

  if (row > 0)
    op = plx_pattern_receive (op, i - columns, bytes, plx_pattern_slot (level - 1, p, i, 2, 0));
  if (column > 0)
    op = plx_pattern_receive (op, i - 1, bytes, plx_pattern_slot (level - 1, p, i, 2, 1));
  op = plx_pattern_work (op, grid->pattern.sizes.work);
  if (row + 1 < grid->n[1])
    op = plx_pattern_send (op, i + columns, bytes, plx_pattern_slot (level, p, i + columns, 2, 0));
  if (column + 1 < columns)
    op = plx_pattern_send (op, i + 1, bytes, plx_pattern_slot (level, p, i + 1, 2, 1));
  return op;
}

/* The next one at work after i: in its row, or in the next. */
static inline guint
wavefront_next (const PlxFlow *flow, guint64 level, guint i)
{
  const guint columns = ((const Grid *) flow)->n[2], row = i / columns, column = i % columns;
  const guint64 oldest = oldest_diagonal (flow, level);

  if (column + 1 < columns && row + column + 1 <= level)
    return i + 1;
  return (row + 1) * columns + (guint) (oldest > row + 1 ? oldest - row - 1 : 0);
}

static void
wavefront_read (const PlxFlow *flow, guint64 level, guint from, guint n, PlxChunk *chunk)
{
  guint i = wavefront_processor (flow, level, from);
  PlxOp *op;

  plx_pattern_room (chunk, n, 5 * (gsize) n);
  op = chunk->own_ops;
  for (guint k = 0; k < n; k++, i = wavefront_next (flow, level, i))
    {
      chunk->own_segments[k] = (PlxSegment) { i, (guint32) (op - chunk->own_ops) };
      op = wavefront_act (flow, level, i, op);
    }
  plx_pattern_end (flow, n, op, chunk);
}

static PlxFlow *
wavefront_open (const PlxPatternSizes *given, GError **error)
{
  PlxPatternSizes sizes = *given;
  Grid *grid;

  if (!complete_sizes (&sizes, 2, error))
    return NULL;
  if (sizes.p == 1)
    return plx_pattern_alone (&sizes, error);
  const PlxPatternShape shape = {
    .size = sizeof (Grid),
    .n_levels = MIN (sizes.steps, G_MAXUINT64 / 2) + sizes.rows + sizes.columns - 2,
    .n_messages = plx_pattern_times (sizes.steps, 2 * sizes.p - sizes.rows - sizes.columns),
    .n_works = sizes.work > 0 ? plx_pattern_times (sizes.steps, sizes.p) : 0,
    .n_slots = 4 * sizes.p,
    .width = wavefront_width,
    .read = wavefront_read,
  };
  grid = (Grid *) plx_pattern_flow_new (&sizes, &shape, error);
  if (grid)
    set_sides (grid, 2);
  return (PlxFlow *) grid;
}

static const PlxParam wavefront_params[] = {
  GRID_P, SIDE (rows), SIDE (columns), PLX_PATTERN_BYTES ("bytes of each message"), PLX_PATTERN_STEPS, PLX_PATTERN_WORK,
  PLX_PARAM_END
};

const PlxPattern plx_pattern_wavefront = {
  .name = "wavefront",
  .title = "wavefront over a grid",
  .schedule = "Processor (row, column) is row * columns + column. In each sweep (steps of them) everybody receives from its "
              "neighbours above and left, works, then sends to those below and right, in this order.",
  .params = wavefront_params,
  .open = wavefront_open,
};
