/* SPDX-License-Identifier: MIT */
/* builtin.h: one line for each built-in model's table, in alphabetical order: PLX_BUILTIN (ident)
 *
 * A list, not a header: it has no guard, and sim/core/registry.c includes it several times, each time with another
 * meaning of PLX_BUILTIN. Nothing else belongs here. */
PLX_BUILTIN (apram)
PLX_BUILTIN (bsp)
PLX_BUILTIN (pram)
