/* SPDX-License-Identifier: MIT */
/* access.c: access to cells: ranges are checked, split at the borders of parts, counted, and moved. */
#include "sim/program/proc.h"

static const char *const calls[PLX_N_OPS][2] = {
  [PLX_OP_READ] = { "plx_read", "plx_read_at" },
  [PLX_OP_WRITE] = { "plx_write", "plx_write_at" },
  [PLX_OP_GET] = { "plx_get", "plx_get_at" },
  [PLX_OP_PUT] = { "plx_put", "plx_put_at" },
};

static inline guint
phases (PlxOpKind kind)
{
  return kind == PLX_OP_READ ? PLX_RUN | PLX_CHECK : PLX_RUN;
}

/* Waits until a part may be read. */
static inline void
settle (PlxProc *me, guint owner)
{
  if (me->runtime->settle && me->world->phase == PLX_RUN)
    me->runtime->settle (me, owner);
}

static inline void
accessed (PlxProc *me, PlxOpKind kind, const PlxPiece *piece)
{
  if (me->runtime->accessed && me->counting)
    me->runtime->accessed (me, kind, piece);
}

static void
log_put (PlxProc *me, const PlxPiece *piece, guint64 bytes)
{
  PlxLog *log = me->runtime->log (me, piece->owner);

  plx_log_put (plx_proc_room (me, log, sizeof (PlxLanding) + plx_align (bytes)), me->pid, piece);
}

static void
move (PlxProc *me, PlxOpKind kind, const PlxPiece *piece)
{
  const guint64 bytes = piece->n * piece->array->size;

  if (G_UNLIKELY (bytes > G_MAXUINT32))
    plx_proc_fail (me, calls[kind][0], piece->array, "%" G_GUINT64_FORMAT " bytes of one part; a call moves at most "
                   "4 GiB - 1", bytes);
  plx_proc_count (me, plx_op_transfer (kind, piece->owner, (guint32) bytes, 1));
  accessed (me, kind, piece);
  if (kind == PLX_OP_GET)
    {
      me->runtime->get (me, piece);
      return;
    }
  if (kind == PLX_OP_READ)
    settle (me, piece->owner);

  const gint64 since = plx_proc_copy_begins (me, bytes);
  if (kind == PLX_OP_READ)
    plx_piece_read (piece);
  else
    log_put (me, piece, bytes);
  plx_proc_copy_ends (me, since);
}

static void
by_place (PlxProc *me, PlxOpKind kind, PlxArray *array, guint processor, guint64 offset, guint64 n, void *cells)
{
  const char *const call = calls[kind][1];

  plx_proc_require (me, phases (kind), call);
  if (G_UNLIKELY (processor >= me->world->p))
    plx_proc_fail (me, call, array, "processor %u; there are 0 to %u", processor, me->world->p - 1);

  const guint64 capacity = array->parts[processor].capacity;
  if (G_UNLIKELY (offset > capacity || n > capacity - offset))
    plx_proc_fail (me, call, array, "%" G_GUINT64_FORMAT " cells from offset %" G_GUINT64_FORMAT " on processor %u; "
                   "its part has %" G_GUINT64_FORMAT " cells", n, offset, processor, capacity);
  if (n > 0)
    move (me, kind, &(PlxPiece) { array, processor, offset, n, cells, array->size });
}

static void
check_range (PlxProc *me, const char *call, const PlxArray *array, guint64 index, guint64 n)
{
  if (G_UNLIKELY (array->distribution == PLX_EACH))
    plx_proc_fail (me, call, array, "it is PLX_EACH and has no indices; use %s_at", call);
  if (G_UNLIKELY (index > array->n || n > array->n - index))
    plx_proc_fail (me, call, array, "%" G_GUINT64_FORMAT " cells from index %" G_GUINT64_FORMAT "; it has "
                   "%" G_GUINT64_FORMAT " cells", n, index, array->n);
}

/* One piece for each part: neighbours in it, and in private memory every p-th cell of a cyclic array. */
static void
by_index (PlxProc *me, PlxOpKind kind, PlxArray *array, guint64 index, guint64 n, void *cells)
{
  const gboolean cyclic = array->distribution == PLX_CYCLIC;
  const guint p = array->p;
  PlxPiece piece = { .array = array, .stride = array->size * (cyclic ? p : 1) };
  guint64 done = 0;

  plx_proc_require (me, phases (kind), calls[kind][0]);
  check_range (me, calls[kind][0], array, index, n);
  while (done < n && !(cyclic && done == p))
    {
      piece.owner = plx_array_place (array, index + done, &piece.offset);
      piece.cells = (guchar *) cells + done * array->size;
      piece.n = cyclic ? (n - done + p - 1) / p : MIN (array->block - piece.offset, n - done);
      move (me, kind, &piece);
      done += cyclic ? 1 : piece.n;
    }
}

/* ---- lists of indices ---- */

static void
flush_calls (PlxProc *me, PlxOpKind kind, const PlxArray *array, guint owner, guint64 n)
{
  for (; n > 0; n -= MIN (n, G_MAXUINT32))
    plx_proc_count (me, plx_op_transfer (kind, owner, (guint32) array->size, (guint32) MIN (n, G_MAXUINT32)));
}

/* Calls `each` on every cell; counts neighbours with one owner together. */
static inline void
by_list (PlxProc *me, PlxOpKind kind, const char *call, PlxArray *array, guint64 n, const guint64 *indices,
         guchar *cells, void (*each) (PlxProc *me, const PlxPiece *piece, gboolean new_owner))
{
  const gsize size = array->size;
  PlxPiece piece = { .array = array, .owner = G_MAXUINT, .n = 1, .stride = size };
  const gint64 begin = plx_proc_copy_begins (me, n * size);
  guint64 since = 0;

  check_range (me, call, array, 0, 0);
  for (guint64 k = 0; k < n; k++)
    {
      if (G_UNLIKELY (indices[k] >= array->n))
        check_range (me, call, array, indices[k], 1);

      const guint owner = plx_array_place (array, indices[k], &piece.offset);
      const gboolean new_owner = owner != piece.owner;
      if (new_owner && k > 0)
        flush_calls (me, kind, array, piece.owner, k - since);
      since = new_owner ? k : since;
      piece.owner = owner;
      piece.cells = cells + k * size;
      accessed (me, kind, &piece);
      each (me, &piece, new_owner);
    }
  if (n > 0)
    flush_calls (me, kind, array, piece.owner, n - since);
  plx_proc_copy_ends (me, begin);
}

static inline void
gather_cell (PlxProc *me, const PlxPiece *piece, gboolean new_owner)
{
  const gsize size = piece->array->size;

  if (new_owner)
    settle (me, piece->owner);
  plx_cell_copy (piece->cells, piece->array->parts[piece->owner].data + piece->offset * size, size);
}

static inline void
scatter_cell (PlxProc *me, const PlxPiece *piece, G_GNUC_UNUSED gboolean new_owner)
{
  const gsize room = sizeof (PlxLanding) + 8 + plx_align (piece->array->size);

  plx_log_pair (plx_proc_room (me, me->runtime->log (me, piece->owner), room), me->pid, piece);
}

void
plx_gather (PlxProc *me, PlxArray *array, guint64 n, const guint64 *indices, void *dst)
{
  plx_proc_require (me, PLX_RUN | PLX_CHECK, "plx_gather");
  by_list (me, PLX_OP_READ, "plx_gather", array, n, indices, dst, gather_cell);
}

void
plx_scatter (PlxProc *me, PlxArray *array, guint64 n, const guint64 *indices, const void *src)
{
  plx_proc_require (me, PLX_RUN, "plx_scatter");
  by_list (me, PLX_OP_WRITE, "plx_scatter", array, n, indices, (guchar *) src, scatter_cell);
}

/* ---- the calls ---- */

void
plx_read (PlxProc *me, PlxArray *array, guint64 index, guint64 n, void *dst)
{
  by_index (me, PLX_OP_READ, array, index, n, dst);
}

void
plx_read_at (PlxProc *me, PlxArray *array, guint processor, guint64 offset, guint64 n, void *dst)
{
  by_place (me, PLX_OP_READ, array, processor, offset, n, dst);
}

void
plx_write (PlxProc *me, PlxArray *array, guint64 index, guint64 n, const void *src)
{
  by_index (me, PLX_OP_WRITE, array, index, n, (void *) src);
}

void
plx_write_at (PlxProc *me, PlxArray *array, guint processor, guint64 offset, guint64 n, const void *src)
{
  by_place (me, PLX_OP_WRITE, array, processor, offset, n, (void *) src);
}

void
plx_put (PlxProc *me, PlxArray *array, guint64 index, guint64 n, const void *src)
{
  by_index (me, PLX_OP_PUT, array, index, n, (void *) src);
}

void
plx_put_at (PlxProc *me, PlxArray *array, guint processor, guint64 offset, guint64 n, const void *src)
{
  by_place (me, PLX_OP_PUT, array, processor, offset, n, (void *) src);
}

void
plx_get (PlxProc *me, PlxArray *array, guint64 index, guint64 n, void *dst)
{
  by_index (me, PLX_OP_GET, array, index, n, dst);
}

void
plx_get_at (PlxProc *me, PlxArray *array, guint processor, guint64 offset, guint64 n, void *dst)
{
  by_place (me, PLX_OP_GET, array, processor, offset, n, dst);
}
