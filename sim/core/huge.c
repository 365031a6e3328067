/* SPDX-License-Identifier: MIT */
/* huge.c: asks the system for large pages. */
#include "sim/core/huge.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define LARGE_PAGE ((guintptr) 1 << 21)
#define CACHE_LINE ((guintptr) 64)

static guintptr
round_up (guintptr bytes, guintptr unit)
{
  return (bytes + unit - 1) / unit * unit;
}

gpointer
plx_huge (gpointer memory, gsize bytes)
{
#ifdef MADV_HUGEPAGE
  const guintptr begin = round_up ((guintptr) memory, LARGE_PAGE);
  const guintptr end = ((guintptr) memory + bytes) & ~(LARGE_PAGE - 1);

  if (begin < end)
    (void) madvise ((gpointer) begin, end - begin, MADV_HUGEPAGE);  /* without it, it is only slower */
#endif
  return memory;
}

/* What of a mapping lies before and behind the large pages is given back. */
static gpointer
map (gsize bytes)
{
  const gsize room = bytes + LARGE_PAGE;
  char *all = mmap (NULL, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

  if (all == MAP_FAILED)
    return NULL;
  char *memory = (char *) round_up ((guintptr) all, LARGE_PAGE);

  if (memory > all)
    munmap (all, (gsize) (memory - all));
  munmap (memory + bytes, (gsize) (all + room - (memory + bytes)));
  return plx_huge (memory, bytes);
}

gpointer
plx_huge_alloc (gsize bytes)
{
  const gsize all = round_up (MAX (bytes, 1), bytes < LARGE_PAGE ? CACHE_LINE : LARGE_PAGE);
  gpointer memory = bytes < LARGE_PAGE ? aligned_alloc (CACHE_LINE, all) : map (all);

  if (!memory)
    g_error ("no room for %" G_GSIZE_FORMAT " bytes", bytes);
  return bytes < LARGE_PAGE ? memset (memory, 0, all) : memory;
}

void
plx_huge_free (gpointer memory, gsize bytes)
{
  if (bytes < LARGE_PAGE)
    free (memory);
  else
    munmap (memory, round_up (bytes, LARGE_PAGE));
}
