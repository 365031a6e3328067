libcore_la_SOURCES += \
  sim/program/access.c \
  sim/program/array.c \
  sim/program/array.h \
  sim/program/barrier.h \
  sim/program/cells.c \
  sim/program/conflicts.c \
  sim/program/conflicts.h \
  sim/program/coroutine.c \
  sim/program/coroutine.h \
  sim/program/graph.c \
  sim/program/greedy-tree.c \
  sim/program/job.c \
  sim/program/job.h \
  sim/program/keys.c \
  sim/program/mailbox.c \
  sim/program/mailbox.h \
  sim/program/matrix.c \
  sim/program/memory.c \
  sim/program/proc.c \
  sim/program/proc.h \
  sim/program/record.c \
  sim/program/record.h \
  sim/program/thread.c \
  sim/program/thread.h \
  sim/program/threads.c \
  sim/program/threads.h \
  sim/program/world.c
