/* SPDX-License-Identifier: MIT */
/* scenario-reader.h: where the reader of a scenario file is, for its lines and for their values. */
#pragma once

#include "sim/lab/scenario.h"

typedef struct {
  PlxScenario *scenario;
  PlxScenarioAlgorithm *algorithm;     /* the group under way, or NULL */
  const PlxAlgorithm *table;           /* its algorithm */
  const PlxVariant *variant;           /* that its label names, or NULL */
  const char *group;                   /* the group under way: "measure"; "" before the first */
  char *where;                         /* "x.scn:12" */
  GHashTable *seen;                    /* "group.key" and "[group]" -> where */
} PlxScenarioReader;

/* Sets a PLX_ERROR_INPUT that begins with the reader's place. Returns FALSE. */
gboolean plx_scenario_complain (const PlxScenarioReader *reader, GError **error, const char *format,
                                ...) G_GNUC_PRINTF (3, 4);
/* The same of a name that is none of @valid: it names the nearest, or all. */
gboolean plx_scenario_wrong_name (const PlxScenarioReader *reader, const char *what,
                                  const char *name, const char *const *valid, GError **error);
/* Reads the value of a key of the group under way, by the schema. */
gboolean plx_scenario_read_key (PlxScenarioReader *reader, const char *key, const char *value,
                                GError **error);
