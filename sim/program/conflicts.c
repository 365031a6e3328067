/* SPDX-License-Identifier: MIT */
/* conflicts.c: a stamped shadow of every cell: who read it and who wrote it in this superstep.
 *
 * A shadow is made when its array is first accessed, in memory that the kernel commits page by
 * page. Stamps spare clearing it between supersteps. The processor that reads (writes) a cell is
 * compared with the last that did: exact, since between two SYNCs each runs in one piece; one that
 * waits for messages and then reads a cell again, after another did, counts as two readers.
 */
#include "sim/program/conflicts.h"

#include <sys/mman.h>

typedef struct {
  guint32 stamp;             /* superstep that the rest is about */
  guint32 readers, writers;  /* how many */
  guint32 reader, writer;    /* the last */
  guint32 differ;            /* not all values written are equal */
  guint64 value;             /* the first written: itself up to 8 bytes, else a hash */
} Cell;

#define CHUNK 128u  /* a page of cells */

typedef struct {
  guint32 lent, read;        /* superstep in which its owner may change it; in which another read it */
  guint32 reader;            /* the first */
  guint64 cell;
} Part;

typedef struct {
  Cell *cells;               /* [n_cells], by owner and offset; NULL: never accessed */
  gsize n_cells;
  guint8 *used;              /* [n_cells / CHUNK + 1] gboolean: neighbours that have memory */
  Part *parts;               /* [p] */
} Shadow;

struct PlxConflicts {
  PlxWorld *world;
  guint p;
  guint32 stamp;
  GArray *shadows;           /* of Shadow, by array */
  PlxSuperstep facts;
  guint found;               /* bits by PlxConflict */
  PlxViolation first[PLX_N_CONFLICTS];
};

PlxConflicts *
plx_conflicts_new (PlxWorld *world)
{
  PlxConflicts *c = g_new0 (PlxConflicts, 1);

  c->world = world;
  c->p = world->p;
  c->stamp = 1;
  c->shadows = g_array_new (FALSE, TRUE, sizeof (Shadow));
  return c;
}

void
plx_conflicts_free (PlxConflicts *c)
{
  for (guint k = 0; k < c->shadows->len; k++)
    {
      Shadow *shadow = &g_array_index (c->shadows, Shadow, k);

      if (shadow->cells)
        munmap (shadow->cells, shadow->n_cells * sizeof (Cell));
      g_free (shadow->used);
      g_free (shadow->parts);
    }
  g_array_unref (c->shadows);
  g_free (c);
}

/* NULL: no address space. */
static Shadow *
make_shadow (PlxConflicts *c, const PlxArray *array)
{
  if (array->id >= c->shadows->len)
    g_array_set_size (c->shadows, array->id + 1);

  Shadow *shadow = &g_array_index (c->shadows, Shadow, array->id);
  const gsize n_cells = c->p * array->block;
  gpointer cells = mmap (NULL, n_cells * sizeof (Cell), PROT_READ | PROT_WRITE,
                         MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (cells == MAP_FAILED)
    return NULL;
  shadow->cells = cells;
  shadow->n_cells = n_cells;
  shadow->used = g_new0 (guint8, n_cells / CHUNK + 1);
  shadow->parts = g_new0 (Part, c->p);
  return shadow;
}

static inline Shadow *
shadow_of (PlxConflicts *c, const PlxArray *array)
{
  if (G_LIKELY (array->id < c->shadows->len && g_array_index (c->shadows, Shadow, array->id).cells))
    return &g_array_index (c->shadows, Shadow, array->id);
  return make_shadow (c, array);
}

/* Before cells are touched. FALSE: no memory. */
static inline gboolean
take (PlxConflicts *c, Shadow *shadow, gsize first, gsize n)
{
  guint64 fresh = 0;

  for (gsize k = first / CHUNK; k <= (first + n - 1) / CHUNK; k++)
    {
      fresh += !shadow->used[k];
      shadow->used[k] = TRUE;
    }
  return G_LIKELY (fresh == 0) || plx_world_take (c->world, fresh * CHUNK * sizeof (Cell));
}

static void
violation (PlxConflicts *c, PlxConflict kind, guint first, guint second, const char *array, guint64 cell)
{
  if (c->found & (1u << kind))
    return;
  c->found |= 1u << kind;
  c->first[kind] = (PlxViolation) { .kind = kind, .processors = { first, second }, .cell = cell, .array = array };
}

/* ---- reading ---- */

static void
second_reader (PlxConflicts *c, const Cell *cell, guint pid, const PlxPiece *piece, guint64 k)
{
  c->facts.read_access = PLX_COMMON;
  violation (c, PLX_CONFLICT_READ, cell->reader, pid, piece->array->name,
             plx_array_index (piece->array, piece->owner, piece->offset + k));
}

static void
read_cells (PlxConflicts *c, Cell *cells, guint pid, const PlxPiece *piece)
{
  const guint32 stamp = c->stamp;
  guint32 most = c->facts.readers;
  gboolean raw = FALSE;

  for (guint64 k = 0; k < piece->n; k++)
    {
      Cell *cell = &cells[k];

      if (cell->stamp != stamp)
        *cell = (Cell) { .stamp = stamp, .readers = 1, .reader = pid };
      else if (cell->readers == 0 || cell->reader != pid)
        {
          raw |= cell->writers > 1 || (cell->writers == 1 && cell->writer != pid);
          if (cell->readers == 1)
            second_reader (c, cell, pid, piece, k);
          cell->readers++;
          cell->reader = pid;
        }
      most = MAX (most, cell->readers);
    }
  c->facts.readers = most;
  c->facts.raw |= raw != FALSE;
}

static void
read_part (PlxConflicts *c, Part *part, guint pid, const PlxPiece *piece)
{
  const guint64 cell = plx_array_index (piece->array, piece->owner, piece->offset);

  if (part->lent == c->stamp)
    violation (c, PLX_RACE, pid, piece->owner, piece->array->name, cell);
  if (part->read != c->stamp)
    *part = (Part) { .lent = part->lent, .read = c->stamp, .reader = pid, .cell = cell };
}

gboolean
plx_conflicts_lend (PlxConflicts *c, guint pid, PlxArray *array)
{
  const Shadow *shadow = shadow_of (c, array);

  if (!shadow)
    return FALSE;
  Part *part = &shadow->parts[pid];
  part->lent = c->stamp;
  if (part->read == c->stamp)
    violation (c, PLX_RACE, part->reader, pid, array->name, part->cell);
  return TRUE;
}

/* ---- writing ---- */

static inline guint64
value_of (const guchar *cell, gsize size)
{
  guint64 value = 0;

  if (size == 8)
    memcpy (&value, cell, 8);
  else if (size < 8)
    memcpy (&value, cell, size);
  else
    for (gsize k = 0; k < size; k++)
      value = plx_mix (value + cell[k] + 1);
  return value;
}

static void
second_writer (PlxConflicts *c, const Cell *cell, guint pid, const PlxPiece *piece, guint64 k)
{
  const PlxRule rule = piece->array->rule;
  const guint8 access = cell->differ ? PLX_ARBITRARY : PLX_COMMON;

  c->facts.write_access = MAX (c->facts.write_access, access);
  if (rule == PLX_EXCLUSIVE || (rule == PLX_COMMON && cell->differ))
    violation (c, PLX_CONFLICT_WRITE, cell->writer, pid, piece->array->name,
               plx_array_index (piece->array, piece->owner, piece->offset + k));
}

static void
write_cells (PlxConflicts *c, Cell *cells, guint pid, const PlxPiece *piece)
{
  const guint32 stamp = c->stamp;
  const gsize size = piece->array->size;
  const guchar *value = piece->cells;
  guint32 most = c->facts.writers;
  gboolean raw = FALSE;

  for (guint64 k = 0; k < piece->n; k++, value += piece->stride)
    {
      Cell *cell = &cells[k];

      if (cell->stamp != stamp)
        *cell = (Cell) { .stamp = stamp };
      raw |= cell->readers > 1 || (cell->readers == 1 && cell->reader != pid);
      if (cell->writers == 0)
        cell->value = value_of (value, size);
      else if (value_of (value, size) != cell->value)
        cell->differ = TRUE;
      if (cell->writers > 1 || (cell->writers == 1 && cell->writer != pid))
        second_writer (c, cell, pid, piece, k);
      cell->writers += cell->writers == 0 || cell->writer != pid;
      cell->writer = pid;
      most = MAX (most, cell->writers);
    }
  c->facts.writers = most;
  c->facts.raw |= raw != FALSE;
}

/* ---- supersteps ---- */

gboolean
plx_conflicts_access (PlxConflicts *c, guint pid, PlxOpKind kind, const PlxPiece *piece)
{
  Shadow *shadow = shadow_of (c, piece->array);

  if (!shadow)
    return FALSE;
  const gsize first = piece->owner * piece->array->block + piece->offset;
  Cell *cells = shadow->cells + first;
  if (!take (c, shadow, first, piece->n))
    return FALSE;

  if (kind == PLX_OP_READ && piece->owner != pid)
    read_part (c, &shadow->parts[piece->owner], pid, piece);
  if (kind == PLX_OP_READ || kind == PLX_OP_GET)
    read_cells (c, cells, pid, piece);
  else
    write_cells (c, cells, pid, piece);
  return TRUE;
}

void
plx_conflicts_receive (PlxConflicts *c, guint pid)
{
  violation (c, PLX_MIXED, pid, pid, "", 0);
}

void
plx_conflicts_end (PlxConflicts *c, PlxTraceBuilder *builder, guint32 superstep, gboolean sync)
{
  if (!sync)
    c->found &= ~(1u << PLX_MIXED);
  plx_trace_builder_facts (builder, &c->facts);
  for (guint kind = 0; kind < PLX_N_CONFLICTS; kind++)
    if (c->found & (1u << kind))
      {
        c->first[kind].superstep = superstep;
        plx_trace_builder_violation (builder, &c->first[kind]);
      }
  c->facts = (PlxSuperstep) { 0 };
  c->found = 0;
  c->stamp++;
}
