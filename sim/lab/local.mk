libcore_la_SOURCES += \
  sim/lab/calibrate-file.c \
  sim/lab/calibrate.c \
  sim/lab/calibrate.h \
  sim/lab/calibration.h \
  sim/lab/canary.c \
  sim/lab/canary.h \
  sim/lab/clock.c \
  sim/lab/clock.h \
  sim/lab/file.c \
  sim/lab/kernel-bsp.c \
  sim/lab/kernel-logp.c \
  sim/lab/kernel-work.c \
  sim/lab/kernel.c \
  sim/lab/kernel.h \
  sim/lab/measure.c \
  sim/lab/measure.h \
  sim/lab/model-list.c \
  sim/lab/model-list.h \
  sim/lab/plot.c \
  sim/lab/plot.h \
  sim/lab/scenario.c \
  sim/lab/scenario.h \
  sim/lab/statistics.c \
  sim/lab/statistics.h \
  sim/lab/table.c \
  sim/lab/table.h
