/* SPDX-License-Identifier: MIT */
/* pattern.c: patterns by name, and their sizes from settings. */
#include "sim/core/param.h"
#include "sim/sources/pattern-flow.h"

#include <parallax/error.h>
#include <string.h>

#define MOST_OPS (G_GUINT64_CONSTANT (1) << 62)

#define PLX_PATTERN(ident) &plx_pattern_##ident,
static const PlxPattern *const all[] = {
#include "sim/sources/pattern-list.h"
};
#undef PLX_PATTERN

const PlxPattern *const *
plx_patterns (guint *n)
{
  *n = G_N_ELEMENTS (all);
  return all;
}

const PlxPattern *
plx_pattern_find (const char *name, GError **error)
{
  const char *names[G_N_ELEMENTS (all) + 1];
  g_autofree char *hint = NULL;

  if (g_str_has_prefix (name, "pattern:"))
    name += strlen ("pattern:");
  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    if (strcmp (names[i] = all[i]->name, name) == 0)
      return all[i];
  names[G_N_ELEMENTS (all)] = NULL;
  hint = plx_nearest_hint (name, names);
  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "pattern:%s: unknown pattern%s", name, hint);
  return NULL;
}

/* ---- sizes ---- */

static gboolean
check_settings (const PlxPattern *pattern, const PlxSettings *settings, GError **error)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (const PlxParam *param = pattern->params; param->name; param++)
    g_ptr_array_add (names, (gpointer) param->name);
  g_ptr_array_add (names, NULL);
  for (guint i = 0; settings && i < plx_settings_size (settings); i++)
    {
      const char *key = plx_settings_nth (settings, i, NULL, NULL);
      g_autofree char *hint = NULL;

      if (plx_param_find (pattern->params, key))
        continue;
      hint = plx_nearest_hint (key, (const char *const *) names->pdata);
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: no parameter of pattern:%s%s", key, pattern->name, hint);
      return FALSE;
    }
  return TRUE;
}

/* L, o and g of the model in use. */
static gboolean
from_logp (const PlxParam *param, const double logp[3], PlxPatternSizes *sizes)
{
  static const char *const names[] = { "L", "o", "g" };

  for (guint i = 0; logp && (param->flags & PLX_FROM_LOGP) && i < G_N_ELEMENTS (names); i++)
    if (strcmp (param->name, names[i]) == 0)
      {
        *(double *) (gpointer) ((char *) sizes + param->offset) = logp[i];
        return TRUE;
      }
  return FALSE;
}

/* FALSE: an error, or it is missing. */
static gboolean
read_size (const PlxParam *param, const PlxSettings *settings, const double logp[3], PlxPatternSizes *sizes,
           GError **error)
{
  static const PlxUnits units = { .second = 1, .word = 8 };
  const char *where = NULL, *text = settings ? plx_settings_get (settings, param->name, &where) : NULL;

  if (!text && from_logp (param, logp, sizes))
    return TRUE;
  text = text ? text : param->fallback;
  return text && plx_param_read (param, text, where, &units, sizes, error);
}

static gboolean
read_sizes (const PlxPattern *pattern, const PlxSettings *settings, const double logp[3], PlxPatternSizes *sizes,
            GError **error)
{
  g_autoptr (GString) missing = g_string_new (NULL), example = g_string_new (NULL);

  for (const PlxParam *param = pattern->params; param->name; param++)
    {
      GError *why = NULL;

      if (read_size (param, settings, logp, sizes, &why))
        continue;
      if (why)
        {
          g_propagate_error (error, why);
          return FALSE;
        }
      g_string_append_printf (missing, "%s%s", missing->len ? ", " : "", param->name);
      g_string_append_printf (example, " %s=..", param->name);
    }
  if (missing->len)
    g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s missing; give%s%s", missing->str, example->str,
                 strcmp (missing->str, "p") == 0 ? "" : ", or a model or machine that has them");
  return missing->len == 0;
}

static gboolean
check_sizes (const PlxPatternSizes *sizes, GError **error)
{
  if (sizes->p > G_MAXINT32)
    plx_pattern_fail (error, "p", "%" G_GUINT64_FORMAT " processors; at most 2^31 - 1 would do", sizes->p);
  else if (sizes->bytes > G_MAXUINT32)
    plx_pattern_fail (error, "bytes", "%" G_GUINT64_FORMAT " bytes in a message; less than 2^32 would do", sizes->bytes);
  else
    return TRUE;
  return FALSE;
}

/* "pattern:dissemination p=1024 bytes=8" */
static char *
identity (const PlxPattern *pattern, const PlxPatternSizes *sizes)
{
  GString *text = g_string_new ("pattern:");

  g_string_append (text, pattern->name);
  for (const PlxParam *param = pattern->params; param->name; param++)
    {
      g_autofree char *value = plx_param_text (param, sizes);

      g_string_append_printf (text, " %s=%s", param->name, value);
    }
  return g_string_free (text, FALSE);
}

PlxFlow *
plx_pattern_flow (const char *name, const PlxSettings *settings, const double logp[3], GError **error)
{
  const PlxPattern *pattern = plx_pattern_find (name, error);
  PlxPatternSizes sizes = { .p = 0 };
  PlxFlow *flow = NULL;

  if (!pattern)
    return NULL;
  if (check_settings (pattern, settings, error) && read_sizes (pattern, settings, logp, &sizes, error)
      && check_sizes (&sizes, error))
    flow = pattern->open (&sizes, error);
  if (flow)
    flow->identity = identity (pattern, plx_pattern_sizes (flow));
  else
    g_prefix_error (error, "pattern:%s: ", pattern->name);
  return flow;
}

/* ---- flows ---- */

PlxFlow *
plx_pattern_fail (GError **error, const char *param, const char *format, ...)
{
  va_list arguments;
  g_autofree char *why = NULL;

  va_start (arguments, format);
  why = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: %s", param, why);
  return NULL;
}

guint64
plx_pattern_times (guint64 a, guint64 b)
{
  guint64 product;

  return __builtin_mul_overflow (a, b, &product) ? G_MAXUINT64 : product;
}

guint
plx_pattern_rounds (guint64 base, guint64 p)
{
  guint rounds = 0;

  for (guint64 reached = 1; reached < p; reached = plx_pattern_times (reached, base))
    rounds++;
  return rounds;
}

guint
plx_pattern_all (const PlxFlow *flow, G_GNUC_UNUSED guint64 level)
{
  return flow->p;
}

void
plx_pattern_room (PlxChunk *chunk, guint n_segments, gsize n_ops)
{
  if (chunk->n_own_segments < n_segments + 1)
    {
      g_free (chunk->own_segments);
      chunk->own_segments = g_new (PlxSegment, chunk->n_own_segments = n_segments + 1);
    }
  if (chunk->n_own_ops < n_ops)
    {
      g_free (chunk->own_ops);
      chunk->own_ops = g_new (PlxOp, chunk->n_own_ops = n_ops);
    }
}

static PlxOp *
alone_act (const PlxFlow *flow, G_GNUC_UNUSED guint64 level, G_GNUC_UNUSED guint i, PlxOp *op)
{
  const PlxPatternSizes *sizes = plx_pattern_sizes (flow);

  return plx_pattern_work (op, plx_pattern_times (sizes->work, sizes->steps));
}

static void
alone_read (const PlxFlow *flow, guint64 level, guint from, guint n, PlxChunk *chunk)
{
  plx_pattern_fill (flow, level, from, n, n, chunk, NULL, alone_act);
}

PlxFlow *
plx_pattern_alone (const PlxPatternSizes *sizes, GError **error)
{
  const PlxPatternShape shape = {
    .n_levels = sizes->work > 0,
    .n_works = sizes->work > 0,
    .width = plx_pattern_all,
    .read = alone_read,
  };

  return plx_pattern_flow_new (sizes, &shape, error);
}

static void
flow_free (PlxFlow *flow)
{
  g_free (flow->identity);
  g_free (flow);
}

PlxFlow *
plx_pattern_flow_new (const PlxPatternSizes *sizes, const PlxPatternShape *shape, GError **error)
{
  PlxPatternFlow *made;

  if (shape->n_messages > MOST_OPS / 4 || shape->n_works > MOST_OPS / 4 || shape->n_levels > MOST_OPS)
    return plx_pattern_fail (error, "p", "more than 2^60 messages; fewer processors or steps would do");
  if (shape->n_slots > G_MAXUINT32)
    return plx_pattern_fail (error, "p", "2^32 or more messages are under way at once; fewer processors would do");
  made = g_malloc0 (MAX (shape->size, sizeof *made));
  made->sizes = *sizes;
  made->flow = (PlxFlow) {
    .p = (guint) sizes->p,
    .n_levels = shape->n_levels,
    .n_slots = (guint32) shape->n_slots,
    .n_ops = 2 * shape->n_messages + shape->n_works,
    .n_messages = shape->n_messages,
    .width = shape->width,
    .read = shape->read,
    .free = flow_free,
  };
  return &made->flow;
}
