resource_files += \
  scenarios/broadcast.scn \
  scenarios/collectives.scn \
  scenarios/fft.scn \
  scenarios/graphs.scn \
  scenarios/matrix-product.scn \
  scenarios/pram.scn \
  scenarios/quickstart.scn \
  scenarios/scans.scn \
  scenarios/sequential.scn \
  scenarios/simulated.scn \
  scenarios/sorts.scn
