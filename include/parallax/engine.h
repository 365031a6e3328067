/* SPDX-License-Identifier: MIT */
/* engine.h: what simulated processors pay for messages. A model of the LogP family says it for one message;
 * the engines do the rest.
 *
 * A processor is busy `send` with each message that it sends and `receive` with each that it receives. Two sends of one
 * processor start at least max (send, gap) apart, and two receives max (receive, gap); a send and a receive do not keep
 * that distance. A message arrives `flight` after its send starts and is received no earlier.
 */
#pragma once

#include <parallax/model.h>

G_BEGIN_DECLS

/* One message, in the machine's unit. An engine rounds each once, to the nearest tick. */
typedef struct {
  double send;     /* its sender is busy */
  double receive;  /* its receiver is busy */
  double gap;      /* from the start of a send, or of a receive, to the earliest start of the next */
  double flight;   /* from the start of the send to the arrival */
} PlxMessageCost;

/* LogGOPSim's arithmetic: of the LogGOPS parameters, not of PlxMessageCost. */
typedef struct {
  gboolean on;
  double L, o, g, G, O;
} PlxLgsCosts;

struct PlxProcessorCosts {
  PlxWorkCosts t;
  /* What a message of @bytes, of one packet if there are packets, costs. Pure; linear in the parameters of its instance. */
  PlxMessageCost (*message) (gconstpointer instance, guint64 bytes);
  gconstpointer instance;
  guint64 packet;        /* a transfer is ceil (bytes / packet) messages; 0: one message of any length */
  guint64 eager;         /* larger messages ask their receiver first (rendezvous); G_MAXUINT64: none does */
  guint64 capacity;      /* messages in transit to a processor, and from one; 0: any number */
  guint word;            /* bytes */
  gboolean plain_reads;  /* words of a READ come one after another; else they overlap */
  double barrier;        /* of a SYNC; below 0: ceil (log2 p) messages of a byte, received */
  double tick;           /* 1e-12 s, or 1e-6 of a step */
  PlxLgsCosts lgs;
};

/* What every such model lets its user choose beside its own parameters. */
typedef struct {
  PlxWorkCosts t;
  PlxTimeOrRule barrier;
  guint64 word;
  int access;
  double tick;
} PlxProcessorOptions;

#define PLX_PARAM_PROCESSOR_OPTIONS(Instance, member) \
  PLX_PARAM_WORK_COSTS (Instance, member.t), \
  { "access", "", "words of a READ overlap, or come one after another", offsetof (Instance, member.access), \
    PLX_CHOICE, "pipelined", "pipelined|plain", NULL }, \
  { "barrier", "time", "time of a SYNC", offsetof (Instance, member.barrier), \
    PLX_TIME_OR_RULE | PLX_NONNEGATIVE, "computed", "computed", NULL }, \
  { "word", "byte", "size of a word", offsetof (Instance, member.word), PLX_COUNT | PLX_POSITIVE, "8", NULL, NULL }, \
  { "tick", "time", "unit of simulated time, to which durations are rounded", offsetof (Instance, member.tick), \
    PLX_NUMBER | PLX_POSITIVE, "1e-6", NULL, NULL }

#define PLX_PARAM_CAPACITY(Instance, member) \
  { "capacity", "", "at most ceil (L / g) messages in transit to, and from, a processor", offsetof (Instance, member), \
    PLX_SWITCH, "no", NULL, NULL }

/* Fills in what the options say; nothing asks its receiver first, and any number of messages is in transit. */
void plx_processor_costs (const PlxProcessorOptions *options, PlxProcessorCosts *costs);
/* max (1, ceil (L / g)); 0, any number, when g is 0. */
guint64 plx_processor_capacity (double L, double g);

/* The price of a trace on simulated processors: cost and critical processor of every (causal) superstep, finish times.
 * PLX_ERROR_INPUT: messages that do not match, overflow; PLX_ERROR_FAILED: a deadlock, naming the operations that wait.
 * Returns: (transfer full). */
PlxTiming *plx_processors_price (const PlxProcessorCosts *costs, const PlxTrace *trace, gboolean explain, GError **error);

G_END_DECLS
