/* SPDX-License-Identifier: MIT */
/* fuzz-trace.c: opens bytes as a trace file, with their checksums made right, and walks over what
 * it holds. */
#define _GNU_SOURCE
#include "sim/core/trace-file.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

/* Checksums would keep every change from what is behind them. */
static void
seal (guint8 *data, gsize size)
{
  PlxFileHeader *h = (PlxFileHeader *) (gpointer) data;
  gsize at = sizeof *h;

  if (size < sizeof *h)
    return;
  for (guint k = 0; k < PLX_N_SECTIONS; k++)
    {
      const gsize blocks = h->sections[k].size / PLX_TRACE_ALIGN + (h->sections[k].size % PLX_TRACE_ALIGN > 0);

      if (blocks > (size - at) / PLX_TRACE_ALIGN)
        break;
      h->sections[k].checksum = plx_trace_checksum (k, data + at, blocks * PLX_TRACE_ALIGN);
      at += blocks * PLX_TRACE_ALIGN;
    }
  h->checksum = plx_trace_checksum (0, h, offsetof (PlxFileHeader, checksum));
}

static void
walk (const PlxTrace *trace)
{
  g_autoptr (PlxLoads) loads = NULL;

  g_free (plx_trace_to_text (trace));
  /* Causal supersteps times processors may be far more than the file's bytes. */
  if (plx_trace_n_procs (trace) <= 1024)
    loads = plx_loads_new (trace, 8, NULL);
  while (loads && plx_loads_next (loads))
    continue;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, size_t size)
{
  g_autofree guint8 *copy = g_memdup2 (data, size);
  const int fd = memfd_create ("trace", MFD_CLOEXEC);
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", fd);
  g_autoptr (PlxTrace) trace = NULL;

  seal (copy, size);
  if (write (fd, copy, size) == (gssize) size)
    trace = plx_trace_open (path, NULL);
  if (trace)
    walk (trace);
  close (fd);
  return 0;
}
