/* SPDX-License-Identifier: MIT */
/* pram-lexer.h: the words of a PRAM program; the textbooks' spellings of one word are one kind. */
#pragma once

#include "sim/sources/pram-program.h"

/* In groups: words, then signs, then operators by PLX_PRAM_TOKEN_OPERATORS. */
#define PLX_PRAM_TOKENS(T) \
  T (EOF, "the end of the file") T (NAME, "a name") T (NUMBER, "a number") \
  T (MODEL, "model") T (PARAM, "param") T (SHARED, "shared") T (PRIVATE, "private") \
  T (FOR, "for") T (TO, "to") T (DOWNTO, "downto") T (STEP, "step") T (DO, "do") T (END, "end") \
  T (PARDO, "pardo") T (WHERE, "where") T (WHILE, "while") T (IF, "if") T (THEN, "then") T (ELSE, "else") \
  T (ASSERT, "assert") T (WHEN, "when") T (TRUE, "true") T (FALSE, "false") \
  T (NOT, "not") T (AND, "and") T (OR, "or") T (DIV, "div") T (MOD, "mod") T (XOR, "xor") \
  T (ASSIGN, ":=") T (SEMICOLON, ";") T (COMMA, ",") T (COLON, ":") T (QUESTION, "?") T (DOTS, "..") \
  T (OPEN, "(") T (CLOSE, ")") T (OPEN_INDEX, "[") T (CLOSE_INDEX, "]") \
  T (PLUS, "+") T (MINUS, "-") T (TIMES, "*") T (SLASH, "/") T (POWER, "^") \
  T (EQUAL, "=") T (UNEQUAL, "<>") T (LESS, "<") T (LESS_EQUAL, "<=") T (GREATER, ">") T (GREATER_EQUAL, ">=")

typedef enum {
#define PLX_PRAM_TOKEN_ENUM(name, text) PLX_PRAM_TOKEN_##name,
  PLX_PRAM_TOKENS (PLX_PRAM_TOKEN_ENUM)
#undef PLX_PRAM_TOKEN_ENUM
  PLX_PRAM_N_TOKENS
} PlxPramTokenKind;

typedef struct {
  PlxPramTokenKind kind;
  guint32 line, column;  /* of its first character, from 1 */
  const char *text;      /* in the program's text */
  gsize length;
  gint64 value;          /* NUMBER */
} PlxPramToken;

/* "`do`", "a name": how messages call a kind. Borrowed, static. */
const char *plx_pram_token_name (PlxPramTokenKind kind);
/* The whole text; the last is EOF. Returns: (transfer full) of PlxPramToken. */
GArray *plx_pram_tokens (const PlxPram *pram, GError **error);
