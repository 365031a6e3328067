/* SPDX-License-Identifier: MIT */
/* builtin.h: one line for each built-in model, in alphabetical order: PLX_BUILTIN (ident) */
PLX_BUILTIN (apram)
PLX_BUILTIN (bsp)
PLX_BUILTIN (loggp)
PLX_BUILTIN (logp)
PLX_BUILTIN (pram)
