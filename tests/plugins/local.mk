# Plug-ins that exist only to test the loader: shared objects that are never installed.
check_LTLIBRARIES += \
  tests/plugins/good-model.la \
  tests/plugins/half-good.la \
  tests/plugins/no-export.la \
  tests/plugins/old-model.la \
  tests/plugins/same-name.la \
  tests/plugins/wrong-abi.la

plugin_ldflags = $(AM_LDFLAGS) -module -avoid-version -shared -rpath /nowhere
plugin_cppflags = $(AM_CPPFLAGS) -DPLX_PLUGIN

tests_plugins_good_model_la_SOURCES = tests/plugins/good-model.c
tests_plugins_good_model_la_CPPFLAGS = $(plugin_cppflags)
tests_plugins_good_model_la_LDFLAGS = $(plugin_ldflags)
tests_plugins_half_good_la_SOURCES = tests/plugins/half-good.c
tests_plugins_half_good_la_LDFLAGS = $(plugin_ldflags)
tests_plugins_no_export_la_SOURCES = tests/plugins/no-export.c
tests_plugins_no_export_la_LDFLAGS = $(plugin_ldflags)
tests_plugins_old_model_la_SOURCES = tests/plugins/old-model.c
tests_plugins_old_model_la_LDFLAGS = $(plugin_ldflags)
tests_plugins_same_name_la_SOURCES = tests/plugins/same-name.c
tests_plugins_same_name_la_LDFLAGS = $(plugin_ldflags)
tests_plugins_wrong_abi_la_SOURCES = tests/plugins/wrong-abi.c
tests_plugins_wrong_abi_la_LDFLAGS = $(plugin_ldflags)
