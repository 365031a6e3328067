/* SPDX-License-Identifier: MIT */
/* goal.c: opens GOAL files of either form. */
#include "sim/sources/goal.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <parallax/error.h>
#include <string.h>

/* Does not wait for a pipe. */
static GMappedFile *
map_file (const char *path, GError **error)
{
  const int fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);
  GMappedFile *file;

  if (fd < 0)
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: cannot be opened: %s; a GOAL file is wanted", path,
                   g_strerror (errno));
      return NULL;
    }
  file = g_mapped_file_new_from_fd (fd, FALSE, NULL);
  g_close (fd, NULL);
  if (!file)
    g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: not a file that can be mapped; a GOAL file is wanted", path);
  return file;
}

/* No text begins with the magic: its bytes are 0 from the third on. */
static gboolean
is_binary (const char *bytes, gsize length)
{
  guint64 magic;

  if (length < sizeof magic)
    return FALSE;
  memcpy (&magic, bytes, sizeof magic);
  magic = GUINT64_FROM_LE (magic);
  return magic == PLX_GOAL_MAGIC || magic == PLX_GOAL_INVALID;
}

PlxSchedule *
plx_goal_parse (const char *text, gsize length, const char *name, GError **error)
{
  return plx_goal_parse_text (text, length, name, FALSE, error);
}

PlxSchedule *
plx_goal_read (const char *path, GError **error)
{
  GMappedFile *file = map_file (path, error);
  PlxSchedule *schedule;

  if (!file)
    return NULL;

  const char *bytes = g_mapped_file_get_contents (file);
  const gsize length = g_mapped_file_get_length (file);
  if (is_binary (bytes, length))
    schedule = plx_goal_parse_binary ((const guint8 *) bytes, length, path, error);
  else
    schedule = plx_goal_parse_text (bytes, length, path, TRUE, error);
  g_mapped_file_unref (file);
  return schedule;
}
