/* SPDX-License-Identifier: MIT */
/* radix-sort.c: sorting n whole numbers of 64 bits by their digits, the least significant first.
 *
 * A digit has w = `bits` bits and r = 2^w values, so there are P = ceil (64/w) passes. A pass moves each
 * number to its place among all by this digit, equal ones in the order in which they were (stable).
 * Processor q sees to the c = ceil (r/p) values from q c on:
 *
 *   1. Everybody counts its numbers of each value and tells those who see to them:
 *          n/p  +  (p - 1) c g  +  l
 *   2. Each of these adds its counts up, value by value and for one by processors, tells everybody
 *      where its numbers come among them, and how many there are in all:
 *          p c  +  (p - 1) (c + 1) g  +  l
 *   3. Everybody adds what is below, and sends each number to its place; a processor gets and gives at most n/p:
 *          p + r + n/p  +  (n/p) g  +  l
 *
 * Long digits save passes, but their counts cost as much as numbers: n/p should be well above r.
 * Numbers whose place is at home go there at once, so on one processor this is the usual radix sort.
 *
 * D. A. Bader, D. R. Helman, J. JaJa, "Practical parallel algorithms for personalized communication and
 * integer sorting", ACM J. Experimental Algorithmics 1, 1996. Check value: at most, for n = 1024,
 * p = 4, bits = 8, g = 3, l = 100: 26056.
 */
#include <parallax/algorithm.h>
#include <parallax/integer.h>
#include <parallax/keys.h>
#include <string.h>

typedef struct {
  guint64 n, bits;
  int input;
  guint64 values;      /* of a digit */
  guint64 each;        /* values that one processor sees to */
  PlxArray *keys[2];   /* [n]: a pass moves them from one to the other */
  PlxArray *counts;    /* [p each] on every processor: numbers of my values at each processor */
  PlxArray *places;    /* [values] on every processor: where my numbers of each value come */
  PlxArray *totals;    /* [p] on every processor: numbers of the values that each sees to */
  gint64 *mine;        /* [values]: my numbers of each value */
  gint64 **next;       /* [values]: where my next number of each value is put */
  gint64 *outgoing;    /* [my part] */
} Radix;

static const PlxParam params[] = {
  { "n", "", "numbers", offsetof (Radix, n), .flags = PLX_COUNT | PLX_POSITIVE, .fallback = "2^20" },
  { "bits", "bit", "length of a digit", offsetof (Radix, bits), .flags = PLX_COUNT | PLX_POSITIVE, .fallback = "8" },
  PLX_PARAM_KEYS (Radix, input),
  PLX_PARAM_END
};

static inline guint64
digit (const Radix *in, gint64 key, guint64 shift)
{
  return ((guint64) (key ^ G_MININT64) >> shift) & (in->values - 1);
}

/* Values that processor q sees to; *first: the first. */
static guint64
values_of (const Radix *in, guint q, guint64 *first)
{
  *first = MIN (q * in->each, in->values);
  return MIN (in->each, in->values - *first);
}

static void
count (PlxProc *me, const Radix *in, PlxArray *keys, guint64 shift)
{
  const guint64 n = plx_length (me, keys);
  const gint64 *x = plx_local (me, keys);
  guint64 first;

  memset (in->mine, 0, in->values * sizeof *in->mine);
  for (guint64 i = 0; i < n; i++)
    in->mine[digit (in, x[i], shift)]++;
  plx_work (me, PLX_OP, n, n * sizeof *x);
  for (guint q = 0; q < plx_nprocs (me); q++)
    {
      const guint64 values = values_of (in, q, &first);

      if (values > 0)
        plx_put_at (me, in->counts, q, plx_pid (me) * in->each, values, in->mine + first);
    }
}

/* Counts become what is before them. */
static void
add_up (PlxProc *me, const Radix *in)
{
  const guint p = plx_nprocs (me);
  guint64 first;
  const guint64 values = values_of (in, plx_pid (me), &first);
  gint64 *counts = plx_local_mut (me, in->counts), total = 0;

  for (guint64 v = 0; v < values; v++)
    for (guint q = 0; q < p; q++)
      {
        const gint64 here = counts[q * in->each + v];

        counts[q * in->each + v] = total;
        total += here;
      }
  plx_work (me, PLX_CHAIN, p * values, p * values * sizeof *counts);
  for (guint q = 0; q < p; q++)
    {
      if (values > 0)
        plx_put_at (me, in->places, q, first, values, counts + q * in->each);
      plx_put_at (me, in->totals, q, plx_pid (me), 1, &total);
    }
}

/* Now places are those among all numbers. */
static void
add_what_is_below (PlxProc *me, const Radix *in)
{
  const guint p = plx_nprocs (me);
  const gint64 *totals = plx_local (me, in->totals);
  gint64 *places = plx_local_mut (me, in->places), below = 0;
  guint64 first;

  for (guint q = 0; q < p; below += totals[q++])
    for (guint64 v = values_of (in, q, &first); v-- > 0;)
      places[first + v] += below;
  plx_work (me, PLX_MAP, p + in->values, in->values * sizeof *places);
}

/* Where my numbers of each value are put: straight to their place if that is at home, else side by side. */
static void
aim (PlxProc *me, const Radix *in, PlxArray *to)
{
  const gint64 *places = plx_local (me, in->places);
  const gint64 first = (gint64) plx_first (me, to), end = first + (gint64) plx_length (me, to);
  gint64 *home = plx_local_mut (me, to), *out = in->outgoing;

  for (guint64 v = 0; v < in->values; out += in->mine[v++])
    in->next[v] = first <= places[v] && places[v] + in->mine[v] <= end ? home + (places[v] - first) : out;
}

static void
move (PlxProc *me, const Radix *in, PlxArray *from, PlxArray *to, guint64 shift)
{
  const guint64 n = plx_length (me, from);
  const gint64 *x = plx_local (me, from), *places = plx_local (me, in->places), *out = in->outgoing;

  aim (me, in, to);
  for (guint64 i = 0; i < n; i++)
    *in->next[digit (in, x[i], shift)]++ = x[i];
  plx_work (me, PLX_OP, n, 2 * n * sizeof *x);
  plx_work (me, PLX_RANDOM, n * sizeof *x, 2 * n * sizeof *x);
  for (guint64 v = 0; v < in->values; out += in->mine[v++])
    if (in->mine[v] > 0 && in->next[v] == out + in->mine[v])
      plx_put (me, to, (guint64) places[v], (guint64) in->mine[v], out);
}

static guint
passes (const Radix *in)
{
  return (guint) plx_divide_up (64, in->bits);
}

static void
parallel (PlxProc *me, const void *instance)
{
  const Radix *in = instance;

  for (guint pass = 0; pass < passes (in); pass++)
    {
      PlxArray *from = in->keys[pass % 2], *to = in->keys[(pass + 1) % 2];

      plx_label (me, "count my numbers by a digit");
      count (me, in, from, pass * in->bits);
      plx_sync (me);

      plx_label (me, "add up the counts of my values");
      add_up (me, in);
      plx_sync (me);

      plx_label (me, "send my numbers to their places");
      add_what_is_below (me, in);
      move (me, in, from, to, pass * in->bits);
      plx_sync (me);
    }
}

static void
sequential (PlxProc *me, const void *instance)
{
  const Radix *in = instance;

  plx_sort_by_digits (me, plx_local_mut (me, in->keys[0]), in->n, plx_local_mut (me, in->keys[1]));
}

static void
prepare (PlxProc *me, void *instance)
{
  Radix *in = instance;
  const guint p = plx_nprocs (me);

  in->values = (guint64) 1 << in->bits;
  in->each = plx_divide_up (in->values, p);
  in->keys[0] = plx_array (me, .name = "x", .n = in->n);
  in->keys[1] = plx_array (me, .name = "y", .n = in->n);
  in->counts = plx_array (me, .name = "counts", .n = p * in->each, .distribution = PLX_EACH);
  in->places = plx_array (me, .name = "places", .n = in->values, .distribution = PLX_EACH);
  in->totals = plx_array (me, .name = "totals", .n = p, .distribution = PLX_EACH);
  in->mine = plx_alloc (me, in->values * sizeof *in->mine);
  in->next = plx_alloc (me, in->values * sizeof *in->next);
  in->outgoing = plx_alloc (me, plx_divide_up (in->n, p) * sizeof *in->outgoing);
}

static void
fill (PlxProc *me, const void *instance)
{
  const Radix *in = instance;

  plx_fill_keys (me, in->keys[0], in->input);
}

static void
check (PlxProc *me, const void *instance)
{
  const Radix *in = instance;

  plx_expect_sorted (me, in->keys[passes (in) % 2], in->input, in->n);
}

static void
check_sequential (PlxProc *me, const void *instance)
{
  const Radix *in = instance;

  plx_expect_sorted (me, in->keys[1], in->input, in->n);
}

#define C "ceil(2^bits/p)"

static const PlxVariant variants[] = {
  { "parallel", "least significant digit first", parallel,
    .closed = PLX_CLOSED_FORMS (
      { "bsp", "ceil(64/bits)*(2*ceil(n/p) + p*" C " + p + 2^bits"
        " + ((p - 1)*(2*" C " + 1) + ceil(n/p))*g + 3*l)",
        .source = "Bader, Helman and JaJa 1996", .upper_bound = TRUE },
      { "apram", "ceil(64/bits)*(2*ceil(n/p) + p*" C " + p + 2^bits"
        " + R(2^bits) + R(p*(" C " + 1)) + R(ceil(n/p)) + 3*B)",
        .source = "phases", .upper_bound = TRUE },
      { "pram", "ceil(64/bits)*(max(ceil(n/p), 2^bits) + p*(" C " + 1) + p + 2^bits + ceil(n/p))",
        .source = "steps", .upper_bound = TRUE }),
    .needs = "bits <= 16", .needs_text = "bits from 1 to 16" },
  { .name = NULL }
};

static const PlxVariant best = { "sequential", "least-significant-digit radix sort",
                                 .run = sequential, .check = check_sequential };

PLX_ALGORITHM (radix_sort, Radix, .name = "radix-sort", .title = "sorting n numbers by their digits",
               .source = "Bader, Helman and JaJa 1996", .params = params, .variants = variants, .best = &best,
               .prepare = prepare, .fill = fill, .check = check)
