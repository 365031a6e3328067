/* SPDX-License-Identifier: MIT */
/* keys.c: numbers to sort, sorting and merging at one processor, and whether a result is sorted.
 *
 * C. A. R. Hoare, "Quicksort", Computer Journal 5(1), 1962; R. Sedgewick, "Implementing quicksort programs",
 * CACM 21(10), 1978: the median of three, and one insertion sort at the end.
 */
#include "sim/program/array.h"

#include <parallax/integer.h>
#include <parallax/keys.h>

/* ---- inputs ---- */

gint64
plx_key (const PlxProc *me, int keys, guint64 n, guint64 i)
{
  const guint64 random = plx_random (me, i);

  switch (keys)
    {
    case PLX_KEYS_SORTED: return (gint64) i;
    case PLX_KEYS_REVERSED: return (gint64) (n - i);
    case PLX_KEYS_EQUAL: return 7;
    case PLX_KEYS_FEW: return (gint64) (random >> 61);
    case PLX_KEYS_SKEWED: return (gint64) (random >> (1 + random % 61));
    default: return random % 8 == 0 ? (gint64) (random >> 61) : (gint64) random;
    }
}

void
plx_fill_keys (PlxProc *me, PlxArray *array, int keys)
{
  const guint64 n = plx_length (me, array), first = plx_first (me, array);
  gint64 *x = plx_local_mut (me, array);

  for (guint64 i = 0; i < n; i++)
    x[i] = plx_key (me, keys, plx_array_n (array), first + i);
}

/* ---- quicksort to short pieces, then one insertion sort ---- */

#define SHORT 24
#define SHORT_LEVELS 4u  /* insertion moves each number about so many times, where branches are foreseen */

static inline void
swap (gint64 *a, gint64 *b)
{
  const gint64 c = *a;

  *a = *b;
  *b = c;
}

/* The middle one of the first, middle and last number. */
static gint64
median_of_three (const gint64 *x, gsize n)
{
  const gint64 a = x[0], b = x[n / 2], c = x[n - 1];

  return MAX (MIN (a, b), MIN (MAX (a, b), c));
}

/* Hoare's: afterwards no number before the returned place is above one from it on. */
static gsize
partition (gint64 *x, gsize n)
{
  const gint64 pivot = median_of_three (x, n);
  gint64 *low = x, *high = x + n - 1;

  for (;; low++, high--)
    {
      while (*low < pivot)
        low++;
      while (*high > pivot)
        high--;
      if (low >= high)
        return (gsize) (low - x);
      swap (low, high);
    }
}

/* Recurs into the shorter part, so it is never deeper than log2 n. */
static void
quicksort_roughly (gint64 *x, gsize n)
{
  while (n > SHORT)
    {
      const gsize cut = partition (x, n);

      if (cut < n - cut)
        {
          quicksort_roughly (x, cut);
          x += cut;
          n -= cut;
        }
      else
        {
          quicksort_roughly (x + cut, n - cut);
          n = cut;
        }
    }
}

static void
insertion_sort (gint64 *x, gsize n)
{
  for (gsize i = 1; i < n; i++)
    {
      const gint64 key = x[i];
      gsize j = i;

      for (; j > 0 && x[j - 1] > key; j--)
        x[j] = x[j - 1];
      x[j] = key;
    }
}

/* Of n log2 n insertion does the last levels. */
void
plx_sort (PlxProc *me, gint64 *x, guint64 n)
{
  const guint levels = plx_log2_up (n), last = MIN (levels, SHORT_LEVELS);

  quicksort_roughly (x, n);
  plx_work (me, PLX_COMPARE, n * (levels - last), n * sizeof *x);
  insertion_sort (x, n);
  plx_work (me, PLX_OP, n * last, n * sizeof *x);
}

/* ---- radix sort ---- */

static inline guint
byte_of (gint64 key, guint shift)
{
  return (guint) ((guint64) (key ^ G_MININT64) >> shift) & 0xff;
}

/* Where the numbers of each byte begin. Returns FALSE when all are of one byte. */
static gboolean
find_places (const gint64 *x, guint64 n, guint shift, guint64 places[256])
{
  guint64 before = 0;

  memset (places, 0, 256 * sizeof *places);
  for (guint64 i = 0; i < n; i++)
    places[byte_of (x[i], shift)]++;
  if (n == 0 || places[byte_of (x[0], shift)] == n)
    return FALSE;
  for (guint byte = 0; byte < 256; byte++)
    {
      const guint64 these = places[byte];

      places[byte] = before;
      before += these;
    }
  return TRUE;
}

void
plx_sort_by_digits (PlxProc *me, gint64 *x, guint64 n, gint64 *out)
{
  const gsize bytes = n * sizeof *x;
  gint64 *from = x, *to = out;
  guint64 places[256];

  for (guint shift = 0; shift < 64; shift += 8)
    if (find_places (from, n, shift, places))
      {
        for (guint64 i = 0; i < n; i++)
          to[places[byte_of (from[i], shift)]++] = from[i];
        plx_work (me, PLX_OP, 2 * n, 2 * bytes);
        plx_work (me, PLX_RANDOM, bytes, 2 * bytes);
        to = from;
        from = from == x ? out : x;
      }
  if (from == x)
    plx_copy (me, out, x, bytes);
}

/* ---- merging ---- */

void
plx_merge_least (PlxProc *me, const gint64 *a, guint64 n_a, const gint64 *b, guint64 n_b, guint64 n_out, gint64 *out)
{
  const gint64 *const a_end = a + n_a, *const b_end = b + n_b;

  for (guint64 k = 0; k < n_out; k++)
    out[k] = b == b_end || (a < a_end && *a <= *b) ? *a++ : *b++;
  plx_work (me, PLX_MERGE, n_out, 2 * n_out * sizeof *out);
}

void
plx_merge_greatest (PlxProc *me, const gint64 *a, guint64 n_a, const gint64 *b, guint64 n_b, guint64 n_out, gint64 *out)
{
  const gint64 *a_end = a + n_a, *b_end = b + n_b;

  for (guint64 k = n_out; k-- > 0;)
    out[k] = b == b_end || (a < a_end && a_end[-1] > b_end[-1]) ? *--a_end : *--b_end;
  plx_work (me, PLX_MERGE, n_out, 2 * n_out * sizeof *out);
}

/* ---- merging many: a heap of runs ---- */

static inline gboolean
before (const PlxSortedRun *a, const PlxSortedRun *b)
{
  return *a->at < *b->at || (*a->at == *b->at && a->source < b->source);
}

static void
sink (PlxSortedRun *runs, guint n, guint i)
{
  const PlxSortedRun run = runs[i];

  for (guint child; (child = 2 * i + 1) < n; i = child)
    {
      if (child + 1 < n && before (&runs[child + 1], &runs[child]))
        child++;
      if (!before (&runs[child], &run))
        break;
      runs[i] = runs[child];
    }
  runs[i] = run;
}

guint64
plx_runs_receive (PlxProc *me, PlxSortedRun *runs, guint *n_runs)
{
  guint64 n = 0;
  PlxMessage m;

  *n_runs = 0;
  while (plx_queue_next (me, &m))
    {
      const gint64 *x = m.data;
      const gsize length = m.size / sizeof *x;

      runs[(*n_runs)++] = (PlxSortedRun) { .at = x, .end = x + length, .begin = x, .source = m.source };
      n += length;
    }
  for (guint i = *n_runs / 2; i-- > 0;)
    sink (runs, *n_runs, i);
  return n;
}

void
plx_runs_advance (PlxSortedRun *runs, guint *n_runs)
{
  if (++runs[0].at == runs[0].end)
    runs[0] = runs[--*n_runs];
  sink (runs, *n_runs, 0);
}

/* Copies what is left of a run. Returns the place behind it. */
static gint64 *
copy_run (const PlxSortedRun *run, gint64 *out)
{
  const gsize n = (gsize) (run->end - run->at);

  memcpy (out, run->at, n * sizeof *out);
  return out + n;
}

/* The last two need no heap. */
static void
merge_two (PlxSortedRun a, PlxSortedRun b, gint64 *out)
{
  while (a.at < a.end && b.at < b.end)
    if (*b.at < *a.at)
      *out++ = *b.at++;
    else
      *out++ = *a.at++;
  copy_run (&b, copy_run (&a, out));
}

void
plx_merge_runs (PlxProc *me, PlxSortedRun *runs, guint n_runs, guint64 n, gint64 *out)
{
  const guint levels = plx_log2_up (n_runs);

  for (; n_runs > 2; plx_runs_advance (runs, &n_runs))
    *out++ = *runs[0].at;
  if (n_runs == 2)
    merge_two (runs[0], runs[1], out);
  else if (n_runs == 1)
    copy_run (&runs[0], out);
  plx_work (me, PLX_MERGE, n * levels, 2 * n * sizeof *out);
  if (levels == 0)
    plx_work (me, PLX_COPY, n * sizeof *out, 2 * n * sizeof *out);
}

/* ---- the check ---- */

/* Of a set of numbers: the sum of what a hash makes of each. */
static guint64
fingerprint (gint64 key)
{
  return plx_mix ((guint64) key + G_GUINT64_CONSTANT (0x9e3779b97f4a7c15));
}

/* Processor q's part ascends, from *last on; takes each number's fingerprint from *missing. */
static guint64
check_part (PlxProc *me, PlxArray *array, guint q, gint64 *last, guint64 *missing)
{
  const guint64 length = plx_length_at (me, array, q);
  gint64 x[512];

  for (guint64 first = 0; first < length; first += G_N_ELEMENTS (x))
    {
      const guint64 n = MIN (length - first, G_N_ELEMENTS (x));

      plx_read_at (me, array, q, first, n, x);
      for (guint64 i = 0; i < n; i++)
        {
          if (x[i] < *last)
            plx_fail (me, "%s: number %" G_GUINT64_FORMAT " of processor %u is %" G_GINT64_FORMAT
                      "; expected at least %" G_GINT64_FORMAT ", the one before it", array->name, first + i, q, x[i], *last);
          *last = x[i];
          *missing -= fingerprint (x[i]);
        }
    }
  return length;
}

void
plx_expect_sorted (PlxProc *me, PlxArray *array, int keys, guint64 n)
{
  gint64 last = G_MININT64;
  guint64 missing = 0, length = 0;

  for (guint64 i = 0; i < n; i++)
    missing += fingerprint (plx_key (me, keys, n, i));
  for (guint q = 0; q < plx_nprocs (me); q++)
    length += check_part (me, array, q, &last, &missing);
  if (length != n)
    plx_fail (me, "%s: there are %" G_GUINT64_FORMAT " numbers; expected %" G_GUINT64_FORMAT, array->name, length, n);
  if (missing != 0)
    plx_fail (me, "%s: these are not the numbers of the input; expected each of them", array->name);
}
