bin_PROGRAMS += parallax
parallax_SOURCES = sim/cli/main.c
parallax_LDADD = libparallax.la
libcore_la_SOURCES += \
  sim/cli/cli.c \
  sim/cli/cli.h \
  sim/cli/cmd-calibrate.c \
  sim/cli/cmd-compare.c \
  sim/cli/cmd-describe.c \
  sim/cli/cmd-list.c \
  sim/cli/cmd-measure.c \
  sim/cli/cmd-new.c \
  sim/cli/cmd-plot.c \
  sim/cli/cmd-pram.c \
  sim/cli/cmd-predict.c \
  sim/cli/cmd-run.c \
  sim/cli/cmd-simulate.c \
  sim/cli/cmd-trace.c \
  sim/cli/markdown.c \
  sim/cli/markdown.h \
  sim/cli/pram-report.c \
  sim/cli/pram-report.h \
  sim/cli/pram-stepper.c \
  sim/cli/pram-stepper.h \
  sim/cli/pram-table.c \
  sim/cli/pram-table.h \
  sim/cli/prediction.c \
  sim/cli/prediction.h \
  sim/cli/progress.c \
  sim/cli/progress.h \
  sim/cli/simulation-report.c \
  sim/cli/simulation-report.h
resource_files += \
  sim/cli/templates/algorithm.c.in \
  sim/cli/templates/model.c.in \
  sim/cli/templates/plugin.mk.in
