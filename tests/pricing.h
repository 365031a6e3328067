/* SPDX-License-Identifier: MIT */
/* pricing.h: traces written by hand and models written as users write them, for tests of prices. */
#pragma once

#include "sim/lab/model-list.h"
#include "tests/main.h"

/* "bsp:g=2,l=10" on a textbook machine of p processors. */
static inline PlxPricer *
try_pricer (const char *model, guint p, GError **error)
{
  g_autoptr (GPtrArray) list = plx_model_list_new ();
  const PlxModelChoice *choice;

  if (!plx_model_list_read (list, model, "test", error))
    return NULL;
  ck_assert_uint_eq (list->len, 1);
  choice = g_ptr_array_index (list, 0);
  return plx_pricer_new (choice->label, choice->settings, NULL, p, FALSE, error);
}

static inline PlxTiming *
try_price (const PlxTrace *trace, const char *model, GError **error)
{
  g_autoptr (PlxPricer) pricer = try_pricer (model, plx_trace_n_procs (trace), error);

  return pricer ? plx_pricer_price (pricer, trace, TRUE, error) : NULL;
}

static inline PlxTiming *
price (const PlxTrace *trace, const char *model)
{
  PlxTiming *timing = NULL;

  PLX_OK (timing = try_price (trace, model, error));
  return timing;
}

static inline double
price_total (const PlxTrace *trace, const char *model)
{
  g_autoptr (PlxTiming) timing = price (trace, model);

  return plx_timing_total (timing);
}

/* Within 1e-12 of it, relative. */
#define assert_near(value, expected) \
  do \
    { \
      const double near_value = (value), near_expected = (expected); \
      ck_assert_msg (ABS (near_value - near_expected) <= 1e-12 * ABS (near_expected), "%s is %.17g, not %.17g", #value, \
                     near_value, near_expected); \
    } \
  while (0)

static inline void
hand_work (PlxTraceBuilder *b, guint i, guint64 count)
{
  plx_trace_builder_op (b, i, plx_op_work (PLX_OP, count, 0));
}

/* One call of so many 8-byte words. */
static inline void
hand_words (PlxTraceBuilder *b, guint i, PlxOpKind kind, guint peer, guint words)
{
  plx_trace_builder_op (b, i, plx_op_transfer (kind, peer, 8 * words, 1));
}

/* A message with tag 0, at both its ends. */
static inline void
hand_message (PlxTraceBuilder *b, guint from, guint to, guint bytes)
{
  plx_trace_builder_op (b, from, plx_op_message (PLX_OP_SEND, to, bytes, 0));
  plx_trace_builder_op (b, to, plx_op_message (PLX_OP_RECV, from, bytes, 0));
}
