/* SPDX-License-Identifier: MIT */
/* plot.c: pictures of results, by gnuplot. */
#include "sim/lab/plot.h"

#include <parallax/param.h>
#include <string.h>

static const char *const names[] = { "time", "error", "speedup", "breakdown", "all", NULL };

const char *
plx_plot_name (PlxPlotKind kind)
{
  g_return_val_if_fail (kind < PLX_N_PLOTS, NULL);
  return names[kind];
}

gboolean
plx_plot_kinds_read (const char *text, const char *where, guint *kinds, GError **error)
{
  g_auto (GStrv) items = g_strsplit (text, ",", -1);
  guint set = 0;

  for (guint i = 0; items[i]; i++)
    {
      guint k = 0;

      g_strstrip (items[i]);
      while (names[k] && strcmp (names[k], items[i]))
        k++;
      if (!names[k])
        {
          const char *nearest = plx_nearest (items[i], names);

          g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: unknown kind of plot '%s'; %s%s", where, items[i],
                       nearest ? "did you mean " : "there are ", nearest ? nearest : "time, error, speedup, breakdown, all");
          return FALSE;
        }
      set |= k == PLX_N_PLOTS ? (1u << PLX_N_PLOTS) - 1 : 1u << k;
    }
  *kinds = set;
  return TRUE;
}
