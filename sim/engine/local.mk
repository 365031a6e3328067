libcore_la_SOURCES += \
  sim/engine/channel.c \
  sim/engine/channel.h \
  sim/engine/engine.c \
  sim/engine/lower.c \
  sim/engine/lower.h \
  sim/engine/processor.c \
  sim/engine/processor.h \
  sim/engine/program-order.c \
  sim/engine/simulation.c \
  sim/engine/simulation.h \
  sim/engine/sync.c
