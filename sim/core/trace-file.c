/* SPDX-License-Identifier: MIT */
/* trace-file.c: a trace as one binary file: written atomically, opened by mapping it, checked in one pass. */
#include "sim/core/trace-file.h"
#include "sim/core/trace.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <parallax/error.h>
#include <string.h>
#include <unistd.h>

/* A file is read in place; no machine of the other order runs this, so none gets slower code for it. */
G_STATIC_ASSERT (G_BYTE_ORDER == G_LITTLE_ENDIAN);

#define BLOCK (64 * 1024)  /* checked while it is still in the cache from its checksum; a multiple of PLX_TRACE_ALIGN */

static const char *const section_names[PLX_N_SECTIONS] = {
  "identity", "supersteps", "strings", "violations", "offsets", "operations",
};

static inline guint64
rotated_product (guint64 x)
{
  x *= G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  return x << 29 | x >> 35;
}

guint64
plx_trace_checksum (guint64 h, gconstpointer data, gsize size)
{
  const guint64 *word = data;
  const gsize n = size / sizeof *word;
  guint64 a = h, b = h + 1, c = h + 2, d = h + 3;
  gsize k = 0;

  for (; k + 4 <= n; k += 4)
    {
      a = rotated_product (a ^ word[k]);
      b = rotated_product (b ^ word[k + 1]);
      c = rotated_product (c ^ word[k + 2]);
      d = rotated_product (d ^ word[k + 3]);
    }
  for (; k < n; k++)
    a = rotated_product (a ^ word[k]);
  return rotated_product (rotated_product (rotated_product (rotated_product (a) ^ b) ^ c) ^ d);
}

static guint64
padded (guint64 size)
{
  return (size + PLX_TRACE_ALIGN - 1) / PLX_TRACE_ALIGN * PLX_TRACE_ALIGN;
}

/* ---- saving ---- */

/* A section's bytes; what the file keeps of each is its checksum over blocks. */
typedef struct {
  gconstpointer data;
  gsize size;
} Part;

static guint64
part_checksum (PlxSection section, Part part)
{
  const guint8 *data = part.data;
  guint64 last[BLOCK / sizeof (guint64)];
  guint64 h = section;
  gsize at = 0;

  for (; part.size - at >= BLOCK; at += BLOCK)
    h = plx_trace_checksum (h, data + at, BLOCK);
  if (at == part.size)
    return h;
  memset (last, 0, padded (part.size - at));
  memcpy (last, data + at, part.size - at);
  return plx_trace_checksum (h, last, padded (part.size - at));
}

/* Offset of a text in the strings under way; each text once. */
static guint32
intern (GString *strings, GHashTable *places, const char *text)
{
  gpointer place;

  if (!g_hash_table_lookup_extended (places, text, NULL, &place))
    {
      place = GSIZE_TO_POINTER (strings->len);
      g_string_append_len (strings, text, (gssize) strlen (text) + 1);
      g_hash_table_insert (places, (gpointer) text, place);
    }
  return (guint32) GPOINTER_TO_SIZE (place);
}

static PlxFileStep *
file_steps (const PlxTrace *trace, GString *strings, GHashTable *places)
{
  PlxFileStep *file = g_new0 (PlxFileStep, trace->n_supersteps);

  for (guint s = 0; s < trace->n_supersteps; s++)
    {
      const PlxSuperstep *step = &trace->steps[s];

      file[s] = (PlxFileStep) { .label = intern (strings, places, step->label), .line = step->line,
                                .instructions = step->instructions, .active = step->active,
                                .readers = step->readers, .writers = step->writers, .sync = step->sync,
                                .raw = step->raw, .read_access = step->read_access,
                                .write_access = step->write_access };
    }
  return file;
}

static PlxFileViolation *
file_violations (const PlxTrace *trace, GString *strings, GHashTable *places)
{
  PlxFileViolation *file = g_new0 (PlxFileViolation, trace->n_violations);

  for (gsize k = 0; k < trace->n_violations; k++)
    {
      const PlxViolation *v = &trace->violations[k];

      file[k] = (PlxFileViolation) { .superstep = v->superstep, .kind = v->kind,
                                     .processors = { v->processors[0], v->processors[1] }, .cell = v->cell,
                                     .array = intern (strings, places, v->array) };
    }
  return file;
}

static gboolean
write_all (int fd, gconstpointer data, gsize size)
{
  const char *at = data;

  while (size > 0)
    {
      const gssize n = write (fd, at, MIN (size, (gsize) 1 << 30));

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        return FALSE;
      at += n;
      size -= (gsize) n;
    }
  return TRUE;
}

static gboolean
write_file (int fd, const PlxFileHeader *header, const Part *parts)
{
  static const char zeros[PLX_TRACE_ALIGN];

  if (!write_all (fd, header, sizeof *header))
    return FALSE;
  for (guint k = 0; k < PLX_N_SECTIONS; k++)
    if (!write_all (fd, parts[k].data, parts[k].size)
        || !write_all (fd, zeros, padded (parts[k].size) - parts[k].size))
      return FALSE;
  return fsync (fd) == 0;
}

/* The new name outlives a crash once its folder is on the disk; a folder that cannot be synced is
 * no error. */
static void
sync_folder (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  const int fd = g_open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);

  if (fd < 0)
    return;
  (void) !fsync (fd);
  g_close (fd, NULL);
}

static gboolean
cannot_write (const char *path, int code, GError **error)
{
  g_set_error (error, PLX_ERROR, PLX_ERROR_FAILED, "%s: the trace cannot be written: %s; nothing was left behind", path,
               g_strerror (code));
  return FALSE;
}

static gboolean
replace_file (const char *path, const PlxFileHeader *header, const Part *parts, GError **error)
{
  g_autofree char *temporary = g_strconcat (path, ".XXXXXX", NULL);
  const int fd = g_mkstemp_full (temporary, O_WRONLY | O_CLOEXEC, 0666);
  int code = 0;

  if (fd < 0)
    return cannot_write (path, errno, error);
  if (!write_file (fd, header, parts))
    code = errno;
  if (close (fd) != 0 && code == 0)
    code = errno;
  if (code == 0 && g_rename (temporary, path) != 0)
    code = errno;
  if (code != 0)
    {
      g_unlink (temporary);
      return cannot_write (path, code, error);
    }
  sync_folder (path);
  return TRUE;
}

gboolean
plx_trace_save (const PlxTrace *trace, const char *path, GError **error)
{
  g_autoptr (GString) strings = g_string_new (NULL);
  g_autoptr (GHashTable) places = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree PlxFileStep *steps = file_steps (trace, strings, places);
  g_autofree PlxFileViolation *violations = file_violations (trace, strings, places);
  const gsize n_offsets = (gsize) trace->n_supersteps * trace->p + 1;
  const Part parts[PLX_N_SECTIONS] = {
    [PLX_SECTION_IDENTITY] = { trace->identity, strlen (trace->identity) + 1 },
    [PLX_SECTION_STEPS] = { steps, trace->n_supersteps * sizeof *steps },
    [PLX_SECTION_STRINGS] = { strings->str, strings->len },
    [PLX_SECTION_VIOLATIONS] = { violations, trace->n_violations * sizeof *violations },
    [PLX_SECTION_OFFSETS] = { trace->offsets, n_offsets * sizeof *trace->offsets },
    [PLX_SECTION_OPS] = { trace->ops, trace->n_ops * sizeof *trace->ops },
  };
  PlxFileHeader header = { .magic = PLX_TRACE_MAGIC, .version = PLX_TRACE_VERSION, .p = trace->p,
                           .n_supersteps = trace->n_supersteps, .n_violations = trace->n_violations,
                           .n_ops = trace->n_ops };

  for (guint k = 0; k < PLX_N_SECTIONS; k++)
    header.sections[k] = (PlxFileSection) { parts[k].size, part_checksum (k, parts[k]) };
  header.checksum = plx_trace_checksum (0, &header, offsetof (PlxFileHeader, checksum));
  return replace_file (path, &header, parts, error);
}

/* ---- opening ---- */

/* A file being opened. */
typedef struct {
  const char *path;
  const guint8 *data;
  gsize size;
  const PlxFileHeader *header;
  gconstpointer sections[PLX_N_SECTIONS];
  PlxTrace *trace;
} Reader;

static gboolean bad (const Reader *r, GError **error, const char *format, ...) G_GNUC_PRINTF (3, 4);

static gboolean
bad (const Reader *r, GError **error, const char *format, ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: %s", r->path, text);
  return FALSE;
}

static gboolean
check_header (Reader *r, GError **error)
{
  const PlxFileHeader *h = (const PlxFileHeader *) (gconstpointer) r->data;

  if (r->size < sizeof h->magic || memcmp (r->data, PLX_TRACE_MAGIC, sizeof h->magic) != 0)
    return bad (r, error, "not a trace file; `parallax trace record` makes one");
  if (r->size < sizeof *h)
    return bad (r, error, "cut off in its header, after %" G_GSIZE_FORMAT " bytes; a whole copy is needed", r->size);
  if (h->version != PLX_TRACE_VERSION)
    return bad (r, error, "a trace file of version %u; this program reads version %d", h->version, PLX_TRACE_VERSION);
  if (h->checksum != plx_trace_checksum (0, h, offsetof (PlxFileHeader, checksum)))
    return bad (r, error, "header: damaged: its checksum differs; a whole copy is needed");
  if (h->p == 0 || h->p > PLX_TRACE_MAX_PROCS)
    return bad (r, error, "header: %u processors; 1 to %u are possible", h->p, PLX_TRACE_MAX_PROCS);
  r->header = h;
  return TRUE;
}

/* What the header's counts say that a section's size is; the strings' are free. FALSE: it overflows. */
static gboolean
expected_size (const PlxFileHeader *h, PlxSection section, guint64 *size)
{
  switch (section)
    {
    case PLX_SECTION_STEPS:
      *size = h->n_supersteps * sizeof (PlxFileStep);
      return TRUE;
    case PLX_SECTION_VIOLATIONS:
      return g_uint64_checked_mul (size, h->n_violations, sizeof (PlxFileViolation));
    case PLX_SECTION_OFFSETS:  /* below 2^64: both factors are below 2^32 */
      return g_uint64_checked_mul (size, (guint64) h->n_supersteps * h->p + 1, sizeof (guint64));
    case PLX_SECTION_OPS:
      return g_uint64_checked_mul (size, h->n_ops, sizeof (PlxOp));
    default:
      *size = h->sections[section].size;
      return TRUE;
    }
}

/* Finds the sections; afterwards each is as large as its count says and lies within the file. */
static gboolean
find_sections (Reader *r, GError **error)
{
  gsize at = sizeof (PlxFileHeader);

  for (guint k = 0; k < PLX_N_SECTIONS; k++)
    {
      const guint64 size = r->header->sections[k].size;
      guint64 expected;

      if (!expected_size (r->header, k, &expected) || size != expected)
        return bad (r, error, "%s: %" G_GUINT64_FORMAT " bytes do not fit the counts of the header",
                    section_names[k], size);
      if (size > r->size || padded (size) > r->size - at)
        return bad (r, error, "%s: cut off: %" G_GSIZE_FORMAT " of %" G_GUINT64_FORMAT " bytes; a whole copy is needed",
                    section_names[k], r->size - at, padded (size));
      r->sections[k] = r->data + at;
      at += padded (size);
    }
  if (at != r->size)
    return bad (r, error, "%" G_GSIZE_FORMAT " bytes follow the end of the trace; there should be none", r->size - at);
  return TRUE;
}

/* Checks bytes [from, from + size) of a section. */
typedef gboolean (*CheckBlock) (const Reader *r, gsize from, gsize size, GError **error);

/* Checksum and content, block by block. Content is looked at before the checksum is known, so it
 * must be safe with any. */
static gboolean
check_section (const Reader *r, PlxSection section, CheckBlock check, GError **error)
{
  const guint8 *data = r->sections[section];
  const gsize size = r->header->sections[section].size, end = padded (size);
  g_autoptr (GError) content = NULL;
  gboolean fine = TRUE;
  guint64 h = section;

  for (gsize at = 0; at < end; at += BLOCK)
    {
      h = plx_trace_checksum (h, data + at, MIN (BLOCK, end - at));
      if (check && fine && at < size)
        fine = check (r, at, MIN (BLOCK, size - at), &content);
    }
  if (h != r->header->sections[section].checksum)
    return bad (r, error, "%s: damaged: the checksum differs; a whole copy is needed", section_names[section]);
  if (!fine)
    g_propagate_error (error, g_steal_pointer (&content));
  return fine;
}

static gboolean
check_string (const Reader *r, PlxSection section, GError **error)
{
  const char *text = r->sections[section];
  const guint64 size = r->header->sections[section].size;

  if (size > 0 ? text[size - 1] != '\0' : section == PLX_SECTION_IDENTITY)
    return bad (r, error, "%s: no zero byte ends it", section_names[section]);
  if (section == PLX_SECTION_IDENTITY && strlen (text) + 1 != size)
    return bad (r, error, "identity: more than one string; one is right");
  return TRUE;
}

static gboolean
check_offsets (const Reader *r, gsize from, gsize size, GError **error)
{
  const guint64 *offset = r->sections[PLX_SECTION_OFFSETS];
  const gsize first = from / sizeof *offset, end = (from + size) / sizeof *offset;
  const gsize last = r->header->sections[PLX_SECTION_OFFSETS].size / sizeof *offset - 1;
  gboolean fine = first > 0 || offset[0] == 0;

  for (gsize k = MAX (first, 1); k < end; k++)
    fine &= offset[k - 1] <= offset[k];
  fine &= end <= last || offset[last] == r->header->n_ops;
  return fine || bad (r, error, "offsets: they do not go from 0 up to the %" G_GUINT64_FORMAT " operations",
                      r->header->n_ops);
}

static gboolean
check_ops (const Reader *r, gsize from, gsize size, GError **error)
{
  const PlxOp *ops = r->sections[PLX_SECTION_OPS];
  const gsize end = (from + size) / sizeof *ops;

  for (gsize k = from / sizeof *ops; k < end; k++)
    {
      if (!plx_op_is_sane (&ops[k], r->header->p))
        return bad (r, error, "operation %" G_GSIZE_FORMAT ": kind %u, class %u, peer %u: not what %u processors can do",
                    k, ops[k].kind, ops[k].work_class, ops[k].peer, r->header->p);
      r->trace->messages |= ops[k].kind >= PLX_OP_SEND;
      r->trace->wild |= ops[k].kind == PLX_OP_RECV && (ops[k].peer == PLX_ANY || ops[k].tag == PLX_ANY);
    }
  return TRUE;
}

/* The text at an offset of the strings, copied into the trace; NULL: it lies outside. */
static const char *
string_at (const Reader *r, guint32 offset)
{
  if (offset >= r->header->sections[PLX_SECTION_STRINGS].size)
    return NULL;
  return g_string_chunk_insert_const (r->trace->strings, (const char *) r->sections[PLX_SECTION_STRINGS] + offset);
}

static gboolean
read_steps (const Reader *r, GError **error)
{
  const PlxFileStep *file = r->sections[PLX_SECTION_STEPS];
  const guint n = r->trace->n_supersteps = r->header->n_supersteps;

  r->trace->steps = g_new0 (PlxSuperstep, n);
  for (guint s = 0; s < n; s++)
    {
      const PlxFileStep *f = &file[s];
      const char *label = string_at (r, f->label);

      if (!label || f->sync > 1 || f->raw > 1 || f->read_access > PLX_COMMON || f->write_access > PLX_ARBITRARY)
        return bad (r, error, "superstep %u: a label, a flag or an access class that does not exist", s);
      r->trace->steps[s] = (PlxSuperstep) { .label = label, .instructions = f->instructions, .line = f->line,
                                            .active = f->active, .readers = f->readers, .writers = f->writers,
                                            .sync = f->sync, .raw = f->raw, .read_access = f->read_access,
                                            .write_access = f->write_access };
    }
  return TRUE;
}

static gboolean
read_violations (const Reader *r, GError **error)
{
  const PlxFileViolation *file = r->sections[PLX_SECTION_VIOLATIONS];
  const gsize n = r->trace->n_violations = r->header->n_violations;

  r->trace->violations = g_new0 (PlxViolation, n);
  for (gsize k = 0; k < n; k++)
    {
      const PlxFileViolation *f = &file[k];
      const char *array = string_at (r, f->array);

      if (!array || f->superstep >= r->header->n_supersteps || f->kind >= PLX_N_CONFLICTS || f->unused != 0)
        return bad (r, error, "violation %" G_GSIZE_FORMAT ": an array, a superstep or a kind that does not exist", k);
      r->trace->violations[k] = (PlxViolation) { .superstep = f->superstep, .kind = f->kind,
                                                 .processors = { f->processors[0], f->processors[1] },
                                                 .cell = f->cell, .array = array };
    }
  return TRUE;
}

static gboolean
read_trace (Reader *r, GError **error)
{
  static const CheckBlock checks[PLX_N_SECTIONS] = {
    [PLX_SECTION_OFFSETS] = check_offsets,
    [PLX_SECTION_OPS] = check_ops,
  };

  if (!check_header (r, error) || !find_sections (r, error))
    return FALSE;
  for (guint k = 0; k < PLX_N_SECTIONS; k++)
    if (!check_section (r, k, checks[k], error))
      return FALSE;
  if (!check_string (r, PLX_SECTION_IDENTITY, error) || !check_string (r, PLX_SECTION_STRINGS, error)
      || !read_steps (r, error) || !read_violations (r, error))
    return FALSE;
  r->trace->p = r->header->p;
  r->trace->n_ops = r->header->n_ops;
  r->trace->ops = r->sections[PLX_SECTION_OPS];
  r->trace->offsets = r->sections[PLX_SECTION_OFFSETS];
  r->trace->identity = g_strdup (r->sections[PLX_SECTION_IDENTITY]);
  return TRUE;
}

/* Does not wait for a pipe. */
static GMappedFile *
map_file (const char *path, GError **error)
{
  const int fd = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK, 0);
  GMappedFile *file;

  if (fd < 0)
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: cannot be opened: %s; a trace file is wanted", path,
                   g_strerror (errno));
      return NULL;
    }
  file = g_mapped_file_new_from_fd (fd, FALSE, NULL);
  g_close (fd, NULL);
  if (!file)
    g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: not a file that can be mapped; a trace file is wanted", path);
  return file;
}

PlxTrace *
plx_trace_open (const char *path, GError **error)
{
  GMappedFile *file = map_file (path, error);
  g_autoptr (PlxTrace) trace = NULL;
  Reader r = { .path = path };

  if (!file)
    return NULL;
  trace = g_new0 (PlxTrace, 1);
  g_atomic_ref_count_init (&trace->refs);
  trace->file = file;
  trace->strings = g_string_chunk_new (256);
  r.trace = trace;
  r.data = (const guint8 *) g_mapped_file_get_contents (file);
  r.size = g_mapped_file_get_length (file);
  return read_trace (&r, error) ? g_steal_pointer (&trace) : NULL;
}
