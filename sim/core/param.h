/* SPDX-License-Identifier: MIT */
/* param.h: reading quantities, for those in the core that read values. Errors of these functions
 * say only what is wrong and what would be right; the caller puts the place in front. */
#pragma once

#include <parallax/param.h>

/* A finite decimal number at the start of text, after blanks; *end: what follows. */
gboolean plx_number_read (const char *text, const char **end, double *value, GError **error);
/* @unit: "time/word", ... as in PlxParam; bare numbers are in it. @value: in the machine's unit and
 * in that size. */
gboolean plx_quantity_read (const char *text, const char *unit, const PlxUnits *units, double *value, GError **error);
/* As plx_param_read, without the place, name and text in front of the message. */
gboolean plx_param_parse (const PlxParam *param, const char *text, const PlxUnits *units, gpointer instance,
                          GError **error);
/* As plx_count_read, without the text in front of the message. */
gboolean plx_count_parse (const char *text, guint64 *count, GError **error);
/* One time for all sizes, or "4K: 0.5 ns, 64K: 0.6 ns". */
gboolean plx_curve_read (const char *text, const char *unit, const PlxUnits *units, PlxCurve *curve, GError **error);
/* flat, from the curves. */
void plx_work_costs_settle (PlxWorkCosts *costs);

/* Place of a text in "plain|pipelined", or -1; and the n-th text, (transfer full). */
int plx_choice_find (const char *choices, const char *text);
char *plx_choice_nth (const char *choices, guint n);
/* The parameter of that name in a table that ends with PLX_PARAM_END, or NULL. */
const PlxParam *plx_param_find (const PlxParam *params, const char *name);
/* A parameter as a number, for formulas: a count, a switch or a choice's place too; NaN for a rule or a text.
 * Work costs: op's when flat, else NaN. */
double plx_param_number (const PlxParam *param, gconstpointer instance);
/* "; did you mean \"g\"?" or, when nothing is near, "; known are: g, l". (transfer full) */
char *plx_nearest_hint (const char *name, const char *const *candidates);
