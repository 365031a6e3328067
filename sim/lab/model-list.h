/* SPDX-License-Identifier: MIT */
/* model-list.h: the models that a command line or a scenario asks for: "pram.crew, bsp:g=2,l=10". */
#pragma once

#include <parallax/model.h>

typedef struct {
  char *label;            /* what plx_pricer_new wants: "pram.crew", "bsp" */
  char *text;             /* as it was asked for, without blanks: "bsp:g=2,l=10" */
  PlxSettings *settings;  /* empty when the model stands alone */
} PlxModelChoice;

/* (transfer full): an empty list of PlxModelChoice that frees its items. */
GPtrArray *plx_model_list_new (void);
/* Appends the models of @text. An item that is a name, alone or before a colon, starts the next
 * model; KEY=VALUE items belong to the last one. @where: what an error begins with: "x.scn:12",
 * "--model". PLX_ERROR_INPUT: an unknown model (with the nearest name), a value without a model, a
 * repeated key or model. */
gboolean plx_model_list_read (GPtrArray *list, const char *text, const char *where, GError **error);
/* What the model of the LogP family was told, `logp` itself before others: L, o and g of algorithms that are made for
 * them. Borrowed; NULL: none was told anything. */
const PlxSettings *plx_model_list_logp (const GPtrArray *list);
