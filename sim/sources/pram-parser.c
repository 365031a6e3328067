/* SPDX-License-Identifier: MIT */
/* pram-parser.c: statements of a PRAM program, by recursive descent; names are resolved on the way. */
#include "sim/sources/pram-parser.h"

#include <parallax/error.h>
#include <string.h>

/* ---- tokens ---- */

gboolean
plx_pram_fail (const PlxPramParser *parser, const PlxPramToken *at, GError **error, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  g_autofree char *message = g_strdup_vprintf (format, args);
  va_end (args);
  plx_pram_error (parser->pram, at->line, at->column, PLX_ERROR_INPUT, error, "%s", message);
  return FALSE;
}

gboolean
plx_pram_accept (PlxPramParser *parser, PlxPramTokenKind kind)
{
  if (parser->token->kind != kind)
    return FALSE;
  parser->token++;
  return TRUE;
}

/* In the text, cut to 40 characters. (transfer full) */
static char *
start_of (const PlxPramToken *token)
{
  g_autofree char *text = g_strndup (token->text, token->length);

  return g_utf8_substring (text, 0, MIN (g_utf8_strlen (text, -1), 40));
}

/* What stands there, as it is written. (transfer full) */
static char *
found (const PlxPramToken *token)
{
  g_autofree char *start = start_of (token);

  return token->length > 0 ? g_strdup_printf ("\"%s\"%s", start, plx_pram_case_hint (token))
                           : g_strdup (plx_pram_token_name (token->kind));
}

const char *
plx_pram_case_hint (const PlxPramToken *token)
{
  g_autofree char *small = g_ascii_strdown (token->text, (gssize) token->length);

  for (PlxPramTokenKind k = PLX_PRAM_TOKEN_MODEL; token->kind == PLX_PRAM_TOKEN_NAME && k <= PLX_PRAM_TOKEN_XOR; k++)
    if (g_str_equal (small, plx_pram_token_name (k)))
      return "; words of the language are in small letters";
  return "";
}

gboolean
plx_pram_expect (PlxPramParser *parser, PlxPramTokenKind kind, const char *after, GError **error)
{
  if (plx_pram_accept (parser, kind))
    return TRUE;
  g_autofree char *instead = found (parser->token);

  return plx_pram_fail (parser, parser->token, error, "expected %s after %s; found %s", plx_pram_token_name (kind),
                        after, instead);
}

gboolean
plx_pram_is (const PlxPramToken *token, const char *name)
{
  return token->kind == PLX_PRAM_TOKEN_NAME && strlen (name) == token->length
         && memcmp (token->text, name, token->length) == 0;
}

/* A word that some books add; where it is no name, and does not begin an assignment. */
static gboolean
accept_word (PlxPramParser *parser, const char *small, const char *large)
{
  const PlxPramToken *word = parser->token;

  if ((!plx_pram_is (word, small) && !plx_pram_is (word, large)) || plx_pram_is_declared (parser, word)
      || word[1].kind == PLX_PRAM_TOKEN_ASSIGN || word[1].kind == PLX_PRAM_TOKEN_OPEN_INDEX)
    return FALSE;
  parser->token++;
  return TRUE;
}

static gboolean
accept_begin (PlxPramParser *parser)
{
  return accept_word (parser, "begin", "Begin");
}

gboolean
plx_pram_enter (PlxPramParser *parser, GError **error)
{
  if (parser->depth++ < PLX_PRAM_MAX_OPEN)
    return TRUE;
  return plx_pram_fail (parser, parser->token, error, "more than %d inside each other; write it flatter",
                        PLX_PRAM_MAX_OPEN);
}

/* ---- statements ---- */

static gboolean block (PlxPramParser *parser, guint32 *first, GError **error);

PlxPramStatement
plx_pram_begin (const PlxPramParser *parser, PlxPramKind kind, const PlxPramToken *at)
{
  return (PlxPramStatement) { .kind = (guint8) kind, .parallel = (guint8) parser->in_pardo, .line = at->line,
                              .column = at->column };
}

/* A step that evaluates what was read since there were @n_cells of them. */
static void
count_reads (PlxPramParser *parser, guint n_cells)
{
  parser->pram->max_reads = MAX (parser->pram->max_reads, parser->n_cells - n_cells);
}

/* "end for", "end if", as some books say: a word that nothing follows in its line. */
static void
skip_after_end (PlxPramParser *parser)
{
  const PlxPramToken *word = parser->token;
  const gboolean names = word->kind == PLX_PRAM_TOKEN_FOR || word->kind == PLX_PRAM_TOKEN_IF
                         || word->kind == PLX_PRAM_TOKEN_WHILE || word->kind == PLX_PRAM_TOKEN_PARDO
                         || word->kind == PLX_PRAM_TOKEN_DO;

  if (names && word->line == word[-1].line
      && (word[1].line > word->line || word[1].kind == PLX_PRAM_TOKEN_SEMICOLON || word[1].kind == PLX_PRAM_TOKEN_EOF))
    parser->token++;
}

/* "end"; @what begins in that line. */
static gboolean
end_of (PlxPramParser *parser, const char *what, guint line, GError **error)
{
  g_autofree char *after = g_strdup_printf ("the statements of the %s in line %u", what, line);

  if (!plx_pram_expect (parser, PLX_PRAM_TOKEN_END, after, error))
    return FALSE;
  skip_after_end (parser);
  return TRUE;
}

/* [ "begin" ] { stmt } "end" */
gboolean
plx_pram_body (PlxPramParser *parser, guint32 *first, const char *what, guint line, GError **error)
{
  accept_begin (parser);
  return block (parser, first, error) && end_of (parser, what, line, error);
}

/* lvalue ":=" expr [ "when" expr ] */
static gboolean
assignment (PlxPramParser *parser, PlxPramStatement *statement, GError **error)
{
  const guint before = parser->n_cells;

  *statement = plx_pram_begin (parser, PLX_PRAM_ASSIGN, parser->token);
  if (!(statement->target = plx_pram_target (parser, error)))
    return FALSE;
  if (parser->token->kind == PLX_PRAM_TOKEN_EQUAL)
    return plx_pram_fail (parser, parser->token, error, "= compares; an assignment is written :=");
  if (!plx_pram_expect (parser, PLX_PRAM_TOKEN_ASSIGN, "what is assigned", error)
      || !(statement->value = plx_pram_expression (parser, error)))
    return FALSE;
  if (plx_pram_accept (parser, PLX_PRAM_TOKEN_WHEN) && !(statement->guard = plx_pram_expression (parser, error)))
    return FALSE;
  count_reads (parser, before);
  return TRUE;
}

/* "if" expr "then" { stmt } [ "else" { stmt } ] "end" */
static gboolean
conditional (PlxPramParser *parser, PlxPramStatement *statement, GError **error)
{
  const guint before = parser->n_cells;

  *statement = plx_pram_begin (parser, PLX_PRAM_IF, parser->token);
  parser->token++;
  if (!(statement->guard = plx_pram_expression (parser, error)))
    return FALSE;
  count_reads (parser, before);
  if (!plx_pram_expect (parser, PLX_PRAM_TOKEN_THEN, "the condition", error))
    return FALSE;
  const gboolean begins = accept_begin (parser), assigns = parser->token->kind == PLX_PRAM_TOKEN_NAME;

  if (!block (parser, &statement->body, error) || (begins && !end_of (parser, "then", statement->line, error)))
    return FALSE;
  const gboolean has_else = plx_pram_accept (parser, PLX_PRAM_TOKEN_ELSE);
  const PlxPramToken *end = parser->token;

  if (has_else ? !plx_pram_body (parser, &statement->other, "else", end[-1].line, error)
               : !begins && !end_of (parser, "if", statement->line, error))
    return FALSE;
  const PlxPramStatement *only = &g_array_index (parser->pram->statements, PlxPramStatement, statement->body);

  /* One assignment and no else: guarded by the condition, it is one step. */
  if (has_else || !assigns || only->next)
    return TRUE;
  const guint32 condition = statement->guard;

  *statement = *only;
  statement->guard = only->guard ? plx_pram_node (parser, PLX_PRAM_AND, end, condition, only->guard, error) : condition;
  count_reads (parser, before);
  return statement->guard != 0;
}

/* "while" expr "do" { stmt } "end" */
static gboolean
loop (PlxPramParser *parser, PlxPramStatement *statement, GError **error)
{
  const guint before = parser->n_cells;

  *statement = plx_pram_begin (parser, PLX_PRAM_WHILE, parser->token);
  parser->token++;
  if (!(statement->guard = plx_pram_expression (parser, error)))
    return FALSE;
  count_reads (parser, before);
  return plx_pram_expect (parser, PLX_PRAM_TOKEN_DO, "the condition", error)
         && plx_pram_body (parser, &statement->body, "while", statement->line, error);
}

static gboolean
assertion (PlxPramParser *parser, PlxPramStatement *statement, GError **error)
{
  *statement = plx_pram_begin (parser, PLX_PRAM_ASSERT, parser->token);
  parser->token++;
  return (statement->guard = plx_pram_expression (parser, error)) != 0;
}

static gboolean
statement_of_kind (PlxPramParser *parser, PlxPramStatement *statement, GError **error)
{
  switch (parser->token->kind)
    {
    case PLX_PRAM_TOKEN_FOR:
      return plx_pram_for (parser, statement, error);
    case PLX_PRAM_TOKEN_WHILE:
      return loop (parser, statement, error);
    case PLX_PRAM_TOKEN_IF:
      return conditional (parser, statement, error);
    case PLX_PRAM_TOKEN_ASSERT:
      return assertion (parser, statement, error);
    case PLX_PRAM_TOKEN_MODEL:
    case PLX_PRAM_TOKEN_PARAM:
    case PLX_PRAM_TOKEN_SHARED:
    case PLX_PRAM_TOKEN_PRIVATE:
      return plx_pram_fail (parser, parser->token, error, "a declaration after a statement; declare first");
    default:
      return assignment (parser, statement, error);
    }
}

/* stmt; 0 with *error. Statements inside it come before it in the array. */
static guint32
statement (PlxPramParser *parser, GError **error)
{
  PlxPramStatement one;

  if (parser->token[1].kind == PLX_PRAM_TOKEN_NAME)
    accept_word (parser, "set", "Set");
  if (!plx_pram_enter (parser, error) || !statement_of_kind (parser, &one, error))
    return 0;
  parser->depth--;
  /* A semicolon or the line ends assignments and asserts; it may be missing before an end, and stand after one. */
  if (!plx_pram_accept (parser, PLX_PRAM_TOKEN_SEMICOLON) && parser->token->line == parser->token[-1].line
      && parser->token[-1].kind != PLX_PRAM_TOKEN_END && parser->token->kind != PLX_PRAM_TOKEN_END
      && parser->token->kind != PLX_PRAM_TOKEN_ELSE && parser->token->kind != PLX_PRAM_TOKEN_EOF
      && !plx_pram_expect (parser, PLX_PRAM_TOKEN_SEMICOLON, "the statement", error))
    return 0;
  g_array_append_val (parser->pram->statements, one);
  return parser->pram->statements->len - 1;
}

/* { stmt } up to an end, an else or the end of the file. */
static gboolean
block (PlxPramParser *parser, guint32 *first, GError **error)
{
  guint32 last = 0;

  *first = 0;
  while (parser->token->kind != PLX_PRAM_TOKEN_END && parser->token->kind != PLX_PRAM_TOKEN_ELSE
         && parser->token->kind != PLX_PRAM_TOKEN_EOF)
    {
      const guint32 one = statement (parser, error);

      if (!one)
        return FALSE;
      if (last)
        g_array_index (parser->pram->statements, PlxPramStatement, last).next = one;
      else
        *first = one;
      last = one;
    }
  return TRUE;
}

/* { stmt } or "begin" { stmt } "end" [ ";" ] */
static gboolean
program (PlxPramParser *parser, guint32 *first, GError **error)
{
  const guint line = parser->token->line;

  if (!accept_begin (parser))
    return block (parser, first, error);
  if (!block (parser, first, error) || !end_of (parser, "begin", line, error))
    return FALSE;
  plx_pram_accept (parser, PLX_PRAM_TOKEN_SEMICOLON);
  return TRUE;
}

gboolean
plx_pram_parse_tokens (PlxPram *pram, const GArray *tokens, GError **error)
{
  g_autoptr (GArray) depths = g_array_new (FALSE, TRUE, sizeof (guint16));
  g_autoptr (GArray) scope = g_array_new (FALSE, FALSE, sizeof (PlxPramScope));
  g_autoptr (GPtrArray) privates = g_ptr_array_new ();
  PlxPramParser parser = { .pram = pram, .token = (const PlxPramToken *) (gconstpointer) tokens->data, .depths = depths,
                           .scope = scope, .privates = privates };

  g_array_set_size (depths, pram->nodes->len);
  if (parser.token->kind == PLX_PRAM_TOKEN_EOF)
    return plx_pram_fail (&parser, parser.token, error, "there is no program here; docs/pram.md has one to begin with");
  if (!plx_pram_declarations (&parser, error) || !program (&parser, &pram->first, error))
    return FALSE;
  if (parser.token->kind == PLX_PRAM_TOKEN_EOF)
    return TRUE;
  return plx_pram_fail (&parser, parser.token, error, "%s without a statement that it ends",
                        plx_pram_token_name (parser.token->kind));
}
