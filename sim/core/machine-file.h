/* SPDX-License-Identifier: MIT */
/* machine-file.h: a machine as its file says it. */
#pragma once

#include "sim/core/machine.h"

#include <parallax/machine.h>

typedef struct {
  char *key, *text, *interval, *source, *where;  /* interval, source: "" when not given */
} PlxMachineEntry;

typedef struct {
  char *name;
  guint p;         /* 0: for any */
  GPtrArray *all;  /* of PlxMachineEntry */
} PlxMachineSection;

struct PlxMachine {
  char *text, *file;
  char *name, *title, *unit, *word_text;
  guint p;
  gboolean real;
  PlxUnits units;
  GPtrArray *sections;    /* of PlxMachineSection */
  GStringChunk *strings;  /* texts of values that lie between those of the file */
};

/* NULL: it has no such key. */
const PlxMachineEntry *plx_machine_section_find (const PlxMachineSection *section, const char *key);
