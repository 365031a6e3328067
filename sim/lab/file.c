/* SPDX-License-Identifier: MIT */
/* file.c: writes a file atomically, all of it or nothing; reads one of sane size. */
#include "sim/lab/table.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <parallax/error.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static gboolean
fail (const char *path, int reason, GError **error)
{
  g_set_error (error, PLX_ERROR, PLX_ERROR_FAILED, "%s: cannot be written: %s", path, g_strerror (reason));
  return FALSE;
}

static gboolean
write_all (int fd, const char *content, gsize length)
{
  while (length > 0)
    {
      const gssize n = write (fd, content, length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return FALSE;
      content += n;
      length -= (gsize) n;
    }
  return TRUE;
}

/* Devices and pipes have no old content to keep, and must not be replaced by a file. */
static gboolean
is_stream (const char *path)
{
  GStatBuf status;

  return g_str_has_prefix (path, "/dev/") || (g_stat (path, &status) == 0 && !S_ISREG (status.st_mode));
}

static gboolean
write_stream (const char *path, const char *content, gsize length, GError **error)
{
  const int fd = g_open (path, O_WRONLY | O_CLOEXEC, 0);
  int reason = 0;

  if (fd < 0)
    return fail (path, errno, error);
  if (!write_all (fd, content, length))
    reason = errno;
  if (close (fd) != 0 && reason == 0)
    reason = errno;
  return reason == 0 || fail (path, reason, error);
}

/* Writes a new file of a name of its own beside the old one. Returns 0, or why not. */
static int
write_beside (char *temporary, const char *content, gsize length)
{
  const int fd = g_mkstemp_full (temporary, O_WRONLY | O_CLOEXEC, 0666);
  int reason = 0;

  if (fd < 0)
    return errno;
  if (!write_all (fd, content, length) || fsync (fd) != 0)
    reason = errno;
  if (close (fd) != 0 && reason == 0)
    reason = errno;
  if (reason != 0)
    g_unlink (temporary);
  return reason;
}

gboolean
plx_file_write (const char *path, const char *content, gssize length, GError **error)
{
  const gsize size = length < 0 ? strlen (content) : (gsize) length;

  if (is_stream (path))
    return write_stream (path, content, size, error);

  g_autofree char *behind_links = realpath (path, NULL);
  const char *target = behind_links ? behind_links : path;
  g_autofree char *temporary = g_strconcat (target, ".XXXXXX", NULL);
  int reason = write_beside (temporary, content, size);

  if (reason == 0 && g_rename (temporary, target) != 0)
    {
      reason = errno;
      g_unlink (temporary);
    }
  return reason == 0 || fail (path, reason, error);
}

char *
plx_file_read (const char *path, gsize most, gsize *length, GError **error)
{
  g_autoptr (GError) io = NULL;
  GStatBuf status;
  char *text;

  if (g_stat (path, &status) == 0 && (!S_ISREG (status.st_mode) || (gsize) status.st_size > most))
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: not a file of at most %" G_GSIZE_FORMAT " MiB", path,
                   most >> 20);
      return NULL;
    }
  if (g_file_get_contents (path, &text, length, &io))
    return text;
  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: %s", path, io->message);
  return NULL;
}
