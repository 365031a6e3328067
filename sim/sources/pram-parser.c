/* SPDX-License-Identifier: MIT */
/* pram-parser.c: declarations and statements of a PRAM program, by recursive descent; names are resolved on the way. */
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

/* What stands there, as it is written. (transfer full) */
static char *
found (const PlxPramToken *token)
{
  return token->length > 0 ? g_strdup_printf ("\"%.*s\"", (int) MIN (token->length, 40), token->text)
                           : g_strdup (plx_pram_token_name (token->kind));
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

gboolean
plx_pram_enter (PlxPramParser *parser, GError **error)
{
  if (parser->depth++ < PLX_PRAM_MAX_OPEN)
    return TRUE;
  return plx_pram_fail (parser, parser->token, error, "more than %d inside each other; write it flatter",
                        PLX_PRAM_MAX_OPEN);
}

/* A name that is not yet taken. NULL with *error. */
static const PlxPramToken *
new_name (PlxPramParser *parser, const char *after, GError **error)
{
  const PlxPramToken *name = parser->token;

  if (!plx_pram_expect (parser, PLX_PRAM_TOKEN_NAME, after, error))
    return NULL;
  if (!plx_pram_is_declared (parser, name))
    return name;
  plx_pram_fail (parser, name, error, "%.*s is declared already; choose another name", (int) name->length, name->text);
  return NULL;
}

/* ---- declarations ---- */

/* "model" NAME { "-" NAME } ";" */
static gboolean
model (PlxPramParser *parser, GError **error)
{
  const PlxPramToken *name = parser->token;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) why = NULL;

  do
    {
      const PlxPramToken *part = parser->token++;

      /* the names of two rules are words of the language */
      if (part->kind != PLX_PRAM_TOKEN_NAME
          && (part == name || (part->kind < PLX_PRAM_TOKEN_NOT || part->kind > PLX_PRAM_TOKEN_XOR)))
        {
          parser->token = part;
          return plx_pram_expect (parser, PLX_PRAM_TOKEN_NAME, "model", error);
        }
      g_string_append_printf (text, "%s%.*s", part == name ? "" : "-", (int) part->length, part->text);
    }
  while (plx_pram_accept (parser, PLX_PRAM_TOKEN_MINUS));
  if (!plx_pram_model_read (text->str, &parser->pram->model, &why))
    return plx_pram_fail (parser, name, error, "%s", why->message);
  return TRUE;
}

/* NAME [ "=" expr ] */
static gboolean
parameter (PlxPramParser *parser, GError **error)
{
  const PlxPramToken *name = new_name (parser, "param", error);

  if (!name)
    return FALSE;
  PlxPramParam param = { .line = name->line, .column = name->column };

  parser->place = PLX_PRAM_IN_PARAM;
  if (plx_pram_accept (parser, PLX_PRAM_TOKEN_EQUAL) && !(param.value = plx_pram_expression (parser, error)))
    return FALSE;
  param.name = g_strndup (name->text, name->length);
  g_array_append_val (parser->pram->params, param);
  g_ptr_array_add (parser->pram->param_names, param.name);
  return TRUE;
}

/* expr ".." expr */
static gboolean
bounds (PlxPramParser *parser, PlxPramShared *shared, GError **error)
{
  if (shared->rank == PLX_PRAM_RANK)
    return plx_pram_fail (parser, parser->token, error, "an array of more than %d indices", PLX_PRAM_RANK);
  if (!(shared->lower[shared->rank] = plx_pram_expression (parser, error))
      || !plx_pram_expect (parser, PLX_PRAM_TOKEN_DOTS, "the lower bound", error)
      || !(shared->upper[shared->rank] = plx_pram_expression (parser, error)))
    return FALSE;
  shared->rank++;
  return TRUE;
}

static gboolean
array (PlxPramParser *parser, const PlxPramToken *name, PlxPramShared *shared, GError **error)
{
  *shared = (PlxPramShared) { .line = name->line, .column = name->column };
  parser->place = PLX_PRAM_IN_PARAM;
  if (plx_pram_accept (parser, PLX_PRAM_TOKEN_OPEN_INDEX))
    {
      do
        if (!bounds (parser, shared, error))
          return FALSE;
      while (plx_pram_accept (parser, PLX_PRAM_TOKEN_COMMA));
      if (!plx_pram_expect (parser, PLX_PRAM_TOKEN_CLOSE_INDEX, "the bounds", error))
        return FALSE;
    }
  parser->place = PLX_PRAM_IN_INITIAL;
  parser->rank = shared->rank;
  return !plx_pram_accept (parser, PLX_PRAM_TOKEN_EQUAL) || (shared->value = plx_pram_expression (parser, error));
}

/* sdecl = NAME [ "[" bounds { "," bounds } "]" ] [ "=" expr ] */
static gboolean
shared_array (PlxPramParser *parser, GError **error)
{
  const PlxPramToken *name = new_name (parser, "shared", error);
  PlxPramShared shared;

  if (!name || !array (parser, name, &shared, error))
    return FALSE;
  shared.name = g_strndup (name->text, name->length);
  g_array_append_val (parser->pram->shared, shared);
  g_ptr_array_add (parser->pram->shared_names, shared.name);
  return TRUE;
}

static gboolean
private (PlxPramParser *parser, GError **error)
{
  const PlxPramToken *name = new_name (parser, "private", error);

  if (!name)
    return FALSE;
  g_ptr_array_add (parser->privates, (gpointer) name);
  parser->pram->n_privates++;
  return TRUE;
}

static gboolean
declarations (PlxPramParser *parser, GError **error)
{
  static gboolean (*const kinds[]) (PlxPramParser *parser, GError **error) = {
    [PLX_PRAM_TOKEN_MODEL] = model, [PLX_PRAM_TOKEN_PARAM] = parameter,
    [PLX_PRAM_TOKEN_SHARED] = shared_array, [PLX_PRAM_TOKEN_PRIVATE] = private,
  };
  gboolean modelled = FALSE;

  for (; parser->token->kind >= PLX_PRAM_TOKEN_MODEL && parser->token->kind <= PLX_PRAM_TOKEN_PRIVATE;)
    {
      const PlxPramToken *token = parser->token++;

      if (token->kind == PLX_PRAM_TOKEN_MODEL && modelled)
        return plx_pram_fail (parser, token, error, "a second model; a program has one");
      modelled = modelled || token->kind == PLX_PRAM_TOKEN_MODEL;
      do
        if (!kinds[token->kind] (parser, error))
          return FALSE;
      while (token->kind != PLX_PRAM_TOKEN_MODEL && plx_pram_accept (parser, PLX_PRAM_TOKEN_COMMA));
      if (!plx_pram_expect (parser, PLX_PRAM_TOKEN_SEMICOLON, "the declaration", error))
        return FALSE;
    }
  parser->place = PLX_PRAM_IN_BODY;
  parser->pram->n_scalars = parser->pram->params->len;
  parser->pram->n_columns = parser->pram->n_privates;
  return TRUE;
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

/* { stmt } "end" */
static gboolean
body (PlxPramParser *parser, guint32 *first, GError **error)
{
  return block (parser, first, error) && plx_pram_expect (parser, PLX_PRAM_TOKEN_END, "the statements", error);
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
  const gboolean assigns = parser->token[0].kind == PLX_PRAM_TOKEN_THEN && parser->token[1].kind == PLX_PRAM_TOKEN_NAME;

  if (!plx_pram_expect (parser, PLX_PRAM_TOKEN_THEN, "the condition", error)
      || !block (parser, &statement->body, error))
    return FALSE;
  const gboolean has_else = plx_pram_accept (parser, PLX_PRAM_TOKEN_ELSE);

  if (has_else && !block (parser, &statement->other, error))
    return FALSE;
  const PlxPramToken *end = parser->token;

  if (!plx_pram_expect (parser, PLX_PRAM_TOKEN_END, "the statements", error))
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
  return plx_pram_expect (parser, PLX_PRAM_TOKEN_DO, "the condition", error) && body (parser, &statement->body, error);
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

/* par = add "<=" NAME "<=" add */
static gboolean
range (PlxPramParser *parser, PlxPramStatement *pardo, GError **error)
{
  guint32 low = plx_pram_sum (parser, error), high;
  const PlxPramToken *sign = parser->token, *name;

  if (!low || !less (parser, "the lower bound", error)
      || !(low = inner_bound (parser, sign, low, PLX_PRAM_ADD, error))
      || !(name = new_name (parser, "<=", error)))
    return FALSE;
  sign = parser->token;
  if (!less (parser, "the index", error) || !(high = plx_pram_sum (parser, error))
      || !(high = inner_bound (parser, sign, high, PLX_PRAM_SUBTRACT, error)))
    return FALSE;
  return add_index (parser, pardo, name, low, high, error);
}

/* What follows the ranges of a pardo: its processors' statements. */
static gboolean
parallel_body (PlxPramParser *parser, PlxPramStatement *pardo, GError **error)
{
  if ((plx_pram_accept (parser, PLX_PRAM_TOKEN_WHERE) || plx_pram_accept (parser, PLX_PRAM_TOKEN_AND))
      && !(pardo->guard = plx_pram_expression (parser, error)))
    return FALSE;
  return plx_pram_expect (parser, PLX_PRAM_TOKEN_PARDO, "the processors", error) && body (parser, &pardo->body, error);
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

/* "all" NAME { "," NAME } "where": what the books write before the ranges, which name the indices again. */
static gboolean
for_all (PlxPramParser *parser, GError **error)
{
  parser->token++;
  do
    if (!plx_pram_expect (parser, PLX_PRAM_TOKEN_NAME, "for all", error))
      return FALSE;
  while (plx_pram_accept (parser, PLX_PRAM_TOKEN_COMMA));
  return plx_pram_expect (parser, PLX_PRAM_TOKEN_WHERE, "the processors of for all", error);
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
  g_array_set_size (parser->scope, parser->scope->len - pardo->n_ranges);
}

/* What follows "for" is still to be read. */
static gboolean
ranged_pardo (PlxPramParser *parser, PlxPramStatement *pardo, GError **error)
{
  if (!begin_pardo (parser, pardo, parser->token - 1, error))
    return FALSE;
  if (plx_pram_is (parser->token, "all") && parser->token[1].kind == PLX_PRAM_TOKEN_NAME && !for_all (parser, error))
    return FALSE;
  if (!ranges (parser, pardo, error))
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

/* "for" NAME ":=" bounds "do" { stmt } "end" */
static gboolean
counted_for (PlxPramParser *parser, PlxPramStatement *statement, GError **error)
{
  *statement = begin (parser, PLX_PRAM_FOR, parser->token - 1);
  const PlxPramToken *name = new_name (parser, "for", error);

  if (!name || !plx_pram_expect (parser, PLX_PRAM_TOKEN_ASSIGN, "the variable", error)
      || !bounds_of_for (parser, statement, error))
    return FALSE;
  if (parser->token->kind == PLX_PRAM_TOKEN_PARDO)
    return counted_pardo (parser, statement, name, error);
  if (!plx_pram_expect (parser, PLX_PRAM_TOKEN_DO, "the bounds", error))
    return FALSE;
  statement->slot = parser->pram->n_scalars++;
  push (parser, name, FALSE, statement->slot);
  if (!body (parser, &statement->body, error))
    return FALSE;
  g_array_set_size (parser->scope, parser->scope->len - 1);
  return TRUE;
}

static gboolean
for_statement (PlxPramParser *parser, PlxPramStatement *statement, GError **error)
{
  parser->token++;
  if (parser->token->kind == PLX_PRAM_TOKEN_NAME && parser->token[1].kind == PLX_PRAM_TOKEN_ASSIGN)
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

  if (!plx_pram_enter (parser, error) || !statement_of_kind (parser, &one, error))
    return 0;
  parser->depth--;
  /* A semicolon ends assignments and asserts; before an end it may be missing, after one it may stand. */
  if (!plx_pram_accept (parser, PLX_PRAM_TOKEN_SEMICOLON) && parser->token[-1].kind != PLX_PRAM_TOKEN_END
      && parser->token->kind != PLX_PRAM_TOKEN_END && parser->token->kind != PLX_PRAM_TOKEN_ELSE
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

gboolean
plx_pram_parse_tokens (PlxPram *pram, const GArray *tokens, GError **error)
{
  g_autoptr (GArray) depths = g_array_new (FALSE, TRUE, sizeof (guint16));
  g_autoptr (GArray) scope = g_array_new (FALSE, FALSE, sizeof (PlxPramScope));
  g_autoptr (GPtrArray) privates = g_ptr_array_new ();
  PlxPramParser parser = { .pram = pram, .token = (const PlxPramToken *) (gconstpointer) tokens->data, .depths = depths,
                           .scope = scope, .privates = privates };

  g_array_set_size (depths, pram->nodes->len);
  if (!declarations (&parser, error) || !block (&parser, &pram->first, error))
    return FALSE;
  if (parser.token->kind == PLX_PRAM_TOKEN_EOF)
    return TRUE;
  return plx_pram_fail (&parser, parser.token, error, "%s without a statement that it ends",
                        plx_pram_token_name (parser.token->kind));
}
