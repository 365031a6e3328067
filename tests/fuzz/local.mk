# SPDX-License-Identifier: MIT
# `make check` replays the corpora; `make fuzz` looks for new inputs with clang, FUZZ_RUNS for each target, but not longer
# than FUZZ_SECONDS (0: no limit). What has been run is in RUNS.
fuzz_replays = tests/fuzz/replay-goal-binary tests/fuzz/replay-goal-text tests/fuzz/replay-pram tests/fuzz/replay-trace
check_PROGRAMS += $(fuzz_replays)
TESTS += $(fuzz_replays)
tests_fuzz_replay_goal_binary_SOURCES = tests/fuzz/fuzz-goal-binary.c tests/fuzz/replay.c tests/fuzz/round-trip.h
tests_fuzz_replay_goal_binary_CPPFLAGS = $(AM_CPPFLAGS) -DCORPUS=\"corpus-goal-binary\"
tests_fuzz_replay_goal_text_SOURCES = tests/fuzz/fuzz-goal-text.c tests/fuzz/replay.c tests/fuzz/round-trip.h
tests_fuzz_replay_goal_text_CPPFLAGS = $(AM_CPPFLAGS) -DCORPUS=\"corpus-goal-text\"
tests_fuzz_replay_pram_SOURCES = tests/fuzz/fuzz-pram.c tests/fuzz/replay.c
tests_fuzz_replay_pram_CPPFLAGS = $(AM_CPPFLAGS) -DCORPUS=\"corpus-pram\"
tests_fuzz_replay_trace_SOURCES = tests/fuzz/fuzz-trace.c tests/fuzz/replay.c
tests_fuzz_replay_trace_CPPFLAGS = $(AM_CPPFLAGS) -DCORPUS=\"corpus-trace\"

EXTRA_DIST += \
  tests/fuzz/RUNS \
  tests/fuzz/goal.dict \
  tests/fuzz/pram.dict \
  tests/fuzz/corpus-goal-binary/calc.bin \
  tests/fuzz/corpus-goal-binary/cycle.bin \
  tests/fuzz/corpus-goal-binary/empty.bin \
  tests/fuzz/corpus-goal-binary/ping.bin \
  tests/fuzz/corpus-goal-binary/used.bin \
  tests/fuzz/corpus-goal-text/cycle.goal \
  tests/fuzz/corpus-goal-text/forward.goal \
  tests/fuzz/corpus-goal-text/labels.goal \
  tests/fuzz/corpus-goal-text/large.goal \
  tests/fuzz/corpus-goal-text/nothing.goal \
  tests/fuzz/corpus-goal-text/order.goal \
  tests/fuzz/corpus-goal-text/ping.goal \
  tests/fuzz/corpus-goal-text/sizes.goal \
  tests/fuzz/corpus-goal-text/words.goal \
  tests/fuzz/corpus-pram/endless.pram \
  tests/fuzz/corpus-pram/everything.pram \
  tests/fuzz/corpus-pram/huge.pram \
  tests/fuzz/corpus-pram/listrank.pram \
  tests/fuzz/corpus-pram/listrank_selfloop.pram \
  tests/fuzz/corpus-pram/many.pram \
  tests/fuzz/corpus-pram/matmul.pram \
  tests/fuzz/corpus-pram/max_crcw.pram \
  tests/fuzz/corpus-pram/merge.pram \
  tests/fuzz/corpus-pram/oddeven.pram \
  tests/fuzz/corpus-pram/or_crcw.pram \
  tests/fuzz/corpus-pram/overflow.pram \
  tests/fuzz/corpus-pram/prefix_cond.pram \
  tests/fuzz/corpus-pram/prefix_doubling.pram \
  tests/fuzz/corpus-pram/prefix_onestmt.pram \
  tests/fuzz/corpus-pram/prefix_tree.pram \
  tests/fuzz/corpus-pram/private-bound.pram \
  tests/fuzz/corpus-pram/race_arbitrary.pram \
  tests/fuzz/corpus-pram/sum.pram \
  tests/fuzz/corpus-pram/swap_sync.pram \
  tests/fuzz/corpus-trace/messages.trace \
  tests/fuzz/corpus-trace/nothing.trace \
  tests/fuzz/corpus-trace/supersteps.trace

FUZZ_CC = clang
FUZZ_RUNS = 1000000
FUZZ_SECONDS = 0
fuzz_sources = \
  sim/core/causal.c \
  sim/core/error.c \
  sim/core/flow.c \
  sim/core/huge.c \
  sim/core/interrupt.c \
  sim/core/match.c \
  sim/core/nearest.c \
  sim/core/schedule-builder.c \
  sim/core/schedule-match.c \
  sim/core/schedule.c \
  sim/core/settings.c \
  sim/core/task.c \
  sim/core/trace-builder.c \
  sim/core/trace-file.c \
  sim/core/trace-loads.c \
  sim/core/trace-text.c \
  sim/core/trace.c \
  sim/core/sweep.c \
  sim/core/units.c \
  sim/sources/goal-binary.c \
  sim/sources/goal-labels.c \
  sim/sources/goal-scan.c \
  sim/sources/goal-text.c \
  sim/sources/goal-write.c \
  sim/sources/goal.c \
  sim/sources/pram-commit.c \
  sim/sources/pram-conflict.c \
  sim/sources/pram-declare.c \
  sim/sources/pram-evaluate.c \
  sim/sources/pram-expression.c \
  sim/sources/pram-lexer.c \
  sim/sources/pram-loop.c \
  sim/sources/pram-memory.c \
  sim/sources/pram-operators.c \
  sim/sources/pram-pardo.c \
  sim/sources/pram-parser.c \
  sim/sources/pram-run.c \
  sim/sources/pram-step.c \
  sim/sources/pram-trace.c \
  sim/sources/pram.c
fuzz_targets = tests/fuzz/fuzz-goal-binary tests/fuzz/fuzz-goal-text tests/fuzz/fuzz-pram tests/fuzz/fuzz-trace

$(fuzz_targets): $(fuzz_sources)
	@$(MKDIR_P) tests/fuzz
	$(AM_V_CCLD)$(FUZZ_CC) -std=gnu17 -g -O1 -fsanitize=fuzzer,address,undefined $(DEFAULT_INCLUDES) $(AM_CPPFLAGS) -o $@ \
	  $(fuzz_sources:%=$(srcdir)/%) $(srcdir)/$@.c $(GLIB_LIBS)

# One after the other: each target with its corpus and what earlier runs found.
fuzz: $(fuzz_targets)
	set -e; for target in goal-binary goal-text pram trace; do \
	  $(MKDIR_P) tests/fuzz/found-$$target; \
	  dict=$(srcdir)/tests/fuzz/$${target%-text}.dict; test -f $$dict && dict=-dict=$$dict || dict=; \
	  tests/fuzz/fuzz-$$target -runs=$(FUZZ_RUNS) -max_total_time=$(FUZZ_SECONDS) -max_len=2048 -print_final_stats=1 $$dict \
	    -artifact_prefix=tests/fuzz/crash-$$target- tests/fuzz/found-$$target $(srcdir)/tests/fuzz/corpus-$$target; \
	done
.PHONY: fuzz
CLEANFILES += $(fuzz_targets)
clean-local: clean-fuzz
clean-fuzz:
	rm -rf tests/fuzz/found-*
