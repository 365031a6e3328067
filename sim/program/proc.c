/* SPDX-License-Identifier: MIT */
/* proc.c: the program interface but for access to cells: what is checked and counted alike on every
 * runtime. */
#include "sim/program/proc.h"

guint
plx_pid (const PlxProc *me)
{
  return me->pid;
}

guint
plx_nprocs (const PlxProc *me)
{
  return me->world->p;
}

/* ---- arrays ---- */

static void
check_spec (PlxProc *me, const PlxArraySpec *spec)
{
  const char *const call = "plx_array";

  if (!spec->name || *spec->name == '\0')
    plx_proc_fail (me, call, NULL, "it has no name; give .name");
  if (spec->type > PLX_BYTES || spec->distribution > PLX_EACH || spec->rule >= PLX_N_RULES)
    plx_proc_fail (me, call, NULL, "'%s' has an unknown type, distribution or rule", spec->name);
  if (spec->type == PLX_BYTES && (spec->size == 0 || spec->size > 1u << 20))
    plx_proc_fail (me, call, NULL, "'%s' has cells of %" G_GSIZE_FORMAT " bytes; give .size, 1 to 2^20", spec->name,
                   spec->size);
  if (spec->rule >= PLX_SUM && spec->type == PLX_BYTES)
    plx_proc_fail (me, call, NULL, "'%s' combines by %s; its cells must be PLX_INT64 or PLX_DOUBLE", spec->name,
                   plx_rule_name (spec->rule));
  if (spec->rule >= PLX_AND && spec->type == PLX_DOUBLE)
    plx_proc_fail (me, call, NULL, "'%s' combines by %s; its cells must be PLX_INT64", spec->name,
                   plx_rule_name (spec->rule));
}

/* Of all parts; G_MAXUINT64: more than can be said. */
static guint64
memory_of (const PlxWorld *world, const PlxArraySpec *spec)
{
  const gsize cell = plx_cell_size (spec->type, spec->size) + (spec->rule > PLX_COMMON ? sizeof (PlxLanded) : 0);
  const guint64 parts = spec->distribution == PLX_EACH ? world->p : 1;
  guint64 bytes;

  if (__builtin_mul_overflow (spec->n, cell, &bytes) || __builtin_mul_overflow (bytes, parts, &bytes))
    return G_MAXUINT64;
  return bytes;
}

/* The one in my next place; the first processor to come there makes it. NULL: no memory. */
static PlxArray *
next_array (PlxProc *me, const PlxArraySpec *spec)
{
  PlxWorld *world = me->world;

  if (me->n_arrays == world->arrays->len)
    {
      if (!plx_world_take (world, memory_of (world, spec)))
        return NULL;
      g_ptr_array_add (world->arrays, plx_array_make (spec, me->n_arrays, world->p));
    }
  return g_ptr_array_index (world->arrays, me->n_arrays);
}

PlxArray *
plx_array_new (PlxProc *me, const PlxArraySpec *spec)
{
  PlxWorld *world = me->world;

  plx_proc_require (me, PLX_PREPARE, "plx_array");
  check_spec (me, spec);
  pthread_mutex_lock (&world->lock);
  PlxArray *array = next_array (me, spec);
  pthread_mutex_unlock (&world->lock);

  if (!array)
    me->runtime->leave (me);
  if (!plx_array_fits (array, spec))
    plx_proc_fail (me, "plx_array", NULL, "'%s' where another processor made '%s'; all must make the same arrays in "
                   "the same order", spec->name, array->name);
  if (!plx_array_add_part (array, me->pid))
    plx_proc_fail (me, "plx_array", array, "no memory for %" G_GUINT64_FORMAT " cells; take a smaller n or p", spec->n);
  me->n_arrays++;
  return array;
}

guint64
plx_array_n (const PlxArray *array)
{
  return array->n;
}

guint
plx_owner (const PlxArray *array, guint64 index)
{
  guint64 offset;

  g_return_val_if_fail (index < array->n && array->distribution != PLX_EACH, 0);
  return plx_array_place (array, index, &offset);
}

guint64
plx_first (const PlxProc *me, const PlxArray *array)
{
  switch (array->distribution)
    {
    case PLX_BLOCK:
      return MIN (me->pid * array->block, array->n);
    case PLX_CYCLIC:
      return me->pid;
    default:
      return 0;
    }
}

guint64
plx_length (const PlxProc *me, const PlxArray *array)
{
  return array->parts[me->pid].length;
}

guint64
plx_length_at (PlxProc *me, const PlxArray *array, guint processor)
{
  plx_proc_require (me, PLX_CHECK, "plx_length_at");
  if (processor >= array->p)
    plx_proc_fail (me, "plx_length_at", array, "processor %u; there are 0 to %u", processor, array->p - 1);
  return array->parts[processor].length;
}

void
plx_set_length (PlxProc *me, PlxArray *array, guint64 length)
{
  if (array->distribution != PLX_EACH)
    plx_proc_fail (me, "plx_set_length", array, "its parts have fixed lengths; only PLX_EACH may change them");
  if (length > array->n)
    plx_proc_fail (me, "plx_set_length", array, "length %" G_GUINT64_FORMAT "; its capacity is %" G_GUINT64_FORMAT,
                   length, array->n);
  array->parts[me->pid].length = length;
}

const void *
plx_local (PlxProc *me, PlxArray *array)
{
  return array->parts[me->pid].data;
}

void *
plx_local_mut (PlxProc *me, PlxArray *array)
{
  if (me->runtime->lent && me->world->phase == PLX_RUN)
    me->runtime->lent (me, array);
  return array->parts[me->pid].data;
}

/* ---- messages ---- */

static void
check_message (PlxProc *me, const char *call, guint peer, gsize bytes)
{
  plx_proc_require (me, PLX_RUN, call);
  if (G_UNLIKELY (peer >= me->world->p))
    plx_proc_fail (me, call, NULL, "processor %u; there are 0 to %u", peer, me->world->p - 1);
  if (G_UNLIKELY (bytes > G_MAXUINT32))
    plx_proc_fail (me, call, NULL, "%" G_GSIZE_FORMAT " bytes; a message has at most 4 GiB - 1", bytes);
}

void
plx_queue_send (PlxProc *me, guint to, guint32 tag, gsize bytes, const void *data)
{
  check_message (me, "plx_queue_send", to, bytes);
  plx_proc_count (me, plx_op_transfer (PLX_OP_QUEUE, to, (guint32) bytes, 1));
  const gint64 since = plx_proc_copy_begins (me, bytes);
  me->runtime->queue_send (me, to, tag, (guint32) bytes, data);
  plx_proc_copy_ends (me, since);
}

gboolean
plx_queue_next (PlxProc *me, PlxMessage *message)
{
  plx_proc_require (me, PLX_RUN, "plx_queue_next");
  return me->runtime->queue_next (me, message);
}

void
plx_send (PlxProc *me, guint to, guint32 tag, gsize bytes, const void *data)
{
  check_message (me, "plx_send", to, bytes);
  if (G_UNLIKELY (tag == PLX_ANY))
    plx_proc_fail (me, "plx_send", NULL, "a wild tag; only plx_recv may take any");
  plx_proc_count (me, plx_op_message (PLX_OP_SEND, to, (guint32) bytes, tag));
  const gint64 since = plx_proc_copy_begins (me, bytes);
  me->runtime->send (me, to, tag, (guint32) bytes, data);
  plx_proc_copy_ends (me, since);
}

gsize
plx_recv (PlxProc *me, guint from, guint32 tag, gsize capacity, void *dst, PlxMessage *message)
{
  PlxMessage m;

  check_message (me, "plx_recv", from == PLX_ANY ? 0 : from, 0);
  me->from = from;
  me->tag = tag;
  me->runtime->await (me, from, tag, &m);
  if (G_UNLIKELY (m.size > capacity))
    plx_proc_fail (me, "plx_recv", NULL, "a message of %u bytes from %u with tag %u; there is room for %" G_GSIZE_FORMAT,
                   m.size, m.source, m.tag, capacity);
  const gint64 since = plx_proc_copy_begins (me, m.size);
  if (m.size > 0)
    memcpy (dst, m.data, m.size);
  plx_proc_copy_ends (me, since);
  me->runtime->take (me, &m);
  plx_proc_count (me, plx_op_message (PLX_OP_RECV, from, m.size, tag));
  if (message)
    *message = (PlxMessage) { .source = m.source, .tag = m.tag, .size = m.size, .data = dst };
  return m.size;
}

/* ---- supersteps and costs ---- */

void
plx_work (PlxProc *me, PlxWorkClass work_class, guint64 operations, guint64 footprint)
{
  me->acted |= operations > 0;
  if (!me->counting || operations == 0)
    return;
  if (G_UNLIKELY (work_class >= PLX_N_CLASSES))
    plx_proc_fail (me, "plx_work", NULL, "class %u; there are %u", work_class, PLX_N_CLASSES);
  me->runtime->count (me, plx_op_work (work_class, operations, footprint));
}

void
plx_copy (PlxProc *me, void *to, const void *from, gsize bytes)
{
  if (bytes == 0)
    return;
  memcpy (to, from, bytes);
  plx_work (me, PLX_COPY, bytes, 2 * bytes);
}

void
plx_label (PlxProc *me, const char *text)
{
  me->label = text;
  if (me->counting && me->runtime->label)
    me->runtime->label (me, text);
}

void
plx_sync (PlxProc *me)
{
  plx_proc_require (me, PLX_RUN, "plx_sync");
  me->runtime->sync (me);
  me->superstep++;
  me->stamp++;
  me->acted = FALSE;
  me->copied = 0;
  me->label = NULL;
}

guint64
plx_random (const PlxProc *me, guint64 i)
{
  return plx_mix (me->world->mixed_seed + (i + 1) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15));
}
