/* SPDX-License-Identifier: MIT */
/* array.h: a shared array in parts, and what lands in it at the end of a superstep. */
#pragma once

#include <parallax/program.h>
#include <string.h>

/* Who wrote a cell of an array with a combining or choosing rule last. */
typedef struct {
  guint32 stamp;   /* when, see PlxProc.stamp */
  guint32 source;
} PlxLanded;

typedef struct {
  guchar *data;       /* [capacity] cells, aligned to 64 bytes, not touched yet; NULL when empty */
  guint64 capacity;
  guint64 length;     /* what plx_length says; its owner's */
  PlxLanded *landed;  /* [capacity], made by the owner when first needed */
} PlxPart;

struct PlxArray {
  char *name;
  guint id;           /* place in the world's arrays */
  guint p;
  PlxCellType type;
  PlxDistribution distribution;
  PlxRule rule;
  gsize size;         /* bytes of a cell */
  guint64 n;          /* as in PlxArraySpec */
  guint64 block;      /* capacity of the largest part */
  PlxPart *parts;     /* [p] */
};

/* Neighbouring cells of one part, and where they come from or go to. */
typedef struct {
  PlxArray *array;
  guint owner;
  guint64 offset;     /* first cell in the owner's part */
  guint64 n;
  guchar *cells;      /* private memory */
  gsize stride;       /* bytes from cell to cell in it */
} PlxPiece;

/* @spec was checked. Parts have no memory yet. */
PlxArray *plx_array_make (const PlxArraySpec *spec, guint id, guint p);
void plx_array_free (PlxArray *array);
gboolean plx_array_fits (const PlxArray *array, const PlxArraySpec *spec);
/* Memory for the part of a processor, zeroed. FALSE: there is none. */
gboolean plx_array_add_part (PlxArray *array, guint owner);
/* Makes the kernel give a part its pages, close to the core that calls. */
void plx_array_touch (PlxArray *array, guint owner);
/* Memory in whole cache lines, zeroed; the pages of a large one come when they are touched. NULL: none. */
gpointer plx_lines_new (gsize bytes);
void plx_lines_free (gpointer memory);
void plx_lines_touch (gpointer memory, gsize bytes);
/* Copies a piece out of its part. */
void plx_piece_read (const PlxPiece *piece);

static inline gsize
plx_cell_size (PlxCellType type, gsize size)
{
  return type == PLX_BYTES ? size : 8;
}

static inline void
plx_cell_copy (void *to, const void *from, gsize size)
{
  if (size == 8)
    memcpy (to, from, 8);
  else
    memcpy (to, from, size);
}

/* Which processor has cell `index`, and where. Division of 32 bits is several times faster than of 64. */
static inline guint
plx_array_place (const PlxArray *array, guint64 index, guint64 *offset)
{
  const guint64 d = array->distribution == PLX_BLOCK ? array->block : array->p;
  const gboolean small = ((index | d) >> 32) == 0;
  const guint64 q = small ? (guint32) index / (guint32) d : index / d;
  const guint64 r = index - q * d;

  *offset = array->distribution == PLX_BLOCK ? r : q;
  return (guint) (array->distribution == PLX_BLOCK ? q : r);
}

/* What a user calls a cell: its index, or its offset in an array of distribution each. */
static inline guint64
plx_array_index (const PlxArray *array, guint owner, guint64 offset)
{
  switch (array->distribution)
    {
    case PLX_BLOCK:
      return owner * array->block + offset;
    case PLX_CYCLIC:
      return offset * array->p + owner;
    default:
      return offset;
    }
}

/* ---- logs: bytes appended in one superstep, kept for the next ones ---- */

typedef struct {
  guchar *data;
  gsize size, capacity;
  gsize last;  /* where the last landing begins */
} PlxLog;

/* What it has room for once it was grown for so many bytes more. */
gsize plx_log_capacity (const PlxLog *log, gsize bytes);
void plx_log_grow (PlxLog *log, gsize bytes);

static inline gsize
plx_align (gsize bytes)
{
  return (bytes + 7) & ~(gsize) 7;
}

/* @bytes: a multiple of 8. */
static inline gpointer
plx_log_add (PlxLog *log, gsize bytes)
{
  if (G_UNLIKELY (log->capacity - log->size < bytes))
    plx_log_grow (log, bytes);
  log->size += bytes;
  return log->data + log->size - bytes;
}

static inline void
plx_log_clear (PlxLog *log)
{
  g_free (log->data);
  *log = (PlxLog) { 0 };
}

/* Cells on their way to a part: neighbours, or pairs of (offset, cell). The cells follow. */
typedef struct {
  PlxArray *array;
  guint64 offset;
  guint32 n;
  guint32 source, owner;
  guint32 pairs;
} PlxLanding;

void plx_log_put (PlxLog *log, guint source, const PlxPiece *piece);
/* One cell of a scatter; joins the landing before when that is alike. */
void plx_log_pair (PlxLog *log, guint source, const PlxPiece *piece);

/* What decides concurrent writes. */
typedef struct {
  guint32 stamp;      /* differs between supersteps, also of different runs */
  guint32 superstep;
  guint64 seed;
} PlxMoment;

/* Changes the parts as their arrays' rules say. The log is in ascending order of source. */
void plx_log_land (const PlxLog *log, const PlxMoment *moment);
void plx_landing_land (const PlxLanding *landing, const PlxMoment *moment);

static inline gsize
plx_landing_bytes (const PlxLanding *landing)
{
  const gsize size = landing->array->size;

  return sizeof *landing + (landing->pairs ? landing->n * (8 + plx_align (size)) : plx_align (landing->n * size));
}

/* SplitMix64's output function. */
static inline guint64
plx_mix (guint64 z)
{
  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}
