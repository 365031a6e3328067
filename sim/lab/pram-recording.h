/* SPDX-License-Identifier: MIT */
/* pram-recording.h: a run of a PRAM program, step by step, forwards and backwards. */
#pragma once

#include "sim/sources/pram.h"

/* The run so far as it went: one that fails, or is too long, is recorded up to there. */
typedef struct {
  PlxPramRun run;   /* its memory is the one after step `at`; needs and violations are those of the steps recorded */
  guint64 at;       /* steps that are done, at first none */
  GArray *changes;  /* of PlxPramChange, step after step */
  GArray *ends;     /* of gsize: for each step, changes up to its end */
  GError *stopped;  /* why the recording ends before the program does; or NULL */
  gboolean cut;     /* because it has as many bytes as it may */
} PlxPramRecording;

/* More than most lectures need, less than a small machine has. */
#define PLX_PRAM_RECORDING_BYTES ((gsize) 256 << 20)

/* @options: their watch is not called. @most: bytes of steps and changes. NULL with the error of plx_pram_run when it
 * comes before the first step is done. */
PlxPramRecording *plx_pram_recording_new (const PlxPram *pram, const PlxPramOptions *options, gsize most, GError **error);
void plx_pram_recording_free (PlxPramRecording *recording);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlxPramRecording, plx_pram_recording_free)

guint64 plx_pram_recording_n_steps (const PlxPramRecording *recording);
/* @step: from 1. */
const PlxPramStep *plx_pram_recording_step (const PlxPramRecording *recording, guint64 step);
/* Returns: [n], borrowed: what the step wrote. */
const PlxPramChange *plx_pram_recording_changes (const PlxPramRecording *recording, guint64 step, gsize *n);
/* Returns: [n] of (PlxPramConflict *), borrowed: those of the step. */
PlxPramConflict *const *plx_pram_recording_conflicts (const PlxPramRecording *recording, guint64 step, guint *n);
/* Makes the memory that after a step, 0 being before the first. Costs the changes in between. */
void plx_pram_recording_go (PlxPramRecording *recording, guint64 step);
