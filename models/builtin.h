/* SPDX-License-Identifier: MIT */
/* builtin.h: one line for each built-in model, in alphabetical order: PLX_BUILTIN (ident) */
PLX_BUILTIN (apram)
PLX_BUILTIN (bsp)
PLX_BUILTIN (hockney)
PLX_BUILTIN (loggops)
PLX_BUILTIN (loggp)
PLX_BUILTIN (loggps)
PLX_BUILTIN (logp)
PLX_BUILTIN (plogp)
PLX_BUILTIN (pram)
PLX_BUILTIN (qrqw)
PLX_BUILTIN (qsm)
PLX_BUILTIN (s_qsm)
