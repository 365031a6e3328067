/* SPDX-License-Identifier: MIT */
/* old-model.c: a plug-in of this ABI with a model of another. */
#include <parallax/model.h>

static const PlxModel model = { .abi = PLX_ABI + 7, .name = "old" };

extern const PlxPlugin plx_plugin;
const PlxPlugin plx_plugin = { .abi = PLX_ABI, .model = &model };
