/* SPDX-License-Identifier: MIT */
/* no-export.c: a shared object that is no plug-in. */
#include <parallax/model.h>

extern const int plx_no_plugin;
const int plx_no_plugin = 1;
