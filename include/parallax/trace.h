/* SPDX-License-Identifier: MIT */
/* trace.h: what each of p processors did, superstep by superstep; immutable once built.
 *
 * Operations are stored superstep-major: by (superstep, processor, program order), with one offset
 * per (superstep, processor). SYNC is not stored: a superstep says whether one ended it. A trace
 * without SYNC is one superstep, and so processor-major. A trace may be read by any number of threads.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  PLX_OP_WORK,   /* count operations of a class over a working set */
  PLX_OP_READ,   /* words read from the part that a peer owns, needed now */
  PLX_OP_WRITE,  /* words written, landing at the next SYNC */
  PLX_OP_GET,    /* one block, landing at the next SYNC */
  PLX_OP_PUT,
  PLX_OP_QUEUE,  /* a message that arrives at the next SYNC */
  PLX_OP_SEND,   /* a message of a program without supersteps */
  PLX_OP_RECV,
  PLX_N_OPS
} PlxOpKind;

/* Work classes are shapes of access, because that is what decides a real machine's speed. */
typedef enum {
  PLX_OP,       /* anything */
  PLX_CHAIN,    /* each operation needs the last */
  PLX_MAP,      /* independent operations */
  PLX_FLOP,     /* floating point, one operation */
  PLX_COMPARE,  /* an unpredictable branch */
  PLX_MERGE,    /* one element merged */
  PLX_COPY,     /* a byte moved in order: traffic that the literature does not count */
  PLX_RANDOM,   /* a byte touched at random: likewise */
  PLX_N_CLASSES
} PlxWorkClass;

/* "work", "read", ...; "op", "chain", ... */
const char *plx_op_kind_name (PlxOpKind kind);
const char *plx_work_class_name (PlxWorkClass work_class);

#define PLX_ANY G_MAXUINT32  /* RECV: any source, or any tag */

/* One operation, or `calls` neighbouring calls alike: 16 bytes. */
typedef struct {
  guint8 kind;        /* PlxOpKind */
  guint8 work_class;  /* WORK: PlxWorkClass */
  guint16 unused;     /* 0 */
  union {
    guint32 lines;    /* WORK: the working set in 64-byte lines */
    guint32 peer;     /* transfers: the owner, destination or source */
  };
  union {
    guint64 count;    /* WORK: operations (bytes for copy and random) */
    struct {
      guint32 bytes;  /* transfers: bytes of each call */
      union {
        guint32 calls;  /* READ .. QUEUE: how many calls of that size */
        guint32 tag;    /* SEND, RECV */
      };
    };
  };
} PlxOp;

G_STATIC_ASSERT (sizeof (PlxOp) == 16);

/* What a superstep needs of shared memory, and what an array allows. Weakest first. */
typedef enum {
  PLX_EXCLUSIVE,  /* one processor a cell */
  PLX_COMMON,     /* reads: concurrent. Writes: all values equal */
  PLX_ARBITRARY,  /* one of the written values, chosen by seed */
  PLX_PRIORITY,   /* the smallest processor's */
  PLX_SUM,        /* a fold of the written values; the old content is not included */
  PLX_MAX,
  PLX_MIN,
  PLX_AND,
  PLX_OR,
  PLX_XOR,
  PLX_N_RULES
} PlxRule;

const char *plx_rule_name (PlxRule rule);  /* "exclusive", "common", ... */

typedef struct {
  const char *label;         /* owned by the trace; "" when unnamed */
  guint64 instructions;      /* of the longest processor by the source's own counting rule; 0: the model counts */
  guint32 line;              /* source line; 0: none */
  guint32 active;            /* processors with an operation */
  guint32 readers, writers;  /* largest number of processors that read, that write, one cell (kappa) */
  guint8 sync;               /* a SYNC ended it */
  guint8 raw;                /* a cell read by one processor is written by another */
  guint8 read_access;        /* PLX_EXCLUSIVE or PLX_COMMON (concurrent) */
  guint8 write_access;       /* PLX_EXCLUSIVE, PLX_COMMON or PLX_ARBITRARY */
} PlxSuperstep;

typedef enum {
  PLX_CONFLICT_READ,   /* two read one cell: no violation by itself, but what EREW forbids */
  PLX_CONFLICT_WRITE,  /* two write one cell of an exclusive array, or different values to a common one */
  PLX_RACE,            /* one reads a part that its owner changed directly in the same superstep */
  PLX_MIXED,           /* one superstep uses both SYNC and RECV */
  PLX_N_CONFLICTS
} PlxConflict;

const char *plx_conflict_name (PlxConflict conflict);  /* "concurrent read", "write conflict", "race", ... */

/* The first of each kind in a superstep. */
typedef struct {
  guint32 superstep;
  guint32 kind;           /* PlxConflict */
  guint32 processors[2];  /* the first two involved; RACE: reader, owner; MIXED: who received, twice */
  guint64 cell;           /* index, or offset in its part for arrays of distribution each */
  const char *array;      /* name; owned by the trace */
} PlxViolation;

typedef struct PlxTrace PlxTrace;

PlxTrace *plx_trace_ref (const PlxTrace *trace);
void plx_trace_unref (PlxTrace *trace);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlxTrace, plx_trace_unref)

guint plx_trace_n_procs (const PlxTrace *trace);
guint plx_trace_n_supersteps (const PlxTrace *trace);
guint64 plx_trace_n_ops (const PlxTrace *trace);
/* What made it, with parameters and seed: "scan.two-level n=4096 p=8 seed=1". */
const char *plx_trace_identity (const PlxTrace *trace);
/* It has a RECV whose source or tag is wild: it is one of several that the program may make. */
gboolean plx_trace_is_wild (const PlxTrace *trace);
/* One processor that only works, as a sequential program does: what moving and waiting take on a machine does not
 * matter. */
gboolean plx_trace_is_sequential (const PlxTrace *trace);
const PlxSuperstep *plx_trace_superstep (const PlxTrace *trace, guint s);
/* Returns: [n_ops], borrowed: what processor i did in superstep s. */
const PlxOp *plx_trace_ops (const PlxTrace *trace, guint s, guint i, gsize *n_ops);
/* Returns: [n], borrowed, in ascending order of superstep. */
const PlxViolation *plx_trace_violations (const PlxTrace *trace, gsize *n);
/* The same bytes: processors, supersteps, labels and operations; contention and violations are not
 * compared. */
gboolean plx_trace_same_ops (const PlxTrace *a, const PlxTrace *b);
/* Supersteps as models see them: of a trace without messages it is the trace itself; SEND and RECV
 * are put into causal supersteps (a receive belongs to the one after its send's). Computed once,
 * borrowed. NULL with PLX_ERROR_INPUT when the messages do not match, PLX_ERROR_FAILED when
 * processors wait for each other, which the message names. */
const PlxTrace *plx_trace_bulk (const PlxTrace *trace, GError **error);

/* Building by hand or from another source. Operations come superstep by superstep; within one in any order of
 * processors; neighbours of one processor that are alike coalesce. Processors and peers are below p, but for the
 * PLX_ANY of a RECV. Texts are copied. */
typedef struct PlxTraceBuilder PlxTraceBuilder;

PlxTraceBuilder *plx_trace_builder_new (guint p, const char *identity);
/* For the superstep under way. */
void plx_trace_builder_label (PlxTraceBuilder *builder, const char *label, guint line);
void plx_trace_builder_op (PlxTraceBuilder *builder, guint processor, PlxOp op);
/* What the source knows of the superstep under way: all but label, line, sync and active is taken. */
void plx_trace_builder_facts (PlxTraceBuilder *builder, const PlxSuperstep *facts);
void plx_trace_builder_violation (PlxTraceBuilder *builder, const PlxViolation *violation);
void plx_trace_builder_sync (PlxTraceBuilder *builder);
/* Operations after the last SYNC become a last superstep without one. Frees the builder. */
PlxTrace *plx_trace_builder_end (PlxTraceBuilder *builder);
void plx_trace_builder_free (PlxTraceBuilder *builder);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlxTraceBuilder, plx_trace_builder_free)

static inline PlxOp
plx_op_work (PlxWorkClass work_class, guint64 count, guint64 footprint_bytes)
{
  const guint64 lines = (footprint_bytes + 63) / 64;

  return (PlxOp) { .kind = PLX_OP_WORK, .work_class = (guint8) work_class,
                   .lines = (guint32) MIN (lines, G_MAXUINT32), .count = count };
}

static inline PlxOp
plx_op_transfer (PlxOpKind kind, guint32 peer, guint32 bytes, guint32 calls)
{
  return (PlxOp) { .kind = (guint8) kind, .peer = peer, .bytes = bytes, .calls = calls };
}

static inline PlxOp
plx_op_message (PlxOpKind kind, guint32 peer, guint32 bytes, guint32 tag)
{
  return (PlxOp) { .kind = (guint8) kind, .peer = peer, .bytes = bytes, .tag = tag };
}

/* One binary file, versioned and checksummed; opened, it is memory-mapped and validated in one pass:
 * it must not change as long as the trace lives. Saving replaces a file as a whole or, with
 * PLX_ERROR_FAILED, leaves it alone. PLX_ERROR_INPUT: not a trace file, or a damaged one. */
gboolean plx_trace_save (const PlxTrace *trace, const char *path, GError **error);
PlxTrace *plx_trace_open (const char *path, GError **error);
/* The text form, for reading. Returns: (transfer full). */
char *plx_trace_to_text (const PlxTrace *trace);

/* What each processor did in one superstep, summed up. */
typedef struct {
  guint64 work[PLX_N_CLASSES];        /* operations */
  guint64 instructions;               /* largest of work (without copy and random), reads and writes */
  guint64 reads, writes;              /* words, whoever owns them: READ GET RECV, WRITE PUT QUEUE SEND */
  guint64 words_in, words_out;        /* from and to other processors */
  guint64 messages_in, messages_out;  /* calls, likewise */
  guint64 self_bytes;                 /* moved to oneself by READ .. QUEUE */
  guint64 self_written;               /* of these by WRITE, PUT and QUEUE, which land at the SYNC */
  const PlxOp *ops;                   /* [n_ops]: the operations themselves */
  gsize n_ops;
} PlxLoad;

/* A workspace that walks over the (causal) supersteps of a trace. */
typedef struct {
  guint p, n_supersteps;
  guint s;                     /* the superstep it stands on */
  const PlxSuperstep *step;
  gboolean sends;              /* a SEND was made in it */
  const PlxLoad *of;           /* [p] */
} PlxLoads;

/* @word: bytes; a transfer of b bytes is ceil (b / word) words. NULL with PLX_ERROR_INPUT when
 * messages do not match. */
PlxLoads *plx_loads_new (const PlxTrace *trace, guint word, GError **error);
/* Steps to the next superstep; FALSE after the last. Linear in its operations and processors. */
gboolean plx_loads_next (PlxLoads *loads);
void plx_loads_free (PlxLoads *loads);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlxLoads, plx_loads_free)

/* work of every class but copy and random */
static inline guint64
plx_load_counted_work (const PlxLoad *load)
{
  guint64 w = 0;

  for (guint c = 0; c < PLX_COPY; c++)
    w += load->work[c];
  return w;
}

G_END_DECLS
