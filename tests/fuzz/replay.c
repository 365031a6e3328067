/* SPDX-License-Identifier: MIT */
/* replay.c: runs a fuzz target over the files of its corpus, for compilers that have no fuzzer. */
#include <glib.h>

int LLVMFuzzerTestOneInput (const guint8 *data, size_t size);

int
main (void)
{
  const char *top = g_getenv ("top_srcdir");
  g_autofree char *folder = g_build_filename (top ? top : ".", "tests", "fuzz", CORPUS, NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL), *data = NULL;
      gsize size;
      const gboolean read = g_file_get_contents (path, &data, &size, NULL);

      if (read)
        LLVMFuzzerTestOneInput ((const guint8 *) data, size);
      g_print ("%sok %u - %s survives\n", read ? "" : "not ", ++n, name);
    }
  g_print ("1..%u\n", n);
  return n > 0 ? 0 : 1;
}
