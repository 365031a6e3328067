/* SPDX-License-Identifier: MIT */
/* model.h: a cost model is a constant table. Built-in models and a user's shared objects look alike. */
#pragma once

#include <parallax/error.h>
#include <parallax/machine.h>
#include <parallax/timing.h>
#include <parallax/trace.h>
#include <stddef.h>

G_BEGIN_DECLS

#define PLX_ABI 2

/* Properties that a model claims; generic tests hold it to them. */
typedef enum {
  PLX_ADDITIVE = 1,     /* over supersteps */
  PLX_MONOTONE = 2,     /* in work, bytes and messages */
  PLX_HOMOGENEOUS = 4,  /* all time parameters doubled doubles the time */
  PLX_SYMMETRIC = 8,    /* invariant under renaming processors */
} PlxClaims;

typedef struct PlxProcessorCosts PlxProcessorCosts;  /* parallax/engine.h */

typedef struct {
  guint abi;             /* PLX_ABI, set by PLX_MODEL */
  const char *name;      /* "bsp" */
  const char *title;     /* "bulk-synchronous parallel" */
  const char *formula;   /* "w + g h + l" */
  const char *source;    /* "Valiant 1990" */
  const char *section;   /* of a machine file: "bsp"; NULL: none */
  const char *variants;  /* name of the PLX_CHOICE parameter that "pram.crew" sets; NULL: none */
  guint claims;          /* PlxClaims */
  gsize instance_size;
  const PlxParam *params;
  /* Pure. @instance: the flat parameter struct. @timing: made for the causal supersteps of @trace.
   * FALSE with PLX_ERROR_INPUT when the trace cannot be priced. */
  gboolean (*price) (const void *instance, const PlxTrace *trace, PlxTiming *timing, GError **error);
  /* Instead of price: what simulated processors pay, whose finish then is the price. @costs: zeroed; @instance outlives
   * it. FALSE with PLX_ERROR_INPUT: parameters that do not go together. */
  gboolean (*costs) (const void *instance, PlxProcessorCosts *costs, GError **error);
} PlxModel;

/* What a plug-in exports as `plx_plugin`. */
typedef struct {
  guint abi;
  const PlxModel *model;                  /* or NULL */
  const struct PlxAlgorithm *algorithm;   /* or NULL */
} PlxPlugin;

#ifdef PLX_PLUGIN
#define PLX_EXPORT(...) \
  extern const PlxPlugin plx_plugin; \
  __attribute__ ((visibility ("default"))) const PlxPlugin plx_plugin = { .abi = PLX_ABI, __VA_ARGS__ };
#else
#define PLX_EXPORT(...)
#endif

/* Defines the table plx_model_<ident>, of a model of that name; in a plug-in also exports it. */
#define PLX_MODEL(ident, Instance, ...) PLX_MODEL_NAMED (ident, #ident, Instance, __VA_ARGS__)
/* The same for a name that is no identifier. */
#define PLX_MODEL_NAMED(ident, text, Instance, ...) \
  extern const PlxModel plx_model_##ident; \
  const PlxModel plx_model_##ident = { .abi = PLX_ABI, .name = text, .instance_size = sizeof (Instance), __VA_ARGS__ }; \
  PLX_EXPORT (.model = &plx_model_##ident)

/* A model with every parameter known: value = setting, else the machine's, else the default. */
typedef struct {
  const PlxModel *model;
  char *label;        /* as it was asked for: "pram.crew", "bsp" */
  gpointer instance;
} PlxPricer;

/* @settings: overrides, or NULL. @machine: or NULL: a textbook machine that counts steps.
 * PLX_ERROR_INPUT names every missing parameter and every unknown setting. */
PlxPricer *plx_pricer_new (const char *label, const PlxSettings *settings, const PlxMachine *machine, guint p,
                           gboolean extrapolate, GError **error);
void plx_pricer_free (PlxPricer *pricer);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlxPricer, plx_pricer_free)
/* Returns: (transfer full). */
PlxTiming *plx_pricer_price (const PlxPricer *pricer, const PlxTrace *trace, gboolean explain, GError **error);

G_END_DECLS
