/* SPDX-License-Identifier: MIT */
/* kernel-logp.c: round trips of messages between neighbours, with all pairs busy.
 *
 * T. Hoefler, A. Lichei, W. Rehm, "Low-overhead LogGP parameter assessment for modern
 * interconnection networks", IPDPS 2007: PRTT (n, d, s) is the time of n messages of s bytes, d
 * apart, and one answer. */
#include "sim/lab/kernel.h"

#define ROUNDS 8
#define DELAYS 16   /* of the delay alone, in each round */

typedef struct {
  guint64 n;  /* messages before an answer */
  guint64 bytes;
  guint delay;  /* dependent multiplications between two messages */
  char *buffer;
} Ping;

/* Slow instructions, so that a busy sibling thread does not change it; one copy of it in the program. */
static __attribute__ ((noinline)) void
delay (PlxProc *me, guint n)
{
  guint64 x = 3;

  for (guint i = 0; i < n; i++)
    {
      x *= x;
      __asm__ volatile ("" : "+r" (x));
    }
  plx_work (me, PLX_CHAIN, n, 0);
}

static void
ask (PlxProc *me, const Ping *in, guint peer)
{
  for (guint64 i = 0; i < in->n; i++)
    {
      if (i > 0 && in->delay > 0)
        delay (me, in->delay);
      plx_send (me, peer, 0, in->bytes, in->buffer);
    }
  plx_recv (me, peer, 1, in->bytes, in->buffer, NULL);
}

static void
answer (PlxProc *me, const Ping *in, guint peer)
{
  for (guint64 i = 0; i < in->n; i++)
    plx_recv (me, peer, 0, in->bytes, in->buffer, NULL);
  plx_send (me, peer, 1, in->bytes, in->buffer);
}

/* The last of an odd number of processors looks on. */
static void
run_ping (PlxProc *me, const void *instance)
{
  const Ping *in = instance;
  const guint pid = plx_pid (me), peer = pid ^ 1;

  plx_label (me, "round trips");
  for (guint r = 0; r < ROUNDS && peer < plx_nprocs (me); r++)
    if (pid < peer)
      ask (me, in, peer);
    else
      answer (me, in, peer);
}

static void
run_delay (PlxProc *me, const void *instance)
{
  const Ping *in = instance;

  plx_label (me, "delays");
  for (guint r = 0; r < ROUNDS * DELAYS; r++)
    delay (me, in->delay);
}

static void
prepare (PlxProc *me, void *instance)
{
  Ping *in = instance;

  in->buffer = plx_alloc (me, in->bytes);
}

static const PlxParam params[] = {
  { "n", "", "messages before an answer", offsetof (Ping, n), PLX_COUNT, NULL, NULL, NULL },
  PLX_PARAM_END
};

static const PlxVariant variants[] = {
  { .name = "ping", .title = "round trips", .run = run_ping },
  { .name = "delay", .title = "the delay alone", .run = run_delay },
  { .name = NULL }
};

static const PlxAlgorithm algorithm = {
  .abi = PLX_ABI, .name = "calibrate", .title = "messages", .source = "Hoefler et al. 2007",
  .instance_size = sizeof (Ping), .params = params, .variants = variants, .prepare = prepare,
  .fill = plx_kernel_nothing, .check = plx_kernel_nothing,
};

static void
read_delay (const PlxKernel *kernel, const PlxSample *sample, double *values)
{
  (void) kernel;
  values[0] = sample->total_s / (ROUNDS * DELAYS);
}

static void
read_round (const PlxKernel *kernel, const PlxSample *sample, double *values)
{
  (void) kernel;
  values[0] = sample->total_s / ROUNDS;
}

PlxKernel *
plx_kernel_ping (guint p, guint64 n, guint64 bytes)
{
  const Ping ping = { .n = n, .bytes = bytes };
  PlxKernel *kernel = plx_kernel_new (&algorithm, 0, &ping, p);

  kernel->n_values = 1;
  kernel->read = read_round;
  kernel->x[0] = n;
  kernel->x[1] = bytes;
  return kernel;
}

PlxKernel *
plx_kernel_delay (guint p)
{
  const Ping ping = { .n = 1, .bytes = 1, .delay = 1000 };
  PlxKernel *kernel = plx_kernel_new (&algorithm, 1, &ping, p);

  kernel->n_values = 1;
  kernel->read = read_delay;
  return kernel;
}

void
plx_kernel_set_delay (PlxKernel *kernel, guint operations)
{
  Ping *in = kernel->job->instance;

  in->delay = operations;
}

guint
plx_kernel_get_delay (const PlxKernel *kernel)
{
  return ((const Ping *) kernel->job->instance)->delay;
}
