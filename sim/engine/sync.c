/* SPDX-License-Identifier: MIT */
/* sync.c: what lands at a SYNC: first what was put to a processor, in order of arrival; then it
 * serves the requests of its GETs likewise; then it takes the replies to its own.
 */
#include "sim/engine/processor.h"

#include <stdlib.h>

/* By arrival, ties by source. */
static int
compare (gconstpointer left, gconstpointer right)
{
  const PlxTrain *a = left, *b = right;

  if (a->arrival != b->arrival)
    return a->arrival < b->arrival ? -1 : 1;
  return a->source < b->source ? -1 : a->source > b->source;
}

/* Trains by destination: those of i are sorted[first[i]] to sorted[first[i + 1]], in order of
 * arrival. */
typedef struct {
  PlxTrain *sorted;
  gsize *first; /* [p + 1] */
} Mail;

static Mail
sort (const GArray *array, guint p)
{
  const PlxTrain *trains = (const PlxTrain *) (gconstpointer) array->data;
  Mail mail = { g_new (PlxTrain, MAX (array->len, 1)), g_new0 (gsize, (gsize) p + 2) };
  gsize *end = mail.first + 1;

  for (guint k = 0; k < array->len; k++)
    end[trains[k].destination + 1]++;
  for (guint i = 0; i < p; i++)
    end[i + 1] += end[i];
  for (guint k = 0; k < array->len; k++)
    mail.sorted[end[trains[k].destination]++] = trains[k];
  for (guint i = 0; i < p; i++)
    if (mail.first[i + 1] - mail.first[i] > 1)
      qsort (mail.sorted + mail.first[i], mail.first[i + 1] - mail.first[i], sizeof (PlxTrain),
             compare);
  return mail;
}

static void
clear (Mail *mail)
{
  g_free (mail->sorted);
  g_free (mail->first);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Mail, clear)

static void
receive_all (PlxEngine *engine, GArray *trains)
{
  g_auto (Mail) mail = { NULL, NULL };

  if (trains->len == 0)
    return;
  mail = sort (trains, engine->p);
  for (guint i = 0; i < engine->p; i++)
    if (mail.first[i + 1] > mail.first[i])
      plx_engine_receive (engine, mail.sorted + mail.first[i], mail.first[i + 1] - mail.first[i]);
  g_array_set_size (trains, 0);
}

/* Every processor receives the requests made to it and sends a reply to each; @replies gets them.
 */
static void
serve_all (PlxEngine *engine, GArray *replies)
{
  g_auto (Mail) mail = sort (engine->requests, engine->p);

  for (gsize k = 0; k < engine->requests->len; k++)
    {
      const PlxTrain *request = &mail.sorted[k];
      PlxTrain reply = plx_engine_train (engine, request->destination, request->source,
                                         request->reply, 1);

      plx_engine_receive (engine, request, 1);
      plx_engine_send (engine, &reply);
      g_array_append_val (replies, reply);
    }
  g_array_set_size (engine->requests, 0);
}

void
plx_engine_land (PlxEngine *engine)
{
  g_autoptr (GArray) replies = NULL;

  receive_all (engine, engine->puts);
  if (engine->requests->len == 0)
    return;
  replies = g_array_new (FALSE, FALSE, sizeof (PlxTrain));
  serve_all (engine, replies);
  receive_all (engine, replies);
}
