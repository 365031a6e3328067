/* SPDX-License-Identifier: MIT */
/* pram-expression.c: expressions of a PRAM program, by recursive descent; a function for each line of the grammar. */
#include "sim/core/param.h"
#include "sim/sources/pram-parser.h"

#include <string.h>

static const struct {
  const char *name;
  PlxPramOp op;
  guint least, most;  /* arguments */
} functions[] = {
  { "min", PLX_PRAM_MINIMUM, 2, G_MAXUINT },
  { "max", PLX_PRAM_MAXIMUM, 2, G_MAXUINT },
  { "abs", PLX_PRAM_ABS, 1, 1 },
  { "log2", PLX_PRAM_LOG2, 1, 1 },
  { "log", PLX_PRAM_LOG2, 1, 1 },
  { "lg", PLX_PRAM_LOG2, 1, 1 },
  { "clog2", PLX_PRAM_CLOG2, 1, 1 },
  { "odd", PLX_PRAM_ODD, 1, 1 },
  { "even", PLX_PRAM_EVEN, 1, 1 },
  { "ceildiv", PLX_PRAM_CEIL_DIVIDE, 2, 2 },
  { "hash", PLX_PRAM_HASH, 2, 2 },
};

/* ---- nodes ---- */

static guint32
add_node (PlxPramParser *parser, PlxPramNode node, guint16 depth)
{
  g_array_append_val (parser->pram->nodes, node);
  g_array_append_val (parser->depths, depth);
  parser->pram->max_depth = MAX (parser->pram->max_depth, depth);
  return parser->pram->nodes->len - 1;
}

static guint32
leaf (PlxPramParser *parser, PlxPramOp op, const PlxPramToken *at, guint32 slot)
{
  const PlxPramNode node = { .op = (guint8) op, .uniform = op == PLX_PRAM_SCALAR, .line = at->line,
                             .column = at->column, .slot = slot };

  return add_node (parser, node, 1);
}

guint32
plx_pram_constant (PlxPramParser *parser, const PlxPramToken *token, gint64 value)
{
  const PlxPramNode node = { .op = PLX_PRAM_CONSTANT, .uniform = TRUE, .line = token->line,
                             .column = token->column, .value = value };

  return add_node (parser, node, 1);
}

/* @children: [n] */
static guint32
parent (PlxPramParser *parser, PlxPramOp op, const PlxPramToken *at, const guint32 *children, guint n, GError **error)
{
  PlxPramNode node = { .op = (guint8) op, .uniform = op != PLX_PRAM_CELL, .shared = op == PLX_PRAM_CELL,
                       .n_children = (guint8) n, .line = at->line, .column = at->column };
  guint16 depth = 0;

  for (guint i = n; i-- > 0;)
    {
      PlxPramNode *child = plx_pram_node_at (parser, children[i]);

      child->next = node.child;
      node.child = children[i];
      node.uniform &= child->uniform;
      node.shared |= child->shared;
      depth = MAX (depth, g_array_index (parser->depths, guint16, children[i]));
    }
  if (depth < PLX_PRAM_MAX_DEPTH)
    return add_node (parser, node, depth + 1);
  plx_pram_fail (parser, at, error, "an expression of more than %d levels; split it", PLX_PRAM_MAX_DEPTH);
  return 0;
}

guint32
plx_pram_node (PlxPramParser *parser, PlxPramOp op, const PlxPramToken *token, guint32 a, guint32 b, GError **error)
{
  const guint32 children[] = { a, b };

  return parent (parser, op, token, children, b ? 2 : 1, error);
}

/* ---- names ---- */

/* @list: expressions, of at most @most; reads to the closing token. Returns how many, 0 with *error. */
static guint
arguments (PlxPramParser *parser, PlxPramTokenKind close, guint32 *list, guint most, GError **error)
{
  guint n = 0;

  do
    {
      if (n == most)
        {
          plx_pram_fail (parser, parser->token, error, "more than %u here; that many are the most", most);
          return 0;
        }
      if (!(list[n++] = plx_pram_expression (parser, error)))
        return 0;
    }
  while (plx_pram_accept (parser, PLX_PRAM_TOKEN_COMMA));
  return plx_pram_expect (parser, close, "the last of these", error) ? n : 0;
}

static guint32
call (PlxPramParser *parser, guint function, const PlxPramToken *name, GError **error)
{
  guint32 list[64];
  const guint n = arguments (parser, PLX_PRAM_TOKEN_CLOSE, list, G_N_ELEMENTS (list), error);

  if (n == 0)
    return 0;
  if (n < functions[function].least || n > functions[function].most)
    {
      const guint least = functions[function].least;

      plx_pram_fail (parser, name, error, "%s has %u %s; %u given", functions[function].name, least,
                     functions[function].most > least ? "or more arguments" : least == 1 ? "argument" : "arguments", n);
      return 0;
    }
  guint32 node = functions[function].least == 1 ? plx_pram_node (parser, functions[function].op, name, list[0], 0, error)
                                                : list[0];
  for (guint i = 1; node && i < n; i++)
    node = plx_pram_node (parser, functions[function].op, name, node, list[i], error);
  return node;
}

static gint
find_function (const PlxPramToken *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (functions); i++)
    if (plx_pram_is (name, functions[i].name))
      return (gint) i;
  return -1;
}

static const PlxPramScope *
find_scope (const PlxPramParser *parser, const PlxPramToken *name)
{
  for (guint i = parser->scope->len; i-- > 0;)
    {
      const PlxPramScope *scope = &g_array_index (parser->scope, PlxPramScope, i);

      if (scope->length == name->length && memcmp (scope->name, name->text, name->length) == 0)
        return scope;
    }
  return NULL;
}

/* Place of a name in a list of names, or -1. */
static gint
find_name (const GPtrArray *names, const PlxPramToken *name)
{
  for (guint i = 0; i < names->len; i++)
    if (plx_pram_is (name, names->pdata[i]))
      return (gint) i;
  return -1;
}

static gint
find_private (const PlxPramParser *parser, const PlxPramToken *name)
{
  for (guint i = 0; i < parser->privates->len; i++)
    {
      const PlxPramToken *private = parser->privates->pdata[i];

      if (private->length == name->length && memcmp (private->text, name->text, name->length) == 0)
        return (gint) i;
    }
  return -1;
}

gboolean
plx_pram_is_declared (const PlxPramParser *parser, const PlxPramToken *name)
{
  return find_scope (parser, name) || find_private (parser, name) >= 0
         || find_name (parser->pram->param_names, name) >= 0 || find_name (parser->pram->shared_names, name) >= 0;
}

/* "_i" and "_i1" are 0, "_i2" is 1, ...; -1: none of these */
static gint
find_place (const PlxPramParser *parser, const PlxPramToken *name)
{
  if (parser->place != PLX_PRAM_IN_INITIAL || name->length < 2 || memcmp (name->text, "_i", 2) != 0)
    return -1;
  if (name->length == 2)
    return parser->rank > 0 ? 0 : -1;
  const gint place = name->length == 3 ? name->text[2] - '1' : -1;
  return place >= 0 && place < (gint) parser->rank ? place : -1;
}

static void
add_names (GPtrArray *all, const GPtrArray *names)
{
  for (guint i = 0; i < names->len; i++)
    g_ptr_array_add (all, g_strdup (names->pdata[i]));
}

/* Every name that there is, for the nearest. */
static guint32
unknown (const PlxPramParser *parser, const PlxPramToken *name, gboolean called, GError **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (g_free);

  if (!called)
    {
      add_names (all, parser->pram->param_names);
      add_names (all, parser->pram->shared_names);
      for (guint i = 0; i < parser->privates->len; i++)
        {
          const PlxPramToken *private = parser->privates->pdata[i];

          g_ptr_array_add (all, g_strndup (private->text, private->length));
        }
      for (guint i = 0; i < parser->scope->len; i++)
        {
          const PlxPramScope *scope = &g_array_index (parser->scope, PlxPramScope, i);

          g_ptr_array_add (all, g_strndup (scope->name, scope->length));
        }
    }
  for (guint i = 0; called && i < G_N_ELEMENTS (functions); i++)
    g_ptr_array_add (all, g_strdup (functions[i].name));
  g_ptr_array_add (all, NULL);
  g_autofree char *text = g_strndup (name->text, name->length);
  g_autofree char *hint = all->len > 1 ? plx_nearest_hint (text, (const char *const *) all->pdata)
                                       : g_strdup ("; nothing is declared so far");
  const char *in_case = plx_pram_case_hint (name);

  plx_pram_fail (parser, name, error, "%s: there is no such %s%s", text, called ? "function" : "name here",
                 *in_case ? in_case : hint);
  return 0;
}

/* A cell of a shared array; what follows its name is still to be read. */
static guint32
cell (PlxPramParser *parser, guint slot, const PlxPramToken *name, GError **error)
{
  const guint rank = g_array_index (parser->pram->shared, PlxPramShared, slot).rank;
  const PlxPramTokenKind open = parser->token->kind;
  guint32 list[PLX_PRAM_RANK], node;
  guint n = 0;

  if (open == PLX_PRAM_TOKEN_OPEN_INDEX || open == PLX_PRAM_TOKEN_OPEN)
    {
      parser->token++;
      n = arguments (parser, open == PLX_PRAM_TOKEN_OPEN ? PLX_PRAM_TOKEN_CLOSE : PLX_PRAM_TOKEN_CLOSE_INDEX, list,
                     G_N_ELEMENTS (list), error);
      if (n == 0)
        return 0;
    }
  if (n != rank)
    {
      plx_pram_fail (parser, name, error, "%s has %u ind%s; %u given",
                     (char *) parser->pram->shared_names->pdata[slot], rank, rank == 1 ? "ex" : "ices", n);
      return 0;
    }
  if (!(node = parent (parser, PLX_PRAM_CELL, name, list, n, error)))
    return 0;
  plx_pram_node_at (parser, node)->slot = slot;
  parser->n_cells++;
  return node;
}

/* A private or an index. */
static guint32
column (PlxPramParser *parser, guint32 slot, const PlxPramToken *name, GError **error)
{
  const gboolean early = parser->in_pardo && !parser->in_body && slot < parser->pram->n_privates;

  if (parser->in_pardo && !parser->one_for_all && !early)
    return leaf (parser, PLX_PRAM_COLUMN, name, slot);
  if (early)
    plx_pram_fail (parser, name, error, "%.*s is private, and begins after pardo; an index or a parameter would do",
                   (int) name->length, name->text);
  else if (parser->in_pardo)
    plx_pram_fail (parser, name, error, "%.*s is each processor's own, and %s the same for all; use while",
                   (int) name->length, name->text, parser->one_for_all);
  else
    plx_pram_fail (parser, name, error, "%.*s is private, and there are no processors here; use it inside a pardo",
                   (int) name->length, name->text);
  return 0;
}

/* A name that is not called. */
static guint32
variable (PlxPramParser *parser, const PlxPramToken *name, GError **error)
{
  const PlxPramScope *scope = find_scope (parser, name);
  gint slot;

  if (scope)
    return scope->column ? column (parser, scope->slot, name, error)
                         : leaf (parser, PLX_PRAM_SCALAR, name, scope->slot);
  if ((slot = find_name (parser->pram->param_names, name)) >= 0)
    return leaf (parser, PLX_PRAM_SCALAR, name, (guint32) slot);
  if ((slot = find_place (parser, name)) >= 0)
    return leaf (parser, PLX_PRAM_PLACE, name, (guint32) slot);
  if (parser->place == PLX_PRAM_IN_BODY && (slot = find_private (parser, name)) >= 0)
    return column (parser, (guint32) slot, name, error);
  if (parser->place != PLX_PRAM_IN_PARAM && (slot = find_name (parser->pram->shared_names, name)) >= 0)
    return cell (parser, (guint32) slot, name, error);
  return unknown (parser, name, FALSE, error);
}

static guint32 unary (PlxPramParser *parser, GError **error);

/* "log n": a function of one argument without parentheses. */
static gboolean
is_applied (const PlxPramParser *parser, const PlxPramToken *name, gint function)
{
  return function >= 0 && functions[function].most == 1 && !plx_pram_is_declared (parser, name)
         && name[1].line == name->line
         && (name[1].kind == PLX_PRAM_TOKEN_NAME || name[1].kind == PLX_PRAM_TOKEN_NUMBER);
}

static guint32
name_or_call (PlxPramParser *parser, GError **error)
{
  const PlxPramToken *name = parser->token++;
  const gint function = find_function (name);
  guint32 argument;

  if (is_applied (parser, name, function))
    return (argument = unary (parser, error))
           ? plx_pram_node (parser, functions[function].op, name, argument, 0, error) : 0;
  if (parser->token->kind != PLX_PRAM_TOKEN_OPEN)
    return variable (parser, name, error);
  /* A(i), as some books write A[i] */
  if (parser->place != PLX_PRAM_IN_PARAM && find_name (parser->pram->shared_names, name) >= 0)
    return variable (parser, name, error);
  if (function < 0)
    return unknown (parser, name, TRUE, error);
  parser->token++;
  return call (parser, (guint) function, name, error);
}

guint32
plx_pram_target (PlxPramParser *parser, GError **error)
{
  const PlxPramToken *name = parser->token;

  if (name->kind != PLX_PRAM_TOKEN_NAME)
    {
      plx_pram_fail (parser, name, error, "expected a statement; found %.*s", (int) name->length, name->text);
      return 0;
    }
  parser->token++;
  const guint32 node = variable (parser, name, error);
  const PlxPramNode *target = plx_pram_node_at (parser, node);

  if (!node)
    return 0;
  if (target->op == PLX_PRAM_CELL)
    {
      parser->n_cells--;
      return node;
    }
  if (target->op == PLX_PRAM_COLUMN && target->slot < parser->pram->n_privates)
    return node;
  plx_pram_fail (parser, name, error, "%.*s is %s: it cannot be assigned; a private or a shared cell can",
                 (int) name->length, name->text,
                 target->op == PLX_PRAM_COLUMN ? "an index of the pardo" : find_scope (parser, name)
                 ? "the variable of a for" : "a parameter");
  return 0;
}

/* ---- the grammar ---- */

/* prim = NUM | "true" | "false" | "(" expr ")" | NAME [...] */
static guint32
primary (PlxPramParser *parser, GError **error)
{
  const PlxPramToken *token = parser->token;
  guint32 node;

  switch (token->kind)
    {
    case PLX_PRAM_TOKEN_NUMBER:
      parser->token++;
      return plx_pram_constant (parser, token, token->value);
    case PLX_PRAM_TOKEN_TRUE:
    case PLX_PRAM_TOKEN_FALSE:
      parser->token++;
      return plx_pram_constant (parser, token, token->kind == PLX_PRAM_TOKEN_TRUE);
    case PLX_PRAM_TOKEN_NAME:
      return name_or_call (parser, error);
    case PLX_PRAM_TOKEN_OPEN:
      parser->token++;
      node = plx_pram_expression (parser, error);
      return node && plx_pram_expect (parser, PLX_PRAM_TOKEN_CLOSE, "the expression", error) ? node : 0;
    default:
      plx_pram_fail (parser, token, error, "expected a value; found %s", plx_pram_token_name (token->kind));
      return 0;
    }
}

/* un = "-" un | "not" un | prim [ "^" un ] */
static guint32
unary_inside (PlxPramParser *parser, GError **error)
{
  const PlxPramToken *token = parser->token;
  guint32 a, b;

  if (plx_pram_accept (parser, PLX_PRAM_TOKEN_MINUS))
    return (a = unary (parser, error)) ? plx_pram_node (parser, PLX_PRAM_NEGATE, token, a, 0, error) : 0;
  if (plx_pram_accept (parser, PLX_PRAM_TOKEN_NOT))
    return (a = unary (parser, error)) ? plx_pram_node (parser, PLX_PRAM_NOT, token, a, 0, error) : 0;
  if (!(a = primary (parser, error)))
    return 0;
  token = parser->token;
  if (!plx_pram_accept (parser, PLX_PRAM_TOKEN_POWER))
    return a;
  return (b = unary (parser, error)) ? plx_pram_node (parser, PLX_PRAM_POWER, token, a, b, error) : 0;
}

static guint32
unary (PlxPramParser *parser, GError **error)
{
  if (!plx_pram_enter (parser, error))
    return 0;
  const guint32 node = unary_inside (parser, error);

  parser->depth--;
  return node;
}

/* Operators of the levels or, and, cmp, add, mul: each level binds tighter than the one before. */
enum { LEVEL_OR, LEVEL_AND, LEVEL_COMPARE, LEVEL_ADD, LEVEL_MULTIPLY, N_LEVELS };

static const struct {
  PlxPramTokenKind token;
  guint level;
  PlxPramOp op;
} operators[] = {
  { PLX_PRAM_TOKEN_OR, LEVEL_OR, PLX_PRAM_OR },
  { PLX_PRAM_TOKEN_AND, LEVEL_AND, PLX_PRAM_AND },
  { PLX_PRAM_TOKEN_EQUAL, LEVEL_COMPARE, PLX_PRAM_EQUAL },
  { PLX_PRAM_TOKEN_UNEQUAL, LEVEL_COMPARE, PLX_PRAM_UNEQUAL },
  { PLX_PRAM_TOKEN_LESS, LEVEL_COMPARE, PLX_PRAM_LESS },
  { PLX_PRAM_TOKEN_LESS_EQUAL, LEVEL_COMPARE, PLX_PRAM_LESS_EQUAL },
  { PLX_PRAM_TOKEN_GREATER, LEVEL_COMPARE, PLX_PRAM_GREATER },
  { PLX_PRAM_TOKEN_GREATER_EQUAL, LEVEL_COMPARE, PLX_PRAM_GREATER_EQUAL },
  { PLX_PRAM_TOKEN_PLUS, LEVEL_ADD, PLX_PRAM_ADD },
  { PLX_PRAM_TOKEN_MINUS, LEVEL_ADD, PLX_PRAM_SUBTRACT },
  { PLX_PRAM_TOKEN_TIMES, LEVEL_MULTIPLY, PLX_PRAM_MULTIPLY },
  { PLX_PRAM_TOKEN_SLASH, LEVEL_MULTIPLY, PLX_PRAM_DIVIDE },
  { PLX_PRAM_TOKEN_DIV, LEVEL_MULTIPLY, PLX_PRAM_DIVIDE },
  { PLX_PRAM_TOKEN_MOD, LEVEL_MULTIPLY, PLX_PRAM_MODULO },
  { PLX_PRAM_TOKEN_XOR, LEVEL_MULTIPLY, PLX_PRAM_XOR },
};

/* The operator of that level that stands here, or -1. */
static gint
operator_here (const PlxPramParser *parser, guint level)
{
  for (guint i = 0; i < G_N_ELEMENTS (operators); i++)
    if (operators[i].token == parser->token->kind && operators[i].level == level)
      return (gint) i;
  return -1;
}

/* From left to right: a op b op c = (a op b) op c. */
static guint32
binary (PlxPramParser *parser, guint level, GError **error)
{
  if (level == N_LEVELS)
    return unary (parser, error);
  guint32 a = binary (parser, level + 1, error);
  gint found;

  while (a && (found = operator_here (parser, level)) >= 0)
    {
      const PlxPramToken *token = parser->token++;
      const guint32 b = binary (parser, level + 1, error);

      a = b ? plx_pram_node (parser, operators[found].op, token, a, b, error) : 0;
    }
  return a;
}

guint32
plx_pram_sum (PlxPramParser *parser, GError **error)
{
  return binary (parser, LEVEL_ADD, error);
}

/* expr = or [ "?" expr ":" expr ] */
static guint32
choice (PlxPramParser *parser, GError **error)
{
  guint32 list[3] = { binary (parser, LEVEL_OR, error) };
  const PlxPramToken *token = parser->token;

  if (!list[0] || !plx_pram_accept (parser, PLX_PRAM_TOKEN_QUESTION))
    return list[0];
  if (!(list[1] = plx_pram_expression (parser, error))
      || !plx_pram_expect (parser, PLX_PRAM_TOKEN_COLON, "the value after ?", error)
      || !(list[2] = plx_pram_expression (parser, error)))
    return 0;
  return parent (parser, PLX_PRAM_CHOOSE, token, list, 3, error);
}

guint32
plx_pram_expression (PlxPramParser *parser, GError **error)
{
  if (!plx_pram_enter (parser, error))
    return 0;
  const guint32 node = choice (parser, error);

  parser->depth--;
  return node;
}
