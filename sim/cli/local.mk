bin_PROGRAMS += parallax
parallax_SOURCES = sim/cli/main.c
parallax_LDADD = libparallax.la
libcore_la_SOURCES += \
  sim/cli/cli.c \
  sim/cli/cli.h
