/* SPDX-License-Identifier: MIT */
/* pram-run.h: a run under way. Expressions are evaluated for up to 256 processors at once, so that a node is looked at
 * once for all of them. A step is evaluated into a log of addresses first; conflicts are found, facts counted and
 * writes settled from the log.
 */
#pragma once

#include "sim/sources/pram-program.h"

#define PLX_PRAM_VECTOR 256u
#define PLX_PRAM_NOWHERE G_MAXUINT32  /* no address */
#define PLX_PRAM_AHEAD 24  /* cells that are fetched ahead; lists of addresses are longer by it, by anything */

/* Processors that take part, in ascending order. */
typedef struct {
  guint32 n;
  const guint32 *lane;  /* [n]; NULL: 0, 1, ... n - 1 */
} PlxPramActive;

/* Some of them, for which an expression is evaluated. */
typedef struct {
  guint n;
  gboolean dense;       /* the lanes are neighbours */
  const guint32 *lane;  /* [n]: ascending */
  const guint8 *place;  /* [n]: which of the chunk's each is */
} PlxPramVector;

/* Up to PLX_PRAM_VECTOR neighbours in a list of active processors. */
typedef struct {
  PlxPramVector all;
  guint32 base;
  guint32 lane[PLX_PRAM_VECTOR];
} PlxPramChunk;

/* Those of a vector for which a condition holds. */
typedef struct {
  PlxPramVector v;             /* all or none: the rest is not set */
  guint32 lane[PLX_PRAM_VECTOR];
  guint8 place[PLX_PRAM_VECTOR];
  guint8 at[PLX_PRAM_VECTOR];  /* where in the vector */
} PlxPramPart;

/* Cells of a step that several processors access. */
typedef struct {
  guint64 n_cells;
  guint32 address;     /* the smallest */
  guint32 micro_step;  /* of reads: from 1; 0: the whole step counts */
} PlxPramFound;

/* What a step's active processors access; processors are counted by their place among the active. */
typedef struct {
  gboolean open;         /* reads are noted */
  gboolean writes;       /* the step may write: else there are no @to and @value */
  PlxPramActive active;
  guint32 capacity;      /* processors that there is memory for */
  guint n_rows;          /* in use */
  GPtrArray *reads;      /* of guint32 *, [active.n]: by micro-step, the address that each reads, or NOWHERE */
  guint32 *to;           /* [active.n]: the address that each writes, or NOWHERE */
  gint64 *value;         /* [active.n]: and what */
  PlxPramFound read_twice;
  guint32 *writers;      /* [active.n]: by a cell's first writer, how many, when there are several */
  guint32 base;          /* of the chunk that is evaluated */
  guint n_chunk;
  guint n_noted;         /* cells that were evaluated in it: no processor has made more reads */
  gboolean even;         /* all in it have made n_even reads; else each as many as it has in count */
  guint n_even;
  guint32 count[PLX_PRAM_VECTOR];
} PlxPramLog;

/* Of a cell, what happened last: numbers above those of all steps before, so that nothing is cleared between steps. */
typedef struct {
  guint32 readers;  /* above read_base: so many in this micro-step */
  guint32 writer;   /* from write_base on: the first of this step, doubled, and 1 more when there are several */
} PlxPramShadow;

#define PLX_PRAM_MOST_LANES 0x3fffffffu

#define PLX_PRAM_N_KINDS 3

typedef struct {
  guint32 stamp;  /* the step */
  guint32 kinds;  /* bits by PlxPramConflictKind */
} PlxPramBlame;

/* One number for each processor. */
typedef struct {
  gint64 *of;
  gsize capacity;
} PlxPramColumn;

typedef struct PlxPramMachine PlxPramMachine;

/* After a step is judged, before its writes land; the step is the run's last. FALSE with *error ends the run. */
typedef gboolean (*PlxPramObserve) (const PlxPramRun *run, const PlxPramLog *log, gpointer data, GError **error);

struct PlxPramMachine {
  const PlxPram *pram;
  const PlxPramOptions *options;
  PlxPramObserve observe;
  gpointer observe_data;
  PlxPramRun *run;
  GError *error;
  const PlxPramNode *nodes;
  const PlxPramStatement *statements;
  const PlxPramRange *ranges;
  gint64 *scalars;
  /* the pardo under way */
  guint32 n_lanes, range;
  guint rank;              /* indices that the processors have */
  gboolean box;            /* ranges do not depend on each other: indices follow from the lane's number */
  gint64 low[PLX_PRAM_RANK];
  guint64 extent[PLX_PRAM_RANK];
  PlxPramColumn *columns;  /* [n_columns]: privates; indices, when it is no box */
  PlxPramColumn spare;
  const gint64 *index[PLX_PRAM_RANK];  /* of the chunk's processors, by place: in columns or in @gathered */
  gint64 gathered[PLX_PRAM_RANK][PLX_PRAM_VECTOR];
  /* the array that is initialised */
  guint place_rank;
  gint64 *places[PLX_PRAM_RANK];  /* [PLX_PRAM_VECTOR] */
  guint8 identity[PLX_PRAM_VECTOR];
  /* the step under way */
  PlxPramLog log;
  guint32 read_base, write_base;
  PlxPramShadow *shadow;   /* [n_cells] */
  PlxPramBlame *blame;     /* [n_cells]; NULL: no conflict so far */
  guint32 *last_reader;    /* [n_cells]; only by statement */
  PlxPramFound found[PLX_PRAM_N_KINDS];  /* that the model forbids, by kind */
  GArray *changes;         /* of PlxPramChange */
  guint64 n_rounds;        /* of loops */
};

/* All that return gboolean, and pointers that may be NULL, leave m->error when they fail. */

/* ---- pram-evaluate.c ---- */

/* @out: [v->n], workspace. Returns: [v->n], in @out or elsewhere, until anything changes. */
const gint64 *plx_pram_evaluate (PlxPramMachine *m, guint32 node, const PlxPramVector *v, gint64 *out);
/* One that is the same for all. */
gboolean plx_pram_evaluate_one (PlxPramMachine *m, guint32 node, gint64 *value);
/* Of a cell; its own read is not noted. @address: [v->n] */
gboolean plx_pram_addresses (PlxPramMachine *m, const PlxPramNode *cell, const PlxPramVector *v, guint32 *address);
/* Those for which the condition is @wanted. */
void plx_pram_narrow (const PlxPramVector *v, const gint64 *condition, gboolean wanted, PlxPramPart *part);
/* "line:column: message, by processor i=3"; FALSE. */
gboolean plx_pram_stop (PlxPramMachine *m, const PlxPramNode *node, guint32 lane, const char *format, ...)
  G_GNUC_PRINTF (4, 5);

/* ---- pram-operators.c ---- */

/* @a, @b, @out: [v->n]; @out may be @a. */
gboolean plx_pram_apply_one (PlxPramMachine *m, const PlxPramNode *node, const PlxPramVector *v, const gint64 *a,
                             gint64 *out);
gboolean plx_pram_apply_each (PlxPramMachine *m, const PlxPramNode *node, const PlxPramVector *v, const gint64 *a,
                              const gint64 *b, gint64 *out);
/* @b: the same for all. */
gboolean plx_pram_apply_same (PlxPramMachine *m, const PlxPramNode *node, const PlxPramVector *v, const gint64 *a,
                              gint64 b, gint64 *out);

/* ---- pram-pardo.c ---- */

/* Makes the processors of a pardo. */
gboolean plx_pram_make_lanes (PlxPramMachine *m, const PlxPramStatement *pardo);
/* The chunk of the active from @base on, which is then the machine's. */
void plx_pram_chunk (PlxPramMachine *m, const PlxPramActive *active, guint32 base, PlxPramChunk *chunk);
/* A processor's index. */
gint64 plx_pram_index (const PlxPramMachine *m, guint dimension, guint32 lane);
/* "i=3, j=2" of a processor (transfer full) */
char *plx_pram_lane_text (const PlxPramMachine *m, guint32 lane);

/* ---- pram-memory.c ---- */

/* Parameters, arrays and their first values. */
gboolean plx_pram_lay_out (PlxPramMachine *m);

/* ---- pram-step.c ---- */

gboolean plx_pram_assign (PlxPramMachine *m, const PlxPramStatement *s, const PlxPramActive *active);
/* The test of an if or a while. @yes, @no: [active->n]: lanes for which it holds, and (may be NULL) does not. */
gboolean plx_pram_test (PlxPramMachine *m, const PlxPramStatement *s, const PlxPramActive *active, guint32 *yes,
                        guint32 *n_yes, guint32 *no);
void plx_pram_step_free (PlxPramMachine *m);

/* ---- pram-commit.c ---- */

/* The processor that a written cell has as its writer. */
static inline guint32
plx_pram_writer (const PlxPramMachine *m, const PlxPramShadow *cell)
{
  return (cell->writer - m->write_base) / 2;
}

/* Settles the writes in the log. @concurrent: several write a cell. */
gboolean plx_pram_commit (PlxPramMachine *m, const PlxPramStatement *s, gboolean concurrent);

/* ---- pram-conflict.c ---- */

/* One cell more. */
static inline void
plx_pram_find (PlxPramFound *found, guint32 address, guint32 micro_step)
{
  if (found->n_cells++ > 0 && address >= found->address)
    return;
  found->address = address;
  found->micro_step = micro_step;
}

/* The cell conflicts so, in the step under way. */
void plx_pram_blame (PlxPramMachine *m, PlxPramConflictKind kind, guint32 address, guint32 micro_step);
/* Adds what was found in the step under way to the run. */
void plx_pram_report (PlxPramMachine *m, const PlxPramStep *step);

/* ---- pram-run.c ---- */

PlxPramRun *plx_pram_observe (const PlxPram *pram, const PlxPramOptions *options, PlxPramObserve observe, gpointer data,
                              GError **error);
