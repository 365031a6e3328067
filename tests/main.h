/* SPDX-License-Identifier: MIT */
/* main.h: what every test program ends with: PLX_TEST_MAIN ("trace", test_a, test_b). A test's name
 * is a sentence. */
#pragma once

#include <check.h>
#include <gsl/gsl_errno.h>
#include <parallax/parallax.h>
#include <stdlib.h>

#define PLX_TEST_MAIN(stem, ...) \
  int \
  main (void) \
  { \
    const TTest *const tests[] = { __VA_ARGS__ }; \
    Suite *suite = suite_create (stem); \
    TCase *all = tcase_create (stem); \
    SRunner *runner = srunner_create (suite); \
\
    gsl_set_error_handler_off (); \
    for (guint i = 0; i < G_N_ELEMENTS (tests); i++) \
      tcase_add_test (all, tests[i]); \
    tcase_set_timeout (all, 300); \
    suite_add_tcase (suite, all); \
    srunner_run_all (runner, CK_ENV); \
    const int failed = srunner_ntests_failed (runner); \
    srunner_free (runner); \
    return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE; \
  }

/* The call succeeded; else the test fails with the error's message. */
#define PLX_OK(call) \
  do \
    { \
      g_autoptr (GError) plx_ok_error = NULL; \
      GError **error = &plx_ok_error; \
      const gboolean plx_ok = (call) != 0; \
      ck_assert_msg (plx_ok && !plx_ok_error, "%s: %s", #call, plx_ok_error ? plx_ok_error->message : "no error set"); \
    } \
  while (0)

/* The call failed with this code, and its message has the text in it. */
#define PLX_FAILS(call, error_code, text) \
  do \
    { \
      g_autoptr (GError) plx_fails_error = NULL; \
      GError **error = &plx_fails_error; \
      const gboolean plx_ok = (call) != 0; \
      ck_assert_msg (!plx_ok, "%s: did not fail", #call); \
      ck_assert_msg (g_error_matches (plx_fails_error, PLX_ERROR, error_code), "%s: %s", #call, \
                     plx_fails_error ? plx_fails_error->message : "no error set"); \
      ck_assert_msg (strstr (plx_fails_error->message, text) != NULL, "%s: '%s' has no '%s'", #call, \
                     plx_fails_error->message, text); \
    } \
  while (0)
