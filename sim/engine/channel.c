/* SPDX-License-Identifier: MIT */
/* channel.c: a hash table of channels with open addressing; messages live in one array with a list
 * of free ones. */
#include "sim/engine/channel.h"

#define NONE G_MAXUINT32

typedef struct {
  guint32 source, destination, tag;
  guint32 used;
  guint32 first, last; /* messages under way; NONE: none */
} Channel;

typedef struct {
  PlxTrain train;
  guint32 next;
} Message;

struct PlxChannels {
  Channel *table; /* [mask + 1], at most half full */
  guint32 mask, n_channels;
  Message *messages;
  guint32 n_messages, capacity;
  guint32 unused; /* list of free messages */
};

PlxChannels *
plx_channels_new (void)
{
  PlxChannels *c = g_new0 (PlxChannels, 1);

  c->mask = 63;
  c->table = g_new0 (Channel, c->mask + 1);
  c->unused = NONE;
  return c;
}

void
plx_channels_free (PlxChannels *c)
{
  if (!c)
    return;
  g_free (c->table);
  g_free (c->messages);
  g_free (c);
}

/* Where the channel is, or would be. */
static Channel *
find (const PlxChannels *c, guint32 source, guint32 destination, guint32 tag)
{
  guint64 hash = ((guint64) source << 32 | destination) * 0x9e3779b97f4a7c15u;

  hash = (hash ^ hash >> 29 ^ tag) * 0xbf58476d1ce4e5b9u;
  for (guint32 at = (guint32) (hash >> 32) & c->mask;; at = (at + 1) & c->mask)
    {
      Channel *channel = &c->table[at];

      if (!channel->used
          || (channel->source == source && channel->destination == destination
              && channel->tag == tag))
        return channel;
    }
}

static void
grow (PlxChannels *c)
{
  g_autofree Channel *old = g_steal_pointer (&c->table);
  const guint32 n = c->mask + 1;

  c->mask = 2 * n - 1;
  c->table = g_new0 (Channel, 2 * (gsize) n);
  for (guint32 k = 0; k < n; k++)
    if (old[k].used)
      *find (c, old[k].source, old[k].destination, old[k].tag) = old[k];
}

static guint32
new_message (PlxChannels *c)
{
  const guint32 free_one = c->unused;

  if (free_one != NONE)
    {
      c->unused = c->messages[free_one].next;
      return free_one;
    }
  if (c->n_messages == c->capacity)
    {
      c->capacity = MAX (64, 2 * c->capacity);
      c->messages = g_renew (Message, c->messages, c->capacity);
    }
  return c->n_messages++;
}

void
plx_channels_push (PlxChannels *c, const PlxTrain *train, guint32 tag)
{
  const guint32 message = new_message (c);

  if (2 * c->n_channels > c->mask)
    grow (c);
  Channel *channel = find (c, train->source, train->destination, tag);
  if (!channel->used)
    {
      *channel = (Channel){ train->source, train->destination, tag, TRUE, NONE, NONE };
      c->n_channels++;
    }
  c->messages[message] = (Message){ *train, NONE };
  if (channel->first == NONE)
    channel->first = message;
  else
    c->messages[channel->last].next = message;
  channel->last = message;
}

gboolean
plx_channels_pop (PlxChannels *c, guint32 source, guint32 destination, guint32 tag, PlxTrain *train)
{
  Channel *channel = find (c, source, destination, tag);

  if (!channel->used || channel->first == NONE)
    return FALSE;
  const guint32 message = channel->first;
  *train = c->messages[message].train;
  channel->first = c->messages[message].next;
  c->messages[message].next = c->unused;
  c->unused = message;
  return TRUE;
}
