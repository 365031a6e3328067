/* SPDX-License-Identifier: MIT */
/* platform-params.h: the keys of a machine file's sections [network], [noise], [memory] and [processors]. */
#pragma once

#include <parallax/param.h>

/* Places in the choices of their keys. */
typedef enum {
  PLX_NETWORK_IDEAL,
  PLX_NETWORK_CROSSBAR,
  PLX_NETWORK_RING,
  PLX_NETWORK_MESH,
  PLX_NETWORK_TORUS,
  PLX_NETWORK_HYPERCUBE,
  PLX_NETWORK_FAT_TREE,
} PlxTopology;

typedef enum { PLX_CUT_THROUGH, PLX_STORE_AND_FORWARD } PlxSwitching;

typedef enum {
  PLX_ROUTING_ANY,             /* what the topology has */
  PLX_ROUTING_DIMENSION_ORDER, /* ring, mesh, torus */
  PLX_ROUTING_E_CUBE,          /* hypercube */
  PLX_ROUTING_UP_DOWN,         /* fat tree: the way up is chosen by the destination */
  PLX_ROUTING_LEAST_LOADED,    /* fat tree: by what is free first */
} PlxRouting;

typedef enum { PLX_NOISE_NONE, PLX_NOISE_EXPONENTIAL, PLX_NOISE_PARETO, PLX_NOISE_PERIODIC } PlxNoiseDistribution;

#define PLX_MOST_DIMENSIONS 8
#define PLX_MOST_SPEEDS 4096
#define PLX_MOST_NODES (G_GUINT64_CONSTANT (1) << 21)

/* "8x8"; n = 0: not given. */
typedef struct {
  guint n;
  guint32 of[PLX_MOST_DIMENSIONS];
} PlxDimensions;

typedef struct {
  int topology, switching, routing;
  PlxDimensions dimensions;
  guint64 arity, levels; /* levels 0: as many as p needs */
  double latency;        /* time of a link */
  double rate;           /* time per byte */
} PlxNetworkParams;

typedef struct {
  int distribution;
  double mean, period, duration; /* time */
  double shape;
} PlxNoiseParams;

typedef struct {
  guint64 modules; /* 0: one for each processor */
  double service;  /* time per word */
  double latency;
} PlxMemoryParams;

typedef struct {
  guint n; /* 0: not given */
  double of[PLX_MOST_SPEEDS];
} PlxProcessorsParams;

extern const PlxParam plx_network_params[], plx_noise_params[], plx_memory_params[], plx_processors_params[];

/* Reads a key of these tables into the struct that the table is of. Errors say only what is wrong and what would be
 * right. */
gboolean plx_platform_param_read (const PlxParam *param, const char *text, const PlxUnits *units, gpointer instance,
                                  GError **error);
