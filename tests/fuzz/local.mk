# SPDX-License-Identifier: MIT
# `make check` replays the corpora; `make fuzz` looks for new inputs, FUZZ_RUNS for each target, with clang. What has been run
# is in RUNS.
fuzz_replays = tests/fuzz/replay-goal-binary tests/fuzz/replay-goal-text tests/fuzz/replay-trace
check_PROGRAMS += $(fuzz_replays)
TESTS += $(fuzz_replays)
tests_fuzz_replay_goal_binary_SOURCES = tests/fuzz/fuzz-goal-binary.c tests/fuzz/replay.c tests/fuzz/round-trip.h
tests_fuzz_replay_goal_binary_CPPFLAGS = $(AM_CPPFLAGS) -DCORPUS=\"corpus-goal-binary\"
tests_fuzz_replay_goal_text_SOURCES = tests/fuzz/fuzz-goal-text.c tests/fuzz/replay.c tests/fuzz/round-trip.h
tests_fuzz_replay_goal_text_CPPFLAGS = $(AM_CPPFLAGS) -DCORPUS=\"corpus-goal-text\"
tests_fuzz_replay_trace_SOURCES = tests/fuzz/fuzz-trace.c tests/fuzz/replay.c
tests_fuzz_replay_trace_CPPFLAGS = $(AM_CPPFLAGS) -DCORPUS=\"corpus-trace\"

EXTRA_DIST += \
  tests/fuzz/RUNS \
  tests/fuzz/goal.dict \
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
  tests/fuzz/corpus-trace/messages.trace \
  tests/fuzz/corpus-trace/nothing.trace \
  tests/fuzz/corpus-trace/supersteps.trace

FUZZ_CC = clang
FUZZ_RUNS = 1000000
fuzz_sources = \
  sim/core/causal.c \
  sim/core/error.c \
  sim/core/flow.c \
  sim/core/huge.c \
  sim/core/match.c \
  sim/core/schedule-builder.c \
  sim/core/schedule-match.c \
  sim/core/schedule.c \
  sim/core/task.c \
  sim/core/trace-builder.c \
  sim/core/trace-file.c \
  sim/core/trace-loads.c \
  sim/core/trace-text.c \
  sim/core/trace.c \
  sim/sources/goal-binary.c \
  sim/sources/goal-labels.c \
  sim/sources/goal-scan.c \
  sim/sources/goal-text.c \
  sim/sources/goal-write.c \
  sim/sources/goal.c
fuzz_targets = tests/fuzz/fuzz-goal-binary tests/fuzz/fuzz-goal-text tests/fuzz/fuzz-trace

$(fuzz_targets): $(fuzz_sources)
	@$(MKDIR_P) tests/fuzz
	$(AM_V_CCLD)$(FUZZ_CC) -std=gnu17 -g -O1 -fsanitize=fuzzer,address,undefined $(DEFAULT_INCLUDES) $(AM_CPPFLAGS) -o $@ \
	  $(fuzz_sources:%=$(srcdir)/%) $(srcdir)/$@.c $(GLIB_LIBS)

# One after the other: each target with its corpus and what earlier runs found.
fuzz: $(fuzz_targets)
	set -e; for target in goal-binary goal-text trace; do \
	  $(MKDIR_P) tests/fuzz/found-$$target; \
	  dict=; test $$target != goal-text || dict=-dict=$(srcdir)/tests/fuzz/goal.dict; \
	  tests/fuzz/fuzz-$$target -runs=$(FUZZ_RUNS) -max_len=2048 -print_final_stats=1 $$dict \
	    -artifact_prefix=tests/fuzz/crash-$$target- tests/fuzz/found-$$target $(srcdir)/tests/fuzz/corpus-$$target; \
	done
.PHONY: fuzz
CLEANFILES += $(fuzz_targets)
clean-local: clean-fuzz
clean-fuzz:
	rm -rf tests/fuzz/found-*
