libcore_la_SOURCES += \
  sim/executors/executor.c \
  sim/executors/executor.h \
  sim/executors/sequential.c \
  sim/executors/simulated.c \
  sim/executors/threads.c
