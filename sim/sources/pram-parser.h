/* SPDX-License-Identifier: MIT */
/* pram-parser.h: what the parser's files share: declarations, statements, loops and expressions, a file each. */
#pragma once

#include "sim/sources/pram-lexer.h"

#define PLX_PRAM_MAX_DEPTH 200  /* of an expression's tree */
#define PLX_PRAM_MAX_OPEN 500   /* statements and expressions inside each other */

/* What a name may mean where the parser stands. */
typedef enum {
  PLX_PRAM_IN_PARAM,    /* a parameter's value, an array's bounds: earlier parameters */
  PLX_PRAM_IN_INITIAL,  /* an array's values: also places and earlier arrays */
  PLX_PRAM_IN_BODY,
} PlxPramPlace;

/* The variable of a for, or an index of the pardo; the last of a name holds. */
typedef struct {
  const char *name;  /* in the text */
  gsize length;
  gboolean column;
  guint32 slot;
} PlxPramScope;

typedef struct {
  PlxPram *pram;
  const PlxPramToken *token;  /* the one to be read */
  GArray *depths;             /* of guint16, by node: of its tree */
  GArray *scope;              /* of PlxPramScope */
  GPtrArray *privates;        /* of const PlxPramToken */
  guint depth;                /* of what is open here */
  guint n_cells;              /* CELL nodes so far */
  PlxPramPlace place;
  guint rank;                 /* in an initial value: of the array */
  gboolean in_pardo;
  gboolean in_body;           /* of the pardo: privates have values */
  const char *one_for_all;    /* what may not mention a processor's own, or NULL */
} PlxPramParser;

/* These return 0 or FALSE with *error. */
gboolean plx_pram_fail (const PlxPramParser *parser, const PlxPramToken *at, GError **error, const char *format, ...)
  G_GNUC_PRINTF (4, 5);
/* Reads a token of that kind, or says "expected X after Y; found Z". */
gboolean plx_pram_expect (PlxPramParser *parser, PlxPramTokenKind kind, const char *after, GError **error);
gboolean plx_pram_accept (PlxPramParser *parser, PlxPramTokenKind kind);
/* What to say of a name that is a word of the language but for its capitals; else "". Borrowed, static. */
const char *plx_pram_case_hint (const PlxPramToken *token);
gboolean plx_pram_is (const PlxPramToken *token, const char *name);
/* As a parameter, an array, a private, a variable or an index that holds here. */
gboolean plx_pram_is_declared (const PlxPramParser *parser, const PlxPramToken *name);
/* Reads a name that is not yet taken. NULL with *error. */
const PlxPramToken *plx_pram_new_name (PlxPramParser *parser, const char *after, GError **error);
/* FALSE with *error when too much is nested. */
gboolean plx_pram_enter (PlxPramParser *parser, GError **error);

/* Expressions; each returns its node. */
guint32 plx_pram_expression (PlxPramParser *parser, GError **error);
/* Without conditions and comparisons: a bound. */
guint32 plx_pram_sum (PlxPramParser *parser, GError **error);
/* What may stand to the left of := : a cell or a private. */
guint32 plx_pram_target (PlxPramParser *parser, GError **error);
/* At @token's place: `a op b`; b may be 0. */
guint32 plx_pram_node (PlxPramParser *parser, PlxPramOp op, const PlxPramToken *token, guint32 a, guint32 b, GError **error);
guint32 plx_pram_constant (PlxPramParser *parser, const PlxPramToken *token, gint64 value);

static inline PlxPramNode *
plx_pram_node_at (const PlxPramParser *parser, guint32 node)
{
  return &g_array_index (parser->pram->nodes, PlxPramNode, node);
}

/* A statement that begins at @at. */
PlxPramStatement plx_pram_begin (const PlxPramParser *parser, PlxPramKind kind, const PlxPramToken *at);
/* { stmt } "end" of what began with the word @what in a line. */
gboolean plx_pram_body (PlxPramParser *parser, guint32 *first, const char *what, guint line, GError **error);
/* What begins with "for". */
gboolean plx_pram_for (PlxPramParser *parser, PlxPramStatement *statement, GError **error);
/* All that there are; what follows is the body. */
gboolean plx_pram_declarations (PlxPramParser *parser, GError **error);
/* Declarations and statements; fills the program in. @tokens: of its text. */
gboolean plx_pram_parse_tokens (PlxPram *pram, const GArray *tokens, GError **error);
