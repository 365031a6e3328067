EXTRA_DIST += \
  docs/trace-format.md
