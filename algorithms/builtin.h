/* SPDX-License-Identifier: MIT */
/* builtin.h: one line for each built-in algorithm's table, in alphabetical order: PLX_BUILTIN (ident)
 *
 * A list, not a header: it has no guard, and sim/core/registry.c includes it several times, each
 * time with another meaning of PLX_BUILTIN. Nothing else belongs here. */
PLX_BUILTIN (bfs)
PLX_BUILTIN (bitonic_sort)
PLX_BUILTIN (broadcast)
PLX_BUILTIN (components)
PLX_BUILTIN (fft)
PLX_BUILTIN (inner_product)
PLX_BUILTIN (list_ranking)
PLX_BUILTIN (lu)
PLX_BUILTIN (matrix_product)
PLX_BUILTIN (matrix_vector)
PLX_BUILTIN (odd_even_sort)
PLX_BUILTIN (radix_sort)
PLX_BUILTIN (sample_sort)
PLX_BUILTIN (scan)
PLX_BUILTIN (spmv)
PLX_BUILTIN (stencil)
PLX_BUILTIN (sum)
PLX_BUILTIN (total_exchange)
