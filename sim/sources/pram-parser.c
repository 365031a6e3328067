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

static PlxPramStatement
begin (const PlxPramParser *parser, PlxPramKind kind, const PlxPramToken *at)
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

static void
push (PlxPramParser *parser, const PlxPramToken *name, gboolean column, guint32 slot)
{
  const PlxPramScope scope = { name->text, name->length, column, slot };

  g_array_append_val (parser->scope, scope);
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
static gboolean
body (PlxPramParser *parser, guint32 *first, const char *what, guint line, GError **error)
{
  accept_begin (parser);
  return block (parser, first, error) && end_of (parser, what, line, error);
}

/* lvalue ":=" expr [ "when" expr ] */
static gboolean
assignment (PlxPramParser *parser, PlxPramStatement *statement, GError **error)
{
  const guint before = parser->n_cells;

  *statement = begin (parser, PLX_PRAM_ASSIGN, parser->token);
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

  *statement = begin (parser, PLX_PRAM_IF, parser->token);
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

  if (has_else ? !body (parser, &statement->other, "else", end[-1].line, error)
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

  *statement = begin (parser, PLX_PRAM_WHILE, parser->token);
  parser->token++;
  if (!(statement->guard = plx_pram_expression (parser, error)))
    return FALSE;
  count_reads (parser, before);
  return plx_pram_expect (parser, PLX_PRAM_TOKEN_DO, "the condition", error)
         && body (parser, &statement->body, "while", statement->line, error);
}

static gboolean
assertion (PlxPramParser *parser, PlxPramStatement *statement, GError **error)
{
  *statement = begin (parser, PLX_PRAM_ASSERT, parser->token);
  parser->token++;
  return (statement->guard = plx_pram_expression (parser, error)) != 0;
}

/* add "<=" or "<": a bound one further in when it is "<". */
static guint32
inner_bound (PlxPramParser *parser, const PlxPramToken *sign, guint32 bound, PlxPramOp towards, GError **error)
{
  if (!bound || sign->kind == PLX_PRAM_TOKEN_LESS_EQUAL)
    return bound;
  const guint32 one = plx_pram_constant (parser, sign, 1);

  return plx_pram_node (parser, towards, sign, bound, one, error);
}

static gboolean
less (PlxPramParser *parser, const char *after, GError **error)
{
  return plx_pram_accept (parser, PLX_PRAM_TOKEN_LESS)
         || plx_pram_expect (parser, PLX_PRAM_TOKEN_LESS_EQUAL, after, error);
}

/* The name's index of the pardo under way. FALSE with *error when there are too many. */
static gboolean
add_index (PlxPramParser *parser, PlxPramStatement *pardo, const PlxPramToken *name, guint32 low, guint32 high,
           GError **error)
{
  const PlxPramRange range = { parser->pram->n_privates + pardo->n_ranges, low, high,
                               (guint32) (name->text - parser->pram->text), (guint32) name->length };

  if (pardo->n_ranges == PLX_PRAM_RANK)
    return plx_pram_fail (parser, name, error, "a pardo of more than %d indices", PLX_PRAM_RANK);
  if (pardo->n_ranges++ == 0)
    pardo->range = parser->pram->ranges->len;
  g_array_append_val (parser->pram->ranges, range);
  push (parser, name, TRUE, range.slot);
  parser->pram->n_columns = MAX (parser->pram->n_columns, range.slot + 1);
  return TRUE;
}

/* NAME { "," NAME }: indices that have the same range. Returns the first. */
static const PlxPramToken *
index_names (PlxPramParser *parser, GError **error)
{
  const PlxPramToken *first = plx_pram_new_name (parser, "<=", error);

  while (first && plx_pram_accept (parser, PLX_PRAM_TOKEN_COMMA))
    if (!plx_pram_new_name (parser, "the index", error))
      return NULL;
  return first;
}

static gboolean
add_indices (PlxPramParser *parser, PlxPramStatement *pardo, const PlxPramToken *name, guint32 low, guint32 high,
             GError **error)
{
  for (;; name += 2)
    {
      if (plx_pram_is_declared (parser, name))
        return plx_pram_fail (parser, name, error, "%.*s is declared already; choose another name", (int) name->length,
                              name->text);
      if (!add_index (parser, pardo, name, low, high, error))
        return FALSE;
      if (name[1].kind != PLX_PRAM_TOKEN_COMMA)
        return TRUE;
    }
}

/* par = add "<=" NAME { "," NAME } "<=" add */
static gboolean
range (PlxPramParser *parser, PlxPramStatement *pardo, GError **error)
{
  guint32 low = plx_pram_sum (parser, error), high;
  const PlxPramToken *sign = parser->token, *name;

  if (!low || !less (parser, "the lower bound", error)
      || !(low = inner_bound (parser, sign, low, PLX_PRAM_ADD, error))
      || !(name = index_names (parser, error)))
    return FALSE;
  sign = parser->token;
  if (!less (parser, "the index", error) || !(high = plx_pram_sum (parser, error))
      || !(high = inner_bound (parser, sign, high, PLX_PRAM_SUBTRACT, error)))
    return FALSE;
  return add_indices (parser, pardo, name, low, high, error);
}

/* How many words say pardo here: "pardo", "in parallel", "in parallel do", "do in parallel". */
static guint
pardo_words (const PlxPramParser *parser)
{
  const PlxPramToken *at = parser->token;
  const guint before = at->kind == PLX_PRAM_TOKEN_DO;

  if (at->kind == PLX_PRAM_TOKEN_PARDO)
    return 1;
  if (!plx_pram_is (at + before, "in") || !plx_pram_is (at + before + 1, "parallel"))
    return 0;
  return before || at[2].kind == PLX_PRAM_TOKEN_DO ? 3 : 2;
}

/* What follows the ranges of a pardo: its processors' statements. */
static gboolean
parallel_body (PlxPramParser *parser, PlxPramStatement *pardo, GError **error)
{
  if ((plx_pram_accept (parser, PLX_PRAM_TOKEN_WHERE) || plx_pram_accept (parser, PLX_PRAM_TOKEN_AND))
      && !(pardo->guard = plx_pram_expression (parser, error)))
    return FALSE;
  if (pardo_words (parser) == 0)
    return plx_pram_expect (parser, PLX_PRAM_TOKEN_PARDO, "the processors", error);
  parser->token += pardo_words (parser);
  parser->in_body = TRUE;
  return body (parser, &pardo->body, "pardo", pardo->line, error);
}

/* "for" par { "," par } [ "where" expr ] "pardo" { stmt } "end"; what follows "for" is still to be read. */
static gboolean
ranges (PlxPramParser *parser, PlxPramStatement *pardo, GError **error)
{
  do
    if (!range (parser, pardo, error))
      return FALSE;
  while (plx_pram_accept (parser, PLX_PRAM_TOKEN_COMMA));
  return parallel_body (parser, pardo, error);
}

/* NAME [ "{" NAME { "," NAME } "}" ]: P_i, P_{i,j} */
static gboolean
processor (PlxPramParser *parser, GError **error)
{
  if (!plx_pram_expect (parser, PLX_PRAM_TOKEN_NAME, "for all", error))
    return FALSE;
  if (!plx_pram_accept (parser, PLX_PRAM_TOKEN_OPEN))
    return TRUE;
  do
    if (!plx_pram_expect (parser, PLX_PRAM_TOKEN_NAME, "the processor", error))
      return FALSE;
  while (plx_pram_accept (parser, PLX_PRAM_TOKEN_COMMA));
  return plx_pram_expect (parser, PLX_PRAM_TOKEN_CLOSE, "the processor", error);
}

/* A comma here is followed by another name, not by a range. */
static gboolean
another_processor (const PlxPramToken *at)
{
  return at[0].kind == PLX_PRAM_TOKEN_COMMA && at[1].kind == PLX_PRAM_TOKEN_NAME
         && (at[2].kind == PLX_PRAM_TOKEN_COMMA || at[2].kind == PLX_PRAM_TOKEN_WHERE
             || at[2].kind == PLX_PRAM_TOKEN_COLON);
}

/* processor { "," processor } ( "where" | ":" | "," ): what the books write before the ranges, which name the indices
 * again. */
static gboolean
processors (PlxPramParser *parser, GError **error)
{
  while (processor (parser, error))
    if (another_processor (parser->token))
      parser->token++;
    else if (plx_pram_accept (parser, PLX_PRAM_TOKEN_COMMA))
      {
        plx_pram_accept (parser, PLX_PRAM_TOKEN_WHERE);
        return TRUE;
      }
    else
      return plx_pram_accept (parser, PLX_PRAM_TOKEN_COLON)
             || plx_pram_expect (parser, PLX_PRAM_TOKEN_WHERE, "the processors of for all", error);
  return FALSE;
}

/* [ ( "all" | "each" ) [ processors ] ] */
static gboolean
for_all (PlxPramParser *parser, GError **error)
{
  const PlxPramToken *word = parser->token;
  const gboolean all = (plx_pram_is (word, "all") || plx_pram_is (word, "each"))
                       && (word[1].kind == PLX_PRAM_TOKEN_NAME || word[1].kind == PLX_PRAM_TOKEN_NUMBER);

  if (!all)
    return TRUE;
  parser->token++;
  return word[1].kind == PLX_PRAM_TOKEN_NUMBER || processors (parser, error);
}

/* @at: its "for". */
static gboolean
begin_pardo (PlxPramParser *parser, PlxPramStatement *pardo, const PlxPramToken *at, GError **error)
{
  *pardo = begin (parser, PLX_PRAM_PARDO, at);
  if (parser->in_pardo)
    return plx_pram_fail (parser, at, error,
                          "a pardo inside a pardo; give one pardo several indices: for 1<=i<=n, 1<=j<=n pardo");
  parser->in_pardo = TRUE;
  return TRUE;
}

static void
end_pardo (PlxPramParser *parser, const PlxPramStatement *pardo)
{
  parser->in_pardo = FALSE;
  parser->in_body = FALSE;
  g_array_set_size (parser->scope, parser->scope->len - pardo->n_ranges);
}

/* What follows "for" is still to be read. */
static gboolean
ranged_pardo (PlxPramParser *parser, PlxPramStatement *pardo, GError **error)
{
  if (!begin_pardo (parser, pardo, parser->token - 1, error))
    return FALSE;
  if (!for_all (parser, error) || !ranges (parser, pardo, error))
    return FALSE;
  end_pardo (parser, pardo);
  return TRUE;
}

/* One bound of a for; the same for all processors. */
static gboolean
bound (PlxPramParser *parser, guint32 *node, const char *what, GError **error)
{
  const char *outer = parser->one_for_all;

  parser->one_for_all = what;
  *node = plx_pram_expression (parser, error);
  parser->one_for_all = outer;
  return *node != 0;
}

/* expr ( "to" | "downto" ) expr [ "step" expr ] */
static gboolean
bounds_of_for (PlxPramParser *parser, PlxPramStatement *statement, GError **error)
{
  if (!bound (parser, &statement->low, "the bounds of a for are", error))
    return FALSE;
  statement->down = (guint8) plx_pram_accept (parser, PLX_PRAM_TOKEN_DOWNTO);
  return (statement->down || plx_pram_expect (parser, PLX_PRAM_TOKEN_TO, "the first value", error))
         && bound (parser, &statement->high, "the bounds of a for are", error)
         && (!plx_pram_accept (parser, PLX_PRAM_TOKEN_STEP)
             || bound (parser, &statement->step, "the step of a for is", error));
}

/* "for" NAME ":=" expr "to" expr "pardo": as some books write a range. */
static gboolean
counted_pardo (PlxPramParser *parser, PlxPramStatement *statement, const PlxPramToken *name, GError **error)
{
  const guint32 low = statement->low, high = statement->high;
  const PlxPramToken *here = parser->token;

  if (statement->down || statement->step)
    return plx_pram_fail (parser, here, error, "a pardo has no order; write for low<=%.*s<=high pardo",
                          (int) name->length, name->text);
  if (!begin_pardo (parser, statement, name - 1, error) || !add_index (parser, statement, name, low, high, error)
      || !parallel_body (parser, statement, error))
    return FALSE;
  end_pardo (parser, statement);
  return TRUE;
}

/* "for" NAME ( ":=" | "=" ) bounds "do" { stmt } "end"; what assigns has been seen. */
static gboolean
counted_for (PlxPramParser *parser, PlxPramStatement *statement, GError **error)
{
  *statement = begin (parser, PLX_PRAM_FOR, parser->token - 1);
  const PlxPramToken *name = plx_pram_new_name (parser, "for", error);

  if (!name)
    return FALSE;
  parser->token++;
  if (!bounds_of_for (parser, statement, error))
    return FALSE;
  if (pardo_words (parser) > 0)
    return counted_pardo (parser, statement, name, error);
  if (!plx_pram_expect (parser, PLX_PRAM_TOKEN_DO, "the bounds", error))
    return FALSE;
  statement->slot = parser->pram->n_scalars++;
  push (parser, name, FALSE, statement->slot);
  if (!body (parser, &statement->body, "for", statement->line, error))
    return FALSE;
  g_array_set_size (parser->scope, parser->scope->len - 1);
  return TRUE;
}

static gboolean
for_statement (PlxPramParser *parser, PlxPramStatement *statement, GError **error)
{
  parser->token++;
  if (parser->token->kind == PLX_PRAM_TOKEN_NAME
      && (parser->token[1].kind == PLX_PRAM_TOKEN_ASSIGN || parser->token[1].kind == PLX_PRAM_TOKEN_EQUAL))
    return counted_for (parser, statement, error);
  return ranged_pardo (parser, statement, error);
}

static gboolean
statement_of_kind (PlxPramParser *parser, PlxPramStatement *statement, GError **error)
{
  switch (parser->token->kind)
    {
    case PLX_PRAM_TOKEN_FOR:
      return for_statement (parser, statement, error);
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
