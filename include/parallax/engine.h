/* SPDX-License-Identifier: MIT */
/* engine.h: simulated processors that run a trace under LogP-like costs. */
#pragma once

#include <parallax/model.h>

G_BEGIN_DECLS

/* Costs in the machine's unit. Whole durations are rounded once, to the nearest tick. */
typedef struct {
  PlxWorkCosts t;
  double L;        /* latency in flight */
  double o;        /* overhead at sender and at receiver */
  double g;        /* gap between consecutive sends, and between consecutive receives, of one processor */
  double G;        /* gap per byte of a long message */
  guint packet;    /* bytes of a message; longer transfers are several. 0: one message of any length (LogGP) */
  guint word;      /* bytes */
  gboolean plain_reads;  /* a READ of k words delays k (2L + 4o), else 2L + 4o + (k - 1) max (g, o) */
  double barrier;  /* of a SYNC; below 0: ceil (log2 p) (L + 2o) */
  double tick;     /* 1e-12 s, or 1e-6 of a step */
} PlxLogCosts;

/* Runs every processor in program order, which needs no event queue: every RECV must name its source and tag.
 * Fills cost, critical and finish of @timing. PLX_ERROR_INPUT: a wild receive, messages that do not match;
 * PLX_ERROR_FAILED: a deadlock, naming processors and what each waits for. */
gboolean plx_engine_run (const PlxTrace *trace, const PlxLogCosts *costs, PlxTiming *timing, GError **error);

G_END_DECLS
