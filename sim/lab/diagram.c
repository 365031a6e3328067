/* SPDX-License-Identifier: MIT */
/* diagram.c: a space-time diagram of a simulation, as in figure 3 of the LogP paper: what gnuplot draws. */
#include "sim/lab/diagram.h"
#include "sim/lab/plot.h"

#include <math.h>
#include <parallax/param.h>
#include <string.h>

#define NO_ROW G_MAXUINT

/* As plots/space-time.gp counts them. */
typedef enum { SEND = 1, RECEIVE, WORK, READ } Look;

typedef struct {
  const PlxDiagram *diagram;
  const PlxSimulation *simulation;
  const PlxActivity *all;
  guint n, rows;
  double from, to;    /* in the simulation's unit */
  double scale;       /* of it to what the axis counts */
  const char *unit;   /* of the axis */
  guint *row;         /* [p]; NO_ROW: not shown */
  guint64 *end;       /* [p]: of what each did last, in ticks */
  gboolean *critical; /* [n] */
  GString *boxes, *gaps, *messages, *heavy, *finish, *barriers;
} Picture;

static void
picture_clear (Picture *picture)
{
  GString *texts[] = { picture->boxes,  picture->gaps,   picture->messages,
                       picture->heavy, picture->finish, picture->barriers };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (texts[i])
      g_string_free (texts[i], TRUE);
  g_free (picture->row);
  g_free (picture->end);
  g_free (picture->critical);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Picture, picture_clear)

/* ---- what is shown ---- */

static gboolean
choose_rows (Picture *picture, GError **error)
{
  const GArray *chosen = picture->diagram->processors;
  const guint p = picture->simulation->p;

  picture->row = g_new (guint, MAX (p, 1));
  for (guint i = 0; i < p; i++)
    picture->row[i] = chosen ? NO_ROW : i;
  picture->rows = chosen ? 0 : p;
  for (guint k = 0; chosen && k < chosen->len; k++)
    {
      const guint64 i = g_array_index (chosen, guint64, k);

      if (i >= p)
        {
          g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT,
                       "--processors: there is no processor %" G_GUINT64_FORMAT "; they are 0 to %u", i, p - 1);
          return FALSE;
        }
      if (picture->row[i] == NO_ROW)
        picture->row[i] = picture->rows++;
    }
  return TRUE;
}

static double
time_of (const Picture *picture, guint64 ticks)
{
  return (double) ticks / picture->simulation->rate;
}

static gboolean
is_shown (const Picture *picture, const PlxActivity *a)
{
  return picture->row[a->processor] != NO_ROW && time_of (picture, a->end) >= picture->from
         && time_of (picture, a->start) <= picture->to;
}

static gboolean
check_size (const Picture *picture, GError **error)
{
  guint shown = 0;

  for (guint k = 0; k < picture->n; k++)
    shown += is_shown (picture, &picture->all[k]);
  if (picture->rows > PLX_DIAGRAM_PROCESSORS || shown > PLX_DIAGRAM_ACTIVITIES)
    g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT,
                 "--diagram: %u processors with %u activities are more than a picture shows, %d with %d; select with "
                 "--processors 0..15+1 or --from and --to",
                 picture->rows, shown, PLX_DIAGRAM_PROCESSORS, PLX_DIAGRAM_ACTIVITIES);
  else if (shown == 0)
    g_set_error (error, PLX_ERROR, PLX_ERROR_INPUT, "--diagram: nothing happens there; it all lasts from 0 to %g",
                 time_of (picture, picture->simulation->time));
  else
    return TRUE;
  return FALSE;
}

/* Seconds are read as ms, us or ns. */
static void
choose_unit (Picture *picture)
{
  static const struct { double scale; const char *unit; } units[] = { { 1, "s" }, { 1e3, "ms" }, { 1e6, "us" }, { 1e9, "ns" } };
  guint u = 0;

  picture->scale = 1;
  picture->unit = picture->diagram->unit;
  if (!g_str_equal (picture->unit, "s"))
    return;
  while (u + 1 < G_N_ELEMENTS (units) && picture->to * units[u].scale < 1)
    u++;
  picture->scale = units[u].scale;
  picture->unit = units[u].unit;
}

static gboolean
set_up (Picture *picture, const PlxDiagram *diagram, const PlxSimulation *simulation, GError **error)
{
  *picture = (Picture) { .diagram = diagram, .simulation = simulation, .n = simulation->log->len,
                         .all = (const PlxActivity *) (gconstpointer) simulation->log->data };
  picture->from = isnan (diagram->from) ? 0 : diagram->from;
  picture->to = isnan (diagram->to) ? time_of (picture, simulation->time) : diagram->to;
  picture->end = g_new0 (guint64, MAX (simulation->p, 1));
  picture->critical = g_new0 (gboolean, MAX (picture->n, 1));
  for (guint k = 0; diagram->path && k < diagram->path->steps->len; k++)
    picture->critical[g_array_index (diagram->path->steps, PlxPathStep, k).activity] = TRUE;
  picture->boxes = g_string_new (NULL);
  picture->gaps = g_string_new (NULL);
  picture->messages = g_string_new (NULL);
  picture->heavy = g_string_new (NULL);
  picture->finish = g_string_new (NULL);
  picture->barriers = g_string_new (NULL);
  choose_unit (picture);
  return choose_rows (picture, error) && check_size (picture, error);
}

/* ---- what is drawn ---- */

static void
append_numbers (GString *to, const double *numbers, guint n)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  for (guint i = 0; i < n; i++)
    g_string_append_printf (to, "%s%c", plx_number_text (buffer, numbers[i]), i + 1 < n ? ' ' : '\n');
}

/* Of the axis, within what is shown. */
static double
place_of (const Picture *picture, guint64 ticks)
{
  return CLAMP (time_of (picture, ticks), picture->from, picture->to) * picture->scale;
}

static Look
look_of (const PlxActivity *a)
{
  if (a->kind == PLX_OP_WORK || a->peer == a->processor)
    return WORK;
  return a->kind == PLX_OP_RECV ? RECEIVE : a->kind == PLX_OP_READ ? READ : SEND;
}

static void
add_box (Picture *picture, const PlxActivity *a, gboolean critical)
{
  const double numbers[] = { place_of (picture, a->start), place_of (picture, a->end), picture->row[a->processor], look_of (a),
                             critical };

  if (a->end > a->start)
    append_numbers (picture->boxes, numbers, G_N_ELEMENTS (numbers));
}

static void
add_gap (Picture *picture, const PlxActivity *a, gboolean critical)
{
  const guint64 end = picture->end[a->processor];
  const double numbers[] = { place_of (picture, end), place_of (picture, a->start), picture->row[a->processor], critical };

  if (a->start > end && (a->cause == PLX_CAUSE_GAP || a->cause == PLX_CAUSE_CAPACITY))
    append_numbers (picture->gaps, numbers, G_N_ELEMENTS (numbers));
}

/* From the end of the overhead at the sender to the start of the receive. Of a train the first message, which may be
 * received before the last has been sent. */
static void
add_message (Picture *picture, const PlxActivity *receive, gboolean critical)
{
  const PlxActivity *send = receive->sent < picture->n ? &picture->all[receive->sent] : NULL;
  double t0, t1, y0, y1, from, to;

  if (!send || send->processor == receive->processor || picture->row[send->processor] == NO_ROW)
    return;
  t0 = time_of (picture, MIN (send->end, receive->start));
  t1 = time_of (picture, receive->start);
  if (t1 < picture->from || t0 > picture->to)
    return;
  y0 = picture->row[send->processor];
  y1 = picture->row[receive->processor];
  from = CLAMP (t0, picture->from, picture->to);
  to = CLAMP (t1, picture->from, picture->to);
  const double steep = t1 > t0 ? (y1 - y0) / (t1 - t0) : 0;
  const double numbers[] = { from * picture->scale, t1 > t0 ? y0 + (from - t0) * steep : y0, to * picture->scale,
                             t1 > t0 ? y1 - (t1 - to) * steep : y1 };

  append_numbers (critical ? picture->heavy : picture->messages, numbers, G_N_ELEMENTS (numbers));
}

static void
add_activity (Picture *picture, guint k)
{
  const PlxActivity *a = &picture->all[k];
  const gboolean critical = picture->critical[k], follows = critical && a->before < picture->n;

  if (is_shown (picture, a))
    {
      add_gap (picture, a, follows && picture->critical[a->before]);
      add_box (picture, a, critical);
      add_message (picture, a, follows && a->cause == PLX_CAUSE_MESSAGE);
      if (a->cause == PLX_CAUSE_BARRIER)
        append_numbers (picture->barriers, &(const double) { place_of (picture, a->start) }, 1);
    }
  picture->end[a->processor] = MAX (picture->end[a->processor], a->end);
}

/* When each processor is done, beside what it does last. */
static void
add_finish (Picture *picture)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  for (guint i = 0; i < picture->simulation->p; i++)
    {
      const double time = time_of (picture, picture->end[i]);

      if (picture->row[i] == NO_ROW || picture->end[i] == 0 || time > picture->to)
        continue;
      g_string_append_printf (picture->finish, "%s ", plx_number_text (buffer, time * picture->scale));
      g_ascii_formatd (buffer, sizeof buffer, "%.5g", time * picture->scale);
      g_string_append_printf (picture->finish, "%u %s\n", picture->row[i], buffer);
    }
}

/* ---- the script ---- */

static void
append_section (GString *data, GString *section, const char *empty)
{
  g_string_append_printf (data, "%s\n\n", section->len > 0 ? section->str : empty);
}

static void
append_names (GString *script, const Picture *picture)
{
  g_autofree guint *processor = g_new0 (guint, MAX (picture->rows, 1));

  for (guint i = 0; i < picture->simulation->p; i++)
    if (picture->row[i] != NO_ROW)
      processor[picture->row[i]] = i;
  g_string_append_printf (script, "array names[%u] = [ ", picture->rows);
  for (guint k = 0; k < picture->rows; k++)
    g_string_append_printf (script, "%s'P%u'", k ? ", " : "", processor[k]);
  g_string_append (script, " ]\n");
}

/* Pixels of a row. */
static guint
row_height (guint rows)
{
  return rows <= 10 ? 44 : rows <= 20 ? 30 : rows <= 40 ? 20 : 14;
}

/* The last SYNC, when nothing comes after it. */
static void
add_last_barrier (Picture *picture)
{
  const PlxSimulation *simulation = picture->simulation;
  guint64 last = 0;

  for (guint i = 0; i < simulation->p; i++)
    last = MAX (last, picture->end[i]);
  if (last < simulation->time && time_of (picture, simulation->time) <= picture->to)
    append_numbers (picture->barriers, &(const double) { place_of (picture, simulation->time) }, 1);
}

static char *
variables_of (const Picture *picture)
{
  GString *script = g_string_new (NULL);
  g_auto (GStrv) quoted = g_strsplit (picture->diagram->title, "'", -1);
  g_autofree char *title = g_strjoinv ("''", quoted);
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (script, "headline = '%s'\nunit = '%s'\n", title, picture->unit);
  g_string_append_printf (script, "rows = %u\nrow_height = %u\n", picture->rows, row_height (picture->rows));
  append_names (script, picture);
  g_string_append_printf (script, "t_from = %s\n", plx_number_text (buffer, picture->from * picture->scale));
  g_string_append_printf (script, "t_to = %s\n", plx_number_text (buffer, picture->to * picture->scale));
  g_string_append_printf (script, "has_path = %d\nhas_gaps = %d\n", picture->diagram->path != NULL, picture->gaps->len > 0);
  g_string_append_printf (script, "has_messages = %d\nhas_barriers = %d\n",
                          picture->messages->len + picture->heavy->len > 0,
                          picture->barriers->len > 0);
  g_string_append (script, "width = 960\nheight = 46 + rows * row_height + 62 + 34\n");
  return g_string_free (script, FALSE);
}

gboolean
plx_diagram_draw (const PlxDiagram *diagram, const PlxSimulation *simulation, const char *file, GError **error)
{
  g_auto (Picture) picture = { 0 };
  g_autofree char *variables = NULL;
  g_autoptr (GString) data = NULL;

  if (!set_up (&picture, diagram, simulation, error))
    return FALSE;
  for (guint k = 0; k < picture.n; k++)
    add_activity (&picture, k);
  add_finish (&picture);
  add_last_barrier (&picture);
  variables = variables_of (&picture);
  data = g_string_new (NULL);
  append_section (data, picture.boxes, "NaN NaN NaN NaN NaN\n");
  append_section (data, picture.gaps, "NaN NaN NaN NaN\n");
  append_section (data, picture.messages, "NaN NaN NaN NaN\n");
  append_section (data, picture.heavy, "NaN NaN NaN NaN\n");
  append_section (data, picture.finish, "NaN NaN NaN\n");
  append_section (data, picture.barriers, "NaN\n");
  return plx_plot_draw (variables, "space-time.gp", data->str, file, error);
}
