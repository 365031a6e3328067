/* SPDX-License-Identifier: MIT */
/* simulation.h: runs traces, schedules and flows on simulated processors and tells what each did.
 *
 * Time is a 64-bit count of ticks. What runs: the program-order engine (program-order.h) where every processor's order
 * is given and every receive names its source, on an ideal network; else the event-queue engine (event-queue.h).
 */
#pragma once

#include "sim/core/flow.h"
#include "sim/engine/platform.h"

#include <parallax/engine.h>
#include <parallax/schedule.h>

/* finish = busy + gap + wait */
typedef struct {
  guint64 finish;
  guint64 busy;      /* working, sending, receiving */
  guint64 gap;       /* idle because the last send or receive was too recent, or stalled by capacity */
  guint64 wait;      /* idle for an arrival, a dependency or a SYNC */
} PlxShare;

/* Why an activity did not start earlier. */
typedef enum {
  PLX_CAUSE_START,      /* nothing: it starts at 0 */
  PLX_CAUSE_PROCESSOR,  /* its processor was busy until then with `before` */
  PLX_CAUSE_GAP,        /* the gap after the start of `before`, a send or receive of its processor */
  PLX_CAUSE_MESSAGE,    /* the message that `before` sent arrived then */
  PLX_CAUSE_REQUIRED,   /* `before`, which it requires, ended then */
  PLX_CAUSE_STARTED,    /* `before`, which it requires to have started, started then */
  PLX_CAUSE_CAPACITY,   /* `before`, a receive that started then, made room */
  PLX_CAUSE_BARRIER,    /* the SYNC that `before` reached last ended then */
  PLX_N_CAUSES
} PlxCause;

/* A stretch of time in which a processor did one operation. */
typedef struct {
  guint64 start, end;  /* ticks */
  guint64 amount;      /* bytes; WORK: operations */
  guint32 processor;
  guint32 peer;
  guint32 before;      /* in the log: what decided its start; PLX_ANY: nothing */
  guint32 sent;        /* RECV: the activity that sent it; PLX_ANY: none */
  guint8 kind;         /* PlxOpKind */
  guint8 cause;        /* PlxCause */
  guint8 control;      /* a request or reply of a rendezvous, or of a GET */
  guint8 work_class;
  guint32 level;       /* causal superstep (program-order), superstep (event queue) */
} PlxActivity;

typedef struct {
  guint p;
  double rate;         /* ticks in a unit of time */
  guint64 time;        /* when the last processor finishes */
  PlxShare *of;        /* [p] */
  const char *engine;  /* "program-order" or "event-queue" */
  guint64 n_ops, n_messages;
  guint64 n_events;    /* operations and arrivals of messages */
  guint64 n_ties;      /* starts at which another operation of the processor could have started; 0 in program order */
  GArray *log;         /* of PlxActivity, by start within a processor; NULL unless asked for */
  PlxTiming *timing;   /* NULL unless asked for */
} PlxSimulation;

/* Ticks in a unit of time, when a tick is so long. */
double plx_simulation_rate (double tick);
/* The processor that finishes last, the first of equals. */
guint plx_simulation_last (const PlxSimulation *simulation);
void plx_simulation_free (PlxSimulation *simulation);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlxSimulation, plx_simulation_free)

typedef enum {
  PLX_ENGINE_ANY,
  PLX_ENGINE_PROGRAM_ORDER,
  PLX_ENGINE_EVENT_QUEUE,
} PlxEngineChoice;

typedef struct {
  PlxEngineChoice engine;
  guint threads;              /* of the program-order engine; 0: one for each core where that pays. Results are the same */
  gboolean log;
  gboolean timing, explain;
  const PlxPlatform *platform;  /* network, noise, speeds, memory; NULL: ideal */
  guint64 seed;               /* of the platform's noise */
} PlxSimulateOptions;

/* PLX_ERROR_INPUT: operations do not match, overflow, more than fits; PLX_ERROR_FAILED: a deadlock, whose message names the
 * blocked operations and the cycle of waiting. @options: NULL: defaults. */
PlxSimulation *plx_simulate_trace (const PlxTrace *trace, const PlxProcessorCosts *costs,
                                   const PlxSimulateOptions *options, GError **error);
PlxSimulation *plx_simulate_schedule (const PlxSchedule *schedule, const PlxProcessorCosts *costs,
                                      const PlxSimulateOptions *options, GError **error);
/* A pattern, straight from its formulas; as a trace for a rendezvous in program order, or a timing by the event queue. */
PlxSimulation *plx_simulate_flow (const PlxFlow *flow, const PlxProcessorCosts *costs, const PlxSimulateOptions *options,
                                  GError **error);
