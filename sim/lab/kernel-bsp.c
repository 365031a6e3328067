/* SPDX-License-Identifier: MIT */
/* kernel-bsp.c: what supersteps and shared memory cost: empty supersteps, h-relations, remote reads. */
#include "sim/lab/kernel.h"

#define LINES G_GUINT64_CONSTANT (512)  /* freshly written, read by the next processor */
#define WORDS_PER_LINE G_GUINT64_CONSTANT (8)
#define FACTOR 165u
#define NEXT_LINE(i) ((FACTOR * (i) + 89) % LINES)

/* Following NEXT_LINE meets every line, and so none that is in the cache already (Hull and Dobell 1962). */
G_STATIC_ASSERT ((LINES & (LINES - 1)) == 0 && FACTOR % 4 == 1);

typedef struct {
  guint64 n;        /* supersteps, or words of the h-relation */
  guint64 message;  /* words */
  gboolean one_way;
  PlxArray *from, *to;
  guint64 *indices; /* of the next processor's lines, in an order that no prefetcher guesses */
  gint64 *words;
} Bsp;

static const PlxParam params[] = {
  { "n", "", "supersteps or words", offsetof (Bsp, n), PLX_COUNT, NULL, NULL, NULL },
  PLX_PARAM_END
};

/* ---- empty supersteps ---- */

static void
run_empty (PlxProc *me, const void *instance)
{
  const Bsp *in = instance;

  for (guint64 i = 0; i < in->n; i++)
    {
      plx_label (me, "empty");
      plx_sync (me);
    }
}

/* ---- an h-relation ---- */

/* Words that a sender has for each other processor: whole messages, n in all or a few more. */
static guint64
words_for_each (const Bsp *in, guint p)
{
  const guint64 each = (in->n + p - 2) / (p - 1);

  return (each + in->message - 1) / in->message * in->message;
}

static void
send_all (PlxProc *me, const Bsp *in)
{
  const guint p = plx_nprocs (me), pid = plx_pid (me);
  const guint64 each = words_for_each (in, p);
  const gint64 *from = plx_local (me, in->from);

  for (guint64 first = 0; first < each; first += in->message)
    for (guint k = 1; k < p; k++)
      plx_put_at (me, in->to, (pid + k) % p, (k - 1) * each + first, in->message, from + (k - 1) * each + first);
}

/* What I received: from everybody, or one part from processor 0. */
static void
read_all (PlxProc *me, const Bsp *in)
{
  const guint p = plx_nprocs (me), pid = plx_pid (me);
  const guint64 each = words_for_each (in, p);
  const guint64 first = in->one_way ? (pid + p - 1) % p * each : 0, n = in->one_way ? each : (p - 1) * each;
  const guint64 *to = plx_local (me, in->to);
  guint64 sum = 0;

  if (in->one_way && pid == 0)
    return;
  for (guint64 i = first; i < first + n; i++)
    sum += to[i];
  __asm__ volatile ("" : : "r" (sum));
  plx_work (me, PLX_CHAIN, n, n * sizeof sum);
}

static void
run_relation (PlxProc *me, const void *instance)
{
  const Bsp *in = instance;

  plx_label (me, "start together");
  plx_sync (me);
  plx_label (me, "send");
  if (!in->one_way || plx_pid (me) == 0)
    send_all (me, in);
  plx_sync (me);
  plx_label (me, "read what was received");
  read_all (me, in);
  plx_sync (me);
  plx_label (me, "read it again");
  read_all (me, in);
  plx_sync (me);
}

static void
prepare_relation (PlxProc *me, void *instance)
{
  Bsp *in = instance;
  const guint64 n = (plx_nprocs (me) - 1) * words_for_each (in, plx_nprocs (me));

  in->from = plx_array (me, .name = "from", .n = n, .distribution = PLX_EACH);
  in->to = plx_array (me, .name = "to", .n = n, .distribution = PLX_EACH);
}

static void
fill_relation (PlxProc *me, const void *instance)
{
  const Bsp *in = instance;
  gint64 *from = plx_local_mut (me, in->from), *to = plx_local_mut (me, in->to);
  const guint64 n = plx_length (me, in->from);

  for (guint64 i = 0; i < n; i++)
    {
      from[i] = (gint64) plx_random (me, i);
      to[i] = (gint64) i;
    }
}

/* The superstep of the messages, and what the first reading takes beyond the second. */
static void
read_relation (const PlxKernel *kernel, const PlxSample *sample, double *values)
{
  const PlxTiming *t = sample->timing;
  const double unread = t->cost[2].compute - t->cost[3].compute;

  (void) kernel;
  values[0] = plx_cost_total (t->cost[1]) + MAX (unread, 0);
}

/* ---- to oneself ---- */

static void
run_self (PlxProc *me, const void *instance)
{
  const Bsp *in = instance;
  gint64 *from = plx_local_mut (me, in->from);

  plx_label (me, "start together");
  plx_sync (me);
  plx_label (me, "write to myself");
  plx_put_at (me, in->to, plx_pid (me), 0, in->n, from);
  plx_sync (me);
}

static void
prepare_self (PlxProc *me, void *instance)
{
  Bsp *in = instance;

  in->from = plx_array (me, .name = "from", .n = in->n, .distribution = PLX_EACH);
  in->to = plx_array (me, .name = "to", .n = in->n, .distribution = PLX_EACH);
}

static void
read_self (const PlxKernel *kernel, const PlxSample *sample, double *values)
{
  (void) kernel;
  values[0] = plx_cost_total (sample->timing->cost[1]);
}

/* ---- remote reads ---- */

/* Each line holds the index of the one to be read next; written in the superstep before. */
static void
write_lines (PlxProc *me, const Bsp *in)
{
  const guint64 first = plx_first (me, in->from);
  guint64 *mine = plx_local_mut (me, in->from);

  plx_label (me, "write my lines");
  for (guint64 i = 0; i < LINES; i++)
    mine[i * WORDS_PER_LINE] = first + NEXT_LINE (i) * WORDS_PER_LINE;
  plx_work (me, PLX_MAP, LINES, LINES * 64);
  plx_sync (me);
}

static void
run_chase (PlxProc *me, const void *instance)
{
  const Bsp *in = instance;
  guint64 next = in->indices[0];

  write_lines (me, in);
  plx_label (me, "read one after another");
  for (guint64 i = 0; i < LINES; i++)
    plx_read (me, in->from, next, 1, &next);
  plx_sync (me);
}

static void
run_gather (PlxProc *me, const void *instance)
{
  const Bsp *in = instance;

  write_lines (me, in);
  plx_label (me, "read all at once");
  plx_gather (me, in->from, LINES, in->indices, in->words);
  plx_sync (me);
}

static void
prepare_lines (PlxProc *me, void *instance)
{
  Bsp *in = instance;
  const guint p = plx_nprocs (me);
  const guint64 part = LINES * WORDS_PER_LINE, first = (plx_pid (me) + 1) % p * part;

  in->from = plx_array (me, .name = "lines", .n = p * part);
  in->indices = plx_alloc (me, LINES * sizeof *in->indices);
  in->words = plx_alloc (me, LINES * sizeof *in->words);
  for (guint64 i = 0; i < LINES; i++)
    in->indices[i] = first + NEXT_LINE (i) * WORDS_PER_LINE;
}

static void
read_lines (const PlxKernel *kernel, const PlxSample *sample, double *values)
{
  (void) kernel;
  values[0] = plx_kernel_busy (sample->timing, 1) / (double) LINES;
}

/* ---- table ---- */

enum { EMPTY, RELATION, SELF, CHASE, GATHER };

static const PlxVariant variants[] = {
  [EMPTY] = { .name = "empty", .title = "empty supersteps", .run = run_empty },
  [RELATION] = { .name = "relation", .title = "an h-relation", .run = run_relation, .prepare = prepare_relation,
                 .fill = fill_relation },
  [SELF] = { .name = "self", .title = "words to oneself", .run = run_self, .prepare = prepare_self,
             .fill = fill_relation },
  [CHASE] = { .name = "chase", .title = "dependent remote reads", .run = run_chase, .prepare = prepare_lines },
  [GATHER] = { .name = "gather", .title = "independent remote reads", .run = run_gather, .prepare = prepare_lines },
  { .name = NULL }
};

static void
prepare_nothing (PlxProc *me, void *instance)
{
  plx_kernel_nothing (me, instance);
}

static const PlxAlgorithm algorithm = {
  .abi = PLX_ABI, .name = "calibrate", .title = "supersteps", .source = "", .instance_size = sizeof (Bsp),
  .params = params, .variants = variants, .prepare = prepare_nothing, .fill = plx_kernel_nothing,
  .check = plx_kernel_nothing,
};

static PlxKernel *
kernel (guint variant, const Bsp *instance, guint p,
        void (*read) (const PlxKernel *kernel, const PlxSample *sample, double *values))
{
  PlxKernel *k = plx_kernel_new (&algorithm, variant, instance, p);

  k->n_values = 1;
  k->read = read;
  return k;
}

PlxKernel *
plx_kernel_empty (guint p, guint64 n)
{
  return kernel (EMPTY, &(const Bsp) { .n = n }, p, plx_kernel_read_total);
}

PlxKernel *
plx_kernel_relation (guint p, guint64 h, guint64 message_bytes, gboolean one_way)
{
  const Bsp relation = { .n = h, .message = MAX (message_bytes / 8, 1), .one_way = one_way };
  PlxKernel *k = kernel (RELATION, &relation, p, read_relation);

  k->x[0] = (p - 1) * words_for_each (&relation, p);
  k->x[1] = k->x[0] / relation.message;
  return k;
}

PlxKernel *
plx_kernel_self (guint p, guint64 bytes)
{
  PlxKernel *k = kernel (SELF, &(const Bsp) { .n = bytes / 8 }, p, read_self);

  k->x[0] = bytes;
  return k;
}

PlxKernel *
plx_kernel_chase (guint p)
{
  return kernel (CHASE, &(const Bsp) { .n = LINES }, p, read_lines);
}

PlxKernel *
plx_kernel_gather (guint p)
{
  return kernel (GATHER, &(const Bsp) { .n = LINES }, p, read_lines);
}
