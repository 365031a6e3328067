libcore_la_SOURCES += \
  sim/sources/goal-binary.c \
  sim/sources/goal-labels.c \
  sim/sources/goal-labels.h \
  sim/sources/goal-scan.c \
  sim/sources/goal-scan.h \
  sim/sources/goal-text.c \
  sim/sources/goal-write.c \
  sim/sources/goal.c \
  sim/sources/goal.h \
  sim/sources/pattern-all-to-all.c \
  sim/sources/pattern-exchange.c \
  sim/sources/pattern-flow.h \
  sim/sources/pattern-grid.c \
  sim/sources/pattern-list.h \
  sim/sources/pattern-optimal.c \
  sim/sources/pattern-ring.c \
  sim/sources/pattern-rounds.h \
  sim/sources/pattern-tree.c \
  sim/sources/pattern.c \
  sim/sources/pattern.h
