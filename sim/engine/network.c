/* SPDX-License-Identifier: MIT */
/* network.c: crossbars, rings, meshes, tori, hypercubes and fat trees.
 *
 * A directed link carries one message at a time, in the order in which their heads come. Cut-through: the head goes on a
 * latency after it found the link free, and the tail follows bytes x time per byte later; a message that has to wait for
 * its next link waits in the node before it. Store-and-forward: a node passes a message on when it has all of it.
 *
 * Crossbar: every processor has a link to the switch in the middle and one from it, so that messages to one processor
 * wait for each other. Ring, mesh and torus: a node's number in mixed radix, the first dimension fastest; a message goes
 * the whole way in the first dimension, then in the second, ...; on a torus the shorter way, upwards when both are
 * equally long. Hypercube: from the lowest bit that differs. Fat tree: the k-ary n-tree of F. Petrini and M. Vanneschi,
 * "k-ary n-trees: high performance networks for massively parallel architectures", IPPS 1997: k^n processors, n levels of
 * k^(n-1) switches; a message goes up only as far as it must, by a link that is chosen by the digits of its destination,
 * or by which is free first.
 *
 * Check value: a ring of 4, latency 2, 0.5 a byte, 8 bytes from 0 to 2: 2 + 2 + 4 = 8; store-and-forward 2 (2 + 4) = 12.
 */
#include "sim/engine/network.h"

#include <math.h>
#include <parallax/error.h>

#define LARGEST 0x1p62
#define MOST_LINKS (G_GUINT64_CONSTANT (1) << 27)

/* ---- shapes ---- */

static void
set_dimensions (PlxNetwork *network, const PlxDimensions *dimensions)
{
  guint32 stride = 1;

  network->n = dimensions->n;
  for (guint i = 0; i < dimensions->n; i++)
    {
      network->size[i] = dimensions->of[i];
      network->stride[i] = stride;
      stride *= dimensions->of[i];
    }
  network->n_links = (guint64) stride * 2 * network->n;
}

/* Without dimensions a mesh or torus is the square that holds all processors. */
static PlxDimensions
square (guint p)
{
  guint32 side = (guint32) sqrt ((double) p);

  while ((guint64) side * side < p)
    side++;
  return (PlxDimensions) { 2, { side, MAX ((p + side - 1) / side, 1) } };
}

static gboolean
new_grid (PlxNetwork *network, const PlxDimensions *dimensions, const char **key, GError **error)
{
  guint64 nodes = 1;

  for (guint i = 0; i < dimensions->n; i++)
    nodes *= dimensions->of[i];
  *key = "dimensions";
  if (nodes < network->p)
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%u nodes are too few for %u processors; as many or more would do",
                   (guint) nodes, network->p);
      return FALSE;
    }
  set_dimensions (network, dimensions);
  return TRUE;
}

static void
new_hypercube (PlxNetwork *network)
{
  while (network->n < 32 && (G_GUINT64_CONSTANT (1) << network->n) < network->p)
    network->n++;
  network->n_links = (G_GUINT64_CONSTANT (1) << network->n) * MAX (network->n, 1);
}

/* A processor has a link up to its switch; a switch `arity` links up and as many down. */
static gboolean
new_fat_tree (PlxNetwork *network, const PlxNetworkParams *params, const char **key, GError **error)
{
  guint64 leaves = params->arity, n = 1;

  while (leaves <= PLX_MOST_NODES && (params->levels > 0 ? n < params->levels : leaves < network->p))
    {
      leaves *= params->arity;
      n++;
    }
  *key = params->levels > 0 ? "levels" : "arity";
  network->n_links = leaves + n * leaves * 2;
  if (leaves < network->p || leaves > PLX_MOST_NODES || network->n_links > MOST_LINKS)
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT,
                   "arity^levels is %s%" G_GUINT64_FORMAT "; at least the %u processors and at most 2^21 would do",
                   leaves > PLX_MOST_NODES ? "above " : "", MIN (leaves, PLX_MOST_NODES), network->p);
      return FALSE;
    }
  network->n = (guint) n;
  network->arity = (guint32) params->arity;
  network->leaves = (guint32) leaves;
  network->switches = network->leaves / network->arity;
  return TRUE;
}

static gboolean
goes_with (PlxTopology topology, PlxRouting routing)
{
  const gboolean grid = topology == PLX_NETWORK_RING || topology == PLX_NETWORK_MESH || topology == PLX_NETWORK_TORUS;

  switch (routing)
    {
    case PLX_ROUTING_ANY:
      return TRUE;
    case PLX_ROUTING_DIMENSION_ORDER:
      return grid;
    case PLX_ROUTING_E_CUBE:
      return topology == PLX_NETWORK_HYPERCUBE;
    default:
      return topology == PLX_NETWORK_FAT_TREE;
    }
}

gboolean
plx_network_new (const PlxNetworkParams *params, guint p, PlxNetwork *network, const char **key, GError **error)
{
  const PlxDimensions ring = { 1, { MAX (p, 1) } };

  *network = (PlxNetwork) { .topology = (PlxTopology) params->topology, .switching = (PlxSwitching) params->switching,
                            .routing = (PlxRouting) params->routing, .latency = params->latency, .rate = params->rate,
                            .p = p };
  *key = "routing";
  if (!goes_with (network->topology, network->routing))
    {
      g_set_error_literal (error, PLX_ERROR, PLX_ERROR_INPUT, "not of this topology; any goes with all, dimension-order with "
                           "ring, mesh and torus, e-cube with hypercube, up-down and least-loaded with fat-tree");
      return FALSE;
    }
  switch (network->topology)
    {
    case PLX_NETWORK_CROSSBAR:
      network->n_links = 2 * (guint64) p;
      return TRUE;
    case PLX_NETWORK_RING:
      return new_grid (network, &ring, key, error);
    case PLX_NETWORK_MESH:
    case PLX_NETWORK_TORUS:
      if (params->dimensions.n > 0)
        return new_grid (network, &params->dimensions, key, error);
      return new_grid (network, (PlxDimensions[]) { square (p) }, key, error);
    case PLX_NETWORK_HYPERCUBE:
      new_hypercube (network);
      return TRUE;
    case PLX_NETWORK_FAT_TREE:
      return new_fat_tree (network, params, key, error);
    default:
      return TRUE;
    }
}

/* ---- ways ----
 * Each sets *node to the next one and returns the link that leads there. */

static guint64
step_crossbar (const PlxNetwork *network, guint32 *node, guint32 destination)
{
  const guint64 link = *node < network->p ? *node : network->p + (guint64) destination;

  *node = *node < network->p ? network->p : destination;
  return link;
}

static guint64
step_grid (const PlxNetwork *network, guint32 *node, guint32 destination)
{
  guint i = 0;
  guint32 at, to;

  for (;; i++)
    {
      at = *node / network->stride[i] % network->size[i];
      to = destination / network->stride[i] % network->size[i];
      if (at != to)
        break;
    }
  const guint32 size = network->size[i], ahead = to > at ? to - at : to + size - at;
  const gboolean up = network->topology == PLX_NETWORK_MESH ? to > at : ahead <= size - ahead;
  const guint32 next = up ? (at + 1 == size ? 0 : at + 1) : (at == 0 ? size - 1 : at - 1);
  const guint64 link = ((guint64) *node * network->n + i) * 2 + (up ? 0 : 1);

  *node = *node - at * network->stride[i] + next * network->stride[i];
  return link;
}

static guint64
step_hypercube (const PlxNetwork *network, guint32 *node, guint32 destination)
{
  const guint bit = (guint) __builtin_ctz (*node ^ destination);
  const guint64 link = (guint64) *node * network->n + bit;

  *node ^= 1u << bit;
  return link;
}

/* The port of a switch whose link is free first; the destination's when several are. */
static guint32
least_loaded (const PlxNetwork *network, const guint64 *free, guint64 first, guint32 wanted, guint64 time)
{
  guint32 best = wanted;

  for (guint32 k = 1; k < network->arity && free[first + best] > time; k++)
    {
      const guint32 port = (wanted + k) % network->arity;

      if (MAX (free[first + port], time) < MAX (free[first + best], time))
        best = port;
    }
  return best;
}

/* Nodes: processors, then switches level by level. Links: up from each processor, then of each switch those up and those
 * down. Switch w of level l leads up to those of the next level that differ from w in digit l alone, and down to those of
 * the level below that differ in digit l - 1 alone. */
static guint64
step_fat_tree (const PlxNetwork *network, const guint64 *free, guint32 *node, guint32 destination, guint64 time)
{
  const guint32 k = network->arity;

  if (*node < network->leaves)
    {
      const guint64 link = *node;

      *node = network->leaves + *node / k;
      return link;
    }
  const guint32 place = *node - network->leaves, level = place / network->switches, w = place % network->switches;
  const guint32 leaf = destination / k;
  guint32 below = 1; /* k^level */

  for (guint i = 0; i < level; i++)
    below *= k;

  const guint64 links = network->leaves + (guint64) place * 2 * k;
  if (w / below != leaf / below)
    {
      const guint32 wanted = destination / below % k, digit = w / below % k;
      const gboolean any = network->routing == PLX_ROUTING_LEAST_LOADED;
      const guint32 port = any ? least_loaded (network, free, links, wanted, time) : wanted;

      *node = network->leaves + (level + 1) * network->switches + w - digit * below + port * below;
      return links + port;
    }
  if (level == 0)
    {
      *node = destination;
      return links + k + destination % k;
    }
  const guint32 lower = below / k, port = leaf / lower % k, digit = w / lower % k;

  *node = network->leaves + (level - 1) * network->switches + w - digit * lower + port * lower;
  return links + k + port;
}

static guint64
step (const PlxNetwork *network, const guint64 *free, guint32 *node, guint32 destination, guint64 time)
{
  switch (network->topology)
    {
    case PLX_NETWORK_CROSSBAR:
      return step_crossbar (network, node, destination);
    case PLX_NETWORK_HYPERCUBE:
      return step_hypercube (network, node, destination);
    case PLX_NETWORK_FAT_TREE:
      return step_fat_tree (network, free, node, destination, time);
    default:
      return step_grid (network, node, destination);
    }
}

/* ---- links ---- */

PlxLinks
plx_links_begin (const PlxNetwork *network, double rate)
{
  const double latency = network->latency * rate;

  return (PlxLinks) {
    .free = g_new0 (guint64, MAX (network->n_links, 1)),
    .latency = latency < LARGEST ? (guint64) (latency + 0.5) : (guint64) LARGEST,
    .per_byte = network->rate * rate,
  };
}

void
plx_links_clear (PlxLinks *links)
{
  g_free (links->free);
}

guint64
plx_links_hop (PlxLinks *links, const PlxNetwork *network, guint32 *node, guint32 destination, guint64 time, guint64 bytes)
{
  if (*node == destination)
    return time;

  const guint64 link = step (network, links->free, node, destination, time);
  const double duration = links->per_byte * (double) MAX (bytes, 1);
  const guint64 tail = duration < LARGEST ? (guint64) (duration + 0.5) : (guint64) LARGEST;
  const guint64 start = MAX (time, links->free[link]);

  links->free[link] = MIN (start + tail, (guint64) LARGEST);
  if (*node == destination || network->switching == PLX_STORE_AND_FORWARD)
    return MIN (start + links->latency + tail, (guint64) LARGEST);
  return MIN (start + links->latency, (guint64) LARGEST);
}
