# SPDX-License-Identifier: MIT
# `make bench` measures; figures of one machine are in RESULTS.md.
EXTRA_PROGRAMS += bench/bench
bench_bench_SOURCES = \
  bench/barrier.c \
  bench/bench.h \
  bench/engine.c \
  bench/event-queue.c \
  bench/goal-files.c \
  bench/goal-files.h \
  bench/goal.c \
  bench/main.c \
  bench/mixed-trace.c \
  bench/mixed-trace.h \
  bench/pram.c \
  bench/pricing.c \
  bench/record.c \
  bench/simulate.c \
  bench/trace-file.c
CLEANFILES += bench/bench
bench: bench/bench$(EXEEXT) parallax$(EXEEXT)
	bench/bench$(EXEEXT)
.PHONY: bench
EXTRA_DIST += bench/RESULTS.md
