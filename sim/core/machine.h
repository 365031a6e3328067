/* SPDX-License-Identifier: MIT */
/* machine.h: what a machine file may hold, for its reader. Errors say only what is wrong and what would
 * be right. */
#pragma once

#include "sim/core/param.h"
#include "sim/core/platform-params.h"

gboolean plx_schema_has_section (const char *section, GError **error);
/* The parameter behind a key. NULL with an error when there is none. */
const PlxParam *plx_schema_find (const char *section, const char *key, GError **error);

/* A value of whatever type, read only to see whether it is good. */
typedef union {
  double number;
  guint64 count;
  int choice;
  PlxTimeOrRule time;
  PlxWorkCosts costs;
  PlxCurve curve;
  union {
    PlxNetworkParams network;
    PlxNoiseParams noise;
    PlxMemoryParams memory;
    PlxProcessorsParams processors;
  } platform;
} PlxSchemaValue;

gboolean plx_schema_read (const char *section, const PlxParam *param, const char *text, const PlxUnits *units,
                          PlxSchemaValue *value, GError **error);
