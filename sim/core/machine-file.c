/* SPDX-License-Identifier: MIT */
/* machine-file.c: the strict reader of machine files. Unlike GKeyFile it refuses what is repeated. */
#include "sim/core/machine-file.h"

#include <parallax/error.h>
#include <string.h>

#define MOST_PROCS (1u << 20)
#define LARGEST_WORD 4096u
#define MOST_KEYS 1000u  /* of a section */

static void
entry_free (gpointer data)
{
  PlxMachineEntry *entry = data;

  g_free (entry->key);
  g_free (entry->text);
  g_free (entry->interval);
  g_free (entry->source);
  g_free (entry->where);
  g_free (entry);
}

static void
section_free (gpointer data)
{
  PlxMachineSection *section = data;

  g_free (section->name);
  g_ptr_array_unref (section->all);
  g_free (section);
}

void
plx_machine_free (PlxMachine *machine)
{
  if (!machine)
    return;
  g_free (machine->text);
  g_free (machine->file);
  g_free (machine->name);
  g_free (machine->title);
  g_free (machine->unit);
  g_free (machine->word_text);
  g_ptr_array_unref (machine->sections);
  g_string_chunk_free (machine->strings);
  g_free (machine);
}

const PlxMachineEntry *
plx_machine_section_find (const PlxMachineSection *section, const char *key)
{
  for (guint i = 0; i < section->all->len; i++)
    {
      const PlxMachineEntry *entry = section->all->pdata[i];

      if (strcmp (entry->key, key) == 0)
        return entry;
    }
  return NULL;
}

static PlxMachineSection *
find_section (const PlxMachine *machine, const char *name, guint p)
{
  for (guint i = 0; i < machine->sections->len; i++)
    {
      PlxMachineSection *section = machine->sections->pdata[i];

      if (section->p == p && strcmp (section->name, name) == 0)
        return section;
    }
  return NULL;
}

/* ---- lines ---- */

G_GNUC_PRINTF (2, 3)
static gboolean
fail (GError **error, const char *format, ...)
{
  va_list arguments;
  g_autofree char *what = NULL;

  va_start (arguments, format);
  what = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error_literal (error, PLX_ERROR, PLX_ERROR_INPUT, what);
  return FALSE;
}

/* A '#' at the start or after a blank begins a comment. */
static void
cut_comment (char *line)
{
  for (char *c = line; *c; c++)
    if (*c == '#' && (c == line || g_ascii_isspace (c[-1])))
      *c = '\0';
}

static gboolean
number_of_processors (const char *text, guint *p, GError **error)
{
  guint64 count;

  if (!plx_count_parse (text, &count, error))
    return FALSE;
  *p = (guint) count;
  return (count >= 1 && count <= MOST_PROCS)
         || fail (error, "p out of range; 1 to %u would do", MOST_PROCS);
}

static gboolean
section_add (PlxMachine *machine, const char *name, guint p, GError **error)
{
  PlxMachineSection *section;

  if (!plx_schema_has_section (name, error))
    return FALSE;
  if (p > 0 && strcmp (name, "machine") == 0)
    return fail (error, "[machine] is one for all p; put what depends on p into sections like [bsp p=16]");
  if (find_section (machine, name, p))
    return fail (error, "this section stands twice; put all its keys into one");
  section = g_new0 (PlxMachineSection, 1);
  *section = (PlxMachineSection) { g_strdup (name), p, g_ptr_array_new_with_free_func (entry_free) };
  g_ptr_array_add (machine->sections, section);
  return TRUE;
}

/* "[bsp]" or "[bsp p=16]". */
static gboolean
section_line (PlxMachine *machine, const char *line, GError **error)
{
  static const char form[] = "^\\[\\s*([^\\s\\]=]+)\\s*(?:\\s+p\\s*=\\s*([^\\s\\]]+)\\s*)?\\]$";
  g_autoptr (GRegex) regex = g_regex_new (form, 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *name = NULL, *count = NULL;
  guint p = 0;

  if (!g_regex_match (regex, line, 0, &match))
    return fail (error, "not a section; [bsp] or [bsp p=16] would do");
  name = g_match_info_fetch (match, 1);
  count = g_match_info_fetch (match, 2);
  if (count && *count && !number_of_processors (count, &p, error))
    return FALSE;
  return section_add (machine, name, p, error);
}

/* Cuts text at a mark and returns what follows it, "" if there is no mark. */
static char *
cut_at (char *text, const char *mark)
{
  char *found = strstr (text, mark);

  if (!found)
    return g_strdup ("");
  *found = '\0';
  return g_strstrip (g_strdup (found + strlen (mark)));
}

/* A key stands once, either for all p or in the sections for some. */
static gboolean
check_new (const PlxMachine *machine, const PlxMachineSection *section, const char *key, GError **error)
{
  for (guint i = 0; i < machine->sections->len; i++)
    {
      const PlxMachineSection *other = machine->sections->pdata[i];
      const PlxMachineEntry *there;

      if (strcmp (other->name, section->name) != 0
          || (other != section && (other->p > 0) == (section->p > 0)))
        continue;
      there = plx_machine_section_find (other, key);
      if (there)
        return fail (error, "stands already at %s; give it once", there->where);
    }
  return TRUE;
}

/* "g = 1.61 us +- 0.02 us ; published" */
static gboolean
entry_line (const PlxMachine *machine, const PlxMachineSection *section, const char *line,
            const char *where, GError **error)
{
  const char *equals = strchr (line, '=');
  g_autofree char *key = equals ? g_strstrip (g_strndup (line, (gsize) (equals - line))) : NULL;
  const gboolean is_text = section && strcmp (section->name, "machine") == 0;
  PlxMachineEntry *entry;

  if (!section)
    return fail (error, "stands before any section; begin the file with [machine]");
  if (!key || !*key)
    return fail (error, "not KEY = VALUE; something like \"g = 1.6 us/word\" would do");
  if (section->all->len >= MOST_KEYS)
    return fail (error, "more than %u keys in one section; a machine has some twenty", MOST_KEYS);
  if (!check_new (machine, section, key, error))
    return FALSE;
  entry = g_new0 (PlxMachineEntry, 1);
  entry->key = g_steal_pointer (&key);
  entry->text = g_strdup (equals + 1);
  entry->source = is_text ? g_strdup ("") : cut_at (entry->text, ";");
  entry->interval = is_text ? g_strdup ("") : cut_at (entry->text, "+-");
  g_strstrip (entry->text);
  entry->where = g_strdup (where);
  g_ptr_array_add (section->all, entry);
  return TRUE;
}

static gboolean
read_lines (PlxMachine *machine, GError **error)
{
  g_auto (GStrv) lines = g_strsplit (machine->text, "\n", -1);
  const PlxMachineSection *section = NULL;

  for (guint i = 0; lines[i]; i++)
    {
      g_autofree char *where = g_strdup_printf ("%s:%u", machine->file, i + 1);
      gboolean good = TRUE;

      cut_comment (lines[i]);
      g_strstrip (lines[i]);
      if (lines[i][0] == '[')
        {
          good = section_line (machine, lines[i], error);
          section = good ? g_ptr_array_index (machine->sections, machine->sections->len - 1) : NULL;
        }
      else if (lines[i][0])
        good = entry_line (machine, section, lines[i], where, error);
      if (!good)
        {
          g_prefix_error (error, "%s: %s: ", where, lines[i]);
          return FALSE;
        }
    }
  return TRUE;
}

/* ---- [machine] ---- */

static const char *const machine_keys[]
  = { "name", "title", "p", "word", "kind", "unit", "rate", "source", "date", NULL };

static gboolean
fail_at (GError **error, const PlxMachineEntry *entry, const char *section)
{
  g_prefix_error (error, "%s: [%s] %s: \"%s\": ", entry->where, section, entry->key, entry->text);
  return FALSE;
}

/* "46.7 Mflop/s" in flop/s. */
static gboolean
rate_read (const char *text, double *rate, GError **error)
{
  static const struct { const char *unit; double factor; } units[] = {
    { "flop/s", 1 }, { "kflop/s", 1e3 }, { "Mflop/s", 1e6 }, { "Gflop/s", 1e9 }, { "Tflop/s", 1e12 },
  };
  const char *end;

  if (!plx_number_read (text, &end, rate, error))
    return FALSE;
  while (g_ascii_isspace (*end))
    end++;
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (strcmp (end, units[i].unit) == 0 && *rate > 0)
      {
        *rate *= units[i].factor;
        return TRUE;
      }
  return fail (error, "not a rate; something like 46.7 Mflop/s would do");
}

static gboolean
one_of (const char *text, const char *choices, GError **error)
{
  g_auto (GStrv) all = g_strsplit (choices, "|", -1);
  g_autofree char *hint = plx_nearest_hint (text, (const char *const *) all);

  return plx_choice_find (choices, text) >= 0 || fail (error, "not a choice%s", hint);
}

/* What [machine] says, before it is checked as a whole. */
typedef struct {
  const PlxMachineEntry *kind, *unit, *rate;
  double flops;
} Head;

static gboolean
word_read (const char *text, guint *word, GError **error)
{
  guint64 count;

  if (!plx_count_parse (text, &count, error))
    return FALSE;
  *word = (guint) count;
  return (count >= 1 && count <= LARGEST_WORD)
         || fail (error, "out of range; 1 to %u bytes would do", LARGEST_WORD);
}

static gboolean
head_entry (PlxMachine *machine, Head *head, const PlxMachineEntry *entry, GError **error)
{
  const char *key = entry->key, *text = entry->text;
  g_autofree char *hint = NULL;

  if (!*text)
    return fail (error, "is empty; give a value or leave the line out");
  if (strcmp (key, "p") == 0)
    return number_of_processors (text, &machine->p, error);
  if (strcmp (key, "word") == 0)
    return word_read (text, &machine->units.word, error);
  if (strcmp (key, "kind") == 0)
    return (head->kind = entry) && one_of (text, "real|textbook", error);
  if (strcmp (key, "unit") == 0)
    return (head->unit = entry) && one_of (text, "s|step|flop", error);
  if (strcmp (key, "rate") == 0)
    return (head->rate = entry) && rate_read (text, &head->flops, error);
  if (strcmp (key, "name") == 0)
    machine->name = g_strdup (text);
  else if (strcmp (key, "title") == 0)
    machine->title = g_strdup (text);
  else if (!g_strv_contains (machine_keys, key))
    {
      hint = plx_nearest_hint (key, machine_keys);
      return fail (error, "unknown key%s", hint);
    }
  return TRUE;
}

/* A textbook machine counts steps, a real one seconds or, at a given rate, flops. */
static gboolean
check_head (PlxMachine *machine, const Head *head, GError **error)
{
  const char *unit = head->unit ? head->unit->text : "s";
  const gboolean steps = strcmp (unit, "step") == 0, flops = strcmp (unit, "flop") == 0;

  if (head->kind && (strcmp (head->kind->text, "textbook") == 0) != steps)
    {
      fail (error, "does not go with unit = %s; a textbook machine counts steps, a real one s or flop",
            unit);
      return fail_at (error, head->kind, "machine");
    }
  if (flops && !head->rate)
    {
      fail (error, "has no rate; add something like rate = 46.7 Mflop/s");
      return fail_at (error, head->unit, "machine");
    }
  if (head->rate && !flops)
    {
      fail (error, "does not go with unit = %s; leave it out or write unit = flop", unit);
      return fail_at (error, head->rate, "machine");
    }
  machine->real = !steps;
  machine->unit = g_strdup (unit);
  machine->units.second = steps ? 0 : flops ? head->flops : 1;
  return TRUE;
}

static gboolean
read_head (PlxMachine *machine, GError **error)
{
  const PlxMachineSection *section = find_section (machine, "machine", 0);
  Head head = { .kind = NULL };

  if (!section)
    {
      fail (error, "%s: has no [machine]; begin the file with it", machine->file);
      return FALSE;
    }
  for (guint i = 0; i < section->all->len; i++)
    if (!head_entry (machine, &head, section->all->pdata[i], error))
      return fail_at (error, section->all->pdata[i], "machine");
  if (!machine->name)
    {
      machine->name = g_path_get_basename (machine->file);
      if (g_str_has_suffix (machine->name, ".machine"))
        machine->name[strlen (machine->name) - strlen (".machine")] = '\0';
    }
  if (!machine->title)
    machine->title = g_strdup (machine->name);
  machine->word_text = g_strdup_printf ("%u", machine->units.word);
  return check_head (machine, &head, error);
}

/* ---- the other sections ---- */

/* A percentage, or a quantity like the value's. */
static gboolean
check_interval (const PlxMachine *machine, const PlxParam *param, const char *interval, GError **error)
{
  const char *end;
  double x;

  if (!*interval)
    return TRUE;
  if (!plx_number_read (interval, &end, &x, error))
    return FALSE;
  while (g_ascii_isspace (*end))
    end++;
  if (strcmp (end, "%") != 0 && !plx_quantity_read (interval, param->unit, &machine->units, &x, error))
    return FALSE;
  return x >= 0 || fail (error, "a negative interval; 0 or more would do");
}

static gboolean
check_entry (const PlxMachine *machine, const char *section, const PlxMachineEntry *entry, GError **error)
{
  const PlxParam *param;
  PlxSchemaValue value;

  if (!*entry->text)
    return fail (error, "is empty; give a value or leave the line out");
  param = plx_schema_find (section, entry->key, error);
  return param && plx_schema_read (section, param, entry->text, &machine->units, &value, error)
         && check_interval (machine, param, entry->interval, error);
}

static gboolean
check_sections (const PlxMachine *machine, GError **error)
{
  for (guint i = 0; i < machine->sections->len; i++)
    {
      const PlxMachineSection *section = machine->sections->pdata[i];

      if (strcmp (section->name, "machine") == 0)
        continue;
      for (guint k = 0; k < section->all->len; k++)
        if (!check_entry (machine, section->name, section->all->pdata[k], error))
          return fail_at (error, section->all->pdata[k], section->name);
    }
  return TRUE;
}

PlxMachine *
plx_machine_parse (const char *text, const char *file, GError **error)
{
  g_autoptr (PlxMachine) machine = g_new0 (PlxMachine, 1);

  machine->text = g_strdup (text);
  machine->file = g_strdup (file);
  machine->units = (PlxUnits) { 1, 8 };
  machine->sections = g_ptr_array_new_with_free_func (section_free);
  machine->strings = g_string_chunk_new (256);
  if (!read_lines (machine, error) || !read_head (machine, error) || !check_sections (machine, error))
    return NULL;
  return g_steal_pointer (&machine);
}
