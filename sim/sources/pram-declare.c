/* SPDX-License-Identifier: MIT */
/* pram-declare.c: the declarations that a PRAM program begins with. */
#include "sim/sources/pram-parser.h"

#include <string.h>

#define MOST_NAMES 1000u  /* that are looked through for each name in the text */

const PlxPramToken *
plx_pram_new_name (PlxPramParser *parser, const char *after, GError **error)
{
  const PlxPramToken *name = parser->token;

  if (!plx_pram_expect (parser, PLX_PRAM_TOKEN_NAME, after, error))
    return NULL;
  if (!plx_pram_is_declared (parser, name))
    return name;
  plx_pram_fail (parser, name, error, "%.*s is declared already; choose another name", (int) name->length, name->text);
  return NULL;
}

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
  const PlxPramToken *name = plx_pram_new_name (parser, "param", error);

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
  const PlxPramToken *name = plx_pram_new_name (parser, "shared", error);
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
  const PlxPramToken *name = plx_pram_new_name (parser, "private", error);

  if (!name)
    return FALSE;
  g_ptr_array_add (parser->privates, (gpointer) name);
  parser->pram->n_privates++;
  return TRUE;
}

static gboolean
check_number (const PlxPramParser *parser, const PlxPramToken *at, GError **error)
{
  const guint n = parser->pram->params->len + parser->pram->shared->len + parser->privates->len;

  return n <= MOST_NAMES || plx_pram_fail (parser, at, error, "more than %u names; that many are the most", MOST_NAMES);
}

gboolean
plx_pram_declarations (PlxPramParser *parser, GError **error)
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
        if (!kinds[token->kind] (parser, error) || !check_number (parser, token, error))
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
