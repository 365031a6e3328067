/* SPDX-License-Identifier: MIT */
/* builtin.h: one line for each built-in model's table, in alphabetical order: PLX_BUILTIN (ident) */
PLX_BUILTIN (apram)
PLX_BUILTIN (bsp)
PLX_BUILTIN (pram)
