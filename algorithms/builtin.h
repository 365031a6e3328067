/* SPDX-License-Identifier: MIT */
/* builtin.h: one line for each built-in algorithm's table, in alphabetical order: PLX_BUILTIN (ident) */
