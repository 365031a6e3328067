/* SPDX-License-Identifier: MIT */
/* half-good.c: a plug-in whose model is right and whose algorithm is not. */
#include <parallax/algorithm.h>

static gboolean
price (const void *instance, const PlxTrace *trace, PlxTiming *timing, GError **error)
{
  (void) instance;
  (void) trace;
  (void) timing;
  (void) error;
  return TRUE;
}

static const PlxModel model = { .abi = PLX_ABI, .name = "half", .title = "half of a plug-in", .price = price };
static const PlxAlgorithm algorithm = { .abi = PLX_ABI, .name = "other-half", .title = "without variants" };

extern const PlxPlugin plx_plugin;
const PlxPlugin plx_plugin = { .abi = PLX_ABI, .model = &model, .algorithm = &algorithm };
