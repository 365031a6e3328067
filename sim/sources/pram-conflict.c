/* SPDX-License-Identifier: MIT */
/* pram-conflict.c: cells that are accessed as the model forbids. While a step is judged only its cells are counted and
 * the smallest address kept; who was there, and with which values, is then read from the log.
 */
#include "sim/core/huge.h"
#include "sim/sources/pram-run.h"

#define MOST_ACCESSES 1000  /* that a conflict keeps */
#define MANY_CONFLICTS 100  /* after which each keeps */
#define FEW_ACCESSES 4

/* ---- while a step is judged ---- */

void
plx_pram_blame (PlxPramMachine *m, PlxPramConflictKind kind, guint32 address, guint32 micro_step)
{
  const guint32 stamp = m->run->steps->len + 1, bit = 1u << kind;

  if (!m->blame)
    m->blame = plx_huge_new0 (PlxPramBlame, m->run->n_cells);
  PlxPramBlame *blame = &m->blame[address];
  if (blame->stamp != stamp)
    {
      *blame = (PlxPramBlame) { .stamp = stamp };
      m->run->violations++;
    }
  if (blame->kinds & bit)
    return;
  blame->kinds |= bit;
  plx_pram_find (&m->found[kind], address, micro_step);
}

/* ---- who was there ---- */

static void
add_access (PlxPramMachine *m, PlxPramConflict *conflict, guint32 i, gboolean writes, guint most)
{
  const guint32 lane = m->log.active.lane ? m->log.active.lane[i] : i;
  PlxPramAccess access = { .writes = writes };

  conflict->n_accesses++;
  if (conflict->accesses->len >= most)
    return;
  access.value = writes ? m->log.value[i] : m->run->memory[conflict->address];
  for (guint d = 0; d < m->rank; d++)
    access.index[d] = plx_pram_index (m, d, lane);
  g_array_append_val (conflict->accesses, access);
}

/* Processor @i reads the cell in one of the conflict's micro-steps. */
static gboolean
reads (const PlxPramMachine *m, const PlxPramConflict *conflict, guint32 i, guint max_reads)
{
  const guint first = conflict->micro_step ? conflict->micro_step - 1 : 0;
  const guint end = conflict->micro_step ? conflict->micro_step : max_reads;

  for (guint k = first; k < end; k++)
    if (((const guint32 *) m->log.reads->pdata[k])[i] == conflict->address)
      return TRUE;
  return FALSE;
}

static void
report (PlxPramMachine *m, const PlxPramStep *step, PlxPramConflictKind kind)
{
  const guint most = m->run->conflicts->len < MANY_CONFLICTS ? MOST_ACCESSES : FEW_ACCESSES;
  PlxPramConflict *conflict = g_new0 (PlxPramConflict, 1);

  conflict->step = m->run->time;
  conflict->line = step->line;
  conflict->kind = kind;
  conflict->rank = (guint8) m->rank;
  conflict->range = m->range;
  conflict->micro_step = m->found[kind].micro_step;
  conflict->address = m->found[kind].address;
  conflict->n_cells = m->found[kind].n_cells;
  conflict->accesses = g_array_new (FALSE, FALSE, sizeof (PlxPramAccess));
  for (guint32 i = 0; i < m->log.active.n; i++)
    {
      if (kind != PLX_PRAM_WRITE_CONFLICT && reads (m, conflict, i, step->max_reads))
        add_access (m, conflict, i, FALSE, most);
      if (kind != PLX_PRAM_READ_CONFLICT && m->log.to[i] == conflict->address)
        add_access (m, conflict, i, TRUE, most);
    }
  g_ptr_array_add (m->run->conflicts, conflict);
  m->found[kind] = (PlxPramFound) { 0 };
}

void
plx_pram_report (PlxPramMachine *m, const PlxPramStep *step)
{
  for (guint kind = 0; kind < PLX_PRAM_N_KINDS; kind++)
    if (m->found[kind].n_cells > 0)
      report (m, step, kind);
}

/* ---- texts ---- */

char *
plx_pram_cell_name (const PlxPramRun *run, guint64 address)
{
  const PlxPramArray *array = run->arrays;
  gint64 index[PLX_PRAM_RANK];
  GString *name;

  while (address >= array->address + array->n_cells)
    array++;
  name = g_string_new (array->name);
  address -= array->address;
  for (guint d = array->rank; d-- > 0;)
    {
      const guint64 extent = (guint64) array->upper[d] - (guint64) array->lower[d] + 1;

      index[d] = array->lower[d] + (gint64) (address % extent);
      address /= extent;
    }
  for (guint d = 0; d < array->rank; d++)
    g_string_append_printf (name, "%c%" G_GINT64_FORMAT "%s", d ? ',' : '[', index[d], d + 1 < array->rank ? "" : "]");
  return g_string_free (name, FALSE);
}

static void
append_processor (GString *text, const PlxPramRun *run, const PlxPramConflict *conflict, const PlxPramAccess *access)
{
  g_string_append (text, conflict->rank > 1 ? "(" : "");
  for (guint d = 0; d < conflict->rank; d++)
    {
      const PlxPramRange *range = &g_array_index (run->pram->ranges, PlxPramRange, conflict->range + d);

      g_string_append_printf (text, "%s%.*s=%" G_GINT64_FORMAT, d ? ", " : "", (int) range->length,
                              run->pram->text + range->name, access->index[d]);
    }
  g_string_append (text, conflict->rank > 1 ? ")" : "");
  if (conflict->kind != PLX_PRAM_READ_CONFLICT)
    g_string_append_printf (text, " %s %" G_GINT64_FORMAT, access->writes ? "writing" : "reading", access->value);
}

char *
plx_pram_conflict_text (const PlxPramRun *run, const PlxPramConflict *conflict, guint64 most)
{
  static const char *const kinds[] = { "concurrent read of", "write conflict on", "read and write of" };
  g_autofree char *cell = plx_pram_cell_name (run, conflict->address);
  const guint64 n = MIN (most, conflict->accesses->len);
  GString *text = g_string_new (NULL);

  g_string_printf (text, "step %" G_GUINT64_FORMAT ", line %u: %s %s", conflict->step, conflict->line,
                   kinds[conflict->kind], cell);
  if (conflict->kind == PLX_PRAM_READ_CONFLICT)
    g_string_append_printf (text, " = %" G_GINT64_FORMAT,
                            g_array_index (conflict->accesses, PlxPramAccess, 0).value);
  for (guint64 k = 0; k < n; k++)
    {
      g_string_append (text, k ? ", " : " by ");
      append_processor (text, run, conflict, &g_array_index (conflict->accesses, PlxPramAccess, k));
    }
  if (conflict->n_accesses > n)
    g_string_append_printf (text, " and %" G_GUINT64_FORMAT " other%s", conflict->n_accesses - n,
                            conflict->n_accesses - n > 1 ? "s" : "");
  return g_string_free (text, FALSE);
}
