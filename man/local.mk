dist_man_MANS += \
  man/parallax-scenario.5 \
  man/parallax.1
