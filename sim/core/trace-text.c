/* SPDX-License-Identifier: MIT */
/* trace-text.c: a trace as text, for reading (docs/trace-format.md). */
#include "sim/core/trace.h"

static void
add_peer (GString *text, const PlxOp *op)
{
  static const char *const directions[PLX_N_OPS] = {
    [PLX_OP_READ] = "from", [PLX_OP_WRITE] = "to", [PLX_OP_GET] = "from", [PLX_OP_PUT] = "to",
    [PLX_OP_QUEUE] = "to",  [PLX_OP_SEND] = "to",  [PLX_OP_RECV] = "from",
  };

  g_string_append_printf (text, " %s ", directions[op->kind]);
  if (op->peer == PLX_ANY)
    g_string_append (text, "any");
  else
    g_string_append_printf (text, "%u", op->peer);
}

static void
add_op (GString *text, guint i, const PlxOp *op)
{
  g_string_append_printf (text, "  %u: %s", i, plx_op_kind_name (op->kind));
  if (op->kind == PLX_OP_WORK)
    {
      g_string_append_printf (text, " %s %" G_GUINT64_FORMAT, plx_work_class_name (op->work_class), op->count);
      if (op->lines > 0)
        g_string_append_printf (text, " over %" G_GUINT64_FORMAT " B", (guint64) op->lines * 64);
    }
  else
    {
      add_peer (text, op);
      g_string_append_printf (text, " %u B", op->bytes);
      if (op->kind < PLX_OP_SEND)
        g_string_append_printf (text, " x %u", op->calls);
      else if (op->tag == PLX_ANY)
        g_string_append (text, " tag any");
      else
        g_string_append_printf (text, " tag %u", op->tag);
    }
  g_string_append_c (text, '\n');
}

static void
add_step (GString *text, guint s, const PlxSuperstep *step)
{
  g_autofree char *label = g_strescape (step->label, NULL);

  g_string_append_printf (text, "\nsuperstep %u \"%s\" active %u", s, label, step->active);
  if (step->line > 0)
    g_string_append_printf (text, " line %u", step->line);
  if (step->instructions > 0)
    g_string_append_printf (text, " instructions %" G_GUINT64_FORMAT, step->instructions);
  g_string_append_printf (text, " read %s %u write %s %u%s%s\n", plx_rule_name (step->read_access), step->readers,
                          plx_rule_name (step->write_access), step->writers, step->raw ? " raw" : "",
                          step->sync ? " sync" : "");
}

static void
add_violation (GString *text, const PlxViolation *v)
{
  g_string_append_printf (text, "  ! %s: processors %u and %u, cell %" G_GUINT64_FORMAT " of %s\n",
                          plx_conflict_name (v->kind), v->processors[0], v->processors[1], v->cell, v->array);
}

char *
plx_trace_to_text (const PlxTrace *trace)
{
  GString *text = g_string_new (NULL);
  gsize v = 0;

  g_string_append_printf (text, "trace %s\nprocessors %u\nsupersteps %u\noperations %" G_GUINT64_FORMAT "\n",
                          trace->identity, trace->p, trace->n_supersteps, trace->n_ops);
  for (guint s = 0; s < trace->n_supersteps; s++)
    {
      add_step (text, s, &trace->steps[s]);
      for (; v < trace->n_violations && trace->violations[v].superstep <= s; v++)
        add_violation (text, &trace->violations[v]);
      for (guint i = 0; i < trace->p; i++)
        {
          gsize n;
          const PlxOp *ops = plx_trace_ops (trace, s, i, &n);

          for (gsize k = 0; k < n; k++)
            add_op (text, i, &ops[k]);
        }
    }
  return g_string_free (text, FALSE);
}
