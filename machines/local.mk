resource_files += \
  machines/cm5.machine \
  machines/t3e.machine \
  machines/textbook-noise.machine \
  machines/textbook-torus.machine \
  machines/textbook-wan.machine \
  machines/textbook.machine
EXTRA_DIST += $(resource_files)
