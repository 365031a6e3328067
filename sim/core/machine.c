/* SPDX-License-Identifier: MIT */
/* machine.c: a machine's parameters and where they come from; values between those of the file. */
#include "sim/core/machine-file.h"
#include "sim/core/resource.h"

#include <glib/gstdio.h>
#include <math.h>
#include <parallax/error.h>
#include <string.h>
#include <unistd.h>

#define SUFFIX ".machine"
#define LONGEST_FILE (1 << 20)

const char *
plx_machine_name (const PlxMachine *machine)
{
  return machine->name;
}

const char *
plx_machine_title (const PlxMachine *machine)
{
  return machine->title;
}

guint
plx_machine_p (const PlxMachine *machine)
{
  return machine->p;
}

gboolean
plx_machine_is_real (const PlxMachine *machine)
{
  return machine->real;
}

const char *
plx_machine_unit (const PlxMachine *machine)
{
  return machine->unit;
}

double
plx_machine_seconds (const PlxMachine *machine)
{
  return machine->real ? 1 / machine->units.second : 0;
}

PlxUnits
plx_machine_units (const PlxMachine *machine)
{
  return machine->units;
}

char *
plx_machine_to_text (const PlxMachine *machine)
{
  return g_strdup (machine->text);
}

/* ---- values ---- */

/* A key's entry in the section for one p. */
typedef struct {
  guint p;
  const PlxMachineEntry *entry;  /* NULL: none */
} Point;

/* The points of a key around p: the two next to it from below (itself included) and from above, the
 * nearest first. */
typedef struct {
  Point below[2], above[2];
  const PlxMachineEntry *any_p;
  GString *known;  /* "2, 4, 8" */
} Points;

static void
insert_point (Point points[2], Point point, gboolean larger_first)
{
  if (!points[0].entry || (larger_first ? point.p > points[0].p : point.p < points[0].p))
    {
      points[1] = points[0];
      points[0] = point;
    }
  else if (!points[1].entry || (larger_first ? point.p > points[1].p : point.p < points[1].p))
    points[1] = point;
}

static Points
find_points (const PlxMachine *machine, const char *section, const char *key, guint p)
{
  Points points = { .known = g_string_new (NULL) };

  for (guint i = 0; i < machine->sections->len; i++)
    {
      const PlxMachineSection *s = machine->sections->pdata[i];
      const Point point = { s->p, plx_machine_section_find (s, key) };

      if (strcmp (s->name, section) != 0 || !point.entry)
        continue;
      if (s->p == 0)
        points.any_p = point.entry;
      else if (s->p <= p)
        insert_point (points.below, point, TRUE);
      else
        insert_point (points.above, point, FALSE);
      if (s->p > 0)
        g_string_append_printf (points.known, "%s%u", points.known->len > 0 ? ", " : "", s->p);
    }
  return points;
}

static void
give (PlxMachineValue *value, const PlxMachineEntry *entry)
{
  *value = (PlxMachineValue) { entry->text, entry->source, entry->where };
}

static gboolean
number_of (const PlxMachine *machine, const char *section, const char *key, const PlxMachineEntry *entry,
           double *x)
{
  const PlxParam *param = plx_schema_find (section, key, NULL);
  PlxSchemaValue value;

  if (!param || !plx_schema_read (section, param, entry->text, &machine->units, &value, NULL))
    return FALSE;
  switch (param->flags & PLX_TYPE_MASK)
    {
    case PLX_NUMBER:
      *x = value.number;
      return TRUE;
    case PLX_RATE:
      *x = value.curve.y[0];
      return value.curve.n <= 1;
    case PLX_TIME_OR_RULE:
      *x = value.time.time;
      return value.time.rule < 0;
    default:
      return FALSE;
    }
}

/* On the line through two points over log p; never below 0. A curve is that of the nearer p; what else is
 * no number must be the same at both. */
static gboolean
interpolate (const PlxMachine *machine, const char *section, const char *key, guint p, Point a, Point b,
             PlxMachineValue *value, GError **error)
{
  const double share = a.p == b.p ? 0 : log ((double) p / a.p) / log ((double) b.p / a.p);
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *where = g_strdup_printf ("%s and %s", a.entry->where, b.entry->where);
  double x, y;

  give (value, share < 0.5 ? a.entry : b.entry);
  if (strcmp (a.entry->text, b.entry->text) == 0 || strchr (a.entry->text, ':') || strcmp (section, "work") == 0)
    return TRUE;
  if (!number_of (machine, section, key, a.entry, &x) || !number_of (machine, section, key, b.entry, &y))
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT,
                   "%s: [%s] %s: not a number, so it is not known for p = %u; take a p that the file has",
                   where, section, key, p);
      return FALSE;
    }
  plx_number_text (buffer, MAX (x + share * (y - x), 0));
  *value = (PlxMachineValue) { g_string_chunk_insert_const (machine->strings, buffer), a.entry->source,
                               g_string_chunk_insert_const (machine->strings, where) };
  return TRUE;
}

static gboolean
get_at (const PlxMachine *machine, const char *section, const char *key, guint p, gboolean extrapolate,
        const Points *points, PlxMachineValue *value, GError **error)
{
  const Point *below = points->below, *above = points->above;

  if (below[0].p == p || points->any_p)
    {
      give (value, below[0].p == p ? below[0].entry : points->any_p);
      return TRUE;
    }
  if (below[0].entry && above[0].entry)
    return interpolate (machine, section, key, p, below[0], above[0], value, error);
  if (!extrapolate)
    {
      g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT,
                   "%s: [%s] %s: known for p = %s, not for %u; take a p between "
                   "them or give --extrapolate",
                   machine->file, section, key, points->known->str, p);
      return FALSE;
    }
  const Point *near = below[0].entry ? below : above;

  return interpolate (machine, section, key, p, near[0], near[1].entry ? near[1] : near[0], value, error);
}

gboolean
plx_machine_get (const PlxMachine *machine, const char *section, const char *key, guint p,
                 gboolean extrapolate, PlxMachineValue *value, GError **error)
{
  Points points;
  gboolean good;

  *value = (PlxMachineValue) { .text = NULL, .source = "", .where = machine->file };
  if (strcmp (key, "word") == 0)
    value->text = machine->word_text;
  else if (strcmp (key, "tick") == 0)
    value->text = strcmp (machine->unit, "s") == 0 ? "1e-12" : "1e-6";
  if (value->text)
    return TRUE;
  points = find_points (machine, section, key, MAX (p, 1));
  good = (points.any_p || points.known->len > 0)
         && get_at (machine, section, key, MAX (p, 1), extrapolate, &points, value, error);
  g_string_free (points.known, TRUE);
  return good;
}

/* ---- by name ---- */

char *
plx_machine_host_path (void)
{
  const char *path = g_getenv ("PARALLAX_HOST_MACHINE");

  return path && *path ? g_strdup (path)
                       : g_build_filename (g_get_user_data_dir (), "parallax", "host" SUFFIX, NULL);
}

char **
plx_machine_list (void)
{
  g_auto (GStrv) shipped = plx_resource_names ("machines", SUFFIX);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_autofree char *host = plx_machine_host_path ();

  g_strv_builder_addv (names, (const char **) shipped);
  if (g_file_test (host, G_FILE_TEST_EXISTS))
    g_strv_builder_add (names, "host");
  return g_strv_builder_end (names);
}

static char *
fail_file (const char *path, const char *what, GError **error)
{
  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "%s: %s; a machine file would do", path, what);
  return NULL;
}

/* Not a folder, a device, or anything else than a text of sane size. */
static char *
read_file (const char *path, GError **error)
{
  g_autoptr (GError) why = NULL;
  g_autofree char *text = NULL;
  GStatBuf status;
  gsize length;

  if (g_access (path, R_OK) != 0)
    return fail_file (path, g_strerror (errno), error);
  if (g_stat (path, &status) != 0 || !S_ISREG (status.st_mode) || status.st_size > LONGEST_FILE)
    return fail_file (path, "not a text of at most 1 MiB", error);
  if (!g_file_get_contents (path, &text, &length, &why))
    return fail_file (path, why->message, error);
  if (strlen (text) != length || !g_utf8_validate (text, (gssize) length, NULL))
    return fail_file (path, "not a text in UTF-8", error);
  return g_steal_pointer (&text);
}

static PlxMachine *
load_path (const char *path, GError **error)
{
  g_autofree char *text = read_file (path, error);

  return text ? plx_machine_parse (text, path, error) : NULL;
}

static PlxMachine *
load_host (GError **error)
{
  g_autofree char *path = plx_machine_host_path ();

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return load_path (path, error);
  g_set_error (error, PLX_ERROR, PLX_ERROR_MISSING,
               "machine host: not calibrated yet (no %s); run \"parallax calibrate\"", path);
  return NULL;
}

PlxMachine *
plx_machine_load (const char *name, GError **error)
{
  g_autofree char *file = g_strconcat (name, SUFFIX, NULL), *text = NULL, *hint = NULL;
  g_auto (GStrv) names = NULL;

  if (strchr (name, '/') || g_str_has_suffix (name, SUFFIX))
    return load_path (name, error);
  if (strcmp (name, "host") == 0)
    return load_host (error);
  if ((text = plx_resource_text ("machines", file)))
    return plx_machine_parse (text, file, error);
  names = plx_machine_list ();
  hint = plx_nearest_hint (name, (const char *const *) names);
  g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "machine %s: unknown name%s", name, hint);
  return NULL;
}
