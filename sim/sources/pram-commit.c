/* SPDX-License-Identifier: MIT */
/* pram-commit.c: the writes of a step land: each cell gets its only value, or what the model's rule makes of several.
 * A rule is for several writers: what a single one writes stays as it is. Rules fold into the cell itself, in the order of
 * processors; a sum that leaves 64 bits on the way may come back.
 */
#include "sim/sources/pram-run.h"

#include <parallax/error.h>

#define GOLDEN G_GUINT64_CONSTANT (0x9e3779b97f4a7c15)

/* SplitMix64's output function. */
static inline guint64
mix (guint64 z)
{
  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

/* Everyone who writes a cell is as likely, whatever happens elsewhere. */
static guint64
ticket (const PlxPramMachine *m, guint32 address, guint32 i)
{
  guint64 z = mix (m->options->seed + GOLDEN);

  z = mix (z ^ m->run->steps->len);
  z = mix (z ^ address);
  return mix (z ^ i);
}

static gboolean
wins (const PlxPramMachine *m, const PlxPramShadow *cell, guint32 address, guint32 i)
{
  const gint64 mine = m->log.value[i], there = m->run->memory[address];

  switch (m->options->arbitrary)
    {
    case PLX_PRAM_FIRST:    return FALSE;
    case PLX_PRAM_LAST:     return TRUE;
    case PLX_PRAM_SMALLEST: return mine < there;
    case PLX_PRAM_LARGEST:  return mine > there;
    default:                return ticket (m, address, i) < ticket (m, address, plx_pram_writer (m, cell));
    }
}

/* Counts how often the sum of a cell left 64 bits upwards, less how often downwards. */
static void
carry (GHashTable **carries, guint32 address, int by)
{
  gpointer key = GUINT_TO_POINTER (address);

  if (!*carries)
    *carries = g_hash_table_new (NULL, NULL);
  const int sum = GPOINTER_TO_INT (g_hash_table_lookup (*carries, key)) + by;
  if (sum)
    g_hash_table_insert (*carries, key, GINT_TO_POINTER (sum));
  else
    g_hash_table_remove (*carries, key);
}

/* One value more to a cell that has one. */
static void
fold (PlxPramMachine *m, PlxPramShadow *cell, guint32 address, guint32 i, GHashTable **carries)
{
  gint64 *there = &m->run->memory[address];
  const gint64 value = m->log.value[i];

  switch (m->options->model.write)
    {
    case PLX_ARBITRARY:
      if (wins (m, cell, address, i))
        {
          *there = value;
          cell->writer = m->write_base + 2 * i;
        }
      break;
    case PLX_SUM:
      if (__builtin_add_overflow (*there, value, there))
        carry (carries, address, value > 0 ? 1 : -1);
      break;
    case PLX_MAX: *there = MAX (*there, value); break;
    case PLX_MIN: *there = MIN (*there, value); break;
    case PLX_AND: *there = *there && value; break;
    case PLX_OR:  *there = *there || value; break;
    case PLX_XOR: *there ^= value; break;
    default:      break;  /* the first; of those that are forbidden too */
    }
}

static void
first_write (PlxPramMachine *m, guint32 address, gint64 value)
{
  if (m->changes)
    {
      const PlxPramChange change = { .address = address, .before = m->run->memory[address] };

      g_array_append_val (m->changes, change);
    }
  m->run->memory[address] = value;
}

static gboolean
check_sums (PlxPramMachine *m, const PlxPramStatement *s, GHashTable *carries)
{
  GHashTableIter iterator;
  gpointer key;
  guint32 least = PLX_PRAM_NOWHERE;

  if (!carries)
    return TRUE;
  g_hash_table_iter_init (&iterator, carries);
  while (g_hash_table_iter_next (&iterator, &key, NULL))
    least = MIN (least, GPOINTER_TO_UINT (key));
  g_hash_table_unref (carries);
  if (least == PLX_PRAM_NOWHERE)
    return TRUE;
  g_autofree char *name = plx_pram_cell_name (m->run, least);
  plx_pram_error (m->pram, s->line, s->column, PLX_ERROR_FAILED, &m->error,
                  "the sum of what is written to %s does not fit into 64 bits", name);
  return FALSE;
}

static gboolean
tell (PlxPramMachine *m)
{
  for (guint k = 0; k < m->changes->len; k++)
    {
      PlxPramChange *change = &g_array_index (m->changes, PlxPramChange, k);

      change->after = m->run->memory[change->address];
    }
  return m->options->watch (m->run, (const PlxPramChange *) (gconstpointer) m->changes->data, m->changes->len, m->options->data,
                            &m->error);
}

/* Each cell has one writer. */
static void
commit_plain (const PlxPramLog *log, gint64 *memory)
{
  for (guint32 i = 0; i < log->active.n; i++)
    if (log->to[i] != PLX_PRAM_NOWHERE)
      memory[log->to[i]] = log->value[i];
}

static gboolean
commit_by_rule (PlxPramMachine *m, const PlxPramStatement *s)
{
  const guint32 *to = m->log.to;
  GHashTable *carries = NULL;

  for (guint32 i = 0; i < m->log.active.n; i++)
    if (to[i] != PLX_PRAM_NOWHERE)
      {
        PlxPramShadow *cell = &m->shadow[to[i]];

        if (plx_pram_writer (m, cell) == i)
          first_write (m, to[i], m->log.value[i]);
        else
          fold (m, cell, to[i], i, &carries);
      }
  return check_sums (m, s, carries);
}

gboolean
plx_pram_commit (PlxPramMachine *m, const PlxPramStatement *s, gboolean concurrent)
{
  if (m->changes)
    g_array_set_size (m->changes, 0);
  if (m->log.writes && !concurrent && !m->changes)
    commit_plain (&m->log, m->run->memory);
  else if (m->log.writes && !commit_by_rule (m, s))
    return FALSE;
  return !m->changes || tell (m);
}
