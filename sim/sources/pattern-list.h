/* SPDX-License-Identifier: MIT */
/* pattern-list.h: the patterns that there are, in ascending order of names. */
PLX_PATTERN (binomial)
PLX_PATTERN (chain)
PLX_PATTERN (dissemination)
PLX_PATTERN (flat)
PLX_PATTERN (linear_all_to_all)
PLX_PATTERN (optimal)
PLX_PATTERN (ring_all_reduce)
