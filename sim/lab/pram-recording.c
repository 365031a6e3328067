/* SPDX-License-Identifier: MIT */
/* pram-recording.c: keeps what every step of a run changed, so that it can be taken back. */
#include "sim/lab/pram-recording.h"

#include <parallax/error.h>
#include <string.h>

typedef struct {
  PlxPramRecording *recording;
  gsize most;
} Recorder;

static gsize
bytes (const PlxPramRecording *recording)
{
  return recording->changes->len * sizeof (PlxPramChange)
         + recording->run.steps->len * (sizeof (PlxPramStep) + sizeof (gsize));
}

static void
undo (gint64 *memory, const PlxPramChange *changes, gsize n)
{
  for (gsize k = n; k > 0; k--)
    memory[changes[k - 1].address] = changes[k - 1].before;
}

/* What stays the same all through the run, and the memory as it is. */
static void
copy_layout (PlxPramRun *to, const PlxPramRun *from)
{
  to->pram = from->pram;
  to->model = from->model;
  to->n_arrays = from->n_arrays;
  to->arrays = g_memdup2 (from->arrays, from->n_arrays * sizeof *from->arrays);
  to->n_cells = from->n_cells;
  to->memory = g_memdup2 (from->memory, from->n_cells * sizeof *from->memory);
  to->n_params = from->n_params;
  to->params = g_memdup2 (from->params, from->n_params * sizeof *from->params);
}

static void
copy_totals (PlxPramRun *to, const PlxPramRun *from)
{
  to->time = from->time;
  to->work = from->work;
  to->processors = from->processors;
  to->rcw = from->rcw;
  to->violations = from->violations;
  to->needs = from->needs;
}

static void
copy_conflicts (PlxPramRun *to, const PlxPramRun *from)
{
  while (to->conflicts->len < from->conflicts->len)
    {
      PlxPramConflict *copy = g_memdup2 (from->conflicts->pdata[to->conflicts->len], sizeof *copy);

      g_array_ref (copy->accesses);
      g_ptr_array_add (to->conflicts, copy);
    }
}

static gboolean
record_step (const PlxPramRun *run, const PlxPramChange *changes, gsize n_changes, gpointer data, GError **error)
{
  const Recorder *recorder = data;
  PlxPramRecording *recording = recorder->recording;
  PlxPramRun *copy = &recording->run;
  const gsize end = recording->changes->len + n_changes;

  if (!copy->pram)
    {
      copy_layout (copy, run);
      undo (copy->memory, changes, n_changes);
    }
  if (end > G_MAXUINT || bytes (recording) + n_changes * sizeof *changes > recorder->most)
    {
      recording->cut = TRUE;
      g_set_error (error, PLX_ERROR, PLX_ERROR_FAILED,
                   "%s: step %u: a recording may have %" G_GSIZE_FORMAT " MiB; fewer processors or steps would do",
                   plx_pram_name (run->pram), run->steps->len, recorder->most >> 20);
      return FALSE;
    }
  copy_totals (copy, run);
  copy_conflicts (copy, run);
  g_array_append_val (copy->steps, g_array_index (run->steps, PlxPramStep, run->steps->len - 1));
  if (n_changes > 0)
    g_array_append_vals (recording->changes, changes, (guint) n_changes);
  g_array_append_val (recording->ends, end);
  return TRUE;
}

static void
conflict_free (gpointer data)
{
  PlxPramConflict *conflict = data;

  g_array_unref (conflict->accesses);
  g_free (conflict);
}

PlxPramRecording *
plx_pram_recording_new (const PlxPram *pram, const PlxPramOptions *options, gsize most, GError **error)
{
  g_autoptr (PlxPramRecording) recording = g_new0 (PlxPramRecording, 1);
  g_autoptr (PlxPramRun) run = NULL;
  PlxPramOptions watched = *options;
  Recorder recorder = { recording, most };

  recording->run.steps = g_array_new (FALSE, FALSE, sizeof (PlxPramStep));
  recording->run.conflicts = g_ptr_array_new_with_free_func (conflict_free);
  recording->changes = g_array_new (FALSE, FALSE, sizeof (PlxPramChange));
  recording->ends = g_array_new (FALSE, FALSE, sizeof (gsize));
  watched.watch = record_step;
  watched.data = &recorder;
  run = plx_pram_run (pram, &watched, &recording->stopped);
  if (run && !recording->run.pram)
    copy_layout (&recording->run, run);
  if (run)
    copy_totals (&recording->run, run);
  if (recording->run.steps->len > 0 || run)
    return g_steal_pointer (&recording);
  g_propagate_error (error, g_steal_pointer (&recording->stopped));
  return NULL;
}

void
plx_pram_recording_free (PlxPramRecording *recording)
{
  g_free (recording->run.arrays);
  g_free (recording->run.memory);
  g_free (recording->run.params);
  g_array_unref (recording->run.steps);
  g_ptr_array_unref (recording->run.conflicts);
  g_array_unref (recording->changes);
  g_array_unref (recording->ends);
  g_clear_error (&recording->stopped);
  g_free (recording);
}

guint64
plx_pram_recording_n_steps (const PlxPramRecording *recording)
{
  return recording->run.steps->len;
}

const PlxPramStep *
plx_pram_recording_step (const PlxPramRecording *recording, guint64 step)
{
  return &g_array_index (recording->run.steps, PlxPramStep, step - 1);
}

static gsize
end_of (const PlxPramRecording *recording, guint64 step)
{
  return step == 0 ? 0 : g_array_index (recording->ends, gsize, step - 1);
}

const PlxPramChange *
plx_pram_recording_changes (const PlxPramRecording *recording, guint64 step, gsize *n)
{
  const gsize first = end_of (recording, step - 1);

  *n = end_of (recording, step) - first;
  return &g_array_index (recording->changes, PlxPramChange, first);
}

static const PlxPramConflict *
nth_conflict (const PlxPramRecording *recording, guint k)
{
  return recording->run.conflicts->pdata[k];
}

PlxPramConflict *const *
plx_pram_recording_conflicts (const PlxPramRecording *recording, guint64 step, guint *n)
{
  guint first = 0, beyond = recording->run.conflicts->len;

  while (first < beyond)
    {
      const guint middle = first + (beyond - first) / 2;

      if (nth_conflict (recording, middle)->step < step)
        first = middle + 1;
      else
        beyond = middle;
    }
  for (*n = 0; first + *n < recording->run.conflicts->len && nth_conflict (recording, first + *n)->step == step;)
    ++*n;
  return (PlxPramConflict *const *) &recording->run.conflicts->pdata[first];
}

void
plx_pram_recording_go (PlxPramRecording *recording, guint64 step)
{
  gint64 *memory = recording->run.memory;

  while (recording->at < step)
    {
      gsize n;
      const PlxPramChange *changes = plx_pram_recording_changes (recording, ++recording->at, &n);

      for (gsize k = 0; k < n; k++)
        memory[changes[k].address] = changes[k].after;
    }
  while (recording->at > step)
    {
      gsize n;
      const PlxPramChange *changes = plx_pram_recording_changes (recording, recording->at--, &n);

      undo (memory, changes, n);
    }
}
