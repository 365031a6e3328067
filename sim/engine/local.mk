libcore_la_SOURCES += \
  sim/engine/engine.c \
  sim/engine/log.c \
  sim/engine/log-timing.c \
  sim/engine/log-timing.h \
  sim/engine/lower.c \
  sim/engine/lower.h \
  sim/engine/memory-module.c \
  sim/engine/memory-module.h \
  sim/engine/network.c \
  sim/engine/network.h \
  sim/engine/noise.c \
  sim/engine/noise.h \
  sim/engine/platform.c \
  sim/engine/platform.h \
  sim/engine/processor.c \
  sim/engine/processor.h \
  sim/engine/program-order.c \
  sim/engine/program-order.h \
  sim/engine/rendezvous.c \
  sim/engine/rendezvous.h \
  sim/engine/run.h \
  sim/engine/simulation.c \
  sim/engine/simulation.h \
  sim/engine/sync.c \
  sim/engine/team.c \
  sim/engine/team.h
