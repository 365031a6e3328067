EXTRA_DIST += \
  docs/dependencies.md \
  docs/formats.md \
  docs/images/time.svg \
  docs/models.md \
  docs/patterns.md \
  docs/program-interface.md \
  docs/trace-format.md
