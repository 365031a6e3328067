/* SPDX-License-Identifier: MIT */
/* keys.h: what sorting algorithms share: inputs, awkward ones too, sorting and merging at one
 * processor, and the check of a result.
 */
#pragma once

#include <parallax/program.h>

G_BEGIN_DECLS

/* random: 64 bits, every eighth one of eight small ones; few: of eight only; skewed: of every
 * magnitude equally many. */
typedef enum {
  PLX_KEYS_RANDOM,
  PLX_KEYS_SORTED,
  PLX_KEYS_REVERSED,
  PLX_KEYS_EQUAL,
  PLX_KEYS_FEW,
  PLX_KEYS_SKEWED,
} PlxKeys;

/* @member: an int. */
#define PLX_PARAM_KEYS(Instance, member) \
  { "input", "", "order and spread of the numbers", offsetof (Instance, member), PLX_CHOICE, "random", \
    "random|sorted|reversed|equal|few|skewed", NULL }

/* Number i of n. */
gint64 plx_key (const PlxProc *me, int keys, guint64 n, guint64 i);
/* In fill: my part of an array of n numbers in blocks. */
void plx_fill_keys (PlxProc *me, PlxArray *array, int keys);

/* Sorts x ([n]) in place by quicksort. Cost: WORK, n ceil (log2 n). */
void plx_sort (PlxProc *me, gint64 *x, guint64 n);
/* Sorts x ([n]) into out ([n]) by its bytes, the least significant first; x is scratch. The best sequential
 * program for sorting here. Cost: WORK, 2 n for each byte that is not the same in all, besides what is moved. */
void plx_sort_by_digits (PlxProc *me, gint64 *x, guint64 n, gint64 *out);
/* The @n_out least, or the @n_out greatest, of the sorted a ([n_a]) and b ([n_b]), sorted, into out,
 * which overlaps neither. n_out <= n_a + n_b. Cost: WORK, n_out. */
void plx_merge_least (PlxProc *me, const gint64 *a, guint64 n_a, const gint64 *b, guint64 n_b, guint64 n_out, gint64 *out);
void plx_merge_greatest (PlxProc *me, const gint64 *a, guint64 n_a, const gint64 *b, guint64 n_b, guint64 n_out,
                         gint64 *out);

/* Sorted numbers of one message. Several are a heap, the one with the least number in front. */
typedef struct {
  const gint64 *at, *end;  /* what is left of it */
  const gint64 *begin;
  guint source;
} PlxSortedRun;

/* The messages that arrived, each a run. Returns how many numbers they are. @runs: [*n_runs], at most one
 * for each message. */
guint64 plx_runs_receive (PlxProc *me, PlxSortedRun *runs, guint *n_runs);
/* Takes the least number, *runs[0].at, away. */
void plx_runs_advance (PlxSortedRun *runs, guint *n_runs);
/* Merges all that is left, n numbers, into out. Cost: WORK, n ceil (log2 n_runs). */
void plx_merge_runs (PlxProc *me, PlxSortedRun *runs, guint n_runs, guint64 n, gint64 *out);

/* In check: the parts of the array, processor after processor, ascend, and hold plx_key (0) to
 * plx_key (n - 1), each as often as there. */
void plx_expect_sorted (PlxProc *me, PlxArray *array, int keys, guint64 n);

G_END_DECLS
