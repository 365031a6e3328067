/* SPDX-License-Identifier: MIT */
/* nearest.c: the name that a misspelt one was meant to be. */
#include "sim/core/param.h"

#include <string.h>

#define LONGEST 63  /* characters of a name that are looked at */

/* Levenshtein's distance, without regard to case; a swap of neighbours counts one. */
static guint
distance (const char *a, const char *b)
{
  const guint n = (guint) strnlen (a, LONGEST), m = (guint) strnlen (b, LONGEST);
  guint row[3][LONGEST + 1];

  for (guint j = 0; j <= m; j++)
    row[0][j] = j;
  for (guint i = 1; i <= n; i++)
    {
      const guint *above = row[(i - 1) % 3], *above2 = row[(i + 1) % 3];
      guint *now = row[i % 3];

      now[0] = i;
      for (guint j = 1; j <= m; j++)
        {
          const char x = g_ascii_tolower (a[i - 1]), y = g_ascii_tolower (b[j - 1]);
          const guint aside = MIN (above[j], now[j - 1]) + 1;

          now[j] = MIN (aside, above[j - 1] + (x != y));
          if (i > 1 && j > 1 && x == g_ascii_tolower (b[j - 2]) && y == g_ascii_tolower (a[i - 2]))
            now[j] = MIN (now[j], above2[j - 2] + 1);
        }
    }
  return row[n % 3][m];
}

const char *
plx_nearest (const char *name, const char *const *candidates)
{
  const gsize length = strnlen (name, LONGEST);
  guint least = (guint) MAX (1, length / 3) + 1;
  const char *nearest = NULL;

  for (; *candidates; candidates++)
    {
      guint d = distance (name, *candidates);

      if (length >= 3 && g_ascii_strncasecmp (name, *candidates, length) == 0)
        d = MIN (d, 1);  /* an abbreviation */
      if (d < least && d < MAX (length, strnlen (*candidates, LONGEST)))
        {
          least = d;
          nearest = *candidates;
        }
    }
  return nearest;
}

char *
plx_nearest_hint (const char *name, const char *const *candidates)
{
  const char *nearest = plx_nearest (name, candidates);
  g_autofree char *all = NULL;

  if (nearest)
    return g_strdup_printf ("; did you mean \"%s\"?", nearest);
  if (!*candidates)
    return g_strdup ("; there are none");
  all = g_strjoinv (", ", (char **) candidates);
  return g_strdup_printf ("; known are: %s", all);
}
