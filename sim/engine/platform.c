/* SPDX-License-Identifier: MIT */
/* platform.c: what a machine file says of network, noise, memory and speeds, and one run's state of it. */
#include "sim/engine/platform.h"

#include "sim/engine/memory-module.h"
#include "sim/engine/network.h"
#include "sim/engine/noise.h"

#include <parallax/error.h>
#include <string.h>

#define LARGEST (G_GUINT64_CONSTANT (1) << 62)

struct PlxPlatform {
  guint p;
  gboolean has_memory;
  PlxNetwork network;
  PlxNoiseParams noise;
  PlxMemoryParams memory;
  PlxProcessorsParams processors;
};

struct PlxPlatformState {
  const PlxPlatform *platform;
  PlxLinks links;
  PlxMemory memory;
  PlxNoise noise;
  guint64 *streams;  /* [p]; NULL: no noise */
};

/* ---- reading ---- */

typedef struct {
  const PlxMachine *machine;
  PlxPlatform *platform;
} Reader;

G_GNUC_PRINTF (5, 6)
static gboolean
fail_at (const Reader *reader, const char *section, const char *key, GError **error, const char *format, ...)
{
  g_autofree char *what = NULL;
  PlxMachineValue value;
  va_list arguments;

  va_start (arguments, format);
  what = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  if (!plx_machine_get (reader->machine, section, key, reader->platform->p, FALSE, &value, NULL))
    value.where = plx_machine_name (reader->machine);
  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: [%s] %s: %s%s%s%s", value.where, section, key,
               value.text ? "\"" : "", value.text ? value.text : "", value.text ? "\": " : "", what);
  return FALSE;
}

/* Every key of a section that stands in the file, else its default. @any: something stands there. */
static gboolean
read_section (const Reader *reader, const char *section, const PlxParam *params, gpointer instance, gboolean *any,
              GError **error)
{
  const PlxUnits units = plx_machine_units (reader->machine);

  *any = FALSE;
  for (const PlxParam *param = params; param->name; param++)
    {
      g_autoptr (GError) why = NULL;
      PlxMachineValue value;
      const gboolean there
        = plx_machine_get (reader->machine, section, param->name, reader->platform->p, FALSE, &value, &why);
      const char *text = there ? value.text : param->fallback;

      if (why)
        {
          g_propagate_error (error, g_steal_pointer (&why));
          return FALSE;
        }
      *any |= there;
      if (text && !plx_platform_param_read (param, text, &units, instance, &why))
        return fail_at (reader, section, param->name, error, "%s", why->message);
    }
  return TRUE;
}

static gboolean
check_noise (const Reader *reader, const PlxNoiseParams *noise, GError **error)
{
  const gboolean periodic = noise->distribution == PLX_NOISE_PERIODIC;

  if (noise->distribution == PLX_NOISE_NONE)
    return TRUE;
  if (!periodic && noise->mean <= 0)
    return fail_at (reader, "noise", "distribution", error, "has no mean; add one");
  if (noise->distribution == PLX_NOISE_PARETO && noise->shape <= 0)
    return fail_at (reader, "noise", "distribution", error, "has no shape; add one above 1");
  if (periodic && noise->period <= 0)
    return fail_at (reader, "noise", "distribution", error, "has no period; add period and duration");
  if (periodic && noise->duration >= noise->period)
    return fail_at (reader, "noise", "duration", error, "not shorter than the period; a shorter one would do");
  return TRUE;
}

static gboolean
read_network (const Reader *reader, gboolean *any, GError **error)
{
  PlxNetworkParams params = { 0 };
  g_autoptr (GError) why = NULL;
  const char *key;

  if (!read_section (reader, "network", plx_network_params, &params, any, error))
    return FALSE;
  return plx_network_new (&params, reader->platform->p, &reader->platform->network, &key, &why)
         || fail_at (reader, "network", key, error, "%s", why->message);
}

static gboolean
read_all (const Reader *reader, gboolean *any, GError **error)
{
  PlxPlatform *platform = reader->platform;
  gboolean network, noise, memory, speeds;

  if (!read_network (reader, &network, error)
      || !read_section (reader, "noise", plx_noise_params, &platform->noise, &noise, error)
      || !check_noise (reader, &platform->noise, error)
      || !read_section (reader, "memory", plx_memory_params, &platform->memory, &memory, error)
      || !read_section (reader, "processors", plx_processors_params, &platform->processors, &speeds, error))
    return FALSE;
  platform->has_memory = memory;
  *any = network || noise || memory || speeds;
  return TRUE;
}

gboolean
plx_platform_new (const PlxMachine *machine, guint p, PlxPlatform **platform, GError **error)
{
  g_autoptr (PlxPlatform) made = g_new0 (PlxPlatform, 1);
  const Reader reader = { machine, made };
  gboolean any;

  *platform = NULL;
  made->p = MAX (p, 1);
  if (!read_all (&reader, &any, error))
    return FALSE;
  if (any)
    *platform = g_steal_pointer (&made);
  return TRUE;
}

void
plx_platform_free (PlxPlatform *platform)
{
  g_free (platform);
}

gboolean
plx_platform_contends (const PlxPlatform *platform)
{
  return plx_platform_has_network (platform) || plx_platform_has_memory (platform);
}

gboolean
plx_platform_has_noise (const PlxPlatform *platform)
{
  return platform->noise.distribution != PLX_NOISE_NONE;
}

gboolean
plx_platform_has_network (const PlxPlatform *platform)
{
  return platform->network.topology != PLX_NETWORK_IDEAL;
}

gboolean
plx_platform_has_memory (const PlxPlatform *platform)
{
  return platform->has_memory;
}

/* ---- a run ---- */

static guint64 *
streams_new (const PlxNoise *noise, guint64 seed, guint p)
{
  guint64 *streams = g_new (guint64, p);

  for (guint i = 0; i < p; i++)
    streams[i] = plx_noise_begin (noise, seed, i);
  return streams;
}

PlxPlatformState *
plx_platform_begin (const PlxPlatform *platform, double rate, guint64 seed)
{
  PlxPlatformState *state = g_new0 (PlxPlatformState, 1);

  state->platform = platform;
  if (plx_platform_has_network (platform))
    state->links = plx_links_begin (&platform->network, rate);
  if (plx_platform_has_memory (platform))
    state->memory = plx_memory_begin (&platform->memory, platform->p, rate);
  state->noise = plx_noise_new (&platform->noise, rate);
  if (plx_platform_has_noise (platform))
    state->streams = streams_new (&state->noise, seed, platform->p);
  return state;
}

void
plx_platform_end (PlxPlatformState *state)
{
  if (!state)
    return;
  plx_links_clear (&state->links);
  plx_memory_clear (&state->memory);
  g_free (state->streams);
  g_free (state);
}

static guint64
at_speed (const PlxProcessorsParams *processors, guint processor, guint64 duration)
{
  const double speed = processors->of[processor % processors->n];
  const double ticks = (double) duration / speed;

  if (speed >= 1 && speed <= 1)
    return duration;
  return ticks < (double) LARGEST ? (guint64) (ticks + 0.5) : LARGEST;
}

guint64
plx_platform_busy (PlxPlatformState *state, guint processor, guint64 start, guint64 duration, gboolean work)
{
  const PlxProcessorsParams *processors = &state->platform->processors;

  if (work && processors->n > 0)
    duration = at_speed (processors, processor, duration);
  if (!state->streams || duration == 0 || duration >= LARGEST || start >= LARGEST)
    return MIN (duration, LARGEST);
  return MIN (duration + plx_noise_draw (&state->noise, &state->streams[processor], start, duration), LARGEST);
}

guint64
plx_platform_hop (PlxPlatformState *state, guint32 *node, guint32 destination, guint64 time, guint64 bytes)
{
  return plx_links_hop (&state->links, &state->platform->network, node, destination, time, bytes);
}

guint64
plx_platform_access (PlxPlatformState *state, guint owner, guint64 time, guint64 words)
{
  return plx_memory_serve (&state->memory, owner, time, words);
}
