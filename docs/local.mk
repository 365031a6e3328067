EXTRA_DIST += \
  docs/algorithms.md \
  docs/dependencies.md \
  docs/formats.md \
  docs/goal.md \
  docs/images/space-time.svg \
  docs/images/time.svg \
  docs/machines.md \
  docs/models.md \
  docs/patterns.md \
  docs/pram-lecture.md \
  docs/pram.md \
  docs/program-interface.md \
  docs/simulate.md \
  docs/trace-format.md
