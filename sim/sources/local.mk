libcore_la_SOURCES += \
  sim/sources/pattern-exchange.c \
  sim/sources/pattern-flow.h \
  sim/sources/pattern-list.h \
  sim/sources/pattern-optimal.c \
  sim/sources/pattern-ring.c \
  sim/sources/pattern-tree.c \
  sim/sources/pattern.c \
  sim/sources/pattern.h
