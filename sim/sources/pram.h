/* SPDX-License-Identifier: MIT */
/* pram.h: programs in PRAM pseudo-code (docs/pram.md): read and checked once, run any number of times, counted exactly.
 *
 * A run executes synchronous steps. In a step every active processor evaluates guard, right side and index with the
 * memory as it was before; then all writes are collected, resolved by the model's rule and committed together.
 */
#pragma once

#include <parallax/param.h>
#include <parallax/trace.h>

#define PLX_PRAM_RANK 8  /* most indices of an array, and of a pardo */

typedef struct PlxPram PlxPram;

/* PLX_ERROR_INPUT: "FILE:LINE:COLUMN: what is wrong; what would be right", the line, and a caret under the place. */
PlxPram *plx_pram_load (const char *path, GError **error);
/* Names of the programs that travel inside the library; plx_pram_load finds them, with ".pram" or without, where there is
 * no file of that name. (transfer full) */
char **plx_pram_list (void);
/* @name: what messages call the text, and the program's name. */
PlxPram *plx_pram_parse (const char *name, const char *text, gsize length, GError **error);
void plx_pram_free (PlxPram *pram);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlxPram, plx_pram_free)

/* The file's name without folder and ".pram". */
const char *plx_pram_name (const PlxPram *pram);
/* Returns: [n], borrowed: names in the order of their declaration. */
const char *const *plx_pram_params (const PlxPram *pram, guint *n);
const char *const *plx_pram_arrays (const PlxPram *pram, guint *n);
/* The comment at the head of the file, without slashes and the claims ("//:", docs/pram.md); "" if it has none. */
const char *plx_pram_essay (const PlxPram *pram);
/* Its first line. */
const char *plx_pram_title (const PlxPram *pram);
/* Line of the text, from 1, without blanks around it. (transfer full) */
char *plx_pram_line (const PlxPram *pram, guint line);
guint plx_pram_n_lines (const PlxPram *pram);
/* As it was written, for replaying it. */
const char *plx_pram_text (const PlxPram *pram);

/* Which accesses to one cell are allowed, and what several writers leave in it. */
typedef struct {
  gboolean concurrent_reads;
  PlxRule write;  /* PLX_EXCLUSIVE, PLX_COMMON, ... */
} PlxPramModel;

/* "EREW", "CREW", "ERCW" (-common), "CRCW-common" ... "CRCW-xor", in any case. PLX_ERROR_INPUT: the nearest is named. */
gboolean plx_pram_model_read (const char *text, PlxPramModel *model, GError **error);
/* Borrowed, static: "CRCW-common". */
const char *plx_pram_model_name (PlxPramModel model);
/* The program's own: as declared, else CREW. */
PlxPramModel plx_pram_model (const PlxPram *pram);

/* Who wins under CRCW-arbitrary. */
typedef enum {
  PLX_PRAM_RANDOM,  /* anyone, by the seed */
  PLX_PRAM_FIRST,   /* the smallest processor */
  PLX_PRAM_LAST,
  PLX_PRAM_SMALLEST,  /* value */
  PLX_PRAM_LARGEST,
  PLX_PRAM_N_ARBITRARY
} PlxPramArbitrary;

/* "random", "first", "last", "min", "max" */
const char *plx_pram_arbitrary_name (PlxPramArbitrary arbitrary);

/* A synchronous step. */
typedef struct {
  guint32 line, column;            /* of its statement */
  guint8 test;                     /* the test of an if or a while; else an assignment */
  guint8 raw;                      /* a cell that one processor reads is written by another */
  guint8 differ;                   /* several write different values to one cell */
  guint32 max_reads;               /* shared reads of the processor that makes most */
  guint64 active;                  /* processors */
  guint64 n_reads, n_writes;       /* of shared memory, by all */
  guint64 kappa_reads;             /* most processors that read one cell in one micro-step (or in the step) */
  guint64 kappa_writes;            /* most that write one */
  guint64 n_concurrent_reads;      /* cells that several read, counted once a micro-step */
  guint64 n_concurrent_writes;
} PlxPramStep;

/* What a step changed; in the order of its processors. */
typedef struct {
  guint64 address;  /* the cell */
  gint64 before, after;
} PlxPramChange;

typedef enum {
  PLX_PRAM_READ_CONFLICT,   /* several read one cell in a micro-step, and the model is exclusive-read */
  PLX_PRAM_WRITE_CONFLICT,  /* several write one cell (exclusive), or different values to it (common) */
  PLX_PRAM_MIXED_CONFLICT,  /* one reads what another writes: with rw_exclusive */
} PlxPramConflictKind;

/* One processor's part in a conflict. */
typedef struct {
  gint64 index[PLX_PRAM_RANK];  /* of the processor, as many as its pardo has */
  gint64 value;                 /* read or written */
  gboolean writes;
} PlxPramAccess;

/* Of a step and a kind: the cell with the smallest address. */
typedef struct {
  guint64 step;       /* from 1 */
  guint32 line;
  guint8 kind;        /* PlxPramConflictKind */
  guint8 rank;        /* indices of a processor; 0: the sequential one */
  guint32 micro_step; /* reads: from 1; 0 when the whole step counts */
  guint32 range;      /* of its pardo, in the program: where the indices have their names */
  guint64 address;
  guint64 n_cells;    /* that conflict so in this step */
  guint64 n_accesses; /* processors involved */
  GArray *accesses;   /* of PlxPramAccess: all of them up to 1000, in the order of processors; the first 4 from the 100th
                       * conflict of a run on */
} PlxPramConflict;

/* A shared array (or, of rank 0, a cell) as the run laid it out: row-major, one after the other. */
typedef struct {
  const char *name;
  guint rank;
  gint64 lower[PLX_PRAM_RANK], upper[PLX_PRAM_RANK];
  guint64 address, n_cells;
} PlxPramArray;

typedef struct {
  const PlxPram *pram;
  PlxPramModel model;
  guint64 time, work, processors;   /* T, W, P; the cost is T P */
  guint64 rcw;                      /* sum of max_reads + 1 + (1 if it writes) */
  guint64 violations;               /* (step, cell) pairs that the model forbids */
  PlxPramModel needs;               /* the weakest model that accepts the run */
  GArray *steps;                    /* of PlxPramStep */
  GPtrArray *conflicts;             /* of PlxPramConflict */
  guint n_arrays;
  PlxPramArray *arrays;             /* [n_arrays] */
  guint64 n_cells;
  gint64 *memory;                   /* [n_cells] */
  guint n_params;
  gint64 *params;                   /* [n_params], in the order of plx_pram_params */
} PlxPramRun;

typedef struct {
  PlxPramModel model;              /* what accesses are judged by */
  PlxPramArbitrary arbitrary;
  guint64 seed;
  gboolean by_statement;           /* the reads of a step are judged together, not micro-step by micro-step */
  gboolean rw_exclusive;           /* a cell that one processor reads and another writes is a conflict too */
  guint64 max_steps;               /* of the program and, apart, of its loops; at most G_MAXUINT32 */
  guint64 max_cells;               /* of shared memory; and of processors times their indices and privates */
  const PlxSettings *settings;     /* n=8, A=1,1,0; or NULL */
  /* After each step, the run so far and what changed; FALSE with *error ends the run. NULL: none. */
  gboolean (*watch) (const PlxPramRun *run, const PlxPramChange *changes, gsize n_changes, gpointer data, GError **error);
  gpointer data;
} PlxPramOptions;

#define PLX_PRAM_MAX_STEPS 1000000
#define PLX_PRAM_MAX_CELLS (1 << 25)

/* The program's own model, arbitrary by seed 1, micro-steps, the limits above, no settings. */
PlxPramOptions plx_pram_options (const PlxPram *pram);

/* NULL with PLX_ERROR_INPUT: a setting that the program does not have, or of the wrong form; PLX_ERROR_FAILED: an index
 * out of bounds, an overflow, a failed assert, a limit: "FILE:LINE:COLUMN: ..." with the line and a caret. A conflict is
 * no error. */
PlxPramRun *plx_pram_run (const PlxPram *pram, const PlxPramOptions *options, GError **error);
void plx_pram_run_free (PlxPramRun *run);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlxPramRun, plx_pram_run_free)

/* Brent: the exact time of p processors, sum of ceil (W_i / p), and its bound floor (W / p) + T. */
guint64 plx_pram_brent_time (const PlxPramRun *run, guint64 p);
guint64 plx_pram_brent_bound (const PlxPramRun *run, guint64 p);
/* "A[1,1]" (transfer full) */
char *plx_pram_cell_name (const PlxPramRun *run, guint64 address);
/* "step 3, line 4: concurrent read of A[1,1] by i=1, i=2 ...". @most: processors that are listed. (transfer full) */
char *plx_pram_conflict_text (const PlxPramRun *run, const PlxPramConflict *conflict, guint64 most);

/* The most processors that a step of the run has. 0 with *error. */
guint plx_pram_processors (const PlxPram *pram, const PlxPramOptions *options, GError **error);
/* The same run on p real processors (0: as many as that): active processors in blocks of ceil (active /
 * p), cells of each array in blocks of ceil (cells / p). A superstep a step. @identity: of the trace. @run: (out)
 * (optional) */
PlxTrace *plx_pram_trace (const PlxPram *pram, const PlxPramOptions *options, guint p, const char *identity,
                          PlxPramRun **run, GError **error);
