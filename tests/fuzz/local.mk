# SPDX-License-Identifier: MIT
# `make check` replays the corpus; `make fuzz` looks for new inputs for FUZZ_SECONDS, with clang.
check_PROGRAMS += tests/fuzz/replay-trace
TESTS += tests/fuzz/replay-trace
tests_fuzz_replay_trace_SOURCES = tests/fuzz/fuzz-trace.c tests/fuzz/replay.c
tests_fuzz_replay_trace_CPPFLAGS = $(AM_CPPFLAGS) -DCORPUS=\"corpus-trace\"

corpus_trace = \
  tests/fuzz/corpus-trace/messages.trace \
  tests/fuzz/corpus-trace/nothing.trace \
  tests/fuzz/corpus-trace/supersteps.trace
EXTRA_DIST += $(corpus_trace)

FUZZ_CC = clang
FUZZ_SECONDS = 30
fuzz_trace_sources = \
  sim/core/error.c \
  sim/core/trace-builder.c \
  sim/core/trace-file.c \
  sim/core/trace-loads.c \
  sim/core/trace-text.c \
  sim/core/trace.c \
  tests/fuzz/fuzz-trace.c

tests/fuzz/fuzz-trace: $(fuzz_trace_sources)
	@$(MKDIR_P) tests/fuzz
	$(AM_V_CCLD)$(FUZZ_CC) -std=gnu17 -g -O1 -fsanitize=fuzzer,address,undefined $(DEFAULT_INCLUDES) $(AM_CPPFLAGS) -o $@ \
	  $(fuzz_trace_sources:%=$(srcdir)/%) $(GLIB_LIBS)

fuzz: tests/fuzz/fuzz-trace
	$(MKDIR_P) tests/fuzz/found-trace
	tests/fuzz/fuzz-trace -max_total_time=$(FUZZ_SECONDS) -max_len=4096 -print_final_stats=1 \
	  tests/fuzz/found-trace $(srcdir)/tests/fuzz/corpus-trace
.PHONY: fuzz
CLEANFILES += tests/fuzz/fuzz-trace
clean-local: clean-fuzz
clean-fuzz:
	rm -rf tests/fuzz/found-trace
