/* SPDX-License-Identifier: MIT */
/* pram-pardo.c: the processors of a pardo, in lexicographic order, and their indices. Where a range mentions the indices
 * before it, or some processors are left out, indices are kept in columns, made one after the other; else they follow from
 * a processor's number.
 */
#include "sim/core/huge.h"
#include "sim/sources/pram-run.h"

#include <parallax/error.h>
#include <string.h>

/* ---- indices ---- */

gint64
plx_pram_index (const PlxPramMachine *m, guint dimension, guint32 lane)
{
  if (!m->box)
    return m->columns[m->pram->n_privates + dimension].of[lane];
  for (guint d = m->rank - 1; d > dimension; d--)
    lane /= (guint32) m->extent[d];
  return m->low[dimension] + (dimension > 0 ? lane % (guint32) m->extent[dimension] : lane);
}

/* The last index runs fastest: neighbours differ in it alone until it has reached its end. */
static void
count_up (PlxPramMachine *m, guint32 lane, guint n)
{
  const guint last = m->rank - 1;

  for (guint k = 0, end; k < n; k = end)
    {
      const gint64 first = plx_pram_index (m, last, lane + k);
      const guint64 left = m->extent[last] - (guint64) (first - m->low[last]);

      end = k + (guint) MIN (left, n - k);
      for (guint d = 0; d < last; d++)
        {
          const gint64 same = plx_pram_index (m, d, lane + k);

          for (guint i = k; i < end; i++)
            m->gathered[d][i] = same;
        }
      for (guint i = k; i < end; i++)
        m->gathered[last][i] = first + (i - k);
    }
}

static void
gather (PlxPramMachine *m, const PlxPramVector *v)
{
  for (guint d = 0; d < m->rank; d++)
    for (guint k = 0; k < v->n; k++)
      m->gathered[d][k] = plx_pram_index (m, d, v->lane[k]);
}

/* What the indices of a chunk's processors are. */
static void
take_indices (PlxPramMachine *m, const PlxPramVector *v)
{
  if (m->box && v->dense)
    count_up (m, v->lane[0], v->n);
  else if (!v->dense)
    gather (m, v);
  for (guint d = 0; d < m->rank; d++)
    m->index[d] = m->box || !v->dense ? m->gathered[d] : m->columns[m->pram->n_privates + d].of + v->lane[0];
}

void
plx_pram_chunk (PlxPramMachine *m, const PlxPramActive *active, guint32 base, PlxPramChunk *chunk)
{
  const guint n = MIN (active->n - base, PLX_PRAM_VECTOR);
  const guint32 *lane = chunk->lane;

  if (active->lane)
    lane = active->lane + base;
  else
    for (guint k = 0; k < n; k++)
      chunk->lane[k] = base + k;
  chunk->all = (PlxPramVector) { n, lane[n - 1] - lane[0] == n - 1, lane, m->identity };
  if (m->rank > 0)
    take_indices (m, &chunk->all);
}

char *
plx_pram_lane_text (const PlxPramMachine *m, guint32 lane)
{
  GString *text = g_string_new (NULL);

  for (guint d = 0; d < m->rank; d++)
    {
      const PlxPramRange *range = &m->ranges[m->range + d];

      g_string_append_printf (text, "%s%.*s=%" G_GINT64_FORMAT, d ? ", " : "", (int) range->length,
                              m->pram->text + range->name, plx_pram_index (m, d, lane));
    }
  return g_string_free (text, FALSE);
}

/* ---- ranges that do not depend on each other ---- */

static gboolean
is_box (const PlxPramMachine *m, const PlxPramStatement *pardo)
{
  gboolean box = !pardo->guard;

  for (guint d = 0; d < pardo->n_ranges; d++)
    {
      const PlxPramRange *range = &m->ranges[pardo->range + d];

      box = box && m->nodes[range->low].uniform && m->nodes[range->high].uniform;
    }
  return box;
}

static gboolean
too_many (PlxPramMachine *m, const PlxPramStatement *pardo, guint64 lanes, guint columns)
{
  plx_pram_error (m->pram, pardo->line, pardo->column, PLX_ERROR_FAILED, &m->error,
                  "%" G_GUINT64_FORMAT " processors or more, with %u numbers each; at most %" G_GUINT64_FORMAT
                  " numbers are allowed (--max-cells)", lanes, columns, m->options->max_cells);
  return FALSE;
}

static gboolean
make_box (PlxPramMachine *m, const PlxPramStatement *pardo)
{
  const guint columns = m->pram->n_privates + pardo->n_ranges;
  const guint64 most = MIN (m->options->max_cells / columns, PLX_PRAM_MOST_LANES);
  guint64 n = 1;

  for (guint d = 0; d < pardo->n_ranges && n > 0; d++)
    {
      const PlxPramRange *range = &m->ranges[pardo->range + d];
      gint64 high;

      if (!plx_pram_evaluate_one (m, range->low, &m->low[d]) || !plx_pram_evaluate_one (m, range->high, &high))
        return FALSE;
      m->extent[d] = m->low[d] > high ? 0 : (guint64) high - (guint64) m->low[d] + 1;
      if (m->low[d] <= high && (m->extent[d] - 1 >= most || (n *= m->extent[d]) > most))
        return too_many (m, pardo, MAX (n, m->extent[d]), columns);
      n = m->extent[d] ? n : 0;
    }
  m->n_lanes = (guint32) n;
  m->rank = pardo->n_ranges;
  return TRUE;
}

/* ---- ranges one after the other ---- */

/* What was in it is lost. */
static void
make_room (PlxPramColumn *column, gsize n)
{
  if (n <= column->capacity)
    return;
  n = MAX (n, 2 * column->capacity);
  g_free (column->of);
  column->of = plx_huge_new (gint64, n);
  column->capacity = n;
}

/* @values: [n_lanes] */
static gboolean
evaluate_all (PlxPramMachine *m, guint32 node, gint64 *values)
{
  const PlxPramActive all = { m->n_lanes, NULL };
  PlxPramChunk chunk;

  for (guint32 base = 0; base < all.n; base += PLX_PRAM_VECTOR)
    {
      gint64 out[PLX_PRAM_VECTOR];
      const gint64 *x;

      plx_pram_chunk (m, &all, base, &chunk);
      if (!(x = plx_pram_evaluate (m, node, &chunk.all, out)))
        return FALSE;
      memcpy (values + base, x, chunk.all.n * sizeof *values);
    }
  return TRUE;
}

/* How many processors there are with one more index; each has @columns numbers. */
static gboolean
count_lanes (PlxPramMachine *m, const PlxPramStatement *pardo, const gint64 *low, const gint64 *high, guint64 *n)
{
  const guint columns = m->pram->n_privates + pardo->n_ranges;
  const guint64 most = MIN (m->options->max_cells / columns, PLX_PRAM_MOST_LANES);
  guint64 total = 0;

  for (guint32 lane = 0; lane < m->n_lanes; lane++)
    if (low[lane] <= high[lane])
      {
        const guint64 more = (guint64) high[lane] - (guint64) low[lane];  /* and 1 */

        if (more >= most || total + more >= most)
          return too_many (m, pardo, MAX (more, total + more) + (more < G_MAXUINT64), columns);
        total += more + 1;
      }
  *n = total;
  return TRUE;
}

/* Each processor becomes as many as its range is long: an index that it has. */
static void
repeat_index (PlxPramMachine *m, PlxPramColumn *index, const gint64 *low, const gint64 *high, gsize n)
{
  gint64 *to;

  make_room (&m->spare, n);
  to = m->spare.of;
  for (guint32 lane = 0; lane < m->n_lanes; lane++)
    for (gint64 x = low[lane]; x <= high[lane]; x++)
      {
        *to++ = index->of[lane];
        if (x == G_MAXINT64)
          break;
      }
  PlxPramColumn before = *index;
  *index = m->spare;
  m->spare = before;
}

/* ... and the one that it gets. */
static void
count_index (PlxPramMachine *m, PlxPramColumn *index, const gint64 *low, const gint64 *high, gsize n)
{
  gint64 *to;

  make_room (index, n);
  to = index->of;
  for (guint32 lane = 0; lane < m->n_lanes; lane++)
    for (gint64 x = low[lane]; x <= high[lane]; x++)
      {
        *to++ = x;
        if (x == G_MAXINT64)
          break;
      }
}

/* One more index. */
static gboolean
expand (PlxPramMachine *m, const PlxPramStatement *pardo)
{
  const PlxPramRange *ranges = &m->ranges[pardo->range];
  g_autofree gint64 *low = g_new (gint64, m->n_lanes), *high = g_new (gint64, m->n_lanes);
  guint64 n;

  if (!evaluate_all (m, ranges[m->rank].low, low) || !evaluate_all (m, ranges[m->rank].high, high)
      || !count_lanes (m, pardo, low, high, &n))
    return FALSE;
  for (guint d = 0; d < m->rank; d++)
    repeat_index (m, &m->columns[ranges[d].slot], low, high, n);
  count_index (m, &m->columns[ranges[m->rank].slot], low, high, n);
  m->n_lanes = (guint32) n;
  m->rank++;
  return TRUE;
}

/* ---- where ---- */

/* Lane @from becomes lane @to, of all indices. */
static inline void
move_lane (PlxPramMachine *m, guint32 from, guint32 to)
{
  for (guint d = 0; d < m->rank; d++)
    {
      gint64 *index = m->columns[m->ranges[m->range + d].slot].of;

      index[to] = index[from];
    }
}

static gboolean
keep_where (PlxPramMachine *m, guint32 condition)
{
  const PlxPramActive all = { m->n_lanes, NULL };
  guint32 n = 0;

  for (guint32 base = 0; base < all.n; base += PLX_PRAM_VECTOR)
    {
      gint64 out[PLX_PRAM_VECTOR];
      const gint64 *x;
      PlxPramChunk chunk;
      PlxPramPart part;

      plx_pram_chunk (m, &all, base, &chunk);
      if (!(x = plx_pram_evaluate (m, condition, &chunk.all, out)))
        return FALSE;
      plx_pram_narrow (&chunk.all, x, TRUE, &part);
      for (guint k = 0; k < part.v.n; k++)
        move_lane (m, part.v.lane[k], n++);
    }
  m->n_lanes = n;
  return TRUE;
}

static gboolean
make_columns (PlxPramMachine *m, const PlxPramStatement *pardo)
{
  m->rank = 0;
  m->n_lanes = 1;
  for (guint d = 0; d < pardo->n_ranges && m->n_lanes > 0; d++)
    if (!expand (m, pardo))
      return FALSE;
  return !pardo->guard || m->n_lanes == 0 || keep_where (m, pardo->guard);
}

gboolean
plx_pram_make_lanes (PlxPramMachine *m, const PlxPramStatement *pardo)
{
  m->range = pardo->range;
  m->box = is_box (m, pardo);
  if (m->box ? !make_box (m, pardo) : !make_columns (m, pardo))
    return FALSE;
  for (guint k = 0; m->n_lanes > 0 && k < m->pram->n_privates; k++)
    {
      make_room (&m->columns[k], m->n_lanes);
      memset (m->columns[k].of, 0, m->n_lanes * sizeof (gint64));
    }
  return TRUE;
}
