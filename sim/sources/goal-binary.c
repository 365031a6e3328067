/* SPDX-License-Identifier: MIT */
/* goal-binary.c: reads the binary form of GOAL that LogGOPSim uses, checking every number in it.
 *
 * Little endian, packed (docs/goal.md): magic (8), ranks (4), largest cpu and nic (1 each), for each rank where its block
 * begins and ends (8 each, counted from byte 8); then the blocks: number of operations and of roots (4 each), the roots
 * (4 each), the operations (39 bytes each) and the operations that depend on each (4 each), those that wait for its end
 * first.
 */
#include "sim/core/schedule.h"
#include "sim/core/trace-file.h"
#include "sim/sources/goal.h"

#include <parallax/error.h>
#include <string.h>

#define BASE 8  /* offsets count from here */

typedef struct {
  const char *name;
  const guint8 *bytes;
  gsize length;
  guint p;
  guint8 max_cpu, max_nic;
  PlxScheduleBuilder *builder;
  GError **error;
} Reader;

/* A rank's part of the file. */
typedef struct {
  guint rank;
  guint32 first;              /* task */
  guint32 n, n_roots;
  guint64 n_edges;
  const guint8 *roots, *nodes, *edges;
} Block;

typedef struct {
  guint32 n_requires, peer, tag;
  guint8 type, cpu, nic;
  guint64 size;
  guint32 n_done, first_done, n_started, first_started;
} Node;

static inline guint32
read32 (const guint8 *at)
{
  guint32 x;

  memcpy (&x, at, sizeof x);
  return GUINT32_FROM_LE (x);
}

static inline guint64
read64 (const guint8 *at)
{
  guint64 x;

  memcpy (&x, at, sizeof x);
  return GUINT64_FROM_LE (x);
}

static gboolean bad (const Reader *r, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
bad (const Reader *r, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (r->error, PLX_ERROR, PLX_ERROR_INPUT, "%s: %s", r->name, text);
  return FALSE;
}

static gboolean
read_header (Reader *r)
{
  const gsize fixed = BASE + PLX_GOAL_HEADER;

  if (r->length < sizeof (guint64) || (read64 (r->bytes) != PLX_GOAL_MAGIC && read64 (r->bytes) != PLX_GOAL_INVALID))
    return bad (r, "not a binary GOAL file; one begins with %u", PLX_GOAL_MAGIC);
  if (read64 (r->bytes) == PLX_GOAL_INVALID)
    return bad (r, "used up by a run of LogGOPSim with --save-mem; a fresh copy is needed");
  if (r->length < fixed)
    return bad (r, "cut off in its header, after %" G_GSIZE_FORMAT " bytes; a whole copy is needed", r->length);
  r->p = read32 (r->bytes + BASE);
  r->max_cpu = r->bytes[BASE + 4];
  r->max_nic = r->bytes[BASE + 5];
  if (r->p == 0 || r->p > PLX_TRACE_MAX_PROCS)
    return bad (r, "header: %u ranks; 1 to %u are possible", r->p, PLX_TRACE_MAX_PROCS);
  if (r->length - fixed < (gsize) 16 * r->p)
    return bad (r, "cut off in its table of %u ranks, after %" G_GSIZE_FORMAT " bytes; a whole copy is needed", r->p,
                r->length);
  return TRUE;
}

/* The blocks follow each other and fill the file. */
static gboolean
find_block (const Reader *r, guint rank, Block *b, guint64 *begin)
{
  const guint8 *entry = r->bytes + BASE + PLX_GOAL_HEADER + (gsize) 16 * rank;
  const guint64 start = read64 (entry), end = read64 (entry + 8), most = r->length - BASE;
  guint64 size;

  if (start != *begin || end < start || end - start < 8 || end > most)
    return bad (r, "rank %u: its block is said to be from %" G_GUINT64_FORMAT " to %" G_GUINT64_FORMAT
                "; from %" G_GUINT64_FORMAT ", and to %" G_GUINT64_FORMAT " at most, is right", rank, start, end, *begin, most);
  *begin = end;
  size = end - start - 8;
  b->rank = rank;
  b->first = plx_schedule_builder_n_tasks (r->builder);
  b->n = read32 (r->bytes + BASE + start);
  b->n_roots = read32 (r->bytes + BASE + start + 4);
  b->roots = r->bytes + BASE + start + 8;
  b->nodes = b->roots + (gsize) 4 * b->n_roots;
  b->edges = b->nodes + (gsize) PLX_GOAL_NODE * b->n;
  const guint64 fixed = (guint64) 4 * b->n_roots + (guint64) PLX_GOAL_NODE * b->n;
  if (b->n_roots > b->n || fixed > size || (size - fixed) % 4 != 0)
    return bad (r, "rank %u: %u operations and %u roots do not fit its %" G_GUINT64_FORMAT " bytes", rank, b->n, b->n_roots,
                size + 8);
  b->n_edges = (size - fixed) / 4;
  return TRUE;
}

static inline Node
node_at (const Block *b, guint32 k)
{
  const guint8 *at = b->nodes + (gsize) PLX_GOAL_NODE * k;

  return (Node) { .n_requires = read32 (at), .type = at[4], .peer = read32 (at + 5), .size = read64 (at + 9),
                  .tag = read32 (at + 17), .cpu = at[21], .nic = at[22], .n_done = read32 (at + 23),
                  .first_done = read32 (at + 27), .n_started = read32 (at + 31), .first_started = read32 (at + 35) };
}

static gboolean
check_node (const Reader *r, const Block *b, guint32 k, const Node *n, guint64 edge)
{
  const char *wrong = NULL;

  if (n->type < 1 || n->type > 3)
    wrong = "its type is not 1 (send), 2 (recv) or 3 (calc)";
  else if (n->type == 3 && (n->peer != 0 || n->tag != 0 || n->nic != 0))
    wrong = "a calc with a peer, a tag or a nic; 0 is right";
  else if (n->type != 3 && n->peer >= r->p && !(n->type == 2 && n->peer == PLX_ANY))
    wrong = "its peer is none of the ranks";
  else if (n->cpu > r->max_cpu || n->nic > r->max_nic)
    wrong = "a larger cpu or nic than the header says";
  else if (n->first_done != edge || n->first_started != edge + n->n_done
           || edge + n->n_done + n->n_started > b->n_edges)
    wrong = "its dependents do not follow those of the operation before, or reach beyond the rank's block";
  return !wrong || bad (r, "rank %u: operation %u: %s", b->rank, k, wrong);
}

static gboolean
read_node (const Reader *r, const Block *b, guint32 k, guint64 *edge)
{
  static const guint8 kinds[] = { [1] = PLX_OP_SEND, [2] = PLX_OP_RECV, [3] = PLX_OP_WORK };
  const Node n = node_at (b, k);

  if (!check_node (r, b, k, &n, *edge))
    return FALSE;
  plx_schedule_builder_task (r->builder, b->rank, &(PlxTask) { .kind = kinds[n.type], .cpu = n.cpu, .nic = n.nic,
                                                               .peer = n.peer, .amount = n.size, .tag = n.tag });
  *edge += n.n_done + n.n_started;
  return TRUE;
}

/* @requires: [n] of 0: counts what is found. */
static gboolean
read_edges (const Reader *r, const Block *b, guint32 *requires)
{
  guint64 e = 0;

  for (guint32 k = 0; k < b->n; k++)
    {
      const Node n = node_at (b, k);
      const guint64 started = e + n.n_done, end = started + n.n_started;

      for (; e < end; e++)
        {
          const guint32 after = read32 (b->edges + 4 * e);

          if (after >= b->n || after == k)
            return bad (r, "rank %u: operation %u: operation %u is said to depend on it; another one of the rank's %u would be "
                        "right", b->rank, k, after, b->n);
          requires[after]++;
          plx_schedule_builder_edge (r->builder, b->first + k, b->first + after, e >= started);
        }
    }
  return TRUE;
}

static gboolean
check_requires (const Reader *r, const Block *b, const guint32 *requires)
{
  guint32 root = 0;

  for (guint32 k = 0; k < b->n; k++)
    {
      const guint32 n = node_at (b, k).n_requires;

      if (n != requires[k])
        return bad (r, "rank %u: operation %u: it is said to have %u requirements; %u lead to it", b->rank, k, n, requires[k]);
      if (n > 0)
        continue;
      if (root == b->n_roots || read32 (b->roots + (gsize) 4 * root) != k)
        return bad (r, "rank %u: operation %u requires nothing, but is not listed as a root; all are, in ascending order",
                    b->rank, k);
      root++;
    }
  return root == b->n_roots || bad (r, "rank %u: %u roots; %u is right", b->rank, b->n_roots, root);
}

static gboolean
read_block (const Reader *r, const Block *b)
{
  g_autofree guint32 *requires = g_new0 (guint32, MAX (b->n, 1));
  guint64 edge = 0;

  if (b->n > PLX_MAX_TASKS - b->first)
    return bad (r, "rank %u: more than %u operations; fewer would fit", b->rank, PLX_MAX_TASKS);
  for (guint32 k = 0; k < b->n; k++)
    if (!read_node (r, b, k, &edge))
      return FALSE;
  if (edge != b->n_edges)
    return bad (r, "rank %u: its block has room for %" G_GUINT64_FORMAT " dependents; %" G_GUINT64_FORMAT " is right", b->rank,
                b->n_edges, edge);
  return read_edges (r, b, requires) && check_requires (r, b, requires);
}

static gboolean
read_file (Reader *r)
{
  guint64 begin;

  if (!read_header (r))
    return FALSE;
  r->builder = plx_schedule_builder_new (r->p, r->name);
  begin = PLX_GOAL_HEADER + (guint64) 16 * r->p;
  for (guint i = 0; i < r->p; i++)
    {
      Block b = { 0 };

      if (!find_block (r, i, &b, &begin) || !read_block (r, &b))
        return FALSE;
    }
  return begin == r->length - BASE || bad (r, "%" G_GUINT64_FORMAT " bytes after the last rank; none are right",
                                           r->length - BASE - begin);
}

PlxSchedule *
plx_goal_parse_binary (const guint8 *bytes, gsize length, const char *name, GError **error)
{
  Reader r = { .name = name, .bytes = bytes, .length = length, .error = error };

  if (read_file (&r))
    return plx_schedule_builder_end (r.builder, error);
  plx_schedule_builder_free (r.builder);
  return NULL;
}
