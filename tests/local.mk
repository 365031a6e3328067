# One program for each stem; every test is a line of TAP.
unit_tests = \
  tests/check-algorithms \
  tests/check-calibrate \
  tests/check-cells \
  tests/check-capacity \
  tests/check-closed-fit \
  tests/check-compare \
  tests/check-contention \
  tests/check-critical-path \
  tests/check-engine \
  tests/check-event-queue \
  tests/check-engines-agree \
  tests/check-expression \
  tests/check-flow \
  tests/check-goal \
  tests/check-goal-golden \
  tests/check-golden \
  tests/check-fourier \
  tests/check-graph \
  tests/check-grid \
  tests/check-job \
  tests/check-lgs-log \
  tests/check-logp-family \
  tests/check-logp-golden \
  tests/check-keys \
  tests/check-lower \
  tests/check-machine \
  tests/check-matrix \
  tests/check-measure \
  tests/check-memory \
  tests/check-model-list \
  tests/check-models \
  tests/check-param \
  tests/check-pattern \
  tests/check-pattern-cost \
  tests/check-pram \
  tests/check-pram-programs \
  tests/check-pram-replay \
  tests/check-pram-run \
  tests/check-pram-trace \
  tests/check-pram-values \
  tests/check-platform \
  tests/check-program-order \
  tests/check-properties \
  tests/check-record \
  tests/check-registry \
  tests/check-replay \
  tests/check-replicas \
  tests/check-scenario \
  tests/check-schedule \
  tests/check-simulated \
  tests/check-speedup \
  tests/check-statistics \
  tests/check-table \
  tests/check-threads \
  tests/check-trace \
  tests/check-trace-file

if HAVE_CHECK
check_PROGRAMS += $(unit_tests)
TESTS += $(unit_tests)
endif
dist_check_SCRIPTS += $(command_tests)
TESTS += $(command_tests)

# Shell tests of whole commands.
command_tests = \
  tests/bad-input.sh \
  tests/documents.sh \
  tests/golden.sh \
  tests/interrupt.sh \
  tests/layers.sh \
  tests/measure.sh \
  tests/new.sh \
  tests/pram.sh \
  tests/pram-page.sh \
  tests/predict.sh \
  tests/run.sh \
  tests/simulate.sh \
  tests/simulated.sh \
  tests/style.sh \
  tests/trace.sh

TEST_EXTENSIONS = .sh
LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/build-aux/tap-driver.sh
SH_LOG_DRIVER = $(LOG_DRIVER)
AM_TESTS_ENVIRONMENT = unset MAKEFLAGS MFLAGS; CK_TAP_LOG_FILE_NAME=-; CK_VERBOSITY=silent; G_DEBUG=fatal-criticals; \
  top_srcdir='$(abs_top_srcdir)'; top_builddir='$(abs_top_builddir)'; \
  export CK_TAP_LOG_FILE_NAME CK_VERBOSITY G_DEBUG top_srcdir top_builddir;

tests_cppflags = $(AM_CPPFLAGS) $(CHECK_CFLAGS)
LDADD = libcore.la $(CHECK_LIBS) $(GLIB_LIBS) $(GSL_LIBS) $(JANSSON_LIBS) -lm
EXTRA_DIST += tests/sandbox.sh tests/main.h tests/program.h tests/programs.h

tests_check_registry_SOURCES = tests/check-registry.c
tests_check_registry_CPPFLAGS = $(tests_cppflags)
tests_check_machine_SOURCES = tests/check-machine.c
tests_check_machine_CPPFLAGS = $(tests_cppflags)
tests_check_job_SOURCES = tests/check-job.c
tests_check_job_CPPFLAGS = $(tests_cppflags)
tests_check_event_queue_SOURCES = tests/check-event-queue.c
tests_check_event_queue_CPPFLAGS = $(tests_cppflags)
tests_check_expression_SOURCES = tests/check-expression.c
tests_check_expression_CPPFLAGS = $(tests_cppflags)
tests_check_flow_SOURCES = tests/check-flow.c
tests_check_flow_CPPFLAGS = $(tests_cppflags)
tests_check_param_SOURCES = tests/check-param.c
tests_check_param_CPPFLAGS = $(tests_cppflags)
tests_check_pattern_SOURCES = tests/check-pattern.c tests/patterns.h tests/pricing.h
tests_check_pattern_CPPFLAGS = $(tests_cppflags)
tests_check_simulated_SOURCES = tests/check-simulated.c
tests_check_simulated_CPPFLAGS = $(tests_cppflags)
tests_check_platform_SOURCES = tests/check-platform.c
tests_check_platform_CPPFLAGS = $(tests_cppflags)
tests_check_pattern_cost_SOURCES = tests/check-pattern-cost.c tests/patterns.h tests/pricing.h
tests_check_pattern_cost_CPPFLAGS = $(tests_cppflags)
tests_check_trace_SOURCES = tests/check-trace.c
tests_check_trace_CPPFLAGS = $(tests_cppflags)

tests_check_trace_file_SOURCES = tests/check-trace-file.c
tests_check_trace_file_CPPFLAGS = $(tests_cppflags)
tests_check_closed_fit_SOURCES = tests/check-closed-fit.c
tests_check_closed_fit_CPPFLAGS = $(tests_cppflags)
tests_check_pram_replay_SOURCES = tests/check-pram-replay.c
tests_check_pram_replay_CPPFLAGS = $(tests_cppflags)
tests_check_pram_SOURCES = tests/check-pram.c
tests_check_pram_CPPFLAGS = $(tests_cppflags)
tests_check_pram_run_SOURCES = tests/check-pram-run.c tests/golden.h tests/prams.h tests/pricing.h
tests_check_pram_run_CPPFLAGS = $(tests_cppflags)
tests_check_pram_trace_SOURCES = tests/check-pram-trace.c tests/prams.h tests/pricing.h
tests_check_pram_trace_CPPFLAGS = $(tests_cppflags)
tests_check_pram_values_SOURCES = tests/check-pram-values.c tests/prams.h
tests_check_pram_values_CPPFLAGS = $(tests_cppflags)
tests_check_replay_SOURCES = tests/check-replay.c
tests_check_replay_CPPFLAGS = $(tests_cppflags)
tests_check_pram_programs_SOURCES = tests/check-pram-programs.c
tests_check_pram_programs_CPPFLAGS = $(tests_cppflags)
tests_check_speedup_SOURCES = tests/check-speedup.c
tests_check_speedup_CPPFLAGS = $(tests_cppflags)
tests_check_statistics_SOURCES = tests/check-statistics.c
tests_check_statistics_CPPFLAGS = $(tests_cppflags)
tests_check_table_SOURCES = tests/check-table.c
tests_check_table_CPPFLAGS = $(tests_cppflags)
tests_check_model_list_SOURCES = tests/check-model-list.c
tests_check_model_list_CPPFLAGS = $(tests_cppflags)

tests_check_fourier_SOURCES = tests/check-fourier.c
tests_check_fourier_CPPFLAGS = $(tests_cppflags)
tests_check_matrix_SOURCES = tests/check-matrix.c
tests_check_matrix_CPPFLAGS = $(tests_cppflags)
tests_check_measure_SOURCES = tests/check-measure.c
tests_check_measure_CPPFLAGS = $(tests_cppflags)
tests_check_algorithms_SOURCES = tests/check-algorithms.c
tests_check_algorithms_CPPFLAGS = $(tests_cppflags)
tests_check_engine_SOURCES = tests/check-engine.c tests/pricing.h
tests_check_engine_CPPFLAGS = $(tests_cppflags)
tests_check_program_order_SOURCES = tests/check-program-order.c tests/pricing.h
tests_check_program_order_CPPFLAGS = $(tests_cppflags)
tests_check_properties_SOURCES = tests/check-properties.c tests/pricing.h
tests_check_properties_CPPFLAGS = $(tests_cppflags)
tests_check_cells_SOURCES = tests/check-cells.c
tests_check_cells_CPPFLAGS = $(tests_cppflags)
tests_check_graph_SOURCES = tests/check-graph.c
tests_check_graph_CPPFLAGS = $(tests_cppflags)
tests_check_keys_SOURCES = tests/check-keys.c
tests_check_keys_CPPFLAGS = $(tests_cppflags)
tests_check_grid_SOURCES = tests/check-grid.c
tests_check_grid_CPPFLAGS = $(tests_cppflags)
tests_check_goal_golden_SOURCES = tests/check-goal-golden.c
tests_check_goal_golden_CPPFLAGS = $(tests_cppflags)
tests_check_golden_SOURCES = tests/check-golden.c tests/golden.h tests/pricing.h
tests_check_golden_CPPFLAGS = $(tests_cppflags)
tests_check_logp_golden_SOURCES = tests/check-logp-golden.c tests/golden.h tests/pricing.h
tests_check_logp_golden_CPPFLAGS = $(tests_cppflags)
tests_check_models_SOURCES = tests/check-models.c tests/pricing.h
tests_check_models_CPPFLAGS = $(tests_cppflags)
tests_check_logp_family_SOURCES = tests/check-logp-family.c tests/pricing.h
tests_check_logp_family_CPPFLAGS = $(tests_cppflags)
tests_check_memory_SOURCES = tests/check-memory.c
tests_check_memory_CPPFLAGS = $(tests_cppflags)
tests_check_replicas_SOURCES = tests/check-replicas.c tests/pricing.h
tests_check_replicas_CPPFLAGS = $(tests_cppflags)
tests_check_record_SOURCES = tests/check-record.c
tests_check_record_CPPFLAGS = $(tests_cppflags)
tests_check_threads_SOURCES = tests/check-threads.c
tests_check_threads_CPPFLAGS = $(tests_cppflags)

tests_check_goal_SOURCES = tests/check-goal.c
tests_check_goal_CPPFLAGS = $(tests_cppflags)
tests_check_schedule_SOURCES = tests/check-schedule.c
tests_check_schedule_CPPFLAGS = $(tests_cppflags)
tests_check_calibrate_SOURCES = tests/check-calibrate.c
tests_check_calibrate_CPPFLAGS = $(tests_cppflags)
tests_check_scenario_SOURCES = tests/check-scenario.c
tests_check_scenario_CPPFLAGS = $(tests_cppflags)
EXTRA_DIST += \
  tests/golden/apram.csv \
  tests/golden/bsp.csv \
  tests/golden/goal/expected.csv \
  tests/golden/goal/g001.goal \
  tests/golden/goal/g002.goal \
  tests/golden/goal/g004.goal \
  tests/golden/goal/g005.goal \
  tests/golden/goal/g006.goal \
  tests/golden/goal/g007.goal \
  tests/golden/goal/g008.goal \
  tests/golden/goal/g009.goal \
  tests/golden/goal/g010.goal \
  tests/golden/goal/g011.goal \
  tests/golden/goal/g012.goal \
  tests/golden/goal/g013.goal \
  tests/golden/goal/g014.goal \
  tests/golden/goal/g015.goal \
  tests/golden/goal/g016.goal \
  tests/golden/goal/g017.goal \
  tests/golden/goal/g018.goal \
  tests/golden/goal/g019.goal \
  tests/golden/goal/g020.goal \
  tests/golden/goal/g021.goal \
  tests/golden/goal/g022.goal \
  tests/golden/goal/g023.goal \
  tests/golden/goal/g024.goal \
  tests/golden/goal/g025.goal \
  tests/golden/goal/g026.goal \
  tests/golden/goal/g027.goal \
  tests/golden/goal/g028.goal \
  tests/golden/goal/g029.goal \
  tests/golden/goal/g030.goal \
  tests/golden/goal/g031.goal \
  tests/golden/goal/g032.goal \
  tests/golden/goal/g033.goal \
  tests/golden/goal/g034.goal \
  tests/golden/goal/g035.goal \
  tests/golden/goal/g036.goal \
  tests/golden/goal/g037.goal \
  tests/golden/goal/g038.goal \
  tests/golden/goal/g039.goal \
  tests/golden/goal/g040.goal \
  tests/golden/logp.csv \
  tests/golden/pram.csv \
  tests/golden/pram/01_sum.pram \
  tests/golden/pram/02_prefix_tree.pram \
  tests/golden/pram/02b_prefix_doubling.pram \
  tests/golden/pram/02c_prefix_onestmt.pram \
  tests/golden/pram/02d_prefix_cond.pram \
  tests/golden/pram/03_listrank.pram \
  tests/golden/pram/03b_listrank_selfloop.pram \
  tests/golden/pram/04_matmul.pram \
  tests/golden/pram/05_merge.pram \
  tests/golden/pram/07_oddeven.pram \
  tests/golden/pram/09_max_crcw.pram \
  tests/golden/pram/10_or_crcw.pram \
  tests/golden/pram/16_race_arbitrary.pram \
  tests/golden/pram/17_swap_sync.pram
tests_check_compare_SOURCES = tests/check-compare.c
tests_check_compare_CPPFLAGS = $(tests_cppflags)
tests_check_critical_path_SOURCES = tests/check-critical-path.c tests/pricing.h
tests_check_critical_path_CPPFLAGS = $(tests_cppflags)
tests_check_lower_SOURCES = tests/check-lower.c tests/patterns.h tests/pricing.h
tests_check_lower_CPPFLAGS = $(tests_cppflags)
tests_check_lgs_log_SOURCES = tests/check-lgs-log.c tests/draw.h tests/pricing.h
tests_check_lgs_log_CPPFLAGS = $(tests_cppflags)
tests_check_engines_agree_SOURCES = tests/check-engines-agree.c tests/draw.h tests/reference.h
tests_check_engines_agree_CPPFLAGS = $(tests_cppflags)
tests_check_capacity_SOURCES = tests/check-capacity.c tests/draw.h tests/reference-capacity.h
tests_check_capacity_CPPFLAGS = $(tests_cppflags)
tests_check_contention_SOURCES = tests/check-contention.c tests/draw.h
tests_check_contention_CPPFLAGS = $(tests_cppflags)
