/* SPDX-License-Identifier: MIT */
/* pram-table.h: the shared memory of a recorded run, as tables of text. */
#pragma once

#include "sim/lab/pram-recording.h"

#include <stdio.h>

/* PLX_ERROR_INPUT: there is none of that name; the nearest is named. */
const PlxPramArray *plx_pram_table_array (const PlxPramRun *run, const char *name, GError **error);
/* "C[1,2]", "s". PLX_ERROR_INPUT: no such cell, and which there are. */
gboolean plx_pram_table_cell (const PlxPramRun *run, const char *text, guint64 *address, GError **error);
/* Lines of cells with what the last step wrote marked "*" and what it conflicted over "!"; of a long array the first
 * lines, the last one and those with marks. */
void plx_pram_table_print (const PlxPramRecording *recording, const PlxPramArray *array, gboolean color, FILE *out);
