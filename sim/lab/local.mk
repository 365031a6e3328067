libcore_la_SOURCES += \
  sim/lab/calibrate.h \
  sim/lab/canary.c \
  sim/lab/canary.h \
  sim/lab/clock.c \
  sim/lab/clock.h \
  sim/lab/file.c \
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
