/* SPDX-License-Identifier: MIT */
/* check-registry.c: models and algorithms are found by name, plug-ins are loaded or refused with a
 * reason, and a model gets its parameters from settings, machine and defaults in that order. */
#include "tests/main.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* A plug-in that tests/plugins/local.mk built. */
static gboolean
load (const char *stem, GError **error)
{
  const char *top = g_getenv ("top_builddir");
  g_autofree char *path = g_strdup_printf ("%s/tests/plugins/.libs/%s.so", top ? top : ".", stem);

  return plx_registry_load (path, error);
}

/* The good one, which may be there already when the tests share a process. */
static gboolean
load_toll (GError **error)
{
  return plx_model_find ("toll", NULL, NULL) || load ("good-model", error);
}

static PlxSettings *
settings_of (const char *first, ...)
{
  PlxSettings *settings = plx_settings_new ();
  va_list arguments;

  va_start (arguments, first);
  for (const char *key = first; key; key = va_arg (arguments, const char *))
    PLX_OK (plx_settings_add (settings, key, va_arg (arguments, const char *), "--model", error));
  va_end (arguments);
  return settings;
}

static PlxTrace *
two_supersteps (void)
{
  PlxTraceBuilder *b = plx_trace_builder_new (2, "by hand");

  plx_trace_builder_op (b, 0, plx_op_work (PLX_OP, 11, 0));
  plx_trace_builder_op (b, 0, plx_op_transfer (PLX_OP_PUT, 1, 24, 1));
  plx_trace_builder_sync (b);
  plx_trace_builder_op (b, 1, plx_op_work (PLX_MAP, 13, 0));
  plx_trace_builder_sync (b);
  return plx_trace_builder_end (b);
}

START_TEST (tables_are_sorted_by_name_and_complete)
{
  guint n;
  const PlxModel *const *models = plx_models (&n);

  ck_assert_uint_gt (n, 2);
  for (guint i = 0; i < n; i++)
    {
      ck_assert_uint_eq (models[i]->abi, PLX_ABI);
      ck_assert (i == 0 || strcmp (models[i - 1]->name, models[i]->name) < 0);
      ck_assert (models[i]->title && models[i]->formula && models[i]->source && (models[i]->price || models[i]->costs));
    }
  const PlxAlgorithm *const *algorithms = plx_algorithms (&n);

  ck_assert_uint_gt (n, 2);
  for (guint i = 0; i < n; i++)
    {
      ck_assert (i == 0 || strcmp (algorithms[i - 1]->name, algorithms[i]->name) < 0);
      ck_assert (algorithms[i]->title && algorithms[i]->source && algorithms[i]->variants->name);
    }
}
END_TEST

START_TEST (names_are_found_with_their_variants)
{
  const PlxVariant *v;
  const char *variant;

  PLX_OK (plx_model_find ("bsp", &variant, error));
  ck_assert_ptr_null (variant);
  PLX_OK (plx_model_find ("pram.erew", &variant, error));
  ck_assert_str_eq (variant, "erew");
  PLX_OK (plx_algorithm_find ("scan", &v, error));
  ck_assert_ptr_null (v);
  PLX_OK (plx_algorithm_find ("scan.two-level", &v, error));
  ck_assert_str_eq (v->name, "two-level");
  PLX_OK (plx_algorithm_find ("scan.sequential", &v, error));
  ck_assert_ptr_eq (v, plx_algorithm_find ("scan", NULL, NULL)->best);
}
END_TEST

START_TEST (unknown_names_are_refused_with_the_nearest)
{
  PLX_FAILS (plx_model_find ("bps", NULL, error), PLX_ERROR_INPUT,
             "bps: unknown model; did you mean \"bsp\"?");
  PLX_FAILS (plx_model_find ("quantum", NULL, error), PLX_ERROR_INPUT,
             "unknown model; known are: apram, bsp");
  PLX_FAILS (plx_model_find ("pram.crw", NULL, error), PLX_ERROR_INPUT,
             "pram.crw: unknown variant of pram; did you mean \"crew\"?");
  PLX_FAILS (plx_model_find ("bsp.fast", NULL, error), PLX_ERROR_INPUT,
             "bsp.fast: bsp has no variants; \"bsp\" would do");
  PLX_FAILS (plx_algorithm_find ("scam", NULL, error), PLX_ERROR_INPUT,
             "unknown algorithm; did you mean \"scan\"?");
  PLX_FAILS (plx_algorithm_find ("scan.twolevel", NULL, error), PLX_ERROR_INPUT,
             "did you mean \"two-level\"?");
}
END_TEST

START_TEST (a_plug_in_is_a_model_like_any_other)
{
  g_autoptr (PlxSettings) settings = settings_of ("toll", "17", NULL);
  g_autoptr (PlxTrace) trace = two_supersteps ();
  g_autoptr (PlxPricer) single = NULL, both = NULL, by_machine = NULL;
  g_autoptr (PlxTiming) timing = NULL, twice = NULL;
  g_autoptr (PlxMachine) machine = NULL;

  PLX_OK (load_toll (error));
  PLX_OK (single = plx_pricer_new ("toll", settings, NULL, 2, FALSE, error));
  PLX_OK (timing = plx_pricer_price (single, trace, FALSE, error));
  ck_assert_double_eq (plx_timing_total (timing), 34);
  PLX_OK (both = plx_pricer_new ("toll.return", settings, NULL, 2, FALSE, error));
  PLX_OK (twice = plx_pricer_price (both, trace, FALSE, error));
  ck_assert_double_eq (plx_timing_total (twice), 68);

  /* Its parameters have a section of their own in machine files. */
  PLX_OK (machine = plx_machine_parse ("[machine]\nunit = step\n[toll]\ntoll = 5\n", "x.machine", error));
  PLX_OK (by_machine = plx_pricer_new ("toll", NULL, machine, 2, FALSE, error));
  ck_assert_double_eq (*(const double *) by_machine->instance, 5);
}
END_TEST

START_TEST (a_plug_in_that_is_not_right_is_refused)
{
  PLX_FAILS (load ("wrong-abi", error), PLX_ERROR_INPUT,
             "this program has ABI " G_STRINGIFY (PLX_ABI) "; build it again");
  PLX_FAILS (load ("old-model", error), PLX_ERROR_INPUT,
             "the model was built for ABI ");
  PLX_FAILS (load ("no-export", error), PLX_ERROR_INPUT, "exports no plx_plugin; compile PLX_MODEL");
  PLX_FAILS (load ("same-name", error), PLX_ERROR_INPUT,
             "a model called bsp exists already; give it another name");
  PLX_FAILS (load ("not-there", error), PLX_ERROR_INPUT, "not-there.so: no such plug-in");
  PLX_FAILS (plx_registry_load (__FILE__, error), PLX_ERROR_INPUT, "check-registry.c: does not load");
}
END_TEST

START_TEST (of_a_plug_in_that_is_half_right_nothing_stays)
{
  PLX_FAILS (load ("half-good", error), PLX_ERROR_INPUT, "algorithm other-half is not complete");
  PLX_FAILS (plx_model_find ("half", NULL, error), PLX_ERROR_INPUT, "unknown model");
}
END_TEST

START_TEST (every_shared_object_of_the_plug_in_path_is_loaded)
{
  g_autofree char *folder = g_dir_make_tmp ("plugins-XXXXXX", NULL),
                  *link = g_build_filename (folder, "toll.so", NULL);
  g_autofree char *path = g_strdup_printf (":%s", folder);
  g_autofree char *target =
      g_strdup_printf ("%s/tests/plugins/.libs/good-model.so", g_getenv ("top_builddir"));

  ck_assert_int_eq (symlink (target, link), 0);
  g_setenv ("PARALLAX_PLUGIN_PATH", path, TRUE);
  PLX_OK (plx_registry_load_path (error));
  PLX_OK (plx_model_find ("toll", NULL, error));
  PLX_OK (plx_registry_load_path (error));
  g_unlink (link);
  g_rmdir (folder);
}
END_TEST

START_TEST (a_plug_in_folder_that_is_not_there_is_an_error)
{
  g_setenv ("PARALLAX_PLUGIN_PATH", "/nowhere/plug-ins", TRUE);
  PLX_FAILS (plx_registry_load_path (error), PLX_ERROR_INPUT, "PARALLAX_PLUGIN_PATH: ");
}
END_TEST

START_TEST (a_setting_comes_before_the_machine_and_the_machine_before_the_default)
{
  g_autoptr (PlxSettings) settings = settings_of ("g", "7", NULL);
  g_autoptr (PlxTrace) trace = two_supersteps ();
  g_autoptr (PlxMachine) machine = NULL;
  g_autoptr (PlxPricer) pricer = NULL;
  g_autoptr (PlxTiming) timing = NULL;

  PLX_OK (machine = plx_machine_parse ("[machine]\nunit = step\nword = 12\n[bsp]\ng = 3\nl = 50\n",
                                       "x.machine", error));
  PLX_OK (pricer = plx_pricer_new ("bsp", settings, machine, 2, FALSE, error));
  PLX_OK (timing = plx_pricer_price (pricer, trace, FALSE, error));
  /* w + g h + l of both supersteps: 24 bytes are two words of 12. */
  ck_assert_double_eq (plx_timing_total (timing), 11 + 7 * 2 + 50 + 13 + 50);
}
END_TEST

START_TEST (work_costs_come_from_the_machines_work_section)
{
  static const char text[] =
      "[machine]\nunit = s\n[work]\nop = 2 ns\nmap = 3 ns\ncopy = 0.5 ns/B\n[bsp]\ng = 0\nl = 0\n";
  g_autoptr (PlxTrace) trace = two_supersteps ();
  g_autoptr (PlxMachine) machine = NULL;
  g_autoptr (PlxPricer) pricer = NULL;
  g_autoptr (PlxTiming) timing = NULL;

  PLX_OK (machine = plx_machine_parse (text, "x.machine", error));
  PLX_OK (pricer = plx_pricer_new ("bsp", NULL, machine, 2, FALSE, error));
  PLX_OK (timing = plx_pricer_price (pricer, trace, FALSE, error));
  ck_assert_double_eq_tol (plx_timing_total (timing), 11 * 2e-9 + 13 * 3e-9, 1e-20);
}
END_TEST

START_TEST (missing_parameters_are_all_named)
{
  g_autoptr (PlxMachine) machine = NULL, half = NULL;

  PLX_OK (half = plx_machine_parse ("[machine]\nname = half\nunit = step\n[work]\nmap = 3\n", "x.machine",
                                    error));
  PLX_FAILS (plx_pricer_new ("bsp", NULL, half, 4, FALSE, error), PLX_ERROR_INPUT,
             "machine half: [work] has map but no op; add op = ..");

  PLX_FAILS (plx_pricer_new ("bsp", NULL, NULL, 4, FALSE, error), PLX_ERROR_INPUT,
             "bsp: g, l are missing; give --model bsp:g=..,l=.. or --machine");
  PLX_OK (machine =
              plx_machine_parse ("[machine]\nname = bare\n[bsp]\ng = 1\nl = 2\n", "x.machine", error));
  PLX_FAILS (plx_pricer_new ("bsp", NULL, machine, 4, FALSE, error), PLX_ERROR_INPUT,
             "bsp: t is missing on machine bare; give --model bsp:t=.. or another --machine");
}
END_TEST

START_TEST (wrong_settings_are_refused)
{
  g_autoptr (PlxSettings) unknown = settings_of ("gg", "1", "l", "2", "foo", "3", NULL);
  g_autoptr (PlxSettings) unit = settings_of ("g", "3 us/word", "l", "2", NULL);
  g_autoptr (PlxSettings) word = settings_of ("g", "3", "l", "2", "word", "0", NULL);
  g_autoptr (PlxSettings) variant = settings_of ("variant", "erew", NULL);

  PLX_FAILS (plx_pricer_new ("bsp", unknown, NULL, 4, FALSE, error), PLX_ERROR_INPUT,
             "--model: gg: no parameter of bsp; did you mean \"g\"?; foo: no parameter of bsp; known "
             "are: ");
  PLX_FAILS (plx_pricer_new ("bsp", unit, NULL, 4, FALSE, error), PLX_ERROR_INPUT,
             "--model: g: \"3 us/word\": a unit of real time, but the machine counts steps");
  PLX_FAILS (plx_pricer_new ("bsp", word, NULL, 4, FALSE, error), PLX_ERROR_INPUT,
             "word: \"0\": not the size of a word");
  PLX_FAILS (plx_pricer_new ("pram.crew", variant, NULL, 4, FALSE, error), PLX_ERROR_INPUT,
             "variant is \"erew\", but the name says \"crew\"");
  PLX_FAILS (plx_pricer_new ("nope", NULL, NULL, 4, FALSE, error), PLX_ERROR_INPUT, "unknown model");
}
END_TEST

START_TEST (a_machine_that_does_not_know_p_says_so)
{
  g_autoptr (PlxMachine) t3e = NULL;
  g_autoptr (PlxPricer) pricer = NULL;

  PLX_OK (t3e = plx_machine_load ("t3e", error));
  PLX_FAILS (plx_pricer_new ("bsp", NULL, t3e, 64, FALSE, error), PLX_ERROR_INPUT,
             "t3e.machine: [bsp] g: known for p = 2, 4, 8, 16, 24, not for 64");
  PLX_OK (pricer = plx_pricer_new ("bsp", NULL, t3e, 64, TRUE, error));
}
END_TEST

START_TEST (a_trace_whose_messages_do_not_match_is_not_priced)
{
  g_autoptr (PlxSettings) settings = settings_of ("g", "7", "l", "3", NULL);
  PlxTraceBuilder *b = plx_trace_builder_new (2, "lonely");
  g_autoptr (PlxTrace) trace = NULL;
  g_autoptr (PlxPricer) pricer = NULL;

  plx_trace_builder_op (b, 1, plx_op_message (PLX_OP_RECV, 0, 8, 4));
  trace = plx_trace_builder_end (b);
  PLX_OK (pricer = plx_pricer_new ("bsp", settings, NULL, 2, FALSE, error));
  PLX_FAILS (plx_pricer_price (pricer, trace, FALSE, error), PLX_ERROR_INPUT, "waits for a message");
}
END_TEST

PLX_TEST_MAIN ("registry", tables_are_sorted_by_name_and_complete, names_are_found_with_their_variants,
               unknown_names_are_refused_with_the_nearest, a_plug_in_folder_that_is_not_there_is_an_error,
               every_shared_object_of_the_plug_in_path_is_loaded, a_plug_in_is_a_model_like_any_other,
               a_plug_in_that_is_not_right_is_refused, of_a_plug_in_that_is_half_right_nothing_stays,
               a_setting_comes_before_the_machine_and_the_machine_before_the_default,
               work_costs_come_from_the_machines_work_section, missing_parameters_are_all_named,
               wrong_settings_are_refused, a_machine_that_does_not_know_p_says_so,
               a_trace_whose_messages_do_not_match_is_not_priced)
