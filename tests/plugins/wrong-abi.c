/* SPDX-License-Identifier: MIT */
/* wrong-abi.c: a plug-in of another age: nothing behind its ABI number may be believed. */
#include <parallax/model.h>

extern const PlxPlugin plx_plugin;
const PlxPlugin plx_plugin = { .abi = PLX_ABI + 6, .model = (const PlxModel *) 1 };
