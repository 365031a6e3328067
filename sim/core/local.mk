libcore_la_SOURCES += \
  sim/core/curve.c \
  sim/core/error.c \
  sim/core/expression.c \
  sim/core/machine-file.c \
  sim/core/machine-file.h \
  sim/core/machine-schema.c \
  sim/core/machine.c \
  sim/core/machine.h \
  sim/core/nearest.c \
  sim/core/param.c \
  sim/core/param.h \
  sim/core/pricer.c \
  sim/core/registry.c \
  sim/core/resource.c \
  sim/core/resource.h \
  sim/core/settings.c \
  sim/core/sweep.c \
  sim/core/timing.c \
  sim/core/trace-builder.c \
  sim/core/trace-file.c \
  sim/core/trace-file.h \
  sim/core/trace-loads.c \
  sim/core/trace-text.c \
  sim/core/trace.c \
  sim/core/trace.h \
  sim/core/units.c
