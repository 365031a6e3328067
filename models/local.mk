libcore_la_SOURCES += \
  models/apram.c \
  models/bsp.c \
  models/builtin.h \
  models/loggp.c \
  models/logp.c \
  models/pram.c
