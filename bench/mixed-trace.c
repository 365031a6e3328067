/* SPDX-License-Identifier: MIT */
/* mixed-trace.c: a large trace with operations of every kind that supersteps have. */
#include "bench/mixed-trace.h"

#define STEPS 40u
#define OPS 977u  /* of a processor in a superstep */

static guint64
splitmix (guint64 *state)
{
  guint64 z = *state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  z = (z ^ z >> 30) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ z >> 27) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ z >> 31;
}

static PlxOp
random_op (guint64 *state)
{
  const guint64 r = splitmix (state);
  const guint amount = (guint) (r >> 16) % 1000 + 1;

  if (r % 3 == 0)
    return plx_op_work ((r >> 8) % PLX_N_CLASSES, amount, (r >> 32) % 65536);
  return plx_op_transfer (PLX_OP_READ + (r >> 8) % 5, (guint32) (r >> 32) % MIXED_P, amount, (guint32) (r >> 48) % 4 + 1);
}

PlxTrace *
mixed_trace_new (void)
{
  PlxTraceBuilder *b = plx_trace_builder_new (MIXED_P, "mixed p=256 seed=1");
  guint64 state = 1;

  for (guint s = 0; s < STEPS; s++)
    {
      for (guint i = 0; i < MIXED_P; i++)
        for (guint k = 0; k < OPS; k++)
          plx_trace_builder_op (b, i, random_op (&state));
      plx_trace_builder_sync (b);
    }
  return plx_trace_builder_end (b);
}
