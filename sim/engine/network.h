/* SPDX-License-Identifier: MIT */
/* network.h: nodes and directed links between them, and the way from one to another, hop by hop. */
#pragma once

#include "sim/core/platform-params.h"

/* Constant. Nodes below p are the processors; others, if any, are nodes without one, or switches. */
typedef struct {
  PlxTopology topology;
  PlxSwitching switching;
  PlxRouting routing;
  double latency, rate;  /* of a link: time, time per byte; in the machine's unit */
  guint n;               /* dimensions, of a hypercube too; levels of a fat tree */
  guint32 size[PLX_MOST_DIMENSIONS], stride[PLX_MOST_DIMENSIONS];
  guint32 arity;         /* fat tree */
  guint32 leaves, switches;  /* of it: processors at most, switches of a level */
  guint32 p;
  guint64 n_links;
} PlxNetwork;

/* PLX_ERROR_INPUT: processors do not fit, or routing is not of this topology. Errors say which key is wrong, and why. */
gboolean plx_network_new (const PlxNetworkParams *params, guint p, PlxNetwork *network, const char **key, GError **error);

/* When each link is free, in ticks, and what a link takes. */
typedef struct {
  guint64 *free;     /* [n_links] */
  guint64 latency;
  double per_byte;
} PlxLinks;

PlxLinks plx_links_begin (const PlxNetwork *network, double rate);
void plx_links_clear (PlxLinks *links);
/* See plx_platform_hop (). */
guint64 plx_links_hop (PlxLinks *links, const PlxNetwork *network, guint32 *node, guint32 destination, guint64 time,
                       guint64 bytes);
