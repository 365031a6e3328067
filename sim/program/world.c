/* SPDX-License-Identifier: MIT */
/* world.c: what the processors of one job share, and the messages about what went wrong. */
#include "sim/program/proc.h"

#define BLOCK_LINE 64u

/* Memory of plx_alloc begins a line after this. */
struct PlxBlock {
  PlxBlock *next;
  gsize bytes;
};

void
plx_world_init (PlxWorld *world, const PlxRuntime *runtime, const PlxJob *job, gsize proc_size)
{
  const gsize size = job->algorithm->instance_size;

  *world = (PlxWorld) { .runtime = runtime, .job = job, .p = job->p, .phase = PLX_PREPARE, .proc_size = proc_size,
                         .limit = plx_memory_limit () };
  world->arrays = g_ptr_array_new_with_free_func ((GDestroyNotify) plx_array_free);
  pthread_mutex_init (&world->lock, NULL);
  world->instance_size = MAX ((size + 63) & ~(gsize) 63, 64);
  world->instances = plx_lines_new (world->p * world->instance_size);
  world->procs = plx_lines_new (world->p * proc_size);
  if (!world->instances || !world->procs)
    g_error ("%s: no memory for %u processors", job->identity, world->p);
  for (guint i = 0; i < world->p; i++)
    {
      PlxProc *proc = plx_world_proc (world, i);

      proc->world = world;
      proc->runtime = runtime;
      proc->pid = i;
      memcpy (world->instances + i * world->instance_size, job->instance, size);
    }
}

static void
free_blocks (PlxProc *proc, PlxBlock *until)
{
  while (proc->blocks != until)
    {
      PlxBlock *block = proc->blocks;

      proc->blocks = block->next;
      plx_world_give (proc->world, block->bytes);
      plx_lines_free (block);
    }
}

void
plx_world_clear (PlxWorld *world)
{
  for (guint i = 0; i < world->p; i++)
    free_blocks (plx_world_proc (world, i), NULL);
  plx_lines_free (world->procs);
  plx_lines_free (world->instances);
  g_ptr_array_unref (world->arrays);
  pthread_mutex_destroy (&world->lock);
  g_free (atomic_load (&world->message));
}

void
plx_world_begin (PlxWorld *world, PlxPhase phase, guint64 seed, gboolean counting)
{
  guint32 stamp = 0;

  world->phase = phase;
  world->seed = seed;
  world->mixed_seed = plx_mix (seed);
  for (guint i = 0; i < world->p; i++)
    stamp = MAX (stamp, plx_world_proc (world, i)->stamp);
  for (guint i = 0; i < world->p; i++)
    {
      PlxProc *proc = plx_world_proc (world, i);

      proc->superstep = 0;
      proc->stamp = stamp + 1;
      proc->counting = counting != FALSE;
      proc->standing = PLX_GOING;
      proc->acted = FALSE;
      proc->copied = 0;
      proc->label = NULL;
    }
}

void
plx_world_call (PlxWorld *world, guint i, PlxPhase phase)
{
  const PlxAlgorithm *a = world->job->algorithm;
  const PlxVariant *v = world->job->variant;
  PlxProc *proc = plx_world_proc (world, i);
  gpointer instance = world->instances + i * world->instance_size;
  PlxBlock *const blocks = proc->blocks;
  void (*const prepare) (PlxProc *, void *) = v->prepare ? v->prepare : a->prepare;
  void (*const fill) (PlxProc *, const void *) = v->fill ? v->fill : a->fill;
  void (*const check) (PlxProc *, const void *) = v->check ? v->check : a->check;

  if (phase == PLX_PREPARE && prepare)
    prepare (proc, instance);
  else if (phase == PLX_FILL && fill)
    fill (proc, instance);
  else if (phase == PLX_RUN)
    v->run (proc, instance);
  else if (phase == PLX_CHECK && check)
    {
      check (proc, instance);
      free_blocks (proc, blocks);
    }
}

void
plx_world_touch (PlxWorld *world, guint i)
{
  for (guint k = 0; k < world->arrays->len; k++)
    plx_array_touch (g_ptr_array_index (world->arrays, k), i);
  for (PlxBlock *block = plx_world_proc (world, i)->blocks; block; block = block->next)
    plx_lines_touch (block, BLOCK_LINE + block->bytes);
}

gpointer
plx_alloc (PlxProc *me, gsize bytes)
{
  plx_proc_require (me, PLX_PREPARE | PLX_CHECK, "plx_alloc");
  plx_proc_take (me, bytes);

  PlxBlock *block = bytes < G_MAXSSIZE ? plx_lines_new (BLOCK_LINE + MAX (bytes, 1)) : NULL;
  if (!block)
    plx_proc_fail (me, "plx_alloc", NULL, "no memory for %" G_GSIZE_FORMAT " bytes; take a smaller n or p", bytes);
  block->next = me->blocks;
  block->bytes = bytes;
  me->blocks = block;
  return (guchar *) block + BLOCK_LINE;
}

/* ---- errors ---- */

gboolean
plx_world_failed (PlxWorld *world, GError **error)
{
  g_autofree char *message = atomic_exchange (&world->message, NULL);

  if (message)
    g_set_error_literal (error, PLX_ERROR, world->code, message);
  return message != NULL;
}

void
plx_world_fail (PlxWorld *world, PlxError code, char *message)
{
  char *none = NULL;

  if (atomic_compare_exchange_strong (&world->message, &none, message))
    world->code = code;
  else
    g_free (message);
}

/* "superstep 2 'exchange'" */
static char *
superstep_text (const PlxProc *proc)
{
  if (!proc->label)
    return g_strdup_printf ("superstep %u", proc->superstep);
  return g_strdup_printf ("superstep %u '%s'", proc->superstep, proc->label);
}

static const char *
phase_text (PlxPhase phase)
{
  return phase == PLX_PREPARE ? "prepare" : phase == PLX_FILL ? "fill" : phase == PLX_RUN ? "run" : "check";
}

static void
fail_at (PlxProc *me, const char *what)
{
  PlxWorld *world = me->world;
  g_autofree char *step = superstep_text (me);

  plx_world_fail (world, PLX_ERROR_FAILED,
                  g_strdup_printf ("%s: processor %u, %s: %s", world->job->identity, me->pid,
                                   world->phase == PLX_RUN ? step : phase_text (world->phase), what));
}

void
plx_fail (PlxProc *me, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  {
    g_autofree char *what = g_strdup_vprintf (format, arguments);

    fail_at (me, what);
  }
  va_end (arguments);
  me->runtime->leave (me);
}

void
plx_proc_fail (PlxProc *me, const char *call, const PlxArray *array, const char *format, ...)
{
  va_list arguments;

  va_start (arguments, format);
  {
    g_autofree char *what = g_strdup_vprintf (format, arguments);
    g_autofree char *all = array ? g_strdup_printf ("%s of array '%s': %s", call, array->name, what)
                                 : g_strdup_printf ("%s: %s", call, what);

    fail_at (me, all);
  }
  va_end (arguments);
  me->runtime->leave (me);
}

void
plx_proc_wrong_phase (PlxProc *me, guint phases, const char *call)
{
  g_autoptr (GString) where = g_string_new (NULL);
  char right[64];

  for (guint phase = PLX_PREPARE; phase <= PLX_CHECK; phase <<= 1)
    if (phases & phase)
      g_string_append_printf (where, "%s%s", where->len > 0 ? " or " : "", phase_text (phase));
  g_strlcpy (right, where->str, sizeof right);
  g_string_free (g_steal_pointer (&where), TRUE);
  plx_proc_fail (me, call, NULL, "not in %s; call it in %s", phase_text (me->world->phase), right);
}

/* "processor 3 waits for a message from 1 with tag 7" */
static void
describe_wait (GString *text, const PlxProc *proc)
{
  g_autofree char *step = superstep_text (proc);

  g_string_append_printf (text, "processor %u ", proc->pid);
  if (proc->standing == PLX_AT_END)
    g_string_append_printf (text, "has ended, in superstep %u", proc->superstep);
  else if (proc->standing == PLX_AT_SYNC)
    g_string_append_printf (text, "waits at the end of %s", step);
  else
    {
      g_string_append (text, "waits for a message from ");
      if (proc->from == PLX_ANY)
        g_string_append (text, "anybody");
      else
        g_string_append_printf (text, "%u", proc->from);
      if (proc->tag == PLX_ANY)
        g_string_append (text, " with any tag");
      else
        g_string_append_printf (text, " with tag %u", proc->tag);
      g_string_append_printf (text, " in %s", step);
    }
}

/* Those that stand so, at most `most` of them. */
static guint
describe_waits (GString *text, const PlxWorld *world, PlxStanding standing, guint most)
{
  guint n = 0;

  for (guint i = 0; i < world->p; i++)
    if (plx_world_proc (world, i)->standing == standing)
      {
        if (n == most)
          g_string_append (text, "; ...");
        if (n++ >= most)
          continue;
        if (text->str[text->len - 2] != ':')
          g_string_append (text, "; ");
        describe_wait (text, plx_world_proc (world, i));
      }
  return n;
}

char *
plx_world_stuck (PlxWorld *world)
{
  static const PlxStanding order[] = { PLX_AT_RECV, PLX_AT_SYNC, PLX_AT_END };
  GString *text = g_string_new (world->job->identity);
  gboolean receiving = FALSE;

  for (guint i = 0; i < world->p; i++)
    receiving |= plx_world_proc (world, i)->standing == PLX_AT_RECV;
  g_string_append (text, receiving ? ": deadlock: " : ": mismatched plx_sync: ");
  for (guint k = 0; k < G_N_ELEMENTS (order); k++)
    describe_waits (text, world, order[k], receiving && k == 0 ? 8 : 4);
  g_string_append (text, receiving ? "; every plx_recv needs a plx_send"
                                   : "; all processors must call plx_sync equally often");
  return g_string_free (text, FALSE);
}
