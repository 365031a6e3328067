/* SPDX-License-Identifier: MIT */
/* same-name.c: a plug-in whose model has the name of another. */
#include <parallax/model.h>

static gboolean
price (const void *instance, const PlxTrace *trace, PlxTiming *timing, GError **error)
{
  (void) instance;
  (void) trace;
  (void) timing;
  (void) error;
  return TRUE;
}

static const PlxModel model = { .abi = PLX_ABI, .name = "bsp", .title = "another", .price = price };

extern const PlxPlugin plx_plugin;
const PlxPlugin plx_plugin = { .abi = PLX_ABI, .model = &model };
