/* SPDX-License-Identifier: MIT */
/* merge-split.h: sorting networks whose wires carry blocks: where a network for p numbers compares two
 * and puts the lesser one first, two processors merge their sorted blocks and the first keeps the
 * lesser part. A network that sorts every p numbers so sorts p blocks, of any sizes (short ones are
 * filled up with infinity in thought) as long as every comparison puts the lesser one first.
 *
 * G. Baudet, D. Stevenson, "Optimal sorting algorithms for parallel computers", IEEE Trans. Comput.
 * C-27(1), 1978.
 */
#pragma once

#include <parallax/program.h>

G_BEGIN_DECLS

/* The blocks are in shared memory twice: each step reads the one array and writes the other, so that
 * nobody reads what another writes. */
typedef struct {
  PlxArray *blocks[2];  /* [n]: the input is in the first; step s reads blocks[s % 2] */
  gint64 *mine[2];      /* my block before, and after, the step */
  gint64 *theirs;
} PlxMergeSplit;

/* In prepare. */
void plx_merge_split_prepare (PlxProc *me, PlxMergeSplit *split, guint64 n);
/* Step 0: everybody sorts its block. With q = n/p, on a PRAM with blocks in shared memory, q read,
 * q ceil (log2 q) work and q written. */
void plx_merge_split_sort (PlxProc *me, const PlxMergeSplit *split);
/* Step s >= 1, with one partner; a @partner >= p: none. q read, q work and q written. */
void plx_merge_split_step (PlxProc *me, const PlxMergeSplit *split, guint s, guint partner);

G_END_DECLS
