/* SPDX-License-Identifier: MIT */
/* replay.c: a trace as a program over the interface that programs are written against. */
#include "sim/program/replay.h"

#include <parallax/program.h>
#include <string.h>

#define PART (64u << 10)  /* bytes of shared memory that a processor owns, at least */
#define LINE 64u

typedef struct {
  const PlxTrace *trace;
  guint64 part;     /* bytes: no operation moves more at once */
  PlxArray *memory;
  guchar *block;    /* [part], private */
} Replay;

static void
prepare (PlxProc *me, void *instance)
{
  Replay *in = instance;

  in->memory = plx_array (me, .name = "memory", .type = PLX_BYTES, .size = 1, .n = in->part, .distribution = PLX_EACH,
                          .rule = PLX_ARBITRARY);
  in->block = plx_alloc (me, in->part);
}

static guint64
chain (guint64 x, guint64 count)
{
  for (guint64 i = 0; i < count; i++)
    {
      x = x * 6364136223846793005u + 1442695040888963407u;
      __asm__ ("" : "+r" (x));
    }
  return x;
}

static void
work (PlxProc *me, const Replay *in, const PlxOp *op)
{
  const guint64 footprint = MIN ((guint64) op->lines * LINE, in->part / 2);

  if (op->work_class < PLX_COPY)
    in->block[0] ^= (guchar) chain (in->block[0], op->count);
  else
    for (guint64 done = 0, bytes; footprint > 0 && done < op->count; done += bytes)
      {
        bytes = MIN (footprint, op->count - done);
        memcpy (in->block + in->part / 2, in->block, bytes);
      }
  plx_work (me, op->work_class, op->count, (guint64) op->lines * LINE);
}

/* Where in a part the next block of so many bytes is: a line further than the last. */
static guint64
place (const Replay *in, guint64 *at, guint32 bytes)
{
  *at = *at + bytes + LINE > in->part ? 0 : *at + LINE;
  return MIN (*at, in->part - bytes);
}

static void
transfer (PlxProc *me, const Replay *in, const PlxOp *op, guint64 offset)
{
  switch ((PlxOpKind) op->kind)
    {
    case PLX_OP_READ:
      plx_read_at (me, in->memory, op->peer, offset, op->bytes, in->block);
      break;
    case PLX_OP_WRITE:
      plx_write_at (me, in->memory, op->peer, offset, op->bytes, in->block);
      break;
    case PLX_OP_GET:
      plx_get_at (me, in->memory, op->peer, offset, op->bytes, in->block);
      break;
    case PLX_OP_PUT:
      plx_put_at (me, in->memory, op->peer, offset, op->bytes, in->block);
      break;
    case PLX_OP_QUEUE:
      plx_queue_send (me, op->peer, 0, op->bytes, in->block);
      break;
    case PLX_OP_SEND:
      plx_send (me, op->peer, op->tag, op->bytes, in->block);
      break;
    case PLX_OP_RECV:
      plx_recv (me, op->peer, op->tag, in->part, in->block, NULL);
      break;
    case PLX_OP_WORK:
    case PLX_N_OPS:
      g_assert_not_reached ();
    }
}

static void
perform (PlxProc *me, const Replay *in, const PlxOp *op, guint64 *at)
{
  const guint32 calls = op->kind == PLX_OP_SEND || op->kind == PLX_OP_RECV ? 1 : op->calls;

  if (op->kind == PLX_OP_WORK)
    work (me, in, op);
  else
    for (guint32 k = 0; k < calls; k++)
      transfer (me, in, op, place (in, at, op->bytes));
}

static void
run (PlxProc *me, const void *instance)
{
  const Replay *in = instance;
  guint64 at = 0;

  for (guint s = 0; s < plx_trace_n_supersteps (in->trace); s++)
    {
      const PlxSuperstep *step = plx_trace_superstep (in->trace, s);
      gsize n;
      const PlxOp *ops = plx_trace_ops (in->trace, s, plx_pid (me), &n);

      plx_label (me, step->label);
      for (gsize k = 0; k < n; k++)
        perform (me, in, &ops[k], &at);
      if (step->sync)
        plx_sync (me);
    }
}

static const PlxParam params[] = { PLX_PARAM_END };
static const PlxVariant variants[] = { { .name = "replay", .title = "a trace", .run = run }, { .name = NULL } };
static const PlxAlgorithm algorithm = {
  .abi = PLX_ABI, .name = "replay", .title = "what a trace says was done", .source = "",
  .instance_size = sizeof (Replay), .params = params, .variants = variants, .prepare = prepare,
};

static guint64
largest_transfer (const PlxTrace *trace)
{
  guint64 most = 0;

  for (guint s = 0; s < plx_trace_n_supersteps (trace); s++)
    for (guint i = 0; i < plx_trace_n_procs (trace); i++)
      {
        gsize n;
        const PlxOp *ops = plx_trace_ops (trace, s, i, &n);

        for (gsize k = 0; k < n; k++)
          if (ops[k].kind != PLX_OP_WORK)
            most = MAX (most, ops[k].bytes);
      }
  return most;
}

PlxJob *
plx_replay_job (const PlxJob *job, const PlxTrace *trace)
{
  PlxJob *replay = g_new (PlxJob, 1);
  Replay *instance = g_new0 (Replay, 1);

  instance->trace = plx_trace_ref (trace);
  instance->part = MAX (PART, largest_transfer (trace));
  *replay = (PlxJob) { .algorithm = &algorithm, .variant = &variants[0], .instance = instance, .p = job->p,
                       .seed = job->seed, .n = job->n, .parameters = g_strdup (job->parameters),
                       .identity = g_strdup (job->identity) };
  return replay;
}

void
plx_replay_free (PlxJob *replay)
{
  if (replay)
    plx_trace_unref ((PlxTrace *) ((Replay *) replay->instance)->trace);
  plx_job_free (replay);
}
