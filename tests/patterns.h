/* SPDX-License-Identifier: MIT */
/* patterns.h: patterns from words, and a walk over their operations, for tests. */
#pragma once

#include "sim/sources/pattern.h"
#include "tests/pricing.h"

static const double logp_of_the_paper[3] = { 6, 2, 4 };

/* Of "p=8 bytes=64". */
static inline PlxSettings *
settings_of (const char *words)
{
  g_auto (GStrv) word = g_strsplit (words, " ", -1);
  PlxSettings *settings = plx_settings_new ();

  for (guint k = 0; word[k] && *word[k]; k++)
    {
      g_auto (GStrv) pair = g_strsplit (word[k], "=", 2);

      PLX_OK (plx_settings_add (settings, pair[0], pair[1], "test", error));
    }
  return settings;
}

static inline PlxFlow *
try_flow (const char *name, const char *words, const double logp[3], GError **error)
{
  g_autoptr (PlxSettings) settings = settings_of (words);

  return plx_pattern_flow (name, settings, logp, error);
}

G_GNUC_PRINTF (2, 3)
static inline PlxFlow *
flow_of (const char *name, const char *format, ...)
{
  va_list arguments;
  g_autofree char *words = NULL;
  PlxFlow *flow = NULL;

  va_start (arguments, format);
  words = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  PLX_OK (flow = try_flow (name, words, logp_of_the_paper, error));
  return flow;
}

typedef void (*Visit) (guint64 level, guint i, const PlxOp *op, gpointer data);

/* Calls @visit for every operation, level by level. */
static inline void
walk (const PlxFlow *flow, Visit visit, gpointer data)
{
  g_auto (PlxChunk) chunk = { 0 };

  for (guint64 level = 0; level < flow->n_levels; level++)
    {
      flow->read (flow, level, 0, flow->width (flow, level), &chunk);
      for (guint k = 0; k < chunk.n_segments; k++)
        for (guint32 at = chunk.segments[k].first; at < chunk.segments[k + 1].first; at++)
          visit (level, chunk.segments[k].processor, &chunk.ops[at], data);
    }
}
