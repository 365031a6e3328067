/* SPDX-License-Identifier: MIT */
/* check-pram-programs.c: the programs in algorithms/pram cost what they claim, leave what they claim, need the model that they
 * declare and violate nothing, at every size that they name and at those that they allow. docs/pram.md says what a claim is. */
#include "tests/main.h"

#include "sim/sources/pram.h"

#include <string.h>

#define LAST_SIZE 33  /* of those that a condition allows */

/* T, W, ..., a parameter, a cell or an array; a form for all sizes, or one for each. */
typedef struct {
  char *name;
  GPtrArray *forms;
} Claim;

typedef struct {
  GPtrArray *of;    /* of Claim */
  char *condition;  /* what other n are allowed; NULL: none */
} Claims;

/* ---- reading ---- */

/* Parts between @separator outside parentheses, without blanks around them. */
static GPtrArray *
parts (const char *text, char separator)
{
  GPtrArray *all = g_ptr_array_new_with_free_func (g_free);
  const char *begin = text;
  int depth = 0;

  for (const char *at = text;; at++)
    {
      depth += *at == '(' || *at == '[';
      depth -= *at == ')' || *at == ']';
      if (*at && (*at != separator || depth > 0))
        continue;
      g_autofree char *part = g_strstrip (g_strndup (begin, (gsize) (at - begin)));
      if (*part)
        g_ptr_array_add (all, g_steal_pointer (&part));
      if (!*at)
        return all;
      begin = at + 1;
    }
}

static void
claim_free (gpointer data)
{
  Claim *claim = data;

  g_ptr_array_unref (claim->forms);
  g_free (claim->name);
  g_free (claim);
}

static void
claims_clear (Claims *claims)
{
  g_ptr_array_unref (claims->of);
  g_free (claims->condition);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Claims, claims_clear)

static void
read_item (Claims *claims, const char *item)
{
  const char *equal = strchr (item, '=');
  Claim *claim;

  if (g_str_has_prefix (item, "if "))
    {
      ck_assert_ptr_null (claims->condition);
      claims->condition = g_strdup (item + 3);
      return;
    }
  ck_assert_msg (equal != NULL, "claim '%s' has no '='", item);
  claim = g_new0 (Claim, 1);
  claim->name = g_strchomp (g_strndup (item, (gsize) (equal - item)));
  claim->forms = parts (equal + 1, ',');
  ck_assert_uint_gt (claim->forms->len, 0);
  g_ptr_array_add (claims->of, claim);
}

static Claims
claims_read (const PlxPram *pram)
{
  Claims claims = { .of = g_ptr_array_new_with_free_func (claim_free) };
  g_auto (GStrv) lines = g_strsplit (plx_pram_text (pram), "\n", -1);

  for (guint k = 0; lines[k]; k++)
    if (g_str_has_prefix (lines[k], "//:"))
      {
        g_autoptr (GPtrArray) items = parts (lines[k] + 3, ';');

        for (guint i = 0; i < items->len; i++)
          read_item (&claims, items->pdata[i]);
      }
  return claims;
}

static const Claim *
claim_of (const Claims *claims, const char *name)
{
  for (guint i = 0; i < claims->of->len; i++)
    {
      const Claim *claim = claims->of->pdata[i];

      if (strcmp (claim->name, name) == 0)
        return claim;
    }
  return NULL;
}

/* What it says for the size of this row. */
static const char *
form_of (const Claim *claim, guint row)
{
  if (claim->forms->len == 1)
    return claim->forms->pdata[0];
  ck_assert_msg (row < claim->forms->len, "%s has no value for size %u", claim->name, row + 1);
  return claim->forms->pdata[row];
}

/* ---- values ---- */

/* Names in a form: the variables of a cell's indices, then the run's parameters. */
typedef struct {
  const PlxPramRun *run;
  GPtrArray *variables;  /* NULL: none */
  gint64 index[PLX_PRAM_RANK];
} Names;

static gboolean
look_up (const char *name, double *value, gpointer data)
{
  const Names *names = data;
  guint n;
  const char *const *params = plx_pram_params (names->run->pram, &n);

  for (guint k = 0; names->variables && k < names->variables->len; k++)
    if (strcmp (names->variables->pdata[k], name) == 0)
      {
        *value = (double) names->index[k];
        return TRUE;
      }
  for (guint k = 0; k < n; k++)
    if (strcmp (params[k], name) == 0)
      {
        *value = (double) names->run->params[k];
        return TRUE;
      }
  return FALSE;
}

static gboolean
count_of (const PlxPramRun *run, const char *name, guint64 *count)
{
  const struct { const char *name; guint64 count; } counts[] = {
    { "T", run->time }, { "W", run->work }, { "P", run->processors }, { "cost", run->time * run->processors },
    { "rcw", run->rcw }, { "violations", run->violations },
  };

  for (guint k = 0; k < G_N_ELEMENTS (counts); k++)
    if (strcmp (counts[k].name, name) == 0)
      {
        *count = counts[k].count;
        return TRUE;
      }
  return FALSE;
}

static void
is_claimed (const Names *names, const char *what, gint64 value, const char *form)
{
  double claimed = 0;

  PLX_OK (plx_expression (form, look_up, NULL, (gpointer) names, &claimed, error));
  ck_assert_msg (claimed <= (double) value && claimed >= (double) value,
                 "%s, n = %" G_GINT64_FORMAT ": %s is %" G_GINT64_FORMAT ", claimed is %s = %g",
                 plx_pram_name (names->run->pram), names->run->params[0], what, value, form, claimed);
}

/* Every cell that the claim is about: "S", "H[1]", "C[i,j]". */
static void
cells_are_claimed (const PlxPramRun *run, const char *name, const char *form)
{
  g_auto (GStrv) words = g_strsplit_set (name, "[]", 3);
  g_autoptr (GPtrArray) variables = parts (words[1] ? words[1] : "", ',');
  const PlxPramArray *array = NULL;
  Names names = { .run = run, .variables = variables };

  for (guint k = 0; k < run->n_arrays; k++)
    if (strcmp (run->arrays[k].name, words[0]) == 0)
      array = &run->arrays[k];
  ck_assert_msg (array && array->rank == variables->len, "%s claims %s: no such cell", plx_pram_name (run->pram), name);
  for (guint64 cell = 0; cell < array->n_cells; cell++)
    {
      g_autofree char *what = plx_pram_cell_name (run, array->address + cell);
      guint64 rest = cell;
      gboolean meant = TRUE;

      for (guint k = array->rank; k-- > 0; rest /= (guint64) (array->upper[k] - array->lower[k] + 1))
        {
          names.index[k] = array->lower[k] + (gint64) (rest % (guint64) (array->upper[k] - array->lower[k] + 1));
          meant = meant && (!g_ascii_isdigit (*(char *) variables->pdata[k])
                            || g_ascii_strtoll (variables->pdata[k], NULL, 10) == names.index[k]);
        }
      if (meant)
        is_claimed (&names, what, run->memory[array->address + cell], form);
    }
}

static void
run_is_claimed (const PlxPramRun *run, const Claims *claims, guint row)
{
  const Names names = { .run = run };
  double unused;

  if (!claim_of (claims, "violations"))
    ck_assert_msg (run->violations == 0, "%s: %" G_GUINT64_FORMAT " violations", plx_pram_name (run->pram),
                   run->violations);
  for (guint i = 0; i < claims->of->len; i++)
    {
      const Claim *claim = claims->of->pdata[i];
      guint64 count;

      if (look_up (claim->name, &unused, (gpointer) &names))
        continue;
      if (count_of (run, claim->name, &count))
        is_claimed (&names, claim->name, (gint64) count, form_of (claim, row));
      else
        cells_are_claimed (run, claim->name, form_of (claim, row));
    }
}

/* ---- running ---- */

static void
runs_as_claimed (const PlxPram *pram, const Claims *claims, const PlxSettings *settings, guint row)
{
  const PlxPramModel model = plx_pram_model (pram);
  const guint winners = model.write == PLX_ARBITRARY ? PLX_PRAM_N_ARBITRARY : 1;

  for (guint who = 0; who < winners; who++)
    {
      PlxPramOptions options = plx_pram_options (pram);
      g_autoptr (PlxPramRun) run = NULL;

      options.settings = settings;
      options.arbitrary = (PlxPramArbitrary) who;
      PLX_OK (run = plx_pram_run (pram, &options, error));
      run_is_claimed (run, claims, row);
    }
}

static void
sizes_that_are_named (const PlxPram *pram, const Claims *claims)
{
  const Claim *sizes = claim_of (claims, "n");
  guint n_params;
  const char *const *params = plx_pram_params (pram, &n_params);

  for (guint row = 0; row < sizes->forms->len; row++)
    {
      g_autoptr (PlxSettings) settings = plx_settings_new ();

      for (guint k = 0; k < n_params; k++)
        {
          const Claim *claim = claim_of (claims, params[k]);

          if (claim)
            PLX_OK (plx_settings_add (settings, params[k], form_of (claim, row), "test", error));
        }
      runs_as_claimed (pram, claims, settings, row);
    }
}

static gboolean
only_n (const char *name, double *value, gpointer data)
{
  *value = *(const guint *) data;
  return strcmp (name, "n") == 0;
}

static void
sizes_that_are_allowed (const PlxPram *pram, const Claims *claims)
{
  for (guint n = 1; claims->condition && n <= LAST_SIZE; n++)
    {
      g_autoptr (PlxSettings) settings = plx_settings_new ();
      g_autofree char *text = g_strdup_printf ("%u", n);
      double allowed = 0;

      PLX_OK (plx_expression (claims->condition, only_n, NULL, &n, &allowed, error));
      PLX_OK (plx_settings_add (settings, "n", text, "test", error));
      if (allowed > 0)
        runs_as_claimed (pram, claims, settings, 0);
    }
}

static void
keeps_its_claims (const char *name)
{
  static const char *const least[] = { "T", "W", "P", "n" };
  g_autoptr (PlxPram) pram = NULL;
  g_auto (Claims) claims = { 0 };

  PLX_OK (pram = plx_pram_load (name, error));
  claims = claims_read (pram);
  for (guint k = 0; k < G_N_ELEMENTS (least); k++)
    ck_assert_msg (claim_of (&claims, least[k]) != NULL, "%s: no claim about %s", name, least[k]);
  sizes_that_are_named (pram, &claims);
  sizes_that_are_allowed (pram, &claims);
}

START_TEST (every_program_keeps_its_claims)
{
  g_auto (GStrv) names = plx_pram_list ();

  for (guint i = 0; names[i]; i++)
    keeps_its_claims (names[i]);
}
END_TEST

START_TEST (every_program_has_a_title_and_an_essay_with_a_check_value)
{
  g_auto (GStrv) names = plx_pram_list ();

  ck_assert_uint_ge (g_strv_length (names), 30);
  for (guint i = 0; names[i]; i++)
    {
      g_autoptr (PlxPram) pram = NULL;
      const char *essay;

      PLX_OK (pram = plx_pram_load (names[i], error));
      essay = plx_pram_essay (pram);
      ck_assert_str_eq (plx_pram_name (pram), names[i]);
      ck_assert_msg (g_str_has_prefix (essay + strcspn (essay, "\n"), "\n\n"), "%s: the title is longer than a line", names[i]);
      ck_assert_ptr_nonnull (strstr (essay, "Check value"));
      ck_assert_ptr_null (strstr (essay, "//"));
    }
}
END_TEST

START_TEST (every_program_in_the_folder_travels_with_the_library)
{
  const char *top = g_getenv ("top_srcdir");
  g_autofree char *path = g_build_filename (top ? top : ".", "algorithms", "pram", NULL);
  g_auto (GStrv) names = plx_pram_list ();
  g_autoptr (GDir) folder = NULL;
  const char *file;
  guint n = 0;

  PLX_OK (folder = g_dir_open (path, 0, error));
  while ((file = g_dir_read_name (folder)))
    if (g_str_has_suffix (file, ".pram"))
      {
        g_autofree char *name = g_strndup (file, strlen (file) - strlen (".pram"));

        n++;
        ck_assert_msg (g_strv_contains ((const char *const *) names, name), "%s", file);
      }
  ck_assert_uint_eq (n, g_strv_length (names));
}
END_TEST

START_TEST (the_document_has_a_row_for_every_program)
{
  const char *top = g_getenv ("top_srcdir");
  g_autofree char *path = g_build_filename (top ? top : ".", "docs", "pram.md", NULL);
  g_auto (GStrv) names = plx_pram_list ();
  g_autofree char *text = NULL;

  PLX_OK (g_file_get_contents (path, &text, NULL, error));
  for (guint i = 0; names[i]; i++)
    {
      g_autoptr (PlxPram) pram = NULL;
      g_autofree char *title = NULL, *row = NULL;

      PLX_OK (pram = plx_pram_load (names[i], error));
      title = g_strndup (plx_pram_essay (pram), strcspn (plx_pram_essay (pram), "\n"));
      row = g_strdup_printf ("| `%s` | %s | %s | ", names[i], title, plx_pram_model_name (plx_pram_model (pram)));
      ck_assert_msg (strstr (text, row) != NULL, "%s", row);
    }
}
END_TEST

START_TEST (programs_of_one_writer_a_cell_declare_the_weakest_model)
{
  g_auto (GStrv) names = plx_pram_list ();

  for (guint i = 0; names[i]; i++)
    {
      g_autoptr (PlxPram) pram = NULL;
      g_autoptr (PlxPramRun) run = NULL;
      PlxPramOptions options;

      PLX_OK (pram = plx_pram_load (names[i], error));
      options = plx_pram_options (pram);
      PLX_OK (run = plx_pram_run (pram, &options, error));
      if (plx_pram_model (pram).write == PLX_EXCLUSIVE && run->violations == 0)
        ck_assert_str_eq (plx_pram_model_name (run->needs), plx_pram_model_name (run->model));
    }
}
END_TEST

START_TEST (a_program_is_found_with_its_suffix_and_a_misspelt_one_named)
{
  g_autoptr (PlxPram) pram = NULL;

  PLX_OK (pram = plx_pram_load ("bitonic-sort.pram", error));
  ck_assert_str_eq (plx_pram_name (pram), "bitonic-sort");
  PLX_FAILS (plx_pram_load ("bitonic-srot.pram", error), PLX_ERROR_INPUT, "did you mean bitonic-sort.pram");
}
END_TEST

PLX_TEST_MAIN ("pram-programs", every_program_keeps_its_claims, every_program_has_a_title_and_an_essay_with_a_check_value,
               every_program_in_the_folder_travels_with_the_library,
               the_document_has_a_row_for_every_program, programs_of_one_writer_a_cell_declare_the_weakest_model,
               a_program_is_found_with_its_suffix_and_a_misspelt_one_named)
