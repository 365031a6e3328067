parallaxincludedir = $(includedir)/parallax
parallaxinclude_HEADERS = \
  include/parallax/agree.h \
  include/parallax/algorithm.h \
  include/parallax/cells.h \
  include/parallax/distinct.h \
  include/parallax/engine.h \
  include/parallax/error.h \
  include/parallax/fourier.h \
  include/parallax/graph.h \
  include/parallax/greedy-tree.h \
  include/parallax/integer.h \
  include/parallax/keys.h \
  include/parallax/machine.h \
  include/parallax/matrix.h \
  include/parallax/merge-split.h \
  include/parallax/model.h \
  include/parallax/parallax.h \
  include/parallax/param.h \
  include/parallax/program.h \
  include/parallax/registry.h \
  include/parallax/schedule.h \
  include/parallax/timing.h \
  include/parallax/trace.h
