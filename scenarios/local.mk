resource_files += \
  scenarios/quickstart.scn
