/* SPDX-License-Identifier: MIT */
/* match.c: which SEND a RECV receives: both are bucketed by destination with a counting sort, each bucket is sorted by
 * (source, tag), and the k-th of one is the k-th of the other.
 */
#include "sim/core/match.h"

#include "sim/core/huge.h"
#include "sim/core/trace.h"

#include <parallax/error.h>
#include <string.h>

#define AHEAD 24  /* operations */

/* One end of a message. */
typedef struct {
  guint64 channel;  /* source and tag */
  guint32 op;
  guint32 bytes;
} End;

/* All ends of one kind by destination. */
typedef struct {
  guint32 *first;  /* [p + 1] */
  End *of;
} Ends;

static void
ends_clear (Ends *ends)
{
  g_free (ends->first);
  g_free (ends->of);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Ends, ends_clear)

/* Destinations of SENDs are anywhere: what they will need is fetched early. */
PLX_FETCHES
fetch (const PlxTrace *trace, PlxOpKind kind, guint64 k, const guint32 *at, const End *of)
{
  const PlxOp *near, *far;

  if (kind != PLX_OP_SEND || k + 2 * AHEAD >= trace->n_ops)
    return;
  near = &trace->ops[k + AHEAD];
  far = near + AHEAD;
  if (far->kind == kind)
    __builtin_prefetch (&at[far->peer], 1);
  if (of && near->kind == kind)
    __builtin_prefetch (&of[at[near->peer]], 1);
}

static void
ends_count (const PlxTrace *trace, PlxOpKind kind, guint32 *at)
{
  guint64 k = 0;

  for (gsize pair = 0; pair < (gsize) trace->n_supersteps * trace->p; pair++)
    for (const guint32 i = (guint32) (pair % trace->p); k < trace->offsets[pair + 1]; k++)
      {
        fetch (trace, kind, k, at, NULL);
        if (trace->ops[k].kind == kind)
          at[kind == PLX_OP_SEND ? trace->ops[k].peer : i]++;
      }
}

static void
ends_collect (Ends *ends, const PlxTrace *trace, PlxOpKind kind)
{
  const guint p = trace->p;
  guint32 *at = ends->first = plx_huge_new0 (guint32, (gsize) p + 2);
  guint64 k = 0;

  ends_count (trace, kind, at + 2);
  for (guint i = 0; i < p; i++)
    at[i + 2] += at[i + 1];
  ends->of = plx_huge_new (End, at[p + 1]);
  for (gsize pair = 0; pair < (gsize) trace->n_supersteps * p; pair++)
    for (const guint32 i = (guint32) (pair % p); k < trace->offsets[pair + 1]; k++)
      {
        const PlxOp *op = &trace->ops[k];
        const guint32 source = kind == PLX_OP_SEND ? i : op->peer, destination = kind == PLX_OP_SEND ? op->peer : i;

        fetch (trace, kind, k, at + 1, ends->of);
        if (op->kind == kind)
          ends->of[at[destination + 1]++] = (End) { (guint64) source << 32 | op->tag, (guint32) k, op->bytes };
      }
}

static void
sort_few (End *of, gsize n)
{
  for (gsize k = 1; k < n; k++)
    {
      const End end = of[k];
      gsize at = k;

      for (; at > 0 && of[at - 1].channel > end.channel; at--)
        of[at] = of[at - 1];
      of[at] = end;
    }
}

static void
merge (End *to, const End *a, const End *a_end, const End *b, const End *b_end)
{
  while (a < a_end && b < b_end)
    *to++ = b->channel < a->channel ? *b++ : *a++;
  while (a < a_end)
    *to++ = *a++;
  while (b < b_end)
    *to++ = *b++;
}

/* By channel; stable. @scratch: [n] */
static void
sort_ends (End *of, gsize n, End *scratch)
{
  gsize run = 16, k = 1;

  while (k < n && of[k - 1].channel <= of[k].channel)
    k++;
  if (k >= n)
    return;
  for (k = 0; k < n; k += run)
    sort_few (of + k, MIN (run, n - k));
  for (; run < n; run *= 2)
    {
      for (k = 0; k < n; k += 2 * run)
        {
          const gsize middle = MIN (k + run, n), end = MIN (k + 2 * run, n);

          merge (scratch + k, of + k, of + middle, of + middle, of + end);
        }
      memcpy (of, scratch, n * sizeof *of);
    }
}

static gboolean
pair_up (const PlxTrace *trace, guint destination, const End *send, const End *receive, guint32 *partner, GError **error)
{
  partner[send->op] = receive->op;
  partner[receive->op] = send->op;
  if (send->bytes == receive->bytes)
    return TRUE;
  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT,
               "%s: processor %u receives %u bytes from %u with tag %u, but %u were sent; both must be the same",
               trace->identity, destination, receive->bytes, (guint32) (receive->channel >> 32), (guint32) receive->channel,
               send->bytes);
  return FALSE;
}

gboolean
plx_trace_match (const PlxTrace *trace, guint32 *partner, GError **error)
{
  g_auto (Ends) sends = { NULL, NULL }, receives = { NULL, NULL };
  g_autofree End *scratch = NULL;
  gsize most = 1;

  ends_collect (&sends, trace, PLX_OP_SEND);
  ends_collect (&receives, trace, PLX_OP_RECV);
  for (guint i = 0; i < trace->p; i++)
    most = MAX (most, MAX (sends.first[i + 1] - sends.first[i], receives.first[i + 1] - receives.first[i]));
  scratch = g_new (End, most);
  memset (partner, 0xff, trace->n_ops * sizeof *partner);
  for (guint i = 0; i < trace->p; i++)
    {
      End *s = sends.of + sends.first[i], *s_end = sends.of + sends.first[i + 1];
      End *r = receives.of + receives.first[i], *r_end = receives.of + receives.first[i + 1];

      sort_ends (s, (gsize) (s_end - s), scratch);
      sort_ends (r, (gsize) (r_end - r), scratch);
      while (s < s_end && r < r_end)
        if (s->channel != r->channel)
          *(s->channel < r->channel ? &s : &r) += 1;
        else if (!pair_up (trace, i, s++, r++, partner, error))
          return FALSE;
    }
  return TRUE;
}
