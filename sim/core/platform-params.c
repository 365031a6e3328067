/* SPDX-License-Identifier: MIT */
/* platform-params.c: what may stand in a machine file about network, noise, memory modules and speeds. */
#include "sim/core/platform-params.h"

#include "sim/core/param.h"

#include <parallax/error.h>
#include <string.h>

#define MOST_ARITY 1024
#define MOST_LEVELS 20

/* Types of parameters beside those of PlxParamFlags. */
enum { DIMENSIONS = PLX_TYPE_MASK - 1, SPEEDS = PLX_TYPE_MASK };

#define TIME(Instance, name, member, text, fallback) \
  { name, "time", text, offsetof (Instance, member), PLX_NUMBER | PLX_NONNEGATIVE, fallback, NULL, NULL }
#define CHOICE(Instance, name, member, text, fallback, choices) \
  { name, "", text, offsetof (Instance, member), PLX_CHOICE, fallback, choices, NULL }

const PlxParam plx_network_params[] = {
  CHOICE (PlxNetworkParams, "topology", topology, "how nodes are linked", "ideal",
          "ideal|crossbar|ring|mesh|torus|hypercube|fat-tree"),
  { "dimensions", "", "of a mesh or torus: 8x8", offsetof (PlxNetworkParams, dimensions), DIMENSIONS, NULL, NULL, NULL },
  { "arity", "", "links up, and down, of a switch of a fat tree", offsetof (PlxNetworkParams, arity),
    PLX_COUNT | PLX_POSITIVE, "2", NULL, NULL },
  { "levels", "", "of switches of a fat tree", offsetof (PlxNetworkParams, levels), PLX_COUNT | PLX_POSITIVE, NULL, NULL,
    NULL },
  TIME (PlxNetworkParams, "latency", latency, "of a link", "0"),
  { "rate", "time/byte", "of a link: 0.1 ns/B or 10 GB/s", offsetof (PlxNetworkParams, rate),
    PLX_NUMBER | PLX_NONNEGATIVE, "0", NULL, NULL },
  CHOICE (PlxNetworkParams, "switching", switching, "when a node passes a message on", "cut-through",
          "cut-through|store-and-forward"),
  CHOICE (PlxNetworkParams, "routing", routing, "which way a message takes", "any",
          "any|dimension-order|e-cube|up-down|least-loaded"),
  PLX_PARAM_END
};

const PlxParam plx_noise_params[] = {
  CHOICE (PlxNoiseParams, "distribution", distribution, "of what is added to every busy interval", "none",
          "none|exponential|pareto|periodic"),
  TIME (PlxNoiseParams, "mean", mean, "of an exponential or Pareto distribution", "0"),
  { "shape", "", "of a Pareto distribution, above 1", offsetof (PlxNoiseParams, shape), PLX_NUMBER | PLX_POSITIVE, NULL,
    NULL, NULL },
  TIME (PlxNoiseParams, "period", period, "from one interruption to the next", "0"),
  TIME (PlxNoiseParams, "duration", duration, "of an interruption", "0"),
  PLX_PARAM_END
};

const PlxParam plx_memory_params[] = {
  { "modules", "", "of shared memory", offsetof (PlxMemoryParams, modules), PLX_COUNT | PLX_POSITIVE, NULL, NULL, NULL },
  { "service", "time/word", "that a module takes", offsetof (PlxMemoryParams, service), PLX_NUMBER | PLX_NONNEGATIVE, "0",
    NULL, NULL },
  TIME (PlxMemoryParams, "latency", latency, "of an access, beside its service", "0"),
  PLX_PARAM_END
};

const PlxParam plx_processors_params[] = {
  { "speeds", "", "of processors, repeated cyclically: 1, 1, 0.5", 0, SPEEDS, NULL, NULL, NULL }, PLX_PARAM_END
};

static gboolean
fail (GError **error, const char *what)
{
  g_set_error_literal (error, PLX_ERROR, PLX_ERROR_INPUT, what);
  return FALSE;
}

/* "8x8x4" */
static gboolean
read_dimensions (const char *text, PlxDimensions *dimensions, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (text, "x", -1);
  guint64 nodes = 1, size;

  *dimensions = (PlxDimensions) { .n = 0 };
  for (guint i = 0; parts[i]; i++)
    {
      if (i == PLX_MOST_DIMENSIONS)
        return fail (error, "more than 8 dimensions; 4x4x4 would do");
      if (!plx_count_parse (g_strstrip (parts[i]), &size, error))
        return FALSE;
      if (size < 1 || size > PLX_MOST_NODES || (nodes *= size) > PLX_MOST_NODES)
        return fail (error, "out of range; 1 to 2^21 nodes would do");
      dimensions->of[dimensions->n++] = (guint32) size;
    }
  return TRUE;
}

static gboolean
read_speeds (const char *text, PlxProcessorsParams *processors, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", PLX_MOST_SPEEDS + 1);
  const char *end;

  processors->n = 0;
  for (guint i = 0; parts[i]; i++)
    {
      if (i == PLX_MOST_SPEEDS)
        return fail (error, "more than 4096 speeds; they are repeated cyclically");
      if (!plx_number_read (parts[i], &end, &processors->of[i], error))
        return FALSE;
      if (end[strspn (end, " \t")] || processors->of[i] < 1e-6 || processors->of[i] > 1e6)
        return fail (error, "not speeds between 1e-6 and 1e6; something like \"1, 1, 0.5\" would do");
      processors->n = i + 1;
    }
  return TRUE;
}

/* "10 GB/s", which becomes "0.1 ns/B"; FALSE without error when it is not in bytes per time. */
static gboolean
read_bytes_per_time (const char *text, const PlxUnits *units, double *rate, GError **error)
{
  static const struct { const char *unit; double bytes; gboolean steps; } of[] = {
    { "B/s", 1, FALSE },    { "kB/s", 1e3, FALSE },  { "MB/s", 1e6, FALSE }, { "GB/s", 1e9, FALSE },
    { "TB/s", 1e12, FALSE }, { "B/step", 1, TRUE },
  };
  g_autoptr (GError) ignored = NULL;
  const char *end;
  double x;

  if (!plx_number_read (text, &end, &x, &ignored))
    return FALSE;
  end += strspn (end, " \t");
  for (guint i = 0; i < G_N_ELEMENTS (of); i++)
    if (strcmp (end, of[i].unit) == 0)
      {
        if (of[i].steps != (units->second <= 0))
          return fail (error, of[i].steps ? "steps, but the machine is a real one; something like 10 GB/s would do"
                                          : "a unit of real time, but the machine counts steps; 4 B/step would do");
        if (x <= 0)
          return fail (error, "is not above 0; a positive value would do");
        *rate = (of[i].steps ? 1 : units->second) / (x * of[i].bytes);
        return TRUE;
      }
  return FALSE;
}

static gboolean
read_rate (const PlxParam *param, const char *text, const PlxUnits *units, double *rate, GError **error)
{
  g_autoptr (GError) why = NULL;
  PlxParam at_start = *param;

  at_start.offset = 0;
  if (read_bytes_per_time (text, units, rate, &why))
    return TRUE;
  if (why)
    {
      g_propagate_error (error, g_steal_pointer (&why));
      return FALSE;
    }
  return plx_param_parse (&at_start, text, units, rate, error);
}

static gboolean
in_range (const PlxParam *param, const PlxNetworkParams *network, GError **error)
{
  if (strcmp (param->name, "arity") == 0 && (network->arity < 2 || network->arity > MOST_ARITY))
    return fail (error, "out of range; 2 to 1024 would do");
  if (strcmp (param->name, "levels") == 0 && network->levels > MOST_LEVELS)
    return fail (error, "out of range; 1 to 20 would do");
  return TRUE;
}

gboolean
plx_platform_param_read (const PlxParam *param, const char *text, const PlxUnits *units, gpointer instance, GError **error)
{
  gpointer member = (char *) instance + param->offset;

  if (param->flags == DIMENSIONS)
    return read_dimensions (text, member, error);
  if (param->flags == SPEEDS)
    return read_speeds (text, member, error);
  if (strcmp (param->name, "rate") == 0)
    return read_rate (param, text, units, member, error);
  if (!plx_param_parse (param, text, units, instance, error))
    return FALSE;
  if (strcmp (param->name, "modules") == 0 && *(const guint64 *) member > PLX_MOST_NODES)
    return fail (error, "out of range; 1 to 2^21 would do");
  if (strcmp (param->name, "shape") == 0 && *(const double *) member <= 1)
    return fail (error, "has no mean; a shape above 1 would do");
  return in_range (param, instance, error);
}
