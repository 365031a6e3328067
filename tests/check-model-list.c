/* SPDX-License-Identifier: MIT */
/* check-model-list.c: lists of models are read as the command line and the scenarios promise. */
#include "sim/lab/model-list.h"
#include "tests/main.h"

#include <string.h>

static const PlxModelChoice *
nth (const GPtrArray *list, guint i)
{
  return list->pdata[i];
}

START_TEST (a_name_alone_or_before_a_colon_starts_the_next_model)
{
  g_autoptr (GPtrArray) list = plx_model_list_new ();

  PLX_OK (plx_model_list_read (list, "pram.crew, bsp:g=2 , l= 10,apram:d=6,B=20,pram.erew", "--model", error));
  ck_assert_uint_eq (list->len, 4);
  ck_assert_str_eq (nth (list, 0)->label, "pram.crew");
  ck_assert_uint_eq (plx_settings_size (nth (list, 0)->settings), 0);
  ck_assert_str_eq (nth (list, 1)->label, "bsp");
  ck_assert_str_eq (nth (list, 1)->text, "bsp:g=2,l=10");
  ck_assert_str_eq (plx_settings_get (nth (list, 1)->settings, "l", NULL), "10");
  ck_assert_str_eq (nth (list, 2)->text, "apram:d=6,B=20");
  ck_assert_str_eq (nth (list, 3)->text, "pram.erew");
}
END_TEST

START_TEST (repeated_options_append)
{
  g_autoptr (GPtrArray) list = plx_model_list_new ();

  PLX_OK (plx_model_list_read (list, "bsp:g=2,l=10", "--model", error));
  PLX_OK (plx_model_list_read (list, "bsp:g=3,l=10", "--model", error));
  ck_assert_uint_eq (list->len, 2);
  ck_assert_str_eq (nth (list, 1)->text, "bsp:g=3,l=10");
  PLX_FAILS (plx_model_list_read (list, "bsp:g=2,l=10", "--model", error), PLX_ERROR_INPUT, "stands there twice");
}
END_TEST

START_TEST (each_error_says_where_and_what_would_be_right)
{
  g_autoptr (GPtrArray) list = plx_model_list_new ();

  PLX_FAILS (plx_model_list_read (list, "g=2", "x.scn:12", error), PLX_ERROR_INPUT, "x.scn:12: 'g=2' belongs to no model");
  PLX_FAILS (plx_model_list_read (list, "bps", "x.scn:12", error), PLX_ERROR_INPUT, "bsp");
  PLX_FAILS (plx_model_list_read (list, "apram,,bsp", "--model", error), PLX_ERROR_INPUT, "an empty item");
  PLX_FAILS (plx_model_list_read (list, "", "--model", error), PLX_ERROR_INPUT, "--model: an empty item");
  PLX_FAILS (plx_model_list_read (list, "bsp:g=", "--model", error), PLX_ERROR_INPUT, "KEY=VALUE");
  PLX_FAILS (plx_model_list_read (list, "bsp:g=2,g=3", "--model", error), PLX_ERROR_INPUT, "g");
}
END_TEST

PLX_TEST_MAIN ("model-list", a_name_alone_or_before_a_colon_starts_the_next_model, repeated_options_append,
               each_error_says_where_and_what_would_be_right)
