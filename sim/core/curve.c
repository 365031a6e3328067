/* SPDX-License-Identifier: MIT */
/* curve.c: a time as a function of a size, and the times of work made of such. */
#include "sim/core/param.h"

#include <math.h>
#include <parallax/error.h>
#include <string.h>

double
plx_curve_at (const PlxCurve *curve, double x)
{
  guint i = 1;

  if (curve->n == 0)
    return 0;
  if (x <= curve->x[0])
    return curve->y[0];
  if (x >= curve->x[curve->n - 1])
    return curve->y[curve->n - 1];
  while (curve->x[i] <= x)
    i++;
  const double share = log (x / curve->x[i - 1]) / log (curve->x[i] / curve->x[i - 1]);

  return curve->y[i - 1] * pow (curve->y[i] / curve->y[i - 1], share);
}

static gboolean
fail (GError **error, const char *what)
{
  g_set_error_literal (error, PLX_ERROR, PLX_ERROR_INPUT, what);
  return FALSE;
}

static gboolean
point_read (const char *text, const char *unit, const PlxUnits *units, PlxCurve *curve, GError **error)
{
  const char *colon = strchr (text, ':');
  g_autofree char *size = colon ? g_strndup (text, (gsize) (colon - text)) : NULL;
  guint64 x;
  double y;

  if (!size)
    return fail (error, "a point without a size; something like \"4K: 0.5 ns, 64K: 0.6 ns\" would do");
  if (curve->n == PLX_CURVE_POINTS)
    return fail (error, "more than 24 points; leave some out");
  if (!plx_count_parse (size, &x, error) || !plx_quantity_read (colon + 1, unit, units, &y, error))
    return FALSE;
  if (x == 0 || (curve->n > 0 && (double) x <= curve->x[curve->n - 1]))
    return fail (error, "the sizes do not ascend; write each once, the smallest first");
  if (y <= 0)
    return fail (error, "a time of 0 or less; those of a curve must be above 0");
  curve->x[curve->n] = (double) x;
  curve->y[curve->n++] = y;
  return TRUE;
}

gboolean
plx_curve_read (const char *text, const char *unit, const PlxUnits *units, PlxCurve *curve, GError **error)
{
  g_auto (GStrv) points = NULL;

  *curve = (PlxCurve) { .n = 0 };
  if (!strchr (text, ':'))
    {
      curve->n = 1;
      if (!plx_quantity_read (text, unit, units, &curve->y[0], error))
        return FALSE;
      return curve->y[0] >= 0 || fail (error, "a negative time; 0 or more would do");
    }
  points = g_strsplit (text, ",", -1);
  for (guint i = 0; points[i]; i++)
    if (!point_read (points[i], unit, units, curve, error))
      return FALSE;
  return TRUE;
}

void
plx_work_costs_settle (PlxWorkCosts *costs)
{
  costs->flat = TRUE;
  for (guint c = 0; c < PLX_N_CLASSES; c++)
    costs->flat = costs->flat && costs->of[c].n <= 1;
}

double
plx_op_work_time (const PlxOp *op, const PlxWorkCosts *t)
{
  return (double) op->count * plx_curve_at (&t->of[op->work_class], 64.0 * op->lines);
}

double
plx_load_work (const PlxLoad *load, const PlxWorkCosts *t)
{
  double time = 0;

  if (load->self_bytes > 0)
    time = (double) load->self_bytes * plx_curve_at (&t->of[PLX_COPY], (double) load->self_bytes);
  if (t->flat)
    {
      for (guint c = 0; c < PLX_N_CLASSES; c++)
        time += (double) load->work[c] * t->of[c].y[0];
      return time;
    }
  for (gsize k = 0; k < load->n_ops; k++)
    if (load->ops[k].kind == PLX_OP_WORK)
      time += plx_op_work_time (&load->ops[k], t);
  return time;
}
