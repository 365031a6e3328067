/* SPDX-License-Identifier: MIT */
/* pram-program.h: a checked program, as its parser leaves it and its interpreter runs it: two arrays of nodes that
 * refer to each other by place. Names are resolved; place 0 of both arrays means "none". */
#pragma once

#include "sim/sources/pram.h"

/* An expression's node; arguments are its children, from left to right. */
typedef enum {
  PLX_PRAM_CONSTANT,  /* value */
  PLX_PRAM_SCALAR,    /* slot: a parameter or the variable of a for: one for all processors */
  PLX_PRAM_COLUMN,    /* slot: a private, or an index of the pardo: each processor's own */
  PLX_PRAM_CELL,      /* slot: a shared array; children: its indices */
  PLX_PRAM_PLACE,     /* slot: dimension, from 0: _i1, _i2, ... of the cell that is initialised */
  PLX_PRAM_NEGATE, PLX_PRAM_NOT, PLX_PRAM_ABS, PLX_PRAM_LOG2, PLX_PRAM_CLOG2, PLX_PRAM_ODD, PLX_PRAM_EVEN,
  PLX_PRAM_ADD, PLX_PRAM_SUBTRACT, PLX_PRAM_MULTIPLY, PLX_PRAM_DIVIDE, PLX_PRAM_MODULO, PLX_PRAM_CEIL_DIVIDE,
  PLX_PRAM_POWER, PLX_PRAM_XOR, PLX_PRAM_MINIMUM, PLX_PRAM_MAXIMUM, PLX_PRAM_HASH,
  PLX_PRAM_EQUAL, PLX_PRAM_UNEQUAL, PLX_PRAM_LESS, PLX_PRAM_LESS_EQUAL, PLX_PRAM_GREATER, PLX_PRAM_GREATER_EQUAL,
  PLX_PRAM_AND, PLX_PRAM_OR,  /* short circuit: 0 or 1 */
  PLX_PRAM_CHOOSE,            /* three children: only one of the last two is evaluated */
} PlxPramOp;

typedef struct {
  guint8 op;         /* PlxPramOp */
  guint8 uniform;    /* the same for all processors: no column, no cell */
  guint8 shared;     /* mentions shared memory */
  guint8 n_children;
  guint32 line, column;
  guint32 slot;
  guint32 child, next;  /* first child; next child of the same parent */
  gint64 value;
} PlxPramNode;

typedef enum {
  PLX_PRAM_ASSIGN,  /* target := value when guard */
  PLX_PRAM_FOR,     /* slot from low to (down: down to) high by step do body */
  PLX_PRAM_PARDO,   /* ranges where guard pardo body */
  PLX_PRAM_WHILE,   /* guard, body */
  PLX_PRAM_IF,      /* guard, body, other */
  PLX_PRAM_ASSERT,  /* guard */
} PlxPramKind;

/* low <= index <= high; a range may mention the indices before it. */
typedef struct {
  guint32 slot;  /* column */
  guint32 low, high;
  guint32 name, length;  /* the index's, in the text */
} PlxPramRange;

/* `if c then x := e end` has become an ASSIGN with the guard c. */
typedef struct {
  guint8 kind;    /* PlxPramKind */
  guint8 down;
  guint8 parallel;  /* inside a pardo */
  guint32 line, column;
  guint32 next;             /* statement after it; 0: it is the last of its block */
  guint32 body, other;      /* first statements */
  guint32 guard;            /* expression */
  guint32 target, value;    /* ASSIGN: a CELL or a private's COLUMN */
  guint32 slot, low, high, step;  /* FOR; step 0: 1 */
  guint32 range, n_ranges;  /* PARDO: places in ranges */
} PlxPramStatement;

typedef struct {
  char *name;
  guint32 line, column;
  guint32 value;  /* expression; 0: it must be given */
} PlxPramParam;

typedef struct {
  char *name;
  guint32 line, column;
  guint rank;
  guint32 lower[PLX_PRAM_RANK], upper[PLX_PRAM_RANK];  /* expressions */
  guint32 value;  /* initial, of parameters and places; 0: zero */
} PlxPramShared;

struct PlxPram {
  char *file, *name, *text, *essay, *title;  /* the file as messages call it */
  gsize length;
  PlxPramModel model;
  GArray *nodes;       /* of PlxPramNode */
  GArray *statements;  /* of PlxPramStatement */
  GArray *ranges;      /* of PlxPramRange */
  GArray *params;      /* of PlxPramParam: scalar slots 0, 1, ... */
  GArray *shared;      /* of PlxPramShared */
  GPtrArray *param_names, *shared_names;
  guint n_scalars;     /* parameters, then a slot for each for */
  guint n_privates;    /* column slots 0, 1, ... */
  guint n_columns;     /* privates, then indices: n_privates + the largest rank of a pardo */
  guint max_reads;     /* most CELL nodes that a step can evaluate */
  guint max_depth;     /* of nested expressions */
  guint32 first;       /* statement */
};

/* Sets *error: "NAME:LINE:COLUMN: message", the line, and a caret under the column. */
void plx_pram_error (const PlxPram *pram, guint line, guint column, int code, GError **error, const char *format, ...)
  G_GNUC_PRINTF (6, 7);
