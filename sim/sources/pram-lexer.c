/* SPDX-License-Identifier: MIT */
/* pram-lexer.c: words, numbers and signs of a PRAM program, with where they stand. */
#include "sim/sources/pram-lexer.h"

#include <parallax/error.h>
#include <string.h>

typedef struct {
  const PlxPram *pram;
  const char *at, *end;
  guint32 line, column;
  GArray *tokens;
} Lexer;

static const char *const texts[] = {
#define TEXT(name, text) text,
  PLX_PRAM_TOKENS (TEXT)
#undef TEXT
};

/* What the textbooks write otherwise. Longer signs come before those that they begin with. */
static const struct {
  const char *text;
  PlxPramTokenKind kind;
} synonyms[] = {
  { "par-do", PLX_PRAM_TOKEN_PARDO }, { "odrap", PLX_PRAM_TOKEN_END },    { "endfor", PLX_PRAM_TOKEN_END },
  { "endif", PLX_PRAM_TOKEN_END },    { "endwhile", PLX_PRAM_TOKEN_END }, { "≤", PLX_PRAM_TOKEN_LESS_EQUAL },
  { "≥", PLX_PRAM_TOKEN_GREATER_EQUAL }, { "≠", PLX_PRAM_TOKEN_UNEQUAL }, { "!=", PLX_PRAM_TOKEN_UNEQUAL },
  { "←", PLX_PRAM_TOKEN_ASSIGN },     { "−", PLX_PRAM_TOKEN_MINUS },      { "×", PLX_PRAM_TOKEN_TIMES },
  { "·", PLX_PRAM_TOKEN_TIMES },      { "%", PLX_PRAM_TOKEN_MOD },        { "od", PLX_PRAM_TOKEN_END },
  { "fi", PLX_PRAM_TOKEN_END },       { "==", PLX_PRAM_TOKEN_EQUAL },
  { "∧", PLX_PRAM_TOKEN_AND },        { "∨", PLX_PRAM_TOKEN_OR },         { "¬", PLX_PRAM_TOKEN_NOT },
  { "⊕", PLX_PRAM_TOKEN_XOR },        { "⌊", PLX_PRAM_TOKEN_OPEN },       { "⌋", PLX_PRAM_TOKEN_CLOSE },
  { "{", PLX_PRAM_TOKEN_OPEN },       { "}", PLX_PRAM_TOKEN_CLOSE },
};

/* Signs, the longer ones first. */
static const PlxPramTokenKind signs[] = {
  PLX_PRAM_TOKEN_ASSIGN,     PLX_PRAM_TOKEN_DOTS,       PLX_PRAM_TOKEN_UNEQUAL, PLX_PRAM_TOKEN_LESS_EQUAL,
  PLX_PRAM_TOKEN_GREATER_EQUAL, PLX_PRAM_TOKEN_SEMICOLON, PLX_PRAM_TOKEN_COMMA, PLX_PRAM_TOKEN_COLON,
  PLX_PRAM_TOKEN_QUESTION,   PLX_PRAM_TOKEN_OPEN,       PLX_PRAM_TOKEN_CLOSE,   PLX_PRAM_TOKEN_OPEN_INDEX,
  PLX_PRAM_TOKEN_CLOSE_INDEX, PLX_PRAM_TOKEN_PLUS,      PLX_PRAM_TOKEN_MINUS,   PLX_PRAM_TOKEN_TIMES,
  PLX_PRAM_TOKEN_SLASH,      PLX_PRAM_TOKEN_POWER,      PLX_PRAM_TOKEN_EQUAL,   PLX_PRAM_TOKEN_LESS,
  PLX_PRAM_TOKEN_GREATER,
};

const char *
plx_pram_token_name (PlxPramTokenKind kind)
{
  return texts[kind];
}

/* Moves over bytes that hold no newline. */
static void
advance (Lexer *lexer, gsize bytes)
{
  lexer->column += (guint32) g_utf8_strlen (lexer->at, (gssize) bytes);
  lexer->at += bytes;
}

static gboolean
starts_with (const Lexer *lexer, const char *text)
{
  const gsize length = strlen (text);

  return length <= (gsize) (lexer->end - lexer->at) && memcmp (lexer->at, text, length) == 0;
}

static void
skip_blanks (Lexer *lexer)
{
  for (; lexer->at < lexer->end; )
    if (*lexer->at == '\n')
      {
        lexer->at++;
        lexer->line++;
        lexer->column = 1;
      }
    else if (*lexer->at == ' ' || *lexer->at == '\t' || *lexer->at == '\r')
      advance (lexer, 1);
    else if (starts_with (lexer, "//"))
      {
        const char *newline = memchr (lexer->at, '\n', (gsize) (lexer->end - lexer->at));

        advance (lexer, (gsize) ((newline ? newline : lexer->end) - lexer->at));
      }
    else
      return;
}

static gboolean
fail (const Lexer *lexer, GError **error, const char *message)
{
  plx_pram_error (lexer->pram, lexer->line, lexer->column, PLX_ERROR_INPUT, error, "%s", message);
  return FALSE;
}

static void
append (Lexer *lexer, PlxPramTokenKind kind, gsize length, gint64 value)
{
  const PlxPramToken token = { kind, lexer->line, lexer->column, lexer->at, length, value };

  g_array_append_val (lexer->tokens, token);
  advance (lexer, length);
}

static gboolean
is_of_name (gunichar c)
{
  return c == '_' || g_unichar_isalnum (c);
}

/* "1. " at the beginning of a line: how JaJa numbers the steps. */
static gboolean
skip_label (Lexer *lexer, gsize digits)
{
  const PlxPramToken *last = lexer->tokens->len > 0
                             ? &g_array_index (lexer->tokens, PlxPramToken, lexer->tokens->len - 1) : NULL;
  const char *point = lexer->at + digits;

  if ((last && last->line == lexer->line) || lexer->end - point < 2 || point[0] != '.' || !g_ascii_isspace (point[1]))
    return FALSE;
  advance (lexer, digits + 1);
  return TRUE;
}

static gboolean
read_number (Lexer *lexer, GError **error)
{
  gsize length = 0;
  gint64 value = 0;

  for (; lexer->at + length < lexer->end && g_ascii_isdigit (lexer->at[length]); length++)
    if (__builtin_mul_overflow (value, 10, &value)
        || __builtin_add_overflow (value, g_ascii_digit_value (lexer->at[length]), &value))
      return fail (lexer, error, "a number of more than 63 bits; they end at 9223372036854775807");
  if (skip_label (lexer, length))
    return TRUE;
  append (lexer, PLX_PRAM_TOKEN_NUMBER, length, value);
  if (lexer->at < lexer->end && is_of_name (g_utf8_get_char (lexer->at)))
    return fail (lexer, error, "a name that begins with a digit, or a product; 2i is written 2*i");
  if (lexer->at + 1 < lexer->end && lexer->at[0] == '.' && lexer->at[1] != '.')
    return fail (lexer, error, "only whole numbers; scale the values (1.5 as 15)");
  return TRUE;
}

static gsize
name_length (const Lexer *lexer)
{
  const char *at = lexer->at;

  while (at < lexer->end && is_of_name (g_utf8_get_char (at)))
    at = g_utf8_next_char (at);
  return (gsize) (at - lexer->at);
}

static gboolean
is_text (const Lexer *lexer, gsize length, const char *text)
{
  return strlen (text) == length && memcmp (lexer->at, text, length) == 0;
}

static void
read_name (Lexer *lexer)
{
  const gsize length = name_length (lexer);

  if (is_text (lexer, length, "par") && starts_with (lexer, "par-do"))
    {
      append (lexer, PLX_PRAM_TOKEN_PARDO, strlen ("par-do"), 0);
      return;
    }
  for (PlxPramTokenKind k = PLX_PRAM_TOKEN_MODEL; k <= PLX_PRAM_TOKEN_XOR; k++)
    if (is_text (lexer, length, texts[k]))
      {
        append (lexer, k, length, 0);
        return;
      }
  for (guint i = 0; i < G_N_ELEMENTS (synonyms); i++)
    if (is_text (lexer, length, synonyms[i].text))
      {
        append (lexer, synonyms[i].kind, length, 0);
        return;
      }
  append (lexer, PLX_PRAM_TOKEN_NAME, length, 0);
}

static gboolean
read_sign (Lexer *lexer, GError **error)
{
  if (starts_with (lexer, "/*"))
    return fail (lexer, error, "comments begin with //, and end with the line");
  for (guint i = 0; i < G_N_ELEMENTS (synonyms); i++)
    if (starts_with (lexer, synonyms[i].text))
      {
        append (lexer, synonyms[i].kind, strlen (synonyms[i].text), 0);
        return TRUE;
      }
  for (guint i = 0; i < G_N_ELEMENTS (signs); i++)
    if (starts_with (lexer, texts[signs[i]]))
      {
        append (lexer, signs[i], strlen (texts[signs[i]]), 0);
        return TRUE;
      }
  if (*lexer->at == '.')
    return fail (lexer, error, "a single point; bounds are written 1..n");
  if (starts_with (lexer, "⌈") || starts_with (lexer, "⌉"))
    return fail (lexer, error, "a number rounded up; it is written ceildiv(n, 2), clog2(n)");
  return fail (lexer, error, "a character that the language does not have; comments begin with //");
}

static gboolean
read_token (Lexer *lexer, GError **error)
{
  const gunichar c = g_utf8_get_char (lexer->at);

  if (g_ascii_isdigit (*lexer->at))
    return read_number (lexer, error);
  if (c != '_' && !g_unichar_isalpha (c))
    return read_sign (lexer, error);
  read_name (lexer);
  return TRUE;
}

GArray *
plx_pram_tokens (const PlxPram *pram, GError **error)
{
  g_autoptr (GArray) tokens = g_array_new (FALSE, FALSE, sizeof (PlxPramToken));
  Lexer lexer = { pram, pram->text, pram->text + pram->length, 1, 1, tokens };

  for (skip_blanks (&lexer); lexer.at < lexer.end; skip_blanks (&lexer))
    if (!read_token (&lexer, error))
      return NULL;
  append (&lexer, PLX_PRAM_TOKEN_EOF, 0, 0);
  return g_steal_pointer (&tokens);
}
