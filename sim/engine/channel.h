/* SPDX-License-Identifier: MIT */
/* channel.h: messages under way, first in first out for each source, destination and tag. */
#pragma once

#include <glib.h>

/* Equal messages that follow each other at their gap: a long transfer of small messages, or
 * neighbouring calls. 32 bytes, because many are sorted. */
typedef struct {
  guint64 arrival;  /* of the first, in ticks */
  guint64 messages; /* how many */
  guint32 source, destination;
  guint32 bytes; /* of each call */
  guint32 reply; /* bytes that a request asks for */
} PlxTrain;

typedef struct PlxChannels PlxChannels;

PlxChannels *plx_channels_new (void);
void plx_channels_free (PlxChannels *channels);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (PlxChannels, plx_channels_free)

void plx_channels_push (PlxChannels *channels, const PlxTrain *train, guint32 tag);
/* FALSE: nothing is under way there. */
gboolean plx_channels_pop (PlxChannels *channels, guint32 source, guint32 destination, guint32 tag,
                           PlxTrain *train);
