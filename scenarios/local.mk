resource_files += \
  scenarios/quickstart.scn \
  scenarios/sequential.scn \
  scenarios/simulated.scn
