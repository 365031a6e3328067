resource_files += \
  plots/breakdown.gp \
  plots/crossings.gp \
  plots/error.gp \
  plots/pram.html \
  plots/space-time.gp \
  plots/speedup.gp \
  plots/style.gp \
  plots/time.gp
