libcore_la_SOURCES += \
  models/apram.c \
  models/bsp.c \
  models/builtin.h \
  models/pram.c
