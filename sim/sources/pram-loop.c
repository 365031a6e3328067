/* SPDX-License-Identifier: MIT */
/* pram-loop.c: pardo and for of a PRAM program, as the grammar and the books write them. */
#include "sim/sources/pram-parser.h"

static void
push (PlxPramParser *parser, const PlxPramToken *name, gboolean column, guint32 slot)
{
  const PlxPramScope scope = { name->text, name->length, column, slot };

  g_array_append_val (parser->scope, scope);
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
  return plx_pram_body (parser, &pardo->body, "pardo", pardo->line, error);
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
  *pardo = plx_pram_begin (parser, PLX_PRAM_PARDO, at);
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
  *statement = plx_pram_begin (parser, PLX_PRAM_FOR, parser->token - 1);
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
  if (!plx_pram_body (parser, &statement->body, "for", statement->line, error))
    return FALSE;
  g_array_set_size (parser->scope, parser->scope->len - 1);
  return TRUE;
}

gboolean
plx_pram_for (PlxPramParser *parser, PlxPramStatement *statement, GError **error)
{
  parser->token++;
  if (parser->token->kind == PLX_PRAM_TOKEN_NAME
      && (parser->token[1].kind == PLX_PRAM_TOKEN_ASSIGN || parser->token[1].kind == PLX_PRAM_TOKEN_EQUAL))
    return counted_for (parser, statement, error);
  return ranged_pardo (parser, statement, error);
}
