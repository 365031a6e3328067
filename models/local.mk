libcore_la_SOURCES += \
  models/apram.c \
  models/bsp.c \
  models/builtin.h \
  models/hockney.c \
  models/loggops.c \
  models/loggp.c \
  models/loggps.c \
  models/logp.c \
  models/plogp.c \
  models/pram.c \
  models/qsm.c
