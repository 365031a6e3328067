libcore_la_SOURCES += \
  sim/executors/executor.c \
  sim/executors/executor.h \
  sim/executors/threads.c
