/* SPDX-License-Identifier: MIT */
/* huge.c: asks the system for large pages. */
#include "sim/core/huge.h"

#include <sys/mman.h>

#define LARGE_PAGE ((guintptr) 1 << 21)

gpointer
plx_huge (gpointer memory, gsize bytes)
{
#ifdef MADV_HUGEPAGE
  const guintptr begin = ((guintptr) memory + LARGE_PAGE - 1) & ~(LARGE_PAGE - 1);
  const guintptr end = ((guintptr) memory + bytes) & ~(LARGE_PAGE - 1);

  if (begin < end)
    (void) madvise ((gpointer) begin, end - begin, MADV_HUGEPAGE);  /* without it, it is only slower */
#endif
  return memory;
}
