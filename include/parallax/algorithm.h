/* SPDX-License-Identifier: MIT */
/* algorithm.h: a parallel algorithm is a constant table of variants. Built-in ones and a user's
 * look alike. */
#pragma once

#include <parallax/model.h>
#include <parallax/program.h>

G_BEGIN_DECLS

/* Time by a formula, equal to the price of the trace (t = 1 unless it says t). Names in it: p, the
 * algorithm's parameters, the model's; functions as in plx_expression, and R (k) under apram. */
typedef struct {
  const char *model;    /* "bsp", "apram", "logp", "pram" ... */
  const char *formula;  /* "2*n/p + p - 3 + (p - 1)*g + 2*l" */
  const char *when;     /* a condition: "divides (p, n) && p >= 2"; NULL: always */
  const char *source;
  gboolean upper_bound;
} PlxClosedForm;

/* .closed = PLX_CLOSED_FORMS ({ "bsp", "n*g + l", .when = "p >= 2", .source = "Valiant 1990" }, ...) */
#define PLX_CLOSED_FORMS(...) (const PlxClosedForm[]) { __VA_ARGS__, { .model = NULL } }

typedef struct {
  const char *name;   /* "two-level" */
  const char *title;
  void (*run) (PlxProc *me, const void *instance);
  const PlxClosedForm *closed;  /* ends with .model == NULL; may be NULL */
  /* NULL, or what p and the parameters must satisfy beyond their ranges, as a condition ("power (p,
   * 2)"), with the text for a user in .needs_text */
  const char *needs, *needs_text;
  /* When they differ from the algorithm's. */
  void (*prepare) (PlxProc *me, void *instance);
  void (*fill) (PlxProc *me, const void *instance);
  void (*check) (PlxProc *me, const void *instance);
} PlxVariant;

typedef struct PlxAlgorithm {
  guint abi;
  const char *name, *title, *source;
  gsize instance_size;          /* every processor has its own: parameters first, then what prepare makes */
  const PlxParam *params;       /* "n" (or "m") first */
  const PlxVariant *variants;   /* ends with .name == NULL */
  /* The best sequential program for the problem, named "sequential": runs with p = 1 only. What absolute
   * speed-ups are measured against. */
  const PlxVariant *best;
  /* Collective: arrays and private memory. */
  void (*prepare) (PlxProc *me, void *instance);
  /* Before every sample, untimed: the input from plx_random, the same whatever p. No sync. */
  void (*fill) (PlxProc *me, const void *instance);
  /* After it, by processor 0 alone, untimed: compares with a sequential reference through plx_read;
   * plx_fail if not. */
  void (*check) (PlxProc *me, const void *instance);
  /* NULL. Or, of a program in another language, instead of all functions above and of its variants': makes the trace,
   * which runtimes replay. NULL with *error. */
  PlxTrace *(*trace) (const struct PlxAlgorithm *algorithm, gconstpointer instance, guint p, guint64 seed,
                      const char *identity, GError **error);
  /* Goes with trace: how many processors there are when nobody says. 0 with *error. */
  guint (*processors) (const struct PlxAlgorithm *algorithm, gconstpointer instance, guint64 seed, GError **error);
} PlxAlgorithm;

#define PLX_ALGORITHM(ident, Instance, ...) \
  extern const PlxAlgorithm plx_algorithm_##ident; \
  const PlxAlgorithm plx_algorithm_##ident = { .abi = PLX_ABI, .instance_size = sizeof (Instance), __VA_ARGS__ }; \
  PLX_EXPORT (.algorithm = &plx_algorithm_##ident)

G_END_DECLS
