/* SPDX-License-Identifier: MIT */
/* platform.h: what a simulated machine has beside its LogP costs: speeds of processors, noise, a network
 * of links that messages share, memory modules. A PlxPlatform is constant; a PlxPlatformState is what one run of it changes.
 */
#pragma once

#include <parallax/machine.h>

typedef struct PlxPlatform PlxPlatform;
typedef struct PlxPlatformState PlxPlatformState;

/* From the sections [network], [noise], [memory] and [processors] of a machine file. *platform: NULL when it has none of
 * them: an ideal machine. PLX_ERROR_INPUT: FILE:LINE: what is wrong. */
gboolean plx_platform_new (const PlxMachine *machine, guint p, PlxPlatform **platform, GError **error);
void plx_platform_free (PlxPlatform *platform);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlxPlatform, plx_platform_free)

/* Messages share links, or accesses queue at memory modules: needs the event-queue engine. */
gboolean plx_platform_contends (const PlxPlatform *platform);
gboolean plx_platform_has_noise (const PlxPlatform *platform);
gboolean plx_platform_has_network (const PlxPlatform *platform);
gboolean plx_platform_has_memory (const PlxPlatform *platform);

/* @rate: ticks in a unit of the machine's time. */
PlxPlatformState *plx_platform_begin (const PlxPlatform *platform, double rate, guint64 seed);
void plx_platform_end (PlxPlatformState *state);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlxPlatformState, plx_platform_end)

/* How long a processor that starts at @start is busy with what would take @duration: WORK is divided by its speed first
 * (@work), then noise is added. Draws are of a stream of the processor's own, so they do not depend on the order in which
 * processors are simulated. All in ticks. */
guint64 plx_platform_busy (PlxPlatformState *state, guint processor, guint64 start, guint64 duration, gboolean work);

/* The next hop of a message at *node (at first its source) to processor @destination: crosses the link
 * when it is free, sets *node to its other end and returns when the message's head is there; at the
 * destination itself: when its last byte is. Calls are made in the order of @time. */
guint64 plx_platform_hop (PlxPlatformState *state, guint32 *node, guint32 destination, guint64 time, guint64 bytes);

/* When @words words of the part of shared memory that @owner holds, asked for at @time, have been
 * served. Calls are made in the order of @time. */
guint64 plx_platform_access (PlxPlatformState *state, guint owner, guint64 time, guint64 words);
