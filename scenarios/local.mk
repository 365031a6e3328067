resource_files += \
  scenarios/quickstart.scn \
  scenarios/simulated.scn
