/* SPDX-License-Identifier: MIT */
/* kernel-work.c: what one operation of each work class costs over a working set, on data that its
 * owner has just written, with all processors busy.
 *
 * The working set is divided into regions, a class each. A set that fits into the inner caches has
 * a region of its full size for each class, read once to be there and then passed over several
 * times; of a larger one each region is a slice of the first half, passed over once: what was
 * written first has left the caches by then, as it has in an algorithm. The loops are shaped like
 * what the classes stand for, and are no algorithm's own.
 */
#include "sim/lab/kernel.h"

#include <string.h>

#define SMALL (G_GUINT64_CONSTANT (256) << 10)      /* bytes: sets up to here are passed over several times */
#define LARGEST_SLICE (G_GUINT64_CONSTANT (1) << 19)  /* words */
#define LEAST_WORDS (G_GUINT64_CONSTANT (1) << 15)  /* to pass over, for the clock's sake */
#define LEAST_REGION (G_GUINT64_CONSTANT (1) << 13) /* words: branches need this much that is new to them */
#define TOUCHES (G_GUINT64_CONSTANT (1) << 14)

typedef struct {
  guint64 n;       /* bytes of the working set */
  guint rotation;  /* the class of the first superstep */
  PlxArray *x;     /* [8 regions or the whole set] on every processor */
} Work;

typedef struct {
  guint64 set;      /* words of the working set */
  guint64 region;   /* words of a class */
  guint64 block;    /* words that are used together: a region is one or more */
  guint64 passes;
  guint64 all;      /* words on a processor */
} Layout;

static Layout
layout (guint64 bytes)
{
  const guint64 set = MAX (bytes / 8, 64);

  if (bytes <= SMALL)
    {
      const guint64 region = MAX (set, LEAST_REGION);
      return (Layout) { set, region, set, MAX (LEAST_WORDS / set, 4), region * PLX_N_CLASSES };
    }
  const guint64 slice = MIN (set / (2 * PLX_N_CLASSES), LARGEST_SLICE) & ~G_GUINT64_CONSTANT (63);
  return (Layout) { set, slice, slice, 1, set };
}

/* ---- one loop for each class ----
 * @n: words, @passes: how often. They return what must not be optimised away, and are not inlined, so
 * that a loop's code does not depend on what surrounds it. */

#define LOOP static __attribute__ ((noinline)) guint64

LOOP
do_op (guint64 *x, guint64 n, guint64 passes)
{
  for (guint64 r = 0; r < passes; r++)
    for (guint64 i = 0; i < n; i++)
      x[i] = x[i] & 1 ? x[i] + i : x[i] >> 1;
  return x[0];
}

LOOP
do_chain (guint64 *x, guint64 n, guint64 passes)
{
  guint64 last = 0;

  for (guint64 r = 0; r < passes; r++)
    for (guint64 i = 0; i < n; i++)
      x[i] = last ^= x[i];
  return last;
}

LOOP
do_map (guint64 *x, guint64 n, guint64 passes)
{
  for (guint64 r = 0; r < passes; r++)
    for (guint64 i = 0; i < n; i++)
      x[i] = x[i] * 3 + 5;
  return x[0];
}

/* x[i] for the first half of doubles gets a multiple of the second added: two operations each. */
LOOP
do_flop (double *x, guint64 n, guint64 passes)
{
  const double a = 0.75;

  for (guint64 r = 0; r < passes; r++)
    for (guint64 i = 0; i < n / 2; i++)
      x[i] += a * x[n / 2 + i];
  return (guint64) x[0];
}

/* Half of the words go one way and half the other; an empty asm on each keeps the compiler from
 * going both. */
LOOP
do_compare (const guint64 *x, guint64 n)
{
  const guint64 pivot = G_MAXUINT64 / 2;
  guint64 below = 0, above = 0;

  for (guint64 i = 0; i < n; i++)
    if (x[i] < pivot)
      {
        below += x[i];
        __asm__ volatile ("" : "+r" (below));
      }
    else
      {
        above += x[i];
        __asm__ volatile ("" : "+r" (above));
      }
  return below ^ above;
}

/* The first two quarters, each in order, into the second half. */
LOOP
do_merge (guint64 *x, guint64 n)
{
  const guint64 *a = x, *b = x + n / 4, *const a_end = b, *const b_end = x + n / 2;
  guint64 *out = x + n / 2;

  while (a < a_end && b < b_end)
    if (*b < *a)
      *out++ = *b++;
    else
      *out++ = *a++;
  memcpy (out, a, (gsize) (a_end - a) * sizeof *a);
  out += a_end - a;
  memcpy (out, b, (gsize) (b_end - b) * sizeof *b);
  return x[n / 2];
}

LOOP
do_copy (guint64 *x, guint64 n, guint64 passes)
{
  for (guint64 r = 0; r < passes; r++)
    {
      memcpy (x + n / 2, x, n / 2 * sizeof *x);
      __asm__ volatile ("" : : "r" (x) : "memory");
    }
  return x[n / 2];
}

/* Words of the whole set, at addresses that are known early. */
LOOP
do_random (const guint64 *x, guint64 n)
{
  guint64 sum = 0, state = 1;

  for (guint64 i = 0; i < TOUCHES; i++)
    {
      guint64 word;

      state = state * G_GUINT64_CONSTANT (6364136223846793005) + G_GUINT64_CONSTANT (1442695040888963407);
      memcpy (&word, x + (guint64) (((unsigned __int128) state * n) >> 64), sizeof word);
      sum += word;
    }
  return sum;
}

/* Reads a region that is small enough to stay. */
static void
warm (const guint64 *all, const Layout *l, PlxWorkClass work_class)
{
  const guint64 *x = all + work_class * l->region;
  guint64 sum = 0;

  for (guint64 i = 0; l->passes > 1 && i < l->region; i += 8)
    sum += x[i];
  __asm__ volatile ("" : : "r" (sum));
}

/* ---- the program ---- */

static guint64
operations (const Layout *l, PlxWorkClass work_class)
{
  switch (work_class)
    {
    case PLX_COMPARE:
      return l->region;
    case PLX_MERGE:
      return l->region / l->block * (l->block / 2);
    case PLX_COPY:
      return l->block / 2 * 8 * l->passes;
    case PLX_RANDOM:
      return TOUCHES * 8;
    default:
      return l->block * l->passes;
    }
}

static guint64
do_class (guint64 *all, const Layout *l, PlxWorkClass work_class)
{
  guint64 *x = all + work_class * l->region, result = 0;

  switch (work_class)
    {
    case PLX_OP:
      return do_op (x, l->block, l->passes);
    case PLX_CHAIN:
      return do_chain (x, l->block, l->passes);
    case PLX_MAP:
      return do_map (x, l->block, l->passes);
    case PLX_FLOP:
      return do_flop ((double *) (void *) x, l->block, l->passes);
    case PLX_COPY:
      return do_copy (x, l->block, l->passes);
    case PLX_RANDOM:
      return do_random (l->passes > 1 ? x : all, l->set);
    default:
      for (guint64 b = 0; b + l->block <= l->region; b += l->block)
        result += work_class == PLX_MERGE ? do_merge (x + b, l->block) : do_compare (x + b, l->block);
      return result;
    }
}

static PlxWorkClass
class_of (guint superstep, guint rotation)
{
  return (PlxWorkClass) ((superstep + rotation) % PLX_N_CLASSES);
}

static void
run (PlxProc *me, const void *instance)
{
  const Work *in = instance;
  const Layout l = layout (in->n);

  for (guint s = 0; s < PLX_N_CLASSES; s++)
    {
      const PlxWorkClass work_class = class_of (s, in->rotation);
      guint64 result;

      plx_label (me, "warm");
      warm (plx_local (me, in->x), &l, work_class);
      plx_sync (me);
      plx_label (me, plx_work_class_name (work_class));
      result = do_class (plx_local_mut (me, in->x), &l, work_class);
      __asm__ volatile ("" : : "r" (result));
      plx_work (me, work_class, operations (&l, work_class), in->n);
      plx_sync (me);
    }
}

static void
prepare (PlxProc *me, void *instance)
{
  Work *in = instance;

  in->x = plx_array (me, .name = "x", .type = PLX_BYTES, .size = 8, .n = layout (in->n).all, .distribution = PLX_EACH);
}

/* Runs in ascending order, two in the first half of each block. */
static void
fill_merge (const PlxProc *me, guint64 *x, const Layout *l, guint64 salt)
{
  for (guint64 i = 0; i < l->region; i++)
    {
      const guint64 place = i % l->block % (l->block / 4);

      x[i] = (place == 0 ? 0 : x[i - 1]) + plx_random (me, salt + i) % 1024;
    }
}

static void
fill (PlxProc *me, const void *instance)
{
  const Work *in = instance;
  const Layout l = layout (in->n);
  const guint64 salt = plx_pid (me) * l.all;
  guint64 *x = plx_local_mut (me, in->x);
  double *flops = (double *) (void *) (x + PLX_FLOP * l.region);

  for (guint64 i = 0; i < l.region * PLX_N_CLASSES; i++)
    x[i] = plx_random (me, salt + i);
  for (guint64 i = l.region * PLX_N_CLASSES; i < l.all; i++)
    x[i] = i;
  fill_merge (me, x + PLX_MERGE * l.region, &l, salt);
  for (guint64 i = 0; i < l.region; i++)
    flops[i] = (double) (i % 1000) + 0.5;
}

static const PlxParam params[] = {
  { "n", "byte", "working set", offsetof (Work, n), PLX_COUNT, NULL, NULL, NULL },
  PLX_PARAM_END
};

static const PlxVariant variants[] = { { .name = "work", .title = "every work class", .run = run }, { .name = NULL } };

static const PlxAlgorithm algorithm = {
  .abi = PLX_ABI, .name = "calibrate", .title = "work classes", .source = "", .instance_size = sizeof (Work),
  .params = params, .variants = variants, .prepare = prepare, .fill = fill, .check = plx_kernel_nothing,
};

static void
read_classes (const PlxKernel *kernel, const PlxSample *sample, double *values)
{
  const Work *in = kernel->job->instance;
  const Layout l = layout (in->n);

  for (guint s = 0; s < PLX_N_CLASSES; s++)
    {
      const PlxWorkClass work_class = class_of (s, in->rotation);

      values[work_class] = sample->timing->cost[2 * s + 1].compute / (double) operations (&l, work_class);
    }
}

/* Another class comes first in each pass. */
static void
rotate (PlxKernel *kernel, guint pass)
{
  Work *in = kernel->job->instance;

  in->rotation = pass;
}

PlxKernel *
plx_kernel_work (guint p, guint64 bytes)
{
  const Work work = { .n = bytes };
  PlxKernel *kernel = plx_kernel_new (&algorithm, 0, &work, p);

  kernel->n_values = PLX_N_CLASSES;
  kernel->read = read_classes;
  kernel->rotate = rotate;
  kernel->x[0] = bytes;
  return kernel;
}
